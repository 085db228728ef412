"""The rule `prices` as it is kept: value functions, price vectors, and any plan, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeAlias

import numpy as np

from crossings.evaluation.trajectory import Trajectory
from crossings.policy.filling import Level
from crossings.policy.phased import PhasedRule
from crossings.policy.rule import PriceRule
from crossings.policy.ways import everything
from crossings.policy.worth import ValueFunctions, edges, places_of
from crossings.problem import Floats, Problem
from crossings.scenarios import combinations

Prices: TypeAlias = PriceRule | PhasedRule
_OF_PLAN = tuple(
    each.name for each in fields(Trajectory) if each.name not in ("problem", "of_each")
)


def written(rule: Prices, about: Mapping[str, Any] | None = None) -> bytes:
    """The rule as the bytes of a file, and what it is about; numbers are read back as they are."""
    found: dict[str, Any] = {} if about is None else {"about": about}
    if isinstance(rule, PhasedRule):
        ways = [{"comes": [*came], **_told(each)} for came, each in rule.rules.items()]
        found = {**found, "by_phases": ways}
    else:
        found = {**found, **_told(rule)}
    return (json.dumps(found, separators=(",", ":")) + "\n").encode()


def _told(rule: PriceRule) -> dict[str, Any]:
    return {
        "worth_of_stock": _told_of_stock(rule.values),
        "prices_of_limits": [
            [{"limit": name, "place": list(place), "price": price} for (name, place), price in each]
            for each in (vector.items() for vector in rule.vectors)
        ],
        "where_less_is_in_store": [
            {"than": each.fills.tolist(), "worth_of_stock": _told_of_stock(each.values)}
            for each in rule.scarcer
        ],
        **({} if rule.plan is None else {"plan": _told_of(rule.plan)}),
    }


def _told_of_stock(values: ValueFunctions) -> list[dict[str, Any]]:
    return [
        {"good": g, "area": a, "by_period": values.kept[:, j].tolist()}
        for j, (g, a) in enumerate(values.places)
    ]


def _told_of(plan: Trajectory) -> dict[str, Any]:
    """What is not 0, by its position in each array."""
    found = {}
    for name in _OF_PLAN:
        array = getattr(plan, name)
        at = np.flatnonzero(array)
        found[name] = [at.tolist(), array.ravel()[at].tolist()]
    return found


def read(problem: Problem, content: bytes, about: Mapping[str, Any] | None = None) -> Prices:
    """The rule that `written` made; raises `ValueError` where it is none for the problem.

    Nor is it where it was written to be about something else.
    """
    try:
        found = json.loads(content, parse_constant=_no_number)
        if about is not None and found["about"] != about:
            raise ValueError("prices of another case, model or version")
        if not problem.uncertainty.phases:
            return _read(problem, found)
        ways = {tuple(map(bool, each["comes"])): each for each in found["by_phases"]}
        rules = {came: _read(problem.under(came), ways[came]) for came in combinations(problem)}
    except (LookupError, TypeError, RecursionError) as error:
        raise ValueError(f"no prices: {error}") from error
    return PhasedRule(problem, rules)


def _read(problem: Problem, found: Any) -> PriceRule:
    vectors = tuple(
        {(str(each["limit"]), _place(each["place"])): float(each["price"]) for each in vector}
        for vector in found["prices_of_limits"]
    )
    numbers = [price for vector in vectors for price in vector.values()]
    scarcer = tuple(
        Level(_numbers(each["than"]), _values(problem, each["worth_of_stock"]))
        for each in found["where_less_is_in_store"]
    )
    odd = any(each.fills.shape != (len(problem.periods),) for each in scarcer)
    if odd or not vectors or not np.isfinite(numbers).all():
        raise ValueError("no prices")
    plan = _plan(problem, found["plan"]) if "plan" in found else None
    values = _values(problem, found["worth_of_stock"])
    return PriceRule(values, vectors, plan=plan, scarcer=scarcer)


def _values(problem: Problem, found: Any) -> ValueFunctions:
    by_place = _numbers([each["by_period"] for each in found])  # (J, T, K)
    periods, places = len(problem.periods), len(places_of(problem))
    if by_place.shape != (places, periods, len(edges(periods)) - 1) and places:
        raise ValueError("prices of another problem")
    by_place = by_place.reshape(places, periods, -1)
    return ValueFunctions(problem, np.moveaxis(by_place, 0, 1).copy())


def _numbers(found: Any) -> Floats:
    numbers = np.asarray(found, dtype=np.float64)
    if not np.isfinite(numbers).all():
        raise ValueError("no prices")
    return numbers


def _plan(problem: Problem, found: Any) -> Trajectory:
    nothing = everything(problem)
    arrays: dict[str, Any] = {}
    for name in _OF_PLAN:
        at, truckloads = found[name]
        made = np.zeros(getattr(nothing, name).shape)
        made.flat[np.asarray(at, dtype=np.intp)] = truckloads
        if not np.isfinite(made).all():
            raise ValueError("no prices")
        arrays[name] = made
    return replace(nothing, of_each=False, **arrays)


def _place(found: Any) -> tuple[int, ...]:
    return tuple(int(each) for each in found)


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")
