"""What security costs, as one object and as CSV files; docs/results.md tells every field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from crossings.analysis.frontier import (
    DAYS_A_MONTH,
    SHARE,
    Frontier,
    Mixture,
    Point,
    Segment,
    envelope,
    mixtures,
)
from crossings.outputs.answer import phase_rows
from crossings.outputs.provenance import SCHEMA_VERSION, origin, provenance
from crossings.tables import records

if TYPE_CHECKING:
    from pandas import DataFrame

Row = dict[str, Any]


def frontier_object(frontiers: Sequence[Frontier]) -> Row:
    """The frontiers of one case under several models, as plain data."""
    first = frontiers[0]
    problem = first.problem
    need = float(problem.needed.sum() / problem.days.sum())
    warned = dict.fromkeys(found for each in frontiers for found in each.problem.warnings)
    return {
        "schema_version": SCHEMA_VERSION,
        "status": "optimal",
        "case": origin(problem.case),
        "tables_read": [origin(table) for table in problem.tables],
        "exact": first.exact,
        "tolerance": 0.0 if first.exact else SHARE,
        "days_a_month": DAYS_A_MONTH,
        "need_per_day": need,
        "models": [_model(frontier) for frontier in frontiers],
        "hull": [
            {"model": frontier.problem.model.path, **_corner(point)}
            for frontier, point in envelope(frontiers)
        ],
        "mixtures": [_mixture(found) for found in mixtures(frontiers)],
        "warnings": [asdict(found) for found in warned],
        "provenance": provenance(replace(first.solver, status="optimal")),
    }


@dataclass(frozen=True)
class FrontierAnswer:
    """Frontiers, and when they are asked for the object that they make and its tables."""

    frontiers: Sequence[Frontier]

    @cached_property
    def whole(self) -> Row:
        """The object, points and segments nested in their models."""
        return frontier_object(self.frontiers)

    @cached_property
    def tables(self) -> dict[str, DataFrame]:
        """What is nested in the object, as tables."""
        from crossings.tables.frontier import frontier_tables

        return frontier_tables(self.whole)

    def as_object(self) -> Row:
        """The object, with tables in the place of what is nested in it."""
        nested = ("points", "segments")
        models = [
            {name: value for name, value in entry.items() if name not in nested}
            for entry in self.whole["models"]
        ]
        rows = {name: records(table) for name, table in self.tables.items()}
        return {**self.whole, "models": models, **rows}


def frontier_answer(frontiers: Sequence[Frontier]) -> FrontierAnswer:
    """The answer that frontiers give."""
    return FrontierAnswer(frontiers)


def _model(frontier: Frontier) -> Row:
    return {
        "model": origin(frontier.problem.model),
        "phases": phase_rows(frontier.problem),
        "goods_unknown": frontier.goods_unknown,
        "goods": len(frontier.problem.goods),
        "rates_assumed": frontier.rates_assumed,
        "reason": frontier.reason or None,
        "points": [_point(point) for point in frontier.points],
        "segments": [_segment(segment) for segment in frontier.segments],
    }


def _corner(point: Point) -> Row:
    return {"undetected_limit_per_day": point.allowed, "value": point.value}


def _point(point: Point) -> Row:
    presented = zip(point.plan.problem.regimes, point.presented.tolist(), strict=True)
    return {
        **_corner(point),
        "undetected_per_day": point.undetected if point.plan.contraband_known() else None,
        "met_per_day": point.met,
        "coverage": point.coverage,
        "exported_per_day": point.exported,
        "diverted_per_day": point.diverted,
        "regimes": [
            {"regime": regime.id, "presented_per_day": truckloads}
            for regime, truckloads in presented
        ],
    }


def _segment(segment: Segment) -> Row:
    return {
        "from_limit_per_day": segment.first.allowed,
        "to_limit_per_day": segment.last.allowed,
        "value_per_load_a_month": segment.a_month("value"),
        "met_per_day_per_load_a_month": segment.a_month("met"),
        "exported_per_day_per_load_a_month": segment.a_month("exported"),
    }


def _mixture(mixture: Mixture) -> Row:
    (first, low), (last, high) = mixture.first, mixture.last
    return {
        "first_model": first.problem.model.path,
        "first_limit_per_day": low.allowed,
        "last_model": last.problem.model.path,
        "last_limit_per_day": high.allowed,
        "best_at_per_day": mixture.allowed,
        "share_of_time_last": mixture.share,
        "value": mixture.value,
        "value_best_alone": None if mixture.alone < 0 else mixture.alone,
    }
