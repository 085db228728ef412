"""The extensive form of a stochastic program: every scenario's program, what is not known shared.

    min  Σ_s p[s] · c[s] · x[s]      A[s] · x[s] within rows[s],  x[s] within columns[s]
         x[s,j] = x[s′,j]  where s and s′ are one node at the stage of column j

Scenarios that are one node at a stage have the same column there, and not two that are held equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Entries = tuple[NDArray[np.intp], NDArray[np.intp], Floats]
"""Rows, columns and coefficients."""


@dataclass(frozen=True)
class OneScenario:
    """The program of one scenario, to be minimised."""

    costs: Floats  # (columns,)
    entries: Entries
    rows: tuple[Floats, Floats]  # lower and upper
    columns: tuple[Floats, Floats]


def extensive_optimum(
    programs: list[OneScenario], likely: Floats, stage: NDArray[np.intp], nodes: NDArray[np.intp]
) -> float:
    """The least expected cost.

    `stage` (columns,) is that of each column, `nodes` (S, stages) which node each scenario is in.
    """
    of_node: dict[tuple[int, int], int] = {}
    costs: list[float] = []
    lower: list[float] = []
    upper: list[float] = []
    entries: list[Entries] = []
    rows: list[tuple[Floats, Floats]] = []
    first = 0
    for program, share, node in zip(programs, likely, nodes, strict=True):
        mine = np.empty(len(program.costs), dtype=np.intp)
        for j, at in enumerate(stage.tolist()):
            key = (j, int(node[at]))
            if key not in of_node:
                of_node[key] = len(costs)
                costs.append(0.0)
                lower.append(float(program.columns[0][j]))
                upper.append(float(program.columns[1][j]))
            mine[j] = of_node[key]
            costs[mine[j]] += share * float(program.costs[j])
        row, column, value = program.entries
        entries.append((row + first, mine[column], value))
        rows.append(program.rows)
        first += len(program.rows[0])
    row, column, value = (np.concatenate(each) for each in zip(*entries, strict=True))
    return _least(
        np.array(costs), np.array(lower), np.array(upper),
        np.concatenate([each[0] for each in rows]), np.concatenate([each[1] for each in rows]),
        (row, column, value),
    )  # fmt: skip


def _least(
    costs: Floats, lower: Floats, upper: Floats, below: Floats, above: Floats, entries: Entries
) -> float:
    row, column, value = entries
    order = np.argsort(column, kind="stable")
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(costs), len(below)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = costs, lower, upper
    lp.row_lower_, lp.row_upper_ = below, above
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.searchsorted(column[order], np.arange(len(costs) + 1))
    lp.a_matrix_.index_, lp.a_matrix_.value_ = row[order], value[order]
    highs: Any = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(lp)
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getInfo().objective_function_value)
