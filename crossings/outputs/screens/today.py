"""One day on the screen: what to send and why, what is kept back and why, what came."""

from __future__ import annotations

from typing import Any

from rich.markup import escape

from crossings.evaluation.decision import Decision
from crossings.outputs.answer import Answer
from crossings.outputs.screens.page import Page, Text, grid_of, on_page, short
from crossings.problem import Problem
from crossings.tables import records
from crossings.wording import counted, figure, listed

_MOST_SENT, _MOST_KEPT = 8, 6
"""Rows of a first screen, which may take two lines each and more."""


@on_page
def today_screen(console: Page, answer: Answer[Decision]) -> None:
    """The day as text."""
    problem, tables = answer.result.problem, answer.tables
    day = problem.periods[answer.result.t].start
    console.print(f"[bold]{escape(problem.case.title)}[/bold]")
    if "came" in tables:
        _came(console, problem, answer)
    trucks = int(tables["today"]["trucks"].sum())
    console.print(
        f"{day:%A} {day.day} {day:%B %Y}: {counted(trucks, 'truck')}; "
        f"{figure(_met(answer.result))} truckloads of need met today as is foreseen"
    )
    _schedule(console, problem, records(tables["today"]), "Today")
    with console.part("what is kept back", foremost=True):
        _kept_back(console, problem, answer)
    if "tomorrow" in tables:
        following = int(tables["tomorrow"]["trucks"].sum())
        console.print(f"Tomorrow {counted(following, 'truck')}, if all is open as usual.")


def _met(decision: Decision) -> float:
    """Truckloads of need met on the day as is foreseen, exports apart."""
    problem, t = decision.problem, decision.t
    need = problem.needed[t] * decision.known.need[0][:, None]
    return float((need * decision.meant.coverage[0, t]).sum())


def _names(problem: Problem) -> dict[str, str]:
    things = (problem.corridors, problem.crossings, problem.goods, problem.areas)
    return {each.id: each.name for group in things for each in group}


def _schedule(console: Page, problem: Problem, rows: list[dict[str, object]], title: str) -> None:
    names = _names(problem)
    grid = grid_of(title, "crossing", "<good", "<to", "trucks", "<from", "<why")
    sent = [row for row in rows if row["trucks"]]
    for row in sorted(sent, key=lambda row: (str(row["crossing"]), -_number(row["worth"]))):
        origin = row["corridor"]
        waits = "waits there" if problem.through_corridors else ""
        grid.add_row(
            Text(short(names[str(row["crossing"])])),
            Text(short(names[str(row["good"])])),
            Text(short(names[str(row["area"])]) if row["area"] else "-"),
            str(row["trucks"]),
            Text(short(names[str(origin)]) if origin else waits),
            Text(str(row["reason"])),
        )
    console.show(grid, most=_MOST_SENT)


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _kept_back(console: Page, problem: Problem, answer: Answer[Decision]) -> None:
    names, rows = _names(problem), records(answer.tables["kept_back"])
    if not rows:
        console.print("Nothing is kept back: every need of the day is met.")
        return
    grid = grid_of("Kept back", "good", "<where", "truckloads", "<why")
    alike: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in rows:
        at = row["crossing"] or ""
        alike.setdefault((row["good"], at, row["why"]), []).append(row)
    for (good, at, why), of_good in alike.items():
        amount = sum(row["waiting"] if at else row["unmet"] for row in of_good)
        areas = [names[row["area"]] for row in of_good if row["area"]]
        everywhere = 1 < len(areas) == len(problem.areas)
        there = "every area" if everywhere else listed(areas)
        where = f"waits at {names[at]}" if at else f"not met today in {there}"
        grid.add_row(Text(short(names[good])), Text(where), figure(amount), Text(why))
    console.show(grid, most=_MOST_KEPT)


def _came(console: Page, problem: Problem, answer: Answer[Decision]) -> None:
    names = _names(problem)
    grid = grid_of("What came, beside what was meant", "stage", "<crossing", "<good", "<way",
                   "meant", "came", "more")  # fmt: skip
    for row in records(answer.tables["came"]):
        way = row["corridor"] or row["area"]
        grid.add_row(
            row["stage"],
            Text(short(names[row["crossing"]]) if row["crossing"] else ""),
            Text(short(names[row["good"]])),
            Text(short(names[way]) if way else ""),
            figure(row["meant"]),
            figure(row["came"]),
            f"{row['difference']:+.1f}",
        )
    console.show(grid)
    console.print()
