"""Names in several languages, of resources too: in the language asked for, as if given so alone."""

import pickle
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from answers import PlainLoader, plan_of
from example import CASE, MODEL, edited, written
from reports import material_of
from runs import Run, Runner

from crossings.errors import InputError
from crossings.outputs.answer import Answer, answer
from crossings.outputs.package import tag
from crossings.outputs.report.language import language
from crossings.outputs.report.material import Material
from crossings.outputs.report.page import page
from crossings.outputs.retold import in_language
from crossings.outputs.screens.plan import screen
from crossings.plan import Plan
from crossings.problem.languages import InLanguages
from crossings.reading import read_problem
from crossings.reading.schema.naming import CalendarMonths
from crossings.tables.published import admin_levels, published

Entry = dict[str, Any]
SCRIPTS = ("Sana'a %s", "معبر \u200fرفح", "No\u0308rd\u202e", "=1+1", "关口 [bold]", '<b>&"')


def words(chance: random.Random, name: str) -> str:
    return f"{chance.choice(SCRIPTS)} {name}"


def named(chance: random.Random, name: str) -> Any:
    """A name: text, or text in some languages."""
    codes = chance.sample(["en", "ar", "fr"], chance.randint(1, 3))
    texts: Entry = {code: words(chance, f"{name}-{code}") for code in codes}
    return chance.choice([texts, {**texts, "so": None}, words(chance, name)])


def told(value: Any, code: str) -> str:
    """What a name is in a language, in plain words: that, else English, else the first."""
    if isinstance(value, str):
        return value
    texts = {key: text for key, text in value.items() if text}
    return str(texts.get(code) or texts.get("en") or next(iter(texts.values())))


def pair_with(of: Callable[[str], Any]) -> tuple[str, str]:
    """The example with a name for everything that takes one: what `of` gives for it.

    Its resources are called as no catalogue knows them.
    """
    case, model = (
        yaml.load(re.sub("scanner|monitor|bay", lambda found: f"a-{found[0]}", text), PlainLoader)
        for text in (CASE, MODEL)
    )
    case["title"], model["title"] = of("case"), of("model")
    case["limits"]["own"] = {"fleet": {"of": "collected", "at_most_per_day": 30, "name": of("own")}}
    case["informal"] = {"sea": {"goods": {"food": 0.1}, "name": of("sea")}}
    case["phases"] = [{"from": "2024-03-10", "set": {"crossings.gate-b.resources.a-bay": 2}}]
    for section in ("areas", "goods", "crossings", "corridors", "pools"):
        for key, entry in case[section].items():
            entry["name"] = of(f"{section}-{key}")
    case["sources"]["census"]["title"] = of("census")
    case["resources"] = {"a-bay": {"name": of("bay")}}
    model["resources"] = {"a-scanner": {"name": of("scanner")}, "a-bay": {"name": "another"}}
    return tuple(
        yaml.safe_dump(each, allow_unicode=True, sort_keys=False) for each in (case, model)
    )


def without_digests(text: str) -> str:
    """A page or screen without the digests of the files that it tells."""
    return re.sub(r"\b[0-9a-f]{64}\b", "…", text)


@pytest.mark.parametrize("seed", range(2))
def test_names_in_languages_are_shown_as_if_they_were_given_in_the_one_asked_for(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def material(code: str | None = None) -> Material:
        chance = random.Random(seed)

        def of(name: str) -> Any:
            given = named(chance, name)
            return given if code is None else told(given, code)

        return material_of(str(written(Path(), *pair_with(of))), futures=3 * seed)

    several = material()
    alone = {code: material(code) for code in ("en", "ar")}
    for code, plainly in alone.items():
        pages = [page(in_language(each, code), language(code)) for each in (several, plainly)]
        assert without_digests(pages[0]) == without_digests(pages[1])
    made, plain = answer(several.plan), answer(alone["en"].plan)
    assert screen(made) == screen(plain)
    assert {name: str(table) for name, table in made.tables.items()} == {
        name: str(table) for name, table in plain.tables.items()
    }
    assert frames(made) == frames(plain)


def frames(made: Answer[Plan]) -> dict[str, str]:
    """Tables as they are published."""
    tables = published(made.result, made.tables)
    return {name: str([(c.name, c.values) for c in columns]) for name, columns in tables.items()}


def test_a_page_in_arabic_has_the_months_of_its_country(crossings_run: Runner) -> None:
    for calendar, month in {"levantine": "آذار", "egyptian": "مارس", "both": "آذار/مارس"}.items():
        case = edited(CASE, ("model: ./", f"calendar_months: {calendar}\nmodel: ./"))
        written(Path(), case)
        chart = ("report", "case.yaml", "--chart=weeks", "--language=ar", "--output=x.svg")
        assert crossings_run(*chart, "--quiet") == Run(0, "", "")
        assert f">\u202b3 {month}\u202c<" in Path("x.svg").read_text("utf-8")
    for calendar in get_args(CalendarMonths):
        assert calendar == "levantine" or f"months.{calendar}.1" in language("ar").texts


def test_what_is_searched_for_is_called_as_its_field_calls_it(crossings_run: Runner) -> None:
    """Whoever looks for pests reads of pests: on screens, pages, in sentences and titles."""
    plain = read_problem(str(written(Path())))
    named = "contraband: {name: {en: plant pests, ar: آفات نباتية}}\ngoods:"
    written(Path(), edited(CASE, ("goods:", named)))
    told = "".join(
        crossings_run(*asked, "case.yaml", "--quiet").out
        for asked in (
            ("optimize", "--adversary", "--show=more"), ("compare", "--adversary", "--show=more"),
            ("frontier", "--show=more"), ("explain", "--show=more"), ("size", "--target=10%"),
            ("optimize", "--format=json"), ("report", "--brief", "--output=-"),
        )
    )  # fmt: skip
    notes = Path("model.yaml").read_text("utf-8")
    assert "contraband" not in notes and told.count("plant pests") > 5
    identifiers = r'"(measure|reason|limit)": "contraband"'
    assert "contraband" not in re.sub(identifiers, "", told).casefold()
    page = crossings_run("report", "case.yaml", "--brief", "--language=ar", "--output=-").out
    assert "آفات نباتية" in page and "محظورة" not in page
    assert crossings_run("optimize", "case.yaml", "--format=package", "--output=package").code == 0
    package = Path("package/datapackage.json").read_text("utf-8")
    assert "plant pests" in package and "contraband" not in package
    assert read_problem("case.yaml").digest == plain.digest


@pytest.mark.parametrize(
    ("codes", "given", "levels"),
    [
        (("SD04", "SD05"), "", (1, 1)),
        (("PS0275", None), "", (2, 2)),
        (("SD04", "SD04001"), "", (1, 2)),
        (("NG001001", "NG001002"), "admin_level: 2\n", (2, 2)),
        ((None, None), "admin_level: 1\n", (1, 1)),
    ],
)
def test_columns_of_areas_are_of_their_level(
    codes: tuple[str | None, str | None], given: str, levels: tuple[int, int], tmp_path: Path
) -> None:
    at = ("{name: North,", "  south:\n")
    north, south = (f"pcode: {code or 'null'}" for code in codes)
    case = edited(CASE, (at[0], f"{at[0]} {north},"), (at[1], f"{at[1]}    {south}\n"))
    problem = read_problem(str(written(tmp_path, edited(case, ("model: ./", f"{given}model: ./")))))
    assert tuple(admin_levels(problem).values()) == levels
    plan = plan_of(problem)
    assert plan is not None
    columns = {each.name: each for each in published(plan, answer(plan).tables)["people"]}
    for n, (area, level) in enumerate(zip(problem.areas, levels, strict=True)):
        rows = [i for i, a in enumerate(columns["area"].values) if a == area.id]
        assert {columns[f"admin{level}_code"].values[i] for i in rows} == {codes[n]}
        assert {columns[f"admin{level}_name"].values[i] for i in rows} == {area.name}
        assert tag(columns[f"admin{level}_code"]) == f"#adm{level}+code"
    there = {name for name in columns if name.startswith("admin")}
    assert there == {f"admin{level}_{what}" for level in levels for what in ("code", "name")}


def test_tables_take_a_name_in_any_language(tmp_path: Path) -> None:
    case = edited(
        CASE,
        ("{name: North, pop", "{name: {en: North, ar: الشمال, fr: Nord}, pop"),
        ("    need: {kg_per_person_per_day: 0.55}\n", "    need: {table: needs.csv}\n"),
        (
            "    category: humanitarian",
            "    name: {ar: غذاء, fr: Vivres}\n    category: humanitarian",
        ),
    )
    for area, good in (("north", "food"), ("الشمال", "vivres"), ("NORD", "غذاء")):
        text = f"area,good,truckloads_per_day\n{area},{good},7\n"
        (tmp_path / "needs.csv").write_text(text, "utf-8")
        problem = read_problem(str(written(tmp_path, case)))
        assert problem.need[0, 0].tolist() == [7, 0]
    assert [good.name for good in problem.goods] == ["غذاء", "cement", "chairs"]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("{}", "expected text, or text by language as in {en: Food, ar: غذاء}, got no text"),
        (
            "{en: null}",
            "expected text, or text by language as in {en: Food, ar: غذاء}, got no text",
        ),
        ("{en: 7}", "expected text, got 7; put it in quotes"),
        ("[a]", "expected text, got a list"),
        (
            "{North, the: x}",
            "expected the code of a language, as in {en: Food, ar: غذاء}, got the text 'North'",
        ),
        ('{ar: "a\\x1b"}', "expected text without control characters, got the text 'a\\x1b'"),
    ],
)
def test_what_is_no_name_is_a_fault_in_words(name: str, fault: str, tmp_path: Path) -> None:
    case = edited(CASE, ("{name: North,", f"{{name: {name},"))
    with pytest.raises(InputError) as found:
        read_problem(str(written(tmp_path, case)))
    assert fault in {each.text for each in found.value.faults}


def test_names_of_resources_that_nothing_has_are_asked_about(tmp_path: Path) -> None:
    case = f"{CASE}resources: {{scaner: {{name: Scanner}}, dog-team: {{name: Dogs}}}}\n"
    found = {each.path: each.text for each in read_problem(str(written(tmp_path, case))).warnings}
    assert found["resources.scaner"] == "nothing has it; did you mean scanner?"
    assert "resources.dog-team" not in found  # of a model that is not in force


def test_a_name_goes_to_other_processes_whole() -> None:
    several = InLanguages({"fr": "b", "en": "a"})
    for name in (several, several.in_language("fr"), InLanguages({"ar": "غذاء"})):
        again = pickle.loads(pickle.dumps(name))
        assert (again, again.in_language("ar")) == (name, name.in_language("ar"))
