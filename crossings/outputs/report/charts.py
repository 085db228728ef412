"""Every chart of a report by name, in the order of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from crossings.analysis.headline import Headline, headline
from crossings.outputs.report import findings
from crossings.outputs.report.contrasted import frontier_drawing, models_drawing
from crossings.outputs.report.counted import counts_drawing
from crossings.outputs.report.drawing import Drawing
from crossings.outputs.report.language import Language
from crossings.outputs.report.material import Material
from crossings.outputs.report.passing import (
    funnel_drawing,
    map_drawing,
    opening_drawing,
    passage_drawing,
)
from crossings.outputs.report.procedures import procedures_drawing
from crossings.outputs.report.served import coverage_drawing, weeks_drawing
from crossings.outputs.report.spread import closures_drawing, fan_drawing, winners_drawing
from crossings.outputs.report.steady import least_drawing

_OF_THE_PLAN: dict[str, Callable[[Material, Language], Drawing]] = {
    "coverage": lambda material, words: coverage_drawing(material.plan, words),
    "least": lambda material, words: least_drawing(material.plan, words),
    "weeks": lambda material, words: weeks_drawing(material.plan, words),
    "counts": lambda material, words: counts_drawing(material.plan, words),
    "funnel": lambda material, words: funnel_drawing(material.plan, words),
    "passage": lambda material, words: passage_drawing(material.plan, words),
    "opening": lambda material, words: opening_drawing(material.plan, words),
    "procedures": lambda material, words: procedures_drawing(material.plan, words),
    "map": lambda material, words: map_drawing(material.plan, words, material.boundaries),
}
_BESIDE_IT: dict[str, Callable[[Material, Language], Drawing]] = {
    "models": lambda material, words: models_drawing(material.columns, words),
    "frontier": lambda material, words: frontier_drawing(
        material.frontiers, material.columns, words
    ),
}


def drawings(material: Material, words: Language, only: str | None = None) -> list[Drawing]:
    """Every chart that there is material for, or the `only` one asked for."""
    first = headline(material.plan)
    made = [
        _under_its_finding(draw(material, words), first, material, words)
        for name, draw in {**_OF_THE_PLAN, **_BESIDE_IT}.items()
        if only in (None, name)
    ]
    return made + list(_of_futures(material, words, only))


def drawings_of_plan(material: Material, words: Language) -> list[Drawing]:
    """The charts that are of the plan alone."""
    first = headline(material.plan)
    made = (draw(material, words) for draw in _OF_THE_PLAN.values())
    return [_under_its_finding(chart, first, material, words) for chart in made]


def drawings_beside(material: Material, words: Language) -> list[Drawing]:
    """The charts of what stands beside the plan: other models, and futures."""
    first = headline(material.plan)
    made = (draw(material, words) for draw in _BESIDE_IT.values())
    found = [_under_its_finding(chart, first, material, words) for chart in made]
    return found + list(_of_futures(material, words, None))


def _under_its_finding(
    chart: Drawing, first: Headline, material: Material, words: Language
) -> Drawing:
    finding = _finding(chart, first, material, words)
    return replace(chart, finding=finding) if finding else chart


def _finding(chart: Drawing, first: Headline, material: Material, words: Language) -> str:
    """What a chart has found; what it says itself where that is known while it is made."""
    if chart.svg is None:
        return ""
    found: dict[str, Callable[[], str]] = {
        "coverage": lambda: findings.of_coverage(first, words),
        "least": lambda: findings.of_least(first, words),
        "weeks": lambda: findings.of_weeks(material.plan, words),
        "funnel": lambda: findings.of_funnel(first, words),
        "passage": lambda: findings.of_passage(material.plan, words),
        "map": lambda: findings.of_map(material.plan, words),
        "models": lambda: findings.of_models(material.columns, words),
        "frontier": lambda: findings.of_frontier(material.frontiers, words),
    }
    return found[chart.name]() if chart.name in found else chart.finding


def _of_futures(material: Material, words: Language, only: str | None) -> Iterator[Drawing]:
    batch = material.batch
    if batch is None:
        return
    if only in (None, "fan"):
        yield fan_drawing(batch, material.spreads, words)
    if only in (None, "closures"):
        yield closures_drawing(batch, words)
    if only in (None, "winners"):
        yield winners_drawing(batch, words)
