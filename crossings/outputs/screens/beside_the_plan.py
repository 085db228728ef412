"""Three lines: carried out as planned, decided as the days come, the best; and who gains by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.markup import escape

from crossings.evaluation.beside import (
    AS_PLANNED,
    AS_THEY_COME,
    FORESEEN,
    Gain,
    decisions,
    gains,
)
from crossings.evaluation.measures import Batch, Trial
from crossings.outputs.screens.intervals import cell, tenth_share, there
from crossings.outputs.screens.page import Page, Text, grid_of, short
from crossings.problem import Problem
from crossings.wording import figure, share

_MOST = 4
"""Goods and areas that are named on either side."""
_DECIDED: Mapping[str, str] = {
    "prices": "decided each morning",
    "replan": "planned again as the days come",
    "sheet": "by the sheet, each morning",
    "as-counted": "as was counted",
    "reoptimise": "planned for each future",
}


def beside_the_plan(console: Page, trial: Trial, batch: Batch, what: str) -> None:
    """What the rule brings, before anything else is told."""
    head = f"Under {trial.model}" if what else ""
    in_tail = not console.leaves_out("value in the worst tenth")
    tail = ["its worst tenth"] if in_tail else []
    grid = grid_of("", head, "need met", "worst tenth", "value", "short of best", *tail)
    names = {
        AS_PLANNED: "carried out as planned",
        AS_THEY_COME: _DECIDED[batch.dispatch],
        FORESEEN: "the best with hindsight",
    }
    for each in decisions(trial):
        if there(each.value):  # else no bound was sought
            grid.add_row(
                Text(names[each.decided]), cell(each.need_met, share),
                cell(each.need_met_worst_tenth, share), cell(each.value, figure),
                cell(each.short_of_best, tenth_share),
                *([cell(each.value_worst_tenth, figure)] if in_tail else []),
            )  # fmt: skip
    console.grid(grid)
    found, problem = gains(trial), trial.plan.problem
    more = [each for each in found if each.gain.value > 0]
    less = [each for each in reversed(found) if each.gain.value < 0]
    for words, those in (("More of its need is met", more), ("Less", less)):
        if those:
            console.print(f"[bold]{words}[/bold]: {_listed(problem, those)}")


def _listed(problem: Problem, found: Sequence[Gain]) -> str:
    parts = []
    for each in found[:_MOST]:
        good, area = problem.goods[each.good], problem.areas[each.area]
        where = f" in {escape(short(area.name))}" if len(problem.areas) > 1 else ""
        points = f"{share(each.as_planned.value)} → {share(each.as_they_come.value)}"
        parts.append(f"{escape(short(good.name))}{where} {points}")
    further = f"; {len(found) - _MOST} more" if len(found) > _MOST else ""
    return "; ".join(parts) + further
