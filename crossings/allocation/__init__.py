"""The best plan that inspection capacity allows: a linear program and two tie-breaks."""

from __future__ import annotations

from pathlib import Path

from crossings.allocation.conflicts import reachable
from crossings.allocation.conflicts.remedies import Reread
from crossings.allocation.standing import StandingProgram
from crossings.errors import SurroundingsError
from crossings.plan import Plan
from crossings.problem import Problem


def optimal_plan(
    problem: Problem,
    *,
    time_limit: float | None = None,
    write_lp: Path | None = None,
    reread: Reread | None = None,
) -> Plan:
    """The optimal plan of the program in docs/formulas.md.

    It has the most value Σ priority · weight · need met; among those the most even coverage; among
    those the fewest inspection minutes. `write_lp` keeps the program as a readable file. `reread`
    reads the problem again with some `PATH=VALUE` changed, to say what would make a plan possible.

    Raises `NoPlan` where no plan reaches the floors, and `StoppedEarly` where `time_limit` seconds
    pass before any plan is found; a plan found by then has a `gap`.
    """
    _, plan = standing_plan(problem, time_limit=time_limit, write_lp=write_lp, reread=reread)
    return plan


def standing_plan(
    problem: Problem,
    *,
    time_limit: float | None = None,
    write_lp: Path | None = None,
    reread: Reread | None = None,
) -> tuple[StandingProgram, Plan]:
    """As `optimal_plan`, with the program that gave the plan, for questions about it."""
    program = StandingProgram(problem, time_limit=time_limit, write_lp=write_lp)
    plan = program.plan(problem)
    if plan is None:
        problem = reachable(problem, reread)
        program = StandingProgram(problem, time_limit=time_limit)
        plan = program.plan(problem)
    if plan is None:
        raise SurroundingsError("the solver finds no plan where the floors can be reached")
    return program, plan
