"""The arrays of a problem again, with numbers drawn from their ranges in place of those given.

The formulas are those of `terms.py` and `needs.py`, over an axis S of draws that stands last while
they are put together and first in what comes out. A test holds them against reading the same
numbers from files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np

from crossings.inspection import Procedure, Step, procedure
from crossings.problem import Floats, Ranged, Ware
from crossings.reading.inputs import InForce, Inputs, numbers_in_force
from crossings.reading.schema.entry import Quantity
from crossings.reading.schema.goods import Good
from crossings.reading.schema.models import InspectionStage
from crossings.reading.terms import Labels
from crossings.reading.yaml.document import DataPath, dotted

_NEVER_DRAWN = ("horizon", "coverage_bands", "informal")
_OF_THE_FORM = ("coverage_window_days", "pallets_per_truckload", "backlog_tonnes")
Given = TypeVar("Given")
Number: TypeAlias = Any
"""A float, or (S,) where it is drawn."""


@dataclass(frozen=True)
class Redraw:
    """Everything in a case and its models that is given with a range."""

    phases: tuple[InForce, ...]
    labels: Labels
    every: bool = False
    """Whether numbers given without a range are among them too."""

    @property
    def ranged(self) -> tuple[Ranged, ...]:
        """Every number that is drawn; what a phase changes is drawn for itself."""
        return tuple(
            {told: Ranged(told, *_ends(quantity)) for _, told, quantity in self._drawn()}.values()
        )

    def arrays(self, draws: Mapping[str, Floats]) -> dict[str, Floats]:
        """Fields of `Problem` that depend on drawn numbers, (S, …), from (S,) draws by path."""
        size = len(next(iter(draws.values()), ()))
        numbers: dict[int, dict[int, Floats]] = {k: {} for k in range(len(self.phases))}
        for k, told, quantity in self._drawn():
            if told in draws:
                numbers[k][id(quantity)] = draws[told]
        made = [
            _Phase(phase.inputs, self.labels, numbers[k], size).fields()
            for k, phase in enumerate(self.phases)
        ]
        drawn = {name for fields in made for name, (_, is_drawn) in fields.items() if is_drawn}
        found = {}
        for name in made[0]:
            if name not in drawn:
                continue
            if name in _OF_THE_HORIZON:
                of = made[-1 if name == "last_stock" else 0]
                found[name] = np.moveaxis(of[name][0], -1, 0)
                continue
            parts = [
                np.broadcast_to(fields[name][0], (len(phase.periods), *fields[name][0].shape))
                for fields, phase in zip(made, self.phases, strict=True)
            ]
            whole = parts[0] if len(parts) == 1 else np.concatenate(parts)  # (T, …, S)
            found[name] = np.moveaxis(whole, -1, 0)
        return found

    def _drawn(self) -> Iterator[tuple[int, str, Quantity]]:
        """Phase, path told and number of everything that is drawn."""
        for k, path, quantity, default in numbers_in_force(self.phases):
            low, _, high = _ends(quantity)
            own = _within_file(path)
            fixed = default if self.every else low == high
            if not (fixed or own[0] in _NEVER_DRAWN or own[-1] in _OF_THE_FORM):
                yield k, dotted(path), quantity


def _within_file(path: DataPath) -> DataPath:
    """A number's path within the case or the model itself, whichever phase gives it."""
    path = path[3:] if path[0] == "phases" else path
    return path[1:] if path[0] == "model" else path


def _ends(quantity: Quantity) -> tuple[float, float, float]:
    """The least that a number could be, what it is said to be, and the most."""
    low, high = quantity.range or (quantity.value, quantity.value)
    return low, quantity.value, high


_OF_THE_HORIZON = ("first_stock", "last_stock", "priority")
"""Fields without periods; what no phase may change is the first one's."""


@dataclass
class _Phase:
    """One phase's numbers."""

    inputs: Inputs
    labels: Labels
    draws: Mapping[int, Floats]
    size: int
    used: bool = False
    """Whether a drawn number was used since this was last set to False."""

    def fields(self) -> dict[str, tuple[Floats, bool]]:
        """Each field (…, S), and whether anything in it is drawn."""
        case, limits, goods = self.inputs.case, self.inputs.limits(), self.labels.goods
        crossings, corridors = case.crossings.values(), (case.corridors or {}).values()
        shape: dict[str, tuple[int, ...]] = {
            "by_good": (len(goods),),
            "by_area": (len(goods), len(case.areas)),
            "by_route": (len(crossings), len(case.areas)),
        }
        by_area = [self._needs(good) for good in case.goods.values()]
        used_by_need, self.used = self.used, False
        procedures = self._procedures()
        used_by_procedures, self.used = self.used, False
        regimes, resources = self.labels.regimes, self.labels.resources
        known = [procedures.get(r) for r in regimes]
        fill = [
            self.of(self.inputs.model.regimes[r].fill) if r in procedures else 1.0 for r in regimes
        ]
        used_by_fill, self.used = self.used, False
        found: dict[str, tuple[Floats, bool]] = {}

        def field(name: str, rows: Callable[[], Any], form: tuple[int, ...], also: bool) -> None:
            self.used = also
            values = rows()
            found[name] = (self._stacked(values, form), self.used)

        def of(number: Quantity | None, otherwise: float) -> Number:
            return self.of(number, otherwise)

        def add(name: str, rows: Callable[[], Any], *form: int, also: bool = False) -> None:
            field(name, rows, form, also)

        add("need", lambda: by_area, *shape["by_area"], also=used_by_need)
        add("export_need", lambda: [
            of(g.need.truckloads_per_day, 0.0) if g.category == "export" else 0.0
            for g in case.goods.values()
        ], len(goods))  # fmt: skip
        add("first_stock", lambda: [
            self._first_stock(g, need) for g, need in zip(case.goods.values(), by_area, strict=True)
        ], *shape["by_area"], also=used_by_need)  # fmt: skip
        add("last_stock", lambda: [
            [of(g.stock.end_days_of_need, 0.0) * each for each in need]
            for g, need in zip(case.goods.values(), by_area, strict=True)
        ], *shape["by_area"], also=used_by_need)  # fmt: skip
        add("priority", lambda: [of(g.priority, 1.0) for g in case.goods.values()], len(goods))
        add("threat_rate", lambda: [of(g.threat_rate, 0.0) for g in case.goods.values()],
            len(goods))  # fmt: skip
        add("gate", lambda: [of(c.gate_truckloads_per_day, np.inf) for c in crossings],
            len(crossings))  # fmt: skip
        add("own_minutes", lambda: [
            [self._own_minutes(c, q) for q in resources] for c in crossings
        ], len(crossings), len(resources))  # fmt: skip
        pools, routes = self.inputs.pools(), [c.routes or {} for c in crossings]
        add("pool_minutes", lambda: [
            of(pools[p].units, 0.0) * of(pools[p].hours_per_day, 8.0) * 60 if p in pools else 0.0
            for p in self.labels.pools
        ], len(self.labels.pools))  # fmt: skip
        add("route_capacity", lambda: [[
            of(r[a].truckloads_per_day, np.inf) if a in r else np.inf
            for a in case.areas] for r in routes], *shape["by_route"])  # fmt: skip
        add("route_loss", lambda: [[
            of(r[a].loss, 0.0) if a in r else 0.0
            for a in case.areas] for r in routes], *shape["by_route"])  # fmt: skip
        add("corridor_capacity", lambda: [of(o.truckloads_per_day, np.inf) for o in corridors],
            len(corridors))  # fmt: skip
        add("corridor_good_capacity", lambda: [
            [of((o.goods or {}).get(g.id), np.inf) for g in goods] for o in corridors
        ], len(corridors), len(goods))  # fmt: skip
        add("corridor_loss", lambda: [of(o.loss, 0.0) for o in corridors], len(corridors))
        checks = [_of_good(self.inputs.model.end_use, good) for good in goods]
        add("diversion_share", lambda: [of(g.diversion_share, 0.0) for g in case.goods.values()],
            len(goods))  # fmt: skip
        add("diversion_prevented", lambda: [
            0.0 if each is None else of(each.prevents, 0.0) for each in checks
        ], len(goods))  # fmt: skip
        add("end_use_minutes", lambda: [[
            0.0 if each is None else of(each.minutes.get(p), 0.0) for p in self.labels.pools
        ] for each in checks], len(goods), len(self.labels.pools))  # fmt: skip
        add("diverted_limit", lambda: of(limits.diverted_truckloads_per_day, np.inf))
        add("undetected_limit", lambda: of(limits.undetected_threats_per_day, np.inf))
        add("detection_floor", lambda: of(limits.detection_rate_at_least, 0.0))
        add("coverage_floor", lambda: [
            of(_of_good(limits.coverage_at_least, g), 0.0) for g in goods], len(goods))  # fmt: skip
        add("refusal", lambda: [0.0 if p is None else p.refusal for p in known], len(regimes),
            also=used_by_procedures)  # fmt: skip
        add("detection", lambda: [0.0 if p is None else p.detection for p in known], len(regimes),
            also=used_by_procedures)  # fmt: skip
        add("fill", lambda: fill, len(regimes), also=used_by_fill)
        add("minutes", lambda: [[[
            self._factor(g, q) * (0.0 if p is None else p.minutes.get(q, 0.0)) / each
            for q in resources] for p, each in zip(known, fill, strict=True)] for g in goods],
            len(goods), len(regimes), len(resources),
            also=used_by_procedures or used_by_fill)  # fmt: skip
        return found

    def of(self, quantity: Quantity | None, otherwise: float = 0.0) -> Number:
        """A number: drawn, as given, or `otherwise` where none is given."""
        if quantity is None:
            return otherwise
        drawn = self.draws.get(id(quantity))
        if drawn is None:
            return quantity.value
        self.used = True
        return drawn

    def _stacked(self, values: Any, form: tuple[int, ...]) -> Floats:
        """(…, S) of nested lists of numbers."""
        made = np.empty((*form, self.size))
        for place in np.ndindex(form):
            inside = values
            for step in place:
                inside = inside[step]
            made[place] = inside
        return made

    def _shares(self) -> list[Number]:
        people = [self.of(area.population) for area in self.inputs.case.areas.values()]
        total = np.asarray(sum(people), dtype=np.float64)
        given = total > 0  # evenly where nobody is anywhere
        return [
            np.where(given, each / np.where(given, total, 1.0), 1 / len(people)) for each in people
        ]

    def _by_area(self, quantities: Mapping[str, Quantity]) -> list[Number]:
        return [self.of(quantities.get(a)) for a in self.inputs.case.areas]

    def _needs(self, good: Good) -> list[Number]:
        """Truckloads a day in each area; 0 for exports."""
        need, areas = good.need, self.inputs.case.areas.values()
        if good.category == "export":
            return [0.0] * len(areas)
        if need.by_area is not None:
            return self._by_area(need.by_area)
        tonnes = self.of(good.tonnes_per_truckload, np.nan)
        if need.kg_per_person_per_day is not None:
            each = self.of(need.kg_per_person_per_day)
            return [self.of(area.population) * each / 1000 / tonnes for area in areas]
        if need.tonnes_per_day is not None:
            return [share * self.of(need.tonnes_per_day) / tonnes for share in self._shares()]
        return [share * self.of(need.truckloads_per_day) for share in self._shares()]

    def _first_stock(self, good: Good, need: Sequence[Number]) -> list[Number]:
        stock = good.stock
        if stock.by_area is not None:
            return self._by_area(stock.by_area)
        if stock.days_of_need is not None:
            return [self.of(stock.days_of_need) * each for each in need]
        return [self.of(stock.truckloads) * share for share in self._shares()]

    def _own_minutes(self, crossing: Any, resource: str) -> Number:
        if crossing.resources is None:
            return np.nan if resource in self.inputs.pools() else np.inf
        units = crossing.resources.get(resource)
        if units is None:
            return np.nan
        hours, share = self.of(crossing.hours_per_day), self.of(crossing.utilisation)
        return self.of(units) * hours * 60 * share

    def _factor(self, good: Ware, resource: str) -> Number:
        factors = self.inputs.model.minutes_factor
        given = {word: each[resource] for word, each in factors.items() if resource in each}
        return self.of(_of_good(given, good), 1.0)

    def _procedures(self) -> dict[str, Procedure]:
        """The regime calculus, over (S,) where a number is drawn."""
        return {
            name: procedure(
                regime.start, {stage: self._step(each) for stage, each in regime.stages.items()}
            )
            for name, regime in self.inputs.model.regimes.items()
        }

    def _step(self, stage: InspectionStage) -> Step:
        return Step(
            {resource: self.of(each) for resource, each in stage.minutes.items()},
            self.of(stage.detection),
            self.of(stage.false_alarm),
            stage.on_clear,
            stage.on_alarm,
        )


def _of_good(quantities: Mapping[str, Given], good: Ware) -> Given | None:
    """What is given for a good: by its id, else by its category, else by `*`."""
    words = (good.id, good.category, "*")
    return next((quantities[word] for word in words if word in quantities), None)
