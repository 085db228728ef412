"""What every mapping of an input file has in common, and its leaves: numbers, dates, names.

Faults are worded here, where what was expected is known: `expected a number ≥ 0, got -3`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from crossings.reading.yaml.document import DataPath
from crossings.reading.yaml.meant import day_meant, id_meant

OURS = "crossings"
"""The type of faults that are worded here."""
Confidence = Literal["high", "medium", "low"]
RESERVED_IDS = ("pool", "all", "release", "refuse")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
_SHOWN = 40
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no page, drawing or workbook can hold."""


def key(default: Any, description: str, *, unit: str = "", example: Any = None) -> Any:
    """A key of an input file: its default (`...` where required), meaning and unit."""
    extra: dict[str, Any] = {}
    if unit:
        extra["unit"] = unit
    if example is not None:
        extra["examples"] = [example]
    return Field(default, description=description, json_schema_extra=extra or None)


def said(value: Any) -> str:
    """What a file says, short enough for a message.

    >>> said("12"), said([1, 2]), said(None), said(True), said(2375259.0)
    ("the text '12'", 'a list', 'nothing', 'true', '2375259')
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"the text {value!r}" if len(value) <= _SHOWN else f"the text {value[:_SHOWN]!r}…"
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def wrong(text: str, at: DataPath = ()) -> PydanticCustomError:
    """The fault `text`, to be raised while a value is validated; `at` leads to a part of it."""
    return PydanticCustomError(OURS, "{text}", {"text": text, "faults": [(at, text)]})


def raise_faults(faults: Iterable[tuple[DataPath, str]]) -> None:
    """Raise `faults`, each at a part of the value validated, if there are any."""
    found = list(faults)
    if found:
        raise PydanticCustomError(OURS, "{text}", {"text": found[0][1], "faults": found})


def without_nulls(data: Any) -> Any:
    """A mapping without its keys given as null; anything else as it is."""
    if not isinstance(data, dict):
        return data
    return {name: value for name, value in data.items() if value is not None}


@dataclass(frozen=True)
class Names:
    """Says of a word that it names an entry of the section at `section`.

    A `*` in `section` stands for the step of the word's own path there, so that a stage is looked
    for in its own regime. `besides` are words that name something without being defined; `also` are
    further sections whose entries it may name.
    """

    section: tuple[str, ...]
    otherwise: str
    besides: tuple[str, ...] = ()
    also: tuple[tuple[str, ...], ...] = ()
    remedy: str = ""
    """What else would be right."""


class Entry(BaseModel):
    """A mapping of an input file. A key given as null means its default."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    bare_key: ClassVar[str] = ""
    """The key that a bare number stands for where this mapping is expected."""

    @model_validator(mode="before")
    @classmethod
    def _null_means_default(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return {} if data is None else data
        known = {field.alias or name for name, field in cls.model_fields.items()}
        # An unknown key stays, to be refused: in [need: 1,000] a comma makes a second key of 000.
        return {
            name: value for name, value in data.items() if value is not None or name not in known
        }


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise wrong(f"expected true or false, got {said(value)}")
    return value


def as_text(value: Any) -> str:
    """The text that `value` is; a `ValueError` in words where it is none."""
    if not isinstance(value, str):
        remedy = "; put it in quotes" if isinstance(value, (int, float)) else ""
        raise wrong(f"expected text, got {said(value)}{remedy}")
    if _CONTROL.search(value):
        raise wrong(f"expected text without control characters, got {said(value)}")
    return value


Text = Annotated[str, BeforeValidator(as_text)]
ModelNamed = Annotated[Text, WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object"}]})]
"""Which inspection model; one that stands in the case itself is taken out before."""
Truth = Annotated[bool, BeforeValidator(_truth)]
SourceId = Annotated[
    Text, Names(("sources",), "no source is listed as", remedy="; or list it under sources")
]


def iso_date(value: Any) -> datetime.date:
    """The day that `value` says; a `ValueError` in words where it says none."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise wrong(f"expected a date as YYYY-MM-DD, got {said(value)}{day_meant(value)}")
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise wrong(f"the calendar has no {value}; expected a date as YYYY-MM-DD") from None


def _id(value: Any) -> str:
    if not isinstance(value, str) or not _ID.match(value):
        form = "an id of small letters, digits, - and _ that begins with a letter or digit"
        raise wrong(f"expected {form}, got {said(value)}{id_meant(value)}")
    if value in RESERVED_IDS:
        raise wrong(f"the word {value} is reserved; choose another id")
    return value


def _id_or_rest(value: Any) -> str:
    return "*" if value == "*" else _id(value)


def _label(value: Any) -> str:
    """Text, where a bare year or number is as good."""
    return str(value) if isinstance(value, (int, float)) else as_text(value)


Date = Annotated[
    datetime.date, BeforeValidator(iso_date), WithJsonSchema({"type": "string", "format": "date"})
]
Id = Annotated[
    str, BeforeValidator(_id), WithJsonSchema({"type": "string", "pattern": _ID.pattern})
]
IdOrRest = Annotated[str, BeforeValidator(_id_or_rest)]
"""An id, or `*` for all others."""
Label = Annotated[str, BeforeValidator(_label), WithJsonSchema({"type": ["string", "number"]})]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Category = Literal["humanitarian", "construction", "fuel", "commercial", "export"]
CATEGORIES: tuple[str, ...] = get_args(Category)
Stage = Literal[
    "manifested", "presented", "refused", "released", "collected", "intercepted", "arrived", "met"
]
