"""What columns of tables are counted in, and mean; `docs/results.md` says it in full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DATE, SHARE, CURRENCY = "date", "share", "currency"
_A_DAY = "truckloads a day"
_BESIDE = "see unit"
"""Unit of figures that have it beside them, in the column `unit`."""
_BY_MEASURE = "share, or truckloads a day"
"""Unit of what `size` is asked for: of the measure `informal` the second."""
_ROWS = "rows read refused elsewhere left_out"
VARIED = (_BESIDE, _BY_MEASURE)
"""Units of columns whose figures have one row by row; see `unit_in_row`."""


def _by_column(columns: Mapping[str, str]) -> dict[str, str]:
    """Units by column, of columns by unit."""
    return {name: unit for unit, names in columns.items() for name in names.split()}


def _ends(columns: str) -> str:
    """Columns, each with those of the ends of its interval."""
    return " ".join(f"{name}{end}" for name in columns.split() for end in ("", "_low", "_high"))


_UNITS = _by_column(
    {
        "days": "days",
        DATE: "start end from to",
        "truckloads": (
            "manifested presented refused released collected intercepted arrived need met unmet "
            "stock discarded waiting turned_away held informal"
        ),
        "tonnes": "tonnes",
        "pallets": "pallets",
        SHARE: "coverage coverage_with_informal utilisation first_quarter",
        "people": "population people_met",
        "minutes": "used_minutes capacity_minutes",
        "goods": "goods_unknown",
        "numbers": "numbers",
        _A_DAY: "truckloads_per_day planned_per_day undetected_limit_per_day",
        "tonnes a day": "tonnes_per_day",
        "truckloads an open day": "truckloads_per_open_day planned_per_open_day",
        "value": "value optimum bound",
    }
)
"""Columns that mean the same in every table."""

_OF_TABLES = {
    table: _by_column(columns)
    for table, columns in {
        "resources": {"value a minute": "shadow_price"},
        "gates": {"trucks": "used capacity", "value a truck": "shadow_price"},
        "corridors": {"truckloads": "used capacity", "value a truckload": "shadow_price"},
        "routes": {"truckloads": "used capacity", "value a truckload": "shadow_price"},
        "limits": {"truckloads": "value bound", "value a truckload": "shadow_price"},
        "adversary": {SHARE: "missed missed_without", "places": "places"},
        "guarantee": {SHARE: "rate forgone_share", "value": "value forgone"},
        "passed": {_BESIDE: "value bound beyond"},
        "threats": {"truckloads": "expected detected undetected", "goods": "goods"},
        "informal": {"truckloads": "sent interdicted entered undetected"},
        "diversion": {"truckloads": "prevented diverted"},
        "rebuild": {"tonnes": "backlog_tonnes"},
        "units": {
            "units, or those of the limit": "today offered added",
            CURRENCY: "budget unit_cost cost",
        },
        "hours": {"hours per open day": "today chosen", CURRENCY: "budget cost"},
        "interdiction": {SHARE: "today chosen", CURRENCY: "budget cost"},
        "budgets": {CURRENCY: "budget cost", _BY_MEASURE: "reached gap"},
        "targets": {_BY_MEASURE: "asked reached", "channels": "channels_unknown"},
        "guarantees": {SHARE: "rate value_kept", _A_DAY: "met_per_day exported_per_day"},
        "points": {
            _A_DAY: "undetected_per_day met_per_day exported_per_day diverted_per_day",
            SHARE: "missed_at_threat_rates missed_at_most missed_at_most_by_regime guarantee_rate",
            "value": "guarantee_forgone",
        },
        "regimes": {_A_DAY: "presented_per_day"},
        "segments": {
            _A_DAY: "from_limit_per_day to_limit_per_day",
            "value per load a month": "value_per_load_a_month",
            "truckloads a day per load a month": (
                "met_per_day_per_load_a_month exported_per_day_per_load_a_month"
            ),
        },
        "mixtures": {
            _A_DAY: "first_limit_per_day last_limit_per_day best_at_per_day",
            SHARE: "share_of_time_last",
            "value": "value_best_alone",
        },
        "unmet": {_A_DAY: "need met unmet"},
        "schedule": {"truckloads": "truckloads", "trucks": "trucks", DATE: "date leaves"},
        **{
            name: {
                "truckloads": "truckloads",
                "trucks": "trucks",
                DATE: "date leaves",
                "days": "days_left",
                "value a truckload": "worth next_worth",
            }
            for name in ("today", "tomorrow")
        },
        "came": {"truckloads": "meant came difference"},
        "under_way": {"truckloads": "truckloads", DATE: "date"},
        "observed": {"truckloads": "truckloads", "days": "open_days"},
        "daily": {DATE: "date", "trucks": "trucks trucks_with_tonnes"},
        "lists": {DATE: "first last", "rows": _ROWS, "trucks": "trucks"},
        "fitted": {
            _BESIDE: "before_low before before_high low median high",
            SHARE: "left",
            "days": "days",
        },
        "backtest": {
            "trucks": (
                "observed median low_50 high_50 low_80 high_80 low_90 high_90 crps last last_crps "
                "mean mean_crps"
            ),
            SHARE: "pit",
            "counts": "before",
            "days, or what the list measures": "open",
        },
        "backtest_scores": {
            "counts": "scored in_50 in_80 in_90 compared",
            SHARE: "chance_50 chance_80 chance_90 error",
            "trucks": "crps last_crps mean_crps",
        },
        "totals": {"trucks": "trucks trucks_with_tonnes"},
        "elsewhere": {"rows": "rows", "trucks": "trucks"},
        "levers": {"value": "price", _BESIDE: "step holds_for", "periods": "periods"},
        "barriers": {"periods": "periods"},
        "figures": {_BESIDE: "value difference"},
        "decisions": {
            "futures": "futures",
            "value": _ends("value value_worst_tenth"),
            SHARE: _ends("need_met need_met_worst_tenth short_of_best"),
        },
        "policy_bound": {
            "futures": "futures",
            "value": f"{_ends('value policy_bound foresight beyond')} standard_error",
        },
        "as_counted": {_A_DAY: "passed_per_day p5 p95", SHARE: "share"},
        "decision_gains": {SHARE: _ends("as_planned as_they_come gain")},
        "trials": {
            "value": (f"planned_value {_ends('mean_value mean_regret p95_regret')} worst_regret"),
            SHARE: _ends("wins wins_alone"),
        },
        "outcomes": {
            _BESIDE: f"planned {_ends('mean p5 p50 p95 worst_tenth')}",
            "futures": "futures",
        },
        "moves": {
            _BESIDE: "low usual high",
            SHARE: _ends("first total"),
            "the figure": f"at_low at_high {_ends('effect')} interaction",
        },
        "followed": {
            "futures": "futures",
            "value": _ends("value"),
            SHARE: _ends("need_met"),
        },
        "order": {"days": "until_days_of_stock"},
        "kept_waiting": {"truckloads": "truckloads"},
        "rations": {"days": "until_days_of_stock", SHARE: "share_given_out"},
        "boxes": {SHARE: f"{_ends('futures coverage density')} chance interest_elsewhere"},
        "box_ends": {_BESIDE: "above up_to", SHARE: "coverage_without density_without"},
        "sweep_points": {
            "value": f"value {_ends('mean_value to_best')}",
            SHARE: "need_met worst_area",
            _A_DAY: "undetected_per_day",
        },
        "sweep": {_BESIDE: "planned mean se mean_low mean_high p5 p50 p95 worst_tenth"},
        "factors": {SHARE: "need_met", "points": "points with_a_plan"},
        "stock_outs": {
            SHARE: _ends("futures"),
            "day": f"{_ends('median_first_day')} planned_first_day",
        },
        "worst_closures": {"days": "open_days", "value": "value_lost lost_in_all", SHARE: "share"},
        "closures": {"days": _ends("days_closed"), "value": "value_lost_a_day low high"},
        "differences": {_BESIDE: "mean low high", SHARE: _ends("larger same")},
        "rules": {
            SHARE: _ends("futures right_there right usual_right"),
            _BESIDE: "above up_to",
        },
        "conflicts": {
            "truckloads": "asked reached short closes_truckloads",
            _BESIDE: "from to",
        },
        "inputs": {SHARE: "share"},
        "changes": {_BESIDE: "one other difference", SHARE: "share"},
        "futures": {
            SHARE: "worst_coverage",
            "truckloads": "most_waiting undetected",
            "days": "longest_wait days_to_recover",
        },
    }.items()
}
_OF_EACH = {"futures": {"met_": "truckloads", "days_closed_": "days"}}
"""Columns of which a table has one for each good or crossing, by how they begin."""

_MEANINGS = {
    "period": "number of the period, from 0",
    "last_period": "number of the last period of a window",
    "phase": "number of the phase that the period belongs to, from 0",
    "line": "line of the file, from 1",
    "column": "column of the file, from 1",
    "lever": "number of the lever, from 0",
    "conflict": "number of the conflict, from 0",
    "region": "number of the region, from 0",
    "box": "number of the box, from 0",
    "point": "number of the point, from 0",
    "scenario": "number of the future, from 0",
    "row": "row of the list, from 1",
}
"""Numbers that count nothing."""
_MEANINGS_OF_TABLES = {
    "inputs": dict.fromkeys(("one", "other", "difference"), "in the unit of its key"),
    "evidence": {
        "value": "the number used, in the unit of its key",
        "low": "what it could be at least; empty where no range is given",
        "high": "what it could be at most; empty where no range is given",
    },
}
_MEANINGS_OF_EACH = {"futures": {"phase_comes_": "1 where the phase comes about, else 0"}}
"""Likewise of columns of which a table has several, by how they begin."""


def unit(table: str, column: str) -> str:
    """Unit of a column; empty where it has none.

    >>> unit("flows", "presented"), unit("gates", "used"), unit("flows", "crossing")
    ('truckloads', 'trucks', '')
    """
    if column in _MEANINGS_OF_TABLES.get(table, {}):
        return ""
    for start, counted in _OF_EACH.get(table, {}).items():
        if column.startswith(start):
            return counted
    return _OF_TABLES.get(table, {}).get(column, _UNITS.get(column, ""))


def unit_in_row(table: str, column: str, row: Mapping[str, Any]) -> str:
    """Unit of a figure, where those of its column have several.

    >>> unit_in_row("figures", "value", {"unit": "share"})
    'share'
    >>> unit_in_row("targets", "asked", {"measure": "informal"})
    'truckloads a day'
    """
    counted = unit(table, column)
    if counted == _BESIDE:
        return str(row["unit"])
    if counted == _BY_MEASURE:
        return "truckloads a day" if row["measure"] == "informal" else SHARE
    return counted


def meaning(table: str, column: str) -> str:
    """What a number without a unit is; empty for any other column.

    >>> meaning("flows", "period"), meaning("flows", "presented")
    ('number of the period, from 0', '')
    """
    for start, said in _MEANINGS_OF_EACH.get(table, {}).items():
        if column.startswith(start):
            return said
    return _MEANINGS_OF_TABLES.get(table, {}).get(column, _MEANINGS.get(column, ""))
