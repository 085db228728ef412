"""Models side by side, as tables."""

from __future__ import annotations

from pandas import DataFrame

from crossings.analysis.barriers import lacking_words
from crossings.analysis.comparison import Comparison
from crossings.tables.labelled import framed


def comparison_tables(comparison: Comparison) -> dict[str, DataFrame]:
    """Every table of a comparison by name."""
    return {"models": _models(comparison), "figures": _figures(comparison)}


def _models(comparison: Comparison) -> DataFrame:
    """Each model, whether it has a plan, and what holds it back."""
    rows = (
        (
            column.model,
            column.title,
            "infeasible" if column.plan is None else column.plan.solver.status,
            column.least_served or None,
            "; ".join(column.binds) or None,
            column.no_plan or None,
            None if column.plan is None else lacking_words(column.plan.problem) or None,
        )
        for column in comparison.columns
    )
    return framed("models", rows)


def _figures(comparison: Comparison) -> DataFrame:
    """Every figure of every model, and its difference against the first model."""
    first = comparison.columns[0]
    rows = []
    for column in comparison.columns:
        for each in column.figures:
            before = first.value(each.measure, each.of)
            difference = None if before is None else each.value - before
            rows.append((column.model, each.measure, each.of, each.unit, each.value, difference))
    return framed("figures", rows).astype({"value": float, "difference": float})
