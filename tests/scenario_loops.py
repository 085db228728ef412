"""The dispatch rule by priority in plain loops, one scenario at a time: the evaluator's twin.

Written from section 7 of the specification and docs/scenarios.md, on the facts of
`tests/reference.py`; it shares no code with the tool. Everything is keyed by the ids of the files.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from reference import Facts, Terms, Variable

Key = tuple[Any, ...]
GRANTED = 1e-11  # share of a limit, for sums that are off by a rounding error
NEGLIGIBLE = 1e-7  # of the largest figure: what a solver leaves of nothing


@dataclass(frozen=True)
class Future:
    """One scenario: what is otherwise than the case says."""

    working: dict[tuple[str, int], float]  # (c, t): Σ over the days open of throughput
    open: dict[tuple[str, int], float]  # (c, t): days open
    pool: dict[tuple[str, int], float]  # (p, t): days open
    supply: dict[tuple[str, int], float]  # (o, t): factor
    need: dict[str, float]  # g: factor
    route: dict[tuple[Any, int], float]  # ((c, a), t): days open, of routes with days of their own


@dataclass
class Trajectory:
    """What came of the plan: flows by period, as variables of the reference, and outcomes."""

    flows: dict[Variable, float] = field(default_factory=lambda: defaultdict(float))
    waiting: list[float] = field(default_factory=list)
    outcomes: dict[str, Any] = field(default_factory=dict)


def as_foreseen(terms: Terms) -> Future:
    """Nothing otherwise."""
    opened = {
        (kind, name, t): float(days)
        for t, f in enumerate(terms)
        for (kind, name, when), days in f.open.items()
        if when == t
    }
    days = {(c, t): value for (kind, c, t), value in opened.items() if kind == "crossing"}
    return Future(
        days,
        days,
        {(p, t): value for (kind, p, t), value in opened.items() if kind == "pool"},
        {(o, t): 1.0 for o in terms[0].corridors for t in range(len(terms))},
        dict.fromkeys(terms[0].category, 1.0),
        {(route, t): value for (kind, route, t), value in opened.items() if kind == "route"},
    )


Line = tuple[str | None, str, str, str]  # corridor, crossing, good, regime
IN_YARD, TO_YARD = "in the yard", "to the yard"
"""In the place of the corridor of trucks that wait at the crossing, and of the regime of those that
set out to wait there: wherever corridors bring goods and there is a yard."""


def through_yard(terms: Terms, c: str, g: str) -> bool:
    """Whether trucks of a good may wait at a crossing."""
    return (
        bool(terms[0].corridors) and g in terms[0].inbound() and any(f.yard[c] != 0 for f in terms)
    )


def planned_lines(terms: Terms, plan: dict[Variable, float]) -> dict[Line, list[dict[Any, float]]]:
    """Of each line, by period and area, what the plan has leave the origin; in dispatch order."""
    f, lines = terms[0], {}
    regimes = dict.fromkeys(r for each in terms for r in each.fill)
    inbound = f.inbound()
    for g in sorted(f.category, key=lambda g: (-f.priority[g], g)):
        for c in sorted(f.gate):
            yard = through_yard(terms, c, g)
            for o in sorted(f.corridors) if yard else []:
                leaves = [{None: plan.get(("m", o, c, g, t), 0.0)} for t in range(len(terms))]
                if any(amount[None] > 0 for amount in leaves):
                    lines[o, c, g, TO_YARD] = leaves
            for r in sorted(regimes):
                by_corridor = bool(f.corridors) and g in inbound and not yard
                for o in sorted(f.corridors) if by_corridor else [IN_YARD if yard else None]:
                    periods = []
                    for t in range(len(terms)):
                        x = plan.get(("x", c, g, r, t), 0.0)
                        of_all = sum(plan.get(("x", c, g, q, t), 0.0) for q in regimes)
                        here = o in (None, IN_YARD)
                        leaving = x if here else plan.get(("m", o, c, g, t), 0.0)
                        leaving *= 1.0 if here else (x / of_all if of_all > 0 else 0.0)
                        areas = [a for a in f.population if a in terms[t].routes[c]]
                        collected = {a: plan.get(("y", c, g, a, t), 0.0) for a in areas}
                        whole = sum(collected.values())
                        parts = {None: 1.0}
                        if g in inbound:
                            parts = {a: y / whole for a, y in collected.items() if whole > 0}
                        periods.append({a: leaving * part for a, part in parts.items()})
                    if any(amount > 0 for period in periods for amount in period.values()):
                        lines[o, c, g, r] = periods
    return lines


def takes(f: Facts, line: Line) -> dict[Key, float]:
    """What a truckload that leaves the line's origin takes of each limit but the roads."""
    o, c, g, r = line
    found: dict[Key, float] = {}
    if o not in (None, IN_YARD):
        cap, _, goods = f.corridors[o]
        if cap is not None:
            found["corridor", o] = 1.0
        if goods[g] is not None:
            found["corridor's good", o, g] = 1.0
    if r == TO_YARD:
        return found
    if o == IN_YARD:
        found["yard", c, g] = 1.0
    kept = 1.0 if o in (None, IN_YARD) else 1 - f.corridors[o][1]
    if f.gate[c] is not None:
        found["gate", c] = kept / f.fill[r]
    for (r_, g_, q), minutes in f.minutes.items():
        site = f.site(c, q)
        if (r_, g_) == (r, g) and site is not None and minutes > 0:
            found["minutes", site, q] = kept * minutes
    hidden = f.threat[g] * (1 - f.detection[r])
    if f.undetected is not None and hidden > 0:
        found["undetected",] = kept * hidden
    if f.category[g] == "export":
        found["exports", g] = kept * (1 - f.refusal[r])
    return found


def rate_and_days(f: Facts, key: Key, t: int, future: Future) -> tuple[float, float]:
    """A limit per open day, and the days."""
    kind, *at = key
    if kind == "gate":
        return float(f.gate[at[0]] or 0.0), future.working[at[0], t]
    if kind == "minutes" and at[0] == "pool":
        return f.minutes_a_day["pool", at[1]], future.pool[at[1], t]
    if kind == "minutes":
        return f.minutes_a_day[at[0], at[1]], future.working[at[0], t]
    if kind == "road":
        cap, days = f.routes[at[0]][at[1]][0], future.open[at[0], t]
        return 1e18 if cap is None else float(cap), future.route.get((tuple(at), t), days)
    if kind in ("corridor", "corridor's good"):
        cap, _, goods = f.corridors[at[0]]
        rate = cap if kind == "corridor" else goods[at[1]]
        return float(rate or 0.0), f.open["corridor", at[0], t] * future.supply[at[0], t]
    if kind == "diverted":
        return float(f.diverted_limit or 0.0), f.days[t]
    if kind == "undetected":
        return float(f.undetected or 0.0), f.days[t]
    return f.need[at[0], None], f.days[t] * future.need[at[0]]


class Dispatch:
    """The rule by priority on one plan."""

    def __init__(self, terms: Terms, plan: dict[Variable, float]) -> None:
        self.terms, self.plan = terms, plan
        self.lines = planned_lines(terms, plan)
        self.f, self.takes = terms[0], {}
        self.excess = self._excess()

    def enter(self, t: int) -> Facts:
        """Take the facts in force in period t."""
        self.f = self.terms[t]
        known = [line for line in self.lines if line[3] in (*self.f.fill, TO_YARD)]
        self.takes = {line: takes(self.f, line) for line in known if self.known(line)}
        return self.f

    def known(self, line: Line) -> bool:
        """Whether the line can pass at all in the period's phase."""
        o, c, g, r = line
        passes = r == TO_YARD or (c, g, r) in self.f.presented
        return passes and (o in (None, IN_YARD) or (o, c, g) in self.f.manifested)

    def through(self, line: Line) -> tuple[float, float]:
        """Shares presented and released of what leaves the origin."""
        o, _, _, r = line
        kept = 1.0 if o in (None, IN_YARD) else 1 - self.f.corridors[o][1]
        return kept, kept * (1.0 if r == TO_YARD else 1 - self.f.refusal[r])

    def road(self, line: Line, area: Any) -> Key | None:
        """The limit of the road to an area, where it has one."""
        _, c, _, _ = line
        roads = self.f.routes[c]
        bounded = area is not None and area in roads
        bounded = bounded and (roads[area][0] is not None or self._has_days(c, area))
        return ("road", c, area) if bounded else None

    def _has_days(self, crossing: str, area: str) -> bool:
        """Whether a route has open days of its own."""
        return any(("route", (crossing, area), t) in now.open for t, now in enumerate(self.terms))

    def burdens(self, line: Line) -> dict[Key, dict[Any, float]]:
        """What a truckload for each area takes of limits on what arrives."""
        f, (_, c, g, r) = self.f, line
        found: dict[Key, dict[Any, float]] = {}
        if r == TO_YARD:
            return found
        roads = f.routes[c] if f.category[g] != "export" else {}
        arrives = {a: self.through(line)[1] * (1 - loss) for a, (_, loss) in roads.items()}
        for (good, pool), minutes in f.end_use.items():
            if good == g and minutes > 0:
                found["minutes", "pool", pool] = {a: minutes * x for a, x in arrives.items()}
        lost = f.diverted.get(g, 0.0) * (1 - f.prevents.get(g, 0.0))
        if f.diverted_limit is not None and lost > 0:
            found["diverted",] = {a: lost * x for a, x in arrives.items()}
        return found

    def _excess(self) -> dict[tuple[Key, int], float]:
        """What the plan itself uses of each limit beyond it, per open day."""
        nominal, used = as_foreseen(self.terms), defaultdict(float)
        for t in range(len(self.terms)):
            self.enter(t)
            for line in self.takes:
                amounts = self.lines[line][t]
                for key, each in self.takes[line].items():
                    used[key, t] += each * sum(amounts.values())
                for key, by_area in self.burdens(line).items():
                    used[key, t] += sum(
                        by_area.get(a, 0.0) * amount for a, amount in amounts.items()
                    )
                for a, amount in amounts.items():
                    key = self.road(line, a)
                    if key is not None:
                        used[key, t] += self.through(line)[1] * amount
        excess = {}
        for (key, t), amount in used.items():
            if key[0] == "yard":
                continue
            rate, days = rate_and_days(self.terms[t], key, t, nominal)
            if days > 0:
                excess[key, t] = max(0.0, amount / days - rate)
        return excess

    def capacity(self, key: Key, t: int, future: Future) -> float:
        rate, days = rate_and_days(self.terms[t], key, t, future)
        return (rate + self.excess.get((key, t), 0.0)) * days * (1 + GRANTED)

    def trajectory(self, future: Future) -> Trajectory:
        """The plan in one future."""
        made, first = Trajectory(), self.terms[0]
        waiting = {line: dict.fromkeys(self._areas(line), 0.0) for line in self.lines}
        stock = dict(first.first)
        yards: dict[Key, float] = defaultdict(float)
        account = Account(self, made)
        for t in range(len(self.terms)):
            f = self.enter(t)
            for line, periods in self.lines.items():
                for a, amount in periods[t].items():
                    if a in waiting[line]:
                        waiting[line][a] += amount
            left: dict[Key, float] = {}
            sent = self.sent(t, waiting, yards, left, future)
            arrived: dict[Key, float] = defaultdict(float)
            exported: dict[str, float] = defaultdict(float)
            for line, parts in sent.items():
                o, c, g, r = line
                kept, released = self.through(line)
                for a, amount in parts.items():
                    waiting[line][a] -= amount
                    if o == IN_YARD:
                        yards[c, g] -= amount
                    elif o is not None:
                        made.flows["m", o, c, g, t] += amount
                    if r == TO_YARD:
                        continue
                    made.flows["x", c, g, r, t] += kept * amount
                    if a is None:
                        exported[g] += released * amount
                    elif a in f.routes[c]:
                        made.flows["y", c, g, a, t] += released * amount
                        arrived[g, a] += released * amount * (1 - f.routes[c][a][1])
            met = {}
            for (g, a), rate in f.need.items():
                need = rate * f.days[t] * future.need[g]
                if a is None:
                    met[g, a] = exported[g]
                    continue
                nominal = rate * f.days[t]
                planned = sum(self.plan.get(("z", g, a, b, t), 0.0) for b in range(len(f.bands)))
                there = stock[g, a] + arrived[g, a]
                share = planned / nominal if nominal > 0 else 0.0
                spare = there - self.plan.get(("s", g, a, t), 0.0)
                met[g, a] = min(need, there, max(share * need, spare))
                stock[g, a] = there - met[g, a]
                made.flows["s", g, a, t] = stock[g, a]
            account.close(t, future, waiting, sent, arrived, met, stock, left)
        account.finish(future, stock)
        return made

    def _areas(self, line: Line) -> list[Any]:
        """Areas that the line ever sends to, in the order of the file."""
        areas = [None, *self.f.population]
        return [a for a in areas if any(p.get(a, 0.0) > 0 for p in self.lines[line])]

    def sent(
        self,
        t: int,
        waiting: dict[Line, dict[Any, float]],
        yards: dict[Key, float],
        left: dict[Key, float],
        future: Future,
    ) -> dict[Line, dict[Any, float]]:
        """Truckloads that leave, by line and area; `left` is what the limits leave then.

        What sets out for `yards` comes there first, to be inspected with what waits there.
        """
        f = self.f
        able = [line for line in self.lines if line in self.takes and self._usable(line, t, future)]
        for line in able:
            burdened = self.burdens(line)
            for key in [*self.takes[line], *burdened, *(self.road(line, a) for a in waiting[line])]:
                if key is not None and key not in left and key[0] != "yard":
                    left[key] = self.capacity(key, t, future)
        sent: dict[Line, dict[Any, float]] = {}
        for line in (line for line in able if line[3] == TO_YARD):
            sent[line] = self.as_far(line, waiting[line], left, None)
            yards[line[1:3]] += self.through(line)[0] * sum(sent[line].values())
        for c in f.gate:
            left.update({("yard", c, g): yards[c, g] for g in f.category})
        inspected = [line for line in able if line[3] != TO_YARD]
        for g in dict.fromkeys(line[2] for line in inspected):
            of_good = [line for line in inspected if line[2] == g]
            for line in of_good:
                sent[line] = self.as_far(line, waiting[line], left, None)
            self.row_10(g, t, of_good, sent, waiting, left)
        assert set(f.category) >= {line[2] for line in able}
        return sent

    def _usable(self, line: Line, t: int, future: Future) -> bool:
        o, c, _, r = line
        if future.open[c, t] == 0 and r != TO_YARD:
            return False
        return o in (None, IN_YARD) or (
            self.f.open["corridor", o, t] > 0 and self.f.corridors[o][1] < 1
        )

    def as_far(
        self, line: Line, waits: dict[Any, float], left: dict[Key, float], room: float | None
    ) -> dict[Any, float]:
        """What the limits allow of what waits; `room` is what row 10 has left for the line."""
        kept, released = self.through(line)
        parts = {}
        for a, amount in waits.items():
            key = self.road(line, a)
            if a is not None and a not in self.f.routes[line[1]]:
                parts[a] = 0.0  # no road in this phase
                continue
            parts[a] = amount if key is None else min(amount, max(0.0, left[key] / released))
        total = sum(parts.values())
        most = total
        for key, each in self.takes[line].items():
            most = min(most, left[key] / each)
        for key, by_area in self.burdens(line).items():
            asked = sum(by_area.get(a, 0.0) * amount for a, amount in parts.items())
            asked += self.takes[line].get(key, 0.0) * total
            if asked > left[key]:
                most = min(most, total * (left[key] / asked))
        lack = 0.0 if line[3] == TO_YARD else -self.over(line) * kept
        if room is not None and lack > 0:
            most = min(most, room / lack)
        most = max(most, 0.0)
        scaled = {a: amount * (most / total) if total > 0 else 0.0 for a, amount in parts.items()}
        self.use(line, scaled, left, 1.0)
        return scaled

    def use(self, line: Line, parts: dict[Any, float], left: dict[Key, float], sign: float) -> None:
        for key, each in self.takes[line].items():
            left[key] -= sign * each * sum(parts.values())
        for key, by_area in self.burdens(line).items():
            taken = sum(by_area.get(a, 0.0) * amount for a, amount in parts.items())
            left[key] -= sign * taken
        for a, amount in parts.items():
            key = self.road(line, a)
            if key is not None:
                left[key] -= sign * self.through(line)[1] * amount

    def over(self, line: Line) -> float:
        """Detection beyond what row 10 asks."""
        return self.f.detection[line[3]] - (self.f.detection_floor or 0.0)

    def row_10(
        self,
        g: str,
        t: int,
        of_good: list[Line],
        sent: dict[Line, dict[Any, float]],
        waiting: dict[Line, dict[Any, float]],
        left: dict[Key, float],
    ) -> None:
        f = self.f
        if not f.detection_floor or f.threat[g] <= 0:
            return

        def sums(flows: dict[Line, dict[Any, float]]) -> tuple[float, float]:
            found = lacking = 0.0
            for line in of_good:
                presented = self.through(line)[0] * sum(flows[line].values())
                found += max(self.over(line), 0.0) * presented
                lacking += max(-self.over(line), 0.0) * presented
            return found, lacking

        planned = {line: self.lines[line][t] for line in of_good}
        found, lacking = sums(planned)
        excess = max(0.0, lacking - found)
        found, lacking = sums(sent)
        found = found * (1 + GRANTED) + excess
        if lacking <= found:
            return
        for line in of_good:
            if self.over(line) < 0:
                back = {a: amount * (1 - found / lacking) for a, amount in sent[line].items()}
                self.use(line, back, left, -1.0)
                sent[line] = {a: amount - back[a] for a, amount in sent[line].items()}
        found, lacking = sums(sent)
        room = found + excess - lacking
        finders = [line for line in of_good if self.over(line) >= 0]
        for line in [*finders, *(line for line in of_good if line not in finders)]:
            room = max(room, 0.0)
            rest = {a: max(0.0, waiting[line][a] - sent[line][a]) for a in waiting[line]}
            more = self.as_far(line, rest, left, room)
            room += self.over(line) * self.through(line)[0] * sum(more.values())
            sent[line] = {a: sent[line][a] + more[a] for a in more}


class Account:
    """Outcomes, added up period by period."""

    def __init__(self, rule: Dispatch, made: Trajectory) -> None:
        self.terms, self.rule, self.made = rule.terms, rule, made
        f = self.terms[0]
        self.sums: dict[Key, float] = defaultdict(float)
        self.met: dict[Key, float] = defaultdict(float)
        self.need: dict[Key, float] = defaultdict(float)
        self.window: dict[Key, float] = defaultdict(float)
        self.value = self.undetected = self.of_known = 0.0
        self.below: dict[str, float] = dict.fromkeys(f.inbound(), 0.0)
        self.out: dict[str, float] = {}
        self.gone: dict[Line, float] = dict.fromkeys(rule.lines, 0.0)
        self.longest = 0
        self.recovery = self.since = self.before = 0.0
        self.recovering = False
        self.missed = 0
        planned = [sum(sum(p.values()) for p in periods) for periods in rule.lines.values()]
        self.no_queue = NEGLIGIBLE * max(1.0, *planned, 1.0)
        inbound = [
            rate * now.days[t]
            for t, now in enumerate(self.terms)
            for (_, a), rate in now.need.items()
            if a is not None
        ]
        self.no_need = NEGLIGIBLE * max([1.0, *inbound])

    def close(
        self,
        t: int,
        future: Future,
        waiting: dict[Line, dict[Any, float]],
        sent: dict[Line, dict[Any, float]],
        arrived: dict[Key, float],
        met: dict[Key, float],
        stock: dict[Any, float],
        left: dict[Key, float],
    ) -> None:
        f, rule, end = self.terms[t], self.rule, self.terms[-1].end
        for line, parts in sent.items():
            o, _, g, r = line
            kept, released = rule.through(line)
            amount = sum(parts.values())
            self.gone[line] += amount
            self.sums["manifested", g] += amount if o not in (None, IN_YARD) else 0.0
            if r == TO_YARD:
                continue
            self.sums["presented", g] += kept * amount
            self.sums["released", g] += released * amount
            self.of_known += kept * amount * (g in f.rates)
            self.undetected += kept * amount * f.threat[g] * (1 - f.detection[r])
        for (g, _), amount in arrived.items():
            self.sums["arrived", g] += amount
        day = 1 + sum(f.days[:t])
        short: dict[str, bool] = defaultdict(bool)
        for (g, a), amount in met.items():
            need = f.need[g, a] * f.days[t] * future.need[g]
            self.met[g, a] += amount
            self.need[g, a] += need
            below = 0.0
            for width, weight in f.bands:
                in_band = min(max(amount - below * need, 0.0), width * need)
                self.value += f.priority[g] * f.weight.get(a, 1.0) * weight * in_band
                below += width
            self.window["met", g, a] += amount
            self.window["asked", g, a] += f.floor[g, a] * need
            if a is not None:
                short[g] |= stock[g, a] < end[g, a] - self.no_need
                if need - amount > self.no_need and stock[g, a] <= self.no_need:
                    self.out.setdefault(g, day)
        for g, is_short in short.items():
            self.below[g] += f.days[t] if is_short else 0.0
        if any(t == window[-1] for window in f.windows):
            for kind, g, a in [key for key in self.window if key[0] == "asked"]:
                asked, amount = self.window[kind, g, a], self.window["met", g, a]
                self.missed += amount < asked * (1 - NEGLIGIBLE) - NEGLIGIBLE
            self.window.clear()
        self.queue(t, future, waiting)
        for key, rest in left.items():
            if key[0] in ("gate", "minutes"):
                self.sums["used", *key] += rule.capacity(key, t, future) - rest

    def queue(self, t: int, future: Future, waiting: dict[Line, dict[Any, float]]) -> None:
        f, rule = self.terms[t], self.rule
        inspected = [line for line in rule.lines if line[3] != TO_YARD]
        late = (sum(waiting[line].values()) for line in inspected)
        waits = sum(amount for amount in late if amount > self.no_queue)
        for line in inspected:
            periods = rule.lines[line]
            cumulative = 0.0
            for earlier in range(t + 1):
                cumulative += sum(periods[earlier].values())
                if self.gone[line] < cumulative - self.no_queue:
                    self.longest = max(self.longest, t + 1 - earlier)
        closed = any(future.open[c, t] < f.open["crossing", c, t] for c in f.gate)
        last = self.made.waiting[-1] if self.made.waiting else 0.0
        if closed and not self.recovering:
            self.before = last
        self.since = 0.0 if closed else self.since + f.days[t]
        late = waits > self.before + self.no_queue
        self.recovering = (closed or self.recovering) and late
        if self.recovering and not closed:
            self.recovery = max(self.recovery, self.since)
        self.made.waiting.append(waits)

    def _told_of(self) -> bool:
        """Whether anything is known of contraband: of all that is presented the rate may be not."""
        presented = sum(amount for key, amount in self.sums.items() if key[0] == "presented")
        return self.of_known > 1e-9 if presented > 1e-9 else any(f.rates for f in self.terms)

    def finish(self, future: Future, stock: dict[Any, float]) -> None:
        f, waiting, end = self.terms[0], self.made.waiting, self.terms[-1].end
        by_area = {
            a: [sum(x[g, a] for g in f.inbound()) for x in (self.met, self.need)]
            for a in f.population
        }
        shares = [met / need for met, need in by_area.values() if need > 0]
        periods = range(len(f.days))
        self.made.outcomes = {
            "value": self.value,
            **{
                stage: {g: self.sums[stage, g] for g in f.category}
                for stage in ("manifested", "presented", "released", "arrived")
            },
            "met": {g: sum(v for k, v in self.met.items() if k[0] == g) for g in f.category},
            "need": {g: sum(v for k, v in self.need.items() if k[0] == g) for g in f.category},
            "coverage": {
                place: met / self.need[place]
                for place, met in self.met.items()
                if place[1] is not None and self.need[place] > 0
            },
            "worst_coverage": min(shares) if shares else None,
            "days_below_floor": self.below,
            "first_stock_out": self.out,
            "most_waiting": max(waiting, default=0.0),
            "left_waiting": waiting[-1],
            "longest_wait": self.longest * f.days[0],
            "undetected": self.undetected if self._told_of() else None,
            "days_to_recover": self.recovery,
            "days_closed": {
                c: sum(self.terms[t].open["crossing", c, t] - future.open[c, t] for t in periods)
                for c in f.gate
            },
            "floors_missed": self.missed,
            "end_stock_missed": sum(
                max(0.0, end[place] - amount) for place, amount in stock.items()
            ),
            "used": {key[1:]: amount for key, amount in self.sums.items() if key[0] == "used"},
        }
