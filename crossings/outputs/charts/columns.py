"""Rows one below the other, or in two columns where they would be higher than a page of paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from crossings.outputs.charts.canvas import PAGE, Canvas, Place

_GAP, _NARROW = 34.0, 560.0
Row = TypeVar("Row")
Draw = Callable[[Canvas, Sequence[Row], Place, float], float]
"""Draws rows from a place on, within a width; where they end."""


def in_columns(canvas: Canvas, rows: Sequence[Row], top: float, draw: Draw[Row]) -> float:
    """Where rows end that are drawn from a height on."""
    width = canvas.width
    trial = Canvas(width, mirrored=canvas.mirrored)
    floor = draw(trial, rows, (0, top), width)
    if floor <= PAGE * width or width < _NARROW or len(rows) < 2:
        canvas.parts += trial.parts
        return floor
    across, half = (width - _GAP) / 2, -(-len(rows) // 2)
    floor = draw(canvas, rows[:half], (0, top), across)
    return max(floor, draw(canvas, rows[half:], (across + _GAP, top), across))
