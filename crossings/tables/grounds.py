"""What a result stands on: its horizon, its numbers, their sources, and what is odd about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pandas import DataFrame

from crossings.errors import Finding
from crossings.plan import Plan
from crossings.problem import Evidence, Problem
from crossings.published import Source


def periods(plan: Plan) -> DataFrame:
    """The horizon."""
    rows = [
        (t, period.start.isoformat(), period.end.isoformat(), period.days)
        for t, period in enumerate(plan.problem.periods)
    ]
    return DataFrame(rows, columns=["period", "start", "end", "days"])


def evidence(plan: Plan) -> DataFrame:
    """Every number that the result rests on; source null: an assumption."""
    columns = ["path", "value", "low", "high", "source", "confidence", "default", "note"]
    table = _records_of(plan.problem.evidence, columns)
    return table.astype({"low": float, "high": float})


def warnings(plan: Plan) -> DataFrame:
    """What is odd about the inputs."""
    return warnings_table(plan.problem.warnings)


def warnings_table(found: Iterable[Finding]) -> DataFrame:
    """Findings that are no faults."""
    return _records_of(found, ["file", "line", "column", "path", "text"])


def _records_of(things: Iterable[object], columns: list[str]) -> DataFrame:
    rows = [tuple(getattr(thing, name) for name in columns) for thing in things]
    return DataFrame(rows, columns=columns)


def rests_on(problem: Problem, *, drawn: bool = False) -> tuple[Evidence, ...]:
    """Every number of a problem; with `drawn`, what futures are drawn from too."""
    return problem.evidence + (problem.uncertainty.evidence if drawn else ())


def cited(problem: Problem) -> tuple[Source, ...]:
    """The sources that a number or a count of the problem names, in the order of the files."""
    named = {each.source for each in problem.evidence} | {seen.source for seen in problem.observed}
    return tuple(source for source in problem.sources if source.id in named)


def sources(problems: Iterable[Problem], *, drawn: bool = False) -> DataFrame:
    """Every source that the problems list, and how many of their numbers rest on it."""
    problems = list(problems)
    evidence: dict[Evidence, None] = dict.fromkeys(
        number for each in problems for number in rests_on(each, drawn=drawn)
    )
    numbers = Counter(each.source for each in evidence)
    listed = dict.fromkeys(source for each in problems for source in each.sources)
    rows = [
        (each.id, each.title, each.publisher, each.date, each.url, numbers[each.id])
        for each in listed
    ]
    return DataFrame(rows, columns=["source", "title", "publisher", "date", "url", "numbers"])
