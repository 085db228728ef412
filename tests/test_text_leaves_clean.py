"""What a name, a key, a cell or a file is called reaches no terminal but in letters."""

import ast
import json
import re
from pathlib import Path

import pytest
from example import CASE, MODEL, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from places import PACKAGE
from runs import TINY_GATES, Runner
from strange_documents import CONTROLS

from crossings.outputs.answer import as_json
from crossings.outputs.screens.page import Page, Text, grid_of, on_page
from crossings.wording import on_a_page, printable

TEXT = st.text(st.one_of(st.characters(), st.sampled_from(CONTROLS).filter(lambda c: len(c) == 1)))
STEERS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
IN_NAMES = "".join(c for c in CONTROLS if len(c) == 1 and (c > "\x7f" or c == "\n") and c != "\x7f")
"""Controls that a case may have in a name; others are a fault of the case."""
SCREENS = {
    ("optimize", "--show", "all"): 0,
    ("optimize", "--objective", "fairest"): 0,
    ("optimize", "--model", "full-search", *TINY_GATES): 4,
    ("optimize", "--format", "json"): 0,
    ("explain",): 0,
    ("compare", "full-search", "./model.yaml"): 0,
    ("frontier", "--model", "full-search", "--model", "./model.yaml"): 0,
    ("evaluate", "--scenarios", "20", "--model", "./model.yaml"): 0,
    ("size", "--target", "coverage=0.1", "--show", "all"): 0,
    ("validate",): 0,
    ("validate", "--set", "crossings.\x1b]0;t\x07=1"): 3,
    ("validate", "--set", "areas.north.name='\u202e'"): 0,
    ("validate", "--set", "areas.north.population='\u202e'"): 3,
    ("validate", "--set", "areas.north.name='\x9b31m'"): 2,
    ("report", "--chart", "coverage"): 0,
    ("report", "--chart", "coverage", "--language", "ar"): 0,
    ("optimize", "--\x1b]0;t\x07"): 2,
    ("optimize", "--show", "\x9b\u202e"): 2,
}
"""Commands, and how they end."""


def strange() -> tuple[str, str]:
    """The example, every name and title of it with every control that a case may have."""
    odd = json.dumps(IN_NAMES)[1:-1]
    case = CASE.replace("title: Two gates", f'title: "Two {odd} gates"')
    case = case.replace("name: North", f'name: "North {odd}"')
    case = case.replace("  chairs:\n", f'  chairs:\n    name: "Chairs {odd}"\n')
    case = case.replace("  gate-a:\n", f'  gate-a:\n    name: "A {odd} gate"\n', 1)
    case += f'sizing:\n  currency: "{odd}"\n'
    case += '  crossings: {"*": {resources: {bay: {cost: 1, at_most: 99}}}}\n'
    model = MODEL.replace("title: Scan, then search", f'title: "Scan {odd}"')
    return case, model


@pytest.mark.parametrize(("arguments", "code"), SCREENS.items(), ids=ascii)
def test_no_screen_sends_what_steers_a_terminal(
    arguments: tuple[str, ...], code: int, crossings_run: Runner
) -> None:
    written(Path(), *strange())
    command, *more = arguments
    ran = crossings_run(command, "case.yaml", *more)
    assert ran.code == code, ran.err
    assert ran.out + ran.err
    assert STEERS.findall(ran.out + ran.err) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("key.yaml", CASE + '"\\e]0;title\\a": 1\n'),
        ("value.yaml", CASE.replace("priority: 5", 'priority: "\\x9b\\u202e"')),
        ("named\x1b]0;t\x07\u202e.yaml", CASE),
        ("table.yaml", CASE.replace("need: 3", "need: {table: odd.csv}")),
        ("no\udcfftext.yaml", CASE.replace("priority: 5", "priority: -5")),
    ],
)
def test_no_fault_sends_it_either(name: str, content: str, crossings_run: Runner) -> None:
    Path("odd.csv").write_text("good,area,truckloads_per_day\n\x1b]0;t\x07chairs,\u202e,3\n")
    Path(name).write_text(content, encoding="utf-8")
    ran = crossings_run("validate", name)
    assert STEERS.findall(ran.out + ran.err) == []
    assert "\\x" in ran.out + ran.err or "\\u" in ran.out + ran.err


@given(TEXT)
def test_text_is_shown_as_its_escapes(text: str) -> None:
    shown = printable(text)
    assert STEERS.findall(shown) == []
    assert printable(shown) == shown
    if text.isascii() and text.isprintable():
        assert shown == text


@given(TEXT)
def test_json_gives_the_text_back_and_has_it_in_letters(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    made = as_json({text: [text]})
    assert json.loads(made) == {text: [text]}
    assert STEERS.findall(made) == []


@settings(suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4))
def test_columns_stay_as_wide_as_what_is_shown(rows: list[tuple[str, str]]) -> None:
    grid = grid_of("Names", "first", "second", "third")
    for first, second in rows:
        names = [" ".join(name.split()).replace("[", "")[:9] for name in (first, second)]
        grid.add_row(Text(names[0]), names[1], "9")
    text = on_page(Page.print)(grid)
    assert STEERS.findall(text) == []
    from rich.cells import cell_len

    ends = {cell_len(line) for line in text.splitlines() if line.endswith("9")}
    assert len(ends) == 1 or all(len(line) > 90 for line in text.splitlines()[2:])


@given(TEXT)
def test_a_page_has_nothing_that_turns_its_neighbours(text: str) -> None:
    shown = on_a_page(text)
    assert re.findall(r"[\x00-\x08\x7f-\x9f\u2028-\u202e\u2066-\u2069]", shown) == []


def test_a_report_with_marks_in_every_name_has_none_but_its_own(crossings_run: Runner) -> None:
    written(Path(), *strange())
    areas = '{"features": [{"properties": {"name": "\\u001b]0;t\\u0007 \\u202e"}, "geometry":'
    square = '{"type": "Polygon", "coordinates": [[[34, 31], [35, 31], [35, 32]]]}}]}'
    Path("map.json").write_text(f"{areas} {square}")
    for language in ("en", "ar"):
        ran = crossings_run(
            "report", "case.yaml", "--boundaries", "map.json", "--language", language,
            "--output", "page.html", "--scenarios", "20", "--quiet",
        )  # fmt: skip
        assert ran.code == 0, ran.err
        page, own = Path("page.html").read_text("utf-8"), "\u202b\u202c"
        found = re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", page)
        assert {*found} <= ({*own} if language == "ar" else set())
        assert page.count(own[0]) == page.count(own[1])  # a drawing's own, around its words


def test_text_leaves_in_few_places() -> None:
    """Whoever tells something on a terminal does so by what cleans it."""
    writers = {"cli.py", "commands/delivery.py", "commands/schema.py"}
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called in ("print", "click.echo", "click.secho"):
                assert name in writers, f"{name} writes to a terminal itself; use delivery.say"
            if isinstance(node, ast.ImportFrom) and node.module == "rich.text":
                assert name == "outputs/screens/text.py", f"{name} has Text that is not cleaned"
