"""What security costs: held against paper, against dense solving again, and on the command line."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import reference
from answers import Entry, best_value, plan_of, problem_of
from example import edited, written
from hypothesis import assume, given
from runs import Runner
from strategies import FEATURES, cases, single_period_cases
from test_properties import examples
from test_reference import SEARCH, WAVE, pair
from tolerances import SOLVER, VALUE, near

from crossings.allocation.frontier import allowing, frontier
from crossings.allocation.standing import StandingProgram
from crossings.analysis.concave import chord
from crossings.analysis.frontier import SHARE, Frontier, envelope, mixtures
from crossings.errors import NoPlan
from crossings.outputs.frontier import frontier_answer
from crossings.problem import Problem
from crossings.reading import read_problem

DENSE = 400
INPUTS = Path(__file__).parents[1] / "inputs"
FOOD = {"threat_rate": 0.1}


def corners(found: Frontier) -> list[tuple[float, float]]:
    return [(pytest.approx(at, abs=1e-9), pytest.approx(value)) for at, value in found.corners]


def curve_of(problem: Problem, *, exact: bool) -> Frontier:
    """The frontier; a generated case without any plan is left out."""
    try:
        return frontier(problem, exact=exact)
    except NoPlan:
        assume(False)
        raise


def solved_again(found: Frontier) -> Iterator[tuple[float, float]]:
    """(U, V) at bounds close together from end to end of a frontier, by the program."""
    low, high = found.points[0].allowed, found.points[-1].allowed
    program = StandingProgram(allowing(found.problem, high))
    for allowed in np.linspace(low, high, DENSE).tolist()[1:]:
        best = program.best(allowing(found.problem, allowed))
        assert best.status == "optimal"
        yield allowed, -best.value


# ---- By hand -------------------------------------------------------------------------------------


def test_two_regimes_on_paper() -> None:
    # One bay, 480 minutes a day: 4 of the 10 needed are searched and nothing in them missed; w more
    # are waved through, 1 in 10 with contraband: U = 0.1 · w. Met is 4 + w, at most 10, the first 5
    # worth 4 each, the next 3 worth 2, the last 2 worth 1.
    #   w = 0: 4 · 4 = 16      w = 1: 20      w = 4: 20 + 3 · 2 = 26      w = 6: 26 + 2 = 28
    regimes = {"search": SEARCH, "wave": WAVE}
    problem = problem_of(*pair(regimes, {"resources": {"bay": 1}}, FOOD))
    found = frontier(problem, exact=True)
    assert corners(found) == [(0.0, 16.0), (0.1, 20.0), (0.4, 26.0), (0.6, 28.0)]
    assert [point.met for point in found.points] == pytest.approx([4, 5, 8, 10])
    assert [point.coverage for point in found.points] == pytest.approx([0.4, 0.5, 0.8, 1])
    assert [point.undetected for point in found.points] == pytest.approx([0, 0.1, 0.4, 0.6])
    # presented a day, searched and waved through
    mixes = [point.presented.tolist() for point in found.points]
    assert mixes == [pytest.approx(mix) for mix in ([4, 0], [4, 1], [4, 4], [4, 6])]
    # 1 truckload met for each 0.1 a day: 10 for one a day, so 10 / 30.4 for one a month
    assert [piece.a_month("met") for piece in found.segments] == pytest.approx([10 / 30.4] * 3)
    assert [piece.a_month("value") * 30.4 for piece in found.segments] == pytest.approx(
        [40, 20, 10]
    )


def test_a_floor_sets_the_least_that_can_be_kept_to() -> None:
    # As above; a floor of 7 truckloads takes 3 waved through: U is 0.3 at least, worth 20 + 2 · 2.
    regimes = {"search": SEARCH, "wave": WAVE}
    floor = {"limits": {"coverage_at_least": {"food": 0.7}}}
    problem = problem_of(*pair(regimes, {"resources": {"bay": 1}}, FOOD, **floor))
    found = frontier(problem, exact=True)
    assert corners(found) == [(0.3, 24.0), (0.4, 26.0), (0.6, 28.0)]
    assert found.value(0.29) == -np.inf


def test_a_third_party_of_two_models_over_time() -> None:
    # Ten needed in one band of weight 1. Searching 4 a day misses nothing: (0, 4). Waving through
    # passes all ten: at U, 10 · U of them; (0, 0) to (1, 10). Half the time under each: U = 0.5
    # and 7 met, against 5 by waving alone and 4 by searching alone. The line from (0, 4) to (1, 10)
    # is 4 + 6 U, the best alone max(4, 10 U): farthest apart at U = 0.4, 6.4 against 4.
    band = {"coverage_bands": [{"up_to": 1, "weight": 1}]}
    searched = frontier(
        problem_of(*pair({"search": SEARCH}, {"resources": {"bay": 1}}, FOOD, **band)), exact=True
    )
    waved = frontier(problem_of(*pair({"wave": WAVE}, None, FOOD, **band)), exact=True)
    assert corners(searched) == [(0.0, 4.0)]
    assert corners(waved) == [(0.0, 0.0), (1.0, 10.0)]
    assert [(point.allowed, point.value) for _, point in envelope([searched, waved])] == [
        (pytest.approx(0.0), pytest.approx(4.0)),
        (pytest.approx(1.0), pytest.approx(10.0)),
    ]
    (mixture,) = mixtures([waved, searched])
    assert (mixture.first[0], mixture.last[0]) == (searched, waved)
    assert (mixture.allowed, mixture.value, mixture.alone) == pytest.approx((0.4, 6.4, 4.0))
    assert mixture.share == pytest.approx(0.4)


def test_a_model_does_not_mix_with_itself() -> None:
    regimes = {"search": SEARCH, "wave": WAVE}
    problem = problem_of(*pair(regimes, {"resources": {"bay": 1}}, FOOD))
    assert not list(mixtures([frontier(problem, exact=True)]))


def test_met_alone_where_plans_of_one_value_meet_more_or_less() -> None:
    # 480 minutes a day: food is worth 2 and takes 120 of them, tools are worth 1 and take 60: four
    # of food, eight of tools and all between are worth 8. Of ten needed of each, evenness takes
    # 2 · 10 · (1 − f / 10)² + 10 · (1 − (8 − 2 f) / 10)² least: f = 2, so that 6 are met.
    quick = {"start": "s", "stages": {"s": {"minutes": {"bay": 60}, "detection": 1}}}
    regimes = {
        "search": {**SEARCH, "admits": {"goods": ["food"]}},
        "quick": {**quick, "admits": {"goods": ["tools"]}},
    }
    goods = {
        "food": {"category": "humanitarian", "need": 10, "threat_rate": 0.1, "priority": 2},
        "tools": {"category": "humanitarian", "need": 10, "threat_rate": 0.1, "priority": 1},
    }
    flat = {"coverage_bands": [{"up_to": 1, "weight": 1}]}
    problem = problem_of(*pair(regimes, {"resources": {"bay": 1}}, goods=goods, **flat))
    (point,) = frontier(problem, met_alone=True).points
    assert (point.value, point.met) == (pytest.approx(8), pytest.approx(16 / 3))


def test_a_large_case_is_told_by_few_bounds_and_how_far_they_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = read_problem(str(written(tmp_path)))
    exact = frontier(problem, exact=True)
    for module in ("standing", "settings"):
        monkeypatch.setattr(f"crossings.allocation.{module}.LARGE", 0)
    monkeypatch.setattr("crossings.allocation.solving._NEAR_STEPS", 0.01)  # they never suffice
    monkeypatch.setattr("crossings.allocation.frontier._MOST_OF_LARGE", 3)
    told: list[str] = []
    few = frontier(problem, tell=told.append)
    assert len(few.points) == 3 < len(exact.points)
    assert told[-1] == "plan 3 of 3" and few.within > SHARE
    assert frontier_answer([few]).as_object()["tolerance"] == few.within
    for at, value in exact.corners:
        short = value - chord(few.corners, at)
        assert -VALUE * value <= short <= (few.within + VALUE) * value
    assert [aim.id for aim in few.points[0].plan.aims] == ["unevenness", "undetected"]
    whole = frontier(problem, exact=True)
    assert [at for at, _ in whole.corners] == pytest.approx([at for at, _ in exact.corners])


def test_without_vertices_points_are_those_of_all_bends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = read_problem(str(written(tmp_path)))
    exact = frontier(problem, exact=True)
    for module in ("standing", "settings", "faces"):
        monkeypatch.setattr(f"crossings.allocation.{module}.LARGE", 0)
    for module in ("frontier", "settings"):
        monkeypatch.setattr(f"crossings.allocation.{module}.HUGE", 0)
    few = frontier(problem, jobs=2)
    assert few.corners[-1] == pytest.approx(exact.corners[-1], rel=2e-6)
    assert few.points[-1].met == pytest.approx(exact.points[-1].met, rel=1e-6)
    for at, value in few.corners:
        assert value == pytest.approx(chord(exact.corners, at), rel=1e-6)
    for at, value in exact.corners:
        assert value <= chord(few.corners, at) / (1 - few.within) * (1 + VALUE)


# ---- By solving again ----------------------------------------------------------------------------


@examples(8)
@given(single_period_cases())
def test_exactly_every_bend_of_one_period(made: tuple[Entry, Entry]) -> None:
    found = curve_of(problem_of(*made), exact=True)
    assume(len(found.points) > 1)
    for allowed, value in solved_again(found):
        assert near(chord(found.corners, allowed), value, VALUE)


@pytest.mark.parametrize("exact", [True, False])
def test_the_example_solved_again(tmp_path: Path, exact: bool) -> None:
    from crossings.reading import read_problem

    found = frontier(read_problem(str(written(tmp_path))), exact=exact)
    for allowed, value in solved_again(found):
        told = chord(found.corners, allowed)
        assert value * (1 - (VALUE if exact else SHARE)) <= told <= value * (1 + VALUE)


@examples(8)
@given(cases())
def test_by_default_no_place_is_off_by_more_than_is_said(made: tuple[Entry, Entry]) -> None:
    found = curve_of(problem_of(*made), exact=False)
    assume(len(found.points) > 1)
    for allowed, value in solved_again(found):
        told = chord(found.corners, allowed)
        assert value * (1 - SHARE - VALUE) - VALUE <= told <= value + VALUE * max(1.0, value)
    alone = frontier(found.problem, met_alone=True).points
    for point, other in zip(found.points, alone, strict=True):
        assert near(point.met, other.met, SOLVER)


@examples(30)
@given(cases())
def test_it_ends_where_less_is_out_of_reach_and_more_gains_nothing(
    made: tuple[Entry, Entry],
) -> None:
    problem = problem_of(*made)
    found = curve_of(problem, exact=False)
    assume(found.points)
    low, high = found.points[0], found.points[-1]
    assert near(high.value, best_value(allowing(problem, np.inf)), SOLVER)
    if low.allowed > 1e-6:
        assert plan_of(allowing(problem, low.allowed * 0.99)) is None
    if high.allowed - low.allowed > 1e-3:
        less = best_value(allowing(problem, high.allowed - 1e-4))
        assert less < high.value
    for point in found.points:
        assert point.undetected <= point.allowed + VALUE


@examples(12)
@given(single_period_cases(FEATURES - {"phases"}))  # which may set the limit over again
def test_another_program_finds_the_same_value(made: tuple[Entry, Entry]) -> None:
    case, model = made
    found = curve_of(problem_of(case, model), exact=True)
    assume(len(found.points) > 1)
    middle = (found.points[0].allowed + found.points[1].allowed) / 2
    limit = {"undetected_threats_per_day": middle}
    case = {**case, "limits": {**(case.get("limits") or {}), **limit}}
    model = {**model, "limits": {**(model.get("limits") or {}), **limit}}
    twin = reference.optimum(case, model)
    assert twin["status"] == "optimal"
    assert near(twin["objective"], found.value(middle), VALUE)


@pytest.mark.parametrize("path", sorted(INPUTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_cases_have_one(path: Path) -> None:
    from crossings.reading import read_problem

    found = frontier(read_problem(str(path)))
    assert len(found.points) > 2
    values = [point.value for point in found.points]
    assert values == sorted(values)


# ---- On the command line -------------------------------------------------------------------------


def test_one_object(crossings_run: Runner) -> None:
    code, out, err = crossings_run("frontier", "case.yaml", "--format", "json")
    assert (code, err) == (0, "")
    whole = json.loads(out)
    assert (whole["schema_version"], whole["status"], whole["tolerance"]) == (1, "optimal", SHARE)
    (entry,) = whole["models"]
    assert entry["model"]["path"].endswith("model.yaml")
    assert (entry["goods_unknown"], entry["goods"]) == (2, 3)
    points, segments = entry["points"], entry["segments"]
    assert len(segments) == len(points) - 1 > 0
    for segment, first, last in zip(segments, points, points[1:], strict=False):
        limits = [point["undetected_limit_per_day"] for point in (first, last)]
        assert [segment["from_limit_per_day"], segment["to_limit_per_day"]] == limits
        more = (last["value"] - first["value"]) / (limits[1] - limits[0]) / whole["days_a_month"]
        assert segment["value_per_load_a_month"] == pytest.approx(more)


def test_a_folder_of_tables(crossings_run: Runner) -> None:
    code, out, _ = crossings_run(
        "frontier", "case.yaml", "--exact", "--format", "csv", "--output", "made"
    )
    assert (code, out) == (0, "")
    tables = {}
    for path in Path("made").glob("*.csv"):
        with path.open(encoding="utf-8") as stream:
            tables[path.stem] = list(csv.DictReader(stream))
    assert set(tables) == {"points", "segments", "regimes", "hull", "mixtures", "warnings"}
    assert len(tables["segments"]) == len(tables["points"]) - 1
    assert len(tables["regimes"]) == 2 * len(tables["points"])
    about = json.loads(Path("made/answer.json").read_text("utf-8"))
    assert about["exact"] and "points" not in about["models"][0]


def test_several_models_on_one_chart(crossings_run: Runner) -> None:
    code, out, err = crossings_run(
        "frontier", "case.yaml", "--model", "./model.yaml", "--model", "full-search", "--quiet"
    )
    assert (code, err) == (0, "")
    assert "\no  Scan, then search (model.yaml)\n" in out
    assert "\n+  Every load unloaded and searched by hand (" in out
    assert "no plan: " in out  # under the second one; the first stands
    assert out.isascii()


def test_nothing_known_of_contraband_is_said_so(crossings_run: Runner) -> None:
    rate = "    threat_rate: {value: 0.001, range: [0, 0.004], confidence: low}\n"
    case = Path("case.yaml")
    case.write_text(edited(case.read_text("utf-8"), (rate, "")), "utf-8")
    code, out, _ = crossings_run("frontier", "case.yaml", "--quiet")
    assert code == 0
    assert "unknown for 3 of 3 goods" in out
    assert "Value" not in out
    whole = json.loads(crossings_run("frontier", "case.yaml", "--quiet", "--format", "json").out)
    assert whole["models"][0]["points"] == whole["hull"] == []


def test_floors_out_of_reach_are_no_plan(crossings_run: Runner) -> None:
    settings = (
        "--set=limits.coverage_at_least.food=1",
        "--set=crossings.gate-a.gate_truckloads_per_day=0.1",
        "--set=crossings.gate-b.gate_truckloads_per_day=0.1",
    )
    code, out, err = crossings_run("frontier", "case.yaml", *settings, "--format", "json")
    assert code == 4
    assert "No plan: " in err
    assert json.loads(out)["status"] == "infeasible"


def test_faults_under_every_model_at_once(crossings_run: Runner) -> None:
    code, _, err = crossings_run(
        "frontier", "case.yaml", "--model", "no-such", "--model", "none-such"
    )
    assert code == 3
    assert "no-such" in err and "none-such" in err


def test_what_is_read_is_not_written_over(crossings_run: Runner) -> None:
    code, _, err = crossings_run("frontier", "case.yaml", "--output", "model.yaml")
    assert code == 2
    assert "cannot be written over" in err
