"""What moves a figure of futures, and what those have in common in which something happens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crossings.evaluation import DISPATCH_RULES
from crossings.handed_in import plan_handed_in, whole
from crossings.plan import Plan
from crossings.scripting.own_code import one_of, processes

if TYPE_CHECKING:
    from pandas import DataFrame


def discover(folder: str | Path, where: str, model: str | None = None) -> dict[str, DataFrame]:
    """The futures of a folder in which something happens, as `crossings discover` finds them.

    `where` is such as `"met_share < 0.6"`; `model` names one where the folder has several. The
    tables are `boxes`, none where none is surely better than chance, and their `box_ends`.
    """
    from crossings.discovery import discovered
    from crossings.tables.discovered import discovered_tables

    return discovered_tables(discovered(Path(folder), where, model))


def sensitivity(
    of_what: Plan | str | Path,
    of: str = "met_share",
    method: str = "tornado",
    number: int | None = None,
    seed: int = 1,
    dispatch: str = "plan",
    *,
    inputs: int = 30,
    jobs: int = 1,
    model: str | None = None,
) -> DataFrame:
    """Inputs by how much they move a figure, as `crossings sensitivity` ranks them.

    Of a plan's case by `method`: `tornado`, `morris` or `sobol`, the last two of so many `inputs`
    that move it most by themselves; of a batch's folder by its own futures, under a `model` of it.
    """
    from crossings.discovery.sensitivity import METHODS, SOBOL, scored
    from crossings.discovery.sensitivity import sensitivity as ranked
    from crossings.tables.discovered import sensitivity_tables

    if not isinstance(of_what, Plan):
        return sensitivity_tables(scored(Path(of_what), of, model))["moves"]
    if method not in METHODS:
        raise ValueError(f"method: expected one of {', '.join(METHODS)}, got {method!r}")
    one_of(dispatch, "dispatch", DISPATCH_RULES)
    size = None if number is None else whole(number, "number", 2)
    if method == SOBOL and size is not None and size & (size - 1):
        raise ValueError(f"number: expected a power of two, got {number!r}")
    plan, most = plan_handed_in(of_what), whole(inputs, "inputs", 1)
    how = (of, method, size, whole(seed, "seed", 0), dispatch)
    found = ranked(plan, *how, most=most, jobs=processes(jobs))
    return sensitivity_tables(found)["moves"]
