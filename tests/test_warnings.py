"""What is odd but possible: each warning provoked once, and the plan follows all the same."""

from pathlib import Path

import pytest
from example import CASE, MODEL, edited, written

from crossings.allocation import optimal_plan
from crossings.reading import read_problem

FLOORS = ("  coverage_at_least: {food: 0.1, construction: 0.05}\n", "")
USE = "use:\n  gate-a: [scan-then-search, full-search]\n  gate-b: [full-search]\n"
Changes = list[tuple[str, str]]


def warnings(folder: Path, case: Changes, model: Changes) -> list[str]:
    """Warnings about the example with these changes, without the folder; a plan is found too."""
    path = written(folder, edited(CASE, *case), edited(MODEL, *model))
    problem = read_problem(str(path))
    assert optimal_plan(problem).gap is None
    return [str(found).removeprefix(f"{folder}/") for found in problem.warnings]


def test_the_example_itself_is_not_odd(tmp_path: Path) -> None:
    assert warnings(tmp_path, [], []) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            [("    need: {by_area: {north: 6, south: 4}}\n", "")],
            ["16:3: goods.cement: no need given: counted as 0"],
        ),
        (
            [
                ("goods: [cement]", "goods: []"),
                ("{bay: 3}", "{bay: 3}\n    admits: {goods: [food]}"),
            ],
            [
                "16:3: goods.cement: no crossing and regime admit it, so only stock "
                "can meet its need",
                "19:3: goods.chairs: no crossing and regime admit it, so none leaves",
            ],
        ),
        (
            [("food: 40, cement: 10", "food: 40")],
            ["16:3: goods.cement: no corridor brings it to a crossing that admits it"],
        ),
        (
            [("cement: 10}", "cement: 10, chairs: 3}")],
            ["39:35: corridors.egypt.goods.chairs: exports use no corridor"],
        ),
        (
            [("need: {by_area: {north: 6, south: 4}}", "need: 400")],
            ["8:1: goods: needs come to 418 truckloads a day, and every gate together passes 55.7"],
        ),
        (
            [("open_days: [sun, mon, tue, wed, thu]", "open_days: []")],
            ["23:3: crossings.gate-a: never open"],
        ),
        (
            [("    resources: {bay: 3}\n", "")],
            [
                "32:3: crossings.gate-b: no resources given: its capacity is unknown and only the "
                "gate limits it"
            ],
        ),
        (
            [("serves: [gate-a, gate-b]", "serves: [gate-a]")],
            ["32:3: crossings.gate-b: no corridor brings it goods"],
        ),
        (
            [("{bay: 3}", "{bay: 3}\n    admits: {categories: [fuel]}")],
            [
                "19:3: goods.chairs: no crossing and regime admit it, so none leaves",
                "32:3: crossings.gate-b: no regime used here admits a good that the crossing "
                "admits, so nothing passes",
            ],
        ),
        (
            [("south: {}}", "}"), ("{bay: 3}", "{bay: 3}\n    routes: {north: {}}")],
            ["6:3: areas.south: no crossing has a route to it"],
        ),
        (
            [("{name: North, population: 300000}", "{name: North}")],
            [
                "5:3: areas.north: no population: it gets no share of needs and stocks given in "
                "all or per person"
            ],
        ),
        (
            [("bay: 4}", "bay: 4, scaner: 1}"), ("{bay: 3}", "{bay: 3, dog-team: 1, scaner: 1}")],
            [
                "29:37: crossings.gate-a.resources.scaner: no regime of the model uses it (nor at "
                "gate-b); did you mean scanner?",
                "34:25: crossings.gate-b.resources.dog-team: no regime of the model uses it",
            ],
        ),
        (
            [("  monitor: {", "  lab: {units: 1}\n  monitor: {")],
            ["42:3: pools.lab: no regime of the model uses it"],
        ),
        (
            [
                ("  monitor: {", "  gate-b: {units: 1}\n  monitor: {"),
                ("bay: 3}", "bay: 3, gate-a: 1}"),
            ],
            [
                "23:3: crossings.gate-a: a resource is called gate-a too; they are two things",
                "32:3: crossings.gate-b: a pool is called gate-b too; they are two things, and "
                "what closes one leaves the other open",
                "34:25: crossings.gate-b.resources.gate-a: no regime of the model uses it",
                "42:3: pools.gate-b: no regime of the model uses it",
            ],
        ),
    ],
    ids=lambda value: value[0][:50] if isinstance(value[0], str) else "",
)
def test_an_odd_case_is_warned_of(tmp_path: Path, change: Changes, says: list[str]) -> None:
    assert warnings(tmp_path, [FLOORS, *change], []) == [f"case.yaml:{said}" for said in says]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            [("  gate-b: [full-search]\n", "")],
            [
                "case.yaml:19:3: goods.chairs: no crossing and regime admit it, so none leaves",
                "case.yaml:32:3: crossings.gate-b: the model uses no regime here, so "
                "nothing passes",
            ],
        ),
        (
            [(USE, ""), ("minutes: {bay: 60, monitor: 10}", "minutes: {bay: 60, scanner: 10}")],
            [
                "case.yaml:19:3: goods.chairs: no crossing and regime admit it, so none leaves",
                "case.yaml:32:3: crossings.gate-b: no regime has its resources here, so nothing "
                "passes: scan-then-search needs scanner; full-search needs scanner",
                "case.yaml:42:3: pools.monitor: no regime of the model uses it",
            ],
        ),
        (
            [("minutes_factor", "pools: {monitors: {units: 1}}\nminutes_factor")],
            [
                "model.yaml:28:9: pools.monitors: no regime of the model uses it; did "
                "you mean monitor?"
            ],
        ),
        (
            [("on_alarm: search", "on_alarm: refuse")],
            ["model.yaml:12:7: regimes.scan-then-search.stages.search: no stage leads here"],
        ),
        (
            [("gate-b: [full-search]", "gate-b: [full-search]\n  gate-bb: [full-search]")],
            [
                "model.yaml:28:3: use.gate-bb: the case has no crossing gate-bb; did "
                "you mean gate-b?"
            ],
        ),
        (
            [("cement, chairs]", "cement, chairs, cemment], except: [chair, construction]")],
            [
                "model.yaml:19:44: regimes.full-search.admits.goods.3: the case has no "
                "good cemment; "
                "did you mean cement?",
                "model.yaml:19:63: regimes.full-search.admits.except.0: the case has "
                "no good chair; "
                "did you mean chairs?",
                "model.yaml:19:70: regimes.full-search.admits.except.1: the case has no good "
                "construction; except takes goods, not categories",
            ],
        ),
        (
            [("{bay: 1.5}}", "{bay: 1.5, bays: 2}, fuel: {bay: 2}}")],
            [
                "model.yaml:28:43: minutes_factor.construction.bays: no regime of the model uses "
                "it; did you mean bay?",
                "model.yaml:28:53: minutes_factor.fuel: the case has no good or category fuel",
            ],
        ),
        (
            [
                (
                    "limits: {",
                    "end_use: {cemment: {prevents: 0.5}, '*': {prevents: 0.1}}\nlimits: {",
                )
            ],
            [
                "model.yaml:29:11: end_use.cemment: the case has no good or category cemment; did "
                "you mean cement?"
            ],
        ),
        (
            [("limits: {", "limits: {coverage_at_least: {fod: 0.2, '*': 0.01}, ")],
            [
                "model.yaml:29:30: limits.coverage_at_least.fod: the case has no good "
                "or category "
                "fod; did you mean food?"
            ],
        ),
    ],
    ids=lambda value: value[-1][:60] if isinstance(value[0], str) else "",
)
def test_what_a_model_names_and_the_case_lacks_is_warned_of(
    tmp_path: Path, change: Changes, says: list[str]
) -> None:
    assert warnings(tmp_path, [], change) == says


END_USE = (
    "limits: {",
    "end_use: {cement: {minutes: {guard: 5}, prevents: 0.5}}\npools: {guard: {units: 2}}\n"
    "limits: {",
)


def test_checks_and_limits_of_a_diversion_that_nobody_gives_are_warned_of(tmp_path: Path) -> None:
    limit = (
        "  undetected_threats_per_day: 0.5\n",
        "  undetected_threats_per_day: 0.5\n  diverted_truckloads_per_day: 1\n",
    )
    assert warnings(tmp_path, [limit], [END_USE]) == [
        "case.yaml:45:3: limits.diverted_truckloads_per_day: no good gives a diversion_share, so "
        "nothing counts against it",
        "model.yaml:29:11: end_use.cement: takes minutes and prevents nothing: no good it is for "
        "gives a diversion_share",
    ]
    share = ("category: construction", "category: construction\n    diversion_share: 0.1")
    assert warnings(tmp_path, [limit, share], [END_USE]) == []


def test_a_limit_of_the_model_on_no_diversion_is_warned_of_there(tmp_path: Path) -> None:
    model = [("limits: {", "limits: {diverted_truckloads_per_day: 1, ")]
    assert warnings(tmp_path, [], model) == [
        "model.yaml:29:10: limits.diverted_truckloads_per_day: no good gives a diversion_share, so "
        "nothing counts against it"
    ]


def test_a_limit_on_contraband_that_no_good_is_said_to_have_is_warned_of(tmp_path: Path) -> None:
    unknown = ("    threat_rate: {value: 0.001, range: [0, 0.004], confidence: low}\n", "")
    assert warnings(tmp_path, [unknown], []) == [
        "case.yaml:43:3: limits.undetected_threats_per_day: no good gives a threat_rate, so "
        "nothing counts against it"
    ]


def test_several_regimes_and_no_limit_on_contraband_are_warned_of(tmp_path: Path) -> None:
    case = [("  undetected_threats_per_day: 0.5\n", "")]
    model = [("limits: {detection_rate_at_least: 0.5}\n", "")]
    assert warnings(tmp_path, case, model) == [
        "model.yaml:1:1: limits: several regimes are open and nothing limits contraband, so the "
        "quickest regime wins; give undetected_threats_per_day, detection_rate_at_least or "
        "detection_for_every"
    ]
    assert warnings(tmp_path, case, []) == []


def test_a_good_barred_by_the_policy_still_has_its_unmet_need(tmp_path: Path) -> None:
    path = written(tmp_path, edited(CASE, FLOORS), edited(MODEL, (USE, "use: {gate-a: []}\n")))
    problem = read_problem(str(path))
    plan = optimal_plan(problem)
    assert len(problem.warnings) == 5
    assert plan.presented.sum() == 0
    assert problem.need[0, 1].sum() == 10
