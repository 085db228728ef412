"""What a report rests on, and how it is made again."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crossings.analysis.assumptions import Assumption, share_met
from crossings.outputs.provenance import origin, provenance
from crossings.outputs.report.drawing import Called, Cell, Figure, Table
from crossings.outputs.report.drawing import share as as_share
from crossings.outputs.report.language import Language
from crossings.outputs.report.material import Material
from crossings.outputs.report.phases import path_words
from crossings.outputs.report.telling import model_title
from crossings.plan import Plan
from crossings.problem import Evidence, Problem

_LINKS = ("https://", "http://")
_ALIKE = 1e-9
"""Shares of need that differ by less are the same."""


@dataclass(frozen=True)
class Published:
    """A source as it is listed; `link` is empty where the address is none of the web."""

    id: str
    title: str
    publisher: str
    date: str
    link: str


def evidence(material: Material) -> list[Evidence]:
    """Every number that the answer rests on, and the futures it is carried through."""
    rows = list(material.plan.problem.evidence)
    if material.batch is not None:
        rows += material.plan.problem.uncertainty.evidence
    return list(dict.fromkeys(rows))


def moving(found: Sequence[Assumption], words: Language) -> list[Assumption]:
    """Those that move what is shown of the answer."""
    return [each for each in found if words.share(each.at_low) != words.share(each.at_high)]


def assumptions_table(found: Sequence[Assumption], plan: Plan, words: Language) -> Table:
    """Numbers with what is met of all need where each is at either end of its range."""
    told = evidence_table([each.evidence for each in found], words)
    ends = (words.say(f"evidence.{end}") for end in ("at_low", "at_high"))
    problem = plan.problem
    rows = (
        (
            Called(path_words(problem, each.evidence.path, words), each.evidence.path),
            *row[1:3], *_at_ends(each, share_met(plan), words), *row[3:],
        )
        for each, row in zip(found, told.rows, strict=True)
    )  # fmt: skip
    return Table((*told.headers[:3], *ends, *told.headers[3:]), tuple(rows))


def _at_ends(found: Assumption, as_it_is: float, words: Language) -> Iterator[Cell]:
    """What is met at either end; at least, where the plan as it is makes nothing of it."""
    number = found.evidence
    for end, share in ((number.low, found.at_low), (number.high, found.at_high)):
        if math.isnan(share):
            yield words.say("evidence.no_plan")
        elif found.solved or end == number.value or abs(share - as_it_is) > _ALIKE:
            yield as_share(words, share)
        else:
            yield Figure(share, f"≥\u00a0{words.share(share)}")


def others_table(material: Material, words: Language) -> Table:
    """Numbers that only plans beside the answer rest on, each with the models it is of."""
    own = set(evidence(material))
    of: dict[Evidence, list[str]] = {}
    for column in material.columns:
        for each in column.plan.problem.evidence if column.plan is not None else ():
            if each not in own and column.model not in of.setdefault(each, []):
                of[each].append(column.model)
    told = evidence_table(of, words)
    path, *headers = told.headers
    rows = (
        (name, ", ".join(of[each]), *row) for each, (name, *row) in zip(of, told.rows, strict=True)
    )
    return Table((path, words.say("models.model"), *headers), tuple(rows))


def evidence_summary(rows: Sequence[Evidence], words: Language) -> str:
    """How many numbers have a source, and how many do not."""
    given = [each for each in rows if not each.default]
    sourced = sum(each.source is not None for each in given)
    fitted = sum(each.fitted for each in given)
    return words.say(
        "evidence.summary", count=len(rows), sourced=sourced, fitted=fitted,
        assumed=sum(each.source is None and not each.fitted for each in given),
        default=len(rows) - len(given),
    )  # fmt: skip


def evidence_table(rows: Iterable[Evidence], words: Language) -> Table:
    """Numbers with their range, source, confidence and note."""
    columns = ("path", "value", "range", "source", "confidence", "note")
    headers = tuple(words.say(f"evidence.{each}") for each in columns)
    return Table(headers, tuple(_row(each, words) for each in rows))


def _row(each: Evidence, words: Language) -> tuple[Cell, ...]:
    known = each.low is not None and each.high is not None
    between = f"{_plain(each.low)}\u00a0–\u2060\u00a0{_plain(each.high)}" if known else ""
    source = each.source or words.say(f"evidence.{each.kind}")
    confidence = "" if each.default else words.term("rated", each.confidence or "none")
    value = Figure(each.value, _plain(each.value))
    return each.path, value, between, source, confidence, each.note or ""


def _plain(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1e5 else f"{value:,.6g}"


def sources(material: Material) -> list[Published]:
    """Every source that the case and its models list."""
    plans = [material.plan, *(each.plan for each in material.columns if each.plan is not None)]
    listed = dict.fromkeys(source for plan in plans for source in plan.problem.sources)
    found = []
    for each in listed:
        link = each.url if each.url and each.url.lower().startswith(_LINKS) else ""
        told = (each.publisher or "", each.date or "", link)
        found.append(Published(each.id, each.title, *told))
    return found


def making(material: Material) -> dict[str, Any]:
    """The command, the versions, and every file with its hash."""
    plans = [material.plan, *(each.plan for each in material.columns if each.plan is not None)]
    problems = [plan.problem for plan in plans]
    files = [problem.case for problem in problems]
    files += [phase.model for problem in problems for phase in problem.phases]
    files += [table for problem in problems for table in problem.tables]
    files += [material.drawn_from] if material.drawn_from is not None else []
    seed = None if material.batch is None else material.batch.futures.seed
    made = provenance(material.plan.solver, seed)
    return {**made, "files": [origin(each) for each in dict.fromkeys(files)]}


def called(material: Material, words: Language) -> str:
    """The model by its title, and by the name that charts have for it."""
    title = model_title(material.plan.problem, words)
    return f"{title} ({material.columns[0].model})" if material.columns else title


def about(material: Material, words: Language) -> list[str]:
    """What leaves the page says: case, dates, model, that it is a plan, and its source."""
    problem, made = material.plan.problem, making(material)
    span = words.span(problem.periods[0].start, problem.periods[-1].end)
    named = _publishers(problem, words) or words.say("switch.own_numbers")
    return [
        problem.case.title,
        words.say("switch.plan_not_count", model=called(material, words), span=span),
        words.say("switch.made_from", sources=named, date=day_of(made["created"], words),
                  version=made["version"]),
    ]  # fmt: skip


def source(material: Material, words: Language) -> str:
    """What stands below each chart of a page: that it is of a plan, and whose its numbers are."""
    named = _publishers(material.plan.problem, words)
    return words.say("page.source" if named else "page.source_own", sources=named)


def _publishers(problem: Problem, words: Language) -> str:
    """Whoever published what the case rests on, each once; names may have commas of their own."""
    named = dict.fromkeys(each.publisher or each.title for each in problem.sources)
    return words.listed([*named], "apart", "apart") if named else ""


def day_of(moment: str, words: Language) -> str:
    """The day of a moment, as it is told."""
    day = datetime.datetime.fromisoformat(moment).date()
    return words.span(day, day)
