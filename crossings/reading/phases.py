"""Phases of a case: each is read as the case itself, with the phase's changes made in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crossings.errors import Finding
from crossings.problem import Period
from crossings.reading.document import DataPath, Document
from crossings.reading.overrides import Override
from crossings.wording import listed

_CHANGEABLE = {
    "areas": {"population"},
    "goods": {"need", "threat_rate"},
}
"""Keys of sections of which all else holds for the whole horizon."""
_SECTIONS = {*_CHANGEABLE, "crossings", "corridors", "pools", "limits", "model"}
_FOR_THE_WHOLE_HORIZON = {"name", "aliases", "location", "note", "coverage_window_days"}


@dataclass(frozen=True)
class AskedFor:
    """A phase as it stands in the file."""

    path: DataPath
    start: datetime.date | None
    overrides: tuple[Override, ...]

    @property
    def sets(self) -> frozenset[str]:
        """Paths that it sets."""
        return frozenset(".".join(each.path) for each in self.overrides)

    @property
    def changes(self) -> tuple[str, ...]:
        """What it sets, as it would be written after `--set`."""
        return tuple(f"{'.'.join(each.path)}={each.value}" for each in self.overrides)


def phases_asked_for(case: Document) -> list[AskedFor]:
    """Every phase of the case that can be made sense of, whatever else is wrong with it."""
    phases = case.data.get("phases") if isinstance(case.data, dict) else None
    return [
        AskedFor(("phases", i), _day(phase.get("from")), tuple(_overrides(case, i, phase)))
        for i, phase in enumerate(phases if isinstance(phases, list) else [])
        if isinstance(phase, dict)
    ]


def _day(said: object) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(said))
    except ValueError:
        return None


def _overrides(case: Document, i: int, phase: dict[str, object]) -> Iterator[Override]:
    note = f"set for the phase from {phase.get('from')}"
    if isinstance(phase.get("model"), str):
        mark = case.mark(("phases", i, "model"))
        yield Override(("model",), phase["model"], mark, note)
    changes = phase.get("set")
    for path, value in changes.items() if isinstance(changes, dict) else ():
        mark = case.mark(("phases", i, "set", path))
        mark = type(mark)(mark.file, mark.line, mark.column, ("phases", i, "set"))
        yield Override(tuple(path.split(".")), value, mark, note)


def faults_of_changes(phases: Sequence[AskedFor]) -> Iterator[Finding]:
    """Changes of what holds for the whole horizon."""
    for phase in phases:
        for change in phase.overrides:
            if change.path != ("model",) and not _may_change(change.path):
                yield change.fault("holds for the whole horizon and cannot change with a phase")


def _may_change(path: tuple[str, ...]) -> bool:
    section = path[0]
    if section not in _SECTIONS or len(path) < 2 or path[-1] in _FOR_THE_WHOLE_HORIZON:
        return False
    if path[:2] == ("model", "uncertainty"):
        return False
    return section not in _CHANGEABLE or path[2:3] == () or path[2] in _CHANGEABLE[section]


def faults_of_dates(
    case: Document, phases: Sequence[AskedFor], horizon: Sequence[Period]
) -> Iterator[Finding]:
    """Phases that do not begin with a period of the horizon, or not one after the other."""
    starts = [period.start for period in horizon]
    before: datetime.date | None = None
    for phase in phases:
        if phase.start is None:
            continue
        place = (*phase.path, "from")
        if phase.start not in starts:
            text = f"expected the first day of a period{_nearest(phase.start, starts)}"
            yield case.finding(place, f"{text}, got {phase.start}")
        if before is not None and phase.start <= before:
            yield case.finding(place, f"phases must rise, got {phase.start} after {before}")
        before = phase.start


def _nearest(day: datetime.date, starts: Sequence[datetime.date]) -> str:
    earlier = [start for start in starts if start < day][-1:]
    later = [start for start in starts if start > day][:1]
    return f" ({listed([str(start) for start in earlier + later]).replace(' and ', ' or ')})"
