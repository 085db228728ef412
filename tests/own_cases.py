"""Generated cases with limits of their own, and an independent reading of those limits."""

import datetime
import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from reference import Facts, Row, Terms, Variable, rows, solved, variables, worth
from reference import facts as facts_of
from reference_time import By, arriving, number

START = datetime.date(2024, 1, 7)
WEEK = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
MODEL: dict[str, Any] = {
    "title": "two ways",
    "regimes": {
        "look": {
            "start": "look",
            "stages": {
                "look": {"minutes": {"bay": 20}, "detection": 0.4, "false_alarm": 0.1},
            },
        },
        "search": {
            "start": "search",
            "stages": {
                "search": {"minutes": {"bay": 60}, "detection": 0.9, "false_alarm": 0.02},
            },
        },
    },
}
_FLOWS = ("presented", "released", "collected", "arrived", "met", "stock", "manifested")


def own_case(seed: int) -> dict[str, Any]:
    """A small case with one to four limits of its own."""
    r = random.Random(seed)
    periods, days = r.randint(1, 4), r.choice([1, 3, 7])
    goods: dict[str, Any] = {
        f"g{n}": {
            "category": r.choice(["humanitarian", "construction", "commercial"]),
            "priority": r.choice([1, 3, 5]),
            "need": r.randint(1, 20),
            "stock": r.choice([0, 5]),
        }
        for n in range(r.randint(1, 3))
    }
    if r.random() < 0.4:
        goods["ex"] = {"category": "export", "priority": 2, "need": r.randint(1, 10)}
    crossings = {
        f"c{n}": {
            "gate_truckloads_per_day": r.randint(3, 30),
            "open_days": r.sample(WEEK, r.randint(2, 7)),
            "resources": {"bay": r.randint(1, 5)},
            "routes": {"a": {"loss": r.choice([0, 0.1])}, "b": {}},
        }
        for n in range(r.randint(1, 2))
    }
    case: dict[str, Any] = {
        "title": "limits of its own",
        "horizon": {"start": str(START), "periods": periods, "days_per_period": days},
        "areas": {"a": {"population": r.randint(1, 9)}, "b": {"population": r.randint(1, 9)}},
        "goods": goods,
        "crossings": crossings,
        "uncertainty": {
            "closures": {"c0": {"open_share": 0.7, "mean_closed_days": 2}},
            "throughput": {"*": {"cv": 0.3}},
            "need": {"*": {"cv": 0.2}},
        },
    }
    if r.random() < 0.5:
        case["corridors"] = {"o": {"truckloads_per_day": r.randint(5, 30), "loss": 0.1}, "p": None}
    limits = (own_limit(r, case, periods, days) for _ in range(r.randint(1, 4)))
    case["limits"] = {"own": {f"l{n}": limit for n, limit in enumerate(limits)}}
    return case


def own_limit(
    r: random.Random, case: dict[str, Any], periods: int, days: int, start: datetime.date = START
) -> dict[str, Any]:
    """A limit of one of the flows that the case has."""
    goods = sorted(case["goods"])
    of = r.choice(_FLOWS[: None if "corridors" in case else -1])
    made: dict[str, Any] = {"of": of}
    if r.random() < 0.4:
        made["goods"] = r.sample(goods, 1)
    if r.random() < 0.4 and of not in ("met", "stock"):
        made["crossings"] = ["c0"]
    if r.random() < 0.4 and of in ("collected", "arrived", "met", "stock"):
        made["areas"] = ["a"]
    if r.random() < 0.3 and of in ("presented", "released"):
        made["regimes"] = ["look"]
    if r.random() < 0.4:
        made["each"] = r.choice([2, 0.5, {"goods": {goods[0]: 3}, "others": 1}])
    bound = r.choice(["at_most", "at_most", "at_least"])
    high = bound == "at_most"
    if of == "stock" or r.random() < 0.5:
        made[bound] = r.randint(1, 60) if high else r.choice([0.5, 1])
    else:
        made[f"{bound}_per_day"] = r.randint(1, 12) if high else 0.1
    if periods > 1 and r.random() < 0.5:
        first = r.randrange(periods)
        last = r.randrange(first, periods)
        made["from"] = str(start + datetime.timedelta(days=first * days))
        made["to"] = str(start + datetime.timedelta(days=(last + 1) * days - 1))
    return made


def own_rows(f: Terms, case: dict[str, Any]) -> Iterator[Row]:
    """Section 9, read by itself; what is used of a limit before the start is taken off it."""
    arrived = arriving(f)
    for name, limit in ((case.get("limits") or {}).get("own") or {}).items():
        first, last = _span(f, limit)
        counted = [list(_counted(f, limit, t, arrived)) for t in range(first, last + 1)]
        for bound in ("at_most", "at_least", "at_most_per_day", "at_least_per_day"):
            if bound not in limit:
                continue
            sense = "<=" if "most" in bound else ">="
            if bound.endswith("_per_day") or limit["of"] == "stock":
                for t, terms in zip(range(first, last + 1), counted, strict=True):
                    times = _days(f[t], limit, t) if bound.endswith("_per_day") else 1
                    yield (
                        f"own {name}, period {t}",
                        dict(terms),
                        sense,
                        number(limit[bound]) * times,
                    )
            else:
                together: dict[Variable, float] = defaultdict(float)
                for v, each in (term for terms in counted for term in terms):
                    together[v] += each
                most = max(0.0, number(limit[bound]) - f[0].used.get(name, 0.0))
                yield f"own {name}", together, sense, most


def _days(now: Facts, limit: dict[str, Any], t: int) -> int:
    """Days of a period for which a bound by day holds."""
    if limit.get("per") != "open_day":
        return now.days[t]
    if "corridors" in limit:
        return now.open["corridor", limit["corridors"][0], t]
    if "areas" in limit:
        return now.route_days(limit["crossings"][0], limit["areas"][0], t)
    return now.open["crossing", limit["crossings"][0], t]


def _span(f: Terms, limit: dict[str, Any]) -> tuple[int, int]:
    starts, days = f[0].starts, f[0].days
    begin = datetime.date.fromisoformat(limit.get("from", str(starts[0])))
    first = starts.index(begin)
    if "to" not in limit:
        return first, len(starts) - 1
    after = datetime.date.fromisoformat(limit["to"]) + datetime.timedelta(days=1)
    ends = [start + datetime.timedelta(days=n) for start, n in zip(starts, days, strict=True)]
    return first, ends.index(after)


def _counted(
    f: Terms, limit: dict[str, Any], t: int, arrived: By
) -> Iterator[tuple[Variable, float]]:
    """Every variable of a period that a limit counts, and what one truckload of it counts for.

    What arrives counts in the period in which it does, whenever it was collected.
    """
    now, of = f[t], limit["of"]
    axes = {
        "manifested": ("m", ("corridors", "crossings", "goods")),
        "presented": ("x", ("crossings", "goods", "regimes")),
        "released": ("x", ("crossings", "goods", "regimes")),
        "collected": ("y", ("crossings", "goods", "areas")),
        "arrived": ("y", ("crossings", "goods", "areas")),
        "met": ("z", ("goods", "areas")),
        "stock": ("s", ("goods", "areas")),
    }
    letter, names = axes[of]
    shares = {v: 1.0 for v in variables(f) if v[0] == letter and v[-1] == t}
    if of == "released":
        shares = {x: 1 - now.refusal[x[3]] for x in shares}
    elif of == "arrived":
        shares = {y: n for g, a in now.first for y, n in arrived[g, a, t].items()}
    for v, share in shares.items():
        where = dict(zip(names, v[1:], strict=False))
        if all(where[axis] in limit[axis] for axis in where if axis in limit):
            yield v, share * _each(limit.get("each", 1), where)


def _each(each: Any, where: dict[str, Any]) -> float:
    if not isinstance(each, dict):
        return float(each)
    return float(each["goods"].get(where["goods"], each.get("others", 0)))


def own_optimum(case: dict[str, Any], model: dict[str, Any] = MODEL) -> float | None:
    """The best value beside limits of its own; None where there is no plan."""
    f = facts_of(case, model)
    columns = {v: j for j, v in enumerate(variables(f))}
    answer = solved(columns, [*rows(f), *own_rows(f, case)], worth(f), False)
    return None if answer is None else answer[0]
