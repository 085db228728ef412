"""What passes in futures against the contract: its rows, and the rules in plain loops."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import reference
from own_cases import own_rows
from scenario_loops import Dispatch, Future
from tolerances import EXACT, SUM, near

from crossings.evaluation import DISPATCH_RULES, Flows, evaluated, flows
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.scenarios import Scenarios

Pair = tuple[dict[str, Any], dict[str, Any]]
PASSED = ("manifested", "presented", "collected", "stock", "turned_away", "held", "discarded")


def scale_of(plan: Plan) -> float:
    """The largest figure of a plan."""
    arrays = (plan.manifested, plan.presented, plan.collected, plan.stock, plan.met, plan.exported)
    return max([1.0, *(float(array.max(initial=0.0)) for array in arrays)])


def passed_in(plan: Plan, made: Flows, s: int) -> Plan:
    """The plan with what passes in one scenario in the place of what was planned."""
    passed = {name: getattr(made, name)[s] for name in PASSED}
    return replace(
        plan, **passed, met=made.met[s], exported=made.exported[s], waiting=made.in_yard[s]
    )


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


def program_rows(
    facts: reference.Terms, future: Future, case: dict[str, Any]
) -> Iterator[reference.Row]:
    """Rows of the scenario's program: no floors and end stocks, the limits of the future."""
    own = (case.get("limits") or {}).get("own") or {}
    counted = [name for name, limit in own.items() if limit["of"] in ("arrived", "stock")]
    for row in own_rows(facts, case):
        name = row[0].removeprefix("own ").partition(",")[0]
        if row[2] == "<=" and name not in counted:
            yield row
    for sentence, terms, relation, bound in reference.rows(facts):
        if "row 11" in sentence or "left in" in sentence:
            continue
        yield sentence, terms, relation, bound * factor_of(facts, future, sentence)


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
        return share(future.working[c, t], facts[t].open["working", c, t])
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
    for name in ("manifested", "presented", "released", "arrived", "turned_away", "discarded",
                 "met", "need",
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


def passing(plan: Plan, made: Flows, s: int) -> dict[Any, float]:
    """What passes in one scenario as variables of the reference, with what is met in all."""
    problem, passed = plan.problem, passed_in(plan, made, s)
    flow = variables_of(passed)
    for (t, g), value in np.ndenumerate(passed.exported):
        if not problem.inbound[g]:
            flow["met", problem.goods[g].id, None, t] = float(value)
    for (t, g, a), value in np.ndenumerate(passed.met):
        flow["met", problem.goods[g].id, problem.areas[a].id, t] = float(value)
    return flow


def broken_rows(
    rows: Iterable[reference.Row], flow: dict[Any, float], scale: float
) -> list[tuple[str, float, float]]:
    """Rows that flows break, and flows below nothing."""
    found = [("below nothing", value, 0.0) for value in flow.values() if value < -SUM * scale]
    for sentence, terms, relation, bound in rows:
        value = sum(each * flow.get(variable, 0.0) for variable, each in terms.items())
        size = max([abs(bound), scale, *(abs(each) * scale for each in terms.values())])
        above, below = value > bound + SUM * size, value < bound - SUM * size
        if (above and relation != ">=") or (below and relation != "<="):
            found.append((sentence, value, bound))
    return found


def strays_from_plan(plan: Plan, scenarios: Scenarios) -> list[str]:
    """Figures of the rule `plan` that are not the plan's, where nothing is otherwise."""
    made, slack = flows(plan, scenarios), SUM * scale_of(plan)
    names = {name: name for name in (*PASSED, "met", "exported")} | {"waiting": "in_yard"}
    return [
        name
        for name, found in names.items()
        if np.abs(getattr(made, found) - getattr(plan, name)).max(initial=0.0) > slack
    ]


def as_came(pair: Pair, problem: Problem, came: Any = None) -> Pair:
    """The pair without the phases that do not come about: the one before each goes on.

    Without `came` all do; False is that none does that may not.
    """
    case, model = pair
    uncertain = [each.number for each in problem.uncertainty.phases]
    comes = [came is not False] * len(uncertain) if came is None or came is False else came
    failed = [number for number, each in zip(uncertain, comes, strict=True) if not each]
    if not failed:
        return pair
    phases = [each for number, each in enumerate(case["phases"]) if number not in failed]
    return case | {"phases": phases}, model


def strays_from_loops(
    pair: Pair, problem: Problem, plan: Plan, scenarios: Scenarios
) -> list[tuple[Any, ...]]:
    """Where the rule by priority in arrays is not the one in plain loops."""
    made, outcome = flows(plan, scenarios), evaluated(plan, scenarios)
    foreseen, least = (reference.facts(*as_came(pair, problem, x)) for x in (None, False))
    scale, found = scale_of(plan), list[tuple[Any, ...]]()
    for s in range(len(scenarios)):
        facts = reference.facts(*as_came(pair, problem, scenarios.came[s]))
        rule = Dispatch(facts, variables_of(plan), foreseen, least)
        trajectory = rule.trajectory(future_of(problem, scenarios, s))
        flow = variables_of(passed_in(plan, made, s))
        for variable in {*flow, *trajectory.flows}:
            pairs = flow.get(variable, 0.0), trajectory.flows.get(variable, 0.0)
            if variable[0] != "z" and not near(*pairs, EXACT, scale):
                found.append((variable, *pairs))
        found += compared(problem, outcome, s, trajectory.outcomes, scale)
    return found


def strays_in_futures(
    pair: Pair, problem: Problem, plan: Plan, scenarios: Scenarios
) -> list[tuple[Any, ...]]:
    """Rows of each scenario's program that a rule breaks; nothing of the case is drawn."""
    found = list[tuple[Any, ...]]()
    for rule in DISPATCH_RULES:
        made = flows(plan, scenarios, rule)
        for s in range(len(scenarios)):
            facts = reference.facts(*as_came(pair, problem, scenarios.came[s]))
            future = future_of(problem, scenarios, s)
            flow = in_bands(facts, future, passing(plan, made, s))
            rows = program_rows(facts, future, pair[0])
            found += [(rule, *row) for row in broken_rows(rows, flow, scale_of(plan))]
    return found
