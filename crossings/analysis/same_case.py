"""Whether problems are of one case: then, and only then, plans for them stand side by side.

They may differ in their inspection model and whatever is a model's: regimes, pools, limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from crossings.problem import Problem

_LABELS = ("areas", "goods", "crossings", "corridors", "channels")
_ARRAYS = (
    "need", "export_need", "first_stock", "last_stock", "priority", "area_weight", "threat_rate",
    "threat_known", "crossing_opens", "route_opens", "corridor_open_days", "through_corridors",
    "brings", "corridor_capacity", "corridor_good_capacity", "corridor_loss", "gate", "reaches",
    "route_capacity", "route_loss", "population", "diversion_share", "informal_share",
    "informal_interdicted", "informal_threat_rate", "band_width", "band_weight",
    "corridor_transit", "route_transit", "yard", "platform", "store", "shelf_life", "first_yard",
    "first_platform", "on_the_way",
)  # fmt: skip
"""What no inspection model says."""
_MOST = 5


def need_one_case(problems: Mapping[str, Problem]) -> None:
    """Raise `ValueError` where problems, by name, are not of one case, with what differs."""
    named = list(problems.items())
    for other, problem in named[1:]:
        name, first = named[0]
        found = list(differences(first, problem))
        if found:
            told = "; ".join(found[:_MOST]) + "; …" * (len(found) > _MOST)
            text = "are of different cases and cannot stand side by side"
            raise ValueError(f"{name} and {other} {text}: {told}")


def differences(one: Problem, other: Problem) -> Iterator[str]:
    """What differs between the cases of two problems, in words."""
    if one is other:
        return
    for label in _LABELS:
        ids = [[each.id for each in getattr(problem, label)] for problem in (one, other)]
        if ids[0] != ids[1]:
            yield f"{label} {_listed(ids[0])} and {_listed(ids[1])}"
    days = [f"{p.periods[0].start} to {p.periods[-1].end}" for p in (one, other)]
    if one.periods != other.periods:
        parts = [
            f"{d} in {len(p.periods)} periods" for d, p in zip(days, (one, other), strict=True)
        ]
        yield f"horizon {parts[0]} and {parts[1]}"
    numbers = [_numbers(problem) for problem in (one, other)]
    told = False
    for path, value in numbers[0].items():
        if numbers[1].get(path, value) != value:
            told = True
            yield f"{path} {value:g} and {numbers[1][path]:g}"
    alike = (one.resources, one.pools) == (other.resources, other.pools)
    for name in () if told else (*_ARRAYS, *(["own_minutes"] if alike else [])):
        mine, its = getattr(one, name), getattr(other, name)
        if np.shape(mine) == np.shape(its) and not np.array_equal(mine, its, equal_nan=_real(mine)):
            yield name.replace("_", " ")


def _numbers(problem: Problem) -> dict[str, float]:
    """Numbers of the case by their paths, those of what is uncertain too."""
    both = (*problem.evidence, *problem.uncertainty.evidence)
    return {each.path: each.value for each in both if ".model." not in f".{each.path}"}


def _real(array: object) -> bool:
    return np.asarray(array).dtype.kind == "f"


def _listed(ids: list[str]) -> str:
    return f"({', '.join(ids)})"
