"""A chart of the report: its words, how it is drawn at a width, and its figures as a table."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from crossings.outputs.report.language import Language
from crossings.statistics import Estimate


@dataclass(frozen=True)
class Figure:
    """A number of a table: in full, and as it is told."""

    value: float
    told: str


@dataclass(frozen=True)
class Called:
    """The head of a row: what a number is, and its path in the files."""

    says: str
    path: str


Cell = str | Figure | Called


@dataclass(frozen=True)
class Table:
    """Figures behind a chart."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Drawing:
    """A chart; without `svg` there is nothing to draw, and `empty` says why."""

    name: str
    title: str
    says: str
    svg: Callable[[float], str] | None
    table: Table
    empty: str = ""
    beside: Table | None = None
    """What is told below it, not behind it."""
    notes: tuple[str, ...] = ()
    """Lines below it: what begins where it changes."""
    finding: str = ""
    """What it shows, in a sentence; empty where there is nothing to say but its title."""
    alike: str = ""
    """What a page says in place of the picture where all of it is alike."""

    @property
    def headed(self) -> str:
        """What stands above it."""
        return self.finding or self.title

    @property
    def below(self) -> str:
        """What stands below that: of which chart it is, with stage and unit."""
        return f"{self.title}. {self.says}" if self.finding else self.says

    def saying(self, *more: str) -> Drawing:
        """The same chart with more sentences above it."""
        return replace(self, says=" ".join((self.says, *more)))


def drawing(
    words: Language,
    name: str,
    svg: Callable[[float], str],
    columns: str,
    rows: Iterable[Sequence[Cell]],
    *,
    there: bool = True,
) -> Drawing:
    """A chart under the texts of its name; the reason in its place where nothing is there.

    `columns` are the texts above those of the table, by name; with a dot those of another chart.
    """
    keys = (each if "." in each else f"{name}.{each}" for each in columns.split())
    table = Table(tuple(map(words.say, keys)), tuple(tuple(row) for row in rows))
    empty = "" if there else words.say(f"{name}.empty")
    title, says = words.say(f"{name}.title"), words.say(f"{name}.says")
    return Drawing(name, title, says, svg if there else None, table, empty)


def number(words: Language, value: float | None) -> Cell:
    """A cell with a number; a dash where there is none."""
    return _cell(value, words.number(value))


def share(words: Language, value: float | None) -> Cell:
    """A cell with a share."""
    return _cell(value, words.share(value))


def estimate(words: Language, found: Estimate) -> Cell:
    """A cell with a number and how far off it may be; a dash where there is none."""
    return _within(found, words.number(found.value), words.number(found.off))


def within(words: Language, found: Estimate) -> str:
    """A share in a sentence, and by how many points it may be off where that is known."""
    cell = share_within(words, found)
    return cell.told if isinstance(cell, Figure) else str(cell)


def share_within(words: Language, found: Estimate) -> Cell:
    """A cell with a share and by how many points it may be off."""
    return _within(
        found,
        words.share(found.value),
        f"{math.ceil(1000 * found.off - 1e-6) / 10:.1f}" if _known(found) else "",
    )


def _within(found: Estimate, told: str, off: str) -> Cell:
    return _cell(found.value, f"{told} (±{off})" if _known(found) else told)


def _known(found: Estimate) -> bool:
    return math.isfinite(found.off)


def _cell(value: float | None, told: str) -> Cell:
    there = value is not None and math.isfinite(value)
    return Figure(float(value), told) if there and value is not None else told
