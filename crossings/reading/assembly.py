"""Valid inputs turned into a `Problem`: labels become positions, keys become arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np

from crossings.inspection import Way, ways
from crossings.problem import (
    Channel,
    Evidence,
    Named,
    Origin,
    Phase,
    Place,
    Problem,
    Shipment,
    Ware,
    floats,
    windows,
)
from crossings.problem.labels import MOST_WAYS
from crossings.published import Location, Observed, Source, Tested
from crossings.reading.combinations import dated_in_any, in_any, with_days
from crossings.reading.given import Axes
from crossings.reading.inputs import InForce, Inputs, evidence_of, numbers_in_force
from crossings.reading.joint_tables import with_tables
from crossings.reading.own_limits import own_limits
from crossings.reading.phases import differing, paths_set
from crossings.reading.schema.case import Crossing
from crossings.reading.terms import terms
from crossings.reading.uncertain import uncertainty_of
from crossings.reading.yaml.document import DataPath
from crossings.wording import CONTRABAND


def problem_of(phases: Sequence[InForce]) -> Problem:
    """The problem that a case poses in the phases of its horizon; without its warnings.

    What no phase may change is the first one's.
    """
    first = phases[0].inputs
    case = first.case
    horizon = tuple(period for phase in phases for period in phase.periods)
    axes = _axes(phases)
    by_name = terms(phases, axes, dated_in_any(phases))
    resources, pools = axes.ids["q"], axes.ids["p"]
    uncertainty = uncertainty_of(phases, axes, by_name["crossing_opens"])
    return Problem(
        case=Origin(case.title, first.case_document.file, first.case_document.sha256),
        phases=_phases(phases),
        periods=horizon,
        corridors=tuple(Named(o, each.name or o) for o, each in (case.corridors or {}).items()),
        crossings=tuple(Named(c, crossing.name or c) for c, crossing in case.crossings.items()),
        goods=axes.goods,
        regimes=tuple(Named(r, r) for r in axes.ids["r"]),
        areas=tuple(Place(a, area.name or a, area.pcode) for a, area in case.areas.items()),
        shipments=_shipments(first),
        resources=tuple(resources),
        pools=tuple(pools),
        channels=tuple(
            Channel(n, channel.name or n, channel.counts_as_met)
            for n, channel in case.informal.items()
        ),
        days=np.array([period.days for period in horizon], dtype=np.float64),
        **with_days(by_name, phases, axes, uncertainty.throughput_weekdays),
        through_corridors=bool(case.corridors),
        pool_resource=np.array([resources.index(p) for p in pools], dtype=np.intp),
        band_width=np.diff([0.0, *(band.up_to.value for band in case.coverage_bands)]),
        band_weight=floats(band.weight.value for band in case.coverage_bands),
        windows=windows_of(phases, phases[0]),
        own_limits=axes.own,
        guaranteed_for=guaranteed_for(phases),
        notes=(case.notes or "").strip(),
        resource_names={
            q: name for each in reversed(phases) for q, name in each.inputs.resource_names().items()
        },
        admin_level=case.admin_level,
        calendar_months=case.calendar_months,
        contraband=case.contraband.name or CONTRABAND,
        tables=tuple(dict.fromkeys(t for p in phases for t in p.inputs.case_document.tables)),
        uncertainty=uncertainty,
        observed=_observed(first),
        tested=_tested(first),
        locations=tuple(_location(crossing) for crossing in case.crossings.values()),
        sources=_sources(phases),
        evidence=_evidence(phases),
    )


def windows_of(phases: Sequence[InForce], phase: InForce) -> tuple[range, ...]:
    """Windows of the floors over the horizon of `phases`, as `phase` has them."""
    horizon = tuple(period for each in phases for period in each.periods)
    days = phase.inputs.limits().coverage_window_days
    return windows(horizon, None if days is None else int(days.value))


def guaranteed_for(phases: Sequence[InForce]) -> str:
    """Axes of the guarantee, as the first phase that has one gives it."""
    given = (phase.inputs.limits().detection_for_every for phase in phases)
    return next((each.axes for each in given if each is not None), "tcg")


def _axes(phases: Sequence[InForce]) -> Axes:
    case = phases[0].inputs.case
    wares = (Ware(g, good.name or g, good.category, good.sector) for g, good in case.goods.items())
    inputs = [phase.inputs for phase in in_any(phases)]
    pools = dict.fromkeys(p for each in inputs for p in each.pools())
    resources = dict.fromkeys(q for each in inputs for q in _resources(each))
    ids: dict[str, Iterable[str]] = {
        "o": case.corridors or {},
        "c": case.crossings,
        "g": case.goods,
        "r": dict.fromkeys(r for each in inputs for r in each.model.regimes),
        "a": case.areas,
        "q": {**resources, **pools},
        "p": pools,
        "n": case.informal,
    }
    on_the_way = [s for o in (case.corridors or {}).values() for s in o.pipeline]
    shipments = range(len(on_the_way) + len(case.start.under_way))
    axes = Axes(
        {**{letter: tuple(each) for letter, each in ids.items()}, "s": shipments}, tuple(wares)
    )
    return axes.with_own(own_limits(phases, axes))


def _shipments(inputs: Inputs) -> tuple[Shipment, ...]:
    """What is on the way at the start: to crossings, then to areas, as `Given.shipments`."""
    case, start = inputs.case, inputs.case.start
    corridors = list(case.corridors or {})
    c, g, a = (list(each) for each in (case.crossings, case.goods, case.areas))
    return (
        *(
            Shipment(
                each.date, corridors.index(o), c.index(each.crossing), g.index(each.good), None
            )
            for o, corridor in (case.corridors or {}).items()
            for each in corridor.pipeline
        ),
        *(
            Shipment(
                each.date, None, c.index(each.crossing), g.index(each.good), a.index(each.area)
            )
            for each in start.under_way
        ),
    )


def _resources(inputs: Inputs) -> list[str]:
    had = [q for crossing in inputs.case.crossings.values() for q in crossing.resources or ()]
    return had + [q for r in inputs.model.regimes for q in sorted(inputs.model.resources_of(r))]


def _phases(phases: Sequence[InForce]) -> tuple[Phase, ...]:
    made: list[Phase] = []
    of_last: dict[str, None] = {}
    for phase in phases:
        start = made[-1].periods.stop if made else 0
        document = phase.inputs.model_document
        title = phase.inputs.model.title
        model = Origin(title, document.file, document.sha256, document.shipped)
        periods = range(start, start + len(phase.periods))
        differs = tuple(differing(phase, {**of_last, **dict.fromkeys(paths_set(phase))}))
        made.append(Phase(periods, model, phase.changes, differs, _procedures(phase.inputs)))
        of_last = dict.fromkeys(paths_set(phase))
    return tuple(made)


def _procedures(inputs: Inputs) -> tuple[tuple[str, tuple[Way, ...]], ...]:
    """By regime, the ways through its stages; of very many the first."""
    model = inputs.model
    joint = with_tables(model)
    return tuple(
        (
            r,
            tuple(
                islice(ways(each.start, each.steps(sensors=model.sensors, joint=joint)), MOST_WAYS)
            ),
        )
        for r, each in model.regimes.items()
    )


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


def _tested(inputs: Inputs) -> tuple[Tested, ...]:
    return tuple(
        Tested(
            each.source,
            each.stage,
            each.from_,
            each.to,
            int(each.counts.value),
            int(each.held.value),
        )
        for each in inputs.case.tested
    )


def _location(crossing: Crossing) -> Location | None:
    at = crossing.location
    return None if at is None else Location(at.lat.value, at.lon.value, at.precision)


def _sources(phases: Sequence[InForce]) -> tuple[Source, ...]:
    """Sources of the case and of every model, each once; the case's own words come first."""
    found: dict[str, Source] = {}
    for phase in phases:
        for sources in (phase.inputs.case.sources, phase.inputs.model.sources):
            for key, each in sources.items():
                told = Source(key, each.title or key, each.publisher, each.date, each.url)
                found.setdefault(key, told)
    return tuple(found.values())


def _evidence(phases: Sequence[InForce]) -> tuple[Evidence, ...]:
    """Every number in force, each under the path where it stands."""
    rows: dict[DataPath, Evidence] = {}
    for _, place, quantity, default in numbers_in_force(phases):
        if place not in rows:
            rows[place] = evidence_of(place, quantity, default)
    return tuple(rows.values())
