"""Figures of several models under several titles: a row a model, a column a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crossings.outputs.screens.page import Page, Text, grid_of, short

_WIDEST_MODEL = 36


@dataclass
class Section:
    """Figures under one title: what each is called, and its cell for every model."""

    title: str
    figures: list[tuple[str, list[Text]]]
    says: str = ""
    part: str = ""
    """What it is called where a first screen leaves it out; empty where none does."""


def side_by_side(console: Page, heads: Sequence[str], sections: Sequence[Section]) -> None:
    """Print the sections, of each the figures that any model has."""
    for section in sections:
        if section.part:
            with console.part(section.part):
                _section(console, heads, section)
        else:
            _section(console, heads, section)


def _section(console: Page, heads: Sequence[str], section: Section) -> None:
    grid = grid_of(section.title, "")
    there = [found for found in section.figures if any(cell.plain != "-" for cell in found[1])]
    for name, _ in there:
        grid.add_column(Text(name), justify="right")
    for number, head in enumerate(heads):
        grid.add_row(Text(short(head, _WIDEST_MODEL)), *(cells[number] for _, cells in there))
    if there:
        console.show(grid, section.says)
    else:
        console.print(f"\n[bold]{section.title}[/bold]")
