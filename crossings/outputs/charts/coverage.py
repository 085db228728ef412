"""Coverage by good and area: a heat table, in each cell the share met and the days of stock."""

from __future__ import annotations

from dataclasses import dataclass

from crossings.outputs.charts.canvas import Canvas
from crossings.outputs.charts.colours import FAINT, MUTED, PAPER, ink_on, shade
from crossings.outputs.charts.lettering import PLAIN, SMALL, leading, wide, wrapped
from crossings.outputs.charts.words import Words

_CELL, _LONGEST = 38.0, 92.0
_TELLING, _WIDE = 34.0, 42.0
"""Widths of a cell from which its figures are written in it, and at full size."""


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


def coverage(data: Coverage, words: Words, width: float) -> str:
    """A row for each good, a column for each area."""
    if width * 0.7 / len(data.areas) < _TELLING and len(data.goods) < len(data.areas):
        data = data.turned()
    label = min(max(wide(good) for good in data.goods) + 10, width * 0.3)
    heads = [wrapped(area, _LONGEST, SMALL) for area in data.areas]
    longest = max(wide(area, SMALL) for area in data.areas)
    leaning = longest > (width - label) / len(data.areas) - 4
    reach = max(wide(line, SMALL) for lines in heads for line in lines) if leaning else 0.0
    head = reach * 0.8 + 14 if leaning else 22.0
    across = (width - label - reach * 0.62) / len(data.areas)  # the last words lean outwards
    canvas = Canvas(width, head + len(data.goods) * _CELL + 4, words.mirrored)
    for n, area in enumerate(data.areas):
        x, y = label + (n + 0.5) * across, head - 8
        if not leaning:
            canvas.text((x, y), area, size=SMALL, colour=MUTED, anchor="middle")
        for k, line in enumerate(heads[n] if leaning else ()):
            at = (x + (k - (len(heads[n]) - 1) / 2) * leading(SMALL), y)
            canvas.text(at, line, size=SMALL, colour=MUTED, turned=-52)
    cells = iter(data.cells)
    for row, good in enumerate(data.goods):
        top = head + row * _CELL
        canvas.label(0, top + _CELL / 2, wrapped(good, label - 8))
        for column in range(len(data.areas)):
            _cell(canvas, words, next(cells), label + column * across, top, across)
    return canvas.svg("coverage", words.say("coverage.title"), words.say("coverage.says"))


def _cell(
    canvas: Canvas, words: Words, cell: Served, left: float, top: float, across: float
) -> None:
    middle, share = left + across / 2, cell.share
    if share is None:
        canvas.rect(left + 1, top + 1, across - 2, _CELL - 2, FAINT)
        canvas.text((middle, top + 23), "–", colour=MUTED, anchor="middle")
        return
    with canvas.mark(told(cell, words)):
        canvas.rect(left + 1, top + 1, across - 2, _CELL - 2, shade(share), stroke=PAPER)
        ink = ink_on(shade(share))
        if across < _TELLING - 6:
            return
        below = cell.days_left is not None and across >= _TELLING
        at = (middle, top + (17 if below else 23))
        size = PLAIN if across >= _WIDE else SMALL
        canvas.text(at, words.share(share), size=size, colour=ink, anchor="middle", bold=True)
        if below:
            days = words.say("coverage.days_short", days=words.number(cell.days_left))
            small = 10.0 if wide(days, 10.0) < across else 9.0
            told_days = days if wide(days, small) < across else words.number(cell.days_left)
            canvas.text((middle, top + 31), told_days, size=small, colour=ink, anchor="middle")


def told(cell: Served, words: Words) -> str:
    """A cell in words."""
    key = "coverage.tip" if cell.days_left is None else "coverage.tip_days"
    return words.say(
        key, good=cell.good, area=cell.area, share=words.share(cell.share),
        met=words.number(cell.met), need=words.number(cell.need),
        days=words.number(cell.days_left or 0.0),
    )  # fmt: skip
