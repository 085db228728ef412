"""Where futures come from: whatever gives the scenarios of a problem by their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from crossings.problem import Problem
from crossings.scenarios.batch import Scenarios
from crossings.scenarios.sampling import sampled


class Futures(Protocol):
    """Scenario k is the same in whatever run of numbers it is asked for, and for every model."""

    @property
    def seed(self) -> int | None:
        """The seed that they are drawn from; None where they are not drawn."""

    @property
    def size(self) -> int | None:
        """How many there are; None: as many as are asked for."""

    @property
    def words(self) -> str:
        """What they are, to follow their number: `2,000 futures of seed 1`."""

    def scenarios(self, problem: Problem, numbers: range) -> Scenarios:
        """The scenarios `numbers` of `problem`."""


@dataclass(frozen=True)
class Seeded:
    """Futures drawn from what the problem says is uncertain."""

    seed: int

    @property
    def size(self) -> int | None:
        """There is no end of them."""
        return None

    @property
    def words(self) -> str:
        """What they are."""
        return f"of seed {self.seed}"

    def scenarios(self, problem: Problem, numbers: range) -> Scenarios:
        """The scenarios `numbers` of the seed."""
        return sampled(problem, self.seed, numbers)


_PRACTICE = 1 << 40
"""Futures that are drawn to learn from begin there, where no batch comes."""


def practised(futures: Futures, problem: Problem, count: int) -> Scenarios:
    """Up to `count` futures to learn from before a batch; if drawn, they are in no batch."""
    if futures.size is None:
        return futures.scenarios(problem, range(_PRACTICE, _PRACTICE + count))
    return futures.scenarios(problem, range(min(count, futures.size)))
