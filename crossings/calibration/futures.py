"""Numbers fitted to what comes on average, in futures in which as much is sent as counts imply.

    log n[k] = log m[k](θ) + h · ε        m[k](θ) = Σ_s passed[s, k](θ) / S

| symbol | meaning                                                                              |
|--------|--------------------------------------------------------------------------------------|
| n      | a count, truckloads a day                                                            |
| m      | what the evaluator brings there under `as-counted`, the mean of S futures            |
| θ      | the numbers; before the counts each is triangular over its range, as futures draw it |
| h      | how far an average may lie from a count                                              |

Points θ are spread evenly over what is believed before (a Latin hypercube), each with the same
futures, and weigh what the counts say of them. What was sent follows from the counts at each point
anew, so that a loss on the way explains nothing that more trucks sent would explain as well. Goods
go by the ways of the case's own plan. Of the counts of one source those of all goods speak, and
not those of some of them beside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crossings.arrays import Floats
from crossings.calibration.asked import WHAT, Number, Unfit, of_product
from crossings.calibration.fitted import Fitted, variance
from crossings.calibration.posterior import quantile
from crossings.calibration.series import Basis, Uncounted
from crossings.evaluation.as_counted import AsCounted, of_several
from crossings.evaluation.beside_counts import a_day, carried, most_at_once, passed
from crossings.plan import Plan
from crossings.problem import Problem, Ranged
from crossings.problem.counted import places_counted
from crossings.published import Observed
from crossings.scenarios import level_path, sampled
from crossings.scenarios.processes import triangular

POINTS = 100
FUTURES = 100
"""Of seed 1, the same ones at each point."""
APART = 0.05
"""h: counts of one month by two agencies are further apart than this, and 0.1 is a poor fit."""


Ends = tuple[float, float, float]
"""The least that a number may be, what it is likeliest, and the most."""


@dataclass(frozen=True)
class _Story:
    """What one source counts."""

    problem: Problem
    """With its counts alone."""
    counts: Sequence[Observed]
    """Those that speak."""

    @property
    def basis(self) -> Basis:
        stages = ", ".join(dict.fromkeys(seen.stage for seen in self.counts))
        first, last = min(c.start for c in self.counts), max(c.end for c in self.counts)
        came = sum(seen.truckloads > 0 for seen in self.counts)
        return Basis(self.counts[0].source, stages, first, last, len(self.counts), came, "total")


def fitted_to_futures(
    plan: Plan, observed: Sequence[Observed], paths: Sequence[str], levels: Mapping[str, Ends]
) -> list[Number]:
    """The numbers at `paths`, fitted to what each source counts by itself.

    `levels` are what is believed of the level of throughput of each crossing. Raises `Unfit`,
    `Uncounted`.
    """
    problem = plan.problem
    ranged = {each.path: each for each in problem.uncertainty.numbers.ranged}
    of_levels = [Ranged(level_path(crossing), *ends) for crossing, ends in levels.items()]
    ranged |= {each.path: each for each in of_levels}
    for path in paths:
        told = ranged.get(path)
        known = told is not None and (told.low < told.high or of_product(path))
        if not known or path.startswith(("model.", "phases.")):
            raise Unfit(f"{path}: what counts can tell is {WHAT}")
    made: dict[str, list[Number]] = {path: [] for path in paths}
    for story in _stories(problem, observed):
        own = [path for path in paths if _speaks(story, path)]
        asked = [ranged[path] for path in own if not of_product(path)]
        found = _fitted(replace(plan, problem=story.problem), story.counts, asked) if asked else {}
        for path in own:
            made[path].append(Number(path, story.basis, found.get(path)))
    for path, numbers in made.items():
        if not numbers:
            raise Uncounted(f"{path}: no list counts {_crossing(path) or 'what passes'}")
    return [number for numbers in made.values() for number in numbers]


def _stories(problem: Problem, observed: Sequence[Observed]) -> Iterator[_Story]:
    """Each source with counts of what is carried, of the horizon's days where there are any."""
    for source in dict.fromkeys(seen.source for seen in observed):
        own = [
            seen for seen in observed if seen.source == source and seen.stage in carried(problem)
        ]
        first, last = problem.periods[0].start, problem.periods[-1].end
        beside = [seen for seen in own if seen.start <= last and first <= seen.end]
        told = replace(problem, observed=tuple(beside or own))
        speaks = [seen for seen in told.observed if not _within(told, seen)]
        if speaks:
            yield _Story(told, speaks)


def _within(problem: Problem, seen: Observed) -> bool:
    """Whether a count is of a part of what another one counts."""
    places = places_counted(problem, seen)
    for other in problem.observed:
        wider = places_counted(problem, other)
        same = (other.stage, other.start, other.end) == (seen.stage, seen.start, seen.end)
        if same and (wider >= places).all() and wider.sum() > places.sum():
            return True
    return seen.truckloads <= 0


def _speaks(story: _Story, path: str) -> bool:
    crossing = _crossing(path)
    return crossing is None or any(seen.crossing == crossing for seen in story.counts)


def _crossing(path: str) -> str | None:
    """The crossing that a number is of."""
    words = path.split(".")
    if words[0] == "uncertainty":
        return words[2]
    return words[1] if words[0] == "crossings" else None


def _fitted(plan: Plan, counts: Sequence[Observed], numbers: Sequence[Ranged]) -> dict[str, Fitted]:
    """Each number after the counts, by its path."""
    points = _spread(numbers)
    brought = _brought(plan, counts, points)  # (N, K)
    counted = np.array([a_day(seen) for seen in counts])
    apart = np.log(np.maximum(brought, 1e-9) / counted) / APART
    logs = -0.5 * (apart**2).sum(axis=1)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    effective = None if len(numbers) == 1 else float(1 / (weights**2).sum())
    even = np.full(POINTS, 1 / POINTS)
    made = {}
    for each in numbers:
        values = points[each.path]
        low, middle, high = (quantile(values, weights, share) for share in (0.05, 0.5, 0.95))
        before = (quantile(values, even, share) for share in (0.05, 0.5, 0.95))
        left = variance(values, weights) / variance(values, even)
        prior_low, prior, prior_high = before
        made[each.path] = Fitted(
            each.path, middle, low, high, prior_low, prior, prior_high, left, effective
        )
    return made


def _spread(numbers: Sequence[Ranged]) -> dict[str, Floats]:
    """(N,) Points of each number, evenly over what is believed of it, in an order of its own."""
    chance = np.random.default_rng(1)
    even = (np.arange(POINTS) + 0.5) / POINTS
    return {
        each.path: triangular(chance.permutation(even), each.low, each.value, each.high)
        for each in numbers
    }


def _brought(plan: Plan, counts: Sequence[Observed], points: Mapping[str, Floats]) -> Floats:
    """(N, K) What is brought on average at each point and count, truckloads a day."""
    problem = plan.problem
    settled = replace(problem, uncertainty=replace(problem.uncertainty, sampled=None))
    futures = sampled(settled, 1, range(FUTURES))
    arrays = problem.uncertainty.numbers.arrays(points)
    usual = problem.uncertainty.throughput_level
    level = np.ones((POINTS, 1, len(problem.crossings)))
    for c, crossing in enumerate(problem.crossings):
        drawn = points.get(level_path(crossing.id))
        if drawn is not None:
            level[:, 0, c] = drawn / usual[c]
    made = []
    step = max(1, most_at_once(problem) // FUTURES)
    for at in np.array_split(np.arange(POINTS), -(-POINTS // step)):
        again = futures.among(np.tile(np.arange(FUTURES), len(at)))
        here = replace(
            again,
            working=np.asfortranarray(again.working * np.repeat(level[at], FUTURES, axis=0)),
            changed={name: np.repeat(array[at], FUTURES, axis=0) for name, array in arrays.items()},
        )
        plans = [_moved(plan, arrays, n) for n in at] if arrays else [plan]
        ready = of_several(plans, FUTURES) if arrays else AsCounted(plan).ready
        found = passed(ready, here, counts)  # (K, S)
        made.append(found.reshape(len(counts), len(at), FUTURES).mean(axis=2).T)
    return np.concatenate(made)


def _moved(plan: Plan, arrays: Mapping[str, Floats], n: int) -> Plan:
    """A plan by whose ways goods go where numbers are those of a point."""
    here = replace(plan.problem, **{name: array[n] for name, array in arrays.items()})
    return replace(plan, problem=here)
