"""6. Truckloads that leave a corridor, in all and of each good.

Σ_{c,g} m̂[o,c,g,t] ≤ corridor[o,t] · O[o,t]
Σ_c m̂[o,c,g,t] ≤ corridor_good[o,g,t] · O[o,t]
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from crossings.limits.days import SUPPLIED
from crossings.limits.flows import MANIFESTED
from crossings.limits.levers import CORRIDORS, Files, Lever, more_a_day
from crossings.limits.record import Given, Limit, Place, Taking, once
from crossings.limits.words import Adjustable, Reason, Table, Words
from crossings.problem import Flags, Problem

_UNIT = "truckloads per open day"


def _what(problem: Problem, place: Place) -> str:
    return f"corridor {problem.corridors[place[0]].name}"


def _what_of_good(problem: Problem, place: Place) -> str:
    o, g = place
    return f"{problem.goods[g].name} from {problem.corridors[o].name}"


def _conflict_of_good(problem: Problem, place: Place) -> str:
    o, g = place
    return f"the corridor {problem.corridors[o].name} for {problem.goods[g].name}"


def _every(problem: Problem) -> Flags:
    return np.ones(problem.corridor_capacity.shape, dtype=bool)


def _limited(problem: Problem) -> Flags:
    return np.isfinite(problem.corridor_good_capacity)


def _levers(files: Files) -> Iterator[Lever]:
    problem = files.problem
    for o, corridor in enumerate(problem.corridors):
        if np.isfinite(problem.corridor_capacity[:, o]).any():
            path = ("corridors", corridor.id, "truckloads_per_day")
            yield more_a_day(
                files, path, "corridor_capacity", (o,),
                kind="corridor", what=_what(problem, (o,)), says="corridor",
                names={"corridor": corridor.name}, section=(CORRIDORS, o),
            )  # fmt: skip


def _levers_of_goods(files: Files) -> Iterator[Lever]:
    problem = files.problem
    limited = np.isfinite(problem.corridor_good_capacity).any(axis=0)  # (O, G)
    for o, g in np.argwhere(limited).tolist():
        corridor, good = problem.corridors[o], problem.goods[g]
        yield more_a_day(
            files, ("corridors", corridor.id, "goods", good.id), "corridor_good_capacity", (o, g),
            kind="corridor", what=_what_of_good(problem, (o, g)), good=good.id,
            says="corridor_good", names={"corridor": corridor.name, "good": good.name},
            section=(CORRIDORS, o),
        )  # fmt: skip


CORRIDOR = Limit(
    "corridor",
    "to",
    row=6,
    takes=(Taking(MANIFESTED, "", once),),
    rate=Given("corridor_capacity"),
    days=SUPPLIED,
    words=Words(_what, says="corridor"),
    table=Table("corridors", {"corridor": "o", "good": None}, _every),
    levers=_levers,
    numbers=(Adjustable("corridors.*.truckloads_per_day", "corridor {}", _UNIT),),
    moved_by=("corridor_capacity",),
    reason=Reason("corridor", "the corridor is full", "o", "corridor {} is full"),
)
CORRIDOR_GOOD = Limit(
    "corridor_good",
    "tog",
    row=6,
    takes=(Taking(MANIFESTED, "", once),),
    rate=Given("corridor_good_capacity"),
    days=SUPPLIED,
    words=Words(_what_of_good, conflict=_conflict_of_good, says="corridor_good"),
    table=Table("corridors", {"corridor": "o", "good": "g"}, _limited),
    levers=_levers_of_goods,
    numbers=(Adjustable("corridors.*.goods.*", "corridor {} for {}", _UNIT),),
    moved_by=("corridor_good_capacity",),
    reason=Reason(
        "corridor good",
        "the corridor brings no more of it",
        "o",
        "corridor {} brings no more of it",
    ),
)
