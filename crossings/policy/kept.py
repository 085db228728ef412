"""The rule `prices` as it is kept: value functions and price vectors as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from crossings.policy.phased import PhasedRule
from crossings.policy.rule import PriceRule
from crossings.policy.worth import ValueFunctions, edges, places_of
from crossings.problem import Problem
from crossings.scenarios import combinations

Prices: TypeAlias = PriceRule | PhasedRule


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
    kept, places = rule.values.kept, rule.values.places
    return {
        "worth_of_stock": [
            {"good": g, "area": a, "by_period": kept[:, j].tolist()}
            for j, (g, a) in enumerate(places)
        ],
        "prices_of_limits": [
            [{"limit": name, "place": list(place), "price": price} for (name, place), price in each]
            for each in (vector.items() for vector in rule.vectors)
        ],
    }


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
    kept = [each["by_period"] for each in found["worth_of_stock"]]
    vectors = tuple(
        {(str(each["limit"]), _place(each["place"])): float(each["price"]) for each in vector}
        for vector in found["prices_of_limits"]
    )
    by_place = np.asarray(kept, dtype=np.float64)  # (J, T, K)
    periods, places = len(problem.periods), len(places_of(problem))
    if by_place.shape != (places, periods, len(edges(periods)) - 1) and places:
        raise ValueError("prices of another problem")
    numbers = [price for vector in vectors for price in vector.values()]
    if not vectors or not (np.isfinite(by_place).all() and np.isfinite(numbers).all()):
        raise ValueError("no prices")
    by_place = by_place.reshape(places, periods, -1)
    return PriceRule(ValueFunctions(problem, np.moveaxis(by_place, 0, 1).copy()), vectors)


def _place(found: Any) -> tuple[int, ...]:
    return tuple(int(each) for each in found)


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")
