"""The reference answer: the program of docs/formulas.md, read afresh, in plain loops.

What travels, waits and is stored stands in `reference_time.py`.

It reads a case and an inspection model as plain dictionaries, as a YAML 1.2 reader gives them, and
shares no code with the tool. Two roads lead from here:

- `optimum(case, model)`: the best value and one plan that has it, by SciPy's HiGHS;
- `violations(case, model, result)`: what is wrong with a printed result, from its tables alone.

What the files mean may differ from phase to phase: `f[t]` are the facts in force in period t. The
model of a phase stands in the case itself, as a dictionary.

A variable is a tuple that starts with its letter: ("m", o, c, g, t) manifested, ("x", c, g, r, t)
presented, ("y", c, g, a, t) collected, ("s", g, a, t) stock, ("z", g, a, b, t) met; the area of an
export is None; those of `reference_time.py` besides. A row is (sentence, {variable: coefficient},
relation, right-hand side).
"""

import copy
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from math import ceil, floor, prod
from typing import Any

import numpy as np
from reference_time import (
    Times,
    area_rows,
    arriving,
    crossing_rows,
    floor_in,
    needs_between_dates,
    number,
    on_its_way,
    open_days,
    reaching,
    route_calendar,
    time_tables,
    time_variables,
    times,
)
from scipy.optimize import linprog
from scipy.sparse import csr_array

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EXITS = ("release", "refuse")
DEFAULT_BANDS = (
    {"up_to": 0.5, "weight": 4},
    {"up_to": 0.8, "weight": 2},
    {"up_to": 1.0, "weight": 1},
)
SLACKS = (0.0, 1e-11, 1e-10, 1e-9)  # what earlier levels give up for a later, the first that works
TOLERANCE = 1e-6  # what a printed row may be off, relative to the row's scale

Variable = tuple[Any, ...]
Terms = list["Facts"]  # those in force, period by period
Row = tuple[str, dict[Variable, float], str, float]


# ---- Sections 2 and 3: what the two files say ----------------------------------------------------


@dataclass(frozen=True)
class Facts(Times):
    """What the two files mean in a phase, per day unless said otherwise. Ids are the files' own.

    What is said of periods is said of the whole horizon.
    """

    phase: int
    starts: list[date]  # first day of each period
    days: list[int]  # D[t]
    population: dict[str, float | None]
    category: dict[str, str]
    priority: dict[str, float]
    threat: dict[str, float]  # 0 where unknown
    rates: frozenset[str]  # goods of which it is known
    need: dict[tuple[str, str | None], float]  # truckloads, by good and area; export: area None
    first: dict[tuple[str, str], float]  # truckloads in stock at the start; inbound goods only
    end: dict[tuple[str, str], float]  # truckloads to be left at the end
    bands: list[tuple[float, float]]  # width, weight
    open: dict[tuple[str, Any, int], float]
    # open days by ("crossing" | "corridor" | "pool", id, t); "working": at the weekdays' pace
    gate: dict[str, float | None]
    units: dict[str, dict[str, float] | None]  # crossing → resource → units; None: unknown
    minutes_a_day: dict[tuple[str, str], float]  # (site, resource) → minutes per open day
    routes: dict[str, dict[str, tuple[float | None, float]]]  # crossing → area → (cap, loss)
    corridors: dict[str, tuple[float | None, float, dict[str, float | None]]]  # cap, loss, goods
    minutes: dict[tuple[str, str, str], float]  # m[r,g,q]
    refusal: dict[str, float]
    detection: dict[str, float]
    fill: dict[str, float]
    presented: list[tuple[str, str, str]]  # (c, g, r) where x exists
    collected: list[tuple[str, str, str]]  # (c, g, a) where y exists
    manifested: list[tuple[str, str, str]]  # (o, c, g) where m̂ exists
    undetected: float | None
    detection_floor: float | None
    guaranteed: tuple[float, bool, bool] | None  # the rate; at each crossing; of each good
    floor: dict[tuple[str, str | None], float]  # by good and area
    windows: list[list[int]]  # the periods of each window
    diverted: dict[str, float]  # good → share of arrivals, before checks; only where one is given
    prevents: dict[str, float]  # good → share of that which checks of end use prevent
    end_use: dict[tuple[str, str], float]  # (good, pool) → minutes an arrived truckload
    diverted_limit: float | None
    backlog: dict[str, tuple[float, float]]  # good → tonnes in all, and on a truckload
    channels: dict[str, dict[str, Any]]  # shares by good, interdicted, threat rate, counts as met

    def inbound(self) -> list[str]:
        """Goods that are not exports."""
        return [g for g, category in self.category.items() if category != "export"]

    def x(
        self, t: int, c: str | None = None, g: str | None = None
    ) -> list[tuple[Variable, str, str]]:
        """What may be presented in a period, of one crossing or good: (variable, good, regime)."""
        return [
            (("x", c_, g_, r, t), g_, r)
            for c_, g_, r in self.presented
            if c in (None, c_) and g in (None, g_)
        ]

    def route_days(self, c: str, a: str, t: int) -> int:
        """Days of a period on which what is released may leave by a route."""
        return self.open.get(("route", (c, a), t), self.open["crossing", c, t])

    def site(self, c: str, q: str) -> str | None:
        """Who lends resource q at crossing c: the crossing, "pool", or None where unknown."""
        if q in (self.units[c] or {}):
            return c
        return "pool" if ("pool", q) in self.minutes_a_day else None


def passes(admits: dict[str, Any] | None, good: str, category: str) -> bool:
    """Whether a filter lets a good through."""
    admits = admits or {}
    categories, goods = admits.get("categories"), admits.get("goods")
    everything = categories is None and goods is None
    listed = category in (categories or []) or good in (goods or [])
    return (everything or listed) and good not in (admits.get("except") or [])


def split(total: float, population: dict[str, float | None]) -> dict[str, float]:
    """A number given in all, over the areas by population, evenly where nobody gives one."""
    if all(people is None for people in population.values()):
        return {a: total / len(population) for a in population}
    everyone = sum(people or 0 for people in population.values())
    return {a: total * (people or 0) / everyone for a, people in population.items()}


def needs(good: dict[str, Any], population: dict[str, float | None]) -> dict[str, float]:
    """Truckloads a day that each area needs of an inbound good."""
    need = good.get("need")
    tonnes_per_truckload = number(good.get("tonnes_per_truckload"))
    if isinstance(need, dict) and "by_date" in need:
        return dict.fromkeys(population, 0.0)
    if isinstance(need, dict) and "by_area" in need:
        return {a: number((need["by_area"] or {}).get(a), 0) for a in population}
    if isinstance(need, dict) and "kg_per_person_per_day" in need:
        kg = number(need["kg_per_person_per_day"], 0)
        return {
            a: kg * (people or 0) / 1000 / tonnes_per_truckload for a, people in population.items()
        }
    if isinstance(need, dict) and "tonnes_per_day" in need:
        return split(number(need["tonnes_per_day"], 0) / tonnes_per_truckload, population)
    if isinstance(need, dict) and "truckloads_per_day" in need:
        need = need["truckloads_per_day"]
    return split(number(need, 0), population)


def stocks(
    good: dict[str, Any], need: dict[str, float], population: dict[str, float | None]
) -> dict[str, tuple[float, float]]:
    """Truckloads in stock at the start and to be left at the end, by area."""
    stock = good.get("stock")
    if not isinstance(stock, dict) or "value" in stock:
        return {a: (first, 0.0) for a, first in split(number(stock, 0), population).items()}
    by_area = stock.get("by_area") or {}
    start, end = number(stock.get("days_of_need"), 0), number(stock.get("end_days_of_need"), 0)
    return {a: (number(by_area.get(a), 0) + start * need[a], end * need[a]) for a in need}


def reach(regime: dict[str, Any], alarm: str) -> dict[str, float]:
    """The probability that a truck reaches each stage and exit.

    `alarm` says how it alarms: "false_alarm" for a clean truck, "detection" for contraband.
    """
    reached: dict[str, float] = defaultdict(float)

    def send(stage: str, probability: float) -> None:
        reached[stage] += probability
        if stage not in EXITS:
            entry = regime["stages"][stage] or {}
            share = number(entry.get(alarm), 0)
            send(entry.get("on_alarm") or "refuse", probability * share)
            send(entry.get("on_clear") or "release", probability * (1 - share))

    send(regime["start"], 1.0)
    return reached


def stage_minutes(regime: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Minutes of each resource that each stage names."""
    return {
        stage: {q: number(value, 0) for q, value in ((entry or {}).get("minutes") or {}).items()}
        for stage, entry in regime["stages"].items()
    }


def factor(factors: dict[str, Any] | None, good: str, category: str, resource: str) -> float:
    """What the minutes of a resource are multiplied by: the good's, else the category's, else 1."""
    for name in (good, category):
        entry = ((factors or {}).get(name) or {}).get(resource)
        if entry is not None:
            return number(entry)
    return 1.0


def regimes_at(
    c: str, model: dict[str, Any], own: dict[str, float] | None, pools: dict[str, Any]
) -> list[str]:
    """The regimes that the model uses at a crossing whose own resources are `own`."""
    use = model.get("use")
    if use is not None:
        return list((use[c] if c in use else use.get("*")) or [])
    return [
        r
        for r, regime in model["regimes"].items()
        if own is None
        or all(q in own or q in pools for named in stage_minutes(regime).values() for q in named)
    ]


def put(owner: dict[str, Any], path: list[str], value: Any) -> None:
    """Write a value at a path; a bare number on the way is one of the keys it stands for."""
    *above, key = path
    for step in above:
        inside = owner.get(step)
        if not isinstance(inside, dict) or "value" in inside:
            inside = {}
        owner[step] = inside
        owner = inside
    owner[key] = value


def readings(
    case: dict[str, Any], model: dict[str, Any]
) -> Iterator[tuple[date, dict[str, Any], dict[str, Any]]]:
    """The two files as they are, then as each phase has them, with the day on which that begins."""
    yield date.min, case, model
    for phase in case.get("phases") or []:
        changed, policy = copy.deepcopy((case, phase.get("model") or model))
        for path, value in (phase.get("set") or {}).items():
            section, *rest = path.split(".")
            if section == "model":
                put(policy, rest, copy.deepcopy(value))
            else:
                put(changed, [section, *rest], copy.deepcopy(value))
        yield date.fromisoformat(str(phase["from"])), changed, policy


def facts(case: dict[str, Any], model: dict[str, Any]) -> Terms:
    """The facts in force in each period; needs between dates may make them another in each."""
    begins, changed, (starts, _) = [], [], calendar(case)
    for first_day, *files in readings(case, model):
        begins.append(first_day)
        changed.append(files)
    at = [max(k for k, first_day in enumerate(begins) if first_day <= start) for start in starts]
    if any(isinstance(good.get("need"), dict) and "by_date" in good["need"]
           for files in changed for good in files[0]["goods"].values()):  # fmt: skip
        found = [facts_of_phase(*changed[k], k, t) for t, k in enumerate(at)]
    else:
        meant = {k: facts_of_phase(*changed[k], k) for k in set(at)}
        found = [meant[k] for k in at]
    worked = days_worked([changed[k] for k in at], starts, found[0].days[0])
    for each in found:
        each.open.update(worked)
    return found


def days_worked(
    files: list[Any], starts: list[date], length: int
) -> dict[tuple[str, Any, int], float]:
    """Open days of crossings in each period, each at the pace of its weekday.

    `files` are the case and the model in force in each period.
    """
    said = [(each.get("uncertainty") or {}).get("throughput") or {} for each in files[0]]
    said = {**said[0], **said[1]}
    found: dict[tuple[str, Any, int], float] = {}
    for c in files[0][0]["crossings"]:
        factors = (said.get(c) or said.get("*") or {}).get("weekdays") or {}
        by_period = [
            [
                number(factors.get(WEEKDAYS[on.weekday()]), 1)
                for on in (start + timedelta(days=n) for n in range(length))
                if open_days(case["crossings"][c] or {}, on, 1)
            ]
            for start, (case, _) in zip(starts, files, strict=True)
        ]
        days = sum(len(each) for each in by_period)
        total = sum(sum(each) for each in by_period)
        for t, each in enumerate(by_period):
            found["working", c, t] = sum(each) * (days / total if factors and days else 1)
    return found


def phase_of(f: Terms) -> list[int]:
    """The number of each period's phase, the first one in force being 0."""
    in_force = sorted({now.phase for now in f})
    return [in_force.index(now.phase) for now in f]


def calendar(case: dict[str, Any]) -> tuple[list[date], int]:
    """The first day of each period, and their days."""
    horizon = case.get("horizon") or {}
    length = number(horizon.get("days_per_period"), 7)
    first_day = date.fromisoformat(str(horizon.get("start") or "2024-01-07"))
    periods = range(number(horizon.get("periods"), 1))
    return [first_day + timedelta(days=t * length) for t in periods], length


def facts_of_phase(case: dict[str, Any], model: dict[str, Any], phase: int, at: int = 0) -> Facts:
    """Everything that the two files may say, with their defaults; needs as in period `at`."""
    starts, length = calendar(case)
    periods = range(len(starts))

    areas = {a: entry or {} for a, entry in case["areas"].items()}
    goods = case["goods"]
    crossings = {c: entry or {} for c, entry in case["crossings"].items()}
    corridors = {o: entry or {} for o, entry in (case.get("corridors") or {}).items()}
    pools = {**(case.get("pools") or {}), **(model.get("pools") or {})}
    limits = {**(case.get("limits") or {}), **(model.get("limits") or {})}
    regimes = model["regimes"]

    population = {a: number(entry.get("population")) for a, entry in areas.items()}
    category = {g: good["category"] for g, good in goods.items()}
    inbound = [g for g in goods if category[g] != "export"]
    need: dict[tuple[str, str | None], float] = {}
    first, end = {}, {}
    for g, good in goods.items():
        if category[g] == "export":
            entry = good.get("need")
            inner = isinstance(entry, dict) and "truckloads_per_day" in entry
            need[g, None] = number(entry["truckloads_per_day"] if inner else entry, 0)
            need[g, None] += sum(n for _, n in needs_between_dates(good, starts[at], length))
        else:
            by_area = needs(good, population)
            for place, n in needs_between_dates(good, starts[at], length):
                for a, part in split(n, population).items() if place is None else [(place, n)]:
                    by_area[a] += part
            for a, (at_start, at_end) in stocks(good, by_area, population).items():
                need[g, a], first[g, a], end[g, a] = by_area[a], at_start, at_end

    kinds = {"crossing": crossings, "corridor": corridors, "pool": pools}
    opened = {
        (kind, name, t): open_days(entry, starts[t], length)
        for kind, entries in kinds.items()
        for name, entry in entries.items()
        for t in periods
    }

    units: dict[str, dict[str, float] | None] = {}
    minutes_a_day = {
        ("pool", p): number(entry["units"]) * number(entry.get("hours_per_day"), 8) * 60
        for p, entry in pools.items()
    }
    routes = {}
    for c, crossing in crossings.items():
        own = crossing.get("resources")
        units[c] = None if own is None else {q: number(value) for q, value in own.items()}
        hours = number(crossing.get("hours_per_day"), 8)
        for q, count in (units[c] or {}).items():
            minutes_a_day[c, q] = count * hours * 60 * number(crossing.get("utilisation"), 1)
        listed = crossing.get("routes")
        entries = {
            a: route or {}
            for a, route in (dict.fromkeys(areas) if listed is None else listed).items()
        }
        routes[c] = {
            a: (number(route.get("truckloads_per_day")), number(route.get("loss"), 0))
            for a, route in entries.items()
        }
        for a, route in entries.items():
            own_days = route_calendar(crossing, route)
            for t in periods if own_days else ():
                opened["route", (c, a), t] = open_days(own_days, starts[t], length)

    brought = {}
    for o, corridor in corridors.items():
        listed = corridor.get("goods")
        caps = dict.fromkeys(goods) if listed is None else listed
        brought[o] = (
            number(corridor.get("truckloads_per_day")),
            number(corridor.get("loss"), 0),
            {g: number(cap) for g, cap in caps.items() if g in inbound},
        )

    fill = {r: number(regime.get("fill"), 1) for r, regime in regimes.items()}
    clean = {r: reach(regime, "false_alarm") for r, regime in regimes.items()}
    minutes: dict[tuple[str, str, str], float] = defaultdict(float)
    for r, regime in regimes.items():
        for stage, named in stage_minutes(regime).items():
            for q, value in named.items():
                for g in goods:
                    each = factor(model.get("minutes_factor"), g, category[g], q)
                    minutes[r, g, q] += each * clean[r][stage] * value / fill[r]

    checks = {}
    for g in inbound:
        for word in (g, category[g], "*"):
            if word in (model.get("end_use") or {}):
                checks[g] = model["end_use"][word]
                break

    floors = limits.get("coverage_at_least") or {}
    reached = ceil(number(limits.get("coverage_window_days"), length) / length)
    presented = [
        (c, g, r)
        for c, crossing in crossings.items()
        for r in dict.fromkeys(regimes_at(c, model, units[c], pools))
        for g in goods
        if passes(crossing.get("admits"), g, category[g])
        and passes(regimes[r].get("admits"), g, category[g])
    ]
    admitted = {(c, g) for c, g, _ in presented}
    return Facts(
        **times(case, areas, crossings, corridors),
        phase=phase,
        starts=starts,
        days=[length for _ in periods],
        population=population,
        category=category,
        priority={g: number(good.get("priority"), 1) for g, good in goods.items()},
        threat={g: number(good.get("threat_rate"), 0) for g, good in goods.items()},
        rates=frozenset(g for g, good in goods.items() if good.get("threat_rate") is not None),
        need=need,
        first=first,
        end=end,
        bands=bands(case),
        open=opened,
        gate={c: number(entry.get("gate_truckloads_per_day")) for c, entry in crossings.items()},
        units=units,
        minutes_a_day=minutes_a_day,
        routes=routes,
        corridors=brought,
        minutes=dict(minutes),
        refusal={r: clean[r]["refuse"] for r in regimes},
        detection={r: reach(regime, "detection")["refuse"] for r, regime in regimes.items()},
        fill=fill,
        presented=presented,
        collected=[(c, g, a) for c in crossings for g in inbound for a in routes[c]],
        manifested=[
            (o, c, g)
            for o, corridor in corridors.items()
            for c in (crossings if corridor.get("serves") is None else corridor["serves"])
            for g in brought[o][2]
            if (c, g) in admitted
        ],
        undetected=number(limits.get("undetected_threats_per_day")),
        detection_floor=number(limits.get("detection_rate_at_least")),
        guaranteed=guarantee(limits.get("detection_for_every")),
        floor={
            (g, a): floor_in(next(filter_given(floors, g, category[g], "*"), 0), a) for g, a in need
        },
        windows=[list(periods[t : t + reached]) for t in periods[::reached]],
        diverted={
            g: number(goods[g]["diversion_share"])
            for g in inbound
            if goods[g].get("diversion_share") is not None
        },
        prevents={g: number(check["prevents"]) for g, check in checks.items()},
        end_use={
            (g, p): number(value)
            for g, check in checks.items()
            for p, value in (check.get("minutes") or {}).items()
        },
        diverted_limit=number(limits.get("diverted_truckloads_per_day")),
        backlog={
            g: (number(good["backlog_tonnes"]), number(good["tonnes_per_truckload"]))
            for g, good in goods.items()
            if good.get("backlog_tonnes") is not None
        },
        channels={n: channel(entry or {}) for n, entry in (case.get("informal") or {}).items()},
    )


def filter_given(entries: dict[str, Any], *names: str) -> Iterator[Any]:
    """Entries of these names, in their order, that say something."""
    return (entries[name] for name in names if entries.get(name) is not None)


def channel(entry: dict[str, Any]) -> dict[str, Any]:
    """An informal channel with its defaults; an unknown threat rate is None."""
    return {
        "shares": {g: number(share) for g, share in (entry.get("goods") or {}).items()},
        "interdicted": number(entry.get("interdicted"), 0),
        "threat": number(entry.get("threat_rate")),
        "counts": entry.get("counts_as_met") or False,
    }


def bands(case: dict[str, Any]) -> list[tuple[float, float]]:
    """Width and weight of each coverage band."""
    listed, below = [], 0.0
    for band in case.get("coverage_bands") or DEFAULT_BANDS:
        up_to = number(band["up_to"])
        listed.append((up_to - below, number(band["weight"])))
        below = up_to
    return listed


# ---- Section 4: the linear program ---------------------------------------------------------------


def variables(f: Terms) -> Iterator[Variable]:
    """Every variable that exists."""
    for t, now in enumerate(f):
        yield from (("m", o, c, g, t) for o, c, g in now.manifested)
        yield from (("x", c, g, r, t) for c, g, r in now.presented)
        yield from (("y", c, g, a, t) for c, g, a in now.collected)
        yield from (("s", g, a, t) for g, a in now.first)
        yield from (("z", g, a, b, t) for g, a in now.need for b in range(len(now.bands)))
        yield from time_variables(f, t)


def rows(f: Terms) -> Iterator[Row]:
    """Rows 1 to 12 and the calendar, for every period."""
    reached, arrived = reaching(f), arriving(f)
    to_crossings, to_areas = on_its_way(f)
    for t, now in enumerate(f):
        yield from crossing_rows(f, t, reached, to_crossings)
        yield from corridor_rows(now, t)
        yield from capacity_rows(now, t)
        yield from need_rows(now, t)
        yield from area_rows(f, t, arrived, to_areas)
        yield from contraband_rows(now, t)
        yield from diversion_rows(now, t)
    yield from floor_rows(f)


def corridor_rows(f: Facts, t: int) -> Iterator[Row]:
    """Row 6: what the corridors can bring."""
    for o, (cap, _, goods) in f.corridors.items():
        days = f.open["corridor", o, t]
        brought = {(o_, c, g): ("m", o_, c, g, t) for o_, c, g in f.manifested if o_ == o}
        if cap is not None:
            yield f"row 6: {o}, period {t}", dict.fromkeys(brought.values(), 1.0), "<=", cap * days
        if days == 0:
            yield f"calendar: {o}, period {t}", dict.fromkeys(brought.values(), 1.0), "<=", 0.0
        for good, most in goods.items():
            if most is not None:
                terms = {m: 1.0 for (_, _, g), m in brought.items() if g == good}
                yield f"row 6: {good} from {o}, period {t}", terms, "<=", most * days


def capacity_rows(f: Facts, t: int) -> Iterator[Row]:
    """Rows 2 to 5 and the calendar: resources, pools, gates, routes."""
    for (site, resource), minutes in f.minutes_a_day.items():
        terms = {
            x: f.minutes.get((r, g, resource), 0.0)
            for c in f.gate
            if f.site(c, resource) == site
            for x, g, r in f.x(t, c)
        }
        if site == "pool":
            for y, g, kept in arrivals(f, t):
                terms[y] = f.end_use.get((g, resource), 0.0) * kept
        row, kind, name = (3, "pool", resource) if site == "pool" else (2, "working", site)
        bound = minutes * f.open[kind, name, t]
        yield f"row {row}: {resource} at {site}, period {t}", terms, "<=", bound
    for c, gate in f.gate.items():
        days = f.open["crossing", c, t]
        terms = {x: 1 / f.fill[r] for x, _, r in f.x(t, c)}
        if gate is not None:
            yield f"row 4: gate of {c}, period {t}", terms, "<=", gate * f.open["working", c, t]
        if days == 0:
            yield f"calendar: {c}, period {t}", terms, "<=", 0.0
        for a, (cap, _) in f.routes[c].items():
            days, terms = f.route_days(c, a, t), {("y", c, g, a, t): 1.0 for g in f.inbound()}
            if cap is not None:
                yield f"row 5: {c} to {a}, period {t}", terms, "<=", cap * days
            if days == 0:
                yield f"calendar: {c} to {a}, period {t}", terms, "<=", 0.0


def arrivals(f: Facts, t: int) -> list[tuple[Variable, str, float]]:
    """What arrives, whenever it does, of what a period collects: (variable, good, share)."""
    return [(("y", c, g, a, t), g, 1 - f.routes[c][a][1]) for c, g, a in f.collected]


def need_rows(f: Facts, t: int) -> Iterator[Row]:
    """Row 8: bands of need; exports released are met."""
    for g, a in f.need:
        met = {("z", g, a, b, t): 1.0 for b in range(len(f.bands))}
        for b, (width, _) in enumerate(f.bands):
            bound = width * f.need[g, a] * f.days[t]
            yield f"row 8: {g}, {a}, band {b}, period {t}", {("z", g, a, b, t): 1.0}, "<=", bound
        if a is None:
            met |= {x: -(1 - f.refusal[r]) for x, _, r in f.x(t, g=g)}
            yield f"row 8: exports of {g}, period {t}", met, "==", 0.0


def guarantee(given: Any) -> tuple[float, bool, bool] | None:
    """What `detection_for_every` says: its rate, and whether at each crossing and of each good."""
    if given is None:
        return None
    if not isinstance(given, dict) or "value" in given:
        return number(given), True, True
    assert given.get("period", True)
    return number(given["rate"]), given.get("crossing", True), given.get("good", True)


def guaranteed_places(f: Facts) -> list[tuple[str | None, str | None]]:
    """Crossing and good of each row of the guarantee; None: over all."""
    if f.guaranteed is None or not f.guaranteed[0]:
        return []
    _, at_each, of_each = f.guaranteed
    return [*dict.fromkeys((c if at_each else None, g if of_each else None)
                           for c, g, _ in f.presented)]  # fmt: skip


def contraband_rows(f: Facts, t: int) -> Iterator[Row]:
    """Rows 9 and 10."""
    if f.undetected is not None:
        terms = {x: f.threat[g] * (1 - f.detection[r]) for x, g, r in f.x(t)}
        yield f"row 9: period {t}", terms, "<=", f.undetected * f.days[t]
    if f.detection_floor is not None:
        for good in (g for g in f.threat if f.threat[g] > 0):
            terms = {x: f.detection[r] - f.detection_floor for x, _, r in f.x(t, g=good)}
            yield f"row 10: {good}, period {t}", terms, ">=", 0.0
    for c, good in guaranteed_places(f):
        terms = {x: f.detection[r] - f.guaranteed[0] for x, _, r in f.x(t, c, good)}
        yield f"row 10 for every: {c}, {good}, period {t}", terms, ">=", 0.0


def diversion_rows(f: Facts, t: int) -> Iterator[Row]:
    """Row 12: what arrives and is put to another use in spite of the checks."""
    if f.diverted_limit is not None:
        terms = {
            y: f.diverted.get(g, 0.0) * (1 - f.prevents.get(g, 0.0)) * kept
            for y, g, kept in arrivals(f, t)
        }
        yield f"row 12: period {t}", terms, "<=", f.diverted_limit * f.days[t]


def floor_of(f: Terms, g: str, a: str | None, window: list[int]) -> float:
    """Truckloads that the floor of a good asks for in a window: Σ_t floor · need · D."""
    return sum(f[t].floor[g, a] * f[t].need[g, a] * f[t].days[t] for t in window)


def floor_rows(f: Terms) -> Iterator[Row]:
    """Row 11: the floor of coverage in each window."""
    for window in f[0].windows:
        for g, a in f[0].need:
            terms = {("z", g, a, b, t): 1.0 for t in window for b in range(len(f[0].bands))}
            bound = floor_of(f, g, a, window)
            yield f"row 11: {g}, {a}, periods {window}", terms, ">=", bound


def worth(f: Terms) -> dict[Variable, float]:
    """Value: Σ priority · area weight · weight · z."""
    return {
        ("z", g, a, b, t): now.priority[g] * now.weight[a] * weight
        for t, now in enumerate(f)
        for g, a in now.need
        for b, (_, weight) in enumerate(now.bands)
    }


def coverages(f: Terms, over: int) -> dict[tuple[str, str | None, int], dict[Variable, float]]:
    """Of every place with need: its coverage in each window of so many days, by the first period.

    A sum of what is met.
    """
    found: dict[tuple[str, str | None, int], dict[Variable, float]] = {}
    begins, days = 0, 0
    for t in range(len(f)):
        begins, days = (t, 0) if days >= over else (begins, days)
        days += f[t].days[t]
        for g, a in f[t].need:
            part = found.setdefault((g, a, begins), {})
            part |= {
                ("z", g, a, b, t): f[t].need[g, a] * f[t].days[t] for b in range(len(f[t].bands))
            }
    bands = len(f[0].bands)
    needed = {place: sum(part.values()) / bands for place, part in found.items()}
    return {
        place: dict.fromkeys(part, 1 / needed[place])
        for place, part in found.items()
        if needed[place] > 0
    }


def inspection(f: Terms) -> dict[Variable, float]:
    """Fourth aim, to be made small: minutes of every resource, capacity known or not."""
    aim = {}
    for t, now in enumerate(f):
        spent: dict[tuple[str, str], float] = defaultdict(float)
        for (r, g, _), m in now.minutes.items():
            spent[r, g] += m
        aim |= {x: spent[r, g] for x, g, r in now.x(t)}
    return aim


def solved(
    columns: dict[Variable, int],
    program: list[Row],
    aim: dict[Variable, float],
    keeping: bool = False,
) -> tuple[float, np.ndarray] | None:
    """The largest value of `aim` and a point that has it; None where no point exists.

    With `keeping`, rows hold earlier aims at their best, and None where that is too tight to solve.
    """
    signs = {"<=": 1.0, ">=": -1.0, "==": 1.0}
    empty: tuple[list, list, list, list] = ([], [], [], [])  # data, row, column, right-hand side
    matrices = {True: copy.deepcopy(empty), False: empty}
    for _, terms, relation, bound in program:
        data, i, j, right = matrices[relation == "=="]
        for variable, coefficient in terms.items():
            data.append(signs[relation] * coefficient)
            i.append(len(right))
            j.append(columns[variable])
        right.append(signs[relation] * bound)
    cost = np.zeros(len(columns))
    for variable, coefficient in aim.items():
        cost[columns[variable]] = -coefficient
    sides = {
        k: csr_array((data, (i, j)), shape=(len(right), len(columns)))
        for k, (data, i, j, right) in matrices.items()
    }
    answer = linprog(
        cost,
        A_ub=sides[False],
        b_ub=matrices[False][3],
        A_eq=sides[True],
        b_eq=matrices[True][3],
        method="highs",
        options={"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9},
    )
    if answer.status == 2 or (answer.status == 4 and keeping):  # 4: lost between two tolerances
        return None
    if answer.status != 0:
        raise ArithmeticError(f"HiGHS: {answer.message}")
    return -answer.fun, answer.x


def inbound_need(f: Terms) -> dict[tuple[str, str], float]:
    """Truckloads over the horizon of every inbound good in every area with need."""
    need: dict[tuple[str, str], float] = defaultdict(float)
    for t, now in enumerate(f):
        for (g, a), per_day in now.need.items():
            if a is not None and per_day > 0:
                need[g, a] += per_day * now.days[t]
    return dict(need)


def target_rows(f: Terms, target: dict[str, float]) -> Iterator[Row]:
    """Row 13: shares of inbound need over the horizon, "coverage" in all and "worst" of each.

    And "informal", the most truckloads of contraband a day by informal channels. What rounding may
    miss of it, a hundred-millionth, is not asked; of "informal", as much of all contraband sent
    were nothing met.
    """
    need = inbound_need(f)
    met: dict[tuple[str, str], dict[Variable, float]] = {
        place: {z: 1.0 for z in variables(f) if z[0] == "z" and z[1:3] == place} for place in need
    }
    if "coverage" in target:
        everything = {z: 1.0 for terms in met.values() for z in terms}
        least = target["coverage"] * sum(need.values()) * (1 - 1e-8)
        yield "row 13: coverage", everything, ">=", least
    if "worst" in target:
        for place, terms in met.items():
            yield f"row 13: {place}", terms, ">=", target["worst"] * need[place] * (1 - 1e-8)
    if "informal" in target:
        entering, everything, nothing_met = contraband_entering(f)
        days = sum(f[0].days)
        bound = (target["informal"] + 1e-8 * everything) * days - nothing_met * days
        # Both sides by the same number, so that the solver's tolerance is small beside them.
        size = sum(need.values()) / (everything * days) if everything else 1.0
        yield "row 13: informal", {z: size * x for z, x in entering.items()}, "<=", size * bound


def contraband_entering(f: Terms) -> tuple[dict[Variable, float], float, float]:
    """Contraband by informal channels: for each truckload met; sent, and entering, if none is.

    The first is over the horizon, the other two are a day.
    """
    entering: dict[Variable, float] = defaultdict(float)
    sent_at_most = enters_at_most = 0.0
    for t, now in enumerate(f):
        for (g, a), per_day in now.need.items():
            for entry in now.channels.values() if a is not None and per_day > 0 else ():
                sent = (entry["threat"] or 0.0) * entry["shares"].get(g, 0.0)
                enters = sent * (1 - entry["interdicted"])
                sent_at_most += sent * per_day * now.days[t]
                enters_at_most += enters * per_day * now.days[t]
                for b in range(len(now.bands)):
                    entering["z", g, a, b, t] -= enters
    days = sum(f[0].days)
    return dict(entering), sent_at_most / days, enters_at_most / days


def optimum(
    case: dict[str, Any], model: dict[str, Any], target: dict[str, float] | None = None
) -> dict[str, Any]:
    """The best value, and a plan that has it; which of those is shown stands in `reference_aims`.

    Only plans that reach `target` count.

    Returns `status` "optimal" with `objective` and `plan` (variable → truckloads), or `status`
    "infeasible" alone.
    """
    f = facts(case, model)
    columns = {v: j for j, v in enumerate(variables(f))}
    answer = solved(columns, [*rows(f), *target_rows(f, target or {})], worth(f))
    if answer is None:
        return {"status": "infeasible"}
    value, point = answer
    plan = {v: float(point[j]) for v, j in columns.items()}
    return {"status": "optimal", "objective": value, "plan": plan}


def fairest(case: dict[str, Any], model: dict[str, Any], over: int) -> dict[str, Any]:
    """Levels of the fairest plan in windows of days, by place, and the most value with them.

    Level by level: the most that all open places can have; then, place by place, the most that it
    can have while no other falls below its level. Who can have no more is fixed. No prices.
    """
    f = facts(case, model)
    covered = coverages(f, over)
    least: Variable = ("u", "least")
    columns = {v: j for j, v in enumerate([*variables(f), least])}
    levels: dict[tuple[str, str | None, int], float] = {}

    def best(aim: dict[Variable, float], below: float | None) -> float | None:
        """The most of `aim`; open places have λ at least or, where given, what is `below`."""
        for slack in (0.0, *SLACKS):
            held: list[Row] = [("least", {least: 1.0}, "<=", 1.0)]
            for place, share in covered.items():
                if place in levels:
                    held.append(("level", share, ">=", levels[place] - slack))
                elif below is None:
                    held.append(("open", share | {least: -1.0}, ">=", 0.0))
                else:
                    held.append(("open", share, ">=", below - slack))
            answer = solved(columns, [*rows(f), *held], aim)
            if answer is not None:
                return answer[0]
        return None

    while len(levels) < len(covered):
        level = best({least: 1.0}, None)
        if level is None:
            return {"status": "infeasible"}
        most = {p: best(share, level) for p, share in covered.items() if p not in levels}
        assert None not in most.values(), "HiGHS lost the plan it had found"
        stuck = [p for p, reached in most.items() if reached <= level + 1e-7]
        for place in stuck or [min(most, key=lambda p: most[p])]:
            levels[place] = level
    return {"status": "optimal", "levels": levels, "objective": best(worth(f), 0.0)}


# ---- Section 5: the tables -----------------------------------------------------------------------

KEYS = {
    "periods": ("period",),
    "manifests": ("period", "corridor", "crossing", "good"),
    "flows": ("period", "crossing", "good", "regime"),
    "deliveries": ("period", "crossing", "good", "area"),
    "coverage": ("period", "good", "area"),
    "people": ("period", "good", "area"),
    "resources": ("period", "site", "resource"),
    "gates": ("period", "crossing"),
    "corridors": ("period", "corridor", "good"),
    "routes": ("period", "crossing", "area"),
    "limits": ("period", "limit", "crossing", "good", "area"),
    "threats": ("period",),
    "informal": ("period", "channel", "good", "area"),
    "diversion": ("period", "good"),
    "rebuild": ("good",),
    "yards": ("period", "crossing", "good"),
    "platforms": ("period", "crossing", "good"),
    "under_way": ("date", "corridor", "crossing", "good", "area"),
}
CAPS = ("capacity", "capacity_minutes", "bound")
FREE = (
    "presented",
    "collected",
    "manifested",
    "used",
    "used_minutes",
    "value",
    "sent",
    "waiting",
    "turned_away",
    "held",
    "truckloads",
)  # 0 where empty


def ratio(part: float, whole: float | None) -> float | None:
    """A share, null where there is nothing to share."""
    return part / whole if whole else None


def tables(terms: Terms, plan: dict[Variable, float]) -> dict[str, list[dict[str, Any]]]:
    """The tables of section 5 that follow from the plan, without prices, with every empty row."""
    made: dict[str, list[dict[str, Any]]] = {name: [] for name in KEYS}
    phases = phase_of(terms)

    def add(table: str, *key: Any, **values: Any) -> None:
        row = dict(zip(KEYS[table], key, strict=True)) | values
        if table == "periods" or (phases[-1] > 0 and "period" in row):
            row["phase"] = phases[row["period"]]
        made[table].append(row)

    for t, f in enumerate(terms):
        days = f.days[t]
        end = f.starts[t] + timedelta(days=days - 1)
        add("periods", t, start=f.starts[t].isoformat(), end=end.isoformat(), days=days)
        met = {place: sum(plan["z", *place, b, t] for b in range(len(f.bands))) for place in f.need}
        used: dict[Any, float] = defaultdict(float)
        stated = dict.fromkeys(f.minutes_a_day)
        threats = {"expected": 0.0, "detected": 0.0, "undetected": 0.0}
        for c, g, r in f.presented:
            x = plan["x", c, g, r, t]
            add("flows", t, c, g, r, presented=x, refused=f.refusal[r] * x,
                released=(1 - f.refusal[r]) * x)  # fmt: skip
            used["gate", c] += x / f.fill[r]
            for (r_, g_, q), m in f.minutes.items():
                if (r_, g_) == (r, g):
                    site = f.site(c, q) or c
                    stated[site, q] = None
                    used[site, q] += m * x
            threats["expected"] += f.threat[g] * x
            threats["detected"] += f.threat[g] * f.detection[r] * x
            threats["undetected"] += f.threat[g] * (1 - f.detection[r]) * x
            used["good", g] += x
            used["caught", g] += f.detection[r] * x
        known = sum(plan["x", c, g, r, t] for c, g, r in f.presented if g in f.rates)
        passes = sum(plan["x", c, g, r, t] for c, g, r in f.presented)
        if known <= TOLERANCE if passes > TOLERANCE else not f.rates:
            add("threats", t, **dict.fromkeys(threats))
        else:
            add("threats", t, **threats)
        for c, g, a in f.collected:
            y, (_, loss) = plan["y", c, g, a, t], f.routes[c][a]
            add("deliveries", t, c, g, a, collected=y, intercepted=loss * y, arrived=(1 - loss) * y)
            used["route", c, a] += y
        for y, g, kept in arrivals(f, t):
            used["arrived", g] += kept * plan[y]
            for p in (p for g_, p in f.end_use if g_ == g):
                used["pool", p] += f.end_use[g, p] * kept * plan[y]
        for o, c, g in f.manifested:
            m = plan["m", o, c, g, t]
            add("manifests", t, o, c, g, manifested=m)
            used["corridor", o, g] += m
            used["corridor", o, None] += m
        for (g, a), per_day in f.need.items():
            need = per_day * days
            covered = ratio(met[g, a], need)
            stock = plan.get(("s", g, a, t))
            more = {"discarded": plan.get(("gone", g, a, t), None if a is None else 0.0)}
            if f.channels:
                informal = None if a is None else 0.0
                for n, entry in f.channels.items():
                    sent = entry["shares"].get(g, 0.0) * (need - met[g, a])
                    entered = sent - entry["interdicted"] * sent
                    hidden = None if entry["threat"] is None else entry["threat"] * entered
                    if a is not None:
                        add("informal", t, n, g, a, sent=sent, interdicted=sent - entered,
                            entered=entered, undetected=hidden,
                            counts_as_met=entry["counts"])  # fmt: skip
                        informal += entered if entry["counts"] else 0.0
                with_it = None if informal is None else ratio(met[g, a] + informal, need)
                more |= {"informal": informal, "coverage_with_informal": with_it}
            add("coverage", t, g, a, category=f.category[g], need=need, met=met[g, a],
                unmet=need - met[g, a], stock=stock, coverage=covered, **more)  # fmt: skip
            people = f.population.get(a) if a else None
            if f.category[g] == "humanitarian" and people is not None and covered is not None:
                add("people", t, g, a, population=people, people_met=people * covered)
        for site, q in stated:
            kind, name = ("pool", q) if site == "pool" else ("working", site)
            a_day = f.minutes_a_day.get((site, q))
            capacity = None if a_day is None else a_day * f.open[kind, name, t]
            add("resources", t, site, q, used_minutes=used[site, q], capacity_minutes=capacity,
                utilisation=ratio(used[site, q], capacity))  # fmt: skip
        for c, gate in f.gate.items():
            days_open = f.open["working", c, t]
            capacity = None if gate is None else gate * days_open
            add("gates", t, c, used=used["gate", c], capacity=capacity,
                utilisation=ratio(used["gate", c], capacity))  # fmt: skip
            for a, (cap, _) in f.routes[c].items():
                capacity = None if cap is None else cap * f.route_days(c, a, t)
                add("routes", t, c, a, used=used["route", c, a], capacity=capacity)
        for o, (total, _, goods) in f.corridors.items():
            for good, cap in {None: total, **goods}.items():
                capacity = None if cap is None else cap * f.open["corridor", o, t]
                add("corridors", t, o, good, used=used["corridor", o, good], capacity=capacity)
        if f.undetected is not None:
            add("limits", t, "undetected_threats_per_day", None, None, None,
                value=threats["undetected"], bound=f.undetected * days)  # fmt: skip
        lost = 0.0
        for g, share in f.diverted.items():
            arrived = used["arrived", g]
            prevented = share * f.prevents.get(g, 0.0) * arrived
            lost += share * arrived - prevented
            add("diversion", t, g, arrived=arrived, prevented=prevented,
                diverted=share * arrived - prevented)  # fmt: skip
        if f.diverted_limit is not None:
            add("limits", t, "diverted_truckloads_per_day", None, None, None,
                value=lost, bound=f.diverted_limit * days)  # fmt: skip
        for g in (g for g in f.threat if f.threat[g] > 0 and f.detection_floor is not None):
            add("limits", t, "detection_rate_at_least", None, g, None,
                value=used["caught", g], bound=f.detection_floor * used["good", g])  # fmt: skip
        for c, g in guaranteed_places(f):
            sent = {x: r for x, _, r in f.x(t, c, g)}
            add("limits", t, "detection_for_every", c, g, None,
                value=sum(f.detection[r] * plan[x] for x, r in sent.items()),
                bound=f.guaranteed[0] * sum(plan[x] for x in sent))  # fmt: skip
    first, last = terms[0], len(terms) - 1
    for window in first.windows:
        for g, a in first.need:
            met_in = sum(plan["z", g, a, b, t] for t in window for b in range(len(first.bands)))
            bound = floor_of(terms, g, a, window)
            add("limits", window[0], "coverage_at_least", None, g, a, value=met_in, bound=bound)
    for (g, a), left in terms[last].end.items():
        value = plan["s", g, a, last]
        add("limits", last, "end_days_of_need", None, g, a, value=value, bound=left)
    for good, (backlog, load) in first.backlog.items():
        arrived = sum(
            kept * plan[y]
            for t, now in enumerate(terms)
            for y, g, kept in arrivals(now, t)
            if g == good
        )
        pace = arrived * load / sum(first.days)
        add("rebuild", good, backlog_tonnes=backlog, tonnes_per_day=pace,
            days=ratio(backlog, pace))  # fmt: skip
    for table, key, figures in time_tables(terms, plan):
        add(table, *key, **figures)
    return made


def printed_plan(f: Terms, result: dict[str, Any]) -> dict[Variable, float]:
    """The plan that a result prints; need met fills the bands from the first on."""
    plan: dict[Variable, float] = defaultdict(float)
    for row in result["manifests"]:
        plan["m", row["corridor"], row["crossing"], row["good"], row["period"]] += row["manifested"]
    for row in result["flows"]:
        plan["x", row["crossing"], row["good"], row["regime"], row["period"]] += row["presented"]
    for row in result["deliveries"]:
        plan["y", row["crossing"], row["good"], row["area"], row["period"]] += row["collected"]
    for row in result.get("yards", []):
        plan["w", row["crossing"], row["good"], row["period"]] += row["waiting"]
        plan["turned", row["crossing"], row["good"], row["period"]] += row["turned_away"]
    for row in result.get("platforms", []):
        plan["h", row["crossing"], row["good"], row["period"]] += row["held"]
    for row in result["coverage"]:
        g, a, t, left = row["good"], row["area"], row["period"], row["met"]
        if a is not None:
            plan["s", g, a, t] += row["stock"] or 0
            if row.get("discarded"):
                plan["gone", g, a, t] += row["discarded"]
        for b, (width, _) in enumerate(f[t].bands):
            last = b == len(f[t].bands) - 1
            fills = left if last else min(left, width * f[t].need.get((g, a), 0) * f[t].days[t])
            plan["z", g, a, b, t] += fills
            left -= fills
    return plan


# ---- The check of a printed result ---------------------------------------------------------------


def differ(printed: Any, expected: Any, scale: float = 1.0) -> bool:
    """Whether two cells of a table say something else."""
    if isinstance(printed, int | float) and isinstance(expected, int | float):
        return not abs(printed - expected) <= TOLERANCE * max(1.0, scale, abs(expected))
    return bool(printed != expected)


def row_violations(f: Terms, plan: dict[Variable, float]) -> Iterator[str]:
    """Rows, bounds and existence, at a plan."""
    existing = set(variables(f))
    for variable, value in plan.items():
        if not abs(value) < float("inf"):
            yield f"not a number: {variable} is {value}"
        elif variable not in existing and abs(value) > TOLERANCE:
            yield f"does not exist: {variable} is {value}"
        elif value < -TOLERANCE:
            yield f"negative: {variable} is {value}"
    yield from broken(rows(f), plan)


def broken(program: Iterable[Row], plan: dict[Variable, float]) -> Iterator[str]:
    """Rows that a plan does not keep."""
    for name, terms, relation, bound in program:
        parts = [coefficient * plan[variable] for variable, coefficient in terms.items()]
        scale = max([1.0, abs(bound), *map(abs, parts)])
        over = sum(parts) - bound
        over = {"<=": over, ">=": -over, "==": abs(over)}[relation]
        if not over <= TOLERANCE * scale:
            yield f"{name}: {sum(parts)} is not {relation} {bound}"


def table_violations(
    f: Terms, plan: dict[Variable, float], result: dict[str, Any]
) -> Iterator[str]:
    """Tables that do not follow from the plan they print."""
    for table, expected in tables(f, plan).items():
        keys = KEYS[table]
        printed: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in result.get(table, []):
            if str(row.get("limit")).startswith("own."):
                continue  # of its own, and told by `own_cases.own_rows`
            key = tuple(row.get(column) for column in keys)
            if key in printed:
                yield f"{table}: {key} twice"
            printed[key] = row
        for row in expected:
            key = tuple(row[column] for column in keys)
            if key in printed:
                yield from cell_violations(table, key, printed.pop(key), row)
            elif not may_be_left_out(table, row):
                yield f"{table}: no row {key}, expected {row}"
        for key, row in printed.items():
            full = any(row.get(column) for column in (*FREE, *CAPS))
            if full or table in ("periods", "coverage", "threats", "diversion", "rebuild"):
                yield f"{table}: {key} should not be there: {row}"


def may_be_left_out(table: str, row: dict[str, Any]) -> bool:
    """Whether a row that should read so says nothing, or tells of a cap that nobody gave."""
    if table in ("manifests", "flows", "deliveries", "yards", "platforms", "under_way"):
        return not any(row.get(column, 0) > TOLERANCE for column in FREE)
    if table == "informal":
        return not row["sent"] > TOLERANCE
    if table == "diversion":  # a share of 0 says that nothing is diverted
        return row["diverted"] == row["prevented"] == 0
    if table == "limits":
        return row["bound"] == 0
    if table == "corridors":
        return row["good"] is not None and row["capacity"] is None
    return table == "resources" and row["capacity_minutes"] is None


def cell_violations(
    table: str, key: tuple[Any, ...], printed: dict[str, Any], expected: dict[str, Any]
) -> Iterator[str]:
    """Cells of one row that do not follow from the plan, and prices of the wrong kind."""
    capacity = expected.get("capacity", expected.get("capacity_minutes", expected.get("bound")))
    scale = max(
        abs(capacity or 0),
        expected.get("population", 0),
        *(abs(expected.get(name) or 0) for name in FREE),
    )
    for column, value in expected.items():
        shares = column in ("utilisation", "coverage", "coverage_with_informal")
        if column not in printed:
            yield f"{table}: {key} has no {column}"
        elif column in ("stock", "discarded") and value is None:  # an export: as good as 0
            if printed[column]:
                yield f"{table}: {key} is an export with a {column} of {printed[column]}"
        elif column == "utilisation" and capacity == 0 and not printed[column]:
            continue
        elif differ(printed[column], value, 1.0 if shares else scale):
            yield f"{table}: {key}: {column} is {printed[column]}, not {value}"
    if "shadow_price" in printed:
        price = printed["shadow_price"]
        if capacity is None and price is not None:
            yield f"{table}: {key}: a price without a cap"
        if capacity is not None and (price is None or not price >= -TOLERANCE):
            yield f"{table}: {key}: shadow_price is {price}"


def phase_violations(f: Terms, result: dict[str, Any]) -> Iterator[str]:
    """Phases of a result that are not those of its periods."""
    numbers = phase_of(f)
    expected = []
    for k in range(numbers[-1] + 1):
        within = [t for t, phase in enumerate(numbers) if phase == k]
        end = f[0].starts[within[-1]] + timedelta(days=f[0].days[within[-1]] - 1)
        expected.append((k, f[0].starts[within[0]].isoformat(), end.isoformat()))
    printed = [(row["phase"], row["start"], row["end"]) for row in result.get("phases", [])]
    if printed != expected and "phases" in result:
        yield f"{printed}, not {expected}"


def violations(case: dict[str, Any], model: dict[str, Any], result: dict[str, Any]) -> list[str]:
    """Sentences for everything in a printed result that docs/results.md does not allow."""
    f = facts(case, model)
    if result.get("status") not in ("optimal", "stopped"):
        return [f"status is {result.get('status')}"]
    strange = [
        f"{table}: period {row['period']}"
        for table in KEYS
        for row in result.get(table, [])
        if row.get("period", 0) not in range(len(f))
    ]
    if strange:
        return strange
    plan = printed_plan(f, result)
    found = [*row_violations(f, plan), *table_violations(f, plan, result)]
    found += [f"phases: {text}" for text in phase_violations(f, result)]
    objective = sum(weight * plan[z] for z, weight in worth(f).items())
    if differ(result.get("objective"), objective):
        found.append(f"objective is {result.get('objective')}, coverage gives {objective}")
    return found


# ---- Sizing: every choice, one after the other ---------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """Hours by site and units added by (site, resource, supplier); a pool's site is ("pool", p).

    And the share stopped by informal channel.
    """

    hours: dict[Any, float]
    added: dict[tuple[Any, str, str | None], int]
    stopped: dict[str, float]
    cost: Fraction
    rank: tuple[Fraction, int, Fraction, int, Fraction]  # cost, units, hours, shares, place


def sizing_entry(case: dict[str, Any], model: dict[str, Any], key: str) -> dict[str, Any]:
    """Entries of `sizing.crossings`, `sizing.pools` or `sizing.informal` in force."""
    blocks = (case.get("sizing") or {}, model.get("sizing") or {})
    return {name: entry for block in blocks for name, entry in (block.get(key) or {}).items()}


def sized_sites(case: dict[str, Any], model: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What may grow: (site, hours today, units today by resource, growths, hours entry)."""
    sites: list[tuple[Any, ...]] = []
    entries = sizing_entry(case, model, "crossings")
    for c, crossing in case["crossings"].items():
        entry = entries.get(c, entries.get("*"))
        units = {q: number(n) for q, n in ((crossing or {}).get("resources") or {}).items()}
        if entry and units and (entry.get("resources") or entry.get("hours_per_day")):
            today = number((crossing or {}).get("hours_per_day"), 8)
            growths = {q: g for q, g in (entry.get("resources") or {}).items() if q in units}
            sites.append((c, today, units, growths, entry.get("hours_per_day")))
    entries = sizing_entry(case, model, "pools")
    for p, pool in {**(case.get("pools") or {}), **(model.get("pools") or {})}.items():
        if p in entries:
            today, units = number(pool.get("hours_per_day"), 8), {p: number(pool["units"])}
            sites.append((("pool", p), today, units, entries, entries[p].get("hours_per_day")))
    return sites


def supplies(units: float, growth: dict[str, Any]) -> tuple[int, list[tuple[str | None, int, Any]]]:
    """How many may be added in all, and by whom: (supplier, most, cost of each)."""
    cost, ceiling = number(growth.get("cost"), 0), number(growth.get("at_most"))
    most = None if ceiling is None else max(0, floor(ceiling - units))
    offers = growth.get("offers") or {}
    if not offers:
        return most, [(None, most, cost)]
    listed = [(s, number(o["units"]), number(o.get("cost"), cost)) for s, o in offers.items()]
    offered = sum(n for _, n, _ in listed)
    return offered if most is None else min(most, offered), listed


def shares_stopped(case: dict[str, Any], model: dict[str, Any]) -> dict[str, list[Any]]:
    """Of each channel of which more may be stopped: (share, cost), today's first, rising."""
    found = {}
    entries = sizing_entry(case, model, "informal")
    for n, entry in (case.get("informal") or {}).items():
        if n in entries:
            today = number((entry or {}).get("interdicted"), 0)
            options = [(number(o["share"]), number(o["cost"])) for o in entries[n]["interdicted"]]
            found[n] = [(today, 0), *sorted(option for option in options if option[0] > today)]
    return found


def choices(case: dict[str, Any], model: dict[str, Any], most_of_all: int) -> list[Choice]:
    """Every combination of hours, whole numbers of units and shares, the best ranked first.

    None where they are more than `most_of_all`.
    """
    axes: list[list[tuple[Any, Any]]] = []  # of each: (key, number)
    places: list[Any] = []
    sites = sized_sites(case, model)
    growing = [
        (site, q, units[q], growths[q])
        for site, _, units, growths, _ in sites
        for q in units
        if q in growths
    ]
    for site, q, units, growth in growing:
        most, listed = supplies(units, growth)
        for supplier, offered, _ in listed:
            key = (site, q, supplier)
            axes.append([(key, n) for n in range(min(offered, most) + 1)])
            places.append(key)
    for site, today, _, _, entry in sites:
        options = sorted({number(h) for h in (entry or {}).get("options") or []})
        axes.append([(site, h) for h in [today, *(h for h in options if h > today)]])
        places.append(site)
    stopping = shares_stopped(case, model)
    for n, options in stopping.items():
        axes.append([(("informal", n), k) for k in range(len(options))])
    if prod(len(axis) for axis in axes) > most_of_all:
        return []
    made = []
    for combination in product(*axes):
        picked = dict(combination)
        added = {key: n for key, n in picked.items() if isinstance(key, tuple) and len(key) == 3}
        totals = {
            (site, q): sum(n for (s, r, _), n in added.items() if (s, r) == (site, q))
            for site, q, _, _ in growing
        }
        if any(totals[site, q] > supplies(units, g)[0] for site, q, units, g in growing):
            continue
        cost = Fraction(0)
        for site, q, units, growth in growing:
            for supplier, _, each in supplies(units, growth)[1]:
                cost += Fraction(str(each)) * added[site, q, supplier]
        hours, longer = {}, {}
        for site, today, units, growths, entry in sites:
            hours[site] = picked[site]
            longer[site] = Fraction(str(picked[site])) - Fraction(str(today))
            a_day = Fraction(str(number((entry or {}).get("cost_per_hour"), 0)))
            for q, there in units.items():
                each = number((growths.get(q) or {}).get("cost_per_hour"), 0)
                a_day += Fraction(str(each)) * (Fraction(str(there)) + totals.get((site, q), 0))
            cost += longer[site] * a_day
        steps_up = {n: picked["informal", n] for n in stopping}
        for n, options in stopping.items():
            cost += Fraction(str(options[steps_up[n]][1]))
        steps = [h for more in longer.values() for h in [more] if h]
        place = sum((k * n for k, n in enumerate(added.values(), 1)), Fraction(0))
        place += sum(
            (k * more for k, more in enumerate(longer.values(), len(added) + 1)), Fraction(0)
        ) / hour_step(sites)
        place += sum(k * n for k, n in enumerate(steps_up.values(), len(added) + len(longer) + 1))
        total_hours, total_steps = sum(steps, Fraction(0)), sum(steps_up.values())
        rank = (cost, sum(added.values()), total_hours, total_steps, place)
        stopped = {n: options[steps_up[n]][0] for n, options in stopping.items()}
        made.append(Choice(hours, added, stopped, cost, rank))
    return sorted(made, key=lambda choice: choice.rank)


def hour_step(sites: list[tuple[Any, ...]]) -> Fraction:
    """The largest step of which every longer working day is a whole number of steps."""
    step = Fraction(0)
    for _, today, _, _, entry in sites:
        for option in (entry or {}).get("options") or []:
            more = Fraction(str(number(option))) - Fraction(str(today))
            while more > 0:  # Euclid's algorithm
                step, more = more, step % more
    return step or Fraction(1)


def staffed(
    case: dict[str, Any], model: dict[str, Any], choice: Choice
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two files with the units, hours and shares chosen; in later phases shares are no less."""
    case, model = copy.deepcopy(case), copy.deepcopy(model)
    for n, share in choice.stopped.items():
        entry = case["informal"][n] or {}
        if share <= number(entry.get("interdicted"), 0):  # today's; phases keep their own
            continue
        case["informal"][n] = entry | {"interdicted": share}
        for phase in case.get("phases") or []:
            path = f"informal.{n}.interdicted"
            if path in (phase.get("set") or {}):
                phase["set"][path] = max(share, number(phase["set"][path]))
    for site, hours in choice.hours.items():
        if isinstance(site, tuple):
            in_model = site[1] in (model.get("pools") or {})
            entry = (model if in_model else case)["pools"][site[1]]
        else:
            entry = case["crossings"][site]
        entry["hours_per_day"] = hours
    for (site, q, _), n in choice.added.items():
        if isinstance(site, tuple):
            in_model = q in (model.get("pools") or {})
            entry = (model if in_model else case)["pools"][q]
            entry["units"] = number(entry["units"]) + n
        else:
            units = case["crossings"][site]["resources"]
            units[q] = number(units[q]) + n
    return case, model


def most(
    case: dict[str, Any],
    model: dict[str, Any],
    measure: str,
    target: dict[str, float],
    beside: Callable[[Terms, dict[str, Any]], Iterable[Row]] | None = None,
) -> float | None:
    """The most coverage, or best worst coverage, of plans that reach `target`; None: no plan.

    Of "informal", what is least, with its sign turned. `beside` adds rows of the case.
    """
    f = facts(case, model)
    program = [*rows(f), *target_rows(f, target), *(beside(f, case) if beside else ())]
    columns = {v: j for j, v in enumerate([*variables(f), ("u",)])}
    need = inbound_need(f)
    if not need:
        return None
    inbound = [v for v in columns if v[0] == "z" and v[1:3] in need]
    if measure == "coverage":
        aim = {z: 1 / sum(need.values()) for z in inbound}
    elif measure == "informal":
        entering, everything, nothing_met = contraband_entering(f)
        total = everything * sum(f[0].days)
        if not total:
            return 0.0
        answer = solved(columns, program, {z: -x / total for z, x in entering.items()})
        return None if answer is None else -(nothing_met - answer[0] * everything)
    else:
        aim = {("u",): 1.0}
        for place, wanted in need.items():
            terms = {z: -1 / wanted for z in inbound if z[1:3] == place}
            program.append((f"least: {place}", {("u",): 1.0} | terms, "<=", 0.0))
    program.append(("a bound", {("u",): 1.0}, "<=", 1.0))
    answer = solved(columns, program, aim)
    return None if answer is None else answer[0]
