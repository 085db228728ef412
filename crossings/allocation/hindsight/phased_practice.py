"""The rule `prices` made from practice where phases may not come about, in each way they may."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from crossings.allocation.hindsight.practising import PRACTISED, learnt, practice_of, practised_rule
from crossings.plan import Plan
from crossings.policy.bringing import bringing
from crossings.policy.network import Key
from crossings.policy.phased import PhasedRule
from crossings.policy.rule import PriceRule
from crossings.policy.worth import joint_value_functions
from crossings.problem import Floats, Problem
from crossings.scenarios import Scenarios, combinations

_FEWEST = 6
"""Practice futures of each way, at least."""


def rule_of(
    problem: Problem, done: Callable[[int], object] = lambda _: None
) -> PriceRule | PhasedRule:
    """The rule for futures of `problem`, whether all its phases are sure or not."""
    if problem.uncertainty.phases:
        return phased_rule(problem, done=done)
    return practised_rule(problem, done=done)


def phased_rule(
    problem: Problem, count: int = PRACTISED, done: Callable[[int], object] = lambda _: None
) -> PhasedRule:
    """The rule for futures of `problem`; `done` is told of each practice future that is solved.

    About `count` of them are shared by all ways in which phases may come about.
    """
    ways, phases = combinations(problem), problem.uncertainty.phases
    likely = [
        float(np.prod([each.probability if comes else 1 - each.probability
                       for each, comes in zip(phases, came, strict=True)]))
        for came in ways
    ]  # fmt: skip
    under = [problem.under(came) for came in ways]
    practice = [_practice_of(own, count, len(ways)) for own in under]
    known = [learnt(own, futures, done) for own, futures in zip(under, practice, strict=True)]

    def alike(n: int, m: int, t: int) -> bool:
        """Whether nothing tells two ways apart by period t."""
        both = zip(phases, ways[n], ways[m], strict=True)
        return all(one == other for phase, one, other in both if phase.start <= t)

    def rule(prices: Sequence[Sequence[Mapping[Key, Floats]]]) -> PhasedRule:
        costs = [bringing(network, by) for (network, _, _), by in zip(known, prices, strict=True)]
        values = joint_value_functions([*zip(under, likely, costs, strict=True)], alike)
        rules = [
            PriceRule(of_it, vectors, network)
            for of_it, (network, vectors, _) in zip(values, known, strict=True)
        ]
        return PhasedRule(problem, dict(zip(ways, rules, strict=True)))

    first = rule([duals for _, _, duals in known])
    found = [first.practised(*pair) for pair in zip(ways, practice, strict=True)]
    second = rule([refusals for _, refusals in found])
    again = [second.practised(*pair) for pair in zip(ways, practice, strict=True)]
    gains = [mine - its for (mine, _), (its, _) in zip(again, found, strict=True)]
    return second if np.dot(likely, gains) > 0 else first


def ordering_ahead(
    rule: PriceRule | PhasedRule, plan: Plan, ahead: int, count: int = PRACTISED
) -> PriceRule | PhasedRule:
    """The rule where a truck is ordered so many periods before it leaves, the first by the plan."""
    if not ahead:
        return rule
    if isinstance(rule, PriceRule):
        return rule.ordering(plan, ahead, practice_of(rule.problem, count))
    practice = {
        came: _practice_of(each.problem, count, len(rule.rules))
        for came, each in rule.rules.items()
    }
    return rule.ordering(plan, ahead, practice)


def _practice_of(problem: Problem, count: int, ways: int) -> Scenarios:
    """Practice futures of one of so many ways, that have about `count` together."""
    return practice_of(problem, max(_FEWEST, count // ways))
