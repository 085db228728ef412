"""Every point solved by one standing program, and its plan carried through the same futures.

Points whose programs differ in right-hand sides alone are a group. The program of its first point
stands in the solver, and points are solved some in a row, each from the optimum of the one before:
what a point comes to does not hang on who solves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from crossings.allocation.conflicts import reachable
from crossings.allocation.outcomes import Outcome
from crossings.allocation.standing import StandingProgram, same_rows
from crossings.batches import Task, candidate, run
from crossings.batches.running import as_finished
from crossings.batches.workers import workers
from crossings.errors import CrossingsError, InputError, NoPlan
from crossings.evaluation import chunks
from crossings.evaluation.measures import Measure, measures, spread
from crossings.plan import Plan
from crossings.problem import Floats, Problem
from crossings.scenarios import Futures
from crossings.sweeps.design import Point
from crossings.sweeps.kept import Found, SweepFolder

PLANNED, NO_PLAN, FAILED = "planned", "no plan", "failed"
_IN_A_ROW, _PLANS_IN_A_ROW = 10, 4
"""Points that are solved one from the other, of which the value is sought, or a plan: whoever stops
a sweep loses no more than these."""
_OF_GOODS = ("need met",)
"""Measures that are told of each good too."""


@dataclass(frozen=True)
class Request:
    """What is asked of every point."""

    futures: Futures
    scenarios: int = 0
    """Futures that each plan is carried through; 0: plans alone."""
    dispatch: str = "plan"
    value_only: bool = False
    """Whether the best value is all that is sought, and no plan."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """Every point, and what was found of it, in the order of the design."""

    request: Request
    points: tuple[Point, ...]
    found: tuple[Found, ...]
    problem: Problem
    """Of the first point that can be read."""


def swept(
    points: Sequence[Point],
    read: Callable[[Point], Problem],
    request: Request,
    *,
    jobs: int = 1,
    folder: SweepFolder | None = None,
    done: Callable[[int], object] = lambda _: None,
    scheduler: str | None = None,
) -> Sweep:
    """Every point of a design; one that fails is told with its reason, and the others go on.

    Raises `InputError` where none of them can be read.
    """
    problems, found, faults = {}, {}, []
    for k, point in enumerate(points):
        try:
            problems[k] = read(point)
        except InputError as error:
            found[k] = Found(FAILED, str(error.faults[0]))
            faults.append(error)
    if not problems:
        raise faults[0]
    if folder is not None:
        found |= folder.finished(problems)
    done(len(found))
    groups = _groups(problems)
    in_a_row = _IN_A_ROW if request.value_only else _PLANS_IN_A_ROW
    todo = [
        (g, chunk)
        for g, group in enumerate(groups)
        for chunk in chunks(range(len(group)), in_a_row)
        if any(group[n] not in found for n in chunk)
    ]
    if todo:
        work = _Work(tuple(tuple(problems[k] for k in group) for group in groups), request)
        with workers(cast(Any, work), jobs, scheduler) as them:
            for (g, chunk), result in as_finished(them, todo):
                for n, own in zip(chunk, cast(Any, result), strict=True):
                    k = groups[g][n]
                    if k in found:
                        continue
                    found[k] = own
                    if folder is not None:
                        folder.keep(k, problems[k], own)
                    done(1)
    first = problems[min(problems)]
    return Sweep(request, tuple(points), tuple(found[k] for k in range(len(points))), first)


def _groups(problems: Mapping[int, Problem]) -> list[list[int]]:
    """Points by the program that serves them, the one it is built for first."""
    groups: list[list[int]] = []
    for k, problem in problems.items():
        own = next((g for g in groups if same_rows(problems[g[0]], problem)), None)
        if own is None:
            groups.append([k])
        else:
            own.append(k)
    return groups


class _Work:
    """What a worker is sent, once; the program of the group that it is at stands with it."""

    def __init__(self, groups: tuple[tuple[Problem, ...], ...], request: Request) -> None:
        self._groups, self._request = groups, request
        self._at: int | None = None
        self._program: StandingProgram | None = None

    def chunk(self, position: int, numbers: range) -> list[Found]:
        """What is found of some points of a group."""
        group = self._groups[position]
        if self._at != position or self._program is None:
            self._program, self._at = StandingProgram(group[0]), position
            self._program.best(group[0])
        made = []
        before: Outcome | None = None
        for n in numbers:
            try:
                if self._request.value_only:
                    best = _best(self._program, group[n], before)
                    made.append(Found(PLANNED, "", -best.value, (value_row(-best.value),)))
                else:
                    plan = _plan(self._program, group[n], before)
                    best = self._program.first_outcome
                    made.append(_found(plan, self._request))
                before = best
            except NoPlan as error:
                made.append(Found(NO_PLAN, error.sentence))
            except CrossingsError as error:
                made.append(Found(FAILED, str(error)))
        return made


def _best(program: StandingProgram, problem: Problem, before: Outcome | None) -> Outcome:
    """The best value, sought from the point before."""
    best = program.best(problem, before)
    if best.status != "optimal":
        best = program.best(reachable(problem))  # raises `NoPlan`, which says why
    return best


def _plan(program: StandingProgram, problem: Problem, before: Outcome | None) -> Plan:
    """The plan, likewise."""
    plan = program.plan(problem, before)
    if plan is None:
        plan = program.plan(reachable(problem))
    assert plan is not None
    return plan


def _found(plan: Plan, request: Request) -> Found:
    if not request.scenarios:
        return Found(PLANNED, "", plan.objective, tuple(planned_rows(plan)))
    made = Task(request.futures, request.dispatch,
                (candidate("point", plan, request.futures, request.dispatch),))  # fmt: skip
    batch = run(made, range(request.scenarios))
    values = np.full(request.scenarios, np.nan)
    values[batch.trials[0].outcomes.numbers.astype(int)] = batch.trials[0].outcomes.value
    told = [x for x in measures(batch.trials[0]) if x.of == "all" or x.name in _OF_GOODS]
    rows = tuple(map(_row, told))
    return Found(PLANNED, "", plan.objective, rows, tuple(values.tolist()))


_BETTER = {True: "more", False: "less", None: ""}


def _row(each: Measure) -> dict[str, Any]:
    about: dict[str, Any] = {"measure": each.name, "of": each.of, "unit": each.unit}
    about |= {"better": _BETTER[each.more_is_better], "planned": each.planned}
    found = spread(each.values, more_is_better=each.more_is_better)
    there = each.values[~np.isnan(each.values)]
    n = len(there)
    error = float(there.std(ddof=1)) / np.sqrt(n) if n > 1 else float("nan")
    return {
        **about,
        "mean": found.mean.value,
        "se": error,
        "mean_low": found.mean.low,
        "mean_high": found.mean.high,
        "p5": found.p5.value,
        "p50": found.p50.value,
        "p95": found.p95.value,
        "worst_tenth": found.worst_tenth.value,
    }


def planned_rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """A row for each figure of all, and for need met of each good; what does not exist is left out.

    They are those of the plan simulated in the one future that its case foresees.
    """
    problem = plan.problem
    days = float(problem.days.sum())
    need = problem.needed.sum(axis=(0, 2)) + problem.export_needed.sum(axis=0)  # (G,)
    met = plan.met.sum(axis=(0, 2)) + plan.exported.sum(axis=0)  # (G,)
    yield value_row(plan.objective)
    yield from _share("all", met.sum(), need.sum())
    for g, good in enumerate(problem.goods):
        yield from _share(good.id, met[g], need[g])
    by_area = problem.needed.sum(axis=(0, 1))  # (A,)
    if by_area.any():
        there = by_area > 0
        worst = (plan.met.sum(axis=(0, 1))[there] / by_area[there]).min()
        yield _planned("worst area", "share", "more", float(worst))
    passed: dict[str, Floats] = {"presented": plan.presented, "refused": plan.refused,
                                 "released": plan.released, "arrived": plan.arriving}  # fmt: skip
    for stage, flow in passed.items():
        better = "less" if stage == "refused" else "more"
        yield _planned(stage, "truckloads a day", better, float(flow.sum()) / days)
    yield _planned("met", "truckloads a day", "more", float(met.sum()) / days)
    yield _planned("unmet", "truckloads a day", "less", float((need - met).sum()) / days)
    hidden = plan.threats * (1 - problem.detection[:, None, None, :])  # (T, C, G, R)
    undetected = float(hidden.sum()) / days if plan.contraband_known() else np.nan
    yield _planned("undetected", "truckloads a day", "less", undetected)


def value_row(value: float) -> dict[str, Any]:
    """The row of the value."""
    return _planned("value", "value", "more", value)


def _share(of: str, met: float, need: float) -> Iterator[dict[str, Any]]:
    if need > 0:
        yield _planned("need met", "share", "more", float(met / need), of)


def _planned(
    measure: str, unit: str, better: str, planned: float, of: str = "all"
) -> dict[str, Any]:
    return {"measure": measure, "of": of, "unit": unit, "better": better, "planned": planned}
