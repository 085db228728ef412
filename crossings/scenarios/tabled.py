"""Futures that somebody wrote down: a row of a table each, a column for each changed quantity.

| column                               | what it gives                                    |
|--------------------------------------|--------------------------------------------------|
| a number's path, as `--set` takes it | its value                                        |
| `uncertainty.closures.X`             | share of the calendar's open days that stay open |
| `uncertainty.throughput.X`           | factor on the minutes and the gate of each day   |
| `uncertainty.need.X`                 | factor on the need of a good                     |
| `uncertainty.supply.X`               | factor on the limits of a corridor               |

With a date behind it, closures, throughput and supply are of that day (supply: of its period).
What a row leaves empty is as the case says; nothing is drawn.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crossings.problem import Floats, Problem
from crossings.scenarios.batch import Scenarios

FACTORS = "uncertainty"
ALL = "all"


@dataclass(frozen=True, eq=False)
class Tabled:
    """Futures of a table; scenario k is its row k, counted from 0."""

    name: str
    sha256: str
    columns: Mapping[str, Floats]  # (N,) each; nan: as the case says

    @property
    def seed(self) -> int | None:
        """Nothing is drawn."""
        return None

    @property
    def size(self) -> int | None:
        """Number of rows."""
        return len(next(iter(self.columns.values())))

    @property
    def words(self) -> str:
        """What they are."""
        return f"of {self.name} (sha256 {self.sha256[:12]})"

    def scenarios(self, problem: Problem, numbers: range) -> Scenarios:
        """The rows `numbers`."""
        rows = {path: column[numbers.start : numbers.stop] for path, column in self.columns.items()}
        factors = {path: each for path, each in rows.items() if path.startswith(f"{FACTORS}.")}
        drawn = {path: each for path, each in rows.items() if path not in factors}
        said = {each.path: each.value for each in problem.uncertainty.numbers.ranged}
        drawn = {
            path: np.where(np.isnan(each), said[path], each)
            for path, each in drawn.items()
            if path in said
        }
        changed = problem.uncertainty.numbers.arrays(drawn) if drawn else {}
        return _scenarios(problem, numbers, factors, changed, drawn)


def _scenarios(
    problem: Problem,
    numbers: range,
    factors: Mapping[str, Floats],
    changed: Mapping[str, Floats],
    drawn: Mapping[str, Floats],
) -> Scenarios:
    size, days = len(numbers), len(problem.crossing_opens)
    crossings, corridors = problem.crossings, problem.corridors
    opens = np.ones((size, days, len(crossings))) * problem.crossing_opens  # (S, D, C)
    pace = np.ones((size, days, len(crossings)))
    pools = np.ones((size, days, len(problem.pools))) * problem.pool_opens  # (S, D, P)
    supply = np.ones((size, len(problem.periods), len(corridors)))
    need = np.ones((size, len(problem.goods)))
    for path, column in factors.items():
        _, section, name, *on = path.split(".")
        given = np.where(np.isnan(column), 1.0, column)
        date = datetime.date.fromisoformat(on[0]) if on else None
        at: slice | int = slice(None) if date is None else (date - problem.periods[0].start).days
        by_crossing = [name in (each.id, ALL) for each in crossings]
        if section == "need":
            need[:, [good.id == name for good in problem.goods]] *= given[:, None]
        elif section == "supply":
            t = at if isinstance(at, slice) else _period(problem, at)
            own = [corridor.id == name for corridor in corridors]
            supply[:, t, own] *= given[:, None, None] if isinstance(t, slice) else given[:, None]
        else:
            arrays = [(pace, by_crossing)] if section == "throughput" else [
                (opens, by_crossing), (pools, [pool == name for pool in problem.pools])
            ]  # fmt: skip
            for array, own in arrays:
                array[:, at, own] *= given[:, None, None] if date is None else given[:, None]
    starts = np.cumsum([0, *problem.days.astype(int)[:-1]])
    return Scenarios(
        numbers,
        np.asfortranarray(np.add.reduceat(opens * pace, starts, axis=1)),
        np.asfortranarray(np.add.reduceat(opens, starts, axis=1)),
        np.asfortranarray(np.add.reduceat(pools, starts, axis=1)),
        np.asfortranarray(supply),
        np.asfortranarray(need),
        changed,
        drawn,
    )


def _period(problem: Problem, day: int) -> int:
    """The period in which a day of the horizon lies."""
    return int(np.searchsorted(np.cumsum(problem.days), day, side="right"))
