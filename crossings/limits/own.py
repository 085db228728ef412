"""Limits of a case's own: any weighted sum of a flow, at most or at least, a day or between dates.

    Σ each · flow ≤ at_most                    between two dates
    Σ each · flow ≤ at_most_per_day · days     in every period between them

`each` is what a truckload counts for. Of stock, which is a level, the bound holds at the end of
every period. In a scenario limits of what is sent, inspected, collected or met hold as they stand;
what arrives and lies there, and what is asked for, is counted where it is missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from crossings.limits.flows import ARRIVED, COLLECTED, EXPORTED, MANIFESTED, MET, PRESENTED, STOCK
from crossings.limits.levers import LIMITS, Files, Lever, Move
from crossings.limits.record import Days, Limit, Numbers, Place, Placed, Taking
from crossings.limits.words import Adjustable, FloorWords, Reason, Table, Words
from crossings.problem import Floats, OwnLimit, Problem

_OF_FLOW = {
    "manifested": (MANIFESTED, "ocg"),
    "presented": (PRESENTED, "cgr"),
    "released": (PRESENTED, "cgr"),
    "collected": (COLLECTED, "cga"),
    "arrived": (ARRIVED, "cga"),
    "met": (MET, "ga"),
    "stock": (STOCK, "ga"),
}
"""The flow that each is counted by, and the letters of its weights."""
AXES = {name: letters for name, (_, letters) in _OF_FLOW.items()}


def _weights(own: OwnLimit, numbers: Numbers) -> Floats:
    """(L, …) What a truckload counts for, times the share released where they are of that."""
    weights = own.weights[None]
    if own.of == "released":
        return np.asarray(weights * (1 - numbers.of("refusal"))[:, None, None, :])
    return weights


def _export_weights(own: OwnLimit, numbers: Numbers) -> Floats:
    """(1, G) What a truckload of exports counts for, where need met is counted."""
    assert own.export_weights is not None
    return own.export_weights[None]


def _rate(own: OwnLimit, numbers: Numbers) -> Floats:
    """(L,) What a day allows, or a level; of a total, all of it in the first of its periods."""
    return np.asarray(numbers.of("own_rate")[:, own.column])


@dataclass(frozen=True)
class OwnDays(Days):
    """The days that a limit of one's own counts in each period."""

    column: int = 0

    def in_plan(self, problem: Problem) -> Floats:
        """(T,) Days."""
        return np.asarray(problem.own_days[:, self.column])


def _span(own: OwnLimit, problem: Problem) -> Sequence[range]:
    """The periods between its dates, as one."""
    return (own.span,)


def _what(own: OwnLimit, problem: Problem, place: Place) -> str:
    return own.name


def _conflict(own: OwnLimit, problem: Problem, place: Place) -> str:
    """Said to be a limit, whatever the case calls it."""
    return f"the limit “{own.name}”"


def _bought(own: OwnLimit, problem: Problem, post: Placed) -> Place | None:
    """It has one place, where `crossings size` may buy more of it; None: the post is another."""
    return () if post.own == own.column else None


def _levers(own: OwnLimit, files: Files) -> Iterator[Lever]:
    """A tenth more of what is allowed, or less of what is asked."""
    path = ("limits", "own", own.id, own.bound)
    value = float(files.values(path).max())
    if not np.isfinite(value) or (own.sense == "at least" and value <= 0):
        return
    periods = np.arange(len(files.problem.periods))
    counts = periods == own.span.start if own.total else np.isin(periods, own.span)
    step = max(1.0, round(value / 10)) if value >= 1 else value or 1.0
    asked = own.sense == "at least"
    yield Lever(
        kind="limit",
        what=own.name,
        unit=own.of_bound(),
        step=-min(step, value) if asked else step,
        settings=files.settings(path),
        moves=(Move("own_rate", (own.column,), counts.astype(np.float64)),),
        room=value if asked else np.inf,
        says="own",
        section=(LIMITS, 5),
    )


@lru_cache(maxsize=256)
def own_limit(own: OwnLimit) -> Limit:
    """The record of one bound of a limit of one's own; workers are sent what it calls."""
    flow, letters = _OF_FLOW[own.of]
    exports = (
        ()
        if own.export_weights is None
        else (Taking(EXPORTED, "g", partial(_export_weights, own)),)
    )
    floor = FloorWords("the limit", "the limits")
    asked = own.sense == "at least"
    return Limit(
        f"own.{own.id}.{own.bound}",
        "" if own.total else "t",
        row=14,
        takes=(Taking(flow, letters, partial(_weights, own)), *exports),
        rate=partial(_rate, own),
        days=None if own.total else OwnDays("own_days", column=own.column),
        words=Words(
            partial(_what, own),
            f"{own.of_bound()} {'less' if asked else 'more'}",
            conflict=partial(_conflict, own),
            floor=floor if asked else None,
        ),
        table=Table("limits", {}),
        levers=partial(_levers, own),
        key=f"own.{own.id}.{own.bound}",
        numbers=(
            Adjustable(
                f"limits.own.{own.id}.{own.bound}",
                own.name,
                own.of_bound(several=True),
                0.0 if asked else np.inf,
            ),
        ),
        moved_by=("own_rate",),
        sense=own.sense,
        spans=partial(_span, own) if own.total else None,
        reason=None if asked else Reason(f"own.{own.id}", f"“{own.name}” is reached"),
        missable=own.missable,
        post=None if asked else partial(_bought, own),
    )
