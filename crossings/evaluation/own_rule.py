"""A dispatch rule of one's own: how much of what waits is sent, in arrays.

    0 ≤ send[s,j] ≤ waiting[s,j]      Σ_j takes[j,k] · send[s,j] ≤ left[s,k]

for every future s, everything j that could be sent and every limit k of the period. What a rule
returns is held against both, and against the shares that have to be detected: those are the limits
of the scenario's program, so that whatever comes of a rule is feasible for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from crossings.evaluation.dispatch import detected_and_lacking, use_up
from crossings.evaluation.limits import ROUNDING, Row
from crossings.evaluation.lines import NOWHERE
from crossings.evaluation.own_code import OwnCodeError, source_digest
from crossings.evaluation.steps import Sent, Step, Turn
from crossings.problem import Floats, Problem, ReadOnly

if TYPE_CHECKING:
    from crossings.evaluation.simulation import Simulation

_PASSED = 1e-9
"""Share of what is allowed by which a rule may pass it, for the rounding of its sums."""


class Way(NamedTuple):
    """What could be sent: ids; None where a way has no corridor, no inspection or no area."""

    corridor: str | None
    crossing: str
    good: str
    regime: str | None
    area: str | None


@dataclass(frozen=True, eq=False)
class Choice(ReadOnly):
    """What a rule chooses from in one period, at one of its stages: S futures, J ways, K limits."""

    period: int
    ways: tuple[Way, ...]
    """What could be sent, the highest priority first."""
    limits: tuple[str, ...]
    """What limits it, in words."""
    waiting: Floats  # (S, J) truckloads that wait by now, those that are new among them
    fresh: Floats  # (S, J) those that are new
    takes: Floats  # (S or 1, J, K) what a truckload takes of a limit
    left: Floats  # (S, K) what is left of it

    def in_order(self, order: Floats) -> Floats:
        """(S, J) Everything as far as limits allow, way by way: (J,) positions in an order."""
        left, sent = np.array(self.left), np.zeros(self.waiting.shape)
        for j in np.asarray(order, dtype=np.intp):
            takes = self.takes[:, j]  # (S or 1, K)
            room = np.full(left.shape, np.inf)
            np.divide(left, takes, out=room, where=np.broadcast_to(takes > 0, left.shape))
            most = np.minimum(self.waiting[:, j], room.min(axis=1, initial=np.inf))
            sent[:, j] = np.maximum(most, 0.0)
            left -= takes * sent[:, j, None]
        return sent


Chooses = Callable[[Choice], Any]
"""(S, J) how much of each way is sent in each future."""


@dataclass(frozen=True)
class OwnRule:
    """A rule of one's own, and what it is called."""

    chooses: Chooses
    name: str

    @property
    def sha256(self) -> str:
        """Of its source."""
        return source_digest(self.chooses)

    def on(self, simulation: Simulation) -> Callable[..., Sent]:
        """It as a rule of a simulation; `ValueError` names the first limit that it passes."""

        def rule(
            turn: Turn, waiting: list[Floats], fresh: list[Floats], left: list[Floats]
        ) -> Sent:
            if not turn.steps:
                return []
            rows, problem = simulation.stages.limits, simulation.terms.problem
            choice = _choice(problem, simulation.t, rows, turn, waiting, fresh, left)
            send = self._returned(choice)
            self._held(simulation, choice, send)
            return self._sent(simulation, turn, send, left)

        return rule

    def _returned(self, choice: Choice) -> Floats:
        """What the function returns, as an array of its own."""
        try:
            send = np.array(self.chooses(choice), dtype=np.float64)
        except Exception as error:
            kind = "" if isinstance(error, ValueError | TypeError) else f"{type(error).__name__}: "
            raise OwnCodeError(f"dispatch: {self.name}: {kind}{error}") from error
        if send.shape != choice.waiting.shape:
            text = f"expected the shape (S, J) = {choice.waiting.shape}, got {send.shape}"
            raise OwnCodeError(f"dispatch: {self.name}: {text}")
        return send

    def _held(self, simulation: Simulation, choice: Choice, send: Floats) -> None:
        """Hold it against what waits, and against limits; the first that is passed is named."""
        taken = np.einsum("sj,sjk->sk", send, np.broadcast_to(
            choice.takes, (len(send), *choice.takes.shape[1:])))  # fmt: skip
        slack = _PASSED * np.maximum(1.0, np.abs(choice.left))
        over = taken > choice.left + slack
        more = ~(send >= -_PASSED) | (send > choice.waiting + _PASSED)  # ~: nan too
        passing = more.any(axis=1) | over.any(axis=1)
        if not passing.any():
            return
        s = int(np.flatnonzero(passing)[0])
        where = f"in scenario {int(simulation.scenarios.numbers[s])}, period {choice.period}"
        if more[s].any():
            j = int(np.flatnonzero(more[s])[0])
            way = " ".join(filter(None, choice.ways[j]))
            text = f"sends {send[s, j]:.6g} of {choice.waiting[s, j]:.6g} that wait ({way})"
        else:
            k = int(np.flatnonzero(over[s])[0])
            text = f"passes {choice.limits[k]}: {taken[s, k]:.6g} where {choice.left[s, k]:.6g}"
            text = f"{text} is left"
        raise OwnCodeError(f"dispatch: {self.name} {text}, {where}")

    def _sent(self, simulation: Simulation, turn: Turn, send: Floats, left: list[Floats]) -> Sent:
        """What is sent by line, taken from what is left."""
        sent: Sent = []
        first = 0
        for step in turn.steps:
            width = step.line.departing.shape[2]
            parts = np.asfortranarray(np.maximum(send[:, first : first + width], 0.0))
            first += width
            most = parts.sum(axis=1) if width > 1 else parts[:, 0]
            use_up(step, most, parts, left)
            sent.append((most, parts))
        for row in turn.detected:
            above, below = detected_and_lacking(turn, row, sent)
            lacks = row.asked & (below > above * (1 + ROUNDING) + row.excess + _PASSED)
            if lacks.any():
                s = int(np.flatnonzero(lacks)[0])
                number = int(simulation.scenarios.numbers[s])
                where = f"in scenario {number}, period {simulation.t}"
                raise OwnCodeError(f"dispatch: {self.name} passes {row.limit.key}, {where}")
        return sent


def _choice(
    problem: Problem,
    t: int,
    rows: tuple[Row, ...],
    turn: Turn,
    waiting: list[Floats],
    fresh: list[Floats],
    left: list[Floats],
) -> Choice:
    size = len(waiting[turn.steps[0].index])

    def side_by_side(parts: list[Floats]) -> Floats:
        there = [np.array(parts[step.index]) for step in turn.steps]
        for step, each in zip(turn.steps, there, strict=True):
            each[:, step.barred] = 0.0
        return np.concatenate([np.broadcast_to(x, (size, x.shape[1])) for x in there], axis=1)

    of_steps = [_takes(step, len(left)) for step in turn.steps]
    wide = max(len(each) for each in of_steps)
    takes = [np.broadcast_to(each, (wide, *each.shape[1:])) for each in of_steps]
    return Choice(
        t,
        tuple(way for step in turn.steps for way in _ways(problem, step)),
        tuple(_in_words(problem, row) for row in rows),
        side_by_side(waiting),
        side_by_side(fresh),
        np.concatenate(takes, axis=1),
        np.stack(left, axis=1) if left else np.zeros((size, 0)),
    )


def _takes(step: Step, limits: int) -> Floats:
    """(S or 1, N, K) What a truckload for each place takes of each limit."""
    width = step.line.departing.shape[2]
    entries = [(n, k, each) for k, each in step.takes for n in range(width)]
    entries += [(n, k, each) for n, k, each in step.roads]
    entries += [(n, k, each) for k, of_areas in step.burden for n, each in enumerate(of_areas)]
    sizes = [np.size(each) for _, _, each in entries]
    made = np.zeros((max(sizes, default=1), width, limits))
    for n, k, each in entries:
        made[:, n, k] += each
    return made


def _ways(problem: Problem, step: Step) -> list[Way]:
    line = step.line
    areas: tuple[int | None, ...] = line.areas or (None,)
    return [
        Way(
            None if line.corridor == NOWHERE else problem.corridors[line.corridor].id,
            problem.crossings[line.crossing].id,
            problem.goods[line.good].id,
            None if line.regime == NOWHERE else problem.regimes[line.regime].id,
            None if a is None else problem.areas[a].id,
        )
        for a in areas
    ]


def _in_words(problem: Problem, row: Row) -> str:
    limit, place = row
    if not isinstance(limit, str):
        return limit.words.what(problem, place)
    crossing = problem.crossings[place[0]].name
    return f"what is {limit}, {crossing}"
