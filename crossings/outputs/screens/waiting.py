"""In a line or two, what waits, lies between stages, is still on its way, and is let go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.markup import escape

from crossings.analysis import waiting as found
from crossings.outputs.screens.page import Page
from crossings.plan import Plan
from crossings.wording import counted, figure, listed, span

_MOST_PARTS = 3


def waiting(console: Page, plan: Plan) -> None:
    """Nothing where nothing waits and nothing is let go."""
    told = list(_waits(plan))
    if told:
        console.print(f"[bold]Waiting[/bold]: {escape('; '.join(told))}")
    for word, why, parts in (
        ("Turned away", "no room in the yard", found.turned_away(plan)),
        ("Discarded", "no room, or too old", found.discarded(plan)),
    ):
        if parts:
            console.print(f"[bold]{word}[/bold] ({why}): {escape(_let_go(parts))}")


def _waits(plan: Plan) -> Iterator[str]:
    periods = plan.problem.periods
    for most, where in (
        (found.most_waiting(plan), "before inspection at {}"),
        (found.most_held(plan), "on the platform of {}"),
    ):
        if most is not None:
            period = periods[most.period]
            when = span(period.start, period.end)
            yield f"most {figure(most.truckloads)} truckloads {where.format(most.place)} ({when})"
    late = found.under_way(plan)
    if late > found.SEEN:
        yield f"{figure(late)} truckloads still on their way at the end"


def _let_go(parts: Sequence[found.Part]) -> str:
    total = sum(part.truckloads for part in parts)
    told = [f"{figure(p.truckloads)} of {p.good} at {p.place}" for p in parts[:_MOST_PARTS]]
    more = [counted(len(parts) - _MOST_PARTS, "more")] if len(parts) > _MOST_PARTS else []
    return f"{figure(total)} truckloads: {listed([*told, *more])}"
