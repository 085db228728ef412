"""What is on its way: it leaves in one period and arrives in the same one, or later ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import numpy as np

from crossings.problem import Floats
from crossings.problem.travel import spread

Place: TypeAlias = tuple[int, ...]
"""Positions of where it goes."""


class Roads:
    """Truckloads on their way by the period in which they arrive, (S,) each."""

    def __init__(self, periods: int, days: float) -> None:
        self._coming: list[dict[Place, Floats]] = [{} for _ in range(periods)]
        self._days = days

    def resume(self, coming: Floats, before: Place = ()) -> None:
        """Have on them what is in (S, T, …) truckloads, by period and place behind `before`."""
        self._coming = [{} for _ in self._coming]
        for t, *place in np.argwhere(coming.any(axis=0)).tolist():
            at: Any = (slice(None), t, *place)
            self.due(t, (*before, *place), coming[at])

    def due(self, t: int, place: Place, truckloads: Floats) -> None:
        """Let (S,) truckloads arrive in period t; after the horizon they stay on their way."""
        if t < len(self._coming):
            there = self._coming[t].get(place)
            self._coming[t][place] = truckloads if there is None else there + truckloads

    def leave(self, t: int, place: Place, truckloads: Floats, transit: float) -> None:
        """Let (S,) truckloads leave in period t, to arrive so many days later."""
        if transit == 0:
            self.due(t, place, truckloads)
            return
        for late, share in spread(np.array(transit), self._days):
            self.due(t + int(late), place, truckloads * float(share))

    def coming(self, t: int) -> Iterable[tuple[Place, Floats]]:
        """What will arrive in period t of what is on its way now, by place."""
        return self._coming[t].items()

    def arriving(self, t: int) -> Iterator[tuple[Place, Floats]]:
        """What arrives in period t, by place; then none of it does any more."""
        yield from self._coming[t].items()
        self._coming[t] = {}
