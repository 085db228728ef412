"""Generated pairs (case, model): every feature of sections 2 and 3, small enough to solve at once.

Every pair is valid input; some have no plan, because a floor or an end stock is out of reach.
Numbers are short decimals, so that the programs are well conditioned.
"""

import json
import os
import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from reference import number, reach, stage_minutes

FEATURES = frozenset(
    {
        "evidence",  # {value, range, source, …} in place of a bare number
        "unknown_capacity",  # a crossing without resources
        "exports",
        "stocks",
        "filters",  # admits on crossings and regimes
        "routes",
        "corridors",
        "pools",
        "use",
        "factors",  # minutes_factor
        "contraband",  # threat rates and limits on contraband
        "guarantee",  # shares detected whoever sends
        "diversion",  # shares diverted, checks of end use, a limit on what is diverted
        "informal",  # channels beside the crossings
        "backlog",  # what rebuilding needs in all
        "floors",  # coverage_at_least, windows
        "calendar",  # open_days, closed_dates, a start of its own
        "bands",
        "nulls",  # null entries, needs left out, crossings without any limit
        "sizing",
        "words",  # names, notes, sources, observed series
        "uncertainty",  # in the case and over it in the model
        "weekdays",  # some on which crossings work faster or slower
        "by_place",  # weights of areas, floors by area, days of routes
        "phases",  # parts of the horizon with other numbers, or under another model
    }
)

INBOUND = ("humanitarian", "construction", "fuel", "commercial")
# Some goods bear the name of a category, of their own or of another.
GOODS = ("food", "cement", "fuel", "medical-2", "construction", "toys", "commercial", "wash_kits")
EXPORTS = ("strawberries", "furniture", "export")
AREAS = ("north", "middle", "south-1")
CROSSINGS = ("gate-a", "gate-b", "3rd-gate")
RESOURCES = ("scanner", "bay", "inspector", "monitor")
POOLS = ("monitor", "inspector")  # the second is often a crossing's own as well
REGIMES = ("quick", "full-search", "mixed")
STAGES = ("look", "scan", "search")
CORRIDORS = ("egypt", "jordan")
CHANNELS = ("tunnels", "sea")
WEEK = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
CASE_SOURCES = {
    "agency-2010": {"title": "Monthly report", "date": "2010-06-01"},
    "field": {"title": "Field notes"},
}
MODEL_SOURCES = {"maker": {"title": "Data sheet", "url": "https://example.org/sheet"}}


class Maker:
    """Draws for one pair, with the features that are switched on."""

    def __init__(self, draw: Any, features: Iterable[str]) -> None:
        self.draw = draw
        self.features = frozenset(features)

    @cached_property
    def guaranteed_for(self) -> dict[str, bool]:
        """Axes of the guarantee, the same in every phase."""
        axes = ("crossing", "good") if self.chance(4) else ()
        return {axis: False for axis in axes if self.chance(5)}

    def chance(self, tenths: int, feature: str | None = None) -> bool:
        """True in so many of ten cases, if the feature is on."""
        if feature is not None and feature not in self.features:
            return False
        return self.draw(st.sampled_from([False] * (10 - tenths) + [True] * tenths))

    def one(self, choices: Iterable[Any]) -> Any:
        """One of the choices."""
        return self.draw(st.sampled_from(list(choices)))

    def some(self, choices: Iterable[Any], least: int = 1, most: int | None = None) -> list[Any]:
        """Some of the choices, each at most once, in their order."""
        choices = list(choices)
        if not choices:
            return []
        picked = self.draw(
            st.lists(st.sampled_from(choices), min_size=least, max_size=most, unique=True)
        )
        return [choice for choice in choices if choice in picked]

    def number(self, choices: Iterable[float], sources: dict[str, Any] | None = None) -> Any:
        """One of the numbers, bare or with its evidence."""
        value = self.one(choices)
        if not self.chance(2, "evidence"):
            return value
        entry: dict[str, Any] = {"value": value}
        if self.chance(5):
            half = max(1, value // 2) if isinstance(value, int) else value / 2
            entry["range"] = [min(value, half), value]
        if self.chance(6):
            entry["source"] = self.one(CASE_SOURCES if sources is None else sources)
        if self.chance(5):
            entry["confidence"] = self.one(["high", "medium", "low"])
        if self.chance(3):
            entry["note"] = "assumption; see the text: it is rough"
        return entry

    def add(self, entry: dict[str, Any], tenths: int, key: str, choices: Iterable[float]) -> None:
        """A number under a key, or the key left out."""
        if self.chance(tenths):
            entry[key] = self.number(choices)


# ---- The inspection model ------------------------------------------------------------------------


def stages(make: Maker, resources: list[str]) -> dict[str, Any]:
    """One to three stages without a cycle, all of them reached."""
    names = list(STAGES[: make.one([1, 2, 2, 3])])
    made: dict[str, Any] = {}
    for name in names:
        used = make.some(resources, least=0 if make.chance(1) else 1, most=2)
        entry: dict[str, Any] = {}
        if used or make.chance(5):
            entry["minutes"] = {
                q: number_of_model(make, [6, 2, 12, 30, 60, 120, 240]) for q in used
            }
        if make.chance(8):
            entry["detection"] = number_of_model(make, [0.8, 0.5, 0.9, 0.25, 0, 1])
        if make.chance(7):
            entry["false_alarm"] = number_of_model(make, [0.1, 0.02, 0.25, 0.5, 0, 1])
        made[name] = entry
    for k, name in enumerate(names[1:], 1):  # some earlier stage leads here
        free = [
            (before, branch)
            for before in names[:k]
            for branch in ("on_alarm", "on_clear")
            if branch not in made[before]
        ]
        before, branch = make.one(free)
        made[before][branch] = name
    for k, name in enumerate(names):
        for branch, exits in (
            ("on_alarm", ["refuse", "refuse", "release"]),
            ("on_clear", ["release", "release", "release", "refuse"]),
        ):
            if branch not in made[name] and make.chance(5):
                made[name][branch] = make.one([*exits, *names[k + 1 :]])
    return made


def number_of_model(make: Maker, choices: Iterable[float]) -> Any:
    """A number of the model, whose sources are its own."""
    return make.number(choices, MODEL_SOURCES)


def regime(make: Maker, resources: list[str], goods: dict[str, str]) -> dict[str, Any]:
    """A regime that releases at least a fifth of the clean trucks."""
    made: dict[str, Any] = {}
    if make.chance(3, "words"):
        made["description"] = "what is done: scan, then search"
    if make.chance(3, "filters"):
        made["admits"] = admits(make, goods)
    if make.chance(3):
        made["fill"] = number_of_model(make, [0.5, 0.8, 0.25, 1])
    made["stages"] = stages(make, resources)
    made["start"] = next(iter(made["stages"]))
    if reach(made, "false_alarm")["release"] < 0.2:
        for entry in made["stages"].values():
            entry["false_alarm"] = 0.1
            if entry.get("on_clear") == "refuse":
                del entry["on_clear"]
    if make.chance(3, "nulls"):
        made["stages"] = {s: entry or None for s, entry in made["stages"].items()}
    return made


def admits(make: Maker, goods: dict[str, str]) -> dict[str, Any]:
    """A filter on goods; one that names nothing lets everything through."""
    made: dict[str, Any] = {}
    if make.chance(5):
        made["categories"] = make.some(sorted({*goods.values(), *INBOUND}), least=3)
    if make.chance(3):
        made["goods"] = make.some(goods, least=min(2, len(goods)))
    if make.chance(3):
        made["except"] = make.some(goods, most=1)
    return made


def minutes_factor(make: Maker, goods: dict[str, str], resources: list[str]) -> dict[str, Any]:
    """Factors by good and by category, and one for something that the case lacks."""
    names = make.some(dict.fromkeys([*goods, *goods.values()]), most=3)
    if make.chance(1):
        names.append("something-else")
    return {
        name: {
            q: number_of_model(make, [1.5, 2, 0.5, 0.25])
            for q in make.some(resources, least=1, most=2)
        }
        for name in names
    }


def end_use(make: Maker, goods: dict[str, str], pools: Iterable[str]) -> dict[str, Any]:
    """Checks of end use by good, by category and for all others."""
    made: dict[str, Any] = {}
    for name in make.some(dict.fromkeys([*goods, *goods.values(), "*"]), most=3):
        entry: dict[str, Any] = {"prevents": number_of_model(make, [0.5, 0.8, 0.25, 0, 1])}
        used = make.some(pools, least=0)
        if used or make.chance(3):
            entry["minutes"] = {p: number_of_model(make, [30, 120, 6, 480]) for p in used}
        made[name] = entry
    return made


def pool(make: Maker) -> dict[str, Any]:
    """A pool of units, open every day or on some."""
    made: dict[str, Any] = {
        "units": make.number([1, 2, 4, 8, 2.5, 1, 2, 4, 3, 6, 1, 2, 4, 8, 2, 0])
    }
    make.add(made, 5, "hours_per_day", [8, 6, 12, 24])
    if make.chance(2, "calendar"):
        made["open_days"] = make.some(WEEK, least=3)
    return made


def floor(make: Maker, areas: Iterable[str], name: str, goods: dict[str, str]) -> Any:
    """A number for every area, or some for some; exports leave in all."""
    chosen = [0.1, 0.05, 0.2, 0.02, 0.4, 0]
    if goods.get(name, name) == "export" or not make.chance(2, "by_place"):
        return make.number(chosen)
    made: dict[str, Any] = {"by_area": {a: make.number(chosen) for a in make.some(areas)}}
    make.add(made, 5, "others", chosen)
    return made


def limits(make: Maker, goods: dict[str, str], areas: Iterable[str]) -> dict[str, Any]:
    """Limits on contraband, floors of coverage and their window."""
    made: dict[str, Any] = {}
    if make.chance(4, "contraband"):
        made["undetected_threats_per_day"] = make.number(
            [0.02, 0.05, 0.2, 0.1, 0.01, 0.5, 0.02, 0.05, 0.1, 0]
        )
    if make.chance(4, "contraband"):
        made["detection_rate_at_least"] = make.number([0.5, 0.3, 0.7, 0.6, 0.8, 0.2, 0, 1])
    if make.chance(3, "guarantee"):
        rate = make.number([0.6, 0.4, 0.8, 0.25, 0])
        made["detection_for_every"] = {"rate": rate, **make.guaranteed_for}
    if make.chance(4, "diversion"):
        made["diverted_truckloads_per_day"] = make.number([0.2, 0.05, 1, 3, 0.5, 0.2, 0])
    if make.chance(4, "floors"):
        names = make.some(dict.fromkeys([*goods, *goods.values(), "*"]), most=3)
        made["coverage_at_least"] = {name: floor(make, areas, name, goods) for name in names}
    if make.chance(3, "floors"):
        made["coverage_window_days"] = make.number([7, 14, 3, 5, 1, 30])
    return made


# ---- The case ------------------------------------------------------------------------------------


def horizon(make: Maker, periods: int, least: int) -> dict[str, Any] | None:
    """Up to so many periods of one to seven days; None for the default, one period."""
    if least == 1 and make.chance(1):
        return None
    made: dict[str, Any] = {}
    if make.chance(6, "calendar"):
        made["start"] = make.one(["2024-03-03", "2024-02-27", "2023-12-30"])
    if least > 1 or make.chance(8):
        made["periods"] = make.number(range(least, periods + 1))
    if make.chance(7):
        made["days_per_period"] = make.number([1, 2, 3, 5, 7])
    return made


def area(make: Maker, counted: bool) -> dict[str, Any]:
    """An area, with its people where they are counted."""
    made: dict[str, Any] = {}
    if make.chance(3, "words"):
        made |= {"name": "The North", "pcode": "PS0255"}
    if counted:
        made["population"] = make.number([100_000, 250_000, 40_000])
    if make.chance(2, "by_place"):
        made["weight"] = make.number([2, 0.5, 4, 1])
    return made


def inbound_good(make: Maker, category: str, areas: dict[str, Any]) -> dict[str, Any]:
    """A good that comes in, its need in one of the forms and its stock."""
    made: dict[str, Any] = {"category": category}
    amounts = [4, 1.5, 10, 25, 60, 0.5]
    forms = ["bare", "truckloads", "tonnes", "by_area"]
    if all("population" in entry for entry in areas.values()):
        forms.append("kg")
    form = make.one(forms)
    if make.chance(1, "nulls"):
        if make.chance(5):
            made["need"] = make.one([0, None])
    elif form == "bare":
        made["need"] = make.number(amounts)
    elif form == "truckloads":
        made["need"] = {"truckloads_per_day": make.number(amounts)}
    elif form == "tonnes":
        made["need"] = {"tonnes_per_day": make.number([45, 100, 20])}
    elif form == "by_area":
        made["need"] = {"by_area": {a: make.number(amounts) for a in make.some(areas)}}
    else:
        made["need"] = {"kg_per_person_per_day": make.number([0.5, 0.25, 1.2])}
    if form in ("tonnes", "kg") or make.chance(2):
        made["tonnes_per_truckload"] = make.number([12.5, 10, 20])
    if make.chance(3, "stocks"):
        made["stock"] = stock(make, areas)
    if make.chance(5, "diversion"):
        made["diversion_share"] = make.number([0.1, 0.05, 0.3, 0.5, 0, 1])
    if "tonnes_per_truckload" in made and make.chance(4, "backlog"):
        made["backlog_tonnes"] = make.number([5000, 120_000, 0.5, 0])
    return made


def stock(make: Maker, areas: dict[str, Any]) -> Any:
    """Truckloads in all or by area, or days of need, at the start and at the end."""
    form = make.one(["bare", "days", "by_area"])
    if form == "bare":
        return make.number([6, 1, 20])
    if form == "days":
        made: dict[str, Any] = {"days_of_need": make.number([2, 1, 0.5, 5])}
    else:
        made = {"by_area": {a: make.number([5, 1.5, 12]) for a in make.some(areas)}}
    make.add(made, 3, "end_days_of_need", [0.5, 0.25, 1, 2])
    return made


def good(make: Maker, category: str, areas: dict[str, Any]) -> dict[str, Any]:
    """A good of a category."""
    if category == "export":
        need = make.number([5, 2, 12.5, 30])
        made = {
            "category": category,
            "need": {"truckloads_per_day": need} if make.chance(5) else need,
        }
    else:
        made = inbound_good(make, category, areas)
    make.add(made, 5, "priority", [2, 3, 0.5, 5])
    if make.chance(6, "contraband"):
        made["threat_rate"] = make.number([0.01, 0.05, 0.02, 0.1, 0.001, 0])
    if make.chance(2, "words"):
        made |= {"sector": "FSC", "pallets_per_truckload": 22}
    return made


def routes(make: Maker, areas: dict[str, Any]) -> dict[str, Any] | None:
    """The areas that a crossing reaches, with cap and loss."""
    if make.chance(1):
        return {}
    made: dict[str, Any] = {}
    for a in make.some(areas):
        entry: dict[str, Any] = {}
        make.add(entry, 5, "truckloads_per_day", [3, 1, 8, 0])
        make.add(entry, 4, "loss", [0.05, 0.25])
        if make.chance(2, "by_place"):
            calendar(make, entry)
        made[a] = entry
        if not entry and make.chance(5, "nulls"):
            made[a] = None
    return made


DATES = ("2024-01-08", "2024-03-04", "2024-03-06", "2024-02-29")


def calendar(make: Maker, entry: dict[str, Any]) -> None:
    """Open days and closed dates, or either; dates singly or from one to another."""
    if make.chance(6):
        entry["open_days"] = make.some(WEEK, least=0 if make.chance(2) else 2)
    if make.chance(4):
        first, last = sorted([make.one(DATES), make.one(DATES)])
        entry["closed_dates"] = [make.one([first, {"from": first, "to": last}])]


def crossing(
    make: Maker, goods: dict[str, str], areas: dict[str, Any], resources: list[str]
) -> dict[str, Any] | None:
    """A crossing; None for one of which nothing is known."""
    made: dict[str, Any] = {}
    if make.chance(1, "nulls"):
        return None
    if make.chance(3, "words"):
        made |= {"name": "Gate: A", "aliases": ["Old Gate"]}
        made["location"] = {"lat": make.number([31.2]), "lon": 34.27, "precision": "approximate"}
    make.add(made, 6, "gate_truckloads_per_day", [10, 4, 25, 60, 40, 25, 10, 0])
    if make.chance(4, "calendar"):
        made["open_days"] = make.some(WEEK, least=0 if make.chance(2) else 3)
    if make.chance(3, "calendar"):
        made["closed_dates"] = make.some(DATES)
    make.add(made, 5, "hours_per_day", [8, 10, 6.5, 24])
    make.add(made, 4, "utilisation", [0.85, 0.5, 1])
    if not make.chance(2, "unknown_capacity"):
        own = make.some(resources, least=0) if make.chance(1) else resources
        made["resources"] = {
            q: make.number([1, 2, 3, 5, 0.5, 1, 2, 3, 5, 2.5, 1, 2, 3, 4, 2, 0]) for q in own
        }
    if make.chance(3, "filters"):
        made["admits"] = admits(make, goods)
    if make.chance(4, "routes"):
        made["routes"] = routes(make, areas)
    if "nulls" in make.features and make.chance(1):
        made[make.one(["gate_truckloads_per_day", "open_days", "routes", "admits"])] = None
    return made


def corridor(make: Maker, goods: dict[str, str], crossings: Iterable[str]) -> dict[str, Any]:
    """An origin that serves some crossings."""
    made: dict[str, Any] = {"serves": make.some(crossings)}
    make.add(made, 6, "truckloads_per_day", [10, 4, 25])
    inbound = [g for g, category in goods.items() if category != "export"]
    if make.chance(4) and inbound:
        names = make.some(inbound, least=0 if make.chance(1) else 1)
        made["goods"] = {g: make.number([5, 2, 12, 0]) for g in names}
    make.add(made, 3, "loss", [0.02, 0.2])
    if make.chance(1, "by_place"):
        calendar(make, made)
    if make.chance(3, "calendar"):
        made["open_days"] = make.some(WEEK, least=0 if make.chance(1) else 3)
    return made


def informal(make: Maker, goods: dict[str, str]) -> dict[str, Any]:
    """One or two channels, which together take at most all of a good's unmet need."""
    inbound = [g for g, category in goods.items() if category != "export"]
    made: dict[str, Any] = {}
    for name in CHANNELS[: make.one([1, 2])]:
        entry: dict[str, Any] = {}
        if inbound and make.chance(9):
            entry["goods"] = {g: make.number([0.3, 0.1, 0.5, 0]) for g in make.some(inbound)}
        make.add(entry, 6, "threat_rate", [0.01, 0.2, 0, 1])
        make.add(entry, 6, "interdicted", [0.2, 0.5, 0, 1])
        if make.chance(6):
            entry["counts_as_met"] = make.chance(7)
        made[name] = entry or None
    return made


def use(
    make: Maker, regimes: Iterable[str], runnable: dict[str, list[str]]
) -> dict[str, list[str]]:
    """Regimes by crossing, each where it can run; the crossings not named are under "*"."""
    named = make.some(runnable, least=0)
    made = {c: make.some(runnable[c], least=0 if make.chance(1) else 1) for c in named}
    others = [c for c in runnable if c not in named]
    everywhere = [r for r in regimes if others and all(r in runnable[c] for c in others)]
    if everywhere and make.chance(9):
        made["*"] = make.some(everywhere)
    elif not made:
        made = dict(runnable)
    if make.chance(1):
        made["elsewhere"] = [next(iter(regimes))]
    return made


def coverage_bands(make: Maker) -> list[dict[str, Any]]:
    """One to three bands that end at 1, with weights that never rise."""
    ends = [*make.some([0.3, 0.5, 0.75], least=0, most=2), 1]
    weights = sorted((make.one([1, 2, 0.5, 4]) for _ in ends), reverse=True)
    return [
        {"up_to": make.number([end]), "weight": make.number([weight])}
        for end, weight in zip(ends, weights, strict=True)
    ]


def observed(make: Maker, goods: dict[str, str], crossings: Iterable[str]) -> list[dict[str, Any]]:
    """A series to be shown beside the plan."""
    made = {"crossing": make.one(crossings), "from": "2024-01-01", "to": "2024-01-31"}
    key = make.one(["good", "category"])
    made[key] = make.one(goods) if key == "good" else make.one(goods.values())
    made["stage"] = make.one(["presented", "released", "collected"])
    made["truckloads"] = make.number([310])
    made["source"] = "field"
    return [made]


def closure(make: Maker) -> dict[str, Any]:
    """A chain of days, often closed."""
    share, days = make.one([(0.8, 2), (0.5, 1.5), (0.6, 3), (0.3, 2.5), (0.9, 1), (1, 1)])
    made = {"open_share": make.number([share]), "mean_closed_days": days}
    factors = by_weekday(make, [2, 0.5, 1.5, 1]) if make.chance(4) else {}
    # For sure there is a scale where even the least likely day may come to the usual one.
    least, most = (f([1, *map(number, factors.values())]) for f in (min, max))
    if factors and (1 - share) / (share * days) * most / least <= 1:
        made["weekdays"] = factors
    return made


def by_weekday(make: Maker, choices: Iterable[float]) -> dict[str, Any]:
    """Factors of some weekdays."""
    return {day: make.number(choices) for day in make.some(WEEK, most=3)}


def throughput(make: Maker) -> dict[str, Any]:
    """How much a crossing's pace varies; by weekday too where that is on."""
    made = spread(make)
    make.add(made, 5, "persistence", [0.5, 0.9, 0, 1])
    make.add(made, 4, "level_cv", [0.3, 0.1, 0.6])
    make.add(made, 4, "level", [1.2, 0.7])
    if make.chance(4, "weekdays"):
        made["weekdays"] = by_weekday(make, [0.5, 0.25, 2, 1])
    return made


def spread(make: Maker, cvs: Iterable[float] = (0.3, 0.1, 0.8, 0)) -> dict[str, Any]:
    """A coefficient of variation."""
    return {"cv": make.number(cvs)}


def uncertainty(make: Maker, case: dict[str, Any], pools: Iterable[str]) -> dict[str, Any]:
    """What is uncertain: closures, throughput, need, supply."""
    made: dict[str, Any] = {}
    if make.chance(7):
        names = make.some([*case["crossings"], "all", "*", *pools], most=3)
        made["closures"] = {name: closure(make) for name in names}
    if make.chance(6):
        made["throughput"] = {c: throughput(make) for c in make.some([*case["crossings"], "*"])}
    if make.chance(5):
        made["need"] = {g: spread(make) for g in make.some([*case["goods"], "*"])}
        for entry in made["need"].values():
            if make.chance(3):
                entry["known"] = make.one(["later", "ahead"])
    if make.chance(5):
        made["supply"] = {o: spread(make) for o in make.some([*(case.get("corridors") or {}), "*"])}
    if make.chance(3):
        made["ranges"] = make.one([True, True, False])
    return made


# ---- Phases --------------------------------------------------------------------------------------


def phases(
    make: Maker,
    case: dict[str, Any],
    model: dict[str, Any],
    resources: list[str],
    least_phases: int,
) -> list[dict[str, Any]]:
    """One to three phases; where one has a model of its own, it stands in it as a mapping."""
    given = case.get("horizon") or {}
    first = date.fromisoformat(given.get("start") or "2024-01-07")
    days = timedelta(days=number(given.get("days_per_period"), 7))
    starts = [(first + t * days).isoformat() for t in range(number(given.get("periods"), 1))]
    made = []
    several = least_phases > 1
    for start in make.some(starts[several:], least=1, most=3):
        entry: dict[str, Any] = {"from": start}
        if make.chance(4):
            entry["model"] = other_model(make, case, model, resources)
        if make.chance(8):
            entry["set"] = changes(make, case, entry.get("model") or model)
        if make.chance(4, "uncertainty"):
            entry["probability"] = make.number([0.5, 0.3, 0, 1])
        made.append(entry)
    return made


def other_model(
    make: Maker, case: dict[str, Any], model: dict[str, Any], resources: list[str]
) -> dict[str, Any]:
    """Another inspection model for the same crossings, its floors over the same windows."""
    goods = {g: entry["category"] for g, entry in case["goods"].items()}
    regimes = {r: regime(make, resources, goods) for r in make.some(REGIMES, most=2)}
    made: dict[str, Any] = {"title": "Another model", "regimes": regimes}
    if make.chance(5, "pools"):
        made["pools"] = {p: pool(make) for p in make.some(POOLS)}
    found = limits(make, goods, case["areas"]) if make.chance(5) else {}
    found.pop("coverage_window_days", None)
    window = (model.get("limits") or {}).get("coverage_window_days")
    if window is not None:
        found["coverage_window_days"] = window
    if found:
        made["limits"] = found
    if make.chance(3, "factors"):
        made["minutes_factor"] = minutes_factor(make, goods, resources)
    if make.chance(4, "diversion"):
        made["end_use"] = end_use(make, goods, {**case.get("pools", {}), **made.get("pools", {})})
    if make.chance(3, "use"):
        lent = {**case.get("pools", {}), **made.get("pools", {})}
        able = {c: runnable(regimes, entry, lent) for c, entry in case["crossings"].items()}
        made["use"] = use(make, regimes, able)
    if "evidence" in make.features:
        made["sources"] = dict(MODEL_SOURCES)
    return made


def changes(make: Maker, case: dict[str, Any], model: dict[str, Any]) -> dict[str, Any]:
    """What is different in a phase, by path: numbers, calendars and filters of every section."""
    goods = {g: entry["category"] for g, entry in case["goods"].items()}
    gates = [10, 4, 25, 60, 40, 0]
    can: dict[str, Callable[[], Any]] = {}

    def may(path: str, choices: list[float], *, feature: str | None = None) -> None:
        if feature is None or feature in make.features:
            can[path] = lambda: make.number(choices)

    for c, crossing_ in case["crossings"].items():
        at = f"crossings.{c}"
        may(f"{at}.gate_truckloads_per_day", gates)
        may(f"{at}.hours_per_day", [8, 12, 6.5])
        may(f"{at}.utilisation", [0.5, 1])
        for q in (crossing_ or {}).get("resources") or {}:
            may(f"{at}.resources.{q}", [1, 3, 0.5, 5, 0])
        if "calendar" in make.features:
            can[f"{at}.open_days"] = lambda: make.some(WEEK, least=3)
            can[f"{at}.closed_dates"] = lambda: make.some(["2024-01-08", "2024-03-06"], least=0)
        if "routes" in make.features:
            can[f"{at}.routes"] = lambda: routes(make, case["areas"])
        if "filters" in make.features:
            can[f"{at}.admits"] = lambda: admits(make, goods)
    for o in case.get("corridors") or {}:
        may(f"corridors.{o}.truckloads_per_day", [10, 4, 25])
        may(f"corridors.{o}.loss", [0, 0.1])
        can[f"corridors.{o}.serves"] = lambda: make.some(case["crossings"])
        can[f"corridors.{o}.goods"] = lambda: {
            g: make.number([5, 2, 12]) for g, category in goods.items() if category != "export"
        }
    for p in case.get("pools") or {}:
        may(f"pools.{p}.units", [1, 4, 8, 0])
    for p in model.get("pools") or {}:
        may(f"model.pools.{p}.hours_per_day", [4, 12])
    for r in model["regimes"]:
        may(f"model.regimes.{r}.fill", [0.5, 1])
    for owner in ("limits", "model.limits"):
        may(f"{owner}.undetected_threats_per_day", [0.02, 0.1, 0], feature="contraband")
        may(f"{owner}.detection_rate_at_least", [0.5, 0.2, 0], feature="contraband")
        may(f"{owner}.diverted_truckloads_per_day", [0.1, 1, 0], feature="diversion")
        if "detection_for_every" in ((model if "model" in owner else case).get("limits") or {}):
            may(f"{owner}.detection_for_every.rate", [0.5, 0.2, 0], feature="guarantee")
        if "floors" in make.features:
            can[f"{owner}.coverage_at_least"] = lambda: {
                name: floor(make, case["areas"], name, goods)
                for name in make.some([*goods, "*"], most=2)
            }
    for n in case.get("informal") or {}:
        may(f"informal.{n}.interdicted", [0.3, 0.9, 0])
        may(f"informal.{n}.threat_rate", [0.05, 0])
        can[f"informal.{n}.goods"] = lambda: {
            g: make.number([0.4, 0.2]) for g, category in goods.items() if category != "export"
        }
    for g, category in goods.items():
        if category != "export":
            may(f"goods.{g}.diversion_share", [0.2, 0.05, 0], feature="diversion")
        may(f"goods.{g}.need", [4, 10, 25, 0.5, 0])
        may(f"goods.{g}.threat_rate", [0.01, 0.1, 0], feature="contraband")
        if category != "export":
            can[f"goods.{g}.need"] = lambda: {
                "by_area": {a: make.number([4, 1.5, 10]) for a in make.some(case["areas"])}
            }
    for a in case["areas"]:
        may(f"areas.{a}.population", [50_000, 300_000])
    chosen = [*make.some(can, most=5), *([f"goods.{make.one(goods)}.need"] * make.chance(4))]
    made = {path: can[path]() for path in chosen}
    for path, value in list(made.items()):  # the key of the number itself
        if isinstance(value, int | float) and "need" not in path and make.chance(1):
            made[f"{path}.value"] = made.pop(path)
    if make.chance(1, "nulls"):
        gate = f"crossings.{make.one(case['crossings'])}.gate_truckloads_per_day"
        made.pop(f"{gate}.value", None)
        made[gate] = None
    return made


# ---- Sizing --------------------------------------------------------------------------------------


def growth(make: Maker) -> dict[str, Any]:
    """How a resource may grow, by one or two units."""
    made: dict[str, Any] = {"cost": make.number([5, 1, 2.5, 10, 3, 0])}
    if make.chance(4):
        offers = {s: {"units": make.number([1, 2])} for s in ("state-a", "state-b")}
        if make.chance(5):
            offers["state-b"]["cost"] = make.number([1, 4, 5])
        made["offers"] = offers
    if "offers" not in made or make.chance(3):
        made["at_most"] = make.number([4, 2, 6, 3])
    if make.chance(5):
        made["cost_per_hour"] = make.number([0.5, 1, 0.25])
    return made


def hours_options(make: Maker) -> dict[str, Any]:
    """Hours to choose from, some of them perhaps below today's."""
    made: dict[str, Any] = {"options": make.some([6, 9, 12, 16.5], most=2)}
    if make.chance(7):
        made["cost_per_hour"] = make.number([1, 0.5, 2, 3])
    return made


def interdiction(make: Maker) -> dict[str, Any]:
    """Shares that may be stopped, some of them perhaps below today's."""
    shares = make.some([0.4, 0.7, 0.25, 0.9, 1], most=2)
    costs = [make.number([2, 5, 1.5, 9, 0]) for _ in shares]
    listed = [{"share": s, "cost": cost} for s, cost in zip(shares, costs, strict=True)]
    return {"interdicted": listed}


def sizing_block(make: Maker, case: dict[str, Any], model: dict[str, Any]) -> dict[str, Any]:
    """A `sizing` block for what the pair has."""
    made: dict[str, Any] = {}
    having = [c for c, entry in case["crossings"].items() if (entry or {}).get("resources")]
    for c in make.some(having, least=0, most=2):
        resources = make.some(case["crossings"][c]["resources"], most=make.one([1, 1, 2]))
        entry: dict[str, Any] = {"resources": {q: growth(make) for q in resources}}
        if make.chance(4):
            entry["hours_per_day"] = hours_options(make)
        made.setdefault("crossings", {})[make.one([c, c, "*"])] = entry
    lent = {**case.get("pools", {}), **model.get("pools", {})}
    for p in make.some(lent, least=0, most=2):
        entry = growth(make)
        if make.chance(4):
            entry["hours_per_day"] = hours_options(make)
        made.setdefault("pools", {})[p] = entry
    for n in make.some(case.get("informal", {}), least=0):
        made.setdefault("informal", {})[n] = interdiction(make)
    return made


# ---- The pair ------------------------------------------------------------------------------------


@st.composite
def cases(
    draw: Any, features: Iterable[str] = FEATURES, periods: int = 4, least_phases: int = 1
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Pairs (case, model) with the given features, over at most so many periods.

    With two as `least_phases`, each has at least two.
    """
    make = Maker(draw, features)
    counting = make.one(["all", "all", "none", "some"])
    names = AREAS[: make.one([1, 2, 3])]
    areas = {
        a: area(make, counting == "all" or (counting == "some" and k == 0))
        for k, a in enumerate(names)
    }
    goods = {g: make.one(INBOUND) for g in make.some(GOODS, most=3)}
    if make.chance(4, "exports"):
        goods[make.one(EXPORTS)] = "export"

    resources = make.some(RESOURCES[:3], most=2)
    if make.chance(5, "pools"):
        resources.append("monitor")
    regimes = {
        r: regime(make, resources, goods) for r in make.some(REGIMES, least=make.one([2, 1, 2, 3]))
    }
    lacking = [q for q in resources if q != "monitor"]
    crossings = {
        c: crossing(make, goods, areas, lacking) for c in CROSSINGS[: make.one([1, 2, 2, 3])]
    }

    case: dict[str, Any] = {"title": "A generated case: one of many"}
    if make.chance(2, "words"):
        case["notes"] = "nothing\nto add"
    span = horizon(make, periods, least_phases)
    if span is not None:
        case["horizon"] = span
    case["model"] = "./model.yaml"
    case["areas"] = {
        a: None if not entry and make.chance(5, "nulls") else entry for a, entry in areas.items()
    }
    case["goods"] = {g: good(make, category, areas) for g, category in goods.items()}
    case["crossings"] = crossings
    if make.chance(5, "corridors"):
        ids = CORRIDORS[: make.one([1, 2])]
        case["corridors"] = {o: corridor(make, goods, crossings) for o in ids}
    elif make.chance(1, "corridors"):
        case["corridors"] = {}
    if make.chance(5, "informal"):
        case["informal"] = informal(make, goods)
    if make.chance(3, "bands"):
        case["coverage_bands"] = coverage_bands(make)
    if make.chance(2, "words"):
        case["observed"] = observed(make, goods, crossings)

    model: dict[str, Any] = {"title": "A generated model", "description": "x", "regimes": regimes}
    if "pools" in make.features:
        needed = ["monitor"] if "monitor" in resources else []
        pools = list(dict.fromkeys([*needed, *make.some(POOLS, least=0)]))
        for name in pools:
            first, *second = make.one([(case, model), (model, case), (case,), (model,)])
            for owner in (first, *second):
                owner.setdefault("pools", {})[name] = pool(make)
    for owner in (case, model):
        found = limits(make, goods, case["areas"]) if make.chance(6) else {}
        if found:
            owner["limits"] = found
    if make.chance(4, "factors"):
        model["minutes_factor"] = minutes_factor(make, goods, resources)
    if make.chance(5, "diversion"):
        lent = {**case.get("pools", {}), **model.get("pools", {})}
        model["end_use"] = end_use(make, goods, lent)
    if make.chance(4, "use"):
        lent = {**case.get("pools", {}), **model.get("pools", {})}
        able = {c: runnable(regimes, entry, lent) for c, entry in crossings.items()}
        model["use"] = use(make, regimes, able)
    if make.chance(9, "uncertainty"):
        case["uncertainty"] = uncertainty(make, case, case.get("pools", {}))
        if make.chance(2):
            pools = {**case.get("pools", {}), **model.get("pools", {})}
            model["uncertainty"] = uncertainty(make, case, pools)
    if make.chance(3, "weekdays"):
        pace = {"weekdays": by_weekday(make, [0.5, 0.25, 2, 1])}
        paced = case.setdefault("uncertainty", {}).setdefault("throughput", {})
        paced.setdefault(make.one([*crossings, "*"]), pace)
    if make.chance(3, "sizing"):
        block = sizing_block(make, case, model)
        make.one([case, model])["sizing"] = block
    if "evidence" in make.features or "words" in make.features:
        case["sources"], model["sources"] = dict(CASE_SOURCES), dict(MODEL_SOURCES)
    if least_phases > 1 or make.chance(4, "phases"):
        case["phases"] = phases(make, case, model, resources, least_phases)
    return json.loads(json.dumps(case)), json.loads(json.dumps(model))  # nothing shared


def runnable(
    regimes: dict[str, Any], entry: dict[str, Any] | None, pools: dict[str, Any]
) -> list[str]:
    """The regimes whose resources a crossing has, its own or a pool's, or may have."""
    own = (entry or {}).get("resources")
    return [
        r
        for r, made in regimes.items()
        if own is None
        or all(q in own or q in pools for named in stage_minutes(made).values() for q in named)
    ]


def single_period_cases(
    features: Iterable[str] = FEATURES,
) -> st.SearchStrategy[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs (case, model) over one period."""
    return cases(features, periods=1)


def phased_cases() -> st.SearchStrategy[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs (case, model) of several phases: with every feature, and with few that bind more."""
    themes = ({"stocks", "floors"}, {"contraband", "calendar"}, {"pools", "use"}, {"corridors"})
    return st.one_of(*(cases(features, 4, 2) for features in (FEATURES, *themes)))


def examples(number: int) -> settings:
    """So many examples; the environment variable CROSSINGS_EXAMPLES raises the number."""
    number = max(number, int(os.environ.get("CROSSINGS_EXAMPLES", "0")))
    return settings(max_examples=number, deadline=None, suppress_health_check=list(HealthCheck))


def written(folder: Path, case: dict[str, Any], model: dict[str, Any]) -> Path:
    """The path of the case, written to a folder with its model beside it as `model.yaml`.

    Models of its phases are written beside it too. Dates stand bare, as a planner writes them.
    """
    case, files = case | {"model": "./model.yaml"}, {"model": model}
    if case.get("phases"):
        case["phases"] = [dict(phase) for phase in case["phases"]]
        for number_, phase in enumerate(case["phases"]):
            if "model" in phase:
                files[f"phase-{number_}"] = phase["model"]
                phase["model"] = f"./phase-{number_}.yaml"
    for name, entry in (("case", case), *files.items()):
        text = yaml.dump(entry, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
        text = re.sub(r"'(\d{4}-\d\d-\d\d)'", r"\1", text)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / "case.yaml"
