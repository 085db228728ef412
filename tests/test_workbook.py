"""The workbook: the same figures, real dates and numbers, and text that stays text."""

import contextlib
import csv
import datetime
import hashlib
import io
import math
import re
import shutil
import subprocess
import textwrap
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from answers import Entry, plan_of, problem_of
from example import CASE, MODEL, edited, written
from hypothesis import HealthCheck, given, settings
from runs import Run, Runner
from strategies import cases

from crossings.allocation import fairest_plan
from crossings.outputs.answer import Answer, answer
from crossings.outputs.cells import as_text
from crossings.outputs.workbook.book import workbook
from crossings.outputs.workbook.readme import rule_lines
from crossings.plan import Plan
from crossings.reading import read_problem
from crossings.tables.described import about, unit

ROOT = Path(__file__).parents[1]
HOSTILE = ('=HYPERLINK("https://example.org","x")', "+1", "-1+2", "@SUM(1)", "<script>alert(1)")
OWN = ("README", "sources", "charts", "chart figures")


ANSWERS = (
    ("optimize", "flows"),
    ("explain", "levers"),
    ("compare", "figures"),
    ("frontier", "points"),
)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def same(cell: Any, value: Any) -> bool:
    """Whether a cell holds a value of a table."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return cell is None
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() == value
    if isinstance(value, float):
        return math.isclose(cell, value, rel_tol=1e-14)  # LibreOffice keeps 15 digits
    if isinstance(value, bool):
        return bool(cell == ("yes" if value else "no"))
    return bool(cell == value) and not isinstance(cell, bool)


def assert_same_figures(found: Answer[Plan], book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [name for name in OWN if name in book.sheetnames] + [*found.tables]
    for name, table in found.tables.items():
        rows = list(book[name].values)
        headers = [str(header).partition(" (")[0] for header in rows[0]]
        kept = [n for n, header in enumerate(headers) if header in table.columns]
        assert {*headers} - {*table.columns} <= {"period_start"}
        assert [headers[n] for n in kept] == list(table.columns), name
        assert len(rows) == len(table) + 1, name
        plain = table.astype(object).to_numpy().tolist()
        for row, line in zip(rows[1:], plain, strict=True):
            assert all(same(row[n], value) for n, value in zip(kept, line, strict=True)), name


def test_a_workbook_reads_back_to_the_same_figures(gaza: Answer[Plan]) -> None:
    assert_same_figures(gaza, opened(workbook(gaza)))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_every_workbook_reads_back_to_the_same_figures(pair: tuple[Entry, Entry]) -> None:
    plan = plan_of(problem_of(*pair))
    if plan is not None:
        assert_same_figures(answer(plan), opened(workbook(answer(plan))))


def test_dates_are_dates_and_headers_have_units_and_stay_in_sight(gaza: Answer[Plan]) -> None:
    book = opened(workbook(gaza))
    periods = book["periods"]
    titles = [cell.value for cell in periods[1]]
    assert titles[-3:] == ["start (date)", "end (date)", "days (days)"]
    start = periods.cell(2, titles.index("start (date)") + 1)
    assert start.value == datetime.datetime(2024, 3, 3)
    assert start.number_format == "yyyy-mm-dd"
    coverage = book["coverage"]
    heads = {str(cell.value): cell.column_letter for cell in coverage[1]}
    assert coverage[f"{heads['period_start (date)']}9"].is_date
    assert coverage[f"{heads['coverage (share)']}2"].number_format == "0.0%"
    for name, table in gaza.tables.items():
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.endswith(str(len(table) + 1))
        assert all(9 <= each.width <= 61 for each in sheet.column_dimensions.values())


def widths(sheet: Any) -> dict[int, float]:
    """Characters that each column is wide."""
    return {
        column: each.width
        for each in sheet.column_dimensions.values()
        for column in range(each.min, each.max + 1)
    }


def test_every_header_shows_all_its_lines(gaza: Answer[Plan]) -> None:
    book = opened(workbook(gaza))
    for name in gaza.tables:
        wide = widths(book[name])
        for cell in book[name][1]:
            room = int(wide[cell.column]) - 3  # letters are bold, and there is a filter
            lines = textwrap.wrap(str(cell.value), room, break_on_hyphens=False)
            assert book[name].row_dimensions[1].height >= 15 * len(lines), (name, cell.value)
    figures = book["chart figures"]
    wide = widths(figures)
    for column in figures.iter_cols(min_row=2, max_row=2):
        assert len(str(column[0].value or "")) < wide.get(column[0].column, 9)


def test_the_first_sheet_says_what_is_assumed_and_what_made_it(gaza: Answer[Plan]) -> None:
    evidence = gaza.result.problem.evidence
    rows = list(opened(workbook(gaza))["README"].values)
    said = {row[0]: row for row in rows if row[0] is not None}
    assumed = [each for each in evidence if each.source is None]
    assert len(assumed) > 50
    for each in assumed:
        _, value, low, high, kind, confidence, under, note = said[each.path][:8]
        assert (value, low, high, confidence) == (each.value, each.low, each.high, each.confidence)
        assert (note or "", under) == (each.note or "", None)
        assert kind == ("default" if each.default else "fitted" if each.fitted else "assumption")
    whole = gaza.as_object()
    assert said["case sha256"][1] == whole["case"]["sha256"]
    assert said["command"][1] == whole["provenance"]["command"]
    assert said["objective"][1] == pytest.approx(gaza.result.objective)
    assert {each.path for each in evidence if each.source} & {*said} == set()


def readme(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of the first sheet by what stands in their first cell, without empty cells."""
    said: dict[str, list[tuple[Any, ...]]] = {}
    for first, *rest in openpyxl.load_workbook(file)["README"].values:
        if first is not None:
            said.setdefault(str(first), []).append(tuple(cell for cell in rest if cell is not None))
    return said


def test_the_first_sheet_says_which_model_is_in_force_when(crossings_run: Runner) -> None:
    case = str(ROOT / "inputs/gaza-2010.yaml")
    run = crossings_run("optimize", case, "--quiet", "--format=xlsx", "--output=out.xlsx")
    assert run == Run(0, "", "")
    problem, said = read_problem(case), readme(Path("out.xlsx"))
    first, second = dict.fromkeys(phase.model for phase in problem.phases)
    assert said[first.title] == [(first.path, first.sha256), (0, "2010-05-23", "2010-06-19")]
    assert said[second.title][:2] == [(second.path, second.sha256), (1, "2010-06-20", "2010-07-17")]
    changes = "; ".join(problem.phases[2].changes)
    words = "bay at Kerem Shalom: 43 instead of 26; inspector at Kerem Shalom: 90 instead of 60"
    assert said[second.title][2:] == [(2, "2010-07-18", "2010-07-31", changes, words)]


@pytest.mark.parametrize("command", ["compare", "frontier", "evaluate"])
def test_the_first_sheet_names_every_model_and_whose_number_it_is(
    command: str, crossings_run: Runner
) -> None:
    other = edited(MODEL, ("title: Scan, then search", "title: Slower"), ("bay: 60", "bay: 90"))
    never = edited(
        MODEL,
        ("title: Scan, then search", "title: Never"),
        ("fill: 0.5", "fill: 0.001"),
        ("monitor: 10", "monitor: 1e6"),
    )
    Path("other.yaml").write_text(other, "utf-8")
    Path("never.yaml").write_text(never, "utf-8")
    names = ["model.yaml", "other.yaml"] + ["never.yaml"] * (command != "evaluate")
    models = names if command == "compare" else [f"--model={name}" for name in names]
    few = ["--scenarios=100"] if command == "evaluate" else []
    arguments = [command, "case.yaml", *models, *few, "--quiet", "--format=xlsx"]
    assert crossings_run(*arguments, "--output=out.xlsx") == Run(0, "", "")
    said = readme(Path("out.xlsx"))
    for title, name in (("Scan, then search", "model.yaml"), ("Slower", "other.yaml")):
        sha256 = hashlib.sha256(Path(name).read_bytes()).hexdigest()
        assert said[title][0] == (name, sha256)
        assert name in said[title][1]
    minutes = said["model.regimes.scan-then-search.stages.search.minutes.bay"]
    assert {(row[0], row[-1]) for row in minutes} >= {(90, "other.yaml")}
    assert len(said["goods.food.priority"]) == 1
    assert "model.yaml" not in said["goods.food.priority"][0]
    if command == "evaluate":
        assert said["scenarios"][0][0] == 100
        assert said["seed"][0][0] == 1
        assert said["dispatch"] == [("prices", "decided each morning by prices")]
        assert said["winner model"][0][0] in ("model.yaml", "other.yaml")
        assert "uncertainty.throughput.gate-a.cv" in said
    else:
        (reason,) = said["never.yaml"][-1]
        assert "the floor for cement in south" in reason
    if command == "frontier":
        told = "1 rate assumed; 2 of 3 goods without a rate, which count as 0"
        assert (told,) in said["model.yaml"]


def test_the_first_sheet_says_where_the_winner_changes() -> None:
    row = {"region": 0, "model": "b", "futures": 0.2, "quantity": "need.food", "unit": "factor"}
    rule = [{**row, "above": 1.25, "up_to": None}, {**row, "above": None, "up_to": 2.0}]
    where = "need.food (factor) is above 1.25 and need.food (factor) is up to 2"
    assert list(rule_lines(rule)) == [f"b is named where {where}: 20% of futures"]
    assert "No simple rule" in next(iter(rule_lines([])))


def test_the_fairest_plan_is_called_so(crossings_run: Runner) -> None:
    run = crossings_run(
        "optimize", "case.yaml", "--objective=fairest", "--quiet", "--format=xlsx",
        "--output=out.xlsx",
    )  # fmt: skip
    assert run == Run(0, "", "")
    plan = fairest_plan(read_problem("case.yaml"))
    fairness = answer(plan).as_object()["fairness"]
    said = readme(Path("out.xlsx"))
    assert fairness["says"] in said
    assert said["objective_given_up"][0][0] == pytest.approx(fairness["objective_given_up"])
    for level in fairness["levels"]:
        begins = f"from {plan.problem.periods[level['period']].start}"
        place = ", ".join(filter(None, (level["good"], level["area"], begins)))
        assert said[place] == [(pytest.approx(level["coverage"]),)]


def test_notes_of_the_case_are_told(gaza: Answer[Plan]) -> None:
    problem = gaza.result.problem
    lines = [str(row[0]) for row in opened(workbook(gaza))["README"].values]
    assert problem.notes and " ".join(problem.notes.split()) in " ".join(lines)


def test_sources_are_told_in_full(gaza: Answer[Plan]) -> None:
    problem = gaza.result.problem
    head, *rows = opened(workbook(gaza))["sources"].values
    assert head == ("source", "title", "publisher", "date", "url", "numbers (numbers)")
    rests = [each.source for each in problem.evidence]
    told = [(s.id, s.title, s.publisher, s.date, s.url, rests.count(s.id)) for s in problem.sources]
    assert rows == told


def test_charts_draw_the_figures_of_the_tables(gaza: Answer[Plan]) -> None:
    book = opened(workbook(gaza))
    assert len(book["charts"]._charts) == 3
    lines: dict[str, list[Any]] = {}
    columns = list(book["chart figures"].columns)
    for column in columns:
        if column[1].value:
            lines[str(column[1].value)] = [cell.value for cell in column[2:]]
    coverage = gaza.tables["coverage"]
    days = gaza.tables["periods"]["days"].sum()
    needs = coverage.groupby("good", sort=False)["need"].sum() / days
    assert lines["need (truckloads a day)"][: len(needs)] == pytest.approx(list(needs))
    for good, rows in coverage.groupby("good"):
        by_day = rows.groupby("period")[["need", "met"]].sum()
        assert lines[str(good)][:28] == pytest.approx(list(by_day["met"] / by_day["need"]))
    released = gaza.tables["flows"].groupby(["crossing", "period"])["released"].sum()
    assert lines["rafah"][:28] == pytest.approx(list(released["rafah"]))
    drawn = [series for chart in book["charts"]._charts for series in chart.series]
    assert all(series.tx.strRef.f.startswith("'chart figures'!") for series in drawn)


def hostile_case() -> str:
    text = edited(CASE, ("title: Two gates", f"title: '{HOSTILE[0]}'"))
    text = edited(text, ("confidence: low}", f"confidence: low, note: '{HOSTILE[3]}'}}"))
    return edited(
        text,
        ("  census: {title: A count", f"  '{HOSTILE[1]}': {{title: A count"),
        ("source: census", f"source: '{HOSTILE[1]}'"),
        ("source: census", f"source: '{HOSTILE[1]}'"),
        ("priority: 5", f"priority: {{value: 5, note: '{HOSTILE[4]}'}}"),
        ("need: 3", f"need: {{value: 3, note: '{HOSTILE[2]}'}}"),
    )


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    plan = plan_of(read_problem(str(written(tmp_path, hostile_case()))))
    assert plan is not None
    content = workbook(answer(plan))
    cells = [cell for sheet in opened(content) for row in sheet.rows for cell in row]
    kept = [cell for cell in cells if cell.value in HOSTILE]
    assert {cell.value for cell in kept} == {*HOSTILE}
    assert {cell.data_type for cell in kept} == {"s"}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if "vba" in name.lower()]
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets and not [name for name in sheets if b"<f>" in parts.read(name)]


def test_text_in_csv_files_is_no_formula_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crossings_run: Runner
) -> None:  # fmt: skip
    written(Path(), hostile_case())
    assert crossings_run("optimize", "case.yaml", "--format=csv", "--output=out").code == 0
    with Path("out/evidence.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = {cell for row in rows for cell in (row["source"], row["note"])}
    assert {f"'{text}" for text in HOSTILE[1:4]} | {HOSTILE[4]} <= found
    assert not {cell for cell in found if cell[:1] in "=+-@" and cell}


@pytest.mark.parametrize(
    "text", [*HOSTILE, "'=1", "''@x", " =1", "\t=1", "＝1", "North", "'t Zand"]
)
def test_taking_the_apostrophe_away_gives_the_text_again(text: str) -> None:
    safe = as_text(text)
    assert not re.match(r"\s*[=+\-@＝]|[\t\r]", safe)
    marked = safe.startswith("'") and as_text(safe[1:]) == safe
    assert (safe[1:] if marked else safe) == text


def test_text_that_no_cell_holds_is_cut_and_broken_characters_are_replaced(
    tmp_path: Path,
) -> None:
    case = edited(CASE, ("title: Two gates", f"title: {'x' * 40_000}"))
    plan = plan_of(read_problem(str(written(tmp_path, case))))
    assert plan is not None
    title = opened(workbook(answer(plan)))["README"]["A1"].value
    assert len(title) == 32_767 and title.endswith("…")


def test_every_answer_with_tables_is_written_as_a_workbook(crossings_run: Runner) -> None:
    for command, sheet in ANSWERS:
        run = crossings_run(command, "case.yaml", "--quiet", "--format=xlsx", "--output=out.xlsx")
        assert run == Run(0, "", "")
        book = openpyxl.load_workbook("out.xlsx")
        assert sheet in book.sheetnames
        said = [row[0] for row in book["README"].values]
        assert "goods.food.priority" in said and "command" in said
        Path("out.xlsx").unlink()
        assert crossings_run(command, "case.yaml", "--format=xlsx").code == 2


def test_a_workbook_that_no_sheet_holds_is_refused_before_the_work(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("other.yaml").write_text(MODEL, "utf-8")
    two = ("--model=model.yaml", "--model=other.yaml", "--format=xlsx", "--output=out.xlsx")
    run = crossings_run("evaluate", "not-even-read.yaml", *two, "--scenarios=600000")
    assert (run.code, run.out) == (2, "")
    assert "600,000 futures under 2 models" in run.err and "csv" in run.err
    monkeypatch.setattr("crossings.outputs.workbook.book.MOST_ROWS", 5)
    Path("futures.csv").write_text("uncertainty.need.food\n1\n1.1\n0.9\n", "utf-8")
    run = crossings_run("evaluate", "case.yaml", *two, "--futures=futures.csv", "--quiet")
    assert (run.code, Path("out.xlsx").exists()) == (2, False)
    assert "3 futures under 2 models" in run.err


def test_a_sign_of_life_is_given_while_a_workbook_is_written(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, bool]] = []

    @contextlib.contextmanager
    def waiting(what: str, quiet: bool) -> Iterator[None]:
        told.append((what, quiet))
        yield

    monkeypatch.setattr("crossings.commands.delivery.waiting", waiting)
    for command, _ in (*ANSWERS, ("evaluate", "")):
        few = ["--scenarios=10", "--bound=0"] if command == "evaluate" else []
        arguments = (command, "case.yaml", *few, "--format=xlsx", "--output=out.xlsx")
        assert crossings_run(*arguments, "--quiet").code == 0
        assert told.pop() == ("writing the workbook", True)
        assert crossings_run(*arguments).code == 0
        assert told.pop() == ("writing the workbook", False)


def test_an_unfinished_workbook_says_so(crossings_run: Runner) -> None:
    found = crossings_run("optimize", "case.yaml", "--format=json").out
    assert '"status": "optimal"' in found
    from dataclasses import replace

    plan = plan_of(read_problem("case.yaml"))
    assert plan is not None
    stopped = replace(plan, gap=0.1, solver=replace(plan.solver, status="stopped"))
    book = opened(workbook(answer(stopped)))
    assert str(book["README"]["A2"].value).startswith("UNFINISHED")
    assert book["flows"].sheet_properties.tabColor is not None


def test_units_and_tables_are_those_of_the_documentation(gaza: Answer[Plan]) -> None:
    told: dict[tuple[str, str], str] = {}
    heading = ""
    for line in (ROOT / "docs/results.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)]
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif len(cells) == 5 and cells[1].startswith("`"):
            names = cells[1].strip("`").split("`, `")
            if len(names) == 1 or names[1] == f"{names[0]}_low":
                told |= {(heading, name): cells[3] for name in names}
    assert all(about(name) for name in gaza.tables)
    for (name, column), said in told.items():
        beside = said.startswith(("as ", "that of", "same", "the same")) or ";" in said
        if about(name) and not beside and (name, column) != ("points", "regimes"):
            assert said == unit(name, column), (name, column)


def converted(file: Path, to: str, folder: Path) -> Path:
    """The file as LibreOffice saves it again; left out where LibreOffice is not found."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not here; on Debian: apt install libreoffice-calc")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", to, "--outdir", folder, file]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if "javaldx" not in line]
    assert said == [], done.stderr
    return folder / f"{file.stem}.{to.partition(':')[0]}"


def test_libreoffice_opens_the_workbook_and_keeps_its_figures(
    gaza: Answer[Plan], tmp_path: Path
) -> None:
    (tmp_path / "plan.xlsx").write_bytes(workbook(gaza))
    (tmp_path / "again").mkdir()
    file = converted(tmp_path / "plan.xlsx", "xlsx", tmp_path / "again")
    again = openpyxl.load_workbook(file)
    assert_same_figures(gaza, again)
    assert len(again["charts"]._charts) == 3


def test_libreoffice_shows_the_text_of_csv_files_as_text(tmp_path: Path) -> None:
    with (tmp_path / "text.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["text"], *([as_text(text)] for text in HOSTILE)])
    (tmp_path / "again").mkdir()
    again = openpyxl.load_workbook(converted(tmp_path / "text.csv", "xlsx", tmp_path / "again"))
    cells = [row[0] for row in again.active.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(HOSTILE)
