"""Counts foretold from others, count by count, and how that came in all."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from crossings.calibration.backtest import SHARES, Foretold, Score, scores
from crossings.outputs.screens.page import Page, Text, grid_of
from crossings.wording import counted

_WIDE = 18
_FIFTHS = 5


def backtest_screen(console: Page, found: Sequence[Foretold]) -> None:
    """Each count beside what was foretold of it, and the scores of each list."""
    for score in scores(found):
        own = [e for e in found if (e.source, e.stage) == (score.source, score.stage)]
        title = f"{score.source}, {score.stage}: trucks foretold, and as they were counted"
        grid = grid_of(title, "from", "to", "<crossing", "median", "90 %", "counted", "<", "<")
        drawn = _drawing(own)
        for each in own:
            ends = each.interval(0.9)
            told, span = each.told, each.span
            grid.add_row(
                str(span.first), str(span.last), Text(each.crossing or "all together"),
                "" if told is None else f"{told.quantile(0.5):,.0f}",
                "" if ends is None else f"{ends[0]:,.0f}-{ends[1]:,.0f}",
                f"{span.trucks:,.0f}", "" if told is None else _place(each),
                Text(drawn(each)),
            )  # fmt: skip
        console.print(grid)
        for why in dict.fromkeys(each.why for each in own if each.why):
            console.print(Text(f"Not scored: {why}."))
        for line in _lines(score):
            console.print(Text(line))
        with console.part("whether chances are even"):
            for line in _transforms(own):
                console.print(Text(line))


def _place(each: Foretold) -> str:
    return "in" if each.held(0.9) else "out"


def _lines(score: Score) -> list[str]:
    """How forecasts came, in words."""
    if not score.scored:
        return ["No count could be foretold: each needs one before it."]
    lines = [
        f"{share:.0%} intervals held {held} of {score.scored}; a right interval holds so few, or "
        f"fewer, with {chance:.0%}"
        for share, held, chance in zip(SHARES, score.held, score.chance, strict=True)
    ]
    if score.error is not None:
        lines.append(f"Medians are off by {score.error:.0%} of what was counted.")
    crps, last, mean = score.crps
    if crps is not None:
        months = counted(score.compared, "count")
        lines.append(
            f"CRPS over {months}: {crps:,.0f}; of the last count before {last:,.0f}, of the mean "
            f"of all before {mean:,.0f}."
        )
    return lines


def _drawing(own: Sequence[Foretold]) -> Callable[[Foretold], str]:
    """Draws an interval of 90 % with its median and, as o, the count, all on one scale of logs."""
    ends = [end for each in own for end in (each.interval(0.9) or ())]
    trucks = [*ends, *(each.span.trucks for each in own if each.told is not None)]
    logs = [math.log(each) for each in trucks if each >= 1] or [0.0]
    least, scale = min(logs), (_WIDE - 1) / max(max(logs) - min(logs), 1e-9)

    def at(value: float) -> int:
        return round(scale * (math.log(value) - least)) if value >= 1 else 0

    def drawn(each: Foretold) -> str:
        ends = each.interval(0.9)
        if each.told is None or ends is None:
            return ""
        cells = [" "] * _WIDE
        for k in range(at(ends[0]), at(ends[1]) + 1):
            cells[k] = "-"
        cells[at(each.told.quantile(0.5))] = "|"
        cells[at(each.span.trucks)] = "o"
        return "".join(cells).rstrip()

    return drawn


def _transforms(own: Sequence[Foretold]) -> list[str]:
    """How evenly the chances lie that forecasts gave to fewer trucks than came."""
    chances = [each.told.below(each.span.trucks) for each in own if each.told is not None]
    if not chances:
        return []
    fifths = [min(int(_FIFTHS * chance), _FIFTHS - 1) for chance in chances]
    told = ", ".join(str(fifths.count(k)) for k in range(_FIFTHS))
    return [
        f"Chances given to fewer trucks than came, by fifths from 0 to 1: {told}; even where "
        "forecasts are right."
    ]
