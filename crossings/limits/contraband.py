"""9 and 10. Contraband: what may pass undetected, and the share of loads that must be detected.

    Σ threat_rate[g,t] · (1 − detection[r,t]) · x ≤ undetected_threats_per_day[t] · D[t]
    Σ_{c,r} detection[r,t] · x[c,g,r,t] ≥ detection_rate_at_least[t] · Σ_{c,r} x[c,g,r,t]

The second is for every good with a threat rate above 0. It compares a flow with itself: a lever of
it moves what loads take, and not what is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from crossings.limits.days import EVERY
from crossings.limits.flows import PRESENTED
from crossings.limits.levers import LIMITS, POINT, Files, Lever, Move, less_asked, more_a_day
from crossings.limits.record import Given, Limit, Numbers, Place, Taking
from crossings.limits.words import Adjustable, Reason, Table, Words
from crossings.problem import Flags, Floats, Problem

UNDETECTED_KEY = "undetected_threats_per_day"
DETECTION_KEY = "detection_rate_at_least"


def _hidden(numbers: Numbers) -> Floats:
    """(L, G, R) Undetected contraband in a truckload presented."""
    missed = 1 - numbers.of("detection")  # (L, R)
    return np.asarray(numbers.of("threat_rate")[:, :, None] * missed[:, None, :])


def _what(problem: Problem, place: Place) -> str:
    return f"limit on undetected {problem.contraband}"


def _levers(files: Files) -> Iterator[Lever]:
    if np.isfinite(files.problem.undetected_limit).any():
        yield more_a_day(
            files, ("limits", UNDETECTED_KEY), "undetected_limit", (),
            kind="limit", what=_what(files.problem, ()), nothing=POINT, says="undetected",
            section=(LIMITS, 0),
        )  # fmt: skip


def _over(numbers: Numbers) -> Floats:
    """(L, G, R) Detection beyond what is asked, where it is."""
    over = numbers.of("detection") - numbers.of("detection_floor")[:, None]  # (L, R)
    return np.asarray(over[:, None, :] * _asked(numbers)[:, :, None])


def _share(numbers: Numbers) -> Floats:
    """(L, G) What must be detected of a truckload presented."""
    return np.asarray(numbers.of("detection_floor")[:, None] * _asked(numbers))


def _asked(numbers: Numbers) -> Flags:
    """(L, G) Goods that it is asked of."""
    floor = numbers.of("detection_floor") > 0  # (L,)
    return np.asarray((numbers.of("threat_rate") > 0) & floor[:, None])


def _nothing(numbers: Numbers) -> Floats:
    """(L, G) What is detected beyond the share must not be negative."""
    return np.zeros(_asked(numbers).shape)


def _what_rate(problem: Problem, place: Place) -> str:
    return f"detection rate asked of {problem.goods[place[0]].name}"


def _conflict(problem: Problem, place: Place) -> str:
    return "the detection rate asked"


def _levers_of_rate(files: Files) -> Iterator[Lever]:
    floor = files.problem.detection_floor  # (T,)
    if floor.any():
        move = Move("detection_floor", (), (floor > 0).astype(np.float64))
        yield less_asked(
            files, ("limits", DETECTION_KEY), "detection rate asked for", POINT, [move],
            says="detection", moves_coefficients=True, section=(LIMITS, 2),
        )  # fmt: skip


UNDETECTED = Limit(
    "undetected",
    "t",
    row=9,
    takes=(Taking(PRESENTED, "gr", _hidden),),
    rate=Given("undetected_limit"),
    days=EVERY,
    words=Words(_what, "hundredth of a truckload a day more of it", 0.01, says="undetected"),
    table=Table("limits", {}),
    levers=_levers,
    key=UNDETECTED_KEY,
    numbers=(
        Adjustable(
            f"limits.{UNDETECTED_KEY}", "limit on undetected contraband", "truckloads a day"
        ),
    ),
    moved_by=("undetected_limit",),
    guards=True,
    traded=True,
    reason=Reason("contraband", "the limit on undetected contraband is reached"),
)
DETECTED = Limit(
    "detected",
    "tg",
    row=10,
    takes=(Taking(PRESENTED, "gr", _over),),
    rate=_nothing,
    days=None,
    words=Words(_what_rate, "percentage point less", 0.01, conflict=_conflict, by_place=False),
    table=Table("limits", {"good": "g"}),
    levers=_levers_of_rate,
    key=DETECTION_KEY,
    numbers=(
        Adjustable(f"limits.{DETECTION_KEY}", "detection rate asked", "share", 0.0, weighs=True),
    ),
    moved_by=("detection_floor",),
    sense="at least",
    guards=True,
    asked=_asked,
    against=(Taking(PRESENTED, "g", _share),),
    reason=Reason("detection", "more of it would have to be detected"),
)
