"""Ways through a crossing as one step each, whatever lies between origin and area.

Where there is a yard or a platform, lines end there and others begin. Whoever decides in one go
what sets out, is inspected and is collected in a period needs to know what all take together:

    takes = takes[front] + through · takes[back]

with `through` the share of a truckload at the front that comes to the back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crossings.evaluation.limits import IN_YARD, ON_PLATFORM, ROOM, Number, Terms
from crossings.evaluation.lines import NOWHERE
from crossings.evaluation.steps import Stages, Step
from crossings.problem import Problem


@dataclass(frozen=True)
class Way:
    """From where trucks stand to where they may get in one period."""

    step: Step
    """What a truckload at its beginning takes; its areas are those that it gets to."""
    regimes: dict[int, float]
    """Share of each regime; none where it passes no inspection."""
    collected: Number
    """Share of a truckload at its beginning that is collected, or reaches a market."""
    reaches_areas: bool = True
    """False where it sets out for a crossing that it does not reach in the period."""


def ways_of(
    stages: Stages, terms: Terms, place: tuple[int, int], mix: dict[int, float], t: int
) -> list[Way]:
    """Ways of a good through a crossing in period t, from the nearest to its areas on.

    `mix` are shares of regimes; those that cannot be used in t have none.
    """
    problem = terms.problem
    inspected = _here(stages.inspected.steps, place)
    collecting = _here(stages.from_platforms.steps, place)
    found = []
    end = _side_by_side(collecting) if collecting else None
    if end is not None:
        found.append(Way(end, {}, 1.0))
    between = {at for (kind, _), at in stages.rows.items() if kind in (IN_YARD, ON_PLATFORM)}
    rooms = {at for (kind, _), at in stages.rows.items() if kind == ROOM}
    by_origin: dict[int, dict[int, Step]] = {}
    for step in inspected:
        by_origin.setdefault(step.line.corridor, {})[step.line.regime] = step
    for steps in sorted(by_origin.items(), key=lambda each: _distance(problem, each[0], t)):
        shares = _shares(mix, steps[1], problem, place[1], t)
        whole = _mixed([(_without_rooms(steps[1][r], rooms), s) for r, s in shares.items()])
        through = whole.kept * whole.passed
        within = whole if end is None else _then(whole, through, end, between)
        found.append(Way(within, shares, through))
        for front in setting_out(stages, terms, place, t):
            travels = problem.corridor_transit[t, front.line.corridor] > 0
            onward = front if travels else _then(front, front.kept, within, between)
            found.append(Way(onward, shares, front.kept * through, not travels))
    return found


def setting_out(stages: Stages, terms: Terms, place: tuple[int, int], t: int) -> list[Step]:
    """From corridors to a crossing in period t, the nearest first, then by what is lost."""
    steps = _here(stages.to_yards.steps, place)
    return sorted(steps, key=lambda step: _distance(terms.problem, step.line.corridor, t))


def _here(steps: Iterable[Step], place: tuple[int, int]) -> list[Step]:
    return [step for step in steps if (step.line.crossing, step.line.good) == place]


def _distance(problem: Problem, corridor: int, t: int) -> tuple[float, float, str]:
    """Corridors without travel first, then by what is lost, then by their ids."""
    if corridor == NOWHERE:
        return (-1.0, 0.0, "")
    transit, loss = problem.corridor_transit[t, corridor], problem.corridor_loss[t, corridor]
    return (float(transit), float(loss), problem.corridors[corridor].id)


def _shares(
    mix: dict[int, float], steps: dict[int, Step], problem: Problem, good: int, t: int
) -> dict[int, float]:
    """The shares in `mix` of regimes that can be used; else the quickest that detects enough."""
    usable = {r: share for r, share in mix.items() if r in steps and share > 0}
    whole = sum(usable.values())
    if whole > 0:
        return {r: share / whole for r, share in usable.items()}
    minutes = problem.minutes[t, good].sum(axis=1)  # (R,)
    enough = {r: float(np.mean(step.over)) >= 0 for r, step in steps.items()}
    return {min(steps, key=lambda r: (not enough[r], minutes[r], problem.regimes[r].id)): 1.0}


def _mixed(parts: Sequence[tuple[Step, float]]) -> Step:
    """One truckload, of which each step has a share."""
    if len(parts) == 1:
        return parts[0][0]
    takes: dict[int, Number] = {}
    roads: dict[tuple[int, int], Number] = {}
    burden: dict[int, list[Number]] = {}
    for step, share in parts:
        for row, each in step.takes:
            takes[row] = takes.get(row, 0.0) + share * each
        for n, row, each in step.roads:
            roads[n, row] = roads.get((n, row), 0.0) + share * each
        for row, by_area in step.burden:
            before = burden.get(row, [0.0] * len(by_area))
            burden[row] = [x + share * each for x, each in zip(before, by_area, strict=True)]
    first = parts[0][0]
    passed: Number = sum((share * step.passed for step, share in parts), 0.0)
    return replace(
        first,
        takes=[*takes.items()],
        roads=[(n, row, each) for (n, row), each in roads.items()],
        burden=[*burden.items()],
        passed=passed,
    )


def _side_by_side(steps: Sequence[Step]) -> Step:
    """Lines from a platform, each to an area, as one to all of them."""
    takes = {row: each for step in steps for row, each in step.takes}
    roads = [(n, row, each) for n, step in enumerate(steps) for _, row, each in step.roads]
    rows = dict.fromkeys(row for step in steps for row, _ in step.burden)
    burden: list[tuple[int, list[Number]]] = [
        (row, [next((by[0] for own, by in step.burden if own == row), 0.0) for step in steps])
        for row in rows
    ]
    barred = [n for n, step in enumerate(steps) if step.barred]
    areas = tuple(a for step in steps for a in step.line.areas)
    line = replace(steps[0].line, areas=areas)
    return Step(steps[0].index, line, [*takes.items()], roads, barred, burden, 1.0, 1.0, 0.0)


def _then(front: Step, through: Number, back: Step, between: set[int]) -> Step:
    """A step that goes on as another in the same period; rows of what lies `between` are left."""
    takes = dict(front.takes)
    for row, each in back.takes:
        if row not in between:
            takes[row] = takes.get(row, 0.0) + through * each
    line, end = front.line, back.line
    whole = replace(line, ends=end.ends, regime=end.regime, areas=end.areas)
    return replace(
        front,
        line=whole,
        takes=[*takes.items()],
        roads=[(n, row, through * each) for n, row, each in back.roads],
        barred=back.barred,
        burden=[(row, [through * each for each in by_area]) for row, by_area in back.burden],
    )


def _without_rooms(step: Step, rooms: set[int]) -> Step:
    """A step that is collected in the period in which it is released."""
    return replace(step, takes=[(row, each) for row, each in step.takes if row not in rooms])
