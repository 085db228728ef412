"""What a batch is about, and what a worker does with one chunk of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from crossings.batches.columns import Told
from crossings.evaluation import (
    CHUNK,
    FEW,
    USUAL,
    DispatchOptions,
    Flows,
    Outcomes,
    OwnMeasure,
    OwnRule,
    ReadyPlan,
    simulated,
)
from crossings.plan import Plan
from crossings.policy import PhasedRule, PriceRule
from crossings.problem import Floats
from crossings.scenarios import Futures, Scenarios

REOPTIMISE = "reoptimise"
"""The rule by which each future has a plan of its own, made as if all had been foreseen."""
REPLAN = "replan"
"""The rule by which the rest of each future is planned again every so many days."""
PRICES = "prices"
"""The rule that decides each morning by prices."""
SHEET = "sheet"
"""The rule that goes by a dispatch sheet."""
AS_COUNTED = "as-counted"
"""The rule that sends what counts imply, and the plan's where nobody counted."""
DECIDING = (REOPTIMISE, REPLAN, PRICES, SHEET, AS_COUNTED)
"""Rules that do not carry the plan out, but decide in each future by themselves, or by counts."""


def usual_rule(plans: Sequence[Plan]) -> str:
    """The rule where none is named: prices, where nobody asks for a plan by itself.

    A plan of one's own, one of another aim than value, or several of one problem are carried out.
    """
    if any(plan.own is not None or plan.objective_kind != "value" for plan in plans):
        return "plan"
    alone = len({plan.problem for plan in plans}) == len(plans)
    return PRICES if alone else "plan"


class Bounding(Protocol):
    """What bounds the value of every plan in a scenario, whatever it foresees."""

    def bound(self, scenarios: Scenarios) -> Floats:
        """(S,) Value that no plan can exceed; nan where there is no bound."""


class Planning(Protocol):
    """What decides in each scenario by itself."""

    def outcomes(self, scenarios: Scenarios) -> Outcomes:
        """What its decisions come to."""


@dataclass(frozen=True)
class Candidate:
    """A plan that is tried, under the name of its model."""

    model: str
    ready: ReadyPlan
    bounding: Bounding | None = None
    """None where no bound is sought."""
    planning: Planning | None = None
    """Only where not the plan is carried out."""


@dataclass(frozen=True)
class Task:
    """All that a worker needs, whichever chunk it is given."""

    futures: Futures
    dispatch: str
    candidates: tuple[Candidate, ...]
    options: DispatchOptions = USUAL
    measures: tuple[OwnMeasure, ...] = ()

    @property
    def rule(self) -> str | OwnRule:
        """By which a plan is carried out: one by its name, or one's own."""
        return self.dispatch if self.options.own is None else self.options.own

    def told(self, candidate: Candidate) -> Told:
        """What is told of a future under a candidate."""
        return Told(candidate.ready.problem, tuple(each.name for each in self.measures))

    @property
    def chunk(self) -> int:
        """Scenarios carried at once; boundaries lie at its multiples."""
        return FEW if self.dispatch == REPLAN else CHUNK

    def outcomes(self, position: int, numbers: range) -> Outcomes:
        """What comes of one candidate in the scenarios `numbers`, a run within one chunk."""
        problem = self.candidates[position].ready.problem
        return self.outcomes_in(position, self.futures.scenarios(problem, numbers))

    def carry(self, position: int, scenarios: Scenarios, flows: Flows) -> None:
        """Fill in what passes under one candidate in `scenarios`, by plan or by prices."""
        candidate = self.candidates[position]
        if isinstance(candidate.planning, PriceRule | PhasedRule):
            candidate.planning.carry(scenarios, flows)
        else:
            simulated(candidate.ready, scenarios, self.rule, flows)

    def outcomes_in(self, position: int, scenarios: Scenarios) -> Outcomes:
        """What comes of one candidate in `scenarios`."""
        candidate = self.candidates[position]
        if candidate.planning is not None:
            made = candidate.planning.outcomes(scenarios)
        else:
            made = simulated(candidate.ready, scenarios, self.rule)
        if candidate.bounding is not None:
            made = replace(made, bound=candidate.bounding.bound(scenarios))
        if not self.measures:
            return made
        own = np.stack([each.of(made) for each in self.measures], axis=1)  # (S, M)
        return replace(made, own=own)
