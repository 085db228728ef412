"""Titles of charts: what each says is found again in the rows of the answer, by plain loops."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from answers import Entry, plan_of
from example import CASE, edited, written
from page_figures import first_need
from places import ROOT
from reports import HOUR, LANGUAGES, TWO_GATES, of_shipped

from crossings.analysis.barriers import reasons
from crossings.analysis.breaks import breaks
from crossings.analysis.comparison import column
from crossings.analysis.gap import missing_by_reason
from crossings.analysis.headline import Headline
from crossings.outputs.answer import answer
from crossings.outputs.report.breaks import break_lines
from crossings.outputs.report.charts import drawings
from crossings.outputs.report.findings import of_models
from crossings.outputs.report.headline import bullets
from crossings.outputs.report.language import language
from crossings.outputs.report.material import Material
from crossings.outputs.report.page import slide
from crossings.outputs.report.stopped import gap_told
from crossings.plan import Plan
from crossings.reading import read_problem
from crossings.wording import figure, share

SOLD = "  chairs: {category: commercial, need: 30}\n"
CASES = sorted((ROOT / "inputs").glob("*.yaml"))


@pytest.fixture(scope="module", params=CASES, ids=lambda path: path.stem)
def shipped(request: pytest.FixtureRequest) -> Headline:
    return of_shipped(request.param)


def titles(plan: Plan, code: str = "en") -> dict[str, str]:
    material = Material(plan, columns=[column("own", "Own", plan, (), ())])
    return {chart.name: chart.finding for chart in drawings(material, language(code))}


def total(rows: list[Entry], name: str) -> float:
    return float(sum(row[name] for row in rows))


def days_of(plan: Entry) -> float:
    return total(plan["periods"], "days")


@pytest.mark.parametrize("code", LANGUAGES)
def test_titles_of_shipped_cases_are_reckoned_from_the_rows(shipped: Headline, code: str) -> None:
    plan, told = answer(shipped.plan).as_object(), titles(shipped.plan, code)
    days = days_of(plan)
    by_good: dict[str, list[Entry]] = {}
    for row in first_need(plan):
        by_good.setdefault(row["good"], []).append(row)
    shares = {g: total(rows, "met") / total(rows, "need") for g, rows in by_good.items()}
    least = min(shares, key=lambda g: shares[g])
    assert share(shares[least]) in told["coverage"]
    if max(shares.values()) - shares[least] > 0.005:
        need, met = (total(by_good[least], name) for name in ("need", "met"))
        names = {good.id: good.name for good in shipped.problem.goods}
        assert names[least] in told["coverage"] and figure((need - met) / days) in told["coverage"]
    inbound = [row for row in plan["coverage"] if row["area"]]
    need, met = (total(inbound, name) / days for name in ("need", "met"))
    for each in (figure(need), figure(met), figure(need - met)):
        assert each in told["funnel"]
    collected: dict[str, float] = {}
    for row in plan["deliveries"]:
        collected[row["crossing"]] = collected.get(row["crossing"], 0) + row["collected"]
    busiest = max(collected, key=lambda c: collected[c])
    crossings = {crossing.id: crossing.name for crossing in shipped.problem.crossings}
    assert crossings[busiest] in told["passage"]
    assert share(collected[busiest] / sum(collected.values())) in told["passage"]
    assert crossings[_releases_most(plan)] in told["map"] or not told["map"]


def _releases_most(plan: Entry) -> str:
    goods = {row["good"] for row in plan["coverage"] if row["area"]}
    released: dict[str, float] = {}
    for row in plan["flows"]:
        if row["good"] in goods:
            released[row["crossing"]] = released.get(row["crossing"], 0) + row["released"]
    return max(released, key=lambda c: released[c])


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_of_2010_says_by_how_much_arrivals_rise_with_the_easing(code: str) -> None:
    (found,) = (of_shipped(path) for path in CASES if path.stem == "gaza-2010")
    plan = answer(found.plan).as_object()
    spans = [(phase["start"], phase["end"]) for phase in plan["phases"]]
    means = []
    for start, end in spans:
        there = {p["period"]: p["days"] for p in plan["periods"] if start <= p["start"] <= end}
        rows = [row for row in plan["deliveries"] if row["period"] in there]
        means.append(total(rows, "arrived") / sum(there.values()))
    changes = [after / before - 1 for before, after in pairwise(means)]
    n = max(range(len(changes)), key=lambda k: changes[k])
    said = titles(found.plan, code)["weeks"]
    assert share(changes[n]) in said and share(changes[n]) == "44%"
    assert figure(means[n]) in said and figure(means[n + 1]) in said
    assert f"{int(spans[n + 1][0][8:])} " in said and "2010" in said


@pytest.mark.parametrize("code", LANGUAGES)
def test_breaks_of_2010_are_its_phases_with_what_comes_before_and_after(code: str) -> None:
    (found,) = (of_shipped(path) for path in CASES if path.stem == "gaza-2010")
    lines, words = list(break_lines(found.plan, language(code))), language(code)
    assert len(lines) == len(found.problem.phases) - 1 == 2
    stages = answer(found.plan).as_object()
    for n, line in enumerate(lines):
        for phase in stages["phases"][n : n + 2]:
            start, end = phase["start"], phase["end"]
            days = {p["period"]: p["days"] for p in stages["periods"] if start <= p["start"] <= end}
            for table, stage in (("deliveries", "arrived"), ("coverage", "met")):
                rows = [r for r in stages[table] if r["period"] in days and r["area"]]
                assert figure(total(rows, stage) / sum(days.values())) in line
        assert words.say("breaks.phase") in line
    assert words.say("breaks.restocked") in lines[1]
    assert words.say("breaks.restocked") not in lines[0]


def test_weeks_in_which_crossings_are_closed_are_told_so(tmp_path: Path) -> None:
    """48 a day arrive, none in the second of three weeks: half of the first are kept for it."""
    closed = f"closed_dates: [{', '.join(f'2024-03-{day}' for day in range(10, 17))}], hours"
    case = edited(
        TWO_GATES, ("periods: 1", "periods: 3"),
        ("East, hours", f"East, {closed}"), ("West, hours", f"West, {closed}"),
    )  # fmt: skip
    plan = plan_of(read_problem(str(written(tmp_path, case, HOUR))))
    assert plan is not None
    assert list(break_lines(plan, language("en"))) == [
        "From 10 Mar, truckloads a day: 48.0 to 0 arrive, 24.0 are met as before: "
        "crossings are open on fewer days; stock runs out",
        "From 17 Mar, truckloads a day: 0 to 48.0 arrive, 24.0 to 48.0 are met: "
        "crossings are open on more days; used up from here on: bay at East and bay at West",
    ]
    assert titles(plan)["weeks"] == "Between 0 and 48.0 truckloads a day arrive, week by week"


@pytest.mark.parametrize("code", LANGUAGES)
def test_limits_that_begin_to_bind_are_those_used_up_in_the_rows(
    shipped: Headline, code: str
) -> None:
    """Gates and minutes of crossings: all that a week has is used, and the week before it not."""
    plan, words = answer(shipped.plan).as_object(), language(code)
    names = {crossing.id: crossing.name for crossing in shipped.problem.crossings}
    full: dict[str, list[bool]] = {}
    for table, used, of in (("gates", "used", ""), ("resources", "used_minutes", "resource")):
        for row in plan[table]:
            if (place := names.get(row.get("crossing") or row.get("site"))) is None:
                continue
            resource = of and words.resource(row[of], shipped.problem.resource_names)
            what = words.say(f"levers.{of or 'gate'}", place=place, resource=resource)
            allowed = row[used.replace("used", "capacity")]
            full.setdefault(what, []).append(
                bool(allowed) and row[used] > (1 - 1e-6) * allowed and len(plan["periods"]) < 28
            )
    told = [line.partition(words.say("breaks.binds", limits=""))[2] for line in
            break_lines(shipped.plan, words)]  # fmt: skip
    starts = [each.period for each in breaks(shipped.plan)]
    for t, said in zip(starts, told, strict=True):
        begun = [what for what, weeks in full.items() if weeks[t] and not weeks[t - 1]]
        assert all(what in said for what in begun) and bool(begun) == bool(said)
    assert any(told) == (shipped.problem.case.path.endswith("gaza-2006.yaml"))


def test_counts_are_those_that_the_plan_is_above_and_below(shipped: Headline) -> None:
    plan = answer(shipped.plan).as_object()
    if not plan["observed"]:
        return
    beside = []
    for row in plan["observed"]:
        open_days = (row["truckloads_per_open_day"], row["planned_per_open_day"])
        days = (row["truckloads_per_day"], row["planned_per_day"])
        beside.append(days if None in open_days else open_days)
    known = [(seen, planned) for seen, planned in beside if planned is not None]
    more = sum(planned > 1.005 * seen for seen, planned in known)
    less = sum(planned < 0.995 * seen for seen, planned in known)
    said = titles(shipped.plan)["counts"]
    if len(known) == 1:
        ((counted, planned),) = known
        assert more == 1
        ends = f"{figure(planned)} against {figure(counted)}"
        assert said == f"The plan is above the one count: {ends} truckloads a day"
        return
    assert said == f"Of {len(known)} counts the plan is above {more} and below {less}"


def told_of(folder: Path, case: str) -> dict[str, str]:
    plan = plan_of(read_problem(str(written(folder, case))))
    assert plan is not None
    return titles(plan)


def test_what_is_alike_is_told_so(tmp_path: Path) -> None:
    enough = edited(CASE, ("need: {kg_per_person_per_day: 0.55}", "need: 2"))
    told = told_of(tmp_path, enough)
    assert told["coverage"] == "All aid is met in full"
    assert told["least"] == "Every area has the same share of its aid met in every week: 100%"
    sold = edited(enough, ("category: humanitarian", "category: commercial"),
                  ("[humanitarian, export]", "[commercial, export]"))  # fmt: skip
    assert told_of(tmp_path, sold)["least"] == "Need is met least in south, in every week: 98%"


def modelled(case: str, *names: str) -> list[Any]:
    """Columns of a shipped case under models."""
    plans = {name: plan_of(read_problem(str(ROOT / f"inputs/{case}.yaml"), name)) for name in names}
    return [column(name, name, plan, (), ()) for name, plan in plans.items() if plan is not None]


def test_models_are_told_by_what_they_meet_and_what_they_miss() -> None:
    models = modelled("gaza", "scan-then-search", "full-search", "joint")
    met = {each.model: each.value("need met") for each in models}
    missed = {each.model: 30.4 * each.value("contraband", "undetected") for each in models}
    best, least = max(met, key=lambda m: met[m]), min(missed, key=lambda m: missed[m])
    said = of_models(models, language("en"))
    title = {each.model: each.plan.problem.model.title for each in models}
    assert said.startswith(f"Most need is met under “{title[best]}”: {share(met[best])}")
    assert f"undetected under “{title[least]}”: {figure(missed[least])} a month" in said


def test_models_with_the_same_figures_stand_together() -> None:
    """On the West Bank all need is met under three, and under two as little is missed in 2010."""
    models = modelled("west-bank", "full-search", "risk-based", "joint", "third-party-monitored")
    missed = {each.model: 30.4 * each.value("contraband", "undetected") for each in models}
    assert [share(each.value("need met")) for each in models[1:]] == ["100%"] * 3
    least = figure(min(missed[each.model] for each in models[1:]))
    assert of_models(models, language("en")) == (
        "Most need is met under “Joint lanes of both sides and a third party”: 100% (undetected: "
        f"{least} truckloads a month; as much is met under 2 more); least passes undetected under "
        f"this plan: {figure(missed['full-search'])} a month"
    )
    said = of_models(modelled("gaza-2010", "joint", "category-ban", "full-search"), language("en"))
    found = modelled("gaza-2010", "category-ban", "full-search")
    named = [each.plan.problem.model.title for each in found]
    assert f"least passes undetected under “{named[0]}” or “{named[1]}”: " in said


def test_a_regime_is_told_by_its_loads_where_it_is_not_in_force_from_the_first_day() -> None:
    """In 2010 two thirds of loads go by the search of a model that begins in the fifth week."""
    (found,) = (of_shipped(path) for path in CASES if path.stem == "gaza-2010")
    plan = answer(found.plan).as_object()
    by_regime: dict[str, float] = {}
    for row in plan["flows"]:
        by_regime[row["regime"]] = by_regime.get(row["regime"], 0) + row["presented"]
    most = by_regime["full-search"] / sum(by_regime.values())
    said = titles(found.plan)["procedures"]
    assert said == f"{share(most)} of loads go by full search, which finds 90% of contraband"


def test_a_chart_that_leaves_the_page_has_its_finding_as_its_title(tmp_path: Path) -> None:
    plan = plan_of(read_problem(str(written(tmp_path, CASE))))
    assert plan is not None
    drawn = slide(Material(plan), language("en"), "funnel")
    found = titles(plan)["funnel"]
    assert drawn is not None and found and f">{found}<" in drawn.replace("</tspan>", "<")


def test_what_is_missing_is_told_by_what_stops_it(shipped: Headline, tmp_path: Path) -> None:
    """Parts add up to need less what is met; by hand, bays stop the two truckloads of two gates."""
    plan = answer(shipped.plan).as_object()
    inbound = [row for row in plan["coverage"] if row["area"]]
    unmet = (total(inbound, "need") - total(inbound, "met")) / days_of(plan)
    found = missing_by_reason(shipped.plan)
    assert sum(each.truckloads for each in found) == pytest.approx(unmet)
    assert [each.truckloads for each in found] == sorted(
        (e.truckloads for e in found), reverse=True
    )
    assert figure(unmet) in gap_told(shipped.plan, language("ar"))
    gates = plan_of(read_problem(str(written(tmp_path, TWO_GATES, HOUR))))
    assert gates is not None
    assert gap_told(gates, language("en")) == "2.0 a day are not met: all bay minutes are used"
    banned = edited(TWO_GATES, ("crossings:\n", f"{SOLD}crossings:\n"))
    model = edited(HOUR, ("  search:\n", "  search:\n    admits: {goods: [food]}\n"))
    gates = plan_of(read_problem(str(written(tmp_path, banned, model))))
    assert gates is not None
    assert gap_told(gates, language("en")) == (
        "32.0 a day are not met: 30.0 because nothing admits it; "
        "2.0 because all bay minutes are used"
    )


def test_every_reason_is_told_in_every_language(shipped: Headline) -> None:
    of_own = {name for name in reasons(shipped.problem) if name.startswith("own.")}
    for code in LANGUAGES:
        told = {key.removeprefix("stops.") for key in language(code).texts if "stops." in key}
        assert set(reasons(shipped.problem)) - of_own <= told


def test_a_map_takes_three_places(tmp_path: Path) -> None:
    located = "location: {lat: 31.2, lon: 34.3}, hours_per_day"
    two = edited(
        TWO_GATES,
        ("East, hours_per_day", f"East, {located}"),
        ("West, hours_per_day", f"West, {located.replace('34.3', '34.5')}"),
    )
    third = f"  north-gate: {{{located.replace('31.2', '31.5')}: 8, resources: {{bay: 3}}}}\n"
    for case, drawn in ((two, False), (two + third, True)):
        plan = plan_of(read_problem(str(written(tmp_path, case, HOUR))))
        assert plan is not None
        charts = drawings(Material(plan), language("en"), "map")
        assert [chart.svg is not None for chart in charts] == [drawn]
        assert len(charts[0].table.rows) == 3 * drawn


def test_what_steps_bring_in_all_says_that_exports_are_among_it(shipped: Headline) -> None:
    """The headline tells exports apart, and the bullet adds them up."""
    assert shipped.together is not None
    gains = [shipped.gain(each) for each in (*shipped.together.parts, shipped.together)]
    exports = any(gain.exported > 0.005 < gain.inbound for gain in gains)
    for code in LANGUAGES:
        words = language(code)
        said = bullets(shipped, words)[2]
        assert (words.say("headline.with_exports") in said) == exports
        assert figure(gains[0].inbound + gains[0].exported) in said


def test_a_name_read_from_the_left_leaves_what_follows_it_in_its_place() -> None:
    """A mark read from the right ends it: else a colon and a share behind it go to its left."""
    words = language("ar")
    said = words.say("models.found_met", best=words.say("models.named", model="Joint lanes"),
                     share="79%", alike="")  # fmt: skip
    assert "«Joint lanes\u200f»: 79%" in said
    assert words.listed(["Gaza", "Rafah", "غزة"]) == "Gaza\u200f، Rafah\u200f وغزة"
    assert language("en").listed(["Gaza", "Rafah"]) == "Gaza and Rafah"


def test_a_crossing_that_is_used_up_by_one_limit_after_another_is_used_most(tmp_path: Path) -> None:
    """Its gate in the first week and its bays in the second: all that it has is used throughout."""
    phase = "phases: [{from: 2024-03-10, set: {crossings.east.gate_truckloads_per_day: 40}}]\n"
    case = edited(TWO_GATES, ("periods: 1", "periods: 2"),
                  ("East, hours", "East, gate_truckloads_per_day: 10, hours"))  # fmt: skip
    plan = plan_of(read_problem(str(written(tmp_path, case + phase, HOUR))))
    assert plan is not None
    assert titles(plan)["opening"] == "Used most, 100%: East (gate) and West (bay)"


def test_of_many_goods_those_that_lack_nothing_are_drawn_as_one(tmp_path: Path) -> None:
    """Thirteen goods; of the last, worth least, more is needed than passes. The table has all."""
    more = "".join(f"  good-{n}: {{category: commercial, need: 1, priority: {20 - n}}}\n"
                   for n in range(12))  # fmt: skip
    case = edited(TWO_GATES, ("  food:", f"{more}  food:"))
    plan = plan_of(read_problem(str(written(tmp_path, case, HOUR))))
    assert plan is not None
    (chart,) = drawings(Material(plan), language("en"), "coverage")
    lacking = {str(row[0]) for row in chart.table.rows if row[2] != row[3]}
    assert len({str(row[0]) for row in chart.table.rows}) == 13 and 0 < len(lacking) < 12
    assert chart.svg is not None
    drawn = chart.svg(720.0)
    assert f">{13 - len(lacking)} goods, all met<" in drawn.replace("</text>", "<")
    assert all(
        (f">{good}<" in drawn) == (good in lacking) for good in (f"good-{n}" for n in range(12))
    )
