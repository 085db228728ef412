"""What security costs: need met by undetected contraband, a line and a mark for each model."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from crossings.outputs.charts.axis import along, scale_to, spread_apart, ticks
from crossings.outputs.charts.canvas import Canvas, Place
from crossings.outputs.charts.colours import DASHES, LINES, MUTED, ORANGE, RULE
from crossings.outputs.charts.lettering import SMALL, leading, wide, wrapped
from crossings.outputs.charts.words import Words

_PLOT, _HEAD = 260.0, 26.0  # the plot is higher where names need it
_ALONE = 26.0
"""Room right of the last place where no names stand there: for the number of a mark."""
_MARK = 6.0
"""Pixels within which marks lie on each other."""


@dataclass(frozen=True)
class Bend:
    """A point of a frontier: undetected truckloads a month, and need met a day."""

    undetected: float
    met: float


@dataclass(frozen=True)
class Curve:
    """The frontier of one model, by what passes undetected."""

    model: str
    bends: tuple[Bend, ...]


@dataclass(frozen=True)
class Standing:
    """Where the plan of a model stands."""

    model: str
    at: Bend


def frontier(
    data: tuple[Curve, ...], words: Words, width: float, plans: tuple[Standing, ...] = ()
) -> str:
    """Lines with a mark at each bend and the model's name at their end; plans as numbered marks."""
    canvas = Canvas(width, mirrored=words.mirrored)
    bends = [bend for curve in data for bend in curve.bends] + [each.at for each in plans]
    right = max(bend.undetected for bend in bends) or 1.0
    high = max(bend.met for bend in bends) or 1.0
    names = max(wide(curve.model, SMALL, bold=True) for curve in data) + 16
    names = min(names, width * 0.3) if len(data) > 1 else _ALONE
    marks = scale_to(high)
    left = max(wide(words.tick(mark), SMALL) for mark in marks) + 10
    labels = [wrapped(curve.model, names - 14, SMALL, bold=True) for curve in data]
    apart = leading(SMALL) * max(map(len, labels)) + 2
    plot = max(_PLOT, apart * len(data))
    room, floor = width - left - names, _HEAD + plot
    canvas.text((0, 12), words.say("frontier.up"), size=SMALL, colour=MUTED)

    def at(bend: Bend) -> Place:
        return left + bend.undetected / right * room, floor - bend.met / marks[-1] * plot

    for mark in marks:
        _, y = at(Bend(0, mark))
        canvas.line((left, y), (left + room, y), RULE)
        told = words.tick(mark)
        canvas.text((left - 6, y + 4), told, size=SMALL, colour=MUTED, anchor="end")
    for mark in ticks(right, 3 if width < 560 else 5):
        x, _ = at(Bend(mark, 0))
        canvas.below(x, floor + 16, words.tick(mark), MUTED)
    along = wrapped(words.say("frontier.along"), width - left, SMALL)
    canvas.height = canvas.lines((left, floor + 36), along, size=SMALL, colour=MUTED) - 5
    ends = [at(curve.bends[-1]) for curve in data]
    heights = spread_apart([y for _, y in ends], apart, _HEAD, floor - apart / 2)
    stand = [at(each.at) for each in plans]
    lines = [[at(bend) for bend in curve.bends] for curve in data]
    for n, curve in enumerate(data):
        colour, dash = LINES[n % len(LINES)], DASHES[n % len(DASHES)]
        places = lines[n]
        if len(places) > 1:
            canvas.polyline(places, colour, 2.2, dash)
        for bend, place in zip(curve.bends, places, strict=True):
            tip = words.say(
                "frontier.tip", model=curve.model, met=words.number(bend.met),
                undetected=words.number(bend.undetected),
            )  # fmt: skip
            with canvas.mark(tip):
                canvas.dot(place, 4, colour)
        if len(data) == 1:
            continue  # the title says whose it is
        beside = left + room + 12
        leader = (ends[n][0] + 5, ends[n][1]), (beside - 3, heights[n])
        others = [*stand, *(place for line in lines for place in line if place != ends[n])]
        far = ends[n][0] + 14 < beside or abs(heights[n] - ends[n][1]) > 3
        if far and not any(_near(place, *leader) for place in others):
            canvas.line(*leader, RULE)
        first = heights[n] + 4 - leading(SMALL) * (len(labels[n]) - 1) / 2
        canvas.lines((beside, first), labels[n], size=SMALL, colour=colour, bold=True)
    _plans(canvas, words, plans, stand, lines)
    return canvas.svg("frontier", words.say("frontier.title"), words.say("frontier.says"))


def _near(place: Place, begin: Place, end: Place) -> bool:
    """Whether a mark lies on a line between two places."""
    return any(math.dist(place, step) < _MARK for step in along(begin, end))


def _plans(
    canvas: Canvas,
    words: Words,
    plans: tuple[Standing, ...],
    places: list[Place],
    lines: list[list[Place]],
) -> None:
    """A numbered mark for each plan, numbers clear of all else, and whose they are below."""
    for each, place in zip(plans, places, strict=True):
        tip = words.say(
            "frontier.tip_plan", model=each.model, met=words.number(each.at.met),
            undetected=words.number(each.at.undetected),
        )  # fmt: skip
        with canvas.mark(tip):
            canvas.diamond(place, 6, ORANGE)
    taken = [*places, *(place for line in lines for place in line)]
    for line in lines:
        for ends in pairwise(line):
            taken += along(*ends)
    for place, numbers in _together(places):
        told = ", ".join(map(str, numbers))
        at = min(_beside(place, wide(told, SMALL, bold=True), canvas.width),
                 key=lambda box: sum(box.holds(each) for each in taken))  # fmt: skip
        taken += [(at.left + k * at.across / 4, at.base - 4) for k in range(5)]
        canvas.text((at.left, at.base), told, size=SMALL, colour=ORANGE, bold=True, halo=True)
    y = canvas.height + 8
    for n, each in enumerate(plans, start=1):
        for part in wrapped(f"{n}  {each.model}", canvas.width, SMALL):
            canvas.text((0, y), part, size=SMALL, colour=MUTED)
            y += leading(SMALL)
    canvas.height = y if plans else canvas.height


def _together(places: list[Place]) -> list[tuple[Place, list[int]]]:
    """Marks that lie on each other, with their numbers."""
    found: list[tuple[Place, list[int]]] = []
    for n, place in enumerate(places, start=1):
        there = next((numbers for at, numbers in found if math.dist(at, place) < _MARK), None)
        if there is None:
            found.append((place, [n]))
        else:
            there.append(n)
    return found


@dataclass(frozen=True)
class _Box:
    """Where a number may stand."""

    left: float
    base: float
    across: float

    def holds(self, place: Place) -> bool:
        """Whether something there would lie under it."""
        x, y = place
        return (
            self.left - 5 < x < self.left + self.across + 5 and self.base - 14 < y < self.base + 5
        )


def _beside(place: Place, across: float, width: float) -> Iterator[_Box]:
    """Boxes around a mark, the one above to the right first."""
    x, y = place
    for base in (y - 6, y + 15, y + 4):
        for left in (x + 9, x - 9 - across):
            if 0 <= left <= width - across:
                yield _Box(left, base, across)
    for base in (y - 12, y + 20):
        yield _Box(min(max(0.0, x - across / 2), width - across), base, across)
