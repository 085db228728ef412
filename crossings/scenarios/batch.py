"""A batch of futures, as arrays with an axis S of scenarios in front."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from crossings.arrays import frozen
from crossings.problem import Flags, Floats, Positions, Problem, ReadOnly


@dataclass(frozen=True, eq=False, repr=False)
class Scenarios(ReadOnly):
    """What is otherwise than the case says, in each of S scenarios.

    Axes as in `Problem`, with S in front; along S the numbers are contiguous in memory.
    """

    numbers: Sequence[int]
    """The number of each scenario: with the case and the seed it says which future it is."""
    working: Floats  # (S, T, C) days: Σ over the days open of throughput
    open_days: Floats  # (S, T, C) days
    pool_open_days: Floats  # (S, T, P) days
    supply: Floats  # (S, T, O) factor on both limits of a corridor
    need: Floats  # (S, G) factor
    changed: Mapping[str, Floats] = field(default_factory=dict)
    """Fields of `Problem` that rest on numbers drawn or given, each with S in front."""
    drawn: Mapping[str, Floats] = field(default_factory=dict)
    """(S,) Those numbers, by their paths."""
    route_days: Floats = field(default_factory=lambda: np.zeros(()))
    """(S, T, J) days of routes that have their own; where none has, it may be left out."""

    came: Flags = field(default_factory=lambda: np.zeros((), dtype=bool))
    """(S, H) whether each phase that may not come about does; left out: all do."""

    def __post_init__(self) -> None:
        """Make every array read-only."""
        if np.ndim(self.route_days) == 0:
            none = np.zeros((*self.working.shape[:2], 0))
            object.__setattr__(self, "route_days", none)
        if np.ndim(self.came) == 0:
            object.__setattr__(self, "came", np.ones((*self.working.shape[:1], 0), dtype=bool))
        super().__post_init__()
        for name in ("changed", "drawn"):
            arrays = {key: frozen(array) for key, array in getattr(self, name).items()}
            object.__setattr__(self, name, arrays)

    def __len__(self) -> int:
        return len(self.numbers)

    def part(self, start: int, stop: int) -> Scenarios:
        """The scenarios at positions from `start` up to `stop`."""
        return self._cut(self.numbers[start:stop], lambda array: array[start:stop])

    def among(self, positions: Positions) -> Scenarios:
        """The scenarios at some positions."""
        numbers = [self.numbers[s] for s in positions.tolist()]
        return self._cut(numbers, lambda array: np.asfortranarray(array[positions]))

    def _cut(self, numbers: Sequence[int], cut: Callable[[Any], Any]) -> Scenarios:
        arrays = {
            entry.name: cut(getattr(self, entry.name))
            for entry in fields(self)
            if entry.name not in ("numbers", "changed", "drawn")
        }
        changed = {name: cut(array) for name, array in self.changed.items()}
        drawn = {name: cut(array) for name, array in self.drawn.items()}
        return Scenarios(numbers, **arrays, changed=changed, drawn=drawn)


def blocks(scenarios: Scenarios, size: int) -> Iterator[Scenarios]:
    """Up to `size` of them at a time, in order."""
    for start in range(0, len(scenarios), size):
        yield scenarios.part(start, min(len(scenarios), start + size))


def without_floors(problem: Problem) -> Problem:
    """The problem without floors of coverage and at-least limits of its own.

    It has a plan in every future, where the stock to be left at the end may lack, at its price.
    """
    return replace(
        problem,
        coverage_floor=np.zeros_like(problem.coverage_floor),
        own_limits=tuple(own for own in problem.own_limits if not own.missable),
        coverage_target=0.0,
        worst_target=0.0,
        informal_target=np.inf,
    )


def scenario_problem(problem: Problem, scenarios: Scenarios, position: int) -> Problem:
    """The problem of one scenario, whose program is without rows 11."""
    s = position
    problem = problem.under(scenarios.came[s]) if scenarios.came.shape[1] else problem
    changed = {name: array[s] for name, array in scenarios.changed.items()}
    drawn = without_floors(replace(problem, **changed))
    supply, need = scenarios.supply[s], scenarios.need[s]  # (T, O), (G,)
    return replace(
        drawn,
        crossing_open_days=scenarios.open_days[s],
        crossing_worked_days=scenarios.working[s],
        pool_open_days=scenarios.pool_open_days[s],
        dated_route_days=scenarios.route_days[s],
        corridor_capacity=drawn.corridor_capacity * supply,
        corridor_good_capacity=drawn.corridor_good_capacity * supply[:, :, None],
        need=drawn.need * need[:, None],
        export_need=drawn.export_need * need,
    )
