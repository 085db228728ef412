"""What cannot be so on the first day, and what is odd about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crossings.reading.inputs import InForce, Inputs
from crossings.reading.schema.quantity import Quantity
from crossings.reading.yaml.document import DataPath

Found = Iterator[tuple[DataPath, str]]
ROUNDING = 1e-9
"""Share by which a state that a plan printed may pass what it was planned within."""


def faults_of_start(phases: Sequence[InForce]) -> Found:
    """Faults of the state at the start; places are in the case."""
    inputs = phases[0].inputs
    yield from _of_yards(inputs)
    yield from _of_platforms(phases)
    yield from _of_shipments(inputs)
    yield from _of_use(inputs)


def oddities_of_time(inputs: Inputs) -> Found:
    """Shelf lives that no period is short enough for."""
    days = inputs.case.horizon.days_per_period.value
    for g, good in inputs.case.goods.items():
        life = good.shelf_life_days
        if life is not None and life.value < days:
            text = f"shorter than a period of {days:g} days: none is kept from one to the next"
            yield ("goods", g, "shelf_life_days"), text


def _of_yards(inputs: Inputs) -> Found:
    case = inputs.case
    if case.start.yards and not case.corridors:
        text = "the case has no corridors, so nothing waits before inspection"
        yield ("start", "yards"), text
    yield from _exports(inputs, "yards")


def _of_platforms(phases: Sequence[InForce]) -> Found:
    """More on a platform than it holds in some phase."""
    inputs = phases[0].inputs
    for c, goods in inputs.case.start.platforms.items():
        there = sum(number.value for number in goods.values())
        for n, phase in enumerate(phases):
            holds = _value(phase.inputs.case.crossings[c].platform_truckloads)
            if there > holds * (1 + ROUNDING):
                later = " in a later phase" if n else ""
                text = f"{there:g} truckloads lie there, and the platform holds {holds:g}{later}"
                yield ("start", "platforms", c), text
                break
    yield from _exports(inputs, "platforms")


def _value(number: Quantity | None) -> float:
    return 0.0 if number is None else number.value


def _exports(inputs: Inputs, section: str) -> Found:
    for c, goods in getattr(inputs.case.start, section).items():
        for g in goods:
            if inputs.case.goods[g].category == "export":
                yield ("start", section, c, g), "an export; only goods that come in wait"


def _of_shipments(inputs: Inputs) -> Found:
    case = inputs.case
    begins = case.horizon.start
    under_way = ((("start", "under_way", n), each) for n, each in enumerate(case.start.under_way))
    pipeline = (
        (("corridors", o, "pipeline", n), each)
        for o, corridor in (case.corridors or {}).items()
        for n, each in enumerate(corridor.pipeline)
    )
    for path, each in (*pipeline, *under_way):
        if each.date < begins:
            yield (*path, "date"), f"lies before the start ({begins}); what has arrived is no more"
        if case.goods[each.good].category == "export":
            yield (*path, "good"), "an export; only goods that come in are on their way here"


def _of_use(inputs: Inputs) -> Found:
    limits = inputs.limits().own
    for name, used in inputs.case.start.used.items():
        at: DataPath = ("start", "used", name)
        limit = limits[name]
        if limit.of == "stock":
            yield at, "stock is a level, of which nothing is used up"
        elif limit.at_most is None and limit.at_least is None:
            yield at, "the limit holds by the day, and of a day nothing is used up before it"
        elif limit.at_most is not None and used.value > limit.at_most.value * (1 + ROUNDING):
            yield at, f"more than its at_most, {limit.at_most.value:g}"
