"""How much of a limit flows take: Σ takes[flow] · flow, for the tables and for whoever explains."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from crossings.limits.record import Horizon, Kind, Limit, Place, Taking, once
from crossings.problem import Floats, Problem


def used(limit: Limit, problem: Problem, flow: Callable[[Kind], Floats]) -> Floats:
    """(time, *place) Σ of what flows take of a limit; `flow` gives each with the axes of its kind.

    Bands of need may be left out where nothing is told apart by them.
    """
    return _summed(limit, limit.takes, problem, flow)


def compared(limit: Limit, problem: Problem, flow: Callable[[Kind], Floats]) -> Floats:
    """(time, *place) Likewise of what it is compared with; 0 where it has a right-hand side."""
    return _summed(limit, limit.against, problem, flow)


def passed(limit: Limit, problem: Problem, flow: Callable[[Kind], Floats]) -> Floats:
    """(time, *place) Likewise of the flows themselves, whatever they take of it."""
    whole = [Taking(taking.flow, "", once) for taking in limit.takes]
    return _summed(limit, whole, problem, flow)


def used_by_goods(limit: Limit, problem: Problem, flow: Callable[[Kind], Floats]) -> Floats:
    """(time, *place, G) What each good takes of a limit that has no place for each good."""
    return _summed(limit, limit.takes, problem, flow, by_good=True)


def takings_of(limit: Limit, problem: Problem, flow: Kind) -> Sequence[tuple[str, Floats]]:
    """What a truckload of a flow takes of a limit, taking by taking: its axes behind L, and it."""
    numbers = Horizon(problem)
    return [(each.axes, each.amount(numbers)) for each in limit.takes if each.flow == flow]


def takings_at(
    limit: Limit, takings: Sequence[tuple[str, Floats]], at: Mapping[str, int]
) -> Iterator[tuple[Place, float]]:
    """Places of a limit, and what of its `takings_of` a truckload at some positions takes there."""
    for axes, amount in takings:
        period = at["t"] if len(amount) > 1 else 0
        here = amount[(period, *(at.get(letter, slice(None)) for letter in axes))]
        own = [letter for letter in axes if letter not in at]
        if not own:
            yield tuple(at[letter] for letter in limit.places), float(here)
            continue
        for extra in np.ndindex(np.shape(here)):
            where = {**at, **dict(zip(own, extra, strict=True))}
            yield tuple(where[letter] for letter in limit.places), float(here[extra])


def _summed(
    limit: Limit,
    takes: Sequence[Taking],
    problem: Problem,
    flow: Callable[[Kind], Floats],
    *,
    by_good: bool = False,
) -> Floats:
    total: Any = 0.0
    good = "g" if by_good else ""
    for taking in takes:
        amount, there = taking.amount(Horizon(problem)), flow(taking.flow)
        amount = np.broadcast_to(amount, (len(there), *amount.shape[1:]))
        axes = f"{taking.flow.axes[: there.ndim]},t{taking.axes}->t{limit.places}{good}"
        total = total + np.einsum(axes, there, amount)
    if limit.spans is None or not takes:
        return np.asarray(total)
    sums = np.stack([total[s.start : s.stop].sum(axis=0) for s in limit.spans(problem)])
    return np.asarray(sums if limit.time else sums[0])
