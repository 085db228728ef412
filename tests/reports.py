"""Reports of plans, made as the command makes them, and read again."""

from functools import cache, partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from crossings.allocation import compared, foremost_and_both, standing_plan
from crossings.allocation.frontier import frontier
from crossings.analysis.comparison import column
from crossings.analysis.headline import Headline, headline
from crossings.batches import Candidate, Task, run
from crossings.evaluation import ReadyPlan
from crossings.evaluation.by_period import by_period
from crossings.limits.levers import Lever
from crossings.outputs.report.material import Material
from crossings.problem import Problem
from crossings.reading import read_problem
from crossings.reading.yaml.overrides import parsed_overrides
from crossings.scenarios import Seeded

LANGUAGES = ("en", "ar")
TWO_GATES = """\
title: Two gates alike
horizon: {start: 2024-03-03, periods: 1, days_per_period: 7}
model: ./model.yaml
areas: {north: {name: North, population: 1000}}
goods:
  food: {category: humanitarian, need: 50, threat_rate: 0.001}
crossings:
  east: {name: East, hours_per_day: 8, resources: {bay: 3}}
  west: {name: West, hours_per_day: 8, resources: {bay: 3}}
"""
HOUR = """\
title: An hour a truckload
regimes:
  search:
    start: s
    stages: {s: {minutes: {bay: 60}, detection: 0.5, on_clear: release, on_alarm: refuse}}
"""


def read_with_levers(case: str, *more: Any) -> tuple[Problem, tuple[Lever, ...]]:
    """A problem, and everything in it that can be moved."""
    problem = read_problem(case, *more)
    return problem, problem.reader.levers(problem)


def material_of(case: str, other: str | None = None, futures: int = 0) -> Material:
    """The plan of a case beside that of another model, carried through so many futures."""
    problem, levers = read_with_levers(case)
    program, plan = standing_plan(problem)
    marginal_values, more, both = foremost_and_both(program, plan, levers, 2)
    columns = [column("own", problem.model.title, plan, levers, ())]
    if other is not None:
        columns.append(compared(other, *read_with_levers(case, other)))
    plans = {each.model: each.plan for each in columns if each.plan is not None}
    batch, spreads = None, []
    if futures:
        tried = tuple(Candidate(name, ReadyPlan(plan)) for name, plan in plans.items())
        numbers = range(futures)
        task = Task(Seeded(1), "plan", tried)
        batch = run(task, numbers)
        spreads = [
            by_period(each.ready.problem, each.ready, Seeded(1), numbers, partial(task.carry, k))
            for k, each in enumerate(tried)
        ]
    curves = {"own": frontier(problem, share=0.05)}
    return Material(plan, marginal_values, both, more, columns, curves, batch, spreads)


def headline_of(case: str | Path, settings: tuple[str, ...] = ()) -> Headline:
    """The headline of a case, as the commands make it."""
    problem, levers = read_with_levers(str(case), None, parsed_overrides(settings))
    program, plan = standing_plan(problem)
    values, _, both = foremost_and_both(program, plan, levers, 3)
    return headline(plan, values, both)


of_shipped = cache(headline_of)
"""The same of a file that no test changes."""


class Shown(NamedTuple):
    """A run of text, the elements around it, and the value of the nearest `data` element."""

    text: str
    around: tuple[str, ...]
    value: float | None


class _Reader(HTMLParser):
    VOID = ("meta", "link", "br", "wbr")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Shown] = []
        self.around: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.around.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self.around and self.around.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        if text.strip():
            given = [said["value"] for tag, said in self.around if tag == "data"]
            value = float(str(given[-1])) if given else None
            names = tuple(f"{tag}#{said.get('id') or ''}" for tag, said in self.around)
            self.found.append(Shown(text, names, value))


def shown(page: str) -> list[Shown]:
    """Every run of text of a page."""
    reader = _Reader()
    reader.feed(page)
    return reader.found


def values(page: str, section: str) -> list[float]:
    """Numbers of a section, in full, in the order of the page."""
    return [
        each.value
        for each in shown(page)
        if each.value is not None and f"section#{section}" in each.around
    ]
