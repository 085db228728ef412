"""Inspection designed, as one object; docs/results.md tells every field."""

from __future__ import annotations

from typing import Any

import numpy as np
from pandas import DataFrame

from crossings.design.designed import Design, Reckoned
from crossings.outputs.answer import Answer
from crossings.outputs.provenance import origin, provenance


def inspection_answer(design: Design, before: Reckoned | None) -> Answer[Design]:
    """The answer that a design gives; `before` is what the case comes to as it is."""
    goods = design.problem.goods
    about = {
        "status": "designed",
        "case": origin(design.problem.case),
        "sensors_of": origin(design.problem.model),
        "tables_read": [origin(table) for table in design.problem.tables],
        "before": None if before is None else _reckoned(before),
        "after": _reckoned(design.after),
        "value_of_all_found": design.best,
        "left_per_truckload": design.left,
        "refused_price": design.prices.refusal,
        "unexamined": [goods[g].id for g in design.unexamined],
        "model": {
            "title": design.title,
            "description": design.description,
            "regimes": design.regimes,
        },
    }
    tables = {
        "procedures": _procedures(design),
        "uses": _uses(design),
        "sensors": DataFrame(
            {"sensor": [sensor.id for sensor in design.sensors], "price": design.prices.costs}
        ),
        "curve": _curve(design),
    }
    return Answer(design, tables, about, provenance(None))


def _reckoned(found: Reckoned) -> dict[str, Any]:
    """What a plan of the most value comes to; null: nothing is needed, or known."""
    figures = {"value": found.value, "met": found.met, "detected": found.detected}
    return {name: None if np.isnan(each) else each for name, each in figures.items()}


def _procedures(design: Design) -> DataFrame:
    """Each procedure as a regime of the model."""
    days = float(design.problem.days.sum())
    return DataFrame(
        [
            {
                "regime": each.name,
                "stages": each.stages,
                "detection": each.detection,
                "refusal": each.refusal,
                "presented_per_day": each.truckloads / days,
            }
            for each in design.procedures
        ]
    )


def _uses(design: Design) -> DataFrame:
    """The share of clean trucks that each procedure uses each of its sensors on."""
    rows = [
        (each.name, sensor.id, float(share))
        for each in design.procedures
        for sensor, share in zip(design.sensors, each.uses, strict=True)
        if share > 0
    ]
    return DataFrame(rows, columns=["regime", "sensor", "share"])


def _curve(design: Design) -> DataFrame:
    """Corners of the least cost of detection at the plan's prices; none where nothing costs."""
    curve = design.curve()
    if curve is None:
        return DataFrame({"detection": np.zeros(0), "cost": np.zeros(0)})
    return DataFrame({"detection": curve.detection, "cost": curve.cost})
