"""What security costs: need met by undetected contraband, a line and a mark for each model."""

from __future__ import annotations

from dataclasses import dataclass

from crossings.outputs.charts.axis import scale_to, spread_apart, ticks
from crossings.outputs.charts.canvas import Canvas
from crossings.outputs.charts.colours import DASHES, INK, LINES, MUTED, ORANGE, RULE
from crossings.outputs.charts.lettering import SMALL, leading, wide, wrapped
from crossings.outputs.charts.words import Words

_PLOT, _HEAD = 260.0, 26.0  # the plot is higher where names need it


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
    names = min(names, width * 0.3)
    marks = scale_to(high)
    left = max(wide(words.tick(mark), SMALL) for mark in marks) + 10
    labels = [wrapped(curve.model, names - 14, SMALL, bold=True) for curve in data]
    apart = leading(SMALL) * max(map(len, labels)) + 2
    plot = max(_PLOT, apart * len(data))
    room, floor = width - left - names, _HEAD + plot
    canvas.text((0, 12), words.say("frontier.up"), size=SMALL, colour=MUTED)

    def at(bend: Bend) -> tuple[float, float]:
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
    for n, curve in enumerate(data):
        colour, dash = LINES[n % len(LINES)], DASHES[n % len(DASHES)]
        places = [at(bend) for bend in curve.bends]
        if len(places) > 1:
            canvas.polyline(places, colour, 2.2, dash)
        for bend, place in zip(curve.bends, places, strict=True):
            tip = words.say(
                "frontier.tip", model=curve.model, met=words.number(bend.met),
                undetected=words.number(bend.undetected),
            )  # fmt: skip
            with canvas.mark(tip):
                canvas.dot(place, 4, colour)
        beside = left + room + 12
        if ends[n][0] + 14 < beside or abs(heights[n] - ends[n][1]) > 3:
            canvas.line((ends[n][0] + 5, ends[n][1]), (beside - 3, heights[n]), RULE)
        ink = colour if len(data) > 1 else INK
        first = heights[n] + 4 - leading(SMALL) * (len(labels[n]) - 1) / 2
        canvas.lines((beside, first), labels[n], size=SMALL, colour=ink, bold=True)
    _plans(canvas, words, plans, [at(each.at) for each in plans])
    return canvas.svg("frontier", words.say("frontier.title"), words.say("frontier.says"))


def _plans(
    canvas: Canvas, words: Words, plans: tuple[Standing, ...], places: list[tuple[float, float]]
) -> None:
    """A numbered mark for each plan, numbers clear of each other, and whose they are below."""
    taken: list[tuple[float, float]] = []
    for n, (each, (x, y)) in enumerate(zip(plans, places, strict=True), start=1):
        tip = words.say(
            "frontier.tip_plan", model=each.model, met=words.number(each.at.met),
            undetected=words.number(each.at.undetected),
        )  # fmt: skip
        with canvas.mark(tip):
            canvas.diamond((x, y), 6, ORANGE)
        beside, level = min(x + 13, canvas.width - 6), y - 6
        while any(abs(beside - u) < 14 and abs(level - v) < 13 for u, v in taken):
            level -= 13
        taken.append((beside, level))
        canvas.text((beside, level), str(n), size=SMALL, colour=ORANGE, anchor="middle", bold=True,
                    halo=True)  # fmt: skip
    y = canvas.height + 8
    for n, each in enumerate(plans, start=1):
        for line in wrapped(f"{n}  {each.model}", canvas.width, SMALL):
            canvas.text((0, y), line, size=SMALL, colour=MUTED)
            y += leading(SMALL)
    canvas.height = y if plans else canvas.height
