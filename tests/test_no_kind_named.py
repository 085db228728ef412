"""Whoever reads limits reads their records: nothing outside their room knows a kind by its name."""

import ast
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from example import written

import crossings.limits
from crossings import Problem, as_tables, optimize, read_case, sample, simulate
from crossings.allocation import explanation_of
from crossings.allocation.frontier import frontier
from crossings.allocation.hindsight import Request, grown_pool
from crossings.evaluation import evaluated
from crossings.limits import Kind, limits_of
from crossings.limits.flows import FLOWS

PACKAGE = Path(crossings.limits.__file__).parents[1]
OUTSIDE = [path for path in PACKAGE.rglob("*.py") if PACKAGE / "limits" not in path.parents]
ROOMS = {"days", "flows", "levers", "record", "use", "words"}
"""Modules there that are of no one kind."""
OWN = {"own"}
"""Reading knows the form that limits of one's own have in the files."""


def _names() -> set[str]:
    kinds = [each for each in vars(crossings.limits).values() if isinstance(each, Kind)]
    return {name for each in kinds for name in (each.name, f"{each.name}_missed")}


def _compared(tree: ast.AST) -> Iterator[tuple[int, Any]]:
    """Line and constant of whatever a name or a key is compared with, matched or looked up by."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(isinstance(s, ast.Attribute) and s.attr in ("name", "key") for s in sides):
                yield from ((node.lineno, c.value) for s in sides for c in ast.walk(s)
                            if isinstance(c, ast.Constant))  # fmt: skip
        elif isinstance(node, ast.Match):
            yield from ((c.lineno, c.value) for case in node.cases for c in ast.walk(case.pattern)
                        if isinstance(c, ast.Constant))  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_names_a_kind(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    allowed = ROOMS | (OWN if {"reading", "handed_in"} & {*path.parts, path.stem} else set())
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "crossings.limits":
            named = {each.name for each in node.names}
            assert not {n for n in named if isinstance(getattr(crossings.limits, n), Kind)}, path
            assert named <= {*crossings.limits.__all__, *allowed}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "crossings.limits."
        ):
            assert (node.module or "").split(".")[2] in allowed, f"{path}:{node.lineno}"
    named_here = [(line, word) for line, word in _compared(tree) if word in _names()]
    assert not named_here, f"{path}: {named_here}"


def _told(problem: Problem) -> dict[str, Any]:
    """What comes of a problem: plan, tables, what one more brings, futures, bound, frontier."""
    plan, futures = optimize(problem), sample(problem, 12)
    tables = {name: json.loads(table.to_json(orient="records")) for name, table in
              as_tables(plan).items()}  # fmt: skip
    practice = sample(problem, 6, first=100)
    pool = grown_pool(problem, practice, evaluated(plan, practice).value, Request(0.0, 2))
    explained = explanation_of(problem, ())
    return {
        "objective": plan.objective,
        "tables": tables,
        "barriers": [dataclasses.astuple(each) for each in explained.barriers],
        "value": simulate(plan, futures).value.tolist(),
        "floors": simulate(plan, futures, "proportional").floors_missed.tolist(),
        "bound": pool.bound(futures).tolist(),
        "frontier": [point.undetected for point in frontier(problem).points],
    }


def test_other_names_of_all_kinds_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = read_case(str(written(tmp_path)))
    before, flows = _told(problem), {flow.name for flow in FLOWS}
    room, called = crossings.limits, {}
    for name, each in list(vars(room).items()):
        if isinstance(each, Kind) and each.name not in flows:
            called[each] = dataclasses.replace(each, name=f"kind{len(called)}")
            monkeypatch.setattr(room, name, called[each])
    monkeypatch.setattr(room, "_EVERY_CASE", tuple(called[each] for each in room._EVERY_CASE))
    assert all(limit.name.startswith("kind") for limit in limits_of(problem))
    after = _told(problem)
    for key, mine in before.items():
        assert np.array_equal(mine, after[key]) if key == "bound" else mine == after[key], key
