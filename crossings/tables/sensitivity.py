"""Inputs by how much they move a figure, as a table."""

from __future__ import annotations

import math

from pandas import DataFrame

from crossings.discovery.sensitivity import Sensitivity


def sensitivity_tables(found: Sensitivity) -> dict[str, DataFrame]:
    """The table `moves`: a row an input, the one that moves the figure most first."""
    rows = [
        {
            "input": each.name.column,
            "unit": each.name.unit,
            "low": each.low,
            "usual": each.usual,
            "high": each.high,
            "at_low": each.at_low,
            "at_high": each.at_high,
            **_ends("effect", each.effect.value, each.effect.low, each.effect.high),
            "interaction": each.interaction,
            **_ends("first", each.first.value, each.first.low, each.first.high),
            **_ends("total", each.total.value, each.total.low, each.total.high),
        }
        for each in found.moved
    ]
    return {"moves": DataFrame(rows)}


def _ends(name: str, value: float, low: float, high: float) -> dict[str, float]:
    return {name: value, f"{name}_low": low, f"{name}_high": high}


def told(value: float) -> float | None:
    """A figure, or nothing where there is none."""
    return None if math.isnan(value) else value
