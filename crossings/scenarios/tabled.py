"""Futures that somebody wrote down: a row of a table each, a column for each changed quantity.

| column                               | what it gives                                    |
|--------------------------------------|--------------------------------------------------|
| a number's path, as `--set` takes it | its value                                        |
| `uncertainty.closures.X`             | share of the calendar's open days that stay open |
| `uncertainty.throughput.X`           | factor on the minutes and the gate of each day   |
| `uncertainty.throughput.X.level`     | factor on all days, beside what these say        |
| `uncertainty.need.X`                 | factor on the need of a good                     |
| `uncertainty.supply.X`               | factor on the limits of a corridor               |

A column `phases.N.comes` says whether a phase that may not come about does, 1 or 0.

With a date behind it, closures, throughput and supply are of that day, in the place of what the
column without a date says. Supply is one factor a period: the mean of its days of which a row says
something. What a row leaves empty is as the case says. Nothing is drawn, but in `DrawnRest` what no
column names.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crossings.problem import Flags, Floats, Problem, paces
from crossings.scenarios.batch import Scenarios
from crossings.scenarios.combinations import combinations, together
from crossings.scenarios.sampling import level_path, sampled

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
        if not problem.uncertainty.phases:
            return self._scenarios(problem, numbers)
        came, parts = self._came(problem, numbers), []
        for combination in combinations(problem):
            at = np.flatnonzero((came == combination).all(axis=1))
            if len(at):
                own = problem.under(combination)
                parts.append((own, at, self._scenarios(own, numbers).among(at)))
        return together(numbers, came, self._numbers(problem, numbers), parts)

    def _came(self, problem: Problem, numbers: range) -> Flags:
        """(S, H) Whether each uncertain phase comes about; it does where nothing is said."""
        rows, phases = self.rows(numbers), problem.uncertainty.phases
        made = np.ones((len(numbers), len(phases)), dtype=bool)
        for h, phase in enumerate(phases):
            made[:, h] = _or_one(rows.get(phase.path, made[:, h])) > 0
        return made

    def _scenarios(self, problem: Problem, numbers: range) -> Scenarios:
        """Scenarios in which all phases are sure."""
        drawn = self._numbers(problem, numbers)
        said = _Said(self.rows(numbers), problem, len(numbers))
        crossings = [crossing.id for crossing in problem.crossings]
        stays = said.of_days("closures", crossings, ALL)  # (S, D, C)
        opens = stays * problem.crossing_opens
        of_routes = stays[:, :, [c for c, _ in problem.dated_routes]]  # (S, D, J)
        pools = said.of_days("closures", problem.pools) * problem.pool_opens  # (S, D, P)
        pace = said.of_days("throughput", crossings, ALL) * said.levels()[:, None]
        pace *= paces.pace(problem)
        return Scenarios(
            numbers,
            said.in_periods(opens * pace),
            said.in_periods(opens),
            said.in_periods(pools),
            said.supply(),
            said.need(),
            problem.uncertainty.numbers.arrays(drawn) if drawn else {},
            drawn,
            said.in_periods(of_routes * problem.route_opens),
        )

    def changed(self, problem: Problem, numbers: range) -> dict[str, Floats]:
        """Fields of `Problem` that rest on numbers of the rows, (S, …)."""
        drawn = self._numbers(problem, numbers)
        return problem.uncertainty.numbers.arrays(drawn) if drawn else {}

    def rows(self, numbers: range) -> dict[str, Floats]:
        """(S,) Columns of the rows `numbers`."""
        return {path: column[numbers.start : numbers.stop] for path, column in self.columns.items()}

    def _numbers(self, problem: Problem, numbers: range) -> dict[str, Floats]:
        """(S,) Numbers of the case and its models by path; a model may lack what another has."""
        said = {each.path: each.value for each in problem.uncertainty.numbers.ranged}
        return {
            path: np.where(np.isnan(each), said[path], each)
            for path, each in self.rows(numbers).items()
            if path in said
        }


@dataclass(frozen=True, eq=False)
class DrawnRest:
    """Futures of a table of which all is drawn that no column names: row k with stream k."""

    table: Tabled
    seed: int

    @property
    def name(self) -> str:
        """That of the table."""
        return self.table.name

    @property
    def sha256(self) -> str:
        """That of the table."""
        return self.table.sha256

    @property
    def size(self) -> int | None:
        """Number of rows."""
        return self.table.size

    @property
    def words(self) -> str:
        """What they are."""
        return f"{self.table.words}, the rest of seed {self.seed}"

    def scenarios(self, problem: Problem, numbers: range) -> Scenarios:
        """The rows `numbers`, each with what its stream draws."""
        rows = self.table.rows(numbers)
        return sampled(
            problem, self.seed, numbers, lambda own: _Named(_Said(rows, own, len(numbers)))
        )


@dataclass(frozen=True, eq=False)
class _Named:
    """What some rows name, put in the place of what is drawn; an empty cell is as the case says."""

    said: _Said

    def days(self, section: str, of: str, drawn: Floats | Flags | None) -> Floats | Flags | None:
        """(S, D) What is drawn of each day, with the days that columns name in its place."""
        there = self.said.days_named(section, of)  # (D,)
        by_day = self.said.by_day(section, of)
        if by_day is None:
            return drawn
        return np.where(there, _or_one(by_day), 1.0 if drawn is None else drawn)

    def factors(self, section: str, drawn: Floats) -> Floats:
        """(S, G) or (S, T, O) Factors on needs or supplies, those named as the rows say."""
        made, problem = drawn.copy(order="F"), self.said.problem
        if section == "need":
            told = self.said.need()
            for g, good in enumerate(problem.goods):
                if f"{FACTORS}.need.{good.id}" in self.said.rows:
                    made[:, g] = told[:, g]
            return made
        told = self.said.supply()
        for o, corridor in enumerate(problem.corridors):
            there = self.said.days_named(section, corridor.id)[None].astype(np.float64)
            periods = self.said.in_periods(there)[0] > 0  # (T,)
            made[:, periods, o] = told[:, periods, o]
        return made

    def numbers(self, drawn: Mapping[str, Floats]) -> dict[str, Floats]:
        """(S,) Numbers and levels by path, those of the rows beside those drawn."""
        problem = self.said.problem
        usual = {each.path: each.value for each in problem.uncertainty.numbers.ranged}
        usual |= {level_path(each.id): 1.0 for each in problem.crossings}
        told = {
            path: np.where(np.isnan(values), usual[path], values)
            for path, values in self.said.rows.items()
            if path in usual
        }
        return {**drawn, **told}

    def came(self, drawn: Flags) -> Flags:
        """(S, H) Whether each uncertain phase comes about, those named as the rows say."""
        made = drawn.copy()
        for h, phase in enumerate(self.said.problem.uncertainty.phases):
            if phase.path in self.said.rows:
                made[:, h] = _or_one(self.said.rows[phase.path]) > 0
        return made


@dataclass(frozen=True, eq=False)
class _Said:
    """What some rows say of factors; nan where they say nothing."""

    rows: Mapping[str, Floats]  # (S,) each
    problem: Problem
    size: int

    def need(self) -> Floats:
        """(S, G) Factor on each need."""
        made = np.ones((self.size, len(self.problem.goods)), order="F")
        for g, good in enumerate(self.problem.goods):
            made[:, g] = _or_one(self.rows.get(f"{FACTORS}.need.{good.id}", made[:, g]))
        return made

    def levels(self) -> Floats:
        """(S, C) Factor on all days of each crossing's throughput."""
        made = np.ones((self.size, len(self.problem.crossings)))
        for c, crossing in enumerate(self.problem.crossings):
            made[:, c] = _or_one(self.rows.get(level_path(crossing.id), made[:, c]))
        return made

    def supply(self) -> Floats:
        """(S, T, O) Factor on the limits of each corridor."""
        made = np.ones(
            (self.size, len(self.problem.periods), len(self.problem.corridors)), order="F"
        )
        for o, corridor in enumerate(self.problem.corridors):
            by_day = self.by_day("supply", corridor.id)
            if by_day is not None:
                days = self.in_periods((~np.isnan(by_day)).astype(np.float64))  # (S, T)
                total = self.in_periods(np.nan_to_num(by_day))
                np.divide(total, days, out=made[:, :, o], where=days > 0)
        return made

    def of_days(self, section: str, ids: Sequence[str], everyone: str = "") -> Floats:
        """(S, D, ·) Factor on each day of each of `ids`, and on those of all of them at once."""
        made = np.ones((self.size, len(self.problem.crossing_opens), len(ids)))
        for k, name in enumerate(ids):
            for of in (name, everyone):
                by_day = self.by_day(section, of)
                if by_day is not None:
                    made[:, :, k] *= _or_one(by_day)
        return made

    def by_day(self, section: str, of: str) -> Floats | None:
        """(S, D) What is said of each day; None where nothing is. A date goes before no date."""
        path, start = f"{FACTORS}.{section}.{of}", self.problem.periods[0].start
        told = self._columns(path, of)
        if not told:
            return None
        made = np.full((self.size, len(self.problem.crossing_opens)), np.nan)
        made[:] = told.pop(path, made[:, 0])[:, None]
        for name, column in told.items():
            day = (datetime.date.fromisoformat(name.removeprefix(f"{path}.")) - start).days
            made[:, day] = np.where(np.isnan(column), made[:, day], column)
        return made

    def days_named(self, section: str, of: str) -> Flags:
        """(D,) Whether a column says something of each day."""
        path, start = f"{FACTORS}.{section}.{of}", self.problem.periods[0].start
        made = np.zeros(len(self.problem.crossing_opens), dtype=bool)
        for name in self._columns(path, of):
            if name == path:
                made[:] = True
            else:
                made[(datetime.date.fromisoformat(name.removeprefix(f"{path}.")) - start).days] = (
                    True
                )
        return made

    def _columns(self, path: str, of: str) -> dict[str, Floats]:
        """What columns say of days of a path."""
        return {
            name: column
            for name, column in self.rows.items()
            if f"{name}.".startswith(f"{path}.") and name != level_path(of)
        }

    def in_periods(self, by_day: Floats) -> Floats:
        """Sums of (S, D, …) over the days of each period: (S, T, …)."""
        starts = np.cumsum([0, *self.problem.days.astype(int)[:-1]])
        return np.asfortranarray(np.add.reduceat(by_day, starts, axis=1))


def _or_one(factors: Floats) -> Floats:
    """Factors, 1 where nothing is said."""
    return np.where(np.isnan(factors), 1.0, factors)
