"""Generated cases with every key of waiting, travel, stores and the state at the start.

Each is small and valid. As a script it holds the tool's plans of many against the plain loops:

    python tests/time_cases.py --seed 1 --number 500
"""

from __future__ import annotations

import argparse
import copy
import datetime
import random
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import reference_time
from answers import plan_of, printed, problem_of
from carried import strays_from_loops, strays_from_plan, strays_in_futures
from own_cases import MODEL, own_limit, own_optimum, own_rows
from reference import Terms, Variable, broken, facts, printed_plan, violations
from reference_time import arriving, begins, reaching
from tolerances import VALUE, near

from crossings.allocation.hindsight import Exact, Request, grown_pool
from crossings.evaluation import evaluated
from crossings.scenarios import as_planned, sampled

Entry = dict[str, Any]
AREAS, WEEK = ("a", "b"), ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
FIRST = datetime.date(2024, 1, 26)  # near the end of a month


class Maker(random.Random):
    """Draws for one case."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.periods, self.length = self.randint(1, 6), self.choice([1, 1, 2, 3, 7])
        self.start = FIRST + datetime.timedelta(days=self.randrange(14))

    def chance(self, share: float) -> bool:
        return self.random() < share

    def day(self, first: int = 0, after: int = 4) -> str:
        """A day from the `first` of the horizon until some days after it."""
        days = self.randrange(first, self.periods * self.length + after)
        return str(self.start + datetime.timedelta(days=days))

    def between(self) -> Entry:
        """Two days, the first not after the other."""
        first, last = sorted([self.day(-3), self.day(-3)])
        return {"from": first, "to": last}

    def add(self, entry: Entry, share: float, key: str, choices: list[Any]) -> None:
        """A value under a key, or the key left out."""
        if self.chance(share):
            entry[key] = self.choice(choices)

    def calendar(self, entry: Entry, share: float) -> None:
        """Open days and closed dates, or either, or neither."""
        if self.chance(share):
            entry["open_days"] = self.sample(WEEK, self.randint(1, 6))
        if self.chance(share):
            entry["closed_dates"] = [self.choice([self.day(-3), self.between()])]

    def travel(self) -> list[float]:
        """Days of travel, in whole periods, parts of one, and beyond the horizon."""
        n = self.length
        return [n, 0.5 * n, 1.5 * n, 0.3, 2 * n, 2.25, self.periods * n, 0]


def _good(r: Maker) -> Entry:
    made: Entry = {
        "category": r.choice(["humanitarian", "construction", "commercial"]),
        "priority": r.choice([1, 3, 5]),
        "need": r.randint(1, 20),
        "tonnes_per_truckload": 12.5,
    }
    if r.chance(0.25):
        made["need"] = _need_between_dates(r)
    if r.chance(0.6):
        made["stock"] = r.choice([4, 60, {"days_of_need": 3}, {"by_area": {"a": 25}}])
        if isinstance(made["stock"], dict):
            r.add(made["stock"], 0.3, "end_days_of_need", [0.25, 1])
    n = r.length
    r.add(made, 0.5, "shelf_life_days", [1, n, 2 * n, 0.5 * n, 2.5 * n, 9])
    r.add(made, 0.3, "threat_rate", [0.01, 0.1])
    r.add(made, 0.3, "diversion_share", [0.1, 0.5])
    return made


def _need_between_dates(r: Maker) -> Entry:
    """Rows by area that do not overlap, or in all."""
    turn = r.day()
    rows = [r.between()]
    if r.chance(0.7):
        rows = [
            {"area": a, edge: day}
            for a in AREAS[: r.randint(1, 2)]
            for edge, day in (("to", turn), ("from", _later(turn, r.randint(1, 3))))
        ]
    for row in rows:
        unit, value = r.choice([
            ("truckloads_per_day", 8), ("tonnes_per_day", 90), ("tonnes_per_month", 4000),
            ("people", 200_000), ("truckloads_per_day", 3.5),
        ])  # fmt: skip
        row[unit] = value
    per_person = {"kg_per_person_per_day": 0.5} if any("people" in row for row in rows) else {}
    return {"by_date": rows, **per_person}


def _later(day: str, days: int) -> str:
    return str(datetime.date.fromisoformat(day) + datetime.timedelta(days=days))


def _crossing(r: Maker) -> Entry:
    made: Entry = {"resources": {"bay": r.randint(1, 5)}}
    r.add(made, 0.7, "gate_truckloads_per_day", [3, 10, 30])
    r.add(made, 0.6, "yard_truckloads", [0, 4, 20, 60])
    r.add(made, 0.5, "platform_truckloads", [3, 12, 40])
    r.calendar(made, 0.4)
    made["routes"] = {a: _route(r) for a in r.sample(AREAS, r.choice([1, 2, 2]))}
    return made


def _route(r: Maker) -> Entry:
    made: Entry = {}
    r.add(made, 0.4, "truckloads_per_day", [4, 12])
    r.add(made, 0.3, "loss", [0.1, 0.5])
    r.add(made, 0.5, "transit_days", r.travel())
    r.calendar(made, 0.3)
    return made


def _corridor(r: Maker, goods: list[str], crossings: list[str]) -> Entry:
    made: Entry = {"serves": r.sample(crossings, r.randint(1, len(crossings)))}
    r.add(made, 0.8, "truckloads_per_day", [5, 12, 30])
    if r.chance(0.4):
        made["goods"] = {g: r.choice([3, 10]) for g in r.sample(goods, r.randint(1, len(goods)))}
    r.add(made, 0.3, "loss", [0.1, 0.5])
    r.add(made, 0.5, "transit_days", r.travel())
    r.calendar(made, 0.3)
    if r.chance(0.5):
        made["pipeline"] = [
            {"date": r.day(), "crossing": r.choice(made["serves"]),
             "good": r.choice(list(made.get("goods", goods))), "truckloads": r.choice([2, 15, 40])}
            for _ in range(r.randint(1, 3))
        ]  # fmt: skip
    return made


def _start(r: Maker, case: Entry, goods: list[str]) -> Entry:
    """What waits, lies, is under way, and is used up."""
    made: Entry = {}
    crossings = case["crossings"]
    if "corridors" in case and r.chance(0.5):
        made["yards"] = {
            c: {g: r.choice([2, 8, 50]) for g in r.sample(goods, r.randint(1, len(goods)))}
            for c in r.sample(list(crossings), r.randint(1, len(crossings)))
        }
    places = {c: entry["platform_truckloads"] for c, entry in crossings.items()
              if "platform_truckloads" in entry}  # fmt: skip
    if places and r.chance(0.6):
        made["platforms"] = {
            c: {r.choice(goods): r.choice([1, most])} for c, most in places.items()
        }
    if r.chance(0.5):
        ways = [(c, a) for c, entry in crossings.items() for a in entry["routes"]]
        made["under_way"] = [
            {"date": r.day(), "crossing": c, "good": r.choice(goods), "area": a,
             "truckloads": r.choice([1, 7, 30])}
            for c, a in r.choices(ways, k=r.randint(1, 3))
        ]  # fmt: skip
    used = {
        name: r.choice([0, 0.5, 1]) * limit["at_most"]
        for name, limit in case["limits"].get("own", {}).items()
        if limit["of"] != "stock" and "at_most" in limit
    }
    if used and r.chance(0.7):
        made["used"] = used
    return made


def _limits(r: Maker, case: Entry, goods: list[str]) -> Entry:
    made: Entry = {}
    r.add(made, 0.3, "undetected_threats_per_day", [0.05, 0.5])
    r.add(made, 0.2, "detection_rate_at_least", [0.5])
    r.add(made, 0.2, "diverted_truckloads_per_day", [0.2, 2])
    if r.chance(0.3):
        floors = [0.05, {"by_area": {"a": 0.1}}, {"by_area": {"b": 0.02}, "others": 0.05}]
        made["coverage_at_least"] = {name: r.choice(floors) for name in r.sample(
            [*goods, "humanitarian", "*"], r.randint(1, 2))}  # fmt: skip
        r.add(made, 0.5, "coverage_window_days", [7, 30])
    if r.chance(0.5):
        own = [own_limit(r, case, r.periods, r.length, r.start) for _ in range(r.randint(1, 2))]
        made["own"] = {f"l{n}": _by_open_days(r, case, limit) for n, limit in enumerate(own)}
    return made


def _by_open_days(r: Maker, case: Entry, limit: Entry) -> Entry:
    """Some limits by day take the open days of one crossing or route."""
    by_day = any(key.endswith("_per_day") for key in limit)
    if by_day and limit.get("crossings") and limit["of"] != "manifested" and r.chance(0.6):
        if limit["of"] in ("collected", "arrived"):
            limit["areas"] = [r.choice(list(case["crossings"]["c0"]["routes"]))]
        limit["per"] = "open_day"
    return limit


def _phase(r: Maker, case: Entry) -> Entry:
    """Other numbers from the first day of a later period on."""
    days = r.randrange(1, r.periods) * r.length
    at: Entry = {}
    for c, entry in case["crossings"].items():
        r.add(at, 0.5, f"crossings.{c}.yard_truckloads", [0, 5, 50])
        r.add(at, 0.4, f"crossings.{c}.gate_truckloads_per_day", [0, 5, 20])
        r.add(at, 0.3, f"crossings.{c}.platform_truckloads", [50])
        for a in entry["routes"]:
            r.add(at, 0.4, f"crossings.{c}.routes.{a}.transit_days", r.travel())
            r.add(at, 0.3, f"crossings.{c}.routes.{a}.loss", [0, 0.25])
            r.add(at, 0.3, f"crossings.{c}.routes.{a}.open_days", [["mon", "fri"], []])
    for o in case.get("corridors", {}):
        r.add(at, 0.5, f"corridors.{o}.transit_days", r.travel())
        r.add(at, 0.3, f"corridors.{o}.loss", [0, 0.25])
        r.add(at, 0.3, f"corridors.{o}.closed_dates", [[], [r.between()]])
    return {"from": str(r.start + datetime.timedelta(days=days)), "set": at}


def time_case(seed: int) -> tuple[Entry, Entry]:
    """A small case with keys of section 8 in random combination, and its model."""
    r = Maker(seed)
    goods = {f"g{n}": _good(r) for n in range(r.randint(1, 3))}
    inbound = list(goods)
    if r.chance(0.3):
        goods["ex"] = {"category": "export", "priority": 2, "need": r.randint(1, 10)}
    crossings = {f"c{n}": _crossing(r) for n in range(r.randint(1, 2))}
    areas = {a: {"population": r.randint(100_000, 500_000)} for a in AREAS}
    for entry in areas.values():
        r.add(entry, 0.4, "weight", [0.5, 2, 3])
        r.add(entry, 0.5, "store_truckloads", [0, 6, 40])
    model = copy.deepcopy(MODEL)
    if r.chance(0.2):
        model["regimes"]["look"]["admits"] = {"except": [r.choice(inbound)]}
    if r.chance(0.2):
        model["pools"] = {"monitor": {"units": 1, "hours_per_day": r.choice([1, 8])}}
        model["end_use"] = {r.choice(inbound): {"prevents": 0.5, "minutes": {"monitor": 30}}}
    case: Entry = {
        "title": "waiting, travel and stores",
        "horizon": {"start": str(r.start), "periods": r.periods, "days_per_period": r.length},
        "areas": areas,
        "goods": goods,
        "crossings": crossings,
    }
    if r.chance(0.4):
        case["coverage_bands"] = [{"up_to": 1, "weight": 1}]
    if r.chance(0.8):
        names = ("o", "p")[: r.randint(1, 2)]
        case["corridors"] = {o: _corridor(r, inbound, list(crossings)) for o in names}
    case["limits"] = _limits(r, case, inbound)
    case["start"] = _start(r, case, inbound)
    if r.periods > 1 and r.chance(0.3):
        case["phases"] = [_phase(r, case)]
    return case, model


# ---- The tool against the plain loops ------------------------------------------------------------


def without_at_least(case: Entry) -> Entry:
    """The case without what alone may leave it without a plan."""
    made = copy.deepcopy(case)
    made["limits"].pop("coverage_at_least", None)
    own = made["limits"].get("own", {})
    for name in [name for name, limit in own.items() if any("at_least" in key for key in limit)]:
        del own[name]
    for good in made["goods"].values():
        if isinstance(good.get("stock"), dict):
            good["stock"].pop("end_days_of_need", None)
    return made


def disagreements(case: Entry, model: Entry) -> list[str]:
    """Where the tool's plan is not one of the best of the plain loops."""
    best, result = own_optimum(case, model), printed(case, model)
    if best is None or result is None:
        if (best is None) != (result is None):
            return [f"the best is {best}, and the tool has {'no' if result is None else 'a'} plan"]
        return (
            [] if printed(without_at_least(case), model) else ["no plan, though nothing is asked"]
        )
    found = violations(case, model, result)
    f = facts(case, model)
    found += broken(own_rows(f, case), printed_plan(f, result))
    if abs(result["objective"] - best) > 1e-6 * max(1.0, abs(best)):
        found.append(f"the objective is {result['objective']}, the best {best}")
    return found


def neutral(case: Entry) -> tuple[Entry, Entry]:
    """The case without keys of section 8, and with each of them where it changes nothing.

    The first has yards of 0, as there were none before.
    """
    plain = copy.deepcopy(case)
    for key in ("start", "phases"):
        plain.pop(key, None)
    floors = plain["limits"].get("coverage_at_least", {})
    plain["limits"]["coverage_at_least"] = dict.fromkeys(floors, 0.03)
    for corridor in plain.get("corridors", {}).values():
        for key in ("pipeline", "transit_days", "closed_dates"):
            corridor.pop(key, None)
    for area in plain["areas"].values():
        area.pop("weight", None)
        area.pop("store_truckloads", None)
    for good in plain["goods"].values():
        good.pop("shelf_life_days", None)
        if isinstance(good["need"], dict):
            good["need"] = 7
    for crossing in plain["crossings"].values():
        crossing.pop("platform_truckloads", None)
        crossing["closed_dates"] = [str(FIRST + datetime.timedelta(days=9))]
        crossing["yard_truckloads"] = 0
        for route in crossing["routes"].values():
            for key in ("transit_days", "open_days", "closed_dates"):
                route.pop(key, None)
    said = copy.deepcopy(plain)
    said["start"] = {"yards": {}, "platforms": {}, "under_way": [], "used": {}}
    said["limits"]["coverage_at_least"] = {
        name: {"by_area": {"a": floor}, "others": floor}
        for name, floor in plain["limits"]["coverage_at_least"].items()
    }
    for corridor in said.get("corridors", {}).values():
        corridor |= {"pipeline": [], "transit_days": 0, "closed_dates": []}
    for area in said["areas"].values():
        area |= {"weight": 1, "store_truckloads": 1e7}
    for good in said["goods"].values():
        if good["category"] != "export":
            good["shelf_life_days"] = 1000
    for crossing in said["crossings"].values():
        (closed,) = crossing["closed_dates"]
        crossing["platform_truckloads"] = 0
        crossing["closed_dates"] = [{"from": closed, "to": closed}]
        for route in crossing["routes"].values():
            route["transit_days"] = 0
            route["closed_dates"] = list(crossing["closed_dates"])
            if "open_days" in crossing:
                route["open_days"] = crossing["open_days"]
    return plain, said


FLOWS = ("manifests", "flows", "deliveries", "coverage")


def changes(case: Entry, model: Entry) -> list[str]:
    """What is otherwise where the keys are there and change nothing.

    Before goods could be discarded, a limit on stock could leave a case without a plan.
    """
    plain, said = neutral(case)
    before, now = printed(plain, model), printed(said, model)
    if before is None or now is None:
        return [] if before is None and now is None else ["no plan in one of both"]
    own = (case.get("limits") or {}).get("own") or {}
    on_stock = any(limit["of"] == "stock" for limit in own.values())
    best = before["objective"] if on_stock else own_optimum_before(plain, model)
    found = [
        f"{what}: {one} is now {other}"
        for what, one, other in (
            ("by the loops", best, before["objective"]),
            ("objective", before["objective"], now["objective"]),
        )
        if one is not None and abs(one - other) > 1e-9 * max(1.0, abs(one))
    ]
    for table in FLOWS:
        for one, other in zip(before[table], now[table], strict=True):
            for key, value in one.items():
                near = isinstance(value, float) and abs(other[key] - value) < 1e-4
                if not near and other[key] != value:
                    found.append(f"{table}, {one}: {key} is now {other[key]}")
    return found


def steady_case(seed: int) -> tuple[Entry, Entry]:
    """As `time_case`, of several periods, without what a state of a later day does not hold.

    That is the age of stocks, windows that began before, and numbers of phases. Nor are there
    losses or full stores: what is lost or discarded counts as the days of the horizon, of which the
    rest has fewer, and is then less beside a day of waiting.
    """
    case, model = next(
        pair
        for each in range(seed * 1_000, (seed + 1) * 1_000)
        if (pair := time_case(each))[0]["horizon"]["periods"] > 2
    )
    case.pop("phases", None)
    case["limits"].pop("own", None)
    case["limits"].pop("coverage_window_days", None)
    case["start"].pop("used", None)
    for area in case["areas"].values():
        area.pop("store_truckloads", None)
    for crossing in case["crossings"].values():
        for route in crossing["routes"].values():
            route.pop("loss", None)
    for corridor in case.get("corridors", {}).values():
        corridor.pop("loss", None)
    for good in case["goods"].values():
        good.pop("shelf_life_days", None)
        if isinstance(good["need"], dict):
            good["need"] = 9
    return case, model


def rest(case: Entry, f: Terms, plan: dict[Variable, float], t: int) -> Entry:
    """The case from period t on, in the state in which a plan leaves it."""
    made = copy.deepcopy(case)
    begun = str(f[0].starts[t])
    made["horizon"] |= {"start": begun, "periods": len(f) - t}
    for g, good in made["goods"].items():
        if good["category"] != "export":
            end = (
                good["stock"].get("end_days_of_need", 0)
                if isinstance(good.get("stock"), dict)
                else 0
            )
            left = {a: plan["s", g, a, t - 1] for a in AREAS}
            good["stock"] = {"by_area": left, "end_days_of_need": end}
    made["start"] = {"yards": {}, "platforms": {}, "under_way": []}
    for key, letter in (("yards", "w"), ("platforms", "h")):
        for v in [v for v in plan if v[0] == letter and v[-1] == t - 1 and plan[v] > 0]:
            made["start"][key].setdefault(v[1], {})[v[2]] = plan[v]
    for o, corridor in made.get("corridors", {}).items():
        corridor["pipeline"] = [row for row in corridor.get("pipeline", []) if row["date"] >= begun]
        corridor["pipeline"] += [
            {"date": day, "crossing": c, "good": g, "truckloads": n}
            for day, (o_, c, g), n in _left_before(f, plan, "m", t)
            if o_ == o
        ]
    made["start"]["under_way"] = [
        row for row in case["start"].get("under_way", []) if row["date"] >= begun
    ] + [
        {"date": day, "crossing": c, "good": g, "area": a, "truckloads": n}
        for day, (c, g, a), n in _left_before(f, plan, "y", t)
    ]
    return made


def _left_before(
    f: Terms, plan: dict[Variable, float], letter: str, t: int
) -> Iterator[tuple[str, tuple[Any, ...], float]]:
    """What is on its way when period t begins: the first day of its period, whence and whither."""
    for (*_, later), terms in (reaching(f) if letter == "m" else arriving(f)).items():
        for v, share in terms.items():
            if v[-1] < t <= later and share * plan[v] > 0:
                day = f[0].starts[0] + datetime.timedelta(days=begins(f, later))
                yield str(day), v[1:4], share * plan[v]


def strays(case: Entry, model: Entry) -> list[str]:
    """Where the rest of the tool's plan, begun from its own state, is another plan."""
    result = printed(case, model)
    if result is None:
        return []
    f = facts(case, model)
    plan, t = printed_plan(f, result), len(f) // 2
    later = rest(case, f, plan, t)
    again = printed(later, model)
    if again is None:
        return ["the rest has no plan"]
    mine = printed_plan(facts(later, model), again)
    return [
        f"{v}: {plan[v]} is in the plan of the rest {mine[*v[:-1], v[-1] - t]}"
        for v in list(plan)
        if v[-1] >= t and abs(plan[v] - mine[*v[:-1], v[-1] - t]) > 0.01 * f[0].days[0]
    ]


UNCERTAIN: Entry = {
    "closures": {"c0": {"open_share": 0.7, "mean_closed_days": 2}},
    "throughput": {"*": {"cv": 0.3}},
    "need": {"*": {"cv": 0.2}},
    "supply": {"*": {"cv": 0.2}},
}


def out_of_order(case: Entry, model: Entry, seed: int) -> list[str]:
    """Where foreseen futures are not the plan, or value, optimum and bound stand otherwise."""
    problem = problem_of({"uncertainty": UNCERTAIN} | case, model)
    plan = plan_of(problem)
    if plan is None:
        return []
    practice, fresh = sampled(problem, seed, range(4)), sampled(problem, seed, range(4, 9))
    best = Exact(problem).optima(fresh)
    pool = grown_pool(problem, practice, evaluated(plan, practice).value, Request(0.0, 3))
    slack = 1e-6 * np.maximum(1.0, np.abs(best))
    foreseen = evaluated(plan, as_planned(problem)).value[0]
    holds = {"what is foreseen is the plan": near(foreseen, plan.objective, VALUE)}
    for rule in ("plan", "proportional", "first-come"):
        below = evaluated(plan, fresh, rule).value <= best + slack
        holds[f"no value of the rule {rule} is above the optimum"] = bool(below.all())
    holds["no optimum is above its bound"] = bool((best <= pool.bound(fresh) + slack).all())
    return [f"it is not so that {text}" for text, held in holds.items() if not held]


def strays_when_carried(case: Entry, model: Entry, seed: int) -> list[Any]:
    """Where the plan in futures is not the plan, is not feasible, or is not as by plain loops.

    The loops know no limits of one's own.
    """
    plain = case | {"limits": {k: v for k, v in case["limits"].items() if k != "own"}}
    plain["start"] = {k: v for k, v in case["start"].items() if k != "used"}
    found = list[Any]()
    pairs = [(case, model), (plain, model)]
    if case.get("phases"):  # which may not come about
        phases = [{**each, "probability": 0.5} for each in case["phases"]]
        pairs += [(each | {"phases": phases}, model) for each in (case, plain)]
    for pair in pairs:
        problem = problem_of(pair[0] | {"uncertainty": UNCERTAIN}, model)
        plan = plan_of(problem)
        if plan is None:
            continue
        futures = sampled(problem, seed, range(2 + 2 * len(problem.uncertainty.phases)))
        found += strays_from_plan(plan, as_planned(problem))
        if "own" not in pair[0]["limits"]:
            found += strays_from_loops(pair, problem, plan, futures)
        else:
            found += strays_in_futures(pair, problem, plan, futures)
    return found


def own_optimum_before(case: Entry, model: Entry) -> float | None:
    """The best value by what the contract said before trucks could wait."""
    known, reference_time.IN_FORCE = reference_time.IN_FORCE, False
    try:
        return own_optimum(case, model)
    finally:
        reference_time.IN_FORCE = known


def main() -> int:
    """Go through many cases, and tell where the tool and the loops differ."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--seed", type=int, default=1, help="where the seeds of cases begin")
    options.add_argument("--number", type=int, default=500, help="of cases")
    asked = options.parse_args()
    first, wrong = asked.seed * 1_000_000, 0
    for seed in range(first, first + asked.number):
        pair = time_case(seed)
        found = [*disagreements(*pair), *changes(*pair), *out_of_order(*pair, seed)]
        found += strays_when_carried(*pair, seed)
        found += strays(*steady_case(seed))
        wrong += bool(found)
        for text in found:
            print(f"{seed}: {text}", flush=True)
    print(f"{asked.number} cases, {wrong} of them with differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
