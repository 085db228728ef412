"""Where an answer is written, and what it must not destroy."""

import os
from pathlib import Path
from typing import Any

import pytest
from example import written

from crossings.cli import main


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    code = left.value.code
    assert isinstance(code, int)
    return code


def test_a_link_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    Path("real.txt").write_text("old")
    Path("link.txt").symlink_to("real.txt")
    assert run("optimize", "case.yaml", "--quiet", "--output", "link.txt") == 0
    assert Path("link.txt").is_symlink()
    assert "What holds it back" in Path("real.txt").read_text()


def test_a_pipe_is_written_to_and_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run("optimize", "case.yaml", "--quiet", "--output", "pipe") == 0
        assert b"What holds it back" in os.read(reader, 65536)
    finally:
        os.close(reader)
    assert Path("pipe").is_fifo()


@pytest.mark.parametrize("option", ["--output", "--write-lp"])
@pytest.mark.parametrize("file", ["case.yaml", "./case.yaml", "model.yaml"])
def test_what_is_read_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str, file: str
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    before = Path(file).read_bytes()
    assert run("optimize", "case.yaml", "--quiet", option, file) == 2
    assert Path(file).read_bytes() == before


def test_unfinished_figures_are_written_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    import crossings.allocation

    found = crossings.allocation.standing_plan

    def stopped(*arguments: Any, **options: Any) -> Any:
        program, plan = found(*arguments, **options)
        return program, replace(plan, gap=0.25)

    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    Path("plan.json").write_text("finished")
    monkeypatch.setattr(crossings.allocation, "standing_plan", stopped)
    arguments = ("optimize", "case.yaml", "--quiet", "--format", "json", "--output", "plan.json")
    assert run(*arguments) == 5
    assert Path("plan.json").read_text() == "finished"
    assert '"gap": 0.25' in Path("plan.json.unfinished").read_text()
