"""A chunk, or what a worker sent back, looked at before it is believed."""

from __future__ import annotations

import hashlib
import io
import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from crossings.batches.columns import Told, array, layout, shape
from crossings.batches.drawn import DrawnInputs
from crossings.batches.encoding import Form, bytes_claimed, decoded
from crossings.batches.fields import FIELDS
from crossings.evaluation import Outcomes
from crossings.problem import Floats, Problem
from crossings.scenarios.period import first_worth

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


_ROUNDING = 1e-6
"""Share of the largest figure of its kind by which one may pass what it can be."""
_AT_MOST = (("met", "need"), ("released", "presented"), ("arrived", "released"))
_COUNTS = {"numbers": "i", "worst_area": "i", "failed": "U"}
"""Kinds of array of what is no measured figure."""
_OF_VALUE = ("value", "bound")
_OF_DAYS = ("days_below_floor", "days_closed", "pool_days_closed", "days_to_recover")


def implausible(of: Told, numbers: range, fields: Mapping[str, Any]) -> str:
    """What of the figures of the scenarios `numbers` cannot be; empty where all can.

    Whoever brings others has not carried the plan: no figure is below 0, but for value and its
    bound where stock is to be left at the end. Shares are at most 1, no more is met than needed or
    let through than presented, and the scenarios are those of the chunk, in order.
    """
    problem = of.problem
    for name in FIELDS:
        wrong = _misshapen(of, numbers, name, fields[name])
        if wrong:
            return wrong
    if not np.array_equal(fields["numbers"], np.arange(numbers.start, numbers.stop)):
        return f"its futures are not those numbered {numbers.start} to {numbers.stop - 1}"
    areas = fields["worst_area"]
    if ((areas < 0) | (areas >= max(1, len(problem.areas)))).any():
        return "worst_area: no such area"
    fine = fields["failed"] == ""
    beyond = (_beyond(problem, name, fields, fine) for name in FIELDS)
    before = {"arrived": _released_before(problem)}
    more = (_more(name, most, fields, fine, before.get(name, 0.0)) for name, most in _AT_MOST)
    return next(filter(None, itertools.chain(beyond, more)), "")


def _misshapen(of: Told, numbers: range, name: str, array: Any) -> str:
    kind, wanted = _COUNTS.get(name, "f"), (len(numbers), *shape(of, name))
    if not isinstance(array, np.ndarray) or array.dtype.kind != kind:
        return f"{name}: not of the type that it has"
    if array.shape != wanted:
        return f"{name}: {_times(array.shape)} figures, where {_times(wanted)} are expected"
    return ""


def _times(lengths: tuple[int, ...]) -> str:
    return " × ".join(f"{length:,}" for length in lengths)


def _beyond(problem: Problem, name: str, fields: Mapping[str, Any], fine: Any) -> str:
    if name in _COUNTS:
        return ""
    field, array = FIELDS[name], fields[name][fine]
    if not np.isnan(fields[name][~fine]).all():
        return f"{name}: figures of a future that failed"
    there = array[~np.isnan(array)]
    if np.isinf(there).any() or (field.always and there.size < array.size):
        return f"{name}: not a number in every future"
    days = float(problem.days.sum())
    most = days if name in _OF_DAYS else days + 1 if name == "first_stock_out" else field.most
    low, high = there.min(initial=0.0), there.max(initial=0.0)
    room = _ROUNDING * max(1.0, min(float(high), most))
    least = -_owed(problem) if name in _OF_VALUE else field.least
    if low < least - room or high > most + room:
        worst = low if low < least - room else high
        return f"{name}: {worst:g}, where {least:g} to {most:g} can be"
    return ""


def _owed(problem: Problem) -> float:
    """What value may be below 0: all that is to be left at the end; inf where that is drawn."""
    if problem.uncertainty.sampled is not None or problem.uncertainty.phases:
        return np.inf
    return float((first_worth(problem) * problem.last_stock).sum())


def _released_before(problem: Problem) -> Floats:
    """(G,) What could arrive of what was released before the start; inf where that is drawn."""
    there = problem.first_platform.sum(axis=0) + problem.due_in_areas().sum(axis=(0, 2))
    return np.where((there > 0) & (problem.uncertainty.sampled is not None), np.inf, there)


def _more(name: str, most: str, fields: Mapping[str, Any], fine: Any, before: Any) -> str:
    less, more = fields[name][fine], fields[most][fine] + before
    largest = float(fields[most][fine].max(initial=0.0))
    if (less > more + _ROUNDING * max(1.0, largest)).any():
        return f"{name}: more than {most}"
    return ""
