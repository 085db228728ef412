"""Answers that were kept as JSON: read again, whichever command gave them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from crossings.analysis.saved import SavedAnswer
from crossings.errors import Finding, InputError, reading
from crossings.reading.schema.entry import said
from crossings.reading.yaml.opened import content

_NO_PLAN = "no plan"
KINDS = {
    _NO_PLAN: ("conflicts", "an answer without a plan"),
    "size": ("targets", "a sizing"),
    "today": ("kept_back", "a day decided"),
    "optimize": ("flows", "a plan"),
    "explain": ("barriers", "an explanation"),
    "compare": ("figures", "a comparison of models"),
    "evaluate": ("outcomes", "an evaluation"),
    "frontier": ("hull", "a frontier"),
    "observe": ("lists", "published lists"),
    "sweep": ("sweep_points", "a sweep"),
    "sensitivity": ("moves", "a ranking of inputs"),
    "discover": ("boxes", "a search for boxes"),
    "sheet": ("kept_waiting", "a dispatch sheet"),
    "inspect": ("procedures", "inspection designed"),
    "calibrate": ("fitted", "numbers fitted to counts"),
}
"""Commands, by the first of whose tables in this order an answer is told, and what they give.

Where there is no plan, whichever of them was asked, the answer says what conflicts.
"""
_VERSION = 1
_LARGEST = 1e100
"""What sums of figures can hold; no figure of an answer comes near it."""
_HORIZON = "periods"
_PLANS = ("optimize", "size")
_TABLES_OF_PLANS = ("coverage", "manifests", "deliveries", _HORIZON)


def saved_answer(file: str) -> SavedAnswer:
    """The answer in `file`. Raises `InputError`, with one fault, where it is none of ours."""
    read = content(Path(file), file)
    with reading(file):
        try:
            data = json.loads(read, parse_constant=_no_number)
            _finite(data)
        except json.JSONDecodeError as error:
            text = "expected an answer as crossings writes it with --format json"
            raise InputError([Finding(file, error.lineno, error.colno, "", text)]) from error
    text = _why_not(data)
    if text:
        raise InputError([Finding(file, 1, 1, "", text)])
    kind = next(kind for kind, (table, _) in KINDS.items() if table in data)
    for name in (KINDS[kind][0], *(_TABLES_OF_PLANS if kind in _PLANS else ())):
        path, text = _wrong_table(data.get(name), name)
        if text:
            raise InputError([Finding(file, 1, 1, path, text)])
    return SavedAnswer(file, kind, data)


def of_one_kind(one: SavedAnswer, other: SavedAnswer) -> None:
    """Refuse answers to two questions: their figures are not of the same things."""
    if one.kind != other.kind:
        mine, its = _in_words(one.kind), _in_words(other.kind)
        text = f"{its}, and {one.file} is {mine}; two answers of one kind are compared"
        raise InputError([Finding(other.file, 1, 1, "", text)])


def _in_words(kind: str) -> str:
    """What an answer is, and of which command."""
    return KINDS[kind][1] + ("" if kind == _NO_PLAN else f" (crossings {kind})")


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number that crossings writes")


def _finite(data: Any) -> None:
    """Raise `OverflowError` for a number that is too large, as 1e999 and a thousand digits are."""
    if isinstance(data, (dict, list)):
        for inside in data.values() if isinstance(data, dict) else data:
            _finite(inside)
    elif isinstance(data, (int, float)) and not abs(float(data)) < _LARGEST:
        raise OverflowError


def _why_not(data: Any) -> str:
    """Why a file is no answer whose figures can be compared; empty where it is one."""
    ours = "expected an answer as crossings writes it with --format json"
    if not isinstance(data, dict):
        return f"{ours}, got {said(data)}"
    version, made = data.get("schema_version"), data.get("provenance")
    if version != _VERSION or isinstance(version, bool):
        return f"{ours}, with schema_version {_VERSION}, got {said(version)}"
    known = any(table in data for table, _ in KINDS.values())
    if data.get("status") == "stopped" and not known:
        return "the search was stopped before there was any plan, so no figure is in it"
    without = data.get("status") == "infeasible" and "conflicts" in data
    if without:
        return ""
    if not isinstance(made, dict) or made.get("tool") != "crossings":
        return f"{ours}, and its provenance does not say so"
    if not known:
        return "no table of an answer is in it; give what --format json writes, which is one file"
    return ""


def _wrong_table(table: Any, name: str) -> tuple[str, str]:
    """Where a table is not a list of rows, and what is there; of periods, days must be known."""
    if not isinstance(table, list):
        return name, f"expected a list of rows, got {said(table)}"
    for n, row in enumerate(table):
        if not isinstance(row, dict):
            return f"{name}.{n}", f"expected a row of columns, got {said(row)}"
        days = row.get("days")
        if name == _HORIZON and (not isinstance(days, (int, float)) or days <= 0):
            return f"{name}.{n}.days", f"expected a number of days, got {said(days)}"
    if name == _HORIZON and not table:
        return name, "expected at least one period, got none"
    return "", ""
