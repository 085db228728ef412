"""A single lane against Ciw: a day-by-day model and a queue, where they must agree."""

from typing import Any

import ciw
import numpy as np
import pytest
from answers import plan_of, problem_of

from crossings.evaluation import Flows, flows
from crossings.scenarios import as_planned

MINUTES, HOURS, DAYS, REPLICATES = 12.0, 8, 20, 40
A_DAY = HOURS * 60 / MINUTES  # 40 trucks
ERRORS = 4
"""Standard errors of the mean of replicates by which the queue's figures may be off."""


def lane(arriving_a_day: float) -> Flows:
    """What passes under the best plan for one lane, if so many are needed and come a day."""
    problem = problem_of(
        {
            "title": "one lane",
            "horizon": {"periods": DAYS, "days_per_period": 1},
            "areas": {"north": None},
            "goods": {"food": {"category": "humanitarian", "need": arriving_a_day}},
            "crossings": {"gate": {"hours_per_day": HOURS, "resources": {"bay": 1}}},
        },
        {
            "title": "search",
            "regimes": {"search": {"start": "s", "stages": {"s": {"minutes": {"bay": MINUTES}}}}},
        },
    )
    plan = plan_of(problem)
    assert plan is not None
    return flows(plan, as_planned(problem))


def queue(arriving_a_day: float, seed: int, service: Any) -> tuple[float, float]:
    """Trucks served a day, and left waiting or in service at the end; working hours alone."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(arriving_a_day / (HOURS * 60))],
        service_distributions=[service],
        number_of_servers=[1],
    )
    ciw.seed(seed)
    end = DAYS * HOURS * 60.0
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(end)
    served = [record for record in simulation.get_all_records() if record.exit_date <= end]
    inside = len(simulation.nodes[1].all_individuals)
    return len(served) / DAYS, float(inside)


@pytest.mark.parametrize("service", [ciw.dists.Deterministic(MINUTES),
                                     ciw.dists.Exponential(1 / MINUTES)])  # fmt: skip
@pytest.mark.parametrize("load", [0.6, 1.5])
def test_throughput_and_the_queue_under_overload(load: float, service: Any) -> None:
    arriving = load * A_DAY
    found = np.array([queue(arriving, seed, service) for seed in range(REPLICATES)])
    mean, error = found.mean(axis=0), found.std(axis=0, ddof=1) / np.sqrt(REPLICATES)
    passed = float(lane(arriving).presented[0].sum() / DAYS)
    assert passed == pytest.approx(min(arriving, A_DAY))
    # The queue begins empty and ends with a truck on the lane: up to one of each that the
    # day-by-day model does not have.
    at_the_ends = 2 / DAYS
    assert abs(mean[0] - passed) <= ERRORS * error[0] + at_the_ends
    if load > 1:
        waiting = (arriving - passed) * DAYS
        assert abs(mean[1] - waiting) <= ERRORS * error[1] + 2
        # Without overload trucks wait within the day all the same, and a model by day has none.
    else:
        assert mean[1] > 0.3


def test_overload_is_seen_where_it_is_not_there() -> None:
    """The comparison can fail: a lane a fifth slower is told apart."""
    arriving = 1.5 * A_DAY
    slower = ciw.dists.Deterministic(MINUTES * 1.2)
    found = np.array([queue(arriving, seed, slower)[0] for seed in range(REPLICATES)])
    error = found.std(ddof=1) / np.sqrt(REPLICATES)
    assert abs(found.mean() - A_DAY) > ERRORS * error + 2 / DAYS
