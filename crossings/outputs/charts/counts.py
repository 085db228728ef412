"""What was counted beside the plan at the same stage: two marks a row, and the line between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crossings.outputs.charts.axis import ticks
from crossings.outputs.charts.canvas import Canvas, Place
from crossings.outputs.charts.colours import BLUE, MUTED, ORANGE, RULE
from crossings.outputs.charts.columns import in_columns
from crossings.outputs.charts.legend import diamond, dot, legend
from crossings.outputs.charts.lettering import PLAIN, SMALL, leading, wide, wrapped
from crossings.outputs.charts.words import Words

_ROW, _MARKS, _FOOT = 44.0, 30.0, 24.0
_NARROW = 560.0


@dataclass(frozen=True)
class Count:
    """One count and the plan beside it; truckloads a calendar day."""

    what: str
    """Where, of what, at which stage."""
    when: str
    counted: float
    planned: float | None
    """None where the case does not count that stage."""


@dataclass(frozen=True)
class _Axis:
    """How wide words are in the rows of a column, where zero is, and what a truckload measures."""

    narrow: bool
    """Whether words stand above the marks, not beside them."""
    words: float
    zero: float
    scale: float
    highest: float

    def at(self, value: float) -> float:
        return self.zero + value * self.scale


def counts(data: tuple[Count, ...], words: Words, width: float) -> str:
    """A row for each count."""
    canvas = Canvas(width, mirrored=words.mirrored)
    signs = [
        (dot(BLUE), words.say("counts.planned")),
        (diamond(ORANGE), words.say("counts.counted")),
    ]
    top = legend(canvas, signs) + 6

    def column(canvas: Canvas, rows: Sequence[Count], at: Place, across: float) -> float:
        return _column(canvas, words, rows, at, _axis(data, words, across))

    canvas.height = in_columns(canvas, data, top, column) + _FOOT
    return canvas.svg("counts", words.say("counts.title"), words.say("counts.says"))


def _axis(data: tuple[Count, ...], words: Words, across: float) -> _Axis:
    """With room for the lesser number before its mark, and for the greater behind it."""
    narrow = across < _NARROW
    label = 0.0 if narrow else across * 0.42
    highest = max(max(_values(each)) for each in data) or 1.0
    behind = max(_room(max(_values(each)), words) for each in data)
    room, before = across - label - behind, 8.0
    for each in data:
        low, needed = min(_values(each)) / highest, _room(min(_values(each)), words)
        if each.planned is not None and needed > low * room:
            before = max(before, (needed - low * room) / (1 - low))
    words_room = across if narrow else label - 10
    return _Axis(narrow, words_room, label + before, (room - before) / highest, highest)


def _values(each: Count) -> list[float]:
    return [value for value in (each.counted, each.planned) if value is not None]


def _room(value: float, words: Words) -> float:
    """What a number and its distance from the middle of the mark take."""
    return wide(words.number(value), SMALL) + 12


def _column(canvas: Canvas, words: Words, data: Sequence[Count], at: Place, axis: _Axis) -> float:
    """Rows one below the other; where they end."""
    narrow, marks = axis.narrow, ticks(axis.highest, 3 if axis.narrow else 5)
    (left, y), rows = at, []
    for each in data:
        what, when = wrapped(each.what, axis.words), wrapped(each.when, axis.words, SMALL)
        tall = leading(PLAIN) * len(what) + leading(SMALL) * len(when)
        row = tall + _MARKS if narrow else max(_ROW, tall + 14)
        middle = y + (row - 12 if narrow else row / 2)
        first = y + (8 if narrow else (row - tall) / 2) + PLAIN * 0.9
        for mark in marks:  # on narrow drawings words stand between the rows
            x, above = left + axis.at(mark), middle - 10 if narrow else y
            canvas.line((x, above), (x, y + row), RULE)
        below = canvas.lines((left, first), what)
        canvas.lines((left, below - 1), when, size=SMALL, colour=MUTED)
        rows.append((each, middle))
        y += row
    for each, middle in rows:
        _pair(canvas, words, each, middle, left, axis)
    for mark in marks:
        canvas.below(left + axis.at(mark), y + 16, words.tick(mark), MUTED)
    return y


def _pair(canvas: Canvas, words: Words, each: Count, y: float, left: float, axis: _Axis) -> None:
    told = words.say(
        "counts.tip", what=each.what, when=each.when, counted=words.number(each.counted),
        planned=words.number(each.planned),
    )  # fmt: skip
    ends = [left + axis.at(value) for value in _values(each)]
    with canvas.mark(told):
        canvas.line((min(ends), y), (max(ends), y), MUTED, 2)
        if each.planned is not None:
            canvas.dot((ends[1], y), 6, BLUE)
        canvas.diamond((ends[0], y), 7, ORANGE)
    found = zip(_values(each), ends, (ORANGE, BLUE), strict=False)
    *lower, (greater, end, colour) = sorted(found, key=lambda one: one[0])
    canvas.text((end + 11, y + 4), words.number(greater), size=SMALL, colour=colour, halo=True)
    for less, begin, ink in lower:
        at = (begin - 11, y + 4)
        canvas.text(at, words.number(less), size=SMALL, colour=ink, anchor="end", halo=True)
