"""The headline: its figures by hand and from the rows of answers, its words in every form."""

import html
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from answers import Entry
from example import CASE, MODEL, edited, written
from page_figures import first_need, headline_figures, people_short
from places import ROOT
from reports import HOUR, LANGUAGES, TWO_GATES, headline_of, of_shipped, read_with_levers
from runs import Runner
from tolerances import SUM

from crossings.allocation import (
    at_the_margin,
    fairest_plan,
    foremost_and_both,
    optimal_plan,
    standing_plan,
)
from crossings.analysis.headline import Headline, headline
from crossings.outputs.answer import answer
from crossings.outputs.report.drawing import Figure
from crossings.outputs.report.headline import bullets, large_figures, sentence
from crossings.outputs.report.language import language
from crossings.reading import read_problem
from crossings.reading.yaml.overrides import parsed_overrides
from crossings.wording import figure, on_a_page, share

CASES = sorted((ROOT / "inputs").glob("*.yaml"))
ENGLISH = language("en")
SOLD = "  chairs: {category: commercial, need: 30}\n"


def gates(folder: Path, *changes: tuple[str, str]) -> Headline:
    """Three bays at each of two gates search eight hours a day, an hour a truckload: 48 a day."""
    return headline_of(written(folder, edited(TWO_GATES, *changes), HOUR))


@pytest.fixture(scope="module", params=CASES, ids=lambda path: path.stem)
def shipped(request: pytest.FixtureRequest) -> Headline:
    return of_shipped(request.param)


# ---- By hand -------------------------------------------------------------------------------------


def test_limits_that_stand_in_for_each_other_are_told_as_either_or(tmp_path: Path) -> None:
    """Two truckloads a day are missing: a bay more at either gate brings them, both no more."""
    found = gates(tmp_path)
    assert sentence(found, ENGLISH) == (
        "Aid meets 96% of humanitarian need; bays hold it back; "
        "+1 bay at East or West would meet 2.0 truckloads more a day."
    )
    assert bullets(found, ENGLISH) == (
        "Aid that is missing, truckloads a day: food (2.0).",
        "Nothing else is needed.",
        "Either will do: +1 bay at East would bring 2.0 truckloads a day, "
        "+1 bay at West 2.0, both together 2.0. Most of the value of the first step comes from "
        "the first quarter of it (100%).",  # its two hours bring the two that are missing
    )
    large = {each.name: each.figure for each in large_figures(found, ENGLISH)}
    assert large["people"] == Figure(pytest.approx(40), "40")  # 4% of a thousand
    assert large["gap"] == Figure(pytest.approx(2), "2.0")
    assert large["least"] == Figure(pytest.approx(0.96), "96%")
    assert large["undetected"] == Figure(pytest.approx(48 * 0.001 * 0.5 * 30.4), "0.73")


def test_limits_that_add_up_are_told_so(tmp_path: Path) -> None:
    """With 100 a day needed, each bay more brings its eight."""
    found = gates(tmp_path, ("need: 50", "need: 100"))
    assert found.together is not None and not found.together.instead
    assert bullets(found, ENGLISH)[2] == (
        "They add up: +1 bay at East would bring 8.0 truckloads a day, +1 bay at West 8.0, "
        "both together 16.0. Of the value of the first step 40% comes from the first quarter of it."
    )
    between = gates(tmp_path, ("need: 50", "need: 61"))  # 13 are missing, and 5 is more than half
    assert between.together is not None and not between.together.instead
    assert "+1 bay at West 8.0, both together 13.0." in bullets(between, ENGLISH)[2]


def test_it_is_told_how_much_of_a_step_its_first_quarter_brings(tmp_path: Path) -> None:
    """Two of eight a day, worth as much each as the others, or twice where half of need is met."""
    half = gates(tmp_path, ("need: 50", "need: 100"))
    assert half.levers is not None
    assert half.levers[0].value == pytest.approx(7 * (2 * 4 + 6 * 2))
    assert half.levers[0].first_quarter == pytest.approx(2 * 4 / (2 * 4 + 6 * 2))
    alike = gates(tmp_path, ("need: 50", "need: 300"))
    assert bullets(alike, ENGLISH)[2].endswith("Each part of the first step brings as much.")


def test_what_is_sold_stands_apart_from_aid(tmp_path: Path) -> None:
    """Aid comes first by its priority: 48 of 50, and of what is sold nothing."""
    found = gates(
        tmp_path, ("need: 50,", "need: 50, priority: 9,"), ("crossings:\n", f"{SOLD}crossings:\n")
    )
    said, (missing, apart, _) = sentence(found, ENGLISH), bullets(found, ENGLISH)
    assert said == (
        "Aid meets 96% of humanitarian need; bays hold it back; +1 bay at East or West "
        "would meet 8.0 truckloads more a day (2.0 of them aid)."
    )
    assert missing == "Aid that is missing, truckloads a day: food (2.0)."
    assert apart == (
        "Beside aid, share of need met: traders’ goods 0%. All inbound goods together: 60%."
    )


@pytest.mark.parametrize(
    ("category", "need", "says"),
    [
        ("commercial", 96, "50% of the need is met; bays hold it back; +1 bay at East or West "
         "would meet 8.0 truckloads more a day."),
        ("export", 96, "50% of the exports asked for pass; bays hold it back; +1 bay at East or "
         "West would pass 8.0 truckloads more of exports a day."),
        ("humanitarian", 40, "Aid meets 100% of humanitarian need; nothing holds it back."),
        ("humanitarian", 0, "No need is given; nothing holds it back."),
    ],
)  # fmt: skip
def test_where_no_aid_is_needed_what_is_comes_first(
    tmp_path: Path, category: str, need: int, says: str
) -> None:
    found = gates(
        tmp_path, ("category: humanitarian, need: 50", f"category: {category}, need: {need}")
    )
    assert sentence(found, ENGLISH) == says


def test_a_plan_of_another_kind_tells_need_alone(tmp_path: Path) -> None:
    case = str(written(tmp_path, TWO_GATES, HOUR))
    problem, levers = read_with_levers(case)
    program, plan = standing_plan(problem)
    values, _, _ = foremost_and_both(program, plan, levers, 3)
    fairest = headline(fairest_plan(problem), values)
    assert fairest.levers is None
    assert sentence(fairest, ENGLISH) == "Aid meets 96% of humanitarian need."
    assert bullets(fairest, ENGLISH)[2].endswith("is not told of this plan.")
    by_prices, _ = at_the_margin(program, plan, levers, 3)
    told = sentence(headline(plan, by_prices), ENGLISH)
    assert "+1 bay at East or West would add at most" in told and "by prices alone" in told


# ---- Shipped cases -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
def test_figures_are_those_of_the_rows(shipped: Headline, code: str) -> None:
    plan = answer(shipped.plan).as_object()
    words = language(code)
    told = [each.figure for each in large_figures(shipped, words)]
    figures = [each.value for each in told if isinstance(each, Figure)]
    assert figures == pytest.approx(headline_figures(plan), rel=SUM)
    aid = first_need(plan)
    assert {row["category"] for row in aid} == {"humanitarian"}
    need, met = (sum(row[name] for row in aid) for name in ("need", "met"))
    assert f" {share(met / need)} " in sentence(shipped, words)
    missing, apart, _ = bullets(shipped, words)
    days = sum(period["days"] for period in plan["periods"])
    by_good: dict[str, float] = {}
    for row in aid:
        by_good[row["good"]] = by_good.get(row["good"], 0) + (row["need"] - row["met"]) / days
    most = sorted(by_good.values(), reverse=True)[:3]
    positions = [missing.find(f"({figure(gap)})") for gap in most if gap > 0.005]
    assert positions == sorted(positions) and min(positions) > 0
    for category in {row["category"] for row in plan["coverage"]} - {"humanitarian"}:
        rows = [row for row in plan["coverage"] if row["category"] == category]
        of_it = sum(row["met"] for row in rows) / sum(row["need"] for row in rows)
        assert f"{share(of_it)}" in apart
    assert (people_short(plan) or 0) > 0


def test_what_steps_bring_is_what_the_files_with_them_bring(shipped: Headline) -> None:
    """The case read again with each step set, and with both; small cases suffice for both twice."""
    if len(shipped.problem.periods) > 12:
        return  # by days: gaza has a test of its own
    assert shipped.levers and shipped.together is not None
    first, second = shipped.together.parts
    for made, levers in ((first, (first,)), (shipped.together, (first, second))):
        settings = [path for each in levers for path in each.lever.as_set(each.lever.step)]
        again = read_problem(shipped.problem.case.path, None, parsed_overrides(settings))
        plan, gain = optimal_plan(again), shipped.gain(made)
        days = float(again.days.sum())
        added = float(plan.met.sum() - shipped.plan.met.sum()) / days
        assert gain.inbound == pytest.approx(added, abs=1e-4)
        assert gain.value == pytest.approx(plan.objective - shipped.objective, rel=1e-6)


def test_gaza_names_aid_before_the_whole_and_its_scanners_as_either_or() -> None:
    (found,) = (of_shipped(path) for path in CASES if path.stem == "gaza")
    assert found.first is not None and found.whole is not None and found.together is not None
    assert (share(found.first.share), share(found.whole.share)) == ("79%", "57%")
    assert len(found.foremost) == 2 and found.together.instead
    settings = [p for each in found.together.parts for p in each.lever.as_set(each.lever.step)]
    assert all(".resources.scanner=" in each for each in settings)
    again = read_problem(found.problem.case.path, None, parsed_overrides(settings))
    both = optimal_plan(again).met.sum() - found.plan.met.sum()
    told = [figure(found.gain(each).inbound) for each in found.together.parts]
    says = bullets(found, ENGLISH)[2]
    assert says.startswith("Either will do: ") and says.count(told[0]) == 2 and told[0] == told[1]
    assert f"both together {figure(both / found.problem.days.sum())}." in says
    assert "يكفي أحدهما" in bullets(found, language("ar"))[2]


# ---- Every form ----------------------------------------------------------------------------------


def test_page_workbook_package_and_object_open_with_the_same_words(crossings_run: Runner) -> None:
    Path("case.yaml").write_text(CASE, "utf-8")
    Path("model.yaml").write_text(MODEL, "utf-8")
    told = json.loads(crossings_run("optimize", "case.yaml", "--format=json").out)["headline"]
    says, three = told["says"]["en"], told["bullets"]["en"]
    assert len(three) == 3 and {*told["says"]} >= {*LANGUAGES}
    for code in LANGUAGES:
        run = crossings_run("report", "case.yaml", "--model=./model.yaml", f"--language={code}",
                            "--output=-")  # fmt: skip
        page = html.unescape(run.out)
        told_first = page[page.index('<p class="headline">') :]
        assert told_first.startswith(f'<p class="headline">{on_a_page(told["says"][code])}</p>')
        assert all(on_a_page(each) in told_first for each in told["bullets"][code])
        assert "&#x200f;" not in run.out[run.out.index('id="texts"') :]
    for form in ("xlsx", "package"):
        assert crossings_run("optimize", "case.yaml", f"--format={form}", f"--output=o.{form}",
                             "--quiet").code == 0  # fmt: skip
    rows = list(openpyxl.load_workbook("o.xlsx")["README"].values)
    assert [row[0] for row in rows[:5]] == ["Two gates", says, *three]
    figures = {row[0]: row[1] for row in rows[5:9]}
    assert figures == pytest.approx({
        "people": told["people"]["short"], "gap": told["first"]["unmet_per_day"],
        "least": told["least"]["share"], "undetected": told["undetected_per_month"],
    })  # fmt: skip
    package: Any = json.loads(Path("o.package/datapackage.json").read_text("utf-8"))
    assert package["description"].startswith(" ".join([says, *three]))
    assert package["crossings"]["headline"] == told


def test_the_object_tells_what_each_step_is_and_brings(crossings_run: Runner) -> None:
    Path("case.yaml").write_text(TWO_GATES, "utf-8")
    Path("model.yaml").write_text(HOUR, "utf-8")
    told: Entry = json.loads(crossings_run("optimize", "case.yaml", "--format=json").out)
    first = told["headline"]
    assert first["first"] == pytest.approx({
        "of": "humanitarian", "need_per_day": 50, "met_per_day": 48, "unmet_per_day": 2,
        "share": 0.96,
    })  # fmt: skip
    assert first["least"] == {
        "share": pytest.approx(0.96), "areas": ["north"], "start": "2024-03-03",
        "end": "2024-03-09", "weeks": 1, "of_weeks": 1,
    }  # fmt: skip
    east, west = first["levers"][:2]
    assert (east["what"], east["step"], east["unit"]) == ("bay at East", 1, "bay")
    assert east["settings"] == ["crossings.east.resources.bay=4"] and east["solved"]
    for each in (east, west, first["together"]):
        assert each["inbound_per_day"] == each["first_per_day"] == pytest.approx(2)
    assert first["together"]["instead"] is True


def test_numbers_of_people_have_no_more_than_three_figures(tmp_path: Path) -> None:
    (people, *_) = large_figures(
        gates(tmp_path, ("population: 1000", "population: 2226544")), ENGLISH
    )
    assert isinstance(people.figure, Figure)
    assert (people.figure.told, people.says[-9:]) == ("89,100", "2,230,000")  # 4% of them


def test_a_limit_that_was_just_named_is_not_named_again(tmp_path: Path) -> None:
    """A gate holds it back: the step of it stands without its name."""
    found = gates(
        tmp_path, ("East, hours_per_day: 8", "East, gate_truckloads_per_day: 5"),
        ("West, hours_per_day: 8", "West, open_days: []"),
    )  # fmt: skip
    told = sentence(found, ENGLISH)
    assert "what holds it back: gate of East; +1 truck a day would meet 1.0 truckloads" in told


def test_a_step_that_brings_nothing_is_not_among_the_foremost(tmp_path: Path) -> None:
    """A gate as wide as its bays: one of the two has the price, and no step of it by itself."""
    wide = "East, gate_truckloads_per_day: 24"
    case = written(tmp_path, edited(TWO_GATES, ("name: East", f"name: {wide}")), HOUR)
    problem, levers = read_with_levers(str(case))
    program, plan = standing_plan(problem)
    everything, _, _ = foremost_and_both(program, plan, levers, len(levers))
    bring = sum(each.value > 1e-6 for each in everything)
    assert 0 < bring < len(everything)
    for most in range(1, len(everything)):
        told, more, _ = foremost_and_both(program, plan, levers, most)
        assert all(each.value > 1e-6 for each in told)
        assert len(told) + more == len(everything)
