"""What cannot be meant: ids nobody defines, stages that loop, bands out of order, and the like.

The schema has seen to the form of each value; here values are held against each other. Everything
found is a fault. What is odd but possible is `warnings.py`.
"""

from __future__ import annotations

import datetime
import graphlib
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import get_args

from crossings.errors import Finding
from crossings.inspection import EXITS, Step, procedure, stage_order
from crossings.reading.document import DataPath, Document
from crossings.reading.entry import Category
from crossings.reading.inputs import Inputs, quantities_of
from crossings.reading.model_schema import InspectionModel, Regime
from crossings.reading.schema import Admits, Band, Case, Good
from crossings.reading.shape import one_of

CATEGORIES = get_args(Category)
_CERTAIN = 1 - 1e-12
Found = Iterator[tuple[DataPath, str] | tuple[DataPath, str, bool]]
"""Where and what; and whether the place is the key there and not its value."""


def faults(inputs: Inputs) -> list[Finding]:
    """Every fault of the two files, each at its place."""
    listed = [*inputs.case.sources, *inputs.model.sources]
    found = case_faults(inputs.case, inputs.case_document, listed)
    found += model_faults(inputs.model, inputs.model_document, listed)
    found = with_faults_of_form(inputs.faults, found)
    document = inputs.model_document
    if not found:  # where each file makes sense by itself, the two are held against each other
        found = [document.finding(*item) for item in _use_without_resources(inputs)]
    return sorted(found, key=lambda fault: (fault.file == document.file, fault))


def with_faults_of_form(
    of_form: Collection[Finding], of_sense: Collection[Finding]
) -> list[Finding]:
    """Faults that the schema found, and those that the checks found besides.

    What a check says of a thing with a faulty part may come of the mending, and is left out.
    """
    parts = [f"{fault.file}:{fault.path}." for fault in of_form]

    def in_doubt(fault: Finding) -> bool:
        bands = fault.path.startswith("coverage_bands.")  # each is held against the one before
        whole = f"{fault.file}:{'coverage_bands' if bands else fault.path}."
        return any(part.startswith(whole) for part in parts)

    return [*of_form, *(fault for fault in of_sense if not in_doubt(fault))]


def case_faults(case: Case, document: Document, sources: Collection[str]) -> list[Finding]:
    """Faults of a case by itself; it may cite `sources`."""
    found = [document.finding(*item) for check in _CASE for item in check(case)]
    found += [document.finding(*item) for item in _unlisted_sources(case, sources)]
    return sorted(found)


def model_faults(
    model: InspectionModel, document: Document, sources: Collection[str]
) -> list[Finding]:
    """Faults of an inspection model by itself; it may cite `sources`."""
    found = [document.finding(*item) for check in _MODEL for item in check(model)]
    found += [document.finding(*item) for item in _unlisted_sources(model, sources)]
    return sorted(found)


def steps_of(regime: Regime) -> dict[str, Step]:
    """Stages of a regime as the regime calculus takes them."""
    return {
        name: Step(
            {resource: each.value for resource, each in stage.minutes.items()},
            stage.detection.value,
            stage.false_alarm.value,
            stage.on_clear,
            stage.on_alarm,
        )
        for name, stage in regime.stages.items()
    }


def resources_of(regime: Regime) -> set[str]:
    """Resources that any stage of the regime names."""
    return {resource for stage in regime.stages.values() for resource in stage.minutes}


def _unknown(words: Iterable[str], known: Collection[str], path: DataPath, what: str) -> Found:
    for word in words:
        if word not in known:
            yield (*path, word), f"no {what} is called {word}{one_of(word, known)}", True


def _unknown_items(words: list[str], known: Collection[str], path: DataPath, what: str) -> Found:
    for position, word in enumerate(words):
        if word not in known:
            yield (*path, position), f"no {what} is called {word}{one_of(word, known)}"


# The case


def _horizon_past_the_calendar(case: Case) -> Found:
    days = int(case.horizon.periods.value * case.horizon.days_per_period.value)
    if days > (datetime.date.max - case.horizon.start).days:
        yield ("horizon",), "ends after the year 9999"


def _goods_named(case: Case) -> Found:
    for c, crossing in case.crossings.items():
        yield from _admitted_goods(crossing.admits, case.goods, ("crossings", c, "admits"))
    for o, corridor in (case.corridors or {}).items():
        yield from _unknown(corridor.goods or (), case.goods, ("corridors", o, "goods"), "good")


def _admitted_goods(admits: Admits, goods: Collection[str], path: DataPath) -> Found:
    yield from _unknown_items(admits.goods or [], goods, (*path, "goods"), "good")
    yield from _unknown_items(admits.except_, goods, (*path, "except"), "good")


def _places_named(case: Case) -> Found:
    for c, crossing in case.crossings.items():
        yield from _unknown(crossing.routes or (), case.areas, ("crossings", c, "routes"), "area")
    for o, corridor in (case.corridors or {}).items():
        serves = ("corridors", o, "serves")
        yield from _unknown_items(corridor.serves or [], case.crossings, serves, "crossing")
    for g, good in case.goods.items():
        by_area = ("goods", g, "need", "by_area")
        yield from _unknown(good.need.by_area or (), case.areas, by_area, "area")
        by_area = ("goods", g, "stock", "by_area")
        yield from _unknown(good.stock.by_area or (), case.areas, by_area, "area")


def _needs_that_cannot_be_counted(case: Case) -> Found:
    populated = any(area.population is not None for area in case.areas.values())
    for g, good in case.goods.items():
        path = ("goods", g)
        if good.category == "export":
            yield from _export_as_if_inbound(good, path)
            continue
        by_weight = good.need.tonnes_per_day or good.need.kg_per_person_per_day
        if by_weight is not None and good.tonnes_per_truckload is None:
            text = "tonnes_per_truckload is required where need is in kg or tonnes"
            yield (*path, "need"), text
        if good.need.kg_per_person_per_day is not None and not populated:
            text = "no area gives a population, so a need per person cannot be counted"
            yield (*path, "need"), text


def _export_as_if_inbound(good: Good, path: DataPath) -> Found:
    if good.need.truckloads_per_day is None:
        text = "an export's need is what the outside market takes: truckloads_per_day"
        yield (*path, "need"), text
    if "stock" in good.model_fields_set:
        yield (*path, "stock"), "exports have no stock"


def _bands_out_of_order(case: Case) -> Found:
    def falls(band: Band, before: Band) -> Iterator[tuple[DataPath, str]]:
        if band.up_to.value <= before.up_to.value:
            given = f"{band.up_to.value:g} after {before.up_to.value:g}"
            yield ("up_to",), f"bands must rise, got {given}"
        if band.weight.value > before.weight.value:
            given = f"{band.weight.value:g} after {before.weight.value:g}"
            yield ("weight",), f"weights must never rise from band to band, got {given}"

    bands = case.coverage_bands
    for position in range(1, len(bands)):
        for path, text in falls(bands[position], bands[position - 1]):
            yield ("coverage_bands", position, *path), text
    last = bands[-1].up_to.value
    if last != 1:
        yield ("coverage_bands", len(bands) - 1, "up_to"), f"the last band ends at 1, got {last:g}"


def _floors_for_nothing(case: Case) -> Found:
    known = [*case.goods, *CATEGORIES, "*"]
    floors = ("limits", "coverage_at_least")
    yield from _unknown(case.limits.coverage_at_least, known, floors, "good or category")


def _observed_nowhere(case: Case) -> Found:
    for position, seen in enumerate(case.observed):
        path = ("observed", position)
        if seen.crossing is not None and seen.crossing not in case.crossings:
            text = f"no crossing is called {seen.crossing}{one_of(seen.crossing, case.crossings)}"
            yield (*path, "crossing"), text
        if seen.good is not None and seen.good not in case.goods:
            text = f"no good is called {seen.good}{one_of(seen.good, case.goods)}"
            yield (*path, "good"), text
        if seen.to < seen.from_:
            yield (*path, "to"), f"lies before from ({seen.from_})"
        if seen.stage == "met" and seen.crossing is not None:
            yield (*path, "stage"), "need is met in areas, not at a crossing; leave crossing out"


# The inspection model


def _stages_that_lead_nowhere(model: InspectionModel) -> Found:
    for r, regime in model.regimes.items():
        path = ("regimes", r)
        exits = [*regime.stages, *EXITS]
        whole = regime.start in regime.stages
        if not whole:
            text = f"no stage is called {regime.start}{one_of(regime.start, regime.stages)}"
            yield (*path, "start"), text
        for s, stage in regime.stages.items():
            for name in ("on_clear", "on_alarm"):
                goes_to = getattr(stage, name)
                if goes_to not in exits:
                    whole = False
                    text = f"no stage is called {goes_to}{one_of(goes_to, exits)}"
                    yield (*path, "stages", s, name), text
        if whole:
            yield from _stages_that_loop_or_refuse_all(regime, path)


def _stages_that_loop_or_refuse_all(regime: Regime, path: DataPath) -> Found:
    steps = steps_of(regime)
    try:
        stage_order(steps)
    except graphlib.CycleError as error:
        yield (*path, "stages"), f"stages lead in a round: {' → '.join(error.args[1])}"
        return
    if procedure(regime.start, steps).refusal >= _CERTAIN:
        text = "refuses every clean truck; leave goods out with admits instead"
        yield path, text


def _regimes_named(model: InspectionModel) -> Found:
    for c, regimes in (model.use or {}).items():
        yield from _unknown_items(regimes, model.regimes, ("use", c), "regime")


# The two together


def _unlisted_sources(entry: Case | InspectionModel, listed: Collection[str]) -> Found:
    """Sources cited that neither file lists."""
    cited = [
        ((*path, "source"), quantity.source)
        for path, quantity, _ in quantities_of(entry)
        if quantity.source is not None
    ]
    if isinstance(entry, Case):
        cited += [
            (("observed", position, "source"), seen.source)
            for position, seen in enumerate(entry.observed)
        ]
    for path, source in cited:
        if source not in listed:
            yield path, f"no source is listed as {source}{one_of(source, listed)}"


def _use_without_resources(inputs: Inputs) -> Found:
    """Regimes that the model uses by name where a resource is missing."""
    use, pools = inputs.model.use, inputs.pools()
    if use is None:
        return
    for c, crossing in inputs.case.crossings.items():
        named = c if c in use else "*"
        if crossing.resources is None:
            continue
        for position, r in enumerate(use.get(named, [])):
            missing = resources_of(inputs.model.regimes[r]) - set(crossing.resources) - set(pools)
            if missing:
                text = f"{r} needs {', '.join(sorted(missing))}, which {c} does not have"
                yield ("use", named, position), text


_CASE: tuple[Callable[[Case], Found], ...] = (
    _horizon_past_the_calendar,
    _goods_named,
    _places_named,
    _needs_that_cannot_be_counted,
    _bands_out_of_order,
    _floors_for_nothing,
    _observed_nowhere,
)
_MODEL: tuple[Callable[[InspectionModel], Found], ...] = (
    _stages_that_lead_nowhere,
    _regimes_named,
)
