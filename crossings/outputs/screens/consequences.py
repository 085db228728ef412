"""What follows from a plan besides need met: contraband, displacement, diversion, rebuilding.

All but the time to rebuild rest on shares that nobody has measured, and are called assumptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from crossings.analysis.adversary import exempted
from crossings.outputs.screens.page import Page, unknown_contraband
from crossings.plan import Plan
from crossings.tables import records
from crossings.wording import duration, figure, listed, share

if TYPE_CHECKING:
    from pandas import DataFrame


def consequences(console: Page, plan: Plan, tables: dict[str, DataFrame]) -> None:
    """A paragraph for each that the case says anything of."""
    console.print()
    _contraband(console, plan, tables["threats"])
    if plan.problem.channels:
        _displacement(console, plan, tables)
    if not tables["diversion"].empty:
        _diversion(console, plan, tables["diversion"])
    _rebuilding(console, plan, tables["rebuild"])


def _contraband(console: Page, plan: Plan, threats: DataFrame) -> None:
    problem = plan.problem
    days, unknown = problem.days.sum(), escape(unknown_contraband(problem))
    if plan.contraband_known():
        expected, missed = threats["expected"].sum() / days, threats["undetected"].sum() / days
        console.print(
            f"[bold]Contraband[/bold]: {figure(expected)} truckloads a day expected among those "
            f"presented, {figure(missed)} undetected; {unknown}"
        )
    else:
        console.print(f"[bold]Contraband[/bold]: {unknown}")
    if exempt := [escape(problem.goods[g].name) for g in exempted(problem)]:
        console.print(
            f"    the detection rate asked holds for no load of {listed(exempt)}, for want of a "
            "threat rate (limits.detection_for_every holds for all)"
        )


def _displacement(console: Page, plan: Plan, tables: dict[str, DataFrame]) -> None:
    """What unmet need sends another way, and the risk that is pushed there."""
    problem, rows = plan.problem, tables["informal"]
    days = problem.days.sum()
    names = listed([escape(channel.name) for channel in problem.channels])
    sent, stopped, entered = (rows[s].sum() / days for s in ("sent", "interdicted", "entered"))
    known = rows["undetected"].dropna()
    hidden = figure(known.sum() / days) if len(known) or rows.empty else "unknown"
    partly = "; unknown for some" if 0 < len(known) < len(rows) else ""
    crossed = figure(tables["threats"]["undetected"].sum() / days)
    crossed = crossed if plan.contraband_known() else "unknown"
    console.print(
        f"[bold]Beside the crossings[/bold] (an assumption), uninspected by {names}: "
        f"{figure(sent)} truckloads a day sent as need goes unmet, {figure(stopped)} stopped, "
        f"{figure(entered)} entered; contraband undetected, truckloads a day: {hidden} there"
        f"{partly}, {crossed} at the crossings"
    )
    if any(channel.counts_as_met for channel in problem.channels):
        coverage = tables["coverage"][tables["coverage"]["area"].notna()]
        need, met, more = (coverage[column].sum() for column in ("need", "met", "informal"))
        if need > 0:
            console.print(
                f"    with what enters so, {share((met + more) / need)} of the truckloads needed "
                f"are met; the plan alone meets {share(met / need)}"
            )


def _diversion(console: Page, plan: Plan, rows: DataFrame) -> None:
    names = {good.id: good.name for good in plan.problem.goods}
    goods = listed([escape(names[good]) for good in dict.fromkeys(rows["good"])])
    arrived, prevented, diverted = (
        rows[column].sum() / plan.problem.days.sum()
        for column in ("arrived", "prevented", "diverted")
    )
    if not arrived:
        console.print(f"[bold]Diversion[/bold] (an assumption) of {goods}: none of it arrives")
        return
    kept = f", {figure(prevented)} more are kept from it by checks of end use" if prevented else ""
    console.print(
        f"[bold]Diversion[/bold] (an assumption) of {goods}: of {figure(arrived)} truckloads a day "
        f"arrived {figure(diverted)} are later put to another use{kept}"
    )


def _rebuilding(console: Page, plan: Plan, rows: DataFrame) -> None:
    names = {good.id: good.name for good in plan.problem.goods}
    for row in records(rows):
        backlog, pace = figure(row["backlog_tonnes"]), figure(row["tonnes_per_day"])
        never = row["days"] is None
        takes = "it is never covered" if never else f"it takes {duration(row['days'])}"
        console.print(
            f"[bold]Rebuilding[/bold] needs {backlog} tonnes of {escape(names[row['good']])}; "
            f"{pace} a day arrive, and at this pace {takes}"
        )
