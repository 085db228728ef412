"""Whatever bytes a case file holds, reading ends in a problem or in faults that say where."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from example import CASE, MODEL, written

from crossings.allocation import optimal_plan
from crossings.errors import InputError, NoPlan
from crossings.outputs.answer import answer, as_json
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.reading import read_problem

MUTANTS = 10_000
PARTS = 8
PLANNED = 300

ODD_NUMBERS = (
    b"-1", b"0", b"-0", b"1e400", b"1e308", b"1e-300", b"-1e15", b"1e15", b"nan", b".nan", b".inf",
    b"-.inf", b"9" * 400, b"1" + b"0" * 5000, b"0." + b"0" * 400 + b"1", b"1_000", b"010", b"0x1F",
    b"12:30", b"1e", b"+5", b"3.", b".5", b"true", b"null", b"~", b"[1, 2]", b"{value: 3}", b"{}",
    b"{value: 1, range: [0, 2]}", b"{value: 1, range: [2]}", b"*a", b"&a 5", b"!!int 5", b'"5"',
    b"2024-02-30", b"\xd9\xa3", b"",
)  # fmt: skip
ODD_TEXT = (
    b"&a [*a]", b"*census", b"<<: *a", b"? [a, b]\n: c", b"---\n", b"...\n", b"!!python/none x",
    b"[" * 60, b"{a: " * 60, b"- " * 60, b"&a [&b [x, x], *b, *b]", b"\t", b"\r", b"\x00", b"\xff",
    b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"%YAML 9.9\n", b"|\n  x", b">-\n", b"# ", b"'", b'"', b"a.b",
    b"\\", b"{", b"}", b"[", b"]", b",", b": ", b"*", b"&", b"!", b"x" * 300,
)  # fmt: skip


def flipped(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def shortened(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randint(1, 12) :]


def truncated(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def inserted(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.choice(ODD_TEXT) + data[at:]


def with_odd_number(chance: random.Random, data: bytes) -> bytes:
    number = chance.choice(list(re.finditer(rb"\d+(\.\d+)?", data)))
    return data[: number.start()] + chance.choice(ODD_NUMBERS) + data[number.end() :]


def with_another_word(chance: random.Random, data: bytes) -> bytes:
    words = list(re.finditer(rb"[\w-]+", data))
    old, new = chance.choice(words), chance.choice(words)
    return data[: old.start()] + new.group() + data[old.end() :]


def with_odd_value(chance: random.Random, data: bytes) -> bytes:
    value = chance.choice(list(re.finditer(rb"(?<=: )[^\n]*", data)))
    return data[: value.start()] + chance.choice(ODD_NUMBERS + ODD_TEXT) + data[value.end() :]


def with_a_line_twice(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return b"".join(lines)


def with_lines_swapped(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"".join(lines)


def without_a_line(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def reindented(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    lines[at] = b" " * chance.randrange(8) + lines[at].lstrip()
    return b"".join(lines)


MUTATIONS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    flipped,
    shortened,
    truncated,
    inserted,
    with_odd_number,
    with_another_word,
    with_odd_value,
    with_a_line_twice,
    with_lines_swapped,
    without_a_line,
    reindented,
)


PHASES = """\
phases:
  - {from: 2024-03-03, set: {limits.coverage_at_least.food: 0.05}}
  - from: 2024-03-10
    model: ./model.yaml
    set:
      crossings.gate-a.hours_per_day: {value: 12, range: [8, 16], source: census}
      model.regimes.full-search.fill: 0.9
      goods.food.need: 20
"""


def mutant(number: int) -> bytes:
    """The example's case with one to three mutations; the same for the same number.

    Every third has phases, and mutations in them.
    """
    chance = random.Random(number)
    if number % 3 == 0:
        data = PHASES.encode()
        for _ in range(chance.choice([1, 1, 2])):
            data = chance.choice(MUTATIONS)(chance, data) or b" "
        return CASE.encode() + data
    data = CASE.encode()
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        data = chance.choice(MUTATIONS)(chance, data) or b" "
    return data


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
