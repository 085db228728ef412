"""What scripts import, and the script in the documentation."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from places import PACKAGE

import crossings

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
