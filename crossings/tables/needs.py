"""Need and need met: by good and area, and in people."""

from __future__ import annotations

from typing import Any

import numpy as np
from pandas import DataFrame, concat

from crossings.analysis.displacement import met_informally
from crossings.analysis.left_out import worst_periods
from crossings.plan import Plan
from crossings.problem import Floats, ratio
from crossings.tables.labelled import ids, labels, with_loads, words


def coverage(plan: Plan) -> DataFrame:
    """Need and need met of every good and area; exports have no area and no stock."""
    problem = plan.problem
    t, g, a = np.nonzero(np.broadcast_to(problem.inbound[:, None], problem.need.shape))
    need = problem.needed[t, g, a]
    inbound = _coverage(
        plan, (t, g, a), need, plan.met[t, g, a], plan.stock[t, g, a], plan.discarded[t, g, a],
        met_informally(plan)[t, g, a],
    )  # fmt: skip
    t, g = np.nonzero(np.broadcast_to(~problem.inbound, problem.export_needed.shape))
    need = problem.export_needed[t, g]
    nowhere, none = np.full(len(t), -1), np.full(len(t), np.nan)
    exports = _coverage(plan, (t, g, nowhere), need, plan.exported[t, g], none, none, none)
    both = concat([part for part in (inbound, exports) if len(part)] or [inbound])
    in_order = np.lexsort((both.pop("_good"), both["period"]))
    return both.iloc[in_order].reset_index(drop=True)


def _coverage(
    plan: Plan,
    places: tuple[Any, ...],
    need: Floats,
    met: Floats,
    stock: Floats,
    discarded: Floats,
    informal: Floats,
) -> DataFrame:
    """Rows of `places` (period, good, area), an area of −1 being none.

    Columns of what comes informally are there where the case has channels.
    """
    problem, (t, g, a) = plan.problem, places
    table = DataFrame(
        {
            "_good": g,
            "period": t,
            "good": ids(problem.goods, g),
            "category": words([good.category for good in problem.goods], g),
            "area": ids(problem.areas, a),
            "need": need,
            "met": met,
            "unmet": np.maximum(need - met, 0.0),
            "stock": stock,
            "discarded": discarded,
            "coverage": ratio(met, need),
            "worst": worst_periods(plan)[places],
        }
    )
    if problem.channels:
        table["informal"] = informal
        table["coverage_with_informal"] = ratio(met + informal, need)
    return with_loads(table, problem, g, met)


def people(plan: Plan) -> DataFrame:
    """People whose need of a humanitarian good is met: population × coverage."""
    problem, met = plan.problem, plan.people_met
    t, _, a = rows = np.nonzero(~np.isnan(met))
    return DataFrame(
        {
            **labels(problem, "tga", rows),
            "population": problem.population[t, a],
            "people_met": met[rows],
        }
    )
