"""Dispatch rules: what of the trucks that wait is sent in one period, seeing no later one.

Every rule keeps the limits of the period in every scenario, so that what it does is feasible for
the scenario's program. `waiting` holds what the plan means to have left by now and has not, line by
line; trucks bound for an area whose road is full wait, those for other areas go on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from crossings.evaluation.limits import Number
from crossings.evaluation.lines import Line
from crossings.problem import Flags, Floats

_NEXT_TO_NOTHING = 1e-300


@dataclass(frozen=True)
class Step:
    """A line in one period: what a truckload that leaves its origin takes, and becomes."""

    index: int
    """Its position among the lines."""
    line: Line
    takes: list[tuple[int, Number]]
    """Of each limit with a bound: the limit's position in the period, and how much."""
    roads: list[tuple[int, int]]
    """Of areas whose road has a bound: position among the line's areas, and the limit's position."""
    kept: Number
    """Share presented of what leaves."""
    passed: Number
    """Share released of what is presented."""
    over: Number
    """Detection beyond what row 10 asks."""


Sent: TypeAlias = list[tuple[Floats, Floats]]
"""For each step: in all (S,) and by area (S, N), truckloads that leave the origin."""
Rule: TypeAlias = "Callable[[Sequence[Step], list[Floats], list[Floats], list[Floats]], Sent]"
"""From the steps in order, what waits by line, what of it is new, and what limits leave (used up)."""


def by_priority(
    steps: Sequence[Step], waiting: list[Floats], fresh: list[Floats], left: list[Floats]
) -> Sent:
    """Line by line in their order, each as far as the limits still allow."""
    sent: Sent = []
    for step in steps:
        share, total = _by_open_roads(step, waiting[step.index], left)
        most = total
        for row, each in step.takes:
            most = np.minimum(most, _go_in(left[row], each))
        most = np.maximum(most, 0.0)
        parts = _scaled(share, total, most)
        _use_up(step, most, parts, left)
        sent.append((most, parts))
    return sent


def proportional(
    steps: Sequence[Step], waiting: list[Floats], fresh: list[Floats], left: list[Floats]
) -> Sent:
    """Every line that meets a limit gets the same share of what it asks for."""
    return _in_equal_shares(steps, [waiting[step.index] for step in steps], left)


def first_come(
    steps: Sequence[Step], waiting: list[Floats], fresh: list[Floats], left: list[Floats]
) -> Sent:
    """What waited before today goes first, then today's; in each, equal shares to all senders."""
    older = [np.maximum(waiting[step.index] - fresh[step.index], 0.0) for step in steps]
    first = _in_equal_shares(steps, older, left)
    today = [waiting[s.index] - parts for s, (_, parts) in zip(steps, first, strict=True)]
    today = [np.minimum(d, fresh[s.index]) for s, d in zip(steps, today, strict=True)]
    second = _in_equal_shares(steps, today, left)
    return [
        (most + also, parts + others)
        for (most, parts), (also, others) in zip(first, second, strict=True)
    ]


RULES: dict[str, Rule] = {
    "plan": by_priority,
    "proportional": proportional,
    "first-come": first_come,
}


def turned_back(
    steps: Sequence[Step], sent: Sent, left: list[Floats], asked: Flags, excess: float
) -> None:
    """Row 10 for one good, whose steps these are: what detects too little goes back to waiting.

    An equal share of all truckloads whose regime detects less than is asked, so that what others
    detect beyond it makes up for the rest. `asked` (S,) says in which scenarios the row holds;
    `excess` is what the plan itself lacks by rounding.
    """
    below = above = np.zeros(len(sent[0][0]))
    for step, (most, _) in zip(steps, sent, strict=True):
        presented = most * step.kept
        below = below + np.maximum(-np.asarray(step.over), 0.0) * presented
        above = above + np.maximum(np.asarray(step.over), 0.0) * presented
    above = above + excess
    broken = asked & (below > above)
    stays = np.where(broken, above / np.maximum(below, _NEXT_TO_NOTHING), 1.0)  # (S,)
    for k, (step, (most, parts)) in enumerate(zip(steps, sent, strict=True)):
        share = np.where(np.asarray(step.over) < 0, stays, 1.0)
        sent[k] = (most * share, parts * share[:, None])
        _use_up(step, sent[k][0] - most, sent[k][1] - parts, left)


def _by_open_roads(step: Step, waiting: Floats, left: list[Floats]) -> tuple[Floats, Floats]:
    """(S, N) What waits, as far as the roads take it, and its sum (S,)."""
    parts = waiting
    if step.roads:
        parts = waiting.copy(order="F")
        released = step.kept * step.passed
        for n, row in step.roads:
            allowed = np.maximum(_go_in(left[row], released), 0.0)
            np.minimum(parts[:, n], allowed, out=parts[:, n])
    return parts, _in_all(parts)


def _in_equal_shares(steps: Sequence[Step], asked: list[Floats], left: list[Floats]) -> Sent:
    """Of each limit every line gets the share that all who ask for it could have."""
    demand: dict[int, Floats] = {}
    totals = [_in_all(parts) for parts in asked]
    for step, parts, total in zip(steps, asked, totals, strict=True):
        for row, each in step.takes:
            demand[row] = demand.get(row, 0.0) + each * total
        for n, row in step.roads:
            demand[row] = demand.get(row, 0.0) + (step.kept * step.passed) * parts[:, n]
    share = {
        row: np.clip(left[row] / np.maximum(wanted, _NEXT_TO_NOTHING), 0.0, 1.0)
        for row, wanted in demand.items()
    }
    sent: Sent = []
    for step, parts in zip(steps, asked, strict=True):
        of_line = np.ones(len(parts))
        for row, each in step.takes:
            here = share[row] if isinstance(each, float) else np.where(each > 0, share[row], 1.0)
            of_line = np.minimum(of_line, here)
        made = parts * of_line[:, None]
        for n, row in step.roads:
            made[:, n] = parts[:, n] * np.minimum(of_line, share[row])
        sent.append((_in_all(made), made))
    for step, (most, parts) in zip(steps, sent, strict=True):
        _use_up(step, most, parts, left)
    return sent


def _go_in(left: Floats, each: Number) -> Floats:
    """(S,) How many go into what is left, at so much each; without bound where they take nothing."""
    if isinstance(each, float):
        return left if each == 1.0 else left / each
    without = np.full(len(left), np.inf)
    return np.divide(left, each, out=without, where=each > 0)


def _scaled(parts: Floats, total: Floats, most: Floats) -> Floats:
    """(S, N) `parts`, which come to `total`, made to come to `most`."""
    if parts.shape[1] == 1:
        return most[:, None]
    return np.asarray(parts * (most / np.maximum(total, _NEXT_TO_NOTHING))[:, None])


def _use_up(step: Step, most: Floats, parts: Floats, left: list[Floats]) -> None:
    for row, each in step.takes:
        left[row] -= most if isinstance(each, float) and each == 1.0 else each * most
    for n, row in step.roads:
        left[row] -= (step.kept * step.passed) * parts[:, n]


def _in_all(parts: Floats) -> Floats:
    """(S,) Sum over areas, in their order, whatever S is."""
    total = parts[:, 0]
    for n in range(1, parts.shape[1]):
        total = total + parts[:, n]
    return total
