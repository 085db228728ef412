"""What a model needs and a place lacks is the reason, in every answer, with or without warnings."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest
from answers import Entry, plan_of, problem_of
from example import CASE, edited
from hypothesis import given
from reports import material_of
from runs import Runner
from strategies import cases, examples

from crossings.analysis.barriers import barriers, lacking_words
from crossings.outputs.report.language import language
from crossings.outputs.report.telling import sentences

OWN_WORDS = edited(
    edited(CASE, ("resources: {scanner: 1, bay: 4}", "resources: {scanner: 1, yard: 4}")),
    ("resources: {bay: 3}", "resources: {yard: 3}"),
)
ASKED_NOTHING = edited(OWN_WORDS, ("  coverage_at_least: {food: 0.1, construction: 0.05}\n", ""))
SAID = "gate-a and gate-b lack bay"


@pytest.fixture
def own_words(crossings_run: Runner) -> Runner:
    Path("case.yaml").write_text(ASKED_NOTHING, "utf-8")
    Path("model.yaml").write_text(ALL_NEED_BAYS, "utf-8")
    return crossings_run


ALL_NEED_BAYS = """
title: A bay for all
regimes: {search: {start: look, stages: {look: {minutes: {bay: 60}}}}}
"""


def flat(text: str) -> str:
    return " ".join(text.split())


def test_quiet_takes_no_reason_away(own_words: Runner) -> None:
    told = flat(own_words("optimize", "case.yaml", "--quiet").out)
    assert SAID in told and "no regime uses the scanner and yard there" in told
    explained = flat(own_words("explain", "case.yaml", "--quiet").out)
    assert "gate-a and gate-b: the inspection model needs bay, not there" in explained
    found = json.loads(own_words("explain", "case.yaml", "--quiet", "--format=json").out)
    rows = [row for row in found["barriers"] if row["reason"] == "lacking"]
    assert {(row["crossing"], row["limit"]) for row in rows} == {
        ("gate-a", "bay"),
        ("gate-b", "bay"),
    }
    compared = own_words("compare", "case.yaml", "./model.yaml", "joint", "--quiet")
    assert SAID in flat(compared.out)
    compared = own_words(
        "compare", "case.yaml", "./model.yaml", "joint", "--quiet", "--format=json"
    )
    assert SAID in json.loads(compared.out)["models"][0]["lacking"]


@pytest.mark.parametrize("command", ["optimize", "explain", "compare"])
def test_no_plan_says_what_is_missing(own_words: Runner, command: str) -> None:
    beside = ("./model.yaml",) if command == "compare" else ()
    asked = ("--set", "limits.coverage_at_least.food=0.2", "--set", "goods.food.stock=0")
    run = own_words(command, "case.yaml", *beside, *asked, "--quiet")
    assert run.code == 4 and SAID in flat(run.err + run.out)
    if command != "compare":
        run = own_words(command, "case.yaml", *asked, "--quiet", "--format=json")
        reasons = [row.get("reason", "") for row in json.loads(run.out)["conflicts"]]
        assert any(SAID in (reason or "") for reason in reasons)


@pytest.mark.parametrize("code", ["en", "ar"])
def test_the_page_says_it_too(own_words: Runner, code: str) -> None:
    told = " ".join(sentences(material_of("case.yaml"), language(code)))
    assert "gate-a" in told and "gate-b" in told


def test_nothing_is_missing_where_all_is_there(crossings_run: Runner) -> None:
    told = crossings_run("optimize", "case.yaml", "--quiet").out
    assert "is missing" not in told and "lack" not in told


@examples(25)
@given(cases())
def test_what_is_missing_is_what_another_word_for_it_took_away(pair: tuple[Entry, Entry]) -> None:
    """Of any case: rename a resource at every crossing, and only that one is missing."""
    case, model = copy.deepcopy(pair)
    model.pop("use", None)
    case.pop("phases", None)
    for entry in (case, model):
        entry.pop("sizing", None)
        entry.pop("uncertainty", None)
    before = problem_of(case, model)
    for crossing in case["crossings"].values():
        there = (crossing or {}).get("resources")
        if there:
            crossing["resources"] = {f"own_{name}": units for name, units in there.items()}
    after = problem_of(case, model)
    gone = {name for name in before.resources if name not in after.pools}
    for c, crossing in enumerate(after.crossings):
        for g, good in enumerate(after.goods):
            missing = {after.resources[q] for q in np.flatnonzero(after.lacking[0, c, g])}
            assert missing <= gone
            if missing:  # then no regime takes the good there
                assert not after.usable[0, c, g].any()
                if after.total_need[g] > 0:
                    assert crossing.name in lacking_words(after), good.name
    plan = plan_of(after)
    for each in barriers(plan) if plan is not None else ():
        if each.reason == "lacking":
            assert each.crossing is not None
            assert not after.usable[:, each.crossing, each.good].any()
