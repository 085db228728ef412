"""The wheel, installed in a clean environment and run from another folder."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, **options: object) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_finds_its_models_and_adds_only_crossings(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    run(*pip, "wheel", "--no-deps", "--wheel-dir", tmp_path, ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    clean = tmp_path / "clean"
    venv.create(clean)
    run(*pip, "--python", clean / "bin" / "python", "install", "--no-deps", wheel)

    (packages,) = clean.glob("lib/python*/site-packages")
    added = {path.name for path in packages.iterdir() if not path.name.endswith(".dist-info")}
    assert added == {"crossings"}

    # The libraries it needs come from the environment of the tests; it itself must not.
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    needed = {**os.environ, "PYTHONPATH": sysconfig.get_path("purelib")}
    crossings = clean / "bin" / "crossings"
    run(crossings, "init", "first", cwd=elsewhere, env=needed)
    for model in ROOT.glob("models/*.yaml"):
        arguments = ("optimize", "first.yaml", "--quiet", "--model", model.stem)
        assert "What holds it back" in run(crossings, *arguments, cwd=elsewhere, env=needed)
