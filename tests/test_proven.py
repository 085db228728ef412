"""A plan in hand is proven to have the least of a sum, or nothing is said."""

from __future__ import annotations

import numpy as np
import pytest

from crossings.allocation.magnitudes import Matrix
from crossings.allocation.outcomes import Face, Outcome
from crossings.allocation.proven import proven_least


def ten_truckloads(first: float) -> tuple[Face, Outcome]:
    """Brought by two ways, at most eight by each; so many by the first."""
    both = Matrix(np.zeros(2, dtype=np.intp), np.arange(2), np.ones(2))
    ten, none = np.full(1, 10.0), np.zeros(1)
    columns = np.array([first, 10.0 - first])
    face = Face(both, np.zeros(2), np.full(2, 8.0), ten, ten)
    return face, Outcome("optimal", 0.0, columns, ten, np.zeros(2), none, None)


@pytest.mark.parametrize(
    ("first", "costs", "least"),
    [
        (5.0, (3.0, 3.0), True),  # no way is cheaper
        (5.0, (3.0, 4.0), False),
        (2.0, (3.0, 4.0), False),  # the dearer one takes all it can
        (8.0, (3.0, 4.0), True),  # the cheaper one does
        (8.0, (0.0, 0.0), True),
    ],
)
def test_a_plan_is_proven_least_by_rows_added_up(
    first: float, costs: tuple[float, float], least: bool
) -> None:
    face, plan = ten_truckloads(first)
    found = proven_least(face, np.array(costs), plan)
    assert (found is not None) == least
    if found is not None:
        assert found.value == pytest.approx(np.array(costs) @ plan.columns)
        assert found.reduced_costs + found.prices == pytest.approx(costs)
