"""Phases of a case: each is read as the case itself, with the phase's changes made in it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from crossings.errors import Finding
from crossings.problem import Period
from crossings.reading import calendar
from crossings.reading.inputs import InForce
from crossings.reading.schema.case import Case, Horizon
from crossings.reading.schema.entry import Entry, iso_date
from crossings.reading.schema.quantity import Quantity
from crossings.reading.schema.shape import shape_at
from crossings.reading.yaml.document import DataPath, Document
from crossings.reading.yaml.overrides import BY_HAND, Override
from crossings.wording import listed

_ONLY = {"areas": ("population",), "goods": ("need", "threat_rate", "diversion_share")}
"""The keys that may change in sections of which all else holds for the whole horizon."""
_ALL_BUT = {
    "crossings": ("name", "aliases", "location", "note"),
    "corridors": ("name", "note"),
    "limits": ("coverage_window_days",),
    "informal": ("name", "note", "counts_as_met"),
    "pools": ("name",),
}
"""The keys that may not, in sections of which all else may change."""
_HELD = "holds for the whole horizon and cannot change with a phase"
_SECTIONS = {**_ONLY, **_ALL_BUT, "model": ()}


@dataclass(frozen=True)
class Requested:
    """A phase as it stands in the file."""

    path: DataPath
    start: datetime.date | None
    asked: tuple[Override, ...]

    @property
    def refused(self) -> list[tuple[Override, str]]:
        """Changes that a phase cannot make, each with the reason."""
        return [(change, why) for change in self.asked if (why := _why_not(change))]

    @property
    def overrides(self) -> list[Override]:
        """Changes that it makes."""
        return [change for change in self.asked if not _why_not(change)]

    @property
    def sets(self) -> frozenset[str]:
        """Paths that it sets."""
        return frozenset(".".join(each.path) for each in self.overrides)

    @property
    def changes(self) -> tuple[str, ...]:
        """What it sets, as it would be written after `--set`."""
        return tuple(
            f"{'.'.join(each.path)}={_written(each.value)}"
            for each in self.asked
            if each.path != ("model",)
        )


def phases_requested(case: Document) -> list[Requested]:
    """Every phase of the case that can be made sense of, whatever else is wrong with it."""
    phases = case.data.get("phases") if isinstance(case.data, dict) else None
    return [
        Requested(("phases", i), _day(phase.get("from")), tuple(_overrides(case, i, phase)))
        for i, phase in enumerate(phases if isinstance(phases, list) else [])
        if isinstance(phase, dict)
    ]


def _day(said: object) -> datetime.date | None:
    try:
        return iso_date(said)
    except ValueError:
        return None


def _overrides(case: Document, i: int, phase: dict[str, Any]) -> Iterator[Override]:
    start = f"for the phase from {phase.get('from')}"
    note = f"set {start}"
    if isinstance(phase.get("model"), str | dict):
        mark = case.mark(("phases", i, "model"))
        yield Override(("model",), phase["model"], mark.under("phases", i), note)
    changes = phase.get("set")
    for path, value in changes.items() if isinstance(changes, dict) else ():
        mark = case.mark(("phases", i, "set", path), key=True)
        said = note if mark.file == case.file else f"{BY_HAND} {start}"
        yield Override(tuple(path.split(".")), value, mark.under("phases", i, "set"), said)


def _written(value: Any) -> str:
    """A value as it would be written after `--set`; of a number with evidence the number alone."""
    if isinstance(value, dict) and "value" in value:
        value = value["value"]
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def faults_of_changes(phases: Sequence[Requested]) -> list[Finding]:
    """Changes of what a phase cannot change; whether a path leads anywhere is not asked here."""
    return [change.fault(why) for phase in phases for change, why in phase.refused]


def _why_not(change: Override) -> str:
    """Why a phase may not change this; empty where it may, or where nothing has that name."""
    section, path = change.path[0], change.path
    if path == ("model",):
        named = change.place.below[-1:] != ("set",)
        return "" if named else "the model of a phase is named beside set, not in it"
    if section != "model" and shape_at(Case, path[:3]) is None:
        return ""
    if section not in _SECTIONS or path[:2] == ("model", "uncertainty"):
        return _HELD
    if len(path) == 1:
        return "expected the path of one value, such as crossings.rafah.hours_per_day"
    if section in _ONLY:
        may = _ONLY[section]
        return "" if path[2:3] and path[2] in may else f"{_HELD}; {listed([*may])} can"
    if path[:2] == ("limits", "own"):
        by_day = len(path) > 3 and path[3].endswith("_per_day")
        return "" if by_day else f"{_HELD}; its bounds by day can"
    if path[:2] == ("limits", "detection_for_every") and path[2:3] not in ((), ("rate",)):
        return f"{_HELD}; its rate can"
    held = _ALL_BUT.get(section, ())
    if section != "limits" and len(path) == 2 and isinstance(change.value, dict):
        return next((f"{key} {_HELD}" for key in change.value if key in held), "")
    key = path[1:2] if section == "limits" else path[2:3]
    return _HELD if key and key[0] in held else ""


def horizon_of(case: Document) -> tuple[Period, ...]:
    """The periods of a case, whatever else is wrong with it; none where they are in doubt."""
    said = case.data.get("horizon") if isinstance(case.data, dict) else None
    try:
        return periods_of(Horizon.model_validate({} if said is None else said))
    except ValidationError:
        return ()


def periods_of(horizon: Horizon) -> tuple[Period, ...]:
    """The periods of a horizon."""
    number, days = int(horizon.periods.value), int(horizon.days_per_period.value)
    return calendar.periods(horizon.start, number, days)


def faults_of_dates(case: Document, phases: Sequence[Requested]) -> Iterator[Finding]:
    """Phases that do not begin with a period of the horizon, or not one after the other."""
    horizon = horizon_of(case)
    starts = [period.start for period in horizon]
    before: datetime.date | None = None
    for phase in phases:
        if phase.start is None:
            continue
        place = (*phase.path, "from")
        if starts and not starts[0] <= phase.start <= horizon[-1].end:
            text = f"lies outside the horizon, {starts[0]} to {horizon[-1].end}"
            yield case.finding(place, f"{text}, got {phase.start}")
        elif starts and phase.start not in starts:
            near = " or ".join(_nearest(phase.start, starts))
            text = f"expected the first day of a period ({near})"
            yield case.finding(place, f"{text}, got {phase.start}")
        if before is not None and phase.start <= before:
            yield case.finding(place, f"phases must rise, got {phase.start} after {before}")
        before = phase.start


def _nearest(day: datetime.date, starts: Sequence[datetime.date]) -> list[str]:
    earlier = [start for start in starts if start < day][-1:]
    later = [start for start in starts if start > day][:1]
    return [str(start) for start in earlier + later]


def paths_set(phase: InForce) -> list[str]:
    """Paths that a phase sets, in the order of the file."""
    return [change.partition("=")[0] for change in phase.changes]


def differing(phase: InForce, paths: Iterable[str]) -> Iterator[tuple[str, Any, Any]]:
    """What of some paths is another than before, as plain data, and what it was.

    A phase begins from the case itself: what the one before it set and it does not, goes back.
    """
    for path in paths:
        was, now = (None if i is None else _plain(i.at(path)) for i in (phase.before, phase.inputs))
        if was != now:
            yield path, was, now


def _plain(value: Any) -> Any:
    """What a file would hold in the place of a value: a bare number, a list, a mapping."""
    if isinstance(value, Quantity):
        return value.value
    if isinstance(value, Entry):
        given = {key: _plain(getattr(value, name)) for name, key in _keys(value)}
        return given[value.bare_key] if list(given) == [value.bare_key] else given
    if isinstance(value, dict):
        return {key: _plain(inside) for key, inside in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inside) for inside in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _keys(entry: Entry) -> Iterator[tuple[str, str]]:
    """Fields that a file gives, each with the key that it uses for them."""
    for name, field in type(entry).model_fields.items():
        if name in entry.model_fields_set and getattr(entry, name) is not None:
            yield name, field.alias or name
