"""Faults of case and model files: each small edit of a good pair, and the exact words for it."""

from pathlib import Path
from typing import NamedTuple

import pytest
from example import CASE, MODEL, edited, written

from crossings.errors import InputError
from crossings.reading import read_problem


class Fault(NamedTuple):
    """One paragraph of `faults.txt`."""

    changes: list[tuple[str, str]]
    said: list[str]


def table() -> list[Fault]:
    text = (Path(__file__).parent / "faults.txt").read_text("utf-8")
    paragraphs = [part.splitlines() for part in text.split("\n\n")]
    return [fault_of(lines) for lines in paragraphs if lines and lines[0].startswith("-")]


def fault_of(lines: list[str]) -> Fault:
    changes: list[tuple[str, str]] = []
    said: list[str] = []
    before = ""
    for line in lines:
        if line.startswith("-"):
            if before != "-":
                changes.append(("", ""))
            old, new = changes[-1]
            changes[-1] = (f"{old}{line[1:]}\n", new)
        elif line.startswith("+"):
            old, new = changes[-1]
            changes[-1] = (old, f"{new}{line[1:]}\n")
        else:
            said.append(line)
        before = line[0]
    return Fault(changes, said)


def faults(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    case: str | bytes = CASE,
    model: str | bytes = MODEL,
) -> list[str]:
    written(folder, case, model)
    monkeypatch.chdir(folder)
    with pytest.raises(InputError) as caught:
        read_problem("case.yaml")
    return [str(fault) for fault in caught.value.faults]


TABLE = table()


def test_the_table_is_read_whole() -> None:
    assert len(TABLE) >= 120
    assert sum(len(fault.said) > 2 for fault in TABLE) >= 5


@pytest.mark.parametrize("fault", TABLE, ids=lambda fault: fault.said[0][:60])
def test_a_fault_is_said_where_it_stands_and_what_would_be_right(
    fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, model = CASE, MODEL
    for change in fault.changes:
        if f"\n{change[0]}" in f"\n{case}":
            case = edited(f"\n{case}", (f"\n{change[0]}", f"\n{change[1]}"))[1:]
        else:
            model = edited(f"\n{model}", (f"\n{change[0]}", f"\n{change[1]}"))[1:]
    assert faults(tmp_path, monkeypatch, case, model) == fault.said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "1:1: the file is empty"),
        (b"# nothing but a remark\n", "1:1: the file is empty"),
        (b"just text\n", "1:1: expected a mapping with title, …, got the text 'just text'"),
        (b"- a\n- b\n", "1:1: expected a mapping with title, …, got a list"),
        (b"null\n", "1:1: expected a mapping with title, …, got nothing"),
        (
            CASE.replace("Two gates", "Zwei Übergänge").encode("latin-1"),
            "1:13: not UTF-8 text (byte 0xdc); save the file as UTF-8",
        ),
        (CASE.encode("utf-16"), "1:1: not UTF-8 text (byte 0xff); save the file as UTF-8"),
        (b"title: Two \x07gates\n", "1:12: not valid YAML: control characters are not allowed"),
        (b"[" * 50, "1:41: nested over 40 levels deep"),
    ],
)
def test_bytes_that_are_no_case_are_said_too(
    content: bytes, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert faults(tmp_path, monkeypatch, content) == [f"case.yaml:{said}"]


def test_aliases_of_aliases_cannot_exhaust_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["title: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"k{k}: &a{k + 1} [{', '.join([f'*a{k}'] * 10)}]" for k in range(12)]
    (said,) = faults(tmp_path, monkeypatch, "\n".join(lines))
    assert said.endswith("over 400,000 entries, aliases counted where they are used")


def test_a_file_with_a_byte_order_mark_or_windows_lines_is_good(tmp_path: Path) -> None:
    for content in (b"\xef\xbb\xbf" + CASE.encode(), CASE.replace("\n", "\r\n").encode()):
        assert read_problem(str(written(tmp_path, content))).case.title == "Two gates"


def test_missing_files_are_faults_with_a_near_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path)
    monkeypatch.chdir(tmp_path)
    for name, model, said in (
        ("gate.yaml", None, "gate.yaml:1:1: no such file"),
        (".", None, ".:1:1: Is a directory"),
        (
            "case.yaml",
            "ful-search",
            "--model:1:1: no shipped model is called ful-search; did you mean full-search?",
        ),
        (
            "case.yaml",
            "modell.yaml",
            "--model:1:1: no such file: modell.yaml; did you mean model.yaml?",
        ),
        ("case.yaml", f"./{'x' * 300}.yaml", f"--model:1:1: no such file: {'x' * 300}.yaml"),
    ):
        with pytest.raises(InputError) as caught:
            read_problem(name, model)
        assert [str(fault) for fault in caught.value.faults] == [said]


def test_faults_of_both_files_are_said_in_one_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = edited(CASE, ("need: 3", "need: three"), ("routes: {north", "routes: {nroth"))
    model = edited(MODEL, ("detection: 0.8", "detection: 80"), ("[full-search]", "[fll-search]"))
    said = faults(tmp_path, monkeypatch, case, model)
    assert [line.rpartition(": ")[0].split(": ")[0] for line in said] == [
        "case.yaml:13:27",
        "case.yaml:31:14",
        "model.yaml:9:20",
        "model.yaml:27:12",
    ]


def test_null_means_the_default_everywhere(tmp_path: Path) -> None:
    case = edited(
        CASE,
        ("    hours_per_day: 8\n", "    hours_per_day:\n"),
        ("  north: {name: North, population: 300000}\n", "  north:\n"),
        ("south: {}", "south: "),
        ("[{up_to: 0.5, weight: 4}, {up_to: 0.8, weight: 2}, {up_to: 1, weight: 1}]", ""),
    )
    problem = read_problem(str(written(tmp_path, case)))
    assert problem.areas[0].name == "north"
    assert problem.band_weight.tolist() == [4, 2, 1]


def test_a_text_that_no_page_can_hold_is_a_fault(tmp_path: Path) -> None:
    written(tmp_path, edited(CASE, ("name: North", 'name: "No\\x02rth"')))
    with pytest.raises(InputError) as caught:
        read_problem(str(tmp_path / "case.yaml"))
    (fault,) = caught.value.faults
    assert "areas.north.name: expected text without control characters" in str(fault)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([("truckloads: 900", "truckloads: 900\n    open_days: 32")],
         "observed.0.open_days: more than the 31 days counted"),
        ([("sources:\n", "  - {crossing: gate-a, good: food, from: 2024-03-01, to: 2024-03-31, "
           "stage: collected, truckloads: 7, source: census}\nsources:\n")],
         "observed.1: the same count by the same source as observed.0"),
    ],
)  # fmt: skip
def test_counts_that_cannot_be(changes: list[tuple[str, str]], said: str, tmp_path: Path) -> None:
    written(tmp_path, edited(CASE, *changes))
    with pytest.raises(InputError) as caught:
        read_problem(str(tmp_path / "case.yaml"))
    assert [said in str(fault) for fault in caught.value.faults] == [True]
