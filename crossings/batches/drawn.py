"""What was drawn of each future as named columns, a row a future: once for all models.

Draws beneath are shared, so a figure is the same under every model that says the same of it. Where
a later model says otherwise (its own closures, say, or the range of a number of its own), what it
draws of it is a column more, `days_open_rafah_under_joint`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crossings.batches.task import Candidate
from crossings.problem import Floats, Problem, paces
from crossings.scenarios import Futures, combinations
from crossings.scenarios.inputs import AS_GIVEN, DAYS, Input, inputs, plain_name

SCENARIO = "scenario"
_ROUNDING = 1e-9


@dataclass(frozen=True)
class DrawnColumn:
    """A column of what was drawn, and under which candidate it is."""

    name: str
    of: Input
    position: int
    """Of the first candidate that draws it so."""
    under: str = ""
    """Its model, where an earlier one draws it otherwise."""

    @property
    def about(self) -> dict[str, str]:
        """What a reader of the file is told of it; entries without anything to say are left out."""
        words = self.of.words.removesuffix(",")
        meaning = f"{words}, under {self.under}" if self.under else words
        return {"meaning": meaning, "unit": self.of.unit, "path": self.of.path, **self.of.labels}


@dataclass(frozen=True, eq=False)
class DrawnInputs:
    """What draws the columns, chunk by chunk."""

    futures: Futures
    problems: tuple[Problem, ...]
    """Of each candidate."""
    columns: tuple[DrawnColumn, ...]

    @property
    def names(self) -> list[str]:
        """Every column, that of the future's number first."""
        return [SCENARIO, *(each.name for each in self.columns)]

    @property
    def about(self) -> dict[str, dict[str, str]]:
        """What each column is."""
        number = {"meaning": "number of the future, from 0"}
        return {SCENARIO: number, **{each.name: each.about for each in self.columns}}

    def drawn(self, numbers: range) -> dict[str, Any]:
        """Every column of the futures `numbers`; nan in one that cannot be drawn."""
        try:
            return self._drawn(numbers)
        except Exception:  # its row of outcomes says why
            if len(numbers) == 1:
                nothing = {name: np.array([np.nan]) for name in self.names}
                return {**nothing, SCENARIO: np.array([numbers.start])}
        alone = [self.drawn(range(number, number + 1)) for number in numbers]
        return {name: np.concatenate([each[name] for each in alone]) for name in self.names}

    def _drawn(self, numbers: range) -> dict[str, Any]:
        found: dict[int, dict[str, Floats]] = {}
        made: dict[str, Any] = {SCENARIO: np.arange(numbers.start, numbers.stop)}
        for each in self.columns:
            k = each.position
            if k not in found:
                drawn = self.futures.scenarios(self.problems[k], numbers)
                figures = inputs(self.problems[k], drawn)
                found[k] = {own.column: values for own, values in figures}
            made[each.name] = np.ascontiguousarray(found[k][each.of.column], np.float64)
        return made

    def implausible(self, numbers: range, read: Mapping[str, Any]) -> str:
        """What of the columns of the futures `numbers` cannot be; empty where all can."""
        if list(read) != self.names:
            return "its columns are not those of the batch"
        if not np.array_equal(read[SCENARIO], np.arange(numbers.start, numbers.stop)):
            return f"its futures are not those numbered {numbers.start} to {numbers.stop - 1}"
        days = float(self.problems[0].days.sum())
        figures = [read[each.name] for each in self.columns]
        if any(values.dtype.kind != "f" for values in figures):
            return "not of the type that it has"
        fine = ~np.isnan(figures).all(axis=0) if figures else np.ones(len(numbers), dtype=bool)
        for each, values in zip(self.columns, figures, strict=True):
            if not np.isfinite(values[fine]).all():
                return f"{each.name}: not a number in every future"
            if each.of.unit != AS_GIVEN and (values[fine] < 0).any():
                return f"{each.name}: below 0"
            if each.of.unit == DAYS and (values[fine] > days * (1 + _ROUNDING)).any():
                return f"{each.name}: more days than there are"
        return ""


def drawn_inputs(futures: Futures, candidates: Sequence[Candidate]) -> DrawnInputs:
    """What draws the inputs of a batch of some candidates."""
    made: dict[tuple[str, bytes], DrawnColumn] = {}
    taken, seen = {SCENARIO}, set()
    problems = tuple(each.ready.problem for each in candidates)
    for k, problem in enumerate(problems):
        one = futures.scenarios(problem, range(1))
        for each, _ in inputs(problem, one):
            what = f"{each.column} {each.path}"
            key = what, _said(problem, each)
            if key in made:
                continue
            under = candidates[k].model if what in seen else ""
            plain = plain_name(each.column, "under", under) if under else each.column
            name, number = plain, 1
            while name in taken:
                number += 1
                name = f"{plain}_{number}"
            taken.add(name)
            seen.add(what)
            made[key] = DrawnColumn(name, each, k, under)
    return DrawnInputs(futures, problems, tuple(made.values()))


def _said(problem: Problem, each: Input) -> bytes:
    """What a figure is drawn from: the same bytes where two models draw the same."""
    digest = hashlib.sha256()
    for part in _parts(problem, each):
        digest.update(np.ascontiguousarray(part, np.float64).tobytes())
    return digest.digest()


def _parts(problem: Problem, each: Input) -> Iterator[Any]:
    said = problem.uncertainty
    for phase in said.phases:
        yield phase.probability
    ways = [problem.under(way) for way in combinations(problem)] if said.phases else [problem]
    if "crossing" in each.labels:
        c = [crossing.id for crossing in problem.crossings].index(each.labels["crossing"])
        yield [said.open_share[c], said.closed_days[c], said.all_open_share, said.all_closed_days]
        yield [said.throughput_cv[c], said.throughput_persistence[c]]
        yield [said.throughput_level[c], said.throughput_level_cv[c]]
        yield from (said.closing_weekdays[:, c], said.all_closing_weekdays)
        for way in ways:
            yield from (way.crossing_opens[:, c], paces.pace(way)[:, c])
    elif "pool" in each.labels:
        p = problem.pools.index(each.labels["pool"])
        yield [said.pool_open_share[p], said.pool_closed_days[p]]
        yield said.pool_closing_weekdays[:, p]
        yield from (way.pool_opens[:, p] for way in ways)
    elif "good" in each.labels:
        yield said.need_cv[[good.id for good in problem.goods].index(each.labels["good"])]
    elif "corridor" in each.labels:
        corridors = [corridor.id for corridor in problem.corridors]
        yield said.supply_cv[corridors.index(each.labels["corridor"])]
    elif each.unit == AS_GIVEN:
        for ranged in said.numbers.ranged:
            if ranged.path == each.path:
                yield [ranged.low, ranged.value, ranged.high, said.sampled is not None]
