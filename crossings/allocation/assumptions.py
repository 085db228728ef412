"""Plans for the ends of what numbers could be: solved anew, each number by itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from crossings.allocation.aims import EVENNESS
from crossings.allocation.copies import answered, worth_copies
from crossings.allocation.standing import StandingProgram
from crossings.analysis.assumptions import Assumption, by_change, share_met
from crossings.errors import StoppedEarly
from crossings.limits.flows import EXPORTED, MET
from crossings.plan import Plan
from crossings.problem import Evidence


def solved_for(
    program: StandingProgram,
    plan: Plan,
    found: Sequence[Assumption],
    done: Callable[[int], object] = lambda _: None,
    jobs: int = 1,
) -> list[Assumption]:
    """The same numbers with what the best plan for either end meets, the largest change first.

    So many processes solve side by side.
    """
    questions = [partial(_at_ends, program, plan, each.evidence) for each in found]
    jobs = worth_copies(program.ledger.width * 2 * len(questions), jobs)
    solved = (
        replace(each, at_low=low, at_high=high, solved=True)
        for each, (low, high) in zip(found, answered(questions, jobs, done), strict=True)
    )
    return sorted(solved, key=by_change)


def _at_ends(program: StandingProgram, plan: Plan, number: Evidence) -> tuple[float, float]:
    """The share of need met by the best plan for either end of a number's range."""
    ends = np.array([number.low, number.high], dtype=np.float64)
    problem = plan.problem
    moved = problem.uncertainty.numbers.arrays({number.path: ends})  # (2, …)
    shares = []
    for end in range(2):
        there = program.plan(
            replace(problem, **{name: array[end] for name, array in moved.items()}),
            aims=[EVENNESS],
            summed=[MET, EXPORTED],
        )
        if there is not None and there.gap is not None:
            raise StoppedEarly("the search was stopped before every assumption was tried")
        shares.append(math.nan if there is None else share_met(there))
    return shares[0], shares[1]
