"""Dispatch rules: what of the trucks that wait is sent in one period, seeing no later one.

Every rule keeps the limits of the period in every scenario, so that what it does is feasible for
the scenario's program. `waiting` holds what the plan means to have left by now and has not, line by
line; trucks bound for an area whose road is full wait, those for other areas go on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from crossings.evaluation.limits import ROUNDING, Number
from crossings.evaluation.steps import Detected, Sent, Step, Turn, of_some
from crossings.problem import Flags, Floats, Positions

_NEXT_TO_NOTHING = 1e-300


Rule: TypeAlias = Callable[[Turn, list[Floats], list[Floats], list[Floats]], Sent]
"""From what waits by line, what of it is new, and what the limits leave, which is used up."""


def by_priority(turn: Turn, waiting: list[Floats], fresh: list[Floats], left: list[Floats]) -> Sent:
    """Line by line in their order, each as far as the limits still allow.

    Where loads go back because too little is detected, what they leave free is offered once more to
    the lines of the same rows: first to those that detect enough, then to the others as far as the
    rows allow by then. What is still free is there for the next lines.
    """
    sent: Sent = []
    for k, step in enumerate(turn.steps):
        made = as_far_as_allowed(step, waiting[step.index], step.takes, left)
        sent.append(made)
        if k in turn.ends:
            _offered_again(turn, turn.ends[k], sent, waiting, left)
    return sent


def as_far_as_allowed(
    step: Step, waiting: Floats, takes: Sequence[tuple[int, Number]], left: list[Floats]
) -> tuple[Floats, Floats]:
    """What of (S, N) waiting the limits allow; they are used up."""
    share, total = _by_open_roads(step, waiting, left)
    most = total
    for row, each in takes:
        most = np.minimum(most, _go_in(left[row], each))
    most = _by_burden(step, share, total, most, takes, left)
    most = np.maximum(most, 0.0)
    parts = _scaled(share, total, most)
    use_up(step, most, parts, left)
    return most, parts


def _offered_again(
    turn: Turn, rows: list[Detected], sent: Sent, waiting: list[Floats], left: list[Floats]
) -> None:
    """Send back what detects too little, and offer lines of these rows what that leaves free."""
    broken = turned_back(turn, rows, sent, left)
    if not broken.any():
        return
    rooms = []
    for row in rows:
        above, below = detected_and_lacking(turn, row, sent)
        rooms.append(np.where(row.asked, np.maximum(above + row.excess - below, 0.0), np.inf))
    places = sorted({k for row in rows for k in row.over})
    finders = [k for k in places if np.mean(turn.steps[k].over) >= 0]
    for k in [*finders, *(k for k in places if k not in finders)]:
        step, own = turn.steps[k], [n for n, row in enumerate(rows) if k in row.over]
        lacks = {n: rows[n].lacks[k] * step.kept for n in own if k in rows[n].lacks}
        goes = broken.copy()
        for there, each in (
            *((left[row], each) for row, each in step.takes),
            *((rooms[n], each) for n, each in lacks.items()),
        ):
            if isinstance(each, float):
                goes &= there > 0
            else:
                goes &= (there > 0) | (each <= 0)
        at = np.flatnonzero(goes)
        rest = np.maximum(_at(waiting[step.index], at) - _at(sent[k][1], at), 0.0)
        waits = np.flatnonzero(_in_all(rest))
        if not len(waits):
            continue
        at, rest = at[waits], _at(rest, waits)
        held = [(rooms[n][at], of_some(each, at)) for n, each in lacks.items()]
        more, others = _more_of(step, at, rest, held, left)
        for n in own:
            over = of_some(rows[n].over[k] * step.kept, at)
            rooms[n][at] = np.maximum(rooms[n][at] + over * more, 0.0)
        most, parts = sent[k]
        for whole, extra in ((most, more), *zip(parts.T, others.T, strict=True)):
            whole[at] += extra


def _more_of(
    step: Step,
    at: Positions,
    rest: Floats,
    held: Sequence[tuple[Floats, Number]],
    left: list[Floats],
) -> tuple[Floats, Floats]:
    """What limits, and `held` ones, allow of a rest (S', N) that waits in some scenarios."""
    some, limits = step.at(at), [*left]
    for row in step.rows:
        limits[row] = left[row][at]
    takes = [*some.takes, *((len(limits) + n, each) for n, (_, each) in enumerate(held))]
    limits += [room for room, _ in held]
    more = as_far_as_allowed(some, rest, takes, limits)
    for row in step.rows:
        left[row][at] = limits[row]
    return more


def _at(parts: Floats, places: Positions) -> Floats:
    """(S', N) Those of some scenarios; each column is contiguous."""
    return np.take(parts.T, places, axis=1).T


def turned_back(turn: Turn, rows: list[Detected], sent: Sent, left: list[Floats]) -> Flags:
    """What detects too little goes back to waiting; (S,) where any went back.

    What a row sends back detects less than it asks, so less than rows that ask more: with these
    first each is seen to once. Where the shares asked are drawn, their order may be another.
    """
    broken = np.zeros(len(sent[0][0]) if sent else 0, dtype=bool)
    for _ in {row.limit for row in rows}:
        now = [_turned_back(turn, row, sent, left) for row in rows]
        if not any(each.any() for each in now):
            break
        for each in now:
            broken = broken | each
    return broken


def _turned_back(turn: Turn, detected: Detected, sent: Sent, left: list[Floats]) -> Flags:
    """One row: what detects too little goes back.

    An equal share of all truckloads whose regime detects less than is asked, so that what others
    detect beyond it makes up for the rest.
    """
    above, below = detected_and_lacking(turn, detected, sent)
    above = above * (1 + ROUNDING) + detected.excess
    broken = np.asarray(detected.asked & (below > above))
    stays = np.where(broken, above / np.maximum(below, _NEXT_TO_NOTHING), 1.0)  # (S,)
    for k, lacks in detected.lacks.items() if broken.any() else ():
        step, (most, parts) = turn.steps[k], sent[k]
        share = stays if isinstance(lacks, float) else np.where(lacks > 0, stays, 1.0)
        sent[k] = (most * share, parts * share[:, None])
        use_up(step, sent[k][0] - most, sent[k][1] - parts, left)
    return broken


def detected_and_lacking(turn: Turn, detected: Detected, sent: Sent) -> tuple[Floats, Floats]:
    """(S,) What is detected beyond what is asked, and what lacks to it."""
    above = below = np.zeros(len(sent[detected.last][0]))
    for k, finds in detected.finds.items():
        above = above + finds * (sent[k][0] * turn.steps[k].kept)
    for k, lacks in detected.lacks.items():
        below = below + lacks * (sent[k][0] * turn.steps[k].kept)
    return above, below


def proportional(
    turn: Turn, waiting: list[Floats], fresh: list[Floats], left: list[Floats]
) -> Sent:
    """Every line that meets a limit gets the same share of what it asks for."""
    sent = _in_equal_shares(turn.steps, [waiting[step.index] for step in turn.steps], left)
    turned_back(turn, turn.detected, sent, left)
    return sent


def first_come(turn: Turn, waiting: list[Floats], fresh: list[Floats], left: list[Floats]) -> Sent:
    """What waited before this period goes first, then what is new; in each, equal shares to all."""
    steps = turn.steps
    older = [np.maximum(waiting[step.index] - fresh[step.index], 0.0) for step in steps]
    first = _in_equal_shares(steps, older, left)
    newer = [waiting[step.index] - before for step, before in zip(steps, older, strict=True)]
    second = _in_equal_shares(steps, newer, left)
    sent = [
        (most + also, parts + others)
        for (most, parts), (also, others) in zip(first, second, strict=True)
    ]
    turned_back(turn, turn.detected, sent, left)
    return sent


RULES: dict[str, Rule] = {
    "plan": by_priority,
    "proportional": proportional,
    "first-come": first_come,
}


def _by_open_roads(step: Step, waiting: Floats, left: list[Floats]) -> tuple[Floats, Floats]:
    """(S, N) What waits, as far as the roads take it, and its sum (S,)."""
    parts = waiting
    if step.roads or step.barred:
        parts = waiting.copy(order="F")
        parts[:, step.barred] = 0.0
        for n, row, each in step.roads:
            allowed = np.maximum(_go_in(left[row], each), 0.0)
            np.minimum(parts[:, n], allowed, out=parts[:, n])
    return parts, _in_all(parts)


def _in_equal_shares(steps: Sequence[Step], asked: list[Floats], left: list[Floats]) -> Sent:
    """Of each limit every line gets the share that all who ask for it could have."""
    asked = [_but_for_barred(parts, step) for parts, step in zip(asked, steps, strict=True)]
    demand: dict[int, Floats] = {}
    totals = [_in_all(parts) for parts in asked]
    for step, parts, total in zip(steps, asked, totals, strict=True):
        for row, each in step.takes:
            demand[row] = demand.get(row, 0.0) + each * total
        for row, by_area in step.burden:
            demand[row] = demand.get(row, 0.0) + _burden(parts, by_area)
        for n, row, each in step.roads:
            demand[row] = demand.get(row, 0.0) + each * parts[:, n]
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
        for row, _ in step.burden:
            of_line = np.minimum(of_line, share[row])
        made = parts * of_line[:, None]
        for n, row, _ in step.roads:
            made[:, n] = parts[:, n] * np.minimum(of_line, share[row])
        sent.append((_in_all(made), made))
    for step, (most, parts) in zip(steps, sent, strict=True):
        use_up(step, most, parts, left)
    return sent


def _but_for_barred(parts: Floats, step: Step) -> Floats:
    if not step.barred:
        return parts
    made = parts.copy(order="F")
    made[:, step.barred] = 0.0
    return made


def _go_in(left: Floats, each: Number) -> Floats:
    """(S,) How many go into what is left, at so much each; no bound where they take nothing."""
    if isinstance(each, float):
        return left if each == 1.0 else np.asarray(left / each)
    without = np.full(len(left), np.inf)
    np.divide(left, each, out=without, where=each > 0)
    return without


def _scaled(parts: Floats, total: Floats, most: Floats) -> Floats:
    """(S, N) `parts`, which come to `total`, made to come to `most`."""
    if parts.shape[1] == 1:
        return most[:, None].copy()
    return np.asarray(parts * (most / np.maximum(total, _NEXT_TO_NOTHING))[:, None])


def _by_burden(
    step: Step,
    share: Floats,
    total: Floats,
    most: Floats,
    takes: Sequence[tuple[int, Number]],
    left: list[Floats],
) -> Floats:
    """`most`, as far as limits on what arrives allow, the areas' shares being as they are."""
    for row, by_area in step.burden:
        asked = _burden(share, by_area)
        for other, each in takes:
            if other == row:
                asked = asked + each * total
        part = np.minimum(1.0, left[row] / np.maximum(asked, _NEXT_TO_NOTHING))
        most = np.minimum(most, np.where(part < 1.0, total * part, most))
    return most


def _burden(parts: Floats, by_area: list[Number]) -> Floats:
    """(S,) What truckloads for each area take of a limit on what arrives."""
    taken = by_area[0] * parts[:, 0]
    for n in range(1, len(by_area)):
        taken = taken + by_area[n] * parts[:, n]
    return np.asarray(taken)


def use_up(step: Step, most: Floats, parts: Floats, left: list[Floats]) -> None:
    """Take what a line takes, or give it back, of what limits leave."""
    for row, by_area in step.burden:
        left[row] -= _burden(parts, by_area)
    for row, each in step.takes:
        left[row] -= most if isinstance(each, float) and each == 1.0 else each * most
    for n, row, each in step.roads:
        left[row] -= each * parts[:, n]


def _in_all(parts: Floats) -> Floats:
    """(S,) Sum over areas, in their order, whatever S is."""
    total = parts[:, 0]
    for n in range(1, parts.shape[1]):
        total = total + parts[:, n]
    return total
