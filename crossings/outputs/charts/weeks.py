"""Truckloads a day against need, week by week: a small chart for each category of goods."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from crossings.outputs.charts.axis import every as every_so_many
from crossings.outputs.charts.axis import scale_to
from crossings.outputs.charts.canvas import Canvas, Place
from crossings.outputs.charts.colours import BLUE, INK, MUTED, ORANGE, PALE_BLUE, PAPER, RULE
from crossings.outputs.charts.legend import box, diamond, legend, stroke
from crossings.outputs.charts.lettering import SMALL, wide
from crossings.outputs.charts.words import Words

_PANEL, _FLAT, _HEAD, _FOOT, _GAP, _BETWEEN = 128.0, 96.0, 26.0, 22.0, 34.0, 26.0
_NARROW, _ROUNDING = 560.0, 1e-6
SEEN = 0.05
"""Truckloads a day that are drawn."""


@dataclass(frozen=True)
class Week:
    """A week, or a longer period, of one category; truckloads a day."""

    start: datetime.date
    need: float
    met: float
    arrived: float | None = None
    """None where as much arrives as is met, and nothing is told of it."""

    @property
    def in_time(self) -> float:
        """What is met as it arrives."""
        return self.met if self.arrived is None else min(self.met, self.arrived)

    @property
    def top(self) -> float:
        """What is met, or more where more arrives."""
        return self.met if self.arrived is None else max(self.met, self.arrived)

    @property
    def from_stock(self) -> float:
        """What is met beyond what arrives; below 0 where stock is built."""
        beyond = 0.0 if self.arrived is None else self.met - self.arrived
        return beyond if abs(beyond) > _ROUNDING else 0.0


@dataclass(frozen=True)
class Begin:
    """Where something begins, in weeks from the first, and the day."""

    at: float
    says: str


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
    begins: tuple[Begin, ...] = ()
    """Phases after the first."""


def weeks(data: tuple[Category, ...], words: Words, width: float) -> str:
    """Bars of need met, a stroke at the need, diamonds at counts; a panel for each category.

    What is met from stock stands in another colour, what is put into it as an outline above.
    """
    columns = 1 if width < _NARROW or len(data) == 1 else 2
    tall = _PANEL
    if columns == 2 and not _told(data, words, width / 2) and _told(data, words, width):
        columns, tall = 1, _FLAT
    canvas = Canvas(width, mirrored=words.mirrored)
    every = [week for category in data for week in category.weeks]
    used, put = (any(sign * w.from_stock > SEEN for w in every) for sign in (1, -1))
    signs = [(box(BLUE), words.say("weeks.met_arriving" if used or put else "weeks.met"))]
    signs += [(box(PALE_BLUE), words.say("weeks.from_stock"))] if used else []
    signs += [(box(PAPER, BLUE), words.say("weeks.into_stock"))] if put else []
    signs.append((stroke(INK, 3), words.say("weeks.need")))
    if any(category.begins for category in data):
        signs.append((stroke(MUTED, 1, "4 3"), words.say("weeks.begins")))
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
    figures = (figure for week in category.weeks for figure in (week.met, week.top))
    return max(wide(words.number(figure), SMALL) for figure in figures) + 2


def _panel(
    canvas: Canvas, words: Words, category: Category, at: Place, size: tuple[float, float]
) -> None:
    (left, top), (across, tall) = at, size
    canvas.text((left, top + 14), category.name, bold=True)
    heights = [max(week.need, week.top) for week in category.weeks]
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
    skip = every_so_many(len(category.weeks), across - margin, longest + 10)
    for n, week in enumerate(category.weeks):
        x, bar = left + margin + n * slot, slot * 0.64
        begin, height = x + (slot - bar) / 2, week.in_time * scale
        told = words.say(
            "weeks.tip" if week.arrived is None else "weeks.tip_arrived",
            category=category.name, day=words.day(week.start), met=words.number(week.met),
            need=words.number(week.need), arrived=words.number(week.arrived),
        )  # fmt: skip
        with canvas.mark(told):
            canvas.rect(begin, floor - height, bar, height, BLUE)
            if week.from_stock > SEEN:
                canvas.rect(
                    begin, floor - week.met * scale, bar, week.from_stock * scale, PALE_BLUE
                )
            if week.from_stock < -SEEN:
                canvas.rect(begin, floor - week.top * scale, bar, -week.from_stock * scale, PAPER,
                            stroke=BLUE)  # fmt: skip
            y = floor - week.need * scale
            canvas.line((x + slot * 0.08, y), (x + slot * 0.92, y), INK, 3)
        if n % skip == 0:
            canvas.below(x + slot / 2, floor + 16, words.day(week.start), MUTED)
    reach = left
    for line in category.begins:
        x = left + margin + line.at * slot
        canvas.line((x, top + 18), (x, floor), MUTED, 1, "4 3")
        if x + 3 >= reach and x + 3 + wide(line.says, SMALL) <= left + across:
            canvas.text((x + 3, top + _HEAD), line.says, size=SMALL, colour=MUTED, halo=True)
            reach = x + 3 + wide(line.says, SMALL) + 4
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
        middle = left + margin + (n + 0.5) * slot
        figure, told = (middle, floor - _above(category, n, slot, scale)), words.number(week.top)
        canvas.text(figure, told, size=SMALL, colour=BLUE, anchor="middle", halo=True)
        if week.from_stock < -SEEN and week.met * scale > 16:  # what is met stands in its bar
            within = (middle, floor - week.met * scale + 12)
            canvas.text(within, words.number(week.met), size=SMALL, colour=PAPER, anchor="middle")


def _above(category: Category, n: int, slot: float, scale: float) -> float:
    """How high the figure of a bar stands: above it, and above what else would run through it."""
    week = category.weeks[n]
    lines = [(week.need * scale, 2.0)]
    for each in category.counted:
        if n in each.weeks:
            middle = (each.weeks.start + each.weeks.stop) / 2
            near = abs(n + 0.5 - middle) * slot < slot / 2 + 8  # its diamond
            lines.append((each.truckloads * scale, 7.0 if near else 2.0))
    height = week.top * scale + 5
    for line, half in sorted(lines):
        if height - 3 < line + half and line - half < height + 10:
            height = line + half + 4
    return height
