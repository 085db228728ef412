"""Models side by side: figures of separate runs, and a verdict that says no more than they do."""

import copy
import csv
import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from answers import Entry, problem_of
from example import CASE, MODEL, edited
from page_figures import threats_known
from places import MODELS, ROOT
from runs import TINY_GATES, Runner
from tolerances import SUM, near

from crossings.allocation import optimal_plan
from crossings.analysis.comparison import ALL, Column, Figure
from crossings.analysis.verdict import verdict
from crossings.plan import Plan

Key = tuple[str, str]


# ---- The figures ---------------------------------------------------------------------------------


def counted_by_hand(plan: dict[str, Any], categories: dict[str, str]) -> dict[Key, float]:
    """The figures of a comparison from the tables of `optimize --format json`."""
    days = sum(period["days"] for period in plan["periods"])
    need: dict[Any, float] = defaultdict(float)
    met: dict[Any, float] = defaultdict(float)
    for row in plan["coverage"]:
        keys = [row["category"], *([] if row["category"] == "export" else [ALL])]
        keys += [("area", row["area"])] if row["category"] == "humanitarian" else []
        for key in keys:
            need[key] += row["need"]
            met[key] += row["met"]
        met["every good"] += row["met"]
    found = {("value", ALL): plan["objective"], ("met", ALL): met["every good"] / days}
    found |= {("need met", of): met[of] / need[of] for of in [ALL, *categories] if need[of]}
    areas = [key for key in need if isinstance(key, tuple) and need[key]]
    found["least served area", ALL] = min(met[area] / need[area] for area in areas)
    for table, stages in {
        "manifests": ("manifested",) if plan["corridors"] else (),
        "flows": ("presented", "refused", "released"),
        "deliveries": ("collected", "arrived"),
    }.items():
        for stage in stages:
            found[stage, ALL] = sum(row[stage] for row in plan[table]) / days
    unknown = max(row["goods_unknown"] for row in plan["threats"])
    found["contraband", "unknown"] = unknown
    known = threats_known(plan)
    for of in ("expected", "undetected") if known else ():
        found["contraband", of] = sum(row[of] for row in known) / days
    hours: dict[str, float] = defaultdict(float)
    for row in plan["resources"]:
        hours[row["resource"]] += row["used_minutes"] / 60 / days
    found |= {("hours", resource): hour for resource, hour in hours.items() if hour > 0}
    units = {row["path"].removeprefix("model."): row["value"] for row in plan["evidence"]}
    for row in plan["resources"]:
        if row["site"] == "pool":
            there = units[f"pools.{row['resource']}.units"]
            busy = there * (row["utilisation"] or 0.0)
            found["staff", row["resource"]] = there
            at_work = ("staff at work", row["resource"])
            found[at_work] = max(found.get(at_work, 0.0), busy)
    return found


@pytest.mark.parametrize(
    ("case", "models"),
    [
        ("case.yaml", ["./model.yaml"]),
        (f"{ROOT}/inputs/west-bank.yaml", ["full-search", "joint", "third-party-monitored"]),
        (f"{ROOT}/inputs/gaza-2006.yaml", ["category-ban", "risk-based"]),
    ],
)
def test_figures_are_those_of_separate_runs(
    crossings_run: Runner,
    case: str,
    models: list[str],
) -> None:
    told = json.loads(crossings_run("compare", case, *models, "--format=json", "--quiet").out)
    assert [row["model"] for row in told["models"]] == models
    first: dict[Key, float] = {}
    for model in models:
        run = crossings_run("optimize", case, "--model", model, "--format=json", "--quiet")
        plan = json.loads(run.out)
        categories = {row["category"]: "" for row in plan["coverage"]}
        expected = counted_by_hand(plan, categories)
        rows = {(r["measure"], r["of"]): r for r in told["figures"] if r["model"] == model}
        assert {key: row["value"] for key, row in rows.items()}.keys() == expected.keys()
        first = first or expected
        for key, row in rows.items():
            scale = max(1.0, abs(expected[key]))
            assert near(row["value"], expected[key], SUM, scale), key
            if key in first:
                difference = expected[key] - first[key]
                assert abs(row["difference"] - difference) <= SUM * max(scale, first[key]), key
            else:
                assert row["difference"] is None


def test_every_form_tells_the_same(crossings_run: Runner) -> None:
    arguments = (
        "compare",
        "case.yaml",
        "./model.yaml",
        "./slow.yaml",
        "--quiet",
        *RELAXED,
    )
    Path("slow.yaml").write_text(edited(MODEL, ("bay: 60}", "bay: 90}"), ("bay: 60,", "bay: 90,")))
    told = json.loads(crossings_run(*arguments, "--format=json").out)
    assert crossings_run(*arguments, "--format=csv", "--output=tables").code == 0
    for name in ("models", "figures"):
        with Path("tables", f"{name}.csv").open(encoding="utf-8", newline="") as file:
            read = list(csv.DictReader(file))
        assert [list(row) for row in read] == [list(row) for row in told[name]]
        for line, row in zip(read, told[name], strict=True):
            for key, value in row.items():
                assert line[key] == ("" if value is None else str(value)) or float(
                    line[key]
                ) == float(value)
    about = json.loads(Path("tables", "answer.json").read_text("utf-8"))
    assert about["verdict"] == told["verdict"]
    screen = crossings_run(*arguments, "--show=more").out
    assert told["verdict"] in " ".join(screen.split())
    values = {(r["model"], r["measure"], r["of"]): r["value"] for r in told["figures"]}
    stages = screen.partition("Truckloads a day, mean of all days")[2].partition("\n\n")[0]
    for model in ("./model.yaml", "./slow.yaml"):
        (row, *_) = [line for line in stages.splitlines() if line.startswith(model)]
        assert f"{values[model, 'released', ALL]:.1f}" in row


RELAXED = ("--set=limits.coverage_at_least={}",)


# ---- The columns ---------------------------------------------------------------------------------


def test_a_model_without_a_plan_keeps_its_column(crossings_run: Runner) -> None:
    shut = [
        ("gate-a: [scan-then-search, full-search]", "gate-a: []"),
        ("gate-b: [full-search]", "gate-b: []"),
    ]
    Path("closed.yaml").write_text(edited(MODEL, *shut))
    arguments = ("compare", "case.yaml", "./closed.yaml", "./model.yaml", "--quiet")
    run = crossings_run(*arguments)
    assert (run.code, run.err) == (0, "")
    assert "No plan reaches the floors under ./closed.yaml." in run.out
    assert "no plan: the floor" in run.out
    told = json.loads(crossings_run(*arguments, "--format=json").out)
    assert [row["status"] for row in told["models"]] == ["infeasible", "optimal"]
    assert {row["model"] for row in told["figures"]} == {"./model.yaml"}
    assert all(row["difference"] is None for row in told["figures"])
    alone = crossings_run("optimize", "case.yaml", "--quiet", "--model", "./closed.yaml")
    assert alone.err.startswith(f"No plan: {told['models'][0]['no_plan']}\n")


def test_without_any_plan_it_ends_with_4(crossings_run: Runner) -> None:
    arguments = ("compare", "case.yaml", "./model.yaml", "--quiet", *TINY_GATES)
    run = crossings_run(*arguments, "--output=old.txt")
    assert (run.code, run.out) == (4, "")
    assert run.err.startswith("No plan: under none of the models.\n./model.yaml: the floor")
    assert not Path("old.txt").exists()
    run = crossings_run(*arguments, "--format=json")
    assert run.code == 4
    told = json.loads(run.out)
    assert (told["status"], told["figures"]) == ("infeasible", [])
    assert told["case"]["path"] == "case.yaml"


def test_by_default_the_case_comes_first_and_every_shipped_model_once(
    crossings_run: Runner,
) -> None:
    shipped = sorted(path.stem for path in MODELS.glob("*.yaml"))

    def models(case: str) -> list[str]:
        run = crossings_run("compare", case, "--quiet", "--format=json", *QUICK)
        return [row["model"] for row in json.loads(run.out)["models"]]

    assert models(f"{ROOT}/inputs/gaza.yaml") == [
        "scan-then-search",
        *(name for name in shipped if name != "scan-then-search"),
    ]


QUICK = ("--set=horizon.periods=2",)


def test_phases_are_a_column_of_their_own(crossings_run: Runner) -> None:
    phases = "phases: [{from: 2024-03-10, model: full-search}]\n"
    bays = "resources: {bay: 3, inspector: 9}"
    Path("case.yaml").write_text(edited(CASE, ("resources: {bay: 3}", bays)) + phases)
    arguments = ("compare", "case.yaml", "--quiet", "--format=json", *RELAXED)
    told = json.loads(crossings_run(*arguments).out)
    first, *rest = told["models"]
    assert first["model"] == "phased"
    assert first["title"] == "Scan, then search, then Every load unloaded and searched by hand"
    assert "full-search" in [row["model"] for row in rest]
    Path("full.yaml").write_text((MODELS / "full-search.yaml").read_text("utf-8"))
    local = Path("case.yaml").read_text("utf-8").replace("model: full-search", "model: ./full.yaml")
    Path("case.yaml").write_text(local)
    for command in ("compare", "explain", "optimize"):
        run = crossings_run(command, "case.yaml", "--output=full.yaml")
        assert (run.code, run.out) == (2, "")
        assert "full.yaml is read and cannot be written over" in run.err


def test_a_model_is_named_as_with_other_commands_too(crossings_run: Runner) -> None:
    named = crossings_run("compare", "case.yaml", "full-search", "joint").out
    assert crossings_run("compare", "case.yaml", "full-search", "--model", "joint").out == named


def test_the_same_model_twice_is_one_column(crossings_run: Runner) -> None:
    run = crossings_run("compare", "case.yaml", "./model.yaml", "./model.yaml", "--format=json")
    assert [row["model"] for row in json.loads(run.out)["models"]] == ["./model.yaml"]


def test_faults_of_any_model_come_before_any_plan(crossings_run: Runner) -> None:
    code, out, err = crossings_run("compare", "case.yaml", "./model.yaml", "full-serch")
    assert (code, out) == (3, "")
    assert "no shipped model is called full-serch; did you mean full-search?" in err


def test_a_change_of_the_model_is_made_where_it_leads_somewhere(crossings_run: Runner) -> None:
    arguments = ("compare", "case.yaml", "./model.yaml", "./other.yaml", "--format=json", "--quiet")
    Path("other.yaml").write_text(MODEL + "pools: {lab: {units: 3, hours_per_day: 8}}\n")

    def staff(*settings: str) -> dict[tuple[str, str], float]:
        run = crossings_run(*arguments, *settings)
        figures = json.loads(run.out)["figures"]
        return {(r["model"], r["of"]): r["value"] for r in figures if r["measure"] == "staff"}

    before, after = staff(), staff("--set=model.pools.lab.units=7")
    assert before["./other.yaml", "lab"] == 3
    assert after == before | {("./other.yaml", "lab"): 7}
    for nonsense in ("model.pools.lab.units=-1", "model.pools.nowhere.units=7"):
        code, out, err = crossings_run(*arguments, f"--set={nonsense}")
        assert (code, out) == (3, ""), nonsense
        assert err.startswith("--set:1:1: model.pools"), nonsense


def test_warnings_name_the_models_that_they_are_about(crossings_run: Runner) -> None:
    run = crossings_run("compare", "case.yaml", "./model.yaml", "full-search", *RELAXED)
    lines = run.err.splitlines()
    assert len(lines) == len(set(lines))
    unused = [line for line in lines if "no regime of the model uses it" in line]
    assert unused
    assert all(line.endswith("(warning, under full-search)") for line in unused)


def test_figures_are_whole_in_every_width(crossings_run: Runner) -> None:
    names = []
    for number in range(9):
        names.append(f"./a-model-with-a-long-name-{number}.yaml")
        Path(names[-1]).write_text(MODEL)
    out = crossings_run("compare", "case.yaml", *names, "--quiet", "--show", "more").out
    lines = out.partition("Next: ")[0].splitlines()
    assert max(map(len, lines)) <= 80
    stages = out.partition("Truckloads a day, mean of all days")[2].partition("\n\n")[0]
    heads = [line for line in stages.splitlines() if line.startswith(" ")]
    assert len(heads) > 1  # what does not fit comes below, behind the names
    for name in names:  # a figure under every head, and its difference against the first
        rows = [line for line in stages.splitlines() if line.startswith(name)]
        figures = sum(len(head.split()) for head in heads)
        assert sum(len(row.replace("±0", "").split()) - 1 for row in rows) == figures


# ---- The verdict ---------------------------------------------------------------------------------

TEN_A_DAY: Entry = {
    "title": "Ten a day",
    "areas": {"north": None},
    "goods": {"food": {"category": "humanitarian", "need": 10}},
    "crossings": {"gate": {"gate_truckloads_per_day": 10}},
}
SEARCH: Entry = {
    "title": "Search",
    "regimes": {"search": {"start": "s", "stages": {"s": {"minutes": {"bay": 1}}}}},
}


@pytest.fixture(scope="module")
def column_of() -> Callable[..., Column]:
    """A column with a share met and contraband a month, of a place that needs ten a day."""
    plans: dict[str, Plan] = {}
    for category in ("humanitarian", "export"):
        case = copy.deepcopy(TEN_A_DAY)
        case["goods"]["food"]["category"] = category
        plans[category] = optimal_plan(problem_of(case, SEARCH))

    def made(model: str, met: float | None, a_month: float | None, of: str = ALL) -> Column:
        if met is None:
            return Column(model, model, None, no_plan="too much is asked")
        figures = [Figure("need met", of, "share", met)]
        if a_month is not None:
            undetected = a_month / 30.4
            figures.append(Figure("contraband", "undetected", "truckloads a day", undetected))
        return Column(model, model, plans["humanitarian" if of == ALL else of], tuple(figures))

    return made


VERDICTS = [
    (
        [("a", 0.8, 5.0), ("b", 0.5, 2.0)],
        "a meets most, 80% of the truckloads needed. b lets least contraband pass undetected: "
        "3.0 truckloads a month fewer, at the cost of 3.0 truckloads of need met a day, 1.0 for "
        "each.",
    ),
    (
        [("b", 0.5, 2.0), ("a", 0.8, 5.0), ("c", 0.8, 4.0)],
        "a and c meet most, 80% of the truckloads needed. b lets least contraband pass undetected: "
        "2.0 truckloads a month fewer than c, at the cost of 3.0 truckloads of need met a day, 1.5 "
        "for each.",
    ),
    (
        [("a", 0.8, 5.0), ("b", 0.5, 2.0), ("c", 0.3, 2.0), ("d", 0.5, 2.0)],
        "a meets most, 80% of the truckloads needed. b and d let least contraband pass undetected "
        "(c as little, meeting less): 3.0 truckloads a month fewer, at the cost of 3.0 truckloads "
        "of need met a day, 1.0 for each.",
    ),
    (
        [("a", 0.8, 2.0), ("b", 0.5, 5.0)],
        "a meets most, 80% of the truckloads needed, and lets least contraband pass undetected, "
        "2.0 truckloads a month.",
    ),
    (
        [("a", 0.8, 2.0), ("b", 0.8, 5.0), ("c", 0.1, 6.0)],
        "a and b meet most, 80% of the truckloads needed, and of these a lets least contraband "
        "pass undetected, 2.0 truckloads a month.",
    ),
    (
        [("a", 0.8, 2.0), ("b", 0.8, 5.0)],
        "a and b meet 80% of the truckloads needed each, and of these a lets least contraband pass "
        "undetected, 2.0 truckloads a month.",
    ),
    (
        [("a", 0.8, 2.0), ("b", 0.8, 2.0)],
        "a and b meet 80% of the truckloads needed each, and contraband undetected comes to 2.0 "
        "truckloads a month under each.",
    ),
    (
        [("a", 0.8, 2.0)],
        "a meets 80% of the truckloads needed, and contraband undetected comes to 2.0 truckloads a "
        "month.",
    ),
    (
        [("a", 0.8, None), ("b", 0.5, None)],
        "a meets most, 80% of the truckloads needed; of contraband nothing is known.",
    ),
    (
        [("a", 0.8, None), ("b", None, None), ("c", None, None)],
        "a meets 80% of the truckloads needed; of contraband nothing is known. No plan reaches the "
        "floors under b and c.",
    ),
    ([("a", None, None)], "No plan reaches the floors under a."),
    (
        [("a", 0.8, 3.0, "export"), ("b", 0.5, 1.5, "export")],
        "a meets most, 80% of the exports asked for. b lets least contraband pass undetected: 1.5 "
        "truckloads a month fewer, at the cost of 3.0 truckloads of need met a day, 2.0 for each.",
    ),
    # What the screen tells alike is alike.
    (
        [("a", 0.8049, 2.0), ("b", 0.7951, 2.001)],
        "a and b meet 80% of the truckloads needed each, and contraband undetected comes to 2.0 "
        "truckloads a month under each.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "said"), VERDICTS)
def test_the_verdict_names_the_trade_off(
    column_of: Callable[..., Column], columns: list[Any], said: str
) -> None:
    assert verdict([column_of(*column) for column in columns]) == said


def test_where_nothing_is_needed_nothing_is_weighed(crossings_run: Runner) -> None:
    run = crossings_run(
        "compare", "case.yaml", "./model.yaml", "--quiet", *RELAXED,
        "--set=goods.food.need=0", "--set=goods.cement.need=0", "--set=goods.chairs.need=0",
    )  # fmt: skip
    assert run.code == 0
    assert "\nNothing is needed.\n" in run.out
