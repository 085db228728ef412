"""A part of the long run of spoilt files; `python tests/adversary.py` goes through 100,000."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow")

from adversary import BYTES, Ended, Found, apart, by_command, in_process, shared
from strange_forms import FORMS, Names

SEED = 7_000_000


def found(name: str, all_ended: Any) -> Found:
    made = Found()
    for ended in all_ended:
        made.add(name, ended)
    return made


@pytest.mark.parametrize("name", FORMS)
def test_a_spoilt_file_is_read_or_refused_with_a_reason(name: str, tmp_path: Path) -> None:
    number = shared([*FORMS], 1_000)[name]
    made = found(name, in_process(name, range(SEED, SEED + number), tmp_path))
    assert made.broken == []
    assert made.counts["told"] > 0 and sum(made.counts.values()) == number


@pytest.mark.parametrize("name", FORMS)
def test_a_command_that_reads_a_spoilt_file_ends_as_commands_may(name: str, tmp_path: Path) -> None:
    made = found(name, by_command(name, [SEED], tmp_path))
    assert made.broken == [] and sum(made.counts.values()) == 1


@pytest.mark.parametrize("name", FORMS)
def test_a_seed_makes_the_same_file_wherever_it_is(name: str, tmp_path: Path) -> None:
    written = []
    for folder in (tmp_path / "one", tmp_path / "other"):
        folder.mkdir()
        FORMS[name].ready(folder)
        FORMS[name].make(SEED, folder)
        written.append(
            {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}
        )
    assert written[0] == written[1]


# ---- What does not hold is told ------------------------------------------------------------------


def _spoilt(monkeypatch: pytest.MonkeyPatch, **otherwise: Any) -> None:
    monkeypatch.setitem(FORMS, "spoilt", replace(FORMS["geojson"], **otherwise))


def test_an_error_that_is_no_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def use(seed: int, place: Path, _: Any) -> None:
        raise KeyError("ours")

    _spoilt(monkeypatch, use=use)
    made = found("spoilt", in_process("spoilt", [3], tmp_path))
    (line,) = made.broken
    assert line.startswith("spoilt:3 Traceback") and "KeyError: 'ours'" in line


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os; os._exit(1)", "exit 1:"),
        ("raise SystemExit(3)", "exit 3 without a word"),
        ("print('Traceback of a thread', file=__import__('sys').stderr)", "exit 0: Traceback"),
        ("import os; os.kill(os.getpid(), 11)", "exit -11:"),
        ("print(open('changed').read())", "other figures than before"),
    ],
)
def test_a_run_that_ends_otherwise_is_told(
    code: str, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def ready(place: Path) -> None:
        (place / "changed").write_text("2 trucks")

    def make(seed: int, place: Path) -> Names:
        (place / "changed").write_text("3 trucks")
        return {}

    _spoilt(monkeypatch, ready=ready, make=make, commands=("validate x",), same=True)
    monkeypatch.setattr("adversary.PROGRAM", (sys.executable, "-c", code))
    made = found("spoilt", by_command("spoilt", [3], tmp_path))
    (line,) = made.broken
    assert line.startswith("spoilt:3 ") and said in line


def test_too_long_and_too_large_are_told_and_a_process_that_is_large_only_once() -> None:
    all_ended = (("fine", 11.0, 0), ("told", 0.1, BYTES + 1), ("fine", 0.1, BYTES + 2))
    made = found("cases", [Ended(seed, *each) for seed, each in enumerate(all_ended, start=1)])
    assert made.broken == ["cases:1 took 11.0 s", "cases:2 took 1000 MB"]


def test_files_are_read_in_processes_of_their_own() -> None:
    seeds = [SEED, SEED + 5]
    assert [ended.seed for ended in apart("geojson", seeds)] == seeds
