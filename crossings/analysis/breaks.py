"""Where a plan's weeks change, and why: what the program knows begins or ends there.

What arrives in a week is either met in it or put into stock, and what is met beyond it comes from
stock: met = arrived + from stock − into stock. A week that differs from the one before it by more
than a share of the larger is a break, and so is each in which a phase begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossings.limits import Limit, limits_of
from crossings.limits.record import Place
from crossings.plan import Plan
from crossings.problem import Flags, Floats, Problem, by_run

PHASE, CLOSED, OPENED = "phase", "closed", "opened"
RUNS_OUT, RESTOCKED, DRAWN = "runs_out", "restocked", "drawn"
_CHANGED = 0.1
"""Of the larger of two weeks, by which another differs that is told of."""
_FULL = 1 - 1e-6
"""Share used of a limit from which it binds."""
_NOTHING = 0.05
"""Days of need in stock, and truckloads a day, that count as none."""


@dataclass(frozen=True)
class Break:
    """A week that differs from the one before it; truckloads a day, inbound goods."""

    week: int
    """A place in `Problem.weeks`."""
    period: int
    """The period in which a phase begins, else the first of the week."""
    arrived: tuple[float, float]
    """Before and after: of phases where one begins, else of the two weeks."""
    met: tuple[float, float]
    causes: tuple[str, ...]
    """What begins there; empty where the program knows of nothing."""
    binding: tuple[tuple[Limit, Place], ...] = ()
    """Limits that begin to bind: used up in the week, and not in the one before it."""


def breaks(plan: Plan) -> list[Break]:
    """Every break, in the order of weeks."""
    problem = plan.problem
    arrived = plan.arrived.sum(axis=(1, 2, 3))  # (T,)
    met = plan.met.sum(axis=(1, 2))
    begun = {phase.periods[0]: n for n, phase in enumerate(problem.phases) if n}
    weeks = [_a_day(problem, flow) for flow in (arrived, met)]
    found = []
    for w, run in enumerate(problem.weeks):
        phases = [t for t in run if t in begun]
        if phases:
            one, other = (problem.phases[begun[phases[0]] - k].periods for k in (1, 0))
            ends = [
                (_mean(problem, flow, one), _mean(problem, flow, other)) for flow in (arrived, met)
            ]
        elif w:
            ends = [(float(flow[w - 1]), float(flow[w])) for flow in weeks]
        if phases or (w and any(map(_differ, ends))):
            causes = tuple(_causes(plan, w, begins=bool(phases)))
            binding = tuple(_begins_to_bind(plan, w))
            found.append(Break(w, (phases or list(run))[0], ends[0], ends[1], causes, binding))
    return found


def _a_day(problem: Problem, flow: Floats) -> Floats:
    """(weeks,) A flow by periods as a mean of each week."""
    return np.asarray(by_run(flow, problem.weeks) / by_run(problem.days, problem.weeks))


def _mean(problem: Problem, flow: Floats, periods: range) -> float:
    there = slice(periods.start, periods.stop)
    return float(flow[there].sum() / problem.days[there].sum())


def _differ(ends: tuple[float, float]) -> bool:
    before, after = ends
    return abs(after - before) > max(_CHANGED * max(before, after), _NOTHING)


def _causes(plan: Plan, w: int, *, begins: bool) -> Iterator[str]:
    problem = plan.problem
    if begins:
        yield PHASE
    if not w:
        return
    runs = problem.weeks[w - 1], problem.weeks[w]
    days = [float(problem.days[list(run)].sum()) for run in runs]
    before, after = (
        float(problem.crossing_open_days[list(run)].sum()) / n
        for run, n in zip(runs, days, strict=True)
    )
    if abs(after - before) > _NOTHING:
        yield OPENED if after > before else CLOSED
    starts, ends = _stock(plan, runs[1].start), _stock(plan, runs[1].stop)
    need = problem.needed[list(runs[1])].sum() / days[1]
    if starts > _NOTHING * need >= ends:
        yield RUNS_OUT
        return
    was = starts - _stock(plan, runs[0].start)
    gained, gained_before = (ends - starts) / days[1], was / days[0]
    if gained > _NOTHING >= gained_before:
        yield RESTOCKED
    elif gained < -_NOTHING <= gained_before:
        yield DRAWN


def _begins_to_bind(plan: Plan, w: int) -> Iterator[tuple[Limit, Place]]:
    """What is allowed in all of week w is used in it, and was not in the week before it."""
    problem = plan.problem
    if not w:
        return
    for limit in limits_of(problem):
        if limit.sense != "at most" or limit.asked is not None or limit.time != "t":
            continue
        used, allowed = plan.used(limit), limit.allowed(problem)
        before, after = (
            _used_up(used[list(run)], np.broadcast_to(allowed, used.shape)[list(run)])
            for run in (problem.weeks[w - 1], problem.weeks[w])
        )
        yield from ((limit, tuple(place)) for place in np.argwhere(after & ~before).tolist())


def _used_up(used: Floats, allowed: Floats) -> Flags:
    """(*place) Whether as much is used over some periods as is allowed, and that is not nothing."""
    bound = allowed.sum(axis=0)
    return np.asarray((bound > 0) & np.isfinite(bound) & (used.sum(axis=0) >= _FULL * bound))


def _stock(plan: Plan, t: int) -> float:
    """Truckloads in stock at the beginning of a period."""
    return float((plan.problem.first_stock if t == 0 else plan.stock[t - 1]).sum())
