"""Truckloads at each stage, from corridor to area, and the contraband among them."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from crossings.analysis.contraband import contraband
from crossings.plan import Plan
from crossings.tables.labelled import labels, with_loads


def manifests(plan: Plan) -> DataFrame:
    """Truckloads that leave each corridor."""
    rows = np.nonzero(plan.manifested)
    return DataFrame({**labels(plan.problem, "tocg", rows), "manifested": plan.manifested[rows]})


def flows(plan: Plan) -> DataFrame:
    """Truckloads through inspection; tonnes and pallets are those presented."""
    rows = np.nonzero(plan.presented)
    flow = {stage: getattr(plan, stage)[rows] for stage in ("presented", "refused", "released")}
    table = DataFrame({**labels(plan.problem, "tcgr", rows), **flow})
    return with_loads(table, plan.problem, rows[2], flow["presented"])


def deliveries(plan: Plan) -> DataFrame:
    """Truckloads from crossings to areas; tonnes and pallets are those collected."""
    rows = np.nonzero(plan.collected)
    flow = {stage: getattr(plan, stage)[rows] for stage in ("collected", "intercepted", "arrived")}
    table = DataFrame({**labels(plan.problem, "tcga", rows), **flow})
    return with_loads(table, plan.problem, rows[2], flow["collected"])


def threats(plan: Plan) -> DataFrame:
    """Truckloads with contraband expected among those presented, found and not found.

    Goods whose threat rate is unknown count as 0 in them, how many those are stands beside; null
    where that of all that is presented is unknown.
    """
    problem, found = plan.problem, contraband(plan)
    return DataFrame(
        {
            "period": np.arange(len(problem.periods)),
            **found._asdict(),
            "goods_unknown": (~problem.threat_known).sum(axis=1),
            "goods": len(problem.goods),
        }
    )
