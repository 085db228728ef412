"""What was counted beside the plan at the same stage: two marks a row, and the line between."""

from __future__ import annotations

from dataclasses import dataclass

from crossings.outputs.charts.axis import ticks
from crossings.outputs.charts.canvas import Canvas
from crossings.outputs.charts.colours import BLUE, MUTED, ORANGE, RULE
from crossings.outputs.charts.legend import diamond, dot, legend
from crossings.outputs.charts.lettering import PLAIN, SMALL, leading, wide, wrapped
from crossings.outputs.charts.words import Words

_ROW = 44.0
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


def counts(data: tuple[Count, ...], words: Words, width: float) -> str:
    """A row for each count."""
    canvas = Canvas(width, mirrored=words.mirrored)
    narrow = width < _NARROW
    label = 0.0 if narrow else width * 0.42
    signs = [
        (dot(BLUE), words.say("counts.planned")),
        (diamond(ORANGE), words.say("counts.counted")),
    ]
    top = legend(canvas, signs) + 6
    words_room = width if narrow else label - 10
    texts = [(wrapped(n.what, words_room), wrapped(n.when, words_room, SMALL)) for n in data]
    heights = [leading(PLAIN) * len(what) + leading(SMALL) * len(when) for what, when in texts]
    row = max(_ROW, max(heights) + 14) + (22 if narrow else 0)
    floor = top + row * len(data)
    highest = max(max(each.counted, each.planned or 0.0) for each in data) or 1.0
    begin, room = label + 8, width - label - 62
    for mark in ticks(0, highest, 3 if narrow else 5):
        x = begin + mark / highest * room
        for n in range(len(data)):  # on narrow drawings words stand between the rows
            above = top + row * n + (row - 22 if narrow else 0)
            canvas.line((x, above), (x, top + row * (n + 1)), RULE)
        canvas.below(x, floor + 16, words.tick(mark), MUTED)
    for n, each in enumerate(data):
        y = top + row * n + (row - 12 if narrow else row / 2)
        what, when = texts[n]
        first = y - (heights[n] - 2 if narrow else heights[n] / 2 - PLAIN)
        canvas.lines((0, canvas.lines((0, first), what) - 1), when, size=SMALL, colour=MUTED)
        _pair(canvas, words, each, y, begin, room / highest)
    canvas.height = floor + 24
    return canvas.svg("counts", words.say("counts.title"), words.say("counts.says"))


def _pair(canvas: Canvas, words: Words, each: Count, y: float, begin: float, scale: float) -> None:
    planned = words.number(each.planned)
    told = words.say(
        "counts.tip", what=each.what, when=each.when, counted=words.number(each.counted),
        planned=planned,
    )  # fmt: skip
    ends = [begin + value * scale for value in (each.counted, each.planned) if value is not None]
    with canvas.mark(told):
        canvas.line((min(ends), y), (max(ends), y), MUTED, 2)
        if each.planned is not None:
            canvas.dot((begin + each.planned * scale, y), 6, BLUE)
        canvas.diamond((begin + each.counted * scale, y), 7, ORANGE)
    high, low = max(ends), min(ends)
    most, least = max(each.counted, each.planned or 0.0), min(each.counted, each.planned or 0.0)
    canvas.text((high + 11, y + 4), words.number(most), size=SMALL, colour=MUTED)
    if low - begin > wide(words.number(least), SMALL) + 12 and each.planned is not None:
        at = (low - 11, y + 4)
        canvas.text(at, words.number(least), size=SMALL, colour=MUTED, anchor="end")
