"""What is told of a batch: figures of every future, and how they are spread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from crossings.evaluation.options import USUAL, DispatchOptions
from crossings.evaluation.outcomes import Outcomes
from crossings.plan import Plan
from crossings.problem import Floats, Positions, Problem, ReadOnly, ratio
from crossings.scenarios import Futures
from crossings.statistics import Estimate, mean, quantile, share, worst_tenth

ALL = "all"
UNDETECTED = "undetected"
CERTIFIED = 1e-7
"""Share of an optimum by which it, and what is held against it, may be off."""


@dataclass(frozen=True, eq=False)
class Certificate(ReadOnly):
    """Some futures of a batch solved exactly: value ≤ optimum ≤ bound in each."""

    numbers: Positions  # (N,)
    value: Floats  # (N,) of the plan
    optimum: Floats  # (N,)
    bound: Floats  # (N,) nan where there is none

    @property
    def holds(self) -> bool:
        """Whether value, optimum and bound stand in order in every future."""
        room = CERTIFIED * np.maximum(1.0, np.abs(self.optimum))
        below = self.value <= self.optimum + room
        above = np.isnan(self.bound) | (self.bound >= self.optimum - room)
        return bool((below & above).all())

    @property
    def reached(self) -> Floats:
        """(N,) Share of the optimum that the plan reaches."""
        return ratio(self.value, self.optimum)

    @property
    def gap(self) -> Floats:
        """(N,) Share of the optimum by which the bound is above it."""
        return ratio(self.bound - self.optimum, self.optimum)


@dataclass(frozen=True, eq=False)
class PolicyBounded(ReadOnly):
    """The first futures of a batch with what bounds, on average, what any rule earns in them."""

    value: Floats  # (N,) of the rule
    bound: Floats  # (N,)
    optimum: Floats  # (N,) with foresight


@dataclass(frozen=True, eq=False)
class Trial:
    """A plan with what came of it in every future, and in the one that the case foresees."""

    model: str
    plan: Plan
    foreseen: Outcomes
    outcomes: Outcomes
    certificate: Certificate | None = None
    by_plan: Outcomes | None = None
    """Where not the plan is carried out: what it would come to in the first of the futures."""
    policy_bound: PolicyBounded | None = None
    own: tuple[str, ...] = ()
    """Names of measures of one's own."""

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """How every figure is spread, in the order in which they are told; all are read once."""
        return tuple(_told(each) for each in measures(self))

    @property
    def decided(self) -> Outcomes | None:
        """What came of the rule in these futures."""
        if self.by_plan is None:
            return None
        return self.outcomes.part(np.arange(len(self.outcomes)) < len(self.by_plan))


@dataclass(frozen=True)
class Failure:
    """A future of which there are no figures, and why."""

    model: str
    scenario: int
    reason: str


_MOST_TOLD = 8
"""Plans of a batch as it is told in a few lines."""


@dataclass(frozen=True, eq=False, repr=False)
class Batch:
    """Several plans in the same futures, under one dispatch rule."""

    futures: Futures
    dispatch: str
    trials: tuple[Trial, ...]
    failures: tuple[Failure, ...] = ()
    """Futures that failed for any of the plans; the trials are without them."""
    options: DispatchOptions = USUAL

    def __repr__(self) -> str:
        told = [
            f"  {each.model}: mean value {each.outcomes.value.mean():,.1f}"
            for each in self.trials[:_MOST_TOLD]
        ]
        more = [f"  and {len(self.trials) - _MOST_TOLD} more"] * (len(self.trials) > _MOST_TOLD)
        head = f"Batch: {self.size:,} futures, {self.futures.words}, under the rule {self.dispatch}"
        return "\n".join([head, *told, *more])

    def _repr_html_(self) -> str:
        from crossings import as_html

        return as_html(self)

    @property
    def size(self) -> int:
        """Number of futures."""
        return len(self.trials[0].outcomes)

    @property
    def holds(self) -> bool:
        """Whether no future that was solved contradicts what was told of it."""
        return all(each.certificate is None or each.certificate.holds for each in self.trials)

    def certified(self, certificates: Sequence[Certificate]) -> Batch:
        """The batch with a certificate for each trial."""
        pairs = zip(self.trials, certificates, strict=True)
        return replace(self, trials=tuple(replace(each, certificate=of) for each, of in pairs))

    def policy_bounded(self, found: Sequence[PolicyBounded]) -> Batch:
        """The batch with a bound of all rules for each trial."""
        pairs = zip(self.trials, found, strict=True)
        return replace(self, trials=tuple(replace(each, policy_bound=of) for each, of in pairs))


@dataclass(frozen=True, eq=False)
class Measure:
    """One figure of every future."""

    name: str
    of: str
    unit: str
    more_is_better: bool | None
    """None where nobody says so: then no tail is the worst."""
    planned: float
    values: Floats  # (S,) nan where it does not exist

    @property
    def exists(self) -> bool:
        """Whether there is one in any future, or in the one that the case foresees."""
        return not (np.isnan(self.values).all() and np.isnan(self.planned))


@dataclass(frozen=True)
class Spread:
    """How a figure is spread over futures; those in which it does not exist are left out.

    Tails of fewer than 20 futures are untold, and medians of fewer than six.
    """

    futures: int
    """Futures in which it exists."""
    mean: Estimate
    p5: Estimate
    p50: Estimate
    p95: Estimate
    worst_tenth: Estimate
    """Mean of the tenth of futures in which it is worst."""


def spread(values: Floats, *, more_is_better: bool | None) -> Spread:
    """The spread of a figure over futures.

    >>> found = spread(np.arange(401.0), more_is_better=True)
    >>> found.p5, found.p50.value
    (Estimate(value=20.0, low=11.0, high=29.0), 200.0)
    """
    there = np.sort(values[~np.isnan(values)])
    p5, p50, p95 = (quantile(there, q) for q in (0.05, 0.5, 0.95))
    tenth = Estimate(np.nan, np.nan, np.nan)
    if more_is_better is not None:
        tenth = worst_tenth(there, more_is_better=more_is_better)
    return Spread(len(there), mean(there), p5, p50, p95, tenth)


@dataclass(frozen=True)
class Told:
    """A figure of a plan without its futures."""

    name: str
    of: str
    unit: str
    planned: float
    spread: Spread
    anywhere: bool
    """Whether it is other than 0 in any future."""


def _told(each: Measure) -> Told:
    found = spread(each.values, more_is_better=each.more_is_better)
    return Told(each.name, each.of, each.unit, each.planned, found, bool(each.values.any()))


def measures(trial: Trial) -> Iterator[Measure]:
    """Every figure that is told of a plan, in the order in which it is told."""
    for each in _figures(trial.plan.problem, trial.own):
        found = each.told(trial)
        if each.name == UNDETECTED or found.exists:  # what is unknown is told of all the same
            yield found


def figures_of_all(trial: Trial) -> list[Measure]:
    """Every figure of all goods and places together, whether there is one or not."""
    figures = _figures(trial.plan.problem, trial.own)
    return [each.told(trial) for each in figures if each.of == ALL]


def stocked_out(outcomes: Outcomes) -> list[Estimate]:
    """Of each good, the share of futures in which an area has need and nothing left."""
    out = (~np.isnan(outcomes.first_stock_out)).sum(axis=0)  # (G,)
    return [share(int(each), len(outcomes)) for each in out]


_STAGES = ("manifested", "presented", "refused", "released", "arrived", "met")


@dataclass(frozen=True)
class _Figure:
    """A figure by name, of what, its unit, whether more is better, and how outcomes give it."""

    name: str
    of: str
    unit: str
    more_is_better: bool | None
    values: Callable[[Outcomes], Floats]
    """(S,)."""

    def told(self, trial: Trial) -> Measure:
        """The figure of a plan."""
        about = (self.name, self.of, self.unit, self.more_is_better)
        return Measure(*about, float(self.values(trial.foreseen)[0]), self.values(trial.outcomes))


def _figures(problem: Problem, own: Sequence[str] = ()) -> Iterator[_Figure]:
    """Every figure, in the order in which it is told."""
    days = problem.days.sum()

    def plain(name: str, field: str, unit: str, better: bool = False) -> _Figure:
        return _Figure(name, ALL, unit, better, lambda found: np.asarray(getattr(found, field)))

    def a_day(name: str, better: bool = False) -> _Figure:
        def values(found: Outcomes) -> Floats:
            return np.asarray(getattr(found, name.replace(" ", "_")).sum(axis=1) / days)

        return _Figure(name, ALL, "truckloads a day", better, values)

    def at(name: str, of: str, unit: str, better: bool, field: str, *place: int) -> _Figure:
        where: Any = (slice(None), *place)
        return _Figure(name, of, unit, better, lambda found: getattr(found, field)[where])

    yield plain("value", "value", "value", better=True)
    yield plain("bound", "bound", "value", better=True)
    yield _Figure("gap", ALL, "share", False, lambda x: ratio(x.bound - x.value, x.bound))
    every = np.ones(len(problem.goods), dtype=bool)
    yield _Figure("need met", ALL, "share", True, partial(_need_met, every))
    for g, good in enumerate(problem.goods):
        yield _Figure("need met", good.id, "share", True, partial(_need_met, [g]))
    yield plain("worst area", "worst_coverage", "share", better=True)
    for stage in _STAGES:
        yield a_day(stage, better=stage != "refused")
    yield a_day("unmet")
    yield a_day("turned away")
    yield a_day("discarded")
    for g, good in enumerate(problem.goods):
        yield at("days below stock floor", good.id, "days", False, "days_below_floor", g)
    yield plain("most waiting", "most_waiting", "truckloads")
    yield plain("waiting at the end", "left_waiting", "truckloads")
    yield plain("longest wait", "longest_wait", "days")
    yield plain("days to recover", "days_to_recover", "days")
    for c, crossing in enumerate(problem.crossings):
        yield at("gate used", crossing.id, "share", True, "gate_used", c)
        for q, resource in enumerate(problem.resources):
            if not np.isnan(problem.own_minutes[:, c, q]).all():
                of = f"{crossing.id} {resource}"
                yield at("minutes used", of, "share", True, "minutes_used", c, q)
    for p, pool in enumerate(problem.pools):
        yield at("minutes used", pool, "share", True, "pool_used", p)
    yield _Figure(UNDETECTED, ALL, "truckloads a day", False, lambda x: x.undetected / days)
    yield plain("floors missed", "floors_missed", "floors")
    yield plain("end stock missed", "end_stock_missed", "truckloads")
    for m, name in enumerate(own):
        yield _Figure(name, ALL, "", None, partial(_own, m))


def _own(m: int, found: Outcomes) -> Floats:
    return found.own[:, m]


def _need_met(goods: Any, found: Outcomes) -> Floats:
    """(S,) Share of need met of some goods together."""
    return ratio(found.met[:, goods].sum(axis=1), found.need[:, goods].sum(axis=1))
