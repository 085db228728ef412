"""What things are called: names in one language or several, and how a country writes and codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import PlainValidator, WithJsonSchema

from crossings.problem.languages import InLanguages
from crossings.reading.schema.entry import (
    Entry,
    Text,
    as_text,
    key,
    raise_faults,
    said,
    without_nulls,
    wrong,
)
from crossings.reading.yaml.document import DataPath

_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")


def _name(value: Any) -> str:
    if not isinstance(value, dict):
        return as_text(value)
    raise_faults(_misnamed(value))
    given = without_nulls(value)
    if not given:
        raise wrong("expected text, or text by language as in {en: Food, ar: غذاء}, got no text")
    return InLanguages(given)


def _misnamed(given: dict[str, Any]) -> Iterator[tuple[DataPath, str]]:
    for code, text in given.items():
        if not _CODE.match(code):
            expected = "expected the code of a language, as in {en: Food, ar: غذاء}"
            yield (code,), f"{expected}, got {said(code)}"
        try:
            as_text(text or "")
        except ValueError as fault:
            yield (code,), str(fault)


Name = Annotated[
    str,
    PlainValidator(_name),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
            ]
        }
    ),
]
"""Text, or text by language: what is shown is in the language that is asked for, else English."""
CalendarMonths = Literal["levantine", "egyptian", "maghrebi", "moroccan", "both"]
AdminLevel = Literal[1, 2, 3, 4]


class Resource(Entry):
    """What is used in inspection: a lane, a machine, a bay, a team."""

    name: Name | None = key(None, "name shown; default: the id")
    note: Text | None = key(None, "free text")
