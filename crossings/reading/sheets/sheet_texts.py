"""Texts of a workbook's cells, and what stands where a cell has no value to show."""

from __future__ import annotations

import datetime
import re
from typing import Any

from crossings.reading.sheets.archives import BrokenBook
from crossings.reading.sheets.cells import LONGEST_CELL, NotShown
from crossings.reading.sheets.written_numbers import text_or_figure

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""A character that XML does not allow, as workbooks write it."""
_LONGEST_SHOWN = 60


def text_cell(text: str) -> Any:
    """A cell of text: None where it is blank, a figure where it is one in Arabic digits."""
    if len(text) > LONGEST_CELL:
        raise too_long(f"a text, {short(text)!r},")
    if "_x" in text:
        text = _ESCAPED.sub(_unescaped, text)
    return text_or_figure(text) if text.strip() else None


def _unescaped(found: re.Match[str]) -> str:
    letter = chr(int(found[1], 16))
    return "\ufffd" if "\ud800" <= letter <= "\udfff" else letter


def iso_day(text: str) -> Any:
    """A day or a moment as ISO 8601 writes it; the text where it is none."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return text_cell(text)
    return moment if "T" in text else moment.date()


def too_long(what: str) -> BrokenBook:
    """That a text is longer than a cell may be."""
    return BrokenBook(f"{what} has more than the {LONGEST_CELL:,} characters that a cell may have")


def short(text: str) -> str:
    """A text as a message quotes it."""
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def unsaved(formula: str) -> NotShown:
    """What stands in for a formula whose result was not saved."""
    named = f"={short(formula)}, " if formula else ""
    remedy = "; open the workbook in a spreadsheet and save it"
    return NotShown(f"{named}a formula whose result was not saved", remedy)
