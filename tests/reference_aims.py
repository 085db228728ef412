"""The aims of docs/formulas.md, read afresh: which of all plans of best value is shown.

`reached(case, model)` has the value of each aim, one after the other, and the one plan left, by
Clarabel alone. What has a price in an aim that is a sum stays where it is for all later aims, and
so does what an aim of squares squares. `achieved(f, plan)` are the values that any plan has.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import Any

import clarabel
import numpy as np
from reference import Facts, Row, Terms, Variable, facts, inspection, rows, variables, worth
from reference_time import time_variables
from scipy.sparse import csc_array, diags_array, vstack

Sum = dict[Variable, float]
Squares = list[tuple[float, float, dict[Variable, float]]]
"""Weight, target, and what of it the plan has: Σ weight · (target − Σ part · variable)²."""
NAMES = ("unevenness", "undetected", "waste", "minutes", "disproportion")


def unevenness(f: Terms) -> Squares:
    """Σ priority · weight · need · D · (1 − coverage)², place by place, period by period."""
    squares: Squares = []
    for t, now in enumerate(f):
        for (g, a), per_day in now.need.items():
            need = per_day * now.days[t]
            if need > 0:
                met = {("z", g, a, b, t): 1 / need for b in range(len(now.bands))}
                squares.append((now.priority[g] * now.weight[a] * need, 1.0, met))
    return squares


def undetected(f: Terms) -> Sum:
    """Contraband that nothing finds."""
    return {
        x: now.threat[g] * (1 - now.detection[r]) for t, now in enumerate(f) for x, g, r in now.x(t)
    }


def waste(f: Terms) -> Sum:
    """What waits and lies between stages, by days; what is lost, turned away and discarded.

    A truckload lost counts as the horizon's days; one let go as those and twice the days left.
    """
    days = sum(f[0].days)
    aim: Sum = {}
    for t, now in enumerate(f):
        let_go = days + 2 * (days - sum(now.days[: t + 1]))
        each = {"w": now.days[t], "h": now.days[t], "turned": let_go, "gone": let_go}
        aim |= {v: each[v[0]] for v in time_variables(f, t)}
        aim |= {("m", o, c, g, t): days * now.corridors[o][1] for o, c, g in now.manifested}
        aim |= {("y", c, g, a, t): days * now.routes[c][a][1] for c, g, a in now.collected}
    return aim


def through(now: Facts, c: str, g: str, everything: float) -> float:
    """Truckloads that gate and own resources let pass in an open day, by the quickest regime."""
    best = 0.0
    for c_, g_, r in now.presented:
        if (c_, g_) == (c, g):
            gate = now.gate[c]
            most = inf if gate is None else gate * now.fill[r]
            for q in now.units[c] or {}:
                each = now.minutes.get((r, g, q), 0.0)
                most = min(most, now.minutes_a_day[c, q] / each if each > 0 else inf)
            best = max(best, most)
    return everything if best == inf else best


def proportions(f: Terms) -> Sum:
    """U of everything manifested, presented, collected, turned away and discarded."""
    greatest: dict[tuple[str, str | None], float] = defaultdict(float)
    for now in f:
        for place, per_day in now.need.items():
            greatest[place] = max(greatest[place], per_day)
    need: dict[str, float] = defaultdict(float)
    for (g, _), per_day in greatest.items():
        need[g] += per_day
    everything = sum(need.values())
    size: Sum = {}
    for t, now in enumerate(f):
        crossing: dict[tuple[str, str], float] = {}
        corridor: dict[tuple[str, str], float] = {}
        running: dict[tuple[str, str], int] = defaultdict(int)
        for c, g, _ in now.presented:
            crossing[c, g] = through(now, c, g, everything)
            running[c, g] += 1
        for o, _, g in now.manifested:
            caps = [now.corridors[o][0], now.corridors[o][2][g]]
            given = [cap for cap in caps if cap is not None]
            corridor[o, g] = min(given) if given else everything

        def share(of: dict[tuple[str, str], float], site: str, good: str) -> float:
            whole = sum(cap for (_, g), cap in of.items() if g == good)
            return of.get((site, good), 0.0) / whole if whole > 0 else 0.0

        def put(variable: Variable, good: str, days: int, part: float) -> None:
            least = 1e-4 * (need[good] or 1.0) * now.days[t]  # noqa: B023
            size[variable] = max(least, need[good] * days * part)

        for o, c, g in now.manifested:
            part = share(corridor, o, g) * share(crossing, c, g)
            put(("m", o, c, g, t), g, now.open["corridor", o, t], part)
        for c, g, r in now.presented:
            part = share(crossing, c, g) / running[c, g]
            put(("x", c, g, r, t), g, now.open["crossing", c, t], part)
        for c, g, a in now.collected:
            part = share(crossing, c, g) * (greatest[g, a] / need[g] if need[g] else 0.0)
            put(("y", c, g, a, t), g, now.route_days(c, a, t), part)
        for letter, at, g, _ in time_variables(f, t):
            if letter == "turned":
                days = now.open["crossing", at, t]
                put(("turned", at, g, t), g, days, share(crossing, at, g))
            elif letter == "gone":
                part = greatest[at, g] / need[at] if need[at] else 0.0
                put(("gone", at, g, t), at, now.days[t], part)
    return size


def aims(f: Terms) -> list[Sum | Squares]:
    """Every aim after value, in their order."""
    alike: Squares = [(1 / size, 0.0, {v: 1.0}) for v, size in proportions(f).items()]
    return [unevenness(f), undetected(f), waste(f), inspection(f), alike]


def at(aim: Sum | Squares, plan: dict[Variable, float]) -> float:
    """What a plan has of an aim."""
    if isinstance(aim, dict):
        return sum(each * plan.get(v, 0.0) for v, each in aim.items())
    return sum(
        weight * (target - sum(part * plan.get(v, 0.0) for v, part in parts.items())) ** 2
        for weight, target, parts in aim
    )


def achieved(f: Terms, plan: dict[Variable, float]) -> dict[str, float]:
    """What a plan has of every aim."""
    return {name: at(aim, plan) for name, aim in zip(NAMES, aims(f), strict=True)}


@dataclass
class Program:
    """Rows that are left open by the aims so far; columns that are not `free` stay at 0."""

    matrix: csc_array
    bound: np.ndarray
    equal: np.ndarray  # which rows are equations; all others are at most their bound
    free: np.ndarray
    signed: int  # the first column that may be less than 0, as all after it

    def least(self, square: np.ndarray, linear: np.ndarray) -> np.ndarray:
        """The columns at which Σ square · column² + linear · column is least; then face by face.

        Columns at 0 and rows at their bound that have a price are kept there.
        """
        free, rows_there = self.free, np.flatnonzero(np.abs(self.matrix[:, self.free]).sum(axis=1))
        order = np.concatenate(
            [rows_there[self.equal[rows_there]], rows_there[~self.equal[rows_there]]]
        )
        inner = self.matrix[order][:, free]
        number = int(free[: self.signed].sum())
        unit = diags_array(np.ones(int(free.sum())), format="csr")[:number]
        matrix = vstack([inner, -unit], format="csc")
        side = np.concatenate([self.bound[order], np.zeros(number)])
        cost = max(np.abs(2 * square[free]).max(initial=0), np.abs(linear[free]).max(initial=0))
        cost = cost or 1.0
        settings = clarabel.DefaultSettings()
        settings.verbose, settings.max_iter = False, 500
        settings.max_step_fraction = 0.9  # where bounds meet, longer steps end near them all
        settings.tol_feas = settings.tol_gap_abs = settings.tol_gap_rel = 1e-13
        equations = int(self.equal[order].sum())
        cones = [clarabel.ZeroConeT(equations), clarabel.NonnegativeConeT(len(side) - equations)]
        quadratic = diags_array(2 * square[free] / cost, format="csc")
        found = clarabel.DefaultSolver(
            quadratic, linear[free] / cost, matrix, side, cones, settings
        ).solve()
        x = np.zeros(len(free))
        x[free] = found.x
        x[: self.signed] = np.maximum(x[: self.signed], 0.0)
        beyond = self.matrix @ x - self.bound
        off = np.where(self.equal, np.abs(beyond), beyond).max(initial=0.0)
        if not off <= 1e-7:
            raise ArithmeticError(f"Clarabel: {found.status}, {off}")
        prices, slack = np.array(found.z), np.array(found.s)
        pressed = (prices > slack) & (not square.any())  # what is squared is held otherwise
        self.free = free.copy()
        self.free[np.flatnonzero(free)[:number][pressed[len(order) :]]] = False
        self.equal = self.equal.copy()
        self.equal[order[equations:][pressed[equations : len(order)]]] = True
        self.settle(x)
        return x

    def settle(self, x: np.ndarray) -> None:
        """Let bounds be where the columns have them, so that rounding leaves a plan."""
        x = np.where(self.free, x, 0.0)
        reached = self.matrix @ x
        self.bound = np.where(self.equal, reached, np.maximum(self.bound, reached))


def reached(
    case: dict[str, Any], model: dict[str, Any], beside: Iterable[Row] = ()
) -> tuple[dict[str, float], Sum]:
    """The value of every aim, after the best value, and the plan that is left.

    `beside` are rows of the case's own.
    """
    f = facts(case, model)
    listed = aims(f)
    squared = [aim for aim in listed if not isinstance(aim, dict)]
    size = max(
        [1.0, *(need * now.days[t] for t, now in enumerate(f) for need in now.need.values())]
    )
    names = list(variables(f))
    columns = {v: j for j, v in enumerate(names)}
    # Every coverage is a column of its own, so that squares are of columns: u = 1 − coverage.
    width = len(names)
    program: list[tuple[dict[int, float], float, bool]] = []
    for _, terms, relation, bound in (*rows(f), *beside):
        sign = -1.0 if relation == ">=" else 1.0
        entries = {columns[v]: sign * each for v, each in terms.items()}
        largest = max(map(abs, entries.values()), default=0.0)
        if largest > 0:
            scaled = {j: each / largest for j, each in entries.items()}
            program.append((scaled, sign * bound / largest / size, relation == "=="))
    for k, (_, target, parts) in enumerate(squared[0]):
        entries = {columns[v]: part * size for v, part in parts.items()} | {width + k: 1.0}
        largest = max(entries.values())
        program.append(({j: e / largest for j, e in entries.items()}, target / largest, True))
    total = width + len(squared[0])
    i, j, data = (
        [r for r, (entries, _, _) in enumerate(program) for _ in entries],
        [c for entries, _, _ in program for c in entries],
        [e for entries, _, _ in program for e in entries.values()],
    )
    matrix = csc_array((data, (i, j)), shape=(len(program), total)).tocsr()
    bounds = np.array([bound for _, bound, _ in program])
    equal = np.array([is_equal for _, _, is_equal in program])
    held = Program(matrix, bounds, equal, np.ones(total, bool), width)
    none, values = np.zeros(total), {}
    x = held.least(none, -_vector(worth(f), columns, total))
    for name, aim in zip(NAMES, listed, strict=True):
        if isinstance(aim, dict):
            x = held.least(none, _vector(aim, columns, total) * size)
        elif aim is squared[0]:
            square = none.copy()
            square[width:] = [weight for weight, _, _ in aim]
            x = held.least(square, none)
            # What is squared is held by equations, in place of columns that may be anything.
            unit = csc_array(
                (np.ones(total - width), (np.arange(total - width), np.arange(width, total))),
                shape=(total - width, total),
            )
            held.matrix = vstack([held.matrix, unit], format="csr")
            held.bound = np.concatenate([held.bound, x[width:]])
            held.equal = np.concatenate([held.equal, np.ones(total - width, bool)])
        else:
            square = none.copy()
            for weight, _, parts in aim:
                (v,) = parts
                square[columns[v]] += weight * size**2
            x = held.least(square, none)
        plan = {v: float(x[j]) * size for v, j in columns.items()}
        values[name] = at(aim, plan)
    return values, plan


def _vector(aim: Sum, columns: dict[Variable, int], total: int) -> np.ndarray:
    vector = np.zeros(total)
    for v, each in aim.items():
        vector[columns[v]] += each
    return vector
