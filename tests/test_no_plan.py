"""Where there is no plan: the true conflict is named, and each change suggested makes a plan."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from answers import Entry
from strategies import written

from crossings.cli import main

# One crossing, seven days from a Sunday. Two bays work 10 hours of 60 minutes and a search takes
# one hour: 20 truckloads a day, as many as the gate passes. Food: 10 truckloads a day are needed,
# and the floor asks for 0.8 of them: 8 a day, 56 in the week. Most cases below leave 5 a day, 35 in
# the week, which are 0.5 of the need; then 21 truckloads are short, the need of 2.1 days.
CASE: Entry = {
    "title": "One gate",
    "horizon": {"start": "2024-03-03", "periods": 1, "days_per_period": 7},
    "model": "./model.yaml",
    "areas": {"north": {"name": "North"}},
    "goods": {"food": {"name": "Food", "category": "humanitarian", "need": 10}},
    "crossings": {
        "gate-a": {
            "name": "Gate A",
            "gate_truckloads_per_day": 20,
            "hours_per_day": 10,
            "resources": {"bay": 2},
        }
    },
    "limits": {"coverage_at_least": {"food": 0.8}},
}
MODEL: Entry = {
    "title": "Search",
    "regimes": {
        "search": {"start": "look", "stages": {"look": {"minutes": {"bay": 60}, "detection": 0.9}}}
    },
}
WEEK = "3 to 9 Mar 2024"
FOOD = f"Food in North, {WEEK}"
GATE, BAY, OPEN = "the gate of Gate A", "the bay at Gate A", "the open days of Gate A"

PASSES = "crossings.gate-a.gate_truckloads_per_day"
HOURS = "crossings.gate-a.hours_per_day"
BAYS = "crossings.gate-a.resources.bay"
FLOOR = "limits.coverage_at_least.food"
STOCK = "goods.food.stock.days_of_need"
HALF = {FLOOR: 0.5, STOCK: 2.1}
"""What does where 5 truckloads a day are left."""
NOTHING = {FLOOR: 0, STOCK: 5.6}
"""What does where nothing comes."""


class NoPlanAtAll(NamedTuple):
    """A case changed, and what is to be said of it."""

    what: str
    case: dict[str, Any]
    """What is changed in the case, by path."""
    model: dict[str, Any]
    conflicts: list[set[str]]
    remedies: dict[str, float]


@dataclass
class Pair:
    """The case and the model, to be changed."""

    case: Entry = field(default_factory=lambda: deepcopy(CASE))
    model: Entry = field(default_factory=lambda: deepcopy(MODEL))

    def changed(self, case: dict[str, Any], model: dict[str, Any]) -> "Pair":
        for entry, changes in ((self.case, case), (self.model, model)):
            for path, value in changes.items():
                *steps, last = path.split("/")
                at = entry
                for step in steps:
                    at = at.setdefault(step, {})
                at[last] = value
        return self


LOOK = "regimes/search/stages/look"
A = "crossings/gate-a"
SEA = "corridors/sea"
CHAIRS = {"name": "Chairs", "category": "export", "need": 10}
MEDICAL = {"name": "Medical", "category": "humanitarian", "need": 10}
MONITORED = {f"{LOOK}/minutes": {"monitor": 60}}

CASES = (
    NoPlanAtAll(
        "a gate: 5 trucks a day",
        {f"{A}/gate_truckloads_per_day": 5}, {},
        [{GATE, FOOD}],
        HALF | {PASSES: 8},
    ),
    NoPlanAtAll(
        "minutes: 1 bay · 5 hours",
        {f"{A}/resources": {"bay": 1}, f"{A}/hours_per_day": 5}, {},
        [{BAY, FOOD}],
        HALF | {HOURS: 8, BAYS: 2},
    ),
    NoPlanAtAll(
        "usable share: 2 bays · 10 hours · 0.25; 3.2 bays are 4",
        {f"{A}/utilisation": 0.25}, {},
        [{BAY, FOOD}],
        HALF | {HOURS: 16, BAYS: 4, "crossings.gate-a.utilisation": 0.4},
    ),
    NoPlanAtAll(
        "no hours at all: 8 truckloads are 4 hours of 2 bays",
        {f"{A}/hours_per_day": 0}, {},
        [{BAY, FOOD}],
        NOTHING | {HOURS: 4},
    ),
    NoPlanAtAll(
        "a route: 5 truckloads a day",
        {f"{A}/routes": {"north": {"truckloads_per_day": 5}}}, {},
        [{"the route Gate A to North", FOOD}],
        HALF | {"crossings.gate-a.routes.north.truckloads_per_day": 8},
    ),
    NoPlanAtAll(
        "no route",
        {"areas/south": {}, "goods/food/need": {"by_area": {"north": 10}},
         f"{A}/routes": {"south": {}}},
        {},
        [{FOOD}],
        NOTHING,
    ),
    NoPlanAtAll(
        "loss on a route: a quarter of what the gate passes arrives, and 20 · 0.4 = 8 is enough",
        {f"{A}/routes": {"north": {"loss": 0.75}}, f"{A}/resources": {"bay": 9}}, {},
        [{GATE, FOOD}],
        HALF | {PASSES: 32, "crossings.gate-a.routes.north.loss": 0.6},
    ),
    NoPlanAtAll(
        "a corridor: 5 truckloads a day",
        {f"{SEA}/truckloads_per_day": 5}, {},
        [{"the corridor sea", FOOD}],
        HALF | {"corridors.sea.truckloads_per_day": 8},
    ),
    NoPlanAtAll(
        "a corridor's number for a good",
        {f"{SEA}/goods": {"food": 5}}, {},
        [{"the corridor sea for Food", FOOD}],
        HALF | {"corridors.sea.goods.food": 8},
    ),
    NoPlanAtAll(
        "a corridor that does not bring it",
        {f"{SEA}/goods": {"cement": 5}, "goods/cement": {"category": "construction"}}, {},
        [{FOOD}],
        NOTHING,
    ),
    NoPlanAtAll(
        "a corridor to another crossing",
        {f"{SEA}/serves": ["gate-b"], "crossings/gate-b": {"routes": {}}}, {},
        [{FOOD}],
        NOTHING,
    ),
    NoPlanAtAll(
        "loss in a corridor: a quarter of 20 is presented",
        {SEA: {"truckloads_per_day": 20, "loss": 0.75}}, {},
        [{"the corridor sea", FOOD}],
        HALF | {"corridors.sea.truckloads_per_day": 32, "corridors.sea.loss": 0.6},
    ),
    NoPlanAtAll(
        "a corridor open on Sundays alone: 20 truckloads; 36 are short; 20 of 70 are 0.285…",
        {SEA: {"truckloads_per_day": 20, "open_days": ["sun"]}}, {},
        [{"the open days of sea", "the corridor sea", FOOD}],
        {"corridors.sea.truckloads_per_day": 56, FLOOR: 0.28, STOCK: 3.6},
    ),
    NoPlanAtAll(
        "a pool: 1 monitor · 5 hours",
        {"pools/monitor": {"units": 1, "hours_per_day": 5}}, MONITORED,
        [{"the monitor pool", FOOD}],
        HALF | {"pools.monitor.units": 2, "pools.monitor.hours_per_day": 8},
    ),
    NoPlanAtAll(
        "a model's pool on two days: 20 truckloads a day, 40; 16 are short; 40 of 70 are 0.571…",
        {},
        MONITORED
        | {"pools/monitor": {"units": 2, "hours_per_day": 10, "open_days": ["sun", "mon"]}},
        [{"the open days of the monitor pool", "the monitor pool", FOOD}],
        {
            "model.pools.monitor.units": 3,
            "model.pools.monitor.hours_per_day": 14,
            FLOOR: 0.57,
            STOCK: 1.6,
        },
    ),
    NoPlanAtAll(
        "closed dates: 2 days of 20 trucks",
        {f"{A}/closed_dates": [f"2024-03-0{day}" for day in range(5, 10)],
         f"{A}/resources": {"bay": 9}},
        {},
        [{OPEN, GATE, FOOD}],
        {PASSES: 28, FLOOR: 0.57, STOCK: 1.6},
    ),
    NoPlanAtAll(
        "never open",
        {f"{A}/open_days": []}, {},
        [{OPEN, FOOD}],
        NOTHING,
    ),
    NoPlanAtAll(
        "a detection rate that no regime has",
        {"goods/food/threat_rate": 0.01, "limits/detection_rate_at_least": 0.95}, {},
        [{"the detection rate asked", FOOD}],
        NOTHING | {"limits.detection_rate_at_least": 0.9},
    ),
    NoPlanAtAll(
        "contraband: 0.01 · 0.1 of each truckload, 4 truckloads a day; 28 are short, 0.4 is had",
        {"goods/food/threat_rate": 0.01}, {"limits": {"undetected_threats_per_day": 0.004}},
        [{"the limit on undetected contraband", FOOD}],
        {"model.limits.undetected_threats_per_day": 0.008, FLOOR: 0.4, STOCK: 2.8},
    ),
    NoPlanAtAll(
        "stock to be left: 200 of the 140 that pass; 28.57… trucks a day are needed",
        {"limits": {}, "goods/food/stock": {"end_days_of_need": 20},
         f"{A}/resources": {"bay": 9}},
        {},
        [{GATE, "Food left in North, 9 Mar 2024"}],
        {PASSES: 28.6, "goods.food.stock.end_days_of_need": 14, STOCK: 6},
    ),
    NoPlanAtAll(
        "a first stock of 5 beside the 35 that pass: 16 are short",
        {"goods/food/stock": 5, f"{A}/gate_truckloads_per_day": 5}, {},
        [{GATE, FOOD}],
        {PASSES: 7.3, FLOOR: 0.57, "goods.food.stock.truckloads": 21},
    ),
    NoPlanAtAll(
        "a first stock by area: 1 and the 21 that pass are 6 short of the 28 asked in the north",
        {
            "areas/south": {"name": "South"},
            "goods/food/stock": {"by_area": {"north": 1, "south": 28}},
            f"{A}/gate_truckloads_per_day": 3,
            f"{A}/routes": {"north": {}},
        },
        {},
        [{GATE, FOOD}],
        {PASSES: 3.86, FLOOR: 0.62, "goods.food.stock.by_area.north": 7},
    ),
    NoPlanAtAll(
        "a day's floor before the first day it opens",
        {"horizon": {"start": "2024-03-03", "periods": 4, "days_per_period": 1},
         f"{A}/closed_dates": ["2024-03-03"]},
        {},
        [{OPEN, "Food in North, 3 Mar 2024"}],
        {FLOOR: 0, STOCK: 0.8},
    ),
    NoPlanAtAll(
        "windows of two days of which the second is too much: 20 a day, 40 of 48",
        {"horizon": {"start": "2024-03-03", "periods": 6, "days_per_period": 1},
         "limits/coverage_window_days": 2, "goods/food/need": 30,
         f"{A}/closed_dates": ["2024-03-06", "2024-03-07", "2024-03-08"],
         f"{A}/gate_truckloads_per_day": 24, f"{A}/resources": {"bay": 9}},
        {},
        [{OPEN, GATE, "Food in North, 3 to 6 Mar 2024"}],
        {PASSES: 48, FLOOR: 0.4, STOCK: 2.4},
    ),
    NoPlanAtAll(
        "an export's floor",
        {"goods": {"chairs": CHAIRS}, "limits/coverage_at_least": {"export": 0.8},
         f"{A}/gate_truckloads_per_day": 5},
        {},
        [{GATE, f"Chairs, {WEEK}"}],
        {PASSES: 8, "limits.coverage_at_least.export": 0.5, "limits.coverage_at_least.chairs": 0.5},
    ),
    NoPlanAtAll(
        "a crossing that does not admit it",
        {f"{A}/admits": {"except": ["food"]}}, {},
        [{FOOD}],
        NOTHING,
    ),
    NoPlanAtAll(
        "a model that uses no regime there, and has the floor",
        {"limits": {}}, {"use": {"gate-a": []}, "limits": {"coverage_at_least": {"*": 0.8}}},
        [{FOOD}],
        {STOCK: 5.6, f"model.{FLOOR}": 0, "model.limits.coverage_at_least.*": 0},
    ),
    NoPlanAtAll(
        "false alarms: a quarter of the 20 presented is released",
        {f"{A}/resources": {"bay": 9}}, {f"{LOOK}/false_alarm": 0.75},
        [{GATE, FOOD}],
        HALF | {PASSES: 32},
    ),
    NoPlanAtAll(
        "trucks a quarter full",
        {f"{A}/resources": {"bay": 9}}, {"regimes/search/fill": 0.25},
        [{GATE, FOOD}],
        HALF | {PASSES: 32},
    ),
    NoPlanAtAll(
        "gate and bays each too few: neither helps without the other",
        {f"{A}/gate_truckloads_per_day": 5, f"{A}/hours_per_day": 2.5}, {},
        [{BAY, FOOD}, {GATE, FOOD}],
        HALF,
    ),
    NoPlanAtAll(
        "two goods for one gate: 12 of 16; 28 are short, and 0.4 of a need",
        {"goods/medical": MEDICAL, "limits/coverage_at_least": {"humanitarian": 0.8},
         f"{A}/gate_truckloads_per_day": 12},
        {},
        [{GATE, FOOD, f"Medical in North, {WEEK}"}],
        {
            PASSES: 16,
            "limits.coverage_at_least.humanitarian": 0.6,
            FLOOR: 0.4,
            "limits.coverage_at_least.medical": 0.4,
            STOCK: 2.8,
            "goods.medical.stock.days_of_need": 2.8,
        },
    ),
    NoPlanAtAll(
        "a phase of 2 trucks after one of 8: 70 of 112 in all, 42 short",
        {"horizon": {"start": "2024-03-03", "periods": 2, "days_per_period": 7},
         f"{A}/gate_truckloads_per_day": 8,
         "phases": [{"from": "2024-03-10", "set": {PASSES: 2}}]},
        {},
        [{GATE, "Food in North, 3 to 16 Mar 2024"}],
        {PASSES: 14, f"phases.0.set.{PASSES}": 8, FLOOR: 0.5, STOCK: 4.2},
    ),
)  # fmt: skip


class Said(NamedTuple):
    """What the program said of a case without a plan."""

    code: int
    rows: list[Entry]
    words: str

    def of_kind(self, kind: str) -> list[Entry]:
        return [row for row in self.rows if row["kind"] == kind]


@pytest.fixture
def optimize(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    """Runs the command on a pair, with things set."""
    monkeypatch.chdir(tmp_path)

    def run(pair: Pair, *settings: str) -> Said:
        written(tmp_path, pair.case, pair.model)
        arguments = [word for text in settings for word in ("--set", text)]
        with pytest.raises(SystemExit) as leaving:
            main(["optimize", "case.yaml", "--quiet", "--format", "json", *arguments])
        out, err = capsys.readouterr()
        code = int(leaving.value.code or 0)
        return Said(code, json.loads(out)["conflicts"] if code == 4 else [], err)

    return run


Optimize = Callable[..., Said]


def test_the_case_that_all_others_change_has_a_plan(optimize: Optimize) -> None:
    assert optimize(Pair()).code == 0


@pytest.mark.parametrize("without", CASES, ids=lambda without: without.what)
def test_the_true_conflict_is_named_and_every_change_helps(
    without: NoPlanAtAll, optimize: Optimize
) -> None:
    pair = Pair().changed(without.case, without.model)
    said = optimize(pair)
    assert said.code == 4
    found: dict[int, set[str]] = {}
    for row in said.of_kind("irreducible"):
        found.setdefault(row["conflict"], set()).add(row["what"])
    told = sorted(sorted(conflict) for conflict in found.values())
    assert told == sorted(sorted(conflict) for conflict in without.conflicts)
    remedies = {
        setting.partition("=")[0]: row for row in said.of_kind("remedy") for setting in row["set"]
    }
    assert {path: row["to"] for path, row in remedies.items()} == pytest.approx(without.remedies)
    for row in remedies.values():
        assert row["set"][0] in said.words or len(remedies) > 6
        assert optimize(pair, *row["set"]).code == 0, row["set"]


def test_floors_are_let_down_together_where_else_all_would_be_given_up(optimize: Optimize) -> None:
    changes = {
        "goods/medical": MEDICAL | {"priority": 3},
        "limits/coverage_at_least": {"*": 0.8},
        f"{A}/admits": {"except": ["food"]},
        f"{A}/gate_truckloads_per_day": 5,
    }
    pair = Pair().changed(changes, {})
    said = optimize(pair)
    conflicts = {row["what"]: row["conflict"] for row in said.of_kind("irreducible")}
    medical = f"Medical in North, {WEEK}"
    assert set(conflicts) == {FOOD, GATE, medical}
    assert conflicts[GATE] == conflicts[medical] != conflicts[FOOD]
    everything, remedy = said.of_kind("remedy")
    assert everything["set"] == ["limits.coverage_at_least.*=0"]
    assert remedy["set"] == [f"{FLOOR}=0", "limits.coverage_at_least.medical=0.5"]
    assert (remedy["from"], remedy["to"], remedy["unit"]) == (None, None, None)
    assert "these together" in said.words
    assert optimize(pair, *remedy["set"]).code == 0


def test_a_floor_that_is_let_down_for_one_good_is_not_taken_for_that_of_its_namesakes(
    optimize: Optimize,
) -> None:
    fuel = {"category": "humanitarian", "need": 10, "priority": 3}
    changes = {
        "goods/food/category": "fuel",
        "goods/fuel": fuel | {"stock": {"days_of_need": 0.7, "end_days_of_need": 1}},
        "limits/coverage_at_least": {"*": 0.8},
        f"{A}/admits": {"goods": ["food"]},
        f"{A}/gate_truckloads_per_day": 5,
    }
    pair = Pair().changed(changes, {})
    (remedy,) = optimize(pair).of_kind("remedy")
    assert remedy["set"] == [
        f"{FLOOR}=0.5",
        "goods.fuel.stock.end_days_of_need=0",
        "limits.coverage_at_least.fuel=0.1",
    ]
    assert optimize(pair, *remedy["set"]).code == 0
