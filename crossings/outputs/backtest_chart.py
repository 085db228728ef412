"""The chart of counts foretold: of each count that was scored, its intervals and how it came."""

from __future__ import annotations

from collections.abc import Sequence

from crossings.calibration.backtest import SHARES, Foretold
from crossings.outputs.charts.foretold import Count, foretold
from crossings.wording import counted

SAYS = (
    "Bars hold 50 and 80 %, the thin line 90 %, the stroke is the median; a dot is what was "
    "counted, a diamond where it lies outside. Below, the chances that forecasts gave to fewer "
    "trucks than came: even, as the broken line, where forecasts are right."
)


def backtest_chart(found: Sequence[Foretold]) -> str | None:
    """As SVG; None where no count was scored."""
    several = len({(each.source, each.stage) for each in found}) > 1
    counts = [
        Count(
            _name(each, several),
            each.span.trucks,
            each.told.quantile(0.5),
            tuple(each.interval(share) or (0.0, 0.0) for share in SHARES),
            each.told.below(each.span.trucks),
        )
        for each in found
        if each.told is not None
    ]
    if not counts:
        return None
    held = sum(count.inside for count in counts)
    title = f"{held} of {counted(len(counts), 'count')} within what was foretold with 90 %"
    return foretold(title, SAYS, counts)


def _name(each: Foretold, several: bool) -> str:
    first, last = each.span.first, each.span.last
    month = first.day == 1 and last.month == first.month and last.day > 27
    days = f"{first:%b %Y}" if month else f"{first.day} {first:%b} to {last.day} {last:%b %Y}"
    source = f", {each.source}" * several
    return f"{each.crossing or 'all together'}, {days}{source}"
