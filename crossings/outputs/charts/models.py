"""Inspection models side by side: a row each, and the same few figures of every one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from crossings.outputs.charts.canvas import Canvas
from crossings.outputs.charts.colours import BLUE, INK, MUTED, ORANGE, PALE_BLUE, RULE
from crossings.outputs.charts.lettering import PLAIN, SMALL, leading, wide, wrapped
from crossings.outputs.charts.words import Words

_ROW, _NARROW = 34.0, 560.0


@dataclass(frozen=True)
class Ranked:
    """A model and its figures; None where it has none, `no_plan` where there is no plan."""

    model: str
    met: float | None
    """Share of need met."""
    worst: float | None
    """Least share of need met of any area."""
    undetected: float | None
    """Truckloads with contraband that pass undetected in a month."""
    no_plan: bool = False


def models(data: tuple[Ranked, ...], words: Words, width: float, worst: str = "worst") -> str:
    """Three bars for each model, each from its own zero; `worst` names the text of the second."""
    above = width < _NARROW
    label = 0.0 if above else min(max(wide(each.model) for each in data) + 12, width * 0.31)
    names = [wrapped(each.model, width if above else label - 8) for each in data]
    tall = [leading(PLAIN) * len(lines) for lines in names]
    rows = [_ROW + 1 + each if above else max(_ROW, each + 8) for each in tall]
    gap = 12.0 if above else 22.0
    across = (width - label - 2 * gap) / 3
    most = max((each.undetected or 0.0 for each in data), default=0.0) or 1.0
    parts: list[tuple[str, Callable[[Ranked], float | None], float, str, Callable[[float], str]]]
    parts = [
        ("models.met", lambda each: each.met, 1.0, BLUE, words.share),
        (f"models.{worst}", lambda each: each.worst, 1.0, PALE_BLUE, words.share),
        ("models.undetected", lambda each: each.undetected, most, ORANGE, words.number),
    ]
    heads = [wrapped(words.say(key), across, SMALL) for key, *_ in parts]
    top = 14.0 * max(len(lines) for lines in heads) + 14
    tops = [*accumulate(rows, initial=top)]
    canvas = Canvas(width, tops[-1] + 4, words.mirrored)
    for n, each in enumerate(data):
        y = tops[n]
        if above:
            canvas.lines((0, y + 10), names[n])
        else:
            canvas.label(0, y + rows[n] / 2 - 4, names[n])
        if each.no_plan:
            at = (label, y + (tall[n] + 13 if above else rows[n] / 2))
            canvas.text(at, words.say("models.no_plan"), colour=MUTED)
    for k, (key, figure, highest, colour, told) in enumerate(parts):
        left = label + k * (across + gap)
        for line, part in enumerate(heads[k]):
            canvas.text((left, 12 + 14 * line), part, size=SMALL, colour=MUTED)
        if not above:
            canvas.line((left, top - 6), (left, canvas.height), RULE)
        for n, each in enumerate(data):
            value = figure(each)
            if each.no_plan:
                continue
            y = tops[n] + (tall[n] + 1 if above else (rows[n] - 26) / 2)
            if above:  # names stand between the rows
                canvas.line((left, y - 3), (left, y + 21), RULE)
            tip = words.say("models.tip", model=each.model, what=words.say(key), value=told(value)
                            if value is not None else "–")  # fmt: skip
            with canvas.mark(tip):
                room = across - wide("00.0%", SMALL) - 6
                length = (value or 0.0) / highest * room
                canvas.rect(left, y, length, 18, colour)
            shown = "–" if value is None else told(value)
            canvas.text((left + length + 5, y + 13), shown, size=SMALL, colour=INK)
    return canvas.svg("models", words.say("models.title"), words.say("models.says"))
