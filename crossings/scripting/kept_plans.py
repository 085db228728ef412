"""Plans kept in files and read back, each bound to the problem that it is a plan for."""

from __future__ import annotations

import os
from pathlib import Path

from crossings.errors import Finding, InputError, reading
from crossings.files import write_bytes
from crossings.handed_in import plan_handed_in, problem_handed_in
from crossings.outputs.plan_file import plan_bytes, plan_of
from crossings.plan import Plan
from crossings.problem import Problem


def save_plan(plan: Plan, path: str | os.PathLike[str]) -> None:
    """Keep a plan in a file that `read_plan` reads back as it is, bound to its problem."""
    plan = plan_handed_in(plan)
    if plan.own is not None:
        raise ValueError("plan: one of one's own is kept as its table, which optimize reads")
    write_bytes(Path(path), plan_bytes(plan))


def read_plan(path: str | os.PathLike[str], problem: Problem) -> Plan:
    """The plan that `save_plan` kept for a problem; `InputError` where it is of another."""
    problem, file = problem_handed_in(problem), os.fspath(path)
    with reading(file):
        content = Path(file).read_bytes()
    try:
        return plan_handed_in(plan_of(content, problem))
    except ValueError as error:
        raise InputError([Finding(file, 1, 1, "", str(error))]) from error
