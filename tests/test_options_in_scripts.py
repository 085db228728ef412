"""Every command and every option by its name in Python, or the reason why it has none."""

import importlib
import inspect
import json
from pathlib import Path

import click
import numpy as np
import pytest
from runs import Runner

import crossings
from crossings import (
    compare,
    explain,
    frontier,
    optimize,
    read_case,
    read_models,
    report,
    simulate_batch,
    size,
)
from crossings.cli import _COMMANDS

ON_SCREEN = "how an answer is told on a terminal; Python has it as an object"
READING = {"case": "case", "model": "model", "settings": "settings"}
"""What `read_case` takes."""
DELIVERY = {
    "form": "Answer.write, of a plan or a batch by as_answer",
    "output": "Answer.write",
    "quiet": "warnings and progress are the script's own: `problem.warnings`, `done`",
    "full_paths": ON_SCREEN,
    "whole": ON_SCREEN,
}
PLAN = {"objective": "objective", "fair_over": "fair_over_days", "own": "own_plan"}
LISTS = {"sheets": "sheet", "columns": "columns", "wheres": "where", "stages": "stage"}
"""How lists of counts are read."""
COMMAND_ALONE = {
    "diff": "of answers as files; DataFrames have `compare`",
    "validate": "`read_case` says every fault, and `problem.warnings` what is odd",
    "init": "writes a file to begin with",
    "schema": "for editors",
}
"""Commands without a function, and why."""
FUNCTIONS = {
    "optimize": ("optimize", READING | PLAN | DELIVERY | {
        "hxl": "of `--format package`", "show": "as_tables", "adversary": "compare",
        "write_lp": "write_lp", "confirm": "explain",
        "time_limit": "time_limit",
    }),
    "explain": ("explain", READING | PLAN | DELIVERY | {
        "crossing": "crossing", "good": "good", "show": "closed_days", "days": "closed_days",
        "confirm": "confirm",
    }),
    "compare": ("compare", READING | DELIVERY | {
        "named": "read_models", "models": "read_models", "objective": "objective",
        "fair_over": "fair_over_days",
        "adversary": "adversary", "plans": "simulate_batch", "scenarios": "simulate_batch",
        "seed": "simulate_batch",
    }),
    "frontier": ("frontier", READING | DELIVERY | {
        "models": "read_models", "exact": "exact", "guarantee": "guarantee",
        "adversary": "adversary", "sensors": "sensors",
    }),
    "size": ("size", READING | DELIVERY | {
        "target": "coverage", "budget": "budgets", "show": "tables", "write_lp": "write_lp",
        "time_limit": "time_limit",
    }),
    "evaluate": ("simulate_batch", READING | dict.fromkeys(PLAN, "optimize") | DELIVERY | {
        "models": "read_models", "scenarios": "scenarios", "table": "futures",
        "draw_rest": "draw_rest", "seed": "seed", "dispatch": "dispatch", "every": "every_days",
        "ahead": "order_ahead_days", "solved": "practice", "gap": "gap", "certify": "certify",
        "bounded": "policy_bound", "jobs": "jobs", "scheduler": "scheduler", "keep": "keep",
        "output": "folder",
    }),
    "report": ("report", READING | PLAN | DELIVERY | {
        "models": "read_models", "scenarios": "scenarios", "seed": "seed", "language": "language",
        "boundaries": "boundaries", "chart": "chart", "brief": "brief", "output": "output",
        "form": "the ending of `output`",
    }),
    "discover": ("discover", DELIVERY | {
        "folder": "folder", "where": "where", "model": "model",
    }),
    "sensitivity": ("sensitivity", READING | dict.fromkeys(PLAN, "optimize") | DELIVERY | {
        "method": "method", "of": "of", "number": "number", "most": "inputs",
        "dispatch": "dispatch", "seed": "seed", "jobs": "jobs", "name": "model",
    }),
    "sample": ("sample_table", READING | DELIVERY | {
        "method": "method", "number": "number", "seed": "seed",
    }),
    "sweep": ("sweep", READING | DELIVERY | {
        "over": "design", "design": "design", "models": "models", "scenarios": "scenarios",
        "seed": "seed", "dispatch": "dispatch", "value_only": "value_only", "jobs": "jobs",
        "scheduler": "scheduler", "output": "folder",
    }),
    "observe": ("observe", DELIVERY | LISTS | {
        "files": "files", "forms": "form", "case": "case", "by": "by",
    }),
    "calibrate": ("calibrate", DELIVERY | LISTS | {
        "case": "case", "files": "observed", "forms": "form", "paths": "fit",
        "backtest": "backtest", "holdout": "holdout", "left_out": "leave_one_out",
        "output": "output", "chart": "a picture of what the answer has as `foretold`",
    }),
    "inspect": ("inspect", READING | DELIVERY | {
        "sensors": "sensors", "exact": "exact", "output": "output",
    }),
    "sheet": ("sheet", READING | DELIVERY | {
        "scenarios": "scenarios", "seed": "seed", "output": "output",
    }),
    "today": ("today", READING | DELIVERY | {
        "state": "state", "day": "first_state", "came": "came", "dispatch": "dispatch",
        "kept": "prices", "following": "Answer, whose `about` has it as `next_state`",
    }),
}  # fmt: skip
"""The function of each command, and for each of its parameters an argument, a name, or a reason."""


@pytest.mark.parametrize("name", _COMMANDS)
def test_every_option_has_a_name_in_python(name: str) -> None:
    if name in COMMAND_ALONE:
        assert name not in crossings.__all__
        return
    command: click.Command = importlib.import_module(f"crossings.commands.{name}").command
    function, known = FUNCTIONS[name]
    takes = {
        *inspect.signature(getattr(crossings, function)).parameters,
        *inspect.signature(crossings.read_case).parameters,
    }
    for parameter in command.params:
        there = known[str(parameter.name)]
        named = there.partition(",")[0].partition(".")[0]
        said = " " in there or named in takes or hasattr(crossings, named)
        assert said or there == "tables", f"{name}: {parameter.name}: {there}"


def test_answers_write_what_commands_write(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    problem = read_case(case)
    for made in (
        explain(problem, closed_days=1),
        compare(read_models(case, [None, "full-search"])),
        frontier(problem),
    ):
        assert len(repr(made).splitlines()) <= 10
        for name, table in made.tables.items():
            assert made[name] is made.tables[name] or made[name].equals(table)
        made.write(tmp_path / "answer.json")
        told = json.loads((tmp_path / "answer.json").read_text())
        assert told == json.loads(made.to_json()) and str(case.parent) not in made.to_json()
        made.write(tmp_path / "folder")
        made.write(tmp_path / "answer.xlsx")
        with pytest.raises(
            ValueError, match=r"form: expected json, csv or xlsx, got 'answer\.txt'"
        ):
            made.write(tmp_path / "answer.txt")


def test_a_page_is_what_the_command_writes(
    case: Path, crossings_run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    begun: list[str] = []
    problems = read_models(case, [None])
    page = report(problems, tmp_path / "page.html", scenarios=20, stage=begun.append)
    assert (tmp_path / "page.html").read_text() == page.text
    assert begun[0] == "finding the best plan" and "futures: 20" in begun
    assert {"coverage", "trials"} <= {*page.tables} and page.told.spreads
    assert page._repr_svg_() is None and "<iframe" in str(page._repr_html_())
    chart = report(problems, tmp_path / "chart.svg", chart="coverage")
    assert (
        crossings_run("report", str(case), "--chart", "coverage").out
        == (tmp_path / "chart.svg").read_text()
    )
    assert chart._repr_html_() is None and str(chart._repr_svg_()).startswith("<svg")
    chart.write(tmp_path / "chart.png")
    batch = simulate_batch({"own": optimize(problems[next(iter(problems))])}, 20, folder="kept")
    told = report("kept", chart="fan").told.batch
    assert told and np.array_equal(told.trials[0].outcomes.value, batch.trials[0].outcomes.value)
    for asked, text in (
        ({"chart": "fan"}, "chart: fan is about futures and needs scenarios"),
        ({"chart": "cov"}, "chart: no chart is called cov; there are coverage"),
        ({"language": "xx"}, "language: no catalogue is called xx"),
        ({"output": "page.pdf"}, "output: expected a name that ends in .html"),
    ):
        with pytest.raises(ValueError, match=text):
            report(problems, **asked)  # type: ignore[arg-type]


def test_what_cannot_be_asked_is_named(case: Path) -> None:
    problem = read_case(case)
    with pytest.raises(ValueError, match="crossing: the case has no nowhere"):
        explain(problem, crossing="nowhere")
    with pytest.raises(ValueError, match="closed_days: expected a whole number from 1"):
        explain(problem, closed_days=0)
    with pytest.raises(ValueError, match="objective: expected one of value, fairest"):
        crossings.optimize(problem, objective="best")
    with pytest.raises(ValueError, match="time_limit: expected seconds from 0"):
        crossings.optimize(problem, time_limit=-1)
    with pytest.raises(ValueError, match="guarantee: takes neither"):
        frontier(problem, exact=True, guarantee=True)
    with pytest.raises(ValueError, match="coverage: expected a share"):
        size(problem, coverage=70)
    with pytest.raises(ValueError, match="problems: expected problems by name"):
        compare(problem)  # type: ignore[arg-type]
