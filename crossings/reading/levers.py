"""The levers of a case: every capacity and limit given in the files, with what moves it.

A number that phases change is one setting for each phase that gives its own; one unit more is one
more in each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from crossings.levers import Lever, Move, Setting
from crossings.problem import Floats, Named, Problem
from crossings.reading.document import dotted
from crossings.reading.inputs import InForce, Inputs
from crossings.wording import spoken

_DAY = 24.0
_ROUNDING = 1e-9
_FEW = 20
"""Whole units up to which one more is told of."""
_POINT = 0.01
"""A percentage point of a share."""
_Path = Callable[[Inputs], str]


def levers_of(phases: Sequence[InForce], problem: Problem) -> tuple[Lever, ...]:
    """Every lever of the case, in the order of the files."""
    case = _Case(phases, problem)
    found = (_crossings(case), _corridors(case), _pools(case), _limits(case))
    return tuple(lever for part in found for lever in part)


class _Case:
    """A case in its phases, asked for single numbers."""

    def __init__(self, phases: Sequence[InForce], problem: Problem) -> None:
        self.phases = phases
        self.problem = problem
        self.every_period = np.ones(len(problem.periods))  # (T,)

    def values(self, path: str | _Path) -> Floats:
        """(T,) The number at a path by period; 0 where it is not given."""
        found = [phase.inputs.number(_in(path, phase)) for phase in self.phases]
        values = [0.0 if each is None else each.value for each in found]
        return self.by_period(values)

    def by_period(self, values: Sequence[float]) -> Floats:
        """(T,) One value for every phase, by period."""
        repeated = np.repeat(values, [len(phase.periods) for phase in self.phases])
        return repeated.astype(np.float64)

    def settings(self, path: str | _Path) -> tuple[Setting, ...]:
        """What would have to be set to move the number in every phase that gives it.

        Empty where no path leads to the number of each phase alone.
        """
        found: dict[str, float] = {}
        for phase in self.phases:
            where = _in(path, phase)
            number = phase.inputs.number(where)
            if number is None:
                continue
            if where in phase.sets:
                where = f"{dotted(phase.path)}.set.{where}"
            elif phase.inputs.place_of(tuple(where.split(".")), ("model",))[0] == "phases":
                return ()  # the phase sets something around it
            if found.setdefault(where, number.value) != number.value:
                return ()
        in_models = [where for where in found if where.startswith("model.limits.")]
        if any(each.inputs.number(path) is None for path in in_models for each in self.phases):
            return ()  # it would be set in the models of other phases too, which do not limit it
        return tuple(Setting(where, value) for where, value in found.items())


def round_step(there: Floats, nothing: float = 1.0) -> float:
    """A round number of about a tenth to a half of the least that is there; `nothing`: where none.

    One, ten, a hundred or a tenth, or else two of them.

    >>> [round_step(np.array([there])) for there in (1.0, 2.0, 12.0, 60.0, 250.0)]
    [0.1, 1.0, 2.0, 10.0, 100.0]
    """
    least = float(there[there > 0].min(initial=np.inf))
    if not np.isfinite(least):
        return nothing
    ten = float(f"1e{np.floor(np.log10(least) + _ROUNDING):.0f}")  # 1 of 1 to 9.9, 10 of 10 to 99
    many = least / ten
    tenth = float(f"{ten / 10:.1g}")
    return ten if many >= 2 else tenth if many < 1 + _ROUNDING else 2 * tenth


def _in(path: str | _Path, phase: InForce) -> str:
    return path if isinstance(path, str) else path(phase.inputs)


def _crossings(case: _Case) -> Iterator[Lever]:
    problem = case.problem
    for c, crossing in enumerate(problem.crossings):
        here = f"crossings.{crossing.id}"
        own = np.isfinite(problem.own_minutes[:, c])  # (T, Q)
        minutes = 60 * case.values(f"{here}.utilisation")  # (T,) a unit and hour of an open day
        hours, hourly = case.values(f"{here}.hours_per_day"), []
        for q in np.flatnonzero(own.any(axis=0)).tolist():
            resource = problem.resources[q]
            path = f"{here}.resources.{resource}"
            units = case.values(path)
            yield _units(
                "resource", case, path, units, resource, f"{spoken(resource)} at {crossing.name}",
                Move("own_minutes", (c, q), minutes * hours * own[:, q]), crossing.id,
            )  # fmt: skip
            hourly.append(Move("own_minutes", (c, q), minutes * units * own[:, q]))
        if hourly:
            yield _hours(case, f"{here}.hours_per_day", f"hours at {crossing.name}", hourly, here)
        if np.isfinite(problem.gate[:, c]).any():
            path = f"{here}.gate_truckloads_per_day"
            yield _flow("gate", case, path, f"gate of {crossing.name}", "gate", (c,), here)
        for a, area in enumerate(problem.areas):
            if np.isfinite(problem.route_capacity[:, c, a]).any():
                path = f"{here}.routes.{area.id}.truckloads_per_day"
                what = f"route {crossing.name} to {area.name}"
                yield _flow("route", case, path, what, "route_capacity", (c, a), here)


def _corridors(case: _Case) -> Iterator[Lever]:
    problem = case.problem
    for o, corridor in enumerate(problem.corridors):
        here = f"corridors.{corridor.id}"
        if np.isfinite(problem.corridor_capacity[:, o]).any():
            path = f"{here}.truckloads_per_day"
            what = f"corridor {corridor.name}"
            yield _flow("corridor", case, path, what, "corridor_capacity", (o,))
        for g, good in enumerate(problem.goods):
            if np.isfinite(problem.corridor_good_capacity[:, o, g]).any():
                path = f"{here}.goods.{good.id}"
                what = f"{good.name} from {corridor.name}"
                field = "corridor_good_capacity"
                yield _flow("corridor", case, path, what, field, (o, g), good=good.id)


def _pools(case: _Case) -> Iterator[Lever]:
    for p, pool in enumerate(case.problem.pools):
        units_at, hours_at = _pool(pool, "units"), _pool(pool, "hours_per_day")
        units, hours = case.values(units_at), case.values(hours_at)
        yield _units(
            "pool", case, units_at, units, pool, f"{spoken(pool)} pool",
            Move("pool_minutes", (p,), 60 * hours),
        )  # fmt: skip
        move = Move("pool_minutes", (p,), 60 * units)
        yield _hours(case, hours_at, f"hours of the {spoken(pool)} pool", [move])


def _pool(pool: str, key: str) -> _Path:
    return lambda inputs: f"{'model.' * (pool in inputs.model.pools)}pools.{pool}.{key}"


def _limits(case: _Case) -> Iterator[Lever]:
    problem = case.problem
    if np.isfinite(problem.undetected_limit).any():
        move = Move("undetected_limit", (), case.every_period)
        at = _limit("undetected_threats_per_day")
        yield Lever(
            "limit", "limit on undetected contraband", "truckload a day",
            round_step(case.values(at), _POINT), case.settings(at), (move,),
        )  # fmt: skip
    if np.isfinite(problem.diverted_limit).any():
        move = Move("diverted_limit", (), case.every_period)
        at = _limit("diverted_truckloads_per_day")
        yield Lever(
            "limit", "limit on diversion", "truckload a day",
            round_step(case.values(at), 10 * _POINT), case.settings(at), (move,),
        )  # fmt: skip
    if problem.detection_floor.any():
        asked = (problem.detection_floor > 0).astype(np.float64)  # (T,)
        move = Move("detection_floor", (), asked)
        at = _limit("detection_rate_at_least")
        yield _less(case, at, "detection rate asked for", _POINT, [move])
    yield from _floors(case)
    for g, good in enumerate(problem.goods):
        if problem.last_stock[g].any():
            at_end = f"goods.{good.id}.stock.end_days_of_need"
            need = problem.need[-1, g].tolist()
            moves = [Move("last_stock", (g, a), np.array(n)) for a, n in enumerate(need) if n > 0]
            yield _less(case, at_end, f"stock of {good.name} to be left", 1.0, moves, good)


def _limit(key: str, *below: str) -> _Path:
    def path(inputs: Inputs) -> str:
        prefix = "model." if key in inputs.model.limits.model_fields_set else ""
        return ".".join([f"{prefix}limits.{key}", *below])

    return path


def _floors(case: _Case) -> Iterator[Lever]:
    problem = case.problem
    asked = [phase.inputs.limits().coverage_at_least for phase in case.phases]
    for word in dict.fromkeys(word for floors in asked for word in floors):
        moves, held = [], []
        for g, good in enumerate(problem.goods):
            words = (good.id, good.category, "*")
            meant = [next((w for w in words if w in floors), None) == word for floors in asked]
            amount = case.by_period([float(is_meant) for is_meant in meant])
            amount *= problem.coverage_floor[:, g] > 0
            if amount.any():
                moves.append(Move("coverage_floor", (g,), amount))
                held.append(good)
        if moves:
            only = held[0] if len(held) == 1 else None
            what = f"floor for {only.name if only else 'every good' if word == '*' else word}"
            yield _less(case, _limit("coverage_at_least", word), what, _POINT, moves, only)


def _units(
    kind: str,
    case: _Case,
    path: str | _Path,
    units: Floats,
    resource: str,
    what: str,
    move: Move,
    crossing: str | None = None,
) -> Lever:
    few = units[units > 0].min(initial=np.inf) <= _FEW
    step = 1.0 if few else round_step(units)
    return Lever(
        kind, what, spoken(resource), step, case.settings(path), (move,), crossing=crossing
    )


def _hours(
    case: _Case, path: str | _Path, what: str, moves: Sequence[Move], here: str | None = None
) -> Lever:
    hours = case.values(path)
    room = _DAY - float(hours.max())
    crossing = None if here is None else here.removeprefix("crossings.")
    settings, unit = case.settings(path), "hour a day"
    return Lever(
        "hours", what, unit, min(1.0, round_step(hours), room), settings, tuple(moves),
        room, crossing,
    )  # fmt: skip


def _flow(
    kind: str,
    case: _Case,
    path: str,
    what: str,
    field: str,
    position: tuple[int, ...],
    here: str | None = None,
    good: str | None = None,
) -> Lever:
    unit = "truck a day" if kind == "gate" else "truckload a day"
    crossing = None if here is None else here.removeprefix("crossings.")
    move = Move(field, position, case.every_period)
    settings = case.settings(path)
    step = round_step(case.values(path))
    return Lever(kind, what, unit, step, settings, (move,), crossing=crossing, good=good)


def _less(
    case: _Case,
    path: str | _Path,
    what: str,
    step: float,
    moves: Sequence[Move],
    good: Named | None = None,
) -> Lever:
    """A lever of which less is asked, at most all of it; in phases that ask nothing it stays."""
    asked = case.values(path)
    room = float(asked[asked > 0].min(initial=np.inf))
    unit = "percentage point" if step == _POINT else "day of need"
    settings = tuple(each for each in case.settings(path) if each.value > 0)
    good_id = None if good is None else good.id
    size = -min(step, room)
    return Lever("limit", what, unit, size, settings, tuple(moves), room, None, good_id)
