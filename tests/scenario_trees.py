"""Small scenario trees: three periods, three outcomes each; what the best rule could earn in them.

As a script it tells of many how near `prices` comes, and how far the bounds of foresight and of
policies lie above the best rule:

    python tests/scenario_trees.py --number 100
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from answers import problem_of
from extensive_form import OneScenario, extensive_optimum

from crossings.allocation.hindsight.policy_bound import PolicyBound, Told
from crossings.allocation.hindsight.practising import rule_of_practice
from crossings.allocation.hindsight.program import HindsightProgram
from crossings.bounds.factors import factors
from crossings.problem import Problem
from crossings.scenarios import Scenarios, as_planned
from crossings.scenarios.period import first_worth

Entry = dict[str, Any]
PERIODS, OUTCOMES = 3, 3
LEAVES = OUTCOMES**PERIODS
PATHS = np.array(np.unravel_index(np.arange(LEAVES), (OUTCOMES,) * PERIODS)).T  # (S, T)
MODEL = {
    "title": "search",
    "regimes": {
        "search": {"start": "look", "stages": {"look": {"minutes": {"bay": 60}}}},
        "glance": {"start": "look", "stages": {"look": {"minutes": {"bay": 30},
                   "false_alarm": 0.2}}},
    },
}  # fmt: skip


@dataclass(frozen=True)
class Tree:
    """A problem, and its futures: all leaves, each as likely as any other."""

    problem: Problem
    scenarios: Scenarios

    def sisters(self, t: int) -> Scenarios:
        """All that could have come in a period after what came before, leaf by leaf."""
        positions = []
        for path in PATHS:
            for outcome in range(OUTCOMES):
                other = path.copy()
                other[t] = outcome
                positions.append(int(np.ravel_multi_index(other, (OUTCOMES,) * PERIODS)))
        return self.scenarios.among(np.array(positions))

    def owed(self) -> float:
        """Worth of what is to be left at the end: value may lie below 0 by so much."""
        return float((first_worth(self.problem) * self.problem.last_stock).sum())


def tree(seed: int) -> Tree:
    """A small case, and what may come of its days."""
    r = random.Random(f"tree {seed}")
    case = _case(r)
    problem = problem_of(case, MODEL)
    usual = as_planned(problem)
    days, supply = (
        np.ones((LEAVES, PERIODS, len(problem.crossings))),
        np.ones((LEAVES, PERIODS, len(problem.corridors))),
    )
    for t in range(PERIODS):
        for node in {tuple(path[:t]) for path in PATHS.tolist()}:
            of_node = [(path[:t] == list(node)) for path in PATHS.tolist()]
            for outcome in range(OUTCOMES):
                at = np.flatnonzero(np.array(of_node) & (PATHS[:, t] == outcome))
                days[at, t] = [r.choice([0, 0.3, 0.7, 1, 1.5, 2]) for _ in problem.crossings]
                supply[at, t] = [r.choice([0.5, 1, 1.4]) for _ in problem.corridors]
    working = usual.working * days
    opened = np.where(days > 0, usual.open_days, 0.0)
    made = {
        name: np.repeat(getattr(usual, name), LEAVES, axis=0)
        for name in ("pool_open_days", "need", "route_days", "came")
    }
    numbers = range(LEAVES)
    return Tree(problem, replace(usual, numbers=numbers, working=working, open_days=opened,
                                 supply=supply, **made))  # fmt: skip


def _case(r: random.Random) -> Entry:
    areas = {"north": {"population": r.randint(1, 4)}, "south": {"population": r.randint(1, 4)}}
    goods = {}
    for name in ("food", "fuel", "cement")[: r.randint(1, 3)]:
        goods[name] = {
            "category": "humanitarian",
            "priority": r.choice([1, 2, 3, 5]),
            "need": r.randint(6, 24),
            "stock": {"days_of_need": r.choice([0, 0.5, 1, 2]),
                      "end_days_of_need": r.choice([0, 0, 0.5, 1])},
        }  # fmt: skip
    crossings: Entry = {}
    for name in ("east", "west")[: r.randint(1, 2)]:
        crossings[name] = {"gate_truckloads_per_day": r.randint(10, 40)}
        if r.random() < 0.7:
            crossings[name]["resources"] = {"bay": r.randint(1, 4)}
        if r.random() < 0.4:
            crossings[name]["routes"] = {"north": {"truckloads_per_day": r.randint(5, 20)},
                                         "south": {}}  # fmt: skip
    case: Entry = {
        "title": "a tree",
        "horizon": {"start": "2024-03-03", "periods": PERIODS, "days_per_period": 1},
        "areas": areas, "goods": goods, "crossings": crossings,
    }  # fmt: skip
    if r.random() < 0.5:
        case["corridors"] = {"port": {"serves": [*crossings],
                                      "truckloads_per_day": r.randint(15, 50)}}  # fmt: skip
    return case


def best_rule(tree: Tree) -> float:
    """The value of the best rule, exactly."""
    program = HindsightProgram(tree.problem)
    lp = program.highs.getLp()
    upper, columns = program.bounds(factors(tree.problem, tree.scenarios))
    stage = np.full(len(program.columns_upper), PERIODS - 1, dtype=np.intp)
    for kind in program.ledger.kinds:
        if kind.axes.startswith("t"):
            for key, column in program.ledger.columns(kind).items():
                stage[column] = key[0]
    none = np.zeros(len(stage))
    programs = [
        OneScenario(np.array(lp.col_cost_), program.entries, (program.rows_lower, upper[s]),
                    (none, columns[s]))
        for s in range(LEAVES)
    ]  # fmt: skip
    return -extensive_optimum(programs, np.full(LEAVES, 1 / LEAVES), stage, nodes())


def nodes() -> Any:
    """(S, T) What each leaf has seen when the decisions of a period are made."""
    sizes = OUTCOMES ** np.arange(PERIODS)
    return np.cumsum(PATHS * sizes, axis=1)


def news(tree: Tree) -> Any:
    """(S, T, C + O) What each period brings beside the mean of its sisters."""
    told = np.concatenate([tree.scenarios.working, tree.scenarios.supply], axis=2)
    made = np.empty_like(told)
    for t in range(PERIODS):
        sisters = np.array(tree.sisters(t).numbers).reshape(LEAVES, OUTCOMES)
        made[:, t] = told[:, t] - told[sisters, t].mean(axis=1)
    return made


@dataclass(frozen=True)
class Found:
    """What is earned on average, the worth of what is to be left put back."""

    best: float
    rule: float
    bound: float
    foresight: float


def found(seed: int) -> Found:
    """Of one tree."""
    made = tree(seed)
    problem, scenarios = made.problem, made.scenarios
    told = Told(scenarios, news(made))
    bound = PolicyBound(problem, told, told, sure=0.0)
    none = np.zeros_like(bound.multipliers)
    rule = rule_of_practice(problem, scenarios, scenarios)
    earned = (
        best_rule(made),
        float(rule.outcomes(scenarios).value.mean()),
        float(bound.values(told).mean()),
        float(bound.values(told, none).mean()),
    )
    return Found(*(each + made.owed() for each in earned))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--number", type=int, default=100)
    asked = options.parse_args()
    every = [found(seed) for seed in range(asked.seed, asked.seed + asked.number)]
    shares = np.array([each.rule / each.best for each in every])
    above = np.array([(each.bound - each.best, each.foresight - each.best) for each in every])
    low = min((each.bound - each.best) / each.best for each in every)
    print(f"the rule reaches {shares.mean():.4f} of the best rule, {shares.min():.4f} at least")
    ratio, foreseen = above[:, 0].mean() / above[:, 1].mean(), above[:, 1].mean()
    best = np.mean([each.best for each in every])
    print(f"foresight lies {foreseen / best:.4f} above it; the bound {ratio:.3f} of that")
    print(f"no bound lies below the best rule by more than {abs(min(low, 0.0)):.1e} of it")


if __name__ == "__main__":
    main()
