"""Outcomes that lie in files, of which a field is read when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from crossings.batches.columns import Told, array, names
from crossings.batches.encoding import Form, decoded
from crossings.batches.fields import FIELDS
from crossings.errors import SurroundingsError
from crossings.evaluation import Outcomes
from crossings.problem import Flags

_HELD = 4
"""Fields that are held: figures of one kind are told one after the other."""


class StoredOutcomes(Outcomes):
    """`Outcomes` of which few fields are held: a batch may be larger than memory."""

    def __init__(
        self, of: Told, paths: Sequence[Path], form: Form, kept: Flags | None = None
    ) -> None:
        def field(name: str) -> Any:
            # Of a field without columns, the scenarios' numbers tell how many there are.
            wanted = names(of, name) or names(of, "numbers")
            parts = [array(of, name, _read(path, form, wanted)) for path in paths]
            whole = np.concatenate(parts)
            whole = whole if kept is None else whole[kept]
            whole.setflags(write=False)
            return whole

        self.__dict__.update(
            _of_some=lambda some: StoredOutcomes(of, paths, form, some),
            _field=lru_cache(_HELD)(field),
        )

    def __getattr__(self, name: str) -> Any:
        """A field, read from the files."""
        if name in FIELDS:
            return self._field(name)
        raise AttributeError(name)

    def part(self, kept: Flags) -> Outcomes:
        """Those of some scenarios, of a batch that is whole."""
        made: Outcomes = self._of_some(kept)
        return made


def _read(path: Path, form: Form, wanted: Sequence[str]) -> dict[str, Any]:
    """Columns of a chunk that was looked at before."""
    try:
        with path.open("rb") as stream:
            return decoded(stream, form, wanted)
    except Exception as error:  # whatever became of the file meanwhile
        raise SurroundingsError(f"{path} was changed while it was read") from error
