"""V(U): the best value under every bound of row 9, by one program solved again and again."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from crossings.allocation.aims import AIMS, EVENNESS, Aim
from crossings.allocation.conflicts import reachable
from crossings.allocation.copies import answered, begun, worth_copies
from crossings.allocation.outcomes import Outcome
from crossings.allocation.settings import HUGE, solver_version
from crossings.allocation.standing import StandingProgram
from crossings.analysis.concave import Tangent, falls_short, touched
from crossings.analysis.frontier import SHARE, Frontier, Point
from crossings.errors import NoPlan, SurroundingsError
from crossings.limits import traded_limit
from crossings.limits.flows import MET
from crossings.plan import Plan, Solver
from crossings.problem import Problem

_MOST_OF_LARGE, _MOST_INSIDE = 7, 4
"""Bounds that a large program is solved under unless all bends are asked for, and one that is
solved without a vertex: there nothing is begun from a neighbour, and each takes twice the value."""
_OF_LARGE = AIMS[:2]
"""Aims to which its plans are brought: what is met and what passes undetected are settled then."""
_ROOM = 1e-6
"""Share by which V is told further than to its end, where plans are sought in the middle of what is
best: at the end itself there is no middle, and HiPO took 200 s without coming to rest."""
_STEPS_UP = (0.0, 1e-9, 1e-8, 1e-7)
"""Shares by which a bound is let up where no plan keeps to it but for rounding."""


def frontier(
    problem: Problem,
    *,
    exact: bool = False,
    share: float = SHARE,
    met_alone: bool = False,
    tell: Callable[[str], None] = lambda _: None,
    jobs: int = 1,
) -> Frontier:
    """V(U) of `problem` with the plans at its bends: all of them if `exact`.

    Else lines between them fall short of it by a `share` of the value at most. With `met_alone`
    the plans are right in what they meet in all, and are brought to no aim but for that. Of a large
    program so few bounds are looked at that it ends; how far lines fall short is told. So many
    processes find plans side by side. It can `tell` how far it is.

    Raises `NoPlan` where no plan reaches the floors whatever passes undetected.
    """
    solver = Solver("HiGHS", solver_version(), "optimal")
    if not problem.threat_known.any():
        unknown = "no threat rate is given, and what passes undetected cannot be told"
        return Frontier(problem, exact, (), solver, unknown)
    free = allowing(problem, np.inf)
    program = StandingProgram(allowing(problem, 0.0), beyond=traded_limit(problem))
    ended = program.beyond(program.problem, value=True)
    if ended is None:
        free = reachable(free)
        program = StandingProgram(allowing(free, 0.0), beyond=traded_limit(problem))
        ended = program.beyond(program.problem, value=True)
    if ended is None:
        raise SurroundingsError("the solver finds no plan where the floors can be reached")
    high, outcome = ended
    if outcome.is_inside:
        high *= 1 + _ROOM
    curve = _Curve(program, free, high, outcome, met_alone=met_alone)
    low = curve.least()
    few = _MOST_INSIDE if program.ledger.width > HUGE else _MOST_OF_LARGE
    most = few if program.is_large and not exact else math.inf
    jobs = worth_copies(program.ledger.width, jobs)

    def touch(allowed: float) -> Tangent:
        tell(f"the value with {allowed:.3g} undetected a day")
        return curve.touch(allowed)

    def between(low: float, high: float) -> list[Tangent]:
        return touched(touch, low, high, 0.0 if exact else share, most)

    ends = sorted({low, max(low, high)})
    bends, plans = _planned(curve.plan, [touch(end) for end in ends], between, jobs, tell)
    points = tuple(Point(bend.at, plan) for bend, plan in zip(bends, plans, strict=True))
    within = max(share, falls_short(bends)) if len(bends) >= most else share
    return Frontier(problem, exact, points, solver, within=within)


def _planned(
    plan: Callable[[float], Plan],
    ends: Sequence[Tangent],
    between: Callable[[float, float], list[Tangent]],
    jobs: int,
    tell: Callable[[str], None],
) -> tuple[list[Tangent], list[Plan]]:
    """All bends from end to end with their plans; those of the ends while bends are sought."""
    finished = 0

    def done(more: int) -> None:
        nonlocal finished
        finished += more
        tell(f"plan {finished} of {len(bends)}")

    with begun([partial(plan, end.at) for end in ends], jobs) as at_ends:
        bends = between(ends[0].at, ends[-1].at)
        inner = answered([partial(plan, bend.at) for bend in bends[1:-1]], jobs, done)
        first, *last = at_ends(done)
    return bends, [first, *inner, *last]


def frontier_or_reason(
    problem: Problem,
    *,
    exact: bool = False,
    share: float = SHARE,
    met_alone: bool = False,
    tell: Callable[[str], None] = lambda _: None,
    jobs: int = 1,
) -> Frontier:
    """Likewise; without points, with the reason, where there is no plan."""
    try:
        return frontier(
            problem, exact=exact, share=share, met_alone=met_alone, tell=tell, jobs=jobs
        )
    except NoPlan as error:
        solver = Solver("HiGHS", solver_version(), "infeasible")
        return Frontier(problem, exact, (), solver, f"no plan: {error.sentence}")


def allowing(problem: Problem, undetected: float) -> Problem:
    """The problem with so many undetected truckloads a day allowed, in place of its own limit."""
    (field,) = traded_limit(problem).moved_by
    allowed: Any = {field: np.full(len(problem.periods), undetected)}
    return replace(problem, **allowed)


class _Curve:
    """V, asked for bound by bound; each search starts from the nearest bound asked before."""

    def __init__(
        self,
        program: StandingProgram,
        problem: Problem,
        high: float,
        outcome: Outcome,
        *,
        met_alone: bool,
    ) -> None:
        """V ends at `high`, which the outcome keeps to where nothing bounds it."""
        self._program = program
        aims = _OF_LARGE if program.is_large else AIMS
        self._aims: Sequence[Aim] = (EVENNESS,) if met_alone else aims
        self._summed = (MET,) if met_alone else ()
        self._problem = problem
        self._found: dict[float, Outcome] = {}
        # The program's own first search, which nothing bound, is near the highest bound.
        self._starts: list[tuple[float, Outcome | None]] = [(high, None)]
        if outcome.is_inside:
            self._found[high] = replace(outcome, problem=allowing(problem, high))
        one, none = (program.right_hand_sides(allowing(problem, u)) for u in (1.0, 0.0))
        self._by_row = np.nan_to_num(one - none, nan=0.0)  # what one more allowed adds to each row

    def least(self) -> float:
        """The least bound that a plan keeps to."""
        if self._feasible(0.0):
            return 0.0
        least, _ = self._program.beyond(allowing(self._problem, 0.0), value=False) or (None, None)
        if least is not None:
            for share in _STEPS_UP:
                if self._feasible(least + share * max(1.0, least)):
                    return least + share * max(1.0, least)
        raise SurroundingsError("the solver finds no plan at the least undetected contraband")

    def touch(self, allowed: float) -> Tangent:
        """V there, and what one more truckload a day allowed adds to it."""
        if not self._feasible(allowed):
            raise SurroundingsError(f"the solver finds no plan with {allowed} undetected a day")
        outcome = self._found[allowed]
        # It is a minimisation of −V that they are the prices of.
        return Tangent(allowed, -outcome.value, float(-outcome.prices @ self._by_row))

    def plan(self, allowed: float) -> Plan:
        """The plan where so much is allowed, after the tie-breaks."""
        start = self._found[allowed]
        assert start.problem is not None
        found = self._program.plan(start.problem, start, self._aims, summed=self._summed)
        assert found is not None
        return found

    def _feasible(self, allowed: float) -> bool:
        if allowed not in self._found:
            _, start = min(self._starts, key=lambda found: abs(found[0] - allowed))
            # The first is the least, far from the highest bound; it is found sooner from nothing.
            anew = len(self._starts) == 1
            outcome = self._program.best(allowing(self._problem, allowed), start, anew=anew)
            if outcome.status != "optimal":
                return False
            self._found[allowed] = outcome
            self._starts.append((allowed, outcome))
        return True
