"""Time on the way: what leaves in a period arrives evenly spread, some days later.

    L = (k + f) · n, 0 ≤ f < 1:  a share 1 − f arrives k periods later, f of them k + 1

with L the days on the way and n those of a period, all of which are alike. What would arrive after
the horizon is under way at its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from crossings.arrays import Floats, Positions
from crossings.problem.labels import Period, Shipment

_ROUNDING = 1e-9
"""Share of a period by which days on the way may be off a whole number of periods."""


def spread(transit: Floats, days: float) -> Iterator[tuple[Positions, Floats]]:
    """Of trucks on the way for so many days, how many periods later which share of them arrives.

    >>> [(late.item(), share.item()) for late, share in spread(np.array(10.5), 7.0)]
    [(1, 0.5), (2, 0.5)]
    """
    whole = np.floor(transit / days + _ROUNDING)
    rest = np.where(transit / days - whole > _ROUNDING, transit / days - whole, 0.0)
    late = whole.astype(np.intp)
    yield late, 1 - rest
    if rest.any():
        yield late + 1, rest


def arrived(leaving: Floats, transit: Floats, days: float) -> Floats:
    """(T, …) What arrives in each period of the horizon of what leaves, (T, …), likewise."""
    if not transit.any():
        return leaving
    made = np.zeros(leaving.shape)
    for t, parts in _arrivals(leaving, transit, days):
        if t < len(leaving):
            made[t] += parts
    return made


def under_way(leaving: Floats, transit: Floats, days: float) -> dict[int, Floats]:
    """(…) What of it arrives after the horizon, by the period in which it would."""
    found: dict[int, Floats] = {}
    for t, parts in _arrivals(leaving, transit, days) if transit.any() else ():
        if t >= len(leaving) and parts.any():
            found[t] = found.get(t, 0.0) + parts
    return dict(sorted(found.items()))


def _arrivals(leaving: Floats, transit: Floats, days: float) -> Iterator[tuple[int, Floats]]:
    for t, parts in enumerate(leaving):
        for late, share in spread(np.broadcast_to(transit[t], parts.shape), days):
            for after in np.unique(late).tolist():
                yield t + after, np.where(late == after, share * parts, 0.0)


def period_of(periods: Sequence[Period], shipment: Shipment) -> int | None:
    """The period in which a shipment gets to where it goes; None: after the horizon."""
    return next((t for t, each in enumerate(periods) if shipment.date <= each.end), None)
