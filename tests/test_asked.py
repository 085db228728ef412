"""What is asked of the page in Chromium: another plan, one area, another order, a chart to keep."""

import csv
import io
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from page_figures import disagreements, expected_figures, headline_figures
from places import ROOT
from reports import LANGUAGES, material_of, of_shipped
from test_report_browser import FIGURES, HEADLINES, accessible
from tolerances import SUM

from crossings.outputs.answer import answer
from crossings.outputs.report.grounds import about
from crossings.outputs.report.language import language
from crossings.outputs.report.material import Material
from crossings.outputs.report.names import OF_THE_PLAN
from crossings.outputs.report.page import page

CASE, WIDTHS, MOST_BYTES = "inputs/west-bank.yaml", (390, 768, 1280), 3_000_000


@pytest.fixture(scope="module")
def material() -> Material:
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        return material_of(CASE, "joint")
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def file(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("asked") / "report.html"
    made.write_text(page(material, language("en")), "utf-8")
    assert made.stat().st_size < MOST_BYTES
    return made


@pytest.fixture(scope="module")
def opened(browser: Any, file: Path) -> Iterator[Any]:
    """The page, which asks nothing of a network and says nothing on the console."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    there, said = context.new_page(), list[str]()
    there.on("console", lambda message: said.append(message.text))
    there.on("pageerror", lambda error: said.append(str(error)))
    there.on("request", lambda request: said.append(request.url))
    there.goto(file.as_uri())
    yield there
    assert [each for each in said if not each.startswith((file.as_uri(), "data:"))] == []
    context.close()


def test_every_figure_is_of_the_plan_that_is_shown(opened: Any, material: Material) -> None:
    """Under the other model, with each step made and with both; then of the plan itself again."""
    assert material.together is not None and material.columns[1].plan is not None
    steps = [each.plan for each in material.marginal_values or ()]
    plans = [material.columns[1].plan, *steps, material.together.plan]
    options = opened.locator("#plan option").all_inner_texts()
    assert len(options) == 1 + len(plans)
    for n, plan in [*enumerate(plans, start=1), (0, material.plan)]:
        opened.locator("#plan").select_option(index=n)
        says = opened.locator("#shown")
        says.filter(has_text=options[n] if n else "").wait_for(state="attached")
        opened.wait_for_timeout(150)
        assert opened.evaluate(HEADLINES) == pytest.approx(
            headline_figures(answer(plan).as_object()), rel=SUM
        )
        found, expected = opened.evaluate(FIGURES), expected_figures(Material(plan))
        found["passage"].sort()
        for name in OF_THE_PLAN:
            assert disagreements(found[name], expected[name]) == [], (options[n], name)
        assert (options[n] in says.text_content()) == (n > 0)


def test_one_area_is_chosen_and_all_of_them_again(opened: Any, material: Material) -> None:
    areas = [area.name for area in material.plan.problem.areas]
    chosen = areas[2]
    opened.locator("select[data-kind=area]").focus()
    opened.locator("select[data-kind=area]").select_option(label=chosen)
    rows = opened.locator("#coverage .figures tbody tr")
    shown = [row for row in rows.all() if row.get_attribute("hidden") is None]
    named = {row.locator("td").first.text_content() for row in shown}
    assert named == {chosen, "All areas"}
    told = "[...document.querySelectorAll('#coverage .wide .mark')].map((mark) => " \
        "[mark.querySelector('title').textContent, mark.classList.contains('off')])"  # fmt: skip
    marks = opened.evaluate(told)
    assert len(marks) == rows.count()
    for says, off in marks:
        area = says.partition(": ")[0].rpartition(", ")[2]
        assert off == (area not in (chosen, "All areas"))
    opened.locator("select[data-kind=area]").select_option(index=0)
    assert not any(off for _, off in opened.evaluate(told))
    assert all(row.get_attribute("hidden") is None for row in rows.all())


def test_a_table_is_sorted_by_keyboard(opened: Any) -> None:
    section = opened.locator("#coverage")
    section.locator("summary").focus()
    opened.keyboard.press("Enter")
    head = section.locator("th", has_text="Need met, truckloads").first
    head.locator("button").focus()
    values = "[...document.querySelectorAll('#coverage tbody tr')].map((row) => " \
        "Number(row.cells[3].querySelector('data').value))"  # fmt: skip
    before = opened.evaluate(values)
    for order, down in (("descending", True), ("ascending", False)):
        opened.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == order
        assert opened.evaluate(values) == sorted(before, reverse=down)


def test_what_leaves_the_page_says_what_it_is(
    opened: Any, material: Material, tmp_path: Path
) -> None:
    says = about(material, language("en"))
    assert material.plan.problem.case.title == says[0] and "A plan, not a count." in says[1]
    assert "Source: " in says[2] and "Made on " in says[2]
    taken: dict[str, bytes] = {}
    for form in ("CSV", "SVG", "PNG"):
        opened.locator("#weeks .take button", has_text=form).focus()
        with opened.expect_download() as download:
            opened.keyboard.press("Enter")
        assert download.value.suggested_filename == f"weeks.{form.lower()}"
        download.value.save_as(tmp_path / form)
        taken[form] = (tmp_path / form).read_bytes()
    title = opened.locator("#weeks h2").inner_text().removesuffix(" #")
    rows = list(csv.reader(io.StringIO(taken["CSV"].decode("utf-8-sig"))))
    assert [row[0] for row in rows[:4]] == [f"# {line}" for line in (title, *says)]
    figures = [[float(cell) for cell in row[2:4]] for row in rows[5:]]
    expected = [row[:2] for row in expected_figures(Material(material.plan))["weeks"]]
    assert figures == [pytest.approx(row) for row in expected]
    drawn = ET.fromstring(taken["SVG"])
    words = " ".join(text.text or "" for text in drawn.iter("{http://www.w3.org/2000/svg}text"))
    for line in (title, *says):
        assert line in words
    assert len(taken["SVG"]) > 3000
    assert taken["PNG"].startswith(b"\x89PNG") and len(taken["PNG"]) > 10_000


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_out_of_reach_at_any_width(opened: Any, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 900})
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert opened.evaluate(wide) <= 0
    accessible(opened, colours=False)


def test_the_contents_stand_beside_what_they_lead_to_and_cover_nothing(opened: Any) -> None:
    opened.set_viewport_size({"width": 1280, "height": 900})
    beside, main = (opened.locator(each).bounding_box() for each in ("nav", "#coverage"))
    assert beside["x"] + beside["width"] <= main["x"] and main["width"] > 800
    assert beside["y"] + beside["height"] <= 900
    opened.locator("nav a[href='#evidence']").click()
    assert opened.locator("#evidence h2").bounding_box()["y"] >= 0
    assert opened.locator("nav").bounding_box()["y"] == beside["y"]
    opened.set_viewport_size({"width": 768, "height": 900})
    assert opened.locator("nav").evaluate("(nav) => getComputedStyle(nav).position") == "static"
    opened.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("colours", [{"forced_colors": "active"}, {"color_scheme": "dark"}])
def test_charts_keep_their_white_under_every_label(
    browser: Any, file: Path, colours: dict[str, str]
) -> None:
    """In dark or forced colours ink stays on white: the darkest ink of a chart is read there."""
    context = browser.new_context(**colours)
    there = context.new_page()
    there.goto(file.as_uri())
    told = """(svg) => [getComputedStyle(svg).backgroundColor, getComputedStyle(document.body)
      .backgroundColor, getComputedStyle(svg.querySelector("text")).fill]"""
    behind, page_colour, ink = there.locator("#coverage .wide svg").evaluate(told)
    white = "rgb(255, 255, 255)"
    assert (
        behind == white
        if "forced_colors" in colours
        else white in (behind, page_colour) or (page_colour == "rgba(0, 0, 0, 0)")
    )
    assert ink in ("rgb(27, 39, 51)", "rgb(85, 97, 109)")
    context.close()


def test_without_scripts_the_page_is_as_before(browser: Any, file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    there = context.new_page()
    there.goto(file.as_uri())
    assert (
        there.locator(".headline").is_visible() and there.locator("#weeks svg").first.is_visible()
    )
    assert not there.locator("#asked").is_visible() and there.locator(".take").count() == 0
    context.close()


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("case", ["gaza-2010", "west-bank"])
def test_in_brief_it_is_one_page_of_paper(
    browser: Any, tmp_path: Path, case: str, code: str
) -> None:
    found = of_shipped(ROOT / f"inputs/{case}.yaml")
    material = Material(found.plan, found.levers, found.together)
    file = tmp_path / "brief.html"
    file.write_text(page(material, language(code), brief=True), "utf-8")
    context = browser.new_context()
    there = context.new_page()
    there.goto(file.as_uri())
    assert there.locator("main > section").count() == 3
    printed = there.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    accessible(there, colours=False)
    context.close()
