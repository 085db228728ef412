"""Which numbers of a workbook are days, by their formats, and which day each is.

A workbook keeps a day as a number of days since a first one, 1900 or 1904, and only its format
says that it is one.
"""

from __future__ import annotations

import datetime
import math
from typing import Any

from crossings.reading.sheets.cells import Month

_DAYS = frozenset(map(str, [*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)]))
"""Built-in formats of days and times of day, those of East Asian languages among them."""
_MONTHS = frozenset(["17"])
"""The built-in format that shows month and year, and no day."""
_SPANS = frozenset(["46"])
"""Built-in formats of spans of time."""
_FIRST_1904 = datetime.datetime(1904, 1, 1)
_FIRST_1900 = datetime.datetime(1899, 12, 30)
_NO_SUCH_DAY = 60
"""29 February 1900, which workbooks count though the calendar has none."""
_DAY_MS = 86_400_000


def form_of(number: str, code: str | None) -> str:
    """What a format shows: a `day`, a `month`, a `span` of time, or '' for a number.

    `number` is that of the format, `code` what the workbook defines it as, if it does.

    >>> form_of("14", None), form_of("164", "[h]:mm"), form_of("165", '0 "days"')
    ('day', 'span', '')
    >>> form_of("17", None), form_of("164", "mmm yyyy"), form_of("165", "d mmm yyyy")
    ('month', 'month', 'day')
    """
    if code is not None:
        return _form_of_code(code)
    if number in _MONTHS:
        return "month"
    return "day" if number in _DAYS else "span" if number in _SPANS else ""


def _form_of_code(code: str) -> str:
    quoted = skipped = half = False
    inside: str | None = None
    shown = set[str]()
    for letter in code:
        low = letter.lower()
        if skipped:
            skipped = False
        elif letter == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif letter in "_\\*":
            skipped = True
        elif inside is not None:
            if letter == "]":
                if inside and inside.strip(inside[0]) == "" and inside[0] in "hms":
                    return "span"
                inside = None
            else:
                inside += low
        elif letter == "[":
            inside = ""
        elif letter == ";":
            break
        elif half and low in "pm/":
            return "day"
        elif low == "a":
            half = True
        elif low in "dmhys":
            shown.add(low)
    return "month" if shown == {"m", "y"} else "day" if shown else ""


def shown_as(form: str, number: float, from_1904: bool) -> Any:
    """What a number is in that form: a day, a time of day, a span; the number where it is none.

    The first of a month, of which month and year alone are shown, is a `Month`.

    >>> shown_as("day", 45352, False), shown_as("day", 45352.75, False)
    (datetime.date(2024, 3, 1), datetime.datetime(2024, 3, 1, 18, 0))
    >>> shown_as("month", 45352, False), shown_as("month", 45353, False)
    (Month(2024, 3, 1), datetime.date(2024, 3, 2))
    """
    try:
        if form == "span":
            return _exactly(number)
        if number < 0:
            return number
        if number < 1:
            return (_FIRST_1904 + _exactly(number)).time()
        if from_1904:
            moment = _FIRST_1904 + _exactly(number)
        else:
            early = datetime.timedelta(days=1 if number < _NO_SUCH_DAY else 0)
            moment = _FIRST_1900 + early + _exactly(number)
    except OverflowError:
        return number
    if form == "month" and moment.day == 1 and number == int(number):
        return Month(moment.year, moment.month, 1)
    return moment.date() if number == int(number) else moment


def _exactly(days: float) -> datetime.timedelta:
    return datetime.timedelta(milliseconds=_whole(days * _DAY_MS))


def _whole(number: float) -> int:
    """The nearest whole number, of two the one further from 0."""
    return math.floor(abs(number) + 0.5) * (1 if number > 0 else -1)
