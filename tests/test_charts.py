"""Charts on their own: every figure is there, and no words are cut, hidden or struck through."""

from typing import Any

import pytest

from crossings.outputs.charts.lettering import wide, wrapped

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
