"""A small case and its inspection model, as text, that tests change a word of."""

import json
from pathlib import Path

CASE = """\
title: Two gates
horizon: {start: 2024-03-03, periods: 2, days_per_period: 7}
model: ./model.yaml
areas:
  north: {name: North, population: 300000}
  south:
    population: {value: 100000, range: [90000, 120000], source: census, confidence: high}
goods:
  food:
    category: humanitarian
    priority: 5
    need: {kg_per_person_per_day: 0.55}
    stock: {days_of_need: 3, end_days_of_need: 1}
    tonnes_per_truckload: 14.6
    threat_rate: {value: 0.001, range: [0, 0.004], confidence: low}
  cement:
    category: construction
    need: {by_area: {north: 6, south: 4}}
  chairs:
    category: export
    need: 3
crossings:
  gate-a:
    gate_truckloads_per_day: 40
    open_days: [sun, mon, tue, wed, thu]
    closed_dates: [2024-03-05]
    hours_per_day: 8
    utilisation: 0.85
    resources: {scanner: 1, bay: 4}
    admits: {categories: [humanitarian, export], goods: [cement], except: [chairs]}
    routes: {north: {truckloads_per_day: 20, loss: 0.05}, south: {}}
  gate-b:
    gate_truckloads_per_day: 30
    resources: {bay: 3}
corridors:
  egypt:
    serves: [gate-a, gate-b]
    truckloads_per_day: 50
    goods: {food: 40, cement: 10}
    loss: 0.02
pools:
  monitor: {units: 5, hours_per_day: 8}
limits:
  undetected_threats_per_day: 0.5
  coverage_at_least: {food: 0.1, construction: 0.05}
  coverage_window_days: 7
coverage_bands: [{up_to: 0.5, weight: 4}, {up_to: 0.8, weight: 2}, {up_to: 1, weight: 1}]
observed:
  - crossing: gate-a
    good: food
    from: 2024-03-01
    to: 2024-03-31
    stage: collected
    truckloads: 900
    source: census
sources:
  census: {title: A count of people, publisher: Census office}
uncertainty:
  closures:
    gate-a: {open_share: 0.9, mean_closed_days: 2}
    all: {open_share: 0.98, mean_closed_days: 5}
    monitor: {open_share: 0.95, mean_closed_days: 1}
  throughput: {gate-a: {cv: 0.4, persistence: 0.5}, '*': {cv: 0.3}}
  need: {food: {cv: 0.1}, '*': {cv: 0.05}}
  supply: {egypt: {cv: 0.2}}
  ranges: false
"""

MODEL = """\
title: Scan, then search
regimes:
  scan-then-search:
    fill: 0.5
    start: scan
    stages:
      scan:
        minutes: {scanner: 3}
        detection: 0.8
        false_alarm: 0.1
        on_alarm: search
      search:
        minutes: {bay: 60}
        detection: 0.9
        false_alarm: 0.01
        on_clear: release
        on_alarm: refuse
  full-search:
    admits: {goods: [food, cement, chairs]}
    start: search
    stages:
      search:
        minutes: {bay: 60, monitor: 10}
        detection: {value: 0.9, range: [0.6, 1], source: trials}
use:
  gate-a: [scan-then-search, full-search]
  gate-b: [full-search]
minutes_factor: {construction: {bay: 1.5}}
limits: {detection_rate_at_least: 0.5}
sources:
  trials: {title: Trials of a search by hand}
"""

SMALL = """\
title: A place
model: full-search
areas: {north: {population: 300000}, south: {population: 700000}}
goods:
  food:
    category: humanitarian
    need: {kg_per_person_per_day: 0.55}
    tonnes_per_truckload: 14.6
crossings:
  gate: {gate_truckloads_per_day: 60, resources: {bay: 6, inspector: 20}}
"""
"""A smaller case, of a million people, under a shipped model."""


def kept_plan(size: int) -> str:
    """A small answer as JSON, whose numbers and figures grow with `size`."""
    row = {"crossing": "gate", "good": "food", "regime": "search", "presented": size}
    answer = {
        "schema_version": 1,
        "periods": [{"days": 2}],
        "flows": [row],
        "coverage": [{"good": "food", "area": "north", "need": 9 * size, "met": 2 * size}],
        "manifests": [],
        "deliveries": [],
        "evidence": [{"path": "crossings.gate.hours_per_day", "value": size}],
        "provenance": {"tool": "crossings"},
    }
    return json.dumps(answer)


def edited(text: str, *changes: tuple[str, str]) -> str:
    """`text` with the first place of each old word replaced by the new one."""
    for old, new in changes:
        assert old in text, f"the example has no {old!r}"
        text = text.replace(old, new, 1)
    return text


def written(folder: Path, case: str | bytes = CASE, model: str | bytes = MODEL) -> Path:
    """Path of the case, written beside its model."""
    for name, content in (("case.yaml", case), ("model.yaml", model)):
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data)
    return folder / "case.yaml"
