"""What holds of every plan: truckloads kept, more never worse, scale, order, prices, repeats.

Pairs (case, model) come from `strategies.cases()`. A changed pair is read from files again, but for
the finite differences, which change the `Problem`.
"""

import copy
import json
import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import reference
from answers import Entry, best_value, plan_of, printed, problem_of
from hypothesis import event, given
from hypothesis import strategies as st
from strategies import WEEK, cases, examples
from tolerances import SOLVER, SUM, VALUE, near

from crossings.outputs.answer import answer
from crossings.problem import Problem

Pair = tuple[Entry, Entry]
Loosening = tuple[str, Entry, str, Any]  # kind, mapping, key to change in it, its new value
ROOT = Path(__file__).parents[1]
RISKS = ("undetected_threats_per_day", "diverted_truckloads_per_day")


# ---- Truckloads ----------------------------------------------------------------------------------


@examples(30)
@given(cases())
def test_truckloads_are_kept_from_stage_to_stage(pair: Pair) -> None:
    result = printed(*pair)
    if result is None:
        return
    facts = reference.facts(*pair)
    largest = max([1.0, *(row["presented"] for row in result["flows"])])
    largest = max([largest, *(row["need"] + (row["stock"] or 0) for row in result["coverage"])])

    def kept(before: float, after: float) -> bool:
        return near(before, after, SUM, largest)

    counted: dict[tuple[Any, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in result["manifests"]:
        loss = facts[row["period"]].corridors[row["corridor"]][1]
        at = counted[row["period"], row["crossing"], row["good"]]
        at["reaches the crossing"] += (1 - loss) * row["manifested"]
    for row in result["flows"]:
        assert kept(row["presented"], row["refused"] + row["released"])
        at = counted[row["period"], row["crossing"], row["good"]]
        at["presented"] += row["presented"]
        at["released"] += row["released"]
    for row in result["deliveries"]:
        assert kept(row["collected"], row["intercepted"] + row["arrived"])
        _, loss = facts[row["period"]].routes[row["crossing"]][row["area"]]
        assert kept(row["intercepted"], loss * row["collected"])
        counted[row["period"], row["crossing"], row["good"]]["collected"] += row["collected"]
        counted[row["period"], row["good"], row["area"]]["arrived"] += row["arrived"]
    yards = {(row["period"], row["crossing"], row["good"]): row for row in result["yards"]}
    none = {"waiting": 0.0, "turned_away": 0.0}
    for (t, crossing, good), at in counted.items():
        if "presented" in at or "collected" in at:
            if facts[0].category.get(good) == "export":
                assert "collected" not in at and "reaches the crossing" not in at
                continue
            assert kept(at["released"], at["collected"])
            if facts[0].corridors:
                before, now = (yards.get((at_end, crossing, good), none) for at_end in (t - 1, t))
                comes = at["reaches the crossing"] + before["waiting"]
                assert kept(comes, at["presented"] + now["waiting"] + now["turned_away"])
    stock = dict(facts[0].first)
    for row in result["coverage"]:  # period after period
        t, good, area = row["period"], row["good"], row["area"]
        if area is None:
            at = [
                entry["released"] for key, entry in counted.items() if (key[0], key[2]) == (t, good)
            ]
            assert kept(sum(at), row["met"])
        else:
            there = stock[good, area] + counted[t, good, area]["arrived"]
            assert kept(there, row["met"] + row["stock"] + row["discarded"])
            stock[good, area] = row["stock"]


# ---- More of a capacity, a looser limit, a lower floor -------------------------------------------


def filled(entry: Entry | None) -> Iterator[tuple[str, Any]]:
    """What a mapping holds that is not null."""
    return ((name, value) for name, value in (entry or {}).items() if value is not None)


def more(number: float) -> float:
    return number * 1.3 + 1


def more_hours(hours: float) -> float:
    return min(24.0, more(hours))


def half(least: float) -> float:
    return least / 2


def loosenings(case: Entry, model: Entry) -> Iterator[Loosening]:
    """Every way to give more. The mappings are those of the pair, to be changed in place."""

    def raised(
        kind: str, owner: Entry | None, *keys: str, by: Callable[[float], float] = more
    ) -> Iterator[Loosening]:
        for key in keys or tuple(owner or ()):
            if owner and reference.number(owner.get(key)) is not None:
                yield kind, owner, key, by(reference.number(owner[key]))

    def every_day(kind: str, owner: Entry) -> Iterator[Loosening]:
        if owner.get("open_days") is not None:
            yield kind, owner, "open_days", list(WEEK)

    for _, crossing in filled(case["crossings"]):
        yield from raised("gate", crossing, "gate_truckloads_per_day")
        yield from raised("hours", crossing, "hours_per_day", by=more_hours)
        yield from raised("utilisation", crossing, "utilisation", by=lambda share: (1 + share) / 2)
        yield from raised("units", crossing.get("resources"))
        yield from every_day("open days", crossing)
        if crossing.get("closed_dates"):
            yield "closed dates", crossing, "closed_dates", crossing["closed_dates"][1:]
        for _, route in filled(crossing.get("routes")):
            yield from raised("route", route, "truckloads_per_day")
    for _, corridor in filled(case.get("corridors")):
        yield from raised("corridor", corridor, "truckloads_per_day")
        yield from raised("corridor's good", corridor.get("goods"))
        yield from every_day("corridor's open days", corridor)
    for owner in (case, *models(case, model)):
        for _, pool in filled(owner.get("pools")):
            yield from raised("pool", pool, "units")
            yield from raised("pool's hours", pool, "hours_per_day", by=more_hours)
            yield from every_day("pool's open days", pool)
        limits = owner.get("limits")
        by_little = {"by": lambda most: most * 1.3 + 0.01}
        yield from raised("undetected", limits, "undetected_threats_per_day", **by_little)
        yield from raised("diverted", limits, "diverted_truckloads_per_day", **by_little)
        yield from raised("detection rate", limits, "detection_rate_at_least", by=half)
        yield from raised("guarantee", (limits or {}).get("detection_for_every"), "rate", by=half)
        yield from raised("floor", (limits or {}).get("coverage_at_least"), by=half)
    for good in case["goods"].values():
        stock = good.get("stock")
        if isinstance(stock, dict):
            yield from raised("end stock", stock, "end_days_of_need", by=half)
    for phase in case.get("phases") or []:
        changes = phase.get("set") or {}
        for path in changes:
            if path.endswith("gate_truckloads_per_day") or ".resources." in path:
                yield from raised("phase's capacity", changes, path)
            elif path.endswith("coverage_at_least"):
                yield from raised("phase's floor", changes[path], by=half)
            elif path.endswith("undetected_threats_per_day"):
                yield from raised("phase's undetected", changes, path, **by_little)


def models(case: Entry, model: Entry) -> list[Entry]:
    """The model of the pair and those of its phases."""
    return [model, *(phase["model"] for phase in case.get("phases") or [] if "model" in phase)]


@examples(30)
@given(cases(), st.randoms(use_true_random=False))
def test_more_never_lowers_the_objective(pair: Pair, order: random.Random) -> None:
    # One change after the other, in any order: each has to keep what those before it had.
    case, model = copy.deepcopy(pair)
    changes = list(loosenings(case, model))
    order.shuffle(changes)
    before = best_value(problem_of(case, model))
    for kind, owner, key, value in changes[:8]:
        owner[key] = value
        after = best_value(problem_of(case, model))
        assert after >= before or near(after, before, SOLVER), f"{kind}: {key} is now {value}"
        event(f"{kind}: {'the same' if near(after, before, SOLVER) else 'more'}")
        before = after


# ---- Scale ---------------------------------------------------------------------------------------


def times(factor: float, owner: Entry | None, *keys: str) -> None:
    """Multiply the numbers under `keys`, all where none is named."""
    for key in keys or tuple(owner or ()):
        if owner and reference.number(owner.get(key)) is not None:
            owner[key] = reference.number(owner[key]) * factor


def times_amount(factor: float, good: Entry, key: str) -> None:
    """Multiply a need or a stock, in whatever form it is given; days of need follow the need."""
    amount = good.get(key)
    if isinstance(amount, dict) and "value" not in amount:
        forms = ("truckloads_per_day", "tonnes_per_day", "kg_per_person_per_day")
        times(factor, amount, *forms)
        times(factor, amount.get("by_area"))
    else:
        times(factor, good, key)


def scaled(case: Entry, model: Entry, factor: float) -> Pair:
    """The pair with every amount of goods and every capacity multiplied by `factor`."""
    case, model = copy.deepcopy((case, model))
    for good in case["goods"].values():
        times_amount(factor, good, "need")
        times_amount(factor, good, "stock")
    for _, crossing in filled(case["crossings"]):
        times(factor, crossing, "gate_truckloads_per_day")
        times(factor, crossing.get("resources"))
        for _, route in filled(crossing.get("routes")):
            times(factor, route, "truckloads_per_day")
    for _, corridor in filled(case.get("corridors")):
        times(factor, corridor, "truckloads_per_day")
        times(factor, corridor.get("goods"))
    for owner in (case, *models(case, model)):
        for _, pool in filled(owner.get("pools")):
            times(factor, pool, "units")
        times(factor, owner.get("limits"), *RISKS)
    for phase in case.get("phases") or []:
        changes = phase.get("set") or {}
        for path, change in changes.items():
            amounts = ("truckloads_per_day", "units", *RISKS)
            if path.removesuffix(".value").endswith(amounts) or ".resources." in path:
                times(factor, changes, path)
            elif path.endswith(".need"):
                times_amount(factor, changes, path)
            elif path.startswith("corridors") and path.endswith(".goods"):
                times(factor, change)
            elif path.endswith(".routes"):
                for _, route in filled(change):
                    times(factor, route, "truckloads_per_day")
    return case, model


@examples(35)
@given(cases(), st.sampled_from([0.01, 0.5, 3, 1000]))
def test_everything_scaled_scales_the_objective(pair: Pair, factor: float) -> None:
    plan, larger = (plan_of(problem_of(*made)) for made in (pair, scaled(*pair, factor)))
    assert (plan is None) == (larger is None)
    if plan is not None and larger is not None:
        assert near(larger.objective, factor * plan.objective, SOLVER, factor)
        assert near(larger.minutes, factor * plan.minutes, VALUE, factor)


# ---- Order of keys -------------------------------------------------------------------------------


def shuffled(entry: Any, order: random.Random) -> Any:
    """The same data with the keys of every mapping in another order."""
    if isinstance(entry, list):
        return [shuffled(item, order) for item in entry]
    if not isinstance(entry, dict):
        return entry
    keys = list(entry)
    order.shuffle(keys)
    return {key: shuffled(entry[key], order) for key in keys}


@examples(35)
@given(cases(), st.integers(0, 10**6))
def test_order_of_keys_changes_nothing(pair: Pair, seed: int) -> None:
    order = random.Random(seed)
    other = (shuffled(pair[0], order), shuffled(pair[1], order))
    plan, again = (plan_of(problem_of(*made)) for made in (pair, other))
    assert (plan is None) == (again is None)
    if plan is not None and again is not None:
        assert near(again.objective, plan.objective, SOLVER)
        assert near(again.minutes, plan.minutes, VALUE)


# ---- Shadow prices -------------------------------------------------------------------------------

Nudge = tuple[str, str, Any, float]
"""Words, array of `Problem`, position in it, and the slope of the objective by the prices."""
ALL = slice(None)
"""Every period at once."""


def nudges(problem: Problem, result: Entry) -> Iterator[Nudge]:
    """Every bound that can be moved alone, and what the printed prices say of a unit of it.

    A capacity per open day moves its row of every period at once; open days move all rows of
    their crossing, corridor or pool in one period.
    """
    price: dict[tuple[Any, ...], float] = defaultdict(float)
    keys = {
        "gates": ("crossing",),
        "resources": ("site", "resource"),
        "routes": ("crossing", "area"),
        "corridors": ("corridor", "good"),
        "limits": ("limit", "good", "area"),
    }
    for table, columns in keys.items():
        for row in result[table]:
            key = (table, row["period"], *(row[column] for column in columns))
            price[key] = row["shadow_price"] or 0.0
    periods = range(len(problem.periods))

    def moved(
        days: str, n: int, name: str, field: str, rows: dict[Any, tuple[Any, ...]]
    ) -> Iterator[Nudge]:
        """`field` at each position in `rows`, and the open days of the `n`th thing of `days`."""
        opened, capacity = getattr(problem, days)[:, n], getattr(problem, field)
        in_period = np.zeros(len(periods))
        for position, (table, *key) in rows.items():
            at = (ALL, *np.atleast_1d(position))
            prices = np.array([price[table, t, *key] for t in periods])
            limited = np.isfinite(capacity[at])  # some phases may be without the limit
            if limited.all():
                yield f"{name}, {field}", field, at, float(prices @ opened)
            in_period += prices * np.where(limited, capacity[at], 0.0)
        for t in periods:
            if opened[t] > 0:
                slopes[days, t, n] += in_period[t]

    slopes: dict[tuple[str, int, int], float] = defaultdict(float)
    areas, resources = [a.id for a in problem.areas], problem.resources
    for c, crossing in enumerate(problem.crossings):
        here = ("crossing_open_days", c, crossing.id)
        yield from moved(*here, "gate", {c: ("gates", crossing.id)})
        rows = {(c, q): ("resources", crossing.id, word) for q, word in enumerate(resources)}
        yield from moved(*here, "own_minutes", rows)
        rows = {(c, a): ("routes", crossing.id, area) for a, area in enumerate(areas)}
        yield from moved(*here, "route_capacity", rows)
    for o, corridor in enumerate(problem.corridors):
        here = ("corridor_open_days", o, corridor.id)
        yield from moved(*here, "corridor_capacity", {o: ("corridors", corridor.id, None)})
        rows = {(o, g): ("corridors", corridor.id, w.id) for g, w in enumerate(problem.goods)}
        yield from moved(*here, "corridor_good_capacity", rows)
    for p, pool in enumerate(problem.pools):
        rows = {p: ("resources", "pool", pool)}
        yield from moved("pool_open_days", p, pool, "pool_minutes", rows)
    for (days, t, n), slope in slopes.items():
        yield f"{days}, {n}, period {t}", days, (t, n), slope

    for limit, field in zip(RISKS, ("undetected_limit", "diverted_limit"), strict=True):
        if np.isfinite(getattr(problem, field)).all():
            prices = [price["limits", t, limit, None, None] for t in periods]
            yield limit, field, ALL, float(np.array(prices) @ problem.days)
    for g, good in enumerate(problem.goods):
        by_area = zip(areas, problem.needed[:, g].T, strict=True)
        places = {None: problem.export_needed[:, g], **dict(by_area)}  # truckloads by period
        if problem.coverage_floor[:, g].all():
            slope = 0.0
            for window in problem.windows:
                for area, needed in places.items():
                    at = ("limits", window[0], "coverage_at_least", good.id, area)
                    slope -= price[at] * needed[list(window)].sum()
            yield f"floor of {good.id}", "coverage_floor", (ALL, g), slope
        for a, area in enumerate(areas):
            if problem.last_stock[g, a] > 0:
                at = ("limits", periods[-1], "end_days_of_need", good.id, area)
                yield f"{good.id} left in {area}", "last_stock", (g, a), -price[at]


def steps(problem: Problem, moves: list[Nudge], sign: int) -> list[tuple[Nudge, float]]:
    """Each bound moved by a hundredth: with sign 1 made looser, with -1 tighter, never below 0."""
    made = []
    for move in moves:
        _, field, position, _ = move
        bound = float(np.min(getattr(problem, field)[position]))
        upwards = -sign if field in ("coverage_floor", "last_stock") else sign
        if bound > 0 or upwards > 0:
            made.append((move, upwards * (bound / 100 or 0.01)))
    return made


def nudged(problem: Problem, moved: list[tuple[Nudge, float]]) -> Problem:
    """The problem with some numbers moved."""
    arrays: dict[str, Any] = {}
    for (_, field, position, _), step in moved:
        worked = ["crossing_worked_days"] * (field == "crossing_open_days")  # a day at usual pace
        for name in (field, *worked):
            array = arrays.setdefault(name, np.array(getattr(problem, name)))
            array[position] += step
    return replace(problem, **arrays)


# All features together, and one at a time so that its bounds bind more often.
THEMES = ("routes", "pools", "contraband", "diversion", "floors", "stocks", "corridors", "exports")
PRICED = st.one_of(cases(), *(cases({theme, "calendar"}) for theme in THEMES))


@examples(25)
@given(PRICED, st.sampled_from([20, 1]), st.randoms(use_true_random=False))
def test_shadow_prices_are_finite_differences(
    pair: Pair, hunger: float, order: random.Random
) -> None:
    # The optimum is concave in all its bounds together. So a price lies between the slope to the
    # right and that to the left, and is both where they are the same; and prices together bound
    # what many bounds gain or lose that move at once: a price too low shows as all are made
    # looser, a price too high as all are made tighter. Where needs are large, more bounds bind.
    for good in pair[0]["goods"].values():
        times_amount(hunger, good, "need")
    problem = problem_of(*pair)
    plan = plan_of(problem)
    if plan is None:
        return
    moves = list(nudges(problem, answer(plan).as_object()))
    order.shuffle(moves)
    apart = [[move] for move in moves if move[3]][:3]  # those with a price
    days = [move for move in moves if move[1].endswith("open_days")]  # these multiply the others
    together = [days, [move for move in moves if move not in days]]
    for group in apart + together:
        change = {}
        for sign in (1, -1):
            moved = steps(problem, group, sign)
            change[sign] = best_value(nudged(problem, moved)) - plan.objective
            most = sum(slope * step for (_, _, _, slope), step in moved)
            said = [f"{words} by {step:+g} at {slope}" for (words, _, _, slope), step in moved]
            assert change[sign] <= most + SOLVER * max(1.0, plan.objective), said
        agree = near(change[1], -change[-1], VALUE, VALUE)
        event(f"{group[0][1] if group in apart else 'all'}: {'one slope' if agree else 'two'}")


WAVE = {"wave": {"start": "s", "stages": {"s": {}}}}
SEARCH = {"search": {"start": "s", "stages": {"s": {"minutes": {"bay": 120}, "detection": 1}}}}
MEDICAL = {"category": "humanitarian", "priority": 10, "need": 12}
BY_HAND: dict[str, tuple[dict[str, float], Entry]] = {  # prices that are not 0, what is changed
    # 12 of food needed: 6 at 4, 3.6 at 2, 2.4 at 1. Mostly 8 come, so that one more is worth 2.
    "gate": ({"gates": 2}, {"crossings.gate.gate_truckloads_per_day": 8}),
    "route": ({"routes": 2}, {"crossings.gate.routes.north.truckloads_per_day": 8}),
    "corridor": ({"corridors": 2}, {"corridors.egypt.truckloads_per_day": 8}),
    "corridor's good": ({"corridors": 2}, {"corridors.egypt.goods.food": 8}),
    # 2 units · 480 minutes, 120 a truckload
    "bays": ({"resources": 2 / 120}, {"crossings.gate.resources.bay": 2, "model.regimes": SEARCH}),
    "pool": ({"resources": 2 / 120}, {"pools.bay.units": 2, "model.regimes": SEARCH}),
    # 1 truckload in 10 has contraband, none is found: 0.8 let 8 pass
    "undetected": (
        {"limits": 20},
        {"goods.food.threat_rate": 0.1, "limits.undetected_threats_per_day": 0.8},
    ),
    # 1 in 4 is diverted, checks of end use prevent half: 8 arrive and 1 is diverted
    "diverted": (
        {"limits": 16},
        {
            "goods.food.diversion_share": 0.25,
            "limits.diverted_truckloads_per_day": 1,
            "model.end_use": {"humanitarian": {"prevents": 0.5}},
        },
    ),
    # 2 units · 480 minutes: 8 arrivals of 120
    "checks of end use": (
        {"resources": 2 / 120},
        {
            "pools.monitor.units": 2,
            "model.end_use": {"*": {"minutes": {"monitor": 120}, "prevents": 1}},
        },
    ),
    # 4 are searched and all found, as many waved through, so that half is found. One truckload of
    # finds less asked for, 4 ≥ (4 + w) / 2 − 1, lets 2 more through; one more searched, one more.
    "detected": (
        {"resources": 4 / 120, "limits": 4},
        {
            "goods.food.threat_rate": 0.1,
            "limits.detection_rate_at_least": 0.5,
            "crossings.gate.resources.bay": 1,
            "model.regimes": SEARCH | WAVE,
        },
    ),
    # 1.2 of 8 are left at the end
    "end stock": (
        {"gates": 2, "limits": 2},
        {"goods.food.stock.end_days_of_need": 0.1, "crossings.gate.gate_truckloads_per_day": 8},
    ),
    # 4.8 of food at 4 take the place of medical at 10 · 4
    "floor": (
        {"gates": 40, "limits": 36},
        {
            "goods.medical": MEDICAL,
            "limits.coverage_at_least.food": 0.4,
            "crossings.gate.gate_truckloads_per_day": 10,
        },
    ),
    "floor of an export": (
        {"gates": 40, "limits": 36},
        {
            "goods.medical": MEDICAL,
            "goods.food.category": "export",
            "limits.coverage_at_least.food": 0.4,
            "crossings.gate.gate_truckloads_per_day": 10,
        },
    ),
}


@pytest.mark.parametrize("bound", BY_HAND)
def test_prices_by_hand(bound: str) -> None:
    expected, changes = BY_HAND[bound]
    case: Entry = {
        "title": "by hand",
        "horizon": {"periods": 1, "days_per_period": 1},
        "areas": {"north": None},
        "goods": {"food": {"category": "humanitarian", "need": 12}},
        "crossings": {"gate": {}},
        "model": {"title": "by hand", "regimes": WAVE},
    }
    for path, value in changes.items():
        *above, key = path.split(".")
        owner = case
        for name in above:
            owner = owner.setdefault(name, {})
        owner[key] = value
    result = printed(case, case.pop("model"))
    assert result is not None
    prices = {
        table: [row["shadow_price"] for row in result[table] if row["shadow_price"]]
        for table in ("gates", "resources", "corridors", "routes", "limits")
    }
    found = {table: prices for table, prices in prices.items() if prices}
    assert found == {table: [pytest.approx(price)] for table, price in expected.items()}


# ---- Twice ---------------------------------------------------------------------------------------


@examples(25)
@given(cases())
def test_same_pair_gives_the_same_object(pair: Pair) -> None:
    problem = problem_of(*pair)
    plans = [plan_of(problem) for _ in range(2)]
    texts = []
    for plan in filter(None, plans):
        result = answer(plan).as_object()
        del result["provenance"]["created"]
        texts.append(json.dumps(result))
    assert len(texts) in (0, 2) and len(set(texts)) <= 1


def test_same_file_gives_the_same_bytes() -> None:
    # In processes of their own, because the order of a set changes between processes.
    texts = []
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "cli.py", "optimize", "inputs/west-bank.yaml", "--format", "json"],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        lines = run.stdout.splitlines()
        texts.append([line for line in lines if b'"created":' not in line])
        assert len(lines) == len(texts[-1]) + 1
    assert texts[0] == texts[1]
