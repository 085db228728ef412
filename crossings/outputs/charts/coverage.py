"""Coverage by good and area: a heat table, in each cell the share met and what is missing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crossings.outputs.charts.canvas import Canvas, Place
from crossings.outputs.charts.colours import FAINT, MUTED, PAPER, ink_on, shade
from crossings.outputs.charts.columns import in_columns
from crossings.outputs.charts.lettering import PLAIN, SMALL, leading, narrowest, wide, wrapped
from crossings.outputs.charts.words import Words

_CELL, _BETWEEN = 38.0, 20.0
_LEAST, _TELLING, _WIDE = 30.0, 34.0, 42.0
"""Widths of a cell from which its share is written in it, what is missing, and at full size."""
_LEANING, _STEEP = 52.0, 90.0
_SEEN = 0.05
"""Truckloads a day from which something is missing."""
_NAME = 92.0
"""A turned name so long is folded, if the column has room for its lines."""


@dataclass(frozen=True)
class Served:
    """A good in an area; truckloads a day, mean of the horizon."""

    good: str
    area: str
    need: float
    met: float
    days_left: float | None
    """Days of need in stock at the end; None for exports and all areas together."""

    @property
    def share(self) -> float | None:
        """Share of need met; None where nothing is needed."""
        return self.met / self.need if self.need > 0 else None

    @property
    def missing(self) -> float:
        """Truckloads a day that are needed and not met."""
        return self.need - self.met


@dataclass(frozen=True)
class Coverage:
    """Goods down, areas across."""

    goods: tuple[str, ...]
    areas: tuple[str, ...]
    cells: tuple[Served, ...]
    """Row by row."""

    def turned(self) -> Coverage:
        """The same with areas down and goods across."""
        columns = range(len(self.areas))
        cells = (cell for n in columns for cell in self.cells[n :: len(self.areas)])
        return Coverage(self.areas, self.goods, tuple(cells))


_Row = tuple[str, Sequence[Served]]
"""A good, and its cells area by area."""


@dataclass(frozen=True)
class _Heads:
    """Names of columns: how they are turned, their lines, and the room that they take."""

    turned: float
    lines: tuple[list[str], ...]
    across: float
    """Width of a column under them."""
    tall: float


def coverage(data: Coverage, words: Words, width: float) -> str:
    """A row for each good, a column for each area; more than fit are told in tables below."""
    if width * 0.7 / len(data.areas) < _TELLING and len(data.goods) < len(data.areas):
        data = data.turned()
    canvas = Canvas(width, mirrored=words.mirrored)
    count = len(data.areas)
    rows = [(good, data.cells[n * count :][:count]) for n, good in enumerate(data.goods)]

    def tables(canvas: Canvas, rows: Sequence[_Row], at: Place, across: float) -> float:
        return _tables(canvas, words, data.areas, rows, at, across)

    canvas.height = in_columns(canvas, rows, 0.0, tables) + 4
    return canvas.svg("coverage", words.say("coverage.title"), words.say("coverage.says"))


def _tables(
    canvas: Canvas,
    words: Words,
    areas: tuple[str, ...],
    rows: Sequence[_Row],
    at: Place,
    width: float,
) -> float:
    """Some of the rows, all of their areas; where they end."""
    left, top = at
    label = min(max(wide(good) for good, _ in rows) + 10, width * 0.3)
    names = [wrapped(good, label - 8) for good, _ in rows]
    first, y = 0, top
    for heads in _parts(areas, width - label):
        y += _BETWEEN if first else 0.0
        _heads(canvas, heads, left + label, y)
        y += heads.tall
        for name, (_, cells) in zip(names, rows, strict=True):
            tall = max(_CELL, leading(PLAIN) * len(name) + 8)
            canvas.label(left, y + tall / 2, name)
            for n, cell in enumerate(cells[first : first + len(heads.lines)]):
                x = left + label + n * heads.across
                _cell(canvas, words, cell, (x, y), (heads.across, tall))
            y += tall
        first += len(heads.lines)
    return y


def _parts(areas: tuple[str, ...], room: float) -> list[_Heads]:
    """As few tables as have room for their figures, each with about as many of the areas."""
    for count in range(1, len(areas) + 1):
        size = -(-len(areas) // count)
        found = [
            next(_fitting(areas[n : n + size], room, size), None)
            for n in range(0, len(areas), size)
        ]
        if all(found):
            return [heads for heads in found if heads is not None]
    return [_turned((area,), room, 1, _STEEP) for area in areas]


def _fitting(areas: tuple[str, ...], room: float, size: int) -> Iterator[_Heads]:
    """Ways to write names above a table of `size` columns that leave room for its figures."""
    across = room / size
    if across >= _LEAST and max(narrowest(area, SMALL) for area in areas) <= across - 4:
        lines = tuple(wrapped(area, across - 4, SMALL) for area in areas)
        yield _Heads(0.0, lines, across, leading(SMALL) * max(map(len, lines)) + 8)
    for turned in (_LEANING, _STEEP):
        heads = _turned(areas, room, size, turned)
        if heads.across >= _LEAST:
            yield heads


def _turned(areas: tuple[str, ...], room: float, size: int, turned: float) -> _Heads:
    """Names that are turned, folded as far as the columns have room for their lines."""
    longest = max(wide(area, SMALL) for area in areas)
    cosine, sine = math.cos(math.radians(turned)), math.sin(math.radians(turned))
    reach = min(longest, _NAME)
    while True:
        lines = tuple(wrapped(area, reach, SMALL) for area in areas)
        most = max(map(len, lines))
        across = (room - reach * cosine) / size  # the last name leans outwards
        if reach >= longest or leading(SMALL) / sine * most <= across:
            return _Heads(turned, lines, across, reach * sine + 14)
        reach += 10


def _heads(canvas: Canvas, heads: _Heads, left: float, top: float) -> None:
    """Names above their columns."""
    y = top + heads.tall - 8
    for n, lines in enumerate(heads.lines):
        x = left + (n + 0.5) * heads.across
        for k, line in enumerate(lines):
            if heads.turned:
                apart = leading(SMALL) / math.sin(math.radians(heads.turned))
                off = (k - (len(lines) - 1) / 2) * apart
                at = (x + off + (SMALL * 0.36 if heads.turned == _STEEP else 0.0), y)
                canvas.text(at, line, size=SMALL, colour=MUTED, turned=-heads.turned)
            else:
                at = (x, y - (len(lines) - 1 - k) * leading(SMALL))
                canvas.text(at, line, size=SMALL, colour=MUTED, anchor="middle")


def _cell(canvas: Canvas, words: Words, cell: Served, at: Place, size: tuple[float, float]) -> None:
    (left, top), (across, tall) = at, size
    x, middle, share = left + across / 2, top + tall / 2, cell.share
    if share is None:
        canvas.rect(left + 1, top + 1, across - 2, tall - 2, FAINT)
        canvas.text((x, middle + 4), "–", colour=MUTED, anchor="middle")
        return
    with canvas.mark(told(cell, words)):
        canvas.rect(left + 1, top + 1, across - 2, tall - 2, shade(share), stroke=PAPER)
        ink, percent = ink_on(shade(share)), words.share(share)
        below = cell.missing >= _SEEN and across >= _TELLING
        sizes = (PLAIN if across >= _WIDE else SMALL, 10.0, 9.0)
        large = next((n for n in sizes if wide(percent, n, bold=True) < across - 2), sizes[-1])
        y = middle + (-2 if below else 4)
        canvas.text((x, y), percent, size=large, colour=ink, anchor="middle", bold=True)
        if below:
            number = words.number(cell.missing)
            missing = words.say("coverage.missing", truckloads=number)
            small = 10.0 if wide(missing, 10.0) < across else 9.0
            missing = missing if wide(missing, small) < across else number
            canvas.text((x, middle + 12), missing, size=small, colour=ink, anchor="middle")


def told(cell: Served, words: Words) -> str:
    """A cell in words."""
    key = "coverage.tip" if cell.days_left is None else "coverage.tip_days"
    return words.say(
        key, good=cell.good, area=cell.area, share=words.share(cell.share),
        met=words.number(cell.met), need=words.number(cell.need),
        days=words.number(cell.days_left or 0.0),
    )  # fmt: skip
