"""The linear program, row by row beside its formula.

maximise Σ worth[g,a] · weight[b] · z, written as a minimisation of its negative, because the signs
of a maximisation's prices differ between solvers.
"""

from __future__ import annotations

from collections.abc import Sequence

from crossings.allocation.balances import BALANCES
from crossings.allocation.columns import flow_columns, need_columns
from crossings.allocation.informal import informal_target
from crossings.allocation.kinds import BEYOND_MARKET, COVERAGE_TARGET, WORST_TARGET
from crossings.allocation.least_coverage import fairness
from crossings.allocation.ledger import Ledger, labels
from crossings.allocation.limit_rows import limit_rows
from crossings.allocation.objectives import least_coverage_costs, missed_costs, value_costs
from crossings.allocation.opened import open_every_day
from crossings.limits import Limit, limits_of
from crossings.limits.flows import EXPORTED, MET
from crossings.problem import Problem


def allocation_program(
    problem: Problem,
    *,
    elastic: bool = False,
    beyond: Limit | None = None,
    fair: Sequence[range] = (),
    soft: bool = False,
    missable: bool = False,
) -> Ledger:
    """The program of `problem`; `elastic` lets floors be missed, at columns of their own.

    `missable` lets whatever a scenario may miss or pass be missed or passed likewise.

    The limit `beyond` gets a column for what goes beyond it; it is 0 until it is opened. `fair`
    adds the rows by which the least coverage of all windows of periods is raised. `soft` lets every
    limit be passed, floors too, and trucks come on days on which nothing opens.
    """
    ledger = Ledger(_axis_labels(problem, fair))
    elastic = elastic or soft or missable
    flow_columns(ledger, open_every_day(problem) if soft else problem)
    need_columns(ledger, problem)
    for key in ledger.grouped(EXPORTED, "tg") if soft else ():
        ledger.column(BEYOND_MARKET, key)
    balances = list(BALANCES.items())
    for limit in limits_of(problem):
        while balances and balances[0][0] <= limit.row:
            balances.pop(0)[1](ledger, problem)
        passed = soft or (missable and limit.missable)
        limit_rows(ledger, problem, limit, elastic=elastic, beyond=limit == beyond, soft=passed)
    _targets(ledger, problem)
    if fair:
        fairness(ledger, problem, fair)
    # The solver is given its objectives one by one; this one is for whoever reads the program.
    costs = value_costs(ledger, problem)
    costs = missed_costs(ledger, problem) if elastic else costs
    costs = least_coverage_costs(ledger) if fair else costs
    ledger.state_objective((ledger.place(kind, key), cost) for kind, key, cost in costs)
    return ledger


def _axis_labels(problem: Problem, fair: Sequence[range]) -> dict[str, list[str]]:
    """Names of every position of every axis, as parts of row and column names."""
    digits = len(str(len(problem.periods)))
    times = [f"t{t:0{digits}d}" for t in range(len(problem.periods))]
    return {
        "t": times,
        "w": [f"from_{times[window[0]]}" for window in problem.windows],
        "v": [f"from_{times[window[0]]}" for window in fair],
        "o": labels(corridor.id for corridor in problem.corridors),
        "c": labels(crossing.id for crossing in problem.crossings),
        "g": labels(good.id for good in problem.goods),
        "r": labels(regime.id for regime in problem.regimes),
        "a": labels(area.id for area in problem.areas),
        "q": labels(problem.resources),
        "p": labels(problem.pools),
        "b": labels(f"to_{top * 100:.6g}".replace(".", "p") for top in problem.band_top),
    }


def _targets(ledger: Ledger, problem: Problem) -> None:
    """13. Σ z ≥ target · Σ need · D: over all inbound goods, and for each in each area."""
    if problem.coverage_target > 0:
        terms = [(z, 1.0) for z in ledger.columns(MET).values()]
        bound = problem.coverage_target * float(problem.needed.sum())
        ledger.at_least(COVERAGE_TARGET, (), terms, bound)
    if problem.worst_target > 0:
        need = problem.needed.sum(axis=0).tolist()
        for (g, a), met in ledger.grouped(MET, "ga").items():
            terms = [(z, 1.0) for _, z in met]
            ledger.at_least(WORST_TARGET, (g, a), terms, problem.worst_target * need[g][a])
    informal_target(ledger, problem)
