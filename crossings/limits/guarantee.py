"""10, whoever sends it: the share detected at every crossing, of every good, in every period.

    Σ_r (detection[r,t] − rate[t]) · x[c,g,r,t] ≥ 0

It holds whether a threat rate is known or not, so that whoever sends contraband where it is missed
most gains nothing by it. Axes that it is not asked for are summed over: without the crossing, loads
that are searched more at one make up for those searched less at another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np

from crossings.limits.flows import PRESENTED
from crossings.limits.levers import LIMITS, POINT, Files, Lever, Move, less_asked
from crossings.limits.record import Limit, Numbers, Place, Taking
from crossings.limits.words import Adjustable, Reason, Table, Words
from crossings.problem import Flags, Floats, Problem

GUARANTEE_KEY = "detection_for_every"
_PATH = ("limits", GUARANTEE_KEY, "rate")
_EVERY = "tcg"
"""Every axis that it can be asked for."""
_FIRST_AXIS = 1
"""Of crossings and goods, behind that of time."""


def _over(numbers: Numbers) -> Floats:
    """(L, R) Detection beyond what is guaranteed; 0 where nothing is."""
    rate = numbers.of("guaranteed_rate")[:, None]  # (L, 1)
    return np.asarray((numbers.of("detection") - rate) * (rate > 0))


def _rate(numbers: Numbers) -> Floats:
    """(L,) What must be detected of a truckload presented."""
    return np.asarray(numbers.of("guaranteed_rate"))


def _among(places: str, of_sites: Flags) -> Flags:
    """(L, *place) Whether any is, of (L, C, G)."""
    beside = tuple(n for n, x in enumerate("cg", _FIRST_AXIS) if x not in places)
    return np.asarray(of_sites.any(axis=beside))


def _asked(places: str, numbers: Numbers) -> Flags:
    """(L, *place) Where something may be inspected, and a share of it is guaranteed."""
    inspected = numbers.of("usable").any(axis=3)  # (L, C, G)
    guaranteed = (numbers.of("guaranteed_rate") > 0)[:, None, None]
    return _among(places, inspected & guaranteed)


def _nothing(places: str, numbers: Numbers) -> Floats:
    """(L, *place) What is detected beyond the share must not be negative."""
    return np.zeros(_among(places, numbers.of("usable").any(axis=3)).shape)


def _what(places: str, problem: Problem, place: Place) -> str:
    """Of which loads it is asked."""
    at = dict(zip(places, place, strict=True))
    of = f" of {problem.goods[at['g']].name}" if "g" in at else ""
    where = f" at {problem.crossings[at['c']].name}" if "c" in at else ""
    return f"detection rate guaranteed{of}{where}"


def _conflict(problem: Problem, place: Place) -> str:
    return "the detection rate guaranteed"


def _whole(problem: Problem) -> Sequence[range]:
    return (range(len(problem.periods)),)


def _levers(files: Files) -> Iterator[Lever]:
    rate = files.problem.guaranteed_rate  # (T,)
    move = Move("guaranteed_rate", (), (rate > 0).astype(np.float64))
    lever = less_asked(
        files, _PATH, "detection rate guaranteed", POINT, [move],
        says="guaranteed", moves_coefficients=True, section=(LIMITS, 2),
    )  # fmt: skip
    if files.problem.uncertainty.phases and files.problem.guaranteed_for != _EVERY:
        # Where a phase does not come about, a rate alone would stand for axes of its own.
        lever = replace(lever, settings=())
    yield lever


def guarantees(problem: Problem) -> tuple[Limit, ...]:
    """The guarantee of a problem, where it has one."""
    return (_guarantee(problem.guaranteed_for),) if problem.guaranteed_rate.any() else ()


@lru_cache
def _guarantee(axes: str) -> Limit:
    """The record for the axes that it is asked for (of `tcg`); workers are sent what it calls."""
    places = axes.removeprefix("t")
    columns = {"crossing": "c", "good": "g"}
    return Limit(
        "guaranteed",
        axes,
        row=10,
        takes=(Taking(PRESENTED, "r", _over),),
        rate=partial(_nothing, places),
        days=None,
        words=Words(
            partial(_what, places),
            "percentage point less",
            POINT,
            conflict=_conflict,
            by_place=False,
        ),
        table=Table("limits", {name: x for name, x in columns.items() if x in places}),
        levers=_levers,
        key=GUARANTEE_KEY,
        numbers=(
            Adjustable(".".join(_PATH), "detection rate guaranteed", "share", 0.0, weighs=True),
        ),
        moved_by=("guaranteed_rate",),
        sense="at least",
        spans=None if axes[:1] == "t" else _whole,
        asked=partial(_asked, places),
        against=(Taking(PRESENTED, "", _rate),),
        guards=True,
        reason=Reason("guarantee", "more of it would have to be detected"),
    )
