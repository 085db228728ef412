"""Futures and what comes of a plan in them: the four statements, and arrays against plain loops."""

import copy
from dataclasses import fields, replace
from typing import Any

import numpy as np
import reference
from answers import best_foreseen, plan_of, problem_of
from batches import FIELDS
from hypothesis import event, given
from hypothesis import strategies as st
from scenario_loops import Dispatch, Future
from strategies import FEATURES, cases, examples
from tolerances import CERTIFIED, EXACT, SUM, near

from crossings.evaluation import DISPATCH_RULES, Flows, evaluated, flows
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.problem.places import through_yards
from crossings.scenarios import Scenarios, as_planned, sampled, scenario_problem
from crossings.scenarios.processes import triangular
from crossings.scenarios.streams import uniforms

Pair = tuple[dict[str, Any], dict[str, Any]]
NUMBERS = range(3)
_TOLD = ("population", "tonnes", "pallets", "backlog", "informal_share", "informal_interdicted",
         "informal_threat_rate")  # fmt: skip
"""Fields that nothing is carried by: they word results."""


def scale_of(plan: Plan) -> float:
    """The largest figure of a plan."""
    arrays = (plan.manifested, plan.presented, plan.collected, plan.stock, plan.met, plan.exported)
    return max([1.0, *(float(array.max(initial=0.0)) for array in arrays)])


# ---- With nothing uncertain the outcome is the plan ----------------------------------------------


@examples(50)
@given(cases(FEATURES - {"uncertainty"}))
def test_with_nothing_uncertain_the_outcome_is_the_plan(pair: Pair) -> None:
    problem = problem_of(*pair)
    assert problem.uncertainty.certain
    plan = plan_of(problem)
    if plan is None:
        return
    for scenarios in (as_planned(problem), sampled(problem, 1, range(2))):
        made = flows(plan, scenarios)
        for name in ("manifested", "presented", "collected", "stock", "met", "exported"):
            planned, found = getattr(plan, name), getattr(made, name)
            off = np.abs(found - planned).max(initial=0.0)
            assert off <= SUM * scale_of(plan), name
        outcome = evaluated(plan, scenarios)
        assert (outcome.longest_wait == 0).all() and (outcome.days_to_recover == 0).all()
        assert near(outcome.value[0], plan.objective, 10 * SUM, 1.0)


# ---- Truckloads, feasibility, the bound of the optimum, and the twin -----------------------------


def passed_in(plan: Plan, made: Flows, s: int) -> Plan:
    """The plan with what passes in one scenario in the place of what was planned."""
    names = ("manifested", "presented", "collected", "stock", "met", "exported", "turned_away",
             "held", "discarded")  # fmt: skip
    passed = {name: getattr(made, name)[s] for name in names}
    return replace(plan, **passed, waiting=made.in_yard[s])


def future_of(problem: Problem, scenarios: Scenarios, s: int) -> Future:
    """One scenario by the ids of the files."""
    periods = range(len(problem.periods))

    def by_id(things: Any, array: Any) -> dict[tuple[str, int], float]:
        names = [getattr(thing, "id", thing) for thing in things]
        return {(name, t): float(array[s, t, k]) for k, name in enumerate(names) for t in periods}

    return Future(
        by_id(problem.crossings, scenarios.working),
        by_id(problem.crossings, scenarios.open_days),
        by_id(problem.pools, scenarios.pool_open_days),
        by_id(problem.corridors, scenarios.supply),
        {good.id: float(scenarios.need[s, g]) for g, good in enumerate(problem.goods)},
        {
            ((problem.crossings[c].id, problem.areas[a].id), t): float(
                scenarios.route_days[s, t, j]
            )
            for j, (c, a) in enumerate(problem.dated_routes)
            for t in periods
        },
    )


def variables_of(plan: Plan) -> dict[tuple[Any, ...], float]:
    """A plan as the variables of the reference; all that is met stands in the first band."""
    problem = plan.problem
    o, c, g, r, a = (
        [thing.id for thing in things]
        for things in (
            problem.corridors,
            problem.crossings,
            problem.goods,
            problem.regimes,
            problem.areas,
        )
    )
    made: dict[tuple[Any, ...], float] = {}
    for letter, array, axes in (
        ("m", plan.manifested, (o, c, g)),
        ("x", plan.presented, (c, g, r)),
        ("y", plan.collected, (c, g, a)),
        ("s", plan.stock, (g, a)),
        ("w", plan.waiting, (c, g)),
        ("turned", plan.turned_away, (c, g)),
        ("h", plan.held, (c, g)),
        ("gone", plan.discarded, (g, a)),
    ):
        for (t, *at), value in np.ndenumerate(array):
            names = [axis[k] for axis, k in zip(axes, at, strict=True)]
            made[(letter, *names, t)] = float(value)
    for (t, i, j), value in np.ndenumerate(plan.met):
        made["z", g[i], a[j], 0, t] = float(value)
    return made


def program_rows(facts: reference.Terms, future: Future) -> list[reference.Row]:
    """Rows of the scenario's program: no floors and end stocks, the limits of the future."""
    rows = []
    for sentence, terms, relation, bound in reference.rows(facts):
        if "row 11" in sentence or "left in" in sentence:
            continue
        rows.append((sentence, terms, relation, bound * factor_of(facts, future, sentence)))
    return rows


def factor_of(facts: reference.Terms, future: Future, sentence: str) -> float:
    """What a bound of the case is multiplied by in a future."""
    what, _, period = sentence.rpartition(", period ")
    if not period.isdecimal():
        return 1.0
    t = int(period)

    def share(now: float, usual: float) -> float:
        return now / usual if usual > 0 else 0.0

    if what.startswith(("row 2", "row 4")):
        c = what.rpartition(" at ")[2] if what.startswith("row 2") else what.rpartition(" of ")[2]
        return share(future.working[c, t], facts[t].open["crossing", c, t])
    if what.startswith("row 3"):
        pool = what.removeprefix("row 3: ").partition(" at ")[0]
        return share(future.pool[pool, t], facts[t].open["pool", pool, t])
    if what.startswith("row 5"):
        c, _, a = what.removeprefix("row 5: ").partition(" to ")
        days = future.route.get(((c, a), t), future.open[c, t])
        return share(days, facts[t].route_days(c, a, t))
    if what.startswith("row 6") and " = " not in what and "yard of" not in what:
        return future.supply[what.removeprefix("row 6: ").rpartition(" from ")[2], t]
    if what.startswith("row 8") and "exports" not in what:
        return future.need[what.removeprefix("row 8: ").partition(",")[0]]
    return 1.0


def in_bands(facts: reference.Terms, future: Future, flow: dict[Any, float]) -> dict[Any, float]:
    """Need met put into bands from below: what is worth most."""
    made = dict(flow)
    for t, now in enumerate(facts):
        for (g, a), rate in now.need.items():
            rest = made.pop(("met", g, a, t), 0.0)
            for b, (width, _) in enumerate(now.bands):
                here = min(rest, width * rate * now.days[t] * future.need[g])
                made["z", g, a, b, t] = here
                rest -= here
            made["z", g, a, len(now.bands) - 1, t] += rest
    return made


@examples(40)
@given(cases(), st.sampled_from(DISPATCH_RULES), st.integers(0, 2**32))
def test_outcomes_are_feasible_conserved_and_below_the_optimum(
    pair: Pair, dispatch: str, seed: int
) -> None:
    problem = problem_of(*pair)
    plan = plan_of(problem)
    if plan is None:
        return
    if "phases" in pair[0] and problem.uncertainty.redraw is not None:
        return  # what a phase sets stands elsewhere in the file: see the test of draws
    scenarios = sampled(problem, seed, NUMBERS)
    made, outcome = flows(plan, scenarios, dispatch), evaluated(plan, scenarios, dispatch)
    scale = scale_of(plan)
    for s in NUMBERS:
        facts = reference.facts(*with_draws(pair, problem, seed, s))
        future = future_of(problem, scenarios, s)
        passed = passed_in(plan, made, s)
        flow = variables_of(passed)
        for (t, g), value in np.ndenumerate(passed.exported):
            if not problem.inbound[g]:
                flow["met", problem.goods[g].id, None, t] = float(value)
        for (t, g, a), value in np.ndenumerate(passed.met):
            flow["met", problem.goods[g].id, problem.areas[a].id, t] = float(value)
        flow = in_bands(facts, future, flow)
        for sentence, terms, relation, bound in program_rows(facts, future):
            value = sum(each * flow.get(variable, 0.0) for variable, each in terms.items())
            size = max([abs(bound), scale, *(abs(each) * scale for each in terms.values())])
            assert value <= bound + SUM * size or relation == ">=", (sentence, value, bound)
            assert value >= bound - SUM * size or relation == "<=", (sentence, value, bound)
        assert min(flow.values(), default=0.0) >= -SUM * scale
        closed = [("x", c, g, r, t) for t, now in enumerate(facts) for c, g, r in now.presented
                  if future.open[c, t] == 0]  # fmt: skip
        closed += [("y", c, g, a, t) for t, now in enumerate(facts) for c, g, a in now.collected
                   if future.route.get(((c, a), t), 1.0) == 0]  # fmt: skip
        assert all(flow.get(variable, 0.0) == 0 for variable in closed)
        # what was planned is inspected or waits, in truckloads where it waits
        leaving = set_out(problem, made.manifested[s], made.presented[s])
        planned = set_out(problem, plan.manifested, plan.presented)
        assert near(leaving + made.waiting[s, -1], planned, 10 * SUM, scale * len(facts))
        best = best_foreseen(scenario_problem(problem, scenarios, s))
        assert outcome.value[s] <= best + CERTIFIED * max(1.0, best), s
        event("short of the optimum" if outcome.value[s] < best - 1e-6 else "the optimum")


def with_draws(pair: Pair, problem: Problem, seed: int, s: int) -> Pair:
    """The pair with the numbers that scenario s draws from their ranges."""
    redraw = problem.uncertainty.redraw
    if redraw is None:
        return pair
    case, model = copy.deepcopy(pair)
    for each in redraw.ranged:
        uniform = uniforms(seed, each.path, range(s, s + 1), 1)[:, 0]
        first, *steps = each.path.split(".")
        found = model if first == "model" else case[first]
        for step in steps:
            found = found if "value" in found and step not in found else found[step]
        found["value"] = float(triangular(uniform, each.low, each.value, each.high)[0])
        del found["range"]
    return case, model


def set_out(problem: Problem, manifested: Any, presented: Any) -> float:
    """What sets out for inspection: from yards, or to it at once from where it comes."""
    at_once = problem.inbound & ~through_yards(problem) & problem.through_corridors  # (C, G)
    return float(manifested[:, :, at_once].sum() + presented[:, ~at_once].sum())


@examples(50)
@given(cases(FEATURES - {"phases"}), st.integers(0, 2**32))
def test_drawn_numbers_are_as_if_read_from_the_files(pair: Pair, seed: int) -> None:
    pair[0].setdefault("uncertainty", {})["ranges"] = True
    pair[1].get("uncertainty", {}).pop("ranges", None)
    problem = problem_of(*pair)
    scenarios = sampled(problem, seed, NUMBERS)
    for s in NUMBERS:
        read = problem_of(*with_draws(pair, problem, seed, s))
        for entry in fields(problem):
            given = getattr(problem, entry.name)
            if not isinstance(given, np.ndarray) or entry.name in _TOLD:
                continue
            drawn = scenarios.changed.get(entry.name)
            found = given if drawn is None else drawn[s]
            expected = getattr(read, entry.name)
            np.testing.assert_array_equal(found, expected, err_msg=entry.name)  # to the last bit


@examples(50)
@given(cases(), st.integers(0, 2**32))
def test_arrays_are_plain_loops(pair: Pair, seed: int) -> None:
    for part in pair:
        part.get("uncertainty", {}).pop("ranges", None)
    problem = problem_of(*pair)
    plan = plan_of(problem)
    if plan is None:
        return
    scenarios = sampled(problem, seed, NUMBERS)
    made, outcome = flows(plan, scenarios), evaluated(plan, scenarios)
    rule = Dispatch(reference.facts(*pair), variables_of(plan))
    scale = scale_of(plan)
    for s in NUMBERS:
        trajectory = rule.trajectory(future_of(problem, scenarios, s))
        found = variables_of(passed_in(plan, made, s))
        for variable in {*found, *trajectory.flows}:
            if variable[0] != "z":
                pairs = found.get(variable, 0.0), trajectory.flows.get(variable, 0.0)
                assert near(*pairs, EXACT, scale), (variable, pairs)
        differences = list(compared(problem, outcome, s, trajectory.outcomes, scale))
        assert differences == []


def compared(problem: Problem, outcome: Any, s: int, said: dict[str, Any], scale: float) -> Any:
    """Outcomes in which arrays and loops differ."""
    goods, crossings = problem.goods, problem.crossings
    large = scale * len(problem.periods) * 10

    def differs(name: str, first: float, second: float | None) -> Any:
        if second is None:
            if not np.isnan(first):
                yield name, first, second
        elif not near(float(first), float(second), EXACT, large):
            yield name, first, second

    for name in ("value", "worst_coverage", "most_waiting", "left_waiting", "longest_wait",
                 "undetected", "days_to_recover", "floors_missed", "end_stock_missed"):  # fmt: skip
        yield from differs(name, getattr(outcome, name)[s], said[name])
    for name in ("manifested", "presented", "released", "arrived", "met", "need",
                 "first_stock_out", "days_below_floor"):  # fmt: skip
        for g, good in enumerate(goods):
            inside = good.id in said[name]
            yield from differs(
                f"{name} {good.id}",
                getattr(outcome, name)[s, g],
                said[name][good.id] if inside else None,
            )
    for (g, good), (a, area) in (
        np.ndindex(0, 0)
        if not goods
        else [(x, y) for x in enumerate(goods) for y in enumerate(problem.areas)]
    ):
        yield from differs(
            f"coverage {good.id} {area.id}",
            outcome.coverage[s, g, a],
            said["coverage"].get((good.id, area.id)),
        )
    for c, crossing in enumerate(crossings):
        yield from differs("closed", outcome.days_closed[s, c], said["days_closed"][crossing.id])


# ---- Company ------------------------------------------------------------------------------------


@examples(25)
@given(cases(), st.integers(0, 2**32), st.sampled_from(DISPATCH_RULES))
def test_a_future_comes_to_the_same_to_a_bit_in_whatever_company(
    pair: Pair, seed: int, rule: str
) -> None:
    problem = problem_of(*pair)
    plan = plan_of(problem)
    if plan is None:
        return
    together = evaluated(plan, sampled(problem, seed, range(9)), rule)
    for s in (4, 0, 8):
        alone = evaluated(plan, sampled(problem, seed, range(s, s + 1)), rule)
        for name in FIELDS:
            np.testing.assert_array_equal(getattr(alone, name)[0], getattr(together, name)[s], name)
