"""Ways of bringing a good to an area, and what a truckload takes on each.

A way begins where trucks are: at a corridor's origin, in a yard, on a platform; or at the crossing
itself, where the case has no corridors. It goes on under one regime to an area or, for exports, to
the outside market. Where rows 10 ask for more detection than a regime has, a way has two legs,
mixed so that they are just kept:

    over₁ · x₁ + over₂ · x₂ = 0        over = detection − what rows 10 ask, x presented

All is told for one truckload that arrives. With kept, passed and arrives the shares that reach the
crossing, are released, and reach the area:

    collected = 1 / arrives    presented = collected / passed    manifested = presented / kept
    uses[l] = Σ over the steps: what a truckload takes there of limit l · truckloads that leave
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from crossings.evaluation.limits import IN_YARD, ON_PLATFORM, ORDERED, STATES, Number, Row, Terms
from crossings.evaluation.lines import NOWHERE, End
from crossings.evaluation.steps import Stages, Step
from crossings.evaluation.trajectory import Trajectory
from crossings.problem import Floats, Problem
from crossings.problem.travel import spread

_LEAST = 1e-6
"""Share of what sets out that arrives at least, for a way to be one."""
_LYING: Mapping[str, str] = {"yard": IN_YARD, "platform": ON_PLATFORM}
"""The row of what lies where a way may begin."""


@dataclass(frozen=True)
class Leg:
    """A way under one regime, for one truckload that arrives by it."""

    begins: End
    corridor: int
    """`NOWHERE` but where it begins at one."""
    crossing: int
    good: int
    regime: int
    """`NOWHERE` where what lies on a platform is collected."""
    area: int
    """`NOWHERE` for exports."""
    sends: tuple[tuple[int, int, Number], ...]
    """By step: the line, its area's position there, and what leaves."""
    presented: Number
    over: Number
    """Detection beyond what rows 10 ask, by the strictest."""
    rows: frozenset[int]
    """Positions of those rows in the period: a mix keeps them where both legs are of each."""
    uses: Mapping[Row, Number]

    @property
    def name(self) -> tuple[object, ...]:
        """What it is told by, whatever numbers it has."""
        return self.begins, self.corridor, self.crossing, self.good, self.regime, self.area


@dataclass(frozen=True)
class Way:
    """One leg that brings a truckload, or two whose shares come to 1."""

    legs: tuple[Leg, ...]
    shares: tuple[Number, ...]
    late: int = 0
    """Periods after which what is collected has arrived, for the most part."""

    @property
    def good(self) -> int:
        """Position of the good."""
        return self.legs[0].good

    @property
    def area(self) -> int:
        """Position of the area; `NOWHERE` for exports."""
        return self.legs[0].area

    @cached_property
    def uses(self) -> dict[Row, Number]:
        """What a truckload that arrives takes of limits."""
        if len(self.legs) == 1:
            return dict(self.legs[0].uses)
        made: dict[Row, Number] = {}
        for leg, share in zip(self.legs, self.shares, strict=True):
            for row, each in leg.uses.items():
                made[row] = made.get(row, 0.0) + share * each
        return made


def everything(problem: Problem) -> Trajectory:
    """A trajectory that sends something by every way that there ever is."""
    inbound = problem.inbound
    reached = np.asarray(problem.reaches[:, :, None, :] & inbound[:, None])  # (T, C, G, A)
    admitted = np.asarray(problem.usable.any(axis=3))  # (T, C, G)
    at_crossings = np.zeros((1, *problem.usable.shape[:3]))
    in_areas = np.zeros((1, *problem.need.shape))
    return Trajectory(
        problem,
        _whole(problem.brings & inbound),
        _whole(problem.usable),
        _whole(reached & admitted[..., None]),
        held=at_crossings,
        turned_away=at_crossings,
        discarded=in_areas,
        stock=in_areas,
        coverage=in_areas,
        of_each=True,
    )


def _whole(flags: Any) -> Floats:
    return np.asarray(flags, dtype=np.float64)[None]


@dataclass(frozen=True)
class Journeys:
    """Trucks of some steps set out in one period, and with those in yards are inspected in another.

    What they take of limits of the later period is told by rows of that period.
    """

    now: Stages
    setting_out: Sequence[Step]
    then: Stages
    at: tuple[int, int]
    """The two periods; they may be the same."""
    ordered: bool = False
    """Whether what leaves has to be ordered before."""


def periods_late(problem: Problem, step: Step, t: int) -> int:
    """After how many periods what sets out in period t is at the crossing, for the most part."""
    transit = float(problem.corridor_transit[t, step.line.corridor])
    return _most_late(transit, float(problem.days[0]))


def ways(journeys: Journeys, terms: Terms) -> list[Way]:
    """Every way by which something can arrive, where no numbers are drawn."""
    legs = list(_legs(journeys, terms))
    then = journeys.then.inspected
    held = {then.steps[k].line.good for detected in then.detected for k in detected.over}
    alone = (leg for leg in legs if leg.good not in held or _finds_enough(leg))
    mixed = (mix for good in sorted(held) for mix in _mixed(legs, good))
    found = [*(Way((leg,), (1.0,)) for leg in alone), *mixed]
    transit = terms.problem.route_transit[journeys.at[1]]  # (C, A)
    days = float(terms.problem.days[0])
    if not transit.any():
        return found
    return [replace(way, late=_late(transit, way, days)) for way in found]


def drawn_ways(known: Sequence[Way], journeys: Journeys, terms: Terms) -> list[Way]:
    """The ways that are known, with the numbers of each scenario."""
    legs = {leg.name: leg for leg in _legs(journeys, terms)}
    found = []
    for way in known:
        own = tuple(legs[leg.name] for leg in way.legs)
        found.append(replace(way, legs=own, shares=_shares(*own) if len(own) > 1 else way.shares))
    return found


def _late(transit: Floats, way: Way, days: float) -> int:
    if way.area == NOWHERE:
        return 0
    return max(_most_late(float(transit[leg.crossing, way.area]), days) for leg in way.legs)


def _most_late(transit: float, days: float) -> int:
    """After how many periods of so many days most of what travels so long has arrived."""
    late, _ = max(spread(np.array(transit), days), key=lambda part: float(part[1]))
    return int(late)


def _finds_enough(leg: Leg) -> bool:
    return leg.regime == NOWHERE or bool(np.all(np.asarray(leg.over) >= 0))


def _mixed(legs: Sequence[Leg], good: int) -> Iterator[Way]:
    """Legs that detect too little, each with one to the same area that makes up for it."""
    mine = [leg for leg in legs if leg.good == good and leg.regime != NOWHERE]
    lacking = [leg for leg in mine if not _finds_enough(leg)]
    finding = [leg for leg in mine if _finds_enough(leg) and leg.over != 0]
    for less, more in product(lacking, finding):
        alike = (less.area, less.begins, less.corridor) == (more.area, more.begins, more.corridor)
        if alike and less.rows <= more.rows:
            yield Way((less, more), _shares(less, more))


def _shares(less: Leg, more: Leg) -> tuple[Number, Number]:
    """Of two legs, so that together they just find enough."""
    lacks = np.maximum(-np.asarray(less.over), 0.0) * less.presented
    finds = np.maximum(np.asarray(more.over), 0.0) * more.presented
    whole = np.asarray(lacks + finds)
    share = np.divide(finds, whole, out=np.zeros_like(whole), where=whole > 0)
    first: Number = share if share.ndim else float(share)
    return first, 1 - first


def _legs(journeys: Journeys, terms: Terms) -> Iterator[Leg]:
    now, then, at = journeys.now, journeys.then, journeys.at
    first: dict[tuple[int, int], list[Step]] = {}
    for step in journeys.setting_out:
        first.setdefault((step.line.crossing, step.line.good), []).append(step)
    onward: dict[tuple[int, int], list[Step]] = {}
    for step in then.from_platforms.steps:
        onward.setdefault((step.line.crossing, step.line.good), []).append(step)
        yield from _leg([(then, step)], terms, at[1])
    for k, step in enumerate(then.inspected.steps):
        rows = frozenset(n for n, row in enumerate(then.inspected.detected) if k in row.over)
        place = step.line.crossing, step.line.good
        for rest in (
            [[(then, step), (then, last)] for last in onward.get(place, ())]
            if step.line.ends == "platform"
            else [[(then, step)]]
        ):
            if step.line.begins == "yard" or at[0] == at[1]:
                yield from _leg(rest, terms, at[1], rows, ordered=journeys.ordered)
            if step.line.begins == "yard":
                for begun in first.get(place, ()):
                    whole = [(now, begun), *rest]
                    yield from _leg(whole, terms, at[1], rows, ordered=journeys.ordered)


def _leg(
    steps: Sequence[tuple[Stages, Step]],
    terms: Terms,
    t: int,
    rows: frozenset[int] = frozenset(),
    *,
    ordered: bool = False,
) -> Iterator[Leg]:
    """Legs along steps that follow each other, one to each area."""
    problem, last = terms.problem, steps[-1][1].line
    places = [(0, NOWHERE)]
    if not problem.goods[last.good].is_export:
        barred = steps[-1][1].barred
        places = [(n, a) for n, a in enumerate(last.areas) if n not in barred]
    begins = steps[0][1].line.begins
    lies = (_LYING.get(begins), (last.crossing, last.good))
    for n, a in places:
        leaving = _inverse(1.0 if a == NOWHERE else terms.arrives(last, t, a))
        corridor, regime = steps[0][1].line.corridor, NOWHERE
        sends: list[tuple[int, int, Number]] = []
        presented: Number = 0.0
        over: Number = 0.0
        uses: dict[Row, Number] = {}
        for stages, step in reversed(steps):
            leaving = leaving * _inverse(step.kept * step.passed)
            if step.line.inspected:
                presented, regime, over = leaving * step.kept, step.line.regime, step.over
            at = n if step.line is last else 0
            sends.insert(0, (step.index, at, leaving))
            for position, each in _takes(step, at):
                row = stages.limits[position]
                if row[0] not in STATES or row == lies:
                    uses[row] = uses.get(row, 0.0) + leaving * each
        if ordered and begins == "origin":
            order = (ORDERED, (corridor, last.crossing, last.good))
            uses[order] = presented if corridor == NOWHERE else leaving
        if terms.scenarios.changed or leaving < 1 / _LEAST:
            yield Leg(
                begins, corridor, last.crossing, last.good, regime, a,
                tuple(sends), presented, over, rows, uses,
            )  # fmt: skip


def _takes(step: Step, n: int) -> Iterator[tuple[int, Number]]:
    """What a truckload for the n-th area of a line takes of limits."""
    yield from step.takes
    for at, row, each in step.roads:
        if at == n:
            yield row, each
    for row, by_area in step.burden:
        yield row, by_area[n]


def _inverse(share: Number) -> Number:
    """1 / share; beyond all where nothing is left."""
    if isinstance(share, float):
        return 1 / share if share > 0 else 1 / _LEAST
    return np.divide(1.0, share, out=np.full_like(share, 1 / _LEAST), where=share > _LEAST)
