"""What closures would cost that are foreseen: the worst days, one after the other and in a row."""

from __future__ import annotations

from dataclasses import dataclass

ONE_BY_ONE, IN_A_ROW = "one by one", "in a row"


@dataclass(frozen=True)
class WorstClosure:
    """A day, or days in a row, on which a crossing is closed."""

    kind: str
    """`ONE_BY_ONE` or `IN_A_ROW`."""
    crossing: int
    first: int
    """Period in which they begin."""
    last: int
    days: float
    """Open days that are lost."""
    lost: float
    """Value that the best plan has less; of days one by one, beside what those before cost."""
    lost_in_all: float
    """Value that it has less for them and, of days one by one, all those before."""
    share: float
    """That, as a share of the best value without any closure."""
