"""What security costs, as one object and as CSV files; docs/results.md tells every field."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from crossings.files import write_all
from crossings.frontier import (
    DAYS_A_MONTH,
    SHARE,
    Frontier,
    Mixture,
    Point,
    Segment,
    envelope,
    mixtures,
)
from crossings.outputs.answer import as_json, phase_rows
from crossings.outputs.provenance import SCHEMA_VERSION, origin, provenance

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


def write_frontier_csv(whole: Row, folder: Path) -> None:
    """Write points, regimes, segments, hull and mixtures to `folder`, the rest in `answer.json`."""
    texts = {}
    for name in ("points", "segments"):
        texts[name] = _text(
            {"model": entry["model"]["path"], **_without(row, "regimes")}
            for entry in whole["models"]
            for row in entry[name]
        )
    texts["regimes"] = _text(
        {
            "model": entry["model"]["path"],
            "undetected_limit_per_day": point["undetected_limit_per_day"],
            **row,
        }
        for entry in whole["models"]
        for point in entry["points"]
        for row in point["regimes"]
    )
    for name in ("hull", "mixtures", "warnings"):
        texts[name] = _text(whole[name])
    about = _without(whole, "hull", "mixtures", "warnings")
    about["models"] = [_without(entry, "points", "segments") for entry in whole["models"]]
    files = {f"{name}.csv": text for name, text in texts.items()}
    write_all(folder, {**files, "answer.json": as_json(about)})


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
        "undetected_per_day": point.undetected,
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


def _without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def _text(rows: Iterable[Row]) -> str:
    """Rows as CSV; a file without rows is empty."""
    page = io.StringIO()
    found = list(rows)
    if found:
        writer = csv.DictWriter(page, list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
    return page.getvalue()
