"""Which futures plans are carried through: those of a seed, or of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crossings.plan import Plan
    from crossings.scenarios import Futures


def futures_of(
    table: str | None, seed: int | None, plans: Iterable[Plan], *, draw_rest: bool
) -> Futures:
    """Those of a table, or drawn ones; with `draw_rest` what the table does not name is drawn."""
    from crossings.scenarios import DrawnRest, Seeded

    seed = 1 if seed is None else seed
    if table is None:
        return Seeded(seed)
    from crossings.reading.lists.futures_table import read_futures

    found = read_futures(table, [plan.problem for plan in plans])
    return DrawnRest(found, seed) if draw_rest else found
