"""What is found in futures as tables: boxes with their ends, and inputs by what they move."""

from __future__ import annotations

import math

from pandas import DataFrame

from crossings.discovery import Discovered
from crossings.discovery.sensitivity import Sensitivity
from crossings.statistics import share
from crossings.tables.labelled import framed


def discovered_tables(found: Discovered) -> dict[str, DataFrame]:
    """Every table of what was discovered, by name."""
    rows, ends = [], []
    for k, box in enumerate(found.boxes):
        size, density = share(box.inside, box.futures), share(box.of_interest, box.inside)
        coverage = share(box.of_interest, max(1, box.all_of_interest))
        outside = box.futures - box.inside
        elsewhere = max(0, box.here - box.of_interest) / outside if outside else float("nan")
        ends_of = [x for one in (size, coverage, density) for x in (one.value, one.low, one.high)]
        rows.append((k, *ends_of, box.chance, elsewhere))
        for each in box.ends:
            name = found.inputs[each.input]
            sides = (each.at, None) if each.above else (None, each.at)
            without = each.coverage_without, each.density_without
            ends.append((k, name.column, name.unit, *sides, *without))
    of_ends = framed("box_ends", ends).astype({"above": float, "up_to": float})
    return {"boxes": framed("boxes", rows), "box_ends": of_ends}


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
