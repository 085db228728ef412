"""Counts beside what was foretold of them, and how evenly the chances lie that forecasts gave."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from crossings.outputs.charts.axis import scale_to
from crossings.outputs.charts.canvas import Canvas
from crossings.outputs.charts.colours import BLUE, INK, MUTED, ORANGE, PALE_BLUE, RULE
from crossings.outputs.charts.frame import framed
from crossings.outputs.charts.lettering import SMALL, wide

WIDTH = 720.0
_ROW, _FOOT, _BETWEEN, _TALL = 26.0, 24.0, 30.0, 120.0
_THICK = (14.0, 7.0, 2.0)
"""Of the intervals, from the narrowest."""
_SHADES = (BLUE, PALE_BLUE, MUTED)
_NUMBERS = tuple(n * 10.0**k for k in range(8) for n in (1, 2, 5))


@dataclass(frozen=True)
class Count:
    """A count with the ends of what was foretold of it, its narrowest interval first."""

    name: str
    counted: float
    median: float
    ends: tuple[tuple[float, float], ...]
    below: float
    """The chance that the forecast gave to fewer trucks."""

    @property
    def inside(self) -> bool:
        """Whether the widest interval holds it."""
        return self.ends[-1][0] <= self.counted <= self.ends[-1][1]


def foretold(title: str, says: str, counts: Sequence[Count]) -> str:
    """A row a count, and below the chances in fifths: alone, under its title."""
    canvas = Canvas(WIDTH)
    label = max(wide(each.name) for each in counts) + 14
    top = _rows(canvas, counts, label)
    _fifths(canvas, counts, label, top + _BETWEEN)
    drawn = canvas.svg("foretold", title, says)
    return framed(drawn, title, says, WIDTH, mirrored=False)


def _rows(canvas: Canvas, counts: Sequence[Count], label: float) -> float:
    """Intervals on one scale of logarithms, medians as lines, counts as marks; where they end."""
    trucks = [max(t, 1.0) for e in counts for t in (*e.ends[-1], e.counted)]
    low, high = math.log(min(trucks)), math.log(max(trucks))
    scale = (canvas.width - label - 30) / max(high - low, 1e-9)

    def at(value: float) -> float:
        return label + 10 + scale * (math.log(max(value, 1.0)) - low)

    end = _ROW * len(counts)
    written = -math.inf
    for number in _NUMBERS:
        x, words = at(number), f"{number:,.0f}"
        if label + 10 <= x <= canvas.width - 20:
            canvas.line((x, 0), (x, end), RULE)
            if x - wide(words, SMALL) / 2 > written + 8:
                canvas.below(x, end + 16, words, MUTED)
                written = x + wide(words, SMALL) / 2
    for n, each in enumerate(counts):
        y = n * _ROW + _ROW / 2
        canvas.label(0, y, [each.name])
        with canvas.mark(_told(each)):
            shapes = zip(each.ends, _THICK, _SHADES, strict=True)
            for (one, other), thick, shade in reversed(list(shapes)):
                canvas.rect(at(one), y - thick / 2, at(other) - at(one), thick, shade)
            canvas.line((at(each.median), y - 9), (at(each.median), y + 9), INK, 2)
            if each.inside:
                canvas.dot((at(each.counted), y), 5, INK)
            else:
                canvas.diamond((at(each.counted), y), 7, ORANGE)
    canvas.height = end + _FOOT
    return canvas.height


def _fifths(canvas: Canvas, counts: Sequence[Count], label: float, top: float) -> None:
    """How many of the chances lie in each fifth, and the line where all would, were they even."""
    number = [0] * 5
    for each in counts:
        number[min(int(5 * each.below), 4)] += 1
    most = scale_to(max(*number, 2))[-1]
    wide_one, base = (canvas.width - label - 30) / 5, top + _TALL
    canvas.lines((0, top + 12), ["fewer trucks", "foretold with"], size=SMALL, colour=MUTED)
    for n, how_many in enumerate(number):
        x, tall = label + 10 + n * wide_one, _TALL * how_many / most
        with canvas.mark(f"{_fifth(n)}: {how_many}"):
            canvas.rect(x + 3, base - tall, wide_one - 6, tall, BLUE)
    even = base - _TALL * len(counts) / 5 / most
    canvas.line((label + 10, even), (canvas.width - 20, even), ORANGE, 1.5, "7 3")
    for n, how_many in enumerate(number):
        middle, tall = label + 10 + (n + 0.5) * wide_one, _TALL * how_many / most
        at = (middle, base - tall - 4)
        canvas.text(at, f"{how_many}", size=SMALL, anchor="middle", halo=True)
        canvas.below(middle, base + 16, _fifth(n), MUTED)
    canvas.line((label + 10, base), (canvas.width - 20, base), RULE)
    canvas.height = base + _FOOT


def _fifth(n: int) -> str:
    return f"{n / 5:.0%} to {(n + 1) / 5:.0%}"


def _told(each: Count) -> str:
    low, high = each.ends[-1]
    return (
        f"{each.name}: {each.counted:,.0f} counted; foretold {each.median:,.0f}, "
        f"{low:,.0f} to {high:,.0f}"
    )
