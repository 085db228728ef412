"""What is best to send on one day, from the state as it is, and what stands behind each line."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from crossings.allocation.kinds import STOCKED
from crossings.allocation.replanning.rest import RestProgram
from crossings.evaluation.decision import Decision
from crossings.evaluation.state import State
from crossings.limits import Limit, limits_of
from crossings.limits.flows import COLLECTED, MANIFESTED, PRESENTED
from crossings.problem import Floats, Positions
from crossings.problem.travel import spread
from crossings.scenarios import Scenarios, needs_known

_PRICED = 1e-3
"""Share of the least worth of a unit below which a price is of the costs that settle ties."""


def today(program: RestProgram, state: State, known: Scenarios) -> Decision:
    """The best of the rest from one state (S = 1) on."""
    columns, _ = program.decided(state, known, [None])
    prices = np.abs(np.array(program.highs.getSolution().row_dual))
    needs = needs_known(program.problem, known.need, state.t)
    meant = program.trajectory(program.problem, columns, needs)
    worth = _worth(program, state.t, prices)
    return Decision(
        program.problem, state, known, meant, worth, tuple(_tight(program, state.t, prices))
    )


def _worth(program: RestProgram, t: int, prices: Floats) -> Floats:
    """(C, G, A) By the prices of stock in areas in the periods in which it gets there."""
    problem = program.problem
    stock = program.ledger.row_values(STOCKED, prices)  # (T, G, A)
    made = np.zeros((len(problem.crossings), *stock.shape[1:]))
    for c, g, a in np.argwhere(problem.reaches[t, :, None] & problem.inbound[:, None]).tolist():
        if not problem.usable[t, c, g].any():
            continue
        for late, share in spread(problem.route_transit[t, c, a], float(problem.days[0])):
            if t + late < len(stock):
                kept = share * (1 - problem.route_loss[t, c, a])
                made[c, g, a] += kept * stock[t + int(late), g, a]
    return made


def _tight(
    program: RestProgram, t: int, prices: Floats
) -> Iterator[tuple[Limit, tuple[int, ...], Positions]]:
    """Limits with a price, of the day or over several that go on."""
    problem = program.problem
    least = float(problem.worth.min(initial=np.inf, where=problem.worth > 0))
    taking = {}
    for flow, letters in ((MANIFESTED, "cog"), (PRESENTED, "cg"), (COLLECTED, "cga")):
        for key, column in program.ledger.columns(flow).items():
            at = dict(zip(flow.axes, key, strict=True))
            if at["t"] == t:
                taking[column] = tuple(at[x] if x in letters else -1 for x in "coga")
    rows, columns, _ = program.entries
    for limit in limits_of(problem):
        if limit.is_floor:
            continue
        for key, row in program.ledger.row_places(limit).items():
            if prices[row] <= _PRICED * least:
                continue
            takers = {taking[j] for j in columns[rows == row].tolist() if j in taking}
            if takers:
                place = key[1:] if limit.time else key
                yield limit, place, np.array(sorted(takers), dtype=np.intp)
