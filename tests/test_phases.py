"""Phases: what they leave as it was, what they change, and stocks that cross into the next."""

import json
from pathlib import Path

import example
import numpy as np
import pytest
import yaml
from answers import Entry, printed, problem_of
from example import CASE, MODEL, edited
from hypothesis import HealthCheck, given, settings
from strategies import cases, phased_cases
from tolerances import SUM, near

from crossings.allocation import optimal_plan
from crossings.errors import InputError
from crossings.outputs.answer import answer
from crossings.outputs.screens.plan import screen
from crossings.reading import read_problem, read_under
from crossings.reading.yaml.overrides import parsed_overrides

WAVE: Entry = {
    "title": "Nothing looked at",
    "regimes": {"wave": {"start": "s", "stages": {"s": {}}}},
}
SEARCH: Entry = {
    "title": "Two hours each",
    "regimes": {"search": {"start": "s", "stages": {"s": {"minutes": {"bay": 120}}}}},
}
MONDAY = "2024-01-08"


def two_days(*phases: Entry, **keys: object) -> Entry:
    """Sunday and Monday, a day each: 10 truckloads of food needed, a gate that passes 12."""
    case: Entry = {
        "title": "by hand",
        "horizon": {"start": "2024-01-07", "periods": 2, "days_per_period": 1},
        "areas": {"north": None},
        "goods": {"food": {"category": "humanitarian", "need": 10}},
        "crossings": {"gate": {"gate_truckloads_per_day": 12, "resources": {"bay": 1}}},
        "phases": list(phases),
    }
    return case | keys


def tables(case: Entry, model: Entry, *without: str) -> Entry | None:
    """The object of a pair without what tells of the files and the run, and without columns."""
    result = printed(case, model)
    if result is None:
        return None
    for name in ("provenance", "case", "model", "phases", "warnings"):
        del result[name]
    for rows in result.values():
        for row in rows if isinstance(rows, list) else ():
            for column in without:
                row.pop(column, None)
    return json.loads(json.dumps(result))


# ---- What changes nothing ------------------------------------------------------------------------


def starts(case: Entry, model: Entry) -> list[str]:
    return [period.start.isoformat() for period in problem_of(case, model).periods]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_one_phase_from_the_first_day_is_no_phase(pair: tuple[Entry, Entry]) -> None:
    case, model = pair
    case.pop("phases", None)
    first = starts(case, model)[0]
    plain = tables(case, model)
    for phase in ({}, {"model": model}):
        assert tables(case | {"phases": [{"from": first} | phase]}, model) == plain
    # Under another model it is the case under that model: the case's own is out of force.
    policy = WAVE | {"sources": model.get("sources") or {}}
    changed = case | {"phases": [{"from": first, "model": policy}]}
    assert tables(changed, model) == tables(case, policy)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_phases_that_change_nothing_change_nothing(pair: tuple[Entry, Entry]) -> None:
    case, model = pair
    case.pop("phases", None)
    phases = [{"from": start} for start in starts(case, model)]
    assert tables(case | {"phases": phases}, model, "phase") == tables(case, model, "phase")


def test_a_phase_that_sets_what_is_so_already_changes_no_table_but_the_evidence() -> None:
    same = {"crossings.gate.gate_truckloads_per_day": 12, "goods.food.need": 10}
    plain = tables(two_days(), WAVE, "phase")
    phased = tables(two_days({"from": MONDAY, "set": same}), WAVE, "phase")
    assert plain is not None and phased is not None
    assert plain.pop("evidence") != phased.pop("evidence")
    assert plain == phased


# ---- Stocks --------------------------------------------------------------------------------------


def test_stock_built_in_one_phase_serves_the_next() -> None:
    # 12 come on Sunday, none on Monday, when the gate is closed: 20 are needed. On either day the
    # first 5 are worth 4, the next 3 worth 2: 10 · 4 + 2 · 2 = 44, and what Monday eats was stock.
    shut = two_days({"from": MONDAY, "set": {"crossings.gate.open_days": []}})
    result = printed(shut, WAVE)
    assert result is not None
    assert result["objective"] == pytest.approx(44)
    assert [row["phase"] for row in result["coverage"]] == [0, 1]
    sunday, monday = result["coverage"]
    assert sunday["met"] + sunday["stock"] == pytest.approx(12)
    assert monday["met"] == pytest.approx(sunday["stock"])
    assert monday["met"] >= 5 - 1e-9
    assert monday["stock"] == pytest.approx(0)
    # Evenness: 12 of 20 over the horizon.
    assert sum(row["met"] for row in result["coverage"]) / 20 == pytest.approx(0.6)


def test_stock_crosses_from_one_model_to_another() -> None:
    # Sunday: all 12 that the gate passes. Monday: searched, a bay of 480 minutes passes 4. Met: 16
    # of 20, in the bands 10 · 4 + 6 · 2 = 52; searched on both days 8: 8 · 4 = 32.
    phased = printed(two_days({"from": MONDAY, "model": SEARCH}), WAVE)
    assert phased is not None
    assert phased["objective"] == pytest.approx(52)
    assert {(row["period"], row["phase"], row["regime"]) for row in phased["flows"]} == {
        (0, 0, "wave"),
        (1, 1, "search"),
    }
    assert [phase["model"]["title"] for phase in phased["phases"]] == [
        "Nothing looked at",
        "Two hours each",
    ]
    searched = printed(two_days(), SEARCH)
    assert searched is not None
    assert searched["objective"] == pytest.approx(32)


def test_days_of_need_are_those_of_the_first_period_and_of_the_last() -> None:
    # In stock at the start a day of Sunday's 10; to be left at the end two days of Monday's 4.
    good = {
        "category": "humanitarian",
        "need": 10,
        "stock": {"days_of_need": 1, "end_days_of_need": 2},
    }
    case = two_days({"from": MONDAY, "set": {"goods.food.need": 4}}, goods={"food": good})
    problem = problem_of(case, WAVE)
    assert problem.first_stock.tolist() == [[10]]
    assert problem.last_stock.tolist() == [[8]]
    assert problem.total_need.tolist() == [7]
    result = printed(case, WAVE)
    assert result is not None
    (left,) = (row for row in result["limits"] if row["limit"] == "end_days_of_need")
    assert (left["period"], left["phase"], left["bound"]) == (1, 1, 8)


def test_a_floor_over_a_window_asks_each_phase_for_its_own_share() -> None:
    # 0.2 · 10 on Sunday and 0.5 · 4 on Monday: 4 in the window of both days.
    changes = {"limits.coverage_at_least": {"food": 0.5}, "goods.food.need": 4}
    limits = {"coverage_at_least": {"food": 0.2}, "coverage_window_days": 2}
    result = printed(two_days({"from": MONDAY, "set": changes}, limits=limits), WAVE)
    assert result is not None
    (floor,) = (row for row in result["limits"] if row["limit"] == "coverage_at_least")
    assert (floor["period"], floor["last_period"], floor["phase"]) == (0, 1, 0)
    assert floor["bound"] == pytest.approx(4)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(phased_cases())
def test_truckloads_are_kept_across_phases(pair: tuple[Entry, Entry]) -> None:
    # Over the whole horizon: what was in stock and what arrived was met or is left.
    result = printed(*pair)
    if result is None:
        return
    problem = problem_of(*pair)
    last = len(problem.periods) - 1
    for g, good in enumerate(problem.goods):
        for a, area in enumerate(problem.areas):
            if good.is_export:
                continue
            here = [
                row
                for row in result["coverage"]
                if (row["good"], row["area"]) == (good.id, area.id)
            ]
            arrived = sum(
                row["arrived"]
                for row in result["deliveries"]
                if (row["good"], row["area"]) == (good.id, area.id)
            )
            (left,) = (row["stock"] for row in here if row["period"] == last)
            had = float(problem.first_stock[g, a]) + arrived
            assert near(had, sum(row["met"] for row in here) + left, SUM, max(1.0, had))


# ---- Reading -------------------------------------------------------------------------------------

EASED = """\
phases:
  - from: 2024-03-10
    model: full-search
    set:
      crossings.gate-a.hours_per_day: {value: 12, range: [8, 16], source: census}
      crossings.gate-a.resources: {bay: 4, inspector: 9}
      crossings.gate-b.resources: {bay: 3, inspector: 9}
"""


UNASKED = edited(CASE, ("  coverage_at_least: {food: 0.1, construction: 0.05}\n", ""))


def eased(folder: Path, text: str = EASED, *settings: str, model: str | None = None) -> Entry:
    path = example.written(folder, UNASKED + text)
    problem = read_problem(str(path), model, parsed_overrides(settings))
    return answer(optimal_plan(problem)).as_object()


def test_what_a_phase_changes_stands_in_the_evidence_under_the_phase(tmp_path: Path) -> None:
    found = {row["path"]: row for row in eased(tmp_path)["evidence"]}
    assert found["crossings.gate-a.hours_per_day"]["value"] == 8
    row = found["phases.0.set.crossings.gate-a.hours_per_day"]
    assert (row["value"], row["low"], row["high"], row["source"]) == (12, 8, 16, "census")
    row = found["phases.0.set.crossings.gate-a.resources.inspector"]
    assert (row["value"], row["default"]) == (9, False)
    assert found["model.regimes.full-search.stages.search.minutes.bay"]["value"] == 60
    assert found["phases.0.set.model.regimes.full-search.stages.search.minutes.bay"]["value"] == 120
    assert "phases.0.crossings.gate-b.hours_per_day" not in found


def test_a_path_of_the_evidence_may_be_set(tmp_path: Path) -> None:
    path = "phases.0.set.crossings.gate-a.hours_per_day"
    found = {row["path"]: row for row in eased(tmp_path, EASED, f"{path}=16")["evidence"]}
    assert found[path]["value"] == 16
    assert found["crossings.gate-a.hours_per_day"]["value"] == 8


def test_settings_hold_in_every_phase_that_does_not_set_the_same(tmp_path: Path) -> None:
    settings = ("crossings.gate-a.hours_per_day=5", "crossings.gate-b.hours_per_day=6")
    path = example.written(tmp_path, CASE + EASED)
    problem = read_problem(str(path), None, parsed_overrides(settings))
    bay = problem.resources.index("bay")
    assert problem.own_minutes[:, 0, bay].tolist() == [4 * 5 * 60 * 0.85, 4 * 12 * 60 * 0.85]
    assert problem.own_minutes[:, 1, bay].tolist() == [3 * 6 * 60, 3 * 6 * 60]


def test_another_model_is_every_phases_model(tmp_path: Path) -> None:
    result = eased(tmp_path, EASED, model="full-search")
    assert [phase["model"]["path"] for phase in result["phases"]] == ["models/full-search.yaml"] * 2
    assert result["phases"][1]["changes"] == [
        "crossings.gate-a.hours_per_day=12",
        'crossings.gate-a.resources={"bay": 4, "inspector": 9}',
        'crossings.gate-b.resources={"bay": 3, "inspector": 9}',
    ]


def test_a_setting_of_the_model_is_a_fault_where_no_phase_in_force_has_the_key(
    tmp_path: Path,
) -> None:
    of_case = "model.regimes.scan-then-search.fill=0.6"
    assert eased(tmp_path, EASED, of_case)
    with pytest.raises(InputError) as caught:  # from the first day on its own model is out of force
        eased(tmp_path, EASED.replace("03-10", "03-03"), of_case)
    (fault,) = caught.value.faults
    assert fault.file == "--set" and "scan-then-search" in fault.text


NEW = {
    "crossings.gate-b.hours_per_day=3": {"crossings.gate-b.hours_per_day": 3},
    "crossings.gate-a.open_days=[]": {"crossings.gate-a.open_days": []},
    "crossings.gate-a.open_days=[sun, mon]": {"crossings.gate-a.open_days": ["sun", "mon"]},
    "crossings.gate-a.routes={south: {}}": {"crossings.gate-a.routes": {"south": {}}},
    "goods.food.need={by_area: {north: 3}}": {"goods.food.need": {"by_area": {"north": 3}}},
    "goods.cement.need=4": {"goods.cement.need": 4},
    "limits.undetected_threats_per_day=0.02": {"limits.undetected_threats_per_day": 0.02},
    "corridors.egypt.goods={food: 7}": {"corridors.egypt.goods": {"food": 7}},
    "crossings.gate-a.gate_truckloads_per_day=": {"crossings.gate-a.gate_truckloads_per_day": None},
}
SECOND = "phases:\n  - {from: 2024-03-03}\n  - {from: 2024-03-10, set: SET}\n"


@pytest.mark.parametrize("there", ["", "{}", "{crossings.gate-b.utilisation: 0.5}"])
@pytest.mark.parametrize("setting", NEW)
def test_a_phase_is_given_a_key_that_it_did_not_set(
    tmp_path: Path, setting: str, there: str
) -> None:
    """As if the file had it: by `--set` or in the file, the problem is one."""
    written = {**yaml.safe_load(there or "{}"), **NEW[setting]}
    path = example.written(tmp_path, UNASKED + SECOND.replace("SET", json.dumps(written)))
    expected = vars(read_problem(str(path)))
    path = example.written(tmp_path, UNASKED + SECOND.replace("SET", there))
    changes = parsed_overrides([f"phases.1.set.{setting}"])
    for problem in (
        read_problem(str(path), None, changes),
        next(read_under(str(path), [None], changes)),
    ):
        found = vars(problem)
        for name, value in expected.items():
            if isinstance(value, np.ndarray):
                assert np.array_equal(found[name], value, equal_nan=value.dtype.kind == "f"), name
        assert [each.changes for each in found["phases"]] == [
            each.changes for each in expected["phases"]
        ]
    told = {row.path: row.note for row in found["evidence"]}
    assert told.get("phases.1.set.crossings.gate-b.hours_per_day") in (
        None, "set on the command line for the phase from 2024-03-10"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("1.set.crossings.gate-b.hour_per_day=3", "did you mean hours_per_day?"),
        ("1.set.crossings.gate-c.hours_per_day=3", "did you mean gate-"),
        ("1.set.crossing.gate-b.hours_per_day=3", "did you mean crossings?"),
        ("1.sets.crossings.gate-b.hours_per_day=3", "did you mean set?"),
        ("2.set.crossings.gate-b.hours_per_day=3", "expected a position from 0 to 1, got 2"),
        ("1.set.crossings.gate-b.name=Gate", "holds for the whole horizon"),
        ("1.set.crossings.gate-b.open_days=[sund]", "did you mean sun?"),
    ],
)
def test_a_new_key_of_a_phase_that_leads_nowhere_is_a_fault(
    tmp_path: Path, setting: str, said: str
) -> None:
    path = example.written(tmp_path, UNASKED + SECOND.replace("SET", ""))
    with pytest.raises(InputError) as caught:
        read_problem(str(path), None, parsed_overrides([f"phases.{setting}"]))
    (fault,) = caught.value.faults
    assert fault.file == "--set" and said in fault.text
    assert fault.path.startswith(f"phases.{setting.partition('=')[0]}"[:20])


def test_a_phase_of_a_case_without_any_is_a_fault(tmp_path: Path) -> None:
    path = example.written(tmp_path, CASE)
    with pytest.raises(InputError) as caught:
        read_problem(str(path), None, parsed_overrides(["phases.0.set.goods.food.need=3"]))
    assert "the list is empty, so nothing stands at 0" in str(caught.value.faults[0])


def test_a_setting_of_a_phase_that_leads_nowhere_is_a_fault(tmp_path: Path) -> None:
    settings = "phases.0.set={crossings.gate-a.hour_per_day: 5}"
    with pytest.raises(InputError) as caught:
        eased(tmp_path, EASED, settings)
    assert [str(fault) for fault in caught.value.faults] == [
        "--set:1:1: phases.0.set.crossings.gate-a.hour_per_day: unknown key hour_per_day; "
        "did you mean hours_per_day?"
    ]


def test_windows_of_floors_may_not_differ_between_models(tmp_path: Path) -> None:
    case = edited(
        CASE, ("  coverage_window_days: 7\n", ""), ("days_per_period: 7", "days_per_period: 1")
    )
    other = edited(MODEL, ("{detection_rate_at_least: 0.5}", "{coverage_window_days: 2}"))
    path = example.written(tmp_path, f"{case}phases: [{{from: 2024-03-04, model: ./two.yaml}}]\n")
    (tmp_path / "two.yaml").write_text(other)
    with pytest.raises(InputError) as caught:
        read_problem(str(path))
    (fault,) = caught.value.faults
    assert str(fault).endswith(
        ": phases.0.model: coverage_window_days holds for the whole horizon: 2 days here, each "
        "period by itself in the first phase"
    )


# ---- Warnings and the screen ---------------------------------------------------------------------


def warned(folder: Path, text: str) -> list[str]:
    problem = read_problem(str(example.written(folder, CASE + text)))
    return [str(found).removeprefix(f"{folder}/") for found in problem.warnings]


def test_what_is_odd_in_a_phase_is_told_once_with_its_days(tmp_path: Path) -> None:
    text = "phases: [{from: 2024-03-10, set: {crossings.gate-a.open_days: []}}]\n"
    assert warned(tmp_path, text) == [
        "case.yaml:23:3: crossings.gate-a: never open (10 to 16 Mar 2024)"
    ]
    text = EASED.replace(", inspector: 9}", "}")
    lacking = "no regime has its resources here, so nothing passes: full-search needs inspector"
    assert [line for line in warned(tmp_path, text) if ": crossings" in line] == [
        f"case.yaml:23:3: crossings.gate-a: {lacking} (10 to 16 Mar 2024)",
        f"case.yaml:32:3: crossings.gate-b: {lacking} (10 to 16 Mar 2024)",
    ]


def test_a_resource_that_one_phase_uses_is_used(tmp_path: Path) -> None:
    # The scanner and the pool of monitors are for the case's own model, inspectors for the other.
    assert [line for line in warned(tmp_path, EASED) if "uses it" in line] == []


def test_the_screen_tells_each_phase(tmp_path: Path) -> None:
    path = example.written(tmp_path, CASE + EASED)
    shown = screen(answer(optimal_plan(read_problem(str(path)))), whole=True)
    models = "model 3 to 9 Mar 2024, then full-search 10 to 16 Mar 2024"
    assert f"Inspection model: {models}\n" in shown
    assert "inspection model “Every load unloaded" in " ".join(shown.split())
    (line, *_) = (line for line in shown.splitlines() if line.startswith("1  "))
    assert "10 to 16 Mar 2024" in line and "full-search" in line
    assert "hours at gate-a: 12 hours a day instead of 8 hours a day" in " ".join(shown.split())
    plain = screen(answer(optimal_plan(read_problem(str(example.written(tmp_path))))))
    assert "Phase by phase" not in plain and "Inspection model: Scan" in plain


# ---- Observed ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "planned"),
    [
        ("2024-01-07", "2024-01-07", 12),
        ("2024-01-08", "2024-01-31", 4),
        ("2023-12-01", "2024-01-08", 8),
        ("2023-12-01", "2023-12-31", 8),  # none of its days is planned: the whole horizon
    ],
)
def test_a_count_stands_beside_the_periods_it_was_made_in(
    first: str, last: str, planned: float
) -> None:
    seen = {"crossing": "gate", "from": first, "to": last, "stage": "collected", "truckloads": 1}
    case = two_days({"from": MONDAY, "model": SEARCH}, observed=[seen | {"source": "field"}])
    case["goods"]["food"]["need"] = 20  # so that on both days all comes that can
    result = printed(case | {"sources": {"field": {"title": "Field notes"}}}, WAVE)
    assert result is not None
    (row,) = result["observed"]
    assert row["planned_per_day"] == pytest.approx(planned)
