"""Limits of the case's own in scenarios: what is left of each, and how often one is passed.

Those that may not be passed hold in every period; one over several periods allows in each what the
periods before it have left. Those that may be are counted as floors are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from crossings.evaluation.areas import Areas, Cap
from crossings.evaluation.dispatch import Step
from crossings.evaluation.limits import Limits, Number, Row, Terms, of_flow
from crossings.evaluation.tally import Tally
from crossings.limits import Kind, Limit, limits_of
from crossings.limits.flows import COLLECTED, EXPORTED, MANIFESTED, MET, PRESENTED, STOCK
from crossings.problem import Floats

_ROUNDING = 1e-7
"""Share of a limit by which it may be missed, for the rounding of the plan's solver."""


class OwnLimits:
    """What scenarios have used so far of limits over several periods, and what they missed."""

    def __init__(self, limits: Limits, terms: Terms, size: int) -> None:
        own = limits_of(limits.problem)[-len(limits.problem.own_limits) or None :]
        own = own if limits.problem.own_limits else ()
        self.missed = np.zeros(size)
        self._limits, self._terms, self._size = limits, terms, size
        self._counted = [limit for limit in own if limit.missable]
        self._met = [
            limit
            for limit in own
            if not limit.missable and any(taking.flow == MET for taking in limit.takes)
        ]
        self._spent: dict[Row, Floats] = {}
        self._used: dict[Limit, Floats] = {limit: np.zeros(size) for limit in self._counted}

    def left(self, row: Row, t: int) -> Floats | None:
        """(S,) What a row allows in period t, after what earlier periods took of it."""
        allowed = self._limits.at(row, t, self._terms)
        spent = self._spent.get(row)
        return allowed if allowed is None or spent is None else np.maximum(allowed - spent, 0.0)

    def spend(self, row: Row, used: Floats) -> None:
        """Keep what a period took of a row that spans several."""
        limit, _ = row
        if isinstance(limit, Limit) and limit.spans is not None:
            self._spent[row] = self._spent.get(row, 0.0) + used

    def caps(self, t: int, tally: Tally) -> Iterator[Cap]:
        """What areas may meet of their needs: what limits on it leave behind exports."""
        for limit in self._met:
            left = self.left((limit, ()), t)
            if left is not None:
                if limit.spans is None:  # else this period's exports are spent already
                    left = left - self._at_end(limit, EXPORTED, tally.now_exported, t)
                yield Cap(limit, self._weights(limit, MET, t), np.maximum(left, 0.0))

    def account(self, step: Step, most: Floats, parts: Floats, t: int) -> None:
        """Count what a line's truckloads are for limits that may be missed."""
        for limit in self._counted:
            for flow, along, truckloads in _stages(step, most, parts):
                for _, each in of_flow(self._terms, limit, flow, along, t):
                    self._used[limit] += each * truckloads

    def close_period(self, t: int, areas: Areas, tally: Tally) -> None:
        """Spend what was met, and judge each limit at the end of what it spans."""
        for limit in self._met:
            if self.left((limit, ()), t) is not None:
                self.spend((limit, ()), areas.counted(self._weights(limit, MET, t), areas.now_met))
        for limit in self._counted:
            if self._limits.allowed(limit, (), t, self._terms) is None:
                self._used[limit] = np.zeros(self._size)
                continue
            used = self._used[limit]
            used += areas.counted(self._weights(limit, MET, t), areas.now_met)
            used += areas.counted(self._weights(limit, STOCK, t), areas.stock)
            used += self._at_end(limit, EXPORTED, tally.now_exported, t)
            if t == limit.row_spans(self._limits.problem)[t if limit.time else 0][-1]:
                self._judge(limit, used, t)
                self._used[limit] = np.zeros(self._size)

    def _judge(self, limit: Limit, used: Floats, t: int) -> None:
        allowed = self._limits.allowed(limit, (), t, self._terms)
        assert allowed is not None
        slack = _ROUNDING * (1 + allowed)
        passed = used > allowed + slack if limit.sense == "at most" else used < allowed - slack
        self.missed += np.asarray(passed)

    def _weights(self, limit: Limit, flow: Kind, t: int) -> Floats:
        """(G, A) or (G,) What truckloads of a flow count for; 0 where the limit has none of it."""
        for taking in limit.takes:
            if taking.flow == flow:
                return np.asarray(self._terms.amount(taking, t)[0])
        return np.zeros(())

    def _at_end(self, limit: Limit, flow: Kind, truckloads: Floats, t: int) -> Floats:
        """(S,) What (S, G) truckloads count for."""
        weights, total = self._weights(limit, flow, t), np.zeros(self._size)
        for g in np.flatnonzero(weights).tolist() if weights.ndim else ():
            total += weights[g] * truckloads[:, g]
        return total


def _stages(
    step: Step, most: Floats, parts: Floats
) -> Iterator[tuple[Kind, dict[str, int], Number]]:
    """A line's truckloads at each stage, with the positions that they have there."""
    along = step.line.along
    if step.line.corridor >= 0:
        yield MANIFESTED, along, most
    yield PRESENTED, along, most * step.kept
    for n, a in enumerate(step.line.areas):
        yield COLLECTED, {**along, "a": a}, parts[:, n] * (step.kept * step.passed)
