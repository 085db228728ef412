"""A drawing in SVG: shapes and words at places counted from where reading begins.

Words written from right to left have their drawing mirrored: x grows in the direction of reading,
and a text that starts at a place starts there for a reader of either.
"""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from crossings.outputs.charts.colours import INK, PAPER
from crossings.outputs.charts.lettering import PLAIN, SMALL, leading, wide
from crossings.wording import on_a_page

FONTS = "'Noto Sans', 'Noto Sans Arabic', 'Segoe UI', 'DejaVu Sans', Arial, sans-serif"
_HALO = f' stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
_OTHER_END = {"start": "end", "end": "start", "middle": "middle"}
_FROM_RIGHT, _ENDS = "\u202b", "\u202c"
"""Marks around words that are read from right to left among others that are not."""
Place = tuple[float, float]
PAGE = 1.3
"""Height of a drawing, by its width, up to which it is read when shrunk to a page of paper: its
smallest words are then of 6 points."""


@dataclass
class Canvas:
    """A drawing in the making."""

    width: float
    height: float = 0.0
    mirrored: bool = False
    from_right: bool = False
    """Whether words are read from right to left though nothing is mirrored, as on a map."""
    parts: list[str] = field(default_factory=list)

    def _x(self, x: float) -> float:
        return self.width - x if self.mirrored else x

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, *, stroke: str = ""
    ) -> None:
        """A rectangle that begins at x."""
        left = self._x(x) - width if self.mirrored else x
        line = f' stroke="{stroke}"' if stroke else ""
        size = f'width="{_n(max(width, 0))}" height="{_n(max(height, 0))}"'
        self.parts.append(f'<rect x="{_n(left)}" y="{_n(y)}" {size} fill="{fill}"{line}/>')

    def line(
        self, one: Place, other: Place, colour: str = INK, width: float = 1, dash: str = ""
    ) -> None:
        """A straight line."""
        ends = (self._x(one[0]), one[1], self._x(other[0]), other[1])
        at = " ".join(f'{k}="{_n(v)}"' for k, v in zip(("x1", "y1", "x2", "y2"), ends, strict=True))
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(f'<line {at} stroke="{colour}" stroke-width="{_n(width)}"{dashed}/>')

    def polyline(
        self, places: Iterable[Place], colour: str = INK, width: float = 2, dash: str = ""
    ) -> None:
        """A line through places."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<polyline points="{self._points(places)}" fill="none" stroke="{colour}" '
            f'stroke-width="{_n(width)}" stroke-linejoin="round"{dashed}/>'
        )

    def area(self, places: Iterable[Place], fill: str, *, stroke: str = "none") -> None:
        """A filled shape with corners at places."""
        points = self._points(places)
        self.parts.append(f'<polygon points="{points}" fill="{fill}" stroke="{stroke}"/>')

    def rings(self, rings: Iterable[Iterable[Place]], fill: str, stroke: str) -> None:
        """A filled shape of several rings, with holes where they lie within each other."""
        path = "".join(f"M{self._points(ring)}Z" for ring in rings)
        self.parts.append(f'<path d="{path}" fill="{fill}" stroke="{stroke}" fill-rule="evenodd"/>')

    def band(self, one: Place, other: Place, thickness: float, fill: str, opacity: float) -> None:
        """A ribbon of a thickness from one place to another, its upper edge through both."""
        (x1, y1), (x2, y2) = (self._x(one[0]), one[1]), (self._x(other[0]), other[1])
        middle, low = (x1 + x2) / 2, thickness
        path = (
            f"M{_n(x1)},{_n(y1)}C{_n(middle)},{_n(y1)} {_n(middle)},{_n(y2)} {_n(x2)},{_n(y2)}"
            f"V{_n(y2 + low)}C{_n(middle)},{_n(y2 + low)} {_n(middle)},{_n(y1 + low)} "
            f"{_n(x1)},{_n(y1 + low)}Z"
        )
        self.parts.append(f'<path d="{path}" fill="{fill}" fill-opacity="{_n(opacity)}"/>')

    def dot(self, at: Place, radius: float, fill: str) -> None:
        """A round mark."""
        self.parts.append(
            f'<circle cx="{_n(self._x(at[0]))}" cy="{_n(at[1])}" r="{_n(radius)}" fill="{fill}" '
            f'stroke="{PAPER}"/>'
        )

    def diamond(self, at: Place, radius: float, fill: str) -> None:
        """A mark that stands on a corner."""
        x, y = at
        corners = [(x - radius, y), (x, y - radius), (x + radius, y), (x, y + radius)]
        self.area(corners, fill, stroke=PAPER)

    def text(
        self,
        at: Place,
        words: str,
        *,
        size: float = PLAIN,
        colour: str = INK,
        anchor: str = "start",
        bold: bool = False,
        turned: float = 0.0,
        halo: bool = False,
    ) -> None:
        """Words that start, have their middle or end at a place, on its base line.

        With a halo lines that run behind them stop short of them.
        """
        words = on_a_page(words)
        if (self.mirrored or self.from_right) and any(map(_from_right, words)):
            words = f"{_FROM_RIGHT}{words}{_ENDS}"
        if self.mirrored:
            anchor, turned = _OTHER_END[anchor], -turned
        x = self._x(at[0])
        turn = f' transform="rotate({_n(turned)} {_n(x)} {_n(at[1])})"' if turned else ""
        weight = ' font-weight="600"' if bold else ""
        around = _HALO if halo else ""
        self.parts.append(
            f'<text x="{_n(x)}" y="{_n(at[1])}" font-size="{_n(size)}" fill="{colour}" '
            f'text-anchor="{anchor}"{weight}{around}{turn}>{escape(words)}</text>'
        )

    def lines(
        self,
        at: Place,
        lines: Iterable[str],
        *,
        size: float = PLAIN,
        colour: str = INK,
        bold: bool = False,
        halo: bool = False,
    ) -> float:
        """Lines of words from a place down, the first on its base line; where the next would be."""
        x, y = at
        for line in lines:
            self.text((x, y), line, size=size, colour=colour, bold=bold, halo=halo)
            y += leading(size)
        return y

    def label(self, x: float, middle: float, lines: Sequence[str]) -> None:
        """A name beside a row of which `middle` is the height."""
        first = middle + PLAIN * 0.36 - (len(lines) - 1) / 2 * leading(PLAIN)
        self.lines((x, first), lines)

    def below(self, x: float, y: float, words: str, colour: str) -> None:
        """Small words with their middle at x, or as near to it as the drawing is wide."""
        half = wide(words, SMALL) / 2
        at = (min(max(x, half), self.width - half), y)
        self.text(at, words, size=SMALL, colour=colour, anchor="middle")

    @contextlib.contextmanager
    def mark(self, says: str) -> Iterator[None]:
        """What is drawn meanwhile is one mark; `says` is shown to whoever points at it."""
        self.parts.append(f'<g class="mark"><title>{escape(on_a_page(says))}</title>')
        yield
        self.parts.append("</g>")

    def svg(self, name: str, title: str, says: str) -> str:
        """The whole drawing, with what it is called and what it shows in words."""
        size = f"{_n(self.width)} {_n(self.height)}"
        told = f"{name}-{self.width:.0f}"
        title, says = on_a_page(title), on_a_page(says)
        drawn = "".join(self.parts)
        marks = drawn.count('class="mark"')
        tall = ' class="tall"' if self.height > PAGE * self.width else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {size}" '
            f'width="{_n(self.width)}" height="{_n(self.height)}" direction="ltr" '
            f'aria-labelledby="{told}-title {told}-desc" font-family="{FONTS}" '
            f'data-chart="{name}" data-marks="{marks}"{tall}>'
            f'<title id="{told}-title">{escape(title)}</title>'
            f'<desc id="{told}-desc">{escape(says)}</desc>{drawn}</svg>'
        )

    def _points(self, places: Iterable[Place]) -> str:
        return " ".join(f"{_n(self._x(x))},{_n(y)}" for x, y in places)


def _from_right(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("R", "AL")


def _n(value: float) -> str:
    """A number to a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")
