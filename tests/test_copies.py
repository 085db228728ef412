"""Questions answered side by side: by whom makes no difference, and nobody is left behind."""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from functools import partial

import pytest
from places import ROOT
from reports import read_with_levers

from crossings import compare, explain, read_case
from crossings.allocation import copies, foremost_and_both, standing_plan
from crossings.allocation.copies import answered

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no copies elsewhere")
HERE = os.getpid()


def squared(number: int) -> tuple[int, int]:
    time.sleep(0.01 * (number % 3))
    return number**2, os.getpid()


@pytest.mark.parametrize("jobs", [1, 2, 3, 20])
def test_answers_stand_in_the_order_of_the_questions(jobs: int) -> None:
    done: list[int] = []
    found = answered([partial(squared, number) for number in range(12)], jobs, done.append)
    assert [each for each, _ in found] == [number**2 for number in range(12)]
    assert sum(done) == 12 and (len({process for _, process in found}) > 1) == (jobs > 1)
    assert not multiprocessing.active_children()


def only_here(how: Callable[[], object]) -> int:
    """Fails in a copy; here it waits until a copy has failed."""
    time.sleep(0.05)
    return HERE if os.getpid() == HERE else int(bool(how()))


@pytest.mark.parametrize("how", [partial(os._exit, 1), partial(int, "no"), partial(lambda: 1 / 0)])
def test_what_a_copy_cannot_answer_is_asked_again(how: Callable[[], object]) -> None:
    assert answered([partial(only_here, how)] * 6, 3) == [HERE] * 6


def test_what_nobody_can_answer_is_raised_here() -> None:
    with pytest.raises(ValueError, match="no"):
        answered([partial(int, "1"), partial(int, "no"), partial(int, "2")], 2)
    assert not multiprocessing.active_children()


def test_no_copy_works_on_for_one_who_is_interrupted() -> None:
    def interrupted() -> None:
        if os.getpid() == HERE:
            raise KeyboardInterrupt
        time.sleep(600)

    with pytest.raises(KeyboardInterrupt):
        answered([interrupted] * 3, 3)
    assert not multiprocessing.active_children()


def test_answers_are_the_same_bytes_by_one_process_and_by_several(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(copies, "_FEW", 0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    case = ROOT / "inputs" / "west-bank.yaml"
    problem, levers = read_with_levers(str(case))
    other = read_case(case, "joint")

    def told(jobs: int) -> list[object]:
        values, more, both = foremost_and_both(*standing_plan(problem), levers, 3, jobs)
        assert both is not None
        plans = [each.plan.presented.tobytes() for each in (*values, both)]
        shares = [(each.lever, each.value, each.first_quarter) for each in values]
        compared = compare({"one": problem, "other": other}, jobs=jobs)
        return [explain(problem, jobs=jobs).to_json(), compared.to_json(), more, shares, plans]

    assert told(1) == told(2) == told(5)
