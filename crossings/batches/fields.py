"""Every figure that is kept of a future: its axes, what it means, and what it can be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Field:
    """A figure of each future, for each label of its axes."""

    axes: str
    """Behind that of scenarios: g good, a area, c crossing, q resource, p pool, h phase that may
    not come about, m measure of one's own."""
    meaning: str
    unit: str = ""
    stage: str = ""
    better: str = ""
    """Whether `more` or `less` of it is better; empty where that cannot be said."""
    always: bool = True
    """Whether every future has it; else nan stands where there is none."""
    most: float = np.inf
    least: float = 0.0


_LOADS, _SHARE, _DAYS = "truckloads", "share", "days"

FIELDS = {
    "numbers": Field("", "number of the future, from 0"),
    "value": Field(
        "", "Σ priority · weight · need met, less that of the stock to be left that is not",
        "value", "met", "more",
    ),
    "bound": Field("", "value that no plan can exceed", "value", always=False),
    "failed": Field("", "why there are no figures; empty where there are"),
    "manifested": Field("g", "left corridors", _LOADS, "manifested"),
    "presented": Field("g", "presented for inspection", _LOADS, "presented"),
    "released": Field("g", "let through", _LOADS, "released", "more"),
    "arrived": Field("g", "arrived in areas", _LOADS, "arrived", "more"),
    "turned_away": Field(
        "g", "turned away at crossings, as there is no room or use for it", _LOADS, "", "less"
    ),
    "discarded": Field(
        "g", "discarded in areas, as there is no room or it is too old", _LOADS, "", "less"
    ),
    "need": Field("g", "needed over the horizon", _LOADS),
    "met": Field("g", "need met", _LOADS, "met", "more"),
    "coverage": Field("ga", "share of need met", _SHARE, "met", "more", always=False, most=1.0),
    "worst_coverage": Field(
        "", "share of all need for inbound goods met in the worst area", _SHARE, "met", "more",
        always=False, most=1.0,
    ),
    "worst_area": Field("", "number of that area, from 0, in the order of the case"),
    "days_below_floor": Field(
        "g", "days that end with less in some area than is to be left", _DAYS, "", "less",
        always=False,
    ),
    "first_stock_out": Field(
        "g", "first day, from 1, on which an area has need and nothing left", "day", "", "more",
        always=False,
    ),
    "most_waiting": Field(
        "", "most that was to be inspected by the end of a period and is not, wherever it stands",
        _LOADS, "", "less", always=False,
    ),
    "left_waiting": Field("", "the same at the end", _LOADS, "", "less", always=False),
    "longest_wait": Field("", "longest wait at an origin", _DAYS, "", "less", always=False),
    "minutes_used": Field("cq", "share of usable minutes", _SHARE, "presented", always=False),
    "gate_used": Field(
        "c", "share of the trucks that the gate could pass", _SHARE, "presented", always=False
    ),
    "pool_used": Field("p", "share of the pool's minutes", _SHARE, "presented", always=False),
    "undetected": Field(
        "", "with contraband that inspection misses", _LOADS, "released", "less", always=False
    ),
    "days_to_recover": Field(
        "", "most days from a closure's end until no more waits than before", _DAYS, "", "less",
        always=False,
    ),
    "days_closed": Field("c", "days closed that no calendar foresees", _DAYS, "", "less"),
    "pool_days_closed": Field("p", "days closed that no calendar foresees", _DAYS, "", "less"),
    "phase_comes": Field("h", "1 where the phase comes about, else 0", most=1.0),
    "floors_missed": Field("", "floors of coverage missed", "floors", "", "less"),
    "end_stock_missed": Field("", "short of what is to be left at the end", _LOADS, "", "less"),
    "own": Field("m", "measure of one's own", always=False, least=-np.inf),
}  # fmt: skip
