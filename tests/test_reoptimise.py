"""The rule `reoptimise`: each future's own optimum, whatever the order and whoever solves it."""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
from answers import best_foreseen, plan_of, problem_of
from batches import FIELDS
from hypothesis import event, given
from hypothesis import strategies as st
from strategies import cases, examples
from tolerances import SUM

from crossings.allocation.hindsight import Exact, Reoptimised
from crossings.evaluation import evaluated
from crossings.reading import read_problem
from crossings.reading.yaml.overrides import parsed_overrides
from crossings.scenarios import Seeded, sampled, scenario_problem

Pair = tuple[dict[str, Any], dict[str, Any]]
NUMBERS = range(4)


def one_period(*more: str) -> Any:
    return read_problem(
        str(Path(__file__).parents[1] / "inputs" / "gaza.yaml"),
        None,
        parsed_overrides(["horizon.periods=1", *more]),
    )


@examples(40)
@given(cases(), st.integers(0, 2**32))
def test_each_future_has_its_optimum_and_keeps_its_limits(pair: Pair, seed: int) -> None:
    problem = problem_of(*pair)
    plan = plan_of(problem)
    if plan is None:
        return
    scenarios = sampled(problem, seed, NUMBERS)
    made = Reoptimised(problem, Seeded(seed)).outcomes(scenarios)
    simulated = evaluated(plan, scenarios)
    best = [best_foreseen(scenario_problem(problem, scenarios, s)) for s in NUMBERS]
    # What is told went through the evaluator, which lets nothing pass that a limit forbids.
    for s in NUMBERS:
        assert abs(made.value[s] - best[s]) <= 10 * SUM * max(1.0, abs(best[s]))
        assert simulated.value[s] <= made.value[s] + 1e-7 * max(1.0, abs(best[s]))
    exact = Exact(problem).optima(scenarios)
    assert np.abs(exact - best).max() <= 10 * SUM * max(1.0, *map(abs, best))
    event("ranges" if scenarios.changed else "one program")


@examples(15)
@given(cases(), st.integers(0, 2**32))
def test_neither_order_nor_company_nor_worker_matters(pair: Pair, seed: int) -> None:
    problem = problem_of(*pair)
    rule = Reoptimised(problem, Seeded(seed))
    together = rule.outcomes(sampled(problem, seed, range(6)))
    elsewhere = pickle.loads(pickle.dumps(rule))
    for s in (5, 0, 3):
        alone = elsewhere.outcomes(sampled(problem, seed, range(s, s + 1)))
        for name in FIELDS:
            np.testing.assert_array_equal(getattr(alone, name)[0], getattr(together, name)[s], name)


def test_a_basis_that_answers_says_what_the_solver_says() -> None:
    problem = one_period()
    scenarios = sampled(problem, 5, range(300))
    rule = Reoptimised(problem, Seeded(5))
    made = rule.outcomes(scenarios)
    exact = Exact(problem).optima(scenarios)
    np.testing.assert_allclose(made.value, exact, rtol=SUM)


def test_solver_is_not_asked_where_a_basis_answers(monkeypatch: Any) -> None:
    from crossings.allocation.hindsight.program import HindsightProgram

    # With stock to be left at the end nearly every future has a basis of its own.
    goods = ("food", "water-hygiene", "medical", "fuel")
    problem = one_period(*(f"goods.{good}.stock.end_days_of_need=0" for good in goods))
    rule = Reoptimised(problem, Seeded(5))
    assert len(rule.bases.bases) > 1
    asked = []
    run = HindsightProgram.run
    monkeypatch.setattr(HindsightProgram, "run", lambda *given: (asked.append(1), run(*given))[1])
    rule.outcomes(sampled(problem, 5, range(300)))
    assert 0 < len(asked) < 100
