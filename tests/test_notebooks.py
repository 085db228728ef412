"""Notebooks of the documentation run from their first cell to their last; workflows run once.

Cells are plain Python, so that they are run here as a kernel would, without one: in order, in one
set of names, what the last line of a cell is being shown as a notebook shows it.
"""

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crossings import optimize, progress, read_case, report, sample, simulate_batch

DOCS = Path(__file__).parents[1] / "docs"
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))


def shown(value: Any) -> str:
    """What a notebook shows of a value: HTML, else a drawing, else a few lines."""
    told = repr(value)
    assert len(told.splitlines()) <= 10 or hasattr(value, "to_html")  # a DataFrame's is its own
    for form in ("_repr_html_", "_repr_svg_"):
        made = getattr(value, form, lambda: None)()
        if made is not None:
            return str(made)
    return told


def run_cell(source: str, names: dict[str, Any]) -> str:
    """A cell run; what its last line is, as it is shown."""
    *before, last = ast.parse(source).body
    if not isinstance(last, ast.Expr):
        before, last = [*before, last], ast.Expr(ast.Constant(None))
    exec(compile(ast.Module(before, []), "cell", "exec"), names)
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    return "" if value is None else shown(value)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_its_first_cell_to_its_last(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    notebook = json.loads(path.read_text("utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    names: dict[str, Any] = {}
    told = []
    for cell in notebook["cells"]:
        assert cell["id"] and cell["cell_type"] in ("code", "markdown")
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None
            told.append(run_cell("".join(cell["source"]), names))
    assert any("<table" in each for each in told)
    if path.stem != "sweep-and-discover":
        assert any(each.startswith("<svg") for each in told)


def test_there_are_three_notebooks_and_the_documentation_leads_to_them() -> None:
    page = (DOCS / "scripts.md").read_text("utf-8")
    assert len(NOTEBOOKS) == 3 and all(f"notebooks/{each.name})" in page for each in NOTEBOOKS)


def test_what_is_found_is_seen_in_a_notebook(case: Path) -> None:
    plan = optimize(read_case(case))
    batch = simulate_batch({"own": plan}, 20, measures={"half": lambda x: x.value / 2})
    assert "<svg" in shown(plan) and "half" in shown(batch) and "<table" in shown(batch)
    assert shown(report(plan, chart="coverage")) in shown(plan)
    assert "Scenarios" in shown(sample(plan.problem, 5)) and "Problem" in shown(plan.problem)
    with pytest.raises(ValueError, match="case: a plan is told as one of its charts: chart is one"):
        report(plan)


def test_a_bar_tells_how_far_a_run_is(capsys: pytest.CaptureFixture[str], case: Path) -> None:
    with progress("futures", 20) as done:
        simulate_batch({"own": optimize(read_case(case))}, 20, dispatch="plan", done=done)
        bar = done.__closure__
    assert bar is not None and any("futures: 20 of 20" in repr(x.cell_contents) for x in bar)
    assert capsys.readouterr().err == ""  # nobody looks


def test_a_workflow_runs_once(case: Path) -> None:
    """Run again there is nothing to be done, and what is made again is the same to the byte."""
    run = runner(case.parent, "Makefile")
    asked = ("MODELS=full-search joint", "plans/joint.json", "comparison.json")
    run("make", *asked)
    run("make", "--question", *asked)
    before = (case.parent / "comparison.json").read_bytes()
    run("make", "--always-make", asked[0], asked[2])
    assert (case.parent / "comparison.json").read_bytes() == before


@pytest.mark.skipif(shutil.which("snakemake") is None, reason="Snakemake is not here; pip has it")
def test_a_snakemake_workflow_runs_once(case: Path) -> None:
    run = runner(case.parent, "Snakefile")
    run("snakemake", "--cores=2")
    assert "Nothing to be done" in run("snakemake", "--cores=2")


def runner(folder: Path, workflow: str) -> Callable[..., str]:
    """Runs a command in a folder that has a workflow of the documentation."""
    shutil.copy(DOCS / "workflow" / workflow, folder)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def run(*words: str) -> str:
        done = subprocess.run(
            words, cwd=folder, env=os.environ | {"PATH": path}, check=True, timeout=300,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        return done.stdout

    return run
