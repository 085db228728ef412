"""A sweep as tables: its points, every figure of them, and what each factor does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from pandas import DataFrame

from crossings.statistics import UNTOLD
from crossings.sweeps import Sweep, ranked
from crossings.sweeps.design import MODEL, Point, columns_of

if TYPE_CHECKING:
    from collections.abc import Mapping

SPREAD = ("mean", "se", "mean_low", "mean_high", "p5", "p50", "p95", "worst_tenth")
_BESIDE = {"need met": "need_met", "worst area": "worst_area", "undetected": "undetected_per_day"}
"""Figures that stand beside the value of a point, by their columns."""


def sweep_tables(sweep: Sweep) -> dict[str, DataFrame]:
    """Every table of a sweep by name."""
    points = _points(sweep)
    return {"sweep_points": points, "sweep": _figures(sweep), "factors": _factors(sweep, points)}


def told_column(sweep: Sweep) -> str:
    """The column of `sweep_points` by which they are compared."""
    return "mean_value" if sweep.request.scenarios else "value"


def _settings(point: Point, names: Mapping[str, str]) -> list[Any]:
    given = dict(point.settings)
    return [_number(given.get(path)) for path in names]


def _points(sweep: Sweep) -> DataFrame:
    """A row for each point and model, whether it has a plan or not."""
    names = columns_of(sweep.points)
    carried = [k for k, found in enumerate(sweep.found) if found.values]
    told = (
        dict(zip(carried, ranked([np.array(sweep.found[k].values) for k in carried]), strict=True))
        if carried
        else {}
    )
    rows = []
    for k, (point, found) in enumerate(zip(sweep.points, sweep.found, strict=True)):
        figures = {row["measure"]: row for row in found.figures if row["of"] == "all"}
        beside = [figures.get(name, {}).get("planned", math.nan) for name in _BESIDE]
        best, less = told.get(k, ("", UNTOLD))
        value = figures.get("value", {})
        mean = [value.get(name, math.nan) for name in ("mean", "mean_low", "mean_high")]
        about = (point.number, *_settings(point, names), point.model, found.status, found.reason)
        rows.append((*about, found.value, *beside, *mean, best or None, *less))
    columns = ["point", *names.values(), MODEL, "status", "reason", "value", *_BESIDE.values(),
               "mean_value", "mean_value_low", "mean_value_high", "best", "to_best",
               "to_best_low", "to_best_high"]  # fmt: skip
    return DataFrame(rows, columns=columns)


def _figures(sweep: Sweep) -> DataFrame:
    """A row for each figure of each point, as planned and over the futures."""
    names = columns_of(sweep.points)
    rows = [
        (point.number, *_settings(point, names), point.model, row["measure"], row["of"],
         row["unit"], row["better"], row["planned"], *(row.get(x, math.nan) for x in SPREAD))
        for point, found in zip(sweep.points, sweep.found, strict=True)
        for row in found.figures
    ]  # fmt: skip
    columns = ["point", *names.values(), MODEL, "measure", "of", "unit", "better", "planned"]
    return DataFrame(rows, columns=[*columns, *SPREAD])


def _factors(sweep: Sweep, points: DataFrame) -> DataFrame:
    """The mean of the points of each level of each factor, those without a plan left out."""
    told, rows = told_column(sweep), []
    for factor in (*columns_of(sweep.points).values(), MODEL):
        for level in dict.fromkeys(points[factor].tolist()):
            same = points[factor].isna() if level is None else points[factor] == level
            there = points[same & points[told].notna()]
            figures = (float(there[name].mean()) if len(there) else math.nan
                       for name in (told, "need_met"))  # fmt: skip
            rows.append((factor, "" if level is None else str(level), int(same.sum()), len(there),
                         *figures))  # fmt: skip
    return DataFrame(
        rows, columns=["factor", "level", "points", "with_a_plan", "value", "need_met"]
    )


def _number(text: str | None) -> Any:
    """A value as a number where it is one."""
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number
