"""Valid inputs turned into a `Problem`: labels become positions, keys become arrays."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from crossings.inspection import procedure
from crossings.problem import (
    Evidence,
    Flags,
    Floats,
    Named,
    Observed,
    Origin,
    Place,
    Problem,
    Ware,
)
from crossings.reading import calendar
from crossings.reading.document import dotted
from crossings.reading.entry import Quantity
from crossings.reading.goods_schema import Admits, Good
from crossings.reading.inputs import Inputs
from crossings.reading.schema import Case, Crossing


def problem_of(inputs: Inputs) -> Problem:
    """The problem that a case poses under an inspection model; without its warnings."""
    case, model = inputs.case, inputs.model
    limits, pools = inputs.limits(), inputs.pools()
    corridors = case.corridors or {}
    regimes = {r: procedure(regime.start, regime.steps) for r, regime in model.regimes.items()}
    horizon = calendar.periods(
        case.horizon.start,
        int(case.horizon.periods.value),
        int(case.horizon.days_per_period.value),
    )
    resources = _resources(inputs)
    goods = tuple(
        Ware(g, good.name or g, good.category, good.sector) for g, good in case.goods.items()
    )
    need, export_need = _need(case)
    first_stock, last_stock = _stocks(case, need)
    floors = limits.coverage_at_least
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
        crossing_open_days=_columns(
            [
                calendar.open_days(horizon, crossing.open_days, crossing.closed_dates)
                for crossing in case.crossings.values()
            ],
            len(horizon),
        ),
        corridor_open_days=_columns(
            [calendar.open_days(horizon, corridor.open_days) for corridor in corridors.values()],
            len(horizon),
        ),
        pool_open_days=_columns(
            [calendar.open_days(horizon, pool.open_days) for pool in pools.values()], len(horizon)
        ),
        through_corridors=bool(case.corridors),
        brings=_brings(case, goods),
        corridor_capacity=_array([_or_inf(o.truckloads_per_day) for o in corridors.values()]),
        corridor_good_capacity=_matrix(
            [
                [_or_inf((corridor.goods or {}).get(g)) for g in case.goods]
                for corridor in corridors.values()
            ],
            (len(corridors), len(goods)),
        ),
        corridor_loss=_array([corridor.loss.value for corridor in corridors.values()]),
        usable=_usable(inputs, goods),
        minutes=_matrix(
            [
                [
                    [
                        _factor(model.minutes_factor, good, q)
                        * regimes[r].minutes.get(q, 0.0)
                        / regime.fill.value
                        for q in resources
                    ]
                    for r, regime in model.regimes.items()
                ]
                for good in goods
            ],
            (len(goods), len(regimes), len(resources)),
        ),
        refusal=_array([regime.refusal for regime in regimes.values()]),
        detection=_array([regime.detection for regime in regimes.values()]),
        fill=_array([regime.fill.value for regime in model.regimes.values()]),
        gate=_array([_or_inf(c.gate_truckloads_per_day) for c in case.crossings.values()]),
        own_minutes=_matrix(
            [
                [_own_minutes(crossing, q, q in pools) for q in resources]
                for crossing in case.crossings.values()
            ],
            (len(case.crossings), len(resources)),
        ),
        pool_minutes=_array(
            [pool.units.value * pool.hours_per_day.value * 60 for pool in pools.values()]
        ),
        pool_resource=np.array([resources.index(p) for p in pools], dtype=np.intp),
        reaches=np.array(
            [
                [crossing.routes is None or a in crossing.routes for a in case.areas]
                for crossing in case.crossings.values()
            ],
            dtype=bool,
        ).reshape(len(case.crossings), len(case.areas)),
        route_capacity=_routes(case, "truckloads_per_day", np.inf),
        route_loss=_routes(case, "loss", 0.0),
        need=need,
        export_need=export_need,
        first_stock=first_stock,
        last_stock=last_stock,
        priority=_array([good.priority.value for good in case.goods.values()]),
        threat_rate=_array([_or(good.threat_rate, 0.0) for good in case.goods.values()]),
        threat_known=np.array([g.threat_rate is not None for g in case.goods.values()], dtype=bool),
        tonnes=_array([_or(g.tonnes_per_truckload, np.nan) for g in case.goods.values()]),
        pallets=_array([_or(g.pallets_per_truckload, np.nan) for g in case.goods.values()]),
        population=_array([_or(area.population, np.nan) for area in case.areas.values()]),
        band_width=np.diff([0.0, *tops]),
        band_weight=_array([band.weight.value for band in case.coverage_bands]),
        undetected_limit=_or_inf(limits.undetected_threats_per_day),
        detection_floor=_or(limits.detection_rate_at_least, 0.0),
        coverage_floor=_array([_or(_by_good_or_category(floors, good), 0.0) for good in goods]),
        windows=calendar.windows(horizon, None if window is None else int(window.value)),
        observed=_observed(inputs),
        evidence=_evidence(inputs),
    )


def _array(values: list[float]) -> Floats:
    return np.array(values, dtype=np.float64)


def _matrix(rows: list[list[float]] | list[list[list[float]]], shape: tuple[int, ...]) -> Floats:
    """Rows as an array that keeps its axes where one of them is empty."""
    return np.array(rows, dtype=np.float64).reshape(shape)


def _columns(columns: list[Floats], length: int) -> Floats:
    return np.stack(columns, axis=1) if columns else np.zeros((length, 0))


def _or(quantity: Quantity | None, otherwise: float) -> float:
    return otherwise if quantity is None else quantity.value


def _or_inf(quantity: Quantity | None) -> float:
    return _or(quantity, np.inf)


def _resources(inputs: Inputs) -> tuple[str, ...]:
    named = [q for crossing in inputs.case.crossings.values() for q in crossing.resources or ()]
    named += [q for regime in inputs.model.regimes.values() for q in sorted(regime.resources)]
    return tuple(dict.fromkeys([*named, *inputs.pools()]))


def _own_minutes(crossing: Crossing, resource: str, pooled: bool) -> float:
    """Minutes of a resource on an open day; nan where the crossing has none of its own."""
    if crossing.resources is None:
        return np.nan if pooled else np.inf
    units = crossing.resources.get(resource)
    if units is None:
        return np.nan
    return units.value * crossing.hours_per_day.value * 60 * crossing.utilisation.value


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


def _factor(factors: Mapping[str, Mapping[str, Quantity]], good: Ware, resource: str) -> float:
    """Factor on a resource's minutes: the good's, else its category's, else 1."""
    for word in (good.id, good.category):
        if resource in factors.get(word, {}):
            return factors[word][resource].value
    return 1.0


def _by_good_or_category(floors: Mapping[str, Quantity], good: Ware) -> Quantity | None:
    """The floor of a good: by its id, else by its category, else `*`."""
    for word in (good.id, good.category, "*"):
        if word in floors:
            return floors[word]
    return None


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


def _routes(case: Case, key: str, otherwise: float) -> Floats:
    """(C, A) One number of every route; `otherwise` where a route or the number is not given."""
    rows = [
        [
            _or(getattr(crossing.routes[a], key), otherwise)
            if crossing.routes is not None and a in crossing.routes
            else otherwise
            for a in case.areas
        ]
        for crossing in case.crossings.values()
    ]
    return _matrix(rows, (len(case.crossings), len(case.areas)))


def _shares(case: Case) -> Floats:
    """(A,) Each area's share of what is given in all: by population, evenly where none is given."""
    population = _array([_or(area.population, 0.0) for area in case.areas.values()])
    total = population.sum()
    return population / total if total > 0 else np.full(len(population), 1 / len(population))


def _by_area(case: Case, quantities: Mapping[str, Quantity]) -> Floats:
    return _array([_or(quantities.get(a), 0.0) for a in case.areas])


def _need(case: Case) -> tuple[Floats, Floats]:
    """(G, A) inbound and (G,) export need, truckloads a day."""
    rows, exports = [], []
    for good in case.goods.values():
        exports.append(_or(good.need.truckloads_per_day, 0.0) if good.category == "export" else 0.0)
        rows.append(_inbound_need(case, good))
    return _matrix([list(row) for row in rows], (len(rows), len(case.areas))), _array(exports)


def _inbound_need(case: Case, good: Good) -> Floats:
    """(A,) Truckloads a day; 0 for exports."""
    need, tonnes = good.need, _or(good.tonnes_per_truckload, np.nan)
    if good.category == "export":
        return np.zeros(len(case.areas))
    if need.by_area is not None:
        return _by_area(case, need.by_area)
    if need.kg_per_person_per_day is not None:
        people = _array([_or(area.population, 0.0) for area in case.areas.values()])
        return people * need.kg_per_person_per_day.value / 1000 / tonnes
    if need.tonnes_per_day is not None:
        return _shares(case) * need.tonnes_per_day.value / tonnes
    return _shares(case) * _or(need.truckloads_per_day, 0.0)


def _stocks(case: Case, need: Floats) -> tuple[Floats, Floats]:
    """(G, A) truckloads at the start, and to be left at the end."""
    first, last = np.zeros_like(need), np.zeros_like(need)
    for g, good in enumerate(case.goods.values()):
        stock = good.stock
        last[g] = stock.end_days_of_need.value * need[g]
        if stock.by_area is not None:
            first[g] = _by_area(case, stock.by_area)
        elif stock.days_of_need is not None:
            first[g] = stock.days_of_need.value * need[g]
        else:
            first[g] = _or(stock.truckloads, 0.0) * _shares(case)
    return first, last


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
