"""Whatever bytes a case file holds, reading ends in a problem or in faults that say where."""

import random
from pathlib import Path

import pytest
from example import CASE, MODEL, written
from strange_cases import MUTATIONS, mutant

from crossings.allocation import optimal_plan
from crossings.errors import InputError, NoPlan
from crossings.outputs.answer import answer, as_json
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.reading import read_problem

MUTANTS = 3_000
PARTS = 8
PLANNED = 300


def problem_or_faults(path: Path, data: bytes) -> Problem | InputError:
    path.write_bytes(data)
    try:
        return read_problem(str(path))
    except InputError as error:
        return error


@pytest.mark.parametrize("part", range(PARTS))
def test_any_bytes_end_in_a_problem_or_in_faults(tmp_path: Path, part: int) -> None:
    path = written(tmp_path)
    for number in range(part, MUTANTS, PARTS):
        read = problem_or_faults(path, mutant(number))
        if isinstance(read, InputError):
            assert read.faults, number
            for fault in read.faults:
                text = Path(fault.file).read_text("utf-8", "replace")
                assert fault.text, number
                assert 1 <= fault.line <= len(text.splitlines()) + 1, number


@pytest.mark.parametrize("part", range(PARTS))
def test_what_reads_well_ends_in_a_plan_or_in_none(tmp_path: Path, part: int) -> None:
    path = written(tmp_path)
    for number in range(MUTANTS + part, MUTANTS + PLANNED, PARTS):
        read = problem_or_faults(path, mutant(number))
        if isinstance(read, Problem):
            try:
                plan = optimal_plan(read)
            except NoPlan:
                continue
            assert isinstance(plan, Plan)
            assert as_json(answer(plan).as_object())


def test_a_broken_model_ends_in_faults_too(tmp_path: Path) -> None:
    for number in range(300):
        chance = random.Random(number)
        data = chance.choice(MUTATIONS)(chance, MODEL.encode())
        path = written(tmp_path, CASE, data)
        problem_or_faults(path, CASE.encode())
