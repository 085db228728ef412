"""What a page says of a plan that is not the one of most value: the fairest, or one's own."""

from __future__ import annotations

from collections.abc import Iterator

from crossings.analysis.passed import Passed, passed_limits
from crossings.outputs.report.language import Language
from crossings.outputs.report.limits import named_words
from crossings.plan import Plan
from crossings.problem import Problem

_ALIKE = 5e-6
"""Share of a value up to which two plans are worth the same as it is told."""
_SAYS = {"minutes": "resource", "detected": "detection", "export_floor": "floor",
         "end_stock": "stock"}  # fmt: skip
"""Texts of levers, by the limit that they tell, where they are called otherwise."""


def plan_sentences(plan: Plan, words: Language) -> Iterator[str]:
    """Which plan it is, what limits it passes, and what it forgoes."""
    best = plan.of_most_value
    if best is plan:
        return
    days = float(plan.problem.days.sum())
    if plan.own is None:
        yield words.say("asked.fairest")
    else:
        file = plan.own.given.origin.title
        yield words.say("asked.own", file=file, truckloads=words.number(plan.own.given.truckloads))
        passed = [_what(plan.problem, each, words) for each in passed_limits(plan)]
        told = list(dict.fromkeys(passed))
        yield (
            words.say("asked.passes", what=words.listed(told)) if told else words.say("asked.keeps")
        )
    lost = (best.objective - plan.objective) / best.objective if best.objective > 0 else 0.0
    if abs(lost) < _ALIKE:
        yield words.say("asked.alike")
        return
    yield words.say(
        "asked.forgoes" if lost > 0 else "asked.gains",
        share=f"{abs(lost):.2%}",
        met=words.number(float(plan.met.sum()) / days),
        best=words.number(float(best.met.sum()) / days),
    )


def _what(problem: Problem, passed: Passed, words: Language) -> str:
    """A limit; in the program's own words where the language has none for it."""
    key = f"levers.{_SAYS.get(passed.kind, passed.kind)}"
    if key not in words.texts:
        return passed.what
    names = {
        each.id: each.name
        for section in (problem.corridors, problem.crossings, problem.goods, problem.areas)
        for each in section
    }
    at = {axis: names.get(place, place) for axis, place in passed.at.items()}
    return named_words(key, {**at, "place": at.get("crossing", "")}, problem, words)
