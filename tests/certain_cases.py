"""Generated cases in which nothing is uncertain: what the rule `prices` earns beside the plan.

Of row 10, two regimes, a quota between dates, travel and full stores each is in a third of them. As
a script it goes through many:

    python tests/certain_cases.py --seed 1 --number 300
"""

from __future__ import annotations

import argparse
import copy
import datetime
import random
import sys
from typing import Any

import numpy as np
from answers import problem_of
from own_cases import MODEL, WEEK

from crossings.allocation import optimal_plan
from crossings.allocation.hindsight import PRACTISED, practised_rule
from crossings.errors import NoPlan
from crossings.policy import PriceRule
from crossings.problem import Problem
from crossings.scenarios import as_planned
from crossings.scenarios.period import first_worth

Entry = dict[str, Any]
THIRD = 1 / 3


def certain_case(seed: int) -> tuple[Entry, Entry]:
    """A case of one to four weeks, and its model."""
    r = random.Random(f"certain {seed}")
    days, areas = r.randint(7, 28), ("a", "b", "c")[: r.randint(2, 3)]
    start = datetime.date(2024, 1, 7) + datetime.timedelta(days=r.randrange(7))
    names = [f"c{n}" for n in range(r.randint(1, 3))]
    goods: Entry = {
        f"g{n}": {
            "category": r.choice(["humanitarian", "construction", "commercial"]),
            "priority": r.choice([1, 2, 3, 5]),
            "need": r.randint(2, 20),
            "stock": {"days_of_need": r.choice([0, 1, 4])},
        }
        for n in range(r.randint(2, 4))
    }
    for good in goods.values():
        if r.random() < THIRD:
            good["stock"]["end_days_of_need"] = r.choice([0.5, 2])
    model = copy.deepcopy(MODEL)
    detected, two = r.random() < THIRD, r.random() < THIRD
    if not (detected or two):
        del model["regimes"][r.choice(["look", "search"])]
    need = sum(good["need"] for good in goods.values())
    travels, stores = r.random() < THIRD, r.random() < THIRD
    case: Entry = {
        "title": "nothing uncertain",
        "horizon": {"start": str(start), "periods": days, "days_per_period": 1},
        "areas": {a: {"population": r.randint(100_000, 500_000)} for a in areas},
        "goods": goods,
        "crossings": {
            name: {
                "gate_truckloads_per_day": round(need * r.uniform(0.3, 1.2) / len(names), 1),
                "resources": {"bay": r.randint(1, 6)},
                "open_days": r.sample(WEEK, r.randint(3, 7)),
                "routes": {a: _route(r, need) for a in areas},
            }
            for name in names
        },
        "limits": {},
    }
    if r.random() < 0.5:
        case["corridors"] = {
            o: {"truckloads_per_day": round(need * r.uniform(0.4, 1.0), 1)}
            for o in ("o", "p")[: r.randint(1, 2)]
        }
    if travels:
        for crossing in case["crossings"].values():
            for route in crossing["routes"].values():
                route["transit_days"] = r.choice([0, 0.5, 1, 1.5, 3])
        for corridor in case.get("corridors", {}).values():
            corridor["transit_days"] = r.choice([0, 0.5, 1, 2])
    if stores:
        for area in case["areas"].values():
            area["store_truckloads"] = round(need * r.uniform(0.3, 3), 1)
    if detected:
        case["limits"]["detection_rate_at_least"] = r.choice([0.5, 0.6, 0.75])
    if r.random() < THIRD:
        case["limits"]["own"] = {"quota": _quota(r, goods, start, days)}
    return case, model


def _route(r: random.Random, need: int) -> Entry:
    return {"truckloads_per_day": round(need * r.uniform(0.1, 0.6), 1)} if r.random() < 0.5 else {}


def _quota(r: random.Random, goods: Entry, start: datetime.date, days: int) -> Entry:
    """At most so much of some goods in all between two dates."""
    some = r.sample(list(goods), r.randint(1, len(goods)))
    first, last = sorted(r.sample(range(days), 2))
    need = sum(goods[g]["need"] for g in some) * (last - first + 1)
    return {
        "of": r.choice(["presented", "collected", "arrived"]),
        "goods": some,
        "from": str(start + datetime.timedelta(days=first)),
        "to": str(start + datetime.timedelta(days=last)),
        "at_most": round(need * r.uniform(0.1, 0.7), 1),
    }


def earned(problem: Problem, practised: int = PRACTISED) -> tuple[float, float] | None:
    """Share of the plan's value that the rule earns, and that its prices alone do.

    Both with what is owed for the stock to be left, without which a value may be next to nothing;
    None where there is nothing to earn.
    """
    try:
        plan = optimal_plan(problem)
    except NoPlan:
        return None
    owed = float((first_worth(problem) * problem.last_stock).sum())
    if plan.objective + owed <= 0:
        return None
    rule, found = practised_rule(problem, practised), []
    for each in (rule, PriceRule(rule.values, rule.vectors, rule.network)):
        value = each.outcomes(as_planned(problem)).value[0]
        found.append(float((value + owed) / (plan.objective + owed)))
    return found[0], found[1]


def main() -> int:
    """Go through many cases."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--seed", type=int, default=1, help="where the seeds of cases begin")
    options.add_argument("--number", type=int, default=300, help="of cases")
    asked = options.parse_args()
    found = {}
    for seed in range(asked.seed, asked.seed + asked.number):
        shares = earned(problem_of(*certain_case(seed)))
        if shares is not None:
            found[seed] = shares
            print("{}: {:.4f}, by prices alone {:.4f}".format(seed, *shares), flush=True)
    for k, name in enumerate(("the rule", "prices alone")):
        shares = [each[k] for each in found.values()]
        least = sorted(zip(shares, found, strict=True))[:10]
        print(
            f"{name}: {np.mean(shares):.4f} on average over {len(found)} cases, {least[0][0]:.4f} "
            f"at least, {sum(share < 0.97 for share in shares)} below 0.97; the least in "
            f"{', '.join(str(seed) for _, seed in least)}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
