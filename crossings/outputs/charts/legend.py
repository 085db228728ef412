"""What marks and colours mean, in a line above a drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crossings.outputs.charts.canvas import Canvas
from crossings.outputs.charts.colours import MUTED
from crossings.outputs.charts.lettering import SMALL, wide

Sign = Callable[[Canvas, float, float], None]
"""Draws a sign 14 wide that begins at x, on the base line y."""
_SIGN, _LINE = 20.0, 18.0


def legend(canvas: Canvas, entries: Sequence[tuple[Sign, str]]) -> float:
    """The height that a legend takes, drawn above all else."""
    x, y = 0.0, 12.0
    for sign, words in entries:
        needed = _SIGN + wide(words, SMALL)
        if x > 0 and x + needed > canvas.width:
            x, y = 0.0, y + _LINE
        sign(canvas, x, y)
        canvas.text((x + _SIGN, y), words, size=SMALL, colour=MUTED)
        x += needed + 16
    return y + 10


def box(fill: str, stroke: str = "") -> Sign:
    """A sign for an area of a colour."""
    return lambda canvas, x, y: canvas.rect(x, y - 9, 14, 10, fill, stroke=stroke)


def stroke(colour: str, width: float = 2, dash: str = "") -> Sign:
    """A sign for a line."""
    return lambda canvas, x, y: canvas.line((x, y - 4), (x + 15, y - 4), colour, width, dash)


def dot(fill: str) -> Sign:
    """A sign for round marks."""
    return lambda canvas, x, y: canvas.dot((x + 7, y - 4), 5, fill)


def diamond(fill: str) -> Sign:
    """A sign for marks that stand on a corner."""
    return lambda canvas, x, y: canvas.diamond((x + 7, y - 4), 5.5, fill)
