"""Rows of limits: what columns of flows take of each, gathered by the key of the row.

Σ over flows: takes · column  ≤  allowed        (a floor: ≥ asked, less what is missed)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from crossings.allocation.entries import Part, Rows, at_keys, flat, once_each, rows_of
from crossings.allocation.ledger import Ledger
from crossings.limits.flows import ARRIVED, COLLECTED
from crossings.limits.record import Horizon, Kind, Limit, Taking
from crossings.problem import Floats, Positions, Problem
from crossings.problem.travel import spread


def limit_rows(
    ledger: Ledger,
    problem: Problem,
    limit: Limit,
    *,
    elastic: bool = False,
    beyond: bool = False,
    soft: bool = False,
) -> None:
    """Add every row of a limit; `elastic` lets a floor be missed, at columns of their own.

    With `beyond` a column of what passes beyond it, a day, is added to the right; `soft` lets every
    other limit be passed too, row by row.
    """
    taken = gathered(ledger, problem, limit)
    if limit.is_floor:
        _floor_rows(ledger, problem, limit, taken, elastic=elastic)
        return
    more = [ledger.column(limit.beyond, (), 0.0)] if beyond and len(taken.keys) else []
    has_row = at_keys(limit.has_row(problem), taken.keys)
    number, kept = np.cumsum(has_row) - 1, has_row[taken.at]
    keys = taken.keys[has_row]
    every = np.arange(len(keys))
    parts = [(number[taken.at[kept]], taken.places[kept], taken.values[kept])]
    parts += [(every, np.full(len(keys), column), -problem.days[keys[:, 0]]) for column in more]
    at_least = limit.sense == "at least"
    if soft:
        passed = _columns(ledger, limit.passed_by, keys, np.inf)
        parts.append((every, passed, np.full(len(keys), 1.0 if at_least else -1.0)))
    bounds = at_keys(limit.allowed(problem), keys)
    lower = bounds if at_least else np.full(len(keys), -np.inf)
    upper = np.full(len(keys), np.inf) if at_least else bounds
    ledger.add_rows(limit, keys, _joined(parts), lower, upper)


def _floor_rows(
    ledger: Ledger, problem: Problem, limit: Limit, taken: Rows, *, elastic: bool
) -> None:
    asked = limit.has_row(problem)
    keys = np.argwhere(asked)
    row = np.full(asked.size, -1)
    row[flat(keys, asked.shape)] = np.arange(len(keys))
    at = row[flat(taken.keys, asked.shape)][taken.at]
    there = (at >= 0) & (taken.values != 0)
    given = np.bincount(at[there], minlength=len(keys)) > 0
    # What nothing gives is out of reach: an empty row is no row.
    missed = np.flatnonzero(~given | elastic)
    places = _columns(ledger, limit.missed, keys[missed], np.inf if elastic else 0.0)
    parts = [
        (at[there], taken.places[there], taken.values[there]),
        (missed, places, np.ones(len(missed))),
    ]
    bounds = at_keys(limit.allowed(problem), keys)
    ledger.add_rows(limit, keys, _joined(parts), bounds, np.full(len(keys), np.inf))


def _columns(ledger: Ledger, kind: Kind, keys: Positions, most: float) -> Positions:
    """New columns, and where they are."""
    first = ledger.width
    every = np.arange(len(keys))
    ledger.add_columns([(kind, keys, np.full(len(keys), most))], every)
    return first + every


def _joined(
    parts: list[tuple[Positions, Positions, Floats]],
) -> tuple[Positions, Positions, Floats]:
    rows, places, values = zip(*parts, strict=True)
    return np.concatenate(rows), np.concatenate(places), np.concatenate(values)


def gathered(ledger: Ledger, problem: Problem, limit: Limit) -> Rows:
    """What columns take of each row, those of one flow after the other, as rows first appear."""
    time = _time_of_rows(problem, limit)
    parts = [
        part for taking in limit.takes for part in _of_flow(ledger, problem, limit, taking, time)
    ]
    shape = [len(labels) for labels in ledger.axes(limit)]
    rows = rows_of(parts, shape, sorted_by_key=False)
    arriving = any(taking.flow == ARRIVED for taking in limit.takes)
    return once_each(rows) if arriving and problem.route_transit.any() else rows


def _columns_of(ledger: Ledger, problem: Problem, flow: Kind) -> tuple[Positions, Positions, Any]:
    """Keys (n, axes), places, and how much (n,) of the flow there is for each truckload of them.

    What arrives is the part of what is collected that is not lost, and gets there in the period.
    """
    if flow != ARRIVED:
        return ledger.keys(flow), ledger.places(flow), None
    keys, places = ledger.keys(COLLECTED), ledger.places(COLLECTED)
    t, c, _, a = keys.T
    kept = 1 - problem.route_loss[t, c, a]
    found = []
    for late, share in spread(problem.route_transit[t, c, a], float(problem.days[0])):
        there = np.flatnonzero((t + late < len(problem.periods)) & (share > 0))
        moved = keys[there]
        moved[:, 0] += late[there]
        found.append((moved, places[there], (kept * share)[there]))
    keys, places, parts = (np.concatenate(each) for each in zip(*found, strict=True))
    return keys, places, parts


def _time_of_rows(problem: Problem, limit: Limit) -> Any:
    """(T,) The row along the axis of time that each period counts for; −1 where none."""
    if limit.spans is None:
        return np.arange(len(problem.periods))
    row = np.full(len(problem.periods), -1)
    for place, span in enumerate(limit.spans(problem)):
        row[span.start : span.stop] = place
    return row


def _of_flow(
    ledger: Ledger, problem: Problem, limit: Limit, taking: Taking, time: Any
) -> Iterator[Part]:
    """What columns of one flow take, column by column, of every row that they stand in."""
    flow, amount = taking.flow, taking.amount(Horizon(problem))
    if not amount.any():
        return
    keys, places, parts = _columns_of(ledger, problem, flow)
    along = {letter: keys[:, place] for place, letter in enumerate(flow.axes)}
    there = np.flatnonzero(time[along["t"]] >= 0)
    if not len(there):
        return
    along = {letter: positions[there] for letter, positions in along.items()}
    period = along["t"] if len(amount) > 1 else np.zeros(len(there), dtype=np.intp)
    own = "".join(letter for letter in taking.axes if letter not in flow.axes)
    takes = (
        np.moveaxis(amount, [1 + taking.axes.index(letter) for letter in own], range(-len(own), 0))
        if own
        else amount
    )
    at = tuple(along[letter] for letter in taking.axes if letter in flow.axes)
    beside = list(np.ndindex(takes.shape[takes.ndim - len(own) :]))
    each = takes[(period, *at)].reshape(len(there), len(beside))
    each = each if parts is None else each * parts[there, None]
    extra = np.array(beside, dtype=np.intp).reshape(len(beside), len(own))  # (beside, own axes)
    rows = np.zeros((each.size, len(limit.axes)), dtype=np.intp)
    for place, letter in enumerate(limit.axes):
        if letter in own:
            rows[:, place] = np.tile(extra[:, own.index(letter)], len(there))
        else:
            of_column = time[along["t"]] if letter == limit.time else along[letter]
            rows[:, place] = np.repeat(of_column, len(beside))
    yield Part(rows, np.repeat(places[there], len(beside)), each.ravel())
