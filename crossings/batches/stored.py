"""Outcomes that lie in files, of which a field is read when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from crossings.batches.columns import AXES, array, names
from crossings.batches.encoding import Form, decoded
from crossings.evaluation import Outcomes
from crossings.problem import Flags, Problem


class StoredOutcomes(Outcomes):
    """`Outcomes` of which no field is held: a batch may be larger than memory."""

    def __init__(
        self, problem: Problem, paths: Sequence[Path], form: Form, kept: Flags | None = None
    ) -> None:
        for name, value in (("_problem", problem), ("_paths", tuple(paths)), ("_form", form)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_kept", kept)

    def __getattribute__(self, name: str) -> Any:
        """A field, read from the files; all else as usual."""
        if name not in AXES:
            return object.__getattribute__(self, name)
        problem, form = self._problem, self._form
        wanted = names(problem, name)
        parts = [
            array(problem, name, decoded(path, form, wanted or names(problem, "numbers")))
            for path in self._paths
        ]
        whole = np.concatenate(parts)
        whole = whole if self._kept is None else whole[self._kept]
        whole.setflags(write=False)
        return whole

    def part(self, kept: Flags) -> StoredOutcomes:
        """Those of some scenarios."""
        assert self._kept is None
        return StoredOutcomes(self._problem, self._paths, self._form, kept)
