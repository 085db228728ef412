"""A plan explained, on one screen and as one object."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import Any

from rich.markup import escape

from crossings.analysis.barriers import LACKING, Barrier, reasons
from crossings.analysis.explanation import ONE_BY_ONE, Explanation
from crossings.analysis.marginal_values import MarginalValue
from crossings.outputs.answer import Answer
from crossings.outputs.provenance import origin, provenance
from crossings.outputs.screens.adversary import exempt_told, price_line
from crossings.outputs.screens.lever_words import (
    added_at_the_margin,
    less_met,
    scale,
    share_added,
    signed,
    step,
)
from crossings.outputs.screens.own_plan import own_object
from crossings.outputs.screens.page import Page, Text, grid_of, on_page
from crossings.outputs.screens.plan import heading
from crossings.problem import Problem
from crossings.tables import records
from crossings.tables.explanation import CLOSURES_TABLE, explanation_tables
from crossings.wording import figure, listed, people, share, span, spoken

_MOST_NAMED = 4
_MOST_LEVERS = 8
"""On a first screen."""
_MOST = 0.5
"""Share of the value of a step in its first quarter, above which that is most of it."""
_ADDED = "value: added to the plan's"
_LESS = (
    f"{_ADDED}; below 0: less need is met in all, as goods worth more for what they take displace "
    "others"
)


def explanation_answer(explanation: Explanation) -> Answer[Explanation]:
    """The answer that an explanation gives."""
    plan = explanation.plan
    about = {
        "status": plan.solver.status,
        "objective_kind": plan.objective_kind,
        "objective": plan.objective,
        "own_plan": own_object(plan),
        "case": origin(plan.problem.case),
        "model": origin(plan.problem.model),
        "tables_read": [origin(table) for table in plan.problem.tables],
        "guarantee": _guarantee(explanation),
    }
    return Answer(explanation, explanation_tables(explanation), about, provenance(plan.solver))


def _guarantee(explanation: Explanation) -> dict[str, float | None] | None:
    """What a point more of the guarantee costs; None where none is in force."""
    price = explanation.point_more
    if price is None:
        return None
    figures = {"value": price.value, "forgone": price.forgone, "forgone_share": price.share}
    told = {name: None if math.isnan(each) else each for name, each in figures.items()}
    return {"point_more": price.rate, **told}


@on_page
def explanation_screen(console: Page, answer: Answer[Explanation]) -> None:
    """The explanation as text."""
    heading(console, answer.result.plan)
    _levers(console, answer)
    if answer.result.point_more is not None:
        console.print()
        console.indented("Guarantee", price_line(answer.result.point_more))
    if exempt := exempt_told(answer.result.plan.problem):
        console.print()
        console.indented("Mind", exempt)
    if answer.result.closures is not None:
        _closures(console, answer)
    _unmet(console, answer)
    if answer.result.marginal_values:
        _besides(console, answer)
    _how_to_see(console, answer)


def _levers(console: Page, answer: Answer[Explanation]) -> None:
    explanation = answer.result
    marginal_values, good = explanation.marginal_values, explanation.good
    names = {each.id: each.name for each in explanation.plan.problem.goods}
    of = "" if good is None else f" of {names[good]}"
    console.print()
    if explanation.margins:
        _at_the_margin(console, explanation)
        return
    if not marginal_values:
        narrowed = listed([name for name in _narrowed_to(explanation) if name])
        where = f" that concerns {narrowed}" if narrowed else ""
        told = f"nothing; no limit{where} has a price"
        console.print(f"[bold]What one more brings[/bold]: {escape(told)}")
        return
    best = explanation.plan.of_most_value
    to = "" if best is explanation.plan else " to the plan of most value"
    title = escape(f"What one more brings{of}{to}, each confirmed by solving again")
    grid = grid_of(title, "", "<", "truckloads", "value")
    for number, (worth, row) in enumerate(zip(marginal_values, _gains(answer), strict=True), 1):
        grid.add_row(
            f"{number}.",
            Text(f"{worth.lever.what}: {step(worth.lever)}"),
            signed(row["truckloads_per_day"]),
            share_added(best, worth.value),
        )
    console.grid(grid, _MOST_LEVERS)
    less = any(less_met(best, worth) for worth in marginal_values)
    console.print(
        f"[dim]truckloads of need met a day{escape(of)}; {_LESS if less else _ADDED}[/dim]"
    )
    early = [
        f"of {number}. ({share(worth.first_quarter)})"
        for number, worth in enumerate(marginal_values[:_MOST_LEVERS], 1)
        if worth.first_quarter is not None and worth.first_quarter > _MOST
    ]
    if early:
        console.print(f"Most of the value {listed(early)} comes from the first quarter of the step")


def _at_the_margin(console: Page, explanation: Explanation) -> None:
    """What prices alone say of each lever."""
    plan = explanation.plan.of_most_value
    to = "" if plan is explanation.plan else " to the plan of most value"
    how = " (--confirm solves again)" if plan.gap is None else ""
    title = f"What one more brings{to}, by prices alone{how}"
    grid = grid_of(title, "", "<", "value")
    for number, each in enumerate(explanation.margins, 1):
        what = Text(f"{each.lever.what}: {step(each.lever)}")
        grid.add_row(f"{number}.", what, added_at_the_margin(plan, each))
    console.grid(grid, _MOST_LEVERS)
    console.print(f"[dim]{_ADDED}[/dim]")


def _gains(answer: Answer[Explanation]) -> list[dict[str, Any]]:
    """For every lever what its step brings, of the good that is asked for alone."""
    good = answer.result.good
    return records(answer.tables["levers"]) if good is None else _of_good(answer, good)


def _besides(console: Page, answer: Answer[Explanation]) -> None:
    """What else each lever brings, and for how far."""
    explanation, good = answer.result, answer.result.good
    names = {each.id: each.name for each in explanation.plan.problem.goods}
    with console.part("tonnes, people, and how far each goes"):
        columns = ("tonnes", "people met", "<", "first 1/4", "slows after")
        grid = grid_of("What else one more brings", "", *columns)
        for number, (worth, row) in enumerate(
            zip(explanation.marginal_values, _gains(answer), strict=True), 1
        ):
            met = row["people_met"] is not None and row["people_met"] >= 1
            whose = names[row["people_met_of"]] if met and good is None else ""
            grid.add_row(
                f"{number}.",
                signed(row["tonnes_per_day"]),
                f"+{people(row['people_met'])}" if met else "-",
                Text(whose),
                "-" if worth.first_quarter is None else share(worth.first_quarter),
                _slows(worth),
            )
        console.show(grid, _legend(explanation.marginal_values))


def _how_to_see(console: Page, answer: Answer[Explanation]) -> None:
    """How to see the whole plan with each lever."""
    if not len(answer.tables["levers"]):
        return
    with console.part("how to see each plan"):
        console.print("\nTo see the whole plan with one of them, run optimize with")
        for number, row in enumerate(records(answer.tables["levers"]), start=1):
            if row["set"]:
                console.print(f"  {number}. {escape(row['set'])}", soft_wrap=True)


def _closures(console: Page, answer: Answer[Explanation]) -> None:
    """The worst days of closure, with what each costs."""
    names = {each.id: each.name for each in answer.result.plan.problem.crossings}
    rows = records(answer.tables[CLOSURES_TABLE])
    console.print()
    if not rows:
        console.print("[bold]Days of closure that would cost most[/bold]: none would cost anything")
        return
    title = "Days of closure that would cost most, each solved for"
    grid = grid_of(title, "", "<", "<crossing", "<when", "days", "value lost", "in all", "share")
    last, number = "", 0
    for row in rows:
        number = number + 1 if row["kind"] == last else 1
        first, last = row["kind"] if row["kind"] != last else "", row["kind"]
        when = span(*(datetime.date.fromisoformat(row[end]) for end in ("from", "to")))
        figures = (figure(row["open_days"]), figure(row["value_lost"]), figure(row["lost_in_all"]))
        place = f"{number}." if row["kind"] == ONE_BY_ONE else ""
        grid.add_row(
            first, place, Text(names[row["crossing"]]), when, *figures, share(row["share"])
        )
    console.show(
        grid,
        "one by one: each the worst beside those above it; in a row: the worst at each crossing;\n"
        "of a plan that foresees them, floors and stock to be left apart: surprises cost more",
    )


def _narrowed_to(explanation: Explanation) -> tuple[str, str]:
    """Names of the crossing and of the good that it is narrowed to; empty where it is not."""
    problem = explanation.plan.problem
    crossings = {each.id: each.name for each in problem.crossings}
    goods = {each.id: each.name for each in problem.goods}
    return crossings.get(explanation.crossing or "", ""), goods.get(explanation.good or "", "")


def _of_good(answer: Answer[Explanation], good: str) -> list[dict[str, Any]]:
    """For every lever, what its step brings of one good."""
    gains = {row["lever"]: row for row in records(answer.tables["gains"]) if row["good"] == good}
    nothing = {"truckloads_per_day": 0.0, "tonnes_per_day": 0.0, "people_met": None}
    return [
        {**gains.get(row["lever"], nothing), "people_met_of": None}
        for row in records(answer.tables["levers"])
    ]


def _legend(marginal_values: Sequence[MarginalValue]) -> str:
    told = [
        "tonnes (where a load is known) of need met a day",
        "people whose need is met, mean of the days",
        "first 1/4: share of the value that a quarter of the step adds",
    ]
    if any(worth.held is not None for worth in marginal_values):
        told.append(
            "slows after: so many more (or less) add as much each as the first, those beyond less "
            "(never: as far as it can be moved); all other figures are of the whole step"
        )
    if any(worth.held is not None and not worth.held.unique for worth in marginal_values):
        told.append("! one less would cost more than one more brings")
    return "; ".join(told)


def _slows(worth: MarginalValue) -> str:
    """Behind how many units each further one adds less than the first."""
    held, lever = worth.held, worth.lever
    if held is None:
        return "-"
    corner = "" if held.unique else " !"
    if worth.value <= 0:
        return f"-{corner}"
    if held.units >= lever.room:
        return f"never{corner}"
    return f"{'over ' if held.further else ''}{figure(held.units * scale(lever))}{corner}"


def _unmet(console: Page, answer: Answer[Explanation]) -> None:
    problem = answer.result.plan.problem
    console.print()
    if answer.tables["unmet"].empty:
        crossing, good = _narrowed_to(answer.result)
        told = f"every need of {good} is met" if good else "nothing; every need is met"
        if crossing:
            told = f"nothing that {crossing} could pass{f', of {good}' if good else ''}"
        console.print(f"[bold]What is not met[/bold]: {escape(told)}")
        return
    console.print("[bold]What is not met, and why[/bold]")
    names = {good.id: (g, good.name) for g, good in enumerate(problem.goods)}
    for row in records(answer.tables["unmet"]):
        g, name = names[row["good"]]
        mine = [each for each in answer.result.barriers if each.good == g]
        where = _where(problem, mine) if answer.result.crossing is None else ""
        with console.part(f"why {name} falls short"):
            console.print(
                f"{escape(name)}: {figure(row['unmet'])} of the {figure(row['need'])} truckloads "
                f"needed a day{where}"
            )
            for text in _reasons(problem, mine):
                console.indented("  ", text)


def _where(problem: Problem, barriers: list[Barrier]) -> str:
    areas = sorted({a for each in barriers for a in each.areas})
    if not areas or len(areas) == len(problem.areas):
        return ""
    return escape(f", in {_names([problem.areas[a].name for a in areas])}")


def _reasons(problem: Problem, barriers: list[Barrier]) -> list[str]:
    """What stops a good; crossings where the same does are told together."""
    told: dict[str, list[str]] = {}
    for each in barriers:
        where = [] if each.crossing is None else [problem.crossings[each.crossing].name]
        told.setdefault(_reason(problem, each), []).extend(where)
    return [
        f"{listed(places)}: {text}" if places else text[:1].upper() + text[1:]
        for text, places in told.items()
    ]


def _reason(problem: Problem, barrier: Barrier) -> str:
    places = {area.id: area.name for area in problem.areas}
    places |= {corridor.id: corridor.name for corridor in problem.corridors}
    used_up = barrier.limit.split() if barrier.reason == LACKING else [barrier.limit]
    told = [places.get(each, spoken(each, problem.resource_names)) for each in used_up]
    why = reasons(problem)[barrier.reason]
    words = why.naming.format(listed(told)) if why.naming else why.says
    if barrier.crossing is None and len(barrier.areas) not in (0, len(problem.areas)):
        words = f"{_names([problem.areas[a].name for a in barrier.areas])}: {words}"
    words += _taken_by(problem, barrier)
    periods = len(problem.periods)
    return (
        words
        if barrier.periods == periods
        else f"{words} (in {barrier.periods} of {periods} periods)"
    )


def _taken_by(problem: Problem, barrier: Barrier) -> str:
    """Who has what the good lacks, and why they do."""
    higher = barrier.higher(problem)
    held = [n for n in barrier.held if n not in higher]
    alike = (problem.area_weight == 1).all()
    told = {
        f"outbid by {{}} ({'higher priority' if alike else 'worth more'})": higher,
        "it goes to {}, worth as much there or asked for by a floor or as stock": held,
        "it goes to {}, worth as much or more there": () if higher or held else barrier.rivals,
    }
    return "".join(
        f"; {words.format(_names([problem.goods[n].name for n in goods]))}"
        for words, goods in told.items()
        if goods
    )


def _names(names: list[str]) -> str:
    if len(names) > _MOST_NAMED:
        names = [*names[: _MOST_NAMED - 1], f"{len(names) - _MOST_NAMED + 1} more"]
    return listed(names)
