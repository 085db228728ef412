"""One place under several inspection models, side by side: the same figures of each plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from crossings import capacity
from crossings.displacement import displaced
from crossings.levers import Lever
from crossings.plan import Plan
from crossings.problem import Flags, Floats
from crossings.wording import figure, listed, share

ALL = "all"
_ALIKE = 1e-6
"""Share by which two figures may differ and be the same."""
_MONTH = 30.4
"""Days in a month."""
_HALF_A_POINT = 0.005
"""Shares of need met that differ by less are told as the same."""
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
    binds: tuple[str, ...] = ()
    """Limits with a price, the dearest step first."""
    no_plan: str = ""

    def value(self, measure: str, of: str = ALL) -> float | None:
        """A figure; None where the plan has none."""
        found = (each.value for each in self.figures if (each.measure, each.of) == (measure, of))
        return next(found, None)


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


def _worst(plan: Plan) -> Iterator[Figure]:
    """The area with the least share of its need met: of humanitarian goods, if any are needed."""
    problem = plan.problem
    humanitarian = np.array([g.category == "humanitarian" for g in problem.goods], dtype=bool)
    counted = humanitarian if problem.needed[:, humanitarian].any() else problem.inbound
    needed = problem.needed[:, counted].sum(axis=(0, 1))  # (A,)
    met = plan.met[:, counted].sum(axis=(0, 1))
    if needed.any():
        shares = np.where(needed > 0, met / np.where(needed > 0, needed, 1.0), np.inf)
        a = int(shares.argmin())
        yield Figure("worst area", problem.areas[a].id, "share", float(shares[a]))


def _stages(plan: Plan) -> Iterator[Figure]:
    days = plan.problem.days.sum()
    for stage in STAGES:
        if stage == "manifested" and not plan.problem.through_corridors:
            continue
        in_all = plan.met.sum() + plan.exported.sum() if stage == "met" else _at(plan, stage).sum()
        yield Figure(stage, ALL, "truckloads a day", float(in_all / days))


def _at(plan: Plan, stage: str) -> Floats:
    found: Floats = getattr(plan, stage)
    return found


def _contraband(plan: Plan) -> Iterator[Figure]:
    problem, days = plan.problem, plan.problem.days.sum()
    if not problem.threat_known.any():
        return
    missed = np.einsum("tcgr,tr->", plan.threats, 1 - problem.detection)
    yield Figure("contraband", "expected", "truckloads a day", float(plan.threats.sum() / days))
    yield Figure("contraband", "undetected", "truckloads a day", float(missed / days))


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
    """Hours of every resource at work a day, and of pools the share of their hours."""
    problem, days = plan.problem, plan.problem.days.sum()
    used = plan.minutes_used.sum(axis=(0, 1))  # (Q,)
    used[problem.pool_resource] += plan.checking_minutes.sum(axis=0)
    for q, resource in enumerate(problem.resources):
        hours = used[q] / 60 / days
        if hours > 0:
            yield Figure("hours", resource, "hours a day", float(hours))


def _staff(plan: Plan, levers: Iterable[Lever]) -> Iterator[Figure]:
    """Units of every pool: those there are, and those at work in the busiest period."""
    problem = plan.problem
    used = plan.pool_minutes_used  # (T, P)
    there = capacity.pool(problem)
    busy = np.where(there > 0, used / np.where(there > 0, there, 1.0), 0.0).max(axis=0)  # (P,)
    for lever in levers:
        if lever.kind == "pool" and lever.settings:
            (p,), units = lever.moves[0].position, lever.settings[0].value
            yield Figure("staff", problem.pools[p], "units", units)
            yield Figure("staff at work", problem.pools[p], "units", float(units * busy[p]))


@dataclass(frozen=True, eq=False)
class Comparison:
    """Models side by side; differences are against the first."""

    columns: tuple[Column, ...]

    @property
    def verdict(self) -> str:
        """The trade-off in one sentence."""
        planned = [column for column in self.columns if column.plan is not None]
        if not planned:
            return "No model has a plan that reaches the floors."
        return " ".join([_best(planned), *_without(self.columns)])


def _best(columns: Sequence[Column]) -> str:
    highest = max(column.value("need met") or 0.0 for column in columns)
    as_much = [c for c in columns if (c.value("need met") or 0.0) >= highest - _HALF_A_POINT]
    most = min(as_much, key=_undetected)
    met = f"{share(most.value('need met'))} of the truckloads needed"
    known = [column for column in columns if column.value("contraband", "undetected") is not None]
    if not known:
        return f"{most.model} meets most, {met}; nothing is known of contraband."
    safest = min(known, key=_undetected)
    if _undetected(most) <= _undetected(safest) * (1 + _ALIKE):
        return (
            f"{most.model} meets most, {met}, and lets least contraband through undetected "
            f"({figure(_undetected(most) * _MONTH)} truckloads a month)."
        )
    fewer = (_undetected(most) - _undetected(safest)) * _MONTH
    lost = (most.value("met") or 0.0) - (safest.value("met") or 0.0)
    if lost <= _ALIKE * (most.value("met") or 0.0):
        return (
            f"{safest.model} lets least contraband through undetected and meets as much as any, "
            f"{share(safest.value('need met'))} of the truckloads needed."
        )
    return (
        f"{most.model} meets most, {met}; {safest.model} lets {figure(fewer)} truckloads of "
        f"contraband a month less through undetected, and {figure(lost)} truckloads of need a day "
        f"less are met for it: {figure(lost / fewer)} a day for each one a month."
    )


def _undetected(column: Column) -> float:
    found = column.value("contraband", "undetected")
    return np.inf if found is None else found


def _without(columns: Sequence[Column]) -> list[str]:
    none = [column.model for column in columns if column.plan is None]
    return [f"No plan reaches the floors under {listed(none)}."] if none else []
