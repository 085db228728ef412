"""Crossings over time: when they open, and how much of their tightest limit is used."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from crossings.outputs.charts.axis import every
from crossings.outputs.charts.canvas import Canvas, Place
from crossings.outputs.charts.colours import FAINT, MUTED, PAPER, ink_on, shade
from crossings.outputs.charts.columns import in_columns
from crossings.outputs.charts.legend import box, legend
from crossings.outputs.charts.lettering import PLAIN, SMALL, leading, wide, wrapped
from crossings.outputs.charts.words import Words

_ROW, _NARROW = 34.0, 560.0


@dataclass(frozen=True)
class Day:
    """A crossing in one period."""

    start: datetime.date
    open_days: float
    used: float | None
    """Share of the limit used most; None where no limit is known."""
    limit: str
    """What that limit is."""


@dataclass(frozen=True)
class Opening:
    """A crossing, period by period."""

    crossing: str
    days: tuple[Day, ...]


def opening(data: tuple[Opening, ...], words: Words, width: float) -> str:
    """A row for each crossing, a cell for each period."""
    canvas = Canvas(width, mirrored=words.mirrored)
    signs = [
        (box(shade(s)), words.say("opening.used", share=words.share(s))) for s in (0.2, 0.6, 1)
    ]
    signs += [(_closed, words.say("opening.closed"))]
    if any(day.used is None and day.open_days for row in data for day in row.days):
        signs.append((box(FAINT, MUTED), words.say("opening.unknown")))
    top = legend(canvas, signs) + 6

    def rows(canvas: Canvas, rows: Sequence[Opening], at: Place, across: float) -> float:
        return _rows(canvas, words, rows, at, across)

    canvas.height = in_columns(canvas, data, top, rows) + 8
    return canvas.svg("opening", words.say("opening.title"), words.say("opening.says"))


def _rows(canvas: Canvas, words: Words, data: Sequence[Opening], at: Place, width: float) -> float:
    """Rows one below the other, and below them the days; where they end."""
    (left, top), above = at, width < _NARROW
    label = 0.0 if above else min(max(wide(row.crossing) for row in data) + 12, width * 0.3)
    names = [wrapped(row.crossing, width if above else label - 8) for row in data]
    tallest = leading(PLAIN) * max(map(len, names))
    told_above = tallest + 3 if above else 0.0
    row_height = _ROW + told_above if above else max(_ROW, tallest + 8)
    begin, end = left + label, left + width
    slot = (end - begin) / len(data[0].days)
    for n, row in enumerate(data):
        y = top + n * row_height + told_above
        if above:
            canvas.lines((left, y - 5 - leading(PLAIN) * (len(names[n]) - 1)), names[n])
        else:
            canvas.label(left, y + (_ROW - 8) / 2, names[n])
        for t, day in enumerate(row.days):
            _cell(canvas, words, row.crossing, day, begin + t * slot, y, slot)
    foot = top + len(data) * row_height + 12
    first = data[0].days
    longest = max(wide(words.day(day.start), SMALL) for day in first)
    skip = every(len(first), end - begin, longest + 12)
    for t, day in enumerate(first):
        if t % skip == 0 and begin + t * slot + wide(words.day(day.start), SMALL) <= end:
            canvas.text((begin + t * slot, foot), words.day(day.start), size=SMALL, colour=MUTED)
    return foot


def _closed(canvas: Canvas, x: float, y: float) -> None:
    canvas.rect(x, y - 9, 14, 10, PAPER, stroke=MUTED)
    canvas.line((x + 2, y), (x + 12, y - 8), MUTED)


def _cell(
    canvas: Canvas, words: Words, crossing: str, day: Day, left: float, top: float, slot: float
) -> None:
    closed = day.open_days <= 0
    key = "opening.tip_closed" if closed else "opening.tip"
    if day.used is None and not closed:
        key = "opening.tip_unknown"
    told = words.say(
        key, crossing=crossing, day=words.day(day.start), used=words.share(day.used),
        limit=day.limit, days=words.number(day.open_days),
    )  # fmt: skip
    gap = 1.0 if slot > 4 else 0.0
    size = (slot - gap, _ROW - 8)
    with canvas.mark(told):
        if closed:
            canvas.rect(left, top, *size, PAPER, stroke=MUTED)
            canvas.line((left + 1, top + size[1] - 1), (left + size[0] - 1, top + 1), MUTED)
        elif day.used is None:
            canvas.rect(left, top, *size, FAINT, stroke=MUTED)
        else:
            canvas.rect(left, top, *size, shade(day.used))
            percent = words.share(day.used)
            if slot > wide(percent, SMALL) + 4:
                at = (left + slot / 2, top + 18)
                ink = ink_on(shade(day.used))
                canvas.text(at, percent, size=SMALL, colour=ink, anchor="middle")
