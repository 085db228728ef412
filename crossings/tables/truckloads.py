"""Truckloads at each stage, from corridor to area, and the contraband among them."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from crossings.plan import Plan
from crossings.tables.labelled import ids, with_loads


def manifests(plan: Plan) -> DataFrame:
    """Truckloads that leave each corridor."""
    problem = plan.problem
    t, o, c, g = rows = np.nonzero(plan.manifested)
    return DataFrame(
        {
            "period": t,
            "corridor": ids(problem.corridors, o),
            "crossing": ids(problem.crossings, c),
            "good": ids(problem.goods, g),
            "manifested": plan.manifested[rows],
        }
    )


def flows(plan: Plan) -> DataFrame:
    """Truckloads through inspection; tonnes and pallets are those presented."""
    problem = plan.problem
    t, c, g, r = rows = np.nonzero(plan.presented)
    table = DataFrame(
        {
            "period": t,
            "crossing": ids(problem.crossings, c),
            "good": ids(problem.goods, g),
            "regime": ids(problem.regimes, r),
            "presented": plan.presented[rows],
            "refused": plan.refused[rows],
            "released": plan.released[rows],
        }
    )
    return with_loads(table, problem, g, plan.presented[rows])


def deliveries(plan: Plan) -> DataFrame:
    """Truckloads from crossings to areas; tonnes and pallets are those collected."""
    problem = plan.problem
    t, c, g, a = rows = np.nonzero(plan.collected)
    table = DataFrame(
        {
            "period": t,
            "crossing": ids(problem.crossings, c),
            "good": ids(problem.goods, g),
            "area": ids(problem.areas, a),
            "collected": plan.collected[rows],
            "intercepted": plan.intercepted[rows],
            "arrived": plan.arrived[rows],
        }
    )
    return with_loads(table, problem, g, plan.collected[rows])


def threats(plan: Plan) -> DataFrame:
    """Truckloads with contraband expected among those presented, found and not found.

    Goods whose threat rate is unknown count as 0 in them, how many those are stands beside; null
    where that of all that is presented is unknown.
    """
    problem, detection = plan.problem, plan.problem.detection
    periods = range(len(problem.periods))
    told = np.array([1.0 if plan.contraband_known(slice(t, t + 1)) else np.nan for t in periods])
    return DataFrame(
        {
            "period": np.arange(len(problem.periods)),
            "expected": told * plan.threats.sum(axis=(1, 2, 3)),
            "detected": told * np.einsum("tcgr,tr->t", plan.threats, detection),
            "undetected": told * np.einsum("tcgr,tr->t", plan.threats, 1 - detection),
            "goods_unknown": (~problem.threat_known).sum(axis=1),
            "goods": len(problem.goods),
        }
    )
