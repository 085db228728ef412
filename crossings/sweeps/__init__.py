"""Sweeps: settings crossed with inspection models, every point solved, and carried if asked for."""

from __future__ import annotations

from crossings.sweeps.design import Point, crossed, grid, lines_of, rows_of
from crossings.sweeps.kept import SweepFolder, sweep_folder
from crossings.sweeps.ranking import ranked
from crossings.sweeps.running import Request, Sweep, swept

__all__ = [
    "Point", "Request", "Sweep", "SweepFolder", "crossed", "grid", "lines_of", "ranked", "rows_of",
    "sweep_folder", "swept",
]  # fmt: skip
