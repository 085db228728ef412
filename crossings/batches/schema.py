"""What a manifest holds, entry by entry; whatever else is there, it is no manifest of a batch.

Nothing in it is a path that is followed but places of copies, which lie within `inputs`.
"""

from __future__ import annotations

import itertools
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from crossings.batches.copies import INPUTS
from crossings.batches.encoding import Form
from crossings.evaluation import CHUNK

SCHEMA_VERSION = 3
_MOST_SCENARIOS = 10**9


def _inside(place: str) -> str:
    parts = place.split("/")
    if parts[0] != INPUTS or len(parts) < 2 or {"", ".", ".."} & {*parts}:
        raise ValueError(f"a place within {INPUTS}/ is expected")
    return place


_Name = Annotated[str, Field(pattern=r"^[^\x00]+$")]
_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_FileName = Annotated[str, Field(pattern=r"^[^/\x00]+$")]
_Folder = Annotated[str, Field(pattern=r"^[\w-]+$", max_length=100)]
_Place = Annotated[_Name, AfterValidator(_inside)]
_Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class File(_Entry):
    """A file that the batch was made from."""

    title: str
    file: _FileName
    sha256: _Sha256


class Function(_Entry):
    """A function of a script, by its name and its source."""

    name: _Name
    sha256: _Sha256


class Part(_Entry):
    """A chunk that is finished, by the number in its name."""

    part: Annotated[int, Field(ge=0, lt=_MOST_SCENARIOS)]
    rows: Annotated[int, Field(ge=1, le=CHUNK)]
    sha256: _Sha256


class Chunked(_Entry):
    """What is kept in chunks, those that are finished in order."""

    chunks: list[Part]

    @model_validator(mode="after")
    def _in_order(self) -> Chunked:
        parts = [each.part for each in self.chunks]
        if any(first >= second for first, second in itertools.pairwise(parts)):
            raise ValueError("chunks are in order, each once")
        return self


class Drawn(Chunked):
    """What was drawn of each future."""

    columns: list[_Name]


class Mark(_Entry):
    """What tells a plan from others."""

    sha256: _Sha256
    sums: dict[str, _Finite]


class ProblemMark(Mark):
    """What tells a problem from others, with every number that the files give, by its path."""

    numbers: dict[str, _Finite]


class Model(Chunked):
    """A plan that is tried, under the name of its model, and its finished chunks."""

    model: _Name
    folder: _Folder
    files: Annotated[list[File], Field(min_length=1)]
    columns: list[_Name]
    problem: ProblemMark
    plan: Mark
    prices: _Sha256 | None = None
    """Of the file of prices that its rule decides by."""


class Futures(_Entry):
    """Where the futures come from: a seed, a table, or a table and for the rest a seed."""

    of: str
    seed: Annotated[int, Field(ge=0)] | None
    table: _FileName | None
    sha256: _Sha256 | None

    @model_validator(mode="after")
    def _one_of_them(self) -> Futures:
        drawn, written = self.seed is not None, self.sha256 is not None
        if not (drawn or written) or written != (self.table is not None):
            raise ValueError("futures are of a seed, or of a table with its digest")
        return self


class Bound(_Entry):
    """How tight a bound was asked for."""

    gap: Annotated[float, Field(ge=0, le=1)]
    solved: Annotated[int, Field(ge=0)]


class Inputs(_Entry):
    """Where the copies lie, with the digest of each."""

    case: _Place | None
    models: list[_Place | None]
    futures: _Place | None
    own_plan: _Place | None = None
    """The table of a plan of one's own."""
    files: dict[_Place, _Sha256]

    @model_validator(mode="after")
    def _all_there(self) -> Inputs:
        named = {self.case, self.futures, self.own_plan, *self.models} - {None}
        if not named <= self.files.keys():
            raise ValueError("a copy has no digest")
        return self


class Record(_Entry):
    """The manifest of a batch."""

    schema_version: Literal[3]
    sha256: _Sha256
    versions: dict[str, str]
    case: File
    settings: list[str]
    objective: Literal["value", "fairest"] = "value"
    fair_over_days: Annotated[int, Field(ge=1)] | None = None
    """Days of the windows in which the fairest plan is fair."""
    own_sheet: str | None = None
    """The sheet of a workbook that a plan of one's own is in."""
    models: Annotated[list[Model], Field(min_length=1)]
    tables: list[File]
    futures: Futures
    dispatch: Literal[
        "plan",
        "proportional",
        "first-come",
        "reoptimise",
        "replan",
        "prices",
        "as-counted",
        "sheet",
        "own",
    ]
    sheet: File | None = None
    """The dispatch sheet that the rule goes by."""
    rule: Function | None = None
    """The rule of one's own."""
    measures: list[Function] = []
    """Measures of one's own, columns of what comes of each future."""
    every_days: Annotated[int, Field(ge=1)] | None = None
    order_ahead_days: Annotated[int, Field(ge=0)] = 0
    bound: Bound | None
    chunk: Annotated[int, Field(ge=1, le=CHUNK)]
    scenarios: Annotated[int, Field(ge=1, le=_MOST_SCENARIOS)]
    form: Form
    inputs: Inputs
    drawn: Drawn | None = None
    """None where what was drawn is not kept."""

    @property
    def kept(self) -> list[Chunked]:
        """All that is kept in chunks: the models, and behind them what was drawn."""
        return [*self.models, *([] if self.drawn is None else [self.drawn])]

    @model_validator(mode="after")
    def _of_one_batch(self) -> Record:
        folders = [each.folder.casefold() for each in self.models]
        if len({*folders}) < len(folders):
            raise ValueError("two models have one folder")
        if len(self.inputs.models) != len(self.models):
            raise ValueError("as many copies as models are expected, or null for each")
        most = -(-self.scenarios // self.chunk)
        if any(part.part >= most for each in self.kept for part in each.chunks):
            raise ValueError(f"chunks go beyond {self.scenarios:,} futures")
        return self


def record_of(entries: Any) -> Record:
    """The manifest that `entries` are, or a `ValueError` with what is wrong in them."""
    try:
        return Record.model_validate(entries)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_context=False)[0]
    place, text = ".".join(map(str, detail["loc"])), detail["msg"]
    came = f", got {ascii(detail['input'])[:40]}"
    came = "" if detail["type"] in ("missing", "value_error") else came
    raise ValueError(f"{place}: {text[:1].lower()}{text[1:]}{came}".removeprefix(": "))
