"""A plan near the best, where a program is too large to be solved to its end.

A first-order method (HiGHS' PDLP) factorises nothing. It ends with columns that pass some rows by a
little, and with prices that are nearly optimal. The columns are carried out as the evaluator does
it in the one future that is foreseen: what passes a limit is cut. What comes of it keeps every row.
Any prices ≥ 0 bound the value of all plans (`crossings.bounds`), so the plan is told with the share
of the best possible value that it may be missing, whatever the method's tolerance.

What was cut may have been asked for by a floor. Then floors are asked for a little more, and the
plan is mixed with what comes of that: both keep all other rows, which are linear, and as little is
taken of the second as floors need. Of 55 generated cases with floors 33 had a plan without, all do.

Seconds of the processor on cases of `benchmarks/`, to a tolerance of 1e-4, beside what solves them:

| case                   | columns   | PDLP, steps | best other | may be missing          |
|------------------------|-----------|-------------|------------|-------------------------|
| six weeks of a country | 24,000    | 1.5, 3,320  | 0.8, IPX   | 8e-8; 6e-5 after 3,000  |
| a quarter by weeks     | 52,000    | 10.3, 8,200 | 4.6, IPX   | bound 7e-9 above value  |
| 90 days, `big_case.py` | 85,680    | 13.0, 6,000 | 15, IPX    | 1e-3                    |
| a wide quarter         | 1,065,600 | 105, 3,000  | none ends  | 2.2e-3                  |

Of the wide quarter HiPO would keep 216 million entries, 3.3 GB; to carry its plan out takes 35 s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from crossings.allocation.aims import AIMS
from crossings.allocation.decision import decided
from crossings.allocation.hindsight.periods import fixed_prices, state_prices
from crossings.allocation.ledger import Ledger
from crossings.allocation.magnitudes import Matrix
from crossings.allocation.objectives import value_vector
from crossings.allocation.outcomes import Outcome
from crossings.bounds import LimitPrices, Path, PricePool, by_period, free, nothing_scarce
from crossings.errors import StoppedEarly
from crossings.evaluation import ReadyPlan, empty_flows, simulated
from crossings.limits import limits_of
from crossings.limits.flows import (
    COLLECTED,
    DISCARDED,
    EXPORTED,
    HELD,
    MANIFESTED,
    MET,
    PRESENTED,
    STOCK,
    TURNED_AWAY,
    WAITING,
)
from crossings.plan import Plan, Reached
from crossings.problem import Floats, Problem
from crossings.scenarios import as_planned

_MORE = (1e-3, 1e-2, 0.05)
"""Shares by which floors are asked for more, one after the other, until a plan keeps them."""
_KEPT = 1e-6
"""Share of what a row allows, or truckloads, by which a plan may pass it."""


def near_best(
    problem: Problem,
    ledger: Ledger,
    outcome: Outcome,
    asked: Floats,
    again: Callable[[Floats], Outcome],
) -> Plan:
    """The plan that columns near the best one come to, with the most that it may be missing.

    Rows were `asked` for so much, (rows,), and `again` seeks with other right-hand sides: where
    what is cut was asked for by a floor, floors are asked for more, and the plan is mixed with one
    that keeps them.

    Raises `StoppedEarly` where no such is found, or what no future cuts is passed.
    """
    columns = _carried_out(problem, ledger, outcome)
    off = _passed(ledger, columns)
    floors = np.zeros(ledger.rows, dtype=bool)
    for limit in limits_of(problem):
        floors[ledger.row_keys(limit)[1]] = limit.is_floor and not limit.moves_coefficients
    for more in _MORE if (off[floors] > _KEPT).any() else ():
        found = again(np.where(floors, asked * (1 + more), asked))
        if found.status == "infeasible":
            break
        mixed = _mixed(ledger, columns, _carried_out(problem, ledger, found))
        if mixed is not None:
            columns, off = mixed, _passed(ledger, mixed)
            break
    if off.max(initial=0.0) > _KEPT:
        raise StoppedEarly("the search was stopped before a plan within every limit was found")
    value = float(value_vector(ledger, problem) @ columns)
    kept = replace(outcome, value=value, columns=columns)
    plan = decided(problem, ledger, kept, kept, finished=False)
    bound = value_bound(problem, ledger, outcome.prices)
    reached = tuple(
        Reached(aim.id, aim.name, aim.measure(ledger, problem, len(columns)).at(columns), False)
        for aim in AIMS
    )
    missing = max(0.0, 1 - plan.objective / bound) if bound > 0 else 0.0
    return replace(plan, gap=missing, aims=reached)


def value_bound(problem: Problem, ledger: Ledger, prices: Floats) -> float:
    """What no plan is worth more than, by any prices (rows,)."""
    states = state_prices(problem, ledger, prices)
    fixed = fixed_prices(problem, ledger, prices)
    shut = free(problem).shut
    by_limit = {limit: ledger.row_values(limit, np.abs(prices)) for limit in by_period(problem)}
    limits = tuple(
        LimitPrices({limit: each[t][None].copy() for limit, each in by_limit.items()}, shut)
        for t in range(len(problem.periods))
    )
    nothing = {limit: np.zeros_like(price) for limit, price in fixed.items()}
    free_of_all = replace(nothing_scarce(problem), fixed=nothing)
    paths = Path(problem, states, limits, fixed), free_of_all
    return float(np.nanmin(PricePool(problem, paths).bound(as_planned(problem))))


def _mixed(ledger: Ledger, best: Floats, kept: Floats) -> Floats | None:
    """As little of columns that keep all rows as the best need to keep them too; None: not kept."""
    off, slack = _passed(ledger, best), -_passed(ledger, kept, within=True)
    if slack.min(initial=0.0) < -_KEPT:
        return None
    missed = off > _KEPT
    needs = off[missed] / np.maximum(off[missed] + np.maximum(slack[missed], 0.0), 1e-300)
    share = min(1.0, float(needs.max(initial=0.0)))
    return best + share * (kept - best)


def _carried_out(problem: Problem, ledger: Ledger, outcome: Outcome) -> Floats:
    """(columns,) What comes of an outcome in the future that is foreseen."""
    ready = ReadyPlan(decided(problem, ledger, outcome, outcome, finished=False))
    made = empty_flows(ready, 1)
    simulated(ready, as_planned(problem), "plan", made)
    columns = np.zeros(ledger.width)
    of_flows = {
        MANIFESTED: made.manifested[0],
        PRESENTED: made.presented[0],
        COLLECTED: made.collected[0],
        WAITING: made.in_yard[0],
        TURNED_AWAY: made.turned_away[0],
        HELD: made.held[0],
        STOCK: made.stock[0],
        DISCARDED: made.discarded[0],
        MET: _in_bands(made.met[0], problem.needed, problem.band_width),
        EXPORTED: _in_bands(made.exported[0], problem.export_needed, problem.band_width),
    }
    for kind, values in of_flows.items():
        columns[ledger.places(kind)] = values[tuple(ledger.keys(kind).T)]
    return columns


def _in_bands(met: Floats, needed: Floats, width: Floats) -> Floats:
    """(…, B) What is met of each band: the first is filled first.

    >>> _in_bands(np.array([7.0]), np.array([10.0]), np.array([0.5, 0.5]))
    array([[5., 2.]])
    """
    most = needed[..., None] * width
    return np.asarray(np.clip(met[..., None] - (most.cumsum(axis=-1) - most), 0.0, most))


def _passed(ledger: Ledger, columns: Floats, *, within: bool = False) -> Floats:
    """(rows,) What each is passed by: a share of its bound, truckloads where that is small.

    Rows that are kept are passed by nothing or, with `within`, by less than that.
    """
    lp = ledger.stated
    rows = Matrix.of(lp).rows(columns, ledger.rows)
    off = np.full(len(rows), -np.inf if within else 0.0)
    for bound, sign in ((lp.row_lower_, 1.0), (lp.row_upper_, -1.0)):
        there = np.isfinite(bound := np.array(bound))
        beyond = sign * (bound[there] - rows[there]) / np.maximum(1.0, np.abs(bound[there]))
        off[there] = np.maximum(off[there], beyond)
    return off
