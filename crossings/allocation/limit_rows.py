"""Rows of limits: what columns of flows take of each, gathered by the key of the row.

Σ over flows: takes · column  ≤  allowed        (a floor: ≥ asked, less what is missed)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from crossings.allocation.ledger import Key, Ledger
from crossings.limits.flows import ARRIVED, COLLECTED
from crossings.limits.record import Horizon, Kind, Limit, Taking
from crossings.problem import Problem
from crossings.problem.travel import spread

Gathered = dict[Key, list[tuple[Any, float]]]
"""Columns and what they take, by the key of the row."""


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
    bounds = limit.allowed(problem)
    if limit.is_floor:
        for key in map(tuple, np.argwhere(limit.has_row(problem)).tolist()):
            terms = list(taken.get(key, ()))
            nothing = not any(takes for _, takes in terms)
            if elastic or nothing:  # what nothing gives is out of reach: an empty row is no row
                upper = None if elastic else 0.0
                terms.append((ledger.column(limit.missed, key, upper), 1.0))
            ledger.at_least(limit, key, terms, float(bounds[key]))
        return
    more = [ledger.column(limit.beyond, (), 0.0)] if beyond and taken else []
    days = problem.days.tolist()
    has_row = limit.has_row(problem)
    add = ledger.at_least if limit.sense == "at least" else ledger.at_most
    for key, terms in taken.items():
        if has_row[key]:
            extra = [(column, -days[key[0]]) for column in more]
            if soft:
                sign = 1.0 if limit.sense == "at least" else -1.0
                extra = [(ledger.column(limit.passed_by, key), sign)]
            add(limit, key, [*terms, *extra], float(bounds[key]))


def gathered(ledger: Ledger, problem: Problem, limit: Limit) -> Gathered:
    """What columns take of each row, those of one flow after the other."""
    rows: Gathered = {}
    time = _time_of_rows(problem, limit)
    for taking in limit.takes:
        for key, terms in _of_flow(ledger, problem, limit, taking, time):
            rows.setdefault(key, []).extend(terms)
        if taking.flow == ARRIVED and problem.route_transit.any():
            rows = {key: _once_each(terms) for key, terms in rows.items()}
    return rows


def _once_each(terms: list[tuple[Any, float]]) -> list[tuple[Any, float]]:
    """Terms of which none is of the column of another."""
    found: dict[str, tuple[Any, float]] = {}
    for column, takes in terms:
        found[column.name] = column, takes + found.get(column.name, (column, 0.0))[1]
    return list(found.values())


def _columns_of(ledger: Ledger, problem: Problem, flow: Kind) -> tuple[Any, list[Any], Any]:
    """Keys (n, axes), columns, and how much (n,) of the flow there is for each truckload of them.

    What arrives is the part of what is collected that is not lost, and gets there in the period.
    """
    if flow != ARRIVED:
        columns = ledger.columns(flow)
        return ledger.keys(flow), list(columns.values()), None
    columns = ledger.columns(COLLECTED)
    keys = ledger.keys(COLLECTED)
    t, c, _, a = keys.T
    kept = 1 - problem.route_loss[t, c, a]
    found = []
    for late, share in spread(problem.route_transit[t, c, a], float(problem.days[0])):
        there = np.flatnonzero((t + late < len(problem.periods)) & (share > 0))
        moved = keys[there]
        moved[:, 0] += late[there]
        found.append((moved, there, (kept * share)[there]))
    keys, places, parts = (np.concatenate(each) for each in zip(*found, strict=True))
    variables = list(columns.values())
    return keys, [variables[place] for place in places.tolist()], parts


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
) -> Iterator[tuple[Key, list[tuple[Any, float]]]]:
    """Key and terms of each row that columns of one flow stand in, as they first appear."""
    flow, amount = taking.flow, taking.amount(Horizon(problem))
    if not amount.any():
        return
    keys, variables, parts = _columns_of(ledger, problem, flow)
    if not variables:
        return
    along = {letter: keys[:, place] for place, letter in enumerate(flow.axes)}
    there = np.flatnonzero(time[along["t"]] >= 0)
    if not len(there):
        return
    along = {letter: places[there] for letter, places in along.items()}
    period = along["t"] if len(amount) > 1 else np.zeros(len(there), dtype=np.intp)
    own = "".join(letter for letter in taking.axes if letter not in flow.axes)
    takes = (
        np.moveaxis(amount, [1 + taking.axes.index(letter) for letter in own], range(-len(own), 0))
        if own
        else amount
    )
    at = tuple(along[letter] for letter in taking.axes if letter in flow.axes)
    each = takes[(period, *at)].reshape(len(there), -1)  # (n, what stands beside the flow)
    each = each if parts is None else each * parts[there, None]
    shared = [letter for letter in limit.places if letter in flow.axes]
    head = [time[along["t"]]] if limit.time else []
    groups = (
        np.stack([*head, *(along[letter] for letter in shared)], axis=1)
        if (head or shared)
        else np.zeros((len(there), 0), dtype=np.intp)
    )
    beside = list(np.ndindex(takes.shape[takes.ndim - len(own) :]))
    for key, members in _groups(groups):
        named = dict(zip((*limit.time, *shared), key, strict=True))
        found = [variables[k] for k in there[members].tolist()]
        shares = each[members]
        for place, extra in enumerate(beside):
            named.update(zip(own, extra, strict=True))
            whole = tuple(named[letter] for letter in limit.axes)
            yield whole, list(zip(found, shares[:, place].tolist(), strict=True))


def _groups(keys: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Each key (n, k) once, in the order in which they appear, and the positions that have it."""
    if not len(keys):
        return
    if keys.shape[1] == 0:
        yield (), np.arange(len(keys))
        return
    flat = np.ravel_multi_index(tuple(keys.T), tuple(keys.max(axis=0) + 1))
    _, first, group = np.unique(flat, return_index=True, return_inverse=True)
    order = np.argsort(group, kind="stable")
    ends = np.cumsum(np.bincount(group))
    for place in np.argsort(first, kind="stable").tolist():
        members = order[ends[place - 1] if place else 0 : ends[place]]
        yield tuple(keys[first[place]].tolist()), members
