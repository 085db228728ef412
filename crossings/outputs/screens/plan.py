"""The answer on one screen, in a planner's words; the detail only when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

import numpy as np
from rich.markup import escape

from crossings.analysis.marginal_values import Margin, MarginalValue
from crossings.outputs.answer import Answer
from crossings.outputs.report.phases import phase_lines
from crossings.outputs.screens.adversary import adversary_lines
from crossings.outputs.screens.by_phase import models_in_turn, phase_by_phase
from crossings.outputs.screens.consequences import consequences
from crossings.outputs.screens.fairness import fairness_lines, price_of_fairness, says_fairest
from crossings.outputs.screens.held_back import held_back
from crossings.outputs.screens.left_out import left_out
from crossings.outputs.screens.lever_words import (
    signed,
)
from crossings.outputs.screens.own_plan import own_lines
from crossings.outputs.screens.page import Page, Text, grid_of, headed, on_page, short
from crossings.outputs.screens.schedule import schedule_detail
from crossings.outputs.screens.waiting import waiting
from crossings.plan import Plan
from crossings.problem import Floats, Problem, Ware, ratio
from crossings.tables import SCHEDULE_TABLE
from crossings.tables.observations import paces
from crossings.wording import figure, listed, people, share, span

_LANGUAGE = "en"
_MOST_FITTED = 5
_ROUNDING = 1e-6
_TOLD = 5e-4
"""Share that may be missing from which it is told by its first digit."""
_WIDEST_AREA = 12
_WIDEST_GOOD = 22


@on_page
def screen(
    console: Page,
    answer: Answer[Plan],
    brings: tuple[MarginalValue | Margin, ...] | None = (),
    more: int = 0,
) -> None:
    """The one-screen answer as text, `width` columns wide where that is known.

    `brings` is what one more of the foremost limits brings, None where the time did not suffice to
    find it; `more` limits have a price besides.
    """
    plan = answer.result
    told = answer.about["headline"]
    heading(console, plan, told["says"][_LANGUAGE])
    _needs(console, plan)
    held_back(console, plan, brings, more)
    if brings and len(brings) > 1:
        with console.part("what the first two bring together"):
            console.indented("   ", told["bullets"][_LANGUAGE][-1])
    if answer.adversary is not None:
        adversary_lines(console, answer.adversary)
    with console.part("contraband, and what follows"):
        consequences(console, plan)
    with console.part("phase by phase"):
        _phases(console, plan)
    with console.part("need met by area"):
        _by_area(console, plan)
    with console.part("through each crossing"):
        _crossings(console, plan)
    with console.part("beside what was observed"):
        _observed(console, plan)
    _rests_on(console, plan)


def detail(answer: Answer[Any], names: Iterable[str]) -> str:
    """Whole tables, row by row."""
    parts = []
    for name in names:
        if name == SCHEDULE_TABLE:
            if answer.schedule is not None:
                parts.append(schedule_detail(answer.result, answer.schedule))
            continue
        table = answer.tables[name]
        shown = table.fillna(dict.fromkeys(table.select_dtypes(exclude="number"), "-"))
        body = "(no rows)" if table.empty else shown.to_string(index=False, na_rep="-")
        parts.append(f"\n{name}\n{body}\n")
    return "".join(parts)


def heading(console: Page, plan: Plan, says: str = "") -> None:
    """What a plan is of, what `says` its headline, and its value in a line."""
    problem = plan.problem
    in_turn = list(models_in_turn(problem))
    models = [f"{escape(model.title)} ({escape(model.path)})" for _, model in in_turn]
    if len(in_turn) > 1:
        models = [f"{escape(PurePath(model.path).stem)} {when}" for when, model in in_turn]
    console.heading(problem, f"Inspection model: {', then '.join(models)}")
    console.print()
    missed = listed(plan.aims_missed)
    if plan.gap is not None:
        beside = f", and not reached: {missed}" if missed else ""
        share = "less than 0.1%" if plan.gap < _TOLD else f"at most {plan.gap:.1%}"
        missing = (
            f"{share} of the best possible value is missing{beside}"
            if plan.gap > 0
            else f"the value is the best possible, but not reached: {missed or 'every aim'}"
        )
        console.print(
            "[bold]UNFINISHED[/bold]: the search was stopped, and every figure below is "
            f"unfinished; {missing}."
        )
    elif missed:
        console.print(f"Of the aims that tell plans of this value apart, not reached: {missed}.")
    if says:
        console.print(f"[bold]{escape(says)}[/bold]")
    inbound = "inbound truckloads" if problem.export_needed.any() else "truckloads"
    met = _met(plan.met, problem.needed, f"the {inbound} needed are met")
    met = met or _met(plan.exported, problem.export_needed, "the exports asked for pass")
    met = met or "No need is given"
    met = f"{met}." if says else f"[bold]{met}.[/bold]"
    console.print(f"{met} Value {plan.objective:,.1f}")
    if plan.fairness is not None:
        console.print(f"{says_fairest(problem, plan.fairness)}.", markup=False)
        with console.part("the least shares, and whose they are"):
            console.print(*fairness_lines(plan.fairness, plan), sep="\n", markup=False)
        console.print(price_of_fairness(plan.fairness, plan), markup=False)
    for line in own_lines(plan):
        console.print(line, markup=False)


def _met(met: Floats, needed: Floats, what: str) -> str:
    need = needed.sum()
    return f"{share(met.sum() / need)} of {what}" if need > 0 else ""


def _needs(console: Page, plan: Plan) -> None:
    problem = plan.problem
    days = problem.days.sum()
    columns = ("need", "met", "share", "least\nserved area", "people\nmet", "days\nleft")
    grid = grid_of("Who gets what", "good", *columns)
    met, exported = plan.met.sum(axis=0), plan.exported.sum(axis=0)  # (G, A), (G,)
    needed, asked = problem.needed.sum(axis=0), problem.export_needed.sum(axis=0)  # (G, A), (G,)
    for g, good in enumerate(problem.goods):
        of_good = (needed[g].sum(), met[g].sum()) if problem.inbound[g] else (asked[g], exported[g])
        shares = ratio(met[g], np.where(problem.inbound[g], needed[g], 0.0))  # (A,)
        grid.add_row(
            Text(short(good.name, _WIDEST_GOOD)),
            *(figure(each / days) for each in of_good),
            share(of_good[1] / of_good[0] if of_good[0] > 0 else None),
            _least(shares, problem),
            _people(plan, g),
            _days_left(plan, good),
        )
    console.show(grid, "truckloads a day; people whose need is met; days of need left in stock")
    console.print()
    left_out(console, plan)
    waiting(console, plan)


def _by_area(console: Page, plan: Plan) -> None:
    """The share of each good's need that each area gets, where there are several."""
    problem = plan.problem
    if len(problem.areas) < 2 or not problem.inbound.any():
        return
    grid = grid_of("Share of need met, by area", "area")
    met, needed = plan.met.sum(axis=0), problem.needed.sum(axis=0)  # (G, A)
    inbound = np.flatnonzero(problem.inbound)
    for g in inbound:
        grid.add_column(Text(headed(problem.goods[g].name)), justify="right")
    for a, area in enumerate(problem.areas):
        shares = map(share, ratio(met[inbound, a], needed[inbound, a]))
        grid.add_row(Text(short(area.name)), *shares)
    console.show(grid)


def _least(shares: Floats, problem: Problem) -> str:
    """The area with the least of the (A,) shares; `all` where they are alike."""
    if np.isnan(shares).all():
        return "-"
    least = float(np.nanmin(shares))
    if share(least) == share(float(np.nanmax(shares))):
        return f"all {share(least)}"
    return f"{short(problem.areas[np.nanargmin(shares)].name, _WIDEST_AREA)} {share(least)}"


def _people(plan: Plan, g: int) -> str:
    """People whose need of a good is met, averaged over the days of the horizon."""
    met, days = plan.people_met[:, g], plan.problem.days  # (T, A), (T,)
    return "-" if np.isnan(met).all() else people(np.nansum(met * days[:, None]) / days.sum())


def _days_left(plan: Plan, good: Ware) -> str:
    """Days of need that the stock at the end covers, all areas together."""
    g = plan.problem.goods.index(good)
    need = plan.problem.need[-1, g].sum()
    return f"{plan.stock[-1, g].sum() / need:.1f}" if need > 0 else "-"


def _crossings(console: Page, plan: Plan) -> None:
    problem = plan.problem
    days = problem.days.sum()
    stages = ("manifested", "presented", "refused", "released", "collected", "arrived")
    grid = grid_of("Through each crossing", "crossing", *stages, "collected per\nopen day")
    through = {stage: _by_crossing(plan, stage) for stage in stages}
    for c, crossing in enumerate(problem.crossings):
        open_days = problem.crossing_open_days[:, c].sum()
        a_day = {stage: figure(found[c].sum() / days) for stage, found in through.items()}
        if not problem.through_corridors:
            a_day["manifested"] = "-"
        pace = figure(through["collected"][c].sum() / open_days) if open_days else "closed"
        name = Text(short(crossing.name))
        grid.add_row(name, *(a_day[stage] for stage in stages), pace)
        for r, regime in enumerate(problem.regimes if len(problem.regimes) > 1 else ()):
            if through["presented"][c, :, :, r].any():
                parts = (
                    through[stage][c, :, :, r].sum() / days
                    for stage in ("presented", "refused", "released")
                )
                grid.add_row(Text(f"  {short(regime.name)}", style="dim"), "", *map(figure, parts))
    console.show(grid, "truckloads a day at each stage, mean of all days")


def _by_crossing(plan: Plan, stage: str) -> Floats:
    """(C, T, …) What a plan has at a stage."""
    flow: Floats = getattr(plan, stage)
    return np.moveaxis(flow, 2 if stage == "manifested" else 1, 0)


def _phases(console: Page, plan: Plan) -> None:
    phases = list(phase_by_phase(plan))
    if len(phases) == 1:
        return
    columns = ("need met", "arrived", "from stock", "undetected", "left in stock")
    grid = grid_of("Phase by phase", "phase", "<when", "<model", *columns)
    for number, phase in enumerate(phases):
        undetected = "-" if phase.undetected is None else figure(phase.undetected)
        flows = (figure(phase.arrived), signed(phase.from_stock))
        figures = (share(phase.met), *flows, undetected, figure(phase.left))
        grid.add_row(str(number), phase.when, Text(short(phase.model)), *figures)
    console.show(
        grid,
        "share of the truckloads needed that are met; truckloads a day, mean of all days of the "
        "phase:\narrived, met from stock beyond what arrives (below 0: stock is built), "
        "contraband undetected;\ntruckloads left at its end, which the next begins with",
    )
    for number, line in enumerate(phase_lines(plan.problem)):
        console.indented(f"phase {number}", line)


def _observed(console: Page, plan: Plan) -> None:
    problem = plan.problem
    if not problem.observed:
        return
    names = {crossing.id: crossing.name for crossing in problem.crossings}
    goods = {good.id: good.name for good in problem.goods}
    columns = ("<what", "<counted at", "<when", "observed", "plan", "<source")
    grid = grid_of("Beside what was observed", "crossing", *columns)
    for seen in problem.observed:
        a_day, planned, an_open_day, planned_open = paces(plan, seen)
        by_open_days = not np.isnan(an_open_day + planned_open)
        both = (an_open_day, planned_open) if by_open_days else (a_day, planned)
        grid.add_row(
            Text(short(names.get(seen.crossing or "", "all crossings"))),
            Text(short(goods.get(seen.good or "", seen.category or "all goods"))),
            seen.stage + ("*" if by_open_days else ""),
            span(seen.start, seen.end),
            figure(both[0]),
            "-" if np.isnan(both[1]) else figure(both[1]),
            escape(seen.source),
        )
    console.show(grid, "truckloads a day at the same stage, mean of all days; * of open days")


def _rests_on(console: Page, plan: Plan) -> None:
    numbers = plan.problem.evidence
    sourced = sum(n.source is not None for n in numbers)
    defaults = sum(n.default for n in numbers)
    fitted = [n for n in numbers if n.fitted]
    assumed = len(numbers) - sourced - defaults - sum(n.source is None for n in fitted)
    with console.part("what it rests on", foremost=True):
        console.print(
            f"\n[bold]It rests on[/bold] {len(numbers)} numbers: {sourced} with a source, "
            f"{assumed} assumed, {len(fitted)} fitted, {defaults} left at their default "
            f"(--show evidence)"
            f"{console.mind(plan.problem)}"
        )
    with console.part("what was fitted"):
        for number in fitted[:_MOST_FITTED]:
            ends = "" if number.low is None else f", could be {number.low:g} to {number.high:g}"
            console.print(f"    fitted: {escape(number.path)} = {number.value:g}{ends}")
        if len(fitted) > _MOST_FITTED:
            console.print(f"    and {len(fitted) - _MOST_FITTED} more fitted")
    with console.part("what value is"):
        of_areas = " × area weight" if (plan.problem.area_weight != 1).any() else ""
        console.print(f"[bold]Value[/bold] is truckloads met × priority{of_areas} × band weight")
