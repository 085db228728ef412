"""The first sheet of a workbook: what it is, what made it, and what it rests on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from crossings.outputs.answer import Answer
from crossings.outputs.screens.own_plan import OWN
from crossings.outputs.workbook.grounds import add_assumptions, add_models, add_phases
from crossings.outputs.workbook.page import Page
from crossings.outputs.workbook.weeks import SHEET as WEEKS
from crossings.problem.languages import ENGLISH
from crossings.tables import SCHEDULE_TABLE, records
from crossings.tables.described import CURRENCY, SHARE, about
from crossings.wording import CONTRABAND, called, counted, listed, share

_LINE = 160
"""Characters of a line of free text."""
_HOW_TO_READ = (
    "A sheet for each table. Units stand in the headers; shares are fractions of 1, shown as %.",
    "Truckloads are full truckloads, counted at the stage that the column names: manifested, "
    "presented, refused or released, collected, intercepted or arrived, met.",
    "An empty cell: not given, or not known. Ids are those of the case file.",
)
_FIGURES = {
    "objective": ("value", "Σ priority · weights · truckloads met"),
    "gap": (SHARE, "of the best possible value, that may be missing"),
    "inspection_minutes": ("minutes", "of all resources and pools together"),
    "cost": (CURRENCY, "of all that is added"),
    "cost_gap": (SHARE, "of the cost, that might be saved"),
    "costs_over": ("", ""),
    "need_per_day": ("truckloads a day", "of all inbound goods"),
    "exact": ("", "whether every bend is among the points"),
    "tolerance": (SHARE, "of the value, that lines between points may fall short of the best"),
    "days_a_month": ("days", "what a month counts"),
    "scenarios": ("futures", "drawn, or taken from a table, and the same for every model"),
    "seed": ("", "of the draws; the same number gives the same futures"),
}
"""What an answer says beside its tables, with its unit and in words."""
_WINNER = {
    "model": ("", "is most often best alone"),
    "wins_alone": (SHARE, "of futures in which it is"),
    "alike": (SHARE, "of futures in which several are best and alike"),
    "right": (SHARE, "of futures held out in which the rule of the sheet rules names the best"),
    "usual_right": (SHARE, "of them in which naming that model always does"),
}
_FAIRNESS = {
    "best_objective": ("value", "of the plan of most value"),
    "objective_given_up": ("value", "the price of fairness"),
    "share_given_up": (SHARE, "the same, of the best value"),
    "best_met_per_day": ("truckloads a day", "of need met in the plan of most value"),
    "met_per_day": ("truckloads a day", "of need met in this plan"),
    "best_exported_per_day": ("truckloads a day", "exported in the plan of most value"),
    "exported_per_day": ("truckloads a day", "exported in this plan"),
}
_TOLD = ("periods", "trials", "rules", "models")
"""Tables of which it tells rows."""
_MADE = ("status", "objective_kind", "schema_version")


def add_readme(book: Any, answer: Answer[Any]) -> None:
    """Add the sheet to the workbook of an answer."""
    problems = answer.problems
    page, tables = Page(book, "README"), answer.tables
    told = {name: records(tables[name]) for name in _TOLD if name in tables}
    whole = {**answer.beside, **told}
    case = whole.get("case") or {}
    page.line(case.get("title", "crossings"), bold=True)
    if whole.get("status") == "stopped":
        page.line("UNFINISHED: the search was stopped, and every figure is unfinished", bold=True)
    if whole.get("objective_kind") == "fairest":
        page.line(whole["fairness"]["says"])
    if whole.get("own_plan"):
        page.line(f"{OWN}, from {whole['own_plan']['file']['title']}.")
    if "verdict" in whole:
        page.line(whole["verdict"])
    contraband = next((each.contraband for each in problems.values()), CONTRABAND)
    _headline(page, whole.get("headline"), contraband)
    notes = "\n".join(dict.fromkeys(problem.notes for problem in problems.values()))
    for text in textwrap.wrap(notes, _LINE):
        page.line(text)
    page.gap()
    for text in _HOW_TO_READ:
        page.line(text)
    page.heading("Sheets")
    for name, table in tables.items():
        page.row(name, len(table), "rows", "", called(about(name), contraband))
    if SCHEDULE_TABLE in tables:
        page.row(WEEKS, "", "", "", about(WEEKS))
    _answer(page, whole)
    _fairness(page, whole)
    _own_plan(page, whole.get("own_plan"))
    if problems:
        add_models(page, problems)
        add_phases(page, problems)
    _threat_rates(page, whole)
    _without_plan(page, whole)
    page.heading("Provenance")
    for name, value in _provenance(whole):
        page.row(name, value)
    if problems:
        add_assumptions(page, problems, drawn=whole.get("status") == "evaluated")


def _headline(page: Page, told: dict[str, Any] | None, contraband: str) -> None:
    """What was found, before everything else: the sentence, three more, and its figures."""
    if told is None:
        return
    page.line(told["says"][ENGLISH], bold=True)
    for text in told["bullets"][ENGLISH]:
        page.line(text)
    first, people, least = (told[name] for name in ("first", "people", "least"))
    if people is not None:
        page.figure("people", people["short"], "people", "that what is missing could serve")
    if first is not None:
        page.figure("gap", first["unmet_per_day"], "truckloads a day", f"missing, {first['of']}")
    if least is not None:
        when = f"{listed(least['areas'])}, {least['start']} to {least['end']}"
        page.figure("least", least["share"], SHARE, f"of need met, {when}")
    missed = told["undetected_per_month"]
    if missed is not None:
        page.figure("undetected", missed, "truckloads a month", f"with {contraband}")


def _answer(page: Page, whole: dict[str, Any]) -> None:
    told = [name for name in _FIGURES if whole.get(name) is not None]
    if told:
        page.heading("The answer")
    for name in told:
        unit, words = _FIGURES[name]
        currency = whole.get("currency") or CURRENCY
        page.figure(name, whole[name], currency if unit == CURRENCY else unit, words)
    if "dispatch" in whole:
        from crossings.outputs.screens.futures import DISPATCH

        page.figure("dispatch", whole["dispatch"], "", DISPATCH[whole["dispatch"]])
    if whole.get("failed"):
        page.figure("failed", len(whole["failed"]), "futures", "left out of every figure")
    if len(whole.get("trials", ())) > 1:
        for name, (unit, words) in _WINNER.items():
            if whole["winner"][name] is not None:
                ends = _ends(whole["winner"], name)
                page.figure(f"winner {name}", whole["winner"][name], unit, f"{words}{ends}")
        for text in rule_lines(whole["rules"]):
            page.line(text)


def _ends(figures: dict[str, Any], name: str) -> str:
    """Between which shares a share is, where that is told."""
    low, high = figures.get(f"{name}_low"), figures.get(f"{name}_high")
    return "" if low is None else f"; {low:.1%} to {high:.1%} with 95 % confidence"


def rule_lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Where the winner changes, a line for each region of the futures."""
    if not rows:
        yield "No simple rule tells those futures in which another model does better."
    for _, of_region in groupby(rows, key=itemgetter("region")):
        conditions = list(of_region)
        where = " and ".join(map(_condition, conditions))
        model, futures = conditions[0]["model"], share(conditions[0]["futures"])
        yield f"{model} is named where {where}: {futures} of futures"


def _condition(row: dict[str, Any]) -> str:
    edge = f"up to {row['up_to']:.4g}" if row["above"] is None else f"above {row['above']:.4g}"
    return f"{row['quantity']} ({row['unit']}) is {edge}"


def _fairness(page: Page, whole: dict[str, Any]) -> None:
    """What the fairest plan costs, and what each place is sure of."""
    fairness, periods = whole.get("fairness"), whole.get("periods", [])
    if fairness is None:
        return
    page.heading("Fairness")
    for name, (unit, words) in _FAIRNESS.items():
        page.figure(name, fairness[name], unit, words)
    page.line("Share of its need that each place is sure of, the least first:")
    for level in fairness["levels"]:
        whole = level["period"] == 0 and level["last_period"] == periods[-1]["period"]
        begins = "" if whole else f"from {periods[level['period']]['start']}"
        place = ", ".join(filter(None, (level["good"], level["area"], begins)))
        page.figure(place, level["coverage"], SHARE)


def _own_plan(page: Page, own: dict[str, Any] | None) -> None:
    """What a plan of one's own forgoes beside the best."""
    if own is None:
        return
    page.heading(OWN)
    page.figure(
        "keeps_limits", own["keeps_limits"], "", "else the sheet passed has those it does not"
    )
    for name in ("best_objective", "objective_given_up"):
        page.figure(name, own[name], "value", "")
    page.figure("share_given_up", own["share_given_up"], SHARE, "of the best value")
    for name in ("met_per_day", "best_met_per_day", "exported_per_day", "best_exported_per_day"):
        page.figure(name, own[name], "truckloads a day", "")


def _threat_rates(page: Page, whole: dict[str, Any]) -> None:
    """How much of what security costs rests on threat rates that nobody knows."""
    told = [entry for entry in whole.get("models", ()) if "rates_assumed" in entry]
    if told:
        page.heading("Threat rates")
    for entry in told:
        page.row(
            entry["model"]["path"],
            f"{counted(entry['rates_assumed'], 'rate')} assumed; {entry['goods_unknown']} of "
            f"{counted(entry['goods'], 'good')} without a rate, which count as 0",
        )


def _without_plan(page: Page, whole: dict[str, Any]) -> None:
    """Each model that has no plan, and why."""
    reasons = list(_reasons(whole.get("models", ())))
    if reasons:
        page.heading("Without a plan")
        for model, reason in reasons:
            page.row(model, reason)


def _reasons(models: Any) -> Iterator[tuple[str, str]]:
    for entry in models:
        reason = entry.get("reason") or entry.get("no_plan")
        if reason:
            model = entry["model"]
            yield (model if isinstance(model, str) else model["path"]), reason


def _provenance(whole: dict[str, Any]) -> list[tuple[str, Any]]:
    """What the object says of itself and of what it was made from, name by name."""
    case = [(f"case {key}", value) for key, value in (whole.get("case") or {}).items()]
    made = [
        (key, " ".join(map(str, value.values())) if isinstance(value, dict) else value)
        for key, value in whole["provenance"].items()
    ]
    tables = [
        (f"table {each['path']}", f"{each['title']}, sha256 {each['sha256']}")
        for each in whole.get("tables_read", ())
    ]
    return [*case, *tables, *made, *((key, whole[key]) for key in _MADE if key in whole)]
