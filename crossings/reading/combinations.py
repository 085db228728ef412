"""A problem in which some phases do not come about: the one before goes on in the place of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

import numpy as np

from crossings.problem import WEEK, Floats, Sampling
from crossings.problem.uncertainty import UncertainPhase
from crossings.reading.calendar import in_periods
from crossings.reading.given import Axes
from crossings.reading.inputs import InForce
from crossings.reading.own_limits import own_days
from crossings.reading.sampled_numbers import SampledNumbers
from crossings.reading.terms import routes_with_days, terms


def uncertain_phases(phases: Sequence[InForce]) -> tuple[UncertainPhase, ...]:
    """Those that may not come about."""
    starts = accumulate((len(phase.periods) for phase in phases), initial=0)
    return tuple(
        UncertainPhase(int(str(phase.path[1])), position, start, probability)
        for position, (phase, start) in enumerate(zip(phases, starts, strict=False))
        if (probability := phase.probability) < 1
    )


def in_any(phases: Sequence[InForce]) -> list[InForce]:
    """Everything that may be in force: the phases, and the case itself if the first may fail."""
    itself = phases[0].before if phases[0].probability < 1 else None
    return [*phases, *([] if itself is None else [InForce(itself, ())])]


def dated_in_any(phases: Sequence[InForce]) -> set[tuple[str, str]] | None:
    """Routes with days of their own whichever phases come about; None where all are sure to."""
    return routes_with_days(in_any(phases)) if uncertain_phases(phases) else None


def with_days(
    by_name: Mapping[str, Any], phases: Sequence[InForce], axes: Axes, paces: Floats
) -> dict[str, Any]:
    """Terms with what rests on days: those worked at the (7, C) `paces`, and of own limits."""
    horizon = [period for phase in phases for period in phase.periods]
    opens = by_name["crossing_opens"]
    weekdays = (horizon[0].start.weekday() + np.arange(len(opens))) % WEEK
    return {
        **by_name,
        "crossing_worked_days": in_periods(horizon, np.where(opens, paces[weekdays], 0.0)),
        "own_days": own_days(phases, axes, dict(_open_days(axes, by_name))),
    }


def _open_days(axes: Axes, by_name: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Floats]]:
    """(T,) Days of each corridor, crossing and route with days of its own, by letter and id."""
    for letter, field in (("o", "corridor_open_days"), ("c", "crossing_open_days")):
        for position, name in enumerate(axes.ids[letter]):
            yield (letter, name), by_name[field][:, position]
    for position, (c, a) in enumerate(by_name["dated_routes"]):
        route = ("c", axes.ids["c"][c], axes.ids["a"][a])
        yield route, by_name["dated_route_days"][:, position]


@dataclass(frozen=True)
class Combined:
    """The phases of a case, of which some may not come about."""

    phases: tuple[InForce, ...]
    axes: Axes
    paces: Floats  # (7, C) of the days that open if all come about
    ranges: bool
    """Whether numbers are drawn from their ranges."""

    def terms(self, came: tuple[bool, ...]) -> dict[str, Any]:
        """Fields of `Problem` that phases may change."""
        phases = self._in_force(came)
        by_name = terms(phases, self.axes, dated_in_any(self.phases))
        return with_days(by_name, phases, self.axes, self.paces)

    def resampled(self, came: tuple[bool, ...]) -> tuple[Sampling | None, Sampling]:
        """What draws numbers from their ranges, and from wherever a table has them."""
        phases = self._in_force(came)
        drawn = SampledNumbers(phases, self.axes) if self.ranges else None
        return drawn, SampledNumbers(phases, self.axes, every=True)

    def _in_force(self, came: tuple[bool, ...]) -> tuple[InForce, ...]:
        failed = {
            phase.position
            for phase, comes in zip(uncertain_phases(self.phases), came, strict=True)
            if not comes
        }
        found: list[InForce] = []
        for position, phase in enumerate(self.phases):
            before = found[-1] if found else None
            found.append(_without(phase, before) if position in failed else phase)
        return tuple(found)


def _without(phase: InForce, before: InForce | None) -> InForce:
    """The periods of a phase that does not come about, under what was in force before it."""
    if before is not None:
        return replace(before, periods=phase.periods)
    assert phase.before is not None
    return InForce(phase.before, phase.periods)
