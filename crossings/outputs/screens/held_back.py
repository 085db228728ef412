"""What holds a plan back: limits with a price, and what one more of each brings."""

from __future__ import annotations

from rich.markup import escape

from crossings.analysis.barriers import lacking_words
from crossings.analysis.marginal_values import Margin, MarginalValue
from crossings.outputs.screens.lever_words import (
    added_a_day,
    added_at_the_margin,
    share_added,
    signed,
    step,
)
from crossings.outputs.screens.page import Page, Text, grid_of
from crossings.plan import Plan

_ROUNDING = 1e-6


def held_back(
    console: Page, plan: Plan, brings: tuple[MarginalValue | Margin, ...] | None, more: int
) -> None:
    """A row a limit; or why none is told."""
    console.print()
    title = "[bold]What holds it back[/bold]"
    if plan.gap is not None:
        console.print(f"{title}: not known of an unfinished plan")
        return
    if plan.own is not None:
        console.print(f"{title}: crossings explain --own-plan says so")
        return
    if plan.fairness is not None:
        console.print(f"{title}: crossings explain says so of the plan of most value")
        return
    if brings is None:
        console.print(f"{title}: not found within the time limit; crossings explain says so")
        return
    if not brings:
        unmet = plan.problem.needed.sum() - plan.met.sum() > _ROUNDING * plan.problem.needed.sum()
        nothing = "no limit has a price; what is not met cannot pass at all (crossings explain)"
        console.print(f"{title}: {nothing if unmet else 'no limit; every need is met'}")
        _lacking(console, plan)
        return
    _levers(console, plan, brings, more)
    _lacking(console, plan)


def _levers(
    console: Page, plan: Plan, brings: tuple[MarginalValue | Margin, ...], more: int
) -> None:
    """A row a limit: a step of it, and what it brings."""
    by_prices = any(isinstance(worth, Margin) for worth in brings)
    how = ", by prices alone (--confirm solves again)" if by_prices else ""
    several = f" ({len(brings)} of {len(brings) + more} limits)" if more else ""
    exports = ["exports"] if plan.problem.export_needed.any() and not by_prices else []
    of_need = [] if by_prices else ["met", *exports]
    brings_what = "what one more brings" if by_prices else "truckloads a day that one more brings"
    title = f"What holds it back{several}, and {brings_what}{how}"
    grid = grid_of(title, "", "<", *of_need, "value")
    for number, worth in enumerate(brings, start=1):
        grid.add_row(f"{number}.", Text(_step(plan, worth)), *_added(plan, worth, bool(exports)))
    console.grid(grid)


def _step(plan: Plan, worth: MarginalValue | Margin) -> str:
    """A limit, when it binds, and a step of it."""
    what = worth.lever.what[:1].upper() + worth.lever.what[1:]
    periods = len(plan.problem.periods)
    binds = "" if worth.periods in (0, periods) else f" ({worth.periods} of {periods} periods)"
    return f"{what}: {step(worth.lever)}{binds}"


def _added(plan: Plan, worth: MarginalValue | Margin, exports: bool) -> list[str]:
    """What a step adds: truckloads a day and value; by prices alone, value."""
    if isinstance(worth, Margin):
        return [added_at_the_margin(plan, worth)]
    inbound, exported = added_a_day(plan, worth)
    flows = [signed(inbound), *([signed(exported)] if exports else [])]
    nothing = worth.value <= _ROUNDING * max(1.0, plan.objective)
    return [*flows, "0" if nothing else share_added(plan, worth.value)]


def _lacking(console: Page, plan: Plan) -> None:
    """That what a model needs is not there: part of the answer, not only a warning."""
    if lacking := lacking_words(plan.problem):
        console.print(f"[bold]What the model needs is missing[/bold]: {escape(lacking)}")
