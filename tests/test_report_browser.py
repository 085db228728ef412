"""The report in Chromium, where it is found: whole, silent, readable, on any width and on paper."""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from page_figures import disagreements, expected_figures, headline_figures
from reports import LANGUAGES, material_of
from tolerances import SUM

from crossings.outputs.answer import answer
from crossings.outputs.report.charts import drawings
from crossings.outputs.report.language import language
from crossings.outputs.report.material import Material
from crossings.outputs.report.page import page
from crossings.plan import Plan
from crossings.problem import Problem

ROOT = Path(__file__).parents[1]
CASES = sorted((ROOT / "inputs").glob("*.yaml"))
PHONE, SCREEN, PAPER = 390, 1280, 680  # A4 less its margins is 180 mm, 680 pixels
MOST_BYTES = 3_000_000

OUT_OF_PLACE = """() => {
  const found = [];
  const visible = (part) => part.getClientRects().length > 0;
  for (const svg of document.querySelectorAll("svg[data-chart]")) {
    if (!visible(svg)) continue;
    const frame = svg.getBoundingClientRect(), name = svg.dataset.chart;
    const texts = [...svg.querySelectorAll("text")].map((t) => [t.getBoundingClientRect(), t]);
    for (const [box, text] of texts) {
      if (text.textContent.includes("…")) found.push(`${name}: ${text.textContent} is shortened`);
      const out = Math.max(frame.left - box.left, box.right - frame.right,
                           frame.top - box.top, box.bottom - frame.bottom);
      if (out > 2) found.push(`${name}: ${text.textContent} is cut by ${out.toFixed(1)}`);
    }
    for (let i = 0; i < texts.length; i++) for (let k = i + 1; k < texts.length; k++) {
      if (texts[i][1].hasAttribute("transform") && texts[k][1].hasAttribute("transform")) continue;
      const [one, other] = [texts[i][0], texts[k][0]];
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      const size = Math.min(one.height, other.height);
      if (across > 1.5 && down > 0.3 * size)
        found.push(`${name}: ${texts[i][1].textContent} is over ${texts[k][1].textContent}`);
    }
  }
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) {
    const beyond = [...document.querySelectorAll("main *")].filter((part) =>
      !part.closest(".scroll") && (part.getBoundingClientRect().right > innerWidth ||
      part.getBoundingClientRect().left < 0));
    found.push(`the page is wider than the window by ${wide}: ${
      beyond.map((part) => part.outerHTML.slice(0, 90))}`);
  }
  for (const part of document.querySelectorAll("h1, h2, h3, p, li, dd, dt, summary")) {
    const box = part.getBoundingClientRect();
    if (visible(part) && (box.left < -1 || box.right > innerWidth + 1) && !part.matches(".skip"))
      found.push(`${part.tagName} reaches out: ${part.textContent.slice(0, 40)}`);
  }
  return found;
}"""


FIGURES = """() => Object.fromEntries(
  [...document.querySelectorAll("main > section")].map((section) => [section.id,
    [...(section.querySelector("table")?.tBodies[0].rows ?? [])].map((row) =>
      [...row.querySelectorAll("data")].map((figure) => Number(figure.value)))])
)"""
HEADLINES = (
    "[...document.querySelectorAll('#answer dd data')].map((figure) => Number(figure.value))"
)


@pytest.fixture(scope="module", params=CASES, ids=lambda path: path.stem)
def material(request: pytest.FixtureRequest) -> Material:
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        return material_of(str(request.param.relative_to(ROOT)), "joint", futures=60)
    finally:
        os.chdir(before)


@pytest.mark.parametrize("code", LANGUAGES)
def test_report_in_chromium(browser: Any, material: Material, code: str, tmp_path: Path) -> None:
    words = language(code)
    file = tmp_path / "report.html"
    file.write_text(page(material, words), "utf-8")
    assert file.stat().st_size < MOST_BYTES
    context = browser.new_context(viewport={"width": SCREEN, "height": 900})
    opened = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(file.as_uri())
    _drawn_whole(opened, material, code)
    _figures_of_the_answers(opened, material)
    _read_without_a_mouse(opened)
    _read_by_touch(opened)
    for width in (SCREEN, PHONE):
        opened.set_viewport_size({"width": width, "height": 900})
        assert opened.evaluate(OUT_OF_PLACE) == [], width
    # Colours are of the style sheet, and the same in all charts of a kind: the fullest has all.
    fullest = material.plan.problem.case.path == "inputs/gaza.yaml"
    accessible(opened, colours=fullest and code == LANGUAGES[0])
    opened.emulate_media(media="print")
    opened.set_viewport_size({"width": PAPER, "height": 960})
    assert opened.evaluate(OUT_OF_PLACE) == []
    tallest = "Math.max(...[...document.querySelectorAll('figure')].map((f) => f.offsetHeight))"
    assert opened.evaluate(tallest) < 1000  # of 265 mm, 1002 pixels
    assert opened.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    assert said == []
    assert [url for url in asked if not url.startswith((file.as_uri(), "data:"))] == []
    context.close()


def _read_by_touch(opened: Any) -> None:
    """What a finger pointed at stays when it is lifted; a mouse that leaves takes it away."""
    left = """([figure, kind]) => {
      const mark = [...figure.querySelectorAll(".mark")].find((m) => m.getClientRects().length);
      mark.dispatchEvent(new PointerEvent("pointerover", {bubbles: true, pointerType: kind}));
      figure.dispatchEvent(new PointerEvent("pointerleave", {pointerType: kind}));
      return figure.querySelector(".readout").textContent;
    }"""
    figure = opened.query_selector("figure.chart")
    assert opened.evaluate(left, [figure, "touch"]) != ""
    assert opened.evaluate(left, [figure, "mouse"]) == ""


def _drawn_whole(opened: Any, material: Material, code: str) -> None:
    """Every chart that there is material for is there, once for each width, with all its marks."""
    charts = drawings(material, language(code))
    expected = [chart.name for chart in charts if chart.svg is not None and not chart.alike]
    found = opened.evaluate(
        "[...document.querySelectorAll('.wide svg')].map((svg) => [svg.dataset.chart, "
        "svg.querySelectorAll('.mark').length, svg.querySelectorAll('.mark > title').length])"
    )
    assert [name for name, *_ in found] == expected
    marks = {name: count for name, count, titles in found if count == titles}
    problem = material.plan.problem
    rows = {chart.name: len(chart.table.rows) for chart in charts}
    needed = sum(bool(problem.need[:, g].any()) for g in range(len(problem.goods)))
    no_need = sum(
        not problem.need[:, g, a].any()
        for g in range(len(problem.goods))
        for a in range(len(problem.areas))
        if problem.need[:, g].any()
    )
    assert marks["coverage"] == needed * (len(problem.areas) + 1) - no_need
    ends = (
        (row[2], row[4]) for chart in charts if chart.name == "least" for row in chart.table.rows
    )
    steady = all(high.value - low.value <= 0.005 for low, high in ends)
    assert marks.get("least") == (None if steady else min(rows["least"], 60))
    drawn = rows["weeks"] - _nothing_of(material.plan) * len(problem.weeks)
    assert marks["weeks"] == drawn + len(_counted_of_categories(problem))
    sites = len(problem.crossings) + len(problem.pools)
    assert rows["opening"] == sites * len(problem.periods)
    assert marks.get("opening", rows["opening"]) == rows["opening"]
    assert marks["funnel"] == rows["funnel"] == 6 + problem.through_corridors
    assert marks["frontier"] == rows["frontier"] if "frontier" in marks else True
    assert marks.get("counts", 0) == min(len(problem.observed), 24)
    located = sum(each is not None for each in problem.locations)
    assert marks.get("map", 0) == (located if located >= 3 else 0)
    places = 0 if "passage" not in marks else marks["passage"] - rows["passage"]
    assert places <= sum(map(len, (problem.corridors, problem.crossings, problem.areas)))
    assert marks["fan"] == 4 * len(problem.periods)
    assert opened.evaluate("document.documentElement.dir") == language(code).direction


def _nothing_of(plan: Plan) -> int:
    """How many categories with need nothing arrives, is met or was counted of: told, not drawn."""
    counted = {name for name, *_ in _counted_of_categories(plan.problem)}
    rows = [row for row in answer(plan).as_object()["coverage"] if row["need"] > 0]
    met = {row["category"] for row in rows if row["met"] > 0.05}
    return len({row["category"] for row in rows} - met - counted)


def _counted_of_categories(problem: Problem) -> set[tuple[object, ...]]:
    """What one source counted of a category at one stage in some days of the horizon."""
    goods_of = Counter(good.category for good in problem.goods)
    category_of = {good.id: good.category for good in problem.goods}
    found = set()
    for seen in problem.observed:
        of_good = category_of.get(seen.good or "")
        whole = seen.category or (of_good if of_good and goods_of[of_good] == 1 else None)
        within = seen.start <= problem.periods[-1].end and seen.end >= problem.periods[0].start
        if whole and within:
            found.add((whole, seen.source, seen.stage, seen.start, seen.end))
    return found


def _figures_of_the_answers(opened: Any, material: Material) -> None:
    """What stands in the page is what the commands say as JSON."""
    found, expected = opened.evaluate(FIGURES), expected_figures(material)
    found["passage"].sort()
    assert {name for name, rows in found.items() if rows} >= {"coverage", "funnel", "opening"}
    for name, rows in expected.items():
        assert disagreements(found[name], rows) == [], name
    headlines = headline_figures(answer(material.plan).as_object())
    assert opened.evaluate(HEADLINES) == pytest.approx(headlines, rel=SUM)


def _read_without_a_mouse(opened: Any) -> None:
    """Arrow keys step through the marks of the chart in focus, and say what each shows."""
    figure = opened.locator("#coverage figure")
    figure.focus()
    ahead = "ArrowLeft" if opened.evaluate("document.dir") == "rtl" else "ArrowRight"
    told = []
    for _ in range(2):
        opened.keyboard.press(ahead)
        told.append(figure.locator(".readout").inner_text())
    titles = figure.locator(".wide .mark > title")
    assert told == [titles.nth(0).text_content(), titles.nth(1).text_content()]
    opened.keyboard.press("Escape")
    assert figure.locator(".readout").inner_text() == ""


def accessible(opened: Any, *, colours: bool) -> None:
    """Nothing that axe finds against WCAG 2.1 at level AA, with every table opened.

    It looks at the `colours` of every text for ten seconds, and at all else for one.
    """
    from axe_playwright_python.sync_playwright import Axe

    opened.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    asked = {
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
        "rules": {"color-contrast": {"enabled": colours}},
        "resultTypes": ["violations"],
    }
    found = Axe().run(opened, options=asked).response["violations"]
    opened.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = false))")
    told = [(each["id"], each["nodes"][0]["html"], len(each["nodes"])) for each in found]
    assert told == []
