"""`crossings size`: the cheapest of every combination, and a plan that reaches the target."""

import copy
import math
from dataclasses import replace
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
    interdiction,
    sizing_block,
)
from tolerances import VALUE, near

from crossings.allocation.sizing import cheapest
from crossings.allocation.whole_numbers import WholeOutcome, WholeSearch
from crossings.analysis.sizing import Sized, Staffing, Target
from crossings.ends.deadline import Deadline
from crossings.errors import InputError, NoPlan, StoppedEarly
from crossings.outputs.answer import Answer
from crossings.outputs.screens.sizing import sizing_screen
from crossings.outputs.sizing import sized_answer

Entry = dict[str, Any]
EXAMPLES = 60
THOROUGH: Entry = {
    "phases": [Phase.explicit, Phase.generate],  # each example is many programs; none is shrunk
    "suppress_health_check": list(HealthCheck),
}
COMBINATIONS = 200
"""Most that are enumerated for one case."""


@st.composite
def sized_cases(draw: Any) -> tuple[Entry, Entry, list[reference.Choice]]:
    """Pairs with a `sizing` block and all that may be chosen, few enough to try each."""
    without = {"unknown_capacity", "nulls", "sizing", "phases"}
    case, model = draw(cases(FEATURES - without, periods=2))
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


def shares_stopped(staffing: Staffing) -> dict[str, float]:
    """Shares of the tool's choice by channel, as the reference has them."""
    channels = staffing.sizing.problem.channels
    pairs = zip(staffing.sizing.interdictions, staffing.stopped, strict=True)
    return {channels[found.channel].id: found.shares[k] for found, k in pairs}


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
    if make.chance(7):
        block["informal"] = tunnels_and_sea(make, case)
        if make.chance(3):
            del block["crossings"]
    make.one([case, model])["sizing"] = block
    case["sources"], model["sources"] = dict(CASE_SOURCES), dict(MODEL_SOURCES)
    choices = reference.choices(case, model, COMBINATIONS)
    assume(len(choices) > 1)
    return case, model, choices


def tunnels_and_sea(make: Maker, case: Entry) -> Entry:
    """Gives the case channels, over phases perhaps; returns what may be stopped on them."""
    case["informal"] = {}
    for n in ("tunnels", "sea")[: make.one([1, 2])]:
        shares = {g: make.one([0.3, 0.5, 0.1]) for g in case["goods"]}
        case["informal"][n] = {"goods": shares}
        make.add(case["informal"][n], 9, "threat_rate", [0.2, 0.01, 1])
        make.add(case["informal"][n], 4, "interdicted", [0.5, 0.2])
    if case["horizon"]["periods"] > 1 and make.chance(6):
        changes = {f"informal.{make.one(case['informal'])}.interdicted": make.one([0.6, 0.1])}
        if make.chance(5):
            changes["informal.tunnels.threat_rate"] = make.one([0.05, 0.4])
        length = case["horizon"]["days_per_period"]
        case["phases"] = [{"from": f"2024-01-{7 + length:02}", "set": changes}]
    return {n: interdiction(make) for n in case["informal"] if n == "tunnels" or make.chance(6)}


def stage(make: Maker, resource: str, minutes: list[float]) -> Entry:
    return {"minutes": {resource: make.one(minutes)}, "detection": make.one([0.8, 0.5])}


def target_of(
    draw: Any, case: Entry, model: Entry, choices: list[reference.Choice]
) -> dict[str, float]:
    """A target between what is there and a little more than can be had."""
    last = max(
        choices,
        key=lambda c: (sum(c.hours.values()), sum(c.added.values()), sum(c.stopped.values())),
    )
    target = {}
    measures = [["coverage"], ["worst"], ["coverage", "worst"]]
    if case.get("informal"):
        measures = [*[["informal"]] * 4, *[["coverage", "informal"]] * 2, *measures]
    for measure in draw(st.sampled_from(measures)):
        today, full = (
            reference.most(*reference.staffed(case, model, choice), measure, {}) or 0.0
            for choice in (choices[0], last)
        )
        part = draw(st.sampled_from([0.5, 1, 0.8, 0.3, 0.1, 1.05]))
        if target:
            part = min(part, 0.5)
        reached = round(today + part * (full - today), 4)
        target[measure] = max(0.0, -reached) if measure == "informal" else min(1.0, reached)
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
    stopped = shares_stopped(sized.staffing)
    event("something added" if sum(added.values()) else "nothing added")
    event("more stopped" if any(sized.staffing.stopped) else "no more stopped")
    assert near(sized.staffing.cost(), float(expected.cost), VALUE)
    assert (hours, added, stopped) == (expected.hours, expected.added, expected.stopped)
    reaches(case, model, expected, target, sized_answer(sized))


def reaches(
    case: Entry, model: Entry, choice: reference.Choice, target: Entry, answer: Answer[Sized]
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
    hidden = sum(row["undetected"] or 0.0 for row in result["informal"])
    days = sum(row["days"] for row in result["periods"])
    if case.get("informal"):
        terms = reference.facts(case, model)  # a phase may give a rate that the case does not
        if any(each["threat"] is not None for now in terms for each in now.channels.values()):
            assert near(measured["informal"], hidden / days, VALUE)
        else:  # nobody knows what enters, so it is not nothing
            assert measured["informal"] is None
    for measure, asked in target.items():
        if measure == "informal":
            assert (measured[measure] or 0.0) <= asked + 1e-6
        else:
            assert measured[measure] >= asked - 1e-7


@settings(max_examples=60, deadline=None, **THOROUGH)
@given(tight_cases(), st.data())
def test_no_combination_within_a_budget_meets_more(pair: Any, data: Any) -> None:
    case, model, choices = pair
    assume(len(choices) <= COMBINATIONS // 4)
    measures = ["coverage", "worst", *(["informal"] * 2 if case.get("informal") else [])]
    measure = data.draw(st.sampled_from(measures))
    shares = [
        reference.most(*reference.staffed(case, model, choice), measure, {}) for choice in choices
    ]
    assume(any(share is not None for share in shares))
    budgets = (0.0, float(choices[len(choices) // 2].cost), float(choices[-1].cost))
    sign, loose = (-1, 1e6) if measure == "informal" else (1, 0.0)
    sized = cheapest(sizing_of(case, model), Target(**{measure: loose}), budgets)
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
        assert step.status == "optimal" and step.staffing is not None and step.reached is not None
        assert abs(sign * step.reached - best) <= 2e-6 * max(1.0, abs(best))
        cost = min(
            choice.cost for share, choice in bought if share >= best - 1e-9 * max(1.0, abs(best))
        )
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
    assert [step.reached for step in steps] == pytest.approx([0.4, 0.4, 0.8, 0.8, 1, 1], abs=1e-6)
    assert [step.staffing.cost() for step in steps] == [0, 0, 3, 3, 6, 6]


TUNNELS: Entry = {"goods": {"food": 0.5}, "threat_rate": 0.1, "interdicted": 0.2}
STOPPING: Entry = {
    "interdicted": [
        {"share": 0.6, "cost": {"value": 5, "confidence": "low"}},
        {"share": 0.1, "cost": 1},  # below today's
        {"share": 0.9, "cost": 8},
    ]
}


def with_tunnels(**keys: Any) -> Entry:
    case = copy.deepcopy(BY_HAND) | {"informal": {"tunnels": dict(TUNNELS)}} | keys
    del case["sizing"]["crossings"]["gate"]["hours_per_day"]
    case["sizing"]["informal"] = {"tunnels": STOPPING}
    return case


def test_interdiction_by_hand() -> None:
    # One bay: 4 of 10 are met. Half of the other 6 come by tunnels, a tenth of that is contraband,
    # a fifth stopped: 6 · 0.5 · 0.1 · 0.8 = 0.24. Stopping 60 % for 5 leaves 0.12, 90 % for 8 0.03.
    # A second bay, for 3, leaves 2 unmet, and 0.08; a third, for 6, nothing.
    sizing = sizing_of(with_tunnels(), SEARCH)
    assert (sizing.interdictions[0].shares, sizing.interdictions[0].costs) == (
        (0.2, 0.6, 0.9),
        (0, 5, 8),
    )
    for target, cost, share, bays in (
        (Target(informal=0.24), 0, 0.2, 0),
        (Target(informal=0.1), 3, 0.2, 1),
        (Target(informal=0.01), 6, 0.2, 2),
        (Target(0.5), 3, 0.2, 1),
    ):
        found = cheapest(sizing, target).staffing
        added = {("gate", "bay", None): bays}
        assert (found.cost(), chosen(found)[1], shares_stopped(found)) == (
            cost,
            added,
            {"tunnels": share},
        )
    case = with_tunnels()
    case["sizing"]["crossings"]["gate"]["resources"]["bay"] |= {"cost": 50, "at_most": 2}
    sizing = sizing_of(case, SEARCH)
    sized = cheapest(sizing, Target(informal=0.03), (0, 5, 8, 57, 58))
    assert (sized.staffing.cost(), shares_stopped(sized.staffing)) == (8, {"tunnels": 0.9})
    reached = [step.reached for step in sized.steps]
    assert reached == pytest.approx([0.24, 0.12, 0.03, 0.03, 0.01], abs=1e-6)
    assert [step.staffing.cost() for step in sized.steps] == [0, 5, 8, 8, 58]
    with pytest.raises(NoPlan) as found_none:
        cheapest(sizing, Target(informal=0.005))
    assert found_none.value.sentence == (
        "informal 0.005 is out of reach even with everything that may be added: the least is 0.01 "
        "truckloads of contraband a day. What stands in the way: bay at gate (one bay hour a day "
        "more keeps up to 0.0025 truckloads of contraband out)."
    )
    assert found_none.value.conflicts[0]["least_truckloads_per_day"] == pytest.approx(0.01)
    paths = {each.path for each in sizing.problem.evidence if "interdicted" in each.path}
    assert "sizing.informal.tunnels.interdicted.0.cost" in paths


def test_coverage_that_comes_at_the_price_of_contraband_is_told_beside_it() -> None:
    case = with_tunnels()
    case["goods"]["toys"] = {"category": "commercial", "need": {"by_area": {"south": 10}}}
    case["sizing"]["crossings"]["gate"]["resources"]["bay"]["at_most"] = 3  # 12 of 20
    case["informal"]["tunnels"]["goods"] = {"food": 0.1, "toys": 0.5}
    sizing = sizing_of(case, SEARCH)
    assert cheapest(sizing, Target(0.6, informal=0.01)).staffing.stopped == (2,)
    with pytest.raises(NoPlan, match=r"informal 0\.01 beside worst 60% is out of reach"):
        cheapest(sizing, Target(worst=0.6, informal=0.01))


def test_more_is_stopped_in_each_phase_by_its_own_numbers() -> None:
    # Nothing crosses; 5 of 10 are sent on each of three days, 0.5 of contraband, 0.2 of which is
    # stopped; then 0.7, and then, at a threat rate of 0.4, 0.1: (0.4 + 0.15 + 1.8) / 3 a day.
    stopped, threat = "informal.tunnels.interdicted", "informal.tunnels.threat_rate"
    case = with_tunnels(
        horizon={"periods": 3, "days_per_period": 1},
        phases=[
            {"from": "2024-01-08", "set": {stopped: 0.7}},
            {"from": "2024-01-09", "set": {stopped: 0.1, threat: 0.4}},
        ],
    )
    case["crossings"]["gate"]["resources"]["bay"] = 0
    case["sizing"]["crossings"] = {}
    sizing = sizing_of(case, SEARCH)
    for k, least in enumerate((2.35, 0.2 + 0.15 + 0.8, 0.05 + 0.05 + 0.2)):
        answer = sized_answer(cheapest(sizing, Target(informal=least / 3)))
        assert answer.result.staffing.stopped == (k,)
        assert answer.as_object()["targets"][2]["reached"] == pytest.approx(least / 3)
    with pytest.raises(NoPlan):
        cheapest(sizing, Target(informal=0.099))


def test_a_channel_without_a_threat_rate_counts_as_nothing_and_is_told() -> None:
    case = with_tunnels()
    case["informal"]["sea"] = {"goods": {"food": 0.5}}
    answer = sized_answer(cheapest(sizing_of(case, SEARCH), Target(informal=0.1)))
    row = answer.as_object()["targets"][2]
    assert (row["asked"], row["channels_unknown"]) == (0.1, 1)
    assert row["reached"] == pytest.approx(0.08)
    text = " ".join(sizing_screen(answer).split())
    assert "0.08 truckloads of contraband a day enter; unknown for 1 of 2 channels" in text


def test_a_small_threat_rate_is_held_as_closely_as_a_large_one() -> None:
    # The same by hand with a millionth of the contraband, and just below what 60 % leaves.
    case = with_tunnels()
    case["informal"]["tunnels"]["threat_rate"] = 1e-7
    case["sizing"]["crossings"] = {}
    sizing = sizing_of(case, SEARCH)
    for asked, k in ((0.24e-6, 0), (0.2399e-6, 1), (0.12e-6, 1), (0.1199e-6, 2), (0.03e-6, 2)):
        assert cheapest(sizing, Target(informal=asked)).staffing.stopped == (k,)
    with pytest.raises(NoPlan):
        cheapest(sizing, Target(informal=0.0299e-6))


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
         "most is 80%. What stands in the way: bay at gate (one bay hour a day more meets at most "
         "0.5 truckloads more over 1 day)."),
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
    with pytest.raises(NoPlan, match="even with everything that may be added, the floor for"):
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
    case = copy.deepcopy(BY_HAND) | {"horizon": {"periods": 2, "days_per_period": 1}}
    case["phases"] = [{"from": "2024-01-08", "model": model}]
    del case["sizing"]
    sizing = sizing_of(case, SEARCH)
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
        cheapest(sizing_of(BY_HAND, SEARCH), Target(0.9), deadline=Deadline(0))


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
    case["informal"] = {"tunnels": None}
    model["sizing"]["informal"] = {"tunels": STOPPING}
    said = {each.path: each.text for each in sizing_of(case, model).problem.warnings}
    assert said == {
        "sizing.pools.monitor": "no pool of case or model is called monitor",
        "sizing.crossings.gate.resources.bay.at_most": (
            "4 are there already, so none can be added"
        ),
        "sizing.crossings.gat": "the case has no crossing gat; did you mean gate?",
        "sizing.informal.tunels": "the case has no informal channel tunels; did you mean tunnels?",
    }
