"""Room: what may wait, lie on a platform or be in store at the end of a period.

    Σ_g w[c,g,t] ≤ yard[c,t]        6, of trucks that wait for inspection
    Σ_g h[c,g,t] ≤ platform[c,t]    1, of what is released and not collected
    Σ_g s[g,a,t] ≤ store[a,t]       7, of what an area has

They are levels, and not so much a day. What finds no room is let go, so that none of them stands in
the way of a plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from crossings.limits.flows import HELD, STOCK, WAITING
from crossings.limits.levers import AREAS, CROSSINGS, Files, Lever, more_a_day
from crossings.limits.record import Given, Kind, Limit, Place, Taking, once
from crossings.limits.words import Adjustable, Table, Words
from crossings.problem import Named, Problem

_WHERE_NONE = 10.0
"""Places that a lever adds where there are none."""


def with_room(problem: Problem) -> Problem:
    """The problem with room for one truckload wherever none may wait or lie between stages.

    Its program has the rows and columns of such places, whose prices tell what room would bring.
    """
    opened: dict[str, Any] = {}
    for name in ("yard", "platform"):
        room = getattr(problem, name)
        opened[name] = np.where(room > 0, room, 1.0)
    return replace(problem, **opened)


def _places(section: str, problem: Problem) -> Sequence[Named]:
    """Where there is such room: what a key of the files, and a field of `Problem`, lists."""
    found: Sequence[Named] = getattr(problem, section)
    return found


def _what(word: str, section: str, problem: Problem, place: Place) -> str:
    return f"{word} of {_places(section, problem)[place[0]].name}"


def _levers(word: str, section: str, files: Files) -> Iterator[Lever]:
    """Room for so many truckloads more, wherever it is limited, if to none."""
    problem = files.problem
    if word == "yard" and not problem.through_corridors:
        return  # trucks come by themselves, when they can be inspected
    there = np.isfinite(getattr(problem, word)).all(axis=0)  # (places,)
    for n, each in enumerate(_places(section, problem)):
        if there[n]:
            yield more_a_day(
                files, (section, each.id, f"{word}_truckloads"), word, (n,),
                nothing=_WHERE_NONE, default=0.0, kind="room", what=f"{word} of {each.name}",
                unit="place", crossing=each.id if section == "crossings" else None,
                says=word, names={"place": each.name},
                section=(CROSSINGS if section == "crossings" else AREAS, n),
            )  # fmt: skip


def _room(name: str, axes: str, row: int, flow: Kind, word: str, section: str) -> Limit:
    """One kind of room; workers are sent what the record calls."""
    return Limit(
        name,
        axes,
        row=row,
        takes=(Taking(flow, "", once),),
        rate=Given(word),
        days=None,
        words=Words(partial(_what, word, section), "place more", says=word),
        table=Table("", {}),
        levers=partial(_levers, word, section),
        numbers=(Adjustable(f"{section}.*.{word}_truckloads", f"{word} of {{}}", "truckloads"),),
        moved_by=(word,),
    )


YARD = _room("yard", "tc", 6, WAITING, "yard", "crossings")
PLATFORM = _room("platform", "tc", 1, HELD, "platform", "crossings")
STORE = _room("store", "ta", 7, STOCK, "store", "areas")
