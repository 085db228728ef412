"""What is not given, or named and not there, and what the program takes in its place."""

from __future__ import annotations

import numpy as np

from crossings.problem import Problem
from crossings.reading.inputs import Inputs
from crossings.reading.schema.entry import CATEGORIES
from crossings.reading.schema.goods import Admits
from crossings.reading.schema.uncertainty import ALL_OTHERS, EVERY_CROSSING
from crossings.reading.warnings.oddity import Oddities, in_case, in_model
from crossings.reading.yaml.document import dotted
from crossings.reading.yaml.overrides import OPTION
from crossings.reading.yaml.spelling import near


def crossings_without_resources(inputs: Inputs) -> Oddities:
    """Crossings of which nobody says who works there."""
    for c, crossing in inputs.case.crossings.items():
        if crossing.resources is None:
            text = "no resources given: its capacity is unknown and only the gate limits it"
            yield in_case("crossings", c, text=text)


def areas_without_people(problem: Problem) -> Oddities:
    """Areas without a population where others have one."""
    unknown = np.asarray(np.isnan(problem.population).all(axis=0))  # (A,)
    if unknown.all():
        return
    for a, area in enumerate(problem.areas):
        if unknown[a]:
            text = "no population: it gets no share of needs and stocks given in all or per person"
            yield in_case("areas", area.id, text=text)


def areas_nobody_names(problem: Problem, inputs: Inputs) -> Oddities:
    """Areas with people that need nothing, and of which no need says so; others need something.

    Those that a table of needs leaves out are told where the table is named.
    """
    needs = np.asarray(problem.need.any(axis=(0, 1)))  # (A,)
    people = np.asarray(np.nan_to_num(problem.population).any(axis=0))
    told = "".join(odd.text for odd in inputs.case_document.oddities)
    given = [good.need for good in inputs.case.goods.values()]
    named = {area for need in given for area in need.by_area or ()}
    named |= {each.area for need in given for each in need.by_date or () if each.area}
    for a, area in enumerate(problem.areas):
        left_out = people[a] and not needs[a] and area.id not in named
        if left_out and needs.any() and f" {area.id}" not in told:
            text = "people live there, and no need names it: it needs nothing"
            yield in_case("areas", area.id, text=text)


def set_in_vain(inputs: Inputs) -> Oddities:
    """What `--set` changes in the case while the model's own holds."""
    places = inputs.case_document.values
    for path, mark in places.items():
        whole = path[:-1] not in places or places[path[:-1]].file != OPTION
        if mark.file == OPTION and whole and inputs.replaces(path):
            text = f"the model's own holds in its place; set model.{dotted(path)}"
            yield in_case(*path, text=text)


def needs_left_out(inputs: Inputs) -> Oddities:
    """Goods without a need."""
    for g, good in inputs.case.goods.items():
        if "need" not in good.model_fields_set:
            yield in_case("goods", g, text="no need given: counted as 0")


def quickest_regime_wins(problem: Problem, periods: range) -> Oddities:
    """Several regimes, and nothing that makes the thorough one worth its minutes."""
    t = periods[0]
    several = bool((np.asarray(problem.usable[t].any(axis=1)).sum(axis=1) > 1).any())
    shares = problem.detection_floor[t] + problem.guaranteed_rate[t]
    if several and np.isinf(problem.undetected_limit[t]) and shares == 0:
        text = (
            "several regimes are open and nothing limits contraband, so the quickest regime wins; "
            "give undetected_threats_per_day, detection_rate_at_least or detection_for_every"
        )
        yield in_model("limits", text=text)


def named_and_lacking(inputs: Inputs) -> Oddities:
    """Crossings, goods and categories that the model names and the case lacks."""
    model, case = inputs.model, inputs.case
    goods = set(case.goods)
    categories: set[str] = {good.category for good in case.goods.values()}
    words = goods | categories
    for c in model.use or ():
        if c != "*" and c not in case.crossings:
            text = f"the case has no crossing {c}{near(c, case.crossings)}"
            yield in_model("use", c, text=text)
    for r, regime in model.regimes.items():
        yield from _filter_lacking(regime.admits, goods, categories, ("regimes", r, "admits"))
    for section, given in (
        (("minutes_factor",), model.minutes_factor),
        (("end_use",), model.end_use),
        (("limits", "coverage_at_least"), model.limits.coverage_at_least),
    ):
        for word in given:
            if word != "*" and word not in words:
                text = f"the case has no good or category {word}{near(word, words)}"
                yield in_model(*section, word, text=text)
    yield from _uncertain_and_lacking(inputs)


def _uncertain_and_lacking(inputs: Inputs) -> Oddities:
    """What the model says is uncertain, and the case lacks."""
    said, case = inputs.model.uncertainty, inputs.case
    sites = [*case.crossings, *inputs.pools()]
    for section, kind, there in (
        ("closures", "crossing or pool", [*sites, EVERY_CROSSING]),
        ("throughput", "crossing", case.crossings),
        ("need", "good", case.goods),
        ("supply", "corridor", case.corridors or {}),
    ):
        for word in getattr(said, section):
            if word != ALL_OTHERS and word not in there:
                text = f"the case has no {kind} {word}{near(word, there)}"
                yield in_model("uncertainty", section, word, text=text)


def _filter_lacking(
    admits: Admits, goods: set[str], categories: set[str], path: tuple[str, ...]
) -> Oddities:
    for position, category in enumerate(admits.categories or []):
        if category not in categories:
            text = f"the case has no good of category {category}"
            yield in_model(*path, "categories", position, text=text)
    for name, wares in (("goods", admits.goods or []), ("except", admits.except_)):
        for position, g in enumerate(wares):
            if g not in goods:
                hint = "; except takes goods, not categories" if g in CATEGORIES else near(g, goods)
                yield in_model(*path, name, position, text=f"the case has no good {g}{hint}")
