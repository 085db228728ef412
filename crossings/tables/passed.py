"""The limits that a plan of one's own passes, as a table."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from crossings.analysis.passed import passed_limits
from crossings.plan import Plan

_PLACES = ("corridor", "crossing", "good", "area", "resource")
_COLUMNS = ("period", "last_period", "limit", "what", *_PLACES, "unit", "value", "bound", "beyond")


def passed(plan: Plan) -> DataFrame:
    """A row for each stretch of periods in which a limit is passed, or a floor is not reached."""
    rows = [
        (row.first, row.last, each.limit, each.what, *(each.at.get(name) for name in _PLACES),
         each.unit, row.value, row.bound, row.by)
        for each in passed_limits(plan)
        for row in each.rows
    ]  # fmt: skip
    table = DataFrame(rows, columns=list(_COLUMNS))
    kinds = {**dict.fromkeys(_COLUMNS[:2], np.int64), **dict.fromkeys(_COLUMNS[-3:], np.float64)}
    return table.astype({name: kinds.get(name, object) for name in _COLUMNS})
