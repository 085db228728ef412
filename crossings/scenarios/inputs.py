"""What is otherwise in each future, in the few figures that a planner would name.

| column               | what it is                                                    | unit     |
|----------------------|---------------------------------------------------------------|----------|
| `days_open_X`        | days that a crossing is open                                  | days     |
| `pace_X`             | mean throughput of its open days, against the usual           | factor   |
| `pool_days_open_X`   | days that a pool is at work                                   | days     |
| `need_factor_X`      | need for a good, against the case                             | factor   |
| `supply_factor_X`    | mean supply through a corridor, against the usual             | factor   |
| `pace_level_X`       | the one factor on all days of a crossing's throughput         | factor   |
| a path, `_` for `.`  | a number drawn from its range, or that a table gives          | as given |
| `phase_N_comes`      | whether a phase that may not come about does                  | 1 or 0   |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from crossings.problem import Floats, Problem
from crossings.scenarios.batch import Scenarios
from crossings.scenarios.sampling import level_path

DAYS, FACTOR, AS_GIVEN, COMES = "days", "factor", "as given", "1 or 0"


@dataclass(frozen=True)
class Input:
    """One figure of what was drawn for a future."""

    column: str
    """A name that needs no quotes in SQL or Python."""
    path: str
    """The path of what is uncertain, or of the number that is drawn."""
    words: str
    unit: str
    labels: Mapping[str, str] = field(default_factory=dict, compare=False)
    """What it is of: `{"crossing": "rafah"}`."""
    usual: float = field(default=1.0, compare=False)
    """What it is in the one future that the case foresees."""


def plain_name(*parts: str) -> str:
    """A column's name in letters, digits and underscores.

    >>> plain_name("days_open", "kerem-shalom"), plain_name("crossings.rafah.hours_per_day")
    ('days_open_kerem_shalom', 'crossings_rafah_hours_per_day')
    """
    return re.sub(r"\W+", "_", "_".join(parts))


def inputs(problem: Problem, drawn: Scenarios) -> Iterator[tuple[Input, Floats]]:
    """(S,) Every figure of what was drawn, be it the same in all futures."""
    yield from _of_crossings(problem, drawn)
    foreseen = problem.pool_open_days.sum(axis=0)  # (P,)
    for p, pool in enumerate(problem.pools):
        path, words = f"uncertainty.closures.{pool}", f"days of {pool}"
        column = plain_name("pool_days_open", pool)
        told = Input(column, path, words, DAYS, {"pool": pool}, float(foreseen[p]))
        yield told, drawn.pool_open_days[:, :, p].sum(axis=1)
    for g, good in enumerate(problem.goods):
        path, words = f"uncertainty.need.{good.id}", f"need for {good.name}, against the case,"
        column = plain_name("need_factor", good.id)
        yield Input(column, path, words, FACTOR, {"good": good.id}), drawn.need[:, g]
    for o, corridor in enumerate(problem.corridors):
        path = f"uncertainty.supply.{corridor.id}"
        words = f"supply through {corridor.name}, against the usual,"
        column = plain_name("supply_factor", corridor.id)
        told = Input(column, path, words, FACTOR, {"corridor": corridor.id})
        yield told, drawn.supply[:, :, o].mean(axis=1)
    yield from _numbers(problem, drawn)
    for phase, came in zip(problem.uncertainty.phases, drawn.came.T, strict=False):
        first = problem.periods[phase.start].start
        words = f"whether the phase from {first} comes about (1) or not (0)"
        column, labels = f"phase_{phase.number}_comes", {"phase": str(phase.number)}
        yield Input(column, phase.path, words, COMES, labels), came.astype(np.float64)


def _of_crossings(problem: Problem, drawn: Scenarios) -> Iterator[tuple[Input, Floats]]:
    opened, worked = drawn.open_days.sum(axis=1), drawn.working.sum(axis=1)  # (S, C)
    foreseen = problem.crossing_open_days.sum(axis=0)  # (C,)
    for c, crossing in enumerate(problem.crossings):
        labels = {"crossing": crossing.id}
        path, words = f"uncertainty.closures.{crossing.id}", f"days open at {crossing.name}"
        column = plain_name("days_open", crossing.id)
        yield Input(column, path, words, DAYS, labels, float(foreseen[c])), opened[:, c]
        pace = np.ones(len(drawn))  # of no day: as usual
        np.divide(worked[:, c], opened[:, c], out=pace, where=opened[:, c] > 0)
        path = f"uncertainty.throughput.{crossing.id}"
        words = f"throughput of an open day at {crossing.name}, against the usual,"
        yield Input(plain_name("pace", crossing.id), path, words, FACTOR, labels), pace


def _numbers(problem: Problem, drawn: Scenarios) -> Iterator[tuple[Input, Floats]]:
    levels = {level_path(each.id): each for each in problem.crossings}
    given = {each.path: each.value for each in problem.uncertainty.numbers.ranged}
    for path, values in drawn.drawn.items():
        if path in levels:
            words = f"level of throughput at {levels[path].name}, against the usual,"
            column, labels = (
                plain_name("pace_level", levels[path].id),
                {"crossing": levels[path].id},
            )
            yield Input(column, path, words, FACTOR, labels), values
        else:
            usual = given.get(path, float("nan"))
            yield Input(plain_name(path), path, path, AS_GIVEN, {"path": path}, usual), values
