"""Few colours, told apart by their lightness alone, so that they hold in greyscale as well."""

from __future__ import annotations

INK, MUTED, RULE, FAINT, PAPER = "#1b2733", "#55616d", "#d5dbe1", "#eef1f4", "#ffffff"
BLUE, PALE_BLUE, ORANGE, PALE_ORANGE = "#1f5a93", "#a9c6e3", "#b4470f", "#f0c3a4"
LINES = (BLUE, ORANGE, "#3d8f7c", "#6b4c9a", "#8a6d00", "#555555", "#b03a6e")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "12 4", "1 2")
_SCALE = ((0xF1, 0xF5, 0xFA), (0x7F, 0xB0, 0xDA), (0x0E, 0x3E, 0x73))
_READABLE_ON_DARK = 0.52
"""Share from which white is read better than ink on the colour of it."""


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


def ink_on(share: float) -> str:
    """The colour of words on the shade of a share."""
    return PAPER if share > _READABLE_ON_DARK + 0.1 else INK
