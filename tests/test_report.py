"""The report: its figures are the answer's, its words the catalogue's, and text stays text."""

import itertools
import json
import re
import string
import xml.etree.ElementTree as ET
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from answers import Entry, plan_of, problem_of
from example import CASE, MODEL, edited, written
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from page_figures import disagreements, expected_figures, headline_figures
from places import MODELS
from reports import LANGUAGES, material_of, shown, values
from runs import TINY_GATES, Runner
from strategies import cases
from tolerances import SUM

from crossings.analysis.comparison import column
from crossings.analysis.headline import headline
from crossings.batches import Candidate, Task
from crossings.evaluation import ReadyPlan, by_period, flows
from crossings.outputs.charts.axis import spread_apart
from crossings.outputs.charts.colours import shade
from crossings.outputs.report.charts import drawings
from crossings.outputs.report.drawing import Figure
from crossings.outputs.report.headline import sentence
from crossings.outputs.report.language import Language, language, languages
from crossings.outputs.report.material import Material
from crossings.outputs.report.names import CHART_NAMES, OF_FUTURES
from crossings.outputs.report.page import NARROW, WIDE, levers_table, page
from crossings.outputs.report.rules import rules_table
from crossings.outputs.report.served import weeks_drawing
from crossings.outputs.report.telling import sentences
from crossings.outputs.screens.lever_words import added_a_day
from crossings.reading import read_problem
from crossings.scenarios import Seeded, sampled
from crossings.wording import figure

SVG = "{http://www.w3.org/2000/svg}"
TWIN_GATES = """\
title: Twins
horizon: {start: 2024-03-03, periods: 1, days_per_period: 7}
model: ./model.yaml
areas: {north: {name: North, population: 1000}}
goods: {food: {category: humanitarian, need: 500}}
crossings:
  gate-b: {hours_per_day: 8, resources: {bay: 3}}
  gate-c: {hours_per_day: 8, resources: {bay: 3}}
pools: {monitor: {units: 500, hours_per_day: 8}}
"""
HOSTILE = "<script>alert(1)</script>"


# ---- Catalogues ----------------------------------------------------------------------------------


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", languages())
def test_catalogues_have_the_same_keys_and_places(code: str) -> None:
    english, other = language("en").texts, language(code).texts
    of_countries = {key for key in other if key.startswith("months.")}
    assert set(other) - of_countries == set(english)
    for name in {key.split(".")[1] for key in of_countries}:
        assert {f"months.{name}.{month}" for month in range(1, 13)} <= of_countries
    assert len(of_countries) % 12 == 0
    for key, text in ((key, other[key]) for key in english):
        assert placeholders(text) == placeholders(english[key]), key
        assert text.strip(), key


def test_arabic_is_no_copy_of_english() -> None:
    english, arabic = language("en").texts, language("ar").texts
    same = {key for key, text in english.items() if arabic[key] == text}
    assert same <= {
        "date.day", "date.whole", "fan.futures", "levers.other", "reproduce.hash",
        "counts.what", "closures.site_of", "levers.step_unit", "levers.own", "models.this",
        "phases.line", "headline.whole", "headline.share_of", "headline.good_missing",
        "opening.site_of", "breaks.because", "breaks.phase_of",
    }  # fmt: skip
    assert language("ar").mirrored and not language("en").mirrored


def test_every_text_is_of_the_catalogue(tmp_path: Path) -> None:
    """In a language of other letters, what stands in Latin ones is of the files or the maker's."""
    greek = str.maketrans(string.ascii_letters, "αβγδεζηθικλμνξοπρστυφχψωέήώ"[:26] * 2)
    english = language("en")
    other = {
        key: re.sub(r"\{\w+\}|[^{}]+", lambda part: part[0] if part[0][0] == "{" else
                    part[0].translate(greek), text)
        for key, text in english.texts.items()
        if not key.startswith("language.")
    }  # fmt: skip
    words = Language("xx", {**other, "language.direction": "ltr", "language.name": "x"})
    material = material_of(str(written(tmp_path)), "joint", futures=20)
    files = [tmp_path / "case.yaml", tmp_path / "model.yaml", *MODELS.glob("joint.yaml")]
    files = [path for path in files if path.exists()] or [*tmp_path.glob("*.yaml")]
    known = " ".join(path.read_text("utf-8") for path in files)
    problem = material.plan.problem
    known += " ".join(each.path for each in (*problem.evidence, *problem.uncertainty.evidence))
    known += " ".join(each.path for each in material.columns[1].plan.problem.evidence)
    known += f" own joint HiGHS plan {tmp_path} case model models yaml"
    known += " ".join(str(each) for each in problem.warnings)
    known += (MODELS / "joint.yaml").read_text("utf-8")
    allowed = set(re.findall(r"[A-Za-z]+", known))
    for each in shown(page(material, words)):
        tags = {name.partition("#")[0] for name in each.around}
        if tags & {"style", "script", "pre", "code", "footer"}:
            continue
        found = set(re.findall(r"[A-Za-z]+", each.text)) - allowed
        assert not found, (found, each)


# ---- The answer ----------------------------------------------------------------------------------


def answer_of(case: str, folder: Path) -> str:
    written(folder, case)
    told = page(material_of(str(folder / "case.yaml")), language("en"))
    return " ".join(each.text for each in shown(told) if "p#" in each.around[-2])


def test_shares_of_areas_say_that_they_are_of_humanitarian_need(tmp_path: Path) -> None:
    alike = edited(CASE, ("need: {kg_per_person_per_day: 0.55}", "need: 1"))
    told = answer_of(alike, tmp_path)
    assert "Every area has the same share of its humanitarian need met, 100%." in told
    one = edited(alike, ("need: 1", "need: {by_area: {north: 1}}"))
    assert "North is the only area with humanitarian need." in answer_of(one, tmp_path)
    none = edited(CASE, ("category: humanitarian", "category: commercial"),
                  ("[humanitarian, export]", "[commercial, export]"))  # fmt: skip
    told = answer_of(none, tmp_path)
    assert "of need met" in told and "humanitarian" not in told


def test_areas_and_limits_that_are_alike_are_all_named(tmp_path: Path) -> None:
    three = edited(
        CASE,
        ("areas:\n", "areas:\n  west: {population: 0}\n  east: {population: 0}\n"),
        ("kg_per_person_per_day: 0.55", "by_area: {north: 90, south: 1, west: 1, east: 1}"),
        ("days_of_need: 3, end_days_of_need: 1", "days_of_need: 0, end_days_of_need: 0"),
    )
    told = answer_of(three, tmp_path)
    assert "Served least: west, east and North, with" in told
    assert "served best: south, with" in told
    searched = edited(MODEL, ("gate-a: [scan-then-search, full-search]", "gate-c: [full-search]"))
    two = material_of(str(written(tmp_path, TWIN_GATES, searched)))
    told = sentence(headline(two.plan, two.marginal_values, two.together), language("en"))
    assert "bays hold it back; +1 bay at gate-b or gate-c would meet 8.0 truckloads more" in told


def test_the_three_sentences_and_the_limits_are_those_reckoned_by_hand(tmp_path: Path) -> None:
    """Three bays search eight hours a day, an hour a truckload: 24 a day at each of two gates."""
    searched = edited(MODEL, ("gate-a: [scan-then-search, full-search]", "gate-c: [full-search]"))
    material = material_of(str(written(tmp_path, TWIN_GATES, searched)))
    words = language("en")
    assert sentences(material, words) == [
        "Under “Scan, then search”, 10% of the inbound truckloads needed are met: 48.0 of 500 "
        "truckloads a day, mean of 3 to 9 Mar 2024.",
        "North is the only area with humanitarian need.",
        "The detection rate asked holds for no load of food, for want of a threat rate.",
    ]
    told = [
        tuple(cell.told if isinstance(cell, Figure) else cell for cell in row)
        for row in levers_table(material, words).rows
    ]
    assert told == [
        ("bay at gate-b", "+1 bay", "8.0", "+16.67%", "25%", "1"),  # 8 of 48
        ("bay at gate-c", "+1 bay", "8.0", "+16.67%", "25%", "1"),
        ("the first two together", "–", "16.0", "+33.33%", "–", "–"),
    ]


def test_what_one_more_brings_tells_exports_apart(tmp_path: Path) -> None:
    exports = edited(CASE, ("    need: 3\n", "    need: 300\n"), ("priority: 5", "priority: 0.01"))
    material = material_of(str(written(tmp_path, exports)))
    added = [added_a_day(material.plan, worth) for worth in material.marginal_values]
    assert max(exported for _, exported in added) > 1
    rows = values(page(material, language("en")), "levers")
    told = [tuple(rows[n : n + 2]) for n in range(0, len(rows), 5)]  # and value, quarter, periods
    assert material.together is not None
    added.append(added_a_day(material.plan, material.together))
    assert told == [pytest.approx(each) for each in added]
    told_first = sentence(headline(material.plan, material.marginal_values), language("en"))
    assert "more of exports" in told_first


def test_the_answer_says_what_becomes_of_it_in_the_futures(tmp_path: Path) -> None:
    material = material_of(str(written(tmp_path, CASE)), futures=205)
    assert material.batch is not None
    inbound = material.plan.problem.inbound
    made = material.batch.trials[0].outcomes
    met = np.sort(made.met[:, inbound].sum(axis=1) / made.need[:, inbound].sum(axis=1))
    worst = (met[:20].sum() + met[20] / 2) / 20.5  # a tenth of 205
    said = sentences(material, language("en"))[0]
    assert re.search(rf"in 205 futures {met.mean():.0%} \(±[\d.]+\) on average, ", said), said
    assert re.search(rf" and {worst:.0%} \(±[\d.]+\) in the worst tenth", said), said


def test_the_answer_rests_on_its_own_numbers_first(crossings_run: Runner) -> None:
    answer = json.loads(crossings_run("optimize", "case.yaml", "--format", "json").out)
    told = crossings_run("report", "case.yaml", "--output", "-").out
    assert f"{len(answer['evidence'])} numbers: " in told
    assert "Numbers of the other models (" in told
    own = told[: told.index("Numbers of the other models (")]
    assert own.count('scope="row"><bdi>regimes') == sum(
        each["path"].startswith("regimes") for each in answer["evidence"]
    )


# ---- Figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
def test_figures_of_the_page_are_those_of_the_answer(crossings_run: Runner, code: str) -> None:
    answer = json.loads(crossings_run("optimize", "case.yaml", "--format", "json").out)
    told = ("--model", "./model.yaml", "--language", code, "--output", "-")
    run = crossings_run("report", "case.yaml", *told)
    assert run.code == 0
    assert values(run.out, "answer") == pytest.approx(headline_figures(answer), rel=SUM)
    assert len(values(run.out, "coverage")) == 3 * 4 + 3 * 4  # two goods, two areas and both


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=cases(), code=st.sampled_from(LANGUAGES), width=st.sampled_from((WIDE, NARROW)))
def test_every_chart_of_any_case_is_whole(
    data: tuple[Entry, Entry], code: str, width: float
) -> None:
    problem = problem_of(*data)
    plan = plan_of(problem)
    assume(plan is not None)
    assert plan is not None
    material = Material(plan, columns=[column("own", "Own", plan, (), ())])
    expected = expected_figures(material)
    for chart in drawings(material, language(code)):
        rows = [
            [cell.value for cell in row if isinstance(cell, Figure)] for row in chart.table.rows
        ]
        if chart.name in expected:
            rows = sorted(rows) if chart.name == "passage" else rows
            assert disagreements(rows, expected[chart.name]) == [], chart.name
        if chart.svg is None:
            assert chart.empty
            continue
        drawn = ET.fromstring(chart.svg(width))
        assert drawn.get("role") == "img"
        told = [part.text for part in drawn if part.tag in (f"{SVG}title", f"{SVG}desc")]
        assert len(told) == 2 and all(told)
        marks = drawn.findall(f".//{SVG}g[@class='mark']")
        assert len(marks) == int(str(drawn.get("data-marks"))) > 0
        assert all(mark[0].tag == f"{SVG}title" and mark[0].text for mark in marks)
        numbers = re.findall(r'\d="(-?[\d.]+|nan|inf)"', chart.svg(width))
        assert "nan" not in numbers and "inf" not in numbers


COUNTS = """\
observed:
  - {crossing: gate-a, category: humanitarian, from: 2024-03-03, to: 2024-03-12, stage: collected, truckloads: 60, source: census}
  - {crossing: gate-b, category: humanitarian, from: 2024-03-03, to: 2024-03-12, stage: collected, truckloads: 40, source: census}
  - {category: humanitarian, from: 2024-03-10, to: 2024-03-16, stage: released, truckloads: 140, source: other}
  - {crossing: gate-a, category: humanitarian, from: 2024-03-10, to: 2024-03-16, stage: released, truckloads: 70, source: other}
  - {good: cement, from: 2024-03-10, to: 2024-03-16, stage: collected, truckloads: 14, source: census}
  - {good: cement, from: 2023-03-10, to: 2023-03-16, stage: collected, truckloads: 700, source: census}
"""  # noqa: E501


def test_counts_of_a_category_stand_in_its_weeks_source_by_source(tmp_path: Path) -> None:
    before, after = CASE[: CASE.index("observed:")], CASE[CASE.index("sources:\n") + 9 :]
    case = f"{before}{COUNTS}sources:\n  other: {{title: Another}}\n{after}"
    problem = read_problem(str(written(tmp_path, case)))
    plan = plan_of(problem)
    assert plan is not None
    chart = weeks_drawing(plan, language("en"))
    told = {(row[0], row[1]): row[6] for row in chart.table.rows}
    both = "10.0: gate-a + gate-b: Collected, 3 to 12 Mar 2024, Census office"
    assert told["Humanitarian", "3 Mar"] == both
    other = "20.0: Released, 10 to 16 Mar 2024, other"
    assert told["Humanitarian", "10 Mar"] == f"{both}; {other}"
    assert told["Construction", "3 Mar"] == "–"
    assert str(told["Construction", "10 Mar"]).startswith("2.0: Collected, 10 to 16 Mar")
    assert told["Exports", "3 Mar"] == "–"
    assert chart.svg is not None
    marks = re.findall(r'<g class="mark"><title>([^<]*) counted,', chart.svg(WIDE))
    assert len(marks) == 3 and sum("Census office: 10.0" in mark for mark in marks) == 1


def test_text_stays_text(tmp_path: Path) -> None:
    hostile = edited(
        CASE,
        ("title: Two gates", f"title: '{HOSTILE}'"),
        ("name: North,", f"name: '{HOSTILE}',"),
        ("  gate-b:\n", "  gate-b:\n    name: '=HYPERLINK(\"x\")'\n"),
    )
    material = material_of(str(written(tmp_path, hostile)))
    for code in LANGUAGES:
        made = page(material, language(code))
        assert HOSTILE not in made
        assert made.count("<script>") == 1
        texts = [each.text for each in shown(made)]
        assert HOSTILE in texts and '=HYPERLINK("x")' in " ".join(texts)
        for chart in drawings(material, language(code)):
            if chart.svg is not None:
                ET.fromstring(chart.svg(WIDE))
                assert "<script" not in chart.svg(WIDE)


# ---- Futures -------------------------------------------------------------------------------------


def test_days_are_spread_as_flows_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = material_of(str(written(tmp_path))).plan
    problem = plan.problem
    numbers = range(3, 423)
    monkeypatch.setattr(by_period, "_AT_ONCE", 50)  # few at a time
    task = Task(Seeded(1), "plan", (Candidate("own", ReadyPlan(plan)),))
    carry = partial(task.carry, 0)
    found = by_period.by_period(problem, ReadyPlan(plan), Seeded(1), numbers, carry)
    whole = flows(plan, sampled(problem, 1, numbers))
    met = whole.met.sum(axis=(2, 3)) / problem.days
    np.testing.assert_array_equal(
        found.met_spread[..., 0], np.quantile(met, by_period.QUANTILES, axis=0)
    )
    waits = np.quantile(whole.waiting, by_period.QUANTILES, axis=0)
    np.testing.assert_array_equal(found.waiting_spread[..., 0], waits)
    np.testing.assert_allclose(found.met, plan.met.sum(axis=(1, 2)) / problem.days, rtol=1e-9)
    assert found.futures == len(numbers)


def test_the_chart_of_futures_says_when_they_lie_furthest_apart(tmp_path: Path) -> None:
    """Quartiles of each period read one by one: the widest is in the title."""
    material = material_of(str(written(tmp_path)), None, futures=100)
    (chart,) = (each for each in drawings(material, language("en")) if each.name == "fan")
    spread = material.spreads[0].met_spread[:, :, 0]  # (Q, T): 5, 25, 50, 75 and 95 in a hundred
    gaps = [high - low for low, high in zip(spread[1], spread[3], strict=True)]
    t = max(range(len(gaps)), key=lambda n: gaps[n])
    start = material.plan.problem.periods[t].start
    assert chart.finding == (
        f"Futures lie furthest apart from {start.day} {start:%b}: half of them meet "
        f"{figure(spread[1][t])} to {figure(spread[3][t])} truckloads of need a day, the plan "
        f"{figure(material.spreads[0].met[t])}"
    )


def test_rules_name_what_they_are_about(tmp_path: Path) -> None:
    from pandas import DataFrame

    problem = material_of(str(written(tmp_path))).plan.problem
    rows = [
        (0, "joint", 0.2, 0.9, "uncertainty.closures.gate-a", "share", None, 0.7),
        (0, "joint", 0.2, 0.9, "goods.food.priority", "as given", 4.0, None),
    ]
    names = ["region", "model", "futures", "right_there", "quantity", "unit", "above", "up_to"]
    rules = DataFrame(rows, columns=names).astype({"above": object, "up_to": object})
    table = rules_table(rules, problem, language("en"))
    assert table is not None
    assert table.rows[0][0] == (
        "share of days open at gate-a below 70% and goods.food.priority 4 or more"
    )
    assert rules_table(None, problem, language("en")) is None


# ---- Drawing -------------------------------------------------------------------------------------


@given(st.lists(st.floats(0, 300), min_size=1, max_size=12))
def test_labels_keep_apart_and_within(places: list[float]) -> None:
    moved = spread_apart(places, 14, 0, 300)
    ordered = sorted(moved)
    assert all(b - a >= 14 - 1e-9 for a, b in itertools.pairwise(ordered))
    assert all(-1e-9 <= place <= 300 + 1e-9 for place in moved)


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_is_darker_in_greyscale(one: float, other: float) -> None:
    def light(colour: str) -> float:
        r, g, b = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    low, high = sorted((one, other))
    assert light(shade(high)) <= light(shade(low)) + 1e-9


# ---- The command ---------------------------------------------------------------------------------


def test_a_chart_alone_and_a_picture_of_it(crossings_run: Runner) -> None:
    run = crossings_run("report", "case.yaml", "--chart", "coverage")
    assert run.code == 0
    ET.fromstring(run.out)
    done = crossings_run("report", "case.yaml", "--chart=map", "--format=svg")
    assert done.code == 2 and "nothing to show" in done.err
    for code in LANGUAGES:
        told = ("--format", "png", "--output", "x.png", "--language", code)
        assert crossings_run("report", "case.yaml", "--chart", "weeks", *told).code == 0
        assert Path("x.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", CHART_NAMES)
def test_every_chart_is_known_by_its_name(crossings_run: Runner, name: str) -> None:
    futures = ("--scenarios", "20") if name in OF_FUTURES else ()
    run = crossings_run("report", "case.yaml", "--chart", name, *futures, "--quiet")
    assert run.code == 0 or (run.code == 2 and "nothing to show" in run.err)
    if run.code == 0:
        assert f'data-chart="{name}"' in run.out


def test_of_a_large_case_what_takes_long_is_left_out_unless_it_is_named(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crossings.allocation.settings.LARGE", 0)
    left_out = "crossings explain, crossings frontier and crossings compare tell them"
    for models, beside in (((), False), (("./model.yaml", "risk-based"), True)):
        named = itertools.chain(*(("--model", each) for each in models))
        run = crossings_run("report", "case.yaml", *named, "--output=page.html")
        assert run.code == 0, run.err
        text = Path("page.html").read_text("utf-8")
        assert left_out in text and 'id="frontier" hidden' in text
        assert "to the value of the plan, by prices alone" in text
        assert min(values(text, "levers")) > 0
        assert "more of any one of them alone" not in text
        assert ('id="models" hidden' not in text) is beside


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--chart", "covrage"), "did you mean coverage?"),
        (("--chart", "fan"), "needs --scenarios N"),
        (("--language", "xx"), "there are ar, en"),
        (("--format", "svg"), "needs --chart NAME"),
        (("--chart", "coverage", "--format", "html"), "svg or png"),
        (("--chart", "coverage", "--format", "png"), "needs --output FILE"),
        (("--output", "case.yaml"), "cannot be written over"),
        (("--chart", "coverage", "--output", "c.png"), "is the name of a file of the form png"),
        (("--output", "page.svg"), "is the name of a file of the form svg"),
        (("--chart", "coverage", "--format", "png", "--output", "new/"), "is no name of a file"),
        (("--chart", "winners", "--scenarios", "9"), "only one model is carried through"),
    ],
)
def test_what_cannot_be_asked(crossings_run: Runner, arguments: tuple[str, ...], says: str) -> None:
    before = Path("case.yaml").read_bytes()
    run = crossings_run("report", "case.yaml", *arguments)
    assert run.code == 2 and says in run.err
    assert Path("case.yaml").read_bytes() == before


def test_a_page_that_is_given_no_name_is_named_after_its_case(crossings_run: Runner) -> None:
    own = ("--model", "./model.yaml", "--quiet")
    page = crossings_run("report", "case.yaml", *own, "--output", "-").out
    Path("deep").mkdir()
    for file in (Path("case.yaml"), Path("model.yaml")):
        Path("deep", file.name.replace("case", "gates.of.march")).write_bytes(file.read_bytes())
    Path("gates.of.march.html").write_text("an older one", "utf-8")
    run = crossings_run("report", "deep/gates.of.march.yaml", *own)
    assert (run.code, run.out) == (
        0,
        "the page is in gates.of.march.html\n\nNext: crossings report deep/gates.of.march.yaml "
        "--model ./model.yaml --scenarios 1000\n",
    )
    assert Path("gates.of.march.html").read_text("utf-8").count("\n") == page.count("\n")
    assert not Path("-").exists() and not list(Path("deep").glob("*.html"))


def test_a_page_is_not_named_over_what_is_read(crossings_run: Runner) -> None:
    shape = {"type": "Polygon", "coordinates": [[[34, 31], [35, 31], [35, 32], [34, 31]]]}
    found = json.dumps({"features": [{"properties": {"name": "North"}, "geometry": shape}]})
    Path("case.html").write_text(found, "utf-8")
    run = crossings_run("report", "case.yaml", "--boundaries", "case.html")
    assert run.code == 2 and "case.html is read and cannot be written over" in run.err
    assert Path("case.html").read_text("utf-8") == found


@pytest.mark.parametrize("form", ["csv", "xlsx", "package"])
def test_what_is_no_text_is_not_poured_into_a_terminal(crossings_run: Runner, form: str) -> None:
    for place in ((), ("--output", "-")):
        run = crossings_run("optimize", "case.yaml", "--format", form, *place)
        assert run.code == 2 and "needs --output" in run.err and not Path("-").exists()
    picture = ("--chart", "coverage", "--format", "png", "--output", "-")
    assert crossings_run("report", "case.yaml", *picture).code == 2


@pytest.mark.parametrize("command", ["optimize", "explain", "evaluate", "compare", "frontier"])
def test_a_dash_is_standard_output(crossings_run: Runner, command: str) -> None:
    few = ("--scenarios", "5", "--bound", "0") if command == "evaluate" else ()
    few = ("./model.yaml",) if command == "compare" else few
    asked = (command, "case.yaml", *few, "--format", "json", "--quiet")
    whole, dashed = (crossings_run(*asked, *place) for place in ((), ("--output", "-")))
    assert dashed.code == 0 and not Path("-").exists()
    assert json.loads(dashed.out).keys() == json.loads(whole.out).keys()


def test_a_chart_is_not_poured_into_a_terminal(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crossings.commands.report.sys.stdout.isatty", lambda: True)
    run = crossings_run("report", "case.yaml", "--chart", "coverage")
    assert (run.code, run.out) == (
        0,
        "the chart is in case-coverage.svg\n\nNext: crossings report case.yaml\n",
    )
    ET.fromstring(Path("case-coverage.svg").read_text("utf-8"))


def test_no_plan_no_page(crossings_run: Runner) -> None:
    run = crossings_run("report", "case.yaml", *TINY_GATES, "--output", "page.html")
    assert run.code == 4 and run.err.rstrip().count("No plan: ") == 1
    assert not Path("page.html").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "expected GeoJSON"),
        ("[]", "expected a GeoJSON FeatureCollection"),
        ('{"features": []}', "there is none"),
        ('{"features": [{"geometry": {"type": "Polygon", "coordinates": 3}}]}', "expected rings"),
        (
            '{"features": [{"geometry": {"type": "Polygon", "coordinates": [[[300, 0]]]}}]}',
            "expected degrees",
        ),
    ],
)
def test_boundaries_that_cannot_be_read(crossings_run: Runner, content: str, says: str) -> None:
    Path("b.geojson").write_text(content, "utf-8")
    run = crossings_run("report", "case.yaml", "--boundaries", "b.geojson", "--output", "p.html")
    assert run.code == 3 and "b.geojson:1:" in run.err and says in run.err
    assert crossings_run("report", "case.yaml", "--boundaries", "none.geojson").code == 3


def test_boundaries_are_shaded_by_coverage(crossings_run: Runner) -> None:
    located = edited(CASE, ("  gate-b:\n", "  gate-b:\n    location: {lat: 31.2, lon: 34.3}\n"))
    Path("case.yaml").write_text(located, "utf-8")
    ring = [[34.2, 31.1], [34.4, 31.1], [34.4, 31.3], [34.2, 31.1]]
    features = [
        {"properties": {"ADM2_EN": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name in ("North", "Elsewhere")
    ]
    Path("b.geojson").write_text(json.dumps({"features": features}), "utf-8")
    run = crossings_run("report", "case.yaml", "--chart", "map", "--boundaries", "b.geojson")
    assert run.code == 0
    told = [each.text for each in ET.fromstring(run.out).iter(f"{SVG}title")]
    assert "Elsewhere: not in the case" in told
    assert any(
        re.fullmatch(r"North: \d+(\.\d)?% of humanitarian need met", str(each)) for each in told
    )


def test_the_folder_of_a_finished_batch_is_enough_to_tell_it(crossings_run: Runner) -> None:
    Path("more").mkdir()
    other = Path("more/other.yaml")
    other.write_text(Path("model.yaml").read_text() + "# another\n")
    models = ("--model", "model.yaml", "--model", "more/other.yaml")
    futures = ("--scenarios", "60", "--seed", "4", *models)
    assert crossings_run("report", "case.yaml", *futures, "--output", "drawn.html").code == 0
    evaluated = crossings_run("evaluate", "case.yaml", *futures, "--bound", "3", "--output", "kept")
    assert evaluated.code == 0
    Path("kept").rename("sent")
    for file in (Path("case.yaml"), Path("model.yaml"), other):
        file.unlink()
    ran = crossings_run("report", "sent", "--output", "told.html")
    assert ran.code == 0, ran.err
    texts = [Path(name).read_text("utf-8") for name in ("told.html", "drawn.html")]
    pictures = [re.findall(r"<svg.*?</svg>", text, re.S) for text in texts]
    assert len(pictures[0]) == len(pictures[1]) > 0
    alike = [one == other for one, other in zip(*pictures, strict=True)]
    assert all(alike), alike


def test_a_batch_of_one_model_is_told_beside_the_shipped_ones(crossings_run: Runner) -> None:
    futures = ("--scenarios", "60", "--bound", "0", "--output", "kept")
    assert crossings_run("evaluate", "case.yaml", *futures).code == 0
    ran = crossings_run("report", "kept", "--output", "told.html")
    assert ran.code == 0, ran.err
    page = Path("told.html").read_text("utf-8")
    assert " (this plan)</text>" in page and "Third-party monitoring" in page


def test_every_chart_can_be_drawn_from_a_batch_of_two_models(crossings_run: Runner) -> None:
    Path("other.yaml").write_text(Path("model.yaml").read_text() + "# another\n")
    models = ("--model", "model.yaml", "--model", "other.yaml")
    futures = ("--scenarios", "20", "--bound", "0", "--output", "kept")
    assert crossings_run("evaluate", "case.yaml", *models, *futures).code == 0
    for name in set(CHART_NAMES) - {"map"}:
        ran = crossings_run("report", "kept", "--chart", name)
        assert ran.code == 0 and ET.fromstring(ran.out).tag == f"{SVG}svg", (name, ran.err)


def test_a_folder_that_was_changed_or_is_unfinished_is_refused(crossings_run: Runner) -> None:
    base = ("evaluate", "case.yaml", "--scenarios", "60", "--bound", "0")
    assert crossings_run(*base, "--output", "kept").code == 0
    report = ("report", "kept", "--output", "r.html")
    for option in (("--scenarios", "9"), ("--seed", "0"), ("--model", "joint")):
        assert crossings_run(*report, *option).code == 2
    assert crossings_run("report", "case.yaml", "--seed", "0").code == 2  # without futures
    next(Path("kept").rglob("part-*")).unlink()
    ran = crossings_run(*report)
    assert ran.code == 6 and "part-000000.parquet: the chunk is gone" in ran.err
    with Path("kept/inputs/case.yaml").open("a") as copy:
        copy.write("# otherwise\n")
    ran = crossings_run(*report)
    assert ran.code == 6 and "inputs/case.yaml was changed since" in ran.err
    Path("empty").mkdir()
    ran = crossings_run("report", "empty", "--output", "r.html")
    assert ran.code == 3 and "holds no batch" in ran.err
    assert not Path("r.html").exists()
