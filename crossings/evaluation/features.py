"""What was otherwise in each future, in the few figures that a planner would name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossings.evaluation.chunks import chunks
from crossings.evaluation.collinear import moving_as_one
from crossings.evaluation.measures import Batch
from crossings.problem import Floats, Positions, Problem
from crossings.scenarios import Scenarios, apart, level_path, scattered

_AND = " and "
_MOST = 20_000
"""Futures whose inputs are drawn again: enough to tell 1 % of them from 2 %."""


@dataclass(frozen=True)
class Feature:
    """One figure of a future's inputs."""

    name: str
    """The path of what is uncertain, or of the number that is drawn; of several, each."""
    words: str
    unit: str


def sampled_again(batch: Batch) -> tuple[dict[Feature, Floats], int]:
    """(S,) Each figure that differs between futures, and of how many futures, from the first on.

    Figures that only move together are one: which of them matters, no future tells.
    """
    numbers = batch.trials[0].outcomes.numbers[:_MOST].astype(int)
    whole = range(int(numbers[0]), int(numbers[-1]) + 1)
    found: dict[Feature, Floats] = {}
    for trial in batch.trials:
        problem = trial.plan.problem
        parts: dict[Feature, list[Floats]] = {}
        for chunk in chunks(whole):
            drawn = batch.futures.scenarios(problem, chunk)
            for feature, values in _all_features(problem, drawn):
                parts.setdefault(feature, []).append(values)
        for feature, each in parts.items():
            found.setdefault(feature, np.concatenate(each)[numbers - whole.start])
    varying = {name: values for name, values in found.items() if np.ptp(values) > 0}
    return _as_one(varying), len(numbers)


def _as_one(varying: dict[Feature, Floats]) -> dict[Feature, Floats]:
    """Figures, those as one of which each gives the others: told of the first, naming all."""
    features = list(varying)
    if not features:
        return {}
    found = {}
    for first, *others in moving_as_one(np.column_stack(list(varying.values()))):
        own, beside = features[first], [features[k] for k in others]
        if beside:
            names = _AND.join(each.name for each in (own, *beside))
            words = _AND.join(each.words.removesuffix(",") for each in beside)
            own = Feature(names, f"{own.words} (and with it {words})", own.unit)
        found[own] = varying[features[first]]
    return found


def _all_features(problem: Problem, drawn: Scenarios) -> Iterator[tuple[Feature, Floats]]:
    """(S,) Every figure, days being held against those of the phases that come about."""
    found: dict[Feature, list[tuple[Positions, Floats]]] = {}
    for own, positions, part in apart(problem, drawn):
        for feature, values in _features(own, part):
            found.setdefault(feature, []).append((positions, values))
    for feature, parts in found.items():
        yield feature, scattered(parts)
    for phase, came in zip(problem.uncertainty.phases, drawn.came.T, strict=False):
        first = problem.periods[phase.start].start
        words = f"whether the phase from {first} comes about (1) or not (0)"
        yield Feature(phase.path, words, "as given"), came.astype(np.float64)


def _features(problem: Problem, drawn: Scenarios) -> Iterator[tuple[Feature, Floats]]:
    opened, worked = drawn.open_days.sum(axis=1), drawn.working.sum(axis=1)  # (S, C)
    foreseen = problem.crossing_open_days.sum(axis=0)
    for c, crossing in enumerate(problem.crossings):
        if foreseen[c] > 0:
            closures = f"uncertainty.closures.{crossing.id}"
            words = f"share of days open at {crossing.name}"
            yield Feature(closures, words, "share"), opened[:, c] / foreseen[c]
        pace = np.ones(len(drawn))  # of no day: as usual
        np.divide(worked[:, c], opened[:, c], out=pace, where=opened[:, c] > 0)
        throughput = f"uncertainty.throughput.{crossing.id}"
        words = f"throughput of an open day at {crossing.name}, against the usual,"
        yield Feature(throughput, words, "factor"), pace
    foreseen = problem.pool_open_days.sum(axis=0)
    for p, pool in enumerate(problem.pools):
        if foreseen[p] > 0:
            feature = Feature(f"uncertainty.closures.{pool}", f"share of days of {pool}", "share")
            yield feature, drawn.pool_open_days[:, :, p].sum(axis=1) / foreseen[p]
    for g, good in enumerate(problem.goods):
        words = f"need for {good.name}, against the case,"
        yield Feature(f"uncertainty.need.{good.id}", words, "factor"), drawn.need[:, g]
    for o, corridor in enumerate(problem.corridors):
        words = f"supply through {corridor.name}, against the usual,"
        feature = Feature(f"uncertainty.supply.{corridor.id}", words, "factor")
        yield feature, drawn.supply[:, :, o].mean(axis=1)
    levels = {level_path(each.id): each.name for each in problem.crossings}
    for path, values in drawn.drawn.items():
        if path in levels:
            words = f"level of throughput at {levels[path]}, against the usual,"
            yield Feature(path, words, "factor"), values
        else:
            yield Feature(path, path, "as given"), values
