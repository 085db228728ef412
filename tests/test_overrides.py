"""`--set PATH=VALUE`: what it changes, and what it says where it cannot."""

from pathlib import Path

import pytest
from example import CASE, MODEL, edited, written

from crossings.errors import InputError
from crossings.problem import Evidence, Problem
from crossings.reading import checked, read_problem
from crossings.reading.yaml.overrides import MalformedOverride, parsed_overrides

BY_HAND = "set on the command line"


@pytest.fixture
def example(tmp_path: Path) -> str:
    return str(written(tmp_path))


def changed(case: str, *settings: str, model: str | None = None) -> Problem:
    return read_problem(case, model, parsed_overrides(settings))


def evidence(problem: Problem, path: str) -> Evidence:
    (row,) = (row for row in problem.evidence if row.path == path)
    return row


def faults(case: str, *settings: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        changed(case, *settings)
    return [str(fault) for fault in caught.value.faults]


def test_a_value_of_the_file_is_replaced(example: str) -> None:
    before, after = changed(example), changed(example, "crossings.gate-a.hours_per_day=12")
    scanner = before.resources.index("scanner")
    assert after.own_minutes[0, 0, scanner] == before.own_minutes[0, 0, scanner] * 12 / 8


def test_a_key_that_the_file_lacks_is_set_where_the_schema_knows_it(example: str) -> None:
    problem = changed(
        example, "crossings.gate-b.utilisation=0.5", "limits.coverage_at_least.*=0.02"
    )
    assert problem.own_minutes[0, 1, problem.resources.index("bay")] == 3 * 8 * 60 * 0.5
    assert problem.coverage_floor[0, :, 0].tolist() == [0.1, 0.05, 0.02]
    row = evidence(problem, "crossings.gate-b.utilisation")
    assert (row.value, row.default, row.note) == (0.5, False, BY_HAND)


@pytest.mark.parametrize("path", ["areas.south.population", "areas.south.population.value"])
def test_a_number_set_by_hand_loses_its_evidence(example: str, path: str) -> None:
    row = evidence(changed(example, f"{path}=5"), "areas.south.population")
    assert (row.value, row.source, row.low, row.high, row.note) == (5, None, None, None, BY_HAND)


def test_a_number_may_be_set_with_evidence_of_its_own(example: str) -> None:
    setting = "crossings.gate-a.hours_per_day={value: 6, range: [4, 8], source: census}"
    row = evidence(changed(example, setting), "crossings.gate-a.hours_per_day")
    assert (row.value, row.low, row.high, row.source, row.note) == (6, 4, 8, "census", None)


@pytest.mark.parametrize(
    ("settings", "north"),
    [
        (["goods.food.need=80"], 60),
        (["goods.food.need={truckloads_per_day: 80}"], 60),
        (["goods.food.need={tonnes_per_day: 146}"], 7.5),
        (["goods.food.need.kg_per_person_per_day=0.73"], 15),
        (["goods.food.need={by_area: {north: 9}}"], 9),
        (["goods.food.need=8", "goods.food.need.truckloads_per_day=80"], 60),
    ],
)
def test_a_need_is_set_in_every_form(example: str, settings: list[str], north: float) -> None:
    assert changed(example, *settings).need[0, 0, 0] == pytest.approx(north)


def test_a_need_bare_in_the_file_is_set_by_its_full_key(example: str) -> None:
    for setting in ("goods.chairs.need=7", "goods.chairs.need.truckloads_per_day=7"):
        assert changed(example, setting).export_need[0].tolist() == [0, 0, 7]


def test_a_second_form_of_need_is_a_fault(example: str) -> None:
    (said,) = faults(example, "goods.food.need.truckloads_per_day=80")
    assert "got truckloads_per_day and kg_per_person_per_day" in said


def test_an_entry_of_a_list_is_set_by_its_position(example: str) -> None:
    problem = changed(example, "coverage_bands.0.weight=9", "crossings.gate-a.open_days.4=fri")
    assert problem.band_weight.tolist() == [9, 2, 1]
    assert faults(example, "coverage_bands.3.weight=1") == [
        "--set:1:1: coverage_bands.3.weight: expected a position from 0 to 2, got 3"
    ]
    assert faults(example, "coverage_bands.².weight=1") == [
        "--set:1:1: coverage_bands.².weight: expected a position from 0 to 2, got ²"
    ]


def test_nothing_stands_for_the_default(example: str) -> None:
    problem = changed(example, "crossings.gate-a.gate_truckloads_per_day=")
    assert problem.gate[0].tolist() == [float("inf"), 30]


def test_the_model_is_changed_below_its_own_name(tmp_path: Path) -> None:
    model = edited(MODEL, ("limits:", "pools: {monitor: {units: 7}}\nlimits:"))
    case = str(written(tmp_path, CASE, model))
    problem = changed(case, "model.pools.monitor.units=80", "pools.monitor.units=1")
    assert problem.pool_minutes[0].tolist() == [80 * 8 * 60]
    row = evidence(problem, "model.pools.monitor.units")
    assert (row.value, row.note) == (80, BY_HAND)


def test_the_model_is_swapped(example: str) -> None:
    for name in ("full-search", "./model.yaml"):
        expected = changed(example, model=name if name == "full-search" else None).model
        assert changed(example, f"model={name}").model == expected
    assert faults(example, "model=full-serch") == [
        "--set:1:1: model: no shipped model is called full-serch; did you mean full-search?"
    ]


def test_a_change_reaches_the_model_that_was_swapped_in(example: str) -> None:
    settings = ("model=full-search", "model.regimes.full-search.fill=0.5")
    assert changed(example, *settings).fill[0].tolist() == [0.5]


@pytest.mark.parametrize(
    "text",
    [
        "crossings",
        "=5",
        "crossings..hours_per_day=5",
        "crossings.gate-a.hours_per_day=[5",
        "crossings.gate-a.hours_per_day=!!int 5",
        "title=\udcff",
    ],
)
def test_a_malformed_setting_is_told_from_a_wrong_one(text: str) -> None:
    with pytest.raises(MalformedOverride):
        parsed_overrides([text])


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("crosings.gate-a.hours_per_day=5", "unknown key crosings; did you mean crossings?"),
        (
            "crossings.gate-a.hour_per_day=5",
            "unknown key hour_per_day; did you mean hours_per_day?",
        ),
        ("crossings.gate-ab.hours_per_day=5", "nothing is called gate-ab; did you mean gate-b?"),
        ("crossings.gate-b.routes.north.loss=0", "nothing is called north"),
        ("crossings.gate-b.resources.scaner=1", "nothing is called scaner"),
        ("limits.coverage_at_least.fod=0.1", "nothing is called fod; did you mean food?"),
        (
            "model.regimes.full-serch.fill=1",
            "nothing is called full-serch; did you mean full-search?",
        ),
        ("title.words=2", "nothing lies below the text 'Two gates'"),
    ],
)
def test_an_unknown_path_is_a_fault_with_a_near_name(example: str, setting: str, said: str) -> None:
    path = setting.partition("=")[0]
    assert faults(example, setting) == [f"--set:1:1: {path}: {said}"]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("crossings.gate-a.hours_per_day=25", "expected hours between 0 and 24, got 25"),
        ("crossings.gate-a.hours_per_day=ten", "expected a number, got the text 'ten'"),
        ("crossings.gate-a.hours_per_day.value=.nan", "expected a finite number, got nan"),
        ("areas.south.population.value=ten", "expected a number, got the text 'ten'"),
        ("coverage_bands=[]", "expected at least one entry, got none"),
        ("model=5", "expected text, got 5; put it in quotes"),
        ("model=", "required, but not given"),
    ],
)
def test_a_wrong_value_is_a_fault_of_the_setting(example: str, setting: str, said: str) -> None:
    path = setting.partition("=")[0]
    assert faults(example, setting) == [f"--set:1:1: {path}: {said}"]


@pytest.mark.parametrize(
    ("setting", "path", "said"),
    [
        (
            "model.pools.monitor.units=many",
            "model.pools.monitor.units",
            "expected a number, got the text 'many'",
        ),
        ("model.pools.monitor={}", "model.pools.monitor.units", "required, but not given"),
        (
            "model.regimes.full-search.start=serch",
            "model.regimes.full-search.start",
            "no stage is called serch; did you mean search?",
        ),
    ],
)
def test_a_fault_in_the_model_is_said_by_the_path_that_was_typed(
    tmp_path: Path, setting: str, path: str, said: str
) -> None:
    model = edited(MODEL, ("limits:", "pools: {monitor: {units: 7}}\nlimits:"))
    case = str(written(tmp_path, CASE, model))
    assert faults(case, setting) == [f"--set:1:1: {path}: {said}"]


def test_a_model_checked_by_itself_takes_settings_of_the_model_alone(tmp_path: Path) -> None:
    model = str(written(tmp_path).with_name("model.yaml"))
    settings = (
        "model.regimes.full-search.fill=0.5",
        "model.regimes.full-search.fill=5",
        "crossings.gate-a.hours_per_day=3",
        "limits.detection_rate_at_least=0.6",
        "model=full-search",
    )
    assert checked(model, None, parsed_overrides(settings[:1]))
    with pytest.raises(InputError) as caught:
        checked(model, None, parsed_overrides(settings))
    unknown = "unknown path: an inspection model's begin with model."
    assert [str(fault) for fault in caught.value.faults] == [
        "--set:2:1: model.regimes.full-search.fill: expected a share above 0 and at most 1, got 5"
        "; for 5% write 0.05",
        f"--set:3:1: crossings.gate-a.hours_per_day: {unknown}",
        f"--set:4:1: limits.detection_rate_at_least: {unknown}; did you mean "
        "model.limits.detection_rate_at_least?",
        f"--set:5:1: model: {unknown}",
    ]


@pytest.mark.parametrize(
    ("setting", "moot"),
    [
        ("limits.detection_rate_at_least=0.9", True),
        ("limits.detection_rate_at_least.value=0.9", True),
        ("model.limits.detection_rate_at_least=0.9", False),
        ("limits.undetected_threats_per_day=3", False),
    ],
)
def test_what_the_model_says_otherwise_is_not_set_in_vain(
    tmp_path: Path, setting: str, moot: bool
) -> None:
    case = edited(CASE, ("limits:\n", "limits:\n  detection_rate_at_least: 0.2\n"))
    path = str(written(tmp_path, case, MODEL))
    said = [str(each) for each in changed(path, setting).warnings if "in its place" in each.text]
    assert said == moot * [
        "--set:1:1: limits.detection_rate_at_least: the model's own holds in its place; "
        "set model.limits.detection_rate_at_least"
    ]


def test_every_wrong_setting_is_said_in_one_run(example: str) -> None:
    settings = ("title=x", "crossings.gate-c.hours_per_day=5", "crossings.gate-a.hours_per_day=25")
    assert [said.split(" ")[0] for said in faults(example, *settings)] == [
        "--set:2:1:",
        "--set:3:1:",
    ]


@pytest.mark.parametrize("broken", ["- a list\n", "text\n", "horizon: [1]\n", "horizon: 5\n"])
def test_a_setting_below_what_is_no_mapping_is_a_fault(tmp_path: Path, broken: str) -> None:
    case = str(written(tmp_path, broken))
    assert any("--set:1:1: horizon.periods" in said for said in faults(case, "horizon.periods=3"))
