"""Numbers fitted to counts, and counts foretold from others, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from pandas import DataFrame

from crossings.calibration.asked import Number
from crossings.calibration.backtest import SHARES, Foretold, scores
from crossings.tables.labelled import framed


def fitted_tables(numbers: Sequence[Number]) -> dict[str, DataFrame]:
    """A row a number: what was believed before, what after, and whether counts tell it."""
    rows = []
    for each in numbers:
        found, basis = each.found, each.basis
        after = (
            (None,) * 6
            if found is None
            else (
                found.prior_low, found.prior_median, found.prior_high,
                found.low, found.median, found.high,
            )
        )  # fmt: skip
        left = (None, None) if found is None else (found.left, found.effective)
        days = (basis.first.isoformat(), basis.last.isoformat(), basis.counts)
        told = (basis.source, basis.stage, *days, each.about)
        rows.append((each.path, *after, each.identified, *left, *told))
    return {"fitted": framed("fitted", rows)}


def backtest_tables(found: Sequence[Foretold]) -> dict[str, DataFrame]:
    """A row a count with what was foretold of it, and a row a list with how that came."""
    told = [
        (s.source, s.stage, s.scored, *s.held, *s.chance, s.error, s.compared, *s.crps)
        for s in scores(found)
    ]
    return {
        "backtest": framed("backtest", map(_foretold, found)).astype({"before": "int64"}),
        "backtest_scores": framed("backtest_scores", told),
    }


def _foretold(each: Foretold) -> tuple[object, ...]:
    span, told = each.span, each.told
    ends = [end for share in SHARES for end in (each.interval(share) or (None, None))]
    held = [each.held(share) for share in SHARES]
    came = (None, None) if told is None else (told.below(span.trucks), told.crps(span.trucks))
    naive = [
        figure
        for naive in (each.last, each.mean)
        for figure in (
            (None, None) if naive is None else (naive.quantile(0.5), naive.crps(span.trucks))
        )
    ]
    return (
        each.source, each.stage, each.crossing, span.first.isoformat(), span.last.isoformat(),
        span.open, span.trucks, each.before, None if told is None else told.quantile(0.5),
        *ends, *held, *came, *naive, each.why or "scored",
    )  # fmt: skip
