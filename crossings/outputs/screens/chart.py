"""Curves in plain characters: their marks tell them apart, whatever the colours of the screen."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

Curve = Callable[[float], float]
MARKS = "o+x#%@"
BETWEEN = "."
_WIDTH = 72
_HEIGHT = 16
_LABEL = 5


def chart(
    curves: Sequence[Curve], far: float, top: float, beneath: Curve, foot: tuple[str, str, str]
) -> str:
    """`curves` from 0 to `far` and from 0 to `top`; where two meet, the first one's mark.

    `beneath` is dotted where none of them is. A curve is not drawn where it is not finite. Words
    of `foot` stand below: left, in the middle and right.

    >>> drawn = chart([lambda x: x], 4.0, 4.0, lambda x: x, ("0", "", "4"))
    >>> [line[-1:] for line in drawn.splitlines()]  # at the right end, it is at the top
    ['o', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', '-', '4']
    """
    page = [[" "] * _WIDTH for _ in range(_HEIGHT)]
    drawn = [(mark_of(i), curve) for i, curve in enumerate(curves)]
    for mark, curve in [*drawn, (BETWEEN, beneath)][::-1]:
        for column in range(_WIDTH):
            height = curve(far * column / (_WIDTH - 1))
            if math.isfinite(height):
                row = round((_HEIGHT - 1) * min(1.0, max(0.0, height / top)))
                page[-1 - row][column] = mark
    lines = []
    for number, marks in enumerate(page):
        share = f"{1 - number / (_HEIGHT - 1):.0%}" if number % _LABEL == 0 else ""
        lines.append(f"{share:>{_LABEL}} |{''.join(marks)}")
    left, middle, right = foot
    words = f"{left}{middle.center(_WIDTH - len(left) - len(right))}{right}"
    return "\n".join([*lines, f"{'':{_LABEL}} +{'-' * _WIDTH}", f"{'':{_LABEL}}  {words}"])


def mark_of(number: int) -> str:
    """The mark of a curve by its place among all.

    >>> mark_of(0), mark_of(1), mark_of(6)
    ('o', '+', 'o')
    """
    return MARKS[number % len(MARKS)]
