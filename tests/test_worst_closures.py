"""The worst days of closure, against every day closed in turn and solved from nothing."""

import json
from dataclasses import replace

import numpy as np
import pytest
from answers import best_foreseen, problem_of
from hypothesis import given
from runs import Runner
from strategies import cases, examples

from crossings.allocation.worst_closures import worst_closures
from crossings.analysis.explanation import IN_A_ROW, ONE_BY_ONE
from crossings.problem import Problem
from crossings.scenarios import as_planned, scenario_problem

Closed = dict[tuple[int, int], float]
"""Open days that are lost, by period and crossing."""
EXACT = 1e-6


def best_without(problem: Problem, closed: Closed) -> float:
    """The best value where so many open days are lost, a program of its own."""
    usual = as_planned(problem)
    working, opened = np.array(usual.working), np.array(usual.open_days)
    routes = np.array(usual.route_days)
    for (t, c), days in closed.items():
        share = max(0.0, 1 - days / opened[0, t, c])
        for j, (of, _) in enumerate(problem.dated_routes):
            routes[0, t, j] *= share if of == c else 1.0
        working[0, t, c] *= share
        opened[0, t, c] *= share
    future = replace(usual, working=working, open_days=opened, route_days=routes)
    return best_foreseen(scenario_problem(problem, future, 0))


def each_worst(problem: Problem, count: int) -> None:
    """Every row is what closing comes to, and no other day would have cost more."""
    opened, usual = problem.crossing_open_days, best_without(problem, {})
    room = EXACT * max(1.0, usual)
    found = worst_closures(problem, count)
    closed: Closed = {}
    before = usual
    rows = [each for each in found if each.kind == ONE_BY_ONE]
    for each in rows:
        others = []
        for t, c in np.argwhere(opened > 0).tolist():
            gone = closed.get((t, c), 0.0)
            if opened[t, c] - gone > 1e-9:
                more = min(1.0, opened[t, c] - gone)
                others.append(best_without(problem, closed | {(t, c): gone + more}))
        place = (each.first, each.crossing)
        closed[place] = closed.get(place, 0.0) + each.days
        then = best_without(problem, closed)
        assert abs(before - then - each.lost) <= room
        assert abs(usual - then - each.lost_in_all) <= room
        assert then <= min(others) + room
        before = then
    if len(rows) < count:  # nothing that is left would cost anything
        for t, c in np.argwhere(opened > 0).tolist():
            gone = closed.get((t, c), 0.0)
            more = min(1.0, opened[t, c] - gone)
            assert best_without(problem, closed | {(t, c): gone + more}) >= before - room
    width = -(-count // int(problem.days[0]))
    told = {each.crossing: each for each in found if each.kind == IN_A_ROW}
    for c in range(len(problem.crossings)):
        runs = []
        for first in range(len(problem.periods) - width + 1):
            days = {(t, c): opened[t, c] for t in range(first, first + width) if opened[t, c] > 0}
            runs.append(usual - best_without(problem, days))
        worst = max(runs, default=0.0)
        assert abs(worst - (told[c].lost if c in told else 0.0)) <= room


@examples(12)
@given(cases(periods=3))
def test_no_other_day_would_cost_more(pair: tuple[dict, dict]) -> None:  # type: ignore[type-arg]
    each_worst(problem_of(*pair), 2)


def test_by_hand() -> None:
    """A gate of 10 a day and a need of 10: the first half of a day is worth 2 each, the other 1."""
    case = {
        "title": "a gate",
        "horizon": {"start": "2024-03-03", "periods": 4, "days_per_period": 1},
        "areas": {"town": None},
        "goods": {"food": {"category": "humanitarian", "need": 10}},
        "crossings": {"gate": {"gate_truckloads_per_day": 10}, "side": {"open_days": []}},
        "coverage_bands": [{"up_to": 0.5, "weight": 2}, {"up_to": 1, "weight": 1}],
    }
    model = {"title": "open", "regimes": {"wave": {"start": "s", "stages": {"s": {}}}}}
    problem = problem_of(case, model)
    found = worst_closures(problem, 2)
    # The first day cannot be served from before: all of its 15 are lost. Of a later one 5 of the
    # day before it serve the first half: 10 - 5 are lost. Without the first, the second is next.
    assert [(each.kind, each.first, each.last, each.days) for each in found] == [
        (ONE_BY_ONE, 0, 0, 1.0), (ONE_BY_ONE, 1, 1, 1.0), (IN_A_ROW, 0, 1, 2.0),
    ]  # fmt: skip
    assert [each.lost for each in found] == pytest.approx([15, 15, 30])
    assert [each.share for each in found] == pytest.approx([0.25, 0.5, 0.5])


def test_the_command_shows_them(case: object, crossings_run: Runner) -> None:
    small = [f"--set=crossings.{gate}.gate_truckloads_per_day=4" for gate in ("gate-a", "gate-b")]
    asked = ("explain", "case.yaml", *small, "--show", "closures", "--days", "2")
    ran = crossings_run(*asked, "--quiet")
    assert ran.code == 0 and "Days of closure that would cost most" in ran.out
    rows = json.loads(crossings_run(*asked, "--format", "json").out)["worst_closures"]
    assert [row["kind"] for row in rows][:2] == [ONE_BY_ONE] * 2
    assert all(row["value_lost"] > 0 for row in rows)
    plain = json.loads(crossings_run("explain", "case.yaml", "--format", "json").out)
    assert "worst_closures" not in plain
    wrong = crossings_run("explain", "case.yaml", "--days", "2")
    assert wrong.code == 2 and "use both" in wrong.err
