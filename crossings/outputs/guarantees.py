"""What guarantees cost, as one object and as a table; docs/results.md tells every field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from crossings.analysis.guarantee_curve import GuaranteeCurve
from crossings.outputs.answer import Answer
from crossings.outputs.provenance import origin, provenance
from crossings.tables.frontier import table

Row = dict[str, Any]


def guarantees_answer(curves: Sequence[GuaranteeCurve]) -> Answer[Sequence[GuaranteeCurve]]:
    """The answer that curves of one case under several models give."""
    first = curves[0]
    about = {
        "status": "optimal",
        "case": origin(first.problem.case),
        "tables_read": [origin(each) for each in first.problem.tables],
        "models": [
            {
                "model": origin(curve.problem.model),
                "most": curve.most if curve.points else None,
                "reason": curve.reason or None,
            }
            for curve in curves
        ],
    }
    made_by = provenance(replace(first.solver, status="optimal"))
    return Answer(curves, {"guarantees": table(_rows(curves))}, about, made_by)


def _rows(curves: Sequence[GuaranteeCurve]) -> Iterator[Row]:
    for curve in curves:
        for point in curve.points:
            yield {
                "model": curve.problem.model.path,
                "rate": point.rate,
                "value": point.value,
                "value_kept": curve.kept(point),
                "met_per_day": point.met,
                "coverage": point.coverage,
                "exported_per_day": point.exported,
            }
