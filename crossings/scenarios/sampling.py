"""Futures drawn from what a case says is uncertain, in arrays.

Every uncertain quantity has a stream of its own, keyed by its path: scenario k of seed n is the
same in whatever batch it is drawn, and for every inspection model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

import numpy as np

from crossings.problem import Flags, Floats, Problem, paces
from crossings.scenarios.batch import Scenarios
from crossings.scenarios.chains import Chain, of_all, of_crossings, of_pools
from crossings.scenarios.combinations import combinations, together
from crossings.scenarios.processes import lognormal, persistent, triangular
from crossings.scenarios.streams import normals, uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Named(Protocol):
    """What a table names of some scenarios of a problem; the rest is drawn."""

    def days(self, section: str, of: str, drawn: Floats | Flags | None) -> Floats | Flags | None:
        """(S, D) What is drawn of each day, with the days that are named in its place."""

    def factors(self, section: str, drawn: Floats) -> Floats:
        """(S, …) Factors by good, or by period and corridor, likewise."""

    def numbers(self, drawn: Mapping[str, Floats]) -> dict[str, Floats]:
        """(S,) Numbers and levels by path, those that are named beside those drawn."""

    def came(self, drawn: Flags) -> Flags:
        """(S, H) Whether each uncertain phase comes about, likewise."""


def sampled(
    problem: Problem, seed: int, numbers: range, named: Callable[[Problem], Named] | None = None
) -> Scenarios:
    """The scenarios `numbers` of `seed`; what is `named` of a problem is not drawn."""
    if not problem.uncertainty.phases:
        return _sampled(problem, seed, numbers, named)
    came, drawn = _came(problem, seed, numbers), _drawn(problem, seed, numbers)
    if named is not None:
        came, drawn = named(problem).came(came), named(problem).numbers(drawn)
    parts = []
    for combination in combinations(problem):
        at = np.flatnonzero((came == combination).all(axis=1))
        if len(at):
            own = problem.under(combination)
            parts.append((own, at, _sampled(own, seed, numbers, named).among(at)))
    return together(numbers, came, drawn, parts)


def _sampled(
    problem: Problem, seed: int, numbers: range, of_table: Callable[[Problem], Named] | None
) -> Scenarios:
    """Scenarios in which all phases are sure."""
    periods, crossings = len(problem.periods), len(problem.crossings)
    size, named = len(numbers), None if of_table is None else of_table(problem)
    said, drawn = problem.uncertainty, _drawn(problem, seed, numbers)
    if named is not None:
        drawn = named.numbers(drawn)
    period = np.repeat(np.arange(periods), problem.days.astype(int))  # (D,)
    at_once = _opens(of_all(problem), seed, numbers)
    all_stay = _or_named(named, "closures", "all", at_once)
    working = np.empty((size, periods, crossings), order="F")
    open_days = np.empty_like(working)
    route_days = np.empty((size, periods, len(problem.dated_routes)), order="F")
    for c, (crossing, closures) in enumerate(
        zip(problem.crossings, of_crossings(problem), strict=True)
    ):
        own = _opens(closures, seed, numbers)
        stays = _or_named(named, "closures", crossing.id, own)
        opens = _all_of(size, problem.crossing_opens[:, c], stays, all_stay)
        for j, (of, _) in enumerate(problem.dated_routes):
            if of == c:
                behind = _all_of(size, problem.route_opens[:, j], stays, all_stay)
                route_days[:, :, j] = _in_periods(behind.astype(np.float64), period, periods)
        open_days[:, :, c] = _in_periods(opens.astype(np.float64, order="F"), period, periods)
        factor = _by_day(problem, c, seed, numbers, named)
        working[:, :, c] = open_days[:, :, c]
        if factor is not None:
            worked = np.where(opens, factor, 0.0) if opens.dtype == bool else opens * factor
            working[:, :, c] = _in_periods(worked, period, periods)
        level = drawn.get(level_path(crossing.id), said.throughput_level[c])
        working[:, :, c] *= np.reshape(level, (-1, 1))
    pool_open_days = np.empty((size, periods, len(problem.pools)), order="F")
    for p, (pool, closures) in enumerate(zip(problem.pools, of_pools(problem), strict=True)):
        own = _opens(closures, seed, numbers)
        stays = _or_named(named, "closures", pool, own)
        opens = _all_of(size, problem.pool_opens[:, p], stays)
        pool_open_days[:, :, p] = _in_periods(opens.astype(np.float64), period, periods)
    supply = np.ones((size, periods, len(problem.corridors)), order="F")
    for o in np.flatnonzero(said.supply_cv > 0):
        path = f"uncertainty.supply.{problem.corridors[o].id}"
        supply[:, :, o] = lognormal(normals(seed, path, numbers, periods), said.supply_cv[o])
    need = np.ones((size, len(problem.goods)), order="F")
    for g in np.flatnonzero(said.need_cv > 0):
        path = f"uncertainty.need.{problem.goods[g].id}"
        need[:, g] = lognormal(normals(seed, path, numbers, 1)[:, 0], said.need_cv[g])
    ranges = problem.uncertainty.sampled
    if named is not None:
        ranges = problem.uncertainty.numbers if drawn else None
        supply, need = named.factors("supply", supply), named.factors("need", need)
    changed = {} if ranges is None else ranges.arrays(drawn)
    days = (working, open_days, pool_open_days)
    return Scenarios(numbers, *days, supply, need, changed, drawn, route_days)


def as_planned(problem: Problem) -> Scenarios:
    """The one future that the case foresees: nothing is drawn."""
    return Scenarios(
        range(1),
        np.asfortranarray(problem.crossing_worked_days[None]),
        np.asfortranarray(problem.crossing_open_days[None]),
        np.asfortranarray(problem.pool_open_days[None]),
        np.ones((1, len(problem.periods), len(problem.corridors))),
        np.ones((1, len(problem.goods))),
        route_days=np.asfortranarray(problem.dated_route_days[None]),
        came=np.ones((1, len(problem.uncertainty.phases)), dtype=bool),
    )


def _drawn(problem: Problem, seed: int, numbers: range) -> dict[str, Floats]:
    """(S,) Levels, and numbers drawn from their ranges, by their paths."""
    ranges = problem.uncertainty.sampled
    draws = _levels(problem, seed, numbers)
    for each in () if ranges is None else ranges.ranged:
        uniform = uniforms(seed, each.path, numbers, 1)[:, 0]
        draws[each.path] = triangular(uniform, each.low, each.value, each.high)
    return draws


def _came(problem: Problem, seed: int, numbers: range) -> Flags:
    """(S, H) Whether each uncertain phase comes about."""
    made = np.empty((len(numbers), len(problem.uncertainty.phases)), dtype=bool, order="F")
    for h, phase in enumerate(problem.uncertainty.phases):
        uniform = uniforms(seed, f"phases.{phase.number}.probability", numbers, 1)[:, 0]
        made[:, h] = uniform < phase.probability
    return made


def level_path(crossing: str) -> str:
    """What the factor on all days of a crossing's throughput is called."""
    return f"uncertainty.throughput.{crossing}.level"


def _levels(problem: Problem, seed: int, numbers: range) -> dict[str, Floats]:
    """(S,) Factors on all days of a crossing's throughput, by their paths."""
    draws, said = {}, problem.uncertainty
    levels = zip(said.throughput_level, said.throughput_level_cv, strict=True)
    for crossing, (mean, cv) in zip(problem.crossings, levels, strict=True):
        if cv > 0:
            path = f"uncertainty.throughput.{crossing.id}.level_cv"
            normal = normals(seed, path, numbers, 1)[:, 0]
            draws[level_path(crossing.id)] = mean * lognormal(normal, cv)
    return draws


def _by_day(
    problem: Problem, c: int, seed: int, numbers: range, named: Named | None
) -> Floats | None:
    """(S, D) or (D,) Factor on each day of a crossing's throughput; None where it is always 1."""
    said, pace = problem.uncertainty, paces.pace(problem)[:, c]
    name = problem.crossings[c].id
    factor: Floats | Flags | None = None
    if said.throughput_cv[c] > 0:
        path = f"uncertainty.throughput.{name}"
        daily = persistent(normals(seed, path, numbers, len(pace)), said.throughput_persistence[c])
        factor = lognormal(daily, said.throughput_cv[c])
    factor = _or_named(named, "throughput", name, factor)
    every = _or_named(named, "throughput", "all", None)
    if every is not None:
        factor = every if factor is None else factor * every
    if factor is not None:
        return factor * pace
    return None if (pace == 1).all() else pace


def _or_named(
    named: Named | None, section: str, of: str, drawn: Floats | Flags | None
) -> Floats | Flags | None:
    """(S, D) What is drawn of each day, days that a table names as it says."""
    return drawn if named is None else named.days(section, of, drawn)


def _opens(closures: Chain | None, seed: int, numbers: range) -> Flags | None:
    return None if closures is None else closures.opens(seed, numbers)


def _all_of(size: int, calendar: Flags, *chains: Floats | Flags | None) -> Floats | Flags:
    """(S, D) Days, or shares of them, that the calendar (D,) and every chain leave open."""
    shares = any(chain is not None and chain.dtype != bool for chain in chains)
    opens = np.empty((size, len(calendar)), dtype=np.float64 if shares else bool, order="F")
    opens[:] = calendar
    for chain in chains:
        if chain is not None:
            np.multiply(opens, chain, out=opens)
    return opens


def _in_periods(by_day: Floats, period: NDArray[np.intp], periods: int) -> Floats:
    """(S, T) Sums of (S, D) over the days of each period."""
    if by_day.shape[1] == periods:
        return by_day
    summed = np.zeros((len(by_day), periods), order="F")
    for d, t in enumerate(period.tolist()):
        summed[:, t] += by_day[:, d]
    return summed
