"""`crossings size`: the cheapest of every combination, and a plan that reaches the target."""

from typing import Any

import reference
from answers import sizing_of
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st
from strategies import FEATURES, Maker, cases
from tolerances import VALUE, near

from crossings.allocation.sizing import cheapest
from crossings.errors import NoPlan
from crossings.outputs.sizing import SizedAnswer, sized_answer
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
