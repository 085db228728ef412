"""Optima of many futures as what passes in each of them."""

from __future__ import annotations

import numpy as np

from crossings.allocation.ledger import Ledger
from crossings.evaluation import Trajectory, share, summed
from crossings.limits.flows import (
    COLLECTED,
    DISCARDED,
    HELD,
    MANIFESTED,
    MET,
    PRESENTED,
    STOCK,
    TURNED_AWAY,
)
from crossings.problem import Floats, Problem

DECIDED = (MANIFESTED, PRESENTED, COLLECTED, HELD, TURNED_AWAY, DISCARDED, STOCK, MET)
"""Flows of which a trajectory is made."""


def trajectory_of(problem: Problem, ledger: Ledger, columns: Floats, needed: Floats) -> Trajectory:
    """The trajectory of (S, columns) optima, where (S, T, G, A) are needed."""
    flows = {kind.name: np.maximum(ledger.column_values(kind, columns), 0.0) for kind in DECIDED}
    met = summed(flows.pop(MET.name), 4)
    return Trajectory(problem, **flows, coverage=share(met, needed), of_each=True)
