"""Which bounds hold, guessed and mended: an answer is the least, or there is none."""

import numpy as np
import pytest

from crossings.allocation.active_set import proven
from crossings.allocation.convex import minimised
from crossings.allocation.quadratic import Quadratic, sparse

SEEDS = range(40)


def drawn(seed: int, squared: float) -> Quadratic:
    """A program with a plan, of whose columns so many are squared."""
    rng = np.random.default_rng(seed)
    columns, rows = int(rng.integers(3, 25)), int(rng.integers(1, 12))
    weights = np.where(rng.random(columns) < squared, 10 ** rng.uniform(-3, 0, columns), 0.0)
    matrix = rng.choice([-1.0, 0.0, 0.5, 1.0], (rows, columns))
    matrix[:, 0] = np.where(matrix.any(axis=1), matrix[:, 0], 1.0)  # no row is empty
    inside = np.where(rng.random(columns) < 0.4, 0.0, rng.random(columns))
    at = matrix @ inside
    room = np.where(rng.random(rows) < 0.5, 0.0, rng.random(rows))
    equal = rng.random(rows) < 0.3
    places, entries = np.arange(columns), np.nonzero(matrix)
    return Quadratic(
        square=sparse(places, places, weights, (columns, columns)),
        linear=rng.uniform(0, 1, columns) - 0.5 * (weights > 0),
        matrix=sparse(*entries, matrix[entries], matrix.shape),
        lower=np.where(equal, at, np.where(rng.random(rows) < 0.5, at - room, -np.inf)),
        upper=np.where(equal, at, at + room),
        least=np.zeros(columns),
        most=np.where(rng.random(columns) < 0.3, 1.0, np.inf),
    )


def test_what_is_proven_is_what_interior_point_finds() -> None:
    told = 0
    for seed in SEEDS:
        program = drawn(seed, squared=1.0).in_units_of(1.0)
        x = proven(program, np.zeros(len(program.linear)))
        if x is None:
            continue
        told += 1
        other = minimised(program, 1.0)
        assert other is not None
        assert program.passed(x) <= 1e-9
        assert x == pytest.approx(other, abs=1e-6), seed
    assert told >= len(SEEDS) / 2


def test_where_little_is_squared_it_finds_the_least_or_nothing() -> None:
    told = 0
    for seed in SEEDS:
        program = drawn(seed, squared=0.3).in_units_of(1.0)
        x, other = proven(program, np.zeros(len(program.linear))), minimised(program, 1.0)
        if x is not None and other is not None:
            told += 1
            assert program.passed(x) <= 1e-9
            assert program.at(x) == pytest.approx(program.at(other), abs=1e-8), seed
    assert told


def test_of_what_is_as_good_it_finds_what_is_near() -> None:
    # x + y + z = 2 with z alone squared: z = 0, and x + y = 2 however they share it.
    program = Quadratic(
        square=sparse([2], [2], np.array([1.0]), (3, 3)),
        linear=np.zeros(3),
        matrix=sparse([0, 0, 0], [0, 1, 2], np.ones(3), (1, 3)),
        lower=np.array([2.0]),
        upper=np.array([2.0]),
        least=np.zeros(3),
        most=np.full(3, np.inf),
    )
    assert proven(program, np.array([1.5, 0.5, 0.0])) == pytest.approx([1.5, 0.5, 0.0])
    assert proven(program, np.array([0.5, 1.5, 0.0])) == pytest.approx([0.5, 1.5, 0.0])


def test_what_contradicts_itself_has_no_answer() -> None:
    program = Quadratic(
        square=sparse([0], [0], np.ones(1), (1, 1)),
        linear=np.zeros(1),
        matrix=sparse([0, 1], [0, 0], np.ones(2), (2, 1)),
        lower=np.array([1.0, 2.0]),
        upper=np.array([1.0, 2.0]),
        least=np.zeros(1),
        most=np.full(1, np.inf),
    )
    assert proven(program, np.zeros(1)) is None
