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
    **dict.fromkeys(("need", "met", "unmet", "stock"), "truckloads"),
    "tonnes": "tonnes",
    "pallets": "pallets",
    "coverage": SHARE,
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
    "unmet": dict.fromkeys(("need", "met", "unmet"), "truckloads a day"),
    "levers": {"value": "value"},
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
