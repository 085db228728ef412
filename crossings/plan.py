"""A plan: what the linear program decided, what its limits are worth, and how it was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crossings.arrays import frozen
from crossings.limits import Kind, Limit, compared, passed, used, used_by_goods
from crossings.problem import Flags, Floats, Problem, ReadOnly, ratio
from crossings.problem.given import GivenPlan
from crossings.problem.travel import arrived as arrived_in

_NOTHING = 1e-6
"""Truckloads up to which nothing is presented: the solver's rounding."""


@dataclass(frozen=True, eq=False)
class Prices:
    """Shadow prices: objective per unit of each row's capacity or bound, ≥ 0.

    One optimal dual of the program, not unique where it is degenerate; 0 where there is no row.
    """

    by_limit: Mapping[Kind, Floats]
    """(time, *place) of each limit."""

    def __post_init__(self) -> None:
        """Make every array read-only."""
        kept = {limit: frozen(array) for limit, array in self.by_limit.items()}
        object.__setattr__(self, "by_limit", kept)

    def of(self, limit: Limit) -> Floats:
        """(time, *place) Of one more unit of a limit."""
        return self.by_limit[limit]


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


@dataclass(frozen=True)
class Reached:
    """What a plan has of one aim, by which plans of the same value are told apart."""

    id: str
    name: str
    value: float
    least: bool
    """Whether it is proved the least among the best plans of the aims before it."""


@dataclass(frozen=True, eq=False)
class Fairness(ReadOnly):
    """What makes a plan the fairest: no coverage can rise but at the cost of one as low."""

    windows: tuple[range, ...]
    """V runs of periods, one after the other: what coverages are of."""
    levels: Floats  # (V, G, A) coverage in each; nan where nothing is needed
    export_levels: Floats  # (V, G) likewise
    best: Plan
    """The plan of most value, whoever gets it."""

    @property
    def over(self) -> int:
        """Days of a window; the last may be shorter."""
        return int(self.best.problem.days[self.windows[0]].sum())


@dataclass(frozen=True, eq=False)
class Own:
    """What makes a plan one's own: the table that gives it, and the best plan beside it."""

    given: GivenPlan
    best: Plan


@dataclass(frozen=True, eq=False, repr=False)
class Plan(ReadOnly):
    """Truckloads by period and stage; see the axes of `Problem`."""

    problem: Problem
    manifested: Floats  # (T, O, C, G)
    presented: Floats  # (T, C, G, R)
    collected: Floats  # (T, C, G, A)
    stock: Floats  # (T, G, A) at the end of the period
    met: Floats  # (T, G, A)
    exported: Floats  # (T, G)
    waiting: Floats  # (T, C, G) before inspection at the end of the period
    turned_away: Floats  # (T, C, G)
    held: Floats  # (T, C, G) released and not collected at the end of the period
    discarded: Floats  # (T, G, A)
    objective: float
    minutes: float
    """Inspection minutes used over the horizon, all resources and pools together.

    Those of end-use checks are not among them.
    """
    prices: Prices
    solver: Solver
    gap: float | None = None
    """Share of the objective that may be missing; None for a plan proved optimal."""
    aims: tuple[Reached, ...] = ()
    """In their order; none where nothing but its value was asked of the plan."""
    fairness: Fairness | None = None
    """None where the plan is the one of most value."""
    own: Own | None = None
    """None where it was not given. Of one that was, no limit has a price."""

    def __repr__(self) -> str:
        need = self.problem.needed.sum() + self.problem.export_needed.sum()
        met = self.met.sum() + self.exported.sum()
        share = f", {met / need:.1%} of the truckloads needed are met" if need > 0 else ""
        unfinished = "" if self.gap is None else f"\n  unfinished: {self.gap:.2%} may be missing"
        return (
            f"Plan ({self.objective_kind}): value {self.objective:,.1f}{share}\n"
            f"  by {self.solver.name} {self.solver.version}: {self.solver.status}{unfinished}\n"
            f"{self.problem!r}"
        )

    def _repr_html_(self) -> str:
        from crossings import as_html

        return as_html(self)

    @property
    def met_a_day(self) -> Floats:
        """(G,) Truckloads of need met a day, exports too."""
        met = self.met.sum(axis=(0, 2)) + self.exported.sum(axis=0)
        return np.asarray(met / self.problem.days.sum())

    @property
    def objective_kind(self) -> str:
        """What it was chosen for: `value`, `fairest`, or `own` where it was given."""
        if self.own is not None:
            return "own"
        return "value" if self.fairness is None else "fairest"

    @property
    def of_most_value(self) -> Plan:
        """The plan of most value that it stands beside; itself where it is that one."""
        if self.own is not None:
            return self.own.best.of_most_value
        return self if self.fairness is None else self.fairness.best

    @property
    def aims_missed(self) -> list[str]:
        """Names of the aims that it is not proved to have."""
        return [aim.name for aim in self.aims if not aim.least]

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
        """(T, C, G, A) Collected, and arrived whenever it does."""
        return self.collected * (1 - self.problem.route_loss[:, :, None, :])

    @property
    def arriving(self) -> Floats:
        """(T, C, G, A) What arrives in a period of what the plan collects in it and before it."""
        transit = self.problem.route_transit[:, :, None, :]
        return arrived_in(self.arrived, transit, float(self.problem.days[0]))

    @property
    def coverage(self) -> Floats:
        """(T, G, A) Share of need met; nan where there is none."""
        return ratio(self.met, self.problem.needed)

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

    def used(self, limit: Limit) -> Floats:
        """(time, *place) What the plan takes of a limit, or gives to a floor."""
        return used(limit, self.problem, self.flow)

    def used_by_goods(self, limit: Limit) -> Floats:
        """(time, *place, G) What each good takes of a limit that has no place for each good."""
        return used_by_goods(limit, self.problem, self.flow)

    def compared(self, limit: Limit) -> Floats:
        """(time, *place) What a share of a flow is compared with; 0 of all other limits."""
        return compared(limit, self.problem, self.flow)

    def passed(self, limit: Limit) -> Floats:
        """(time, *place) Truckloads of the flows that a limit counts, whatever they take of it."""
        return passed(limit, self.problem, self.flow)

    def flow(self, kind: Kind) -> Floats:
        """A flow with the axes of its columns, bands of need together."""
        return np.asarray(getattr(self, kind.name))

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
