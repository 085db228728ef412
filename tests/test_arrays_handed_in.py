"""Arrays that a script hands in: what cannot be is named, and what is handed in stays as it was."""

import dataclasses
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from answers import problem_of
from example import CASE, edited, written
from hypothesis import given
from hypothesis import strategies as st
from strategies import cases, examples

from crossings import (
    Plan,
    Problem,
    Scenarios,
    optimize,
    read_case,
    sample,
    simulate,
    simulate_batch,
)
from crossings.allocation import optimal_plan
from crossings.errors import NoPlan
from crossings.handed_in import (
    PLAN,
    PROBLEM,
    SCENARIOS,
    UNCERTAINTY,
    Holds,
    plan_handed_in,
    prices_held,
    problem_handed_in,
    scenarios_handed_in,
)
from crossings.scenarios import as_planned, sampled

Pair = tuple[dict[str, Any], dict[str, Any]]


OWN = """\
limits:
  own: {bread: {of: met, goods: [food, chairs], at_most_per_day: 300}}
"""


@cache
def planned() -> tuple[Problem, Plan, Scenarios]:
    """The example with a limit of its own, its plan and twenty futures of it."""
    with TemporaryDirectory() as folder:
        problem = read_case(str(written(Path(folder), edited(CASE, ("limits:\n", OWN)))))
    return problem, optimize(problem), sample(problem, 20)


def spoilt(array: Any, holds: Holds, how: str, at: int) -> Any:
    """The array with something that cannot be; None where nothing of the kind can be wrong."""
    made = np.array(array)
    numbers = made.dtype.kind == "f"
    one_too_few = made.reshape(-1)[:-1] if made.size else np.ones(1)
    other: dict[str, Callable[[], Any]] = {
        "shape": lambda: one_too_few if one_too_few.shape != made.shape else None,
        "axes": lambda: made[None],
        "text": lambda: made.astype(str),
        "objects": lambda: made.astype(object),
        "complex": lambda: made.astype(complex),
        "other": lambda: made.astype(bool if made.dtype.kind != "b" else float),
        "masked": lambda: np.ma.MaskedArray(made),
        "list": made.tolist,
    }
    if how in other:
        return other[how]()
    value = {"nan": np.nan, "inf": np.inf, "below": -1.0, "far below": -1e6, "above": 1e19}[how]
    takes = {"nan": holds.nan, "inf": holds.inf, "below": holds.low < -1}.get(how, False)
    if not numbers or takes or made.size == 0:
        return None
    made.flat[at % made.size] = value
    return made


KINDS = (
    "shape", "axes", "text", "objects", "complex", "other", "masked", "list",
    "nan", "inf", "below", "far below", "above",
)  # fmt: skip
WITHIN = {
    "problem": PROBLEM, "problem.uncertainty": UNCERTAINTY, "scenarios": SCENARIOS, "plan": PLAN,
}  # fmt: skip
FIELDS = [(where, name) for where, held in WITHIN.items() for name in held]


@examples(400)
@given(st.sampled_from(FIELDS), st.sampled_from(KINDS), st.integers(0, 10**6))
def test_whatever_cannot_be_is_named(field: tuple[str, str], how: str, at: int) -> None:
    (where, name), (problem, plan, scenarios) = field, planned()
    record: Any = {"problem": problem, "problem.uncertainty": problem.uncertainty, "plan": plan,
                   "scenarios": scenarios}[where]  # fmt: skip
    wrong = spoilt(getattr(record, name), WITHIN[where][name], how, at)
    if wrong is None:
        return
    made: Any = dataclasses.replace(record, **{name: wrong})
    told = {"band_width": "band_w(idth|eight)"}.get(name, name)  # they have one axis of their own
    with pytest.raises(ValueError, match=rf"{where}\.{told}: expected .*, got "):
        if where == "scenarios":
            simulate(plan, made)
        elif where == "plan":
            simulate(made, scenarios)
        else:
            optimize(made if where == "problem" else dataclasses.replace(problem, uncertainty=made))


@examples(100)
@given(st.data(), st.sampled_from(KINDS), st.integers(0, 10**6))
def test_prices_and_weights_that_cannot_be_are_named(
    data: st.DataObject, how: str, at: int
) -> None:
    problem, plan, scenarios = planned()
    limit, holds = data.draw(st.sampled_from(list(prices_held(problem).items())))
    wrong = spoilt(plan.prices.of(limit), holds, how, at)
    if wrong is not None:
        prices = dataclasses.replace(plan.prices, by_limit={**plan.prices.by_limit, limit: wrong})
        with pytest.raises(ValueError, match=rf"plan\.prices\.{limit.name}: expected .*, got "):
            simulate(dataclasses.replace(plan, prices=prices), scenarios)
    (own,) = problem.own_limits
    name, axes = data.draw(st.sampled_from([("weights", "GA"), ("export_weights", "G")]))
    wrong = spoilt(getattr(own, name), Holds(axes), how, at)
    if wrong is not None:
        other = (dataclasses.replace(own, **{name: wrong}),)
        with pytest.raises(ValueError, match=rf"own_limits\[0\]\.{name}: expected .*, got "):
            optimize(dataclasses.replace(problem, own_limits=other))


def test_prices_that_lack_a_limit_are_named() -> None:
    _, plan, scenarios = planned()
    prices = dataclasses.replace(plan.prices, by_limit={})
    with pytest.raises(ValueError, match=r"plan\.prices\..*: expected a NumPy array"):
        simulate(dataclasses.replace(plan, prices=prices), scenarios)


def test_the_tables_name_every_array() -> None:
    problem, plan, scenarios = planned()
    records: dict[str, Any] = {
        "problem": problem, "problem.uncertainty": problem.uncertainty,
        "scenarios": scenarios, "plan": plan,
    }  # fmt: skip
    for where, record in records.items():
        arrays = {each.name for each in dataclasses.fields(record)
                  if isinstance(getattr(record, each.name), np.ndarray)}  # fmt: skip
        assert arrays == {*WITHIN[where]}, where


@examples(40)
@given(cases(), st.integers(0, 2**32))
def test_whatever_the_files_and_the_draws_give_is_taken_as_it_is(pair: Pair, seed: int) -> None:
    problem = problem_of(*pair)
    assert problem_handed_in(problem) is problem
    for futures in (sampled(problem, seed, range(5)), as_planned(problem)):
        assert scenarios_handed_in(futures, problem) is futures
    try:
        plan = optimal_plan(problem)
    except NoPlan:
        return
    assert plan_handed_in(plan) is plan


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda s: {"open_days": s.open_days * 0 + 999}, "open_days: expected at most as many"),
        (lambda s: {"open_days": s.open_days * 0}, "working: expected 0 where a crossing has no"),
        (lambda s: {"need": -s.need}, "need: expected numbers from 0, got -"),
        (lambda s: {"need": s.need[:7]}, r"need: expected the shape \(S, G\) = \(20, 3\), got"),
        (lambda s: {"numbers": range(3)}, r"expected the shape \(S, .*\) = \(3, "),
        (lambda s: {"numbers": [0.5] * 20}, "numbers: expected a whole number from 0"),
        (lambda s: {"numbers": range(0)}, "numbers: expected at least one future, got none"),
        (lambda s: {"changed": {"nead": s.need}}, r"changed\['nead'\]: expected the name of an"),
        (lambda s: {"changed": {"gate": s.need}}, r"changed\['gate'\]: expected the shape"),
        (lambda s: {"drawn": {"x": s.need}}, r"drawn\['x'\]: expected the shape \(S\)"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_named(change: Any, said: str) -> None:
    _, plan, scenarios = planned()
    with pytest.raises(ValueError, match=rf"scenarios.{said}|{said}"):
        simulate(plan, dataclasses.replace(scenarios, **change(scenarios)))


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("how", ["as it is", "C order", "single precision", "a view"])
def test_arrays_handed_in_stay_their_owners(name: str, how: str) -> None:
    _, plan, scenarios = planned()
    made = np.array(getattr(scenarios, name))
    if how == "C order":
        made = np.ascontiguousarray(made)
    numbers = made.dtype != bool
    if how == "single precision" and numbers:
        made = made.astype(np.float32)
    mine = made[:] if how == "a view" else made
    before = mine.copy()
    handed = dataclasses.replace(scenarios, **{name: mine})
    found = simulate(plan, handed)
    assert mine.flags.writeable
    assert (mine == before).all()
    made += 7 if numbers else True
    assert (getattr(handed, name) == before).all(), "a record changed with the array of its owner"
    assert not getattr(handed, name).flags.writeable
    if how != "single precision":
        assert (found.value == simulate(plan, scenarios).value).all()


def test_a_problem_and_a_plan_leave_arrays_alone_too() -> None:
    problem, plan, _ = planned()
    need, met = np.array(problem.need), np.array(plan.met)
    other = dataclasses.replace(problem, need=need)
    optimize(other)
    dataclasses.replace(plan, met=met)
    assert need.flags.writeable and met.flags.writeable
    need[:] = -1
    assert (other.need >= 0).all()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda p, plan: sample(p, 0), "scenarios: expected a whole number from 1"),
        (lambda p, plan: sample(p, 2.5), "scenarios: expected a whole number from 1"),  # type: ignore[arg-type]
        (lambda p, plan: sample(p, 5, seed=-1), "seed: expected a whole number from 0"),
        (lambda p, plan: sample(p, 5, first=-3), "first: expected a whole number from 0"),
        (lambda p, plan: sample(p, True), "scenarios: expected a whole number from 1"),
        (lambda p, plan: simulate(plan, sample(p, 3), "fastest"), "dispatch: expected one of plan"),
        (lambda p, plan: simulate_batch({}), "plans: expected plans by name"),
        (lambda p, plan: simulate_batch({"a": plan}, 5, jobs=0), "jobs: expected a whole number"),
        (lambda p, plan: simulate_batch({"a": dataclasses.replace(plan, met=-plan.met)}, 5),
         r"plans\['a'\]\.met: expected numbers from"),
    ],
)  # fmt: skip
def test_arguments_are_named_too(call: Any, said: str) -> None:
    problem, plan, _ = planned()
    with pytest.raises(ValueError, match=said):
        call(problem, plan)


def test_a_wrong_record_is_a_wrong_type() -> None:
    problem, plan, _ = planned()
    for call in (lambda: optimize(plan), lambda: simulate(problem, sample(problem, 2)),  # type: ignore[arg-type]
                 lambda: simulate(plan, [1]), lambda: sample("case.yaml")):  # type: ignore[arg-type]  # fmt: skip
        with pytest.raises(TypeError, match=r"expected a (Problem|Plan|Scenarios), got"):
            call()
