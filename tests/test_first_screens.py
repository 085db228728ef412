"""A first screen has forty lines of eighty columns at most, and says what comes next."""

import contextlib
import io
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from answers import loaded
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT
from rich.text import Text
from test_docs import PAGES, commands, run

from crossings import cli
from crossings.outputs.screens.grids import laid_out
from crossings.outputs.screens.page import Page, grid_of, on_page

WIDTH, LINES = 80, 40
COMES_NEXT = "Next: crossings "
CASES = sorted(path.stem for path in (ROOT / "inputs").glob("*.yaml"))
PASTED = re.compile(
    r"Next: crossings \w+ |\s*\d*\.? *--set |.* \(warning\)$|\S+:(\d+:\d+:| a valid) |.*…"
)
"""Lines that are as long as they are: they are pasted, or say where something stands."""
SCREENS = [
    *(f"optimize inputs/{case}.yaml" for case in CASES if case != "gaza"),  # README has that
    "optimize inputs/gaza-2006.yaml --objective fairest",
    "optimize inputs/gaza-2006.yaml --set limits.undetected_threats_per_day=0.0672",
    "explain inputs/gaza-2010.yaml",
    "compare inputs/west-bank.yaml",
    "compare inputs/gaza-2010.yaml --plans best fairest --scenarios 20",
    "frontier inputs/west-bank.yaml --model full-search --model scan-then-search",
    "size inputs/gaza-2010.yaml --target coverage=0.3 --model joint",
    "evaluate inputs/west-bank.yaml --model joint --model risk-based --dispatch plan"
    " --scenarios 20 --bound 0",
    "evaluate inputs/gaza-2010.yaml --dispatch plan --scenarios 20 --bound 0",
    "sweep inputs/west-bank.yaml --over crossings.jalameh.hours_per_day=8,10 --value-only",
    "inspect inputs/gaza-2006.yaml --sensors cargo --set limits.detection_rate_at_least=0.8",
    "sensitivity inputs/gaza-2010.yaml",
    "sheet inputs/west-bank.yaml",
    "report inputs/gaza-2010.yaml --brief",
    "diff one.json other.json",
    "discover futures --where met_share<0.9",
    "sensitivity futures",
    "calibrate inputs/gaza-2006.yaml --observed counts.csv --stage released --backtest",
    "observe counts.csv --format table --stage released --case inputs/gaza-2006.yaml",
    "validate inputs/gaza.yaml",
    "init my-case",
]


def prepare(case: str, path: str) -> None:
    """Write what some commands read into the folder: counts, two answers, a batch."""
    places = loaded(Path(f"inputs/{case}.yaml"))["crossings"]
    rows = (
        f"{year}-{month:02},{place},{100 + 7 * month + 11 * number}"
        for number, place in enumerate(places)
        for year in (2008, 2009)
        for month in range(1, 13)
    )
    counts = "\n".join(["date,crossing,truckloads", *rows, ""])
    Path("counts.csv").write_text(counts, "utf-8")
    for line in (
        "optimize {} --format json --output one.json",
        f"optimize {{}} --set {path}=7 --format json --output other.json",
        "evaluate {} --dispatch plan --scenarios 200 --bound 0 --output futures",
    ):
        run(shlex.split(line.format(f"inputs/{case}.yaml")))


@pytest.fixture(scope="module", autouse=True)
def _beside_inputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("screens")
    shutil.copytree(ROOT / "inputs", folder / "inputs")
    with contextlib.chdir(folder):
        prepare("gaza-2006", "crossings.karni.hours_per_day")
        yield


def at_fault(printed: str) -> list[str]:
    """What of a first screen is too tall or too wide, and that nothing comes next."""
    lines = printed.splitlines()
    tall = [f"{len(lines)} lines"] if len(lines) > LINES else []
    wide = [line for line in lines if len(line) > WIDTH and not PASTED.match(line)]
    return [*tall, *wide, *([] if next_of(printed) else ["nothing comes next"])]


def next_of(printed: str) -> str:
    """What stands behind the name of the program in the command that comes next."""
    last = (printed.splitlines() or [""])[-1]
    return last.removeprefix(COMES_NEXT) if last.startswith(COMES_NEXT) else ""


@pytest.mark.parametrize("line", SCREENS)
def test_a_first_screen_fits_and_ends_with_what_comes_next(line: str) -> None:
    printed, code = run(shlex.split(line) + ["--quiet"] * (not line.startswith("init")))
    assert code == 0, printed
    assert at_fault(printed) == [], printed
    command, *words = shlex.split(next_of(printed))
    found = cli.root.get_command(click.Context(cli.root), command)
    assert found is not None
    with contextlib.redirect_stderr(io.StringIO()):
        found.make_context(command, words)  # every option is one that it takes


def test_what_a_first_screen_leaves_out_is_shown_on_request() -> None:
    first, _ = run(["optimize", "inputs/west-bank.yaml", "--quiet"])
    whole, _ = run(["optimize", "inputs/west-bank.yaml", "--quiet", "--show", "more"])
    assert "Through each crossing" in whole and "Through each crossing" not in first
    assert "through each crossing" in " ".join(first.split()) and "--show more" not in whole
    beginning = first.partition("It rests on")[0].splitlines()
    assert [line for line in beginning if line not in whole] == []


def test_console_blocks_are_no_wider_than_a_first_screen() -> None:
    """The blocks are what is printed: another test runs them."""
    wide = [
        f"{page.name}: {line}"
        for page in PAGES
        for block in re.findall(r"^```console\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S)
        for command in commands(block)
        if re.match(r"\$ crossings (?!validate|sample)", command.line)
        and "--show" not in command.line
        for line in command.expected
        if len(line) > WIDTH
        and not PASTED.match(line)
        and not line.startswith(("No plan", "Besides"))
    ]
    assert wide == []


CELLS = st.text(st.sampled_from("abc é7"), max_size=50).map(lambda text: " ".join(text.split()))


@given(st.data(), st.integers(1, 9), st.integers(1, 5))
def test_no_row_of_a_grid_is_folded_and_every_cell_is_whole(
    data: st.DataObject, columns: int, rows: int
) -> None:
    heads = data.draw(st.lists(st.sampled_from(["need", "<why", "<to", "share"]),
                               min_size=columns, max_size=columns))  # fmt: skip
    grid = grid_of("", "name", *heads)
    cells = data.draw(st.lists(st.lists(CELLS, min_size=columns, max_size=columns),
                               min_size=rows, max_size=rows))  # fmt: skip
    for number, row in enumerate(cells):
        grid.add_row(f"row {number}", *map(Text, row))
    lines = [line.plain.rstrip() for line in laid_out(grid, rows, WIDTH, Text)]
    assert max(map(len, lines)) <= WIDTH
    text = " ".join(" ".join(lines).split())
    for row in cells:
        assert [cell for cell in row if cell not in text] == []


def test_parts_that_do_not_fit_are_named_and_small_ones_behind_them_kept() -> None:
    @on_page
    def screen(console: Page) -> None:
        console.print("head")
        for name, tall in (("large", 50), ("small", 3)):
            with console.part(name):
                console.print("\n".join([name] * tall))

    first, whole = screen().splitlines(), screen(whole=True).splitlines()
    assert first == ["head", *["small"] * 3, "More (--show more): large"]
    assert whole == ["head", *["large"] * 50, *["small"] * 3]
