"""Interior point in the order of time: its equations, its optima, and what it is not for."""

from pathlib import Path

import numpy as np
import pytest
from places import ROOT
from scipy.sparse import csr_matrix, diags

from crossings.allocation.aims import unevenness
from crossings.allocation.face import Face
from crossings.allocation.faces import _squares_least
from crossings.allocation.interior import middle_of
from crossings.allocation.interior.chain import chain_of
from crossings.allocation.interior.equations import Equations
from crossings.allocation.magnitudes import Matrix
from crossings.allocation.objectives import value_costs
from crossings.allocation.prices import least_inside
from crossings.allocation.program import allocation_program
from crossings.allocation.solving import Search
from crossings.ends.deadline import NEVER, Deadline
from crossings.problem import Positions
from crossings.reading import read_problem

CASES = sorted(ROOT.glob("inputs/*.yaml"))


def chained(
    draw: np.random.Generator, periods: int, rows: int, wide: int
) -> tuple[csr_matrix, Positions]:
    """Rows of so many in a period, joined at random within it and by a few columns with the next.

    The last `wide` rows are over all periods. Also the period of every column.
    """
    entries, period = [], []
    for t in range(periods):
        for _ in range(3 * rows):
            column = len(period)
            period.append(t)
            later = t + 1 < periods and draw.random() < 0.2
            for row in draw.choice(rows, 2, replace=False):
                at = (t + int(later and draw.random() < 0.5)) * rows + row
                entries.append((at, column, draw.uniform(-1, 2)))
            entries += [
                (periods * rows + row, column, 1.0) for row in range(wide) if draw.random() < 0.3
            ]
    row, column, value = zip(*entries, strict=True)
    shape = (periods * rows + wide, len(period))
    return csr_matrix((value, (row, column)), shape=shape), np.array(period)


@pytest.mark.parametrize(
    ("periods", "rows", "wide"), [(1, 8, 0), (6, 5, 0), (5, 12, 3), (30, 4, 1)]
)
def test_elimination_in_time_solves_the_equations(periods: int, rows: int, wide: int) -> None:
    draw = np.random.default_rng(periods)
    matrix, period = chained(draw, periods, rows, wide)
    chain = chain_of(matrix, period)
    assert chain is not None
    assert sorted(chain.order) == list(range(matrix.shape[0]))
    ordered = matrix[chain.order]
    theta = draw.uniform(0.1, 10, len(period))
    full = (ordered @ diags(theta) @ ordered.T).toarray()
    first = full[: chain.apart, : chain.apart]
    assert not (first - np.diag(np.diag(first))).any()
    equations = Equations(ordered, chain)
    equations.factor(theta, 1e-9)
    right = draw.normal(size=len(full))
    exact = np.linalg.solve(full + 1e-9 * np.eye(len(full)), right)
    assert equations.solve(right) == pytest.approx(exact, rel=1e-7, abs=1e-7)


def test_what_is_joined_over_many_periods_is_no_chain() -> None:
    every = csr_matrix(np.ones((400, 400)))
    assert chain_of(every, np.arange(400)) is None


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_the_middle_is_worth_what_a_vertex_is(case: Path) -> None:
    problem = read_problem(str(case))
    ledger = allocation_program(problem)
    search = Search(ledger)
    best = search.minimise(value_costs(ledger, problem))
    costs = np.zeros(ledger.width)
    for kind, key, cost in value_costs(ledger, problem):
        costs[ledger.place(kind, key)] += cost
    face = Search(ledger).face
    assert search.periods is not None
    middle = middle_of(face, costs, search.periods, NEVER)
    assert middle is not None
    assert costs @ middle.columns == pytest.approx(best.value, rel=1e-11)
    rows = search.rows_of(middle.columns)
    size = np.abs(middle.columns).max()
    assert (np.maximum(face.rows_lower - rows, rows - face.rows_upper) <= 1e-10 * size).all()
    assert (middle.columns >= -1e-10 * size).all()
    assert (middle.columns <= face.columns_upper + 1e-10 * size).all()
    # Its prices bound the value from below: Σ of what each column and row is at least worth.
    reduced, prices = middle.reduced_costs, middle.prices
    for each in (reduced, prices):
        each[np.abs(each) < 1e-9] = 0.0
    bound = 0.0
    columns, rows = (face.columns_lower, face.columns_upper), (face.rows_lower, face.rows_upper)
    for each, (lower, upper) in ((reduced, columns), (prices, rows)):
        bound += each[each > 0] @ lower[each > 0] + each[each < 0] @ upper[each < 0]
    assert bound == pytest.approx(best.value, rel=1e-7)
    assert least_inside(reduced, costs) is not None


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_squares_in_the_order_of_time_are_those_of_other_solvers(case: Path) -> None:
    problem = read_problem(str(case))
    ledger = allocation_program(problem)
    search = Search(ledger)
    search.keep_optimal(search.minimise(value_costs(ledger, problem)))
    squares = unevenness(ledger, problem, ledger.width)
    face = search.face
    assert search.periods is not None
    middle = middle_of(face, np.zeros(ledger.width), search.periods, NEVER, squares)
    other = _squares_least(face, squares, face.columns_lower, NEVER)
    assert middle is not None and other is not None
    assert squares.at(middle.columns) == pytest.approx(squares.at(other), rel=1e-7, abs=1e-7)


def test_no_middle_is_told_where_no_plan_is() -> None:
    # x ≥ 2 and x ≤ 1: by a column that is held, or by two rows.
    nothing = np.zeros(2, dtype=np.intp)
    for upper in (1.0, np.inf):
        face = Face(
            Matrix(np.array([0, 1]), nothing, np.ones(2)),
            np.zeros(1), np.array([0.0 if upper == 1.0 else upper]),
            np.array([2.0, -np.inf]), np.array([np.inf, 1.0]),
        )  # fmt: skip
        assert middle_of(face, np.ones(1), nothing[:1], NEVER) is None


def test_a_path_stops_in_time() -> None:
    problem = read_problem(str(CASES[0]))
    search = Search(allocation_program(problem))
    assert search.periods is not None
    costs = -np.ones(len(search.periods))
    assert middle_of(search.face, costs, search.periods, Deadline(0)) is None
