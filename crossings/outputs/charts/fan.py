"""How a day's truckloads spread over many futures: two bands, the middle, and the plan."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass

from crossings.outputs.charts.axis import every, scale_to
from crossings.outputs.charts.canvas import Canvas, Place
from crossings.outputs.charts.colours import BLUE, MUTED, ORANGE, PALE_BLUE, RULE
from crossings.outputs.charts.legend import box, legend, stroke
from crossings.outputs.charts.lettering import SMALL, wide, wrapped
from crossings.outputs.charts.words import Words

_PANEL, _FOOT, _BETWEEN = 150.0, 22.0, 18.0
_NARROW, _GAP = 560.0, 34.0
_MANY = 4
"""Panels beyond which they stand in two columns: on paper they are read without being shrunk."""
_OUTER, _INNER = "#dbe7f2", PALE_BLUE


@dataclass(frozen=True)
class Spreading:
    """A day: what the plan says, and quantiles of the futures; nan where too few lie beyond one."""

    start: datetime.date
    planned: float
    p5: float
    p25: float
    p50: float
    p75: float
    p95: float


@dataclass(frozen=True)
class Fan:
    """One figure of one model, day by day."""

    name: str
    days: tuple[Spreading, ...]
    figure: str = ""
    """Which figure it is: panels of the same have one scale."""


def fan(data: tuple[Fan, ...], words: Words, width: float) -> str:
    """A panel for each, one below the other, over the same days; many of them in two columns."""
    canvas = Canvas(width, mirrored=words.mirrored)
    signs = [
        *[(box(_OUTER, RULE), words.say("fan.outer"))] * _told(data, "p95"),
        *[(box(_INNER), words.say("fan.inner"))] * _told(data, "p75"),
        *[(stroke(BLUE), words.say("fan.middle"))] * _told(data, "p50"),
        (stroke(ORANGE, 2, "5 3"), words.say("fan.planned")),
    ]
    top = legend(canvas, signs) + 4
    columns = 2 if width >= _NARROW and len(data) > _MANY else 1
    across = (width - _GAP * (columns - 1)) / columns
    names = [wrapped(each.name, across, bold=True) for each in data]
    for n in range(0, len(data), columns):
        head = 16 * max(map(len, names[n : n + columns])) + 8
        for column, each in enumerate(data[n : n + columns]):
            left = column * (across + _GAP)
            for line, said in enumerate(names[n + column]):
                canvas.text((left, top + 12 + 16 * line), said, bold=True)
            marks = scale_to(max(map(_highest, (x for x in data if x.figure == each.figure))) or 1)
            _panel(canvas, words, each, marks, (left, top + head), left + across)
        top += head + _PANEL + _FOOT + _BETWEEN
    canvas.height = top - _BETWEEN + 4
    return canvas.svg("fan", words.say("fan.title"), words.say("fan.says"))


def _told(data: tuple[Fan, ...], quantile: str) -> bool:
    """Whether there are futures enough for a quantile."""
    return not math.isnan(getattr(data[0].days[0], quantile))


def _highest(data: Fan) -> float:
    """The most that a panel shows."""
    tops = ((day.planned, day.p50, day.p75, day.p95) for day in data.days)
    return max(top for day in tops for top in day if not math.isnan(top))


def _panel(
    canvas: Canvas, words: Words, data: Fan, marks: list[float], at: Place, right: float
) -> None:
    begin, top = at
    left = begin + max(wide(words.tick(mark), SMALL) for mark in marks) + 8
    floor, slot = top + _PANEL, (right - left) / len(data.days)
    scale = (_PANEL - 6) / marks[-1]
    for mark in marks:
        y = floor - mark * scale
        canvas.line((left, y), (right, y), RULE)
        told = words.tick(mark)
        canvas.text((left - 6, y + 4), told, size=SMALL, colour=MUTED, anchor="end")

    def line(values: list[float]) -> list[tuple[float, float]]:
        """Steps, each a day long."""
        return [
            (left + (n + side) * slot, floor - value * scale)
            for n, value in enumerate(values)
            for side in (0, 1)
        ]

    days = data.days
    for low, up, fill in (
        ([d.p5 for d in days], [d.p95 for d in days], _OUTER),
        ([d.p25 for d in days], [d.p75 for d in days], _INNER),
    ):
        if not math.isnan(up[0]):
            canvas.area([*line(up), *reversed(line(low))], fill)
    if not math.isnan(days[0].p50):
        canvas.polyline(line([d.p50 for d in days]), BLUE, 2)
    canvas.polyline(line([d.planned for d in days]), ORANGE, 1.6, "5 3")
    longest = max(wide(words.day(day.start), SMALL) for day in days)
    skip = every(len(days), right - left, longest + 12)
    for n, day in enumerate(days):
        tip = words.say(
            "fan.tip", what=data.name, day=words.day(day.start), p5=words.number(day.p5),
            p50=words.number(day.p50), p95=words.number(day.p95),
            planned=words.number(day.planned),
        )  # fmt: skip
        with canvas.mark(tip):
            canvas.rect(left + n * slot, top, slot, _PANEL, "#ffffff00")
        room = left + n * slot + wide(words.day(day.start), SMALL)
        if n % skip == 0 and room <= right:
            at = (left + n * slot, floor + 15)
            canvas.text(at, words.day(day.start), size=SMALL, colour=MUTED)
