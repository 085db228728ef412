"""Boxes of futures in which something happens: a planted one is found, noise called noise."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas
import pytest
from runs import Runner

from crossings import discover
from crossings.discovery import MalformedCondition, boxes
from crossings.discovery.boxes import SURE
from crossings.discovery.where import conditions
from crossings.errors import InputError, SurroundingsError
from crossings.tables.described import meaning, unit

UNCERTAIN = """uncertainty:
  closures: {gate-a: {open_share: 0.6, mean_closed_days: 4}}
  throughput: {gate-a: {level_cv: 0.3}}
  need: {food: {cv: 0.3}}
"""
SIZE = 600


@pytest.mark.parametrize("seed", range(3))
def test_a_planted_box_is_found(seed: int) -> None:
    """Three of twenty inputs, one of them with both of its ends."""
    inputs = np.random.default_rng(seed).random((2000, 20))
    within = (inputs[:, 2] > 0.4) & (inputs[:, 7] <= 0.6)
    first, *others = boxes(inputs, within & (np.abs(inputs[:, 11] - 0.5) < 0.3))
    assert not others and first.chance < 1e-50
    assert first.of_interest >= 0.9 * first.all_of_interest
    assert first.of_interest >= 0.9 * first.inside
    ends = {(each.input, each.above): each.at for each in first.ends}
    planted = {(2, True): 0.4, (7, False): 0.6, (11, True): 0.2, (11, False): 0.8}
    assert ends == pytest.approx(planted, abs=0.03)
    for each in first.ends:  # no end is idle: the box is worse without it
        assert each.density_without < first.of_interest / first.inside


def test_two_boxes_are_told_one_after_the_other() -> None:
    inputs = np.random.default_rng(4).random((4000, 12))
    either = [(inputs[:, k] > 0.7) & (inputs[:, k + 1] < 0.3) for k in (1, 6)]
    found = boxes(inputs, either[0] | either[1])
    named = [{each.input for each in box.ends} for box in found[:2]]
    assert sorted(named, key=min) == [{1, 2}, {6, 7}]
    assert found[1].futures < found[0].futures


def test_what_happens_often_but_not_always_has_its_box() -> None:
    draws = np.random.default_rng(5)
    inputs = draws.random((3000, 20))
    within = (inputs[:, 2] > 0.4) & (inputs[:, 7] < 0.6) & (inputs[:, 11] > 0.3)
    found = boxes(inputs, draws.random(3000) < np.where(within, 0.95, 0.02))
    assert found[0].of_interest / found[0].inside > 0.85
    assert {each.input for each in found[0].ends} == {2, 7, 11}


def test_noise_is_called_noise() -> None:
    """Told by other futures than it is made from, a box is one by chance as rarely as it says."""
    called = 0
    for seed in range(60):
        draws = np.random.default_rng(1000 + seed)
        called += bool(boxes(draws.random((300, 10)), draws.random(300) < 0.2))
    assert called <= 3  # 60 · SURE is 0.6: more than 3 are had once in 250 times
    assert SURE == 0.01


def test_whole_numbers_and_what_happens_everywhere_or_nowhere() -> None:
    draws = np.random.default_rng(6)
    inputs = np.column_stack([draws.integers(0, 4, 2000), draws.integers(0, 2, 2000)]).astype(float)
    (found,) = boxes(inputs, (inputs[:, 0] >= 2) & (inputs[:, 1] == 0))
    assert {(each.input, each.at) for each in found.ends} == {(0, 1.5), (1, 0.5)}
    assert boxes(inputs, np.ones(2000, dtype=bool)) == []
    assert boxes(inputs, np.zeros(2000, dtype=bool)) == []
    assert boxes(np.zeros((2000, 0)), inputs[:, 1] > 0) == []


@pytest.mark.parametrize("text", ["", "met_share", "met_share = 1", "1 < value", "value < 1 or 2",
                                  "value < 1 and", "value < 1.2.3"])  # fmt: skip
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(MalformedCondition):
        conditions(text)


@pytest.fixture
def folder(crossings_run: Runner) -> Runner:
    """Runs a command beside a finished batch."""
    path = Path("case.yaml")
    path.write_text(path.read_text().partition("uncertainty:")[0] + UNCERTAIN)
    base = ("evaluate", "case.yaml", "--dispatch", "plan", "--bound", "0", "--quiet")
    assert crossings_run(*base, "--scenarios", str(SIZE), "--output", "kept").code == 0
    return crossings_run


def test_a_folder_says_where_something_happens(folder: Runner) -> None:
    shutil.move("kept", "sent")  # it needs nothing else
    Path("case.yaml").unlink()
    found = pandas.read_parquet("sent/outcomes").merge(
        pandas.read_parquet(sorted(Path("sent/inputs").glob("part-*"))), on="scenario"
    )
    met = found[[name for name in found if name.startswith("met_")]].sum(axis=1)
    need = found[[name for name in found if name.startswith("need_") and "factor" not in name]]
    edge = float((met / need.sum(axis=1)).quantile(0.25))
    ran = folder("discover", "sent", "--where", f"met_share < {edge!r}", "--format", "json")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    wanted = met / need.sum(axis=1) < edge
    assert (told["futures"], told["of_interest"]) == (SIZE, int(wanted.sum()))
    first = told["boxes"][0]
    assert first["chance"] < SURE and first["density"] > 0.4 > first["interest_elsewhere"]
    assert first["coverage_low"] <= first["coverage"] <= first["coverage_high"]
    inside = np.ones(SIZE, dtype=bool)
    for end in told["box_ends"]:
        if end["box"] == 0:
            values = found[end["input"].partition(" and ")[0]]
            inside &= (values <= end["up_to"]) if end["above"] is None else values > end["above"]
    density = float(wanted[inside].mean())  # of both halves: near to what is held out
    assert density == pytest.approx(first["density"], abs=0.2)
    screen = folder("discover", "sent", "--where", f"met_share < {edge!r}")
    assert "Box 1" in screen.out and len(screen.out.splitlines()) <= 40
    assert meaning("boxes", "box") and unit("boxes", "chance") == unit("boxes", "density_low")
    tables = discover("sent", f"met_share < {edge!r}")
    assert tables["boxes"].to_dict("records")[0]["chance"] == first["chance"]


def test_what_cannot_be_told_is_said(folder: Runner) -> None:
    for where, code, says in (
        ("met_shar < 1", 3, "did you mean met_share?"), ("met_share 1", 2, "not of the form"),
        ("met_share < 0", 0, "happens in no future"), ("met_share >= 0", 0, "in every future"),
    ):  # fmt: skip
        ran = folder("discover", "kept", "--where", where)
        assert ran.code == code and says in ran.out + ran.err, where
    assert folder("discover", "kept", "--where", "value < 1", "--model", "x").code == 3
    assert folder("discover", ".", "--where", "value < 1").code == 3
    part = next(Path("kept/inputs").glob("part-*"))
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    with pytest.raises(SurroundingsError, match="was changed"):
        discover("kept", "value < 1")
    part.unlink()
    assert folder("discover", "kept", "--where", "value < 1").code == 6


def test_a_folder_without_inputs_or_of_several_models_is_told(crossings_run: Runner) -> None:
    Path("other.yaml").write_text(Path("model.yaml").read_text() + "# another\n")
    base = ("evaluate", "case.yaml", "--dispatch", "plan", "--bound", "0", "--scenarios", "60")
    two = ("--model", "model.yaml", "--model", "other.yaml")
    assert crossings_run(*base, *two, "--output", "two").code == 0
    with pytest.raises(InputError, match="several models"):
        discover("two", "value < 1")
    assert set(discover("two", "value < 1", "other.yaml")) == {"boxes", "box_ends"}
    assert crossings_run(*base, "--keep", "outcomes", "--output", "alone").code == 0
    with pytest.raises(InputError, match="--keep inputs adds it"):
        discover("alone", "value < 1")
