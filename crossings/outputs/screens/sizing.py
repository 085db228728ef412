"""What `crossings size` found, on one screen."""

from __future__ import annotations

import numpy as np
from rich.markup import escape

from crossings.analysis.sizing import Post, Site, Sized, Sizing, Staffing, Step
from crossings.outputs.answer import Answer
from crossings.outputs.screens.page import Page, Text, grid_of, on_page, short
from crossings.plan import Plan
from crossings.tables.sizing import informal_contraband, reached, unknown_channels
from crossings.wording import counted, figure, listed, share


@on_page
def sizing_screen(console: Page, answer: Answer[Sized]) -> None:
    """The one-screen answer as text, `width` columns wide where that is known."""
    sized = answer.result
    _heading(console, sized.plan)
    _cost(console, sized)
    _added(console, sized.staffing)
    _reached(console, sized)
    _budgets(console, sized)
    _rests_on(console, sized.plan)


def _heading(console: Page, plan: Plan) -> None:
    problem = plan.problem
    model = f"{escape(problem.model.title)} ({escape(problem.model.path)})"
    later = counted(len(problem.phases) - 1, "later phase")
    more = f", and {later}" if len(problem.phases) > 1 else ""
    console.heading(problem, f"Inspection model: {model}{more}")
    console.print()


def _cost(console: Page, sized: Sized) -> None:
    target, cost = sized.target, sized.staffing.cost()
    parts = [
        f"{name} {share(asked)}"
        for name, asked in (("coverage", target.coverage), ("worst", target.worst))
        if asked is not None
    ]
    if target.informal is not None:
        parts.append(f"informal {target.informal:g}")
    asked = listed(parts)
    if sized.gap is not None:
        console.print(
            "[bold]UNFINISHED[/bold]: the search was stopped, and every figure below is "
            f"unfinished; at most {sized.gap:.1%} of the cost might be saved."
        )
    elif not sized.finished:
        console.print(
            "[bold]UNFINISHED[/bold]: the search was stopped; what budgets buy, or the plan shown, "
            "is unfinished."
        )
    if cost == 0 and not any(sized.staffing.units()):
        console.print(f"[bold]Nothing need be added for {asked}.[/bold]")
    elif sized.gap is None:
        money = escape(_money(sized.staffing.sizing, cost))
        console.print(f"[bold]{asked} costs {money} at least[/bold]; nothing cheaper reaches it.")
    else:
        money = escape(_money(sized.staffing.sizing, cost))
        console.print(f"[bold]{asked} can be had for {money}[/bold] (unfinished).")


def _money(sizing: Sizing, amount: float) -> str:
    over = f" ({sizing.costs_over})" if sizing.costs_over else ""
    return f"{_amount(amount)} {sizing.currency or ''}".rstrip() + over


def _amount(amount: float) -> str:
    return f"{amount:,.2f}".removesuffix(".00")


def _added(console: Page, staffing: Staffing) -> None:
    sizing = staffing.sizing
    columns = ("<what", "today", "added", "in all", "<from", "cost")
    grid = grid_of("What is added", "where", *columns)
    unchanged = 0
    costs = list(staffing.costs_of_units())
    for n, post in enumerate(sizing.posts):
        added = sum(staffing.added[n])
        if added:
            where = short(_where(sizing, sizing.sites[post.site]))
            numbers = (f"{post.units:g}", f"{added}", f"{post.units + added:g}")
            suppliers = listed(_drawn(staffing, n))
            what = Text(short(_what(sizing, post)))
            grid.add_row(Text(where), what, *numbers, suppliers, _amount(float(costs[n])))
        unchanged += bool(post.most) and not added
    for s, (site, cost) in enumerate(zip(sizing.sites, staffing.costs_of_hours(), strict=True)):
        chosen = site.hours[staffing.choices[s]]
        if chosen > site.hours[0]:
            where = short(_where(sizing, site))
            more = f"{chosen - site.hours[0]:g}"
            numbers = (f"{site.hours[0]:g}", more, f"{chosen:g}")
            grid.add_row(Text(where), "hours a day", *numbers, "", _amount(float(cost)))
        unchanged += len(site.hours) > 1 and chosen == site.hours[0]
    prices = staffing.costs_of_interdiction()
    for found, k, cost in zip(sizing.interdictions, staffing.stopped, prices, strict=True):
        if k:
            where = short(sizing.problem.channels[found.channel].name)
            today, chosen = found.shares[0], found.shares[k]
            numbers = (share(today), share(chosen - today), share(chosen))
            grid.add_row(Text(where), "stopped", *numbers, "", _amount(float(cost)))
        unchanged += len(found.shares) > 1 and not k
    if grid.row_count:
        console.grid(grid)
    if unchanged:
        one = "stays" if unchanged == 1 else "stay"
        console.print(f"[dim]{counted(unchanged, 'number')} that may grow {one} as today[/dim]")
    console.print()


def _drawn(staffing: Staffing, n: int) -> list[str]:
    pairs = zip(staffing.sizing.posts[n].supplies, staffing.added[n], strict=True)
    return [f"{supply.supplier} {units}" for supply, units in pairs if units and supply.supplier]


def _where(sizing: Sizing, site: Site) -> str:
    if site.crossing is not None:
        return sizing.problem.crossings[site.crossing].name
    if site.own is not None:
        return sizing.problem.own_limits[site.own].name
    pool = sizing.problem.pools[site.pool or 0]
    return f"{sizing.problem.resource_names.get(pool, pool)} pool"


def _what(sizing: Sizing, post: Post) -> str:
    """A resource, or what a limit is counted in."""
    own = sizing.sites[post.site].own
    if own is None:
        return sizing.problem.resource_names.get(post.resource, post.resource)
    return sizing.problem.own_limits[own].of_bound(several=True)


def _reached(console: Page, sized: Sized) -> None:
    coverage, worst, (good, area) = reached(sized.plan)
    if good is None:
        console.print("Nothing is needed.")
        return
    problem = sized.plan.problem
    goods = {each.id: each.name for each in problem.goods}
    areas = {each.id: each.name for each in problem.areas}
    console.print(
        f"The plan with it meets {share(coverage)} of the truckloads needed; least served is "
        f"{escape(goods[good])} in {escape(areas[str(area)])}, {share(worst)} of need "
        "(--show coverage)"
    )
    if sized.target.informal is not None:
        entering = informal_contraband(sized.plan)
        hidden = "-" if np.isnan(entering) else figure(entering)
        unknown, channels = unknown_channels(problem), counted(len(problem.channels), "channel")
        lacking = f"; unknown for {unknown} of {channels}" if unknown else ""
        console.print(
            f"By informal channels (an assumption) {hidden} truckloads of contraband a day enter"
            f"{lacking} (--show informal)"
        )


def _budgets(console: Page, sized: Sized) -> None:
    if not sized.steps:
        return
    measure = sized.target.measured
    grid = grid_of("What each budget buys at most", "budget", "cost", measure, "<added")
    grid.columns[0].justify = "right"
    for step in sized.steps:
        grid.add_row(_amount(step.budget), *_bought(step, measure))
    console.show(grid)


def _bought(step: Step, measure: str) -> tuple[str, str, str]:
    if step.staffing is None:
        why = "no plan reaches the floors" if step.status == "infeasible" else "unfinished"
        return "-", "-", why
    mark = " (unfinished)" if step.status == "stopped" else ""
    return (
        _amount(step.staffing.cost()),
        (figure(step.reached or 0.0) if measure == "informal" else share(step.reached)) + mark,
        escape("; ".join(_changes(step.staffing))) or "nothing",
    )


def _changes(staffing: Staffing) -> list[str]:
    sizing = staffing.sizing
    changes = []
    for s, site in enumerate(sizing.sites):
        parts = []
        for n, post in enumerate(sizing.posts):
            added = sum(staffing.added[n]) if post.site == s else 0
            if added:
                who = _drawn(staffing, n)
                parts.append(
                    f"{_what(sizing, post)} +{added}" + (f" ({', '.join(who)})" if who else "")
                )
        if staffing.choices[s]:
            parts.append(f"{site.hours[staffing.choices[s]]:g} h")
        if parts:
            changes.append(f"{_where(sizing, site)}: {', '.join(parts)}")
    for found, k in zip(sizing.interdictions, staffing.stopped, strict=True):
        if k:
            name = sizing.problem.channels[found.channel].name
            changes.append(f"{name}: {share(found.shares[k])} stopped")
    return changes


def _rests_on(console: Page, plan: Plan) -> None:
    numbers = plan.problem.evidence
    prices = [each for each in numbers if "sizing" in each.path.split(".")[:4]]
    assumed = sum(each.source is None and not each.default for each in prices)
    sourced = sum(each.source is not None for each in prices)
    console.print(
        f"\n[bold]It rests on[/bold] {len(prices)} numbers of costs, ceilings and offers: "
        f"{sourced} with a source, {assumed} assumed, {len(prices) - sourced - assumed} left at "
        f"their default; and on {len(numbers) - len(prices)} other numbers (--show evidence)"
        f"{console.mind(plan.problem)}"
    )
