"""Days as people write them: `1 Sept 2024`, `2024-09-01`, `Sep 1, 2024`, `01/09/2024`."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from typing import Any

from crossings.reading.sheets.cells import Month

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ].*)?")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s\-./]+([A-Za-z]{3,9})\.?,?[\s\-./]+(\d{4}|\d{2})"
)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}|\d{2})")
_WEEKDAY = re.compile(r"(?i)(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\.?,?\s+")
_FIGURES = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:\s.*)?")
_NAMED_MONTH = re.compile(r"([A-Za-z]{3,9})\.?[\s\-/,]+(\d{4})")
_NUMBERED_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})")
_FIRST_YEAR, _LAST_YEAR = 1990, 2079


class Undated(ValueError):  # noqa: N818 - what is said of a row
    """A cell that is no day, or could be two."""


def day_order(cells: Iterable[Any]) -> str:
    """Whether a list writes `day` or `month` first in days such as 01/09/2024; empty: it is open.

    Shown by those of which one figure is above 12; a list that shows both says neither.

    >>> day_order(["01/09/2024", "25/09/2024"]), day_order(["01/09/2024", "02/03/2024"])
    ('day', '')
    """
    shown = set()
    for cell in cells:
        found = _FIGURES.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if found is not None:
            first, second = int(found[1]), int(found[2])
            if first > 12 >= second:
                shown.add("day")
            elif second > 12 >= first:
                shown.add("month")
    return shown.pop() if len(shown) == 1 else ""


def written_day(cell: Any, order: str) -> datetime.date:
    """The day that a cell holds; `order` is that of `day_order`. Raises `Undated`.

    >>> [str(written_day(text, "")) for text in ("1 Sept 2024", "Sep 1, 2024", "01-Sep-24")]
    ['2024-09-01', '2024-09-01', '2024-09-01']
    """
    if isinstance(cell, datetime.datetime):
        return _plausible(cell.date(), cell.date().isoformat())
    if isinstance(cell, datetime.date):
        return _plausible(cell, cell.isoformat())
    if isinstance(cell, (int, float)):
        raise Undated(f"{cell} is a number; give the column the form of a date")
    if not isinstance(cell, str) or cell.strip() in ("", "-"):
        raise Undated(f"no date is given{'' if cell is None else f', but {str(cell).strip()!r}'}")
    text = " ".join(cell.split())
    try:
        day = datetime.date(*_parts(_WEEKDAY.sub("", text, count=1), order))
    except Undated:
        raise
    except ValueError:
        raise Undated(f"the calendar has no {text}") from None
    return _plausible(day, text)


def written_month(cell: Any) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of the month that a text or a workbook shows; None where it shows none.

    >>> [str(written_month(text)[1]) for text in ("Feb 2024", "February, 2024", "2024-02")]
    ['2024-02-29', '2024-02-29', '2024-02-29']
    """
    if isinstance(cell, Month):
        first = datetime.date(cell.year, cell.month, 1)
        return first, first.replace(day=calendar.monthrange(cell.year, cell.month)[1])
    if not isinstance(cell, str):
        return None
    text = " ".join(cell.split())
    if found := _NAMED_MONTH.fullmatch(text):
        if found[1][:3].lower() not in _MONTHS:
            return None
        year, month = int(found[2]), _month(found[1], text)
    elif found := _NUMBERED_MONTH.fullmatch(text):
        year, month = int(found[1] or found[4]), int(found[2] or found[3])
    else:
        return None
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1] if year else 1
    first = _plausible(datetime.date(max(year, 1), month, 1), text)
    return first, first.replace(day=last)


def _plausible(day: datetime.date, text: str) -> datetime.date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Undated(f"{text} is of no year from {_FIRST_YEAR} to {_LAST_YEAR}")
    return day


def _parts(text: str, order: str) -> tuple[int, int, int]:
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[3]), int(found[4])
    if found := _DAY_FIRST.fullmatch(text):
        return _year(found[3]), _month(found[2], text), int(found[1])
    if found := _MONTH_FIRST.fullmatch(text):
        return _year(found[3]), _month(found[1], text), int(found[2])
    if found := _FIGURES.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        if len(found[3]) < len("YYYY"):
            raise Undated(f"{text} has its year in two figures; write it as YYYY-MM-DD")
        if first == second:
            return int(found[3]), first, second
        if first > 12 or (order == "day" and second <= 12):
            return int(found[3]), second, first
        if second > 12 or order == "month":
            return int(found[3]), first, second
        raise Undated(f"{text} could be two days; write it as YYYY-MM-DD")
    raise Undated(f"{text!r} is no date")


def _year(word: str) -> int:
    """A year of four figures, or of two in this century."""
    return int(word) + (2000 if len(word) < len("YYYY") else 0)


def _month(word: str, text: str) -> int:
    short = word[:3].lower()
    if short not in _MONTHS:
        raise Undated(f"{text!r} is no date")
    return _MONTHS.index(short) + 1
