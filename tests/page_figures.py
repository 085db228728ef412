"""What the figures of a page must be, from the answers as JSON alone, by plain loops.

Rows have their numbers in the order of the page: None where it has a dash, nan for any number.
"""

import datetime
import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from answers import Entry
from tolerances import SUM, near

from crossings.outputs.answer import answer
from crossings.outputs.frontier import frontier_answer
from crossings.outputs.report.material import Material
from crossings.outputs.screens.futures import futures_answer
from crossings.problem import Problem

Rows = list[list[float | None]]
DAYS_A_MONTH = 30.4
SEEN = 0.005
MOST_CELLS = 120


def expected_figures(material: Material) -> dict[str, Rows]:
    """By the section of the page."""
    plan = answer(material.plan).as_object()
    problem = material.plan.problem
    places = zip(problem.crossings, problem.locations, strict=True)
    located = {crossing.id for crossing, at in places if at is not None}
    others = [each.plan and answer(each.plan).as_object() for each in material.columns]
    found = {
        "coverage": _coverage(plan),
        "least": _least_weeks(plan),
        "weeks": _weeks(plan),
        "counts": [_count(row) for row in plan["observed"]],
        "funnel": [[value] for value in (*_need(plan), *_stages(plan))],
        "passage": _passage(plan),
        "opening": _opening(plan),
        "procedures": _procedures(plan, problem),
        "map": _map(plan, located) if len(located) >= 3 else [],
        "models": [_model(each) for each in others if each],
    }
    if material.frontiers:
        found["frontier"] = _frontier(
            frontier_answer(list(material.frontiers.values())).as_object()
        ) + [
            [undetected, sum(_stages(each)[-1:])]
            for each in others
            if each and (undetected := _undetected(each)) is not None
        ]
    if material.batch is not None:
        futures = futures_answer(material.batch).as_object()
        values = {row["model"]: row["planned_value"] for row in futures["trials"]}
        found["closures"] = [
            [row["value_lost_a_day"] / values[row["model"]], row["days_closed"]]
            for row in futures["closures"]
            if values[row["model"]] > 0
        ]
        missed = {
            row["model"]: row["mean"] * DAYS_A_MONTH
            for row in futures["outcomes"]
            if row["measure"] == "undetected" and row["mean"] is not None
        }
        found["winners"] = [
            [row["wins"], row["mean_regret"], missed.get(row["model"])] for row in futures["trials"]
        ]
    return found


def disagreements(found: Sequence[Sequence[float]], expected: Rows) -> list[object]:
    """Rows of a page that are not what was expected; what has a dash there has no figure."""
    wanted = [[value for value in row if value is not None] for row in expected]
    if len(found) != len(wanted):
        return [f"{len(found)} rows for {len(wanted)}"]
    return [
        (mine, its)
        for mine, its in zip(found, wanted, strict=True)
        if len(mine) != len(its)
        or not all(math.isnan(b) or near(a, b, SUM) for a, b in zip(mine, its, strict=True))
    ]


def headline_figures(plan: Entry) -> list[float]:
    """People short of aid, truckloads missing a day, area and week served least, undetected."""
    rows = first_need(plan)
    need, met = (sum(row[name] for row in rows) for name in ("need", "met"))
    gap = (need - met) / _days(plan) if need > 0 else None
    short = people_short(plan)
    people = short if short is not None else met / need if need > 0 else None
    figures = [people, gap, _least_week(plan), _undetected(plan)]
    return [each for each in figures if each is not None]


def first_need(plan: Entry) -> list[Entry]:
    """Rows of what comes first: aid, else everything inbound, else exports."""
    needed = [row for row in plan["coverage"] if row["need"] > 0]
    aid = [row for row in needed if row["category"] == "humanitarian"]
    return aid or [row for row in needed if row["area"]] or needed


def people_short(plan: Entry) -> float | None:
    """People times the share of need that is missing where they are; None where nobody is known."""
    people = {row["area"]: row["population"] for row in plan["people"] if row["population"]}
    known = [row for row in first_need(plan) if row["area"] in people]
    by_area = _grouped(known, "area").items()
    shares = {a: sum(r["met"] for r in rows) / sum(r["need"] for r in rows) for a, rows in by_area}
    return sum(people[a] * (1 - share) for a, share in shares.items()) if shares else None


def _least_week(plan: Entry) -> float | None:
    rows = [row for row in first_need(plan) if row["area"]]
    found = []
    for first, last, _ in _weekly(plan):
        mine = [row for row in rows if first <= row["period"] <= last]
        found += [
            sum(row["met"] for row in here) / sum(row["need"] for row in here)
            for here in _grouped(mine, "area").values()
        ]
    return min(found, default=None)


def _procedures(plan: Entry, problem: Problem) -> Rows:
    """How many ways there are: what comes along them is held in `test_procedures_drawn.py`."""
    ways = {name: each for phase in problem.phases[::-1] for name, each in phase.procedures}
    presented = defaultdict[str, float](float)
    for row in plan["flows"]:
        presented[row["regime"]] += row["presented"]
    used = [r for r, n in presented.items() if n / _days(plan) > SEEN and 0 < len(ways[r]) <= 60]
    most = sorted(used, key=lambda r: -presented[r])[:6]
    return [
        [math.nan, math.nan, math.nan if way.minutes else None] for r in most for way in ways[r]
    ]


def _coverage(plan: Entry) -> Rows:
    rows: Rows = []
    days, last = _days(plan), len(plan["periods"]) - 1
    of_last = plan["periods"][last]["days"]
    by_good = _grouped([row for row in plan["coverage"] if row["area"]], "good")
    for of_good in by_good.values():
        if not any(row["need"] for row in of_good):
            continue
        at_end = [row for row in of_good if row["period"] == last]
        for area, mine in [*_grouped(of_good, "area").items(), (None, of_good)]:
            need, met = (sum(row[name] for row in mine) for name in ("need", "met"))
            here = [row for row in at_end if area in (None, row["area"])]
            daily = sum(row["need"] for row in here) / of_last
            left = sum(row["stock"] for row in here) / daily if daily > 0 else None
            rows.append([need / days, met / days, met / need if need > 0 else None, left])
    return rows


def _count(row: Entry) -> list[float | None]:
    """Of open days where both are known, else of all days."""
    of_open_days = [row["truckloads_per_open_day"], row["planned_per_open_day"]]
    return (
        [row["truckloads_per_day"], row["planned_per_day"]]
        if None in of_open_days
        else of_open_days
    )


def _weeks(plan: Entry) -> Rows:
    rows: Rows = []
    for of_category in _grouped(plan["coverage"], "category").values():
        if not any(row["need"] for row in of_category):
            continue
        for first, last, days in _weekly(plan):
            mine = [row for row in of_category if first <= row["period"] <= last]
            need, met = (sum(row[name] for row in mine) / days for name in ("need", "met"))
            goods = {row["good"] for row in mine if row["area"]}
            came = [row for row in plan["deliveries"] if first <= row["period"] <= last]
            arrived = sum(row["arrived"] for row in came if row["good"] in goods) / days
            beyond = met - arrived if abs(met - arrived) > 1e-6 else 0.0
            rows.append([need, met, *([arrived, beyond] if goods else [None, None])])
    return rows


def _least_weeks(plan: Entry) -> Rows:
    """Least and most share of need met in a week, of every good and area with need."""
    rows: Rows = []
    for good in dict.fromkeys(row["good"] for row in plan["coverage"]):
        of_good = [row for row in plan["coverage"] if row["good"] == good]
        for area in dict.fromkeys(row["area"] for row in of_good):
            shares = []
            for first, last, _ in _weekly(plan):
                here = [row for row in of_good if row["area"] == area]
                mine = [row for row in here if first <= row["period"] <= last]
                need, met = (sum(row[name] for row in mine) for name in ("need", "met"))
                shares += [met / need] if need > 0 else []
            rows += [[min(shares), max(shares)]] if shares else []
    return rows


def _passage(plan: Entry) -> Rows:
    corridors: defaultdict[Any, float] = defaultdict(float)
    areas: defaultdict[Any, float] = defaultdict(float)
    for row in plan["manifests"]:
        corridors[row["corridor"], row["crossing"]] += row["manifested"] / _days(plan)
    for row in plan["deliveries"]:
        areas[row["crossing"], row["area"]] += row["collected"] / _days(plan)
    links = [*corridors.values(), *areas.values()]
    return sorted([link] for link in links if link > SEEN)


def _map(plan: Entry, located: set[str]) -> Rows:
    released: defaultdict[Any, float] = defaultdict(float)
    inbound = {row["good"] for row in plan["coverage"] if row["area"]}
    for row in plan["flows"]:
        if row["good"] in inbound:
            released[row["crossing"]] += row["released"] / _days(plan)
    order = dict.fromkeys(row["crossing"] for row in plan["gates"])
    return [[released[crossing]] for crossing in order if crossing in located]


def _opening(plan: Entry) -> Rows:
    """Days open, which the answer does not tell, and the share of the limit used most."""
    periods = range(len(plan["periods"]))
    spans = [(t, t) for t in periods]
    if len(periods) > MOST_CELLS:
        spans = [(first, last) for first, last, _ in _weekly(plan)]
    limits: dict[str, list[list[Entry]]] = {}
    for row in plan["gates"]:
        limits.setdefault(row["crossing"], [[]])[0].append(row)
    for (site, resource), rows in _sites(plan).items():
        limits.setdefault(site if site != "pool" else f"pool {resource}", []).append(rows)
    found: Rows = []
    for of_site in limits.values():
        for first, last in spans:
            used = [_share_used(rows, first, last) for rows in of_site]
            told = [share for share in used if share is not None]
            found.append([math.nan, max(told)] if told else [math.nan])
    return found


def _share_used(rows: list[Entry], first: int, last: int) -> float | None:
    mine = [row for row in rows if first <= row["period"] <= last]
    names = ("used_minutes", "capacity_minutes") if "resource" in rows[0] else ("used", "capacity")
    if not mine or any(row[names[1]] is None for row in mine):
        return None
    used, allowed = (sum(row[name] for row in mine) for name in names)
    return used / allowed if allowed > 0 else None


def _sites(plan: Entry) -> dict[tuple[str, str], list[Entry]]:
    found: dict[tuple[str, str], list[Entry]] = {}
    for row in plan["resources"]:
        found.setdefault((row["site"], row["resource"]), []).append(row)
    return found


def _model(plan: Entry) -> list[float | None]:
    inbound = [row for row in plan["coverage"] if row["area"]]
    need, met = (sum(row[name] for row in inbound) for name in ("need", "met"))
    return [met / need if need > 0 else None, _least(plan), _undetected(plan)]


def _frontier(frontier: Entry) -> Rows:
    return [
        [point["undetected_limit_per_day"] * DAYS_A_MONTH, point["met_per_day"]]
        for model in frontier["models"]
        for point in model["points"]
    ]


def _least(plan: Entry) -> float | None:
    """Met of need in the area with the least, of humanitarian goods where any is needed."""
    inbound = [row for row in plan["coverage"] if row["area"] and row["need"] > 0]
    ranked = [row for row in inbound if row["category"] == "humanitarian"] or inbound
    by_area = _grouped(ranked, "area").values()
    shares = [sum(r["met"] for r in rows) / sum(r["need"] for r in rows) for rows in by_area]
    return min(shares, default=None)


def _undetected(plan: Entry) -> float | None:
    """None where of all that is presented no threat rate is known: it cannot be told."""
    known = threats_known(plan)
    return sum(row["undetected"] for row in known) / _days(plan) * DAYS_A_MONTH if known else None


def threats_known(plan: Entry) -> list[Entry]:
    """Rows of contraband that say something; none where nothing is known of what is presented."""
    busy = {row["period"] for row in plan["flows"] if row["presented"] > SUM}
    rows = [row for row in plan["threats"] if row["undetected"] is not None]
    told = [row for row in rows if row["period"] in busy] if busy else rows
    return rows if told else []


def _need(plan: Entry) -> list[float]:
    """What is needed of inbound goods, where anything is."""
    need = sum(row["need"] for row in plan["coverage"] if row["area"]) / _days(plan)
    return [need] if need > 0 else []


def _stage_names(plan: Entry) -> list[str]:
    names = ["manifested", "presented", "released", "collected", "arrived", "met"]
    return names if plan["corridors"] else names[1:]


def _stages(plan: Entry) -> list[float]:
    """Inbound truckloads a day at each stage."""
    goods = {row["good"] for row in plan["coverage"] if row["area"]}
    tables = {
        "manifested": "manifests", "presented": "flows", "released": "flows",
        "collected": "deliveries", "arrived": "deliveries", "met": "coverage",
    }  # fmt: skip
    return [
        sum(row[stage] for row in plan[tables[stage]] if row["good"] in goods) / _days(plan)
        for stage in _stage_names(plan)
    ]


def _weekly(plan: Entry) -> list[tuple[int, int, float]]:
    """First and last period of each week, and its days."""
    found, first, days = [], 0, 0.0
    for t, period in enumerate(plan["periods"]):
        days += period["days"]
        if days >= 7 or t == len(plan["periods"]) - 1:
            found.append((first, t, days))
            first, days = t + 1, 0.0
    return found


def _days(plan: Entry) -> int:
    first, last = plan["periods"][0]["start"], plan["periods"][-1]["end"]
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days + 1


def _grouped(rows: list[Entry], name: str) -> dict[Any, list[Entry]]:
    found: dict[Any, list[Entry]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found
