"""Few colours, told apart by their lightness alone, so that they hold in greyscale as well."""

from __future__ import annotations

INK, MUTED, RULE, FAINT, PAPER = "#1b2733", "#55616d", "#d5dbe1", "#eef1f4", "#ffffff"
BLUE, PALE_BLUE, ORANGE = "#1f5a93", "#a9c6e3", "#b4470f"
LINES = (BLUE, ORANGE, "#3d8f7c", "#6b4c9a", "#8a6d00", "#555555", "#b03a6e")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "12 4", "1 2")
_SCALE = ((0xF1, 0xF5, 0xFA), (0x7F, 0xB0, 0xDA), (0x0E, 0x3E, 0x73))
_BLACK, _READABLE = "#000000", 4.5
"""Contrast from which small words are read, by WCAG 2.1; on any colour white or black has it."""


def shade(share: float) -> str:
    """The colour of a share: the more, the darker.

    >>> shade(0), shade(1)
    ('#f1f5fa', '#0e3e73')
    """
    place = min(max(share, 0.0), 1.0) * (len(_SCALE) - 1)
    below = min(int(place), len(_SCALE) - 2)
    mixed = (
        round(low + (high - low) * (place - below))
        for low, high in zip(_SCALE[below], _SCALE[below + 1], strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)


def ink_on(fill: str) -> str:
    """The colour of words on a colour: ink, where it is read, else white or black.

    >>> ink_on("#ffffff"), ink_on("#0e3e73")
    ('#1b2733', '#ffffff')
    """
    inks = (INK, PAPER, _BLACK)
    return next(ink for ink in inks if contrast(ink, fill) >= _READABLE)


def contrast(one: str, other: str) -> float:
    """The lightness of two colours beside each other, from 1 to 21.

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.1."""
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
