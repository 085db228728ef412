"""The answer in three sentences and four figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossings.comparison import coverage_by_area
from crossings.frontier import DAYS_A_MONTH
from crossings.outputs.by_phase import models_in_turn
from crossings.outputs.report.drawing import Cell, Figure, number, share
from crossings.outputs.report.language import Language
from crossings.outputs.report.limits import step_words, truckloads_added, what_words
from crossings.outputs.report.material import Material
from crossings.outputs.report.passing import inbound_stages
from crossings.plan import Plan

_ALIKE = 1e-6
_SEEN = 0.005


@dataclass(frozen=True)
class Headline:
    """A figure in large letters, and what it is."""

    name: str
    figure: Cell
    says: str


def model_title(plan: Plan, words: Language) -> str:
    """Titles of the models, in the order in which they are in force."""
    titles = dict.fromkeys(model.title for _, model in models_in_turn(plan.problem))
    return words.say("page.then").join(titles)


def sentences(material: Material, words: Language) -> list[str]:
    """What is met, who is served least, and what holds it back."""
    plan = material.plan
    return [
        each for each in (_met(plan, words), _worst(plan, words), _held(material, words)) if each
    ]


def _met(plan: Plan, words: Language) -> str:
    problem, days = plan.problem, float(plan.problem.days.sum())
    span = words.span(problem.periods[0].start, problem.periods[-1].end)
    model = model_title(plan, words)
    asked = (
        ("answer.met", plan.met.sum(), problem.needed.sum()),
        ("answer.exports", plan.exported.sum(), problem.export_needed.sum()),
    )
    for key, met, need in asked:
        if need > 0:
            told = (words.share(float(met / need)), words.number(float(met / days)))
            return words.say(
                key, model=model, span=span, share=told[0], met=told[1],
                need=words.number(float(need / days)),
            )  # fmt: skip
    return words.say("answer.no_need", model=model, span=span)


def _worst(plan: Plan, words: Language) -> str:
    coverages, areas = coverage_by_area(plan), plan.problem.areas
    given = np.flatnonzero(~np.isnan(coverages))
    if not given.size:
        return ""
    worst, best = int(np.nanargmin(coverages)), int(np.nanargmax(coverages))
    if len(given) == 1:
        return words.say("answer.one_area", area=areas[worst].name)
    if coverages[best] - coverages[worst] <= _ALIKE:
        return words.say("answer.alike")
    return words.say(
        f"answer.worst{_of_all(plan)}", area=areas[worst].name,
        share=words.share(float(coverages[worst])),
        best=areas[best].name, best_share=words.share(float(coverages[best])),
    )  # fmt: skip


def _of_all(plan: Plan) -> str:
    """Which text tells of areas: they are ranked by humanitarian goods where any is needed."""
    humanitarian = [good.category == "humanitarian" for good in plan.problem.goods]
    return "" if plan.problem.needed[:, np.array(humanitarian, dtype=bool)].any() else "_all"


def _held(material: Material, words: Language) -> str:
    if not material.worths:
        return words.say("answer.free")
    plan, worth = material.plan, material.worths[0]
    what, step = what_words(plan.problem, worth.lever, words), step_words(worth.lever, words)
    added = truckloads_added(plan, worth)
    if added > _SEEN:
        return words.say("answer.held", what=what, step=step, truckloads=words.number(added))
    value = f"{worth.value / plan.objective:.2%}" if plan.objective > 0 else "–"
    return words.say("answer.held_value", what=what, step=step, share=value)


def headlines(plan: Plan, words: Language) -> Iterator[Headline]:
    """Need met, what is released, the area served least, and what passes undetected."""
    problem, days = plan.problem, float(plan.problem.days.sum())
    need = float(problem.needed.sum())
    if need > 0:
        met = share(words, float(plan.met.sum()) / need)
        yield Headline("met", met, words.say("answer.figure_met"))
    elif problem.export_needed.any():
        met = share(words, float(plan.exported.sum() / problem.export_needed.sum()))
        yield Headline("met", met, words.say("answer.figure_met_exports"))
    released = number(words, inbound_stages(plan)["released"])
    yield Headline("released", released, words.say("answer.figure_flow"))
    coverages = coverage_by_area(plan)
    if not np.isnan(coverages).all():
        a = int(np.nanargmin(coverages))
        area = problem.areas[a].name
        worst = share(words, float(coverages[a]))
        alike = np.nanmax(coverages) - coverages[a] <= _ALIKE and (~np.isnan(coverages)).sum() > 1
        key = "answer.figure_alike" if alike else f"answer.figure_worst{_of_all(plan)}"
        yield Headline("worst", worst, words.say(key, area=area))
    yield _undetected(plan, words, days)


def _undetected(plan: Plan, words: Language, days: float) -> Headline:
    problem = plan.problem
    if not problem.threat_known.any():
        return Headline("undetected", "–", words.say("answer.figure_undetected_unknown"))
    missed = float(np.einsum("tcgr,tr->", plan.threats, 1 - problem.detection))
    a_month = missed / days * DAYS_A_MONTH
    unknown = int((~problem.threat_known).any(axis=0).sum())
    says = words.say("answer.figure_undetected")
    if unknown:
        told = words.say("answer.figure_of_some", unknown=unknown, goods=len(problem.goods))
        says = f"{says}{told}"
    return Headline("undetected", Figure(a_month, words.number(a_month)), says)
