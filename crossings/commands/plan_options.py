"""Which plan is asked for: of most value, the fairest, or one of one's own from a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from crossings.commands.delivery import warn

if TYPE_CHECKING:
    from crossings.problem import Problem
    from crossings.problem.given import GivenPlan

objective_option = click.option(
    "--objective", type=click.Choice(["value", "fairest"]), default="value",
    help="value: the most value; fairest: the largest least coverage, then the next, then value.",
)  # fmt: skip
_own_plan_option = click.option(
    "--own-plan", "own", type=click.Path(), metavar="FILE",
    help="Take the plan from this table (CSV, or FILE.xlsx!SHEET) in place of the best one.",
)  # fmt: skip


def plan_options(command: Callable[..., int]) -> Callable[..., Any]:
    """`--objective` and `--own-plan`."""
    return objective_option(_own_plan_option(command))


def read_files(own: str | None) -> tuple[str, ...]:
    """The file that `--own-plan` names."""
    return () if own is None else (own, own.rpartition("!")[0] or own)


def given_plan(own: str | None, problem: Problem, *, quiet: bool) -> GivenPlan | None:
    """The plan that `--own-plan` gives, what is odd about its table being said; None without it."""
    if own is None:
        return None
    from crossings.reading.lists.plan_tables import own_plan

    given, odd = own_plan(own, problem)
    warn(odd, quiet)
    return given
