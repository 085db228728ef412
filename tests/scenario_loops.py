"""The dispatch rule by priority in plain loops, one scenario at a time: the evaluator's twin.

Written from section 7 of the specification and docs/scenarios.md, on the facts of
`tests/reference.py`; it shares no code with the tool. Everything is keyed by the ids of the files.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from reference import Facts, Terms, Variable
from reference_time import begins, on_its_way, spread

Key = tuple[Any, ...]
STATES = ("yard", "platform", "room")  # what is there, and what is free
GRANTED = 1e-11  # share of a limit, for sums that are off by a rounding error
ROUNDING = 1e-6  # of a limit, by which the plan may pass it
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
        {(c, t): value for (kind, c, t), value in opened.items() if kind == "working"},
        days,
        {(p, t): value for (kind, p, t), value in opened.items() if kind == "pool"},
        {(o, t): 1.0 for o in terms[0].corridors for t in range(len(terms))},
        dict.fromkeys(terms[0].category, 1.0),
        {(route, t): value for (kind, route, t), value in opened.items() if kind == "route"},
    )


Line = tuple[str | None, str, str, str | None, str | None]
"""Corridor, crossing, good, regime, area; to a yard it has no regime, from a platform an area."""


def through_yard(terms: Terms, c: str, g: str) -> bool:
    """Whether trucks of a good may come to inspection later than they set out."""
    if not terms[0].corridors or g not in terms[0].inbound():
        return False
    travels = any(
        now.to_crossing[o] > 0 for now in terms for o, *at in now.manifested if at == [c, g]
    )
    due, _ = on_its_way(terms)
    there = any(n > 0 for (*at, _), n in due.items() if at == [c, g])
    waits = any(now.yard[c] is None or now.yard[c] > 0 for now in terms)
    return travels or there or waits or terms[0].yards_first.get((c, g), 0) > 0


def over_platform(terms: Terms, c: str, g: str) -> bool:
    """Whether what is released of a good may lie before it is collected."""
    lies = any(now.platform[c] > 0 for now in terms)
    return g in terms[0].inbound() and (lies or terms[0].platforms_first.get((c, g), 0) > 0)


def in_order(f: Facts) -> list[str]:
    """Goods, those of the highest priority first, then by id."""
    return sorted(f.category, key=lambda g: (-f.priority[g], g))


def planned_lines(
    terms: Terms, plan: dict[Variable, float], ways: list[Terms]
) -> dict[Line, list[dict[Any, float]]]:
    """Of each line, by period and area, what the plan has set out; in dispatch order.

    In one of the `ways` that phases may go trucks may wait, or lie, where any of them allows it.
    """
    f, lines = terms[0], dict[Line, list[dict[Any, float]]]()
    regimes = sorted(dict.fromkeys(r for each in terms for r in each.fill))
    periods = range(len(terms))
    for g in in_order(f):
        for c in sorted(f.gate):
            yard, platform = (any(f(x, c, g) for x in ways) for f in (through_yard, over_platform))
            by_corridor = bool(f.corridors) and g in f.inbound()
            if yard:
                for o in sorted(f.corridors):
                    lines[o, c, g, None, None] = [
                        {None: plan.get(("m", o, c, g, t), 0.0)} for t in periods
                    ]
            for r in regimes:
                for o in sorted(f.corridors) if by_corridor and not yard else [None]:
                    lines[o, c, g, r, None] = [
                        _inspected(terms, plan, o, c, g, r, t, regimes, platform) for t in periods
                    ]
            if platform:
                for a in sorted(f.population):
                    lines[None, c, g, None, a] = [
                        {a: plan.get(("y", c, g, a, t), 0.0)} for t in periods
                    ]
    return {
        line: amounts
        for line, amounts in lines.items()
        if any(amount > 0 for period in amounts for amount in period.values())
    }


def _inspected(
    terms: Terms, plan: dict[Variable, float], o: str | None, c: str, g: str, r: str, t: int,
    regimes: list[str], platform: bool,
) -> dict[Any, float]:  # fmt: skip
    """What sets out for inspection, by area where it goes there at once."""
    x = plan.get(("x", c, g, r, t), 0.0)
    of_all = sum(plan.get(("x", c, g, q, t), 0.0) for q in regimes)
    leaving = x if o is None else plan.get(("m", o, c, g, t), 0.0)
    leaving *= 1.0 if o is None else (x / of_all if of_all > 0 else 0.0)
    if platform or g not in terms[0].inbound():
        return {None: leaving}
    areas = [a for a in terms[0].population if a in terms[t].routes[c]]
    collected = {a: plan.get(("y", c, g, a, t), 0.0) for a in areas}
    whole = sum(collected.values())
    return {a: leaving * (y / whole) for a, y in collected.items() if whole > 0}


def takes(f: Facts, line: Line, yard: bool, platform: bool) -> dict[Key, float]:
    """What a truckload that sets out on the line takes of each limit but the roads."""
    o, c, g, r, a = line
    kept = 1.0 if o is None else 1 - f.corridors[o][1]
    found: dict[Key, float] = {}
    if a is not None:
        return {("platform", c, g): 1.0}
    if r is not None:
        if yard:
            found["yard", c, g] = 1.0
        if platform:
            found["room", c, g] = kept * (1 - f.refusal[r])
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
    if o is not None:
        cap, _, goods = f.corridors[o]
        if cap is not None:
            found["corridor", o] = 1.0
        if goods[g] is not None:
            found["corridor's good", o, g] = 1.0
    return {key: each for key, each in found.items() if each > 0}


def rate_and_days(f: Facts, key: Key, t: int, future: Future) -> tuple[float, float]:
    """A limit per open day, and the days."""
    kind, *at = key
    if kind in STATES:
        return 1e18, f.days[t]
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


def stage_of(line: Line) -> str:
    """What becomes of what sets out on a line."""
    if line[3] is not None:
        return "inspected"
    return "to a yard" if line[4] is None else "from a platform"


class Dispatch:
    """The rule by priority on one plan."""

    def __init__(
        self,
        terms: Terms,
        plan: dict[Variable, float],
        foreseen: Terms | None = None,
        least: Terms | None = None,
    ) -> None:
        """Where phases may fail, `foreseen` are the terms if none does, `least` if all do."""
        self.terms, self.plan = terms, plan
        self.foreseen = foreseen or terms
        self.ways = [self.foreseen, least or self.foreseen]
        self.lines = planned_lines(self.foreseen, plan, self.ways)
        self.f, self.takes = terms[0], {}
        self.excess = self._excess()

    def enter(self, t: int) -> Facts:
        """Take the facts in force in period t."""
        self.f = self.terms[t]
        self.takes = {
            line: takes(self.f, line, self.by_yard(*line[1:3]), self.on_platform(*line[1:3]))
            for line in self.lines
            if self.known(line)
        }
        return self.f

    def on_platform(self, c: str, g: str) -> bool:
        return any(over_platform(x, c, g) for x in self.ways)

    def by_yard(self, c: str, g: str) -> bool:
        return any(through_yard(x, c, g) for x in self.ways)

    def known(self, line: Line) -> bool:
        """Whether the line can pass at all in the period's phase."""
        o, c, g, r, _ = line
        passes = r is None or (c, g, r) in self.f.presented
        return passes and (o is None or (o, c, g) in self.f.manifested)

    def through(self, line: Line) -> tuple[float, float]:
        """Shares presented and released of what leaves the origin."""
        o, _, _, r, _ = line
        kept = 1.0 if o is None else 1 - self.f.corridors[o][1]
        return kept, kept * (1.0 if r is None else 1 - self.f.refusal[r])

    def road(self, line: Line, area: Any) -> Key | None:
        """The limit of the road to an area, where it has one."""
        c = line[1]
        roads = self.f.routes[c]
        bounded = area is not None and area in roads
        bounded = bounded and (roads[area][0] is not None or self._has_days(c, area))
        return ("road", c, area) if bounded else None

    def _has_days(self, crossing: str, area: str) -> bool:
        """Whether a route has open days of its own."""
        return any(("route", (crossing, area), t) in now.open for t, now in enumerate(self.terms))

    def burdens(self, line: Line) -> dict[Key, dict[Any, float]]:
        """What a truckload for each area takes of limits on what arrives."""
        f, (_, c, g, r, a) = self.f, line
        found: dict[Key, dict[Any, float]] = {}
        if a is None and (r is None or self.on_platform(c, g)):
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
            rate, days = rate_and_days(self.terms[t], key, t, nominal)
            over = amount / days - rate if days > 0 else 0.0
            if 0 < over <= ROUNDING * max(1.0, rate):
                excess[key, t] = over
        return excess

    def capacity(self, key: Key, t: int, future: Future) -> float:
        rate, days = rate_and_days(self.terms[t], key, t, future)
        return (rate + self.excess.get((key, t), 0.0)) * days * (1 + GRANTED)

    def trajectory(self, future: Future) -> Trajectory:
        """The plan in one future."""
        made = Trajectory()
        waiting = {line: dict.fromkeys(self._areas(line), 0.0) for line in self.lines}
        account = Account(self, made)
        state = State(self, made)
        for t in range(len(self.terms)):
            self.enter(t)
            for line, periods in self.lines.items():
                for a, amount in periods[t].items():
                    if a in waiting[line]:
                        waiting[line][a] += amount
            left: dict[Key, float] = {}
            sent = state.carry(t, waiting, left, future)
            arrived, exported = self._follow(t, sent, waiting, state, made)
            met = state.meet(t, future, exported)
            account.close(t, future, waiting, sent, arrived, met, state.stock, left)
        account.finish(future, state.stock)
        return made

    def _follow(
        self,
        t: int,
        sent: dict[Line, dict[Any, float]],
        waiting: dict[Line, dict[Any, float]],
        state: "State",
        made: Trajectory,
    ) -> tuple[dict[Key, float], dict[str, float]]:
        """Take what is sent from where it waited: what arrives in period t, and is exported."""
        f, exported = self.f, defaultdict[str, float](float)
        for line, parts in sent.items():
            o, c, g, r, _ = line
            kept, released = self.through(line)
            for a, amount in parts.items():
                waiting[line][a] -= amount
                if o is not None:
                    made.flows["m", o, c, g, t] += amount
                if r is not None:
                    made.flows["x", c, g, r, t] += kept * amount
                    if f.category[g] == "export":
                        exported[g] += released * amount
                if a is not None and a in f.routes[c]:
                    made.flows["y", c, g, a, t] += released * amount
                    through = released * amount * (1 - f.routes[c][a][1])
                    for later, share in spread(self.terms, t, f.to_area[c, a]).items():
                        state.to_area[g, a, later] += through * share
        return {(g, a): n for (g, a, when), n in state.to_area.items() if when == t}, exported

    def _areas(self, line: Line) -> list[Any]:
        """Areas that the line ever sends to, in the order of the file; or the one place."""
        areas = [None, *self.f.population]
        return [a for a in areas if any(p.get(a, 0.0) > 0 for p in self.lines[line])]

    def sent(
        self,
        stage: str,
        t: int,
        waiting: dict[Line, dict[Any, float]],
        left: dict[Key, float],
        future: Future,
    ) -> dict[Line, dict[Any, float]]:
        """Truckloads that set out, by line and area; `left` is what the limits leave then."""
        f = self.f
        able = [
            line
            for line in self.lines
            if line in self.takes and stage_of(line) == stage and self._usable(line, t, future)
        ]
        for line in able:
            burdened = self.burdens(line)
            for key in [*self.takes[line], *burdened, *(self.road(line, a) for a in waiting[line])]:
                if key is not None and key not in left:
                    left[key] = self.capacity(key, t, future)
        sent: dict[Line, dict[Any, float]] = {}
        rows = self.shares_asked(t, able)
        for n, line in enumerate(able):
            sent[line] = self.as_far(line, waiting[line], left, [])
            ended = [row for row in rows if set(row.over) <= {*able[: n + 1]}]
            here = {other for row in ended if line in row.over for other in row.over}
            for _ in ended:  # and whatever shares lines with what shares lines
                here |= {other for row in ended if here & {*row.over} for other in row.over}
            beside = [row for row in ended if here & {*row.over}]
            if any(line == [*row.over][-1] for row in ended):
                self.keep_shares(beside, rows, sent, waiting, left)
        assert set(f.category) >= {line[2] for line in able}
        return sent

    def _usable(self, line: Line, t: int, future: Future) -> bool:
        o, c, _, r, a = line
        if a is not None and ((c, a), t) in future.route:
            return future.route[(c, a), t] > 0
        if (r is not None or a is not None) and future.open[c, t] == 0:
            return False
        return o is None or (self.f.open["corridor", o, t] > 0 and self.f.corridors[o][1] < 1)

    def as_far(
        self,
        line: Line,
        waits: dict[Any, float],
        left: dict[Key, float],
        rooms: list[tuple[float, float]],
    ) -> dict[Any, float]:
        """What the limits allow of what waits; `rooms`: what shares leave, what it detects more."""
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
        for room, over in rooms:
            if over < 0:
                most = min(most, room / (-over * kept))
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

    def shares_asked(self, t: int, able: list[Line]) -> list["Share"]:
        """Rows 10 that some line detects too little for: what is asked of whom, the most first."""
        f, made = self.f, dict[Any, Share]()
        for line in able:
            _, c, g, r, _ = line
            if r is None:
                continue
            if f.detection_floor and f.threat[g] > 0:
                row = made.setdefault(("of a good", g), Share(f.detection_floor))
                row.over[line] = f.detection[r] - f.detection_floor
            if f.guaranteed is not None and f.guaranteed[0] > 0:
                rate, at_each, of_each = f.guaranteed
                whose = ("guaranteed", at_each and c, of_each and g)
                row = made.setdefault(whose, Share(rate))
                row.over[line] = f.detection[r] - rate
        first = sorted(made, key=lambda whose: (-made[whose].rate, whose[0] == "guaranteed"))
        for row in made.values():
            found, lacking = self.detected(row, {x: self.lines[x][t] for x in row.over})
            whole = sum(sum(self.lines[line][t].values()) for line in row.over)
            short = lacking - found
            row.excess = short if 0 < short <= ROUNDING * max(1.0, whole) else 0.0
        return [made[whose] for whose in first if min(made[whose].over.values()) < 0]

    def detected(self, row: "Share", flows: dict[Line, dict[Any, float]]) -> tuple[float, float]:
        """What is detected beyond a share, and what lacks to it."""
        found = lacking = 0.0
        for line, over in row.over.items():
            presented = self.through(line)[0] * sum(flows[line].values())
            found += max(over, 0.0) * presented
            lacking += max(-over, 0.0) * presented
        return found, lacking

    def keep_shares(
        self,
        beside: list["Share"],
        rows: list["Share"],
        sent: dict[Line, dict[Any, float]],
        waiting: dict[Line, dict[Any, float]],
        left: dict[Key, float],
    ) -> None:
        """Send back what detects too little, and offer anew what that leaves free."""
        broken = False
        for row in beside:
            found, lacking = self.detected(row, sent)
            found = found * (1 + GRANTED) + row.excess
            if lacking > found:
                broken = True
                for line, over in row.over.items():
                    if over < 0:
                        back = {a: n * (1 - found / lacking) for a, n in sent[line].items()}
                        self.use(line, back, left, -1.0)
                        sent[line] = {a: n - back[a] for a, n in sent[line].items()}
        if not broken:
            return
        room = {}
        for n, row in enumerate(beside):
            found, lacking = self.detected(row, sent)
            room[n] = found + row.excess - lacking
        lines = [line for line in sent if any(line in row.over for row in beside)]
        lacks = [x for x in lines if any(row.over.get(x, 0.0) < 0 for row in rows)]
        for line in [*(x for x in lines if x not in lacks), *lacks]:
            mine = [(n, row.over[line]) for n, row in enumerate(beside) if line in row.over]
            rest = {a: max(0.0, waiting[line][a] - sent[line][a]) for a in waiting[line]}
            more = self.as_far(line, rest, left, [(max(room[n], 0.0), over) for n, over in mine])
            for n, over in mine:
                room[n] = max(room[n], 0.0) + over * self.through(line)[0] * sum(more.values())
            sent[line] = {a: sent[line][a] + more[a] for a in more}


@dataclass
class Share:
    """A row 10: what is asked, and what each line detects beyond it."""

    rate: float
    over: dict[Line, float] = field(default_factory=dict)
    excess: float = 0.0
    """What the plan itself lacks, by rounding."""


class State:
    """What waits, lies, is on its way and in stock."""

    def __init__(self, rule: Dispatch, made: Trajectory) -> None:
        self.rule, self.terms, self.made = rule, rule.terms, made
        f = self.terms[0]
        to_yard, to_area = on_its_way(self.terms)
        self.to_yard = defaultdict(float, to_yard)  # (c, g, t)
        self.to_area = defaultdict(float, to_area)  # (g, a, t)
        places = [(c, g) for c in f.gate for g in in_order(f)]
        self.yard = {at: float(f.yards_first.get(at, 0)) for at in places if rule.by_yard(*at)}
        self.platform = {
            at: float(f.platforms_first.get(at, 0)) for at in places if rule.on_platform(*at)
        }
        self.stock = dict(f.first)

    def carry(
        self, t: int, waiting: dict[Line, dict[Any, float]], left: dict[Key, float], future: Future
    ) -> dict[Line, dict[Any, float]]:
        """What sets out in a period, stage by stage."""
        rule, f, plan = self.rule, self.rule.f, self.rule.plan
        departed = rule.sent("to a yard", t, waiting, left, future)
        for line, parts in departed.items():
            o, c, g, _, _ = line
            for later, share in spread(self.terms, t, f.to_crossing[o]).items():
                self.to_yard[c, g, later] += rule.through(line)[0] * sum(parts.values()) * share
        for c, g in self.yard:
            self.yard[c, g] += self.to_yard[c, g, t]
            turned = min(self.yard[c, g], plan.get(("turned", c, g, t), 0.0))
            self.yard[c, g] -= turned
            self.made.flows["turned", c, g, t] = turned
            left["yard", c, g] = self.yard[c, g]
        offered: dict[Key, float] = defaultdict(float)
        for line in rule.takes:
            if stage_of(line) == "inspected":
                offered[line[1:3]] += rule.through(line)[1] * sum(waiting[line].values())
        for at, there in self.platform.items():
            left["platform", *at] = there + offered[at]
        may = rule.sent("from a platform", t, waiting, left, future)
        self.make_room(t, may, offered, left)
        sent = rule.sent("inspected", t, waiting, left, future)
        for line, parts in sent.items():
            at, amount = line[1:3], sum(parts.values())
            if at in self.yard:
                self.yard[at] = max(0.0, self.yard[at] - amount)
            if at in self.platform:
                self.platform[at] += rule.through(line)[1] * amount
        for line, parts in may.items():
            ((a, amount),) = parts.items()
            taken = min(amount, self.platform[line[1:3]])
            self.platform[line[1:3]] -= taken
            rule.use(line, {a: amount - taken}, left, -1.0)
            may[line] = {a: taken}
        self.find_room(t, departed, left)
        for letter, places in (("w", self.yard), ("h", self.platform)):
            self.made.flows.update({(letter, *at, t): n for at, n in places.items()})
        return departed | sent | may

    def make_room(
        self, t: int, may: dict[Line, dict[Any, float]], offered: dict[Key, float], left: Any
    ) -> None:
        """What may be released: what can be collected, what the plan leaves lying, then others."""
        for c in dict.fromkeys(c for c, _ in self.platform):
            here = [at for at in self.platform if at[0] == c]
            collects = {
                at: sum(sum(parts.values()) for line, parts in may.items() if line[1:3] == at)
                for at in here
            }
            lies = {at: max(0.0, self.platform[at] - collects[at]) for at in here}
            free = max(0.0, self.rule.f.platform[c] - sum(lies.values()))
            room = {at: max(0.0, collects[at] - self.platform[at]) for at in here}
            for wanted in ("planned", "offered"):
                for at in here:
                    planned = self.rule.plan.get(("h", *at, t), 0.0) - lies[at]
                    asked = planned if wanted == "planned" else offered[at] - room[at]
                    more = min(max(0.0, asked), free)
                    room[at], free = room[at] + more, free - more
            for at in here:
                left["room", *at] = room[at]

    def find_room(
        self, t: int, departed: dict[Line, dict[Any, float]], left: dict[Key, float]
    ) -> None:
        """A yard has so much room: what set out today stays at home, then the least worth goes."""
        rule, f = self.rule, self.rule.f
        for c in dict.fromkeys(c for c, _ in self.yard):
            if f.yard[c] is None:
                continue
            here = [at for at in self.yard if at[0] == c]
            beyond = max(0.0, sum(self.yard[at] for at in here) - f.yard[c])
            for line in [line for line in reversed(departed) if line[1] == c]:
                if f.to_crossing[line[0]] > 0:
                    continue
                kept, amount = rule.through(line)[0], departed[line][None]
                back = min(beyond, kept * amount, self.yard[line[1:3]])
                self.yard[line[1:3]] -= back
                beyond -= back
                stays = min(amount, back / kept)
                rule.use(line, {None: stays}, left, -1.0)
                departed[line] = {None: amount - stays}
            for at in reversed(here):
                turned = min(beyond, self.yard[at])
                self.yard[at] -= turned
                self.made.flows["turned", *at, t] += turned
                beyond -= turned

    def meet(self, t: int, future: Future, exported: dict[str, float]) -> dict[Key, float]:
        """What is met of needs; then what is too old, or finds no room, goes."""
        f, plan, met = self.rule.f, self.rule.plan, dict[Key, float]()
        for (g, a), rate in f.need.items():
            nominal = rate * f.days[t]
            need = nominal * future.need[g]
            if a is None:
                met[g, a] = exported[g]
                continue
            there = self.stock[g, a] + self.to_area[g, a, t]
            gone = min(there, plan.get(("gone", g, a, t), 0.0))
            there -= gone
            planned = sum(plan.get(("z", g, a, b, t), 0.0) for b in range(len(f.bands)))
            foreseen = self.rule.foreseen[t].need[g, a] * f.days[t]
            share = planned / foreseen if foreseen > 0 else 0.0
            spare = there - plan.get(("s", g, a, t), 0.0)
            met[g, a] = min(need, there, max(share * need, spare))
            self.stock[g, a] = there - met[g, a]
            life = f.shelf_life[g]
            if life is not None:
                keeps = [
                    k
                    for k in range(t + 1)
                    if begins(self.terms, t + 1) - begins(self.terms, k) <= life
                ]
                fresh = sum(self.to_area[g, a, k] for k in keeps)
                fresh += self.terms[0].first[g, a] if 0 in keeps else 0.0
                gone += max(0.0, self.stock[g, a] - fresh)
                self.stock[g, a] = min(self.stock[g, a], fresh)
            self.made.flows["gone", g, a, t] = gone
        for a, most in f.store.items():
            beyond = -1.0 if most is None else sum(self.stock[g, a] for g in f.inbound()) - most
            for g in [g for g in reversed(in_order(f)) if g in f.inbound()]:
                gone = min(max(0.0, beyond), self.stock[g, a])
                self.stock[g, a] -= gone
                beyond -= gone
                self.made.flows["gone", g, a, t] += gone
        self.made.flows.update({("s", g, a, t): amount for (g, a), amount in self.stock.items()})
        return met


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
            o, _, g, r, _ = line
            kept, released = rule.through(line)
            amount = sum(parts.values())
            self.gone[line] += amount
            self.sums["manifested", g] += amount if o is not None else 0.0
            if r is None:
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
        inspected = {line: p for line, p in rule.lines.items() if stage_of(line) == "inspected"}
        waits = sum(max(0.0, amount) for line in inspected for amount in waiting[line].values())
        for line, periods in inspected.items():
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

    def _let_go(self, kind: str, good: int) -> dict[str, float]:
        made = dict.fromkeys(self.terms[0].category, 0.0)
        for key, amount in self.made.flows.items():
            if key[0] == kind:
                made[key[good]] += amount
        return made

    def finish(self, future: Future, stock: dict[Any, float]) -> None:
        f, waiting, end = self.terms[0], self.made.waiting, self.terms[-1].end
        by_area = {
            a: [sum(x[g, a] for g in f.inbound()) for x in (self.met, self.need)]
            for a in f.population
        }
        shares = [met / need for met, need in by_area.values() if need > 0]
        periods = range(len(f.days))
        first = max(weight for _, weight in f.bands)
        lacks = {place: max(0.0, end[place] - amount) for place, amount in stock.items()}
        owed = sum(
            f.priority[g] * f.weight.get(a, 1.0) * first * lack for (g, a), lack in lacks.items()
        )
        self.made.outcomes = {
            "value": self.value - owed,
            **{
                stage: {g: self.sums[stage, g] for g in f.category}
                for stage in ("manifested", "presented", "released", "arrived")
            },
            "turned_away": self._let_go("turned", 2),
            "discarded": self._let_go("gone", 1),
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
            "end_stock_missed": sum(lacks.values()),
            "used": {key[1:]: amount for key, amount in self.sums.items() if key[0] == "used"},
        }
