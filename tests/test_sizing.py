"""`crossings size`: the cheapest of every combination, and a plan that reaches the target."""

import copy
import json
import math
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import reference
from answers import sizing_of
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st
from strategies import (
    CASE_SOURCES,
    FEATURES,
    MODEL_SOURCES,
    Maker,
    cases,
    growth,
    hours_options,
    sizing_block,
    written,
)
from tolerances import VALUE, near

from crossings.allocation.sizing import cheapest
from crossings.allocation.whole_numbers import WholeOutcome, WholeSearch
from crossings.errors import InputError, NoPlan, StoppedEarly
from crossings.outputs.sizing import SizedAnswer, sized_answer
from crossings.outputs.sizing_screen import sizing_screen
from crossings.reading import read_sizing
from crossings.sizing import Staffing, Target

Entry = dict[str, Any]
EXAMPLES = 150
THOROUGH: Entry = {
    "phases": [Phase.explicit, Phase.generate],  # each example is many programs; none is shrunk
    "suppress_health_check": list(HealthCheck),
}
COMBINATIONS = 200
"""Most that are enumerated for one case."""


@st.composite
def sized_cases(draw: Any) -> tuple[Entry, Entry, list[reference.Choice]]:
    """Pairs with a `sizing` block and all that may be chosen, few enough to try each."""
    case, model = draw(cases(FEATURES - {"unknown_capacity", "nulls", "sizing"}, periods=2))
    make = Maker(draw, FEATURES)
    made = sizing_block(make, case, model)
    assume(made)
    if make.chance(5):
        case["sizing"] = made
    else:
        model["sizing"] = made
        if make.chance(3) and "crossings" in made:
            case["sizing"] = {"crossings": {"*": {"resources": {"bay": growth(make)}}}}
    axes = reference.sized_sites(case, model)
    assume(axes)
    choices = reference.choices(case, model, COMBINATIONS)
    assume(len(choices) > 1)
    return case, model, choices


def chosen(staffing: Staffing) -> tuple[dict[Any, float], dict[Any, int]]:
    """Hours and units of the tool's choice, as the reference has them."""
    sizing = staffing.sizing
    problem = sizing.problem

    def site(s: int) -> Any:
        place = sizing.sites[s]
        if place.crossing is not None:
            return problem.crossings[place.crossing].id
        return ("pool", problem.pools[place.pool])

    hours = {site(s): each.hours[staffing.choices[s]] for s, each in enumerate(sizing.sites)}
    added = {
        (site(post.site), post.resource, supply.supplier): units
        for post, row in zip(sizing.posts, staffing.added, strict=True)
        for supply, units in zip(post.supplies, row, strict=True)
    }
    return hours, added


@st.composite
def tight_cases(draw: Any) -> tuple[Entry, Entry, list[reference.Choice]]:
    """Pairs whose inspection cannot keep up, so that what is added counts."""
    make = Maker(draw, FEATURES)
    areas = ["north", "south"][: make.one([1, 2])]
    model: Entry = {
        "title": "Scan some, search some",
        "regimes": {"search": {"start": "s", "stages": {"s": stage(make, "bay", [120, 90, 240])}}},
    }
    resources = {"bay": make.number([1, 2, 0.5, 0])}
    if make.chance(6):
        first = stage(make, "scanner", [20, 30, 45]) | {"false_alarm": 0.25, "on_alarm": "s"}
        last = stage(make, "bay", [60, 100])
        model["regimes"]["scan"] = {"start": "f", "stages": {"f": first, "s": last}}
        resources["scanner"] = make.number([1, 2, 0])
    if make.chance(5):
        model["regimes"]["search"]["stages"]["s"]["minutes"]["monitor"] = make.one([30, 60, 120])
        model["pools"] = {"monitor": {"units": make.number([1, 2, 0.5, 0])}}
    case: Entry = {
        "title": "Too little of everything",
        "horizon": {"periods": make.one([1, 1, 2]), "days_per_period": make.one([1, 2])},
        "areas": dict.fromkeys(areas),
        "goods": {
            g: {
                "category": "humanitarian",
                "need": {"by_area": {a: make.one([9, 4]) for a in areas}},
            }
            for g in ("food", "water")[: make.one([1, 2])]
        },
        "crossings": {},
    }
    for c in ("gate-a", "gate-b")[: make.one([1, 1, 2])]:
        case["crossings"][c] = {"resources": dict(resources)}
        make.add(case["crossings"][c], 3, "hours_per_day", [6, 10])
        make.add(case["crossings"][c], 3, "utilisation", [0.5, 0.85])
        make.add(case["crossings"][c], 2, "gate_truckloads_per_day", [14, 9])
    if make.chance(2):
        case["limits"] = {"coverage_at_least": {"*": make.one([0.05, 0.2])}}
    block: Entry = {"crossings": {}}
    for c in case["crossings"]:
        if c == "gate-a" or make.chance(5):
            grown = make.some(resources, least=1, most=make.one([1, 2]))
            block["crossings"][c] = {"resources": {q: growth(make) for q in grown}}
            if make.chance(4):
                block["crossings"][c]["hours_per_day"] = hours_options(make)
    if make.chance(2):
        block["crossings"] = {"*": block["crossings"]["gate-a"]}
    if "pools" in model:
        block["pools"] = {"monitor": growth(make)}
        if make.chance(3):
            block["pools"]["monitor"]["hours_per_day"] = hours_options(make)
    make.one([case, model])["sizing"] = block
    case["sources"], model["sources"] = dict(CASE_SOURCES), dict(MODEL_SOURCES)
    choices = reference.choices(case, model, COMBINATIONS)
    assume(len(choices) > 1)
    return case, model, choices


def stage(make: Maker, resource: str, minutes: list[float]) -> Entry:
    return {"minutes": {resource: make.one(minutes)}, "detection": make.one([0.8, 0.5])}


def target_of(
    draw: Any, case: Entry, model: Entry, choices: list[reference.Choice]
) -> dict[str, float]:
    """A target between what is there and a little more than can be had."""
    last = max(choices, key=lambda c: (sum(c.hours.values()), sum(c.added.values())))
    target = {}
    for measure in draw(st.sampled_from([["coverage"], ["worst"], ["coverage", "worst"]])):
        today, full = (
            reference.most(*reference.staffed(case, model, choice), measure, {}) or 0.0
            for choice in (choices[0], last)
        )
        part = draw(st.sampled_from([0.5, 1, 0.8, 0.3, 0.1, 1.05]))
        if target:
            part = min(part, 0.5)
        target[measure] = min(1.0, round(today + part * (full - today), 4))
    return target


@settings(max_examples=EXAMPLES, deadline=None, **THOROUGH)
@given(tight_cases(), st.data())
def test_no_combination_is_cheaper(pair: Any, data: Any) -> None:
    the_cheapest(pair, data.draw)


@settings(max_examples=EXAMPLES // 2, deadline=None, **THOROUGH)
@given(sized_cases(), st.data())
def test_no_combination_is_cheaper_whatever_else_there_is(pair: Any, data: Any) -> None:
    the_cheapest(pair, data.draw)


def the_cheapest(pair: Any, draw: Any) -> None:
    """The tool's answer is the first of all choices, by rank, that reaches the target."""
    case, model, choices = pair
    try:
        sizing = sizing_of(case, model)
    except InputError:  # what may be added belongs to a model that no phase is under
        event("nothing in force may be added")
        return
    target = target_of(draw, case, model, choices)
    expected = next(
        (
            choice
            for choice in choices
            if reference.most(*reference.staffed(case, model, choice), "coverage", target)
            is not None
        ),
        None,
    )
    try:
        sized = cheapest(sizing, Target(**target))
    except NoPlan:
        event("out of reach")
        assert expected is None
        return
    assert expected is not None
    assert sized.gap is None
    hours, added = chosen(sized.staffing)
    event("something added" if sum(added.values()) else "nothing added")
    assert near(sized.staffing.cost(), float(expected.cost), VALUE)
    assert (hours, added) == (expected.hours, expected.added)
    reaches(case, model, expected, target, sized_answer(sized))


def reaches(
    case: Entry, model: Entry, choice: reference.Choice, target: Entry, answer: SizedAnswer
) -> None:
    """The plan shown is the best one with these units that reaches the target."""
    result = answer.as_object()
    with_them = reference.staffed(case, model, choice)
    assert reference.violations(*with_them, result) == []
    best = reference.optimum(*with_them, target)
    assert near(result["objective"], best["objective"], VALUE)
    rows = [row for row in result["coverage"] if row["area"] is not None and row["need"] > 0]
    need = sum(row["need"] for row in rows)
    coverage = sum(row["met"] for row in rows) / need
    by_place: dict[Any, list[float]] = {}
    for row in rows:
        place = by_place.setdefault((row["good"], row["area"]), [0.0, 0.0])
        place[0] += row["met"]
        place[1] += row["need"]
    worst = min(met / wanted for met, wanted in by_place.values())
    measured = {row["measure"]: row["reached"] for row in result["targets"]}
    assert near(measured["coverage"], coverage, VALUE) and near(measured["worst"], worst, VALUE)
    for measure, share in target.items():
        assert measured[measure] >= share - 1e-7


@settings(max_examples=60, deadline=None, **THOROUGH)
@given(tight_cases(), st.data())
def test_no_combination_within_a_budget_meets_more(pair: Any, data: Any) -> None:
    case, model, choices = pair
    assume(len(choices) <= COMBINATIONS // 4)
    measure = data.draw(st.sampled_from(["coverage", "worst"]))
    shares = [
        reference.most(*reference.staffed(case, model, choice), measure, {}) for choice in choices
    ]
    assume(any(share is not None for share in shares))
    budgets = (0.0, float(choices[len(choices) // 2].cost), float(choices[-1].cost))
    sized = cheapest(sizing_of(case, model), Target(**{measure: 0.0}), budgets)
    for budget, step in zip(budgets, sized.steps, strict=True):
        bought = [
            (share, choice)
            for share, choice in zip(shares, choices, strict=True)
            if choice.cost <= budget and share is not None
        ]
        if not bought:
            assert step.status == "infeasible"
            continue
        best = max(share for share, _ in bought)
        assert step.status == "optimal" and step.staffing is not None and step.share is not None
        assert abs(step.share - best) <= 2e-6
        cost = min(choice.cost for share, choice in bought if share >= best - 1e-9)
        assert step.staffing.cost() <= float(cost) + 1e-9


# ---- By hand -------------------------------------------------------------------------------------

BY_HAND: Entry = {
    "title": "by hand",
    "horizon": {"periods": 1, "days_per_period": 1},
    "areas": {"north": None, "south": None},
    "goods": {"food": {"category": "humanitarian", "need": {"by_area": {"north": 8, "south": 2}}}},
    "crossings": {"gate": {"resources": {"bay": 1}}},
    "coverage_bands": [{"up_to": 1, "weight": 1}],
    "sizing": {
        "currency": "EUR",
        "crossings": {
            "gate": {
                "resources": {"bay": {"cost": 3, "at_most": 3, "cost_per_hour": 0.25}},
                "hours_per_day": {"options": [12], "cost_per_hour": 1},
            }
        },
    },
}
SEARCH: Entry = {
    "title": "A search of two hours",
    "regimes": {"search": {"start": "s", "stages": {"s": {"minutes": {"bay": 120}}}}},
}


def by_hand(target: Target, *budgets: float, **bay: Any) -> Any:
    case = copy.deepcopy(BY_HAND)
    case["sizing"]["crossings"]["gate"]["resources"]["bay"] |= bay
    return cheapest(sizing_of(case, SEARCH), target, budgets)


def test_costs_by_hand() -> None:
    # One bay, 8 h · 60 / 120 = 4 truckloads of 10. A second bay: 8, for 3. Twelve hours: 6, for
    # 4 · (1 + 0.25) = 5. Both: 12, for 3 + 4 · (1 + 2 · 0.25) = 9. A third bay: 12, for 6.
    for share, cost, hours, bays in (
        (0.4, 0, 8, 0),
        (0.5, 3, 8, 1),
        (0.8, 3, 8, 1),
        (0.81, 6, 8, 2),
        (1, 6, 8, 2),
    ):
        found = by_hand(Target(share)).staffing
        assert (found.cost(), chosen(found)) == (
            cost,
            ({"gate": hours}, {("gate", "bay", None): bays}),
        )
    two = by_hand(Target(0.9), at_most=2).staffing
    assert (two.cost(), chosen(two)[0]) == (9, {"gate": 12})


def test_budgets_by_hand() -> None:
    steps = by_hand(Target(0.5), 0, 2.99, 3, 5.99, 6, 100).steps
    assert [step.share for step in steps] == pytest.approx([0.4, 0.4, 0.8, 0.8, 1, 1], abs=1e-6)
    assert [step.staffing.cost() for step in steps] == [0, 0, 3, 3, 6, 6]


def test_offers_are_drawn_on_by_cost_then_in_the_order_of_the_file() -> None:
    offers = {"dear": {"units": 2, "cost": 4}, "one": {"units": 1}, "other": {"units": 2}}
    found = by_hand(Target(0.8), offers=offers, at_most=None).staffing
    assert chosen(found)[1][("gate", "bay", "one")] == 1
    found = by_hand(Target(1), offers=offers, at_most=None).staffing
    assert found.added == ((0, 1, 1),)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target(0.9), "coverage 90% is out of reach even with everything that may be added: the "
         "most is 80%. What stands in the way: bay at gate (one bay hour a day more meets up to "
         "0.5 truckloads more)."),
        (Target(worst=0.85), "worst 85% is out of reach even with everything that may be added: "
         "the most is 80%. What stands in the way: food in north and food in south."),
    ],
    ids=["coverage", "worst"],
)  # fmt: skip
def test_out_of_reach_says_the_most(target: Target, said: str) -> None:
    with pytest.raises(NoPlan) as found:
        case = copy.deepcopy(BY_HAND)
        del case["sizing"]["crossings"]["gate"]["hours_per_day"]
        case["sizing"]["crossings"]["gate"]["resources"]["bay"]["at_most"] = 2
        cheapest(sizing_of(case, SEARCH), target)
    assert found.value.sentence == said


def test_out_of_reach_by_floors_says_so() -> None:
    case = BY_HAND | {"limits": {"coverage_at_least": {"*": 1}}}
    case = copy.deepcopy(case)
    case["sizing"]["crossings"]["gate"]["resources"]["bay"]["at_most"] = 1
    with pytest.raises(NoPlan, match="even with everything that may be added, the floors ask for"):
        cheapest(sizing_of(case, SEARCH), Target(0.1))


def test_a_pool_of_a_later_phase_may_grow() -> None:
    # The first of two days knows no monitors and searches 4 truckloads; on the second 1 monitor
    # sees 8 h · 60 / 60 = 8 of 10, 2 see all.
    model = {
        "title": "Watched",
        "regimes": {"watch": {"start": "s", "stages": {"s": {"minutes": {"monitor": 60}}}}},
        "pools": {"monitor": {"units": 1}},
        "sizing": {"pools": {"monitor": {"cost": 1, "at_most": 9}}},
    }
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "later.yaml").write_text(json.dumps(model), "utf-8")
        case = copy.deepcopy(BY_HAND) | {"horizon": {"periods": 2, "days_per_period": 1}}
        case["phases"] = [{"from": "2024-01-08", "model": "./later.yaml"}]
        del case["sizing"]
        path = written(Path(folder), case, SEARCH)
        sizing = read_sizing(str(path))
    assert cheapest(sizing, Target(0.6)).staffing.added == ((0,),)
    assert cheapest(sizing, Target(0.61)).staffing.added == ((1,),)
    with pytest.raises(NoPlan):
        cheapest(sizing, Target(0.71))


def test_the_models_entry_wins_by_name() -> None:
    model = SEARCH | {
        "sizing": {"currency": "USD", "crossings": {"gate": {"hours_per_day": {"options": [9]}}}}
    }
    case = copy.deepcopy(BY_HAND)
    case["sizing"]["costs_over"] = "a month"
    sizing = sizing_of(case, model)
    assert (sizing.currency, sizing.costs_over) == ("USD", "a month")
    assert [post.most for post in sizing.posts] == [0]
    assert sizing.sites[0].hours == (8, 9)
    paths = {each.path for each in sizing.problem.evidence if "sizing" in each.path}
    assert paths == {
        "model.sizing.crossings.gate.hours_per_day.options.0",
        "model.sizing.crossings.gate.hours_per_day.cost_per_hour",
    }


def test_nothing_to_add_is_a_fault() -> None:
    case = {key: entry for key, entry in BY_HAND.items() if key != "sizing"}
    with pytest.raises(InputError, match="neither case nor model says what may be added"):
        sizing_of(case, SEARCH)


def test_a_search_without_time_is_unfinished() -> None:
    with pytest.raises(StoppedEarly):
        cheapest(sizing_of(BY_HAND, SEARCH), Target(0.9), time_limit=0)


def test_an_answer_of_a_stopped_search_has_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    # HiGHS solves what is here before any limit; it is made to report what it would when stopped.
    least = WholeSearch.least

    def stopped(self: WholeSearch, *args: Any, **named: Any) -> WholeOutcome:
        found = least(self, *args, **named)
        return replace(found, status="feasible", bound=found.value / 2)

    monkeypatch.setattr(WholeSearch, "least", stopped)
    sized = by_hand(Target(1), 5)
    assert sized.gap == pytest.approx(0.5) and not sized.finished
    assert sized.staffing.cost() >= 6
    assert sized_answer(sized).as_object()["status"] == "stopped"
    assert [step.status for step in sized.steps] == ["stopped"]
    text = " ".join(sizing_screen(sized_answer(sized)).split())
    assert "UNFINISHED" in text and "at most 50.0% of the cost might be saved" in text


def test_large_costs_stay_exact() -> None:
    # Of two offers the cheaper one is found, though a default gap of 1e-4 would take either.
    offers = {"dear": {"units": 1, "cost": 5_000_001}, "cheap": {"units": 1, "cost": 5_000_000}}
    found = by_hand(Target(0.8), offers=offers, at_most=None).staffing
    assert found.added == ((0, 1),)


@pytest.mark.parametrize("share", [0.31, 0.5, 0.613, 0.77, 0.9, 0.999])
def test_a_dearer_answer_within_the_solvers_own_gap_is_not_taken(share: float) -> None:
    # A bay searches 4 truckloads a day at one gate, 3.4 at the other, 3 at the third; of 2,000.
    rates, costs = (4, 3.4, 3), (50_003, 42_001, 37_507)
    names = ("gate", "gate-b", "gate-c")
    case = copy.deepcopy(BY_HAND)
    case["goods"]["food"]["need"] = {"by_area": {"north": 2000}}
    case["crossings"] = {
        name: {"utilisation": rate / 4, "resources": {"bay": 0}}
        for name, rate in zip(names, rates, strict=True)
    }
    case["sizing"]["crossings"] = {
        name: {"resources": {"bay": {"cost": cost, "at_most": 250}}}
        for name, cost in zip(names, costs, strict=True)
    }
    asked = share * 2000 * (1 - 1e-8)
    least = min(
        a * costs[0] + b * costs[1] + max(0, math.ceil((asked - 4 * a - 3.4 * b) / 3)) * costs[2]
        for a in range(251)
        for b in range(251)
        if asked - 4 * a - 3.4 * b <= 3 * 250
    )
    sized = cheapest(sizing_of(case, SEARCH), Target(share))
    assert (sized.staffing.cost(), sized.gap) == (least, None)


def test_what_comes_to_nothing_is_a_warning() -> None:
    case = copy.deepcopy(BY_HAND)
    case["crossings"]["gate"]["resources"]["bay"] = 4
    case["sizing"]["pools"] = {"monitor": {"cost": 1, "at_most": 2}}
    model = SEARCH | {"sizing": {"crossings": {"gat": {"hours_per_day": {"options": [9]}}}}}
    said = {each.path: each.text for each in sizing_of(case, model).problem.warnings}
    assert said == {
        "sizing.pools.monitor": "no pool of case or model is called monitor",
        "sizing.crossings.gate.resources.bay.at_most": (
            "4 are there already, so none can be added"
        ),
        "sizing.crossings.gat": "the case has no crossing gat; did you mean gate?",
    }
