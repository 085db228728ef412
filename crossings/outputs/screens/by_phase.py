"""A plan phase by phase: under which model, what was changed, and what comes of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from crossings.plan import Plan
from crossings.problem import Origin, Problem
from crossings.wording import span


@dataclass(frozen=True)
class PhaseFigures:
    """A phase with what the plan reaches in it; None where nothing is known of it."""

    when: str
    model: str
    met: float | None
    """Share of the truckloads needed, inbound goods."""
    arrived: float
    """Truckloads a day, as all that follow."""
    from_stock: float
    """What is met beyond what arrives; below 0 where stock is built."""
    undetected: float | None
    """Truckloads with contraband a day."""
    left: float
    """Truckloads in stock at the end, which the next phase begins with."""


def phase_by_phase(plan: Plan) -> Iterator[PhaseFigures]:
    """Each phase of the horizon, in order."""
    problem = plan.problem
    hidden = plan.threats * (1 - problem.detection)[:, None, None, :]
    for phase in problem.phases:
        there = slice(phase.periods.start, phase.periods.stop)
        days, need = problem.days[there].sum(), problem.needed[there].sum()
        yield PhaseFigures(
            _when(problem, phase.periods),
            PurePath(phase.model.path).stem,
            float(plan.met[there].sum() / need) if need > 0 else None,
            float(plan.arrived[there].sum() / days),
            float((plan.met[there].sum() - plan.arrived[there].sum()) / days),
            float(hidden[there].sum() / days) if plan.contraband_known(there) else None,
            float(plan.stock[phase.periods[-1]].sum()),
        )


def models_in_turn(problem: Problem) -> Iterator[tuple[str, Origin]]:
    """Each inspection model with the days on which it is in force, in order."""
    for model, under in itertools.groupby(problem.phases, lambda phase: phase.model):
        phases = list(under)
        yield _when(problem, range(phases[0].periods.start, phases[-1].periods.stop)), model


def _when(problem: Problem, periods: range) -> str:
    return span(problem.periods[periods[0]].start, problem.periods[periods[-1]].end)
