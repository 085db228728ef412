"""What screens are made of: a page as wide as the terminal, grids on it, names that fit."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text as _Text

from crossings.problem import Problem
from crossings.wording import counted, listed, printable

_WIDTH = 100
_WIDEST_NAME = 26


class Text(_Text):
    """Words without marks of style; what would steer a terminal is shown before it is measured."""

    def __init__(self, words: str = "", style: str = "", **how: Any) -> None:
        super().__init__(printable(words), style, **how)


class _Page(Console):
    """A console of which every string is shown like `Text`, its marks of style apart."""

    def render_str(self, text: str, **how: Any) -> _Text:
        """Text from a string, which may have marks of style."""
        return super().render_str(printable(text), **how)


def blank_page(*, colour: bool, width: int | None) -> tuple[Console, io.StringIO]:
    """A console `width` columns wide, where that is known, and the page that it writes to."""
    page = io.StringIO()
    console = _Page(
        file=page,
        force_terminal=colour,
        width=max(width or 0, _WIDTH),  # a narrow terminal folds lines; cut figures help nobody
        highlight=False,
        emoji=False,
    )
    return console, page


def printed(page: io.StringIO) -> str:
    """What was written, without spaces at the ends of lines."""
    return "".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines())


def grid_of(title: str, first: str, *columns: str) -> Grid:
    """A grid without lines, its columns but the first to the right."""
    grid = Grid(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    grid.add_column(first, no_wrap=True)
    for column in columns:
        grid.add_column(column, justify="right")
    return grid


def unknown_contraband(problem: Problem) -> str:
    """Of how many goods the contraband is unknown, by name where it is not all of them."""
    goods, known = counted(len(problem.goods), "good"), problem.threat_known  # (T, G)
    names = [good.name for g, good in enumerate(problem.goods) if not known[:, g].all()]
    if not 0 < len(names) < len(problem.goods):
        return f"unknown for {len(names)} of {goods}"
    return f"unknown for {len(names)} of {goods} ({listed(names)}, counted as 0)"


def short(name: str, width: int = _WIDEST_NAME) -> str:
    """A name cut where it is too wide."""
    name = printable(" ".join(name.split()))
    return name if len(name) <= width else f"{name[: width - 1].rstrip()}…"
