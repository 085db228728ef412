"""What a chart asks of a language: its words, its figures, and from where it is read."""

from __future__ import annotations

import datetime
from typing import Protocol


class Words(Protocol):
    """A language as charts use it."""

    @property
    def mirrored(self) -> bool:
        """Whether it is read from right to left."""

    def say(self, key: str, **values: object) -> str:
        """A text of the catalogue with values in their places."""

    def number(self, value: float | None) -> str:
        """A number as planners read it."""

    def tick(self, value: float) -> str:
        """A round number along an axis."""

    def share(self, value: float | None) -> str:
        """A share as a percentage."""

    def day(self, day: datetime.date) -> str:
        """A day and its month."""
