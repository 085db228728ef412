"""What each limit leaves in each period of each scenario, and what a line takes of it.

The limits are rows 2 to 6 and 9 of the program, and for exports row 8: what is released is met, and
no more is met than needed. In place of O[c,t] rows 2 and 4 have the scenario's `working` days, rows
3 and 5 its open days; rows 6 are multiplied by `supply`, row 8 by `need`.

A plan may pass its limits by the rounding of the solver. What it does pass them by is granted to
every scenario, in proportion to the days it is open, so that the plan itself can be carried out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from crossings.evaluation.lines import NO_CORRIDOR, Line
from crossings.problem import Floats, Problem
from crossings.scenarios import Scenarios

Row: TypeAlias = tuple[Any, ...]
"""Kind of a limit and its position: ("gate", c), ("minutes", c, q), ("pool", p), ("route", c, a),
("corridor", o), ("corridor_good", o, g), ("undetected",), ("diverted",), ("exported", g). In place
of a gate without limit stands ("shut", c), so that nothing passes while the crossing is closed."""
Number: TypeAlias = "float | Floats"
"""One number for all scenarios, or one for each, (S,)."""
ROUNDING = 1e-11
"""Share of a limit that sums of truckloads may be off by: a plan that just fits must pass."""


@dataclass(frozen=True)
class Terms:
    """Numbers of the problem as each scenario has them."""

    problem: Problem
    scenarios: Scenarios

    def number(self, name: str, *position: int) -> Number:
        """One number of a field: for each scenario, (S,), where it is drawn."""
        drawn = self.scenarios.changed.get(name)
        if drawn is None:
            return float(getattr(self.problem, name)[position])
        where: Any = (slice(None), *position)
        return np.asarray(drawn[where])

    def kept(self, line: Line, t: int) -> Number:
        """Share of what leaves the origin that is presented."""
        if line.corridor == NO_CORRIDOR:
            return 1.0
        return 1 - self.number("corridor_loss", t, line.corridor)

    def passed(self, line: Line, t: int) -> Number:
        """Share of what is presented that is released."""
        return 1 - self.number("refusal", t, line.regime)

    def arrives(self, line: Line, t: int, area: int) -> Number:
        """Share of what is released for an area that arrives there."""
        return 1 - self.number("route_loss", t, line.crossing, area)

    def hidden(self, line: Line, t: int) -> Number:
        """Undetected contraband in a truckload presented."""
        threat = self.number("threat_rate", t, line.good)
        return threat * (1 - self.number("detection", t, line.regime))


def taken(problem: Problem, terms: Terms, line: Line, t: int) -> Iterator[tuple[Row, Number]]:
    """What a truckload that leaves the line's origin takes of each limit but the routes."""
    o, c, g, r = line.corridor, line.crossing, line.good, line.regime
    kept = terms.kept(line, t)
    if np.isinf(problem.gate[t, c]):
        yield ("shut", c), 1.0
    else:
        yield ("gate", c), kept / terms.number("fill", t, r)
    pools = {int(q): p for p, q in enumerate(problem.pool_resource)}
    for q in range(len(problem.resources)):
        own = problem.own_minutes[t, c, q]
        minutes = terms.number("minutes", t, g, r, q)
        if np.isfinite(own):
            yield ("minutes", c, q), kept * minutes
        elif np.isnan(own) and q in pools:
            yield ("pool", pools[q]), kept * minutes
    if o != NO_CORRIDOR:
        yield ("corridor", o), 1.0
        yield ("corridor_good", o, g), 1.0
    yield ("undetected",), kept * terms.hidden(line, t)
    if problem.goods[g].is_export:
        yield ("exported", g), kept * terms.passed(line, t)


def burdens(
    problem: Problem, terms: Terms, line: Line, t: int
) -> Iterator[tuple[Row, list[Number]]]:
    """What a truckload for each of the line's areas takes of limits on what arrives."""
    g = line.good
    through = terms.kept(line, t) * terms.passed(line, t)
    arriving = [
        through * terms.arrives(line, t, a) if problem.reaches[t, line.crossing, a] else 0.0
        for a in line.areas
    ]
    for p in range(len(problem.pools)):
        minutes = terms.number("end_use_minutes", t, g, p)
        yield ("pool", p), [minutes * each for each in arriving]
    share = terms.number("diversion_share", t, g)
    share = share * (1 - terms.number("diversion_prevented", t, g))
    yield ("diverted",), [share * each for each in arriving]


@dataclass(frozen=True)
class Limits:
    """Every limit that a course could meet, with what a plan passes it by."""

    problem: Problem
    excess: dict[tuple[int, Row], float]
    """By period and row: what the plan uses beyond the limit, per open day, by rounding."""

    def at(self, row: Row, t: int, scenarios: Scenarios, terms: Terms) -> Floats | None:
        """(S,) What the limit allows in period t; None where it has no bound."""
        if row[0] == "shut":
            return np.where(scenarios.open_days[:, t, row[1]] > 0, np.inf, 0.0)
        rate, days = _rate_and_days(row, t, self.problem, scenarios, terms)
        if isinstance(rate, float) and np.isinf(rate):
            return None
        return (rate + self.excess.get((t, row), 0.0)) * days * (1 + ROUNDING)


def limits_of(problem: Problem, nominal: Scenarios, used: dict[tuple[int, Row], float]) -> Limits:
    """The limits, where the plan uses `used` of them by period and row."""
    excess = {}
    terms = Terms(problem, nominal)
    for (t, row), amount in used.items():
        if row[0] == "shut":
            continue
        rate, days = _rate_and_days(row, t, problem, nominal, terms)
        if float(np.ravel(days)[0]) > 0:
            over = amount / float(np.ravel(days)[0]) - float(np.ravel(rate)[0])
            if over > 0:
                excess[t, row] = over
    return Limits(problem, excess)


def _rate_and_days(
    row: Row, t: int, problem: Problem, scenarios: Scenarios, terms: Terms
) -> tuple[Number, Floats]:
    """A limit per open day, and the open days (S,); a factor on days is one on the limit."""
    kind, *at = row
    position: tuple[Any, ...] = (t, *at)
    if kind in ("gate", "minutes"):
        name = "own_minutes" if kind == "minutes" else "gate"
        return terms.number(name, *position), scenarios.working[:, t, at[0]]
    if kind == "route":
        return terms.number("route_capacity", *position), scenarios.open_days[:, t, at[0]]
    if kind == "pool":
        return terms.number("pool_minutes", *position), scenarios.pool_open_days[:, t, at[0]]
    if kind in ("corridor", "corridor_good"):
        days = scenarios.supply[:, t, at[0]] * problem.corridor_open_days[t, at[0]]
        return terms.number(f"{kind}_capacity", *position), days
    if kind in ("undetected", "diverted"):
        everyday = np.full(len(scenarios), problem.days[t])
        return terms.number(f"{kind}_limit", t), everyday
    return terms.number("export_need", *position), scenarios.need[:, at[0]] * problem.days[t]
