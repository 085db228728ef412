"""The terms of each period: whatever a phase may change, as arrays over its periods.

Labels are the problem's own, so that the terms of one phase stand beside those of the next. A
regime or a pool that a phase does not know is not usable there, and has no minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, TypeVar

import numpy as np

from crossings.problem import Flags, Floats
from crossings.reading import calendar
from crossings.reading.formulas import FLAGS, NUMBERS, OF_THE_HORIZON, TOLD
from crossings.reading.given import Axes, Formulas, Given, Number
from crossings.reading.inputs import InForce, Inputs
from crossings.reading.schema.case import Crossing

Site = TypeVar("Site")


def terms(
    phases: Sequence[InForce], axes: Axes, routes: Collection[tuple[str, str]] | None = None
) -> dict[str, Any]:
    """Fields of a `Problem` that hold what files give, by name.

    `routes` are those to be told apart from their crossings; where they are not named, those whose
    days are other ones.
    """
    horizon = [period for phase in phases for period in phase.periods]
    opens = {
        "crossing": _opens(phases, axes.ids["c"], lambda each, c: each.case.crossings[c]),
        "corridor": _opens(phases, axes.ids["o"], lambda each, o: (each.case.corridors or {})[o]),
        "pool": _opens(phases, axes.ids["p"], lambda each, p: each.pools().get(p)),
    }
    dated, route_opens = _dated_routes(phases, axes, opens["crossing"], routes)
    return {
        # In one layout, whatever the phases, so that sums over them round alike.
        **{
            name: np.array(array[..., 0], bool if name in FLAGS else np.float64, order="C")
            for name, array in _fields({**NUMBERS, **TOLD, **FLAGS}, phases, axes, {})
        },
        "crossing_opens": opens["crossing"],
        "pool_opens": opens["pool"],
        "dated_routes": dated,
        "route_opens": route_opens,
        "dated_route_days": calendar.in_periods(horizon, route_opens),
        **{f"{of}_open_days": calendar.in_periods(horizon, days) for of, days in opens.items()},
    }


def sampled_terms(
    phases: Sequence[InForce], axes: Axes, samples: Mapping[int, Floats]
) -> dict[str, Floats]:
    """The same, (S, …), of what rests on a number drawn.

    `samples` are (S,), each by the `id` of the number that it stands for.
    """
    drawn = _fields(NUMBERS, phases, axes, samples) if samples else ()
    return {name: np.moveaxis(array, -1, 0) for name, array in drawn}


def _fields(
    formulas: Formulas, phases: Sequence[InForce], axes: Axes, samples: Mapping[int, Floats]
) -> Iterator[tuple[str, Floats]]:
    """(…, S) Every field, with S of 1; under samples those that rest on one of them."""
    size = len(next(iter(samples.values()))) if samples else None
    ends = np.cumsum([len(phase.periods) for phase in phases]).tolist()
    given = [
        Given(phase.inputs, axes, range(start, end), phase.periods, samples)
        for phase, start, end in zip(phases, [0, *ends], ends, strict=False)
    ]
    for name, (letters, formula) in formulas.items():
        of = given if name not in OF_THE_HORIZON else [given[OF_THE_HORIZON[name]]]
        numbers = [[formula(each, *place) for place in product(*each.ids(letters))] for each in of]
        if samples and not any(isinstance(each, np.ndarray) for part in numbers for each in part):
            continue
        parts = [_table(part, p.ids(letters), size) for p, part in zip(of, numbers, strict=True)]
        if not ("t" in letters or name in OF_THE_HORIZON):
            dated = "d" in letters
            parts = [_by_period(part, p, dated) for p, part in zip(of, parts, strict=True)]
        yield name, parts[0] if len(parts) == 1 else np.concatenate(parts)


def _by_period(part: Floats, p: Given, dated: bool) -> Floats:
    """(T, …, S) of what is the same in every period of a phase, or changes with needs."""
    if dated and len(part) > 1:
        return np.repeat(part, np.diff([*p.need_changes, p.periods.stop]), axis=0)
    alike = part[0] if dated else part
    return np.broadcast_to(alike, (len(p.periods), *alike.shape))


def _table(numbers: Sequence[Number], ids: Sequence[Sequence[Any]], size: int | None) -> Floats:
    """(…, S) of numbers one after the other; without a size, of what files give."""
    if size is None:
        return np.array(numbers, dtype=np.float64).reshape(*map(len, ids), 1)
    made = np.empty((len(numbers), size))
    for position, number in enumerate(numbers):
        made[position] = number
    return made.reshape(*map(len, ids), size)


def _opens(
    phases: Sequence[InForce], sites: Sequence[Site], of: Callable[[Inputs, Site], Any]
) -> Flags:
    """(D, ·) Whether each crossing, corridor, pool or route is open, day by day."""
    parts = []
    for phase in phases:
        columns = [
            calendar.opens(
                phase.periods,
                site.open_days,
                [(dates.from_, dates.last) for dates in getattr(site, "closed_dates", ())],
            )
            if (site := of(phase.inputs, each)) is not None
            else calendar.opens(phase.periods, ())
            for each in sites
        ]
        days = sum(period.days for period in phase.periods)
        parts.append(np.array(columns, dtype=bool).reshape(len(sites), days).T)  # (D, ·)
    return np.ascontiguousarray(np.concatenate(parts))


def routes_with_days(phases: Sequence[InForce]) -> set[tuple[str, str]]:
    """Routes to which some phase gives days of their own, by crossing and area."""
    return {
        (c, a)
        for phase in phases
        for c, crossing in phase.inputs.case.crossings.items()
        for a, route in (crossing.routes or {}).items()
        if route.open_days is not None or route.closed_dates is not None
    }


def _dated_routes(
    phases: Sequence[InForce],
    axes: Axes,
    crossing_opens: Flags,
    named: Collection[tuple[str, str]] | None,
) -> tuple[tuple[tuple[int, int], ...], Flags]:
    """Crossing and area of each route whose days are not its crossing's; (D, J) when it is open."""
    given = routes_with_days(phases) if named is None else named
    crossings, areas = axes.ids["c"], axes.ids["a"]
    routes = [(c, a) for c in crossings for a in areas if (c, a) in given]
    opens = _opens(phases, routes, _crossing_by_route)
    places = [(crossings.index(c), areas.index(a)) for c, a in routes]
    other = [
        j
        for j, (c, _) in enumerate(places)
        if named is not None or (opens[:, j] != crossing_opens[:, c]).any()
    ]
    return tuple(places[j] for j in other), np.ascontiguousarray(opens[:, other])


def _crossing_by_route(inputs: Inputs, route: tuple[str, str]) -> Crossing:
    """The crossing, with the days that the route gives itself."""
    crossing = inputs.case.crossings[route[0]]
    own = (crossing.routes or {}).get(route[1])
    days = {key: getattr(own, key, None) for key in ("open_days", "closed_dates")}
    return crossing.model_copy(update={key: each for key, each in days.items() if each is not None})
