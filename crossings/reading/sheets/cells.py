"""What a cell of a table may hold beside a plain value, how it is read, and how many may be."""

from __future__ import annotations

import datetime
from typing import Any

LARGEST_FILE = 50_000_000
"""Bytes."""
MOST_PLACES = 10_000_000
"""Of the rectangle around all that is filled, in a sheet or in a text file."""
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""Those of a sheet in a spreadsheet."""
LONGEST_CELL = 32_767
"""Characters; that of a spreadsheet."""


class NotShown(str):
    """What stands in for the value of a cell that has none to show: an error, or a formula."""

    remedy: str

    def __new__(cls, text: str, remedy: str = "") -> NotShown:
        """The text `text`, and what would help."""
        made = super().__new__(cls, text)
        made.remedy = remedy
        return made


class Figure(str):
    """A number whose text is not a plain one; where a name is read, it is that text.

    `number` is what it means, None where that is in doubt, and then `doubt` says why.
    """

    number: int | float | None
    doubt: str

    def __new__(cls, text: str, number: int | float | None, doubt: str = "") -> Figure:
        """The text `text`, which means `number`."""
        figure = super().__new__(cls, text)
        figure.number, figure.doubt = number, doubt
        return figure


class Dotted(float):
    """A number with three digits after its point, which parts thousands where others write.

    >>> Dotted("300.000"), Dotted("300.000").text
    (300, '300.000')
    """

    text: str

    def __new__(cls, text: str | float) -> Dotted:
        """The number `text`."""
        made = super().__new__(cls, text)
        made.text = str(text)
        return made

    @property
    def as_thousands(self) -> str:
        """A remark on what it is if the dot parts thousands."""
        whole = self.text.replace(".", "")
        return f"{self.text} is {self}; if its dot parts thousands, write {whole}"

    def __str__(self) -> str:
        """The number without zeros that say nothing."""
        return f"{float(self):.15g}"

    __repr__ = __str__


class Month(datetime.date):
    """The first day of a month, of which a workbook shows no more than month and year."""


def as_word(value: Any) -> str:
    """A cell as the name of something: without spaces around it, a number without its point.

    >>> as_word(" Rafah "), as_word(12), as_word(None)
    ('Rafah', '12', '')
    """
    return "" if value is None else " ".join(str(value).split())


def as_day(value: Any) -> Any:
    """A cell as a file writes a day, where it is a date; anything else as it is."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value
