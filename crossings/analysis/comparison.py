"""One place under several inspection models, side by side: the same figures of each plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from crossings.analysis.adversary import IN_FORCE, Adversary
from crossings.analysis.displacement import displaced
from crossings.analysis.same_case import need_one_case
from crossings.limits.levers import Lever
from crossings.plan import Plan, goods_unknown
from crossings.problem import Flags, Floats, Origin, Problem

ALL = "all"
AT_RATES, AT_WORST, BY_REGIME = "at the threat rates", "where most is", "regimes known"
"""What is missed of contraband: as the case says it comes, or as it best comes past."""
LEAST_SERVED = "least served area"
_ALIKE = 1e-6
"""Shares of need met that differ by less are the same."""
STAGES = ("manifested", "presented", "refused", "released", "collected", "arrived", "met")


@dataclass(frozen=True)
class Figure:
    """One figure of a plan: a measure, of what, and its unit."""

    measure: str
    of: str
    unit: str
    value: float


@dataclass(frozen=True, eq=False)
class Column:
    """One model: its plan and figures, or why it has none."""

    model: str
    """As it is called: a shipped model's name, or a path."""
    title: str
    plan: Plan | None
    figures: tuple[Figure, ...] = ()
    least_served: str = ""
    """The area that fares worst; empty where all fare alike."""
    binds: tuple[str, ...] = ()
    """Limits with a price, the dearest step first."""
    no_plan: str = ""

    def value(self, measure: str, of: str = ALL) -> float | None:
        """A figure; None where the plan has none."""
        found = (each.value for each in self.figures if (each.measure, each.of) == (measure, of))
        return next(found, None)


def column(
    model: str,
    title: str,
    plan: Plan,
    levers: Iterable[Lever],
    binds: Iterable[str],
    held_against: Adversary | None = None,
) -> Column:
    """The column of a model that has a plan."""
    coverages = coverage_by_area(plan)
    given = coverages[~np.isnan(coverages)]
    alike = np.ptp(given) <= _ALIKE if given.size else True
    worst = "" if alike else plan.problem.areas[int(np.nanargmin(coverages))].id
    found = figures(plan, levers)
    if held_against is not None:
        found += tuple(_missed(held_against))
    return Column(model, title, plan, found, worst, tuple(binds))


def figures(plan: Plan, levers: Iterable[Lever]) -> tuple[Figure, ...]:
    """The figures that models are compared by."""
    found = (
        [Figure("value", ALL, "value", plan.objective)],
        _coverage(plan),
        _worst(plan),
        _stages(plan),
        _contraband(plan),
        _beside(plan),
        _work(plan),
        _staff(plan, levers),
    )
    return tuple(each for part in found for each in part)


def _coverage(plan: Plan) -> Iterator[Figure]:
    """Share of truckloads needed that are met, over the horizon."""
    problem = plan.problem
    needed = problem.needed.sum(axis=(0, 2)) + problem.export_needed.sum(axis=0)  # (G,)
    met = plan.met.sum(axis=(0, 2)) + plan.exported.sum(axis=0)

    def share_of(of: str, goods: Flags) -> Iterator[Figure]:
        if needed[goods].sum() > 0:
            yield Figure("need met", of, "share", float(met[goods].sum() / needed[goods].sum()))

    yield from share_of(ALL, problem.inbound)
    for category in dict.fromkeys(good.category for good in problem.goods):
        here = [good.category == category for good in problem.goods]
        yield from share_of(category, np.array(here, dtype=bool))


def coverage_by_area(plan: Plan) -> Floats:
    """(A,) Share of need met of humanitarian goods, or of all if none is needed; nan: no need."""
    problem = plan.problem
    counted = ranked_goods(problem)
    needed = problem.needed[:, counted].sum(axis=(0, 1))  # (A,)
    met = plan.met[:, counted].sum(axis=(0, 1))
    return np.where(needed > 0, met / np.where(needed > 0, needed, 1.0), np.nan)


def ranked_by_humanitarian(problem: Problem) -> bool:
    """Whether areas are ranked by humanitarian goods alone: where any is needed."""
    return bool(problem.needed[:, _humanitarian(problem)].any())


def ranked_goods(problem: Problem) -> Flags:
    """(G,) The goods by which areas are ranked: humanitarian ones, or all if none is needed."""
    return _humanitarian(problem) if ranked_by_humanitarian(problem) else problem.inbound


def _humanitarian(problem: Problem) -> Flags:
    """(G,) Goods of that category."""
    return np.array([good.category == "humanitarian" for good in problem.goods], dtype=bool)


def _worst(plan: Plan) -> Iterator[Figure]:
    """The least share of need met of any area."""
    coverages = coverage_by_area(plan)
    if not np.isnan(coverages).all():
        yield Figure(LEAST_SERVED, ALL, "share", float(np.nanmin(coverages)))


def _stages(plan: Plan) -> Iterator[Figure]:
    days = plan.problem.days.sum()
    for stage in STAGES:
        if stage == "manifested" and not plan.problem.through_corridors:
            continue
        in_all = getattr(plan, stage).sum() + (plan.exported.sum() if stage == "met" else 0.0)
        yield Figure(stage, ALL, "truckloads a day", float(in_all / days))


def _contraband(plan: Plan) -> Iterator[Figure]:
    """Truckloads with contraband, and of how many goods their share is not known."""
    problem, days = plan.problem, plan.problem.days.sum()
    if plan.contraband_known():
        missed = np.einsum("tcgr,tr->", plan.threats, 1 - problem.detection)
        expected = float(plan.threats.sum() / days)
        yield Figure("contraband", "expected", "truckloads a day", expected)
        yield Figure("contraband", "undetected", "truckloads a day", float(missed / days))
    yield Figure("contraband", "unknown", "goods", float(goods_unknown(problem)))


def _missed(found: Adversary) -> Iterator[Figure]:
    """Shares of contraband missed, and what the guarantee in force takes from the value."""
    if not np.isnan(found.at_rates):
        yield Figure("missed", AT_RATES, "share", found.at_rates)
    for of, reply in ((AT_WORST, found.place), (BY_REGIME, found.regime)):
        if reply is not None:
            yield Figure("missed", of, "share", reply.missed)
    for price in found.prices:
        if price.at == IN_FORCE:
            yield Figure("guarantee", "forgone", "value", price.forgone)


def _beside(plan: Plan) -> Iterator[Figure]:
    """What comes by informal channels, and what is diverted after arrival."""
    problem, days = plan.problem, plan.problem.days.sum()
    unit = "truckloads a day"
    if problem.channels:
        found = displaced(plan)
        yield Figure("informal", "entered", unit, float(found.entered.sum() / days))
        if not np.isnan(problem.informal_threat_rate).any():
            yield Figure("informal", "undetected", unit, float(found.undetected.sum() / days))
    if problem.diversion_share.any():
        yield Figure("diversion", "diverted", unit, float(plan.diverted.sum() / days))


def _work(plan: Plan) -> Iterator[Figure]:
    """Hours of every resource at work a day, at crossings and of pools together."""
    problem, days = plan.problem, plan.problem.days.sum()
    used = plan.minutes_used.sum(axis=(0, 1))  # (Q,)
    used[problem.pool_resource] += plan.checking_minutes.sum(axis=0)
    for resource, minutes in zip(problem.resources, used.tolist(), strict=True):
        if minutes > 0:
            yield Figure("hours", resource, "hours a day", float(minutes / 60 / days))


def _staff(plan: Plan, levers: Iterable[Lever]) -> Iterator[Figure]:
    """Units of every pool: those there are, and those at work in the busiest period."""
    problem = plan.problem
    used = plan.pool_minutes_used  # (T, P)
    for lever in levers:
        if lever.pool is None:
            continue
        (move,) = lever.moves
        (p,), minutes = move.position, move.amount  # (T,) a unit's on an open day
        a_unit = minutes * problem.pool_open_days[:, p]
        busy = np.where(a_unit > 0, used[:, p] / np.where(a_unit > 0, a_unit, 1.0), 0.0)
        there = np.where(minutes > 0, problem.pool_minutes[:, p] / np.maximum(minutes, 1.0), 0.0)
        yield Figure("staff", problem.pools[p], "units", float(there.max()))
        yield Figure("staff at work", problem.pools[p], "units", float(busy.max()))


@dataclass(frozen=True, eq=False)
class Comparison:
    """Models side by side; differences are against the first."""

    case: Origin
    columns: tuple[Column, ...]

    @property
    def missing(self) -> dict[str, float]:
        """The most that unfinished plans may miss of the best possible value, by the model."""
        plans = ((each.model, each.plan) for each in self.columns)
        return {
            model: plan.gap for model, plan in plans if plan is not None and plan.gap is not None
        }

    def __post_init__(self) -> None:
        """Raise `ValueError` where plans are of different cases."""
        plans = ((each.model, each.plan) for each in self.columns)
        need_one_case({model: plan.problem for model, plan in plans if plan is not None})
