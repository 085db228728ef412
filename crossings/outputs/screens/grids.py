"""Grids in the width there is: no row is ever folded, and no figure cut.

A grid that is too wide gives up its sentences first: they then stand below their row, or below the
rows that have one in common. Else its columns come in lots, each behind the first column.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.table import Column
from rich.table import Table as Grid

from crossings.outputs.screens.text import Text, Words

_BETWEEN = 2
_SENTENCE = 28
"""Characters from which the words of a column may stand below their row."""
_INDENT = 4


@dataclass(frozen=True)
class _Column:
    head: list[str]
    cells: list[Words]
    right: bool

    @property
    def width(self) -> int:
        """Characters of the widest."""
        heads = (Text(line).cell_len for line in self.head)
        return max([*heads, *(cell.cell_len for cell in self.cells)], default=0)


def laid_out(grid: Grid, rows: int, width: int, text: Callable[[str], Words]) -> Iterator[Words]:
    """Lines of the first `rows` rows; `text` makes words of a string with marks of style."""
    columns = [_column(column, rows, text) for column in grid.columns]
    styles = [str(row.style or "") for row in grid.rows[:rows]]
    if grid.title:
        yield Text(text(str(grid.title)).plain, "bold")
    if _across(columns) <= width:
        yield from _lines(columns, styles, grid.show_header)
        return
    short, sentences = _without_sentences(columns, width)
    if not sentences:
        for lot in _lots(columns, width):
            yield from _lines(lot, styles, grid.show_header)
        return
    lines = list(_lines(short, styles, grid.show_header))
    yield from lines[: len(lines) - rows]
    told = ["; ".join(filter(None, words)) for words in zip(*sentences, strict=True)]
    row = len(lines) - rows
    for sentence, alike in ((words, [*rest]) for words, rest in groupby(told)):
        yield from lines[row : row + len(alike)]
        row += len(alike)
        if sentence:
            yield from _below(f"{'each: ' * (len(alike) > 1)}{sentence}", width)


def _column(column: Column, rows: int, text: Callable[[str], Words]) -> _Column:
    cells = [each if isinstance(each, Words) else text(str(each)) for each in column.cells]
    cells = [
        each if "\n" not in each.plain else Text(" ".join(each.plain.split())) for each in cells
    ]
    head = column.header if isinstance(column.header, Words) else text(str(column.header))
    return _Column(head.plain.split("\n"), cells[:rows], column.justify == "right")


def _across(columns: Sequence[_Column]) -> int:
    return sum(column.width for column in columns) + _BETWEEN * (len(columns) - 1)


def _without_sentences(
    columns: Sequence[_Column], width: int
) -> tuple[list[_Column], list[list[str]]]:
    """Columns that fit, and the words of those that were taken out, the widest first.

    Nothing is taken out where the rest would not fit either.
    """
    may_go = (n for n, column in enumerate(columns) if n and not column.right)
    widest = sorted(may_go, key=lambda n: -columns[n].width)
    out: set[int] = set()
    for n in widest:
        short = [column for k, column in enumerate(columns) if k not in out]
        if columns[n].width < _SENTENCE or _across(short) <= width:
            break
        out.add(n)
    short = [column for k, column in enumerate(columns) if k not in out]
    if _across(short) > width:
        return [*columns], []
    return short, [[cell.plain for cell in columns[k].cells] for k in sorted(out)]


def _lots(columns: Sequence[_Column], width: int) -> Iterator[list[_Column]]:
    """Columns that fit side by side, the first before each lot."""
    first, *others = columns
    lot = [first]
    for column in others:
        if len(lot) > 1 and _across([*lot, column]) > width:
            yield lot
            lot = [first]
        lot.append(column)
    yield lot


def _lines(columns: Sequence[_Column], styles: Sequence[str], headed: bool) -> Iterator[Words]:
    tall = max(len(column.head) for column in columns) if headed else 0
    for line in range(tall):
        heads = [[""] * (tall - len(column.head)) + column.head for column in columns]
        yield _joined(columns, [Text(head[line], "bold") for head in heads])
    for number, style in enumerate(styles):
        row = _joined(columns, [column.cells[number] for column in columns])
        row.stylize_before(style)
        yield row


def _joined(columns: Sequence[_Column], cells: Sequence[Words]) -> Words:
    parts = []
    for column, cell in zip(columns, cells, strict=True):
        part = cell.copy()
        part.align("right" if column.right else "left", column.width)
        parts.append(part)
    line = Text(" " * _BETWEEN).join(parts)
    line.rstrip()
    return line


def _below(sentence: str, width: int) -> Iterator[Words]:
    """A sentence, indented, in as many lines as it takes."""
    for line in textwrap.wrap(sentence, width - _INDENT):
        yield Text(f"{' ' * _INDENT}{line}", "dim")
