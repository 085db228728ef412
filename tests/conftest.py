"""Fixtures that several tests share."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import differences
import hypothesis
import pytest
from example import written
from places import PACKAGE, ROOT
from runs import Run, Runner

from crossings.allocation import optimal_plan
from crossings.cli import main
from crossings.outputs.answer import Answer, answer
from crossings.plan import Plan
from crossings.reading import read_problem

QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--differences", action="store_true", help=str(differences.__doc__))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("differences"):
        config.hook.pytest_deselected(items=differences.narrow(items))
    elif hypothesis.settings.default.derandomize:
        differences.lessen(items, differences.REPEATED)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    terminalreporter.write_line(f"crossings as in {PACKAGE}")
    if config.getoption("differences"):
        terminalreporter.write_line(differences.told())


@pytest.fixture(scope="session")
def gaza() -> Answer[Plan]:
    """The answer to a shipped case."""
    return answer(optimal_plan(read_problem(str(ROOT / "inputs/gaza.yaml"))))


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
        gc.enable()  # a run of its own leaves that to its end
        out, err = capsys.readouterr()
        return Run(int(leaving.value.code or 0), out, err)

    return run


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The example's case, in a folder of its own."""
    return written(tmp_path)


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    program = chromium()
    if program is None:
        pytest.skip("Chromium is not here; on Debian: apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=program, args=QUIET)
        yield opened
        opened.close()
