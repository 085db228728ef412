"""Where nothing arrives, where little stands beside much, and where a program is nearly empty."""

import copy
import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import reference
import yaml
from answers import Entry, PlainLoader, plan_of, printed, problem_of
from hypothesis import event, given
from hypothesis import strategies as st
from runs import Runner
from strategies import FEATURES, cases, examples
from test_properties import times, times_amount
from test_twin import disagreements
from tolerances import SOLVER, SUM, VALUE, near

from crossings.allocation import fairest_plan, optimal_plan
from crossings.allocation.frontier import frontier
from crossings.allocation.ledger import Kind, Ledger
from crossings.analysis.barriers import REASONS, barriers
from crossings.evaluation import evaluated
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.scenarios import as_planned

Pair = tuple[Entry, Entry]
PLAIN = FEATURES - {"phases", "sizing", "uncertainty", "informal", "backlog", "words"}
SEARCH: Entry = {
    "title": "One bay, an hour a load",
    "regimes": {"r": {"start": "s", "stages": {"s": {"minutes": {"bay": 60}, "detection": 0.9}}}},
}
SMALL: Entry = {
    "title": "by hand",
    "model": "./model.yaml",
    "areas": {"a": {"name": "A", "population": 1000}},
    "goods": {"food": {"category": "humanitarian", "need": 20, "threat_rate": 0.01}},
    "crossings": {"gate": {"resources": {"bay": 1}}},
    "sizing": {"crossings": {"gate": {"resources": {"bay": {"cost": 5, "at_most": 9}}}}},
}
LOST: dict[str, Entry] = {
    "corridor": {"corridors": {"north": {"loss": 1}}},
    "route": {"crossings": {"gate": {"resources": {"bay": 1}, "routes": {"a": {"loss": 1}}}}},
    "both": {
        "crossings": {"gate": {"resources": {"bay": 1}, "routes": {"a": {"loss": 1}}}},
        "corridors": {"north": {"loss": 1}, "south": {"loss": 1, "truckloads_per_day": 0}},
    },
}


def lost(pair: Pair, order: random.Random) -> Pair:
    """The pair with some losses of corridors and routes at 1, and some corridors without caps."""
    case, model = copy.deepcopy(pair)
    ways = [
        (owner, name)
        for owner in (
            case.get("corridors") or {},
            *((crossing or {}).get("routes") or {} for crossing in case["crossings"].values()),
        )
        for name in owner
    ]
    for owner, name in ways:
        if order.random() < 0.6:
            entry = owner[name] or {}
            if order.random() < 0.5:
                entry = {key: value for key, value in entry.items() if key == "serves"}
            owner[name] = entry | {"loss": 1}
    return case, model


def test_an_entry_left_empty_under_use_is_as_if_nothing_were_said_of_the_crossing() -> None:
    dogs = {"start": "s", "stages": {"s": {"minutes": {"dogs": 1}, "detection": 0.9}}}
    model = SEARCH | {"regimes": SEARCH["regimes"] | {"dogs": dogs}}  # dogs are nowhere
    values = [
        optimal_plan(problem_of(SMALL, model | use)).objective
        for use in ({}, {"use": {"gate": None}}, {"use": {"*": None}}, {"use": {"gate": []}})
    ]
    assert values == [values[0]] * 3 + [0]
    assert values[0] > 0


# ---- What stands in no row, and what never arrives -----------------------------------------------


def test_columns_of_no_row_reach_the_solver_in_their_place() -> None:
    column, row = Kind("column", "a"), Kind("row", "a")
    ledger = Ledger({"a": ["first", "second", "third", "fourth", "fifth"]})
    for n, (upper, whole) in enumerate([(None, False), (3, True), (None, False), (7, False)]):
        ledger.column(column, (n,), upper, whole=whole)
    columns = ledger.columns(column)
    ledger.at_most(row, (0,), [(columns[2,], 1.0), (columns[0,], 0.0)], 5)
    ledger.state_objective([(columns[3,], 1.0)])
    lp = ledger.solver_model().getLp()
    assert list(lp.col_upper_) == [np.inf, 3.0, np.inf, 7.0]
    assert list(lp.col_cost_) == [0.0, 0.0, 0.0, 1.0]
    assert [int(each) for each in lp.integrality_] == [0, 1, 0, 0]
    assert list(lp.a_matrix_.value_) == [1.0]
    assert ledger.place(column, (3,)) == 3


def runs_in(folder: Path, case: Entry) -> None:
    (folder / "case.yaml").write_text(yaml.safe_dump(case))
    (folder / "model.yaml").write_text(yaml.safe_dump(SEARCH))


COMMANDS = (
    ("optimize",),
    ("optimize", "--objective=fairest"),
    ("explain",),
    ("compare", "model.yaml"),
    ("evaluate", "--scenarios=4"),
    ("evaluate", "--scenarios=4", "--dispatch=reoptimise"),
    ("frontier",),
)


@pytest.mark.parametrize("where", LOST)
def test_every_command_answers_where_nothing_arrives(crossings_run: Runner, where: str) -> None:
    runs_in(Path(), SMALL | LOST[where])
    for command, *options in COMMANDS:
        run = crossings_run(command, "case.yaml", *options, "--quiet", "--format=json")
        assert run.code == 0, (command, run.err)
        told = json.loads(run.out)
        assert told.get("objective", 0.0) == 0.0
    report = ("--output=report.html", "--scenarios=4", "--quiet")
    assert crossings_run("report", "case.yaml", *report).code == 0
    none = crossings_run("size", "case.yaml", "--target=coverage=0.5", "--quiet")
    assert none.code == 4
    floors = "--set=limits.coverage_at_least={food: 0.1}"
    none = crossings_run("optimize", "case.yaml", "--quiet", floors)
    assert none.code == 4
    assert "can come: all of it is lost on the way there." in " ".join(none.err.split())


EMPTY: dict[str, Entry] = {
    "no good": {"goods": {}},
    "no crossing": {"crossings": {}, "sizing": {}},
    "neither": {"goods": {}, "crossings": {}, "sizing": {}},
    "exports alone": {"goods": {"roses": {"category": "export", "need": 5}}},
}


@pytest.mark.parametrize("what", EMPTY)
def test_every_command_answers_where_there_is_nothing_of_a_kind(
    crossings_run: Runner, what: str
) -> None:
    drawn = {"closures": {"all": {"open_share": 0.8, "mean_closed_days": 2}}}
    runs_in(Path(), SMALL | EMPTY[what] | {"uncertainty": drawn})
    replan = ("evaluate", "--scenarios=4", "--dispatch=replan")
    for command, *options in (*COMMANDS, replan, ("sheet",)):
        run = crossings_run(command, "case.yaml", *options, "--quiet", "--format=json")
        assert run.code == 0, (command, run.err)
    for command, *options in (
        ("report", "--output=page.html", "--scenarios=4"),
        ("optimize", "--output=book.xlsx", "--format=xlsx"),
        ("optimize", "--output=folder", "--format=package"),
    ):
        run = crossings_run(command, "case.yaml", *options, "--quiet")
        assert run.code == 0, (command, run.err)


def test_a_corridor_that_loses_all_leaves_the_others_as_they_are(crossings_run: Runner) -> None:
    runs_in(Path(), SMALL | {"corridors": {"north": {"loss": 0}, "south": {}}})
    for arguments in (*COMMANDS, ("size", "--target=coverage=0.5")):
        command, *options = arguments
        told = []
        for loss in ("0", "1"):
            change = f"--set=corridors.north.loss={loss}"
            run = crossings_run(command, "case.yaml", *options, "--quiet", change, "--format=json")
            assert run.code == 0, (command, run.err)
            told.append(json.loads(run.out).get("objective", 0.0))
        assert near(*told, SUM), command


@examples(20)
@given(cases(PLAIN), st.randoms(use_true_random=False))
def test_where_some_is_lost_the_twin_agrees_and_every_lack_has_a_reason(
    pair: Pair, order: random.Random
) -> None:
    pair = lost(pair, order)
    result = printed(*pair)
    event("no plan" if result is None else "a plan")
    assert disagreements(*pair, result) == []
    plan = plan_of(problem_of(*pair))
    if plan is not None:
        assert without_reason(plan) == []


def without_reason(plan: Plan) -> list[tuple[str, str | None]]:
    """Goods and areas that lack something and have no barrier that says why."""
    problem, told = plan.problem, barriers(plan)
    short = problem.needed.sum(axis=0) - plan.met.sum(axis=0)  # (G, A)
    lacks = short > 1e-5 * np.maximum(problem.needed.sum(axis=0), 1e-3)
    explained = {(each.good, a) for each in told for a in each.areas}
    missing: list[tuple[str, str | None]] = [
        (problem.goods[g].id, problem.areas[a].id)
        for g, a in np.argwhere(lacks).tolist()
        if (g, a) not in explained
    ]
    short = problem.export_needed.sum(axis=0) - plan.exported.sum(axis=0)
    lacking = np.flatnonzero(short > 1e-5 * np.maximum(problem.export_needed.sum(axis=0), 1e-3))
    explained_goods = {each.good for each in told}
    return missing + [(problem.goods[g].id, None) for g in lacking if g not in explained_goods]


@pytest.mark.parametrize("where", LOST)
def test_what_is_lost_on_the_way_is_told_as_unmet(crossings_run: Runner, where: str) -> None:
    runs_in(Path(), SMALL | LOST[where])
    told = json.loads(crossings_run("explain", "case.yaml", "--format=json", "--quiet").out)
    assert [(row["good"], row["need"], row["met"]) for row in told["unmet"]] == [("food", 20, 0)]
    (barrier,) = told["barriers"]
    assert (barrier["reason"], barrier["says"]) == ("lost", REASONS["lost"])
    assert (barrier["areas"], barrier["crossing"]) == ("a", None)
    screen = crossings_run("explain", "case.yaml", "--quiet").out
    assert "All of it is lost on the way there" in screen


def test_an_area_that_only_lossy_roads_reach_is_told_apart() -> None:
    case = SMALL | {
        "areas": {"a": None, "b": None},
        "crossings": {
            "gate": {"resources": {"bay": 1}, "routes": {"a": None, "b": {"loss": 1}}},
            "other": {"resources": {"bay": 1}, "routes": {"b": {"loss": 1}}},
        },
    }
    plan = plan_of(problem_of(case, SEARCH))
    assert plan is not None
    found = {each.reason: each.areas for each in barriers(plan)}
    assert found == {"lost": (1,), "resource": (0,)}


# ---- Prices that bound, and one that does not ----------------------------------------------------


def test_a_step_of_the_detection_rate_may_be_worth_more_than_its_slope(
    crossings_run: Runner,
) -> None:
    # x quick and y searched, 10 x + 60 y ≤ 480, found (0.5 x + 0.9 y) ≥ d (x + y): y = k x with
    # k = (d − 0.5) / (0.9 − d), met x (1 + k) = 480 (1 + k) / (10 + 60 k). At d = 0.7 k = 1 and
    # 96 / 7 are met, at d = 0.69 k = 0.19 / 0.21. The slope at 0.7 is met · 50 / (70 · 0.2), a
    # hundredth of it 0.49, and a whole point brings 0.51.
    regimes = {
        name: {"start": "s", "stages": {"s": {"minutes": {"bay": minutes}, "detection": found}}}
        for name, minutes, found in (("quick", 10, 0.5), ("search", 60, 0.9))
    }
    case = SMALL | {
        "horizon": {"periods": 1, "days_per_period": 1},
        "goods": {"food": {"category": "humanitarian", "need": 50, "threat_rate": 0.01}},
        "coverage_bands": [{"up_to": 1, "weight": 1}],
        "limits": {"detection_rate_at_least": 0.7},
    }
    runs_in(Path(), case)
    Path("model.yaml").write_text(yaml.safe_dump({"title": "Two", "regimes": regimes}))
    told = json.loads(crossings_run("explain", "case.yaml", "--format=json", "--quiet").out)
    (rate,) = (row for row in told["levers"] if row["kind"] == "limit")
    k = 0.19 / 0.21
    assert rate["value"] == pytest.approx(480 * (1 + k) / (10 + 60 * k) - 96 / 7)
    assert rate["value"] > 96 / 7 * 50 / (70 * 0.2) / 100  # more than the slope says
    assert (rate["price"], rate["holds_for"]) == (None, None)
    others = [row for row in told["levers"] if row is not rate]
    assert others
    assert all(row["value"] <= row["price"] * (1 + VALUE) for row in others)


# ---- Little beside much --------------------------------------------------------------------------


def test_a_good_of_very_low_priority_is_met_where_there_is_room() -> None:
    # 10 bays · 480 min / 60 min = 80 truckloads a day; 20 and 20 are needed, for 7 days.
    goods = {
        "medicine": {"category": "humanitarian", "need": 20, "priority": 1e6},
        "toys": {"category": "commercial", "need": 20, "priority": 1e-5},
    }
    case = SMALL | {"goods": goods, "crossings": {"gate": {"resources": {"bay": 10}}}}
    plan = plan_of(problem_of(case, SEARCH))
    assert plan is not None
    assert plan.met.ravel().tolist() == pytest.approx([140, 140])
    assert plan.objective == pytest.approx(140 * 2.8 * (1e6 + 1e-5), rel=1e-15)


def far_apart(pair: Pair, order: random.Random) -> Pair:
    """The pair with priorities from 1e-6 to 1e6, weights up to a thousand apart, and often room."""
    case, model = copy.deepcopy(pair)
    room = order.random() < 0.7
    for good in case["goods"].values():
        good["priority"] = float(f"{10 ** order.choice([-6, -5, order.uniform(-6, 6), 6]):.3g}")
        if room:
            times_amount(0.05, good, "need")
    if order.random() < 0.3:
        low = float(f"{10 ** order.uniform(-3, 0):.3g}")
        case["coverage_bands"] = [{"up_to": 0.5, "weight": 1}, {"up_to": 1, "weight": low}]
    return case, model


def met_by_bands(plan: Plan, g: int) -> tuple[float, float]:
    """Σ weights · need met of a good, by what the plan says it meets; and of all its need."""
    problem, met, needed, below = plan.problem, 0.0, 0.0, 0.0
    amounts = (
        (plan.met[:, g], problem.needed[:, g], problem.area_weight),
        (plan.exported[:, g], problem.export_needed[:, g], np.ones(())),
    )
    for width, weight in zip(problem.band_width, problem.band_weight, strict=True):
        for had, need, here in amounts:
            met += float((np.clip(had - below * need, 0.0, width * need) * weight * here).sum())
            needed += float((width * weight * need * here).sum())
        below += width
    return met, needed


def most_beside(pair: Pair, plan: Plan, good: str) -> float:
    """By the twin: the most Σ weights · z of a good, while of no other less is met."""
    f = reference.facts(*pair)
    goods = [each.id for each in plan.problem.goods]
    areas = [each.id for each in plan.problem.areas]
    program = [*reference.rows(f)]
    for (other, a), t in ((place, t) for place in f[0].need for t in range(len(f))):
        g = goods.index(other)
        met = plan.exported[t, g] if a is None else plan.met[t, g, areas.index(a)]
        if other != good:
            terms = {("z", other, a, b, t): 1.0 for b in range(len(f[0].bands))}
            program.append(("others", terms, ">=", float(met) * (1 - 1e-10) - 1e-10))
    worth = reference.worth(f)
    aim = {z: each / f[0].priority[good] for z, each in worth.items() if z[1] == good}
    columns = {variable: j for j, variable in enumerate(reference.variables(f))}
    answer = reference.solved(columns, program, aim, keeping=True)
    return float("-inf") if answer is None else answer[0]


@examples(25)
@given(cases(PLAIN), st.randoms(use_true_random=False))
def test_no_good_of_low_priority_is_left_short_for_nothing(
    pair: Pair, order: random.Random
) -> None:
    pair = far_apart(pair, order)
    plan = plan_of(problem_of(*pair))
    if plan is None:
        return
    value = 0.0
    for g, good in enumerate(plan.problem.goods):
        met, needed = met_by_bands(plan, g)
        value += plan.problem.priority[g] * met
        assert most_beside(pair, plan, good.id) <= met + VALUE * needed, good.id
    assert near(value, plan.objective, SUM, 0.0)
    assert without_reason(plan) == []
    event("far apart" if np.ptp(np.log10(plan.problem.priority)) > 8 else "nearer")


AMOUNTS = (
    "own_minutes", "pool_minutes", "gate", "route_capacity", "corridor_capacity",
    "corridor_good_capacity", "undetected_limit", "diverted_limit", "need", "export_need",
    "first_stock", "last_stock",
)  # fmt: skip
"""Every field of a problem in truckloads, trucks or minutes."""


@examples(25)
@given(cases(PLAIN), st.sampled_from([1e-11, 1e-9, 1e-6, 1e4]), st.sampled_from([1e-9, 1.0, 1e8]))
def test_tiny_and_huge_numbers_scale_the_objective(
    pair: Pair, amounts: float, priorities: float
) -> None:
    problem = problem_of(*pair)
    other = replace(
        problem,
        priority=problem.priority * priorities,
        **{name: getattr(problem, name) * amounts for name in AMOUNTS},
    )
    plan, again = plan_of(problem), plan_of(other)
    assert (plan is None) == (again is None)
    if plan is not None and again is not None:
        factor = amounts * priorities
        assert near(again.objective, factor * plan.objective, SOLVER, factor)


GIVEN_UP = """
with scaling:  # the levels of the fairest plan, of which next to nothing arrives
  case:
    horizon: {days_per_period: 1}
    areas: {a: {}}
    goods:
      fuel: {category: fuel, need: 38.4, priority: 8.75}
      cement: {category: construction, need: 42.1}
    crossings: {gate: {routes: {a: {loss: 0.999999}}}}
    corridors: {north: {loss: 0.999999, truckloads_per_day: 10.3}}
  regimes: {wave: {start: s, stages: {s: {}}}}

by dual simplex:  # which fails to tell that no plan lets nothing pass undetected
  case:
    areas: {a: {}}
    goods:
      tables: {category: export, need: 1.33, threat_rate: 1}
      wood: {category: construction, need: 12.4}
    crossings: {gate: {resources: {dog: 1}, gate_truckloads_per_day: 1.8}}
    limits: {coverage_at_least: {tables: 1}}
  regimes:
    look:
      start: s
      stages:
        s: {minutes: {dog: 52.8}, detection: 0.9, false_alarm: 0.02, on_alarm: search}
        search: {detection: 0.5, false_alarm: 0.999}
    slow: {start: s, stages: {s: {minutes: {dog: 17800}, detection: 1, false_alarm: 0.5}}}
    wave: {start: s, stages: {s: {}}}

at the end of a frontier:
  case:
    areas: {a: {}}
    goods:
      food: {category: humanitarian, need: 79100, threat_rate: 0.00202}
      chairs: {category: export, need: 77200, threat_rate: 0.5}
    crossings: {gate: {}}
    limits: {coverage_at_least: {chairs: 1}}
  regimes:
    look: {start: s, stages: {s: {detection: 0.5, false_alarm: 0.02}}}
    wave: {start: s, stages: {s: {}}}

with a price of the wrong sign:  # of small costs, below the solver's tolerance
  case:
    horizon: {periods: 4}
    areas: {a: {population: 50}, b: {population: 50}}
    goods:
      chairs: {category: export, priority: 11900}
      cement: {category: construction, need: 13.9, priority: 1.96}
      wood: {category: construction, need: 1.11, priority: 2.15e-05, threat_rate: 0.5}
    crossings: {gate: {}, other: {routes: {a: {loss: 0.5}, b: {}}}}
    corridors: {north: {loss: 0.999, truckloads_per_day: 58.4, goods: {cement: 31.5, wood: null}}}
    coverage_bands: [{up_to: 0.0001, weight: 9.28}, {up_to: 1, weight: 0.263}]
  regimes: {wave: {start: s, stages: {s: {}}}}

at levels of next to nothing:  # that one good and area had within the solver's tolerance
  case:
    areas: {a: {population: 1000000}, b: {population: 50}}
    goods:
      cement: {category: construction, need: 0.0434}
      tea: {category: commercial, need: 0.721}
    crossings:
      gate:
        gate_truckloads_per_day: 0.0178
        routes: {a: {loss: 0.999999}, b: {truckloads_per_day: 272000}}
  regimes:
    look: {start: s, stages: {s: {false_alarm: 0.1}}}
    wave: {start: s, stages: {s: {}}}

after the first objective:  # where every need is next to nothing
  case:
    horizon: {periods: 7, days_per_period: 1}
    areas: {a: {population: 50}, b: {population: 1000}}
    goods: {fuel: {category: fuel, need: 3.27e-06}}
    crossings:
      none: {resources: {bay: 0}, routes: {a: {}, b: {loss: 1}}}
      shut: {gate_truckloads_per_day: 0}
  regimes: {look: {start: s, stages: {s: {minutes: {bay: 15.7}}}}}

beside a large good:  # a tiny one, whose level is kept to less than the solver's tolerance
  case:
    horizon: {periods: 7, days_per_period: 1}
    areas: {a: {population: 1000000}, b: {population: 1000}}
    goods:
      tea: {category: commercial, need: 1.23e-05}
      chairs: {category: export, need: 6.28}
    crossings: {gate: {resources: {bay: 1}, hours_per_day: 0.001}}
  regimes: {look: {start: s, stages: {s: {minutes: {bay: 2.41}}}}}
"""
"""Small programs that the solver once gave up on, by what it gave up with."""


def far_in_size(pair: Pair, order: random.Random) -> Pair:
    """The pair with needs and minutes some orders larger or smaller, and roads that lose most."""
    case, model = copy.deepcopy(pair)
    for good in case["goods"].values():
        times_amount(10.0 ** order.randint(-6, 4), good, "need")
    for regime in model["regimes"].values():
        for stage in filter(None, regime["stages"].values()):
            times(10.0 ** order.randint(-3, 3), stage.get("minutes"))
    for crossing in filter(None, case["crossings"].values()):
        for route in filter(None, (crossing.get("routes") or {}).values()):
            route["loss"] = order.choice([0, 0.999, 0.999999])
    return case, model


def answered(problem: Problem) -> None:
    """Every search for a plan ends, and what is planned is what is carried out."""
    plan = plan_of(problem)
    if plan is None:
        return
    assert plan.gap is None
    (value,) = evaluated(plan, as_planned(problem)).value
    assert near(value, plan.objective, SUM, 1e-6)
    assert fairest_plan(problem).objective <= plan.objective * (1 + VALUE) + 1e-6
    frontier(problem)


@pytest.mark.parametrize("what", yaml.load(GIVEN_UP, PlainLoader))
def test_what_a_solver_gives_up_on_is_answered(what: str) -> None:
    made = yaml.load(GIVEN_UP, PlainLoader)[what]
    case = {"title": what, "model": "./model.yaml", **made["case"]}
    answered(problem_of(case, {"title": what, "regimes": made["regimes"]}))


@examples(12)
@given(cases(PLAIN), st.randoms(use_true_random=False))
def test_sizes_far_apart_are_answered(pair: Pair, order: random.Random) -> None:
    answered(problem_of(*far_in_size(pair, order)))
