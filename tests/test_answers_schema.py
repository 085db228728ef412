"""`crossings schema result`: every answer of every command is what it says, and nothing more."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from runs import Runner
from test_described import LIST, TWO, everything
from test_docs import tables_of

import crossings
from crossings import (
    InputError,
    Plan,
    as_answer,
    as_tables,
    optimize,
    read_case,
    read_plan,
    save_plan,
    simulate_batch,
)
from crossings.outputs.provenance import provenance
from crossings.outputs.schema import answer_schema
from crossings.tables.described import columns_of, in_objects

_ = everything
DOCS = Path(__file__).parents[1] / "docs"
SENSORS = {
    "title": "Sensors",
    "sensors": {
        "image": {
            "resource": "bay",
            "minutes": 1,
            "curve": [[0, 0], [0.1, 0.7], [1, 1]],
        }
    },
}
PLAN = """date,stage,crossing,regime,good,area,truckloads
2024-01-07,collected,gate,search,food,north,2
"""
COMMANDS = {
    "optimize": ("optimize", "case.yaml", "--adversary", "--show=schedule"),
    "optimize fairest": ("optimize", "case.yaml", "--objective=fairest"),
    "optimize own": ("optimize", "case.yaml", "--own-plan=plan.csv"),
    "no plan": ("optimize", "case.yaml", "--set=limits.coverage_at_least.food=1"),
    "explain": ("explain", "case.yaml", "--show=closures"),
    "compare": ("compare", "case.yaml", "a.yaml", "b.yaml", "--adversary"),
    "evaluate plans": ("compare", "case.yaml", "--plans", "plan.csv", "best"),
    "frontier": ("frontier", "case.yaml", *TWO, "--adversary"),
    "frontier --guarantee": ("frontier", "case.yaml", *TWO, "--guarantee"),
    "size": ("size", "case.yaml", "--target=coverage=0.1,informal=2"),
    "evaluate": ("evaluate", "case.yaml", *TWO, "--scenarios=20", "--certify=3"),
    "evaluate prices": ("evaluate", "case.yaml", "--scenarios=20", "--policy-bound=3"),
    "sweep": (
        "sweep", "case.yaml", "--over=crossings.gate.resources.bay=1,2", "--scenarios=20",
    ),
    "sweep values": ("sweep", "case.yaml", "--over=goods.food.need=1,9,-1", "--value-only"),
    "sensitivity": ("sensitivity", "case.yaml"),
    "sensitivity sobol": ("sensitivity", "case.yaml", "--method=sobol", "--number=8"),
    "sensitivity folder": ("sensitivity", "folder"),
    "discover": ("discover", "folder", "--where=met_share < 0.5"),
    "inspect": ("inspect", "case.yaml", "--sensors=sensors.yaml"),
    "sheet": ("sheet", "case.yaml", "--scenarios=20"),
    "today": ("today", "case.yaml", "--state=state.yaml"),
    "calibrate": (
        "calibrate", "case.yaml", "--observed=days.csv", "--stage=collected", "--backtest",
        "--fit=uncertainty.closures.gate.open_share",
    ),
    "observe": ("observe", "list.csv", "--format=table", "--as=json"),
    "diff": ("diff", "one.json", "other.json"),
}  # fmt: skip
"""Every command that answers as JSON."""


def closed(schema: Any) -> Any:
    """The schema with every object closed that does not say it is open."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: closed(each) for name, each in schema.items()}
    if schema.get("type") == "object" and "additionalProperties" not in schema:
        told["additionalProperties"] = False
    return told


def alike(one: Plan, other: Plan) -> bool:
    """Whether two plans are the same to the bit, in all that their tables tell."""
    mine, its = as_tables(one), as_tables(other)
    return repr(one) == repr(other) and all(mine[name].equals(its[name]) for name in mine)


PROVENANCE = provenance(None)


def change(answer: dict[str, Any]) -> None:
    """Another figure in the first row of its first table that has one."""
    tables = ("kept_back", "fitted", "procedures", "followed")
    row = next(answer[name][0] for name in tables if answer.get(name))
    column = next(each for each, value in row.items() if isinstance(value, float))
    row[column] = 77.5


STRICT = jsonschema.Draft202012Validator(closed(answer_schema()))


def faults(answer: Any, kind: str) -> list[str]:
    """Where an answer is not of a kind."""
    schema = {"$ref": f"#/$defs/{kind.replace(' ', '%20')}", **STRICT.schema}
    del schema["anyOf"]
    found = jsonschema.Draft202012Validator(schema).iter_errors(answer)
    return [f"{each.json_path}: {each.message:.200}" for each in found]


@pytest.fixture
def more(everything: Runner) -> Runner:
    """With sensors, a plan of one's own, counts of days and a folder of futures beside it."""
    Path("sensors.yaml").write_text(json.dumps(SENSORS), "utf-8")
    Path("plan.csv").write_text(PLAN, "utf-8")
    days = "".join(f"2024-01-{n:02},{n % 4},collected,gate,food,20\n" for n in range(1, 31))
    Path("days.csv").write_text(f"{LIST.partition(chr(10))[0]}\n{days}", "utf-8")
    assert everything("today", "case.yaml", "--state=new", "--output=state.yaml").code == 0
    kept = everything("evaluate", "case.yaml", "--scenarios=50", "--output=folder", "--quiet")
    assert kept.code == 0, kept.err
    return everything


def test_every_answer_of_every_command_is_of_the_schema(more: Runner) -> None:
    found = {}
    for name, command in COMMANDS.items():
        form = ("--as=json",) if command[0] == "observe" else ("--format=json",)
        ran = more(*command, *form, "--quiet")
        try:
            answer = json.loads(ran.out)
        except ValueError:
            found[name] = [f"{ran.out:.300}{ran.err:.300}"]
            continue
        kind = name if name in STRICT.schema["$defs"] else name.split()[0]
        found[name] = faults(answer, kind)[:5]
        found[name] += [] if STRICT.is_valid(answer) else ["not of the union"]
    assert not {name: each for name, each in found.items() if each}


def test_functions_answer_what_commands_do(more: Runner) -> None:
    problem = crossings.read_case("case.yaml")
    fit, listed = "uncertainty.closures.gate.open_share", COMMANDS["calibrate"]
    for name, found in {
        "observe": crossings.observe("list.csv"),
        "calibrate": crossings.calibrate(
            "case.yaml", "days.csv", fit, stage="collected", backtest=True, output="fitted.yaml"
        ),
        "inspect": crossings.inspect("case.yaml", "sensors.yaml", output="designed.yaml"),
        "sheet": crossings.sheet(problem, scenarios=20),
        "today": crossings.today(problem, crossings.first_state(problem)),
    }.items():
        form = "--as=json" if name == "observe" else "--format=json"
        told, mine = json.loads(more(*COMMANDS[name], form).out), json.loads(found.to_json())
        del told["provenance"], mine["provenance"]
        assert mine == told and not faults({**mine, "provenance": PROVENANCE}, name), name
        if name != "observe":
            Path("one.json").write_text(json.dumps(told | {"provenance": PROVENANCE}))
            change(told)
            Path("other.json").write_text(json.dumps(told | {"provenance": PROVENANCE}))
            apart = json.loads(more("diff", "one.json", "other.json", "--format=json").out)
            assert apart["kind"] == name and [each["other"] for each in apart["changes"]] == [77.5]
    assert more(*listed, "--output=again.yaml").code == 0
    assert Path("again.yaml").read_text() == Path("fitted.yaml").read_text()
    assert read_case("fitted.yaml").digest != problem.digest
    assert optimize(read_case("case.yaml", "designed.yaml")).objective > 0
    plan = optimize(problem)
    told = json.loads(more("optimize", "case.yaml", "--format=json").out)
    mine = json.loads(as_answer(plan).to_json())
    beside = ("headline", "provenance")  # what one more brings is not sought from Python
    assert all(mine[name] == each for name, each in told.items() if name not in beside)
    batch = json.loads(as_answer(simulate_batch({"a": plan}, 20, dispatch="plan")).to_json())
    assert not faults(mine, "optimize") and not faults(batch, "evaluate")
    for kept in (plan, optimize(problem, objective="fairest")):
        save_plan(kept, "plan.npz")
        again = read_plan("plan.npz", problem)
        assert (alike(kept, again) and kept.fairness is None) or alike(
            kept.of_most_value, again.of_most_value
        )
        bytes_of = Path("plan.npz").read_bytes()
        save_plan(again, "plan.npz")
        assert Path("plan.npz").read_bytes() == bytes_of
    with pytest.raises(InputError, match="a plan for another case, model or settings"):
        read_plan("plan.npz", problem.with_settings({"goods.food.need": 9}))
    for file, text in (("case.yaml", "expected a plan as save_plan"), ("no.npz", "no such file")):
        with pytest.raises(InputError, match=text):
            read_plan(file, problem)


def test_its_columns_are_those_of_the_results_page() -> None:
    described = tables_of(DOCS / "results.md")
    for table in {*in_objects()} & {*described}:
        columns = [each for each in columns_of(table) if each != "phase" or table == "periods"]
        assert sorted(described[table]) == sorted(columns), table
