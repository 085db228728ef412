"""Cells that hold what they were given: text stays text, whatever it begins with."""

from __future__ import annotations

import datetime
import math
import re
from typing import Any

_LONGEST_TEXT = 32_767
"""Characters that a cell of a workbook holds."""
_LIKE_A_FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]|'*[\t\r]")


def as_text(text: str) -> str:
    """Text of a CSV file that no spreadsheet takes for a formula.

    What begins with = + - @ or a tab, behind spaces too, gets an apostrophe in front; so does what
    has one there already, so that whoever takes one away has the text again. Numbers are no text.

    >>> as_text("=1+1"), as_text("'=1+1"), as_text("North"), as_text("'t Zand")
    ("'=1+1", "''=1+1", 'North', "'t Zand")
    """
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def plain_text(text: str) -> str:
    """Text as a cell of a workbook can hold it: no lone half of a character, and not too long."""
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"


def write_cell(
    sheet: Any, row: int, column: int, value: Any, form: Any = None, *, date: bool = False
) -> None:
    """Write a value as what it is: a date, a number or text; nothing where it is none.

    What is true or false is yes or no: spreadsheets show truths in several ways.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "yes" if value else "no")
    elif isinstance(value, str) and date:
        sheet.write_datetime(row, column, datetime.date.fromisoformat(value), form)
    elif isinstance(value, str):
        sheet.write_string(row, column, plain_text(value))
    else:
        sheet.write_number(row, column, value, form)
