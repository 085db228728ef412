"""Futures spread by a design, as a table that `--futures` takes."""

from __future__ import annotations

from pandas import DataFrame

from crossings.errors import Finding, InputError
from crossings.problem import Problem
from crossings.scenarios.designs import spread


def sampled_table(
    problem: Problem, number: int, method: str = "random", seed: int = 1
) -> DataFrame:
    """So many futures, a row each, and a column for each quantity that varies.

    `method` is `random` (row k is what stream k of the seed draws), `latin` or `sobol` (rows spread
    evenly). Raises `InputError` where no number has a range and nothing is uncertain but days.
    """
    columns = spread(problem, method, number, seed)
    if not columns:
        text = "no number has a range, and uncertainty varies nothing but days"
        raise InputError([Finding(problem.case.path, 1, 1, "", text)])
    return DataFrame(columns)
