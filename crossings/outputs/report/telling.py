"""The answer in sentences, behind the headline."""

from __future__ import annotations

import math

import numpy as np

from crossings.analysis.adversary import exempted
from crossings.analysis.barriers import lacking_of
from crossings.analysis.comparison import Column, coverage_by_area, ranked_by_humanitarian
from crossings.evaluation.measures import spread
from crossings.outputs.report.drawing import within
from crossings.outputs.report.language import Language
from crossings.outputs.report.left_out import left_out_sentences
from crossings.outputs.report.material import Material
from crossings.outputs.report.which_plan import plan_sentences
from crossings.outputs.screens.by_phase import models_in_turn
from crossings.plan import Plan
from crossings.problem import Flags, Problem

_ALIKE = 1e-6


def model_title(problem: Problem, words: Language) -> str:
    """Titles of the models, in the order in which they are in force."""
    titles = dict.fromkeys(model.title for _, model in models_in_turn(problem))
    return words.say("page.then").join(titles)


def titled(column: Column, words: Language) -> str:
    """A model by its title; several, where one follows another."""
    return column.title if column.plan is None else model_title(column.plan.problem, words)


def sentences(material: Material, words: Language) -> list[str]:
    """What is met of all, who is served least and who is left out, and what is lacking."""
    plan = material.plan
    return [
        each
        for each in (
            _met(material, words), *plan_sentences(plan, words), _worst(plan, words),
            *left_out_sentences(plan, words), _exempt(plan, words), _lacking(plan, words),
        )
        if each
    ]  # fmt: skip


def _exempt(plan: Plan, words: Language) -> str:
    """Goods of which no share has to be detected, though one is asked; nothing where none is."""
    names = [plan.problem.goods[g].name for g in exempted(plan.problem)]
    return words.say("answer.exempt", goods=words.listed(names)) if names else ""


def _lacking(plan: Plan, words: Language) -> str:
    """Crossings that lack what the model needs; nothing where none does."""
    problem = plan.problem
    found = {crossing.name: lacking_of(problem, c) for c, crossing in enumerate(problem.crossings)}
    places = [name for name, lacks in found.items() if lacks.any()]
    if not places:
        return ""
    anywhere = np.flatnonzero(np.any(list(found.values()), axis=0))
    resources = [words.resource(problem.resources[q], problem.resource_names) for q in anywhere]
    return words.say(
        "answer.lacking", places=words.listed(places), resources=words.listed(resources)
    )


def _met(material: Material, words: Language) -> str:
    plan = material.plan
    problem, days = plan.problem, float(plan.problem.days.sum())
    span = words.span(problem.periods[0].start, problem.periods[-1].end)
    model = model_title(problem, words)
    asked = (
        ("answer.met", plan.met.sum(), problem.needed.sum(), problem.inbound),
        ("answer.exports", plan.exported.sum(), problem.export_needed.sum(), ~problem.inbound),
    )
    for key, met, need, goods in asked:
        if need > 0:
            told = (words.share(float(met / need)), words.number(float(met / days)))
            return words.say(
                key, model=model, span=span, share=told[0], met=told[1],
                need=words.number(float(need / days)), futures=_in_futures(material, goods, words),
            )  # fmt: skip
    return words.say("answer.no_need", model=model, span=span)


def _in_futures(material: Material, goods: Flags, words: Language) -> str:
    """What comes of it in the futures that were drawn; nothing where none were."""
    if material.batch is None:
        return ""
    trial = material.batch.trials[0]
    made, key = trial.outcomes, "in_futures" if trial.by_plan is None else "decided_in_futures"
    need = made.need[:, goods].sum(axis=1)  # (N,)
    met = np.divide(made.met[:, goods].sum(axis=1), need, out=np.ones_like(need), where=need > 0)
    found = spread(met, more_is_better=True)
    told = words.say(f"answer.{key}", count=words.tick(len(made)), mean=within(words, found.mean))
    if math.isnan(found.worst_tenth.value):  # too few futures for a tail
        return told
    return told + words.say("answer.worst_tenth", worst=within(words, found.worst_tenth))


def _worst(plan: Plan, words: Language) -> str:
    coverages = coverage_by_area(plan)
    given = coverages[~np.isnan(coverages)]
    if not given.size:
        return ""
    least, most, kind = given.min(), given.max(), _of_all(plan)
    if len(given) == 1:
        return words.say(f"answer.one_area{kind}", area=_areas_at(plan, most, words))
    if most - least <= _ALIKE:
        return words.say(f"answer.alike{kind}", share=words.share(float(least)))
    return words.say(
        f"answer.worst{kind}", area=_areas_at(plan, least, words), share=words.share(float(least)),
        best=_areas_at(plan, most, words), best_share=words.share(float(most)),
    )  # fmt: skip


def _areas_at(plan: Plan, coverage: float, words: Language) -> str:
    """Every area that is served so, and no other."""
    served = np.flatnonzero(np.abs(coverage_by_area(plan) - coverage) <= _ALIKE)
    return words.listed([plan.problem.areas[a].name for a in served])


def _of_all(plan: Plan) -> str:
    """Which text tells of areas: they are ranked by humanitarian goods where any is needed."""
    return "" if ranked_by_humanitarian(plan.problem) else "_all"
