"""Amounts that need no formula: a field of `Problem` as it stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossings.limits.record import Numbers
from crossings.problem import Floats


@dataclass(frozen=True)
class Given:
    """(L, …) A field of `Problem` as it stands."""

    name: str

    def __call__(self, numbers: Numbers) -> Floats:
        """Its numbers."""
        return np.asarray(numbers.of(self.name))
