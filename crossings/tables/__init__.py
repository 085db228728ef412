"""A plan as tables with labels: one row a fact, every figure with its stage and unit.

Terminal, JSON and CSV all show these rows. Their columns are told in `docs/results.md`; where a
limit was not given, its capacity and price are null.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from crossings.plan import Plan
from crossings.schedule import Schedule
from crossings.tables.records import estimated, records

if TYPE_CHECKING:
    from pandas import DataFrame

_HOMES = {
    "periods": "grounds",
    "manifests": "truckloads",
    "flows": "truckloads",
    "deliveries": "truckloads",
    "yards": "waiting",
    "platforms": "waiting",
    "under_way": "waiting",
    "coverage": "needs",
    "people": "needs",
    "resources": "limits",
    "gates": "limits",
    "corridors": "limits",
    "routes": "limits",
    "limits": "limits",
    "threats": "truckloads",
    "informal": "informal",
    "diversion": "arrivals",
    "rebuild": "arrivals",
    "observed": "observations",
    "evidence": "grounds",
    "warnings": "grounds",
}
"""Each table, in the order in which results give them, and the module that makes it."""
TABLE_NAMES = tuple(_HOMES)
SCHEDULE_TABLE = "schedule"
"""A table that plans have besides where their schedule is made."""
OWN_TABLE = "passed"
"""A table that plans of one's own have besides."""
ADVERSARY_TABLES = ("adversary", "guarantee")
"""Tables that plans have besides where they are held against who reacts."""
SIZING_TABLE_NAMES = ("targets", "units", "hours", "interdiction", "budgets")
"""Tables that `crossings size` has besides; `sizing.py` makes them."""

__all__ = [
    "ADVERSARY_TABLES",
    "OWN_TABLE",
    "SCHEDULE_TABLE",
    "TABLE_NAMES",
    "estimated",
    "records",
    "result_tables",
]


def result_tables(plan: Plan, scheduled: Schedule | None = None) -> dict[str, DataFrame]:
    """Every table of a plan by name, and of its schedule where that is made.

    The modules that make them, and pandas, are loaded here.

    Behind every period stands its phase, where there are several.
    """
    tables = {
        name: getattr(importlib.import_module(f"crossings.tables.{home}"), name)(plan)
        for name, home in _HOMES.items()
    }
    if plan.own is not None:
        tables |= {OWN_TABLE: importlib.import_module("crossings.tables.passed").passed(plan)}
    if scheduled is not None:
        made = importlib.import_module("crossings.tables.schedule").schedule(scheduled)
        names = list(tables)
        names.insert(names.index("deliveries") + 1, SCHEDULE_TABLE)
        tables = {name: made if name == SCHEDULE_TABLE else tables[name] for name in names}
    for name, table in tables.items():
        if name == "periods" or (len(plan.problem.phases) > 1 and "period" in table):
            table.insert(1, "phase", plan.problem.phase_of[table["period"].to_numpy(dtype=int)])
    return tables
