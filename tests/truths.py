"""Counts simulated from numbers drawn from the priors: what a fit or a forecast is to find again.

`python tests/truths.py --number 500` tells how many of the 90 % intervals hold their truth, and
with `--months 10` how many of those foretold of the months of so many series hold what came.
"""

import argparse
import datetime
from collections.abc import Iterator

import numpy as np

from crossings.calibration.backtest import SHARES, Foretold, rolling
from crossings.calibration.fitted import NUMBERS, WEEKDAYS, Fitted, Prior, believed, fitted
from crossings.calibration.levels import MONTH, STEP_WIDE, Days
from crossings.calibration.spans import Counted, Span
from crossings.scenarios.processes import lognormal, open_chain, persistent

FIRST = datetime.date(2023, 9, 1)


def truth(chance: np.random.Generator) -> dict[str, float]:
    """Numbers drawn from the priors of a case that says nothing."""
    while True:
        made = {}
        for name in NUMBERS:
            middle, deviation = believed(name, Prior())
            scaled = middle + deviation * chance.standard_normal()
            shares = ("open_share", "persistence")
            made[name] = float(1 / (1 + np.exp(-scaled)) if name in shares else np.exp(scaled))
        weekdays = np.exp(0.5 * chance.standard_normal(7))
        made |= dict(zip(WEEKDAYS, (weekdays / weekdays.mean()).tolist(), strict=True))
        share = made["open_share"]
        if made["mean_closed_days"] >= max(1, (1 - share) / share):
            return made


def trucks(
    true: dict[str, float],
    days: int,
    chance: np.random.Generator,
    first: datetime.date = FIRST,
) -> np.ndarray:
    """Trucks by day from `first` on, drawn as scenarios are, with a level that walks by months."""
    share, spell = true["open_share"], true["mean_closed_days"]
    closes = (1 - share) / (share * spell)
    opened = open_chain(chance.random((1, days)), share, closes, spell)[0]
    pace = persistent(chance.standard_normal((1, days)), true["persistence"])
    dates = [first + datetime.timedelta(days=d) for d in range(days)]
    weekday = np.array([true.get(WEEKDAYS[day.weekday()], 1.0) for day in dates])
    month = np.array([12 * (day.year - first.year) + day.month - first.month for day in dates])
    steps = chance.standard_normal(month[-1] + 1) * np.sqrt(np.log1p(true["level_cv"] ** 2))
    level = np.exp(np.cumsum(steps) - steps[0])[month]
    return np.asarray(100 * level * weekday * lognormal(pace, true["cv"])[0] * opened)


def fits(number: int, days: int, seed: int) -> Iterator[tuple[dict[str, float], dict[str, Fitted]]]:
    """Truths and what is made of their counts, where trucks came on ten days at least."""
    chance = np.random.default_rng(seed)
    for _ in range(number):
        true = truth(chance)
        came = trucks(true, days, chance)
        if (came > 0).sum() >= 10:
            yield true, fitted(came, np.ones(days, dtype=bool), FIRST, {})


DAYS = Days(0.85, 2.0, 0.4, 0.4)


def months(number: int, chance: np.random.Generator, *crossings: str) -> list[Counted]:
    """Totals of months, one after the other, whose levels and days are drawn as forecasts hold."""
    step = STEP_WIDE * abs(chance.standard_normal())
    more = np.exp(0.5 * chance.standard_normal())
    keeps = chance.choice([0.0, 0.25, 0.5, 0.75, 1.0])
    made = []
    for crossing in crossings:
        spans: list[Span] = []
        first, level = datetime.date(2020, 1, 1), 0.0
        for _ in range(number):
            last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
            span = Span(first, last, 0.0, float((last - first).days + 1))
            if keeps == 1:
                apart = (span.middle - spans[-1].middle) / MONTH if spans else 0.0
                level += step * np.sqrt(apart) * chance.standard_normal()
            else:
                wide = step / np.sqrt(2 * (1 - keeps))
                kept = keeps ** ((span.middle - spans[-1].middle) / MONTH) if spans else 0.0
                level = kept * level + wide * np.sqrt(1 - kept**2) * chance.standard_normal()
            own = more * np.sqrt(DAYS.variance(span.days, False)) * chance.standard_normal()
            trucks = span.open * np.exp(4.0 + level + own)
            spans.append(Span(first, last, float(trucks), span.open))
            first = last + datetime.timedelta(days=1)
        made.append(Counted("drawn", "collected", crossing, tuple(spans), False))
    return made


def foretold(number: int, length: int, seed: int) -> Iterator[Foretold]:
    """The months of so many series, each foretold from those before it."""
    chance = np.random.default_rng(seed)
    for _ in range(number):
        yield from rolling(months(length, chance, "gate"), {"gate": DAYS})


def main() -> None:
    """Coverage of the intervals, number by number."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=500)
    parser.add_argument("--days", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--months", type=int)
    asked = parser.parse_args()
    if asked.months:
        told = [e for e in foretold(asked.number, asked.months, asked.seed) if e.told is not None]
        for share in SHARES:
            print(f"{share:.0%}: held {np.mean([e.held(share) for e in told]):.1%} of {len(told)}")
        ranks = [e.told.below(e.span.trucks) for e in told if e.told is not None]
        tenths = np.histogram(ranks, np.linspace(0, 1, 11))[0] / len(ranks)
        print("integral transforms by tenths:", " ".join(f"{tenth:.1%}" for tenth in tenths))
        return
    made = list(fits(asked.number, asked.days, asked.seed))
    for name in (*NUMBERS, *WEEKDAYS):
        every = [(true[name], found[name]) for true, found in made]
        told = [(value, each) for value, each in every if each.identified]
        inside = np.mean([each.low <= value <= each.high for value, each in told])
        of_all = np.mean([each.low <= value <= each.high for value, each in every])
        below = np.mean([value < each.low for value, each in every])
        under = np.mean([value < each.median for value, each in every])
        print(
            f"{name}: identified in {len(told)} of {len(made)}, held {inside:.1%} (of all "
            f"{of_all:.1%}, {below:.1%} below, {under:.1%} under the median)"
        )


if __name__ == "__main__":
    main()
