"""What the `sizing` blocks ask that cannot be, and what of them comes to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crossings.reading.inputs import Inputs
from crossings.reading.schema.case import Crossing
from crossings.reading.schema.sizing import CrossingSizing, Growth, PoolSizing
from crossings.reading.yaml.document import DataPath
from crossings.reading.yaml.spelling import near, one_of

Said = Iterator[tuple[DataPath, str]]


def faults_in_case(inputs: Inputs) -> Said:
    """What the case's block asks of its own crossings that cannot be."""
    for c, growing in inputs.case.sizing.crossings.items():
        if c != "*":
            yield from _impossible(inputs.case.crossings[c], c, growing)


def faults_in_model(inputs: Inputs) -> Said:
    """Pools of the model's block that nobody has."""
    pools = inputs.pools()
    for p in inputs.model.sizing.pools:
        if p not in pools:
            yield ("sizing", "pools", p), f"no pool is called {p}{one_of(p, pools)}"


def oddities_in_case(inputs: Inputs) -> Said:
    """What of the case's block comes to nothing under this model."""
    pools = inputs.pools()
    for p in inputs.case.sizing.pools:
        if p not in pools:
            text = f"no pool of case or model is called {p}{near(p, pools)}"
            yield ("sizing", "pools", p), text
    for c, growing in inputs.case.sizing.crossings.items():
        if c != "*":
            own = inputs.case.crossings[c].resources or {}
            yield from _beyond(("crossings", c, "resources"), growing.resources, own)
    yield from _beyond_pools(inputs, inputs.case.sizing.pools)


def oddities_in_model(inputs: Inputs) -> Said:
    """What of the model's block comes to nothing in this case."""
    crossings = inputs.case.crossings
    for c, growing in inputs.model.sizing.crossings.items():
        if c == "*":
            continue
        if c not in crossings:
            yield ("sizing", "crossings", c), f"the case has no crossing {c}{near(c, crossings)}"
            continue
        yield from _impossible(crossings[c], c, growing)
        own = crossings[c].resources or {}
        yield from _beyond(("crossings", c, "resources"), growing.resources, own)
    yield from _beyond_pools(inputs, inputs.model.sizing.pools)
    channels = inputs.case.informal
    for n in inputs.model.sizing.informal:
        if n not in channels:
            text = f"the case has no informal channel {n}{near(n, channels)}"
            yield ("sizing", "informal", n), text


def _impossible(crossing: Crossing, c: str, growing: CrossingSizing) -> Said:
    for q in growing.resources:
        place = ("sizing", "crossings", c, "resources", q)
        if crossing.resources is None:
            yield place, f"the capacity of {c} is unknown: give its resources first"
        elif q not in crossing.resources:
            hint = near(q, crossing.resources)
            text = f"{c} has no {q}{hint}" if hint else f"{c} has no {q}; give it 0 there first"
            yield place, text


def _beyond(path: DataPath, growing: Mapping[str, Growth], own: Mapping[str, object]) -> Said:
    """Ceilings below what is there."""
    for q, growth in growing.items():
        there = getattr(own.get(q), "value", 0.0)
        if growth.at_most is not None and growth.at_most.value < there:
            text = f"{there:g} are there already, so none can be added"
            yield ("sizing", *path, q, "at_most"), text


def _beyond_pools(inputs: Inputs, growing: Mapping[str, PoolSizing]) -> Said:
    own = {p: pool.units for p, pool in inputs.pools().items()}
    yield from _beyond(("pools",), growing, own)
