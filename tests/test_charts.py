"""Charts on their own: every figure is there, and no words are cut, hidden or struck through."""

import datetime
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import LANGUAGES

from crossings.outputs.charts.axis import scale_to
from crossings.outputs.charts.canvas import Canvas
from crossings.outputs.charts.colours import INK, ORANGE, PAPER, RULE, ink_on, shade
from crossings.outputs.charts.counts import Count, counts
from crossings.outputs.charts.coverage import Coverage, Served, coverage
from crossings.outputs.charts.fan import Fan, Spreading, fan
from crossings.outputs.charts.frontier import Bend, Curve, Standing, frontier
from crossings.outputs.charts.funnel import Stage, funnel
from crossings.outputs.charts.lettering import SMALL, wide, wrapped
from crossings.outputs.charts.models import Ranked, models
from crossings.outputs.charts.opening import Day, Opening, opening
from crossings.outputs.charts.place_map import Post, Surroundings, place_map
from crossings.outputs.charts.procedures import Branch, Drawn, procedures
from crossings.outputs.charts.ranges import Bar, ranges
from crossings.outputs.charts.sankey import Link, Passage, passage
from crossings.outputs.charts.weeks import Category, Counted, Week, weeks
from crossings.outputs.report.image import picture
from crossings.outputs.report.language import Language, language
from crossings.outputs.report.page import NARROW, WIDE

FONTS = ("Noto Sans, Noto Sans Arabic", "DejaVu Sans", "Liberation Sans")
NAMES = (
    "WOMEN'S HYGIENE KITS AND MMMMMMM",
    "Water, hygiene & sanitation (WASH): 1,234.5 kg",
    "www.mmm.example/minimum_wage?x=100%",
    "“Éclairage” – Größe × 12 … Łódź",
    "食品和药品 飲料水、衛生用品（大）",
    "식량과 의약품",
    "الغذاء والمياه والنظافة الشخصية",
    "معبر كرم أبو سالم، قصص شمس بيت",
    "Вода, гигиена и средства ЖШЩЮ",
    "Νερό και υγιεινή",
    "מים והיגיינה",
    "पानी और स्वच्छता",
    "🚚 trucks",
)
WIDTHS = """([fonts, size, weight, names]) => names.map((name) => Math.max(...fonts.map((font) => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${weight} ${size}px ${font}`;
  return pen.measureText(name).width;
})))"""


SVG = "{http://www.w3.org/2000/svg}"


def written(svg: str) -> list[ET.Element]:
    """Texts of a drawing."""
    return list(ET.fromstring(svg).iter(f"{SVG}text"))


def lines(svg: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(f"{SVG}line"))


def number(part: ET.Element, name: str) -> float:
    return float(str(part.get(name)))


def told(svg: str) -> Counter[str]:
    return Counter(str(text.text) for text in written(svg))


# ---- Words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("bold", [False, True])
def test_words_are_never_wider_than_they_are_taken_for(browser: Any, bold: bool) -> None:
    size, weight = 100, 600 if bold else 400
    page = browser.new_page()
    names = [*NAMES, *(word for name in NAMES for word in name.split())]
    found = page.evaluate(WIDTHS, [FONTS, size, weight, names])
    page.close()
    taken = [wide(name, size, bold=bold) for name in names]
    # Pairs of letters may stand a hair further apart than each alone.
    over = [(n, w, t) for n, w, t in zip(names, found, taken, strict=True) if w > t + size * 0.02]
    assert over == []


def test_plain_words_are_not_taken_for_much_wider_than_they_are(browser: Any) -> None:
    page = browser.new_page()
    words = "Women's hygiene kits, fuel and medical supplies of the third week"
    (found,) = page.evaluate(WIDTHS, [FONTS, 100, 400, [words]])
    page.close()
    assert wide(words, 100) < 1.06 * found


@pytest.mark.parametrize("name", NAMES)
def test_names_are_folded_whole_and_within_their_width(name: str) -> None:
    for width in (40.0, 80.0, 200.0):
        lines = wrapped(name, width)
        assert "".join(lines).replace(" ", "") == name.replace(" ", "")
        assert all(wide(line) <= width for line in lines)


# ---- Colours -------------------------------------------------------------------------------------


@pytest.mark.parametrize("percent", range(101))
def test_words_are_read_on_every_shade(percent: int) -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return sum(k * c for k, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    fill = shade(percent / 100)
    dark, light = sorted(luminance(colour) for colour in (fill, ink_on(fill)))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


# ---- What security costs -------------------------------------------------------------------------

_BENT = ((0, 25), (0.1, 30), (0.22, 62), (0.26, 68), (0.27, 71), (0.4, 90), (0.75, 149), (2, 207))
BENDS = tuple(Bend(*at) for at in _BENT)
STAND = ((2, 207), (0.18, 64), (0.18, 64), (2.9, 257), (5.7, 286), (4.6, 286), (5.68, 286))


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_numbers_of_plans_lie_beside_all_marks_and_one_for_those_on_each_other(
    code: str, width: float
) -> None:
    plans = tuple(Standing(f"model {n}", Bend(*at)) for n, at in enumerate(STAND))
    drawn = frontier((Curve("one", BENDS),), language(code), width, plans)
    dots = [(number(c, "cx"), number(c, "cy")) for c in ET.fromstring(drawn).iter(f"{SVG}circle")]
    corners = [[tuple(map(float, each.split(","))) for each in str(p.get("points")).split()]
               for p in ET.fromstring(drawn).iter(f"{SVG}polygon")]  # fmt: skip
    marks = dots + [(sum(x for x, _ in c) / 4, sum(y for _, y in c) / 4) for c in corners]
    assert len(marks) == len(BENDS) + len(STAND)
    numbers = [text for text in written(drawn) if text.get("fill") == ORANGE]
    assert [text.text for text in numbers] == ["1", "2, 3", "4", "5, 7", "6"]
    for text in numbers:
        across = wide(str(text.text), number(text, "font-size"), bold=True)
        left = number(text, "x") - (across if text.get("text-anchor") == "end" else 0)
        base = number(text, "y")
        assert 0 <= left <= width - across
        beneath = [(x, y) for x, y in marks if left < x < left + across and base - 9 < y < base]
        assert beneath == [], text.text


def test_a_line_to_a_name_passes_no_other_mark() -> None:
    """The first curve ends far from its name, and bends of the second lie on the way there."""

    def leaders(other: float) -> list[tuple[float, float]]:
        curves = (
            Curve("one", (Bend(0, 10), Bend(2, 50))),
            Curve("two", (Bend(4, other), Bend(9, 90))),
        )
        drawn = frontier(curves, language("en"), WIDE)
        dots = ET.fromstring(drawn).iter(f"{SVG}circle")
        begins = {(round(number(dot, "cx") + 5, 1), number(dot, "cy")) for dot in dots}
        starts = [(number(line, "x1"), number(line, "y1")) for line in lines(drawn)]
        return [start for start in starts if start in begins]

    assert len(leaders(80)) == 1 and leaders(50) == []


# ---- Map -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_line_from_a_crossing_to_its_name_passes_no_other(width: float) -> None:
    """The largest lies just east of another: a straight line would run through it."""
    places = ((31.25, 34.2, 1.0), (31.25, 34.27, 40.0), (31.4, 34.6, 5.0), (31.1, 34.6, 5.0))
    posts = tuple(Post(f"gate {n}", lat, lon, False, flow) for n, (lat, lon, flow) in
                  enumerate(places))  # fmt: skip
    drawn = ET.fromstring(place_map(Surroundings(posts, ()), language("en"), width))
    marks = [mark for mark in drawn.iter(f"{SVG}g") if mark.get("class") == "mark"]
    dots = [next(mark.iter(f"{SVG}circle")) for mark in marks]
    for mark, own in zip(marks, dots, strict=True):
        ends = [tuple(number(line, k) for k in ("x1", "y1", "x2", "y2"))
                for line in mark.iter(f"{SVG}line")]  # fmt: skip
        assert ends[0][:2] == (number(own, "cx"), number(own, "cy"))
        for x1, y1, x2, y2 in ends:
            for dot in (each for each in dots if each is not own):
                x, y, radius = (number(dot, k) for k in ("cx", "cy", "r"))
                steps = ((x1 + (x2 - x1) * k / 500, y1 + (y2 - y1) * k / 500) for k in range(501))
                assert min((x - u) ** 2 + (y - v) ** 2 for u, v in steps) >= radius**2


# ---- Counts --------------------------------------------------------------------------------------

COUNTED = ((90.1, 16.3), (2.1, 11.8), (1.1, 0.43), (5.5, 16.1), (0, 0), (211, 211), (7, None))


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_count_and_its_plan_are_written_beside_their_marks(code: str, width: float) -> None:
    words = language(code)
    data = tuple(Count(f"gate {n}", "in March", *pair) for n, pair in enumerate(COUNTED))
    drawn = counts(data, words, width)
    figures = Counter(words.number(each) for pair in COUNTED for each in pair if each is not None)
    assert told(drawn) >= figures
    for text in written(drawn):
        x, reach = number(text, "x"), wide(str(text.text), SMALL)
        if str(text.text) in figures and text.get("text-anchor") != "middle":
            ends = (x, x + reach) if text.get("text-anchor") == "start" else (x - reach, x)
            assert ends[0] >= 0 and ends[1] <= width, text.text


# ---- Coverage ------------------------------------------------------------------------------------

LONG = {
    "en": ("WOMEN'S HYGIENE KITS AND MMMMMMM", "Food", "Medical consumables (cold chain)",
           "Al-Mawasi humanitarian zone", "Beit Hanoun and surroundings", "Shelter, household"),
    "ar": ("مستلزمات النظافة الشخصية للنساء", "غذاء", "مستلزمات طبية (سلسلة التبريد)",
           "المواصي منطقة إنسانية", "بيت حانون وما حولها", "مأوى ولوازم منزلية"),
}  # fmt: skip
OUT_OF_PLACE = """() => {
  const corners = (text) => {
    const box = text.getBBox(), to = text.getScreenCTM();
    const at = (x, y) => new DOMPoint(x, y).matrixTransform(to);
    const low = box.y + box.height * 0.25, high = box.y + box.height * 0.8;
    return [at(box.x, low), at(box.x + box.width, low),
            at(box.x + box.width, high), at(box.x, high)];
  };
  const apart = (one, other) => [one, other].some((shape) => shape.some((corner, n) => {
    const next = shape[(n + 1) % 4], x = next.y - corner.y, y = corner.x - next.x;
    const along = (points) => points.map((point) => point.x * x + point.y * y);
    const [a, b] = [along(one), along(other)];
    return Math.max(...a) <= Math.min(...b) || Math.max(...b) <= Math.min(...a);
  }));
  const frame = document.querySelector("svg").getBoundingClientRect();
  const texts = [...document.querySelectorAll("text")].map((t) => [t.textContent, corners(t)]);
  const within = (at) => at.x > frame.left - 2 && at.x < frame.right + 2 &&
    at.y > frame.top - 2 && at.y < frame.bottom + 2;
  const cut = texts.filter(([, shape]) => !shape.every(within));
  const found = cut.map(([words]) => `${words} is cut`);
  texts.forEach(([words, shape], n) => texts.slice(n + 1).forEach(([others, other]) => {
    if (!apart(shape, other)) found.push(`${words} is over ${others}`);
  }));
  return found;
}"""


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("goods, areas", [(10, 13), (10, 6), (5, 4), (3, 30)])
def test_coverage_of_many_areas_is_written_in_full(
    browser: Any, code: str, width: float, goods: int, areas: int
) -> None:
    words, names = language(code), LONG[code]
    of = [
        [f"{names[n % 6]} {n}".replace(" 1", "") for n in range(count)] for count in (goods, areas)
    ]
    cells = tuple(
        Served(good, area, 100, (7 * g + 3 * a) % 101, 2.0)
        for g, good in enumerate(of[0])
        for a, area in enumerate(of[1])
    )
    drawn = coverage(Coverage(tuple(of[0]), tuple(of[1]), cells), words, width)
    assert told(drawn) >= Counter(words.share(cell.share) for cell in cells)
    page = browser.new_page(viewport={"width": 800, "height": 900})
    page.set_content(f'<html dir="{words.direction}">{drawn}</html>')
    assert page.evaluate(OUT_OF_PLACE) == []
    page.close()


# ---- Weeks ---------------------------------------------------------------------------------------

FIRST = datetime.date(2024, 3, 3)


def category(name: str, need: float, met: tuple[float, ...], *counted: Counted) -> Category:
    of = (Week(FIRST + datetime.timedelta(7 * n), need, each) for n, each in enumerate(met))
    return Category(name, tuple(of), counted)


CATEGORIES = (
    category("Humanitarian", 105, (105, 104, 103, 90)),
    category("Construction", 8, (4, 0, 7.9, 8)),
    category("Commercial", 130, (40.9, 17.4, 0, 130), Counted(range(3), 41.0, "then")),
    category("Fuel", 20, (16, 16, 16, 12), Counted(range(3, 4), 13.0, "then")),
    category("Exports", 0.43, (0.1, 0.2, 0.3, 0.43)),
)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_need_met_is_written_in_every_week(code: str, width: float) -> None:
    words = language(code)
    figures = Counter(words.number(week.met) for each in CATEGORIES for week in each.weeks)
    assert told(weeks(CATEGORIES, words, width)) >= figures


def test_many_weeks_are_written_across_the_whole_width_and_too_many_are_not() -> None:
    words = language("en")
    for count, there in ((21, True), (90, False)):
        met = tuple(100.0 + n for n in range(count))
        data = (category("Humanitarian", 250, met), category("Fuel", 250, met))
        assert (told(weeks(data, words, WIDE))["101"] == 2) is there


@pytest.mark.parametrize("each", CATEGORIES, ids=lambda each: each.name)
def test_every_mark_is_within_the_ticks_of_its_axis(each: Category) -> None:
    _, *drawn = lines(weeks((each,), language("en"), NARROW))  # the first is the legend's
    top = min(number(line, "y1") for line in drawn if line.get("stroke") == RULE)
    assert min(number(line, "y1") for line in drawn) >= top - 0.2


@given(st.floats(1e-6, 1e6), st.integers(3, 6))
def test_axes_end_where_a_tick_is(high: float, most: int) -> None:
    marks = scale_to(high, most)
    assert 3 <= len(marks) <= most + 1
    assert marks[-2] < high <= marks[-1] * (1 + 1e-6)


# ---- What lies above what ------------------------------------------------------------------------


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_intervals_are_light_and_dark_over_their_bars(width: float) -> None:
    bars = (Bar("Gate", 0.02, "2%", "lost", 0.01, 0.03),)
    drawn = lines(ranges("closures", bars, language("en"), width))
    inks = [line for line in drawn if line.get("stroke") == INK]
    casing = [line for line in drawn if line.get("stroke") == PAPER]
    assert len(inks) == len(casing) == 3
    assert drawn.index(casing[-1]) < drawn.index(inks[0])
    assert number(casing[0], "stroke-width") >= number(inks[0], "stroke-width") + 2.5


def test_no_axis_runs_through_the_name_of_a_model() -> None:
    names = ("third-party-monitored", "scan-then-search (this plan)")
    data = tuple(Ranked(name, 0.5, 0.4, 3.0) for name in names)
    drawn = models(data, language("en"), NARROW)
    for text in written(drawn):
        if text.text in names:
            y, end = number(text, "y"), number(text, "x") + wide(str(text.text))
            for axis in lines(drawn):
                apart = number(axis, "y1") >= y + 2 or number(axis, "y2") <= y - 9
                assert apart or number(axis, "x1") > end, text.text


def test_ribbons_stop_short_of_names_in_a_passage() -> None:
    links = (Link(0, "west", "gate", 9.0, "collected"), Link(1, "gate", "north", 0.1, "collected"))
    drawn = written(passage(Passage(("a", "b", "c"), links), language("en"), NARROW))
    beside = [text for text in drawn if text.text not in ("a", "b", "c")]
    assert len(beside) == 6
    assert all(text.get("paint-order") == "stroke" for text in beside)


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=12), st.integers(2, 6))
def test_a_passage_that_is_folded_carries_as_much(sizes: list[float], most: int) -> None:
    links = tuple(
        Link(column, *((f"gate {n % 3}", f"area {n}") if column else ("road", f"gate {n % 3}")),
             size, "collected")
        for column in (0, 1)
        for n, size in enumerate(sizes)
    )  # fmt: skip
    whole = Passage(("a", "b", "c"), links)
    data = whole.folded(most, lambda count: f"{count} more")
    for column in (0, 1, 2):
        places, before = data.places(column), whole.places(column)
        assert len(places) == min(len(before), most)
        assert sum(data.size(column, each) for each in places) == pytest.approx(sum(sizes))
        kept = [each for each in places if not each.endswith(" more")]
        least = min((whole.size(column, each) for each in kept), default=0.0)
        gone = [each for each in before if each not in kept]
        assert all(whole.size(column, each) <= least + 1e-9 for each in gone)
        assert places[len(kept) :] == [f"{len(gone)} more"] * (len(gone) > 0)


def test_the_smaller_of_two_dots_lies_above_the_larger() -> None:
    posts = (Post("Small", 31.2, 34.2, True, 7.0), Post("Large", 31.201, 34.201, True, 140.0))
    drawn = ET.fromstring(place_map(Surroundings(posts, ()), language("en"), NARROW))
    dots = list(drawn.iter(f"{SVG}circle"))
    assert number(dots[0], "r") > number(dots[1], "r")
    assert all(dot.get("stroke") == PAPER for dot in dots)


# ---- Long names ----------------------------------------------------------------------------------

DRAWN: dict[str, Callable[[tuple[str, ...], Language, float], str]] = {
    "opening": lambda names, words, width: opening(
        tuple(Opening(n, tuple(Day(FIRST, 1, k / 20, "gate") for k in range(21))) for n in names),
        words, width,
    ),
    "closures": lambda names, words, width: ranges(
        "closures", tuple(Bar(n, 0.02, "2.00%", "lost", 0.01, 0.03) for n in names), words, width
    ),
    "models": lambda names, words, width: models(
        tuple(Ranked(n, 0.999, 0.5, 123.0, n == names[1]) for n in names), words, width
    ),
    "frontier": lambda names, words, width: frontier(
        tuple(Curve(n, (Bend(0, 30), Bend(9, 1234))) for n in names), words, width
    ),
    "passage": lambda names, words, width: passage(
        Passage(("a", "b", "c"), (
            Link(0, names[0], names[1], 0.1, names[5]), Link(0, names[2], names[1], 0.1, names[5]),
            Link(1, names[1], names[3], 0.1, names[5]), Link(1, names[1], names[4], 9.0, names[5]),
        )), words, width,
    ),
    "map": lambda names, words, width: place_map(
        Surroundings(tuple(Post(n, 31.2, 34.2, True, 7.0) for n in names), ()), words, width
    ),
    "counts": lambda names, words, width: counts(
        tuple(Count(n, f"Collected, {n}", 100.0, 3.0) for n in names), words, width
    ),
    "fan": lambda names, words, width: fan(
        tuple(Fan(n, (Spreading(FIRST, 5, 1, 2, 3, 4, 9),)) for n in names), words, width
    ),
    "funnel": lambda names, words, width: funnel(
        (Stage("Manifested", 1234.5, names[0]), Stage("Met", 1.0, "")), words, width
    ),
    "procedures": lambda names, words, width: procedures(
        (Drawn(names[0], names[1], tuple(
            Branch(n, "on alarm:" * bool(n), name, n == 5, names[2], 1.0, 0.00123)
            for n, name in enumerate(names[:6])
        )),), words, width,
    ),
}  # fmt: skip


@pytest.mark.parametrize("fonts", ["", "'Noto Sans', 'Noto Sans Arabic', "], ids=["all", "DejaVu"])
@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_long_names_are_whole_and_apart(browser: Any, width: float, code: str, fonts: str) -> None:
    names = tuple(f"{each} {n}" for n, each in enumerate(LONG[code]))
    page = browser.new_page(viewport={"width": 800, "height": 900})
    for name, draw in DRAWN.items():
        drawn = draw(names, language(code), width).replace(fonts, "")
        assert "…" not in drawn, name
        page.set_content(f'<html dir="{language(code).direction}">{drawn}</html>')
        assert page.evaluate(OUT_OF_PLACE) == [], name
    page.close()


# ---- Paper ---------------------------------------------------------------------------------------

PAPER_WIDTH = 680  # of A4 less its margins, in pixels
SIX_POINTS = 8.0
MANY = range(45)
AREAS = tuple("abcdef")
SMALLEST = """() => Math.min(...[...document.querySelectorAll("text")].map((text) =>
  Number(text.getAttribute("font-size")) * text.ownerSVGElement.getScreenCTM().a))"""
CELLS = tuple(Served(f"good {n}", area, 9, 3, 2.0) for n in MANY for area in AREAS)
TALL: dict[str, Callable[[Language, float], str]] = {
    "counts": lambda words, width: counts(
        tuple(Count(f"Gate {n}: all goods", "Collected", n, 3.0) for n in MANY[:26]), words, width
    ),
    "fan": lambda words, width: fan(
        tuple(Fan(f"model {n}: met", (Spreading(FIRST, 5, 1, 2, 3, 4, 9),)) for n in range(6)),
        words, width,
    ),
    "coverage": lambda words, width: coverage(
        Coverage(tuple(f"good {n}" for n in MANY), AREAS, CELLS), words, width
    ),
    "opening": lambda words, width: opening(
        tuple(Opening(f"Gate {n}", (Day(FIRST, 1, 0.5, "gate"),)) for n in MANY[:32]), words, width
    ),
    "passage": lambda words, width: passage(
        Passage(("a", "b"), tuple(Link(0, "gate", f"area {n}", 1.0, "at") for n in MANY)),
        words, width,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TALL)
def test_tall_charts_are_read_on_paper(browser: Any, name: str) -> None:
    style = resources.files("crossings.outputs.report") / "template" / "style.css"
    drawn = TALL[name](language("en"), WIDE)
    page = browser.new_page(viewport={"width": PAPER_WIDTH, "height": 960})
    page.emulate_media(media="print")
    page.set_content(
        f"<!doctype html><style>{style.read_text('utf-8')}</style><section><h2>Title</h2>"
        f'<figure class="chart"><div class="wide">{drawn}</div></figure></section>'
    )
    assert page.evaluate(SMALLEST) >= SIX_POINTS
    page.close()
    if name != "passage":  # which goes on over another page
        assert "tall" not in ET.fromstring(drawn).get("class", "")


# ---- Pictures ------------------------------------------------------------------------------------


def test_plain_arabic_is_not_bold_in_a_picture() -> None:
    listing = shutil.which("fc-list")
    if not listing or "DejaVu Sans" not in subprocess.check_output(
        [listing, ":lang=ar"], text=True
    ):
        pytest.skip("needs DejaVu Sans")

    def drawn(words: str, bold: bool) -> bytes:
        canvas = Canvas(200, 40)
        canvas.text((10, 30), words, bold=bold)
        return picture(canvas.svg("map", "title", "says"))

    for words in ("غذاء", "3.4 يوم"):
        assert drawn(words, False) != drawn(words, True)


def test_panels_of_one_figure_have_one_scale() -> None:
    """Of two models and what waits: 9 and 90 a day are drawn a tenth as high as each other."""
    days = [(Spreading(FIRST, top, top, top, top, top, top),) for top in (90.0, 9.0, 400.0)]
    data = tuple(Fan(f"panel {n}", day, "met" if n < 2 else "waits") for n, day in enumerate(days))
    drawn = ET.fromstring(fan(data, language("en"), WIDE))
    heights = []
    for line in (each for each in drawn.iter(f"{SVG}polyline") if each.get("stroke-dasharray")):
        y = float(str(line.get("points")).split()[0].split(",")[1])
        floors = [number(rule, "y1") for rule in drawn.iter(f"{SVG}line") if number(rule, "y1") > y]
        heights.append(min(f for f in floors if f >= y + 1 and _is_zero(drawn, f)) - y)
    assert heights[0] == pytest.approx(10 * heights[1], abs=1.0)
    assert heights[2] > heights[1]


def _is_zero(drawn: ET.Element, y: float) -> bool:
    """Whether the rule at a height is that of nothing."""
    return any(
        text.text == "0" and abs(number(text, "y") - 4 - y) < 0.5
        for text in drawn.iter(f"{SVG}text")
    )
