"""A case of 90 daily periods, 6 crossings, 12 goods, 3 regimes and 5 areas, always the same."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

WEEK = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
CATEGORIES = ["humanitarian", "construction", "fuel", "commercial"]


def case(draw: random.Random, periods: int) -> dict[str, Any]:
    areas = {f"area-{i}": {"population": draw.randint(100, 900) * 1000} for i in range(5)}
    goods = {
        f"good-{i}": {
            "category": CATEGORIES[i % 4],
            "priority": draw.randint(1, 8),
            "need": draw.randint(20, 120),
            "stock": {"days_of_need": draw.choice([0, 1, 3])},
            "threat_rate": draw.choice([0.001, 0.003, 0]),
        }
        for i in range(12)
    }
    crossings = {f"crossing-{i}": crossing(draw, i, areas, (20, 80)) for i in range(6)}
    return {
        "title": "Benchmark",
        "horizon": {"start": "2024-03-03", "periods": periods, "days_per_period": 1},
        "model": "./model.yaml",
        "areas": areas,
        "goods": goods,
        "crossings": crossings,
        "corridors": {
            "east": {"truckloads_per_day": 350, "loss": 0.02},
            "port": {"truckloads_per_day": 300},
        },
        "limits": {"undetected_threats_per_day": 0.3},
    }


def crossing(
    draw: random.Random, i: int, areas: Iterable[str], road: tuple[int, int], shared: int = 1
) -> dict[str, Any]:
    """The i-th crossing; each road passes between the two of `road`, a part of what is shared."""
    return {
        "gate_truckloads_per_day": draw.randint(60, 200),
        "utilisation": 0.85,
        "open_days": WEEK[: 5 if i % 2 else 7],
        "resources": {
            "scanner": draw.randint(1, 3),
            "bay": draw.randint(10, 30),
            "inspector": draw.randint(20, 50),
        },
        "routes": {
            area: {
                "truckloads_per_day": draw.randint(*road) / shared,
                "loss": draw.choice([0, 0.03]),
            }
            for area in areas
        },
    }


def model() -> dict[str, Any]:
    scan = {"minutes": {"scanner": 4, "inspector": 6}, "detection": 0.8, "false_alarm": 0.1}
    search = {"minutes": {"bay": 110, "inspector": 220}, "detection": 0.9, "false_alarm": 0.01}
    look = {"minutes": {"scanner": 3, "inspector": 6}, "detection": 0.6, "false_alarm": 0.05}
    return {
        "title": "Three regimes",
        "regimes": {
            "quick": {"start": "look", "fill": 0.8, "stages": {"look": look}},
            "scan-then-search": {
                "start": "scan",
                "stages": {"scan": {**scan, "on_alarm": "search"}, "search": search},
            },
            "full-search": {"start": "search", "stages": {"search": search}},
        },
    }


def written(folder: Path, periods: int = 90) -> Path:
    """Case and model as files; the path of the case."""
    path = folder / "case.yaml"
    path.write_text(yaml.safe_dump(case(random.Random(1), periods), sort_keys=False))
    (folder / "model.yaml").write_text(yaml.safe_dump(model(), sort_keys=False))
    return path
