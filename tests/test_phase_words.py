"""What changes when is told in words, on the screen, the page, in workbook and package."""

import json
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from example import CASE, written
from hypothesis import given
from reports import LANGUAGES, material_of
from runs import Runner
from strategies import examples, phased_cases

from crossings.outputs.report.language import language
from crossings.outputs.report.page import page
from crossings.outputs.report.phases import phase_lines, phases_in_words
from crossings.reading import read_problem

NOTES = "notes: |\n  Gates as in May.\n\n  Nobody counted cement.\n"
PHASED = f"""{CASE.replace("  coverage_at_least: {food: 0.1, construction: 0.05}", "")}{NOTES}
phases:
  - from: 2024-03-03
    set:
      crossings.gate-b.open_days: []
      crossings.gate-a.routes.north.truckloads_per_day: 2
      crossings.gate-a.gate_truckloads_per_day: 0
  - from: 2024-03-10
    model: full-search
    set:
      crossings.gate-b.resources: {{bay: 3, inspector: 4}}
      crossings.gate-a.resources: {{scanner: 1, bay: 3, inspector: 4}}
      crossings.gate-a.utilisation: 0.5
      crossings.gate-a.closed_dates: [2024-03-12]
      corridors.egypt.goods: {{food: 7}}
      goods.food.need.kg_per_person_per_day: 0.6
      limits.undetected_threats_per_day:
"""
CLOSED = "gate of gate-a: 0 trucks a day instead of 40 trucks a day"
PATHS = re.compile(r"\b[a-z_]+\.[a-z_-]+\.[a-z_]+\b")


@pytest.fixture
def phased(crossings_run: Runner) -> Runner:
    Path("case.yaml").write_text(PHASED, "utf-8")
    return crossings_run


def test_each_phase_says_what_is_another_than_before_it(phased: Runner) -> None:
    first, second = phases_in_words(read_problem("case.yaml"))
    assert (first.when, second.when) == ("from 3 Mar 2024", "from 10 Mar 2024")
    assert first.changes == (
        "open days of gate-b: no day instead of every day",
        "route gate-a to North: 2 truckloads a day instead of 20 truckloads a day",
        CLOSED,
    )
    assert second.changes == (
        "open days of gate-b: every day instead of no day",
        "route gate-a to North: 20 truckloads a day instead of 2 truckloads a day",
        "gate of gate-a: 40 trucks a day instead of 0 trucks a day",
        "resources of gate-b: bay 3, inspector 4 instead of bay 3",
        "resources of gate-a: scanner 1, bay 3, inspector 4 instead of scanner 1, bay 4",
        "usable share of the hours of gate-a: 50% instead of 85%",
        "closed dates of gate-a: 12 Mar 2024 instead of 5 Mar 2024",
        "goods of egypt: food 7 instead of food 40, cement 10",
        "need kg a person and day of food: 0.6 instead of 0.55",
        "limit on undetected contraband: no limit instead of 0.5 truckloads a day",
    )


def test_every_place_that_tells_of_a_plan_has_the_words_and_the_notes(phased: Runner) -> None:
    lines = list(phase_lines(read_problem("case.yaml")))
    screen = " ".join(phased("optimize", "case.yaml", "--show=more", "--quiet").out.split())
    assert all(line in screen for line in lines)
    told = phased("report", "case.yaml", "--model", "./model.yaml", "--output", "-", "--quiet").out
    assert CLOSED in told
    assert '<p dir="auto">Gates as in May.</p>' in told and "Nobody counted cement." in told
    phased("optimize", "case.yaml", "--format=xlsx", "--output=plan.xlsx", "--quiet")
    readme = openpyxl.load_workbook("plan.xlsx").worksheets[0]
    cells = {str(cell) for row in readme.iter_rows(values_only=True) for cell in row}
    assert "; ".join(phases_in_words(read_problem("case.yaml"))[0].changes) in cells
    assert any("Nobody counted cement." in cell for cell in cells)
    phased("optimize", "case.yaml", "--format=package", "--output=package", "--quiet")
    about = json.loads(Path("package/datapackage.json").read_text("utf-8"))
    assert lines[0] in about["description"] and "Nobody counted cement." in about["description"]
    answer = json.loads(phased("optimize", "case.yaml", "--format=json", "--quiet").out)
    assert answer["phases"][0]["says"].endswith(
        "gate of gate-a: 0 trucks a day instead of 40 trucks a day"
    )


def test_one_phase_is_none(tmp_path: Path) -> None:
    problem = read_problem(str(written(tmp_path)))
    assert list(phase_lines(problem)) == []
    assert phases_in_words(problem)[0].changes == ()


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_tells_them_in_its_language(phased: Runner, code: str) -> None:
    words = language(code)
    told = page(material_of("case.yaml"), words)
    assert all(name in told for name in ("gate-a", "gate-b", words.span(*[date(2024, 3, 10)] * 2)))
    section = told[told.index('id="phases"') : told.index('id="notes"')]
    assert not PATHS.search(re.sub(r"<[^>]+>", "", section))


@examples(40)
@given(phased_cases())
def test_any_change_has_words_in_any_language(pair: tuple[dict, dict]) -> None:  # type: ignore[type-arg]
    from answers import problem_of

    problem = problem_of(*pair)
    for code in LANGUAGES:
        for phase, begun in zip(
            problem.phases, phases_in_words(problem, language(code)), strict=True
        ):
            assert len(begun.changes) == len(phase.differs)
            for (path, was, now), told in zip(phase.differs, begun.changes, strict=True):
                assert was != now and told.strip(), path
                assert not PATHS.search(told), told
                if isinstance(now, (int, float)) and "share" not in told and "%" not in told:
                    assert f"{now:,.6g}" in told, (path, told)
