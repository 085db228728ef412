"""The dispatch rule of a sheet: each morning its lines in their order, none after them.

    wants[a] = max(0, min(until · need[a] + left[a], enough[a]) − stock[a] − on its way to a)
    gives[a] = min(need[a], share · need[a] + max(0, stock[a] − until · need[a]))

A line brings its good to its areas until each has so many days of need, but never more than is
`enough` for the rest of the horizon and what is to be left at its end; in the last period that is
`left` beside the days, before it 0. Where not all can come, every area gets the same share of what
it lacks. First it takes what lies released at the crossing,
then what waits in the yard, then what corridors bring: of those that reach the crossing on the same
day, then of those that travel, what is still lacking beyond what is on the road. What corridors
have left sets out to wait at crossings. Where nothing is rationed areas give out all they can, and
in the last period keep what is to be left, once the first band of need is met.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from crossings.evaluation.chunks import CHUNK
from crossings.evaluation.compiled import ReadyTrajectory
from crossings.evaluation.dispatch import as_far_as_allowed
from crossings.evaluation.limits import IN_YARD, ON_PLATFORM
from crossings.evaluation.lines import NOWHERE, Line, lines_of
from crossings.evaluation.outcomes import Outcomes, joined, reunited
from crossings.evaluation.simulation import Flows, Simulation
from crossings.evaluation.steps import Stages
from crossings.evaluation.trajectory import Trajectory
from crossings.evaluation.ways import Way, setting_out, ways_of
from crossings.plan import Plan
from crossings.problem import Floats, Problem
from crossings.problem.sheets import Ration, Sheet, SheetLine, Waiting
from crossings.scenarios import Scenarios, apart
from crossings.scenarios.batch import blocks
from crossings.scenarios.sums import summed


@dataclass(frozen=True, eq=False)
class Followed:
    """A sheet, and what comes of it in some futures, beside what else could be done in them."""

    problem: Problem
    sheet: Sheet
    outcomes: Mapping[str, Outcomes]
    """By who decides: the plan, the sheet, or prices each morning."""
    seed: int


@dataclass(frozen=True, eq=False)
class SheetRule:
    """A sheet carried through scenarios; loads are inspected as the plan has it."""

    plan: Plan
    sheet: Sheet

    def outcomes(self, scenarios: Scenarios) -> Outcomes:
        """What comes of it in each scenario; of waiting there is nothing to tell."""
        parts = []
        for problem, positions, part in apart(self.plan.problem, scenarios):
            own = self if problem is self.plan.problem else self._under(problem)
            made = joined([own.simulated(block) for block in blocks(part, CHUNK)])
            parts.append((positions, made))
        return reunited(parts)

    def _under(self, problem: Problem) -> SheetRule:
        """The rule where it is known which phases come about: it looks at no later one."""
        return replace(self, plan=replace(self.plan, problem=problem))

    def simulated(self, scenarios: Scenarios, flows: Flows | None = None) -> Outcomes:
        """Likewise, of as many as are carried at once; what passes goes to `flows`, if given."""
        simulation = Simulation(self._all, scenarios, flows=flows)
        for t in range(len(self.plan.problem.periods)):
            stages = self._all.stages(t, simulation.terms)
            morning = _Morning(self.plan, simulation, stages)
            for line in self.sheet.lines:
                morning.serve(line)
            for waiting in self.sheet.waiting:
                morning.send_ahead(waiting)
            simulation.follow(_today(morning.decided(self.sheet.rations)))
            simulation.carry()
        return simulation.outcomes().without_plan()

    @cached_property
    def _all(self) -> ReadyTrajectory:
        """Whatever the lines of the sheet could send, a truckload each."""
        problem = self.plan.problem
        listed = np.zeros((len(problem.crossings), len(problem.goods)))
        for c, g in self.sheet.served:
            listed[c, g] = 1.0
        nothing = _nothing(problem, 1, len(problem.periods))
        return ReadyTrajectory(
            replace(
                nothing,
                manifested=(problem.brings * listed)[None],
                presented=(problem.usable * listed[:, :, None])[None],
                collected=(problem.reaches[:, :, None] * (listed * problem.inbound)[:, :, None])[
                    None
                ],
                of_each=True,
            )
        )


class _Morning:
    """What is decided in one period, in each of S scenarios."""

    def __init__(self, plan: Plan, simulation: Simulation, stages: Stages) -> None:
        self._plan, self._simulation, self._stages = plan, simulation, stages
        problem, self._t, self._size = plan.problem, simulation.t, len(simulation.scenarios)
        self._days = float(problem.days[self._t])
        terms, areas = simulation.terms, simulation.areas
        self._need = areas.by_place(areas.need_a_day(self._t))  # (S, G, A) a day
        self._have = areas.by_place(areas.stock)
        for u in range(self._t, len(problem.periods)):
            for (_, g, a), truckloads in simulation.roads.coming(u):
                self._have[:, g, a] += truckloads
        self._left = [self._allowed(row) for row in stages.rows]
        self._terms, self._made = terms, _nothing(problem, self._size, 1)
        self._sent: dict[str, Any] = {
            name: np.array(getattr(self._made, name))
            for name in ("manifested", "presented", "collected")
        }
        self._released = np.zeros((self._size, len(problem.goods)))
        """Of exports."""
        by_crossing = (self._size, len(problem.crossings), len(problem.goods))
        self._ordered = np.zeros(by_crossing)
        """What will be collected of what sets out today and gets to its crossing later."""
        self._set_out = np.zeros(by_crossing)
        """What of that will be at its crossing."""
        self._ways: dict[tuple[int, int, int | None], list[Way]] = {}

    def _allowed(self, row: Any) -> Floats:
        """(S,) What a limit leaves, or what is there to be inspected or collected."""
        simulation, (kind, place) = self._simulation, row
        if kind == ON_PLATFORM:
            return simulation.platforms.there[place].copy()
        if kind == IN_YARD:
            there = simulation.yards.there[place].copy()
            for to, truckloads in simulation.yards.road.coming(self._t):
                there += truckloads if to == place else 0.0
            return there
        left = simulation.further.left(row, self._t)
        assert left is not None
        return left.copy()

    def serve(self, line: SheetLine) -> None:
        """Bring what a line asks for, as far as the limits still allow."""
        problem, g, c = self._plan.problem, line.good, line.crossing
        coming: Floats | None = None
        for way in self._ways_of(line):
            if not problem.inbound[g]:
                self._send(line, way, self._of_market(line)[:, None])
            elif way.reaches_areas:
                self._send(line, way, self._wants(line, way.step.line.areas))
            else:
                asked = _in_all(self._wants(line, range(len(problem.areas))))
                coming = self._coming(c, g, way) if coming is None else coming
                self._send(line, way, np.maximum(asked - coming, 0.0)[:, None])

    def _wants(self, line: SheetLine, areas: Sequence[int]) -> Floats:
        """(S, N) What is to be collected for each of `areas`."""
        problem, t, g, c = self._plan.problem, self._t, line.good, line.crossing
        made = np.zeros((self._size, len(areas)), order="F")
        left = float(problem.days[t:].sum())
        for n, a in enumerate(areas):
            loss = float(problem.route_loss[t, c, a])
            if line.area in (None, a) and problem.reaches[t, c, a] and loss < 1:
                need, last = self._need[:, g, a], problem.last_stock[g, a]
                asked = left * need + last
                if line.until is not None:
                    beside = last if t + 1 == len(problem.periods) else 0.0
                    asked = np.minimum(asked, line.until * need + beside)
                made[:, n] = np.maximum(asked - self._have[:, g, a], 0.0) / (1 - loss)
        return made

    def _of_market(self, line: SheetLine) -> Floats:
        """(S,) What is to be released of an export: as much as is taken, less what is sent."""
        need = self._simulation.export_need(self._t)[:, line.good]
        days = self._days if line.until is None else min(line.until, self._days)
        return np.maximum(need * (days / self._days) - self._released[:, line.good], 0.0)

    def _coming(self, c: int, g: int, way: Way) -> Floats:
        """(S,) What will be collected of trucks that wait at a crossing, or are on their way."""
        row = self._stages.rows.get((IN_YARD, (c, g)))
        there = np.zeros(self._size) if row is None else self._left[row].copy()
        for u in range(self._t + 1, len(self._plan.problem.periods)):
            for place, truckloads in self._simulation.yards.road.coming(u):
                there += truckloads if place == (c, g) else 0.0
        through = way.collected / way.step.kept
        return np.asarray(there * through + self._ordered[:, c, g])

    def _send(self, line: SheetLine, way: Way, wants: Floats) -> None:
        """Send what comes to (S, N) collected, as far as limits allow, and note what it is."""
        problem, t, g, c = self._plan.problem, self._t, line.good, line.crossing
        share = np.reshape(np.asarray(way.collected, dtype=np.float64), (-1, 1))
        waiting = np.divide(wants, share, out=np.zeros_like(wants), where=share > 0)
        most, parts = as_far_as_allowed(way.step, waiting, way.step.takes, self._left)
        corridor = way.step.line.corridor
        if corridor != NOWHERE:
            self._sent["manifested"][:, 0, corridor, c, g] += most
        if not way.reaches_areas:
            self._ordered[:, c, g] += most * way.collected
            self._set_out[:, c, g] += most * way.step.kept
            return
        for r, part in way.regimes.items():
            self._sent["presented"][:, 0, c, g, r] += most * way.step.kept * part
        if not problem.inbound[g]:
            self._released[:, g] += most * way.collected
            return
        for n, a in enumerate(way.step.line.areas):
            collected = parts[:, n] * way.collected
            self._sent["collected"][:, 0, c, g, a] += collected
            self._have[:, g, a] += collected * (1 - problem.route_loss[t, c, a])

    def send_ahead(self, waiting: Waiting) -> None:
        """Let trucks set out until so many wait at the crossing, or are on their way to it."""
        place = waiting.crossing, waiting.good
        row = self._stages.rows.get((IN_YARD, place))
        if row is None:
            return
        lacking = waiting.truckloads - self._left[row] - self._set_out[:, *place]
        for u in range(self._t + 1, len(self._plan.problem.periods)):
            for to, truckloads in self._simulation.yards.road.coming(u):
                lacking -= truckloads if to == place else 0.0
        for front in setting_out(self._stages, self._terms, place, self._t):
            wants = np.asfortranarray((np.maximum(lacking, 0.0) / front.kept)[:, None])
            most, _ = as_far_as_allowed(front, wants, front.takes, self._left)
            self._sent["manifested"][:, 0, front.line.corridor, *place] += most
            lacking = lacking - most * front.kept

    def decided(self, rations: Sequence[Ration]) -> Trajectory:
        """(S, 1, …) What is to pass in the period, and what areas give out of what they have."""
        problem = self._plan.problem
        coverage, stock = np.ones_like(self._made.coverage), np.zeros_like(self._made.stock)
        if self._t + 1 == len(problem.periods):
            coverage[:] = problem.band_top[0]
            stock[:] = problem.last_stock
        for ration in rations:
            areas = range(len(problem.areas)) if ration.area is None else [ration.area]
            for a in areas:
                need = self._need[:, ration.good, a]
                beyond = np.maximum(self._have[:, ration.good, a] - ration.until * need, 0.0)
                needed = need * self._days
                more = np.divide(beyond, needed, out=np.ones_like(need), where=needed > 0)
                given = coverage[:, 0, ration.good, a]
                np.minimum(given, ration.share + more, out=given)
                stock[:, 0, ration.good, a] = np.where(
                    given < 1, np.inf, stock[:, 0, ration.good, a]
                )
        return replace(self._made, **self._sent, coverage=coverage, stock=stock)

    def _ways_of(self, line: SheetLine) -> list[Way]:
        key = (line.crossing, line.good, line.regime)
        if key not in self._ways:
            presented = self._plan.presented[:, line.crossing, line.good].sum(axis=0)  # (R,)
            mix = {r: float(x) for r, x in enumerate(presented) if x > 0}
            mix = mix if line.regime is None else {line.regime: 1.0}
            place = line.crossing, line.good
            self._ways[key] = ways_of(self._stages, self._terms, place, mix, self._t)
        return self._ways[key]


def _nothing(problem: Problem, size: int, periods: int) -> Trajectory:
    """(size, periods, …) Nothing passes."""
    goods, areas = len(problem.goods), len(problem.areas)
    crossings, corridors = len(problem.crossings), len(problem.corridors)

    def zeros(*axes: int) -> Floats:
        return np.zeros((size, periods, *axes))

    return Trajectory(
        problem,
        manifested=zeros(corridors, crossings, goods),
        presented=zeros(crossings, goods, len(problem.regimes)),
        collected=zeros(crossings, goods, areas),
        held=zeros(crossings, goods),
        turned_away=zeros(crossings, goods),
        discarded=zeros(goods, areas),
        stock=zeros(goods, areas),
        coverage=zeros(goods, areas),
        of_each=True,
    )


@dataclass(frozen=True)
class _Today(ReadyTrajectory):
    """What is decided for one period, whichever it is asked about."""

    period: Trajectory

    @cached_property
    def lines(self) -> list[Line]:
        """Lines of the one period."""
        made = []
        for line in lines_of(self.period):
            size, _, places = line.departing.shape
            axes = (size, len(self.problem.periods), places)
            made.append(replace(line, departing=np.broadcast_to(line.departing, axes)))
        return made


def _today(period: Trajectory) -> ReadyTrajectory:
    """A decision (S, 1, …), ready to be carried."""
    periods = len(period.problem.periods)
    names = [each.name for each in fields(period) if each.name not in ("problem", "of_each")]
    arrays = {name: getattr(period, name) for name in names}
    wide: dict[str, Any] = {
        name: np.broadcast_to(array, (len(array), periods, *array.shape[2:]))
        for name, array in arrays.items()
    }
    return _Today(replace(period, **wide), period)


def _in_all(parts: Floats) -> Floats:
    """(S,) Sum over areas, in their order, whatever S is."""
    return summed(parts, 1)
