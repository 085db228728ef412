"""What security costs where inspection is designed anew for every limit on what passes undetected.

V(U) over every tree and every mixture is concave, as that of a model is. Wherever it is asked for,
trees enter until none betters the plan (`columns`), and its slope is the price of row 9; where to
ask next follows from the tangents. Few trees that are worth nearly as much at each bend are the
regimes of one model then, whose plans at those bounds are told as those of any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crossings.allocation.frontier import allowing
from crossings.allocation.settings import solver_version
from crossings.allocation.standing import StandingProgram
from crossings.analysis.concave import Tangent, touched
from crossings.analysis.frontier import Frontier, Point
from crossings.design.columns import Master, Progress
from crossings.design.regimes import Seeds
from crossings.design.trees import Tree
from crossings.design.written import regimes
from crossings.inspection import Sensor
from crossings.plan import Solver
from crossings.problem import Problem

_SHARING = 1e-2
"""What runs of readings may lose by sharing what follows, of what their tree costs."""
_FORGONE = 0.005
"""Of the value where it is asked for: what fewer and smaller trees may lose."""
_BETWEEN = 0.02
"""Of the value: what lines between may lose."""
_NEARER = 1e-3
"""Of what makes a difference at most: what is less is not told apart."""


def designed_frontier(
    problem: Problem, sensors: Sequence[Sensor], progress: Progress
) -> Frontier | None:
    """V(U) of `problem`, as reading makes it for `sensors`; None: no plan, whatever is allowed."""
    curve = _Curve(problem, sensors, progress)
    most = curve.most()
    if most is None:
        return None
    least = curve.least(most)
    ends = [] if least >= _NEARER * most else [curve.touch(least)]
    bends = [*ends, *touched(curve.touch, max(least, _NEARER * most), most, _BETWEEN)]
    named = regimes(list(curve.trees), sensors)
    made = Seeds(problem, sensors).with_trees(list(curve.trees), list(named))
    title = f"Designed from {', '.join(sensor.id for sensor in sensors)}"
    phases = tuple(
        replace(phase, model=replace(phase.model, title=title, shipped=False))
        for phase in made.phases
    )
    progress("its plans")
    return _with_plans(replace(made, phases=phases), [bend.at for bend in bends])


def _with_plans(problem: Problem, bounds: Sequence[float]) -> Frontier:
    """The plans under some rising bounds, each search from the bound before it."""
    program = StandingProgram(allowing(problem, bounds[0]))
    points, start = [], None
    for bound in bounds:
        plan = program.plan(allowing(problem, bound), start)
        start = program.first_outcome
        points += [] if plan is None else [Point(bound, plan)]
    solver = Solver("HiGHS", solver_version(), "optimal")
    return Frontier(problem, False, tuple(points), solver)


class _Curve:
    """V, asked for bound by bound; each search begins with the trees of those before it."""

    def __init__(self, problem: Problem, sensors: Sequence[Sensor], progress: Progress) -> None:
        self._problem, self._sensors, self._progress = problem, sensors, progress
        self._entered: tuple[Tree, ...] = ()
        self.trees: dict[Tree, None] = {}
        """Those that are worth nearly as much as all, at every bound asked by now."""

    def most(self) -> float | None:
        """What passes undetected a day where nothing limits it; None where there is no plan."""
        master, value = self._searched(np.inf)
        if value == -np.inf:
            return None
        return float((master.undetected / self._problem.days).max(initial=0.0))

    def least(self, most: float) -> float:
        """About the least bound that a plan keeps to."""
        low, high = 0.0, most
        if self._searched(low)[1] > -np.inf:
            return low
        while high - low > _NEARER * most:
            middle = (low + high) / 2
            low, high = (low, middle) if self._searched(middle)[1] > -np.inf else (middle, high)
        return high

    def touch(self, allowed: float) -> Tangent:
        """V there, and what one more truckload a day allowed adds to it."""
        master, value = self._searched(allowed)
        slope = master.gained(allowing(self._problem, allowed + 1.0))
        enough = value - _FORGONE * abs(value)
        self.trees |= dict.fromkeys(master.besides([*self.trees], enough))
        return Tangent(allowed, value, slope)

    def _searched(self, allowed: float) -> tuple[Master, float]:
        """The program under a bound with the best trees in it, and what they are worth."""
        what = "any" if np.isinf(allowed) else f"{allowed:.3g}"
        master = Master(
            Seeds(allowing(self._problem, allowed), self._sensors),
            lambda text: self._progress(f"{what} undetected a day: {text}"),
            self._entered,
        )
        value = master.best(_SHARING, exact=False)
        self._entered = tuple(dict.fromkeys([*self._entered, *master.trees]))
        return master, value
