"""A plan explained, on one screen and as one object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from crossings.barriers import Barrier
from crossings.explanation import Explanation
from crossings.levers import Worth
from crossings.outputs.lever_words import share_added, signed, step
from crossings.outputs.page import blank_page, grid_of, printed
from crossings.outputs.provenance import SCHEMA_VERSION, origin, provenance
from crossings.outputs.screen import heading
from crossings.problem import Problem
from crossings.tables import records
from crossings.tables.explanation import explanation_tables
from crossings.wording import counted, figure, listed, people

if TYPE_CHECKING:
    from pandas import DataFrame

_MOST_NAMED = 4


@dataclass(frozen=True)
class ExplanationAnswer:
    """An explanation with its tables."""

    explanation: Explanation
    tables: dict[str, DataFrame]

    def as_object(self) -> dict[str, Any]:
        """The object that docs/results.md describes, as plain data."""
        plan = self.explanation.plan
        return {
            "schema_version": SCHEMA_VERSION,
            "status": plan.solver.status,
            "objective": plan.objective,
            "case": origin(plan.problem.case),
            "model": origin(plan.problem.model),
            "tables_read": [origin(table) for table in plan.problem.tables],
            **{name: records(table) for name, table in self.tables.items()},
            "provenance": provenance(plan.solver),
        }


def explanation_answer(explanation: Explanation) -> ExplanationAnswer:
    """The answer that an explanation gives."""
    return ExplanationAnswer(explanation, explanation_tables(explanation))


def explanation_screen(
    answer: ExplanationAnswer, *, colour: bool = False, width: int | None = None
) -> str:
    """The explanation as text."""
    console, page = blank_page(colour=colour, width=width)
    heading(console, answer.explanation.plan)
    _levers(console, answer)
    _unmet(console, answer)
    return printed(page)


def _levers(console: Console, answer: ExplanationAnswer) -> None:
    worths = answer.explanation.worths
    console.print()
    if not worths:
        console.print("[bold]What one more brings[/bold]: nothing; no limit has a price")
        return
    grid = grid_of("What one more brings, each confirmed by solving again", "")
    grid.add_column("")
    for column in ("value", "truckloads", "tonnes"):
        grid.add_column(column, justify="right", no_wrap=True)
    grid.add_column("people met")
    grid.add_column("holds for", justify="right", no_wrap=True)
    goods = {good.id: good.name for good in answer.explanation.plan.problem.goods}
    rows = records(answer.tables["levers"])
    for number, (worth, row) in enumerate(zip(worths, rows, strict=True), start=1):
        grid.add_row(
            f"{number}.",
            Text(f"{worth.lever.what}: {step(worth)}"),
            share_added(answer.explanation.plan, worth),
            signed(row["truckloads_per_day"]),
            signed(row["tonnes_per_day"]),
            Text(_people(row, goods)),
            _holds(worth),
        )
    console.print(grid)
    console.print(
        "[dim]truckloads and tonnes of need met a day, tonnes where a load is known; people whose "
        "need of the good\nnamed is met, mean of the days; holds for: so many units add as much "
        "each as the first"
        + ("; ! one\nless would cost more than one more brings" if _any_corner(worths) else "")
        + "[/dim]"
    )
    console.print("To see the whole plan with one of them, run optimize with")
    for number, row in enumerate(rows, start=1):
        if row["set"]:
            _indented(console, f"{number}.", row["set"])


def _any_corner(worths: Iterable[Worth]) -> bool:
    return any(worth.held is not None and not worth.held.unique for worth in worths)


def _indented(console: Console, first: str, text: str) -> None:
    """A paragraph that stands in behind `first`, however many lines it takes."""
    grid = Table.grid(padding=(0, 1))
    grid.add_row(f"  {first}", Text(text))
    console.print(grid)


def _holds(worth: Worth) -> str:
    if worth.held is None:
        return "-"
    least = "over " if worth.held.further else ""
    scale = 100 if worth.lever.unit == "percentage point" else 1
    return f"{least}{figure(worth.held.units * scale)}{'' if worth.held.unique else ' !'}"


def _people(row: dict[str, Any], goods: dict[str, str]) -> str:
    if row["people_met"] is None or row["people_met"] < 1:
        return "-"
    return f"+{people(row['people_met'])} {goods[row['people_met_of']]}"


def _unmet(console: Console, answer: ExplanationAnswer) -> None:
    problem = answer.explanation.plan.problem
    console.print()
    if answer.tables["unmet"].empty:
        console.print("[bold]What is not met[/bold]: nothing; every need is met")
        return
    console.print("[bold]What is not met, and why[/bold]")
    names = {good.id: (g, good.name) for g, good in enumerate(problem.goods)}
    for row in records(answer.tables["unmet"]):
        g, name = names[row["good"]]
        mine = [each for each in answer.explanation.barriers if each.good == g]
        console.print(
            f"{escape(name)}: {figure(row['unmet'])} of {figure(row['need'])} truckloads a day"
            f"{_where(problem, mine)}"
        )
        for text in _reasons(problem, mine):
            _indented(console, "", text)


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
    limit = places.get(barrier.limit, barrier.limit.replace("_", " ").replace("-", " "))
    words = {
        "not admitted": "no crossing and regime admit it",
        "no route": "no crossing that admits it has a route there",
        "no corridor": "no corridor brings it to a crossing with a route there",
        "closed": "every crossing that could pass it stays closed",
        "here closed": "its corridor is closed",
        "resource": f"the {limit} is used up",
        "pool": f"the {limit} pool is used up",
        "gate": "the gate is full",
        "route": f"the route to {limit} is full",
        "corridor": f"corridor {limit} is full",
        "contraband": "the limit on undetected contraband is reached",
        "detection": "more of it would have to be detected",
        "diversion": "the limit on diversion is reached",
    }[barrier.reason]
    if barrier.crossing is None and len(barrier.areas) not in (0, len(problem.areas)):
        words = f"{_names([problem.areas[a].name for a in barrier.areas])}: {words}"
    higher = [problem.goods[n].name for n in barrier.higher(problem)]
    if higher:
        words += f"; outbid by {_names(higher)} (higher priority)"
    elif barrier.rivals:
        others = [problem.goods[n].name for n in barrier.rivals]
        words += f"; there {_names(others)} are worth more"
    periods = len(problem.periods)
    return (
        words if barrier.periods == periods else f"{words} ({counted(barrier.periods, 'period')})"
    )


def _names(names: list[str]) -> str:
    if len(names) > _MOST_NAMED:
        names = [*names[: _MOST_NAMED - 1], f"{len(names) - _MOST_NAMED + 1} more"]
    return listed(names)
