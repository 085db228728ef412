"""One chunk of a batch, carried whatever becomes of single scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from crossings.batches.columns import columns, layout, without_figures
from crossings.batches.drawn import DrawnInputs
from crossings.batches.encoding import Form, encoded
from crossings.batches.task import Task
from crossings.evaluation import Outcomes, OwnCodeError, joined

_LONGEST = 1000
"""Letters that are kept of why a scenario failed."""
Result: TypeAlias = "Outcomes | bytes"
"""What came of a chunk; as the bytes of its file where a batch is kept."""


@dataclass(frozen=True)
class Work:
    """What a worker is sent, once."""

    task: Task
    form: Form | None
    """How chunks are kept; None where they are not."""
    drawn: DrawnInputs | None = None
    """What draws the inputs, where they are kept."""

    def chunk(self, position: int, numbers: range) -> Result:
        """One chunk of one candidate, a scenario that fails being a row with its reason.

        At the position behind the last candidate it is what was drawn.
        """
        if position == len(self.task.candidates):
            assert self.drawn is not None and self.form is not None
            return encoded(self.drawn.drawn(numbers), self.form, self.drawn.about)
        made = self._outcomes(position, numbers)
        if self.form is None:
            return made
        told = self.task.told(self.task.candidates[position])
        about = {column.name: column.about for column in layout(told)}
        return encoded(columns(told, made), self.form, about)

    def _outcomes(self, position: int, numbers: range) -> Outcomes:
        try:
            return self.task.outcomes(position, numbers)
        except OwnCodeError:
            raise  # a fault of who asks, and of no future
        except Exception as error:
            if len(numbers) == 1:
                told = self.task.told(self.task.candidates[position])
                reason = f"{type(error).__name__}: {error}"[:_LONGEST]
                return without_figures(told, numbers.start, reason)
        alone = (range(number, number + 1) for number in numbers)
        return joined([self._outcomes(position, one) for one in alone])
