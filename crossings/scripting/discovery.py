"""What futures of a folder have in common in which something happens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
