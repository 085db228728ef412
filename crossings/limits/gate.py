"""4. Trucks through the gate of a crossing.

Σ_{g,r} x[c,g,r,t] / fill[r,t] ≤ gate[c,t] · O[c,t]
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from crossings.limits.days import WORKED
from crossings.limits.flows import PRESENTED
from crossings.limits.levers import CROSSINGS, Files, Lever, more_a_day
from crossings.limits.record import Given, Limit, Numbers, Place, Taking
from crossings.limits.words import Adjustable, Reason, Table, Words
from crossings.problem import Flags, Floats, Problem


def _trucks(numbers: Numbers) -> Floats:
    """(L, R) Trucks inspected for a truckload."""
    return np.asarray(1 / numbers.of("fill"))


def _what(problem: Problem, place: Place) -> str:
    return f"gate of {problem.crossings[place[0]].name}"


def _every(problem: Problem) -> Flags:
    return np.ones(problem.gate.shape, dtype=bool)


def _at_site(problem: Problem, place: Place) -> tuple[str, str]:
    return "opening", "gate"


def _levers(files: Files) -> Iterator[Lever]:
    problem = files.problem
    for c, crossing in enumerate(problem.crossings):
        if np.isfinite(problem.gate[:, c]).any():
            path = ("crossings", crossing.id, "gate_truckloads_per_day")
            yield more_a_day(
                files, path, "gate", (c,),
                kind="gate", what=_what(problem, (c,)), unit="truck a day", crossing=crossing.id,
                says="gate", names={"place": crossing.name}, section=(CROSSINGS, c),
            )  # fmt: skip


GATE = Limit(
    "gate",
    "tc",
    row=4,
    takes=(Taking(PRESENTED, "r", _trucks),),
    rate=Given("gate"),
    days=WORKED,
    words=Words(_what, "truck a day more", says="gate"),
    table=Table("gates", {"crossing": "c"}, _every),
    levers=_levers,
    numbers=(
        Adjustable("crossings.*.gate_truckloads_per_day", "gate of {}", "trucks per open day"),
    ),
    moved_by=("gate",),
    reason=Reason("gate", "the gate is full"),
    at_site=_at_site,
    outcome="gate_used",
)
