"""The plan in whole trucks a day: what a dispatcher sends when, and what for.

A line is a good under one regime at a crossing, from one corridor and for one area. What is
presented in a period has the corridors of what came first, and is for the areas that collect next,
each in its share. Periods longer than a day are spread over the days on which their crossing opens.

Trucks are rounded by sums from the start: a crossing's sum is the nearest whole one, and each of
its trucks goes to the line that lags most: by itself, by its good at the crossing, by its good in
the area, by its route and by its corridor. Lines give first.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

import numpy as np

from crossings.plan import Plan
from crossings.problem import Floats, Problem
from crossings.problem.travel import period_of, spread

_WEIGHTS = {"good": 4.0, "area": 4.0, "route": 1.0, "corridor": 1.0, "line": 1.0}
"""What a lag of each kind weighs: those that must hold more than lines, which give first."""
_NOTHING = 1e-9
Key = TypeVar("Key")

Origin: TypeAlias = tuple[int | None, datetime.date | None]
"""Corridor, and the first day of the period in which it was left; None where it is not known."""


@dataclass(frozen=True)
class Line:
    """Positions along the axes of a problem; None where there is none."""

    corridor: int | None
    crossing: int
    regime: int
    area: int | None
    good: int


@dataclass(frozen=True)
class Entry:
    """Whole trucks of a line on one day."""

    date: datetime.date
    leaves: datetime.date | None
    line: Line
    trucks: int


@dataclass(frozen=True)
class Schedule:
    """Whole trucks, and how far their sums from the start are ever from those of the days."""

    entries: tuple[Entry, ...]
    furthest: Mapping[str, float]
    """Trucks, by what is summed: crossing, good at a crossing, good in an area, line."""


@dataclass
class _Sums:
    """Of one kind: by what it is summed over, trucks asked for and sent so far."""

    asked: dict[tuple[object, ...], float] = field(default_factory=lambda: defaultdict(float))
    sent: dict[tuple[object, ...], int] = field(default_factory=lambda: defaultdict(int))
    furthest: float = 0.0

    def lag(self, key: tuple[object, ...]) -> float:
        return self.asked[key] - self.sent[key]

    def look(self) -> None:
        for key, asked in self.asked.items():
            self.furthest = max(self.furthest, abs(asked - self.sent[key]))


def schedule(plan: Plan) -> Schedule:
    """The plan in whole trucks; a truck carries the `fill` of its regime."""
    problem = plan.problem
    sums = {kind: _Sums() for kind in ("crossing", *_WEIGHTS)}
    queues: dict[Line, list[tuple[float, datetime.date | None]]] = defaultdict(list)
    entries = []
    for t, date, lines in _days(plan):
        made: dict[tuple[Line, datetime.date | None], int] = defaultdict(int)
        for c in dict.fromkeys(line.crossing for line in lines):
            for line, origins in lines.items():
                if line.crossing == c:
                    queues[line] += [(amount, leaves) for leaves, amount in origins.items()]
                    for kind, key in _keys(line).items():
                        sums[kind].asked[key] += sum(origins.values())
            able = [x for x in queues if x.crossing == c and _may_go(problem, x, t)]
            wanted = round(sums["crossing"].asked[c,] + _NOTHING) - sums["crossing"].sent[c,]
            for line in _chosen(problem, sums, able, wanted):
                made[line, _taken(queues[line])] += 1
        for each in sums.values():
            each.look()
        entries += [Entry(date, leaves, line, n) for (line, leaves), n in made.items()]
    told = {kind: sums[kind].furthest for kind in ("crossing", "good", "area", "line")}
    return Schedule(tuple(entries), told)


def _chosen(
    problem: Problem, sums: Mapping[str, _Sums], able: Sequence[Line], wanted: int
) -> Iterator[Line]:
    """The lines of so many trucks: whole ones that are due, then one by one where most lags."""
    if not able:
        return
    due = [line for line in able for _ in range(int(sums["line"].lag((line,)) + _NOTHING))]
    for n in range(max(wanted, 0)):
        line = (
            due[n]
            if n < len(due)
            else max(able, key=lambda x: (_urgency(sums, x), _order(problem, x)))
        )
        for kind, key in _keys(line).items():
            sums[kind].sent[key] += 1
        yield line


def _keys(line: Line) -> dict[str, tuple[object, ...]]:
    """What a truck of the line is summed over, by kind."""
    c, g = line.crossing, line.good
    keys: dict[str, tuple[object, ...]] = {"crossing": (c,), "good": (c, g), "line": (line,)}
    if line.area is not None:
        keys |= {"area": (g, line.area), "route": (c, line.area)}
    if line.corridor is not None:
        keys |= {"corridor": (line.corridor,)}
    return keys


def _urgency(sums: Mapping[str, _Sums], line: Line) -> float:
    """How much less all lags weigh, as squares, for one truck more of the line."""
    keys = _keys(line)
    return sum(_WEIGHTS[k] * (2 * sums[k].lag(keys[k]) - 1) for k in _WEIGHTS if k in keys)


def _order(problem: Problem, line: Line) -> tuple[object, ...]:
    """Among equals: what is worth most, then by ids."""
    area = "" if line.area is None else problem.areas[line.area].id
    corridor = "" if line.corridor is None else problem.corridors[line.corridor].id
    ids = problem.goods[line.good].id, problem.regimes[line.regime].id, area, corridor
    return problem.priority[line.good], ids


def _may_go(problem: Problem, line: Line, t: int) -> bool:
    return bool(problem.usable[t, line.crossing, line.good, line.regime])


def _taken(queue: list[tuple[float, datetime.date | None]]) -> datetime.date | None:
    """When the next truck of a line has left: the first of what still is to go."""
    left, found = 1.0, queue[0][1] if queue else None
    while queue and left > _NOTHING:
        amount, leaves = queue.pop(0)
        if amount > left + _NOTHING:
            queue.insert(0, (amount - left, leaves))
        left -= min(amount, left)
        found = leaves if leaves is not None else found
    if not queue:  # a truck ahead of its time has left with the last
        queue.append((0.0, found))
    return found


def _days(
    plan: Plan,
) -> Iterator[tuple[int, datetime.date, dict[Line, dict[datetime.date | None, float]]]]:
    """Each day with its period, and trucks of each line by when they left their corridor."""
    problem = plan.problem
    of_periods = [_of_period(plan, t, ways) for t, ways in enumerate(_ways(plan))]
    day = 0
    for t, period in enumerate(problem.periods):
        opens = problem.crossing_opens[day : day + period.days]  # (days, C)
        for d in range(period.days):
            lines = {
                line: {leaves: each / opens[:, line.crossing].sum() for leaves, each in by.items()}
                for line, by in of_periods[t].items()
                if opens[d, line.crossing]
            }
            yield t, period.start + datetime.timedelta(d), lines
        day += period.days


_Ways: TypeAlias = dict[tuple[int, int], tuple[dict[Origin, float], dict[int | None, float]]]
"""By crossing and good: shares of what is presented by where it comes from, and by area."""


def _of_period(plan: Plan, t: int, ways: _Ways) -> dict[Line, dict[datetime.date | None, float]]:
    """Trucks of each line in a period, by when they left."""
    problem = plan.problem
    found: dict[Line, dict[datetime.date | None, float]] = {}
    for c, g, r in np.argwhere(plan.presented[t] > _NOTHING).tolist():
        trucks = float(plan.presented[t, c, g, r] / problem.fill[t, r])
        origins, areas = ways[c, g]
        for (o, leaves), of in origins.items():
            for a, share in areas.items():
                by = found.setdefault(Line(o, c, r, a, g), {})
                by[leaves] = by.get(leaves, 0.0) + trucks * of * share
    return found


def _ways(plan: Plan) -> Iterator[_Ways]:
    """Of each period, where what is presented comes from and where it goes, first come first."""
    problem = plan.problem
    made: list[_Ways] = [{} for _ in problem.periods]
    presented = plan.presented.sum(axis=3)  # (T, C, G)
    released = plan.released.sum(axis=3)
    for c, g in np.argwhere(presented.any(axis=0)).tolist():
        inbound = bool(problem.inbound[g])
        from_: list[dict[Origin, float]] = [{(None, None): 1.0}] * len(made)
        to: list[dict[int | None, float]] = [{None: 1.0}] * len(made)
        if inbound and problem.through_corridors:
            from_ = _first_come(presented[:, c, g], _coming(plan, c, g))
        if inbound:
            collected: list[dict[int | None, float]] = [
                {a: float(y) for a, y in enumerate(plan.collected[t, c, g]) if y > 0}
                for t in range(len(made))
            ]
            lay = float(problem.first_platform[c, g])
            to = _first_come(np.concatenate([[lay], released[:, c, g]]), collected)[1:]
        for t, ways in enumerate(made):
            ways[c, g] = (from_[t] or {(None, None): 1.0}, to[t] or {None: 1.0})
    yield from made


def _coming(plan: Plan, c: int, g: int) -> list[dict[Origin, float]]:
    """By period what comes to a crossing, by corridor and when it left; first what waits there."""
    problem = plan.problem
    periods, days = problem.periods, float(problem.days[0])
    coming: list[dict[Origin, float]] = [defaultdict(float) for _ in periods]
    coming[0][None, None] += float(problem.first_yard[c, g])
    for shipment, amount in zip(problem.shipments, problem.on_the_way.tolist(), strict=True):
        t = period_of(periods, shipment)
        if shipment.area is None and (shipment.crossing, shipment.good) == (c, g) and t is not None:
            coming[t][shipment.corridor, None] += amount
    for t, o in np.argwhere(plan.manifested[:, :, c, g] > 0).tolist():
        kept = plan.manifested[t, o, c, g] * (1 - problem.corridor_loss[t, o])
        for late, share in spread(np.asarray(problem.corridor_transit[t, o]), days):
            if t + int(late) < len(periods) and share > 0:
                coming[t + int(late)][o, periods[t].start] += float(kept * share)
    return coming


def _first_come(wanted: Floats, slots: Sequence[Mapping[Key, float]]) -> list[dict[Key, float]]:
    """Shares of each of what is `wanted`, one after the other, by what the slots hold in turn."""
    left = [(sum(slot.values()), slot) for slot in slots]
    place, used, found = 0, 0.0, []
    for amount in wanted.tolist():
        shares: dict[Key, float] = defaultdict(float)
        rest = amount
        while rest > _NOTHING and place < len(left):
            total, slot = left[place]
            taken = min(rest, total - used)
            for key, each in slot.items() if taken > 0 else ():
                shares[key] += taken * each / total
            rest, used = rest - taken, used + taken
            if used >= total - _NOTHING:
                place, used = place + 1, 0.0
        whole = sum(shares.values())
        found.append({key: each / whole for key, each in shares.items() if each > 0})
    return found
