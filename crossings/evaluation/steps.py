"""What is decided on in one period: lines as steps, and shares of them to be detected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np

from crossings.evaluation.limits import Number, Row
from crossings.evaluation.lines import Line
from crossings.limits import Limit
from crossings.problem import Flags, Floats, Positions


@dataclass(frozen=True)
class Step:
    """A line in one period: what a truckload that leaves its origin takes, and becomes."""

    index: int
    """Its position among the lines."""
    line: Line
    takes: list[tuple[int, Number]]
    """Of each limit with a bound: the limit's position in the period, and how much."""
    roads: list[tuple[int, int, Number]]
    """Of areas whose road has a bound: position among the line's areas and of the limit, and how
    much a truckload for the area takes."""
    barred: list[int]
    """Positions of areas that have no road in this period."""
    burden: list[tuple[int, list[Number]]]
    """Limits on what arrives: position, and what a truckload for each area takes."""
    kept: Number
    """Share presented of what leaves."""
    passed: Number
    """Share released of what is presented."""
    over: Number
    """Detection beyond what is asked: of the limits on the share detected, by the strictest."""

    @cached_property
    def rows(self) -> list[int]:
        """Positions of all limits that it takes of."""
        roads = (row for _, row, _ in self.roads)
        return sorted({*(row for row, _ in (*self.takes, *self.burden)), *roads})

    @cached_property
    def _drawn(self) -> bool:
        """Whether each scenario has numbers of its own."""
        numbers = [each for *_, each in (*self.takes, *self.roads)]
        numbers += [each for _, by_area in self.burden for each in by_area]
        return not all(isinstance(each, float) for each in numbers)

    def at(self, places: Positions) -> Step:
        """What a truckload takes in some of the scenarios."""
        if not self._drawn:
            return self
        return replace(
            self,
            takes=[(row, of_some(each, places)) for row, each in self.takes],
            roads=[(n, row, of_some(each, places)) for n, row, each in self.roads],
            burden=[(row, [of_some(x, places) for x in by_area]) for row, by_area in self.burden],
        )


def of_some(number: Number, places: Positions) -> Number:
    """The number of some of the scenarios, where each has its own."""
    return number if isinstance(number, float) or not number.ndim else number[places]


@dataclass(frozen=True)
class Detected:
    """Loads of which a share has to be detected: a row of limits on that."""

    limit: Limit
    over: dict[int, Number]
    """By the position of their steps in the period: detection beyond what is asked of a load."""
    asked: Flags  # (S,) or (1,) in which scenarios the row holds
    rate: float
    """The share asked, in the mean of the scenarios."""
    excess: float
    """What the plan itself lacks, by the rounding of its solver."""

    @cached_property
    def finds(self) -> dict[int, Number]:
        """By step, detection beyond what is asked, where it finds more in any scenario."""
        return _above(self.over)

    @cached_property
    def lacks(self) -> dict[int, Number]:
        """By step, what it lacks to what is asked, where it finds less in any scenario."""
        return _above({k: -over for k, over in self.over.items()})

    @property
    def last(self) -> int:
        """The position of the last of its steps."""
        return max(self.over)


def _above(by_step: dict[int, Number]) -> dict[int, Number]:
    """What is above 0, in any scenario."""
    found = {
        k: each if isinstance(each, float) else np.maximum(each, 0.0) for k, each in by_step.items()
    }
    return {k: each for k, each in found.items() if np.max(each) > 0}


Sent: TypeAlias = list[tuple[Floats, Floats]]
"""For each step: in all (S,) and by area (S, N), truckloads that leave the origin."""


@dataclass(frozen=True)
class Turn:
    """Lines that can pass in a period, in order, and what of them has to be detected."""

    steps: list[Step]
    detected: list[Detected]
    """The rows that ask the most first: what they make go back none of the others lacks."""

    @cached_property
    def ends(self) -> dict[int, list[Detected]]:
        """By the position of a step: rows that it is the last of, and all before it beside them.

        Beside them are those that share steps with them, or with others that do.
        """
        found = {}
        for k in sorted({row.last for row in self.detected}):
            steps = {at for row in self.detected if row.last == k for at in row.over}
            before = [row for row in self.detected if row.last <= k]
            while more := {at for row in before if steps & {*row.over} for at in row.over} - steps:
                steps |= more
            found[k] = [row for row in before if steps & {*row.over}]
        return found


@dataclass(frozen=True)
class Stages:
    """One period: which lines can pass, those of one stage after those of another."""

    to_yards: Turn
    inspected: Turn
    from_platforms: Turn
    rows: dict[Row, int]
    """The limits with a bound that they meet; `Step.takes` and `Step.roads` count them."""

    @cached_property
    def limits(self) -> tuple[Row, ...]:
        """Those limits, by their position."""
        return tuple(self.rows)
