"""Rows of a sheet of a workbook, or of a CSV file, cell by cell."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossings.reading.sheets.cells import LARGEST_FILE
from crossings.reading.sheets.sheet_cells import Cells
from crossings.reading.sheets.text_tables import BrokenText, text_rows
from crossings.reading.yaml.document import Mark
from crossings.reading.yaml.spelling import near, one_of

WORKBOOKS = (".xlsx", ".xlsm")
_OTHER_WORKBOOKS = (".xls", ".xlsb", ".ods")
"""In which an error cannot be told from an empty cell."""
TEXTS = (".csv", ".tsv", ".txt")


class Unreadable(Exception):  # noqa: N818 - it becomes a fault where the place of its name is known
    """A file or a sheet that is not there or cannot be read; says why."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows from the first line on, an empty cell being None."""

    file: str
    """The file as the user named it."""
    title: str
    """The sheet's name; empty for a CSV file."""
    rows: list[list[Any]]
    sha256: str
    delimiter: str = ""
    """What parts the columns of a text file."""
    others: tuple[str, ...] = ()
    """Names of the other sheets, where none was asked for."""
    hidden_rows: frozenset[int] = frozenset()
    """Numbers of the rows that a spreadsheet does not show, from 0."""
    hidden_columns: frozenset[int] = frozenset()
    """Numbers of the columns that it does not show, from 0."""

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"{self.file}!{self.title}" if self.title else self.file

    @property
    def instead(self) -> str:
        """A hint at the other sheets, for a sheet that is not what was looked for."""
        return f"; other sheets are {', '.join(self.others)}" if self.others else ""

    def mark(self, row: int, column: int) -> Mark:
        """Place of a cell, both counted from 0."""
        return Mark(self.name, row + 1, column + 1, in_sheet=True)


def read_sheet(path: Path, shown_as: str, sheet: str | None = None) -> Sheet:
    """The sheet called `sheet`, or the first, of the file at `path`.

    Raises `Unreadable` where there is no such file or sheet, or it cannot be read.
    """
    content = _content(path, shown_as)
    digest = hashlib.sha256(content).hexdigest()
    kind = path.suffix.lower()
    if kind in TEXTS:
        if sheet is not None:
            raise Unreadable(f"{shown_as} is no workbook and has no sheet {sheet}")
        try:
            delimiter, rows = text_rows(content)
        except BrokenText as error:
            raise Unreadable(f"{shown_as} {error}") from error
        return Sheet(shown_as, "", rows, digest, delimiter)
    if kind in _OTHER_WORKBOOKS:
        raise Unreadable(
            f"{shown_as} is not read: in {kind} an error cannot be told from an empty cell; save "
            "it as .xlsx"
        )
    if kind not in WORKBOOKS:
        kinds = ", ".join((*WORKBOOKS, ".csv"))
        raise Unreadable(f"{shown_as} is neither a workbook nor a CSV file; expected {kinds}")
    title, cells, others = _workbook_cells(content, shown_as, sheet)
    hidden = frozenset(cells.hidden_rows), frozenset(cells.hidden_columns)
    return Sheet(shown_as, title, cells.rows, digest, "", others, *hidden)


def _content(path: Path, shown_as: str) -> bytes:
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            content = file.read(LARGEST_FILE + 1) if stat.S_ISREG(state.st_mode) else None
    except (FileNotFoundError, ValueError):
        raise Unreadable(
            f"no such file: {shown_as}{near(path.name, _files_beside(path))}"
        ) from None
    except OSError as error:
        raise Unreadable(f"cannot read {shown_as}: {error.strerror}") from error
    if content is None:
        raise Unreadable(f"{shown_as} is no file but a device or a pipe")
    if len(content) > LARGEST_FILE:
        raise Unreadable(
            f"{shown_as} has {state.st_size:,} bytes; at most {LARGEST_FILE:,} are read"
        )
    return content


def _files_beside(path: Path) -> list[str]:
    try:
        beside = [each.name for each in path.parent.iterdir()]
    except OSError:
        return []
    return sorted(name for name in beside if Path(name).suffix.lower() in (*WORKBOOKS, *TEXTS))


def _workbook_cells(
    content: bytes, shown_as: str, sheet: str | None
) -> tuple[str, Cells, tuple[str, ...]]:
    from crossings.reading.sheets.archives import BrokenBook
    from crossings.reading.sheets.workbooks import Book

    try:
        book = Book(content)
        if sheet is not None and sheet not in book.titles:
            raise Unreadable(f"{shown_as} has no sheet {sheet}{one_of(sheet, book.titles)}")
        if sheet is None and not book.visible:
            raise Unreadable(f"{shown_as} has no sheet that is not hidden")
        title = book.visible[0] if sheet is None else sheet
        return title, book.cells(title), tuple(book.visible[1:]) if sheet is None else ()
    except BrokenBook as error:
        raise Unreadable(f"{shown_as} cannot be read as a workbook: {error}") from error
