"""Charts of models beside each other, and of what security costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from crossings.analysis.comparison import LEAST_SERVED, Column, ranked_by_humanitarian
from crossings.analysis.frontier import DAYS_A_MONTH, Frontier
from crossings.outputs.charts.frontier import Bend, Curve, Standing, frontier
from crossings.outputs.charts.models import Ranked, models
from crossings.outputs.report.drawing import Drawing, drawing, number, share
from crossings.outputs.report.language import Language
from crossings.outputs.report.telling import titled


def models_drawing(columns: Sequence[Column], words: Language) -> Drawing:
    """Each model's share of need met, its least served area, and what passes undetected."""
    data = tuple(_ranked(each, words, own=each is columns[0]) for each in columns)
    plans = [each.plan for each in columns if each.plan is not None]
    worst = "worst" if ranked_by_humanitarian(plans[0].problem) else "worst_all"
    rows = (
        (
            column.model, each.model, share(words, each.met), share(words, each.worst),
            words.say("models.no_plan") if each.no_plan else number(words, each.undetected),
        )
        for each, column in zip(data, columns, strict=True)
    )  # fmt: skip
    headings = f"model title_of met {worst} undetected"
    beside = len(columns) > 1
    return drawing(
        words, "models", lambda width: models(data, words, width, worst), headings, rows,
        there=beside,
    )  # fmt: skip


def _ranked(column: Column, words: Language, *, own: bool) -> Ranked:
    title = titled(column, words)
    name = words.say("models.this", model=title) if own else title
    hidden = column.value("contraband", "undetected")
    return Ranked(
        name,
        column.value("need met"),
        column.value(LEAST_SERVED),
        None if hidden is None else hidden * DAYS_A_MONTH,
        no_plan=column.plan is None,
    )


def frontier_drawing(
    frontiers: Mapping[str, Frontier], columns: Sequence[Column], words: Language
) -> Drawing:
    """Need met by what passes undetected, a line for each model, and where each plan stands."""
    plans = tuple(_standing(columns, words))
    data = tuple(
        Curve(model, tuple(Bend(p.allowed * DAYS_A_MONTH, p.met) for p in each.points))
        for model, each in frontiers.items()
        if each.points
    )
    rows = (
        (curve.model, number(words, bend.undetected), number(words, bend.met))
        for curve in data
        for bend in curve.bends
    )
    stand = (
        (words.say("frontier.plan_of", model=each.model), number(words, each.at.undetected),
         number(words, each.at.met))
        for each in plans
    )  # fmt: skip
    headings = "model along up"

    def chart(width: float) -> str:
        return frontier(data, words, width, plans)

    told = (*rows, *stand) if data else ()
    return drawing(words, "frontier", chart, headings, told, there=bool(data))


def _standing(columns: Sequence[Column], words: Language) -> Iterator[Standing]:
    """The plan of each model of which it is known what passes undetected."""
    for each in columns:
        hidden = each.value("contraband", "undetected")
        if hidden is not None and each.plan is not None:
            met = float(each.plan.met.sum() / each.plan.problem.days.sum())
            yield Standing(titled(each, words), Bend(hidden * DAYS_A_MONTH, met))
