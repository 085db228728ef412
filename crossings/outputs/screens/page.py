"""What screens are made of: a page as wide as the terminal, grids on it, names that fit."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid
from rich.text import Text as _Text

from crossings.problem import Problem
from crossings.wording import counted, listed, printable, span

_WIDTH = 100
_WIDEST_NAME = 26


class Text(_Text):
    """Words without marks of style; what would steer a terminal is shown before it is measured."""

    def __init__(self, words: str = "", style: str = "", **how: Any) -> None:
        super().__init__(printable(words), style, **how)


class Page(Console):
    """A console of which every string is shown like `Text`, its marks of style apart."""

    def render_str(self, text: str, **how: Any) -> _Text:
        """Text from a string, which may have marks of style."""
        return super().render_str(printable(text), **how)

    def show(self, grid: Grid, says: str = "") -> None:
        """A grid behind an empty line, and below it what its figures are."""
        self.print()
        self.print(grid)
        if says:
            self.print(f"[dim]{says}[/dim]")

    def indented(self, first: str, text: str) -> None:
        """A paragraph that stands in behind `first`, however many lines it takes."""
        grid = Grid.grid(padding=(0, 1))
        grid.add_row(first, Text(text))
        self.print(grid)

    def heading(self, problem: Problem, *between: str) -> None:
        """Title of the case, and the days planned for; lines between them have marks of style."""
        first, last = problem.periods[0].start, problem.periods[-1].end
        periods = counted(len(problem.periods), "period")
        self.print(f"[bold]{escape(problem.case.title)}[/bold]", *between, sep="\n")
        self.print(f"{span(first, last)}: {problem.days.sum():.0f} days in {periods}")

    def mind(self, problem: Problem) -> None:
        """That the input has something odd, where it has."""
        if problem.warnings:
            warnings = counted(len(problem.warnings), "warning")
            self.print(f"[bold]Mind[/bold] {warnings} about the input (--show warnings)")


def on_page(write: Callable[..., None]) -> Callable[..., str]:
    """What a function writes to a page, as text without spaces at the ends of lines.

    The text takes `colour`, and `width` in columns where that is known.
    """

    @functools.wraps(write)
    def text(*told: Any, colour: bool = False, width: int | None = None, **how: Any) -> str:
        page = io.StringIO()
        console = Page(
            file=page,
            force_terminal=colour,
            width=max(width or 0, _WIDTH),  # a narrow terminal folds lines; cut figures help nobody
            highlight=False,
            emoji=False,
        )
        write(console, *told, **how)
        return "".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines())

    return text


def grid_of(title: str, first: str, *columns: str) -> Grid:
    """A grid without lines, its columns but the first and those that begin with < to the right."""
    grid = Grid(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    grid.add_column(first, no_wrap=True)
    for column in columns:
        left = column.startswith("<")
        grid.add_column(column.removeprefix("<"), justify="left" if left else "right")
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
