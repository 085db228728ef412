"""Generated seasons of 13 weeks and more, planned by days and by weeks: both meet the same share.

Crossings close on days of the week, routes and pools are open as their crossing, trucks may wait
without limit. What weeks cannot see is left out: exports, which no stock evens out; platforms and
stores that are full within a week; what keeps a few days; limits by period; and totals, which are
spread over more days the sooner the first truck comes. As a script it goes through many:

    python tests/season_cases.py --seed 1 --number 200
"""

from __future__ import annotations

import argparse
import copy
import datetime
import random
import sys
from typing import Any

from answers import printed
from own_cases import MODEL, WEEK

Entry = dict[str, Any]
POINT = 0.01


def season(seed: int) -> tuple[Entry, Entry]:
    """A case of 13 weeks or a few more, by days, and its model."""
    r = random.Random(seed)
    goods: Entry = {
        f"g{n}": {
            "category": r.choice(["humanitarian", "construction", "commercial"]),
            "priority": r.choice([1, 3, 5]),
            "need": r.randint(2, 20),
            "stock": r.choice([0, 0, {"days_of_need": 0.5}]),
        }
        for n in range(r.randint(1, 3))
    }
    names = [f"c{n}" for n in range(r.randint(1, 2))]
    shared, model = r.random() < 0.3, copy.deepcopy(MODEL)
    together, to_crossing, to_area = _days(r), r.choice([0, 0, 1, 1.5, 2]), r.choice([0, 0, 0.5, 1])
    if shared:  # a pool is open as its crossings, which are then open alike
        model["pools"] = {"monitor": {"units": r.randint(1, 3), "open_days": together}}
        model["regimes"]["search"]["stages"]["search"]["minutes"]["monitor"] = 30
    crossings = {
        name: {
            "gate_truckloads_per_day": r.randint(5, 30),
            "open_days": together if shared else _days(r),
            "resources": {"bay": r.randint(2, 6)},
            "routes": {a: _route(r, to_area) for a in ("a", "b")},
        }
        for name in names
    }
    start = datetime.date(2024, 1, 7) + datetime.timedelta(days=r.randrange(7))
    case: Entry = {
        "title": "a season",
        "horizon": {
            "start": str(start),
            "periods": 7 * r.choice([13, 13, 14, 16]),
            "days_per_period": 1,
        },
        "coverage_bands": [{"up_to": 1, "weight": 1}],
        "areas": {a: {"population": r.randint(1, 9)} for a in ("a", "b")},
        "goods": goods,
        "crossings": crossings,
    }
    if r.random() < 0.7:
        case["corridors"] = {
            o: {
                "serves": r.sample(names, r.randint(1, len(names))),
                "truckloads_per_day": r.randint(5, 30),
                "loss": r.choice([0, 0.1]),
                "transit_days": to_crossing,
                "open_days": _days(r),
            }
            for o in ("o", "p")[: r.randint(1, 2)]
        }
    return case, model


def _days(r: random.Random) -> list[str]:
    return r.sample(WEEK, r.randint(3, 7))


def _route(r: random.Random, days: float) -> Entry:
    made: Entry = {"loss": r.choice([0, 0.05]), "transit_days": days}
    if r.random() < 0.3:
        made["truckloads_per_day"] = r.randint(2, 15)
    return made


def by_weeks(case: Entry) -> Entry:
    """The same season, a week a period."""
    weeks = case["horizon"]["periods"] // 7
    return case | {"horizon": case["horizon"] | {"periods": weeks, "days_per_period": 7}}


def share_met(case: Entry, model: Entry) -> float:
    """Of all needed in all weeks but the first and the last, how much is met."""
    days, periods = case["horizon"]["days_per_period"], case["horizon"]["periods"]
    result = printed(case, model)
    assert result is not None
    met = need = 0.0
    for row in result["coverage"]:
        if 7 <= row["period"] * days < periods * days - 7:
            met, need = met + row["met"], need + row["need"]
    return met / need


def main() -> int:
    """Go through many seasons, and tell those that days and weeks serve otherwise."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--seed", type=int, default=1, help="where the seeds of seasons begin")
    options.add_argument("--number", type=int, default=200, help="of seasons")
    asked = options.parse_args()
    first, wrong, widest = asked.seed * 1_000_000, 0, 0.0
    for seed in range(first, first + asked.number):
        case, model = season(seed)
        days, weeks = share_met(case, model), share_met(by_weeks(case), model)
        widest = max(widest, abs(days - weeks))
        if abs(days - weeks) > POINT:
            wrong += 1
            print(f"{seed}: by days {days:.2%}, by weeks {weeks:.2%}", flush=True)
    print(f"{asked.number} seasons, at most {100 * widest:.2f} points apart, {wrong} over one")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
