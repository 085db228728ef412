"""Columns of figures side by side under several titles, as many beside the first as fit."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.table import Table as Grid

from crossings.outputs.screens.page import Page, Text

_WIDEST_HEAD = 13
_BETWEEN = 2


@dataclass
class Section:
    """Rows under one title: what each is called, and its cell in every column."""

    title: str
    rows: list[tuple[str, list[Text]]]
    says: str = ""


def side_by_side(console: Page, heads: Sequence[str], sections: Sequence[Section]) -> None:
    """Print the sections; what does not fit beside each other comes below, behind the first."""
    names = [textwrap.wrap(head, _WIDEST_HEAD) for head in heads]
    first = max([len(name) for section in sections for name, _ in section.rows], default=0)
    widths = [
        max(
            [len(word) for word in name]
            + [row[1][i].cell_len for section in sections for row in section.rows]
        )
        for i, name in enumerate(names)
    ]
    headed = next((section for section in sections if section.rows), None)
    for beside in _fitting(console.width - first, widths):
        for section in sections:
            console.print(f"\n[bold]{section.title}[/bold]")
            if not section.rows:
                continue
            grid = Grid(box=None, pad_edge=False, show_header=section is headed)
            grid.add_column("", width=first, no_wrap=True)
            for i in beside:
                grid.add_column(
                    "\n".join(names[i]), justify="right", width=widths[i], overflow="fold"
                )
            for name, cells in section.rows:
                if any(cells[i].plain != "-" for i in beside):
                    grid.add_row(name, *(cells[i] for i in beside))
            console.print(grid)
            if section.says:
                console.print(f"[dim]{section.says}[/dim]")


def _fitting(room: int, widths: Sequence[int]) -> Iterator[list[int]]:
    """Columns that fit side by side, the first before each lot."""
    lot: list[int] = []
    for i in range(len(widths)):
        if len(lot) > 1 and sum(widths[n] + _BETWEEN for n in [*lot, i]) > room:
            yield lot
            lot = [0]
        lot.append(i)
    if lot:
        yield lot
