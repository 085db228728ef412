"""A schematic map: crossings at their coordinates, and the user's own boundaries behind them.

Degrees become a plane by the cosine of the middle latitude. It is never mirrored: east is right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from crossings.outputs.charts.axis import along, spread_apart
from crossings.outputs.charts.canvas import Canvas, Place
from crossings.outputs.charts.colours import FAINT, INK, MUTED, ORANGE, PAPER, shade
from crossings.outputs.charts.lettering import SMALL, leading, wide, wrapped
from crossings.outputs.charts.outlines import outline
from crossings.outputs.charts.words import Words

_KM_A_DEGREE = 111.2
_MARGIN, _TALLEST = 34.0, 460.0
_TALLEST_OF_POINTS = 240.0
"""Where there are no outlines, points far apart say no more than points nearby."""
_LARGEST = 20.0
Ring = Sequence[Place]
"""Longitude and latitude of the corners."""


@dataclass(frozen=True)
class Post:
    """A crossing; truckloads a day released there, mean of the horizon."""

    name: str
    lat: float
    lon: float
    approximate: bool
    truckloads: float


@dataclass(frozen=True)
class Region:
    """An area within the user's boundaries; `share` of need met, None where it is no area here."""

    name: str
    rings: tuple[Ring, ...]
    share: float | None
    told_as: str
    """The text that says of which need it is the share, or why there is none."""


@dataclass(frozen=True)
class Surroundings:
    """All that a map shows."""

    posts: tuple[Post, ...]
    regions: tuple[Region, ...]


def place_map(data: Surroundings, words: Words, width: float) -> str:
    """Regions shaded by coverage; crossings as dots as large as what they release."""
    corners = [corner for region in data.regions for ring in region.rings for corner in ring]
    lons = [x for x, _ in corners] + [post.lon for post in data.posts]
    lats = [y for _, y in corners] + [post.lat for post in data.posts]
    west, north, south = min(lons), max(lats), min(lats)
    squeeze = math.cos(math.radians((south + north) / 2))
    across = max((max(lons) - west) * squeeze, 0.02)
    down = max(north - south, 0.02)
    needed = (
        max(wide(post.name, SMALL, bold=True), wide(_flow(post, words), SMALL))
        for post in data.posts
    )
    label = min(max(needed) + 14, width * 0.5)
    labels = [_label(post, words, label - 8) for post in data.posts]
    apart = leading(SMALL) * max(len(name) + len(flow) for name, flow in labels) + 4
    room = width - label - 2 * _MARGIN
    tallest = (_TALLEST if data.regions else _TALLEST_OF_POINTS) - 2 * _MARGIN
    scale = min(room / across, tallest / down)  # pixels a degree of latitude
    tall = max(down * scale, apart * len(data.posts)) + 2 * _MARGIN
    left = _MARGIN + (room - across * scale) / 2
    top = (tall - down * scale) / 2

    def at(lon: float, lat: float) -> Place:
        return left + (lon - west) * squeeze * scale, top + (north - lat) * scale

    canvas = Canvas(width, tall + 40, from_right=words.mirrored)
    canvas.rect(0, 0, width, tall, "#f7f9fa")
    for region in data.regions:
        told = words.say(region.told_as, area=region.name, share=words.share(region.share))
        fill = FAINT if region.share is None else shade(region.share)
        with canvas.mark(told):
            canvas.rings(outline([at(*c) for c in ring] for ring in region.rings), fill, MUTED)
    places = [at(post.lon, post.lat) for post in data.posts]
    heights = spread_apart([y for _, y in places], apart, apart / 2, tall - apart / 2)
    ends = [(width - label, y) for y in heights]
    _posts(canvas, words, data.posts, places, ends)
    for (x, y), (name, flow) in zip(ends, labels, strict=True):
        first = y + 12 - leading(SMALL) * (len(name) + len(flow)) / 2
        below = canvas.lines((x + 5, first), name, size=SMALL, bold=True)
        canvas.lines((x + 5, below), flow, size=SMALL, colour=MUTED)
    _scale(canvas, words, scale, tall)
    return canvas.svg("map", words.say("map.title"), words.say("map.says"))


def _posts(
    canvas: Canvas, words: Words, posts: Sequence[Post], places: list[Place], ends: list[Place]
) -> None:
    """Dots, each with a line to where it is named; the smaller lie above the larger."""
    most = max((post.truckloads for post in posts), default=0.0) or 1.0
    radii = [max(4.0, _LARGEST * math.sqrt(post.truckloads / most) * 0.7) for post in posts]
    dots = [*zip(places, radii, strict=True)]
    drawn = zip(posts, dots, ends, strict=True)
    for post, (place, radius), end in sorted(drawn, key=lambda each: -each[0].truckloads):
        key = "map.tip_approximate" if post.approximate else "map.tip"
        told = words.say(
            key, crossing=post.name, lat=f"{post.lat:.4f}", lon=f"{post.lon:.4f}",
            truckloads=words.number(post.truckloads),
        )  # fmt: skip
        with canvas.mark(told):
            for one, other in pairwise(_way(place, end, [at for at in dots if at[0] != place])):
                canvas.line(one, other, MUTED, 0.8)
            canvas.dot(place, radius, ORANGE)


def _way(place: Place, end: Place, others: Sequence[tuple[Place, float]]) -> list[Place]:
    """A line to a name that passes no other dot: straight, or bent as little as that takes."""
    across, aside = end[0] - place[0], max((radius for _, radius in others), default=0.0) + 4
    ways = [[place, end]]
    for off in (0.0, -aside, aside, -2 * aside, 2 * aside):
        ways += ([place, (place[0] + across * k / 12, end[1] + off), end] for k in range(12))

    def passed(way: list[Place]) -> int:
        steps = [step for ends in pairwise(way) for step in along(*ends)]
        return sum(any(math.dist(at, step) < radius + 2 for step in steps) for at, radius in others)

    return min(ways, key=passed)


def _label(post: Post, words: Words, room: float) -> tuple[list[str], list[str]]:
    """What stands beside a crossing: its name, and below it what passes."""
    return wrapped(post.name, room, SMALL, bold=True), wrapped(_flow(post, words), room, SMALL)


def _flow(post: Post, words: Words) -> str:
    return words.say("map.flow", truckloads=words.number(post.truckloads))


def _scale(canvas: Canvas, words: Words, scale: float, y: float) -> None:
    """A bar of a round length in kilometres, and north."""
    pixels = scale / _KM_A_DEGREE
    kilometres = next((k for k in (1, 2, 5, 10, 20, 50, 100) if k * pixels >= 40), 200)
    canvas.line((_MARGIN, y + 22), (_MARGIN + kilometres * pixels, y + 22), INK, 2)
    at = (_MARGIN + kilometres * pixels + 8, y + 26)
    canvas.text(at, words.say("map.kilometres", kilometres=kilometres), size=SMALL, colour=MUTED)
    canvas.area([(10, y + 28), (15, y + 12), (20, y + 28)], INK, stroke=PAPER)
