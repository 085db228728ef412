"""Numbers fitted to counts as a table."""

from __future__ import annotations

from collections.abc import Sequence

from pandas import DataFrame

from crossings.calibration.asked import Number


def fitted_tables(numbers: Sequence[Number]) -> dict[str, DataFrame]:
    """A row a number: what was believed before, what after, and whether counts tell it."""
    columns = ["path", "before_low", "before", "before_high", "low", "median", "high", "identified"]
    columns += ["left", "effective_draws", "source", "stage", "from", "to", "days", "text"]
    rows = []
    for each in numbers:
        found, series = each.found, each.series
        after = (
            (None,) * 6
            if found is None
            else (
                found.prior_low, found.prior_median, found.prior_high,
                found.low, found.median, found.high,
            )
        )  # fmt: skip
        left = (None, None) if found is None else (found.left, found.effective)
        days = (series.first.isoformat(), series.last.isoformat(), int(series.known.sum()))
        told = (series.source, series.stage, *days, each.about)
        rows.append((each.path, *after, each.identified, *left, *told))
    return {"fitted": DataFrame(rows, columns=columns)}
