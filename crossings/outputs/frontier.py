"""What security and guarantees cost, as objects and tables; docs/results.md tells every field."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from crossings.analysis.adversary import Adversary
from crossings.analysis.frontier import (
    DAYS_A_MONTH,
    Frontier,
    Mixture,
    Point,
    Segment,
    envelope,
    mixtures,
)
from crossings.analysis.guarantee_curve import GuaranteeCurve
from crossings.outputs.answer import Answer, phase_rows
from crossings.outputs.provenance import SCHEMA_VERSION, origin, provenance
from crossings.tables import records
from crossings.tables.frontier import frontier_tables, table
from crossings.tables.grounds import warnings_table

Row = dict[str, Any]


def frontier_object(frontiers: Sequence[Frontier], *, against: bool = False) -> Row:
    """The frontiers of one case under several models, as plain data.

    With `against` each point says what of contraband is missed, sent as the case says or best.
    """
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
        "tolerance": max(0.0 if each.exact else each.within for each in frontiers),
        "days_a_month": DAYS_A_MONTH,
        "need_per_day": need,
        "models": [_model(frontier, against) for frontier in frontiers],
        "hull": [
            {"model": frontier.problem.model.path, **_corner(point)}
            for frontier, point in envelope(frontiers)
        ],
        "mixtures": [_mixture(found) for found in mixtures(frontiers)],
        "warnings": records(warnings_table(warned)),
        "provenance": provenance(replace(first.solver, status="optimal")),
    }


@dataclass(frozen=True, repr=False)
class FrontierAnswer(Answer[Sequence[Frontier]]):
    """Frontiers; in their object points and segments are nested in their models."""

    whole: Row = field(kw_only=True)
    against: bool = False
    """Whether each point is held against who reacts."""

    def as_object(self) -> Row:
        """The object that docs/results.md describes, as plain data."""
        return self.whole


def frontier_answer(frontiers: Sequence[Frontier], *, against: bool = False) -> FrontierAnswer:
    """The answer that frontiers give; with `against` held against who reacts."""
    whole = frontier_object(frontiers, against=against)
    tables = frontier_tables(whole)
    about = {name: value for name, value in whole.items() if name not in tables}
    about["models"] = [
        {name: value for name, value in entry.items() if name not in tables}
        for entry in whole["models"]
    ]
    return FrontierAnswer(
        frontiers, tables, about, whole["provenance"], whole=whole, against=against
    )


def _model(frontier: Frontier, against: bool) -> Row:
    return {
        "model": origin(frontier.problem.model),
        "phases": phase_rows(frontier.problem),
        "goods_unknown": frontier.goods_unknown,
        "goods": len(frontier.problem.goods),
        "rates_assumed": frontier.rates_assumed,
        "reason": frontier.reason or None,
        "points": [
            _point(point) | (_missed(frontier.against[n]) if against else {})
            for n, point in enumerate(frontier.points)
        ],
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


def _missed(found: Adversary) -> Row:
    place, regime = (None if each is None else each.missed for each in (found.place, found.regime))
    price = next(iter(found.prices), None)
    kept = price is not None and not math.isnan(price.value)
    return {
        "missed_at_threat_rates": None if math.isnan(found.at_rates) else found.at_rates,
        "missed_at_most": place,
        "missed_at_most_by_regime": regime,
        "guarantee_rate": None if price is None else price.rate,
        "guarantee_forgone": price.forgone if price is not None and kept else None,
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
