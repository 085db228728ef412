"""The answer on one screen, in a planner's words; the detail only when it is asked for."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from crossings.outputs.answer import Answer
from crossings.outputs.pressure import Pressure, pressures, reference_truckload
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.tables import Table, records

_MOST_AREAS = 6
_MOST_PRESSURES = 6
_MOST_FITTED = 4
_WIDTH = 100


def screen(answer: Answer, *, colour: bool = False, width: int | None = None) -> str:
    """The one-screen answer as text."""
    console = Console(
        file=io.StringIO(), force_terminal=colour, width=width or _WIDTH, highlight=False,
        color_system="auto" if colour else None,
    )  # fmt: skip
    plan, tables = answer.plan, answer.tables
    _heading(console, plan, tables)
    _needs(console, plan, tables)
    _crossings(console, plan, tables)
    _observed(console, plan.problem, tables["observed"])
    _held_back(console, plan)
    _contraband(console, plan, tables["threats"])
    _rests_on(console, plan)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def detail(answer: Answer, names: Iterable[str]) -> str:
    """Whole tables, row by row."""
    parts = []
    for name in names:
        table = answer.tables[name]
        body = "(no rows)" if table.empty else table.to_string(index=False, na_rep="-")
        parts.append(f"\n{name}\n{body}\n")
    return "".join(parts)


def _heading(console: Console, plan: Plan, tables: dict[str, Table]) -> None:
    problem = plan.problem
    first, last = problem.periods[0], problem.periods[-1]
    count = len(problem.periods)
    console.print(f"[bold]{escape(problem.case.title)}[/bold]")
    console.print(f"Inspection model: {escape(problem.model.title)} ({escape(problem.model.path)})")
    span = f"{first.start:%-d %b %Y} to {last.end:%-d %b %Y}"
    console.print(f"{span}: {problem.days.sum():.0f} days in {_counted(count, 'period')}")
    inbound = tables["coverage"][tables["coverage"]["area"].notna()]
    need, met = inbound["need"].sum(), inbound["met"].sum()
    share = f"{met / need:.0%} of the truckloads needed are met" if need > 0 else "Nothing is needed"
    console.print()
    if plan.gap is not None:
        console.print(
            f"[bold]UNFINISHED[/bold]: the search was stopped. Every figure below is unfinished; "
            f"up to {plan.gap:.1%} of the best possible value may be missing."
        )
    console.print(f"[bold]{share}.[/bold] Value {plan.objective:,.1f} (truckloads × priority × band)")


def _needs(console: Console, plan: Plan, tables: dict[str, Table]) -> None:
    problem, coverage = plan.problem, tables["coverage"]
    days = problem.days.sum()
    areas = problem.areas if len(problem.areas) <= _MOST_AREAS else ()
    grid = _grid("Who gets what", "good", "need", "met", "share")
    for area in areas:
        grid.add_column(escape(_short(area.name)), justify="right")
    if not areas:
        grid.add_column("least served area", justify="right")
    grid.add_column("people met", justify="right")
    grid.add_column("days left", justify="right")
    for good in problem.goods:
        rows = coverage[coverage["good"] == good.id]
        need, met = rows["need"].sum(), rows["met"].sum()
        by_area = rows.groupby("area", sort=False)[["need", "met"]].sum()
        shares = by_area["met"] / by_area["need"].where(by_area["need"] > 0)
        cells = [_share(shares.get(area.id)) for area in areas]
        if not areas:
            least = shares.min()
            cells = [f"{shares.idxmin()} {_share(least)}" if shares.notna().any() else "-"]
        grid.add_row(
            escape(good.name) + (" (export)" if good.is_export else ""),
            _figure(need / days),
            _figure(met / days),
            _share(met / need if need > 0 else None),
            *cells,
            _people(tables["people"], good.id, problem),
            _days_left(plan, good.id),
        )
    console.print(grid)
    console.print("[dim]need and met: truckloads a day, stage met; shares of need by area[/dim]")


def _people(people: Table, good: str, problem: Problem) -> str:
    """People whose need is met, averaged over the days of the horizon."""
    rows = people[people["good"] == good]
    if rows.empty:
        return "-"
    days = pd.Series(problem.days)
    met = (rows["people_met"] * rows["period"].map(days)).sum() / days.sum()
    return f"{met:,.0f}"


def _days_left(plan: Plan, good: str) -> str:
    """Days of need that the stock at the end covers, all areas together."""
    problem = plan.problem
    g = [ware.id for ware in problem.goods].index(good)
    need = problem.need[g].sum()
    return f"{plan.stock[-1, g].sum() / need:.1f}" if need > 0 else "-"


def _crossings(console: Console, plan: Plan, tables: dict[str, Table]) -> None:
    problem = plan.problem
    days = problem.days.sum()
    flows, deliveries, manifests = tables["flows"], tables["deliveries"], tables["manifests"]
    grid = _grid(
        "Through each crossing", "crossing, regime", "manifested", "presented", "refused",
        "released", "collected", "arrived", "collected per open day", "gate used",
    )  # fmt: skip
    for c, crossing in enumerate(problem.crossings):
        here = flows[flows["crossing"] == crossing.id]
        collected = deliveries[deliveries["crossing"] == crossing.id]
        manifested = manifests[manifests["crossing"] == crossing.id]["manifested"].sum()
        open_days = problem.crossing_open_days[:, c].sum()
        gate = tables["gates"][tables["gates"]["crossing"] == crossing.id]
        capacity = gate["capacity"].sum() if gate["capacity"].notna().all() else 0.0
        grid.add_row(
            f"[bold]{escape(crossing.name)}[/bold]",
            _figure(manifested / days) if problem.through_corridors else "-",
            *(_figure(here[stage].sum() / days) for stage in ("presented", "refused", "released")),
            *(_figure(collected[stage].sum() / days) for stage in ("collected", "arrived")),
            _figure(collected["collected"].sum() / open_days) if open_days else "closed",
            _share(gate["used"].sum() / capacity) if capacity else "-",
        )
        for regime in problem.regimes:
            under = here[here["regime"] == regime.id]
            if not under.empty and len(problem.regimes) > 1:
                stages = (under[stage].sum() for stage in ("presented", "refused", "released"))
                grid.add_row(
                    f"  {escape(regime.name)}", "", *(_figure(total / days) for total in stages)
                )
    console.print(grid)
    console.print("[dim]truckloads a day, mean of the horizon, at each stage[/dim]")


def _observed(console: Console, problem: Problem, observed: Table) -> None:
    if observed.empty:
        return
    names = {crossing.id: crossing.name for crossing in problem.crossings}
    goods = {good.id: good.name for good in problem.goods}
    grid = _grid("Beside what was observed", "crossing", "what", "stage", "days")
    for column in ("observed", "plan", "source"):
        grid.add_column(column, justify="right" if column != "source" else "left")
    for row in records(observed):
        rate = "per_open_day" if row["truckloads_per_open_day"] is not None else "per_day"
        grid.add_row(
            escape(names.get(row["crossing"], "all crossings")),
            escape(goods.get(row["good"], row["category"] or "all goods")),
            f"{row['stage']} {rate.replace('_', ' ')}",
            f"{row['from']} to {row['to']}",
            _figure(row[f"truckloads_{rate}"]),
            _figure(row[f"planned_{rate}"] or 0.0),
            escape(row["source"]),
        )
    console.print(grid)


def _held_back(console: Console, plan: Plan) -> None:
    found = pressures(plan)
    console.print()
    if not found:
        console.print("[bold]What holds it back[/bold]: no limit binds; every need that can be is met")
        return
    console.print("[bold]What holds it back[/bold]")
    good, worth = reference_truckload(plan.problem)
    for number, pressure in enumerate(found[:_MOST_PRESSURES], start=1):
        console.print(f" {number}. {escape(_sentence(plan, pressure, good, worth))}")
    if len(found) > _MOST_PRESSURES:
        rest = len(found) - _MOST_PRESSURES
        console.print(f"    and {_counted(rest, 'limit')} more: --show resources, gates, limits …")


def _sentence(plan: Plan, pressure: Pressure, good: str, worth: float) -> str:
    days = float(plan.problem.days.sum())
    periods = len(plan.problem.periods)
    when = "" if periods == 1 else f", in {pressure.periods} of {periods} periods"
    share = f"{pressure.worth / plan.objective:.2%} of the value" if plan.objective > 0 else "value"
    as_much = f", as much as {_figure(pressure.worth / worth / days)} truckloads of {good} a day"
    return (
        f"{pressure.what}{when}: one {pressure.unit} more adds {share}{as_much} to people with none"
        if "less" not in pressure.unit and "lower" not in pressure.unit
        else f"{pressure.what}{when}: one {pressure.unit} adds {share}{as_much} to people with none"
    )


def _contraband(console: Console, plan: Plan, threats: Table) -> None:
    problem = plan.problem
    days, unknown = problem.days.sum(), int((~problem.threat_known).sum())
    goods = len(problem.goods)
    console.print()
    console.print("[bold]Contraband[/bold] (what the inspection model does not admit)")
    if unknown < goods:
        expected, missed = threats["expected"].sum() / days, threats["undetected"].sum() / days
        console.print(
            f" expected among the truckloads presented: {_figure(expected)} a day; "
            f"undetected: {_figure(missed)} a day"
        )
    console.print(f" unknown for {unknown} of {_counted(goods, 'good')}")


def _rests_on(console: Console, plan: Plan) -> None:
    problem = plan.problem
    numbers = problem.evidence
    sourced = [n for n in numbers if n.source is not None]
    defaults = [n for n in numbers if n.default]
    fitted = [n for n in numbers if n.fitted]
    assumed = len(numbers) - len(sourced) - len(defaults) - len(fitted)
    console.print()
    console.print(
        f"[bold]It rests on[/bold] {len(numbers)} numbers: {len(sourced)} with a source, "
        f"{len(fitted)} fitted, {assumed} assumed, {len(defaults)} left at their default"
    )
    for number in fitted[:_MOST_FITTED]:
        span = "" if number.low is None else f" ({number.low:g} to {number.high:g})"
        console.print(f" fitted: {escape(number.path)} = {number.value:g}{span}")
    if len(fitted) > _MOST_FITTED:
        console.print(f" and {len(fitted) - _MOST_FITTED} more fitted: --show evidence")
    if problem.warnings:
        console.print(f" {_counted(len(problem.warnings), 'warning')} about the input, told above")


def _grid(title: str, first: str, *columns: str) -> Grid:
    grid = Grid(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    grid.add_column(first, overflow="fold")
    for column in columns:
        grid.add_column(column, justify="right")
    return grid


def _short(name: str) -> str:
    return name if len(name) <= 14 else f"{name[:13]}…"  # noqa: PLR2004 - a column's width


def _figure(value: float) -> str:
    """Three significant figures or whole truckloads, whichever says more."""
    if value == 0:
        return "0"
    if abs(value) >= 100:  # noqa: PLR2004 - from here on, whole truckloads
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 1 else f"{value:.2g}"


def _share(value: float | None) -> str:
    return "-" if value is None or pd.isna(value) else f"{value:.0%}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


__all__: Sequence[str] = ("detail", "screen")
