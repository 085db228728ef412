"""Sweeps: every point of a design, as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crossings.evaluation import DISPATCH_RULES
from crossings.handed_in import whole
from crossings.problem import Problem
from crossings.problem.readable import Settings, Source
from crossings.reading.scripts import case_given
from crossings.reading.yaml.overrides import value_as_text
from crossings.scripting.own_code import one_of, processes
from crossings.sweeps import crossed, grid
from crossings.sweeps.asked import sweep_of

if TYPE_CHECKING:
    from pandas import DataFrame


_ROWS = 10
"""Of a table, in a notebook."""


@dataclass(frozen=True, eq=False, repr=False)
class SweepTables:
    """A sweep as tables: one row a point, one row a figure of a point, and what factors do."""

    points: DataFrame
    sweep: DataFrame
    factors: DataFrame

    def __repr__(self) -> str:
        sizes = [f"  {n}: {len(each)} rows" for n, each in vars(self).items()]
        return "\n".join([f"Sweep of {self.points['point'].nunique()} points", *sizes])

    def _repr_html_(self) -> str:
        """What a notebook shows: the first points, and what each factor does."""
        tables = (self.points, self.factors)
        first = (each.head(_ROWS).to_html(border=0, index=False) for each in tables)
        return f"<pre>{self!r}</pre>{'<br>'.join(first)}"


def sweep(
    case: Source | Problem,
    design: Sequence[Mapping[str, object]] | Mapping[str, Sequence[object]],
    models: Sequence[str | Path] = (),
    scenarios: int = 0,
    seed: int = 1,
    dispatch: str = "plan",
    *,
    settings: Settings = (),
    value_only: bool = False,
    jobs: int = 1,
    folder: str | Path | None = None,
    done: Callable[[int], object] = lambda _: None,
    scheduler: str | None = None,
) -> SweepTables:
    """A case, or a problem, solved at every point of a design, as `crossings sweep` does.

    `design` is a list of points, each its settings by path (and `model`), or values by path, of
    which every combination is a point. Each is put under every one of `models`. With `scenarios`
    every plan is carried through the same futures; `value_only` seeks no plan. In `folder` all of
    it is kept, and the same call goes on where it was stopped. `done` is told how many points are
    finished. `jobs` processes solve them, or the Dask cluster of a `scheduler`. A point without a
    plan is a row with its reason.

    Raises `InputError` where no point can be read, and `SurroundingsError` where the folder holds
    something else.
    """
    rows = _design(design)
    if value_only and scenarios:
        raise ValueError("value_only: seeks no plan that could be carried through scenarios")
    one_of(dispatch, "dispatch", DISPATCH_RULES)
    whole(scenarios, "scenarios", 0), whole(seed, "seed", 0), processes(jobs)
    points = crossed(rows, [str(model) for model in models] or [None])
    place = None if folder is None else Path(folder)
    given = case_given(case.to_yaml() if isinstance(case, Problem) else case)
    items = settings.items() if isinstance(settings, Mapping) else ()
    texts = [f"{path}={value_as_text(value)}" for path, value in items] or [*settings]
    made = sweep_of(
        given, points, texts, scenarios, seed, dispatch,
        value_only=value_only, jobs=jobs, folder=place, done=done, scheduler=scheduler,
    )  # fmt: skip
    from crossings.outputs.sweep import sweep_answer, write_sweep

    found = sweep_answer(made)
    if place is not None:
        write_sweep(found, place)
    tables = found.tables
    return SweepTables(tables["sweep_points"], tables["sweep"], tables["factors"])


def _design(design: object) -> list[dict[str, str]]:
    """Points by path, with values as text."""
    if isinstance(design, Mapping) and design:
        crossing = {str(path): [*map(value_as_text, values)] for path, values in design.items()}
        rows = grid(crossing)
    elif isinstance(design, Sequence) and all(isinstance(row, Mapping) for row in design):
        rows = [{str(path): value_as_text(value) for path, value in row.items()} for row in design]
    else:
        raise ValueError("design: expected a list of points, or values by path")
    if not rows:
        raise ValueError("design: expected one point at least")
    return rows
