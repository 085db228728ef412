"""What is installed is whole, and the tests run against it, not against what lies beside them."""

import re
import subprocess
import sys
import sysconfig
from importlib.metadata import distribution
from pathlib import Path

import differences
import pytest
from places import MODELS, PACKAGE, ROOT

IN_A_CHECKOUT = (ROOT / "crossings").is_dir()
installed_only = pytest.mark.skipif(
    IN_A_CHECKOUT, reason="asked of the wheel, which `make test` installs, and not of a checkout"
)


def run(*command: str | Path, folder: Path) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@installed_only
def test_the_tests_run_against_what_is_installed(tmp_path: Path) -> None:
    installed = Path(sysconfig.get_path("purelib")) / "crossings"
    assert installed == PACKAGE and installed == MODELS.parent
    show = "import crossings; print(crossings.__file__)"
    for folder in (tmp_path, ROOT):  # in processes that tests start, too
        assert run(sys.executable, "-c", show, folder=folder).strip() == str(
            installed / "__init__.py"
        )


@installed_only
def test_the_wheel_adds_only_crossings_and_its_command() -> None:
    files = distribution("crossings").files or ()
    added = {file.parts[0] for file in files if not file.parts[0].endswith(".dist-info")}
    assert added == {"crossings", ".."}
    assert [file.name for file in files if file.parts[0] == ".."] == ["crossings"]


@installed_only
def test_the_command_finds_its_models_from_an_empty_folder(tmp_path: Path) -> None:
    command = Path(sysconfig.get_path("scripts")) / "crossings"
    run(command, "init", "first", folder=tmp_path)
    shipped = sorted(path.stem for path in MODELS.glob("*.yaml"))
    assert len(shipped) >= 6
    for model in shipped:
        shown = run(command, "optimize", "first.yaml", "--quiet", "--model", model, folder=tmp_path)
        assert "What holds it back" in shown


def test_no_test_looks_for_the_package_or_its_models_beside_it() -> None:
    beside = re.compile(r"""(ROOT|CHECKOUT|parents\[1\]) / "(crossings|models)\b|glob\("models/""")
    for path in (ROOT / "tests").glob("*.py"):
        found = beside.search(path.read_text("utf-8"))
        assert path.name == "test_wheel.py" or found is None, (
            f"{path.name}: {found}; tests/places.py says where they lie"
        )


def test_what_a_second_python_leaves_out_is_there() -> None:
    for each in (each for files in differences.LEFT_OUT.values() for each in files):
        file, _, name = each.partition("::")
        assert f"def {name.partition('[')[0]}" in (ROOT / "tests" / file).read_text("utf-8")
        assert differences.is_left_out(f"{file}::{name}_and_more")
    assert not differences.is_left_out("test_properties.py::test_order")
