"""The aims: which of all plans of best value is shown.

One aim after the other, each among the very best plans of those before it. The first settles what
everyone gets, the last everything else: both are sums of squares, strictly convex, so that one plan
is left. An aim says what columns cost, or what they are squared in; how it is reached is told in
`faces`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from crossings.allocation.ledger import Ledger
from crossings.allocation.magnitudes import Matrix
from crossings.allocation.proportions import proportions
from crossings.limits import Kind
from crossings.limits.flows import (
    COLLECTED,
    DISCARDED,
    EXPORTED,
    HELD,
    MANIFESTED,
    MET,
    PRESENTED,
    TURNED_AWAY,
    WAITING,
)
from crossings.problem import Flags, Floats, Positions, Problem

Sizes = Iterator[tuple[Kind, Floats]]
"""What a truckload of each flow costs, with the axes of its columns; flows not named: nothing."""


@dataclass(frozen=True, eq=False)
class Sum:
    """Σ_j each[j] · column[j]."""

    each: Floats  # (columns,)

    def at(self, columns: Floats) -> float:
        """It, of a plan."""
        return float(self.each @ columns)


@dataclass(frozen=True, eq=False)
class Squares:
    """Σ_k weight[k] · (target[k] − Σ_j value[k,j] · column[j])²."""

    weight: Floats  # (K,)
    target: Floats  # (K,)
    parts: Matrix
    """The entries `value`: rows k, columns of the program."""
    rank: Floats
    """(K,) Sizes that tell which of them weigh next to nothing beside others."""

    def at(self, columns: Floats) -> float:
        """It, of a plan."""
        parts = self.parts
        products = parts.value * columns[parts.column]
        sums = np.bincount(parts.row, products, minlength=len(self.weight))
        return float(self.weight @ (self.target - sums) ** 2)

    def of(self, which: Flags) -> Squares:
        """Some of them."""
        number, parts = np.cumsum(which) - 1, self.parts
        kept = which[parts.row]
        entries = Matrix(number[parts.row[kept]], parts.column[kept], parts.value[kept])
        return Squares(self.weight[which], self.target[which], entries, self.rank[which])


@dataclass(frozen=True)
class Aim:
    """What plans of the same value are told apart by: the least of a measure."""

    id: str
    name: str
    measure: Callable[[Ledger, Problem, int], Sum | Squares]
    """Of a program with so many columns."""


def unevenness(ledger: Ledger, problem: Problem, _: int) -> Squares:
    """Σ worth[g,a] · need[g,a,t] · D[t] · (1 − coverage[g,a,t])²; an export is one place."""
    inbound = _unmet(ledger, MET, problem.needed, problem.worth)
    return _joined(inbound, _unmet(ledger, EXPORTED, problem.export_needed, problem.priority))


def _unmet(ledger: Ledger, kind: Kind, needed: Floats, worth: Floats) -> Squares:
    wanted = needed > 0
    number = np.cumsum(wanted.ravel()).reshape(wanted.shape) - 1
    keys, at = _places(ledger, kind)
    place = tuple(keys[: needed.ndim])
    kept = wanted[place]
    parts = Matrix(number[place][kept], at[kept], 1 / needed[place][kept])
    rank = np.broadcast_to(worth, needed.shape)[wanted]
    return Squares(rank * needed[wanted], np.ones(len(rank)), parts, rank)


def _joined(one: Squares, other: Squares) -> Squares:
    mine, its = one.parts, other.parts
    parts = Matrix(
        np.concatenate([mine.row, its.row + len(one.weight)]),
        np.concatenate([mine.column, its.column]),
        np.concatenate([mine.value, its.value]),
    )
    pairs = ((one.weight, other.weight), (one.target, other.target), (one.rank, other.rank))
    weight, target, rank = map(np.concatenate, pairs)
    return Squares(weight, target, parts, rank)


def undetected(problem: Problem) -> Sizes:
    """Σ threat_rate[g,t] · (1 − detection[r,t]) · x: contraband that is not found."""
    missed = 1 - problem.detection[:, None, :]  # (T, 1, R)
    yield PRESENTED, (problem.threat_rate[:, :, None] * missed)[:, None]


def wasted(problem: Problem) -> Sizes:
    """Σ_t D[t] · (w + h), what is lost on the way as the horizon's days, what is let go as more.

    A truckload lost to a crossing or from it counts as if it had waited for the whole horizon, one
    that is turned away or discarded as that and twice the days left, so that none goes too soon.
    """
    horizon = float(problem.days.sum())
    days = problem.days[:, None, None]
    after = horizon - np.cumsum(problem.days)[:, None, None]
    yield WAITING, days
    yield HELD, days
    yield MANIFESTED, horizon * problem.corridor_loss[:, :, None, None]
    yield COLLECTED, horizon * problem.route_loss[:, :, None, :]
    yield TURNED_AWAY, horizon + 2 * after
    yield DISCARDED, horizon + 2 * after


def minutes(problem: Problem) -> Sizes:
    """Σ m[r,g,q,t] · x over all resources and pools, their number known or not."""
    yield PRESENTED, problem.minutes.sum(axis=3)[:, None]


def _sum_of(sizes: Callable[[Problem], Sizes]) -> Callable[[Ledger, Problem, int], Sum]:
    def measure(ledger: Ledger, problem: Problem, columns: int) -> Sum:
        costs = np.zeros(columns)
        for kind, size in sizes(problem):
            keys, at = _places(ledger, kind)
            if len(at):
                shape = [len(labels) for labels in ledger.axes(kind)]
                costs[at] += np.broadcast_to(size, shape)[tuple(keys)]
        return Sum(costs)

    return measure


def disproportion(ledger: Ledger, problem: Problem, _: int) -> Squares:
    """Σ v² / U over all that is manifested, presented, collected and let go."""
    weights, columns = [np.zeros(0)], [np.zeros(0, dtype=np.intp)]
    for kind, size in proportions(problem).items():
        keys, at = _places(ledger, kind)
        weights.append(1 / size[tuple(keys)])
        columns.append(at)
    weight, column = np.concatenate(weights), np.concatenate(columns)
    parts = Matrix(np.arange(len(column)), column, np.ones(len(column)))
    return Squares(weight, np.zeros(len(column)), parts, np.ones(len(column)))


EVENNESS = Aim("unevenness", "least unevenness", unevenness)
"""It settles what everyone gets."""
AIMS = (
    EVENNESS,
    Aim("undetected", "least undetected contraband", _sum_of(undetected)),
    Aim("waste", "least waiting and waste", _sum_of(wasted)),
    Aim("minutes", "fewest inspection minutes", _sum_of(minutes)),
    Aim("disproportion", "ways and days used alike", disproportion),
)
"""In their order."""


def _places(ledger: Ledger, kind: Kind) -> tuple[Positions, Positions]:
    """Keys (axes, K) of all columns of a kind, and where the solver keeps them (K,)."""
    return ledger.keys(kind).T, ledger.places(kind)
