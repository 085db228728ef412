"""A plan as tables with labels: one row a fact, every figure with its stage and unit.

Terminal, JSON and CSV all show these rows. Their columns are told in `docs/results.md`; where a
limit was not given, its capacity and price are null.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
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
    "informal": "arrivals",
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
    "ADVERSARY_TABLES", "OWN_TABLE", "SCHEDULE_TABLE", "TABLE_NAMES", "Tables", "estimated",
    "records", "result_tables",
]  # fmt: skip


class Tables(Mapping[str, "DataFrame"]):
    """Tables by name, each made when it is first looked at: a screen needs few of them."""

    def __init__(self, makers: Mapping[str, Callable[[], DataFrame]]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, DataFrame] = {}

    def __getitem__(self, name: str) -> DataFrame:
        """The table of that name."""
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """Their names, in the order in which results give them."""
        return iter(self._makers)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._makers)

    def __or__(self, others: Mapping[str, DataFrame]) -> Tables:
        """These, and others that are made already."""
        made = Tables(self._makers | {name: partial(others.__getitem__, name) for name in others})
        made._made = self._made | dict(others)
        return made


def result_tables(plan: Plan, scheduled: Schedule | None = None) -> Tables:
    """Every table of a plan by name, and of its schedule where that is made.

    The modules that make them, and pandas, are loaded when they are looked at. Behind every period
    stands its phase, where there are several.
    """
    homes: dict[str, tuple[str, Plan | Schedule]] = {}
    for name, home in _HOMES.items():
        homes[name] = home, plan
        if name == "deliveries" and scheduled is not None:
            homes[SCHEDULE_TABLE] = "schedule", scheduled
    if plan.own is not None:
        homes[OWN_TABLE] = "limits", plan
    return Tables({name: partial(_made, plan, name, *home) for name, home in homes.items()})


def _made(plan: Plan, name: str, home: str, of: Plan | Schedule) -> DataFrame:
    table: DataFrame = getattr(importlib.import_module(f"crossings.tables.{home}"), name)(of)
    if name == "periods" or (len(plan.problem.phases) > 1 and "period" in table):
        table.insert(1, "phase", plan.problem.phase_of[table["period"].to_numpy(dtype=int)])
    return table
