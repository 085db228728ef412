"""Truckloads a day against need, week by week: a small chart for each category of goods."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from crossings.outputs.charts.axis import every, scale_to
from crossings.outputs.charts.canvas import Canvas, Place
from crossings.outputs.charts.colours import BLUE, INK, MUTED, ORANGE, PAPER, RULE
from crossings.outputs.charts.legend import box, diamond, legend, stroke
from crossings.outputs.charts.lettering import SMALL, wide
from crossings.outputs.charts.words import Words

_PANEL, _FLAT, _HEAD, _FOOT, _GAP, _BETWEEN = 128.0, 96.0, 26.0, 22.0, 34.0, 26.0
_NARROW = 560.0


@dataclass(frozen=True)
class Week:
    """A week, or a longer period, of one category; truckloads a day."""

    start: datetime.date
    need: float
    met: float


@dataclass(frozen=True)
class Counted:
    """What one source counted of a category over some of its weeks; truckloads a day."""

    weeks: range
    truckloads: float
    when: str
    """At which stage, from when to when, and by whom."""


@dataclass(frozen=True)
class Category:
    """The weeks of one category."""

    name: str
    weeks: tuple[Week, ...]
    counted: tuple[Counted, ...] = ()


def weeks(data: tuple[Category, ...], words: Words, width: float) -> str:
    """Bars of need met, a stroke at the need, diamonds at counts; a panel for each category."""
    columns = 1 if width < _NARROW or len(data) == 1 else 2
    tall = _PANEL
    if columns == 2 and not _told(data, words, width / 2) and _told(data, words, width):
        columns, tall = 1, _FLAT
    canvas = Canvas(width, mirrored=words.mirrored)
    signs = [(box(BLUE), words.say("weeks.met")), (stroke(INK, 3), words.say("weeks.need"))]
    if any(category.counted for category in data):
        signs.append((diamond(ORANGE), words.say("weeks.counted")))
    top = legend(canvas, signs)
    across = (width - _GAP * (columns - 1)) / columns
    down = _HEAD + tall + _FOOT + _BETWEEN
    for n, category in enumerate(data):
        left, row = (n % columns) * (across + _GAP), n // columns
        _panel(canvas, words, category, (left, top + row * down), (across, tall))
    canvas.height = top + -(-len(data) // columns) * down - _BETWEEN + 6
    return canvas.svg("weeks", words.say("weeks.title"), words.say("weeks.says"))


def _told(data: tuple[Category, ...], words: Words, across: float) -> bool:
    """Whether every panel so wide has room for its figures."""
    return all(len(each.weeks) * _slot(each, words) + 48 <= across for each in data)


def _slot(category: Category, words: Words) -> float:
    """What the longest figure of a week takes."""
    return max(wide(words.number(week.met), SMALL) for week in category.weeks) + 2


def _panel(
    canvas: Canvas, words: Words, category: Category, at: Place, size: tuple[float, float]
) -> None:
    (left, top), (across, tall) = at, size
    canvas.text((left, top + 14), category.name, bold=True)
    heights = [max(week.need, week.met) for week in category.weeks]
    heights += [each.truckloads for each in category.counted]
    marks = scale_to(max(heights, default=0.0) or 1.0)
    margin = max(wide(words.tick(mark), SMALL) for mark in marks) + 8
    floor, scale = top + _HEAD + tall, (tall - 16) / marks[-1]
    for mark in marks:
        y = floor - mark * scale
        canvas.line((left + margin, y), (left + across, y), RULE)
        beside = (left + margin - 6, y + 4)
        canvas.text(beside, words.tick(mark), size=SMALL, colour=MUTED, anchor="end")
    slot = (across - margin) / len(category.weeks)
    longest = max(wide(words.day(week.start), SMALL) for week in category.weeks)
    skip = every(len(category.weeks), across - margin, longest + 10)
    for n, week in enumerate(category.weeks):
        x, bar = left + margin + n * slot, slot * 0.64
        begin, height = x + (slot - bar) / 2, week.met * scale
        told = words.say(
            "weeks.tip", category=category.name, day=words.day(week.start),
            met=words.number(week.met), need=words.number(week.need),
        )  # fmt: skip
        with canvas.mark(told):
            canvas.rect(begin, floor - height, bar, height, BLUE)
            y = floor - week.need * scale
            canvas.line((x + slot * 0.08, y), (x + slot * 0.92, y), INK, 3)
        if n % skip == 0:
            canvas.below(x + slot / 2, floor + 16, words.day(week.start), MUTED)
    for counted in category.counted:
        first, end = (left + margin + n * slot for n in (counted.weeks.start, counted.weeks.stop))
        y = floor - counted.truckloads * scale
        told = words.say(
            "weeks.tip_counted", category=category.name, when=counted.when,
            counted=words.number(counted.truckloads),
        )  # fmt: skip
        with canvas.mark(told):
            for colour, thick in ((PAPER, 3.6), (ORANGE, 1.6)):  # to be seen on bars in greyscale
                canvas.line((first + 3, y), (end - 3, y), colour, thick)
            canvas.diamond(((first + end) / 2, y), 6, ORANGE)
    if slot < _slot(category, words):
        return
    for n, week in enumerate(category.weeks):
        figure = (left + margin + (n + 0.5) * slot, floor - _above(category, n, slot, scale))
        told = words.number(week.met)
        canvas.text(figure, told, size=SMALL, colour=BLUE, anchor="middle", halo=True)


def _above(category: Category, n: int, slot: float, scale: float) -> float:
    """How high the figure of a bar stands: above it, and above what else would run through it."""
    week = category.weeks[n]
    lines = [(week.need * scale, 2.0)]
    for each in category.counted:
        if n in each.weeks:
            middle = (each.weeks.start + each.weeks.stop) / 2
            near = abs(n + 0.5 - middle) * slot < slot / 2 + 8  # its diamond
            lines.append((each.truckloads * scale, 7.0 if near else 2.0))
    height = week.met * scale + 5
    for line, half in sorted(lines):
        if height - 3 < line + half and line - half < height + 10:
            height = line + half + 4
    return height
