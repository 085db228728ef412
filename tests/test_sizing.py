"""`crossings size`: the cheapest of every combination, and a plan that reaches the target."""

import copy
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import reference
from answers import sizing_of
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st
from strategies import FEATURES, Maker, cases, written
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


def growth(make: Maker, *, hours: bool) -> Entry:
    """How a resource may grow, by one or two units."""
    made: Entry = {"cost": make.number([5, 1, 2.5, 10, 3, 0])}
    if make.chance(4):
        offers = {s: {"units": make.number([1, 2])} for s in ("state-a", "state-b")}
        if make.chance(5):
            offers["state-b"]["cost"] = make.number([1, 4, 5])
        made["offers"] = offers
    if "offers" not in made or make.chance(3):
        made["at_most"] = make.number([4, 2, 6, 3])
    if hours and make.chance(5):
        made["cost_per_hour"] = make.number([0.5, 1, 0.25])
    return made


def hours(make: Maker) -> Entry:
    made: Entry = {"options": make.some([6, 9, 12, 16.5], most=2)}
    if make.chance(7):
        made["cost_per_hour"] = make.number([1, 0.5, 2, 3])
    return made


def block(make: Maker, case: Entry, model: Entry) -> Entry:
    """A `sizing` block for what the pair has."""
    made: Entry = {}
    having = [c for c, entry in case["crossings"].items() if (entry or {}).get("resources")]
    for c in make.some(having, least=0, most=2):
        resources = make.some(case["crossings"][c]["resources"], most=make.one([1, 1, 2]))
        entry: Entry = {"resources": {q: growth(make, hours=True) for q in resources}}
        if make.chance(4):
            entry["hours_per_day"] = hours(make)
        made.setdefault("crossings", {})[make.one([c, c, "*"])] = entry
    if "*" in made.get("crossings", {}):
        made["crossings"]["*"]["resources"].pop("nothing", None)
    lent = {**case.get("pools", {}), **model.get("pools", {})}
    for p in make.some(lent, least=0, most=2):
        entry = growth(make, hours=True)
        if make.chance(4):
            entry["hours_per_day"] = hours(make)
        made.setdefault("pools", {})[p] = entry
    return made


@st.composite
def sized_cases(draw: Any) -> tuple[Entry, Entry, list[reference.Choice]]:
    """Pairs with a `sizing` block and all that may be chosen, few enough to try each."""
    case, model = draw(cases(FEATURES - {"unknown_capacity", "nulls"}, periods=2))
    make = Maker(draw, FEATURES)
    made = block(make, case, model)
    assume(made)
    if make.chance(5):
        case["sizing"] = made
    else:
        model["sizing"] = made
        if make.chance(3) and "crossings" in made:
            case["sizing"] = {"crossings": {"*": {"resources": {"bay": growth(make, hours=False)}}}}
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


def target_of(draw: Any, case: Entry, model: Entry, last: reference.Choice) -> dict[str, float]:
    """A target between what is there and a little more than can be had."""
    full = reference.staffed(case, model, last)
    target = {}
    for measure in draw(st.sampled_from([["coverage"], ["worst"], ["coverage", "worst"]])):
        most = reference.most(*full, measure, {})
        assume(most is not None)
        share = draw(st.sampled_from([0.7, 0.9, 1, 0.5, 0.98, 1.02, 0.8]))
        if len(target):
            share = min(share, 0.9)
        target[measure] = min(1.0, round(most * share, 4))
    return target


@settings(max_examples=EXAMPLES, deadline=None, **THOROUGH)
@given(sized_cases(), st.data())
def test_no_combination_is_cheaper(pair: Any, data: Any) -> None:
    case, model, choices = pair
    most = max(choices, key=lambda c: (sum(c.hours.values()), sum(c.added.values())))
    target = target_of(data.draw, case, model, most)
    expected = next(
        (
            choice
            for choice in choices
            if reference.most(*reference.staffed(case, model, choice), "coverage", target)
            is not None
        ),
        None,
    )
    sizing = sizing_of(case, model)
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
@given(sized_cases(), st.data())
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
