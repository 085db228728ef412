"""An order to pin to the wall, found from the prices of the rule.

    until[c,g](ρ) = mean over periods of the days of need up to which one more truckload is worth
                    at least ρ times what it takes of limits by way of crossing c
    ration[g](b)  = mean over periods of the days of need from which band b of coverage is given out

From the greatest ratio ρ on, every crossing brings each good until areas have so many days of it;
areas give out no less urgent part of a need before they have so much in store. Areas are told as
one, weighted by need: what differs between them is what their roads cost. Crossings pass
more on a good day than the mean of days asks for: it may be told longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossings.evaluation.lines import NOWHERE
from crossings.policy.days import Day
from crossings.policy.network import key_of
from crossings.policy.order import FREE, cost
from crossings.policy.rule import PriceRule
from crossings.policy.worth import Pieces
from crossings.problem import Floats, Origin
from crossings.problem.sheets import Ration, Sheet, SheetLine, Waiting
from crossings.scenarios import Scenarios

_STEPS = ((3.0, 0.25), (8.0, 0.5), (np.inf, 1.0))
"""Up to how many days of need a sheet is rounded to which."""

Use = tuple[int, int, int]
"""Crossing, good and area."""


def sheet_of(rule: PriceRule, practice: Scenarios, turns: int, longer: float = 1.0) -> Sheet:
    """The sheet of mean days, so many times as long; `practice` tells what waits at crossings."""
    origin = Origin("the sheet of its prices", "prices", "")
    waiting = tuple(_waiting(rule.waiting(practice)))
    lines, rations = _lines(rule, turns, longer), _rations(rule, longer)
    return Sheet(origin, tuple(lines), waiting, tuple(rations))


@dataclass(frozen=True)
class _Found:
    """What bringing a good to an area by way of a crossing takes, and what it is worth."""

    cost: float
    pieces: Pieces
    need: float
    """Truckloads a day."""

    def days(self, ratio: float) -> float:
        """Days of need up to which a truckload is worth `ratio` times what it takes."""
        worth_it = self.pieces.slope >= ratio * self.cost
        ends = (self.pieces.fixed + self.pieces.scaled)[worth_it]
        return float(ends.max(initial=0.0)) / self.need


def _lines(rule: PriceRule, turns: int, longer: float) -> Iterator[SheetLine]:
    problem = rule.problem
    by_use: dict[tuple[int, int], list[_Found]] = {}
    for t, day in enumerate(rule.usual.days):
        for (c, g, _), found in _uses(rule, t, day):
            by_use.setdefault((c, g), []).append(found)
    every = [each.pieces.slope / each.cost for found in by_use.values() for each in found]
    if not every:
        return
    ratios = np.quantile(np.concatenate(every), np.linspace(1, 0, turns + 1)[1:])

    def by_id(at: tuple[int, int]) -> tuple[str, str]:
        return problem.crossings[at[0]].id, problem.goods[at[1]].id

    last = dict.fromkeys(sorted(by_use, key=by_id), 0.0)
    for rank, ratio in enumerate(ratios.tolist(), 1):
        for (c, g), before in last.items():
            mean = _mean([(each.days(ratio), each.need) for each in by_use[c, g]])
            until = _rounded(longer * mean)
            if until > before:
                last[c, g] = until
                yield SheetLine(c, float(rank), g, None, until, None)


def _uses(rule: PriceRule, t: int, day: Day) -> Iterator[tuple[Use, _Found]]:
    """Every use of a period by its cheapest way from where trucks set out."""
    problem = rule.problem
    prices = {row: rule.vectors[0].get(key_of(row), 0.0) for row in day.passage.rows}
    began = ("platform", "yard") if problem.through_corridors else ("platform",)
    least: dict[Use, tuple[float, Pieces]] = {}
    for way, j in zip(day.passage.ways, day.passage.leads, strict=True):
        place, _ = day.passage.places[j]
        g, a = rule.values.places[place]
        if way.legs[0].begins in began:
            continue
        use = (way.legs[0].crossing, g, a)
        asked = max(cost(way, prices), FREE)
        if use not in least or asked < least[use][0]:
            least[use] = (asked, day.pieces[j])
    for (c, g, a), (asked, pieces) in least.items():
        needed = problem.export_needed[t, g] if a == NOWHERE else problem.needed[t, g, a]
        if needed > 0:
            yield (c, g, a), _Found(asked, pieces, float(needed / problem.days[t]))


def _rations(rule: PriceRule, longer: float) -> Iterator[Ration]:
    problem, places = rule.problem, rule.values.places
    for g in dict.fromkeys(g for g, a in places if a != NOWHERE):
        for band, share in enumerate(problem.band_top[:-1].tolist(), 1):
            found = []
            for t, day in enumerate(rule.usual.days):
                for j, (good, a) in enumerate(places):
                    if good == g and a != NOWHERE and problem.needed[t, g, a] > 0:
                        need = problem.needed[t, g, a] / problem.days[t]
                        pieces = day.pieces[day.passage.places.index((j, 0))]
                        found += [(begins / need, need) for begins in _begins(pieces, band)]
            until = _rounded(longer * _mean(found))
            if until > 0:
                yield Ration(int(g), None, until, float(share))


def _begins(pieces: Pieces, band: int) -> Iterator[float]:
    """Truckloads from which on a band is met, if it is."""
    for k in np.flatnonzero(pieces.band == band).tolist():
        yield float(pieces.fixed[k - 1] + pieces.scaled[k - 1]) if k else 0.0


def _waiting(mean: Floats) -> Iterator[Waiting]:
    for c, g in np.argwhere(np.round(mean) > 0).tolist():
        yield Waiting(c, g, float(np.round(mean[c, g])))


def _mean(found: list[tuple[float, float]]) -> float:
    """Mean of days, weighted by need."""
    if not found:
        return 0.0
    days, need = np.array(found).T
    return float(np.average(days, weights=need))


def _rounded(days: float) -> float:
    step = next(step for most, step in _STEPS if days <= most)
    return round(days / step) * step
