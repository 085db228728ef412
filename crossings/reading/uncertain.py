"""What is uncertain, as arrays: each entry at the position of what it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from crossings.problem import Evidence, Uncertainty
from crossings.reading.arrays import floats
from crossings.reading.given import Axes
from crossings.reading.inputs import InForce, Inputs
from crossings.reading.redrawn import Redraw
from crossings.reading.schema.uncertainty import ALL_OTHERS, EVERY_CROSSING, Closure
from crossings.reading.yaml.document import dotted

Entry = TypeVar("Entry")


def uncertainty_of(phases: Sequence[InForce], axes: Axes) -> Uncertainty:
    """What case and model say is uncertain; the model's entry wins over the case's.

    It holds for the whole horizon: the model is that of the first phase.
    """
    inputs = phases[0].inputs
    said = inputs.uncertainty()
    crossings, corridors = tuple(inputs.case.crossings), tuple(inputs.case.corridors or {})
    goods = axes.ids["g"]
    closed = _named(said.closures, crossings)
    pools = [said.closures.get(p) for p in axes.ids["p"]]
    all_at_once = said.closures.get(EVERY_CROSSING)
    varied = _named(said.throughput, crossings)
    return Uncertainty(
        open_share=floats(map(_open_share, closed)),
        closed_days=floats(map(_closed_days, closed)),
        all_open_share=_open_share(all_at_once),
        all_closed_days=_closed_days(all_at_once),
        pool_open_share=floats(map(_open_share, pools)),
        pool_closed_days=floats(map(_closed_days, pools)),
        throughput_cv=floats(0.0 if each is None else each.cv.value for each in varied),
        throughput_persistence=floats(
            0.0 if each is None else each.persistence.value for each in varied
        ),
        need_cv=floats(0.0 if each is None else each.cv.value for each in _named(said.need, goods)),
        supply_cv=floats(
            0.0 if each is None else each.cv.value for each in _named(said.supply, corridors)
        ),
        redraw=Redraw(tuple(phases), axes) if said.ranges else None,
        numbers=Redraw(tuple(phases), axes, every=True),
        evidence=tuple(_evidence(inputs)),
    )


def _named(entries: Mapping[str, Entry], ids: Sequence[str]) -> list[Entry | None]:
    """What is said of each id, else of all others."""
    return [entries.get(name, entries.get(ALL_OTHERS)) for name in ids]


def _open_share(closure: Closure | None) -> float:
    return 1.0 if closure is None else closure.open_share.value


def _closed_days(closure: Closure | None) -> float:
    return 1.0 if closure is None else closure.mean_closed_days.value


def _evidence(inputs: Inputs) -> list[Evidence]:
    rows = []
    for path, quantity, default in inputs.uncertain_quantities():
        low, high = quantity.range or (None, None)
        kept = (quantity.source, quantity.confidence, default, quantity.note)
        rows.append(Evidence(dotted(path), quantity.value, low, high, *kept))
    return rows
