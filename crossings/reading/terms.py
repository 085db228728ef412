"""The terms of each period: whatever a phase may change, as arrays over its periods.

Labels are the problem's own, so that the terms of one phase stand beside those of the next. A
regime or a pool that a phase does not know is not usable there, and has no minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from crossings.inspection import Procedure, procedure
from crossings.problem import Flags, Floats, Period, Ware
from crossings.reading import calendar, needs
from crossings.reading.arrays import floats, table, value_or
from crossings.reading.inputs import InForce, Inputs
from crossings.reading.schema.case import Case, Corridor, Crossing, Pool, Route
from crossings.reading.schema.entry import Quantity
from crossings.reading.schema.goods import Admits
from crossings.reading.schema.models import InspectionModel

Given = TypeVar("Given")


@dataclass(frozen=True)
class Labels:
    """What the positions of the axes stand for."""

    goods: tuple[Ware, ...]
    regimes: tuple[str, ...]
    resources: tuple[str, ...]
    pools: tuple[str, ...]


def terms(phases: Sequence[InForce], labels: Labels) -> dict[str, Any]:
    """Fields of a `Problem` that have a value for every period, or every day, by name."""
    of_phases = [_terms(phase, labels) for phase in phases]
    # In one layout, whatever the phases, so that sums over them round alike.
    return {
        name: np.ascontiguousarray(np.concatenate([each[name] for each in of_phases]))
        for name in of_phases[0]
    }


def _terms(phase: InForce, labels: Labels) -> dict[str, Any]:
    """The same for the periods of one phase."""
    inputs, horizon = phase.inputs, phase.periods
    case, model, limits = inputs.case, inputs.model, inputs.limits()
    corridors = case.corridors or {}
    crossings = case.crossings.values()
    pools = inputs.pools()
    known_pools = [pools.get(p) for p in labels.pools]
    procedures = {r: procedure(regime.start, regime.steps) for r, regime in model.regimes.items()}
    known = [procedures.get(r) for r in labels.regimes]
    fills = {r: regime.fill.value for r, regime in model.regimes.items()}
    constant = {
        "brings": _brings(case, labels.goods),
        "corridor_capacity": floats(
            value_or(o.truckloads_per_day, np.inf) for o in corridors.values()
        ),
        "corridor_good_capacity": _corridor_good_capacity(case),
        "corridor_loss": floats(corridor.loss.value for corridor in corridors.values()),
        "usable": _usable(inputs, labels),
        "lacking": _lacking(inputs, labels),
        "minutes": _minutes(model, procedures, labels),
        "refusal": floats(0.0 if steps is None else steps.refusal for steps in known),
        "detection": floats(0.0 if steps is None else steps.detection for steps in known),
        "fill": floats(fills.get(r, 1.0) for r in labels.regimes),
        "gate": floats(value_or(c.gate_truckloads_per_day, np.inf) for c in crossings),
        "own_minutes": _own_minutes(case, labels.resources, pools),
        "pool_minutes": floats(
            0.0 if pool is None else pool.units.value * pool.hours_per_day.value * 60
            for pool in known_pools
        ),
        "reaches": _reaches(case),
        "route_capacity": _routes(case, lambda route: route.truckloads_per_day, np.inf),
        "route_loss": _routes(case, lambda route: route.loss, 0.0),
        "need": needs.inbound_need(case),
        "export_need": needs.export_need(case),
        **_diversion(inputs, labels),
        **_informal(case),
        "threat_rate": floats(value_or(good.threat_rate, 0.0) for good in case.goods.values()),
        "threat_known": np.array(
            [good.threat_rate is not None for good in case.goods.values()], dtype=bool
        ),
        "population": floats(value_or(area.population, np.nan) for area in case.areas.values()),
        "undetected_limit": np.array(value_or(limits.undetected_threats_per_day, np.inf)),
        "diverted_limit": np.array(value_or(limits.diverted_truckloads_per_day, np.inf)),
        "detection_floor": np.array(value_or(limits.detection_rate_at_least, 0.0)),
        "coverage_floor": floats(
            value_or(_of_good(limits.coverage_at_least, good), 0.0) for good in labels.goods
        ),
    }
    crossing_opens, pool_opens = _opens(horizon, crossings), _opens(horizon, known_pools)
    corridor_opens = _opens(horizon, corridors.values())
    return {
        "crossing_opens": crossing_opens,
        "pool_opens": pool_opens,
        "crossing_open_days": calendar.in_periods(horizon, crossing_opens),
        "corridor_open_days": calendar.in_periods(horizon, corridor_opens),
        "pool_open_days": calendar.in_periods(horizon, pool_opens),
        **{name: np.broadcast_to(a, (len(horizon), *a.shape)) for name, a in constant.items()},
    }


def _opens(
    horizon: Sequence[Period], sites: Collection[Crossing | Corridor | Pool | None]
) -> Flags:
    """(D, ·) Whether each crossing, corridor or pool is open, day by day."""
    columns = [
        calendar.opens(horizon, (), ())
        if site is None
        else calendar.opens(horizon, site.open_days, getattr(site, "closed_dates", ()))
        for site in sites
    ]
    days = sum(period.days for period in horizon)
    return np.stack(columns, axis=1) if columns else np.zeros((days, 0), dtype=bool)


def _minutes(model: InspectionModel, procedures: Mapping[str, Procedure], labels: Labels) -> Floats:
    """(G, R, Q) Minutes of each resource that a truckload of each good takes in each regime."""
    goods, resources = labels.goods, labels.resources
    by_resource = {
        q: {word: factors[q] for word, factors in model.minutes_factor.items() if q in factors}
        for q in resources
    }
    factor = table(  # (G, Q)
        [[value_or(_of_good(by_resource[q], good), 1.0) for q in resources] for good in goods],
        (len(goods), len(resources)),
    )
    takes = [procedures[r].minutes if r in procedures else {} for r in labels.regimes]
    per_truck = table(  # (R, Q)
        [[minutes.get(q, 0.0) for q in resources] for minutes in takes],
        (len(takes), len(resources)),
    )
    fill = floats(  # (R,)
        model.regimes[r].fill.value if r in procedures else 1.0 for r in labels.regimes
    )
    return factor[:, None, :] * per_truck / fill[:, None]


def _diversion(inputs: Inputs, labels: Labels) -> dict[str, Floats]:
    """(G,) Shares diverted and prevented; (G, P) minutes of end-use checks."""
    goods = inputs.case.goods.values()
    checks = [_of_good(inputs.model.end_use, good) for good in labels.goods]
    minutes = [{} if check is None else check.minutes for check in checks]
    return {
        "diversion_share": floats(value_or(good.diversion_share, 0.0) for good in goods),
        "diversion_prevented": floats(
            0.0 if check is None else check.prevents.value for check in checks
        ),
        "end_use_minutes": table(
            [[value_or(each.get(p), 0.0) for p in labels.pools] for each in minutes],
            (len(minutes), len(labels.pools)),
        ),
    }


def _informal(case: Case) -> dict[str, Floats]:
    """(N, G) Shares of unmet need sent by each channel; (N,) shares stopped and hidden."""
    channels = case.informal.values()
    return {
        "informal_share": table(
            [[value_or(channel.goods.get(g), 0.0) for g in case.goods] for channel in channels],
            (len(channels), len(case.goods)),
        ),
        "informal_interdicted": floats(channel.interdicted.value for channel in channels),
        "informal_threat_rate": floats(
            value_or(channel.threat_rate, np.nan) for channel in channels
        ),
    }


def _of_good(quantities: Mapping[str, Given], good: Ware) -> Given | None:
    """What is given for a good: by its id, else by its category, else by `*`."""
    words = (good.id, good.category, "*")
    return next((quantities[word] for word in words if word in quantities), None)


def _own_minutes(case: Case, resources: Sequence[str], pools: Collection[str]) -> Floats:
    """(C, Q) Minutes on an open day; nan where the crossing has none of its own."""

    def minutes(crossing: Crossing, resource: str) -> float:
        if crossing.resources is None:
            return np.nan if resource in pools else np.inf
        units = crossing.resources.get(resource)
        if units is None:
            return np.nan
        return units.value * crossing.hours_per_day.value * 60 * crossing.utilisation.value

    return table(
        [[minutes(crossing, q) for q in resources] for crossing in case.crossings.values()],
        (len(case.crossings), len(resources)),
    )


def _admits(admits: Admits, good: Ware) -> bool:
    listed = admits.categories is None and admits.goods is None
    listed = listed or good.category in (admits.categories or ())
    listed = listed or good.id in (admits.goods or ())
    return listed and good.id not in admits.except_


def _usable(inputs: Inputs, labels: Labels) -> Flags:
    """(C, G, R) Where the model uses a regime, and crossing and regime admit the good."""
    case, model = inputs.case, inputs.model
    usable = np.zeros((len(case.crossings), len(labels.goods), len(labels.regimes)), dtype=bool)
    for c, (crossing_id, crossing) in enumerate(case.crossings.items()):
        for regime_id in inputs.regimes_used(crossing_id):
            r, regime = labels.regimes.index(regime_id), model.regimes[regime_id]
            for g, good in enumerate(labels.goods):
                usable[c, g, r] = _admits(crossing.admits, good) and _admits(regime.admits, good)
    return usable


def _lacking(inputs: Inputs, labels: Labels) -> Flags:
    """(C, G, Q) Resources that keep a good from a crossing, by the regime that lacks the fewest."""
    case, model = inputs.case, inputs.model
    shape = len(case.crossings), len(labels.goods), len(labels.resources)
    lacking = np.zeros(shape, dtype=bool)
    for c, (crossing_id, crossing) in enumerate(case.crossings.items()):
        missing = {r: inputs.missing_resources(crossing_id, r) for r in model.regimes}
        for g, good in enumerate(labels.goods) if model.use is None else ():
            admitting = [
                missing[r]
                for r, regime in model.regimes.items()
                if _admits(crossing.admits, good) and _admits(regime.admits, good)
            ]
            for resource in min(admitting, key=len, default=()):
                lacking[c, g, labels.resources.index(resource)] = True
    return lacking


def _brings(case: Case, goods: Collection[Ware]) -> Flags:
    """(O, C, G) Where a corridor serves a crossing and brings an inbound good."""
    corridors = case.corridors or {}
    brings = np.zeros((len(corridors), len(case.crossings), len(goods)), dtype=bool)
    for o, corridor in enumerate(corridors.values()):
        for c, crossing in enumerate(case.crossings):
            for g, good in enumerate(goods):
                serves = corridor.serves is None or crossing in corridor.serves
                listed = corridor.goods is None or good.id in corridor.goods
                brings[o, c, g] = serves and listed and not good.is_export
    return brings


def _corridor_good_capacity(case: Case) -> Floats:
    """(O, G) Truckloads of each good that a corridor brings on an open day."""
    corridors = case.corridors or {}
    return table(
        [
            [value_or((corridor.goods or {}).get(g), np.inf) for g in case.goods]
            for corridor in corridors.values()
        ],
        (len(corridors), len(case.goods)),
    )


def _reaches(case: Case) -> Flags:
    """(C, A) Where a crossing has a route to an area."""
    reaches = np.zeros((len(case.crossings), len(case.areas)), dtype=bool)
    for c, crossing in enumerate(case.crossings.values()):
        reaches[c] = [crossing.routes is None or a in crossing.routes for a in case.areas]
    return reaches


def _routes(case: Case, number: Callable[[Route], Quantity | None], otherwise: float) -> Floats:
    """(C, A) One number of every route; `otherwise` where a route or the number is not given."""
    rows = np.full((len(case.crossings), len(case.areas)), otherwise)
    for c, crossing in enumerate(case.crossings.values()):
        for a, area in enumerate(case.areas):
            if crossing.routes is not None and area in crossing.routes:
                rows[c, a] = value_or(number(crossing.routes[area]), otherwise)
    return rows
