"""What the `sizing` blocks ask that cannot be, and what of them comes to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import floor

from crossings.reading.inputs import Inputs
from crossings.reading.schema.case import Crossing
from crossings.reading.schema.sizing import (
    CrossingSizing,
    Growth,
    LimitSizing,
    PoolSizing,
    SizingEntry,
)
from crossings.reading.yaml.document import DataPath
from crossings.reading.yaml.spelling import near, one_of

_MOST_STEPS = 100_000
Said = Iterator[tuple[DataPath, str]]


def faults_in_case(inputs: Inputs) -> Said:
    """What the case's block asks of its own crossings that cannot be."""
    for c, growing in inputs.case.sizing.crossings.items():
        if c != "*":
            yield from _impossible(inputs.case.crossings[c], c, growing)
    yield from _not_to_be_bought(inputs, inputs.case.sizing)


def faults_in_model(inputs: Inputs) -> Said:
    """Pools of the model's block that nobody has, and limits that cannot be bought."""
    pools = inputs.pools()
    for p in inputs.model.sizing.pools:
        if p not in pools:
            yield ("sizing", "pools", p), f"no pool is called {p}{one_of(p, pools)}"
    yield from _not_to_be_bought(inputs, inputs.model.sizing)


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
    yield from _no_room(inputs, inputs.case.sizing)


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
    yield from _no_room(inputs, inputs.model.sizing)


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


def _not_to_be_bought(inputs: Inputs, sizing: SizingEntry) -> Said:
    """Limits of which nothing more can be bought, or too finely."""
    for name, growth, bounds in _limits(inputs, sizing):
        place = ("sizing", "limits", name)
        if not bounds:
            text = "asks for something; only of what is allowed at most can more be bought"
            yield place, f"{name} {text}"
        elif len(bounds) > 1:
            yield place, f"{name} gives {' and '.join(bounds)}: state it as two limits, to buy one"
        elif (steps := steps_of(growth, *bounds.values())) > _MOST_STEPS:
            text = f"it takes {steps:,} steps to the ceiling, and {_MOST_STEPS:,} can be counted"
            yield (*place, "at_most"), f"{text}: give a larger step"


def _no_room(inputs: Inputs, sizing: SizingEntry) -> Said:
    """Ceilings that no step reaches."""
    for name, growth, bounds in _limits(inputs, sizing):
        for allowed in bounds.values():
            if not steps_of(growth, allowed):
                step = f"step of {growth.step.value:g}" if growth.step.value > 1 else "unit"
                text = f"{allowed:g} is allowed already, so no {step} can be added"
                yield ("sizing", "limits", name, "at_most"), text


def _limits(
    inputs: Inputs, sizing: SizingEntry
) -> Iterator[tuple[str, LimitSizing, dict[str, float]]]:
    """Limits of one's own that may grow, and what they allow at most, by key."""
    own = inputs.limits().own
    for name, growth in sizing.limits.items():
        if name in own:  # or else in that of another phase
            bounds = [bound for bound in own[name].bounds if bound.startswith("at_most")]
            yield name, growth, {bound: getattr(own[name], bound).value for bound in bounds}


def steps_of(growth: LimitSizing, allowed: float) -> int:
    """Whole steps from what is allowed to the ceiling."""
    from crossings.analysis.sizing import exact

    room = exact(growth.at_most.value) - exact(allowed)
    return max(0, floor(room / int(growth.step.value)))
