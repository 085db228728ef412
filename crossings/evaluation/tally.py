"""The account of a batch: what passed each stage, what limits were used, and what it was worth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from crossings.evaluation.areas import Areas
from crossings.evaluation.limits import Row, Terms
from crossings.evaluation.lines import NOWHERE
from crossings.evaluation.outcomes import Outcomes
from crossings.evaluation.queues import Queues
from crossings.evaluation.steps import Step
from crossings.limits import Limit, limits_of
from crossings.plan import contraband_known
from crossings.problem import Flags, Floats, Problem, ratio
from crossings.scenarios.period import PeriodTerms
from crossings.scenarios.sums import summed


class Tally:
    """Sums over the periods; (S, G) unless said otherwise."""

    def __init__(self, problem: Problem, terms: Terms, size: int) -> None:
        goods, self._problem, self._terms, self._size = len(problem.goods), problem, terms, size
        self.manifested = np.zeros((size, goods), order="F")
        self.presented = np.zeros((size, goods), order="F")
        self.released = np.zeros((size, goods), order="F")
        self.arrived = np.zeros((size, goods), order="F")
        self._turned_away = np.zeros((size, goods), order="F")
        self._discarded = np.zeros((size, goods), order="F")
        self.now_exported = np.zeros((size, goods), order="F")
        self._exported = np.zeros((size, goods), order="F")
        self._export_needed = np.zeros((size, goods), order="F")
        self._export_bands = [np.zeros((size, goods), order="F") for _ in problem.band_top]
        self._undetected = np.zeros(size)
        self._of_known = np.zeros(size)  # presented of goods whose threat rate is known
        self._used: dict[Row, Floats] = {}
        self._scenarios = terms.scenarios
        # (S, T, C) and (S, T, P): days that the calendar opens and a closure does not
        self._closed = problem.crossing_open_days - terms.scenarios.open_days
        self._pools_closed = problem.pool_open_days - terms.scenarios.pool_open_days

    def pass_through(self, step: Step, most: Floats, t: int) -> Floats:
        """Count (S,) truckloads that set out, stage by stage; those released."""
        line, g = step.line, step.line.good
        if line.corridor != NOWHERE:
            self.manifested[:, g] += most
        if not line.inspected:
            return most
        presented = most * step.kept
        released = presented * step.passed
        self.presented[:, g] += presented
        self.released[:, g] += released
        if self._problem.threat_known[t, g]:
            self._of_known += presented
        hidden = self._terms.hidden(line, t)
        if not isinstance(hidden, float) or hidden > 0:
            self._undetected += presented * hidden
        return released

    def export(self, good: int, released: Floats) -> None:
        """Count (S,) truckloads that reach the outside market."""
        self.now_exported[:, good] += released

    def let_go(self, turned_away: Mapping[tuple[int, ...], Floats], areas: Areas) -> None:
        """Count (S,) what is turned away by crossing and good, and what areas discard."""
        for (_, g), truckloads in turned_away.items():
            self._turned_away[:, g] += truckloads
        if areas.any_discarded:
            for k, g in enumerate(areas.good_of.tolist()):
                self._discarded[:, g] += areas.now_discarded[:, k]

    def closed_in(self, t: int) -> Flags:
        """(S,) Whether a crossing stayed closed on a day of period t that the calendar opens."""
        return np.asarray((self._closed[:, t] > 0).any(axis=1))

    def close_period(self, t: int, capacity: Mapping[Row, Floats], left: list[Floats]) -> None:
        """Count what was used of the limits, and what exports met."""
        for (row, allowed), rest in zip(capacity.items(), left, strict=True):
            if isinstance(row[0], Limit) and row[0].outcome:
                used = self._used.setdefault(row, np.zeros(self._size))
                used += allowed - rest
        for g in np.flatnonzero(~self._problem.inbound).tolist():
            met, need = self.now_exported[:, g], self._export_need(t, g)
            for top, held in zip(self._problem.band_top, self._export_bands, strict=True):
                held[:, g] += np.minimum(met, top * need)
            self._exported[:, g] += met
            self._export_needed[:, g] += need

    def open_period(self) -> None:
        """Begin a period, in which nothing is exported yet."""
        self.now_exported[:] = 0.0

    def export_need(self, t: int) -> Floats:
        """(S, G) What the outside market takes in period t; 0 for inbound goods."""
        made = np.zeros((self._size, len(self._problem.goods)), order="F")
        for g in np.flatnonzero(~self._problem.inbound).tolist():
            made[:, g] = self._export_need(t, g)
        return made

    def outcomes(self, areas: Areas, queues: Queues, missed: Floats) -> Outcomes:
        """Everything counted."""
        problem, by_area = self._problem, (self._size, len(areas.goods), len(self._problem.areas))
        met, need = self._exported, self._export_needed
        coverage = np.full((self._size, len(problem.goods), len(problem.areas)), np.nan, order="F")
        coverage[:, areas.goods] = ratio(areas.met, areas.needed).reshape(by_area)
        met_by_good = areas.met.reshape(by_area)
        need_by_good = areas.needed.reshape(by_area)
        for k, g in enumerate(areas.goods):
            met[:, g] = summed(met_by_good[:, k], 1)
            need[:, g] = summed(need_by_good[:, k], 1)
        served = ratio(summed(met_by_good, 1), summed(need_by_good, 1))
        served = np.where(np.isnan(served), np.inf, served)  # (S, A)
        worst = served.argmin(axis=1) if served.shape[1] else np.zeros(self._size, dtype=int)
        worst_coverage = served.min(axis=1, initial=np.inf)
        below, out = (np.full(met.shape, np.nan, order="F") for _ in range(2))
        below[:, areas.goods], out[:, areas.goods] = areas.days_below, areas.first_out
        short = np.maximum(areas.floor - areas.stock, 0.0)  # (S, K)
        return Outcomes(
            numbers=np.array(self._scenarios.numbers, dtype=np.int64),
            value=self._value(areas, short),
            manifested=self.manifested,
            presented=self.presented,
            released=self.released,
            arrived=self.arrived,
            turned_away=self._turned_away,
            discarded=self._discarded,
            need=need,
            met=met,
            coverage=coverage,
            worst_coverage=np.where(np.isinf(worst_coverage), np.nan, worst_coverage),
            worst_area=worst,
            days_below_floor=below,
            first_stock_out=out,
            most_waiting=queues.most,
            left_waiting=queues.last,
            longest_wait=np.asarray(queues.longest * float(problem.days[0])),
            **{
                limit.outcome: self._share_used(limit)
                for limit in limits_of(problem)
                if limit.outcome
            },
            undetected=np.where(
                contraband_known(
                    self._of_known, summed(self.presented, 1), self._problem.threat_known
                ),
                self._undetected,
                np.nan,
            ),
            days_to_recover=queues.recovery,
            days_closed=summed(self._closed, 1),
            pool_days_closed=summed(self._pools_closed, 1),
            phase_comes=self._phase_comes(),
            floors_missed=missed,
            end_stock_missed=summed(short, 1),
            failed=np.full(self._size, "", dtype=np.str_),
            bound=np.full(self._size, np.nan),
            own=np.zeros((self._size, 0)),
        )

    def _phase_comes(self) -> Floats:
        """(S, H) Which uncertain phases come about; all of them where the scenarios do not say."""
        uncertain = (self._problem.foreseen or self._problem).uncertainty.phases
        came = self._scenarios.came
        there = came.shape[1] == len(uncertain)
        return came.astype(np.float64) if there else np.ones((self._size, len(uncertain)))

    def _value(self, areas: Areas, short: Floats) -> Floats:
        """(S,) Σ worth · (Σ_b (weight[b] − weight[b+1]) · met[b] − weight[0] · short).

        Met is up to the top of band b: the weights never rise, so filling bands from below is worth
        most. What is `short` (S, K) of the stock to be left counts as a need of the day after the
        horizon, in the first band.
        """
        weights = self._problem.band_weight
        steps = weights - np.append(weights[1:], 0.0)  # (B,)
        value = np.zeros(self._size)
        terms = PeriodTerms(self._problem, 0, self._scenarios)
        priority, worth = terms.whole("priority"), terms.worth[:, areas.goods]
        worth = worth.reshape(len(worth), -1)  # (1 or S, K)
        for step, held in zip(steps, [*areas.in_bands, areas.met], strict=True):
            for k in range(held.shape[1]):
                value += (step * worth[:, k]) * held[:, k]
        for k in range(short.shape[1]):
            value -= (weights[0] * worth[:, k]) * short[:, k]
        for step, held in zip(steps, self._export_bands, strict=True):
            for g in np.flatnonzero(~self._problem.inbound).tolist():
                value += (step * priority[:, g]) * held[:, g]
        return value

    def _export_need(self, t: int, g: int) -> Floats:
        rate = self._terms.number("export_need", t, g)
        return np.asarray(rate * self._problem.days[t] * self._scenarios.need[:, g])

    def _share_used(self, limit: Limit) -> Floats:
        """(S, *place) Use of a limit, as a share of what it allowed over the horizon."""
        periods = range(len(self._problem.periods))
        rows = [self._terms.rate_and_days(limit, t) for t in periods]
        made = np.full((self._size, *rows[0][0].shape[1:]), np.nan, order="F")
        for place in np.ndindex(made.shape[1:]):
            at = (slice(None), *place)
            if all(np.isfinite(rate[(0, *place)]) for rate, _ in rows):
                allowed = np.zeros(self._size)
                for rate, days in rows:
                    allowed += rate[at] * days[:, place[0]]
                used = self._used.get((limit, place), np.zeros(self._size))
                made[at] = ratio(used, allowed)
        return made
