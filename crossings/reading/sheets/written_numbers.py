"""Numbers as people write them in tables: decimal commas, thousands, Arabic and Persian digits.

A plain number is one by itself. What has a comma in it, or a dot before three digits, may be read
in two ways; the other numbers of its column tell which, or it stays text with its reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from crossings.errors import cell_name
from crossings.reading.sheets.cells import Dotted, Figure, NotShown
from crossings.reading.yaml.spelling import without_marks

_PLAIN = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_ARABIC = re.compile("[٠-٩۰-۹]")
_ARABIC_GROUPS = re.compile("[-+]?[0-9]{1,3}(٬[0-9]{3})+(٫[0-9]+)?")
_SPACED = re.compile("[-+]?[1-9][0-9]{0,2}([\u00a0\u2009\u202f][0-9]{3})+([.,][0-9]+)?")
"""Thousands parted by a space that no line breaks at, as French and Nordic spreadsheets write."""
_ONE_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+")
_COMMA_MAY_GROUP = re.compile(r"[-+]?[1-9][0-9]{0,2},[0-9]{3}")
_DOT_MAY_GROUP = re.compile(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{3}")
THREE_PLACES = re.compile(r"(0|[1-9][0-9]{0,2})\.[0-9]{3}")
_GROUPED = {
    ",": re.compile(r"[-+]?[1-9][0-9]{0,2}((,[0-9]{3}){2,}|(,[0-9]{3})+\.[0-9]+)"),
    ".": re.compile(r"[-+]?[1-9][0-9]{0,2}((\.[0-9]{3}){2,}|(\.[0-9]{3})+,[0-9]+)"),
}
"""Numbers that show by themselves that these part thousands."""
_EXACT = 1e15


def plain_number(text: str) -> int | float | None:
    """The number that a text plainly is; None where it is none.

    >>> plain_number("12"), plain_number("0.5"), plain_number("007"), plain_number("1,5")
    (12, 0.5, None, None)
    """
    if _PLAIN.fullmatch(text) is None:
        return None
    if THREE_PLACES.fullmatch(text):
        return Dotted(text)
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def arabic_number(text: str) -> int | float | None:
    """The number that Arabic-Indic or Persian digits write, or ٫ and ٬ between any; else None.

    >>> arabic_number("١٬٢٣٤٫٥"), arabic_number("۱۰"), arabic_number("10"), arabic_number("١٬٢")
    (1234.5, 10, None, None)
    """
    bare = without_marks(text).strip()
    if not (_ARABIC.search(bare) or "٫" in bare or "٬" in bare):
        return None
    western = _ARABIC.sub(lambda found: str(unicodedata.digit(found[0])), bare)
    if _ARABIC_GROUPS.fullmatch(western):
        western = western.replace("٬", "")
    return plain_number(western.replace("٫", "."))


def spaced_number(text: str) -> int | float | None:
    """The number whose thousands spaces part at which no line breaks; else None.

    >>> spaced_number("4\u202f140"), spaced_number("4\u00a0140,5"), spaced_number("4 140")
    (4140, 4140.5, None)
    """
    if _SPACED.fullmatch(text.strip()) is None:
        return None
    return plain_number("".join(text.split()).replace(",", "."))


def text_or_figure(text: str) -> str:
    """A text; a `Figure` where it is a number in Arabic digits, or with spaces in it."""
    number = None
    if not text.isascii():
        number = arabic_number(text)
        number = spaced_number(text) if number is None else number
    return text if number is None else Figure(text, number)


def as_number(value: Any) -> Any:
    """A cell where a number is asked for: what a `Figure` without doubt means, else the cell."""
    if isinstance(value, Figure) and value.number is not None:
        return value.number
    return value


def why_no_number(value: Any) -> str:
    """Why a cell is no number, where there is more to say than that it is text; else empty.

    >>> why_no_number("24,858")
    '24,858 could be 24.858 or 24858; write it without a comma'
    """
    if isinstance(value, Figure):
        return value.doubt
    if isinstance(value, NotShown):
        return f"expected a number, got {value}{value.remedy}"
    if isinstance(value, str) and _COMMA_MAY_GROUP.fullmatch(value.strip()):
        return f"{_two_readings(value.strip(), ',')}; write it without a comma"
    return ""


def _two_readings(text: str, mark: str) -> str:
    decimal, whole = text.replace(mark, "."), text.replace(mark, "")
    readings = (decimal, whole) if mark == "," else (whole, decimal)
    return f"{text} could be {' or '.join(readings)}"


@dataclass
class _Column:
    """What the numbers of a column show: the first that does, with its cell, by (part, mark)."""

    shown: dict[tuple[str, str], str] = field(default_factory=dict)
    open: list[tuple[int, str]] = field(default_factory=list)
    """Rows and texts of numbers that may be read in two ways."""


class ColumnsOfNumbers:
    """Cells of a text file whose columns commas do not part, where one may part decimals."""

    def __init__(self) -> None:
        self._columns: dict[int, _Column] = defaultdict(_Column)

    def take(self, row: int, position: int, text: str) -> Any:
        """A cell with a comma or a dot, as far as it tells by itself what it is."""
        for group, form in _GROUPED.items():
            if form.fullmatch(text):
                decimal = "," if group == "." else "."
                self._show(row, position, text, "thousands", group)
                if decimal in text:
                    self._show(row, position, text, "decimals", decimal)
                return Figure(text, plain_number(text.replace(group, "").replace(decimal, ".")))
        if _COMMA_MAY_GROUP.fullmatch(text) or _DOT_MAY_GROUP.fullmatch(text):
            self._columns[position].open.append((row, text))
            return text
        if _ONE_COMMA.fullmatch(text):
            number = plain_number(text.replace(",", "."))
            if number is not None:
                self._show(row, position, text, "decimals", ",")
                return Figure(text, number)
        number = plain_number(text)
        if number is not None and "." in text:
            self._show(row, position, text, "decimals", ".")
        return text if number is None else number

    def settle(self, rows: list[list[Any]]) -> None:
        """Put in the place of each number that is open what its column shows it to be."""
        commas = [column.shown.get(("decimals", ",")) for column in self._columns.values()]
        somewhere = next((each for each in commas if each), "")
        for position, column in self._columns.items():
            settled: dict[str, Any] = {}
            for row, text in column.open:
                if text not in settled:
                    mark = "," if "," in text else "."
                    settled[text] = _settled(text, mark, column.shown, somewhere)
                rows[row][position] = settled[text]

    def _show(self, row: int, position: int, text: str, part: str, mark: str) -> None:
        shown = self._columns[position].shown
        if (part, mark) not in shown:
            shown[part, mark] = f"{text} in {cell_name(row + 1, position + 1)}"


def _settled(text: str, mark: str, shown: dict[tuple[str, str], str], somewhere: str) -> Any:
    """What a number with one comma or dot before three digits is, by what its column shows.

    `somewhere` is a number of any column whose comma parts decimals.
    """
    other = "." if mark == "," else ","
    decimals, thousands = ("decimals", mark) in shown, ("thousands", mark) in shown
    against_decimals = thousands or ("decimals", other) in shown
    against_thousands = decimals or ("thousands", other) in shown
    if thousands and not against_thousands:
        return Figure(text, plain_number(text.replace(mark, "")))
    if decimals and not against_decimals:
        return Figure(text, plain_number(text.replace(mark, ".")))
    if mark == "." and not against_decimals and not somewhere:
        return plain_number(text)
    why = shown.get(("decimals", other), somewhere if mark == "." else "")
    reason = ", and nothing in its column shows which"
    if why:
        name = "comma" if mark == "," else "dot"
        parts = "comma" if other == "," else "dot"
        reason = f": a {parts} parts decimals ({why}), so its {name} most likely parts thousands"
    return Figure(text, None, f"{_two_readings(text, mark)}{reason}; write it as it is meant")
