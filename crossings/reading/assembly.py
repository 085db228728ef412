"""Valid inputs turned into a `Problem`: labels become positions, keys become arrays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from crossings.inspection import Procedure, procedure
from crossings.problem import (
    Evidence,
    Flags,
    Floats,
    Named,
    Observed,
    Origin,
    Period,
    Place,
    Problem,
    Ware,
)
from crossings.reading import calendar, needs
from crossings.reading.arrays import floats, table, value_or
from crossings.reading.document import dotted
from crossings.reading.entry import Quantity
from crossings.reading.goods_schema import Admits
from crossings.reading.inputs import Inputs
from crossings.reading.model_schema import InspectionModel
from crossings.reading.schema import Case, Corridor, Crossing, Pool, Route


def problem_of(inputs: Inputs) -> Problem:
    """The problem that a case poses under an inspection model; without its warnings."""
    case, model = inputs.case, inputs.model
    limits, pools = inputs.limits(), inputs.pools()
    corridors = case.corridors or {}
    procedures = {r: procedure(regime.start, regime.steps) for r, regime in model.regimes.items()}
    horizon = calendar.periods(
        case.horizon.start,
        int(case.horizon.periods.value),
        int(case.horizon.days_per_period.value),
    )
    resources = _resources(inputs)
    goods = tuple(
        Ware(g, good.name or g, good.category, good.sector) for g, good in case.goods.items()
    )
    need = needs.inbound_need(case)
    window = limits.coverage_window_days
    tops = [band.up_to.value for band in case.coverage_bands]

    return Problem(
        case=Origin(case.title, inputs.case_document.file, inputs.case_document.sha256),
        model=Origin(model.title, inputs.model_document.file, inputs.model_document.sha256),
        periods=horizon,
        corridors=tuple(Named(o, corridor.name or o) for o, corridor in corridors.items()),
        crossings=tuple(Named(c, crossing.name or c) for c, crossing in case.crossings.items()),
        goods=goods,
        regimes=tuple(Named(r, r) for r in model.regimes),
        areas=tuple(Place(a, area.name or a, area.pcode) for a, area in case.areas.items()),
        resources=resources,
        pools=tuple(pools),
        days=np.array([period.days for period in horizon], dtype=np.float64),
        crossing_open_days=_open_days(horizon, case.crossings.values()),
        corridor_open_days=_open_days(horizon, corridors.values()),
        pool_open_days=_open_days(horizon, pools.values()),
        through_corridors=bool(case.corridors),
        brings=_brings(case, goods),
        corridor_capacity=floats(
            value_or(o.truckloads_per_day, np.inf) for o in corridors.values()
        ),
        corridor_good_capacity=_corridor_good_capacity(case),
        corridor_loss=floats(corridor.loss.value for corridor in corridors.values()),
        usable=_usable(inputs, goods),
        minutes=_minutes(model, procedures, goods, resources),
        refusal=floats(regime.refusal for regime in procedures.values()),
        detection=floats(regime.detection for regime in procedures.values()),
        fill=floats(regime.fill.value for regime in model.regimes.values()),
        gate=floats(value_or(c.gate_truckloads_per_day, np.inf) for c in case.crossings.values()),
        own_minutes=_own_minutes(case, resources, pools),
        pool_minutes=floats(
            pool.units.value * pool.hours_per_day.value * 60 for pool in pools.values()
        ),
        pool_resource=np.array([resources.index(p) for p in pools], dtype=np.intp),
        reaches=_reaches(case),
        route_capacity=_routes(case, lambda route: route.truckloads_per_day, np.inf),
        route_loss=_routes(case, lambda route: route.loss, 0.0),
        need=need,
        export_need=needs.export_need(case),
        first_stock=needs.first_stock(case, need),
        last_stock=needs.last_stock(case, need),
        priority=floats(good.priority.value for good in case.goods.values()),
        threat_rate=floats(value_or(good.threat_rate, 0.0) for good in case.goods.values()),
        threat_known=np.array([g.threat_rate is not None for g in case.goods.values()], dtype=bool),
        tonnes=floats(value_or(g.tonnes_per_truckload, np.nan) for g in case.goods.values()),
        pallets=floats(value_or(g.pallets_per_truckload, np.nan) for g in case.goods.values()),
        population=floats(value_or(area.population, np.nan) for area in case.areas.values()),
        band_width=np.diff([0.0, *tops]),
        band_weight=floats(band.weight.value for band in case.coverage_bands),
        undetected_limit=value_or(limits.undetected_threats_per_day, np.inf),
        detection_floor=value_or(limits.detection_rate_at_least, 0.0),
        coverage_floor=floats(
            value_or(_of_good(limits.coverage_at_least, good), 0.0) for good in goods
        ),
        windows=calendar.windows(horizon, None if window is None else int(window.value)),
        observed=_observed(inputs),
        evidence=_evidence(inputs),
    )


def _resources(inputs: Inputs) -> tuple[str, ...]:
    named = [q for crossing in inputs.case.crossings.values() for q in crossing.resources or ()]
    named += [q for regime in inputs.model.regimes.values() for q in sorted(regime.resources)]
    return tuple(dict.fromkeys([*named, *inputs.pools()]))


def _open_days(horizon: Sequence[Period], sites: Collection[Crossing | Corridor | Pool]) -> Floats:
    """(T, ·) Days of each period on which each crossing, corridor or pool is open."""
    columns = [
        calendar.open_days(horizon, site.open_days, getattr(site, "closed_dates", ()))
        for site in sites
    ]
    return np.stack(columns, axis=1) if columns else np.zeros((len(horizon), 0))


def _minutes(
    model: InspectionModel,
    procedures: Mapping[str, Procedure],
    goods: Sequence[Ware],
    resources: Sequence[str],
) -> Floats:
    """(G, R, Q) Minutes of each resource that a truckload of each good takes in each regime."""
    by_resource = {
        q: {word: factors[q] for word, factors in model.minutes_factor.items() if q in factors}
        for q in resources
    }
    factor = table(  # (G, Q)
        [[value_or(_of_good(by_resource[q], good), 1.0) for q in resources] for good in goods],
        (len(goods), len(resources)),
    )
    per_truck = table(  # (R, Q)
        [[steps.minutes.get(q, 0.0) for q in resources] for steps in procedures.values()],
        (len(procedures), len(resources)),
    )
    fill = floats(regime.fill.value for regime in model.regimes.values())  # (R,)
    return factor[:, None, :] * per_truck / fill[:, None]


def _of_good(quantities: Mapping[str, Quantity], good: Ware) -> Quantity | None:
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


def _usable(inputs: Inputs, goods: Sequence[Ware]) -> Flags:
    """(C, G, R) Where the model uses a regime, and crossing and regime admit the good."""
    case, model = inputs.case, inputs.model
    usable = np.zeros((len(case.crossings), len(goods), len(model.regimes)), dtype=bool)
    for c, (crossing_id, crossing) in enumerate(case.crossings.items()):
        used = inputs.regimes_used(crossing_id)
        for r, (regime_id, regime) in enumerate(model.regimes.items()):
            for g, good in enumerate(goods):
                admitted = _admits(crossing.admits, good) and _admits(regime.admits, good)
                usable[c, g, r] = regime_id in used and admitted
    return usable


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


def _observed(inputs: Inputs) -> tuple[Observed, ...]:
    sources = {**inputs.model.sources, **inputs.case.sources}
    return tuple(
        Observed(
            seen.crossing,
            seen.good,
            seen.category,
            seen.from_,
            seen.to,
            seen.stage,
            seen.truckloads.value,
            None if seen.open_days is None else seen.open_days.value,
            seen.source,
            sources[seen.source].publisher or seen.source,
        )
        for seen in inputs.case.observed
    )


def _evidence(inputs: Inputs) -> tuple[Evidence, ...]:
    rows = []
    for path, quantity, default in inputs.quantities():
        low, high = quantity.range or (None, None)
        kept = (quantity.source, quantity.confidence, default, quantity.note)
        rows.append(Evidence(dotted(path), quantity.value, low, high, *kept))
    return tuple(rows)
