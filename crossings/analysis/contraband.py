"""Contraband among what a plan presents, by period: expected, found and not found."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from crossings.plan import Plan
from crossings.problem import Floats


class Contraband(NamedTuple):
    """Truckloads with contraband, (T,); nan where that of all that is presented is unknown."""

    expected: Floats
    detected: Floats
    undetected: Floats


def contraband(plan: Plan) -> Contraband:
    """Goods whose threat rate is unknown count as 0 in it."""
    detection, periods = plan.problem.detection, range(len(plan.problem.periods))
    told = np.array([1.0 if plan.contraband_known(slice(t, t + 1)) else np.nan for t in periods])
    return Contraband(
        told * plan.threats.sum(axis=(1, 2, 3)),
        told * np.einsum("tcgr,tr->t", plan.threats, detection),
        told * np.einsum("tcgr,tr->t", plan.threats, 1 - detection),
    )
