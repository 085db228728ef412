"""A limit of a case's own, as numbers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

from crossings.arrays import Floats, ReadOnly


@dataclass(frozen=True, eq=False)
class OwnLimit(ReadOnly):
    """One bound of a limit of a case's own: a weighted sum of a flow."""

    id: str
    bound: str
    """The key that gives it: at_most, at_least_per_day …"""
    name: str
    of: str
    """The stage that it counts."""
    sense: Literal["at most", "at least"]
    column: int
    """Its position along K."""
    span: range
    """The periods between its dates."""
    total: bool
    """Whether it bounds the sum over them, and not each."""
    unit: str
    weights: Floats
    """What a truckload counts for, by the axes of the stage: O C G, C G R, C G A or G A."""
    export_weights: Floats | None = None
    """(G,) Of need met, where exports are counted too."""

    @property
    def missable(self) -> bool:
        """Whether a scenario may pass it: no dispatch rule decides what arrives and lies."""
        return self.sense == "at least" or self.of in ("arrived", "stock")

    def of_bound(self, *, several: bool = False) -> str:
        """What its bound is counted in: `truckload a day`."""
        unit = "truckloads" if several and self.unit == "truckload" else self.unit
        return unit if self.total or self.of == "stock" else f"{unit} a day"

    def __eq__(self, other: object) -> bool:
        """Whether it is the same bound, read from the same words a second time."""
        if not isinstance(other, OwnLimit):
            return NotImplemented
        pairs = [(getattr(self, each.name), getattr(other, each.name)) for each in fields(self)]
        return all(np.array_equal(mine, its) for mine, its in pairs)

    def __hash__(self) -> int:
        return hash((self.id, self.bound))
