"""From corridor by crossing to area: ribbons as thick as the truckloads a day that pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crossings.outputs.charts.canvas import Canvas
from crossings.outputs.charts.colours import BLUE, MUTED, PALE_BLUE
from crossings.outputs.charts.lettering import SMALL, leading, wrapped
from crossings.outputs.charts.words import Words

_NODE, _GAP, _HEAD = 12.0, 21.0, 11.0
_LEAST = 1e-9


@dataclass(frozen=True)
class Link:
    """Truckloads a day from one place to another, which stand in neighbouring columns."""

    column: int
    origin: str
    target: str
    truckloads: float
    stage: str
    """At which they are counted, in words."""


@dataclass(frozen=True)
class Passage:
    """Columns of places, each with its heading, and what passes between them."""

    headings: tuple[str, ...]
    links: tuple[Link, ...]
    rest: frozenset[str] = frozenset()
    """Places that stand for several, below the others."""

    def places(self, column: int) -> list[str]:
        """Places of a column, in the order in which links name them, the rest last."""
        leaving = [link.origin for link in self.links if link.column == column]
        coming = [link.target for link in self.links if link.column == column - 1]
        return sorted(dict.fromkeys(leaving + coming), key=lambda place: place in self.rest)

    def folded(self, most: int, called: Callable[[int], str]) -> Passage:
        """The same with so many places in a column at most: what carries least is one of them.

        That place is `called` after how many it stands for.
        """
        within: dict[tuple[int, str], str] = {}
        for column in range(len(self.headings)):
            places = self.places(column)
            by_size = sorted(places, key=lambda place: -self.size(column, place))
            small = by_size[most - 1 :] if len(places) > most else []
            within |= {(column, place): called(len(small)) for place in small}
        links: dict[tuple[int, str, str], Link] = {}
        for link in self.links:
            origin = within.get((link.column, link.origin), link.origin)
            target = within.get((link.column + 1, link.target), link.target)
            key = (link.column, origin, target)
            before = links[key].truckloads if key in links else 0.0
            links[key] = Link(*key, before + link.truckloads, link.stage)
        return Passage(self.headings, tuple(links.values()), frozenset(within.values()))

    def stage(self, column: int, place: str) -> str:
        """Stage of what comes to a place; of what leaves it, where nothing comes."""
        coming = [k.stage for k in self.links if (k.column, k.target) == (column - 1, place)]
        leaving = [k.stage for k in self.links if (k.column, k.origin) == (column, place)]
        return (coming or leaving)[0]

    def size(self, column: int, place: str) -> float:
        """Truckloads a day through a place: the more of what comes and what leaves."""
        leaving = sum(k.truckloads for k in self.links if (k.column, k.origin) == (column, place))
        coming = sum(
            k.truckloads for k in self.links if (k.column, k.target) == (column - 1, place)
        )
        return max(leaving, coming)


def passage(data: Passage, words: Words, width: float) -> str:
    """The ribbons, with what passes each place written beside it."""
    columns = range(len(data.headings))
    most = max(len(data.places(column)) for column in columns)
    total = max(sum(data.size(c, place) for place in data.places(c)) for c in columns)
    label = min(150.0, width * 0.25)
    names = {place: wrapped(place, label - 8, SMALL) for c in columns for place in data.places(c)}
    gap = _GAP + leading(SMALL) * max(map(len, names.values()))
    tall = max(220.0, most * (gap + 6))
    scale = (tall - gap * (most - 1)) / max(total, _LEAST)
    headings = [wrapped(heading, label + _NODE, SMALL) for heading in data.headings]
    line = leading(SMALL)
    top = head = _HEAD + line * max(map(len, headings))
    for column in columns:
        for place in data.places(column)[:1]:  # names in many lines reach above their nodes
            above = line * (len(names[place]) - 1) / 2 - data.size(column, place) * scale / 2
            top = max(top, head + above)
    canvas = Canvas(width, top + tall + 18, words.mirrored)
    lefts = [n * (width - label - _NODE) / max(len(columns) - 1, 1) for n in columns]
    tops: dict[tuple[int, str], float] = {}
    for column, heading in enumerate(headings):
        canvas.lines((lefts[column], 11), heading, size=SMALL, colour=MUTED)
        y = top + 6
        for place in data.places(column):
            tops[column, place] = y
            y += data.size(column, place) * scale + gap
    _ribbons(canvas, words, data, lefts, tops, scale)
    for (column, place), top in tops.items():
        size = data.size(column, place)
        told = words.say(
            "passage.tip_place", place=place, truckloads=words.number(size),
            stage=data.stage(column, place),
        )  # fmt: skip
        with canvas.mark(told):
            canvas.rect(lefts[column], top, _NODE, max(size * scale, 1.5), BLUE)
        x, middle = lefts[column] + _NODE + 6, top + size * scale / 2
        first = middle - 1 - leading(SMALL) * (len(names[place]) - 1) / 2
        below = canvas.lines((x, first), names[place], size=SMALL, halo=True)
        canvas.text((x, below), words.number(size), size=SMALL, bold=True, halo=True)
        canvas.height = max(canvas.height, below + 6)
    return canvas.svg("passage", words.say("passage.title"), words.say("passage.says"))


def _ribbons(
    canvas: Canvas,
    words: Words,
    data: Passage,
    lefts: list[float],
    tops: dict[tuple[int, str], float],
    scale: float,
) -> None:
    leaving, coming = dict(tops), dict(tops)
    for link in data.links:
        begin, end = (link.column, link.origin), (link.column + 1, link.target)
        thickness = link.truckloads * scale
        told = words.say(
            "passage.tip", origin=link.origin, target=link.target,
            truckloads=words.number(link.truckloads), stage=link.stage,
        )  # fmt: skip
        with canvas.mark(told):
            one = (lefts[link.column] + _NODE, leaving[begin])
            other = (lefts[link.column + 1], coming[end])
            canvas.band(one, other, max(thickness, 0.7), PALE_BLUE, 0.55)
        leaving[begin] += thickness
        coming[end] += thickness
