"""A kind of limit that the tool does not have, stated here and nowhere else.

Drivers live in an area and bring what is collected for it: one for every hundred thousand people,
each as many truckloads a day as trips are made from the crossing.

    Σ_{c,g} y[c,g,a,t] / trips[c] ≤ drivers[a,t] · D[t]
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from example import CASE, MODEL, edited, written

from crossings import Plan, Problem, as_tables, optimize, read_case, sample, simulate
from crossings.allocation import explanation_of
from crossings.allocation.hindsight import Exact, Request, grown_pool
from crossings.errors import NoPlan
from crossings.evaluation import evaluated
from crossings.evaluation.compiled import ReadyPlan
from crossings.evaluation.simulation import empty_flows
from crossings.evaluation.simulation import simulated as simulated
from crossings.handed_in import prices_held
from crossings.limits import Limit
from crossings.limits.days import EVERY
from crossings.limits.flows import COLLECTED, MET
from crossings.limits.levers import Files, Lever, Move, none_to_move
from crossings.limits.record import Numbers, Place, Taking
from crossings.limits.words import FloorWords, Reason, Table, Words
from crossings.problem import Floats

TRIPS = np.array([2.0, 0.5])
"""(C,) that a driver makes in a day."""


def _drivers_of_a_truckload(numbers: Numbers) -> Floats:
    return 1 / TRIPS[None]  # (1, C)


def _drivers(numbers: Numbers) -> Floats:
    return np.asarray(numbers.of("population")) / 100_000


def _what(problem: Problem, place: Place) -> str:
    return f"drivers of {problem.areas[place[0]].name}"


def _levers(files: Files) -> Iterator[Lever]:
    for a, area in enumerate(files.problem.areas):
        people = np.full(len(files.problem.periods), 100_000.0)
        move = Move("population", (a,), people)
        yield Lever("limit", f"drivers of {area.name}", "driver", 1.0, (), (move,))


DRIVERS = Limit(
    "drivers",
    "ta",
    row=99,
    takes=(Taking(COLLECTED, "c", _drivers_of_a_truckload),),
    rate=_drivers,
    days=EVERY,
    words=Words(_what, "driver more"),
    table=Table("limits", {"area": "a"}),
    levers=_levers,
    key="drivers",
    reason=Reason("drivers", "no driver is left", "a", "no driver of {} is left"),
)


def _meals(numbers: Numbers) -> Floats:
    return np.full((1, len(numbers.problem.areas)), 4.0)


def _meals_of(problem: Problem, place: Place) -> str:
    return f"meals of {problem.areas[place[0]].name}"


MEALS = Limit(
    "meals",
    "ta",
    row=99,
    takes=(Taking(MET, "", lambda numbers: np.ones(1)),),
    rate=_meals,
    days=EVERY,
    words=Words(_meals_of, floor=FloorWords("the meals", "the meals")),
    table=Table("limits", {"area": "a"}),
    levers=none_to_move,
    key="meals",
    sense="at least",
    missable=True,
)


class _Files:
    """A problem whose levers are asked for, without its files."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


CORRIDORS = CASE[CASE.index("corridors:") : CASE.index("pools:")]


@cache
def planned() -> tuple[Plan, Plan]:
    """Plans for the example without drivers, and with them."""
    with TemporaryDirectory() as folder:
        more = ("undetected_threats_per_day: 0.5", "undetected_threats_per_day: 5")
        case = CASE.replace(CORRIDORS, "").replace("  supply: {egypt: {cv: 0.2}}\n", "")
        case = edited(case, more)
        problem = read_case(str(written(Path(folder), case, MODEL)))
    return optimize(problem), optimize(replace(problem, further_limits=(DRIVERS,)))


def test_it_binds_in_the_plan_and_its_price_is_what_one_more_brings() -> None:
    without, plan = planned()
    assert plan.objective < without.objective - 1
    used, allowed = plan.used(DRIVERS), DRIVERS.allowed(plan.problem)
    assert (used <= allowed * (1 + 1e-7)).all() and np.isclose(used, allowed).any()
    price = plan.prices.of(DRIVERS)
    assert price.max() > 0 and price[used < allowed * (1 - 1e-6)].max(initial=0) == pytest.approx(0)
    t, a = np.unravel_index(price.argmax(), price.shape)
    people = np.array(plan.problem.population)
    people[t, a] += 100_000 * 1e-3
    more = optimize(replace(plan.problem, population=people))
    gained = more.objective - plan.objective
    assert gained == pytest.approx(price[t, a] * 1e-3 * plan.problem.days[t], rel=1e-5)


def test_it_is_explained_and_in_the_tables() -> None:
    _, plan = planned()
    found = explanation_of(plan.problem, DRIVERS.levers(_Files(plan.problem)))
    assert {each.lever.what for each in found.marginal_values} <= {
        "drivers of North",
        "drivers of south",
    }
    assert max(each.value for each in found.marginal_values) > 1
    assert "drivers" in {each.reason for each in found.barriers}
    rows = as_tables(plan)["limits"]
    rows = rows[rows["limit"] == "drivers"]
    assert set(rows["area"]) == {"north", "south"} and (rows["shadow_price"] > 0).any()


@pytest.mark.parametrize("people", [1, 10])
def test_it_binds_in_every_future_and_the_bound_stays_above_the_optimum(people: int) -> None:
    _, plan = planned()
    problem = replace(plan.problem, population=plan.problem.population * people)
    plan, futures = optimize(problem), sample(problem, 30)
    best = Exact(problem).optima(futures)
    practice = sample(problem, 8, first=1000)
    pool = grown_pool(problem, practice, evaluated(plan, practice).value, Request(0.0, 3))
    slack = 1e-6 * np.maximum(1.0, np.abs(best))
    free = replace(problem, further_limits=())
    assert (best < Exact(free).optima(futures) - slack).any()
    assert (best <= pool.bound(futures) + slack).all()
    for rule in ("plan", "proportional", "first-come"):
        assert (simulate(plan, futures, rule).value <= best + slack).all()
        ready = ReadyPlan(plan)
        flows = empty_flows(ready, len(futures))
        simulated(ready, futures, rule, flows)
        used = np.einsum("stcga,c->sta", flows.collected, 1 / TRIPS)
        allowed = DRIVERS.allowed(problem)
        assert (used <= allowed * (1 + 1e-7)).all()
        assert people > 1 or np.isclose(used, allowed).any()


def test_a_floor_of_ones_own_is_counted_where_futures_miss_it() -> None:
    without, _ = planned()
    problem = replace(without.problem, further_limits=(MEALS,))
    plan, futures = optimize(problem), sample(problem, 200)
    met = plan.met.sum(axis=1)
    assert (met >= MEALS.allowed(problem) * (1 - 1e-7)).all()
    ready = ReadyPlan(plan)
    flows = empty_flows(ready, len(futures))
    found = simulated(ready, futures, "plan", flows)
    lacking = flows.met.sum(axis=2) < MEALS.allowed(problem) * (1 - 1e-6)
    before = simulate(optimize(replace(problem, further_limits=())), futures)
    assert lacking.any() and (found.floors_missed >= lacking.sum(axis=(1, 2))).all()
    assert found.floors_missed.max() <= lacking.sum(axis=(1, 2)).max() + before.floors_missed.max()


def test_where_there_is_no_plan_it_is_named() -> None:
    _, plan = planned()
    few = replace(plan.problem, population=plan.problem.population / 1000)
    with pytest.raises(NoPlan) as none:
        optimize(replace(few, last_stock=few.last_stock * 0))
    assert "drivers of" in none.value.sentence + none.value.detail


def test_its_prices_are_looked_at_where_they_are_handed_in() -> None:
    _, plan = planned()
    assert prices_held(plan.problem)[DRIVERS].axes == "TA"
    wrong = replace(plan.prices, by_limit={**plan.prices.by_limit, DRIVERS: np.ones(3)})
    with pytest.raises(ValueError, match=r"plan\.prices\.drivers: expected the shape"):
        simulate(replace(plan, prices=wrong), sample(plan.problem, 2))
