"""Crossings, goods and categories that the model names and the case lacks."""

from __future__ import annotations

from crossings.reading.inputs import Inputs
from crossings.reading.schema.entry import CATEGORIES
from crossings.reading.schema.goods import Admits
from crossings.reading.schema.uncertainty import ALL_OTHERS, EVERY_CROSSING
from crossings.reading.warnings.oddity import Oddities, in_model
from crossings.reading.yaml.spelling import near


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
