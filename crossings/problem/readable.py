"""How a problem is made, changed and written from a script: by whoever read it from its files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, Protocol

from crossings.arrays import ReadOnly
from crossings.problem.digest import digest

if TYPE_CHECKING:
    from crossings.problem import Problem

Source = str | os.PathLike[str] | IO[str] | IO[bytes] | Mapping[str, Any]
"""A path, an open file, the text of a file, or its keys and values."""
Settings = Mapping[str, Any] | Sequence[str]
"""Values by path, `{"crossings.rafah.hours_per_day": 12}`, or texts as `--set` takes them."""


class Reader(Protocol):
    """Whoever read a problem, and reads it again."""

    def again(self, settings: Settings) -> Problem:
        """The problem with some values changed as well."""

    def data(self) -> dict[str, Any]:
        """What a case file that poses the problem says, its inspection model in it."""

    def text(self) -> str:
        """The text of that file."""


class Readable(ReadOnly):
    """What a problem knows of how it was read; one whose arrays were replaced knows nothing."""

    def __repr__(self) -> str:
        told: Any = self
        periods, models = told.periods, dict.fromkeys(phase.model.path for phase in told.phases)
        counted = [
            f"{len(getattr(told, name))} {name}"
            for name in ("crossings", "goods", "areas", "corridors", "pools")
        ]
        return (
            f"Problem: {told.case.title}\n"
            f"  {periods[0].start} to {periods[-1].end}, periods: {len(periods)}\n"
            f"  {', '.join(counted)}\n"
            f"  under {', '.join(models)}\n"
            f"  digest {self.digest[:12]}"
        )

    @classmethod
    def of(
        cls, case: Source | None = None, /, *, settings: Settings = (), **sections: Any
    ) -> Problem:
        """The problem that a case poses, or its sections: `areas`, `goods`, `crossings` and others.

        A case is what `read_case` takes: a path, an open file, a text or a mapping; sections beside
        it stand in the place of its own. A section is what stands under its key in a case file, or
        a DataFrame with a row for each entry: its id in the first column or in the index, then the
        keys of the entry, dotted where one lies in another (`resources.scanner`); a cell without a
        value is a key left out.
        """
        from crossings import read_case

        if case is None:
            case = {"title": "A case made in a script"}
        if sections:
            own = case if isinstance(case, Mapping) else read_case(case).to_dict()
            case = {**own, **sections}
        made: Problem = read_case(case, settings=settings)
        return made

    def with_settings(self, settings: Settings) -> Problem:
        """The problem with some values changed: `{"crossings.rafah.hours_per_day": 12}`.

        It is read again: `InputError` where a path leads nowhere or a value cannot be.
        """
        made: Problem = self.reader.again(settings)
        return made

    def to_yaml(self) -> str:
        """A case file that poses the same problem: one file, whatever it was read from."""
        return str(self.reader.text())

    def to_dict(self) -> dict[str, Any]:
        """What that file says, as plain data, to be changed and read again."""
        made: dict[str, Any] = self.reader.data()
        return made

    @property
    def digest(self) -> str:
        """What tells it from others: that of all that its figures rest on, and not of its words."""
        return digest(self)

    def read_by(self, reader: Reader) -> None:
        """Note who has read it; whoever has, calls this once."""
        object.__setattr__(self, "_reader", reader)

    @property
    def was_read(self) -> bool:
        """Whether it is as it was read, no array of it replaced."""
        return "_reader" in self.__dict__

    @property
    def reader(self) -> Any:
        """Who has read it; `ValueError` where its arrays are no longer those of a case."""
        found = self.__dict__.get("_reader")
        if found is None:
            text = (
                "its arrays were replaced by hand; settings and files are of a case as it is read"
            )
            raise ValueError(f"problem: {text}: change those first, then arrays")
        return found
