"""Cases as scripts hand them in and have them back: files, texts, mappings, DataFrames."""

import copy
import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from answers import problem_of
from hypothesis import given
from places import ROOT
from strategies import cases, examples

from crossings import InputError, Problem, as_tables, optimize, read_case

INPUTS = ROOT / "inputs"
CASE = {
    "title": "Two gates",
    "model": "full-search",
    "areas": {"north": {"population": 100_000}},
    "goods": {"wheat": {"category": "commercial", "need": 50}},
    "crossings": {"a": {"gate_truckloads_per_day": 30}, "b": {"gate_truckloads_per_day": 10}},
}
MODEL = {
    "title": "Papers",
    "regimes": {"papers": {"start": "look", "stages": {"look": {"minutes": {"officer": 5}}}}},
}
PAIRS = [(path, None) for path in sorted(INPUTS.glob("*.yaml"))]
PAIRS += [(INPUTS / "gaza-2010.yaml", "joint")]


def same(one: Problem, other: Problem) -> bool:
    return one.digest == other.digest


@pytest.mark.parametrize(("path", "model"), PAIRS)
def test_a_shipped_case_is_written_and_read_back(path: Path, model: str | None) -> None:
    problem = read_case(path, model, {"goods.food.priority": 3, "model.limits.own": {}})
    assert same(read_case(problem.to_yaml()), problem)
    assert same(read_case(problem.to_dict()), problem)
    assert same(Problem.of(**{**problem.to_dict(), **as_tables(problem)}), problem)


@examples(6)  # CROSSINGS_EXAMPLES=2000 for more
@given(cases())
def test_a_case_is_written_and_read_back(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    case, model = pair
    before = copy.deepcopy(pair)
    problem = read_case({**case, "model": model})  # its phases have theirs within
    assert same(problem, problem_of(case, model))
    assert (case, model) == before
    assert same(read_case(problem.to_yaml()), problem)
    frames = as_tables(problem)
    assert same(Problem.of(**{**problem.to_dict(), **frames}), problem)
    goods = frames["goods"].loc[:, lambda known: ~known.columns.str.startswith("priority")]
    moved = {**problem.to_dict(), "goods": goods.assign(priority=77.5)}
    assert not same(Problem.of(**moved), problem)  # the digest tells another number


def test_a_case_comes_as_a_path_an_open_file_a_text_or_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(yaml.safe_dump(CASE))
    problem = read_case(str(path))
    text = path.read_text()
    opened = [io.StringIO(text), io.BytesIO(text.encode()), path.open(), path.open("rb")]
    for source in (path, text, CASE, *opened):
        assert same(read_case(source), problem)
    for each in opened:
        each.close()
    for source in (path, text, CASE):
        assert same(Problem.of(source), problem)
        beside = Problem.of(source, model=MODEL, settings={"crossings.b.hours_per_day": 7})
        assert same(beside, read_case(CASE, MODEL, {"crossings.b.hours_per_day": 7}))
        assert same(Problem.of(source, goods=as_tables(problem)["goods"]), problem)
    (tmp_path / "papers.yaml").write_text(yaml.safe_dump(MODEL))
    under = [read_case(CASE, model) for model in (MODEL, tmp_path / "papers.yaml")]
    under.append(read_case({**CASE, "model": MODEL}))
    assert {each.digest for each in under} == {under[0].digest} != {problem.digest}
    with pytest.raises(ValueError, match="case: expected a path"):
        read_case(7)  # type: ignore[arg-type]


def test_sections_may_be_tables() -> None:
    crossings = pd.DataFrame(
        {"crossing": ["a", "b"], "gate_truckloads_per_day": [30, np.nan], "hours_per_day": [8, 6],
         "resources.officer": [np.nan, 4], "open_days": [["sun"], None]}
    )  # fmt: skip
    goods = pd.DataFrame({"category": ["commercial"], "need": [50.0]}, index=["wheat"])
    seen = crossings.copy(deep=True)
    parts = {"model": MODEL, "areas": CASE["areas"], "goods": goods}
    problem = Problem.of(crossings=crossings, **parts)
    written: Any = {
        "a": {"gate_truckloads_per_day": 30, "hours_per_day": 8, "open_days": ["sun"]},
        "b": {"hours_per_day": 6, "resources": {"officer": 4}},
    }
    assert same(problem, read_case({**CASE, "model": MODEL, "crossings": written}))
    pd.testing.assert_frame_equal(crossings, seen)
    with pytest.raises(ValueError, match="crossings: expected one row for each id, got 'a' twice"):
        Problem.of(crossings=crossings.assign(crossing="a"), **parts)
    with pytest.raises(InputError, match=r"crossings\.a\.gate_truckload: unknown key"):
        Problem.of(
            crossings=crossings.rename(columns={"gate_truckloads_per_day": "gate_truckload"}),
            **parts,
        )


def test_settings_are_values_by_path() -> None:
    problem = read_case(CASE)
    more = problem.with_settings({"crossings.b.gate_truckloads_per_day": np.int64(20)})
    assert optimize(more).objective > optimize(problem).objective
    again = more.with_settings({"crossings.b.gate_truckloads_per_day": 10})
    assert same(again, problem)
    texts = read_case(CASE, settings=["crossings.b.gate_truckloads_per_day=20"])
    assert same(texts, more)
    papers = read_case(CASE, "joint").with_settings({"model": MODEL})
    assert same(papers, read_case(CASE, MODEL))
    with pytest.raises(InputError, match=r"settings:1:1: crossings\.c.*nothing is called c"):
        problem.with_settings({"crossings.c.hours_per_day": 8})
    with pytest.raises(InputError, match=r"crossings\.a\.hours_per_day"):
        problem.with_settings({"crossings.a.hours_per_day": 30})


def test_where_arrays_were_replaced_settings_are_refused() -> None:
    import dataclasses

    changed = dataclasses.replace(read_case(CASE), days=np.full(1, 6.0))
    for ask in (changed.to_yaml, changed.to_dict, lambda: changed.with_settings({})):
        with pytest.raises(ValueError, match="problem: its arrays were replaced"):
            ask()


def test_faults_of_a_model_within_a_case_are_told_where_they_stand() -> None:
    text = """\
title: x
areas: {north: {}}
goods: {wheat: {category: commercial, need: 5}}
crossings: {a: {}}
model:
  title: y
  regimes: {look: {start: see, stages: {see: {detektion: 1}}}}
"""
    with pytest.raises(InputError) as told:
        read_case(text)
    assert str(told.value) == (
        "<case>:7:47: model.regimes.look.stages.see.detektion: unknown key; did you mean detection?"
    )
