"""The rule `prices` as it is kept: value functions and price vectors as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from crossings.policy.rule import PriceRule
from crossings.policy.worth import ValueFunctions, edges, places_of
from crossings.problem import Problem


def written(rule: PriceRule, about: Mapping[str, Any] | None = None) -> bytes:
    """The rule as the bytes of a file, and what it is about; numbers are read back as they are."""
    kept, places = rule.values.kept, rule.values.places
    found = {
        **({} if about is None else {"about": about}),
        "worth_of_stock": [
            {"good": g, "area": a, "by_period": kept[:, j].tolist()}
            for j, (g, a) in enumerate(places)
        ],
        "prices_of_limits": [
            [{"limit": name, "place": list(place), "price": price} for (name, place), price in each]
            for each in (vector.items() for vector in rule.vectors)
        ],
    }
    return (json.dumps(found, separators=(",", ":")) + "\n").encode()


def read(problem: Problem, content: bytes, about: Mapping[str, Any] | None = None) -> PriceRule:
    """The rule that `written` made; raises `ValueError` where it is none for the problem.

    Nor is it where it was written to be about something else.
    """
    try:
        found = json.loads(content, parse_constant=_no_number)
        if about is not None and found["about"] != about:
            raise ValueError("prices of another case, model or version")
        kept = [each["by_period"] for each in found["worth_of_stock"]]
        vectors = tuple(
            {(str(each["limit"]), _place(each["place"])): float(each["price"]) for each in vector}
            for vector in found["prices_of_limits"]
        )
        by_place = np.asarray(kept, dtype=np.float64)  # (J, T, K)
    except (LookupError, TypeError, RecursionError) as error:
        raise ValueError(f"no prices: {error}") from error
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
