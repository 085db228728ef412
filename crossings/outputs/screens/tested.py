"""On which counts intervals were tested that had not seen them, or that they were on none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crossings.published import Tested


def tested_lines(tested: Sequence[Tested]) -> list[str]:
    """A line a list; one that says so where none was tried.

    >>> tested_lines([])
    ['Not tested on counts that it had not seen (crossings calibrate --backtest).']
    """
    if not tested:
        return ["Not tested on counts that it had not seen (crossings calibrate --backtest)."]
    return [
        f"Tested on counts not seen, {each.source}, {each.stage}, {each.start} to {each.end}: 90 % "
        f"intervals of the counts held {each.held} of {each.counts}."
        for each in tested
    ]


def tested_object(each: Tested) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "source": each.source,
        "stage": each.stage,
        "from": each.start.isoformat(),
        "to": each.end.isoformat(),
        "counts": each.counts,
        "held": each.held,
    }
