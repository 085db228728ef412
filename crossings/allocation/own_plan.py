"""A plan of one's own, completed: what its table gives is held, all else is decided around it.

The program is the problem's own, with every limit such that it may be passed. First what lines say
of other stages than their own is kept (which corridor brings, which regime inspects, for which area
it is meant), as shares of what passes there. Then as little as can be is passed of limits, each in
shares of what it allows; then value decides, then the aims. So whoever gives deliveries is told of
the corridors, regimes and needs met that suit them best, and a plan that can keep to every limit
does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from crossings.allocation.aims import AIMS
from crossings.allocation.decision import decided
from crossings.allocation.faces import steadied
from crossings.allocation.kinds import BEYOND_MARKET, CLOSED, GIVEN, MEANT
from crossings.allocation.ledger import Ledger
from crossings.allocation.objectives import Costs, value_costs
from crossings.allocation.outcomes import Outcome
from crossings.allocation.program import allocation_program
from crossings.allocation.solving import Search
from crossings.ends.deadline import NEVER, Deadline
from crossings.errors import StoppedEarly, SurroundingsError
from crossings.limits import Kind, limits_of
from crossings.limits.flows import COLLECTED, MANIFESTED, PRESENTED
from crossings.plan import Own, Plan, Prices
from crossings.problem import Floats, Problem
from crossings.problem.given import GivenLine, GivenPlan
from crossings.problem.places import over_platforms

_FLOW_OF = {
    "manifested": MANIFESTED,
    "presented": PRESENTED,
    "released": PRESENTED,
    "collected": COLLECTED,
}
_BESIDE = {MANIFESTED: "o", PRESENTED: "r", COLLECTED: "a"}
"""The axis that each flow has beside period, crossing and good."""
_OUTRIGHT = 10.0
"""What a truckload weighs that nothing opens for or nobody takes, in shares of a limit."""
_STOPPED = "the search was stopped before one's own plan stood beside the best"
Place = tuple[int, ...]
"""Period, crossing and good."""
_WHENEVER = -1
"""In place of a period: what lies on platforms is collected some time after it is presented."""


def completed(given: GivenPlan, best: Plan, *, deadline: Deadline = NEVER) -> Plan:
    """The plan that is `given`, of the problem whose best plan is `best`.

    Raises `StoppedEarly` where the `deadline` comes before it is known.
    """
    problem = best.problem
    if best.gap is not None:
        raise StoppedEarly(_STOPPED)
    with deadline.enforced():
        ledger = allocation_program(problem, soft=True)
        lower, upper = _held(ledger, problem, given)
        _meant(ledger, problem, given)
        _closed(ledger, problem)
        search = Search(ledger, deadline)
    search.confine(lower, upper)
    for costs in (_unmeant(ledger), _passing(ledger, problem)):
        search.keep_optimal(_found(search, costs))
    first = _found(search, value_costs(ledger, problem))
    kept = search.keep_optimal(first)
    if kept.status == "optimal":
        last, aims = steadied(search, ledger, problem, kept, AIMS, deadline)
        plan = decided(problem, ledger, kept, last, aims)
    else:
        plan = decided(problem, ledger, first, first)
    nothing = {limit: np.full_like(each, np.nan) for limit, each in plan.prices.by_limit.items()}
    return replace(plan, prices=Prices(nothing), own=Own(given, best))


def _found(search: Search, costs: Costs) -> Outcome:
    outcome = search.minimise(costs)
    if outcome.status == "optimal":
        return outcome
    if outcome.status != "infeasible":
        raise StoppedEarly(_STOPPED)
    raise SurroundingsError("the solver finds no flows that go with one's own plan")


# ---- What is given -------------------------------------------------------------------------------


def _held(
    ledger: Ledger, problem: Problem, given: GivenPlan
) -> tuple[dict[int, float], dict[int, float]]:
    """Least and most of columns, by their place; sums over several get a row."""
    stage_of = given.stage_of
    lower: dict[int, float] = {}
    upper: dict[int, float] = {}
    lines: dict[Place, list[GivenLine]] = defaultdict(list)
    for line in given.lines:
        lines[line.period, line.crossing, line.good].append(line)
    for flow, beside in _BESIDE.items():
        at = flow.axes.index(beside)
        for place, columns in ledger.grouped(flow, "tcg").items():
            stage = stage_of.get(place[2])
            closed = problem.crossing_open_days[place[0], place[1]] == 0
            if stage is None and flow is PRESENTED and (problem.inbound[place[2]] or closed):
                upper |= {ledger.place(flow, key): 0.0 for key, _ in columns}
            if stage is None or _FLOW_OF[stage] is not flow:
                continue
            named, left_open = _amounts(lines.get(place, ()), beside)
            weight = _weights(problem, stage, place)
            for key, _ in columns:
                where, amount = ledger.place(flow, key), named.get(key[at], 0.0) / weight[key[at]]
                if amount > 0:
                    lower[where] = amount
                if left_open == 0:
                    upper[where] = amount
            if left_open > 0:
                terms = [(column, float(weight[key[at]])) for key, column in columns]
                ledger.equal(GIVEN, place, terms, sum(named.values()) + left_open)
    return lower, upper


def _amounts(
    lines: Iterator[GivenLine] | list[GivenLine] | tuple[()], axis: str
) -> tuple[dict[int, float], float]:
    """Truckloads of lines by what they name on an axis, and of those that leave it open."""
    named: dict[int, float] = defaultdict(float)
    left_open = 0.0
    for line in lines:
        position = _on(line, axis)
        if position is None:
            left_open += line.truckloads
        else:
            named[position] += line.truckloads
    return named, left_open


def _on(line: GivenLine, axis: str) -> int | None:
    return {"o": line.corridor, "r": line.regime, "a": line.area}[axis]


def _weights(problem: Problem, stage: str, place: Place) -> Floats:
    """What of a truckload of the flow counts at a stage, along its axis beside."""
    if stage == "released":
        return np.asarray(1 - problem.refusal[place[0]])
    sizes = {"manifested": problem.corridors, "presented": problem.regimes}
    return np.ones(len(sizes.get(stage, problem.areas)))


# ---- What lines say of other stages --------------------------------------------------------------


def _meant(ledger: Ledger, problem: Problem, given: GivenPlan) -> None:
    """Rows share · Σ_k kept[k] · v[k] − kept[k] · v[k] ≤ short: of what passes, as lines say it."""
    lies = over_platforms(problem)
    for flow, beside in _BESIDE.items():
        lines: dict[Place, list[GivenLine]] = defaultdict(list)
        for line in given.lines:
            if _FLOW_OF[line.stage] is not flow:
                moved = beside == "o" and line.left is not None
                period = line.left if moved and line.left is not None else line.period
                if flow is COLLECTED and lies[line.crossing, line.good]:
                    period = _WHENEVER
                lines[period, line.crossing, line.good].append(line)
        columns = defaultdict(list, ledger.grouped(flow, "tcg"))
        if flow is COLLECTED:
            whenever = ledger.grouped(flow, "cg").items()
            columns |= {(_WHENEVER, *place): each for place, each in whenever}
        at = flow.axes.index(beside)
        for place, mine in lines.items():
            named, left_open = _amounts(mine, beside)
            total = sum(named.values()) + left_open
            if place[0] == _WHENEVER:  # what lay there on the first day is in no line
                total += float(problem.first_platform[place[1:]])
            kept = _kept(problem, flow, mine[0].stage, place)
            firsts = {key[at]: key for key, _ in reversed(columns[place])}
            for k, key in sorted(firsts.items()):
                share = named.get(k, 0.0) / total if total > 0 else 0.0
                if share > 0:
                    short = ledger.column(MEANT[flow].missed, key)
                    row = [
                        (v, float(kept[other[at]]) * ((other[at] == k) - share))
                        for other, v in columns[place]
                    ]
                    ledger.at_least(MEANT[flow].row, key, [*row, (short, 1.0)], 0.0)


def _kept(problem: Problem, flow: Kind, stage: str, place: Place) -> Floats:
    """What of a truckload of a flow is left at the stage that lines are counted at."""
    if flow is MANIFESTED:
        return np.asarray(1 - problem.corridor_loss[place[0]])
    if flow is PRESENTED and stage in ("released", "collected"):
        return np.asarray(1 - problem.refusal[place[0]])
    return np.ones(max(len(problem.regimes), len(problem.areas)))


def _unmeant(ledger: Ledger) -> Costs:
    """Σ of what is not as lines say it."""
    for of in MEANT.values():
        for key in ledger.columns(of.missed):
            yield of.missed, key, 1.0


# ---- What is passed ------------------------------------------------------------------------------


def _closed(ledger: Ledger, problem: Problem) -> None:
    """Σ v ≤ passed where nothing opens: trucks come only where they are given."""
    for flow, (kind, days) in CLOSED.items():
        opens = getattr(problem, days)
        for key, columns in ledger.grouped(flow, kind.axes).items():
            if opens[key] == 0:
                terms = [(v, 1.0) for _, v in columns]
                ledger.at_most(kind, key, [*terms, (ledger.column(kind, key), -1.0)], 0.0)


def _passing(ledger: Ledger, problem: Problem) -> Costs:
    """Σ of what is beyond limits or missed of floors, in shares of the most that each allows."""
    for limit in limits_of(problem):
        bound = limit.allowed(problem)
        most = float(np.max(bound, where=np.isfinite(bound), initial=0.0)) or 1.0
        for kind in (limit.missed, limit.passed_by):
            for key in ledger.columns(kind):
                yield kind, key, 1 / most
    for kind in (BEYOND_MARKET, *(kind for kind, _ in CLOSED.values())):
        for key in ledger.columns(kind):
            yield kind, key, _OUTRIGHT
