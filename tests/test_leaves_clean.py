"""What leaves for a terminal is shown and does not steer it; dates of making can be fixed."""

import json
from pathlib import Path

import pytest
from example import CASE, edited
from hypothesis import given
from hypothesis import strategies as st
from runs import Runner

from crossings.wording import shown

STEERS = "\x07\x1b\x7f\x85\x9b\x9d\u061c\u200e\u200f\u2028\u2029\u202e\u2066\u2069"


@given(st.text(st.sampled_from(STEERS + "ab \n\t")))
def test_nothing_that_steers_is_shown_as_it_is(text: str) -> None:
    told = shown(text)
    assert not {*told} & {*STEERS}
    assert told.replace("\\x1b", "").count("a") >= text.count("a")


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\x9b"])
def test_names_do_not_steer_the_screen(mark: str, crossings_run: Runner) -> None:
    named = edited(CASE, ("gate-a:", f'gate-a:\n    name: "gate {mark} A"'))
    Path("case.yaml").write_text(named, "utf-8")
    run = crossings_run("optimize", "case.yaml")
    assert mark not in run.out + run.err
    if run.code == 0:
        code = mark.encode("unicode_escape").decode()
        assert code in run.out


def test_a_file_that_is_not_there_is_named_as_it_may_be_shown(crossings_run: Runner) -> None:
    run = crossings_run("validate", "no\x1b]0;x\x07.yaml")
    assert run.code == 3 and "\x1b" not in run.err and "\\x1b" in run.err


def test_the_date_of_making_can_be_fixed(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    made = json.loads(crossings_run("optimize", "case.yaml", "--format", "json").out)
    assert made["provenance"]["created"].startswith("2023-11-14T22:13:20")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert crossings_run("optimize", "case.yaml").code == 2
