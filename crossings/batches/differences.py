"""What tells one batch from another, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from crossings.batches.marks import alike
from crossings.batches.schema import Mark, Model, ProblemMark, Record

_SAID_OF = (
    "case", "settings", "objective", "fair_over_days", "tables", "futures", "dispatch", "sheet",
    "rule", "measures",
    "every_days", "order_ahead_days", "bound", "chunk",
)  # fmt: skip
_MOST = 5
"""Numbers of a problem that are named."""
_LONGEST = 120


def differences(known: Record, now: Record, *, rounding: bool = False) -> list[str]:
    """Whatever differs between two batches, but for how many futures they have.

    With `rounding`, plans that another machine may have found are the same but for their last bits.
    """
    there, here = known.model_dump(mode="json"), now.model_dump(mode="json")
    found = [_both(key, there[key], here[key]) for key in _SAID_OF if there[key] != here[key]]
    names = [[each.model for each in record.models] for record in (known, now)]
    if names[0] != names[1]:
        return [*found, _both("models", *names)]
    pairs = list(zip(known.models, now.models, strict=True))
    found += [text for pair in pairs for text in _of_files(*pair)]
    drawn = [record.drawn.columns for record in (known, now) if record.drawn is not None]
    if len(drawn) == len((known, now)) and drawn[0] != drawn[1]:
        found.append("inputs: other columns")
    return found or [text for pair in pairs for text in _of_marks(*pair, rounding=rounding)]


def versions(known: Record, now: Record) -> str:
    """What of the versions differs; empty where none does."""
    both = {name: (known.versions.get(name), now.versions.get(name)) for name in now.versions}
    told = [f"{name} {a}, here {name} {b}" for name, (a, b) in both.items() if a != b]
    return "; ".join(told)


def _of_files(known: Model, now: Model) -> Iterator[str]:
    if known.files != now.files:
        files = [[each.model_dump() for each in one.files] for one in (known, now)]
        yield _both(f"model {known.model}", *files)
    elif (known.folder, known.columns) != (now.folder, now.columns):
        yield f"model {known.model}: other columns"


def _of_marks(known: Model, now: Model, *, rounding: bool) -> Iterator[str]:
    """What of the numbers differs; the plan is named where the problem is the same."""
    mark, other = known.problem, now.problem
    if mark.sha256 != other.sha256 and not (rounding and _same_numbers(mark, other)):
        yield f"case or model of {known.model}: {_numbers(mark, other)}"
    elif known.plan.sha256 != now.plan.sha256 and not (rounding and _same(known.plan, now.plan)):
        yield f"plan of {known.model}: {', '.join(_sums(known.plan, now.plan)) or 'its last bits'}"
    elif known.prices != now.prices:
        yield f"prices of {known.model}: other ones"


def _same_numbers(known: ProblemMark, now: ProblemMark) -> bool:
    return known.numbers == now.numbers and _same(known, now)


def _same(known: Mark, now: Mark) -> bool:
    return known.sums.keys() == now.sums.keys() and not [*_sums(known, now)]


def _sums(known: Mark, now: Mark) -> Iterator[str]:
    for name in sorted(known.sums.keys() & now.sums.keys()):
        if not alike(known.sums[name], now.sums[name]):
            yield name.replace("_", " ")


def _numbers(known: ProblemMark, now: ProblemMark) -> str:
    paths = sorted(known.numbers.keys() | now.numbers.keys())
    one, other = known.numbers.get, now.numbers.get
    named = [_both(path, one(path), other(path)) for path in paths if one(path) != other(path)]
    told = named or [*_sums(known, now)] or ["names, dates or ranges"]
    return "; ".join(told[:_MOST]) + ("; …" if len(told) > _MOST else "")


def _both(what: str, there: Any, now: Any) -> str:
    if isinstance(there, Mapping) and isinstance(now, Mapping):
        told = {key for key in there if there[key] != now.get(key)}
        there, now = ({key: side[key] for key in told if key in side} for side in (there, now))
    return f"{what}: {_said(there)} there, {_said(now)} now"


def _said(value: Any) -> str:
    text = json.dumps(value, sort_keys=True)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}…"
