"""A plan: what the linear program decided, what its limits are worth, and how it was found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossings.problem import Flags, Floats, Problem, read_only

_NOTHING = 1e-9
"""Truckloads up to which nothing is presented: the solver's rounding."""


@dataclass(frozen=True, eq=False)
class Prices:
    """Shadow prices: objective per unit of each row's capacity or bound, ≥ 0.

    One optimal dual of the program, not unique where it is degenerate; 0 where there is no row.
    """

    minutes: Floats  # (T, C, Q) a minute of a crossing's own resource
    pool: Floats  # (T, P) a minute of a pool
    gate: Floats  # (T, C) a truck
    route: Floats  # (T, C, A) a truckload
    corridor: Floats  # (T, O) a truckload
    corridor_good: Floats  # (T, O, G) a truckload
    undetected: Floats  # (T,) a truckload of undetected contraband
    detected: Floats  # (T, G) a truckload of detection
    diverted: Floats  # (T,) a truckload diverted
    floor: Floats  # (W, G, A) a truckload of need met
    export_floor: Floats  # (W, G) a truckload exported
    end_stock: Floats  # (G, A) a truckload left at the end

    def __post_init__(self) -> None:
        """Make every array read-only."""
        read_only(self)


def contraband_known(of_known: Floats, presented: Floats, known: Flags) -> Flags:
    """Whether contraband can be told of at all, from what is presented of goods with a threat rate.

    Where all that is presented has none, contraband is unknown and not 0; where nothing is
    presented, it is 0 as long as any good has one.
    """
    passes = presented > _NOTHING
    return np.asarray(np.where(passes, of_known > _NOTHING, known.any()), dtype=bool)


def goods_unknown(problem: Problem) -> int:
    """Goods whose threat rate is unknown in some period; they count as 0."""
    return int((~problem.threat_known).any(axis=0).sum())


@dataclass(frozen=True)
class Solver:
    """What solved the program, and how it ended."""

    name: str
    version: str
    status: str


@dataclass(frozen=True, eq=False)
class Fairness:
    """What makes a plan the fairest: no coverage can rise but at the cost of one as low."""

    levels: Floats  # (G, A) coverage over the horizon; nan where nothing is needed
    export_levels: Floats  # (G,) likewise
    best: Plan
    """The plan of most value, whoever gets it."""

    def __post_init__(self) -> None:
        """Make every array read-only."""
        read_only(self)


@dataclass(frozen=True, eq=False)
class Plan:
    """Truckloads by period and stage; see the axes of `Problem`."""

    problem: Problem
    manifested: Floats  # (T, O, C, G)
    presented: Floats  # (T, C, G, R)
    collected: Floats  # (T, C, G, A)
    stock: Floats  # (T, G, A) at the end of the period
    met: Floats  # (T, G, A)
    exported: Floats  # (T, G)
    objective: float
    minutes: float
    """Inspection minutes used over the horizon, all resources and pools together.

    Those of end-use checks are not among them.
    """
    prices: Prices
    solver: Solver
    gap: float | None = None
    """Share of the objective that may be missing; None for a plan proved optimal."""
    fairness: Fairness | None = None
    """None where the plan is the one of most value."""

    def __post_init__(self) -> None:
        """Make every array read-only."""
        read_only(self)

    @property
    def refused(self) -> Floats:
        """(T, C, G, R) Presented and turned away."""
        return self.presented * self.problem.refusal[:, None, None, :]

    @property
    def released(self) -> Floats:
        """(T, C, G, R) Presented and let through."""
        return self.presented * (1 - self.problem.refusal[:, None, None, :])

    @property
    def intercepted(self) -> Floats:
        """(T, C, G, A) Collected and lost on the way."""
        return self.collected * self.problem.route_loss[:, :, None, :]

    @property
    def arrived(self) -> Floats:
        """(T, C, G, A) Collected and arrived."""
        return self.collected * (1 - self.problem.route_loss[:, :, None, :])

    @property
    def coverage(self) -> Floats:
        """(T, G, A) Share of need met; nan where there is none."""
        needed = self.problem.needed
        shares = np.full(needed.shape, np.nan)
        np.divide(self.met, needed, out=shares, where=needed > 0)
        return shares

    @property
    def people_met(self) -> Floats:
        """(T, G, A) People whose need of a humanitarian good is met; nan where not counted."""
        humanitarian = np.array([g.category == "humanitarian" for g in self.problem.goods])
        counted = np.where(humanitarian, 1.0, np.nan)[:, None]  # (G, 1)
        return self.coverage * self.problem.population[:, None, :] * counted

    @property
    def diverted(self) -> Floats:
        """(T, G) Arrived, and later put to another use than declared."""
        return np.asarray(self.arrived.sum(axis=(1, 3)) * self.problem.diverted_share)

    @property
    def prevented(self) -> Floats:
        """(T, G) Arrived, and kept from another use by end-use checks."""
        problem = self.problem
        share = problem.diversion_share * problem.diversion_prevented
        return np.asarray(self.arrived.sum(axis=(1, 3)) * share)

    @property
    def minutes_used(self) -> Floats:
        """(T, C, Q) Minutes of inspection at each crossing, of its own resources and of pools."""
        return np.asarray(np.einsum("tcgr,tgrq->tcq", self.presented, self.problem.minutes))

    @property
    def pool_minutes_used(self) -> Floats:
        """(T, P) Minutes of pools, for inspection at all crossings and for checks of end use."""
        problem = self.problem
        shared = np.isnan(problem.own_minutes)  # (T, C, Q)
        inspecting = np.einsum("tcq,tcq->tq", self.minutes_used, shared)[:, problem.pool_resource]
        return np.asarray(inspecting + self.checking_minutes)

    @property
    def checking_minutes(self) -> Floats:
        """(T, P) Minutes of pools for checks of end use."""
        arrived = self.arrived.sum(axis=(1, 3))  # (T, G)
        return np.asarray(np.einsum("tg,tgp->tp", arrived, self.problem.end_use_minutes))

    def contraband_known(self, periods: slice = slice(None)) -> bool:
        """Whether anything is known of the contraband among what is presented in some periods."""
        presented = self.presented[periods].sum(axis=(1, 3))  # (T, G)
        known = self.problem.threat_known[periods]
        of_known = np.array([presented[known].sum()])
        return bool(contraband_known(of_known, np.array([presented.sum()]), known)[0])

    @property
    def threats(self) -> Floats:
        """(T, C, G, R) Truckloads with contraband presented, found or not."""
        return self.presented * self.problem.threat_rate[:, None, :, None]
