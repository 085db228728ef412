"""The stages that truckloads pass, from manifested to met, and what is lost between them."""

from __future__ import annotations

from dataclasses import dataclass

from crossings.outputs.charts.canvas import Canvas
from crossings.outputs.charts.colours import BLUE, INK, MUTED, PALE_BLUE, PAPER
from crossings.outputs.charts.lettering import SMALL, leading, wide, wrapped
from crossings.outputs.charts.words import Words

_BAR, _LEAST_GAP = 24.0, 22.0


@dataclass(frozen=True)
class Stage:
    """Truckloads a day at a stage."""

    name: str
    truckloads: float
    change: str
    """What happens on the way to the next stage, in words; empty where nothing does."""


def funnel(data: tuple[Stage, ...], words: Words, width: float) -> str:
    """A bar for each stage, below it what becomes of the rest."""
    canvas = Canvas(width, mirrored=words.mirrored)
    label = max(wide(stage.name) for stage in data) + 14
    highest = max(stage.truckloads for stage in data) or 1.0
    room = width - label - 6
    top = 0.0
    for n, stage in enumerate(data):
        length = stage.truckloads / highest * room
        canvas.text((0, top + 17), stage.name)
        told = words.number(stage.truckloads)
        with canvas.mark(words.say("funnel.tip", stage=stage.name, truckloads=told)):
            canvas.rect(label, top, length, _BAR, BLUE)
            within = length > wide(told, bold=True) + 16
            colour = PAPER if within else INK
            at = (label + length - 8, top + 17) if within else (label + length + 6, top + 17)
            canvas.text(at, told, colour=colour, bold=True, anchor="end" if within else "start")
        if n + 1 < len(data):
            after = data[n + 1].truckloads / highest * room
            change = wrapped(stage.change, max(min(length, after) - 10, room / 2), SMALL)
            following = top + _BAR + max(_LEAST_GAP, 9 + leading(SMALL) * len(change))
            corners = [(label, top + _BAR), (label + length, top + _BAR)]
            corners += [(label + after, following), (label, following)]
            canvas.area(corners, PALE_BLUE + "66")
            canvas.lines((label + 8, top + _BAR + 15), change, size=SMALL, colour=MUTED)
            top = following
    canvas.height = top + _BAR + 4
    return canvas.svg("funnel", words.say("funnel.title"), words.say("funnel.says"))
