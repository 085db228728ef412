"""Futures spread by a design, over every quantity that is drawn once or once a period.

| quantity, by its column                   | spread as                                      |
|-------------------------------------------|------------------------------------------------|
| a number with a range, by its path        | triangular from low over value to high         |
| `uncertainty.need.X`                      | lognormal with mean 1                          |
| `uncertainty.supply.X.DATE`, by period    | lognormal with mean 1; DATE begins the period  |
| `uncertainty.throughput.X.level`          | lognormal with the case's mean, else 1         |
| `phases.N.comes`                          | 1 with its probability, else 0                 |

`random` takes what the streams of a seed draw: row k is scenario k. `latin` and `sobol` spread rows
evenly, each quantity by its quantiles: Latin hypercubes (McKay, Beckman, Conover 1979), and Sobol'
points scrambled as by Owen. What changes from day to day, closures and pace, is in no column.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from crossings.problem import Floats, Problem
from crossings.scenarios.processes import lognormal, triangular
from crossings.scenarios.sampling import level_path
from crossings.scenarios.streams import normals, uniforms

RANDOM, LATIN, SOBOL = METHODS = ("random", "latin", "sobol")
_INNER = 2.0**-40
"""Points stay so far inside of 0 and 1, where a normal number has an end."""


@dataclass(frozen=True, eq=False)
class Quantity:
    """One column of a table of futures."""

    column: str
    quantile: Callable[[Floats], Floats]
    """(S,) Its values, from uniform numbers."""
    drawn: Callable[[int, range], Floats]
    """(S,) What its stream draws of a seed, for some scenarios."""


def spread(problem: Problem, method: str, count: int, seed: int) -> dict[str, Floats]:
    """(S,) Each quantity in so many futures, by its column."""
    found = list(quantities(problem))
    if method == RANDOM:
        return {each.column: each.drawn(seed, range(count)) for each in found}
    points = _points(method, len(found), count, seed)
    return {each.column: each.quantile(points[:, k]) for k, each in enumerate(found)}


def _points(method: str, dimensions: int, count: int, seed: int) -> Floats:
    """(S, quantities) Points in the unit cube."""
    if not dimensions:
        return np.zeros((count, 0))
    from scipy.stats import qmc

    generator: Any = np.random.default_rng(seed)
    kind = qmc.LatinHypercube if method == LATIN else qmc.Sobol
    try:
        design = kind(dimensions, rng=generator)
    except TypeError:  # before SciPy 1.15
        design = kind(dimensions, seed=generator)
    if method == LATIN:
        points = design.random(count)
    else:  # a power of two of them; the first ones of those are spread as well as any
        points = design.random_base2(max(0, math.ceil(math.log2(count))))[:count]
    return np.asarray(np.clip(points, _INNER, 1 - _INNER))


def quantities(problem: Problem) -> Iterator[Quantity]:
    """Every quantity that ranges and `uncertainty` of a case and its model vary."""
    said = problem.uncertainty
    for each in said.numbers.ranged:
        if each.low < each.high:
            yield _ranged(each.path, each.low, each.value, each.high)
    for good, cv in zip(problem.goods, said.need_cv.tolist(), strict=True):
        if cv > 0:
            path = f"uncertainty.need.{good.id}"
            yield _factor(path, path, cv, 1, 0)
    for corridor, cv in zip(problem.corridors, said.supply_cv.tolist(), strict=True):
        path = f"uncertainty.supply.{corridor.id}"
        for t, period in enumerate(problem.periods if cv > 0 else ()):
            yield _factor(f"{path}.{period.start}", path, cv, len(problem.periods), t)
    levels = zip(said.throughput_level.tolist(), said.throughput_level_cv.tolist(), strict=True)
    for crossing, (mean, cv) in zip(problem.crossings, levels, strict=True):
        if cv > 0:
            stream = f"uncertainty.throughput.{crossing.id}.level_cv"
            yield _factor(level_path(crossing.id), stream, cv, 1, 0, mean)
    for phase in said.phases:
        yield _comes(phase.path, f"phases.{phase.number}.probability", phase.probability)


def _ranged(path: str, low: float, value: float, high: float) -> Quantity:
    def quantile(uniform: Floats) -> Floats:
        return triangular(uniform, low, value, high)

    return Quantity(path, quantile, lambda seed, n: quantile(uniforms(seed, path, n, 1)[:, 0]))


def _factor(
    column: str, stream: str, cv: float, width: int, place: int, mean: float = 1.0
) -> Quantity:
    """A lognormal factor that is number `place` of the `width` that its stream draws."""

    def quantile(uniform: Floats) -> Floats:
        from scipy.special import ndtri

        return mean * lognormal(ndtri(uniform), cv)

    def drawn(seed: int, numbers: range) -> Floats:
        return mean * lognormal(normals(seed, stream, numbers, width)[:, place], cv)

    return Quantity(column, quantile, drawn)


def _comes(column: str, stream: str, probability: float) -> Quantity:
    def quantile(uniform: Floats) -> Floats:
        return (uniform < probability).astype(np.float64)

    return Quantity(column, quantile, lambda seed, n: quantile(uniforms(seed, stream, n, 1)[:, 0]))
