"""Fixtures that several tests share."""

from pathlib import Path

import pytest
from example import written
from runs import Run, Runner

from crossings.cli import main


@pytest.fixture
def crossings_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Runner:
    """Runs a command in a folder that holds the example."""
    written(tmp_path)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Run:
        with pytest.raises(SystemExit) as leaving:
            main(list(arguments))
        out, err = capsys.readouterr()
        return Run(int(leaving.value.code or 0), out, err)

    return run


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The example's case, in a folder of its own."""
    return written(tmp_path)
