"""A trajectory made ready: its lines, and by period what each of them takes of which limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import Any

import numpy as np

from crossings.evaluation.limits import (
    Limits,
    Number,
    Row,
    Terms,
    burdens,
    of_flow,
    of_share,
    roads,
    taken,
    with_excess,
)
from crossings.evaluation.lines import Line, lines_of, usable
from crossings.evaluation.steps import Detected, Stages, Step, Turn
from crossings.evaluation.trajectory import Trajectory, trajectory_of
from crossings.limits import Limit, shares_of_flows
from crossings.limits.flows import PRESENTED
from crossings.limits.record import PASSED
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.scenarios import as_planned


@dataclass(frozen=True)
class ReadyTrajectory:
    """A trajectory with all that is needed to carry it through scenarios."""

    trajectory: Trajectory

    @property
    def problem(self) -> Problem:
        """The problem that the trajectory is an answer to."""
        return self.trajectory.problem

    def under(self, problem: Problem) -> ReadyTrajectory:
        """The same, carried where not every phase comes about that it was made for."""
        if problem is self.problem:
            return self
        if problem not in self._under:
            made = ReadyTrajectory(replace(self.trajectory, problem=problem))
            made.__dict__["lines"] = self.lines  # it sends what it was made to send
            self._under[problem] = made
        return self._under[problem]

    @cached_property
    def _under(self) -> dict[Problem, ReadyTrajectory]:
        """By the problem."""
        return {}

    @cached_property
    def lines(self) -> list[Line]:
        """What it sends, in the order of dispatch."""
        return lines_of(self.trajectory)

    @cached_property
    def limits(self) -> Limits:
        """The limits; one trajectory for all scenarios keeps to them where nothing is drawn."""
        nominal = as_planned(self.problem)
        used: dict[tuple[int, Row], float] = {}
        terms = Terms(self.problem, nominal)
        for t in range(len(self.problem.periods)):  # outside: terms are kept for one period
            for line in () if self.trajectory.of_each else self.lines:
                for row, amount in _used(line, t, terms):
                    used[t, row] = used.get((t, row), 0.0) + amount
        return with_excess(self.problem, nominal, used)

    def stages(self, t: int, terms: Terms) -> Stages:
        """A period's steps and limits; the same for all scenarios unless ranges are drawn."""
        if terms.scenarios.changed:
            return self._stages(t, terms)
        if t not in self._usual:
            self._usual[t] = self._stages(t, self._usual_terms)
        return self._usual[t]

    @cached_property
    def _usual(self) -> dict[int, Stages]:
        """By period, of scenarios that change no number."""
        return {}

    @cached_property
    def _usual_terms(self) -> Terms:
        return Terms(self.problem, as_planned(self.problem))

    def _stages(self, t: int, terms: Terms) -> Stages:
        places: dict[Row, int] = {}
        steps = [
            self._step(index, line, t, terms, places)
            for index, line in enumerate(self.lines)
            if usable(self.problem, line, t)
        ]
        inspected = [step for step in steps if step.line.inspected]
        detected = sorted(self._detected(t, inspected, terms), key=lambda row: -row.rate)
        inspected = [
            replace(step, over=_strictest(row.over[k] for row in detected if k in row.over))
            for k, step in enumerate(inspected)
        ]
        return Stages(
            Turn([step for step in steps if step.line.ends == "yard"], []),
            Turn(inspected, [row for row in detected if row.lacks]),
            Turn([step for step in steps if step.line.begins == "platform"], []),
            places,
        )

    def _step(self, index: int, line: Line, t: int, terms: Terms, places: dict[Row, int]) -> Step:
        problem = self.problem

        def bounded(row: Row) -> bool:
            return row in places or self.limits.at(row, t, terms) is not None

        takes = [
            (places.setdefault(row, len(places)), each)
            for row, each in taken(problem, terms, line, t)
            if _binds(each) and bounded(row)
        ]
        roaded = [
            (n, places.setdefault(row, len(places)), each)
            for n, row, each in roads(problem, terms, line, t)
            if _binds(each) and bounded(row)
        ]
        burden = [
            (places.setdefault(row, len(places)), by_area)
            for row, by_area in burdens(problem, terms, line, t)
            if any(_binds(each) for each in by_area) and bounded(row)
        ]
        barred = [n for n, a in enumerate(line.areas) if not problem.reaches[t, line.crossing, a]]
        kept, passed = terms.kept(line, t), terms.passed(line, t)
        return Step(index, line, takes, roaded, barred, burden, kept, passed, 0.0)

    def _detected(self, t: int, steps: list[Step], terms: Terms) -> Iterator[Detected]:
        """Rows of limits on the share detected, where any is asked for."""
        for limit in shares_of_flows(self.problem):
            asked = terms.asked(limit, t)  # (1 or S, *place)
            rows: dict[tuple[int, ...], dict[int, Number]] = {}
            rates: dict[tuple[int, ...], Number] = {}
            for k, step in enumerate(steps):
                for place, over in of_flow(terms, limit, PRESENTED, step.line.along, t):
                    rows.setdefault(place, {})[k] = over
                rates |= of_share(terms, limit, PRESENTED, step.line.along, t)
            for place, over_by_step in rows.items():
                at: Any = (slice(None), *place)
                if asked[at].any():
                    excess = self._lacking(limit, [steps[k] for k in over_by_step], t)
                    rate = float(np.mean(rates[place]))
                    yield Detected(limit, over_by_step, asked[at], rate, excess)

    def _lacking(self, limit: Limit, steps: list[Step], t: int) -> float:
        """What lines, as planned, lack in all to a share of them, where that is rounding."""
        if self.trajectory.of_each:
            return 0.0
        terms, lack, sent = self._usual_terms, 0.0, 0.0
        for step in steps:
            line, leaving = step.line, float(step.line.departing[0, t].sum())
            for _, over in of_flow(terms, limit, PRESENTED, line.along, t):
                lack -= float(np.ravel(over)[0]) * float(np.ravel(terms.kept(line, t))[0]) * leaving
            sent += leaving
        return lack if 0 < lack <= PASSED * max(1.0, sent) else 0.0


class ReadyPlan(ReadyTrajectory):
    """A plan, ready to be carried through scenarios as the trajectory for all of them."""

    plan: Plan

    def __init__(self, plan: Plan) -> None:
        super().__init__(trajectory_of(plan))
        object.__setattr__(self, "plan", plan)


def _strictest(over: Iterable[Number]) -> Number:
    """The least of what is detected beyond what each limit asks; 0 where none asks anything."""
    found = list(over)
    return reduce(np.minimum, found) if found else 0.0


def _used(line: Line, t: int, terms: Terms) -> Iterator[tuple[Row, float]]:
    """What the line, as planned, takes of each limit."""
    leaving = line.departing[0, t]
    if not leaving.any():
        return
    for row, each in taken(terms.problem, terms, line, t):
        yield row, float(np.ravel(each)[0]) * float(leaving.sum())
    for row, by_area in burdens(terms.problem, terms, line, t):
        areas = [float(np.ravel(number)[0]) for number in by_area]
        yield row, float(np.dot(leaving[: len(areas)], areas))
    for n, row, each in roads(terms.problem, terms, line, t):
        yield row, float(leaving[n]) * float(np.ravel(each)[0])


def _binds(each: Number) -> bool:
    """Whether a truckload takes anything of the limit, in any scenario."""
    return each > 0 if isinstance(each, float) else bool((each > 0).any())
