"""A chunk, or what a worker sent back, looked at before it is believed."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from crossings.batches.columns import Told, array, layout
from crossings.batches.drawn import DrawnInputs
from crossings.batches.encoding import Form, bytes_claimed, decoded
from crossings.batches.fields import FIELDS
from crossings.batches.plausible import implausible
from crossings.evaluation import Outcomes

_REASON = 20_000
"""Bytes of why a future failed, in four bytes a letter."""
_HEADER = 5_000
"""Bytes that a form adds for each column."""


def digest(content: bytes) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()


def most_bytes(of: Told | DrawnInputs, numbers: range) -> int:
    """Bytes that no chunk comes to, packed or not: figures, a reason for each row, and a header."""
    width = len(of.names) if isinstance(of, DrawnInputs) else len(layout(of))
    return most_bytes_of(width, len(numbers))


def most_bytes_of(width: int, rows: int) -> int:
    """The same of a chunk of so many columns and rows."""
    return rows * (8 * width + _REASON) + width * _HEADER + 1_000_000


def wrong_in(of: Told | DrawnInputs, numbers: range, form: Form | None, result: Any) -> str:
    """Why `result` is no outcome of the scenarios `numbers`; empty where it is one.

    It is the bytes of a chunk, or `Outcomes` where nothing is kept and `form` is None. What was
    drawn of them is looked at likewise.
    """
    if form is None and not isinstance(of, DrawnInputs):
        if not isinstance(result, Outcomes):
            return f"it is of the type {type(result).__name__}"
        return implausible(of, numbers, {name: getattr(result, name) for name in FIELDS})
    if not isinstance(result, bytes) or form is None:
        return f"it is of the type {type(result).__name__}"
    try:
        claimed = bytes_claimed(io.BytesIO(result), form)
        if claimed > most_bytes(of, numbers):
            return f"it unpacks to {claimed:,} bytes, which are too many"
        read = decoded(io.BytesIO(result), form)
        if isinstance(of, DrawnInputs):
            return of.implausible(numbers, read)
        if list(read) != [column.name for column in layout(of)]:
            return "its columns are not those of the batch"
        fields = {name: array(of, name, read) for name in FIELDS}
    except Exception as error:  # whatever a library makes of bytes that may be anything
        return f"it cannot be read ({type(error).__name__})"
    return implausible(of, numbers, fields)
