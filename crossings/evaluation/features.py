"""What was otherwise in each future, in the few figures that a planner would name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossings.evaluation.chunks import chunks
from crossings.evaluation.collinear import moving_as_one
from crossings.evaluation.measures import Batch
from crossings.problem import Floats, Positions, Problem
from crossings.scenarios import Scenarios, apart, scattered
from crossings.scenarios.inputs import COMES, DAYS, inputs

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
        for each, values in inputs(own, part):
            if each.unit != DAYS:
                feature = Feature(each.path, each.words, each.unit)
                found.setdefault(feature, []).append((positions, values))
            elif each.usual > 0:
                feature = Feature(each.path, f"share of {each.words}", "share")
                found.setdefault(feature, []).append((positions, values / each.usual))
    for feature, parts in found.items():
        yield feature, scattered(parts)
    if problem.uncertainty.phases:
        for each, values in inputs(problem, drawn):
            if each.unit == COMES:
                yield Feature(each.path, each.words, "as given"), values
