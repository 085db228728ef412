"""What is passed on does not tell whose machine it was made on."""

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from example import CASE, MODEL, written
from runs import Run, Runner

from crossings.making import told_command

ODD = (
    CASE.replace("    need: 3\n", "    need: {table: needs.csv}\n")
    + 'sizing: {crossings: {"*": {resources: {bay: {cost: 1, at_most: 99}}}}}\n'
)
"""A case with a table, so that numbers say in their notes where they stand."""
FORMS = (
    ("optimize", "--format", "json", "--output", "out.json"),
    ("optimize", "--format", "csv", "--output", "out"),
    ("optimize", "--format", "xlsx", "--output", "out.xlsx"),
    ("optimize", "--format", "package", "--output", "out"),
    ("optimize", "--own-plan", "PLAN", "--format", "json", "--output", "out.json"),
    ("optimize", "--own-plan", "PLAN", "--format", "package", "--output", "out"),
    ("explain", "--format", "json", "--output", "out.json"),
    ("explain", "--format", "xlsx", "--output", "out.xlsx"),
    ("compare", "MODEL", "full-search", "--format", "json", "--output", "out.json"),
    ("compare", "MODEL", "full-search", "--format", "csv", "--output", "out"),
    ("compare", "MODEL", "full-search", "--format", "xlsx", "--output", "out.xlsx"),
    ("frontier", "--model", "MODEL", "--format", "json", "--output", "out.json"),
    ("frontier", "--model", "MODEL", "--model", "joint", "--format", "csv", "--output", "out"),
    ("size", "--target", "coverage=0.1", "--format", "json", "--output", "out.json"),
    ("evaluate", "--model", "MODEL", "--scenarios", "9", "--format", "json", "--output", "o.json"),
    ("evaluate", "--model", "MODEL", "--scenarios", "9", "--format", "csv", "--output", "out"),
    ("report", "--model", "MODEL", "--boundaries", "MAP", "--scenarios", "9", "--output", "o.html"),
    ("report", "--model", "MODEL", "--model", "joint", "--chart", "models", "--output", "o.svg"),
)
MAP = (
    '{"features": [{"geometry": {"type": "Polygon", "coordinates": [[[34, 31], [35, 31], [35, 32]]]'
    "}}]}"
)


@pytest.fixture
def run(crossings_run: Runner, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs a command on files of Ada's in a folder beside the one that it works in."""
    Path("ada at home").mkdir()
    written(Path("ada at home"), ODD, MODEL)
    Path("ada at home/needs.csv").write_text("good,truckloads_per_day,note\nchairs,3,counted\n")
    Path("ada at home/map.json").write_text(MAP)
    Path("ada at home/plan.csv").write_text("period,crossing,good,truckloads\n0,gate-b,food,9\n")
    Path("work").mkdir()
    monkeypatch.chdir("work")

    def told(folder: Path, command: str, *arguments: str) -> Run:
        named = {"MODEL": "model.yaml", "MAP": "map.json", "PLAN": "plan.csv"}
        files = {word: f"{folder}/{file}" for word, file in named.items()}
        given = [files.get(each, each) for each in arguments]
        whole = [command, f"{folder}/case.yaml", *given]
        monkeypatch.setattr(sys, "argv", ["crossings", *whole])
        return crossings_run(*whole)

    return told


def contents() -> Iterator[tuple[str, bytes]]:
    """Everything that lies here, what is inside of workbooks too."""
    for path in (each for each in Path().rglob("*") if each.is_file()):
        yield str(path), path.read_bytes()
        if path.suffix in (".xlsx", ".npz"):
            with zipfile.ZipFile(path) as packed:
                yield from ((f"{path}!{name}", packed.read(name)) for name in packed.namelist())


@pytest.mark.parametrize("folder", ["absolute", "above"])
@pytest.mark.parametrize("arguments", FORMS, ids=lambda each: " ".join(each))
def test_no_file_tells_a_folder_of_the_machine(
    arguments: tuple[str, ...], folder: str, run: Runner
) -> None:
    home = Path("../ada at home") if folder == "above" else Path("../ada at home").resolve()
    ran = run(home, *arguments, "--quiet")
    assert ran.code == 0, ran.err
    found = dict(contents())
    assert found
    kept = [name for name, content in found.items()
            if b"ada at home" in content and "/inputs/" not in name]  # fmt: skip
    assert kept == []
    assert any(b"case.yaml" in content for content in found.values()) or "--chart" in arguments


def test_full_paths_are_told_to_who_wants_them(run: Runner) -> None:
    home = Path("../ada at home").resolve()
    ran = run(home, "optimize", "--format", "json", "--output", "out.json", "--full-paths")
    assert ran.code == 0, ran.err
    plan = json.loads(Path("out.json").read_text())
    assert plan["case"]["path"] == f"{home}/case.yaml"
    assert f"'{home}/case.yaml'" in plan["provenance"]["command"]
    assert any(str(home) in (row["note"] or "") for row in plan["evidence"])


def test_the_terminal_has_paths_as_they_were_given(run: Runner) -> None:
    home = Path("../ada at home").resolve()
    assert f"({home}/model.yaml)" in run(home, "optimize").out.replace("\n", " ")
    ran = run(home, "optimize", "--set", "goods.food.priority=-1", "--format", "json")
    assert ran.code == 3
    written(home, ODD.replace("priority: 5", "priority: -5"), MODEL)
    assert run(home, "optimize", "--format", "json").err.startswith(f"{home}/case.yaml:11")


def test_a_path_below_the_working_folder_is_told_as_it_was_given(crossings_run: Runner) -> None:
    Path("inputs").mkdir()
    written(Path("inputs"))
    ran = crossings_run("optimize", "inputs/case.yaml", "--format", "json")
    plan = json.loads(ran.out)
    assert (plan["case"]["path"], plan["model"]["path"]) == (
        "inputs/case.yaml", "inputs/model.yaml",
    )  # fmt: skip


def test_models_of_one_name_stay_apart(crossings_run: Runner) -> None:
    names = []
    for place in ("one", "two"):
        Path(place).mkdir()
        (Path(place) / "mine.yaml").write_text(MODEL + f"# {place}\n")
        names.append(str((Path(place) / "mine.yaml").resolve()))
    told = json.loads(crossings_run("compare", "case.yaml", *names, "--format", "json").out)
    assert [each["model"] for each in told["models"]] == ["mine.yaml", "mine.yaml (2)"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("--output=/home/ada/x.json", "--output=x.json"),
        ("/home/ada/a=b.yaml", "a=b.yaml"),
        ("goods.food.need={table: /home/ada/n.csv, sheet: A}",
         "'goods.food.need={table: n.csv, sheet: A}'"),
        ('x={table: "/home/ada b/n.csv"}', """'x={table: "n.csv"}'"""),
        ("a/../../ada/x.yaml", "x.yaml"),
        ("tcp://10.0.0.5:8786", "tcp://10.0.0.5:8786"),
        ("crossings.rafah.hours_per_day=12", "crossings.rafah.hours_per_day=12"),
        ("inputs/gaza.yaml", "inputs/gaza.yaml"),
        ("./gaza.yaml", "./gaza.yaml"),
    ],
)  # fmt: skip
def test_a_command_is_told_without_folders(given: str, told: str) -> None:
    assert told_command([given]) == f"crossings {told}"
