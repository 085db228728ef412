"""Where figures come from, as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pandas import DataFrame

from crossings.problem import Evidence, Problem
from crossings.published import Source


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
