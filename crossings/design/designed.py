"""Inspection designed for a case: the best trees, and few small ones that come close to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crossings.allocation.standing import StandingProgram
from crossings.design.columns import Master, Progress
from crossings.design.frontier import Frontier, frontier
from crossings.design.regimes import Seeds
from crossings.design.trees import Prices, Tree, comes_to
from crossings.design.written import regimes
from crossings.inspection import Sensor
from crossings.limits.flows import EXPORTED, MET, PRESENTED
from crossings.problem import Floats, Problem

_SMALL = (3e-2, 1e-3, 1e-4)
"""What runs of readings may lose by sharing what follows, the smallest trees first."""
_FORGONE = 1e-3
"""The share of the value that may be forgone for fewer and smaller trees."""
_FORGONE_EXACTLY = 1e-7
_NOTHING = 1e-8
"""A price below this, in value a truckload, is 0 as solvers tell it."""


@dataclass(frozen=True, eq=False)
class Procedure:
    """One tree of a design: its name in the model file, and what it comes to."""

    name: str
    stages: int
    uses: Floats  # (sensors,) of each sensor by a clean truck
    refusal: float
    detection: float
    truckloads: float
    """Presented to it over the horizon."""


@dataclass(frozen=True, eq=False)
class Reckoned:
    """What a plan of the most value comes to."""

    value: float
    met: float
    """Share of all need."""
    detected: float
    """Share of contraband found, by the threat rates known; nan where none passes or is known."""


@dataclass(frozen=True, eq=False)
class Design:
    """What inspection over some sensors is best for a case."""

    problem: Problem
    """The case with the trees as its regimes."""
    sensors: tuple[Sensor, ...]
    regimes: dict[str, dict[str, Any]]
    """As a model file has them."""
    procedures: tuple[Procedure, ...]
    after: Reckoned
    best: float
    """What the procedures found are worth, however many."""
    left: float
    """The most that any other tree would better the plan by, in value a truckload."""
    prices: Prices
    """What using each sensor, refusing and missing cost a truck of the plan, in the mean."""
    unexamined: tuple[int, ...]
    """Goods that are let through without a look, some of them or all."""

    @property
    def title(self) -> str:
        """Of the model file."""
        names = ", ".join(sensor.id for sensor in self.sensors)
        return f"Designed for {self.problem.case.title}, from {names}"

    @property
    def description(self) -> str:
        """Of the model file."""
        return (
            "Made by crossings inspect: of all procedures that the sensors allow, and all mixtures "
            "of them, the most value under the limits of the case. A stage called again looks at "
            "the same reading at a higher threshold. Sensors are taken to be independent of one "
            f"another given what is in a load{self.but}."
        )

    @property
    def but(self) -> str:
        """Which sensors are not taken to be independent, behind a comma; empty: all are."""
        groups = dict.fromkeys(each.joint.sensors for each in self.sensors if each.joint)
        return "".join(f", but {' and '.join(group)} as their table says" for group in groups)

    def curve(self) -> Frontier | None:
        """The least cost of detection at the plan's prices, in value a truckload.

        None where neither a sensor nor a truck refused costs more than what solvers leave of 0.
        """
        if max(*self.prices.costs, self.prices.refusal) <= _NOTHING:
            return None
        return frontier(self.sensors, self.prices.costs, self.prices.refusal)


def reckoned(problem: Problem) -> tuple[Reckoned, Floats] | None:
    """What the plan of the most value comes to, (T, C, G, R) what it presents; None: no plan."""
    standing = StandingProgram(problem)
    outcome = standing.best(problem)
    if not outcome.has_plan:
        return None
    presented = np.zeros(problem.usable.shape)
    places = standing.ledger.columns(PRESENTED)
    if places:
        presented[tuple(np.array(list(places)).T)] = outcome.columns[list(places.values())]
    columns = (standing.ledger.columns(kind).values() for kind in (MET, EXPORTED))
    met = sum((float(outcome.columns[list(each)].sum()) for each in columns), 0.0)
    need = float(problem.needed.sum() + problem.export_needed.sum())
    hidden = np.einsum("tcgr,tg->tr", presented, problem.threat_rate)
    found = float((hidden * problem.detection).sum())
    passing = float(hidden.sum())
    result = Reckoned(
        -outcome.value, met / need if need else np.nan, found / passing if passing else np.nan
    )
    return result, presented


def design(
    problem: Problem, sensors: Sequence[Sensor], progress: Progress, *, exact: bool = False
) -> Design | None:
    """The best inspection of `problem`, as reading makes it for `sensors`; None: no plan at all.

    Without `exact`, few small trees that are worth all but a thousandth of the best found.
    """
    seeds = Seeds(problem, sensors)
    master = Master(seeds, progress)
    best = -np.inf
    for sharing in (*_SMALL, 0.0) if exact else _SMALL[:1]:
        best = master.best(sharing, exact=exact)
    if best == -np.inf:
        return None
    prices, left = master.prices(), master.left
    trees = master.fewest(best - (_FORGONE_EXACTLY if exact else _FORGONE) * max(abs(best), 1.0))
    named = regimes(trees, seeds.sensors)
    made = seeds.with_trees(trees, list(named))
    found = reckoned(made)
    if found is None:
        return None
    after, presented = found
    by_tree, by_good = presented.sum(axis=(0, 1, 2)), presented.sum(axis=(0, 1))  # (R,), (G, R)
    looked = np.array([comes_to(tree, seeds.sensors).uses.sum() > 0 for tree in trees])
    waved = by_good[:, ~looked].sum(axis=1)  # (G,)
    procedures = tuple(
        _procedure(name, tree, seeds.sensors, len(entry["stages"]), float(amount))
        for (name, entry), tree, amount in zip(named.items(), trees, by_tree, strict=True)
    )
    return Design(
        made, seeds.sensors, named, procedures, after, max(best, after.value), left, prices,
        tuple(np.flatnonzero(waved > _FORGONE * by_good.sum(axis=1)).tolist()),
    )  # fmt: skip


def _procedure(
    name: str, tree: Tree, sensors: Sequence[Sensor], stages: int, truckloads: float
) -> Procedure:
    result = comes_to(tree, sensors)
    return Procedure(name, stages, result.uses, result.refusal, result.detection, truckloads)
