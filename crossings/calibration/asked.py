"""Which numbers of a case are to be fitted, what it says of them, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crossings.calibration.fitted import NUMBERS, Fitted, Prior, fitted
from crossings.calibration.levels import Days
from crossings.calibration.series import WEEKDAYS, Series, series_of
from crossings.counts import TruckList

_SECTIONS = {
    "closures": ("open_share", "mean_closed_days"),
    "throughput": ("cv", "persistence"),
}
"""Entries of `uncertainty` and the numbers in them that can be fitted."""
_ONE_PRODUCT = ("utilisation", "hours_per_day")
WHAT = "uncertainty.closures.C.open_share and .mean_closed_days, uncertainty.throughput.C.cv and " \
    ".persistence"  # fmt: skip


class Unfit(ValueError):  # noqa: N818 - what is said of a path
    """A number that cannot be fitted to counts by days; says why."""


@dataclass(frozen=True)
class Number:
    """A number that was asked for, and what counts say of it."""

    path: str
    series: Series
    found: Fitted | None
    """None where no counts could tell it."""
    prior: Prior

    @property
    def identified(self) -> bool:
        """Whether counts say more of it than was believed before."""
        return self.found is not None and self.found.identified

    @property
    def about(self) -> str:
        """Why it is not identified, or how many closures and days it rests on."""
        if self.found is None:
            return (
                "not identified: utilisation, hours_per_day and minutes are one product, and what "
                "passed need not be all that could"
            )
        return "identified" if self.identified else "not identified: the counts are too few"


def calibrated(
    case: Mapping[str, Any], lists: Sequence[TruckList], paths: Sequence[str]
) -> list[Number]:
    """The numbers at `paths`, fitted. Raises `Unfit`, `Uncounted`."""
    fits: dict[str, tuple[Series, dict[str, Fitted]]] = {}
    made = []
    for path in _with_others(case, paths):
        section, crossing, name = parts(path)
        entry = (case.get("crossings") or {}).get(crossing)
        if entry is None and crossing not in (case.get("crossings") or {}):
            raise Unfit(f"{path}: the case has no crossing {crossing}")
        if crossing not in fits:
            series = series_of(lists, crossing, open_days(case).get(crossing) or WEEKDAYS)
            priors = {n: _prior(case, s, crossing, n) for s, names in _SECTIONS.items()
                      for n in names}  # fmt: skip
            weekday = series.first.weekday()
            fits[crossing] = series, fitted(series.trucks, series.known, weekday, priors)
        series, found = fits[crossing]
        made.append(Number(path, series, found.get(name), _prior(case, section, crossing, name)))
    return made


def _with_others(case: Mapping[str, Any], paths: Sequence[str]) -> list[str]:
    """Paths, and those of numbers that an entry new to the case must have beside them."""
    made: dict[str, None] = {}
    for path in paths:
        section, crossing, _ = parts(path)
        made[path] = None
        said = (case.get("uncertainty") or {}).get(section) or {}
        for name in _SECTIONS.get(section, ()):
            if crossing not in said:
                made[f"uncertainty.{section}.{crossing}.{name}"] = None
    return list(made)


def parts(path: str) -> tuple[str, str, str]:
    """Section, crossing and number of a path. Raises `Unfit`.

    >>> parts("uncertainty.throughput.rafah.cv")
    ('throughput', 'rafah', 'cv')
    """
    words = path.split(".")
    if len(words) == 3 and words[0] == "crossings" and words[2] in _ONE_PRODUCT:
        return "", words[1], words[2]
    if len(words) != 4 or words[0] != "uncertainty" or words[3] not in _SECTIONS.get(words[1], ()):
        raise Unfit(f"{path}: what counts by days can tell is {WHAT}")
    return words[1], words[2], words[3]


def changes(numbers: Sequence[Number], case: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """By path, what the case is to say: of numbers identified, and of what must stand beside."""
    made = {}
    told = {parts(each.path)[:2] for each in numbers if each.identified}
    for number in numbers:
        section, crossing, _ = parts(number.path)
        said = (case.get("uncertainty") or {}).get(section) or {}
        needed = crossing not in said and (section, crossing) in told
        if number.found is not None and (number.identified or needed):
            made[number.path] = _entry(number.found, number.series)
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
    """What a case says of the days of a crossing, or else what is believed of any."""
    said = {
        name: _prior(case, section, crossing or "", name).value
        for section, names in _SECTIONS.items()
        for name in names
    }
    return Days(**{name: NUMBERS[name] if v is None else v for name, v in said.items()})


def _entry(found: Fitted, series: Series) -> dict[str, Any]:
    """A number as a file gives it: the middle of what is believed, and where it is with 90 %."""
    least = 1.0 if found.name == "mean_closed_days" else 0.0
    low, value, high = (
        max(float(f"{x:.3g}"), least) for x in (found.low, found.median, found.high)
    )
    note = (
        f"fitted to {series.source}, {series.stage}, by days from {series.first} to {series.last}; "
        "the range holds it with 90 %"
    )
    return {"value": value, "range": [low, high], "note": note}


def _prior(case: Mapping[str, Any], section: str, crossing: str, name: str) -> Prior:
    """What the case says of a number, or of all crossings that it does not name."""
    if name not in NUMBERS:
        return Prior()
    said = ((case.get("uncertainty") or {}).get(section)) or {}
    entry = said.get(crossing) or (said.get("*") if section == "throughput" else None) or {}
    given = entry.get(name)
    if isinstance(given, Mapping):
        span = given.get("range")
        ends = (float(span[0]), float(span[1])) if span else None
        return Prior(None if given.get("value") is None else float(given["value"]), ends)
    return Prior(None if given is None else float(given))
