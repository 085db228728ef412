"""What screens are made of: a page as wide as the terminal, parts and grids on it, names that fit.

A first screen has at most forty lines. Parts that do not fit, and rows of a long grid, are left for
`--show more`, and its last line names them.
"""

from __future__ import annotations

import contextlib
import functools
import io
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from crossings.outputs.screens.grids import laid_out
from crossings.outputs.screens.text import Text as Text
from crossings.outputs.screens.text import Words
from crossings.problem import Problem
from crossings.wording import CONTRABAND, called, counted, listed, printable, span

_WIDTH = 80
_LINES = 40
"""Of a first screen."""
_LAST_LINES = 4
"""Of them, kept for what is left out, and for the command that comes next."""
_MOST_ROWS = 12
"""Of a grid on a first screen."""
_MOST_NAMED = 4
_MOST_TOLD = 120
"""Characters of two lines behind their first words."""
_WIDEST_NAME = 26
_WIDEST_HEAD = 11


@dataclass(frozen=True)
class _Part:
    """What may be left out of a first screen, and where on the paper it stands."""

    name: str
    start: int
    end: int
    tall: int
    """Lines."""
    foremost: bool


class Page(Console):
    """A console of which every string is shown like `Text`, its marks of style apart.

    With `whole`, everything is on it; else it is a first screen.
    """

    def __init__(self, *, whole: bool = False, **how: Any) -> None:
        self.whole = whole
        self.contraband = CONTRABAND
        """What its texts call what is searched for; the heading knows the case."""
        self._paper = io.StringIO()
        self._parts: list[_Part] = []
        self._cut: list[tuple[str, int]] = []  # name, and where on the paper
        super().__init__(file=self._paper, highlight=False, emoji=False, **how)

    def render_str(self, text: str, **how: Any) -> Words:
        """Text from a string, which may have marks of style."""
        return super().render_str(called(printable(text), escape(self.contraband)), **how)

    def print(self, *objects: Any, **how: Any) -> None:
        """What a console prints; a grid with heads as the width allows."""
        if len(objects) == 1 and isinstance(objects[0], Grid) and objects[0].show_header:
            self.grid(objects[0])
        else:
            super().print(*objects, **how)

    @contextlib.contextmanager
    def part(self, name: str, *, foremost: bool = False) -> Iterator[None]:
        """What is printed here is left out of a first screen where it does not fit.

        Those that are `foremost` are given room before the others.
        """
        start = len(self._paper.getvalue())
        yield
        end = len(self._paper.getvalue())
        if end > start:
            tall = self._paper.getvalue().count("\n", start, end)
            self._parts.append(_Part(name, start, end, tall, foremost))

    def show(self, grid: Grid, says: str = "", most: int = _MOST_ROWS) -> None:
        """A grid behind an empty line, and below it what its figures are."""
        self.print()
        self.grid(grid, most)
        if says:
            self.print(f"[dim]{says}[/dim]")

    def grid(self, grid: Grid, most: int = _MOST_ROWS) -> None:
        """A grid as the width allows; on a first screen so many rows of it at most."""
        rows = grid.row_count
        if not self.whole and rows > most:
            rows = most - 1
        for line in laid_out(grid, rows, self.width, self.render_str):
            self.print(line, soft_wrap=True)
        if rows < grid.row_count:
            self.print(f"[dim]and {counted(grid.row_count - rows, 'row')} more[/dim]")
            self._leave(f"all of “{grid.title}”" if grid.title else "all rows")

    def leaves_out(self, name: str) -> bool:
        """Whether this is a first screen, which then says that it leaves this out."""
        if not self.whole:
            self._leave(name)
        return not self.whole

    def _leave(self, name: str) -> None:
        self._cut.append((name, len(self._paper.getvalue())))

    def indented(self, first: str, text: str) -> None:
        """A paragraph that stands in behind `first`, however many lines it takes."""
        grid = Grid.grid(padding=(0, 1))
        grid.add_row(first, Text(called(text, self.contraband)))
        self.print(grid)

    def heading(self, problem: Problem, *between: str) -> None:
        """Title of the case, and the days planned for; lines between them have marks of style."""
        self.contraband = problem.contraband
        first, last = problem.periods[0].start, problem.periods[-1].end
        periods = counted(len(problem.periods), "period")
        self.print(f"[bold]{escape(problem.case.title)}[/bold]", *between, sep="\n")
        self.print(f"{span(first, last)}: {problem.days.sum():.0f} days in {periods}")

    def mind(self, problem: Problem) -> str:
        """That the input has something odd, where it has; with marks of style."""
        if not problem.warnings:
            return ""
        return f"; [bold]{counted(len(problem.warnings), 'warning')}[/bold] (--show warnings)"

    def finished(self) -> str:
        """What was printed, without spaces at the ends of lines; of a first screen, what fits."""
        if not self.whole:
            self._leave_out()
        return "".join(f"{line.rstrip()}\n" for line in self._paper.getvalue().splitlines())

    def _leave_out(self) -> None:
        """Take away the parts that do not fit, and say which they were."""
        text = self._paper.getvalue()
        room = _LINES - _LAST_LINES - text.count("\n") + sum(part.tall for part in self._parts)
        left: list[_Part] = []
        for part in sorted(self._parts, key=lambda part: not part.foremost):
            if part.tall <= room:
                room -= part.tall
            else:
                left.append(part)
        left.sort(key=lambda part: part.start)
        kept, here = [], 0
        for part in left:
            kept.append(text[here : part.start])
            here = part.end
            self._cut = [each for each in self._cut if not part.start < each[1] <= part.end]
        kept.append(text[here:])
        self._paper.seek(0)
        self._paper.truncate()
        self._paper.write("".join(kept))
        cut = (name for name, _ in self._cut)
        if names := list(dict.fromkeys([*(part.name for part in left), *cut])):
            told, most = "; ".join(names[:_MOST_NAMED]), _MOST_NAMED
            while len(names) > most or len(told) > _MOST_TOLD:
                told = "; ".join([*names[:most], f"{len(names) - most} more"])
                if len(told) <= _MOST_TOLD or most == 1:
                    break
                most -= 1
            self.print(f"[bold]More[/bold] (--show more): {escape(told)}")


def on_page(write: Callable[..., None]) -> Callable[..., str]:
    """What a function writes to a page, as text without spaces at the ends of lines.

    The text takes `colour`, `width` in columns where that is known, and whether the `whole` of it
    is asked for or a first screen.
    """

    @functools.wraps(write)
    def text(
        *told: Any, colour: bool = False, width: int | None = None, whole: bool = False, **how: Any
    ) -> str:
        # a narrow terminal folds lines; cut figures help nobody
        console = Page(whole=whole, force_terminal=colour, width=max(width or 0, _WIDTH))
        write(console, *told, **how)
        return console.finished()

    return text


def grid_of(title: str, first: str, *columns: str) -> Grid:
    """A grid without lines, its columns but the first and those that begin with < to the right."""
    grid = Grid(title=title, box=None)
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


def headed(name: str) -> str:
    """A name as the head of a narrow column, in two lines at most.

    >>> headed("Water, hygiene and sanitation")
    'Water,\\nhygiene an…'
    """
    first, *rest = textwrap.wrap(short(name), _WIDEST_HEAD) or [""]
    return "\n".join([first, *([short(" ".join(rest), _WIDEST_HEAD)] if rest else [])])


def short(name: str, width: int = _WIDEST_NAME) -> str:
    """A name cut where it is too wide."""
    name = printable(" ".join(name.split()))
    return name if len(name) <= width else f"{name[: width - 1].rstrip()}…"
