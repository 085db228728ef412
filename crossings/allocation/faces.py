"""The aims reached one after the other, each on the face that those before it leave.

All plans of best value are a face of the program: columns and rows with a price are held, without
any slack. An aim that is a sum leaves a face of that one, found in the same way. A sum of squares
is strictly convex in what it squares, so that this is the same in all its best plans: the columns
squared are held, and all else stays open. Bands of one need are told apart by value alone, which is
settled before, so they can be held one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from crossings.allocation.aims import Aim, Squares, Sum
from crossings.allocation.alike import squares_by_runs
from crossings.allocation.convex import minimised
from crossings.allocation.ledger import Ledger
from crossings.allocation.outcomes import Face, Outcome
from crossings.allocation.proven import proven_least
from crossings.allocation.quadratic import Quadratic, sparse
from crossings.allocation.settings import LARGE
from crossings.allocation.solving import Search
from crossings.ends.deadline import Deadline
from crossings.plan import Reached
from crossings.problem import Flags, Floats, Positions, Problem

_APART = 1e-6
"""Squares that weigh below this share of the heaviest are made least after those."""
_LOST = 1e-3
"""Share of what adds up in a row by which it may be off; solvers go by the largest truckloads."""
_SEEN = 1e-14
"""Share of the largest truckloads below which a row has none."""
_LATER = 1e-2
"""What a sum counts beside the one before it, where both are sought at once."""
_ROUNDING, _ROUNDING_OF_LARGE = 1e-9, 1e-8
"""Share of what adds up in a row by which rounding may leave it off."""
_NOTHING, _NOTHING_OF_LARGE = 1e-9, 1e-11
"""Share of the largest truckloads below which a plan has none; of many, more would add up."""


def steadied(
    search: Search,
    ledger: Ledger,
    problem: Problem,
    best: Outcome,
    aims: Sequence[Aim],
    deadline: Deadline,
    *,
    tell: Callable[[str], None] | None = None,
) -> tuple[Outcome, tuple[Reached, ...]]:
    """A plan as good as `best`, brought to each aim in turn, and how far it came with each.

    The search keeps to plans as good as `best`, an optimal one. It can `tell` which aim it seeks.
    """
    measures = [aim.measure(ledger, problem, len(best.columns)) for aim in aims]
    found, missed = best, len(aims)
    for number, measure in enumerate(measures):
        if tell is not None:
            tell(f"{aims[number].name}, aim {number + 1} of {len(aims)}")
        at_vertex = number > 0 and isinstance(measures[number - 1], Sum)
        if deadline.over:
            nearer = None
        elif isinstance(measure, Sum):
            followed = any(isinstance(each, Sum) for each in measures[number + 1 : number + 2])
            large = len(found.columns) > LARGE and not found.is_inside
            if not at_vertex and followed and large:
                _begin_near_all(search, measures[number:])
                at_vertex = True
            nearer = _sum_least(search, measure, found, onward=at_vertex)
        else:
            nearer = _squares_least(search, measure, found, deadline)
        if nearer is None:
            missed = number
            break
        found = nearer
    told = [
        Reached(aim.id, aim.name, measure.at(found.columns), number < missed)
        for number, (aim, measure) in enumerate(zip(aims, measures, strict=True))
    ]
    return found, tuple(told)


def _begin_near_all(search: Search, measures: Sequence[Sum | Squares]) -> None:
    """Have a large search stand where all sums that come first are nearly least at once.

    The first counts most. From there each is reached in some steps: on the 85,680 columns of 90
    days (`benchmarks/big_case.py`) all three take 7.5 s, where two by themselves took 10.7.
    """
    weighed, counts = np.zeros_like(search.face.columns_lower), 1.0
    for measure in measures:
        if isinstance(measure, Squares):
            break
        weighed += counts * measure.each / max(1e-300, float(np.abs(measure.each).max(initial=0.0)))
        counts *= _LATER
    search.minimise_each(weighed)


def _sum_least(search: Search, measure: Sum, plan: Outcome, *, onward: bool) -> Outcome | None:
    """The plan brought to the least of a sum; None where that was not reached."""
    face = search.face
    if not measure.each[face.columns_lower < face.columns_upper].any():
        return plan
    outcome = None if len(measure.each) <= LARGE else proven_least(face, measure.each, plan)
    if outcome is None:
        outcome = search.minimise_each(measure.each, onward=onward)
    else:
        search.charge(measure.each)
    kept = search.keep_optimal(outcome)
    return kept if kept.status == "optimal" else None


def _squares_least(
    search: Search, measure: Squares, plan: Outcome, deadline: Deadline
) -> Outcome | None:
    """Likewise of a sum of squares, layer after layer."""
    for which in _layers(measure.rank):
        face, squared = search.face, np.unique(measure.parts.column[which[measure.parts.row]])
        columns: Floats | None = plan.columns
        if (face.columns_lower < face.columns_upper)[squared].any():
            columns = _layer_least(search, measure.of(which), plan.columns, deadline)
        if columns is None:
            return None
        search.settle(squared, columns, plan)
        plan = replace(plan, columns=columns, rows=search.rows_of(columns))
    return plan


def _layers(rank: Floats) -> Iterator[Flags]:
    """Which squares are made least together: the heaviest first, and the lightest last."""
    left = np.ones(len(rank), dtype=bool)
    while left.any():
        together = left & (rank > _APART * rank[left].max())
        yield together
        left &= ~together


def _layer_least(
    search: Search, squares: Squares, plan: Floats, deadline: Deadline
) -> Floats | None:
    """The columns of its face at which squares are least; None where that was not reached."""
    face = search.face
    free = np.flatnonzero(face.columns_lower < face.columns_upper)
    largest = float(plan.max()) or 1.0
    program, kept = _program(face, squares, free)
    idle = search.idle(face.columns_lower == 0)[free]
    least = largest * (_NOTHING_OF_LARGE if program.is_large else _NOTHING)

    def columns_at(rows: Floats | None) -> Floats | None:
        found = None
        if search.runs is not None and rows is None:
            found = squares_by_runs(
                search.runs.of(free, kept), program, largest, deadline, plan[free]
            )
        if found is None:
            found = minimised(program, largest, deadline, rows=rows, near=plan[free], idle=idle)
        if found is None:
            return None
        columns = face.columns_lower.copy()
        columns[free] = np.where(found > least, found, 0.0)
        return columns

    columns = columns_at(None)
    if columns is None:
        return None
    sizes, off = _off(face, columns, largest)
    if off > _LOST:
        return None
    if off > (_ROUNDING_OF_LARGE if program.is_large else _ROUNDING):
        # Entries of columns that are not used tell nothing of how exact a row has to be.
        again = columns_at(np.where(sizes > _SEEN * largest, sizes / largest, 1.0)[kept])
        if again is not None and _off(face, again, largest)[1] < off:
            return again
    return columns


def _off(face: Face, columns: Floats, largest: float) -> tuple[Floats, float]:
    """(rows,) What adds up in each, whatever its sign; and the largest share that one is off by.

    Rows that are small beside the largest truckloads may be lost to a solver.
    """
    height = len(face.rows_lower)
    parts = np.abs(face.matrix.value) * columns[face.matrix.column]
    made = face.matrix.rows(columns, height)
    kept = np.clip(made, face.rows_lower, face.rows_upper)
    sizes: Floats = np.bincount(face.matrix.row, parts, minlength=height).astype(np.float64)
    seen = sizes > _SEEN * largest
    return sizes, float((np.abs(made - kept)[seen] / sizes[seen]).max(initial=0.0))


def _program(face: Face, squares: Squares, free: Positions) -> tuple[Quadratic, Flags]:
    """Squares over the columns of a face that are free, and the rows of the face that it has."""
    width, height = len(face.columns_lower), len(face.rows_lower)
    held = face.columns_lower.copy()
    held[free] = 0.0
    entries, parts = face.matrix, squares.parts
    matrix = sparse(entries.row, entries.column, entries.value, (height, width))
    sums = sparse(parts.row, parts.column, parts.value, (len(squares.weight), width))
    target = squares.target - sums @ held
    sums = sums[:, free]
    weighted = sums.T.multiply(squares.weight).tocsr()
    touched = matrix @ held
    matrix = matrix[:, free]
    kept = np.diff(matrix.indptr) > 0
    program = Quadratic(
        square=2 * weighted @ sums,
        linear=-2 * (weighted @ target),
        matrix=matrix[kept],
        lower=(face.rows_lower - touched)[kept],
        upper=(face.rows_upper - touched)[kept],
        least=face.columns_lower[free],
        most=face.columns_upper[free],
    )
    return program, kept
