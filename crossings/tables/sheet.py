"""A dispatch sheet as tables, and its rule in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pandas import DataFrame

from crossings.evaluation.sheet_rule import Followed
from crossings.problem import Problem, ratio
from crossings.problem.sheets import Sheet, SheetLine
from crossings.statistics import mean
from crossings.tables.labelled import framed
from crossings.wording import counted, listed


def sheet_tables(found: Followed) -> dict[str, DataFrame]:
    """Every table of a sheet by name."""
    problem, sheet = found.problem, found.sheet
    goods, crossings = problem.goods, problem.crossings

    def to(area: int | None) -> str | None:
        return None if area is None else problem.areas[area].id

    order = [
        (crossings[c].id, turn, goods[line.good].id, to(line.area), line.until)
        for c, turn, line in _turns(sheet)
    ]
    waiting = [(crossings[x.crossing].id, goods[x.good].id, x.truckloads) for x in sheet.waiting]
    rations = [(goods[x.good].id, to(x.area), x.until, x.share) for x in sheet.rations]
    earned = [
        (
            decided,
            len(made),
            *mean(made.value),
            *mean(ratio(made.met.sum(axis=1), made.need.sum(axis=1))),
        )
        for decided, made in found.outcomes.items()
    ]
    return {
        "followed": framed("followed", earned),
        "order": framed("order", order).astype({"until_days_of_stock": float}),
        "kept_waiting": framed("kept_waiting", waiting),
        "rations": framed("rations", rations),
    }


def sheet_in_words(problem: Problem, sheet: Sheet) -> Iterator[str]:
    """The rule as it is told to whoever follows it: by crossing, then what is given out."""
    yield "Turn by turn, each good until every area has so many days of it, what is on its way too."
    for c, lines in groupby(_turns(sheet), key=lambda each: each[0]):
        turns = [
            listed([_until(problem, line.good, line.area, line.until) for _, _, line in alike])
            for _, alike in groupby(lines, key=lambda each: each[1])
        ]
        yield f"{problem.crossings[c].name}: first {'; then '.join(turns)}."
        waiting = [
            f"{counted(round(x.truckloads), 'truck')} of {problem.goods[x.good].name}"
            for x in sheet.waiting
            if x.crossing == c and round(x.truckloads)
        ]
        if waiting:
            where = problem.crossings[c].name
            yield f"{where}: keep {listed(waiting)} waiting when the day is over."
    for ration in sheet.rations:
        good, area = problem.goods[ration.good].name, ration.area
        who = "Areas give" if area is None else f"{problem.areas[area].name} gives"
        has = "they have" if area is None else "it has"
        days = f"{ration.until:g} days of stock"
        told = f"{who} out {ration.share:.0%} of the need for {good}"
        yield f"{told} while {has} at most {days}."


def _turns(sheet: Sheet) -> Iterator[tuple[int, int, SheetLine]]:
    """Each line with its crossing and its turn there, from 1, crossing by crossing."""
    for c in dict.fromkeys(line.crossing for line in sheet.lines):
        own = [line for line in sheet.lines if line.crossing == c]
        for turn, (_, alike) in enumerate(groupby(own, key=lambda line: line.rank), 1):
            yield from ((c, turn, line) for line in alike)


def _until(problem: Problem, good: int, area: int | None, days: float | None) -> str:
    name = problem.goods[good].name
    told = name if area is None else f"{name} to {problem.areas[area].name}"
    return f"{told} (all)" if days is None else f"{told} ({days:g} days)"
