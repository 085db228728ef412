"""What came of plans in many futures, on one screen and as one object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
from rich.markup import escape
from rich.table import Table as Grid

from crossings.analysis.passed import passed_limits
from crossings.evaluation.closings import closings
from crossings.evaluation.measures import (
    Batch,
    Certificate,
    PolicyBounded,
    Trial,
    stocked_out,
)
from crossings.evaluation.winners import Verdict, verdict
from crossings.outputs.answer import Answer
from crossings.outputs.provenance import origin, provenance
from crossings.outputs.screens.beside_counts import beside_counts_screen
from crossings.outputs.screens.beside_the_plan import beside_the_plan
from crossings.outputs.screens.futures_compared import compared
from crossings.outputs.screens.intervals import cell, fine_share, tenth_share, there, within
from crossings.outputs.screens.own_plan import own_lines, own_object
from crossings.outputs.screens.page import (
    Page,
    Text,
    grid_of,
    on_page,
    short,
    unknown_contraband,
)
from crossings.outputs.screens.tested import tested_lines, tested_object
from crossings.plan import goods_unknown
from crossings.statistics import FEWEST, FEWEST_IN_TAIL, Estimate, mean, quantile
from crossings.tables.futures import futures_tables
from crossings.wording import counted, figure, listed, share

_MOST_CLOSINGS = 5
_FOREMOST = ("mean", "worst tenth")
_SURE = "±, or in brackets: how far off with 95 % confidence, each figure by itself"
_TOLD = ("value", "need met", "worst area", "arrived", "unmet", "turned away", "discarded",
         "most waiting", "longest wait", "days to recover", "undetected",
         "floors missed")  # fmt: skip
_WHERE_ANY = ("turned away", "discarded", "floors missed")
"""Told only where there is any."""
DISPATCH = {
    "plan": "the plan by priority",
    "proportional": "equal shares of what is asked for",
    "first-come": "first come, first served",
    "reoptimise": "the best plan of each future by itself",
    "replan": "the rest planned again from each future as it is",
    "prices": "decided each morning by prices",
    "as-counted": "what counts imply, else the plan",
    "sheet": "by a sheet, each morning in its order",
    "own": "by a rule of one's own",
}
"""Which trucks go when not all can, by the name of the rule."""
REPLAN = "replan"


def futures_answer(batch: Batch) -> Answer[tuple[Batch, Verdict]]:
    """The answer that a batch gives, and which plan does best in which futures."""
    plan, found, sheet = batch.trials[0].plan, verdict(batch), batch.options.sheet
    about = {
        "status": "evaluated",
        "case": origin(plan.problem.case),
        "compares": compares(batch) or None,
        "objective_kinds": [trial.plan.objective_kind for trial in batch.trials],
        "own_plans": [own_object(trial.plan) for trial in batch.trials],
        "models": [origin(trial.plan.problem.model) for trial in batch.trials],
        "scenarios": batch.size,
        "failed": [asdict(each) for each in batch.failures],
        "seed": batch.futures.seed,
        "dispatch": batch.dispatch,
        "sheet": None if sheet is None else origin(sheet.origin),
        "order_ahead_days": batch.options.order_ahead_days,
        "every_days": batch.options.every_days if batch.dispatch == REPLAN else None,
        "tested": [tested_object(each) for each in plan.problem.tested],
        "winner": {
            "model": found.usual,
            **_ends("wins_alone", found.usual_share),
            **_ends("alike", found.alike),
            **_ends("right", found.right),
            **_ends("usual_right", found.usual_right),
        },
    }
    made_by = provenance(plan.solver, batch.futures.seed)
    if batch.options.own is not None or batch.trials[0].own:
        own = batch.dispatch if batch.options.own is None else batch.options.own.name
        made_by |= {"dispatch": own, "measures": [*batch.trials[0].own]}
    problems = {trial.model: trial.plan.problem for trial in batch.trials}
    tables = futures_tables(batch, found)
    return Answer((batch, found), tables, about, made_by, problems=problems)


def _when(batch: Batch) -> str:
    """When the rule that plans again does so, or by which sheet one goes."""
    if batch.options.sheet is not None:
        return f" ({escape(batch.options.sheet.origin.title)})"
    if batch.options.own is not None:
        return f" ({escape(batch.options.own.name)})"
    days, ahead, told = batch.options.every_days, batch.options.order_ahead_days, ""
    if batch.dispatch == REPLAN:
        told = ", every day" if days == 1 else f", every {counted(days, 'day')}"
    return f"{told}, ordered {counted(ahead, 'day')} ahead" if ahead else told


def _ends(name: str, found: Estimate) -> dict[str, float | None]:
    """A figure and its ends, null where it is not told."""
    names = (name, f"{name}_low", f"{name}_high")
    return {key: None if np.isnan(x) else x for key, x in zip(names, found, strict=True)}


@on_page
def futures_screen(console: Page, answer: Answer[tuple[Batch, Verdict]]) -> None:
    """The batch as text."""
    batch, found = answer.result
    problem = batch.trials[0].plan.problem
    console.heading(problem)
    console.print(
        f"{batch.size:,} future{'s' * (batch.size != 1)} {batch.futures.words}; "
        f"dispatch: {DISPATCH[batch.dispatch]}{_when(batch)}"
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
    what = compares(batch)
    if what:
        compared(console, found, answer.tables, what)
    for trial in batch.trials:
        _beside(console, trial, batch, what)
    console.print(f"[dim]{_SURE}[/dim]")
    for line in tested_lines(problem.tested):
        console.print(Text(line))
    if batch.size < FEWEST:
        console.print(
            f"[bold]Of {counted(batch.size, 'future')} every interval is rough[/bold], and no tail "
            "is told; of 400 and more all is."
        )
    beside_counts_screen(console, answer.tables["as_counted"])
    for trial in batch.trials:
        _certified(console, trial.certificate)
        _policy_bound(console, trial.policy_bound)
    for trial in batch.trials:
        of = f"{trial.model}: " * bool(what)
        with console.part(f"{of}what came of the plan, good by good"):
            _trial(console, trial, what)
        with console.part(f"{of}stores that run out, and closures"):
            if goods_unknown(problem):
                console.print(f"[bold]Contraband[/bold]: {escape(unknown_contraband(problem))}")
            _stock_outs(console, trial)
            _closings(console, trial)
        with console.part(f"{of}how futures spread"):
            _spreads(console, trial)


def _beside(console: Page, trial: Trial, batch: Batch, what: str) -> None:
    """What came of a plan, or of a rule beside it."""
    if trial.by_plan is None:
        _in_a_sentence(console, trial, what)
    elif not what:
        beside_the_plan(console, trial, batch, what)
    else:
        with console.part(f"{trial.model} beside its plan"):
            console.print()
            beside_the_plan(console, trial, batch, what)


def compares(batch: Batch) -> str:
    """What stands side by side: models, or plans under one; empty where there is one plan alone."""
    if len(batch.trials) == 1:
        return ""
    return "plan" if len({id(each.plan.problem) for each in batch.trials}) == 1 else "model"


def _in_a_sentence(console: Page, trial: Trial, what: str) -> None:
    """What comes of the plan, in one or two plain sentences."""
    told = {each.name: each for each in trial.told if each.of == "all"}
    met, gap = told.get("need met"), told.get("gap")
    name = "the plan" if not what else f"the plan under {escape(trial.model)}"
    name = escape(trial.model) if what == "plan" else name
    if met is not None:
        found = met.spread
        worst = f"; in the worst tenth of futures {within(found.worst_tenth, share)}"
        console.print(
            f"[bold]On average {name} meets {within(found.mean, share)} of need, against "
            f"{share(met.planned)} planned{worst * there(found.worst_tenth)}.[/bold]"
        )
    if gap is not None:
        found = gap.spread
        p95 = f"; P95 {within(found.p95, tenth_share)}" * there(found.p95)
        console.print(
            f"On average {name} comes within {within(found.mean, tenth_share)} of the best value "
            f"that anyone could have had knowing the future{p95}."
        )
    none = int((trial.outcomes.bound < 0).sum())
    if none:
        console.print(
            f"In {counted(none, 'future')} the value of all that could be met is less than that of "
            "the stock to be left at the end that lacks."
        )


def _trial(console: Page, trial: Trial, what: str) -> None:
    problem = trial.plan.problem
    console.print()
    name = f"{escape(problem.model.title)} ({escape(trial.model)})"
    name = f"{escape(trial.model)}" if what == "plan" else name
    console.print(f"[bold]{name}[/bold]" if what else f"Inspection model: {name}")
    for line in own_lines(trial.plan):
        console.print(line, markup=False)
    if trial.plan.own is not None and not all(each.asked for each in passed_limits(trial.plan)):
        console.print("In a future no limit is passed: what is planned beyond one waits.")
    tails = [name for name in _spread_columns(len(trial.outcomes)) if name in _FOREMOST]
    console.grid(_figures(trial, "What came of the plan", ["planned", *tails]))


def _spreads(console: Page, trial: Trial) -> None:
    """Quantiles of every figure."""
    heads = [name for name in _spread_columns(len(trial.outcomes)) if name not in _FOREMOST]
    console.show(_figures(trial, "How futures spread", heads))


def _figures(trial: Trial, title: str, heads: Sequence[str]) -> Grid:
    """A row a measure, and a column for each of the figures asked for."""
    problem = trial.plan.problem
    columns = _spread_columns(len(trial.outcomes))
    grid = grid_of(title, "", *heads)
    names = {good.id: good.name for good in problem.goods}
    for each in trial.told:
        some = each.name not in _WHERE_ANY or each.anywhere
        if each.name not in (*_TOLD, *trial.own) or not some:
            continue
        told = share if each.unit == "share" else figure
        head = each.name if each.of == "all" else f"  {short(names.get(each.of, each.of))}"
        unit = "" if each.unit in ("share", "value") else f", {each.unit}"
        planned = "-" if np.isnan(each.planned) else told(each.planned)
        cells = (
            planned if name == "planned" else cell(getattr(each.spread, columns[name]), told)
            for name in heads
        )
        grid.add_row(Text(f"{head}{unit}"), *cells)
    return grid


def _spread_columns(futures: int) -> dict[str, str]:
    """What is told of a figure, by the head of its column: tails that futures enough lie in."""
    columns = {"mean": 0.5, "P5": 0.05, "P50": 0.5, "P95": 0.05, "worst tenth": 0.1}
    heads = [head for head, tail in columns.items() if head in ("mean", "P50") or
             round(tail * futures, 9) >= FEWEST_IN_TAIL]  # fmt: skip
    return {head: head.lower().replace(" ", "_") for head in heads}


def _certified(console: Page, found: Certificate | None) -> None:
    if found is None:
        return
    gap, reached = found.gap[~np.isnan(found.gap)], found.reached[~np.isnan(found.reached)]
    held = "in each, value ≤ optimum ≤ bound" if found.holds else "NOT all in order (see certified)"
    told = f"[bold]{counted(len(found.numbers), 'future')} solved exactly[/bold]: {held}"
    if len(reached):
        told += f"; the plan reaches {within(mean(reached), share)} of the optimum on average"
    if len(gap):
        p99 = quantile(np.sort(gap), 0.99)
        told += f"; the bound is {within(mean(gap), fine_share)} above it on average"
        told += f", P99 {within(p99, fine_share)}" * there(p99)
    console.print(told)


def _policy_bound(console: Page, found: PolicyBounded | None) -> None:
    if found is None:
        return
    size, short = len(found.value), mean(found.optimum).value - mean(found.value).value
    luck = mean(found.optimum - found.bound).value
    console.print(
        f"[bold]No rule could earn more than {within(mean(found.bound), figure)} on average[/bold] "
        f"({counted(size, 'future')}); this one earns {within(mean(found.value), figure)} in them, "
        f"foresight {figure(mean(found.optimum).value)}. Of the {figure(short)} between, at least "
        f"{figure(max(luck, 0.0))} is what nobody can foresee; a better rule could bring "
        f"{within(mean(found.bound - found.value), figure)} at most."
    )


def _stock_outs(console: Page, trial: Trial) -> None:
    """Goods that run out more often than the plan says; those that it says do are named apart."""
    problem, shares = trial.plan.problem, stocked_out(trial.outcomes)
    told, planned = [], []
    for g in sorted(range(len(shares)), key=lambda g: -shares[g].value):
        name = escape(short(problem.goods[g].name))
        if problem.goods[g].is_export or problem.total_need[g] <= 0 or shares[g].value == 0:
            continue
        if np.isnan(trial.foreseen.first_stock_out[0, g]):
            told.append(f"{name} in {within(shares[g], share)}")
        else:
            planned.append(name)
    if told:
        console.print(f"[bold]Runs out somewhere[/bold], share of futures: {'; '.join(told)}")
    if planned:
        console.print(f"[bold]Runs out as planned[/bold]: {'; '.join(planned)}")


def _closings(console: Page, trial: Trial) -> None:
    found = closings(trial.plan.problem, trial.outcomes)[:_MOST_CLOSINGS]
    names = {crossing.id: crossing.name for crossing in trial.plan.problem.crossings}
    for each in found:
        sites = [escape(names.get(site, site)) for site in each.sites]
        together = ", which only close together" if len(sites) > 1 else ""
        cost = "what each costs cannot be told from what other closures cost"
        if not np.isnan(each.lost_a_day):
            value = trial.plan.objective if trial.plan.objective > 0 else np.inf
            loss = Estimate(*(x / value for x in (each.lost_a_day, each.low, each.high)))
            cost = f"each costs {within(loss, fine_share)} of the planned value"
        console.print(
            f"[bold]Closures of {listed(sites)}[/bold]{together}: "
            f"{within(each.days, figure)} days on average; {cost}"
        )
