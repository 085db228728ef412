"""Which plan is asked for: of most value, the fairest, or one of one's own from a table."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from crossings.commands.delivery import warn

if TYPE_CHECKING:
    from crossings.problem import Problem
    from crossings.problem.given import GivenPlan

_objective_option = click.option(
    "--objective", type=click.Choice(["value", "fairest"]), default="value",
    help="value: the most value; fairest: the largest least coverage, then the next, then value.",
)  # fmt: skip


def _days(context: click.Context, option: click.Parameter, given: str | None) -> int | None:
    """Days as in `7d`; more than any horizon has for all of it."""
    found = re.fullmatch(r"0*([1-9][0-9]{0,8})d?", given or "")
    if given in (None, "horizon"):
        return None if given is None else sys.maxsize
    if found is None:
        raise click.BadParameter(f"expected days as in 7d, or horizon, got {given!r}")
    return int(found[1])


_fair_over_option = click.option(
    "--fair-over", callback=_days, metavar="DAYS",
    help="With --objective fairest: fair in each week (7d, the default), in other windows (1d, "
    "30d), or over the whole horizon (horizon).",
)  # fmt: skip
_own_plan_option = click.option(
    "--own-plan", "own", type=click.Path(), metavar="FILE",
    help="Take the plan from this table (CSV, or FILE.xlsx!SHEET) in place of the best one.",
)  # fmt: skip


def objective_options(command: Callable[..., int]) -> Callable[..., Any]:
    """`--objective`, and `--fair-over` as days of a window, `over`."""

    @_objective_option
    @_fair_over_option
    @functools.wraps(command)
    def run(*, objective: str, fair_over: int | None, **others: Any) -> int:
        fairest = "fairest" in (objective, *(others.get("plans") or ()))
        if fair_over is not None and not fairest:
            raise click.UsageError("--fair-over goes with --objective fairest")
        from crossings.problem import WEEK

        return command(objective=objective, over=fair_over or WEEK, **others)

    return run


def plan_options(command: Callable[..., int]) -> Callable[..., Any]:
    """`--objective`, `--fair-over` and `--own-plan`."""
    return objective_options(_own_plan_option(command))


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
