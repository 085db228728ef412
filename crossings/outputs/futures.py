"""What came of plans in many futures, on one screen and as one object."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from crossings.evaluation.measures import (
    Batch,
    Certificate,
    Trial,
    closings,
    measures,
    spread,
    stocked_out,
)
from crossings.outputs.page import blank_page, grid_of, printed, short
from crossings.outputs.provenance import SCHEMA_VERSION, origin, provenance
from crossings.tables import records
from crossings.tables.futures import futures_tables
from crossings.wording import counted, figure, share, span

if TYPE_CHECKING:
    from pandas import DataFrame

_MOST_CLOSINGS = 5
_OF_MINUTES = ("gate used", "minutes used")
_TOLD = ("value", "need met", "worst area", "arrived", "unmet", "most waiting", "longest wait",
         "days to recover", "undetected", "floors missed")  # fmt: skip
_RULES = {
    "plan": "the plan by priority",
    "proportional": "equal shares of what is asked for",
    "first-come": "first come, first served",
    "reoptimise": "the best plan of each future by itself",
}


@dataclass(frozen=True)
class FuturesAnswer:
    """A batch with its tables."""

    batch: Batch
    tables: dict[str, DataFrame]

    def as_object(self) -> dict[str, Any]:
        """The object that docs/results.md describes, as plain data."""
        plan = self.batch.trials[0].plan
        tables = {name: table for name, table in self.tables.items() if name != "futures"}
        return {
            "schema_version": SCHEMA_VERSION,
            "status": "evaluated",
            "case": origin(plan.problem.case),
            "models": [origin(trial.plan.problem.model) for trial in self.batch.trials],
            "scenarios": self.batch.size,
            "failed": [asdict(each) for each in self.batch.failures],
            "seed": self.batch.futures.seed,
            "dispatch": self.batch.dispatch,
            **{name: records(table) for name, table in tables.items()},
            "provenance": provenance(plan.solver, self.batch.futures.seed),
        }


def futures_answer(batch: Batch) -> FuturesAnswer:
    """The answer that a batch gives."""
    return FuturesAnswer(batch, futures_tables(batch))


def futures_screen(answer: FuturesAnswer, *, colour: bool = False, width: int | None = None) -> str:
    """The batch as text."""
    console, page = blank_page(colour=colour, width=width)
    batch = answer.batch
    problem = batch.trials[0].plan.problem
    first, last = problem.periods[0].start, problem.periods[-1].end
    console.print(f"[bold]{escape(problem.case.title)}[/bold]")
    periods = counted(len(problem.periods), "period")
    console.print(f"{span(first, last)}: {problem.days.sum():.0f} days in {periods}")
    console.print(
        f"{batch.size:,} futures {batch.futures.words}; dispatch: {_RULES[batch.dispatch]}"
    )
    if batch.failures:
        example = batch.failures[0]
        console.print(
            f"[bold]{len(batch.failures):,} more failed[/bold] and are left out; number "
            f"{example.scenario} under {escape(example.model)}: {escape(example.reason)}"
        )
    if problem.uncertainty.certain:
        console.print(
            "[bold]The case says that nothing is uncertain: all futures are alike.[/bold]"
        )
    if len(batch.trials) > 1:
        _against_each_other(console, batch, answer.tables)
    for trial in batch.trials:
        _trial(console, trial, alone=len(batch.trials) == 1)
    return printed(page)


def _against_each_other(console: Console, batch: Batch, tables: dict[str, DataFrame]) -> None:
    grid = grid_of(
        "The models in the same futures",
        "",
        "planned\nvalue",
        "mean\nvalue",
        "best in",
        "mean regret",
    )
    for row in records(tables["trials"]):
        grid.add_row(
            Text(row["model"]),
            figure(row["planned_value"]),
            figure(row["mean_value"]),
            share(row["wins"]),
            figure(row["mean_regret"]),
        )
    console.print()
    console.print(grid)
    console.print(
        "[dim]regret: value that the best of these models has more in the same future[/dim]"
    )
    differences = tables["differences"]
    for row in records(differences[differences["measure"] == "value"]):
        low, high = row["low"], row["high"]
        console.print(
            f"{escape(row['model'])} against {escape(row['against'])}: "
            f"{row['mean']:+,.0f} in value (95 % confidence {low:+,.0f} to {high:+,.0f}), "
            f"more in {share(row['larger'])} of futures"
        )


def _trial(console: Console, trial: Trial, *, alone: bool) -> None:
    problem = trial.plan.problem
    console.print()
    name = f"{escape(problem.model.title)} ({escape(trial.model)})"
    console.print(f"[bold]{name}[/bold]" if not alone else f"Inspection model: {name}")
    grid = grid_of(
        "What came of the plan", "", "planned", "mean", "P5", "P50", "P95", "worst tenth"
    )
    names = {good.id: good.name for good in problem.goods}
    for each in measures(trial):
        if each.name not in _TOLD or (each.name == "floors missed" and not each.values.any()):
            continue
        found = spread(each.values, more_is_better=each.more_is_better)
        told = share if each.unit == "share" else figure
        head = each.name if each.of == "all" else f"  {short(names.get(each.of, each.of))}"
        unit = "" if each.unit in ("share", "value") else f", {each.unit}"
        numbers = (each.planned, found.mean, found.p5, found.p50, found.p95, found.worst_tenth)
        grid.add_row(Text(f"{head}{unit}"), *(told(value) for value in numbers))
    console.print(grid)
    _possible(console, trial)
    _certified(console, trial.certificate)
    _stock_outs(console, trial)
    _closings(console, trial)


def _possible(console: Console, trial: Trial) -> None:
    """How near the plan comes to the best that could have been had."""
    bound = trial.outcomes.bound
    reached = trial.outcomes.value[bound > 0] / bound[bound > 0]
    if not len(reached):
        return
    found = spread(reached, more_is_better=True)
    console.print(
        f"[bold]Of what was possible[/bold] the plan reaches at least {share(found.mean)} on "
        f"average, {share(found.worst_tenth)} in the worst tenth: no plan, had it foreseen all, "
        f"could be worth more than {figure(float(np.nanmean(bound)))} on average"
    )


def _certified(console: Console, found: Certificate | None) -> None:
    if found is None:
        return
    gap, reached = found.gap[~np.isnan(found.gap)], found.reached[~np.isnan(found.reached)]
    held = "in each, value ≤ optimum ≤ bound" if found.holds else "NOT all in order (see certified)"
    told = f"[bold]{counted(len(found.numbers), 'future')} solved exactly[/bold]: {held}"
    if len(reached):
        told += f"; the plan reaches {share(float(reached.mean()))} of the optimum on average"
    if len(gap):
        p99 = float(np.quantile(gap, 0.99))
        told += f"; the bound is {gap.mean():.2%} above it on average, P99 {p99:.2%}"
    console.print(told)


def _stock_outs(console: Console, trial: Trial) -> None:
    problem, shares = trial.plan.problem, stocked_out(trial.outcomes)
    told = []
    for g in sorted(range(len(shares)), key=lambda g: -shares[g]):
        if not problem.goods[g].is_export and problem.total_need[g] > 0:
            planned = trial.foreseen.first_stock_out[0, g]
            also = " (in the plan too)" if planned == planned else ""
            told.append(f"{escape(short(problem.goods[g].name))} {share(float(shares[g]))}{also}")
    if told:
        console.print(f"[bold]Runs out somewhere[/bold], share of futures: {', '.join(told)}")


def _closings(console: Console, trial: Trial) -> None:
    found = closings(trial.plan.problem, trial.outcomes)[:_MOST_CLOSINGS]
    names = {crossing.id: crossing.name for crossing in trial.plan.problem.crossings}
    for each in found:
        loss = each.lost_a_day / trial.plan.objective if trial.plan.objective > 0 else 0.0
        console.print(
            f"[bold]Closures of {escape(names.get(each.site, each.site))}[/bold]: "
            f"{figure(each.days)} days on average; each costs {loss:.2%} of the planned value"
        )
