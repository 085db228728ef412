"""What a workbook rests on: inspection models, when each is in force, and what is assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from crossings.outputs.report.phases import phases_in_words
from crossings.outputs.workbook.page import Page
from crossings.problem import Evidence, Origin, Problem
from crossings.tables.grounds import rests_on


def add_models(page: Page, problems: Mapping[str, Problem]) -> None:
    """Every inspection model with its file as it was read, before any `--set`."""
    page.heading("Inspection models")
    page.row("title", "path", "", "", "", "", "", "sha256", bold=True)
    for model in _models(problems):
        page.row(model.title, model.path, "", "", "", "", "", model.sha256)


def add_phases(page: Page, problems: Mapping[str, Problem]) -> None:
    """Which inspection model is in force from when to when, and what its phase sets."""
    titles = Counter(model.title for model in _models(problems))
    page.heading("In force")
    page.row("inspection model", "phase", "from", "to", "as tables call it", "", "", "sets",
             "is another than before", bold=True)  # fmt: skip
    for name, problem in problems.items():
        phases = zip(problem.phases, phases_in_words(problem), strict=True)
        for number, (phase, begun) in enumerate(phases):
            model = phase.model.title if titles[phase.model.title] == 1 else phase.model.path
            days = (problem.periods[phase.periods[0]].start, problem.periods[phase.periods[-1]].end)
            changes = "; ".join(phase.changes)
            called = name if len(problems) > 1 else ""
            when = [day.isoformat() for day in days]
            page.row(model, number, *when, called, "", "", changes, "; ".join(begun.changes))


def add_assumptions(page: Page, problems: Mapping[str, Problem], *, drawn: bool) -> None:
    """Every number without a source, with what it could be and what is said of it.

    Where models differ in it, those that it is of are named; where futures are `drawn`, what they
    are drawn from is told too.
    """
    under: dict[Evidence, list[str]] = {}
    for name, problem in problems.items():
        for each in rests_on(problem, drawn=drawn):
            under.setdefault(each, []).append(name)
    assumed = [each for each in under if each.source is None]
    page.heading("Assumptions")
    page.line(f"{len(assumed)} of the {len(under)} numbers that this rests on have no source:")
    page.row("number", "value", "low", "high", "what it is", "confidence", "under", "note",
             bold=True)  # fmt: skip
    for each in assumed:
        models = "" if len(under[each]) == len(problems) else ", ".join(under[each])
        page.row(each.path, each.value, each.low, each.high, each.kind, each.confidence, models,
                 each.note)  # fmt: skip


def _models(problems: Mapping[str, Problem]) -> list[Origin]:
    """Every inspection model once, in the order in which they come into force."""
    phases = (phase for problem in problems.values() for phase in problem.phases)
    return list(dict.fromkeys(phase.model for phase in phases))
