"""Which plan is requested, and what a planner gives of one: truckloads at a stage of each good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crossings.problem.labels import WEEK, Origin

Stage = Literal["manifested", "presented", "released", "collected"]


@dataclass(frozen=True)
class GivenLine:
    """Truckloads of a good at a crossing in a period; None stands for whatever fits best."""

    stage: Stage
    period: int
    crossing: int
    good: int
    truckloads: float
    corridor: int | None = None
    regime: int | None = None
    area: int | None = None
    left: int | None = None
    """The period in which they left their corridor, where that is given."""


@dataclass(frozen=True)
class GivenPlan:
    """A plan of one's own as its table gives it; what it does not list of a good is 0."""

    origin: Origin
    lines: tuple[GivenLine, ...]
    rows: int
    """Rows of the table, of which several may add up to a line."""
    sheet: str = ""
    """The sheet of a workbook that it is in; empty of a CSV file."""

    @property
    def stage_of(self) -> dict[int, Stage]:
        """The stage at which each good is given, by its position."""
        return {line.good: line.stage for line in self.lines}

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Every stage at which some good is given."""
        return tuple(dict.fromkeys(line.stage for line in self.lines))

    @property
    def truckloads(self) -> float:
        """All that it lists."""
        return sum(line.truckloads for line in self.lines)


@dataclass(frozen=True)
class PlanRequest:
    """The plan of most value or the fairest; where one is given, that one beside it."""

    objective: str = "value"
    over: int = WEEK
    """Days of the windows in which a fairest plan is fair."""
    given: GivenPlan | None = None


MOST_VALUE = PlanRequest()
