"""A dispatch sheet on a terminal: what it earns, then each crossing's order in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from crossings.evaluation import Outcomes
from crossings.evaluation.sheet_rule import Followed
from crossings.outputs.answer import Answer
from crossings.outputs.provenance import origin, provenance
from crossings.outputs.screens.page import Page, Text, grid_of, headed, on_page, short
from crossings.problem import Problem
from crossings.problem.sheets import Ration, Sheet
from crossings.tables.sheet import sheet_in_words, sheet_tables
from crossings.wording import counted

PLAN, SHEET, PRICES = "plan", "sheet", "prices"
_DECIDED = {
    PLAN: "the plan carried out",
    SHEET: "this sheet followed",
    PRICES: "decided each morning by prices",
}
"""Who decides, in words."""
Use: TypeAlias = tuple[int, int | None]
"""Good, and area; None: every area."""


def sheet_answer(found: Followed) -> Answer[Followed]:
    """The answer that a sheet gives: its rule in words, and what following it earns."""
    about = {
        "status": "found",
        "case": origin(found.problem.case),
        "model": origin(found.problem.model),
        "scenarios": len(found.outcomes[SHEET]),
        "seed": found.seed,
        "says": [*sheet_in_words(found.problem, found.sheet)],
    }
    made_by = provenance(None, found.seed)
    return Answer(found, sheet_tables(found), about, made_by)


@on_page
def sheet_screen(console: Page, answer: Answer[Followed]) -> None:
    """The sheet as text."""
    problem, sheet = answer.result.problem, answer.result.sheet
    console.heading(problem, "Dispatch sheet, found from what goods are worth and limits cost")
    _earned(console, answer.result.outcomes)
    for c in dict.fromkeys(line.crossing for line in sheet.lines):
        with console.part(f"the order at {problem.crossings[c].name}"):
            _crossing(console, problem, sheet, c)
    with console.part("what areas give out"):
        _rations(console, problem, sheet.rations)


def _earned(console: Page, followed: Mapping[str, Outcomes]) -> None:
    futures = len(next(iter(followed.values())))
    grid = grid_of(f"In the same {counted(futures, 'future')}", "", "value", "need met")
    for what, outcomes in followed.items():
        met = float(outcomes.met.sum() / outcomes.need.sum()) if outcomes.need.any() else 1.0
        grid.add_row(Text(_DECIDED[what]), f"{outcomes.value.mean():,.0f}", f"{met:.1%}")
    console.show(grid, "means; value is need met, weighted by priority, coverage and area")


def _crossing(console: Page, problem: Problem, sheet: Sheet, c: int) -> None:
    """A row a turn; in it days of stock by good."""
    lines = [line for line in sheet.lines if line.crossing == c]
    goods = list(dict.fromkeys((line.good, line.area) for line in lines))
    wait = {each.good: each.truckloads for each in sheet.waiting if each.crossing == c}
    title = problem.crossings[c].name
    grid = grid_of(title, "turn")
    for use in goods:
        grid.add_column(Text(headed(_what(problem, *use))), justify="right")
    for turn, (_, alike) in enumerate(groupby(lines, key=lambda line: line.rank), 1):
        until = {(line.good, line.area): line.until for line in alike}
        grid.add_row(f"{turn}", *(_until(until, use) for use in goods))
    if any(wait.values()):
        told = (f"{wait[g]:,.0f}" if wait.get(g) and a is None else "" for g, a in goods)
        grid.add_row("wait", *told)
    says = "in each turn: until every area has so many days of stock, what is on its way included"
    console.show(grid, says + ("; wait: trucks to have there when the day is over" if wait else ""))


def _what(problem: Problem, good: int, area: int | None) -> str:
    name = problem.goods[good].name
    return name if area is None else f"{name} to {problem.areas[area].name}"


def _until(
    until: Mapping[tuple[int, int | None], float | None], use: tuple[int, int | None]
) -> str:
    if use not in until:
        return ""
    days = until[use]
    return "all" if days is None else f"{days:g}"


def _rations(console: Page, problem: Problem, rations: Sequence[Ration]) -> None:
    """A row a good; by share of need, up to how many days of stock it is given out."""
    if not rations:
        return
    shares = sorted({each.share for each in rations})
    heads = (f"{share:.0%} of need up to" for share in shares)
    grid = grid_of("What areas give out", "good", *heads)
    by_use: dict[Use, dict[float, float]] = {}
    for each in rations:
        by_use.setdefault((each.good, each.area), {})[each.share] = each.until
    for use, until in by_use.items():
        days = (f"{until[share]:g}" if share in until else "" for share in shares)
        grid.add_row(Text(short(_what(problem, *use))), *days)
    console.show(
        grid, "days of stock in the area with what comes today; of more, more is given out"
    )
