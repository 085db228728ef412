"""12. What of arrived goods may later be put to another use than declared.

    Σ diverted[g,t] · arrived[g,t] ≤ diverted_truckloads_per_day[t] · D[t]

diverted[g] = diversion_share[g] · (1 − prevents[g]); arrived[g,t] as in row 3.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from crossings.limits.days import EVERY
from crossings.limits.flows import COLLECTED
from crossings.limits.levers import LIMITS, Files, Lever, more_a_day
from crossings.limits.record import Given, Limit, Numbers, Place, Taking
from crossings.limits.words import Adjustable, Reason, Table, Words
from crossings.problem import Floats, Problem

DIVERTED_KEY = "diverted_truckloads_per_day"
_TENTH = 0.1


def _diverted(numbers: Numbers) -> Floats:
    """(L, C, G, A) What is diverted of a truckload collected."""
    share = numbers.of("diversion_share") * (1 - numbers.of("diversion_prevented"))  # (L, G)
    arrives = 1 - numbers.of("route_loss")  # (L, C, A)
    return np.asarray(share[:, None, :, None] * arrives[:, :, None, :])


def _what(problem: Problem, place: Place) -> str:
    return "limit on diversion"


def _levers(files: Files) -> Iterator[Lever]:
    if np.isfinite(files.problem.diverted_limit).any():
        yield more_a_day(
            files, ("limits", DIVERTED_KEY), "diverted_limit", (),
            kind="limit", what=_what(files.problem, ()), nothing=_TENTH, says="diverted",
            section=(LIMITS, 1),
        )  # fmt: skip


DIVERTED = Limit(
    "diverted",
    "t",
    row=12,
    takes=(Taking(COLLECTED, "cga", _diverted),),
    rate=Given("diverted_limit"),
    days=EVERY,
    words=Words(_what, "tenth of a truckload a day more of it", _TENTH, says="diverted"),
    table=Table("limits", {}),
    levers=_levers,
    key=DIVERTED_KEY,
    numbers=(Adjustable(f"limits.{DIVERTED_KEY}", "limit on diversion", "truckloads a day"),),
    moved_by=("diverted_limit",),
    reason=Reason("diversion", "the limit on diversion is reached"),
)
