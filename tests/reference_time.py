"""Section 8 of the contract, read afresh: what travels, waits, is stored and is let go.

Two halves, both for `reference.py`: `Times`, what the two files say of it in a phase; and rows 1, 6
and 7 of the program with what it adds to them. Everything that arrives, arrives by `spread`.

Variables: ("w", c, g, t) waits in the yard, ("h", c, g, t) is held on the platform, ("turned", c,
g, t) is turned away from a crossing, ("gone", g, a, t) is discarded in an area.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reference import Row, Terms, Variable

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
IN_FORCE = True
"""Whether trucks may wait where no yard is given, and goods be discarded; once they did not."""
HAIR = 1e-9  # of a day: what rounding leaves of an overlap


# ---- What the files say --------------------------------------------------------------------------


@dataclass(frozen=True)
class Times:
    """What section 8 adds to a phase's facts. What is said of the start is of the case."""

    weight: dict[str | None, float]  # of areas; export: area None
    yard: dict[str, float | None]  # crossing → most that may wait; None: no limit
    platform: dict[str, float]
    to_crossing: dict[str, float]  # corridor → days of travel
    to_area: dict[tuple[str, str], float]  # (crossing, area) → days of travel
    store: dict[str, float | None]
    shelf_life: dict[str, float | None]
    pipeline: list[tuple[date, str, str, str, float]]  # day, corridor, crossing, good, truckloads
    under_way: list[tuple[date, str, str, str, float]]  # day, crossing, good, area, truckloads
    yards_first: dict[tuple[str, str], float]  # (crossing, good)
    platforms_first: dict[tuple[str, str], float]
    used: dict[str, float]  # limit of one's own → used up before the start


def number(entry: Any, default: Any = None) -> Any:
    """A number, bare or taken out of its evidence; `default` where nothing is written."""
    if isinstance(entry, dict):
        entry = entry.get("value")
    return default if entry is None else entry


def day(text: Any) -> date:
    """A date as the file has it."""
    return date.fromisoformat(str(text))


def open_days(entry: dict[str, Any], start: date, days: int) -> int:
    """Days of a period on which a crossing, corridor, route or pool is open."""
    weekdays = entry.get("open_days")
    closed = set()
    for each in entry.get("closed_dates") or []:
        first, last = (each["from"], each["to"]) if isinstance(each, dict) else (each, each)
        closed |= {day(first) + timedelta(n) for n in range((day(last) - day(first)).days + 1)}
    dates = [start + timedelta(days=k) for k in range(days)]
    return sum(
        (weekdays is None or WEEK[each.weekday()] in weekdays) and each not in closed
        for each in dates
    )


def route_calendar(crossing: dict[str, Any], route: dict[str, Any]) -> dict[str, Any] | None:
    """Opening days of a route that has any of its own; each key is else its crossing's."""
    keys = ("open_days", "closed_dates")
    if all(route.get(key) is None for key in keys):
        return None
    return {key: crossing.get(key) if route.get(key) is None else route[key] for key in keys}


def floor_in(entry: Any, area: str | None) -> float:
    """What a floor asks for in an area; None is an export's market, which nobody names."""
    if isinstance(entry, dict) and ("by_area" in entry or "others" in entry):
        return number((entry.get("by_area") or {}).get(area), number(entry.get("others"), 0))
    return number(entry, 0)


def times(
    case: dict[str, Any], areas: dict[str, Any], crossings: dict[str, Any], corridors: dict
) -> dict[str, Any]:
    """The fields of `Times`."""
    start = case.get("start") or {}
    routes = {
        (c, a): (entry.get("routes") or {}).get(a) or {}
        for c, entry in crossings.items()
        for a in (areas if entry.get("routes") is None else entry["routes"])
    }

    there_first = {  # which finds room in a scenario that draws a smaller platform
        c: sum(number(n, 0) for n in goods.values())
        for c, goods in (start.get("platforms") or {}).items()
    }

    def by_good(entries: dict[str, Any] | None) -> dict[tuple[str, str], float]:
        return {
            (c, g): number(n, 0)
            for c, goods in (entries or {}).items()
            for g, n in (goods or {}).items()
        }

    return {
        "weight": {None: 1.0, **{a: number(e.get("weight"), 1) for a, e in areas.items()}},
        "yard": {
            c: number(entry.get("yard_truckloads"), None if IN_FORCE else 0.0)
            for c, entry in crossings.items()
        },
        "platform": {
            c: max(number(e.get("platform_truckloads"), 0), there_first.get(c, 0))
            for c, e in crossings.items()
        },
        "to_crossing": {o: number(e.get("transit_days"), 0) for o, e in corridors.items()},
        "to_area": {at: number(entry.get("transit_days"), 0) for at, entry in routes.items()},
        "store": {a: number(entry.get("store_truckloads")) for a, entry in areas.items()},
        "shelf_life": {g: number(e.get("shelf_life_days")) for g, e in case["goods"].items()},
        "pipeline": [
            (day(row["date"]), o, row["crossing"], row["good"], number(row["truckloads"]))
            for o, entry in corridors.items()
            for row in entry.get("pipeline") or []
        ],
        "under_way": [
            (day(row["date"]), row["crossing"], row["good"], row["area"], number(row["truckloads"]))
            for row in start.get("under_way") or []
        ],
        "yards_first": by_good(start.get("yards")),
        "platforms_first": by_good(start.get("platforms")),
        "used": {name: number(n, 0) for name, n in (start.get("used") or {}).items()},
    }


def needs_between_dates(
    good: dict[str, Any], first: date, days: int
) -> list[tuple[str | None, float]]:
    """Truckloads a day of a good in a period, by area (None: in all), from needs between dates.

    Over the period, days without one need nothing. A table of needs gives the same rows.
    """
    need = good.get("need")
    dates = [first + timedelta(days=n) for n in range(days)]
    return [
        (row.get("area"), sum(truckloads_on(row, good, each) for each in dates) / days)
        for row in (need.get("by_date") or [] if isinstance(need, dict) else [])
    ]


def truckloads_on(row: dict[str, Any], good: dict[str, Any], when: date) -> float:
    """Truckloads that are needed on a day, in whatever is counted between the row's dates."""
    if when < day(row.get("from") or date.min) or when > day(row.get("to") or date.max):
        return 0.0
    if row.get("truckloads_per_day") is not None:
        return number(row["truckloads_per_day"])
    if row.get("people") is not None:
        tonnes = number(row["people"]) * number(good["need"]["kg_per_person_per_day"]) / 1000
    elif row.get("tonnes_per_month") is not None:
        tonnes = number(row["tonnes_per_month"]) / monthrange(when.year, when.month)[1]
    else:
        tonnes = number(row["tonnes_per_day"])
    return tonnes / number(good["tonnes_per_truckload"])


# ---- When things arrive --------------------------------------------------------------------------


def begins(f: Terms, t: int) -> int:
    """Days before period t; periods as long as the last one go on beyond the horizon."""
    beyond = max(0, t - len(f) + 1)
    return (f[0].starts[t - beyond] - f[0].starts[0]).days + beyond * f[0].days[t - beyond]


def spread(f: Terms, t: int, travel: float) -> dict[int, float]:
    """What leaves in period t, evenly over its days: the share of it that arrives in each period.

    With equal periods of n days and travel = (k + f) · n these are 1 − f in t + k and f in the next
    one. Where one period is shorter than another, it is what arrives on its days.
    """
    first = begins(f, t) + travel
    last = begins(f, t + 1) + travel
    shares, later = {}, t
    while begins(f, later) < last - HAIR:
        within = min(begins(f, later + 1), last) - max(begins(f, later), first)
        if within > HAIR:
            shares[later] = within / (last - first)
        later += 1
    return shares


def period_of(f: Terms, when: date) -> int:
    """The period that holds a day; one after the last where it is later than the horizon."""
    (period,) = [t for t, first in enumerate(f[0].starts) if first <= when][-1:]
    after = f[0].starts[period] + timedelta(days=f[0].days[period])
    return period if when < after else period + 1


By = dict[tuple[Any, ...], dict["Variable", float]]


def reaching(f: Terms) -> By:
    """By (crossing, good, period): what reaches it of everything manifested, after loss."""
    found: By = defaultdict(dict)
    for t, now in enumerate(f):
        for o, c, g in now.manifested:
            for later, share in spread(f, t, now.to_crossing[o]).items():
                found[c, g, later]["m", o, c, g, t] = (1 - now.corridors[o][1]) * share
    return found


def arriving(f: Terms) -> By:
    """By (good, area, period): what arrives of everything collected, after loss."""
    found: By = defaultdict(dict)
    for t, now in enumerate(f):
        for c, g, a in now.collected:
            for later, share in spread(f, t, now.to_area[c, a]).items():
                found[g, a, later]["y", c, g, a, t] = (1 - now.routes[c][a][1]) * share
    return found


def on_its_way(f: Terms) -> tuple[dict[tuple[Any, ...], float], dict[tuple[Any, ...], float]]:
    """What was on its way at the start: to (crossing, good, period), to (good, area, period)."""
    to_crossing: dict[tuple[Any, ...], float] = defaultdict(float)
    to_area: dict[tuple[Any, ...], float] = defaultdict(float)
    for when, _, c, g, n in f[0].pipeline:
        to_crossing[c, g, period_of(f, when)] += n
    for when, _, g, a, n in f[0].under_way:
        to_area[g, a, period_of(f, when)] += n
    return to_crossing, to_area


# ---- The program ---------------------------------------------------------------------------------


def time_variables(f: Terms, t: int) -> Iterator[Variable]:
    """What waits and is turned away where corridors exist, lies on a platform, is discarded."""
    now = f[t]
    for c in now.gate:
        for g in now.inbound():
            if now.corridors:
                yield "w", c, g, t
                yield "turned", c, g, t
            if any(terms.platform[c] > 0 for terms in f):
                yield "h", c, g, t
    for g, a in now.first:
        if IN_FORCE or now.store[a] is not None or now.shelf_life[g] is not None:
            yield "gone", g, a, t


def before(f: Terms, letter: str, c: str, g: str, t: int) -> tuple[dict[Variable, float], float]:
    """What a yard or platform held at the end of the period before: a variable, or the start's."""
    if t > 0:
        return {(letter, c, g, t - 1): -1.0}, 0.0
    first = f[0].yards_first if letter == "w" else f[0].platforms_first
    return {}, first.get((c, g), 0.0)


def crossing_rows(f: Terms, t: int, reached: By, under_way: dict[Any, float]) -> Iterator[Row]:
    """Rows 1 and 6 of a period: truckloads kept from stage to stage, in yards and on platforms."""
    now, exist = f[t], set(time_variables(f, t))
    for c in now.gate:
        for g in now.inbound():
            held = ("h", c, g, t)
            there, first = before(f, "h", c, g, t) if held in exist else ({}, 0.0)
            terms = {("y", c, g, a, t): 1.0 for a in now.routes[c]} | there
            terms |= {held: 1.0} if held in exist else {}
            terms |= {x: -(1 - now.refusal[r]) for x, _, r in now.x(t, c, g)}
            yield f"row 1: {g} collected = released at {c}, period {t}", terms, "==", first
            if now.corridors:
                there, first = before(f, "w", c, g, t)
                terms = {x: 1.0 for x, _, _ in now.x(t, c, g)} | there
                terms |= {("w", c, g, t): 1.0, ("turned", c, g, t): 1.0}
                terms |= {m: -share for m, share in reached[c, g, t].items()}
                came = first + under_way.get((c, g, t), 0.0)
                yield f"row 6: {g} presented = manifested at {c}, period {t}", terms, "==", came
        waiting = {("w", c, g, t): 1.0 for g in now.inbound()}
        if now.corridors and now.yard[c] is not None:
            yield f"row 6: yard of {c}, period {t}", waiting, "<=", now.yard[c]
        held_in_all = {v: 1.0 for g in now.inbound() if (v := ("h", c, g, t)) in exist}
        yield f"row 1: platform of {c}, period {t}", held_in_all, "<=", now.platform[c]


def area_rows(f: Terms, t: int, arrived: By, under_way: dict[Any, float]) -> Iterator[Row]:
    """Row 7: stock from period to period, what a store holds, and how long a good keeps.

    Days of need are those of the first period's need at the start, of the last one's at the end.
    """
    now, last, exist = f[t], len(f) - 1, set(time_variables(f, t))
    for g, a in now.first:
        met = {("z", g, a, b, t): 1.0 for b in range(len(now.bands))}
        came = {y: -share for y, share in arrived[g, a, t].items()}
        terms = {("s", g, a, t): 1.0} | came | met
        if ("gone", g, a, t) in exist:
            terms["gone", g, a, t] = 1.0
        if t > 0:
            terms["s", g, a, t - 1] = -1.0
        there = f[0].first[g, a] if t == 0 else 0.0
        there += under_way.get((g, a, t), 0.0)
        yield f"row 7: {g}, {a}, period {t}", terms, "==", there
        if t == last:
            yield f"row 7: {g} left in {a}", {("s", g, a, t): 1.0}, ">=", f[last].end[g, a]
        life = now.shelf_life[g]
        if life is not None:
            kept = [k for k in range(t + 1) if begins(f, t + 1) - begins(f, k) <= life]
            terms = {("s", g, a, t): 1.0}
            terms |= {y: -share for y, share in _summed(arrived, g, a, kept).items()}
            fresh = sum(under_way.get((g, a, k), 0.0) for k in kept)
            fresh += f[0].first[g, a] if 0 in kept else 0.0
            yield f"row 7: {g} in {a} no older than {life} days, period {t}", terms, "<=", fresh
    for a, most in now.store.items():
        if most is not None:
            terms = {("s", g, a, t): 1.0 for g in now.inbound()}
            yield f"row 7: store of {a}, period {t}", terms, "<=", most


def _summed(arrived: By, g: str, a: str, periods: list[int]) -> dict[Variable, float]:
    """What arrives of everything collected in any of some periods."""
    total: dict[Variable, float] = defaultdict(float)
    for k in periods:
        for y, share in arrived[g, a, k].items():
            total[y] += share
    return total


# ---- The tables ----------------------------------------------------------------------------------


def time_tables(
    f: Terms, plan: dict[Variable, float]
) -> Iterator[tuple[str, tuple[Any, ...], dict[str, float]]]:
    """Rows of `yards`, `platforms` and `under_way`: (table, key, figures)."""
    for t in range(len(f)):
        for letter, *at, _ in time_variables(f, t):
            if letter == "w":
                waiting, turned = plan["w", *at, t], plan["turned", *at, t]
                yield "yards", (t, *at), {"waiting": waiting, "turned_away": turned}
            elif letter == "h":
                yield "platforms", (t, *at), {"held": plan["h", *at, t]}
    left: dict[tuple[Any, ...], float] = defaultdict(float)  # (day, corridor, crossing, good, area)
    for when, o, c, g, n in f[0].pipeline:
        if period_of(f, when) >= len(f):
            left[when.isoformat(), o, c, g, None] += n
    for when, c, g, a, n in f[0].under_way:
        if period_of(f, when) >= len(f):
            left[when.isoformat(), None, c, g, a] += n
    for by, to_area in ((reaching(f), False), (arriving(f), True)):
        for (*_, t), terms in by.items():
            if t >= len(f):
                when = (f[0].starts[0] + timedelta(days=begins(f, t))).isoformat()
                for v, share in terms.items():
                    key = (None, *v[1:4]) if to_area else (*v[1:4], None)
                    left[when, *key] += share * plan[v]
    for key, n in left.items():
        yield "under_way", key, {"truckloads": n}
