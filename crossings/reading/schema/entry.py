"""What every mapping of an input file has in common, and its leaves: numbers, dates, names.

Faults are worded here, where what was expected is known: `expected a number ≥ 0, got -3`.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from crossings.reading.yaml.document import DataPath
from crossings.reading.yaml.meant import day_meant, id_meant, number_meant

_OURS = "crossings"
"""The type of faults that are worded here."""
Confidence = Literal["high", "medium", "low"]
RESERVED_IDS = ("pool", "all", "release", "refuse")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
_SHOWN = 40
_SURELY_PERCENT = 2
"""From which a number in the place of a share is one of percent."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no page, drawing or workbook can hold."""
_SMALLEST, _LARGEST = 1e-9, 1e12
"""Beyond these a number is a slip of the pen, and products of several could overflow."""


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
    return PydanticCustomError(_OURS, "{text}", {"text": text, "faults": [(at, text)]})


def raise_faults(faults: Iterable[tuple[DataPath, str]]) -> None:
    """Raise `faults`, each at a part of the value validated, if there are any."""
    found = list(faults)
    if found:
        raise PydanticCustomError(_OURS, "{text}", {"text": found[0][1], "faults": found})


def _joined(others: ValidationError, faults: Iterable[tuple[DataPath, str]]) -> ValidationError:
    """What was found before, and `faults` of the same value."""
    lines = [
        InitErrorDetails(
            type=PydanticCustomError(_OURS, "{text}", each["ctx"])
            if each["type"] == _OURS
            else each["type"],
            loc=each["loc"], input=each["input"], ctx=each.get("ctx", {}),
        )
        for each in others.errors(include_url=False)
    ]  # fmt: skip
    own = [InitErrorDetails(type=wrong(text), loc=at, input=None) for at, text in faults]
    return ValidationError.from_exception_data(others.title, [*lines, *own])


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


class Bare(Entry):
    """A mapping in the place of which a number may stand, bare or with evidence: its `bare_key`."""

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        if data is None or (isinstance(data, dict) and "value" not in data):
            return data
        return {cls.bare_key: data}

    @property
    def alone(self) -> Quantity | None:
        """The number that is called by the path of the mapping, as it says nothing else."""
        return None


def of_some_size(number: Any) -> Any:
    """Whether a number is 0 or neither too small nor too large; of an array, whether each is."""
    size = abs(number)
    return (size == 0) | ((size >= _SMALLEST) & (size <= _LARGEST))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _number(value: Any) -> float:
    if not _is_number(value):
        raise wrong(f"expected a number, got {said(value)}{number_meant(value)}")
    if not math.isfinite(value):
        raise wrong(f"expected a finite number, got {said(value)}")
    if not of_some_size(value):
        bounds = f"from {_SMALLEST:g} to {_LARGEST:g} in size"
        raise wrong(f"expected 0 or a number {bounds}, got {said(value)}")
    return float(value)


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


class Quantity(Entry):
    """A number, bare or with its evidence: `{value, range, source, confidence, note}`.

    A number without a source is an assumption, and results say so.
    """

    bare_key = "value"

    value: Annotated[float, BeforeValidator(_number)] = key(..., "the number used")
    range: (
        tuple[
            Annotated[float, BeforeValidator(_number)], Annotated[float, BeforeValidator(_number)]
        ]
        | None
    ) = key(None, "what the value could plausibly be: [low, high]")
    source: SourceId | None = key(None, "a key of `sources`")
    confidence: Confidence | None = key(None, "high, medium or low")
    note: Text | None = key(None, "free text; begin it with `fitted` where the number was fitted")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return data
        return {"value": _number(data)}

    @model_validator(mode="wrap")
    @classmethod
    def _range_holds_value(cls, data: Any, handler: ModelWrapValidatorHandler[Quantity]) -> Any:
        try:
            quantity = handler(data)
        except ValidationError as others:
            raise _joined(others, _unordered(_numbers_in(data))) from None
        raise_faults(_unordered([quantity.value, *(quantity.range or ())]))
        return quantity


def _numbers_in(data: Any) -> list[float]:
    """The value of a quantity that may be none, and the ends of its range; nan where no number."""
    value, ends = (data.get("value"), data.get("range")) if isinstance(data, dict) else (data, ())
    given = [value, *(ends if isinstance(ends, list | tuple) else ())]
    return [n if _is_number(n) and of_some_size(n) else math.nan for n in given]


def _unordered(numbers: Sequence[float]) -> list[tuple[DataPath, str]]:
    """What is wrong with a range, of a value and both its ends."""
    if len(numbers) != 1 + 2 or any(map(math.isnan, numbers)):
        return []
    value, low, high = numbers
    given = f"[{said(low)}, {said(high)}]"
    if low > high:
        return [((), f"expected the range as [low, high], got {given}")]
    if not low <= value <= high:
        return [((), f"the range {given} does not hold the value {said(value)}")]
    return []


def number(value: float) -> Quantity:
    """A default; constructed and not validated, which would build validators twice."""
    return Quantity.model_construct(value=float(value))


@dataclass(frozen=True)
class Within:
    """The bounds of a quantity; its range keeps them too."""

    wording: str
    low: float = -math.inf
    high: float = math.inf
    above: bool = False
    whole: bool = False

    def __call__(self, data: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        """The quantity that `data` is, or all its faults with those of being out of bounds."""
        try:
            quantity = handler(data)
        except ValidationError as others:
            raise _joined(others, self._beyond(_numbers_in(data))) from None
        raise_faults(self._beyond([quantity.value, *(quantity.range or ())]))
        return quantity

    def _beyond(self, numbers: Sequence[float]) -> list[tuple[DataPath, str]]:
        """Faults of a value and its range, in this order, that are out of bounds."""
        return [
            (
                (),
                f"expected {self.wording}, got {said(number)}"
                f"{' in the range' if number != numbers[0] else ''}{self._meant(number)}",
            )
            for number in dict.fromkeys(numbers)
            if not math.isnan(number) and not self.holds(number)
        ]

    def _meant(self, number: float) -> str:
        """What else it may be: percent where a share is expected, a longitude for a latitude."""
        if self.high == 90 and abs(number) <= 180:
            return "; are latitude and longitude exchanged?"
        share = self.high == 1 and "share" in self.wording and self.holds(number / 100)
        return (
            f"; for {said(number)}% write {number / 100:.12g}"
            if share and number >= _SURELY_PERCENT
            else ""
        )

    def holds(self, number: Any) -> Any:
        """Whether a number keeps the bounds; of an array, whether each does."""
        inside = self.low < number if self.above else self.low <= number
        return inside & (number <= self.high) & (not self.whole or number % 1 == 0)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(self, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        number: dict[str, Any] = {"type": "integer" if self.whole else "number"}
        if math.isfinite(self.low):
            number["exclusiveMinimum" if self.above else "minimum"] = self.low
        if math.isfinite(self.high):
            number["maximum"] = self.high
        return {"anyOf": [number, handler(schema)]}


AtLeastZero = Annotated[Quantity, Within("a number ≥ 0", low=0)]
AboveZero = Annotated[Quantity, Within("a number > 0", low=0, above=True)]
Share = Annotated[Quantity, Within("a share between 0 and 1", low=0, high=1)]
ShareAboveZero = Annotated[
    Quantity, Within("a share above 0 and at most 1", low=0, high=1, above=True)
]
HoursPerDay = Annotated[Quantity, Within("hours between 0 and 24", low=0, high=24)]
Days = Annotated[Quantity, Within("a whole number of days from 1 to 3660", 1, 3660, whole=True)]
Count = Annotated[Quantity, Within("a whole number from 1 to 3660", 1, 3660, whole=True)]
Latitude = Annotated[Quantity, Within("degrees between -90 and 90", low=-90, high=90)]
Longitude = Annotated[Quantity, Within("degrees between -180 and 180", low=-180, high=180)]


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
