"""Scenarios apart by which of the uncertain phases come about in them, and together again.

Where a phase does not come about, the one before it goes on: another problem with the same axes.
Each combination is carried and bounded as a problem of its own, in which all phases are sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

import numpy as np

from crossings.problem import Flags, Floats, Positions, Problem
from crossings.scenarios.batch import Scenarios

Apart = tuple[Problem, Positions, Scenarios]
"""A problem, and the scenarios in which its phases come about: where they stand, and themselves."""


def combinations(problem: Problem) -> list[tuple[bool, ...]]:
    """Every way in which its uncertain phases may come about, all of them first."""
    count = len(problem.uncertainty.phases)
    return [tuple(not (k >> h) & 1 for h in range(count)) for k in range(2**count)]


def apart(problem: Problem, scenarios: Scenarios) -> Iterator[Apart]:
    """Scenarios by combination; as they are where nothing about phases is uncertain."""
    if not problem.uncertainty.phases:
        yield problem, np.arange(len(scenarios)), scenarios
        return
    came = scenarios.came
    if not came.shape[1]:
        came = np.ones((len(scenarios), len(problem.uncertainty.phases)), dtype=bool)
    for combination in combinations(problem):
        positions = np.flatnonzero((came == combination).all(axis=1))
        if len(positions):
            yield problem.under(combination), positions, scenarios.among(positions)


def scattered(parts: Sequence[tuple[Positions, Floats]]) -> Floats:
    """(S, …) What was found of each part, where it stood."""
    size = sum(len(positions) for positions, _ in parts)
    made = np.empty((size, *parts[0][1].shape[1:]), dtype=parts[0][1].dtype)
    for positions, found in parts:
        made[positions] = found
    return made


def together(
    numbers: range, came: Flags, drawn: Mapping[str, Floats], parts: Sequence[Apart]
) -> Scenarios:
    """The scenarios `numbers` from those of each combination, at their positions."""
    arrays = {
        entry.name: np.asfortranarray(
            scattered([(at, getattr(scenarios, entry.name)) for _, at, scenarios in parts])
        )
        for entry in fields(Scenarios)
        if entry.name not in ("numbers", "changed", "drawn", "came")
    }
    names = dict.fromkeys(name for _, _, scenarios in parts for name in scenarios.changed)
    changed = {
        name: scattered([(part[1], _changed(name, part)) for part in parts]) for name in names
    }
    return Scenarios(numbers, **arrays, changed=changed, drawn=drawn, came=came)


def _changed(name: str, part: Apart) -> Floats:
    """(S, …) A field of each scenario, be it drawn in some other combination alone."""
    problem, positions, scenarios = part
    found = scenarios.changed.get(name)
    if found is not None:
        return found
    own = np.asarray(getattr(problem, name))
    return np.broadcast_to(own, (len(positions), *own.shape))
