"""From files to a `Problem`: everything left of the one noun in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crossings.errors import InputError
from crossings.problem import Problem
from crossings.reading.assembly import problem_of
from crossings.reading.checks import faults
from crossings.reading.inputs import read_inputs
from crossings.reading.overrides import Override
from crossings.reading.warnings import warnings


def read_problem(
    case: str, model: str | None = None, overrides: Sequence[Override] = ()
) -> Problem:
    """The problem that the case file `case` poses, with its warnings.

    `model` swaps the inspection model (a shipped one's name, or a path); `overrides` change single
    values first. Raises `InputError` with every fault found.
    """
    inputs = read_inputs(case, model, list(overrides))
    found = faults(inputs)
    if found:
        raise InputError(found)
    problem = problem_of(inputs)
    return replace(problem, warnings=warnings(inputs, problem))
