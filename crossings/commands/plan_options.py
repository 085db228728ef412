"""Which plan is asked for: of most value, the fairest, or one of one's own from a table."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from crossings.commands.delivery import warn

if TYPE_CHECKING:
    from crossings.problem import Problem
    from crossings.problem.given import PlanRequest

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


@dataclass(frozen=True)
class PlanOptions:
    """What `--objective`, `--fair-over` and `--own-plan` say."""

    objective: str
    over: int
    own: str | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """The file that `--own-plan` names."""
        return () if self.own is None else (self.own, self.own.rpartition("!")[0] or self.own)

    def asked(self, problem: Problem, *, quiet: bool) -> dict[str, Any]:
        """Likewise, as functions for scripts take it."""
        own = self.request(problem, quiet=quiet).given
        return {"objective": self.objective, "fair_over_days": self.over, "own_plan": own}

    def given(self) -> dict[str, str | None]:
        """The options that ask another command for the same plan."""
        from crossings.problem import WEEK

        objective = None if self.objective == "value" else self.objective
        over = None if self.over == WEEK else "horizon" if self.over == sys.maxsize else self.over
        return {
            "objective": objective,
            "fair_over": None if over is None else str(over),
            "own_plan": self.own,
        }

    def request(self, problem: Problem, *, quiet: bool) -> PlanRequest:
        """The plan that is requested; what is odd about a table of one's own is said."""
        from crossings.problem.given import PlanRequest

        if self.own is None:
            return PlanRequest(self.objective, self.over)
        from crossings.reading.lists.plan_tables import own_plan

        given, odd = own_plan(self.own, problem)
        warn(odd, quiet)
        return PlanRequest(self.objective, self.over, given)


def objective_options(command: Callable[..., int]) -> Callable[..., Any]:
    """`--objective`, and `--fair-over` as days of a window; the command takes `PlanOptions`."""

    @_objective_option
    @_fair_over_option
    @functools.wraps(command)
    def run(*, objective: str, fair_over: int | None, own: str | None = None, **others: Any) -> int:
        fairest = "fairest" in (objective, *(others.get("plans") or ()))
        if fair_over is not None and not fairest:
            raise click.UsageError("--fair-over goes with --objective fairest")
        from crossings.problem import WEEK

        return command(which=PlanOptions(objective, fair_over or WEEK, own), **others)

    return run


def plan_options(command: Callable[..., int]) -> Callable[..., Any]:
    """`--objective`, `--fair-over` and `--own-plan`; likewise."""
    return objective_options(_own_plan_option(command))
