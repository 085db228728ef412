"""The documentation is true: its commands print what it says, and its pages name everything."""

import contextlib
import importlib.util
import io
import json
import re
import shlex
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from answers import Entry, loaded, merged, problem_of, sizing_of
from example import kept_plan
from places import PACKAGE
from strategies import written

import crossings.batches.prices
from crossings import cli, errors
from crossings.allocation import fairest_plan, optimal_plan
from crossings.allocation import kinds as kinds_of_all
from crossings.allocation.adversary import held_against
from crossings.allocation.frontier import frontier
from crossings.allocation.hindsight import rule_of
from crossings.allocation.ledger import Kind
from crossings.allocation.sizing import cheapest
from crossings.analysis.barriers import reasons
from crossings.analysis.comparison import Comparison, column
from crossings.analysis.explanation import Explanation
from crossings.analysis.saved import SavedAnswer
from crossings.analysis.sizing import Target
from crossings.errors import NoPlan
from crossings.outputs.answer import Answer, answer
from crossings.outputs.frontier import frontier_object
from crossings.outputs.report.language import language
from crossings.outputs.report.material import Material
from crossings.outputs.report.page import slide
from crossings.outputs.screens.changes import changes_answer
from crossings.outputs.screens.comparison import comparison_answer
from crossings.outputs.screens.explanation import explanation_answer
from crossings.outputs.sizing import sized_answer
from crossings.plan import Plan
from crossings.policy import Prices
from crossings.problem import Problem
from crossings.reading import read_problem
from crossings.reading.schema.entry import Category, Stage
from crossings.reading.yaml.overrides import parsed_overrides

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), *ROOT.glob("README.md")]
FENCE = re.compile(r"^```(\w+) ?(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROGRAM = ("$ crossings ", "$ python cli.py ")
STATUS = "$ echo $?"


# ---- Console blocks ------------------------------------------------------------------------------
#
# Blocks of a page run one after the other in one folder that has a copy of inputs/. A YAML block
# with a file's name behind its language is written into that file: its mappings are merged, and
# everything else is replaced. In what is expected, a line of … stands for any lines, and … within a
# line for any text. Other commands (make, pip, cat) are not run.


@dataclass(frozen=True)
class Command:
    """A line of a console block with what it is said to print."""

    line: str
    expected: list[str]


def commands(block: str) -> list[Command]:
    found: list[Command] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Command(line, []))
        elif found:
            found[-1].expected.append(line)
    return found


def steps(page: Path) -> Iterator[tuple[str, Any]]:
    """What a page does: a file to change, or a command to run."""
    for kind, name, block in FENCE.findall(page.read_text("utf-8")):
        if kind == "yaml" and name:
            yield name, block
        elif kind == "console":
            yield from (("", command) for command in commands(block))


_PROGRESS = re.compile(r"^.* … \d+ s\n", re.M)


def run(arguments: list[str]) -> tuple[str, int]:
    """What the program prints, on either stream, and the code that it leaves with.

    Without lines of progress, which a busy machine makes of what takes a moment.
    """
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            cli.main(arguments)
        except SystemExit as leaving:
            code = leaving.code
    assert isinstance(code, int)
    return _PROGRESS.sub("", printed.getvalue()), code


def agrees(expected: list[str], printed: list[str]) -> bool:
    reached = {0}
    for line in expected:
        if line.strip() == "…":
            reached = set(range(min(reached), len(printed) + 1)) if reached else reached
            continue
        pattern = re.compile(".*".join(re.escape(part) for part in line.rstrip().split("…")))
        reached = {
            place + 1
            for place in reached
            if place < len(printed) and pattern.fullmatch(printed[place].rstrip())
        }
    return len(printed) in reached


def test_dots_stand_for_lines_and_for_text() -> None:
    printed = ["a 1 b", "c", "d"]
    for expected in (printed, ["a … b", "…"], ["…", "d"], ["a 1 b", "…", "c", "d", "…"], ["…"]):
        assert agrees(expected, printed), expected
    for expected in (
        [],
        ["a 1 b"],
        ["a 2 b", "…"],
        ["…", "c"],
        ["…", "d", "e"],
        ["…", "c", "c", "…"],
    ):
        assert not agrees(expected, printed), expected


@pytest.fixture
def prices_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prices to decide by are the same whenever they are made of one problem; pages ask again."""

    def once(problem: Problem, *_: Any, **__: Any) -> Prices:
        if problem.digest not in PRICES:
            PRICES[problem.digest] = rule_of(problem)
        return PRICES[problem.digest]

    monkeypatch.setattr(crossings.batches.prices, "rule_of", once)


PRICES: dict[str, Prices] = {}


@pytest.mark.usefixtures("prices_made_once")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_print_what_the_page_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "inputs", tmp_path / "inputs")
    monkeypatch.chdir(tmp_path)
    code, told = 0, True
    for name, step in steps(page):
        if name:
            text = merged(loaded(tmp_path / name), loaded_text(tmp_path, step))
            (tmp_path / name).write_text(json.dumps(text), encoding="utf-8")
        elif step.line == STATUS:
            assert step.expected == [str(code)]
            told = True
        elif step.line.startswith(PROGRAM):
            assert told, f"exit code {code} is not told before: {step.line}"
            _, _, arguments = step.line.partition(
                next(p for p in PROGRAM if step.line.startswith(p))
            )
            printed, code = run(shlex.split(arguments))
            told = code == 0
            if not agrees(step.expected, printed.splitlines()):
                pytest.fail(f"{page.name} says otherwise: {step.line}\n{printed}", pytrace=False)
    assert told, f"exit code {code} is not told"


def loaded_text(folder: Path, text: str) -> Any:
    path = folder / "fragment.yaml"
    path.write_text(text, encoding="utf-8")
    return loaded(path)


# ---- Pages made by a script, and names -----------------------------------------------------------


@pytest.mark.parametrize("name", ["keys", "models"])
def test_generated_pages_are_current(name: str) -> None:
    spec = importlib.util.spec_from_file_location(f"make_{name}", DOCS / f"make_{name}.py")
    assert spec is not None and spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    current = maker.page() == (DOCS / f"{name}.md").read_text("utf-8")
    assert current, f"run: python docs/make_{name}.py"


def tables_of(page: Path) -> dict[str, list[str]]:
    """First column of the table below each heading, without its backticks."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in page.read_text("utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.startswith("|"):
            found.setdefault(heading, []).append(line.split("|")[1].strip())
    return {
        heading: [word for cell in cells[2:] for word in re.findall("`(.*?)`", cell)]
        for heading, cells in found.items()
    }


EVERYTHING: Entry = {
    "title": "Every table has a row",
    "areas": {"north": {"population": 10}},
    "goods": {
        "food": {
            "category": "humanitarian",
            "need": 10,
            "stock": {"end_days_of_need": 0.1},
            "tonnes_per_truckload": 10,
            "pallets_per_truckload": 20,
            "threat_rate": 0.01,
            "diversion_share": 0.1,
            "backlog_tonnes": 1000,
        }
    },
    "informal": {"tunnels": {"goods": {"food": 0.5}}},
    "crossings": {"gate": {"resources": {"bay": 1}, "gate_truckloads_per_day": 5}},
    "corridors": {"port": {"truckloads_per_day": 5}},
    "limits": {"undetected_threats_per_day": 1, "coverage_at_least": {"*": 0.1}},
    "observed": [
        {
            "from": "2024-01-01",
            "to": "2024-01-02",
            "stage": "met",
            "truckloads": 1,
            "source": "count",
        }
    ],
    "sources": {"count": {"title": "A count"}},
}
SEARCH: Entry = {
    "title": "A search",
    "regimes": {"search": {"start": "s", "stages": {"s": {"minutes": {"bay": 1}}}}},
}


def test_results_page_names_every_table_and_column() -> None:
    result = answer(optimal_plan(problem_of(EVERYTHING, SEARCH)))
    described = tables_of(DOCS / "results.md")
    for name, table in result.tables.items():
        assert described.get(name) == list(table.columns), name
    top = [key for key in result.as_object() if key not in result.tables]
    assert set(top) <= set(described["The JSON object"]), "keys of the object"
    text = (DOCS / "results.md").read_text("utf-8")
    for key in result.provenance:
        assert f"`{key}`" in text, key


def test_results_page_names_every_table_and_column_of_sizing() -> None:
    block = {"crossings": {"gate": {"resources": {"bay": {"cost": 1, "at_most": 2}}}}}
    block["crossings"]["gate"]["hours_per_day"] = {"options": [9]}
    asked = {**EVERYTHING, "sizing": {**block, "budget_steps": [1]}}
    result = sized_answer(cheapest(sizing_of(asked, SEARCH), Target(0.1)))
    described = tables_of(DOCS / "results.md")
    plain = answer(result.result.plan)
    for name in result.tables.keys() - plain.tables.keys():
        assert described.get(name) == list(result.tables[name].columns), name
    keys = result.as_object().keys() - plain.as_object().keys() - result.tables.keys()
    assert keys <= set(described["Sizing"]), "keys of the object"


def test_results_page_names_every_field_of_fairness_and_of_a_frontier() -> None:
    problem = problem_of(EVERYTHING, SEARCH)
    described = tables_of(DOCS / "results.md")
    whole = answer(fairest_plan(problem)).as_object()
    assert described["Fairness"] == list(whole["fairness"])
    drawn = frontier_object([held_against(frontier(problem, exact=True))], against=True)
    (entry,) = drawn["models"]
    own = set(drawn) - {
        *["schema_version", "status", "case", "tables_read", "provenance", "warnings"]
    }
    assert own <= set(described["Frontier"])
    assert described["points"] == list(entry["points"][0])
    assert described["segments"] == list(entry["segments"][0])
    text = (DOCS / "results.md").read_text("utf-8")
    assert [key for key in entry if f"`{key}`" not in text] == []


def test_results_page_names_every_table_and_column_of_other_commands() -> None:
    described = tables_of(DOCS / "results.md")
    text = (DOCS / "results.md").read_text("utf-8")
    plan = optimal_plan(problem_of(EVERYTHING, SEARCH))
    for found in (
        explanation_answer(Explanation(plan, (), ())),
        comparison_answer(Comparison(plan.problem.case, (column("a", "A", plan, (), ()),))),
        changes_answer(
            *(SavedAnswer("a", "optimize", json.loads(kept_plan(size))) for size in (1, 2))
        ),
    ):
        for name, table in found.tables.items():
            assert described[name] == list(table.columns), name
        for key in found.as_object():
            assert f"`{key}`" in text or f"### {key}\n" in text, key
    for reason in reasons(plan.problem):
        assert f"`{reason}`" in text, reason


def test_results_page_names_every_key_of_conflicts(tmp_path: Path) -> None:
    asked = {**EVERYTHING, "limits": {"coverage_at_least": {"*": 1}}}
    path = str(written(tmp_path, asked, SEARCH))

    def reread(texts: Sequence[str]) -> Problem:
        return read_problem(path, None, parsed_overrides(texts))

    with pytest.raises(NoPlan) as found:
        optimal_plan(reread([]), reread=reread)
    keys = {key for row in found.value.conflicts for key in row}
    kinds = {row["kind"] for row in found.value.conflicts}
    assert kinds == {"floor", "irreducible", "remedy", "in the way"}
    assert keys == set(tables_of(DOCS / "results.md")["Conflicts"])


CONTRACT = """
periods period start end days · manifests period corridor crossing good manifested
flows period crossing good regime presented refused released
deliveries period crossing good area collected intercepted arrived
coverage period good category area need met unmet stock coverage
people period good area population people_met
resources period site resource used_minutes capacity_minutes utilisation shadow_price
gates period crossing used capacity utilisation shadow_price
corridors period corridor good used capacity shadow_price
routes period crossing area used capacity shadow_price
limits period limit good area value bound shadow_price
threats period expected detected undetected
observed crossing good category from to stage truckloads_per_day planned_per_day source
evidence path value low high source confidence default · warnings file line path text
object schema_version status objective case model provenance
"""
"""What schema 1 began with, of `optimize`: each table with its columns, and the other keys."""


def test_scripts_keep_what_they_had_and_are_told_what_is_new() -> None:
    began = {
        name: columns for name, *columns in map(str.split, re.split(r"\n| · ", CONTRACT.strip()))
    }
    result = answer(optimal_plan(problem_of(EVERYTHING, SEARCH)))
    there = {name: list(table.columns) for name, table in result.tables.items()}
    there["object"] = [key for key in result.as_object() if key not in there]
    for name, columns in began.items():
        assert [column for column in columns if column in there[name]] == columns, name
    text = (DOCS / "new-for-scripts.md").read_text("utf-8")
    told: dict[str, list[str]] = {}
    rows = re.findall(r"^\| `?([\w ]+?)`? \| (.*?) ?\| .* \|$", text, re.MULTILINE)
    for where, names in rows[1:]:
        told.setdefault(where.removeprefix("the "), []).extend(re.findall(r"`(\w+)`", names))
    new = {
        name: [column for column in columns if column not in began.get(name, columns)]
        for name, columns in there.items()
    }
    assert {name: found for name, found in new.items() if found or name not in began} == {
        name: sorted(names, key=there[name].index) for name, names in told.items() if name in there
    }
    described = tables_of(DOCS / "results.md")
    for name, columns in told.items():
        assert name == "object" or set(columns) <= set(described[name]), name


def test_formulas_page_names_every_row_and_column_of_the_program() -> None:
    kinds = {kind.name for kind in vars(kinds_of_all).values() if isinstance(kind, Kind)}
    text = (DOCS / "formulas.md").read_text("utf-8")
    assert {kind for kind in kinds if f"`{kind}`" not in text} == set()


def test_results_page_names_every_exit_code() -> None:
    codes = re.findall(r"^\| (\d+) \|", (DOCS / "results.md").read_text("utf-8"), re.MULTILINE)
    raised = {
        kind.exit_code for kind in (errors.CrossingsError, *errors.CrossingsError.__subclasses__())
    }
    assert [int(code) for code in codes] == sorted({0, 2, 130} | raised)


def test_glossary_has_every_stage_and_category() -> None:
    text = (DOCS / "glossary.md").read_text("utf-8")
    for word in (*get_args(Stage), *get_args(Category)):
        assert re.search(rf"\b{word}\b", text), word
    terms = re.findall(r"^\| ([a-z ]+) \|", text, re.MULTILINE)[1:]
    assert terms == sorted(terms)


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]*)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if target and "://" not in target:
                inside = re.fullmatch(r"(?:\.\./)?crossings/(.+)", target)  # wherever that lies
                place = PACKAGE / inside[1] if inside else page.parent / target
                assert place.exists(), f"{page.name}: {target}"


def headings(page: Path) -> set[str]:
    lines = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


def test_anchors_lead_to_a_heading() -> None:
    for page in PAGES:
        for target, anchor in re.findall(r"\]\(([^)#:]*)#([^)]*)\)", page.read_text("utf-8")):
            assert anchor in headings(page.parent / target if target else page), (page.name, anchor)


def test_index_lists_every_page() -> None:
    text = (DOCS / "index.md").read_text("utf-8")
    for page in DOCS.glob("*.md"):
        assert page.name == "index.md" or f"({page.name})" in text, page.name


def test_picture_of_the_readme_is_what_the_page_draws(gaza: Answer[Plan]) -> None:
    """`crossings report inputs/gaza.yaml --chart coverage` draws it anew."""
    plan = gaza.result
    columns = [column("scan-then-search", plan.problem.model.title, plan, (), ())]
    drawn = slide(Material(plan, columns=columns), language("en"), "coverage")
    kept = (DOCS / "drawn" / "gaza-coverage.svg").read_text("utf-8")
    assert drawn is not None and re.sub(MADE, "", drawn) == re.sub(MADE, "", kept)


MADE = r"Made on [^<]*"


# ---- Help ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", cli.root.list_commands(click.Context(cli.root)))
def test_every_command_has_help_and_an_example(name: str) -> None:
    printed, code = run([name, "--help"])
    assert code == 0
    assert re.search(rf"Examples?.*:\n\s+crossings {name} ", printed), printed
    context = click.Context(cli.root)
    command = cli.root.get_command(context, name)
    assert command is not None and command.help
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{name} {option.name} has no help"


@pytest.mark.parametrize("name", ["optimize", "explain", "compare"])
def test_every_option_is_in_the_documentation(name: str) -> None:
    text = "".join(page.read_text("utf-8") for page in PAGES)
    command = cli.root.get_command(click.Context(cli.root), name)
    assert command is not None
    for option in command.params:
        if isinstance(option, click.Option):
            assert any(name in text for name in option.opts), option.name
