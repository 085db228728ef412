"""What scripts import, and the script in the documentation."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import crossings
from crossings import scripting

ROOT = Path(__file__).parents[1]


def test_the_documented_script_runs() -> None:
    (script,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "scripts.md").read_text(), re.S)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "planned value" in done.stdout and "full-search" in done.stdout


def test_names_are_had_from_the_package_and_told() -> None:
    text = (ROOT / "docs" / "scripts.md").read_text()
    for name in scripting.__all__:
        assert getattr(crossings, name) is getattr(scripting, name)
        assert name in text
    with pytest.raises(AttributeError):
        crossings.no_such_name  # noqa: B018


def test_importing_the_package_loads_nothing_heavy() -> None:
    show = "import crossings, sys; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", show], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
