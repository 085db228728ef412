"""What is uncertain, as arrays: each entry at the position of what it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

from crossings.problem import WEEK, Flags, Floats, Uncertainty, floats
from crossings.reading.combinations import Combined, uncertain_phases
from crossings.reading.given import Axes
from crossings.reading.inputs import InForce, evidence_of
from crossings.reading.sampled_numbers import SampledNumbers
from crossings.reading.schema.uncertainty import (
    ALL_OTHERS,
    EVERY_CROSSING,
    Closure,
    Throughput,
    by_weekday,
)

Entry = TypeVar("Entry")


def uncertainty_of(phases: Sequence[InForce], axes: Axes, crossing_opens: Flags) -> Uncertainty:
    """What case and model say is uncertain; the model's entry wins over the case's.

    `crossing_opens` (D, C) are the days on which each crossing opens. What is said holds for the
    whole horizon: the model is that of the first phase.
    """
    inputs = phases[0].inputs
    said = inputs.uncertainty()
    crossings, corridors = tuple(inputs.case.crossings), tuple(inputs.case.corridors or {})
    goods = axes.ids["g"]
    closed = _named(said.closures, crossings)
    pools = [said.closures.get(p) for p in axes.ids["p"]]
    all_at_once = said.closures.get(EVERY_CROSSING)
    varied, needs = _named(said.throughput, crossings), _named(said.need, goods)
    paces = _paces(_weekdays(varied), phases, crossing_opens)
    chances = uncertain_phases(phases)
    return Uncertainty(
        open_share=floats(map(_open_share, closed)),
        closed_days=floats(map(_closed_days, closed)),
        all_open_share=_open_share(all_at_once),
        all_closed_days=_closed_days(all_at_once),
        pool_open_share=floats(map(_open_share, pools)),
        pool_closed_days=floats(map(_closed_days, pools)),
        closing_weekdays=_weekdays(closed),
        all_closing_weekdays=_weekdays([all_at_once])[:, 0],
        pool_closing_weekdays=_weekdays(pools),
        throughput_cv=floats(0.0 if each is None else each.cv.value for each in varied),
        throughput_persistence=floats(
            0.0 if each is None else each.persistence.value for each in varied
        ),
        throughput_level=floats(1.0 if each is None else each.level.value for each in varied),
        throughput_level_cv=floats(0.0 if each is None else each.level_cv.value for each in varied),
        throughput_weekdays=paces,
        need_cv=floats(0.0 if each is None else each.cv.value for each in needs),
        need_known_later=np.array(
            [each is not None and each.known == "later" for each in needs], dtype=bool
        ),
        supply_cv=floats(
            0.0 if each is None else each.cv.value for each in _named(said.supply, corridors)
        ),
        sampled=SampledNumbers(tuple(phases), axes) if said.ranges else None,
        numbers=SampledNumbers(tuple(phases), axes, every=True),
        phases=chances,
        combinations=Combined(tuple(phases), axes, paces, said.ranges) if chances else None,
        evidence=tuple(evidence_of(*each) for each in inputs.uncertain_quantities()),
    )


def _named(entries: Mapping[str, Entry], ids: Sequence[str]) -> list[Entry | None]:
    """What is said of each id, else of all others."""
    return [entries.get(name, entries.get(ALL_OTHERS)) for name in ids]


def _weekdays(entries: Sequence[Closure | Throughput | None]) -> Floats:
    """(7, ·) Factors by weekday as given."""
    columns = [by_weekday({} if each is None else each.weekdays) for each in entries]
    return np.array(columns, dtype=np.float64).reshape(len(columns), WEEK).T


def _paces(given: Floats, phases: Sequence[InForce], opens: Flags) -> Floats:
    """(7, C) Such factors, scaled to mean 1 over the days (D, C) on which each crossing opens."""
    first = phases[0].periods[0].start.weekday()
    on_each = given[(first + np.arange(len(opens))) % WEEK]  # (D, C)
    total = np.where(opens, on_each, 0.0).sum(axis=0)  # (C,)
    days = opens.sum(axis=0)
    varies = (np.ptp(given, axis=0) > 0) & (days > 0)
    scale: Floats = np.divide(days, total, out=np.ones(len(days)), where=varies)
    return given * scale


def _open_share(closure: Closure | None) -> float:
    return 1.0 if closure is None else closure.open_share.value


def _closed_days(closure: Closure | None) -> float:
    return 1.0 if closure is None else closure.mean_closed_days.value
