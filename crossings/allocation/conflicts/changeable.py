"""Numbers of the files that a planner may change to make room for a plan, one by one.

What a crossing, a corridor or a pool can do may grow; what is asked for may be let down. Needs,
populations and what an inspection takes and finds are facts, and stay.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

from crossings.limits import limits_of
from crossings.limits.words import Adjustable, Changeable
from crossings.problem import Evidence, Problem
from crossings.wording import spoken

_BESIDE_LIMITS = (
    Adjustable(
        "crossings.*.routes.*.loss", "loss on the route {} to {}", "share", 0.0, weighs=True
    ),
    Adjustable("corridors.*.loss", "loss in the corridor {}", "share", 0.0, weighs=True),
    Adjustable("goods.*.stock.truckloads", "first stock of {}", "truckloads"),
    Adjustable("goods.*.stock.days_of_need", "first stock of {}", "days of need"),
    Adjustable("goods.*.stock.by_area.*", "first stock of {} in {}", "truckloads"),
)
_FIRST_STOCK = ("truckloads", "days_of_need", "by_area")
_NAMED_IN = {"routes": "areas", "by_area": "areas"}
"""Where else than in their own section the ids below a key are named."""


def changeable_numbers(problem: Problem) -> list[Changeable]:
    """Every number that may be changed, as far as it can be."""
    names = {"goods.*": "all other goods", **_names(problem)}
    numbers = [*_BESIDE_LIMITS, *(n for limit in limits_of(problem) for n in limit.numbers)]
    sets = [change.partition("=")[0] for phase in problem.phases for change in phase.changes]
    given = [made for each in problem.evidence for made in _given(each, names, numbers, sets)]
    both = [*given, *_asked_of_goods(problem), *_first_stocks(problem)]
    return list({number.path: number for number in both if number.value != number.best}.values())


def changeable_floors(problem: Problem) -> list[Changeable]:
    """What lowers each floor and each stock to be left, good by good, the dearest good last."""
    by_path = {number.path: number for number in changeable_numbers(problem)}
    asked = [
        number
        for g in np.argsort(problem.priority, kind="stable").tolist()
        for limit in reversed(limits_of(problem))  # what is left in the end before what is met
        for number in (() if limit.of_good is None else limit.of_good(problem, g))
    ]
    return [by_path[path] for path in dict.fromkeys(each.path for each in asked) if path in by_path]


def _names(problem: Problem) -> dict[str, str]:
    """Names of everything by section and id: `crossings.rafah`."""
    sections = {
        "crossings": problem.crossings,
        "corridors": problem.corridors,
        "goods": problem.goods,
        "areas": problem.areas,
    }
    named = {f"{s}.{each.id}": each.name for s, those in sections.items() for each in those}
    resources = problem.resource_names.items()
    return named | {f"{s}.{q}": name for s in ("resources", "pools") for q, name in resources}


def _given(
    evidence: Evidence, names: dict[str, str], numbers: Iterable[Adjustable], sets: list[str]
) -> Iterator[Changeable]:
    path = settable = evidence.path
    if path.startswith("phases."):  # phases.1.set.pools.x.units
        path = path.split(".", 3)[3]
        if not any(f"{path}.".startswith(f"{each}.") for each in sets):
            settable = path  # of a model that the phase brings: changed in every such model
    for kind in numbers:
        told = _told(kind, path.removeprefix("model."), names)
        if told is not None:
            whole = kind.whole and evidence.value == int(evidence.value)
            what = kind.what.format(*told)
            number = (settable, what, evidence.value, kind.unit, kind.best, whole, kind.weighs)
            yield Changeable(*number)


def _told(kind: Adjustable, path: str, names: dict[str, str]) -> list[str] | None:
    """Names of what stands in `path` for each `*` of the kind's; None where it does not fit."""
    asked, given = kind.path.split("."), path.split(".")
    if len(asked) != len(given):
        return None
    told: list[str] = []
    for place, (step, mine) in enumerate(zip(asked, given, strict=True)):
        if step == "*":
            before = given[place - 1]
            section = _NAMED_IN.get(before, before)
            section = section if told else kind.named_in or section
            told.append(names.get(f"{section}.{mine}", spoken(mine)))
        elif step != mine:
            return None
    return told


def _asked_of_goods(problem: Problem) -> Iterator[Changeable]:
    """What is asked of a good alone, where the files ask it of its category or of all others."""
    given = {evidence.path for evidence in problem.evidence}
    for limit in limits_of(problem):
        for g in range(len(problem.goods) if limit.of_good is not None else 0):
            numbers = () if limit.of_good is None else limit.of_good(problem, g)
            yield from (number for number in numbers if number.path not in given)


def _first_stocks(problem: Problem) -> Iterator[Changeable]:
    """A first stock for each inbound good that is given none."""
    for g, good in enumerate(problem.goods):
        path = f"goods.{good.id}.stock"
        given = tuple(f"{path}.{key}" for key in _FIRST_STOCK)
        there = any(each.path.startswith(given) for each in problem.evidence)
        if not there and problem.need[0, g].any():
            number = f"{path}.days_of_need", f"first stock of {good.name}"
            yield Changeable(*number, 0.0, "days of need", math.inf)
