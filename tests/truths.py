"""Counts by days simulated from numbers drawn from the priors: what a fit is to find again.

`python tests/truths.py --number 500` tells how many of the 90 % intervals hold their truth.
"""

import argparse
from collections.abc import Iterator

import numpy as np

from crossings.calibration.fitted import NUMBERS, Fitted, Prior, believed, fitted
from crossings.scenarios.processes import lognormal, open_chain, persistent


def truth(chance: np.random.Generator) -> dict[str, float]:
    """Numbers drawn from the priors of a case that says nothing."""
    while True:
        made = {}
        for name in NUMBERS:
            middle, deviation = believed(name, Prior())
            scaled = middle + deviation * chance.standard_normal()
            shares = ("open_share", "persistence")
            made[name] = float(1 / (1 + np.exp(-scaled)) if name in shares else np.exp(scaled))
        share = made["open_share"]
        if made["mean_closed_days"] >= max(1, (1 - share) / share):
            return made


def trucks(true: dict[str, float], days: int, chance: np.random.Generator) -> np.ndarray:
    """Trucks by day, drawn as scenarios are, with a weekday effect."""
    share, spell = true["open_share"], true["mean_closed_days"]
    closes = (1 - share) / (share * spell)
    opened = open_chain(chance.random((1, days)), share, closes, spell)[0]
    pace = persistent(chance.standard_normal((1, days)), true["persistence"])
    weekday = np.exp(chance.normal(0, 0.5, 7))[np.arange(days) % 7]
    return np.asarray(100 * weekday * lognormal(pace, true["cv"])[0] * opened)


def fits(number: int, days: int, seed: int) -> Iterator[tuple[dict[str, float], dict[str, Fitted]]]:
    """Truths and what is made of their counts, where trucks came on ten days at least."""
    chance = np.random.default_rng(seed)
    for _ in range(number):
        true = truth(chance)
        came = trucks(true, days, chance)
        if (came > 0).sum() >= 10:
            yield true, fitted(came, np.ones(days, dtype=bool), 0, {})


def main() -> None:
    """Coverage of the intervals, number by number."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=500)
    parser.add_argument("--days", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    made = list(fits(asked.number, asked.days, asked.seed))
    for name in NUMBERS:
        told = [(true[name], found[name]) for true, found in made if found[name].identified]
        inside = np.mean([each.low <= value <= each.high for value, each in told])
        print(f"{name}: identified in {len(told)} of {len(made)}, held {inside:.1%}")


if __name__ == "__main__":
    main()
