"""What each period brings that could not be expected on its eve: news, of mean zero.

    news[t] = working[t] − E[working[t] | eve]        likewise days open of pools, and supply

The eve of a period is all that was drawn for days before it, closures and paces behind closed gates
too, and whatever is drawn once for all days. Who knows less can expect no better, so that for every
quantity that was settled by then, by whatever had been seen,

    E[news[t] · quantity] = 0

| symbol | code     | meaning                                                                 |
|--------|----------|-------------------------------------------------------------------------|
| q[d]   | expected | P(day d is open | eve), from 1 or 0 on the eve itself: see `Chain`      |
| f[d]   | pace     | E[factor | eve] = exp(σ · ρⁿ · z − σ² · ρ²ⁿ / 2), z that of the eve,    |
|        |          | n days before d; 1 before anything was seen                             |
"""

from __future__ import annotations

import math

import numpy as np

from crossings.problem import Flags, Floats, Problem, paces
from crossings.scenarios.chains import Chain, of_all, of_crossings, of_pools
from crossings.scenarios.processes import persistent
from crossings.scenarios.sampling import level_path, sampled
from crossings.scenarios.streams import normals


def news(problem: Problem, seed: int, numbers: range) -> Floats:
    """(S, T, C + P + O) Of crossings, pools and corridors in the scenarios `numbers` of `seed`.

    The problem is one in which all phases are sure.
    """
    scenarios, begins = sampled(problem, seed, numbers), _begins(problem)

    def opens(calendar: Flags, *closures: Chain | None) -> Floats:
        """(S, D) How likely a day is open."""
        made = np.tile(calendar.astype(np.float64), (len(numbers), 1))
        for each in closures:
            if each is not None:
                made *= each.expected(each.opens(seed, numbers), begins)
        return made

    working, pools = np.empty(scenarios.working.shape), np.empty(scenarios.pool_open_days.shape)
    at_once = of_all(problem)
    for c, own in enumerate(of_crossings(problem)):
        usual = problem.uncertainty.throughput_level[c]
        level = scenarios.drawn.get(level_path(problem.crossings[c].id), usual)
        by_day = opens(problem.crossing_opens[:, c], own, at_once) * np.reshape(level, (-1, 1))
        working[:, :, c] = _in_periods(problem, by_day * _pace(problem, c, seed, numbers, begins))
    for p, own in enumerate(of_pools(problem)):
        pools[:, :, p] = _in_periods(problem, opens(problem.pool_opens[:, p], own))
    found = scenarios.working - working, scenarios.pool_open_days - pools, scenarios.supply - 1
    return np.concatenate(found, axis=2)


def _begins(problem: Problem) -> Flags:
    """(D,) Whether a day is the first of a period."""
    made = np.zeros(int(problem.days.sum()), dtype=bool)
    made[np.cumsum([0, *problem.days.astype(int)[:-1]])] = True
    return made


def _pace(problem: Problem, c: int, seed: int, numbers: range, begins: Flags) -> Floats:
    """(S, D) Factor on each day of a crossing's throughput that its eve expects."""
    said, usual = problem.uncertainty, paces.pace(problem)[:, c]
    if said.throughput_cv[c] <= 0:
        return usual[None]
    path = f"uncertainty.throughput.{problem.crossings[c].id}"
    rho = float(said.throughput_persistence[c])
    z = persistent(normals(seed, path, numbers, len(usual)), rho)
    variance = math.log1p(float(said.throughput_cv[c]) ** 2)
    made, eve = np.ones(z.shape), -1
    for d in range(len(usual)):
        eve = d - 1 if begins[d] else eve
        if eve >= 0:
            kept = rho ** (d - eve)
            made[:, d] = np.exp(math.sqrt(variance) * kept * z[:, eve] - variance * kept**2 / 2)
    return made * usual


def _in_periods(problem: Problem, by_day: Floats) -> Floats:
    """(S, T) Sums of (S, D)."""
    return paces.in_periods(problem, by_day.T).T
