"""Models side by side, on one screen and as one object."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Sequence

from rich.markup import escape

from crossings.analysis.barriers import lacking_words
from crossings.analysis.comparison import (
    ALL,
    AT_RATES,
    AT_WORST,
    BY_REGIME,
    LEAST_SERVED,
    STAGES,
    Column,
    Comparison,
)
from crossings.analysis.verdict import verdict
from crossings.outputs.answer import Answer
from crossings.outputs.provenance import origin, provenance
from crossings.outputs.screens.adversary import exempt_told
from crossings.outputs.screens.page import Page, Text, on_page, short
from crossings.outputs.screens.side_by_side import Section, side_by_side
from crossings.tables.comparison import comparison_tables
from crossings.wording import counted, figure, listed, share, spoken

_AID = "humanitarian"
_HEADS = {ALL: "need\nmet", _AID: "aid"}
_MOST_BINDING = 2
_WIDEST_AREA = 12
_WHOLE = 99.95
"""From here on figures are told without decimals, and their differences too."""
_BESIDE = {
    ("informal", "entered"): "entered informally",
    ("informal", "undetected"): "its contraband",
    ("diversion", "diverted"): "diverted on arrival",
}
_MISSED = {
    AT_RATES: "at the threat rates",
    AT_WORST: "sent where most is",
    BY_REGIME: "regimes known, too",
}
_WHOLLY = 1 - 1e-6
"""Share of need met from which it counts as met."""


def comparison_answer(comparison: Comparison) -> Answer[Comparison]:
    """The answer that a comparison gives."""
    planned = [column.plan for column in comparison.columns if column.plan is not None]
    about = {
        "status": ("stopped" if comparison.missing else "optimal") if planned else "infeasible",
        "objective_kind": planned[0].objective_kind if planned else None,
        "case": origin(comparison.case),
        "tables_read": [origin(each) for plan in planned[:1] for each in plan.problem.tables],
        "verdict": verdict(comparison.columns),
    }
    made_by = provenance(planned[0].solver if planned else None)
    return Answer(comparison, comparison_tables(comparison), about, made_by)


@on_page
def comparison_screen(console: Page, answer: Answer[Comparison]) -> None:
    """The comparison as text."""
    columns = answer.result.columns
    planned = [column for column in columns if column.plan is not None]
    _heading(console, columns, planned)
    if missing := answer.result.missing:
        told = [f"{gap:.1%} under {model}" for model, gap in missing.items()]
        console.print(
            "[bold]UNFINISHED[/bold]: the search was stopped; of the best possible value at most "
            f"{escape(listed(told))} is missing, and aims are not reached."
        )
    side_by_side(console, [column.model for column in planned], list(_sections(columns, planned)))
    _holds_back(console, columns)


def _heading(console: Page, columns: Sequence[Column], planned: Sequence[Column]) -> None:
    for plan in [column.plan for column in planned[:1] if column.plan is not None]:
        console.heading(plan.problem)
        console.print()
    console.print(f"[bold]{escape(verdict(columns))}[/bold]")
    fairest = any(each.plan is not None and each.plan.fairness is not None for each in columns)
    told = f"Every figure is of the {'fairest' if fairest else 'best'} plan under a model"
    if len(planned) > 1 and columns[0].plan is not None:
        told += f"; behind it the difference against {columns[0].model}"
    console.print(f"[dim]{escape(told)}[/dim]")
    for column in planned:
        if column.plan is not None and (exempt := exempt_told(column.plan.problem)):
            console.indented(f"{column.model}:", exempt)


def _sections(columns: Sequence[Column], planned: Sequence[Column]) -> Iterator[Section]:
    def section(
        title: str, measure: str, names: dict[str, str], told: Callable[[float], str] = figure
    ) -> Section:
        return Section(
            title,
            [(name, _cells(columns[0], planned, measure, of, told)) for of, name in names.items()],
            part=f"{title[:1].lower()}{title[1:]}",
        )

    of_need = _named(planned, "need met")
    foremost = {of: _HEADS[of] for of in of_need if of in _HEADS}
    overview = section("What each meets, and what passes undetected", "need met", foremost, share)
    overview = _with_least_served(overview, columns[0], planned)
    undetected = _cells(columns[0], planned, "contraband", "undetected", figure)
    overview.figures.append(("undetected", undetected))
    of_aid = "; aid: humanitarian goods together, least served area in it" * (_AID in of_need)
    overview.says = f"share of need met{of_aid};\nundetected truckloads a day{_unknown(planned)}"
    overview.part = ""
    yield overview
    coverage = section("Share of need met, by category", "need met", of_need, share)
    yield from [coverage] if len(of_need) > len(foremost) else []
    beside = Section("By the case's assumptions, truckloads a day", [], part="diversion")
    for (measure, of), name in _BESIDE.items():
        if any(column.value(measure, of) is not None for column in planned):
            beside.figures.append((name, _cells(columns[0], planned, measure, of, figure)))
    missed = section("Share of contraband missed", "missed", _MISSED, share)
    yield from [missed] if any(column.value("missed", AT_WORST) for column in planned) else []
    stages = section("Truckloads a day, mean of all days", STAGES[0], {})
    for stage in STAGES:
        if any(column.value(stage) is not None for column in planned):
            stages.figures.append((stage, _cells(columns[0], planned, stage, ALL, figure)))
    yield stages
    among = {"expected": "expected*", "undetected": "undetected"}
    contraband = section(f"Contraband, truckloads a day{_unknown(planned)}", "contraband", among)
    contraband.says, contraband.part = "* among those presented", "contraband"
    known = any(column.value("contraband", "undetected") is not None for column in planned)
    yield from [contraband] if known else []
    hours = section("Hours of work a day", "hours", _named(planned, "hours"))
    staff = Section("Staff of pools: at work in the busiest period, of those there are", [],
                    part="staff of pools")  # fmt: skip
    for of, name in _named(planned, "staff").items():
        staff.figures.append((name, [_staff(column, of) for column in planned]))
    yield from (found for found in (beside, hours, staff) if found.figures)


def _named(columns: Sequence[Column], measure: str) -> dict[str, str]:
    """Everything that a measure is of, and what its row is called."""
    of = [each.of for column in columns for each in column.figures if each.measure == measure]
    plans = [column.plan for column in columns if column.plan is not None]
    names = dict(ChainMap(*(dict(plan.problem.resource_names) for plan in plans)))
    return {each: "all inbound" if each == ALL else spoken(each, names) for each in of}


def _cells(
    first: Column,
    columns: Sequence[Column],
    measure: str,
    of: str,
    told: Callable[[float], str],
) -> list[Text]:
    """A figure of every column, behind it the difference against the first."""
    before = first.value(measure, of)
    cells = []
    for column in columns:
        value = column.value(measure, of)
        cell = Text("-" if value is None else told(value))
        if value is not None and before is not None and column is not first:
            cell.append(f" {_difference(value, before, told)}", style="dim")
        cells.append(cell)
    return cells


def _difference(value: float, before: float, told: Callable[[float], str]) -> str:
    """With its sign; ±0 where the two look alike."""
    if told(value) == told(before):
        return "±0"
    size, sign = abs(value - before), "+" if value > before else "−"
    if told is share:
        return f"{sign}{max(1, round(size * 100))}"
    return (
        f"{sign}{size:,.0f}"
        if max(value, before) >= _WHOLE and size >= 1
        else f"{sign}{figure(size)}"
    )


def _with_least_served(section: Section, first: Column, columns: Sequence[Column]) -> Section:
    """The section with the least share of any area below it, and which area that is."""
    if any(column.value(LEAST_SERVED) is not None for column in columns):
        section.figures.append(("least\nserved", _cells(first, columns, LEAST_SERVED, ALL, share)))
        section.figures.append(("area", [_area(column) for column in columns]))
    return section


def _area(column: Column) -> Text:
    assert column.plan is not None
    names = {area.id: area.name for area in column.plan.problem.areas}
    return Text(short(names.get(column.least_served, "all alike"), _WIDEST_AREA), style="dim")


def _unknown(columns: Sequence[Column]) -> str:
    for plan in [column.plan for column in columns[:1] if column.plan is not None]:
        unknown = columns[0].value("contraband", "unknown") or 0.0
        return f"; unknown for {unknown:.0f} of {counted(len(plan.problem.goods), 'good')}"
    return ""


def _staff(column: Column, pool: str) -> Text:
    at_work, there = column.value("staff at work", pool), column.value("staff", pool)
    if at_work is None or there is None:
        return Text("-")
    return Text(f"{figure(at_work)} of {figure(there)}")


def _holds_back(console: Page, columns: Sequence[Column]) -> None:
    console.print(
        "\n[bold]What holds each back[/bold] (in full: crossings explain CASE --model MODEL)"
    )
    held: dict[str, list[str]] = {}
    for column in columns:
        held.setdefault(_told(column), []).append(short(column.model))
    for told, models in held.items():
        if len(models) > 1:
            console.print(f" {listed(models)}:")
        console.indented("  " if len(models) > 1 else f" {models[0]}:", told)


def _told(column: Column) -> str:
    """What holds a model back, in words."""
    if column.plan is None:
        return f"no plan: {column.no_plan.splitlines()[0]}"
    if not column.binds:
        if lacking := lacking_words(column.plan.problem):
            return lacking
        met = [each.value for each in column.figures if each.measure == "need met"]
        if min(met, default=1.0) > _WHOLLY:
            return "nothing; every need is met"
        return "no limit has a price; what is not met cannot pass at all"
    more = len(column.binds) - _MOST_BINDING
    lacking = lacking_words(column.plan.problem)
    told = [*column.binds[:_MOST_BINDING], *([f"{more} more"] if more > 0 else [])]
    return "; ".join([*told, *([lacking] if lacking else [])])
