"""Days as people write them: `1 Sept 2024`, `2024-09-01`, `Sep 1, 2024`, `01/09/2024`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Any

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s\-./]+([A-Za-z]{3,9})\.?,?[\s\-./]+(\d{4}|\d{2})"
)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}|\d{2})")
_FIGURES = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:\s.*)?")


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
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if cell is None or not isinstance(cell, str) or cell.strip() in ("", "-"):
        raise Undated(f"no date is given{'' if cell is None else f', but {str(cell).strip()!r}'}")
    text = " ".join(cell.split())
    year, month, day = _parts(text, order)
    try:
        return datetime.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        raise Undated(f"the calendar has no {text}") from None


def _parts(text: str, order: str) -> tuple[int, int, int]:
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DAY_FIRST.fullmatch(text):
        return int(found[3]), _month(found[2], text), int(found[1])
    if found := _MONTH_FIRST.fullmatch(text):
        return int(found[3]), _month(found[1], text), int(found[2])
    if found := _FIGURES.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        if first == second:
            return int(found[3]), first, second
        if first > 12 or (order == "day" and second <= 12):
            return int(found[3]), second, first
        if second > 12 or order == "month":
            return int(found[3]), first, second
        raise Undated(f"{text} could be two days; write it as YYYY-MM-DD")
    raise Undated(f"{text!r} is no date")


def _month(word: str, text: str) -> int:
    short = word[:3].lower()
    if short not in _MONTHS:
        raise Undated(f"{text!r} is no date")
    return _MONTHS.index(short) + 1
