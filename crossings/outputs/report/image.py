"""A chart as a picture of dots, by an optional library."""

from __future__ import annotations

import re

from crossings.errors import SurroundingsError

_FROM_RIGHT = re.compile(r"<text([^>]*>[^<]*[\u0590-\u08ff])")
_FONTS = "'Segoe UI', 'DejaVu Sans', Arial, 'Noto Sans Arabic', sans-serif"
"""Fonts that have letters of both directions: what the first one lacks, the library takes from any
font that has it, be it bold or not."""
_SHARPNESS = 2.0
"""Dots of the picture for each unit of the drawing."""


def picture(svg: str) -> bytes:
    """A PNG of a drawing, twice as fine as it is shown."""
    try:
        import resvg_py
    except ImportError as error:
        told = "--format png needs resvg-py: pip install 'crossings[images]', or take --format svg"
        raise SurroundingsError(told) from error
    svg = _FROM_RIGHT.sub(rf'<text font-family="{_FONTS}"\1', svg)
    made = resvg_py.svg_to_bytes(
        svg_string=svg, zoom=_SHARPNESS, background="#ffffff",
        font_family="Noto Sans", sans_serif_family="DejaVu Sans",
    )  # fmt: skip
    return bytes(made)
