"""Which inputs move a figure: of a case, by futures made for it, or of a batch, by its own.

A plan is made once and carried through every future; what is not varied is as the case says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from crossings.arrays import Floats
from crossings.batches import Parallelism, Task, candidate, run
from crossings.batches.columns import Told, columns
from crossings.batches.kept_columns import kept_columns
from crossings.discovery.discovered import Name, varying
from crossings.discovery.indices import morris, sobol
from crossings.discovery.scores import scores
from crossings.discovery.varied import OUTER, VariedInput, varied
from crossings.discovery.where import figure
from crossings.errors import Finding, InputError, SurroundingsError
from crossings.plan import Plan
from crossings.scenarios import Tabled
from crossings.statistics import UNTOLD, Estimate

TORNADO, MORRIS, SOBOL = METHODS = ("tornado", "morris", "sobol")
SCORES = "scores"
USUAL_NUMBER = {TORNADO: 1, MORRIS: 50, SOBOL: 1024}
"""Paths, or rows, where no number is asked for."""


@dataclass(frozen=True, eq=False)
class Moved:
    """What one input does to the figure; nan where the method does not say."""

    name: Name
    low: float
    usual: float
    high: float
    at_low: float = float("nan")
    """The figure with this input at its low end, and all others as usual."""
    at_high: float = float("nan")
    effect: Estimate = UNTOLD
    """Mean size of its change while this input goes from end to end."""
    interaction: float = float("nan")
    first: Estimate = UNTOLD
    """Share of the figure's variance that it explains alone."""
    total: Estimate = UNTOLD
    """And together with others."""

    @property
    def rank(self) -> float:
        """What inputs are ordered by, largest first."""
        for each in (self.total.value, self.first.value, self.effect.value):
            if not np.isnan(each):
                return each
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Inputs by how much they move a figure."""

    method: str
    of: str
    futures: int
    moved: tuple[Moved, ...]
    usual: float
    """The figure where all inputs are as usual; nan of a folder."""
    spread: float
    """From 5 to 95 % of the futures; nan where they are not drawn."""
    left_out: int = 0
    """Inputs that were left as usual, as they move it less."""
    record: Any = None
    """Manifest of the folder whose futures they are."""
    model: str = ""


@dataclass(frozen=True, eq=False)
class _Carried:
    """A plan carried through futures that are given by their inputs."""

    plan: Plan
    inputs: Sequence[VariedInput]
    of: str
    dispatch: str
    parallelism: Parallelism
    done: Callable[[int], object] = field(default=lambda _: None)

    def figure(self, values: Floats) -> Floats:
        """(S,) The figure in futures in which the inputs have values (S, K)."""
        table = {each.path: values[:, k] for k, each in enumerate(self.inputs)}
        futures, size = Tabled("varied", "", table), len(values)
        own = candidate("plan", self.plan, futures, self.dispatch)
        task = Task(futures, self.dispatch, (own,))
        batch = run(task, range(size), self.done, parallelism=self.parallelism)
        if batch.failures:
            first = batch.failures[0]
            raise SurroundingsError(f"a future failed: {first.reason}")
        found = _Figures(columns(Told(self.plan.problem), batch.trials[0].outcomes), self.plan)
        made = figure(found, self.of)
        if not np.isfinite(made).all():
            raise _wrong(self.plan.problem.case.path, self.of)
        return made

    def of_uniform(self, uniform: Floats) -> Floats:
        """(S,) The same from rows of the unit cube."""
        made = [each.quantile(uniform[:, k]) for k, each in enumerate(self.inputs)]
        return self.figure(np.column_stack(made))


class _Figures:
    """Columns of outcomes, as `figure` reads them."""

    def __init__(self, read: dict[str, Any], plan: Plan) -> None:
        self._read, self.folder = read, Path(plan.problem.case.path)

    @property
    def names(self) -> list[str]:
        return [name for name, values in self._read.items() if values.dtype.kind == "f"]

    def outcome(self, *names: str) -> list[Any]:
        return [self._read[name] for name in names]


def _wrong(place: str, name: str) -> InputError:
    return InputError([Finding(place, 1, 1, name, "not every future has this figure")])


def sensitivity(
    plan: Plan,
    of: str = "met_share",
    method: str = TORNADO,
    number: int | None = None,
    seed: int = 1,
    dispatch: str = "plan",
    *,
    most: int = 30,
    jobs: int = 1,
    done: Callable[[int], object] = lambda _: None,
) -> Sensitivity:
    """What the inputs of a plan's case do to a figure of its futures.

    By Morris and by Sobol' indices no more than `most` of them, those that move it most from end to
    end by themselves.
    """
    every = varied(plan.problem, seed)
    if not every:
        text = "nothing to vary: no number has a range, and nothing is uncertain"
        raise InputError([Finding(plan.problem.case.path, 1, 1, "", text)])
    number = USUAL_NUMBER[method] if number is None else number
    how = (of, dispatch, Parallelism(jobs), done)
    ends = _ends(_Carried(plan, every, *how))
    usual, by_size = ends[0], np.argsort(-np.abs(ends[2] - ends[1]), kind="stable")
    if method == TORNADO:
        moved = [
            _moved(each, at_low=float(ends[1][k]), at_high=float(ends[2][k]))
            for k, each in enumerate(every)
        ]
        return _sorted(method, of, 1 + 2 * len(every), moved, usual)
    kept = sorted(by_size[:most].tolist())
    inputs = [every[k] for k in kept]
    carried, left = _Carried(plan, inputs, *how), len(every) - len(kept)
    if method == MORRIS:
        effects = morris(carried.of_uniform, len(inputs), number, seed)
        moved = [
            _moved(each, effect=own.size, interaction=own.interaction)
            for each, own in zip(inputs, effects, strict=True)
        ]
        return _sorted(method, of, number * (len(inputs) + 1), moved, usual, left=left)
    indices, values = sobol(carried.of_uniform, len(inputs), number, seed)
    moved = [
        _moved(each, first=own.first, total=own.total)
        for each, own in zip(inputs, indices, strict=True)
    ]
    low, high = np.quantile(values, OUTER)
    size = number * (len(inputs) + 2)
    return _sorted(method, of, size, moved, usual, float(high - low), left=left)


def _ends(carried: _Carried) -> tuple[float, Floats, Floats]:
    """The figure with all as usual, and (K,) with each input at its low and at its high end."""
    k = len(carried.inputs)
    rows = np.tile([each.usual for each in carried.inputs], (1 + 2 * k, 1))
    for n, each in enumerate(carried.inputs):
        rows[1 + n, n], rows[1 + k + n, n] = each.low, each.high
    values = carried.figure(rows)
    return float(values[0]), values[1 : 1 + k], values[1 + k :]


def _moved(each: VariedInput, **found: Any) -> Moved:
    low, usual, high = (end * each.scale for end in (each.low, each.usual, each.high))
    return Moved(each.name, low, usual, high, **found)


def _sorted(
    method: str,
    of: str,
    futures: int,
    moved: Sequence[Moved],
    usual: float,
    spread: float = float("nan"),
    *,
    left: int = 0,
) -> Sensitivity:
    ordered = sorted(moved, key=lambda each: -each.rank)
    return Sensitivity(method, of, futures, tuple(ordered), usual, spread, left)


def scored(folder: Path, of: str = "met_share", model: str | None = None) -> Sensitivity:
    """What the inputs of a folder's own futures did to a figure of them."""
    batch = kept_columns(folder, model)
    names, inputs = varying(batch)
    values = figure(batch, of)[batch.fine]
    there = np.isfinite(values)
    if not there.any():
        raise _wrong(str(folder), of)
    inputs, values = inputs[there], values[there]
    found = scores(inputs, values)
    ends = [np.quantile(inputs[:, k], (0.05, 0.5, 0.95)).tolist() for k in range(len(names))]
    moved = [
        Moved(name, ends[k][0], ends[k][1], ends[k][2], first=found[k])
        for k, name in enumerate(names)
    ]
    low, high = np.quantile(values, OUTER)
    told = _sorted(SCORES, of, len(values), moved, float("nan"), float(high - low))
    return replace(told, record=batch.record, model=batch.model.model)
