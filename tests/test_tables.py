"""The tables of an answer: the same rows in every form, fractions of 1, stages, evidence."""

import copy
import csv
import json
import math
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import reference
from answers import Entry, loaded_pair, plan_of, printed, problem_of
from hypothesis import HealthCheck, given, settings
from strategies import FEATURES, cases
from tolerances import VALUE

from crossings.outputs.answer import Answer, answer, as_json
from crossings.outputs.csv import write_csv
from crossings.plan import Plan
from crossings.reading import read_problem

ROOT = Path(__file__).parents[1]


# ---- One set of rows -----------------------------------------------------------------------------


def cell(text: str, like: Any) -> Any:
    """A cell of a CSV file as the kind of thing that JSON has there."""
    if text == "":
        return None
    if isinstance(like, bool):
        return {"True": True, "False": False}[text]
    return float(text) if isinstance(like, int | float) else text


def assert_same_rows(found: Answer[Plan], folder: Path) -> None:
    """The tables, the JSON text and the CSV files hold the same rows, to the last digit."""
    result = json.loads(as_json(found.as_object()))
    write_csv(found, folder)
    for name, table in found.tables.items():
        rows = result[name]
        assert len(table) == len(rows), name
        for (_, plain), row in zip(table.iterrows(), rows, strict=True):
            assert list(plain.index) == list(row), name
            for column, value in row.items():
                missing = plain[column] is None or plain[column] != plain[column]
                assert (value is None) if missing else (value == plain[column]), (name, column)
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        assert len(lines) == len(rows), name
        for line, row in zip(lines, rows, strict=True):
            assert {key: cell(line[key], row[key]) for key in line} == row, name
    about = json.loads((folder / "answer.json").read_text("utf-8"))
    assert {**about, **{name: result[name] for name in found.tables}} == result


def test_json_and_csv_of_a_shipped_case_are_the_tables(gaza: Answer[Plan], tmp_path: Path) -> None:
    assert_same_rows(gaza, tmp_path)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_json_and_csv_are_the_tables(
    tmp_path_factory: pytest.TempPathFactory, pair: tuple[Entry, Entry]
) -> None:
    plan = plan_of(problem_of(*pair))
    if plan is not None:
        assert_same_rows(answer(plan), tmp_path_factory.mktemp("tables"))


def test_object_has_the_keys_that_results_promise(gaza: Answer[Plan]) -> None:
    columns = {
        "periods": "period start end days",
        "manifests": "period corridor crossing good manifested",
        "flows": "period crossing good regime presented refused released",
        "deliveries": "period crossing good area collected intercepted arrived",
        "coverage": "period good category area need met unmet stock coverage",
        "people": "period good area population people_met",
        "resources": "period site resource used_minutes capacity_minutes utilisation shadow_price",
        "gates": "period crossing used capacity utilisation shadow_price",
        "corridors": "period corridor good used capacity shadow_price",
        "routes": "period crossing area used capacity shadow_price",
        "limits": "period limit good area value bound shadow_price",
        "threats": "period expected detected undetected",
        "informal": "period channel good area sent interdicted entered undetected counts_as_met",
        "diversion": "period good arrived prevented diverted",
        "rebuild": "good backlog_tonnes tonnes_per_day days",
        "observed": "crossing good category from to stage truckloads_per_day planned_per_day "
        "source",
        "evidence": "path value low high source confidence default",
        "warnings": "file line path text",
    }
    result = gaza.as_object()
    for name, words in columns.items():
        assert set(words.split()) <= set(gaza.tables[name].columns), name
    assert result["schema_version"] == 1
    assert result["status"] == "optimal"
    assert {"objective", "case", "model", "provenance", *columns} <= set(result)
    assert set(result["case"]) == set(result["model"]) == {"title", "path", "sha256"}
    told = {"tool", "version", "created", "command", "seed", "solver", "python", "platform"}
    assert told <= set(result["provenance"])
    assert {"name", "version", "status"} <= set(result["provenance"]["solver"])


# ---- Fractions of 1 ------------------------------------------------------------------------------


def assert_fractions(result: Entry) -> None:
    """Coverage and utilisation are what is said to be divided, and lie between 0 and 1."""

    def assert_share(share: float | None, part: float, whole: float | None) -> None:
        if not whole:
            assert share is None
        else:
            assert share == pytest.approx(part / whole, rel=VALUE, abs=VALUE)
            assert -VALUE <= share <= 1 + VALUE

    for row in result["coverage"]:
        assert_share(row["coverage"], row["met"], row["need"])
        assert row["unmet"] == pytest.approx(row["need"] - row["met"], rel=VALUE, abs=VALUE)
        assert row["unmet"] >= 0
    for row in result["resources"]:
        assert_share(row["utilisation"], row["used_minutes"], row["capacity_minutes"])
    for row in result["gates"]:
        assert_share(row["utilisation"], row["used"], row["capacity"])
    for row in result["people"]:
        assert -VALUE <= row["people_met"] <= row["population"] * (1 + VALUE)
    for row in result["evidence"]:
        if row["path"].rsplit(".", 1)[-1] in ("detection", "false_alarm", "loss", "threat_rate"):
            assert 0 <= row["value"] <= 1


def test_shares_of_a_shipped_case_are_fractions_of_one(gaza: Answer[Plan]) -> None:
    assert_fractions(gaza.as_object())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases(FEATURES - {"evidence", "words"}))
def test_shares_are_fractions_of_one(pair: tuple[Entry, Entry]) -> None:
    result = printed(*pair)
    if result is not None:
        assert_fractions(result)


# ---- Observed ------------------------------------------------------------------------------------

STAGES = {
    # 5 leave the corridor, a fifth is lost before inspection, a fifth of the rest is refused, a
    # quarter of what is collected is lost on the way. All on the first of two days.
    "manifested": 5.0,
    "presented": 4.0,
    "refused": 0.8,
    "released": 3.2,
    "collected": 3.2,
    "intercepted": 0.8,
    "arrived": 2.4,
    "met": 2.4,
}


def two_days(observed: list[Entry]) -> tuple[Entry, Entry]:
    """Two days, the gate closed on the second; food by a corridor, and 2 of chairs exported."""
    case = {
        "title": "by hand",
        "horizon": {"start": "2024-01-07", "periods": 2, "days_per_period": 1},
        "areas": {"north": None},
        "goods": {
            "food": {"category": "humanitarian", "need": 10},
            "chairs": {"category": "export", "need": 2},
        },
        "crossings": {
            "gate": {"closed_dates": ["2024-01-08"], "routes": {"north": {"loss": 0.25}}},
            "idle": {"open_days": []},
        },
        "corridors": {"egypt": {"truckloads_per_day": 5, "loss": 0.2}},
        "observed": observed,
        "sources": {"field": {"title": "Field notes"}},
    }
    stages = {"s": {"false_alarm": 0.2}}
    return case, {"title": "by hand", "regimes": {"fifth": {"start": "s", "stages": stages}}}


def seen(stage: str, **which: str) -> Entry:
    """310 truckloads counted in January: 10 a day."""
    counted = {"from": "2024-01-01", "to": "2024-01-31", "truckloads": 310}
    return {**which, **counted, "stage": stage, "source": "field"}


def test_observed_stands_beside_the_plan_at_the_same_stage() -> None:
    result = printed(*two_days([seen(stage, good="food") for stage in STAGES]))
    assert result is not None
    assert [row["stage"] for row in result["observed"]] == list(STAGES)
    for row in result["observed"]:
        assert row["truckloads_per_day"] == pytest.approx(10)
        assert row["planned_per_day"] == pytest.approx(STAGES[row["stage"]] / 2), row["stage"]


def test_observed_counts_the_crossing_good_and_category_asked_for() -> None:
    # 2.5 of chairs presented, 2 released and so met, beside the food.
    asked = [
        (seen("presented"), 4 + 2.5),
        (seen("presented", crossing="gate"), 4 + 2.5),
        (seen("presented", crossing="idle"), 0),
        (seen("presented", category="humanitarian"), 4),
        (seen("presented", category="fuel"), 0),
        (seen("presented", good="chairs"), 2.5),
        (seen("met"), 2.4 + 2),
        (seen("met", category="export"), 2),
        (seen("collected", category="export"), None),  # exports are not collected
        (seen("manifested", crossing="gate", good="food"), 5),
    ]
    result = printed(*two_days([entry for entry, _ in asked]))
    assert result is not None
    for row, (entry, planned) in zip(result["observed"], asked, strict=True):
        expected = None if planned is None else pytest.approx(planned / 2)
        assert row["planned_per_day"] == expected, entry
        assert {key: row[key] for key in ("from", "to", "stage", "source")} == {
            key: entry[key] for key in ("from", "to", "stage", "source")
        }
        assert [row.get(key) for key in ("crossing", "good", "category")] == [
            entry.get(key) for key in ("crossing", "good", "category")
        ]


# ---- Evidence ------------------------------------------------------------------------------------

UNITS = {"need": "truckloads_per_day", "stock": "truckloads"}  # what a bare number is short for


def numbers(entry: Any, path: tuple[str, ...] = ()) -> dict[str, Entry]:
    """Every number of a file by its path, bare ones as an assumption."""
    if isinstance(entry, bool) or entry is None or isinstance(entry, str):
        return {}
    evident = isinstance(entry, dict) and "value" in entry
    if evident or isinstance(entry, int | float):
        whole = (*path, UNITS[path[-1]]) if path[-1] in UNITS else path
        return {".".join(whole): entry if evident else {"value": entry}}
    pairs = entry.items() if isinstance(entry, dict) else enumerate(entry)
    made: dict[str, Entry] = {}
    for key, inside in pairs:
        if key not in NOT_OF_THE_PLAN:
            made |= numbers(inside, (*path, str(key)))
    return made


NOT_OF_THE_PLAN = ("location", "sources", "observed", "sizing", "uncertainty")
"""Keys below which stands nothing that a plan rests on."""


def given_numbers(case: Entry, model: Entry) -> dict[str, Entry]:
    """Every number of the files that is in force in a phase, by the path where it stands."""
    horizon = reference.facts(case, model)[0].starts
    begins = [date.fromisoformat(phase["from"]) for phase in case.get("phases") or []]
    in_force = [{}] if not begins or begins[0] > horizon[0] else []
    in_force += case.get("phases") or []
    plain = {name: value for name, value in case.items() if name != "phases"}
    expected: dict[str, Entry] = {}
    stands: dict[int, str] = {}  # each model's numbers stand under the phase that first has it
    for phase in in_force:
        policy = phase.get("model") or model
        under = f"phases.{case['phases'].index(phase)}.set.model" if stands else "model"
        under = stands.setdefault(id(policy), under)
        changed, changed_model = copy.deepcopy((plain, policy))
        changes = phase.get("set") or {}
        for path in changes:  # its numbers are no longer those of the files
            section, *rest = path.split(".")
            owner, steps = (
                (changed_model, rest) if section == "model" else (changed, [section, *rest])
            )
            reference.put(owner, steps, copy.deepcopy(changes[path]))
        for path, entry in in_force_by_itself(changed, changed_model).items():
            set_by = next((p for p in changes if f"{path}.".startswith(f"{whole(p)}.")), None)
            if set_by is not None:
                path = f"phases.{case['phases'].index(phase)}.set.{path}"
            elif path.startswith("model."):
                path = f"{under}.{path.removeprefix('model.')}"
            expected.setdefault(path, entry)
    return expected


def whole(path: str) -> str:
    """The number that a path sets."""
    return path.removesuffix(".value")


def in_force_by_itself(case: Entry, model: Entry) -> dict[str, Entry]:
    """Every number of a case without phases and of its model: the model's pools and limits win."""
    expected = numbers(model, ("model",))
    won = [("pools", name) for name in model.get("pools") or {}]
    won += [
        ("limits", name) for name, value in (model.get("limits") or {}).items() if value is not None
    ]
    for path, entry in numbers(case).items():
        if tuple(path.split(".")[:2]) not in won:
            expected[path] = entry
    of_model = paces(model)
    own = {name: entry for name, entry in paces(case).items() if name not in of_model}
    for under, throughput in (("model.", of_model), ("", own)):
        for name, weekdays in throughput.items():
            path = f"{under}uncertainty.throughput.{name}.weekdays"
            expected |= numbers(weekdays or {}, (path,))
    return expected


def paces(file: Entry) -> dict[str, Any]:
    """Factors of weekdays on how fast crossings work: all that a plan rests on of what varies."""
    throughput = (file.get("uncertainty") or {}).get("throughput") or {}
    return {name: (entry or {}).get("weekdays") for name, entry in throughput.items()}


def assert_evidence(case: Entry, model: Entry, rows: list[Entry]) -> None:
    """Every number given is there with what it rests on, and all others are defaults."""
    expected = given_numbers(case, model)
    found = {row["path"]: row for row in rows}
    assert len(found) == len(rows), "a path twice"
    assert {path for path, row in found.items() if not row["default"]} == set(expected)
    for path, entry in expected.items():
        row = found[path]
        low, high = entry.get("range") or (None, None)
        assert (row["value"], row["low"], row["high"]) == (entry["value"], low, high), path
        assert row["source"] == entry.get("source"), path
        assert row["confidence"] == entry.get("confidence"), path
    for row in rows:
        if row["default"]:
            assert (row["source"], row["low"], row["high"]) == (None, None, None), row
            assert math.isfinite(row["value"])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_evidence_has_every_number(pair: tuple[Entry, Entry]) -> None:
    result = printed(*pair)
    if result is not None:
        assert_evidence(*pair, result["evidence"])


@pytest.mark.parametrize("case", sorted(ROOT.glob("inputs/*.yaml")), ids=lambda path: path.stem)
def test_evidence_of_shipped_cases(case: Path) -> None:
    plan = plan_of(read_problem(str(case)))
    assert plan is not None
    assert_evidence(*loaded_pair(case), answer(plan).as_object()["evidence"])


def test_defaults_are_marked() -> None:
    result = printed(*two_days([]))
    assert result is not None
    found = {row["path"]: row for row in result["evidence"]}
    defaults = {
        "crossings.gate.hours_per_day": 8,
        "crossings.gate.utilisation": 1,
        "crossings.idle.hours_per_day": 8,
        "goods.food.priority": 1,
        "goods.food.stock.end_days_of_need": 0,
        "coverage_bands.0.up_to": 0.5,
        "coverage_bands.0.weight": 4,
        "coverage_bands.2.weight": 1,
        "model.regimes.fifth.fill": 1,
        "model.regimes.fifth.stages.s.detection": 0,
    }
    for path, value in defaults.items():
        row = found[path]
        assert (row["value"], row["source"], row["default"]) == (value, None, True), path
    assert found["model.regimes.fifth.stages.s.false_alarm"]["default"] is False
    assert found["corridors.egypt.loss"] | {"note": None} == {
        "path": "corridors.egypt.loss",
        "value": 0.2,
        "low": None,
        "high": None,
        "source": None,
        "confidence": None,
        "default": False,
        "note": None,
    }
