"""Work in a process of its own: the same answer, and none where it is broken off."""

import math
import time
from pathlib import Path

import numpy as np
import pytest
from answers import plan_of

from crossings.allocation import convex, quadratic
from crossings.ends.apart import apart
from crossings.ends.deadline import NEVER, Deadline
from crossings.reading import read_problem


def test_it_comes_to_the_same_whatever_lies_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit(1)", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert apart(math.sqrt, (4.0,), NEVER) == 2


def test_what_fails_or_is_late_gives_nothing() -> None:
    assert apart(math.sqrt, (-4.0,), NEVER) is None
    assert apart(time.sleep, (600,), Deadline(0.2)) is None


def test_a_large_program_is_brought_to_its_aims_there(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = read_problem(str(case))
    monkeypatch.setattr(convex, "_squares_most", lambda _: False)  # as in a large program
    one = plan_of(problem)
    monkeypatch.setattr(quadratic, "LARGE", 0)
    monkeypatch.setattr(convex, "_HUGE", 0)
    sent = []
    monkeypatch.setattr(convex, "apart", lambda *given: sent.append(1) or apart(*given))
    for instead in ("_hipo", "_clarabel"):
        monkeypatch.setattr(convex, instead, lambda *_: None)
    other = plan_of(problem)
    assert sent
    assert one is not None and other is not None
    assert all(aim.least for aim in other.aims)
    for name in ("manifested", "presented", "collected", "stock"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
