"""8. Exports: what is released is met, and the outside market takes no more than it needs.

    Σ_{c,r} (1 − refusal[r,t]) · x[c,g,r,t] ≤ need[g,t] · D[t]

The program states it by its columns of need met; whoever carries a plan out has to keep it.
"""

from __future__ import annotations

import numpy as np

from crossings.limits.days import NEEDED
from crossings.limits.flows import PRESENTED
from crossings.limits.levers import none_to_move
from crossings.limits.record import Limit, Numbers, Place, Taking
from crossings.limits.words import Table, Words
from crossings.problem import Floats, Problem


def _released(numbers: Numbers) -> Floats:
    """(L, G, R) What of a truckload presented reaches the market."""
    passed = 1 - numbers.of("refusal")  # (L, R)
    return np.asarray(passed[:, None, :] * ~numbers.problem.inbound[:, None])


def _rate(numbers: Numbers) -> Floats:
    return np.where(numbers.problem.inbound, np.inf, numbers.of("export_need"))


def _what(problem: Problem, place: Place) -> str:
    return f"market for {problem.goods[place[0]].name}"


MARKET = Limit(
    "market",
    "tg",
    row=8,
    takes=(Taking(PRESENTED, "gr", _released),),
    rate=_rate,
    days=NEEDED,
    words=Words(_what),
    table=Table("", {}),
    levers=none_to_move,
)
