"""What each table holds and what its columns are counted in; `docs/results.md` says it in full."""

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

_ABOUT = {
    "periods": "The horizon",
    "manifests": "Truckloads that leave each corridor",
    "flows": "Truckloads through inspection; tonnes and pallets are those presented",
    "deliveries": "Truckloads from crossings to areas; tonnes and pallets are those collected",
    "schedule": "The plan in whole trucks a day: what is presented, when it left, and what for",
    "today": "What to send today in whole trucks, with the reason of each line",
    "tomorrow": "The same of tomorrow, if all is open as usual",
    "kept_back": "Needs of today that are not met, and what waits at crossings, with the reason",
    "needs": "Need of today and need met",
    "came": "What came on a day beside what was meant, stage by stage",
    "yards": "Truckloads that wait for inspection at the end of a period, and those turned away",
    "platforms": "Truckloads released and not collected at the end of a period",
    "under_way": "What is on its way at the end, by the first day on which it may arrive",
    "schedule_weeks": "It to print: trucks of each week by crossing, area and good, with totals",
    "coverage": "Need and need met of every good and area; no area: exports, or all together",
    "people": "People whose need of a humanitarian good is met; do not add goods up",
    "resources": "Minutes of every resource and pool, and what one more is worth",
    "gates": "Trucks through each gate, and what one more is worth",
    "corridors": "Truckloads that leave each corridor beside its limits; no good: in all",
    "routes": "Truckloads collected on each route beside its limit",
    "limits": "What was asked of the plan, and what it reaches",
    "threats": "Truckloads with contraband expected, found and not; goods of unknown rate count 0",
    "observed": "What was counted, and the plan at the same stage",
    "evidence": "Every number that the answer rests on; without a source it is an assumption",
    "warnings": "What is odd about the input",
    "adversary": "What gets past: by the threat rates, and where most of it is missed",
    "guarantee": "What a share detected everywhere takes from the value",
    "passed": "Where a plan of one's own passes a limit, or misses what is asked",
    "sources": "Where figures come from, and how many numbers rest on each",
    "informal": "What comes by informal channels, by the case's own assumption",
    "diversion": "What arrives and is put to another use, by the case's own assumption",
    "rebuild": "How long until a backlog has arrived",
    "targets": "What was asked, and what the plan shown reaches",
    "units": "Everything that may be added, and what is",
    "hours": "Sites that may work longer",
    "interdiction": "Informal channels of which more may be stopped, and how much is",
    "budgets": "What each budget buys at most, and the least that this costs",
    "guarantees": "What a share detected everywhere costs: the best value, rate by rate",
    "points": "Bends of what security costs: need met, by the undetected contraband allowed",
    "segments": "What one undetected truckload a month more is worth between two points",
    "regimes": "What each regime inspects at each point",
    "hull": "Points on the least concave curve above every model",
    "mixtures": "Where two models, each for a share of the time, beat every one alone",
    "daily": "Trucks of each day, as the list calls what they carry",
    "fitted": "Numbers fitted to counts: before and after, and whether counts tell them",
    "backtest": "Counts foretold from others, and as they came",
    "backtest_scores": "How forecasts of each list came, beside two naive ones",
    "totals": "Trucks counted over several days in all, as the list calls what they carry",
    "elsewhere": "Crossings of a list that the case has not, with their rows and trucks",
    "lists": "Each list: what it counts, what its days are, how much of it was read",
    "refused": "Every row that could not be read, with its cell and why",
    "levers": "Every limit with a price, and what one step of it brings",
    "gains": "What one step of each lever brings of each good, a day",
    "unmet": "Every good that gets less than its need",
    "barriers": "What stops each of them",
    "worst_closures": "Days of closure that would cost most: one by one, and in a row",
    "models": "Each inspection model, whether it has a plan, and what holds it back",
    "figures": "Every figure of every model, and its difference against the first",
    "decisions": "The plan carried out as it stands, deciding as the days come, and the best",
    "policy_bound": "What no rule could exceed on average, beside what this one earns",
    "decision_gains": "Goods and areas whose need is met otherwise than the plan would",
    "as_counted": "What was counted, and what passes where as much is sent as counts imply",
    "trials": "Each model in the same futures: how often it does best, how far behind it stays",
    "outcomes": "How each figure is spread over the futures",
    "stock_outs": "Goods that run out somewhere: in which share of futures, and when",
    "closures": "What unforeseen closures cost, and between which ends that is 95 % sure",
    "differences": "Each model against each later one; all intervals hold at once, 95 %",
    "sweep_points": "Every point of a sweep under every model: its plan, or why there is none",
    "sweep": "Every figure of every point: planned, and over the futures",
    "factors": "Mean of the points of each level of each setting and model",
    "followed": "What following the sheet earns, beside the plan and the rule it stands in for",
    "order": "What each crossing brings, turn by turn, until areas have so many days of it",
    "kept_waiting": "Trucks to have waiting at a crossing when the day is over",
    "rations": "What areas give out of a good while they have little of it",
    "moves": "Inputs by how much they move a figure, the one that moves it most first",
    "boxes": "Parts of the futures in which something happens: how many, and by what chance",
    "box_ends": "Between which ends each box lies, and what it would be without each",
    "rules": "Where the winner changes: each condition of each region of the futures",
    "certified": "Futures that were solved exactly: value of the plan, best value, bound",
    "futures": "Every future under every model, over the whole horizon",
    "conflicts": "What conflicts, what is short and what would help",
    "texts": "What two answers were made from and say in words, where that differs",
    "inputs": "Every number of the cases that differs between two answers",
    "changes": "Every figure that differs between two answers",
}


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


def about(table: str) -> str:
    """What a table holds, in a line; empty for one that is not told of here."""
    return _ABOUT.get(table, "")


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
