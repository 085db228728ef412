"""What scripts import, and the script in the documentation."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from places import PACKAGE

import crossings
from crossings import compare, optimize, read_case, sample, simulate, simulate_batch
from crossings.batches import about

ROOT = Path(__file__).parents[1]


def test_the_documented_scripts_run() -> None:
    scripts = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "scripts.md").read_text(), re.S)
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(scripts)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    for told in ("planned value", "full-search", " more\n"):
        assert told in done.stdout


def test_names_are_had_from_the_package_and_told() -> None:
    text = (ROOT / "docs" / "scripts.md").read_text()
    stub = (PACKAGE / "__init__.pyi").read_text()
    typed = {
        name: module for module, name in re.findall(r"^from (\S+) import (\w+) as", stub, re.M)
    }
    former = dict(re.findall(r"^(\w+) = (\w+)$", stub, re.M))
    assert {*typed} == {*crossings.__all__}
    for name, module in typed.items():
        named = getattr(crossings, name)
        assert named is getattr(import_module(module), name) and named.__doc__
        assert name in dir(crossings)
        assert f"`{name}" in text
    for name, now in former.items():
        assert getattr(crossings, name) is getattr(crossings, now)
        assert f"`{name}`" in text
    with pytest.raises(AttributeError):
        crossings.no_such_name  # noqa: B018
    assert (PACKAGE / "py.typed").is_file()


def test_importing_the_package_loads_nothing_heavy() -> None:
    show = "import crossings, sys; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", show], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "False"


JOBS = "from crossings import simulate_batch; simulate_batch({}, jobs=2)"


def test_a_script_that_processes_cannot_begin_anew_is_told_beforehand(tmp_path: Path) -> None:
    told = subprocess.run([sys.executable, "-"], input=JOBS, capture_output=True, text=True)
    assert "ValueError: jobs: processes begin the script anew, and one from standard" in told.stderr
    (tmp_path / "study.py").write_text(JOBS)
    told = subprocess.run([sys.executable, tmp_path / "study.py"], capture_output=True, text=True)
    assert "jobs: processes begin study.py anew: put what it does below `if __name" in told.stderr


def test_a_folder_says_what_was_set_of_its_case(case: Path, tmp_path: Path) -> None:
    set_to = {"crossings.gate-a.hours_per_day": 12, "goods.food.priority": 4.5, "model": "joint"}
    problem = read_case(case, settings=set_to)
    folder = tmp_path / "futures"
    simulate_batch({"longer": optimize(problem)}, 3, dispatch="plan", folder=folder)
    kept = about(folder)
    assert kept.settings == tuple(f"{path}={value}" for path, value in set_to.items())
    again = read_case(kept.case, kept.asked_for[0], kept.settings)
    assert again.digest == problem.digest


def test_what_is_found_is_told_in_few_lines(case: Path) -> None:
    problem = read_case(case)
    plan = optimize(problem)
    futures = sample(problem, 5)
    batch = simulate_batch({"today": plan, "again": plan}, 5, dispatch="plan")
    planned: list[int] = []
    answer = compare({"as it is": problem}, done=planned.append)
    assert planned == [1]
    for made in (problem, plan, futures, simulate(plan, futures), batch, answer):
        lines = repr(made).splitlines()
        assert 1 < len(lines) <= 10 and max(map(len, lines)) <= 120, made
        assert lines[0].startswith((type(made).__name__, "Answer of "))
    assert f"value {plan.objective:,.1f}" in repr(plan) and problem.case.title in repr(problem)
    shown = answer._repr_html_()
    assert shown.count("<table") <= 3 and "as it is" in shown
