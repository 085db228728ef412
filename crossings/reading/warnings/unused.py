"""What is given and changes nothing: resources, stages, factors, checks."""

from __future__ import annotations

from collections.abc import Collection

from crossings.reading.inputs import Inputs
from crossings.reading.schema.goods import Good
from crossings.reading.warnings.oddity import Oddities, Oddity, in_case, in_model
from crossings.reading.yaml.spelling import near

_SURELY = 0.8
"""Likeness from which an unused resource is probably a slip of the pen."""


def resources_used(inputs: Inputs) -> set[str]:
    """Resources that the regimes of the model use."""
    return {q for r in inputs.model.regimes for q in inputs.model.resources_of(r)}


def pools_checking(inputs: Inputs) -> set[str]:
    """Pools that checks of end use take the minutes of."""
    return {p for check in inputs.model.end_use.values() for p in check.minutes}


def resources_nobody_uses(
    inputs: Inputs, used: Collection[str], checking: Collection[str]
) -> Oddities:
    """Resources and pools that nothing uses; what is used is told of the models of all phases."""
    having: dict[str, list[str]] = {}
    for c, crossing in inputs.case.crossings.items():
        for q in crossing.resources or ():
            having.setdefault(q, []).append(c)
    for q, crossings in having.items():
        if q not in used:
            also = f" (nor at {', '.join(crossings[1:])})" if len(crossings) > 1 else ""
            text = f"no regime of the model uses it{also}{near(q, used, _SURELY)}"
            yield in_case("crossings", crossings[0], "resources", q, text=text)
    anywhere, own = {*used, *checking}, resources_used(inputs) | pools_checking(inputs)
    for model, of, entry in ((False, anywhere, inputs.case), (True, own, inputs.model)):
        for p in (p for p in entry.pools if p not in of):
            text = f"no regime of the model uses it{near(p, of, _SURELY)}"
            yield Oddity(model, ("pools", p), text)
        there = {*of, *having, *inputs.pools()}
        for q in (q for q in entry.resources if q not in there and near(q, there, _SURELY)):
            yield Oddity(model, ("resources", q), f"nothing has it{near(q, there, _SURELY)}")


def stages_nobody_reaches(inputs: Inputs) -> Oddities:
    """Stages of a regime to which none leads."""
    for r, regime in inputs.model.regimes.items():
        onward = {regime.start}
        for _ in regime.stages:
            onward |= {regime.stages[s].on_clear for s in onward & set(regime.stages)}
            onward |= {regime.stages[s].on_alarm for s in onward & set(regime.stages)}
        for s in regime.stages:
            if s not in onward:
                yield in_model("regimes", r, "stages", s, text="no stage leads here")


def exports_on_corridors(inputs: Inputs) -> Oddities:
    """Exports among the goods of a corridor."""
    exports = {g for g, good in inputs.case.goods.items() if good.category == "export"}
    for o, corridor in (inputs.case.corridors or {}).items():
        for g in corridor.goods or ():
            if g in exports:
                yield in_case("corridors", o, "goods", g, text="exports use no corridor")


def factors_on_nothing(inputs: Inputs) -> Oddities:
    """Factors on minutes of what no regime takes minutes of."""
    used = resources_used(inputs)
    for word, factors in inputs.model.minutes_factor.items():
        for q in factors:
            if q not in used:
                text = f"no regime of the model uses it{near(q, used)}"
                yield in_model("minutes_factor", word, q, text=text)


def undetected_of_nothing(inputs: Inputs) -> Oddities:
    """A limit on contraband that goes undetected, where nobody says that anything is contraband."""
    given = inputs.limits().undetected_threats_per_day is not None
    if given and all(good.threat_rate is None for good in inputs.case.goods.values()):
        model = "undetected_threats_per_day" in inputs.model.limits.model_fields_set
        text = "no good gives a threat_rate, so nothing counts against it"
        yield Oddity(model, ("limits", "undetected_threats_per_day"), text)


def _word(g: str, good: Good, words: Collection[str]) -> str | None:
    """The word under which something is given for a good."""
    return next((word for word in (g, good.category, "*") if word in words), None)


def diversion_of_nothing(inputs: Inputs) -> Oddities:
    """Checks of end use, or a limit on diversion, where nobody says that anything is diverted."""
    inbound = {g: good for g, good in inputs.case.goods.items() if good.category != "export"}
    counted = {g for g, good in inbound.items() if good.diversion_share is not None}
    given = inputs.limits().diverted_truckloads_per_day is not None
    if given and not counted:
        model = "diverted_truckloads_per_day" in inputs.model.limits.model_fields_set
        text = "no good gives a diversion_share, so nothing counts against it"
        yield Oddity(model, ("limits", "diverted_truckloads_per_day"), text)
    for word, check in inputs.model.end_use.items():
        meant = {g for g, good in inbound.items() if _word(g, good, inputs.model.end_use) == word}
        if meant and check.minutes and not meant & counted:
            text = "takes minutes and prevents nothing: no good it is for gives a diversion_share"
            yield in_model("end_use", word, text=text)
