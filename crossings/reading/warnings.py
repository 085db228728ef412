"""What is odd but possible: the plan follows, and the planner is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crossings.errors import Finding
from crossings.problem import Flags, Problem
from crossings.reading import own_limits, sizing_checks
from crossings.reading.inputs import InForce, Inputs
from crossings.reading.schema.entry import CATEGORIES
from crossings.reading.schema.goods import Admits, Good
from crossings.reading.schema.uncertainty import ALL_OTHERS, EVERY_CROSSING
from crossings.reading.yaml.document import DataPath, Document
from crossings.reading.yaml.spelling import near
from crossings.wording import figure, listed, span


@dataclass(frozen=True)
class Oddity:
    """Something odd: in the case, or in the model, at a path."""

    in_model: bool
    path: DataPath
    text: str


Oddities = Iterator[Oddity]
_SURELY = 0.8
"""Likeness from which an unused resource is probably a slip of the pen."""


def warnings(phases: Sequence[InForce], problem: Problem) -> tuple[Finding, ...]:
    """Everything odd about the inputs of every phase, in the order of the files."""
    first = phases[0].inputs
    in_all = [*_at_times(phases, problem), *_need_beyond_every_gate(problem)]
    in_all += _areas_without_people(problem)
    findings = [*first.case_document.oddities, *_findings(first, in_all)]
    used = {q for phase in phases for q in _used(phase.inputs)}
    checking = {p for phase in phases for p in _checking(phase.inputs)}
    for phase, there in zip(phases, problem.phases, strict=True):
        found = [odd for look in _AT_INPUTS for odd in look(phase.inputs)]
        found += _resources_nobody_uses(phase.inputs, used, checking)
        found += _quickest_regime_wins(problem, there.periods)
        findings += _findings(phase.inputs, found)
    cases = sorted(f for f in findings if f.file == first.case_document.file)
    return tuple(dict.fromkeys([*cases, *sorted(f for f in findings if f not in cases)]))


def _at_times(phases: Sequence[InForce], problem: Problem) -> Oddities:
    """What is odd in some phases or in all; where not in all, with the days on which it is."""
    found: dict[Oddity, list[str]] = {}
    for phase, there in zip(phases, problem.phases, strict=True):
        days = span(problem.periods[there.periods[0]].start, problem.periods[there.periods[-1]].end)
        time = slice(there.periods.start, there.periods.stop)
        for odd in (odd for look in _AT_TIMES for odd in look(problem, time, phase.inputs)):
            found.setdefault(odd, []).append(days)
    for odd, days_odd in found.items():
        always = len(days_odd) == len(phases)
        yield odd if always else replace(odd, text=f"{odd.text} ({listed(days_odd)})")


def _findings(inputs: Inputs, found: Iterable[Oddity]) -> list[Finding]:
    documents: dict[bool, Document] = {False: inputs.case_document, True: inputs.model_document}
    return [documents[odd.in_model].finding(odd.path, odd.text, key=True) for odd in found]


def _in_case(*path: str | int, text: str) -> Oddity:
    return Oddity(False, path, text)


def _in_model(*path: str | int, text: str) -> Oddity:
    return Oddity(True, path, text)


def _wanted(problem: Problem, time: slice) -> Flags:
    """(G,) Goods that something needs at some time."""
    return np.asarray((problem.need[time].sum(axis=(0, 2)) + problem.export_need[time].sum(0)) > 0)


def _goods_nobody_admits(problem: Problem, time: slice, _: Inputs) -> Oddities:
    wanted = _wanted(problem, time)
    passable = np.asarray(problem.usable[time].any(axis=(0, 1, 3)))  # (G,)
    for g, good in enumerate(problem.goods):
        if wanted[g] and not passable[g]:
            so = "none leaves" if good.is_export else "only stock can meet its need"
            yield _in_case("goods", good.id, text=f"no crossing and regime admit it, so {so}")


def _goods_nobody_brings(problem: Problem, time: slice, _: Inputs) -> Oddities:
    if not problem.through_corridors:
        return
    wanted = _wanted(problem, time)
    passable = np.asarray(problem.usable[time].any(axis=(0, 3))).T  # (G, C)
    brought = np.asarray(problem.brings[time].any(axis=(0, 1))).T  # (G, C)
    for g, good in enumerate(problem.goods):
        inbound = not good.is_export and wanted[g]
        if inbound and passable[g].any() and not (passable[g] & brought[g]).any():
            text = "no corridor brings it to a crossing that admits it"
            yield _in_case("goods", good.id, text=text)


def _quickest_regime_wins(problem: Problem, periods: range) -> Oddities:
    t = periods[0]
    several = bool((np.asarray(problem.usable[t].any(axis=1)).sum(axis=1) > 1).any())
    if several and np.isinf(problem.undetected_limit[t]) and problem.detection_floor[t] == 0:
        text = (
            "several regimes are open and nothing limits contraband, so the quickest regime wins; "
            "give undetected_threats_per_day or detection_rate_at_least"
        )
        yield _in_model("limits", text=text)


def _need_beyond_every_gate(problem: Problem) -> Oddities:
    need = float(problem.needed.sum() + problem.export_needed.sum())
    used = problem.usable.any(axis=2)  # (T, C, R)
    fill = np.where(used, problem.fill[:, None, :], 0.0).max(axis=2, initial=0.0)  # (T, C)
    fullest = np.where(fill > 0, fill, 1.0)  # gates count trucks
    passes = np.where(np.isfinite(problem.gate), problem.gate * fullest, np.inf)  # (T, C)
    per_open_day = np.where(problem.crossing_open_days > 0, passes, 0.0)  # (T, C)
    gates = float((per_open_day * problem.crossing_open_days).sum())
    if need > gates and problem.crossings:
        days = problem.days.sum()
        text = (
            f"needs come to {figure(need / days)} truckloads a day, and every gate together passes "
            f"{figure(gates / days)}"
        )
        yield _in_case("goods", text=text)


def _crossings_without_resources(inputs: Inputs) -> Oddities:
    for c, crossing in inputs.case.crossings.items():
        if crossing.resources is None:
            text = "no resources given: its capacity is unknown and only the gate limits it"
            yield _in_case("crossings", c, text=text)


def _crossings_without_traffic(problem: Problem, time: slice, _: Inputs) -> Oddities:
    for c, crossing in enumerate(problem.crossings):
        if not problem.crossing_open_days[time, c].any():
            yield _in_case("crossings", crossing.id, text="never open")
        served = problem.brings[time, :, c].any() or not problem.inbound.any()
        if problem.through_corridors and not served:
            yield _in_case("crossings", crossing.id, text="no corridor brings it goods")
    for j, (c, a) in enumerate(problem.dated_routes):
        if not problem.dated_route_days[time, j].any():
            route = ("crossings", problem.crossings[c].id, "routes", problem.areas[a].id)
            yield _in_case(*route, text="never open")


def _crossings_without_regime(problem: Problem, time: slice, inputs: Inputs) -> Oddities:
    for c, crossing in enumerate(problem.crossings):
        if problem.goods and not problem.usable[time, c].any():
            yield _in_case("crossings", crossing.id, text=_why_no_regime(inputs, crossing.id))


def _why_no_regime(inputs: Inputs, crossing: str) -> str:
    if inputs.regimes_used(crossing):
        return "no regime used here admits a good that the crossing admits, so nothing passes"
    if inputs.model.use is not None:
        return "the model uses no regime here, so nothing passes"
    missing = ((r, sorted(inputs.missing_resources(crossing, r))) for r in inputs.model.regimes)
    lacking = [f"{r} needs {', '.join(resources)}" for r, resources in missing]
    return f"no regime has its resources here, so nothing passes: {'; '.join(lacking)}"


def _areas_nobody_reaches(problem: Problem, time: slice, _: Inputs) -> Oddities:
    for a, area in enumerate(problem.areas):
        if problem.need[time, :, a].any() and not problem.reaches[time, :, a].any():
            yield _in_case("areas", area.id, text="no crossing has a route to it")


def _areas_without_people(problem: Problem) -> Oddities:
    unknown = np.asarray(np.isnan(problem.population).all(axis=0))  # (A,)
    if unknown.all():
        return
    for a, area in enumerate(problem.areas):
        if unknown[a]:
            text = "no population: it gets no share of needs and stocks given in all or per person"
            yield _in_case("areas", area.id, text=text)


def _needs_left_out(inputs: Inputs) -> Oddities:
    for g, good in inputs.case.goods.items():
        if "need" not in good.model_fields_set:
            yield _in_case("goods", g, text="no need given: counted as 0")


def _used(inputs: Inputs) -> set[str]:
    """Resources that the regimes of the model use."""
    return {q for regime in inputs.model.regimes.values() for q in regime.resources}


def _checking(inputs: Inputs) -> set[str]:
    """Pools that checks of end use take the minutes of."""
    return {p for check in inputs.model.end_use.values() for p in check.minutes}


def _resources_nobody_uses(
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
            yield _in_case("crossings", crossings[0], "resources", q, text=text)
    anywhere, own = {*used, *checking}, _used(inputs) | _checking(inputs)
    of_case, of_model = inputs.case.pools, inputs.model.pools
    for in_model, pools, of in ((False, of_case, anywhere), (True, of_model, own)):
        for p in pools:
            if p not in of:
                text = f"no regime of the model uses it{near(p, of, _SURELY)}"
                yield Oddity(in_model, ("pools", p), text)


def _stages_nobody_reaches(inputs: Inputs) -> Oddities:
    for r, regime in inputs.model.regimes.items():
        onward = {regime.start}
        for _ in regime.stages:
            onward |= {regime.stages[s].on_clear for s in onward & set(regime.stages)}
            onward |= {regime.stages[s].on_alarm for s in onward & set(regime.stages)}
        for s in regime.stages:
            if s not in onward:
                yield _in_model("regimes", r, "stages", s, text="no stage leads here")


def _exports_on_corridors(inputs: Inputs) -> Oddities:
    exports = {g for g, good in inputs.case.goods.items() if good.category == "export"}
    for o, corridor in (inputs.case.corridors or {}).items():
        for g in corridor.goods or ():
            if g in exports:
                yield _in_case("corridors", o, "goods", g, text="exports use no corridor")


def _named_and_lacking(inputs: Inputs) -> Oddities:
    """Crossings, goods and categories that the model names and the case lacks."""
    model, case = inputs.model, inputs.case
    goods = set(case.goods)
    categories: set[str] = {good.category for good in case.goods.values()}
    words = goods | categories
    for c in model.use or ():
        if c != "*" and c not in case.crossings:
            text = f"the case has no crossing {c}{near(c, case.crossings)}"
            yield _in_model("use", c, text=text)
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
                yield _in_model(*section, word, text=text)
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
                yield _in_model("uncertainty", section, word, text=text)


def _filter_lacking(
    admits: Admits, goods: set[str], categories: set[str], path: tuple[str, ...]
) -> Oddities:
    for position, category in enumerate(admits.categories or []):
        if category not in categories:
            text = f"the case has no good of category {category}"
            yield _in_model(*path, "categories", position, text=text)
    for name, wares in (("goods", admits.goods or []), ("except", admits.except_)):
        for position, g in enumerate(wares):
            if g not in goods:
                hint = "; except takes goods, not categories" if g in CATEGORIES else near(g, goods)
                yield _in_model(*path, name, position, text=f"the case has no good {g}{hint}")


def _factors_on_nothing(inputs: Inputs) -> Oddities:
    used = _used(inputs)
    for word, factors in inputs.model.minutes_factor.items():
        for q in factors:
            if q not in used:
                text = f"no regime of the model uses it{near(q, used)}"
                yield _in_model("minutes_factor", word, q, text=text)


def _word(g: str, good: Good, words: Collection[str]) -> str | None:
    """The word under which something is given for a good."""
    return next((word for word in (g, good.category, "*") if word in words), None)


def _diversion_of_nothing(inputs: Inputs) -> Oddities:
    """Checks of end use, or a limit on diversion, where nobody says that anything is diverted."""
    inbound = {g: good for g, good in inputs.case.goods.items() if good.category != "export"}
    counted = {g for g, good in inbound.items() if good.diversion_share is not None}
    given = inputs.limits().diverted_truckloads_per_day is not None
    if given and not counted:
        in_model = "diverted_truckloads_per_day" in inputs.model.limits.model_fields_set
        text = "no good gives a diversion_share, so nothing counts against it"
        yield Oddity(in_model, ("limits", "diverted_truckloads_per_day"), text)
    for word, check in inputs.model.end_use.items():
        meant = {g for g, good in inbound.items() if _word(g, good, inputs.model.end_use) == word}
        if meant and check.minutes and not meant & counted:
            text = "takes minutes and prevents nothing: no good it is for gives a diversion_share"
            yield _in_model("end_use", word, text=text)


def _sizing_and_own_limits(inputs: Inputs) -> Oddities:
    yield from (Oddity(False, *found) for found in sizing_checks.oddities_in_case(inputs))
    yield from (Oddity(True, *found) for found in sizing_checks.oddities_in_model(inputs))
    yield from (Oddity(*found) for found in own_limits.oddities(inputs))


_AT_INPUTS: tuple[Callable[[Inputs], Oddities], ...] = (
    _needs_left_out,
    _crossings_without_resources,
    _stages_nobody_reaches,
    _exports_on_corridors,
    _named_and_lacking,
    _factors_on_nothing,
    _diversion_of_nothing,
    _sizing_and_own_limits,
)
_AT_TIMES: tuple[Callable[[Problem, slice, Inputs], Oddities], ...] = (
    _goods_nobody_admits,
    _goods_nobody_brings,
    _crossings_without_traffic,
    _crossings_without_regime,
    _areas_nobody_reaches,
)
