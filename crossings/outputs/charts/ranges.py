"""Names with a bar each, and where it is known how far from the truth it may be."""

from __future__ import annotations

from dataclasses import dataclass

from crossings.outputs.charts.canvas import Canvas
from crossings.outputs.charts.colours import BLUE, INK, MUTED, PAPER, RULE
from crossings.outputs.charts.lettering import PLAIN, SMALL, leading, wide, wrapped
from crossings.outputs.charts.words import Words

_ROW, _NARROW = 38.0, 560.0


@dataclass(frozen=True)
class Bar:
    """A figure, as it is told, in words when pointed at, and its confidence interval."""

    name: str
    value: float
    told: str
    says: str
    low: float | None = None
    high: float | None = None


def ranges(name: str, data: tuple[Bar, ...], words: Words, width: float) -> str:
    """A bar for each from zero, the interval as a thin line over its end."""
    above = width < _NARROW
    label = 0.0 if above else min(max(wide(bar.name) for bar in data) + 14, width * 0.36)
    names = [wrapped(bar.name, width if above else label - 10) for bar in data]
    tallest = leading(PLAIN) * max(map(len, names))
    told_above = tallest if above else 0.0
    row = _ROW - 4 + told_above if above else max(_ROW, tallest + 8)
    canvas = Canvas(width, row * len(data) + 4, words.mirrored)
    beside = max(wide(bar.told, SMALL) for bar in data) + 10
    lowest = min(0.0, *(min(bar.value, bar.low or 0.0) for bar in data))
    highest = max(0.0, *(max(bar.value, bar.high or 0.0) for bar in data)) or 1.0
    scale = (width - label - beside) / (highest - lowest)
    zero = label - lowest * scale
    for n, bar in enumerate(data):
        y = n * row + (told_above + 1 if above else (row - 26) / 2)
        if above:
            canvas.lines((0, y - 4 - leading(PLAIN) * (len(names[n]) - 1)), names[n])
        else:
            canvas.label(0, y + 11, names[n])
        with canvas.mark(bar.says):
            begin = min(zero, zero + bar.value * scale)
            canvas.rect(begin, y, abs(bar.value) * scale, 22, BLUE)
            if bar.low is not None and bar.high is not None:
                low, high = zero + bar.low * scale, zero + bar.high * scale
                for colour, more in ((PAPER, 1.5), (INK, 0.0)):  # to be seen on the bar as well
                    canvas.line((low - more, y + 11), (high + more, y + 11), colour, 1.8 + 2 * more)
                    for end in (low, high):
                        ends = (end, y + 5 - more), (end, y + 17 + more)
                        canvas.line(*ends, colour, 1.8 + 2 * more)
        reach = max(bar.value, bar.high or 0.0, 0.0)
        canvas.text((zero + reach * scale + 6, y + 15), bar.told, size=SMALL, colour=MUTED)
    canvas.line((zero, 0), (zero, canvas.height), RULE)
    return canvas.svg(name, words.say(f"{name}.title"), words.say(f"{name}.says"))
