"""A chart as it stands alone: on white, under its title and what it shows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crossings.outputs.charts.canvas import Canvas
from crossings.outputs.charts.colours import MUTED, PAPER
from crossings.outputs.charts.lettering import PLAIN, wrapped

_MARGIN, _TITLE = 28.0, 19.0
_HEIGHT = re.compile(r'height="([0-9.]+)"')


def framed(
    svg: str, title: str, says: str, width: float, *, mirrored: bool, foot: Sequence[str] = ()
) -> str:
    """A drawing of a width with its words above it, a margin around and lines at its foot."""
    found = _HEIGHT.search(svg)
    tall = float(found[1]) if found else 0.0
    canvas = Canvas(width + 2 * _MARGIN, mirrored=mirrored)
    y = _MARGIN + _TITLE
    titles, lines = wrapped(title, width, _TITLE, bold=True), wrapped(says, width)
    begin = y + 24 * len(titles) + 18 * len(lines) + 6
    below = [line for text in foot for line in wrapped(text, width)]
    end = begin + tall + (18 if below else 0)
    canvas.height = end + 18 * len(below) + _MARGIN
    canvas.rect(0, 0, canvas.width, canvas.height, PAPER)
    for line in titles:
        canvas.text((_MARGIN, y), line, size=_TITLE, bold=True)
        y += 24
    for line in lines:
        canvas.text((_MARGIN, y), line, size=PLAIN, colour=MUTED)
        y += 18
    placed = svg.replace("<svg ", f'<svg x="{_MARGIN:g}" y="{begin:g}" ', 1)
    canvas.parts.append(placed)
    for n, line in enumerate(below):
        canvas.text((_MARGIN, end + 18 * n + 12), line, size=PLAIN, colour=MUTED)
    return canvas.svg("slide", title, says)
