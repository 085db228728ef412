"""The `sizing` blocks of a case and its model turned into a `Sizing`; what is wrong or odd there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from crossings.problem import Evidence, Problem
from crossings.reading.arrays import floats
from crossings.reading.document import DataPath, dotted
from crossings.reading.inputs import Inputs, quantities_of
from crossings.reading.schema import Crossing, Pool
from crossings.reading.sizing_schema import (
    CrossingSizing,
    Growth,
    HoursOptions,
    PoolSizing,
    SizingEntry,
)
from crossings.reading.spelling import near, one_of
from crossings.sizing import Post, Site, Sizing, Supply

Said = Iterator[tuple[DataPath, str]]
_NOTHING = CrossingSizing.model_construct()


def sizing_of(inputs: Inputs, problem: Problem) -> Sizing:
    """What may be added to `problem`; nothing where neither file has a `sizing` block."""
    entry = in_force(inputs)
    sites: list[Site] = []
    posts: list[Post] = []
    standing: list[Crossing | Pool] = []
    for c, (name, crossing) in enumerate(inputs.case.crossings.items()):
        own = {q: units.value for q, units in (crossing.resources or {}).items()}
        growing = entry.crossings.get(name, entry.crossings.get("*", _NOTHING))
        if own and (growing.resources or growing.hours_per_day):
            sites.append(_site(c, None, crossing, growing.hours_per_day))
            standing.append(crossing)
            posts += _posts(len(sites) - 1, own, growing.resources)
    for p, (name, pool) in enumerate(inputs.pools().items()):
        if name in entry.pools:
            sites.append(_site(None, p, pool, entry.pools[name].hours_per_day))
            standing.append(pool)
            posts += _posts(len(sites) - 1, {name: pool.units.value}, entry.pools)
    shape = (len(problem.periods), len(sites))
    return Sizing(
        problem=replace(problem, evidence=problem.evidence + _evidence(inputs)),
        sites=tuple(sites),
        posts=tuple(posts),
        utilisation=np.broadcast_to(floats(_utilisation(each) for each in standing), shape).copy(),
        hours=np.broadcast_to(floats(each.hours_per_day.value for each in standing), shape).copy(),
        units=np.broadcast_to(
            floats(post.units for post in posts), (len(problem.periods), len(posts))
        ).copy(),
        currency=entry.currency,
        costs_over=entry.costs_over,
        budget_steps=tuple(step.value for step in entry.budget_steps),
    )


def in_force(inputs: Inputs) -> SizingEntry:
    """The case's block, and the model's over it: crossings and pools by name, all else by key."""
    case, model = inputs.case.sizing, inputs.model.sizing
    update = {name: getattr(model, name) for name in model.model_fields_set}
    for name in ("crossings", "pools"):
        update[name] = {**getattr(case, name), **getattr(model, name)}
    return case.model_copy(update=update)


def _site(
    c: int | None, p: int | None, standing: Crossing | Pool, hours: HoursOptions | None
) -> Site:
    today = standing.hours_per_day.value
    options = sorted({option.value for option in hours.options}) if hours else []
    choices = (today, *(option for option in options if option > today))
    return Site(c, p, choices, hours.cost_per_hour.value if hours else 0.0)


def _posts(s: int, own: Mapping[str, float], growing: Mapping[str, Growth]) -> Iterator[Post]:
    for resource, units in own.items():
        growth = growing.get(resource)
        if growth is None:
            yield Post(s, resource, units, 0, (), 0.0)
            continue
        supplies = [
            Supply(name, int(offer.units.value), _cost(offer.cost or growth.cost))
            for name, offer in growth.offers.items()
        ]
        most = sum(supply.units for supply in supplies)
        if growth.at_most is not None:
            ceiling = max(0, math.floor(growth.at_most.value - units))
            most = min(most, ceiling) if supplies else ceiling
        anyone = [] if supplies else [Supply(None, most, _cost(growth.cost))]
        cost_per_hour = growth.cost_per_hour.value
        yield Post(s, resource, units, most, (*supplies, *anyone), cost_per_hour)


def _cost(cost: object) -> float:
    return float(getattr(cost, "value", 0.0))


def _utilisation(standing: Crossing | Pool) -> float:
    return standing.utilisation.value if isinstance(standing, Crossing) else 1.0


def _evidence(inputs: Inputs) -> tuple[Evidence, ...]:
    """Every number of the blocks in force."""
    replaced = {(key, name) for key in ("crossings", "pools") for name in _named(inputs, key)}
    replaced |= {(key,) for key in inputs.model.sizing.model_fields_set - {"crossings", "pools"}}
    rows = []
    for in_model, entry in ((False, inputs.case.sizing), (True, inputs.model.sizing)):
        for path, quantity, default in quantities_of(entry):
            if in_model or not {path[:1], path[:2]} & replaced:
                low, high = quantity.range or (None, None)
                kept = (quantity.source, quantity.confidence, default, quantity.note)
                place = dotted((*(["model"] if in_model else []), "sizing", *path))
                rows.append(Evidence(place, quantity.value, low, high, *kept))
    return tuple(rows)


def _named(inputs: Inputs, key: str) -> list[str]:
    return list(getattr(inputs.model.sizing, key))


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
