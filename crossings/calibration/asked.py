"""Which numbers of a case are to be fitted, what it says of them, and what comes of it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crossings.calibration.fitted import NUMBERS, WEEKDAYS, Fitted, Prior, fitted, fitted_to_totals
from crossings.calibration.levels import Days
from crossings.calibration.series import EVERY_DAY, Basis, Uncounted, series_of, stories
from crossings.calibration.spans import counted_of
from crossings.counts import TruckList

_SECTIONS = {
    "closures": ("open_share", "mean_closed_days"),
    "throughput": ("cv", "persistence", "level_cv", *WEEKDAYS),
}
"""Entries of `uncertainty` and the numbers in them that can be fitted."""
_BESIDE = {"closures": ("open_share", "mean_closed_days"), "throughput": ("cv", "persistence")}
"""Of them, what an entry that is new to a case must have, lest what holds of others is lost."""
_FITTED = "fitted to"
"""With it the note of a number begins that came of counts."""
_ONE_PRODUCT = ("utilisation", "hours_per_day", "resources")
WHAT = (
    "uncertainty.closures.C.open_share and .mean_closed_days, uncertainty.throughput.C.cv, "
    ".persistence, .level, .level_cv and .weekdays, and numbers of the case with a range"
)


class Unfit(ValueError):  # noqa: N818 - what is said of a path
    """A number that cannot be fitted to counts by days; says why."""


@dataclass(frozen=True)
class Number:
    """A number that was asked for, and what counts say of it."""

    path: str
    basis: Basis
    found: Fitted | None
    """None where no counts could tell it."""

    @property
    def identified(self) -> bool:
        """Whether counts say more of it than was believed before."""
        return self.found is not None and self.found.identified

    @property
    def about(self) -> str:
        """Why it is not identified, or that it is."""
        if self.found is not None:
            return "identified" if self.identified else "not identified: the counts are too few"
        if of_product(self.path):
            return (
                "not identified: utilisation, hours_per_day, resources and minutes are one "
                "product, and what passed need not be all that could; how futures stand to what "
                "it lets pass is uncertainty.throughput.C.level"
            )
        if self.basis.unit == "total":
            return "not identified: totals of several days say nothing of days"
        day = self.path.rpartition(".")[2]
        return f"not identified: the calendar opens it on no {day}"


def of_product(path: str) -> bool:
    """Whether a number is a factor of what a crossing can do, of which counts tell the whole."""
    words = path.split(".")
    return len(words) > 2 and words[0] == "crossings" and words[2] in _ONE_PRODUCT


def of_days(path: str) -> bool:
    """Whether a number is told by days, or by how totals vary, and not by what futures bring.

    >>> [of_days(f"uncertainty.throughput.rafah.{name}") for name in ("level_cv", "level")]
    [True, False]
    """
    _, _, name = parts(path)
    return name in itertools.chain(("weekdays",), *_SECTIONS.values())


def calibrated(
    case: Mapping[str, Any], lists: Sequence[TruckList], paths: Sequence[str]
) -> list[Number]:
    """The numbers at `paths`, fitted to each list and stage that counts them by itself.

    Raises `Unfit`, `Uncounted`.
    """
    fits: dict[str, list[tuple[Basis, Mapping[str, Fitted]]]] = {}
    made = []
    for path in _with_others(case, paths):
        _, crossing, name = parts(path)
        if crossing not in (case.get("crossings") or {}):
            raise Unfit(f"{path}: the case has no crossing {crossing}")
        if crossing not in fits:
            fits[crossing] = [_fits(case, each, crossing) for each in stories(lists, crossing)]
        made += [Number(path, basis, found.get(name)) for basis, found in fits[crossing]]
    return made


def _fits(
    case: Mapping[str, Any], seen: TruckList, crossing: str
) -> tuple[Basis, Mapping[str, Fitted]]:
    """Everything that the days of a crossing tell, or else its totals."""
    priors = {
        name: _prior(case, section, crossing, name)
        for section, names in _SECTIONS.items()
        for name in names
    }
    opens = open_days(case)
    if any(group.crossing == crossing for _, group in seen.days):
        series = series_of(seen, crossing, opens.get(crossing) or EVERY_DAY)
        return series.basis, fitted(series.trucks, series.known, series.first, priors)
    places = [each for each in counted_of([seen], opens) if each.crossing == crossing]
    if not places:
        raise Uncounted(f"the totals of {crossing} are of days on which it is not open")
    (of,) = places
    try:
        found = fitted_to_totals(of, believed_days(case, crossing), priors["level_cv"])
    except ValueError as error:
        raise Uncounted(f"{crossing}: {error}") from error
    return of.basis, {found.name: found}


def _with_others(case: Mapping[str, Any], paths: Sequence[str]) -> list[str]:
    """Paths, those of all weekdays for one, and what an entry new to the case must have beside."""
    made: dict[str, None] = {}
    for path in paths:
        section, crossing, name = parts(path)
        of = f"uncertainty.{section}.{crossing}"
        if name == "weekdays":
            made |= dict.fromkeys(f"{of}.{each}" for each in WEEKDAYS)
        else:
            made[path] = None
        said = (case.get("uncertainty") or {}).get(section) or {}
        if section and crossing not in said:
            made |= dict.fromkeys(f"{of}.{each}" for each in _BESIDE[section])
    return list(made)


def parts(path: str) -> tuple[str, str, str]:
    """Section, crossing and number of a path of what is uncertain; nothing of any other.

    >>> parts("uncertainty.throughput.rafah.weekdays.sat")
    ('throughput', 'rafah', 'weekdays.sat')
    """
    top, section, crossing, name = (*path.split(".", 3), "", "", "", "")[:4]
    known = top == "uncertainty" and section in _SECTIONS
    return (section, crossing, name) if known else ("", "", "")


def changes(numbers: Sequence[Number], case: Mapping[str, Any]) -> dict[str, Any]:
    """By path, what the case is to say: of numbers identified, and of what must stand beside.

    Factors of weekdays are told all together, where the counts tell any. Raises `Uncounted` where
    several lists count a number.
    """
    for path, bases in itertools.groupby(numbers, key=lambda each: each.path):
        who = [f"{each.basis.source} ({each.basis.stage})" for each in bases]
        if len(who) > 1:
            raise Uncounted(f"{path}: {' and '.join(who)} are two stories: one can be written")
    made: dict[str, Any] = {}
    told = {parts(each.path)[:2] for each in numbers if each.identified}
    for section, crossing, name in (parts(each.path) for each in numbers if each.identified):
        said = (case.get("uncertainty") or {}).get(section) or {}
        if name == "level" and crossing not in said:
            of = f"uncertainty.{section}.{crossing}"
            made |= {f"{of}.{key}": value for key, value in (said.get("*") or {}).items()}
    paced = {
        crossing
        for _, crossing, name in (parts(each.path) for each in numbers if each.identified)
        if name in WEEKDAYS
    }
    for number in numbers:
        section, crossing, name = parts(number.path)
        said = (case.get("uncertainty") or {}).get(section) or {}
        new = crossing not in said and (section, crossing) in told
        needed = new and name in _BESIDE[section]
        together = name in WEEKDAYS and crossing in paced
        if number.found is not None and (number.identified or needed or together):
            made[number.path] = _entry(number.found, number.basis)
        elif needed and name in (said.get("*") or {}):
            made[number.path] = said["*"][name]
    return made


def open_days(case: Mapping[str, Any]) -> dict[str, list[str]]:
    """Weekdays on which a case opens each crossing, of those of which it says them."""
    entries = (case.get("crossings") or {}).items()
    return {
        crossing: [str(day) for day in entry["open_days"]]
        for crossing, entry in entries
        if (entry or {}).get("open_days") is not None
    }


def believed_days(case: Mapping[str, Any], crossing: str | None) -> Days:
    """What a case says of the days of a crossing, or else what is believed of any.

    One of which it says how days vary, and not that it closes, never closes: as in its futures.
    """
    said = {
        name: _prior(case, section, crossing or "", name).value
        for section, names in _BESIDE.items()
        for name in names
    }
    closes = ((case.get("uncertainty") or {}).get("closures")) or {}
    if said["cv"] is not None and said["open_share"] is None and "all" not in closes:
        said |= {"open_share": 1.0, "mean_closed_days": 1.0}
    return Days(**{name: NUMBERS[name] if v is None else v for name, v in said.items()})


def believed_levels(case: Mapping[str, Any]) -> dict[str, tuple[float, float, float]]:
    """Least, likeliest and most that the level of throughput may be, by crossing.

    Without a range, two thirds of what the case says, and half as much again; what was fitted
    before says nothing, lest the same counts be used twice.
    """
    made = {}
    for crossing in case.get("crossings") or {}:
        prior = _prior(case, "throughput", crossing, "level", anew=True)
        value = 1.0 if prior.value is None else prior.value
        low, high = prior.range or (value / 1.5, value * 1.5)
        made[crossing] = low, value, high
    return made


def _entry(found: Fitted, basis: Basis) -> dict[str, Any]:
    """A number as a file gives it: the middle of what is believed, and where it is with 90 %."""
    least = 1.0 if found.name == "mean_closed_days" else 0.0
    low, value, high = (
        max(float(f"{x:.3g}"), least) for x in (found.low, found.median, found.high)
    )
    note = (
        f"{_FITTED} {basis.source}, {basis.stage}, by {basis.unit}s from {basis.first} to "
        f"{basis.last}; "
        "the range holds it with 90 %"
    )
    return {"value": value, "range": [low, high], "note": note}


def _prior(
    case: Mapping[str, Any], section: str, crossing: str, name: str, anew: bool = False
) -> Prior:
    """What the case says of a number, or of all crossings that it does not name.

    `anew`: nothing where it was fitted.
    """
    said = ((case.get("uncertainty") or {}).get(section)) or {}
    entry = said.get(crossing) or said.get("*") or {}
    for key in name.split("."):
        entry = entry.get(key) if isinstance(entry, Mapping) else None
    given = entry
    if isinstance(given, Mapping):
        if anew and str(given.get("note")).startswith(_FITTED):
            return Prior()
        span = given.get("range")
        ends = (float(span[0]), float(span[1])) if span else None
        return Prior(None if given.get("value") is None else float(given["value"]), ends)
    return Prior(None if given is None else float(given))
