"""What is said to conflict does, and leaving out any one of it ends that; every change helps.

Checked on generated cases with the program of `tests/reference.py`, which knows no conflicts.
"""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import reference
from answers import Entry
from hypothesis import assume, event, given
from hypothesis import strategies as st
from reference import Facts, Row, Terms
from strategies import FEATURES, cases, written
from test_properties import examples

from crossings.allocation import optimal_plan
from crossings.errors import NoPlan
from crossings.reading import read_problem
from crossings.reading.yaml.overrides import parsed_overrides

Conflict = list[Entry]
LET_DOWN = 1e-7
"""Share of a floor by which rounding must not decide."""


@st.composite
def demanding(draw: Any, without: frozenset[str] = frozenset()) -> tuple[Entry, Entry]:
    """Pairs that ask for much; their sites bear no names but their ids."""
    case, model = draw(cases(FEATURES - {"words"} - without))
    floor = draw(st.sampled_from([0.5, 0.9, 1]))
    case["limits"] = {**(case.get("limits") or {}), "coverage_at_least": {"*": floor}}
    (model.get("limits") or {}).pop("coverage_at_least", None)
    return case, model


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def rows_of(folder: Path, pair: tuple[Entry, Entry]) -> list[Entry] | None:
    """What is said to conflict; None where there is a plan."""
    path = str(written(folder, *pair))

    def reread(texts: Any) -> Any:
        return read_problem(path, None, parsed_overrides(texts))

    try:
        optimal_plan(reread([]), reread=reread)
    except NoPlan as error:
        return error.conflicts
    return None


def party(label: str) -> str:
    """Who a row of the reference belongs to; empty for what is no limit and no floor."""
    about = label.partition(", period")[0]
    spoken = about.replace("_", " ")
    for pattern, told in (
        (r"row 2: (.+) at (.+)", "the {} at {}"),
        (r"row 3: (.+) at pool", "the {} pool"),
        (r"row 4: gate of (.+)", "the gate of {}"),
        (r"row 5: (.+) to (.+)", "the route {} to {}"),
        (r"row 6: (?!.* presented = )(.+) from (.+)", "the corridor {1} for {0}"),
        (r"row 6: (?!.* presented = )(.+)", "the corridor {}"),
        (r"row 9:?.*", "the limit on undetected contraband"),
        (r"row 10: .*", "the detection rate asked"),
        (r"row 10 for every: .*", "the detection rate guaranteed"),
        (r"row 12:?.*", "the limit on diversion"),
    ):
        found = re.fullmatch(pattern, spoken if pattern.startswith(("row 2", "row 3")) else about)
        if found:
            return told.format(*found.groups())
    return ""


def is_asked(f: Terms, label: str, floors: Conflict) -> bool:
    """Whether a row of the reference is one of the floors."""
    for floor in floors:
        if floor["limit"] == "end_days_of_need":
            if label == f"row 7: {floor['good']} left in {floor['area']}":
                return True
            continue
        for window in f[0].windows:
            start = f[0].starts[window[0]].isoformat()
            mine = f"row 11: {floor['good']}, {floor['area']}, periods {window}"
            if label == mine and floor["start"] <= start <= floor["end"]:
                return True
    return False


def feasible(f: Terms, conflict: Conflict, down: float = 0.0) -> bool:
    """Whether a plan is possible under these limits and floors alone."""
    told = {row["what"] for row in conflict}
    floors = [row for row in conflict if "limit" in row]

    def called(kind: str, name: Any) -> Any:
        of_route = f"the route {name[0]} to {name[-1]}"
        return {"pool": f"the {name} pool", "route": of_route}.get(kind, name)

    def opened(facts: Facts) -> Facts:
        days = {
            (kind, name, t): days
            if f"the open days of {called(kind, name)}" in told
            else facts.days[t]
            for (kind, name, t), days in facts.open.items()
        }
        return replace(facts, open=days)

    f = [opened(facts) for facts in f]

    def kept() -> Iterator[Row]:
        for label, terms, relation, bound in reference.rows(f):
            if label.startswith("row 11") or " left in " in label:
                if is_asked(f, label, floors):
                    yield label, terms, relation, bound * (1 - down)
            elif party(label) in told | {""}:
                yield label, terms, relation, bound

    columns = {v: j for j, v in enumerate(reference.variables(f))}
    return reference.solved(columns, list(kept()), {}) is not None


@examples(8)
@given(pair=demanding())
def test_what_is_said_to_conflict_does_and_nothing_less(
    folder: Path, pair: tuple[Entry, Entry]
) -> None:
    rows = rows_of(folder, pair)
    event("a plan" if rows is None else "no plan")
    assume(rows is not None)
    f = reference.facts(*pair)
    irreducible = [row for row in rows or () if row["kind"] == "irreducible"]
    numbers = {row["conflict"] for row in irreducible}
    assert numbers == set(range(len(numbers))) != set()
    for number in numbers:
        conflict = [row for row in irreducible if row["conflict"] == number]
        assert not feasible(f, conflict)
        for left_out in conflict:
            rest = [row for row in conflict if row is not left_out]
            assert feasible(f, rest, LET_DOWN), (left_out["what"], [row["what"] for row in rest])


@examples(8)
@given(pair=demanding(without=frozenset({"phases"})))  # whose floors are several numbers
def test_every_change_makes_a_plan_possible(folder: Path, pair: tuple[Entry, Entry]) -> None:
    rows = rows_of(folder, pair)
    assume(rows is not None)
    remedies = [row for row in rows or () if row["kind"] == "remedy"]
    assert remedies  # letting the floors down is always one
    event("one number" if remedies[0]["to"] is not None else "floors at once")
    for remedy in remedies:
        path = str(written(folder, *pair))
        optimal_plan(read_problem(path, None, parsed_overrides(remedy["set"])))


@examples(8)
@given(pair=demanding(without=frozenset({"phases"})))
def test_no_smaller_change_does(folder: Path, pair: tuple[Entry, Entry]) -> None:
    rows = rows_of(folder, pair)
    assume(rows is not None)
    for remedy in rows or ():
        if remedy["kind"] != "remedy" or remedy["to"] is None or remedy["unit"] == "units":
            continue
        less = remedy["from"] + 0.85 * (remedy["to"] - remedy["from"])
        if remedy["unit"] == "share" and abs(remedy["to"] - remedy["from"]) < 0.01:
            continue  # thousandths are as fine as a loss is told
        (setting,) = remedy["set"]
        path = str(written(folder, *pair))
        with pytest.raises(NoPlan):
            name = setting.partition("=")[0]
            optimal_plan(read_problem(path, None, parsed_overrides([f"{name}={less:.12f}"])))
