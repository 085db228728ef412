"""The rule `prices`, made from practice futures that belong to no batch.

Some futures are solved as if foreseen, with their duals as first prices of limits. Where it earns
more with it, one order of visits begins with the ways of the plan. Then the rule itself is carried
through practice, and more of it, and what it has to refuse gives prices anew; of the rules so made
that is kept which earns most. Where foresight finds nothing scarce, the rule's own order makes
something so: then visits follow those prices as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from crossings.allocation.hindsight.program import HindsightProgram, Solved
from crossings.allocation.ledger import Ledger
from crossings.allocation.standing import StandingProgram
from crossings.bounds.factors import factors
from crossings.evaluation.compiled import ReadyTrajectory
from crossings.evaluation.further import FurtherLimits
from crossings.evaluation.limits import Row, Terms
from crossings.evaluation.sheet_rule import SheetRule
from crossings.evaluation.trajectory import Trajectory, trajectory_of
from crossings.limits import Limit
from crossings.policy.bringing import bringing
from crossings.policy.filling import LEVELS, Level, ends_of
from crossings.policy.network import Key, Network, is_road, key_of
from crossings.policy.rule import Practised, PriceRule
from crossings.policy.sheet import sheet_of
from crossings.policy.worth import value_functions
from crossings.problem import Floats, Problem
from crossings.problem.sheets import Sheet
from crossings.scenarios import Scenarios, as_planned, sampled
from crossings.scenarios.period import first_worth

_SEED = 0
_FIRST = 1 << 41
"""Practice futures begin there, where no batch comes, whatever its seed."""
PRACTISED = 24
"""Practice futures that a rule is made from."""
_TRIED = 4
"""Futures in which the rule itself is carried, of each that is solved."""
_ROUNDS = 2
"""How often prices are taken anew from what the rule refuses."""
_SHAKEN = 0.2
"""Coefficients of variation in practice where nothing is uncertain."""
_SMALL = 0.002
"""Share of a period's value that all limits together are worth at least."""
_SHEETS = ((12, 1.0), (24, 1.0), (24, 1.25))
"""Of sheets that are tried in practice, the turns, and how many times the mean their days are."""
_DEARER = 1.4, 1.1
"""What bringing costs in value functions beside what practice tells, in the first and the last
period."""
_WORTH_AN_ORDER = 0.001
"""Share of its value that a rule has to earn by one more order of visits each morning."""


def practice_of(problem: Problem, count: int = PRACTISED) -> Scenarios:
    """Futures that belong to no batch."""
    return sampled(problem, _SEED, range(_FIRST, _FIRST + count))


def _shaken(problem: Problem) -> Problem:
    """Where nothing is uncertain, as if it were: one future says nothing of others."""
    said = problem.uncertainty
    if not said.certain:
        return problem
    spreads = ("throughput_cv", "need_cv", "supply_cv")
    shaken = {name: np.full_like(getattr(said, name), _SHAKEN) for name in spreads}
    return replace(problem, uncertainty=replace(said, **shaken))


def practised_sheet(rule: PriceRule, count: int = PRACTISED) -> Sheet:
    """The sheet for the wall that stands in for a rule: the one that earns most in practice."""
    practice = practice_of(rule.problem, count)
    sheets = [sheet_of(rule, practice, *each) for each in _SHEETS]
    if (plan := StandingProgram(rule.problem).plan(rule.problem)) is None:
        return sheets[0]
    return max(sheets, key=lambda each: SheetRule(plan, each).outcomes(practice).value.mean())


def practised_rule(
    problem: Problem, count: int = PRACTISED, done: Callable[[int], object] = lambda _: None
) -> PriceRule:
    """The rule for futures of `problem`; `done` is told of each practice future that is solved.

    Where nothing is uncertain it is the plan, as long as all comes as it foresees.
    """
    tried = practice_of(_shaken(problem), count * _TRIED)
    rule = rule_of_practice(problem, tried.part(0, count), tried, done)
    if not problem.uncertainty.certain or rule.plan is not None:
        return rule
    return rule.but(plan=_planned(problem))


def _planned(problem: Problem) -> Trajectory | None:
    plan = StandingProgram(problem).plan(problem)
    return None if plan is None else trajectory_of(plan)


def rule_of_practice(
    problem: Problem,
    practice: Scenarios,
    tried: Scenarios,
    done: Callable[[int], object] = lambda _: None,
) -> PriceRule:
    """The rule that is learnt where practice is solved, and `tried` in more without a solver."""
    network, vectors, prices = learnt(problem, practice, done)
    first = PriceRule(value_functions(problem, bringing(network, prices)), vectors, network)
    best = first.practised(tried)
    if (plan := _planned(problem)) is not None:
        best = _worth_an_order(first.but(plan=plan).practised(tried), best)
    for _ in range(_ROUNDS):
        refused = best.refusals
        own = best.rule.but(values=value_functions(problem, bringing(network, refused)))
        again = own.practised(tried)
        if again.earned <= best.earned:
            break
        best, prices = again, refused
    further = best.rule.but(vectors=(*vectors, _halfway(vectors[0], best.refusals)))
    best = _worth_an_order(further.practised(tried), best)
    if not best.rule.values.places:
        return best.rule
    by_levels = _by_levels(best, bringing(network, prices))
    return by_levels if by_levels.practised(tried).earned > best.earned else best.rule


def _worth_an_order(longer: Practised, without: Practised) -> Practised:
    """The one with an order of visits more, if it is worth that."""
    least = without.earned + _WORTH_AN_ORDER * abs(without.earned)
    return longer if longer.earned > least else without


def _by_levels(practised: Practised, costs: Floats) -> PriceRule:
    """The rule with levels of scarcity, by what it has in store in practice; see `filling`.

    Value functions take for granted that of a later morning's prices as much can be had as one
    wants, which makes too little of stock, and the less the fewer mornings are left.
    """
    problem = practised.rule.problem
    dearer = np.linspace(*_DEARER, len(problem.periods))[:, None, None]
    *levels, full = (value_functions(problem, costs * (more * dearer)) for _, more in LEVELS)
    fills = ends_of(practised.filled)
    return practised.rule.but(values=full, scarcer=tuple(map(Level, fills, levels)))


def learnt(
    problem: Problem, practice: Scenarios, done: Callable[[int], object]
) -> tuple[Network, tuple[dict[Key, float], ...], list[dict[Key, Floats]]]:
    """Ways, price vectors, and by period the prices of each practice future, solved as foreseen."""
    program = HindsightProgram(problem)
    rows, columns = program.bounds(factors(problem, practice))
    solved = []
    for s in range(len(practice)):
        solved.append(program.solve(rows[s], columns[s], program.foreseen.basis))
        done(1)
    network = Network(problem)
    capacity = _capacity(network.ready, practice)
    duals = _duals(problem, program.ledger, solved, capacity)
    owed = float((first_worth(problem) * problem.last_stock).sum())  # that value may be below 0
    value = float(np.mean([each.value for each in solved])) + owed
    return network, _vectors(problem, capacity, duals, value), duals


def _capacity(ready: ReadyTrajectory, practice: Scenarios) -> list[dict[Row, Floats]]:
    """(N,) By period, what practice leaves of every limit that a line takes of."""
    problem = ready.problem
    further = FurtherLimits(ready.limits, Terms(problem, practice), len(practice))
    found = []
    foreseen = Terms(problem, as_planned(problem))
    for t in range(len(problem.periods)):
        stages = ready.stages(t, foreseen)
        allowed = {row: further.left(row, t) for row in stages.rows if isinstance(row[0], Limit)}
        found.append({row: each for row, each in allowed.items() if each is not None})
    return found


def _duals(
    problem: Problem,
    ledger: Ledger,
    solved: Sequence[Solved],
    capacity: Sequence[Mapping[Row, Floats]],
) -> list[dict[Key, Floats]]:
    """(N,) By period, the price of each limit; inf where nothing passes."""
    prices = np.abs(np.array([each.prices for each in solved]))  # (N, rows)
    places: dict[Limit, Mapping[tuple[int, ...], int]] = {}
    found = []
    for t, of_period in enumerate(capacity):
        made = {}
        for (limit, place), allowed in of_period.items():
            assert isinstance(limit, Limit)
            if limit not in places:
                places[limit] = ledger.row_places(limit)
            row = places[limit].get((*limit.row_time(problem, t), *place))
            price = np.zeros(len(solved)) if row is None else prices[:, row]
            made[key_of((limit, place))] = np.where(allowed > 0, price, np.inf)
        found.append(made)
    return found


def _vectors(
    problem: Problem,
    capacity: Sequence[Mapping[Row, Floats]],
    duals: Sequence[Mapping[Key, Floats]],
    value: float,
) -> tuple[dict[Key, float], ...]:
    """Means over practice and horizon, and the same without roads, with a small price on all."""
    allowed: dict[Key, list[Floats]] = {}
    prices: dict[Key, list[Floats]] = {}
    roads = set()
    for of_period, by_key in zip(capacity, duals, strict=True):
        for row, there in of_period.items():
            key, opened = key_of(row), there > 0
            allowed.setdefault(key, []).append(there[opened])
            prices.setdefault(key, []).append(by_key[key][opened])
            if is_road(row):
                roads.add(key)
    mean = {key: _mean(parts) for key, parts in prices.items()}
    least = _SMALL * value / len(problem.periods) / max(len(mean), 1)
    small = {key: least / max(_mean(parts), 1.0) for key, parts in allowed.items()}
    whole = {key: float(f"{mean[key] + small[key]:.6g}") for key in mean}
    without = {key: float(f"{small[key]:.6g}") if key in roads else whole[key] for key in mean}
    return (whole, without) if roads else (whole,)


def _halfway(
    vector: Mapping[Key, float], refused: Sequence[Mapping[Key, Floats]]
) -> dict[Key, float]:
    """Prices between those of a vector and the mean of what the rule refuses itself."""
    found = {}
    for key, price in vector.items():
        own = [each[key][np.isfinite(each[key])] for each in refused if key in each]
        found[key] = float(f"{(price + _mean(own)) / 2:.6g}")
    return found


def _mean(parts: Sequence[Floats]) -> float:
    numbers = np.concatenate([np.zeros(0), *parts])
    return float(numbers.mean()) if len(numbers) else 0.0
