"""Numbers at the edge of what a computer tells apart."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from crossings.allocation import optimal_plan
from crossings.plan import Plan
from crossings.reading import read_problem

SEARCH = {
    "title": "Search",
    "regimes": {"search": {"start": "look", "stages": {"look": {"minutes": {"inspector": 600}}}}},
}
FREE = {"title": "Wave through", "regimes": {"none": {"start": "look", "stages": {"look": {}}}}}


def plan_of(folder: Path, case: dict[str, Any], model: dict[str, Any]) -> Plan:
    (folder / "case.yaml").write_text(yaml.safe_dump({**case, "model": "./model.yaml"}))
    (folder / "model.yaml").write_text(yaml.safe_dump(model))
    return optimal_plan(read_problem(str(folder / "case.yaml")))


@pytest.mark.parametrize("priority", [1e3, 1e6, 1e7, 1e8])
def test_a_good_far_down_in_priority_keeps_what_is_left(tmp_path: Path, priority: float) -> None:
    # 20 inspectors · 480 min / 600 min = 16 truckloads a day: 4 of medicine, and 12 of tea.
    case = {
        "title": "Medicine before tea",
        "areas": {"town": {}},
        "goods": {
            "medical": {"category": "humanitarian", "need": 4, "priority": priority},
            "tea": {"category": "commercial", "need": 40},
        },
        "crossings": {"gate": {"resources": {"inspector": 20}}},
    }
    plan = plan_of(tmp_path, case, SEARCH)
    assert plan.met.sum(axis=2).tolist() == [pytest.approx([4 * 7, 12 * 7])]


@pytest.mark.parametrize("periods", [7, 28, 60])
@pytest.mark.parametrize("need", [67269.41, 3.1e5, 12.3])
def test_a_floor_that_is_just_reached_is_reached(tmp_path: Path, periods: int, need: float) -> None:
    case = {
        "title": "Enough in store",
        "horizon": {"periods": periods, "days_per_period": 1},
        "areas": {"town": {}},
        "goods": {
            "food": {"category": "humanitarian", "need": need, "stock": {"days_of_need": periods}}
        },
        "crossings": {},
        "limits": {"coverage_at_least": {"food": 1}},
    }
    plan = plan_of(tmp_path, case, FREE)
    assert plan.met.sum() == pytest.approx(need * periods)
