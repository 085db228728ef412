"""A plan of one's own beside the best: which limits it passes, by how much, and what it forgoes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from crossings.analysis.passed import Passed, passed_limits
from crossings.outputs.provenance import origin
from crossings.plan import Own, Plan
from crossings.problem import Floats, Problem
from crossings.wording import counted, figure, listed, share, span

OWN = "A plan of one's own"
_MOST_TOLD = 6
_MOST_GOODS = 4
_NOTHING = 5e-4
"""Truckloads a day, and share of a value, up to which two plans are alike as they are told."""
_HOUR = 60.0


def own_object(plan: Plan) -> dict[str, Any] | None:
    """Where it comes from and what it forgoes; None where the plan is none of one's own."""
    if plan.own is None:
        return None
    given, best, problem = plan.own.given, plan.own.best, plan.problem
    mine, its = plan.met_a_day, best.met_a_day
    return {
        "file": origin(given.origin),
        "stages": list(given.stages),
        "rows": given.rows,
        "truckloads": given.truckloads,
        "beside": _beside(plan.own),
        "keeps_limits": not passed_limits(plan),
        "best_objective": best.objective,
        "objective_given_up": best.objective - plan.objective,
        "share_given_up": _share_given_up(plan, best),
        "met_per_day": _inbound(plan, mine),
        "best_met_per_day": _inbound(plan, its),
        "exported_per_day": float(mine.sum()) - _inbound(plan, mine),
        "best_exported_per_day": float(its.sum()) - _inbound(plan, its),
        "goods": [
            {
                "good": good.id,
                "met_per_day": float(mine[g]),
                "best_met_per_day": float(its[g]),
                "forgone_per_day": float(its[g] - mine[g]),
            }
            for g, good in enumerate(problem.goods)
        ],
    }


def own_lines(plan: Plan) -> Iterator[str]:
    """The same in words."""
    if plan.own is None:
        return
    given = plan.own.given
    lines, stages = counted(given.rows, "row"), listed([*given.stages])
    yield f"{OWN}: {lines} of {given.origin.title}, {figure(given.truckloads)} truckloads {stages}."
    left = _left_open(plan)
    if left:
        yield f"The table names no {listed(left)}, for export, of which passes what suits it best."
    yield from passed_lines(plan)
    yield from _forgone(plan, plan.own)


def passed_lines(plan: Plan) -> Iterator[str]:
    """Every limit that it passes, a line each, the first of them."""
    passed = passed_limits(plan)
    if not passed:
        yield "It keeps every limit."
        return
    beyond, short = [p for p in passed if not p.asked], [p for p in passed if p.asked]
    told = [f"passes {counted(len(beyond), 'limit')}"] if beyond else []
    told += [f"misses {len(short)} of what is asked"] if short else []
    yield f"It {listed(told)}:"
    for each in passed[:_MOST_TOLD]:
        yield f"  {passed_sentence(plan.problem, each)}"
    more = len(passed) - _MOST_TOLD
    if more > 0:
        yield f"  and {more} more (--show passed)"


def passed_sentence(problem: Problem, each: Passed) -> str:
    """By how much a limit is passed, when, and in how many stretches."""
    worst, periods = each.worst, problem.periods
    unit, scale = ("hours", 1 / _HOUR) if each.unit == "minutes" else (each.unit, 1.0)
    far = f"{figure(each.beyond * scale)} {unit} {'too few' if each.asked else 'too many'}"
    when = span(periods[worst.first].start, periods[worst.last].end)
    here = f"{figure(worst.value * scale)} where "
    here += f"{figure(worst.bound * scale)} {'are asked for' if each.asked else 'can be'}"
    if len(each.rows) == 1:
        return f"{each.what}: {far}, {when}: {here}"
    often = f"in {len(each.rows)} of {each.times} "
    often += "periods" if each.times == len(periods) else "stretches"
    return f"{each.what}: {far} in all, {often}; most {when}: {here}"


def _forgone(plan: Plan, own: Own) -> Iterator[str]:
    """What it is worth beside the best plan, and of which goods less or more need is met."""
    best, name = own.best, "best" if own.best.fairness is None else "fairest"
    beside = f"{plan.objective:,.1f} beside {best.objective:,.1f}"
    lost = _share_given_up(plan, best)
    mine, its = plan.met_a_day, best.met_a_day
    inbound = f"need met {figure(_inbound(plan, mine))} truckloads a day beside "
    inbound += figure(_inbound(plan, its))
    if abs(lost) < _NOTHING / 100:
        yield f"It is worth as much as the {name} plan ({beside}); {inbound}"
    elif lost > 0:
        yield f"Beside the {name} plan it forgoes {lost:.2%} of the value ({beside}); {inbound}"
    else:
        than = f"{-lost:.2%} more than the {name} plan, which keeps every limit"
        yield f"It would be worth {than} ({beside}); {inbound}"
    need, goods = plan.problem.total_need, plan.problem.goods
    order = np.argsort(-np.abs(its - mine) * plan.problem.priority, kind="stable").tolist()
    changed = [g for g in order if abs(its[g] - mine[g]) > _NOTHING * max(1.0, need[g])]
    if changed:
        told = [
            f"{goods[g].name} {figure(abs(its[g] - mine[g]))} a day "
            f"{'less' if mine[g] < its[g] else 'more'} ({share(mine[g] / need[g])} of need, "
            f"{share(its[g] / need[g])} there)"
            for g in changed[:_MOST_GOODS]
        ]
        more = len(changed) - _MOST_GOODS
        told += [f"and {counted(more, 'good')} more"] if more > 0 else []
        yield f"  {'; '.join(told)}"


def _beside(own: Own) -> str:
    """Which plan it stands beside, by its objective."""
    return "value" if own.best.fairness is None else "fairest"


def _left_open(plan: Plan) -> list[str]:
    """Goods for export that some is needed of and the table does not name."""
    assert plan.own is not None
    named, problem = plan.own.given.stage_of, plan.problem
    return [
        good.name
        for g, good in enumerate(problem.goods)
        if good.is_export and g not in named and problem.export_need[:, g].any()
    ]


def _inbound(plan: Plan, by_good: Floats) -> float:
    return float(by_good[plan.problem.inbound].sum())


def _share_given_up(plan: Plan, best: Plan) -> float:
    given_up = best.objective - plan.objective
    return given_up / best.objective if best.objective > 0 else 0.0
