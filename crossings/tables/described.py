"""What each table holds and what its columns are counted in; `docs/results.md` says it in full."""

from __future__ import annotations

DATE, SHARE = "date", "share"

_ABOUT = {
    "periods": "The horizon",
    "manifests": "Truckloads that leave each corridor",
    "flows": "Truckloads through inspection; tonnes and pallets are those presented",
    "deliveries": "Truckloads from crossings to areas; tonnes and pallets are those collected",
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
    "informal": "What comes by informal channels, by the case's own assumption",
    "diversion": "What arrives and is put to another use, by the case's own assumption",
    "rebuild": "How long until a backlog has arrived",
    "targets": "What was asked, and what the plan shown reaches",
    "units": "Everything that may be added, and what is",
    "hours": "Sites that may work longer",
    "budgets": "What each budget buys at most, and the least that this costs",
    "points": "Bends of what security costs: need met, by the undetected contraband allowed",
    "segments": "What one undetected truckload a month more is worth between two points",
    "regimes": "What each regime inspects at each point",
    "hull": "Points on the least concave curve above every model",
    "mixtures": "Where two models, each for a share of the time, beat every one alone",
    "daily": "Trucks of each day, as the list calls what they carry",
    "lists": "Each list: what it counts, what its days are, how much of it was read",
    "refused": "Every row that could not be read, with its cell and why",
    "levers": "Every limit with a price, and what one step of it brings",
    "gains": "What one step of each lever brings of each good, a day",
    "unmet": "Every good that gets less than its need",
    "barriers": "What stops each of them",
    "models": "Each inspection model, whether it has a plan, and what holds it back",
    "figures": "Every figure of every model, and its difference against the first",
}

_UNITS = {
    "days": "days",
    "start": DATE,
    "end": DATE,
    "from": DATE,
    "to": DATE,
    **dict.fromkeys(
        ("manifested", "presented", "refused", "released", "collected", "intercepted", "arrived"),
        "truckloads",
    ),
    **dict.fromkeys(("need", "met", "unmet", "stock", "informal"), "truckloads"),
    "tonnes": "tonnes",
    "pallets": "pallets",
    "coverage": SHARE,
    "coverage_with_informal": SHARE,
    "utilisation": SHARE,
    "population": "people",
    "people_met": "people",
    "used_minutes": "minutes",
    "capacity_minutes": "minutes",
    "goods_unknown": "goods",
    "truckloads_per_day": "truckloads a day",
    "tonnes_per_day": "tonnes a day",
    "planned_per_day": "truckloads a day",
    "truckloads_per_open_day": "truckloads an open day",
    "planned_per_open_day": "truckloads an open day",
    "undetected_limit_per_day": "truckloads a day",
}
"""Columns that mean the same in every table."""

_TRUCKLOADS_OF_LIMIT = {
    "used": "truckloads",
    "capacity": "truckloads",
    "shadow_price": "value a truckload",
}
_OF_TABLES = {
    "resources": {"shadow_price": "value a minute"},
    "gates": {"used": "trucks", "capacity": "trucks", "shadow_price": "value a truck"},
    "corridors": _TRUCKLOADS_OF_LIMIT,
    "routes": _TRUCKLOADS_OF_LIMIT,
    "limits": {
        "value": "truckloads",
        "bound": "truckloads",
        "shadow_price": "value a truckload",
    },
    "threats": {
        "expected": "truckloads",
        "detected": "truckloads",
        "undetected": "truckloads",
        "goods": "goods",
    },
    "informal": dict.fromkeys(("sent", "interdicted", "entered", "undetected"), "truckloads"),
    "diversion": dict.fromkeys(("prevented", "diverted"), "truckloads"),
    "rebuild": {"backlog_tonnes": "tonnes"},
    "units": {
        **dict.fromkeys(("today", "offered", "added"), "units"),
        **dict.fromkeys(("budget", "unit_cost", "cost"), "currency"),
    },
    "hours": {
        **dict.fromkeys(("today", "chosen"), "hours per open day"),
        **dict.fromkeys(("budget", "cost"), "currency"),
    },
    "budgets": {
        **dict.fromkeys(("budget", "cost"), "currency"),
        **dict.fromkeys(("share", "gap"), SHARE),
    },
    "points": dict.fromkeys(
        ("undetected_per_day", "met_per_day", "exported_per_day", "diverted_per_day"),
        "truckloads a day",
    ),
    "regimes": {"presented_per_day": "truckloads a day"},
    "segments": {
        **dict.fromkeys(("from_limit_per_day", "to_limit_per_day"), "truckloads a day"),
        "value_per_load_a_month": "value per load a month",
        "met_per_day_per_load_a_month": "truckloads a day per load a month",
        "exported_per_day_per_load_a_month": "truckloads a day per load a month",
    },
    "mixtures": {
        **dict.fromkeys(
            ("first_limit_per_day", "last_limit_per_day", "best_at_per_day"), "truckloads a day"
        ),
        "share_of_time_last": SHARE,
    },
    "unmet": dict.fromkeys(("need", "met", "unmet"), "truckloads a day"),
    "observed": {"truckloads": "truckloads", "open_days": "days"},
    "daily": {"date": DATE, "trucks": "trucks", "trucks_with_tonnes": "trucks"},
    "lists": {
        **dict.fromkeys(("first", "last"), DATE),
        **dict.fromkeys(("rows", "read", "refused"), "rows"),
        "trucks": "trucks",
    },
    "levers": {"price": "value", "value": "value", "periods": "periods"},
    "barriers": {"periods": "periods"},
}


def about(table: str) -> str:
    """What a table holds, in a line; empty for one that is not told of here."""
    return _ABOUT.get(table, "")


def unit(table: str, column: str) -> str:
    """Unit of a column; empty where it is none or stands beside in another column.

    >>> unit("flows", "presented"), unit("gates", "used"), unit("flows", "crossing")
    ('truckloads', 'trucks', '')
    """
    return _OF_TABLES.get(table, {}).get(column, _UNITS.get(column, ""))
