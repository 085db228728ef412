"""Share of need met week by week: a small chart of each good in each area, the least marked."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crossings.outputs.charts.canvas import Canvas
from crossings.outputs.charts.colours import FAINT, MUTED, ORANGE, PALE_BLUE, RULE
from crossings.outputs.charts.legend import box, legend
from crossings.outputs.charts.lettering import SMALL, leading, wrapped
from crossings.outputs.charts.words import Words

_TALL, _GAP, _BETWEEN, _ACROSS = 30.0, 14.0, 12.0, 104.0


@dataclass(frozen=True)
class Steady:
    """A good in an area: its share of need met in every week, nan where nothing is needed."""

    good: str
    area: str
    shares: tuple[float, ...]
    least: int
    """The week with the least share, the first of several."""
    alike: bool
    """Whether all weeks are: then none is marked."""
    says: str
    """Its least share and week, or that all are alike."""
    tip: str


def least(data: Sequence[Steady], words: Words, width: float) -> str:
    """A row of small charts for each good, one for each area."""
    canvas = Canvas(width, mirrored=words.mirrored)
    signs = [(box(PALE_BLUE), words.say("least.met")), (box(ORANGE), words.say("least.least"))]
    y = legend(canvas, signs)
    most = max(Counter(each.good for each in data).values())
    count = max(2, min(most, int((width + _GAP) // (_ACROSS + _GAP))))
    across = (width - _GAP * (count - 1)) / count
    for good in dict.fromkeys(each.good for each in data):
        y = canvas.lines((0, y + 16), wrapped(good, width, bold=True), bold=True) - 16 + 4
        mine = [each for each in data if each.good == good]
        for first in range(0, len(mine), count):
            row = mine[first : first + count]
            names = [wrapped(each.area, across, SMALL) for each in row]
            told = [wrapped(each.says, across, SMALL) for each in row]
            heads, feet = (max(map(len, lines)) * leading(SMALL) for lines in (names, told))
            for n, each in enumerate(row):
                x = n * (across + _GAP)
                with canvas.mark(each.tip):
                    canvas.lines((x, y + SMALL), names[n], size=SMALL, colour=MUTED)
                    _bars(canvas, each, x, y + heads + 2, across)
                    canvas.lines((x, y + heads + _TALL + 20), told[n], size=SMALL)
            y += heads + _TALL + feet + 10 + _BETWEEN
    canvas.height = y
    return canvas.svg("least", words.say("least.title"), words.say("least.says"))


def _bars(canvas: Canvas, each: Steady, left: float, top: float, across: float) -> None:
    """Weeks from the first on: all of the height is all that is needed."""
    slot, floor = across / len(each.shares), top + _TALL
    canvas.rect(left, top, across, _TALL, FAINT)
    for n, share in enumerate(each.shares):
        marked = n == each.least and not each.alike
        colour = ORANGE if marked else PALE_BLUE
        x, bar = left + n * slot, max(slot * 0.86, slot - 1.5)
        if not math.isnan(share):
            height = min(share, 1.0) * _TALL
            canvas.rect(x, floor - height, bar, height, colour)
        if marked:  # seen where the bar has no height, and in greyscale
            canvas.rect(x + bar / 2 - 2.5, floor + 1, 5, 3.5, ORANGE)
    canvas.line((left, floor), (left + across, floor), RULE)
