"""Numbers of the files that a planner may change to make room for a plan, one by one.

What a crossing, a corridor or a pool can do may grow; what is asked for may be let down. Needs,
populations and what an inspection takes and finds are facts, and stay.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from crossings.limits import limits_of
from crossings.limits.floors import COVERAGE_KEY, END_STOCK_KEY
from crossings.limits.record import Adjustable
from crossings.problem import Evidence, Problem
from crossings.wording import spoken

_NEED = "share of need"
_FLOOR = f"limits.{COVERAGE_KEY}"
_STOCK_LEFT = f"stock.{END_STOCK_KEY}"


@dataclass(frozen=True)
class Changeable:
    """One number that may be changed, and in which direction."""

    path: str
    """As in `--set PATH=VALUE`."""
    what: str
    value: float
    unit: str
    best: float
    """The furthest that it may go; above the value, it goes up."""
    whole: bool = False
    """Whether it counts things that come whole."""

    weighs: bool = False
    """Whether it is a coefficient, and not what limits allow or floors ask."""


_BESIDE_LIMITS = (
    Adjustable(
        "crossings.*.routes.*.loss", "loss on the route {} to {}", "share", 0.0, weighs=True
    ),
    Adjustable("corridors.*.loss", "loss in the corridor {}", "share", 0.0, weighs=True),
    Adjustable("goods.*.stock.truckloads", "first stock of {}", "truckloads"),
    Adjustable("goods.*.stock.days_of_need", "first stock of {}", "days of need"),
    Adjustable("goods.*.stock.by_area.*", "first stock of {} in {}", "truckloads"),
)
_NAMED_IN = {"routes": "areas", "by_area": "areas", COVERAGE_KEY: "goods"}
"""Where else than in their own section the ids below a key are named."""


def changeable_numbers(problem: Problem) -> list[Changeable]:
    """Every number that may be changed, as far as it can be."""
    names = {"goods.*": "all other goods", **_names(problem)}
    numbers = [*_BESIDE_LIMITS, *(n for limit in limits_of(problem) for n in limit.numbers)]
    sets = [change.partition("=")[0] for phase in problem.phases for change in phase.changes]
    given = [made for each in problem.evidence for made in _given(each, names, numbers, sets)]
    both = [*given, *_floors_of_goods(problem), *_first_stocks(problem)]
    return list({number.path: number for number in both if number.value != number.best}.values())


def changeable_floors(problem: Problem) -> list[Changeable]:
    """What lowers each floor and each stock to be left, good by good, the dearest good last."""
    by_path = {number.path: number for number in changeable_numbers(problem)}
    paths = [
        path
        for g in np.argsort(problem.priority, kind="stable").tolist()
        for good in [problem.goods[g].id]
        for path in (f"goods.{good}.{_STOCK_LEFT}", f"{_prefix(problem)}{_FLOOR}.{good}")
    ]
    return [by_path[path] for path in paths if path in by_path]


def _names(problem: Problem) -> dict[str, str]:
    """Names of everything by section and id: `crossings.rafah`."""
    sections = {
        "crossings": problem.crossings,
        "corridors": problem.corridors,
        "goods": problem.goods,
        "areas": problem.areas,
    }
    return {f"{s}.{each.id}": each.name for s, those in sections.items() for each in those}


def _given(
    evidence: Evidence, names: dict[str, str], numbers: Iterable[Adjustable], sets: list[str]
) -> Iterator[Changeable]:
    path = settable = evidence.path
    if path.startswith("phases."):  # phases.1.set.pools.x.units
        path = path.split(".", 3)[3]
        if not any(f"{path}.".startswith(f"{each}.") for each in sets):
            settable = path  # of a model that the phase brings: changed in every such model
    for kind in numbers:
        told = _told(kind.path, path.removeprefix("model."), names)
        if told is not None:
            whole = kind.whole and evidence.value == int(evidence.value)
            what = kind.what.format(*told)
            number = (settable, what, evidence.value, kind.unit, kind.best, whole, kind.weighs)
            yield Changeable(*number)


def _told(pattern: str, path: str, names: dict[str, str]) -> list[str] | None:
    """Names of what stands in `path` for each `*` of `pattern`; None where it does not fit."""
    asked, given = pattern.split("."), path.split(".")
    if len(asked) != len(given):
        return None
    told = []
    for place, (step, mine) in enumerate(zip(asked, given, strict=True)):
        if step == "*":
            section = _NAMED_IN.get(given[place - 1], given[place - 1])
            told.append(names.get(f"{section}.{mine}", spoken(mine)))
        elif step != mine:
            return None
    return told


def _floors_of_goods(problem: Problem) -> Iterator[Changeable]:
    """A floor of its own for each good that has one by its category or with all others."""
    prefix = _prefix(problem)
    given = {evidence.path for evidence in problem.evidence}
    for g, good in enumerate(problem.goods):
        path, floor = f"{prefix}{_FLOOR}.{good.id}", float(problem.coverage_floor[:, g].max())
        if floor > 0 and path not in given:
            yield Changeable(path, f"floor for {good.name}", floor, _NEED, 0.0)


def _first_stocks(problem: Problem) -> Iterator[Changeable]:
    """A first stock for each inbound good that is given none."""
    for g, good in enumerate(problem.goods):
        path = f"goods.{good.id}.stock"
        given = {each.path for each in problem.evidence if each.path.startswith(f"{path}.")}
        if given <= {f"{path}.{END_STOCK_KEY}"} and problem.need[0, g].any():
            number = f"{path}.days_of_need", f"first stock of {good.name}"
            yield Changeable(*number, 0.0, "days of need", math.inf)


def _prefix(problem: Problem) -> str:
    """`model.` where the floors are the inspection model's."""
    of_model = any(each.path.startswith(f"model.{_FLOOR}.") for each in problem.evidence)
    return "model." if of_model else ""
