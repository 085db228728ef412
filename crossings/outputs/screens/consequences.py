"""What follows from a plan besides need met: contraband, displacement, diversion, rebuilding.

All but the time to rebuild rest on shares that nobody has measured, and are called assumptions.
"""

from __future__ import annotations

import numpy as np
from rich.markup import escape

from crossings.analysis.contraband import contraband
from crossings.analysis.displacement import displaced, met_informally
from crossings.analysis.rebuilding import rebuilding
from crossings.outputs.screens.adversary import exempt_told
from crossings.outputs.screens.page import Page, unknown_contraband
from crossings.plan import Plan
from crossings.wording import duration, figure, listed, share


def consequences(console: Page, plan: Plan) -> None:
    """A paragraph for each that the case says anything of."""
    console.print()
    _contraband(console, plan)
    if plan.problem.channels:
        _displacement(console, plan)
    if plan.problem.diversion_share.any():
        _diversion(console, plan)
    _rebuilding(console, plan)


def _contraband(console: Page, plan: Plan) -> None:
    problem, found = plan.problem, contraband(plan)
    days, unknown = problem.days.sum(), escape(unknown_contraband(problem))
    if plan.contraband_known():
        expected, missed = (np.nansum(x) / days for x in (found.expected, found.undetected))
        console.print(
            f"[bold]Contraband[/bold]: {figure(expected)} truckloads a day expected among those "
            f"presented, {figure(missed)} undetected; {unknown}"
        )
    else:
        console.print(f"[bold]Contraband[/bold]: {unknown}")
    if exempt := exempt_told(problem):
        console.print(f"    {escape(exempt)}")


def _displacement(console: Page, plan: Plan) -> None:
    """What unmet need sends another way, and the risk that is pushed there."""
    problem, found = plan.problem, displaced(plan)
    days = problem.days.sum()
    names = listed([escape(channel.name) for channel in problem.channels])
    flows = (found.sent, found.stopped, found.entered)
    sent, stopped, entered = (flow.sum() / days for flow in flows)
    rows = found.undetected[found.sent != 0]
    known = rows[~np.isnan(rows)]
    hidden = figure(known.sum() / days) if len(known) or not len(rows) else "unknown"
    partly = "; unknown for some" if 0 < len(known) < len(rows) else ""
    crossed = figure(np.nansum(contraband(plan).undetected) / days)
    crossed = crossed if plan.contraband_known() else "unknown"
    console.print(
        f"[bold]Beside the crossings[/bold] (an assumption), uninspected by {names}: "
        f"{figure(sent)} truckloads a day sent as need goes unmet, {figure(stopped)} stopped, "
        f"{figure(entered)} entered; contraband undetected, truckloads a day: {hidden} there"
        f"{partly}, {crossed} at the crossings"
    )
    if any(channel.counts_as_met for channel in problem.channels):
        inbound = problem.inbound
        parts = (problem.needed, plan.met, met_informally(plan))
        need, met, more = (part[:, inbound].sum() for part in parts)
        if need > 0:
            console.print(
                f"    with what enters so, {share((met + more) / need)} of the truckloads needed "
                f"are met; the plan alone meets {share(met / need)}"
            )


def _diversion(console: Page, plan: Plan) -> None:
    problem = plan.problem
    shared = problem.diversion_share != 0  # (T, G)
    goods = listed([escape(problem.goods[g].name) for g in np.flatnonzero(shared.any(axis=0))])
    flows = (plan.arrived.sum(axis=(1, 3)), plan.prevented, plan.diverted)
    arrived, prevented, diverted = (flow[shared].sum() / problem.days.sum() for flow in flows)
    if not arrived:
        console.print(f"[bold]Diversion[/bold] (an assumption) of {goods}: none of it arrives")
        return
    kept = f", {figure(prevented)} more are kept from it by checks of end use" if prevented else ""
    console.print(
        f"[bold]Diversion[/bold] (an assumption) of {goods}: of {figure(arrived)} truckloads a day "
        f"arrived {figure(diverted)} are later put to another use{kept}"
    )


def _rebuilding(console: Page, plan: Plan) -> None:
    goods = plan.problem.goods
    for each in rebuilding(plan):
        backlog, pace = figure(each.backlog_tonnes), figure(each.tonnes_per_day)
        never = np.isnan(each.days)
        takes = "it is never covered" if never else f"it takes {duration(each.days)}"
        console.print(
            f"[bold]Rebuilding[/bold] needs {backlog} tonnes of {escape(goods[each.good].name)}; "
            f"{pace} a day arrive, and at this pace {takes}"
        )
