"""What the schema lets a number be, asked of many numbers at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from crossings.problem import Flags, Floats
from crossings.reading.schema.entry import Within, of_some_size
from crossings.reading.schema.shape import marks

MOST_SAID = 20
"""Faults of one column that are told."""


def refused(annotation: Any, numbers: Floats) -> Iterator[tuple[int, str]]:
    """Positions of the first numbers that the schema refuses, and why; nan stands for none.

    `annotation` is what the schema says of the number.

    >>> from crossings.reading.schema.entry import Share
    >>> list(refused(Share, np.array([0.5, 2.0, np.nan, 1e-12])))[0]
    (1, 'expected a share between 0 and 1, got 2; for 2% write 0.02')
    """
    outside = np.flatnonzero(~np.isnan(numbers) & ~_within(annotation, numbers))[:MOST_SAID]
    adapter: TypeAdapter[Any] | None = TypeAdapter(annotation) if len(outside) else None
    for position in outside.tolist():
        assert adapter is not None
        try:
            adapter.validate_python(float(numbers[position]))
        except ValidationError as error:
            yield position, error.errors()[0]["msg"]


def _within(annotation: Any, numbers: Floats) -> Flags:
    """Whether each number is one that the schema takes."""
    held = of_some_size(numbers)
    for bounds in marks(annotation):
        if isinstance(bounds, Within):
            held = held & bounds.holds(numbers)
    return np.asarray(held)
