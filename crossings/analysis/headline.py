"""An answer in a few figures: humanitarian need first, what holds it back, what would change it.

Aid is what the files mark as `humanitarian`. Traders' goods and all else stand apart from it, so
that no share mixes what people are given with what is sold to them. Where no aid is needed, all
inbound goods come first; where nothing inbound is, the exports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crossings.analysis.comparison import coverage_by_area, ranked_goods
from crossings.analysis.frontier import DAYS_A_MONTH
from crossings.analysis.marginal_values import Margin, MarginalValue, Together
from crossings.plan import Plan, goods_unknown
from crossings.problem import Flags, Problem, by_run, ratio

HUMANITARIAN, INBOUND, EXPORT = "humanitarian", "inbound", "export"
_ALIKE = 1e-6
"""Shares, and values of steps by the greater, that differ by less are the same."""


@dataclass(frozen=True)
class NeedMet:
    """Need of some goods, and what is met of it."""

    of: str
    """A category, or `inbound` for all inbound goods."""
    need: float
    """Truckloads a day, mean of the horizon, as is `met`."""
    met: float

    @property
    def share(self) -> float:
        """Share of the need that is met."""
        return self.met / self.need

    @property
    def unmet(self) -> float:
        """Truckloads a day that are missing."""
        return max(0.0, self.need - self.met)


@dataclass(frozen=True)
class People:
    """People of areas with need, and as many as what is missing there would serve."""

    needing: float
    short: float
    """Σ people · (1 − share of need met in their area)."""


@dataclass(frozen=True)
class LeastServed:
    """The least share of need met of any area in a week or longer period."""

    share: float
    areas: tuple[int, ...]
    """Those with as little in the first of these weeks."""
    needing: int
    """Areas with need in it."""
    run: int
    """The first of these weeks, a place in `Problem.weeks`."""
    runs: int
    """In how many weeks the first of the areas has as little."""


@dataclass(frozen=True)
class Gain:
    """What a step adds, or several made at once."""

    value: float
    first: float
    """Truckloads a day of the need that comes first, as are the next two of theirs."""
    inbound: float
    exported: float


@dataclass(frozen=True, eq=False)
class Headline:
    """The figures of an answer that are told first, in whatever form."""

    problem: Problem
    objective: float
    unfinished: bool
    first: NeedMet | None
    """Aid, else all inbound goods, else exports; None where nothing is needed."""
    apart: tuple[NeedMet, ...]
    """Every other category with need, in the order of the case."""
    whole: NeedMet | None
    """All inbound goods."""
    missing: tuple[tuple[int, float], ...]
    """Goods of the need that comes first, with truckloads a day not met, the most first."""
    people: People | None
    """None where no area with need has people, or exports come first."""
    least: LeastServed | None
    undetected_a_month: float | None
    """Truckloads with contraband, in a month of 30.4 days; None where no threat rate tells."""
    unknown: int
    """Goods without a threat rate, which count as 0."""
    levers: tuple[MarginalValue | Margin, ...] | None
    """The foremost limits with a price, the one that adds most first; None where none was asked."""
    together: Together | None
    """The first two of them at once."""
    plan: Plan

    def gain(self, step: MarginalValue | Together) -> Gain:
        """What a step adds to this plan."""
        days, first = float(self.problem.days.sum()), _first_goods(self.problem)
        moved = step.plan
        met, exported = moved.met - self.plan.met, moved.exported - self.plan.exported
        return Gain(
            value=step.value,
            first=float((met[:, first].sum() + exported[:, first].sum()) / days),
            inbound=float(met.sum() / days),
            exported=float(exported.sum() / days),
        )

    @property
    def foremost(self) -> tuple[MarginalValue | Margin, ...]:
        """The first lever and those that do as much or do in its place, step for step."""
        if not self.levers:
            return ()
        one = self.levers[0]
        alike = [each for each in self.levers if _as_much(each, one)]
        if len(alike) == 1 and self.together is not None and self.together.instead:
            alike += [each for each in self.together.parts[1:] if _same_step(each, one)]
        return tuple(alike)


def headline(
    plan: Plan,
    levers: Sequence[MarginalValue | Margin] | None = None,
    together: Together | None = None,
) -> Headline:
    """The headline of a plan; what its levers bring is told of a plan of most value alone."""
    problem = plan.problem
    asked = plan.of_most_value is plan and plan.gap is None and levers is not None
    first = _first_goods(problem)
    of = _first_of(problem)
    kinds = dict.fromkeys(good.category for good in problem.goods)
    categories = [] if of == INBOUND and len(kinds) == 1 else [kind for kind in kinds if kind != of]
    apart = (_need_met(plan, kind, _of_category(problem, kind)) for kind in categories)
    return Headline(
        problem=problem,
        objective=plan.objective,
        unfinished=plan.gap is not None,
        first=_need_met(plan, of, first),
        apart=tuple(each for each in apart if each is not None),
        whole=_need_met(plan, INBOUND, problem.inbound),
        missing=_missing(plan, first),
        people=_people(plan),
        least=_least(plan, first),
        undetected_a_month=_undetected(plan),
        unknown=goods_unknown(problem),
        levers=tuple(levers) if asked and levers is not None else None,
        together=together if asked else None,
        plan=plan,
    )


def _of_category(problem: Problem, category: str) -> Flags:
    """(G,) Goods of a category."""
    return np.array([good.category == category for good in problem.goods], dtype=bool)


def _first_of(problem: Problem) -> str:
    """Whose need comes first."""
    if problem.needed[:, _of_category(problem, HUMANITARIAN)].any():
        return HUMANITARIAN
    return INBOUND if problem.needed.any() or not problem.export_needed.any() else EXPORT


def _first_goods(problem: Problem) -> Flags:
    """(G,) Goods of the need that comes first."""
    return ~problem.inbound if _first_of(problem) == EXPORT else ranked_goods(problem)


def _need_met(plan: Plan, of: str, goods: Flags) -> NeedMet | None:
    """None where nothing of them is needed."""
    problem, days = plan.problem, float(plan.problem.days.sum())
    need = problem.needed[:, goods].sum() + problem.export_needed[:, goods].sum()
    met = plan.met[:, goods].sum() + plan.exported[:, goods].sum()
    return NeedMet(of, float(need / days), float(met / days)) if need > 0 else None


def _missing(plan: Plan, goods: Flags) -> tuple[tuple[int, float], ...]:
    by_good = ((int(g), _need_met(plan, "", np.arange(len(goods)) == g)) for g in
               np.flatnonzero(goods))  # fmt: skip
    found = [(g, each.unmet) for g, each in by_good if each is not None]
    short = [(g, unmet) for g, unmet in found if unmet > _ALIKE]
    return tuple(sorted(short, key=lambda pair: -float(f"{pair[1]:.9g}")))


def _people(plan: Plan) -> People | None:
    problem, covered = plan.problem, coverage_by_area(plan)  # (A,), nan: no need
    there = np.average(np.nan_to_num(problem.population), axis=0, weights=problem.days)  # (A,)
    needing = there * ~np.isnan(covered)
    if not needing.any():
        return None
    short = needing * (1 - np.minimum(1.0, np.nan_to_num(covered)))
    return People(float(needing.sum()), float(short.sum()))


def _least(plan: Plan, goods: Flags) -> LeastServed | None:
    problem = plan.problem
    need = by_run(problem.needed[:, goods].sum(axis=1), problem.weeks)  # (runs, A)
    covered = ratio(by_run(plan.met[:, goods].sum(axis=1), problem.weeks), need)
    if not problem.needed.any() or np.isnan(covered).all():
        return None
    low = covered <= np.nanmin(covered) + _ALIKE
    run = int(np.flatnonzero(low.any(axis=1))[0])
    areas = np.flatnonzero(low[run])
    return LeastServed(
        share=float(np.nanmin(covered)),
        areas=tuple(areas.tolist()),
        needing=int((~np.isnan(covered[run])).sum()),
        run=run,
        runs=int(low[:, areas[0]].sum()),
    )


def _undetected(plan: Plan) -> float | None:
    if not plan.contraband_known():
        return None
    missed = np.einsum("tcgr,tr->", plan.threats, 1 - plan.problem.detection)
    return float(missed / plan.problem.days.sum() * DAYS_A_MONTH)


def _as_much(one: MarginalValue | Margin, other: MarginalValue | Margin) -> bool:
    """Whether two levers add the same for steps of the same size and unit."""
    mine, its = (each.price if isinstance(each, Margin) else each.value for each in (one, other))
    return _same_step(one, other) and abs(mine - its) <= _ALIKE * max(abs(mine), abs(its))


def _same_step(one: MarginalValue | Margin, other: MarginalValue | Margin) -> bool:
    return (one.lever.step, one.lever.unit) == (other.lever.step, other.lever.unit)
