"""Numbers of an input file, bare or with evidence, and the bounds that they keep."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
    model_validator,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from crossings.reading.schema.entry import (
    OURS,
    Confidence,
    Entry,
    SourceId,
    Text,
    key,
    raise_faults,
    said,
    wrong,
)
from crossings.reading.yaml.document import DataPath
from crossings.reading.yaml.meant import number_meant

_SURELY_PERCENT = 2
"""From which a number in the place of a share is one of percent."""
_SMALLEST, _LARGEST = 1e-9, 1e12
"""Beyond these a number is a slip of the pen, and products of several could overflow."""


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


def _joined(others: ValidationError, faults: Iterable[tuple[DataPath, str]]) -> ValidationError:
    """What was found before, and `faults` of the same value."""
    lines = [
        InitErrorDetails(
            type=PydanticCustomError(OURS, "{text}", each["ctx"])
            if each["type"] == OURS
            else each["type"],
            loc=each["loc"], input=each["input"], ctx=each.get("ctx", {}),
        )
        for each in others.errors(include_url=False)
    ]  # fmt: skip
    own = [InitErrorDetails(type=wrong(text), loc=at, input=None) for at, text in faults]
    return ValidationError.from_exception_data(others.title, [*lines, *own])
