"""Periods that are alike are solved as one, and the plan is that of all of them."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from answers import Entry, plan_of, problem_of
from test_aims import SAME, SEARCH, apart
from time_cases import time_case
from tolerances import SUM, near

from crossings.allocation import alike, solving

LOOK: Entry = {"start": "s", "stages": {"s": {"minutes": {"bay": 20}, "detection": 0.5}}}
SOME_WEEKS: Entry = {
    "title": "by hand",
    "model": "./model.yaml",
    "horizon": {"start": "2024-01-07", "periods": 14, "days_per_period": 7},
    "areas": {"north": {"population": 3}, "south": {"population": 1}},
    "goods": {
        "food": {"category": "humanitarian", "priority": 3, "need": 30, "threat_rate": 0.01,
                 "stock": {"days_of_need": 20, "end_days_of_need": 3}},
        "cement": {"category": "construction", "need": 20},
    },
    "crossings": {
        "port": {"gate_truckloads_per_day": 12, "resources": {"bay": 2}},
        "land": {"gate_truckloads_per_day": 20, "resources": {"bay": 1}, "routes": {
            "north": {"truckloads_per_day": 8}, "south": {"loss": 0.05}}},
    },
    "limits": {"undetected_threats_per_day": 0.1},
}  # fmt: skip
SHUT = {"closed_dates": [{"from": "2024-02-11", "to": "2024-02-17"}]}
FEWER = {"from": "2024-02-11", "set": {"crossings.port.gate_truckloads_per_day": 5}}


def with_port(**more: Any) -> Entry:
    case = copy.deepcopy(SOME_WEEKS)
    case["crossings"]["port"] |= more
    return case


@pytest.mark.parametrize(
    ("case", "by_runs"),
    [
        (SOME_WEEKS, True),
        (with_port(**SHUT), True),
        (SOME_WEEKS | {"phases": [FEWER]}, True),
        # what may lie at most counts within a run too
        (with_port(yard_truckloads=40) | {"corridors": {"sea": {"truckloads_per_day": 40}}}, False),
        (with_port() | {"corridors": {"sea": {"truckloads_per_day": 30, "transit_days": 3}}}, None),
    ],
)
def test_weeks_alike_are_planned_as_all_of_them(
    case: Entry, by_runs: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = problem_of(case, {"title": "by hand", "regimes": {"search": SEARCH, "look": LOOK}})
    whole, told, by = plan_of(problem), [], solving.least_by_runs
    monkeypatch.setattr(alike, "LARGE", 0)
    monkeypatch.setattr(solving, "least_by_runs", lambda *its: told.append(by(*its)) or told[-1])
    found = plan_of(problem)
    assert whole is not None and found is not None
    assert by_runs is None or (told[0] is not None) == by_runs
    assert near(found.objective, whole.objective, SUM)
    assert apart(found, whole) < SAME and all(aim.least for aim in found.aims)
    assert whole.stock.ravel() == pytest.approx(found.stock.ravel(), abs=SAME)


@pytest.mark.parametrize("seed", range(30))
def test_whatever_is_taken_for_alike_the_plan_is_that_of_all_periods(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = problem_of(*time_case(seed))
    whole = plan_of(problem)
    monkeypatch.setattr(alike, "LARGE", 0)
    monkeypatch.setattr(alike, "_runs", lambda its: np.zeros(len(its.periods), dtype=np.intp))
    found = plan_of(problem)
    assert (whole is None) == (found is None)
    if whole is not None and found is not None:
        assert near(found.objective, whole.objective, SUM)
        assert apart(found, whole) < SAME
