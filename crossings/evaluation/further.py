"""Limits beside those of every case in scenarios: what is left of each, how often one is passed.

Those that may not be passed hold in every period; one over several periods allows in each what the
periods before it have left. Those that may be are counted as floors are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from crossings.evaluation.areas import Areas, Cap
from crossings.evaluation.limits import Limits, Number, Row, Terms, of_flow
from crossings.evaluation.steps import Step
from crossings.evaluation.tally import Tally
from crossings.limits import Kind, Limit, further_limits
from crossings.limits.flows import COLLECTED, EXPORTED, MANIFESTED, MET, PRESENTED, STOCK
from crossings.limits.record import Place
from crossings.problem import Floats, Problem

_ROUNDING = 1e-7
"""Share of a limit by which it may be missed, for the rounding of the plan's solver."""


class FurtherLimits:
    """What scenarios have used so far of limits over several periods, and what they missed."""

    def __init__(self, limits: Limits, terms: Terms, size: int) -> None:
        rows = [
            (limit, place)
            for limit in further_limits(limits.problem)
            for place in np.ndindex(limit.has_row(limits.problem).shape[len(limit.time) :])
        ]
        self.missed = np.zeros(size)
        self._limits, self._terms, self._size = limits, terms, size
        self._used = {(x, place): np.zeros(size) for x, place in rows if x.missable}
        self._counted = list(dict.fromkeys(limit for limit, _ in self._used))
        self._met = [
            (limit, place) for limit, place in rows if not limit.missable and MET in limit.flows
        ]
        self._spent: dict[Row, Floats] = {}

    def follow(self, limits: Limits) -> None:
        """Go by the limits of another trajectory from now on."""
        self._limits = limits

    def resume(self, given: Mapping[Limit, Floats]) -> None:
        """Go on where so much counts by now for limits over several periods, (S, *row) each."""
        for limit, counted in given.items():
            if not limit.time and not limit.missable:
                for place in np.ndindex(counted.shape[1:]):
                    self._spent[limit, place] = counted[(slice(None), *place)]

    def left(self, row: Row, t: int) -> Floats | None:
        """(S,) What a row allows in period t, after what earlier periods took of it."""
        allowed = self._limits.at(row, t, self._terms)
        spent = self._spent.get(row)
        return allowed if allowed is None or spent is None else np.maximum(allowed - spent, 0.0)

    def spend(self, row: Row, allowed: Floats, rest: Floats) -> None:
        """Keep what a period took of a row that spans several: all that was allowed but a rest."""
        limit, _ = row
        if isinstance(limit, Limit) and limit.spans is not None:
            self._spent[row] = self._spent.get(row, 0.0) + (allowed - rest)

    def caps(self, t: int, tally: Tally) -> Iterator[Cap]:
        """What areas may meet of their needs: what limits on it leave behind exports."""
        for limit, place in self._met:
            left = self.left((limit, place), t)
            if left is not None:
                if limit.spans is None:  # else this period's exports are spent already
                    left = left - self._at_end(limit, place, EXPORTED, tally.now_exported, t)
                yield Cap(self._weights(limit, place, MET, t), np.maximum(left, 0.0))

    def account(self, step: Step, most: Floats, parts: Floats, t: int) -> None:
        """Count what a line's truckloads are for limits that may be missed."""
        for flow, along, truckloads in _stages(step, most, parts) if self._counted else ():
            self.count(flow, along, truckloads, t)

    def count(self, flow: Kind, along: dict[str, int], truckloads: Number, t: int) -> None:
        """Count truckloads of a flow for them."""
        for limit in self._counted:
            for place, each in of_flow(self._terms, limit, flow, along, t):
                self._used[limit, place] += each * truckloads

    def close_period(self, t: int, areas: Areas, tally: Tally) -> None:
        """Spend what was met, and judge each limit at the end of what it spans."""
        for row in self._met:
            left = self.left(row, t)
            if left is not None:
                met = areas.counted(self._weights(*row, MET, t), areas.now_met)
                self.spend(row, left, left - met)
        for (limit, place), used in self._used.items():
            allowed = self._limits.allowed(limit, place, t, self._terms)
            if allowed is not None:
                used += areas.counted(self._weights(limit, place, MET, t), areas.now_met)
                used += areas.counted(self._weights(limit, place, STOCK, t), areas.stock)
                used += self._at_end(limit, place, EXPORTED, tally.now_exported, t)
                if t != limit.row_spans(self._limits.problem)[t if limit.time else 0][-1]:
                    continue
                self._judge(limit, used, allowed)
            used[:] = 0.0

    def _judge(self, limit: Limit, used: Floats, allowed: Floats) -> None:
        slack = _ROUNDING * (1 + allowed)
        passed = used > allowed + slack if limit.sense == "at most" else used < allowed - slack
        self.missed += np.asarray(passed)

    def _weights(self, limit: Limit, place: Place, flow: Kind, t: int) -> Floats:
        """(G, A) or (G,) What truckloads of a flow count for; no axes where the limit has none."""
        total = np.zeros(())
        for taking in limit.takes:
            if taking.flow == flow:
                at = dict(zip(limit.places, place, strict=True))
                amount = self._terms.amount(taking, t)[0]
                here = amount[tuple(at.get(letter, slice(None)) for letter in taking.axes)]
                left = "".join(letter for letter in taking.axes if letter not in at)
                total = total + _along(flow, here, left, at, self._limits.problem)
        return total

    def _at_end(self, limit: Limit, place: Place, flow: Kind, truckloads: Floats, t: int) -> Floats:
        """(S,) What (S, G) truckloads count for."""
        weights, total = self._weights(limit, place, flow, t), np.zeros(self._size)
        for g in np.flatnonzero(weights).tolist() if weights.ndim else ():
            total += weights[g] * truckloads[:, g]
        return total


def _along(
    flow: Kind, amounts: Floats, letters: str, at: Mapping[str, int], problem: Problem
) -> Floats:
    """(G, A) or (G,) Amounts along some of a flow's axes, 0 away from the place `at`."""
    lengths = {"g": len(problem.goods), "a": len(problem.areas)}
    axes = [axis for axis in flow.axes if axis in lengths]
    spread = amounts[tuple(slice(None) if axis in letters else None for axis in axes)]
    made = np.zeros([lengths[axis] for axis in axes])
    here: Any = tuple(slice(at[x], at[x] + 1) if x in at else slice(None) for x in axes)
    made[here] = spread
    return made


def _stages(
    step: Step, most: Floats, parts: Floats
) -> Iterator[tuple[Kind, dict[str, int], Number]]:
    """A line's truckloads at each stage, with the positions that they have there."""
    along = step.line.along
    if step.line.corridor >= 0:
        yield MANIFESTED, along, most
    if step.line.inspected:
        yield PRESENTED, along, most * step.kept
    for n, a in enumerate(step.line.areas):
        yield COLLECTED, {**along, "a": a}, parts[:, n] * (step.kept * step.passed)
