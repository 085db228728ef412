"""Sensors that share a cause: their joint table in the recursion, in regimes, in files."""

import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from test_design import CASE, read_back

from crossings.design.designed import design
from crossings.design.frontier import frontier
from crossings.design.trees import Prices, Recursion, comes_to
from crossings.errors import InputError
from crossings.inspection import Joint, Sensor
from crossings.problem import Floats
from crossings.reading import read_equipment, read_problem

SAME = [[0.1, 0.0], [0.0, 0.9]]
FOUND = [[0.6, 0.0], [0.0, 0.4]]
CURVE = [[0, 0], [0.1, 0.6], [1, 1]]


def random_pair(random: np.random.Generator) -> tuple[list[Sensor], Floats, Floats]:
    """Two sensors, and what they read together of clean trucks and of those with contraband."""
    shape = tuple(random.integers(2, 6, 2).tolist())
    tables = [random.dirichlet(np.full(math.prod(shape), 0.5)).reshape(shape) for _ in range(2)]
    for axis in (0, 1):  # the most alarming reading first: curves are concave
        order = np.argsort(-tables[1].sum(1 - axis) / tables[0].sum(1 - axis))
        tables = [np.take(table, order, axis) for table in tables]
    joint = Joint(("a", "b"), *tables)
    curves = [[np.append(0.0, np.cumsum(t.sum(1 - n))) for t in tables] for n in (0, 1)]
    sensors = [Sensor(n, {}, *curve, joint=joint) for n, curve in zip("ab", curves, strict=True)]
    return sensors, tables[0], tables[1]


def cheapest(clean: Floats, hidden: Floats, costs: Floats, miss: float) -> float:
    """Of every tree over two sensors, in plain loops over what they read; a refusal costs 1."""
    best = miss
    for first, (c, h) in enumerate(((clean, hidden), (clean.T, hidden.T))):
        total = costs[first]
        for row, found in zip(c, h, strict=True):
            ways = [miss * found.sum(), row.sum()]
            for refused in itertools.product((0, 1), repeat=len(row)):
                ends = zip(refused, row, found, strict=True)
                after = sum(f if out else miss * d for out, f, d in ends)
                ways.append(costs[1 - first] * row.sum() + after)
            total += min(ways)
        best = min(best, total)
    return float(best)


def test_the_best_tree_is_the_best_of_all_by_the_joint_table() -> None:
    random = np.random.default_rng(7)
    compared = 0
    while compared < 30:
        sensors, clean, hidden = random_pair(random)
        costs, miss = random.uniform(0, 0.15, 2), float(random.uniform(0.1, 4))
        best = cheapest(clean, hidden, costs, miss)
        if best >= 1:
            continue  # to refuse all trucks unseen would be as good
        prices = Prices(costs, 1.0, miss)
        recursion = Recursion(sensors, 3, prices)
        assert recursion.cost == pytest.approx(best, abs=1e-12)
        assert comes_to(recursion.tree(), sensors).cost(prices) == pytest.approx(best, abs=1e-12)
        curve = frontier(sensors, costs, 1.0)
        assert curve.least(np.array([miss]))[0] == pytest.approx(best, abs=1e-12)
        compared += 1


def model(**of_second: Any) -> dict[str, Any]:
    """Two looks at the same image, the second of which depends on the first."""
    first = {"resource": "staff", "minutes": 2, "curve": CURVE}
    table = {"sensors": ["one"], "clean": SAME, "contraband": FOUND, **of_second}
    return {"title": "Two looks", "sensors": {"one": first, "two": {**first, "depends_on": table}}}


def case(folder: Path, model: dict[str, Any], rate: float = 0.0) -> str:
    text = {**CASE, "limits": {"detection_rate_at_least": rate}}
    (folder / "case.yaml").write_text(yaml.safe_dump(text), "utf-8")
    (folder / "model.yaml").write_text(yaml.safe_dump(model), "utf-8")
    return str(folder / "case.yaml")


def look(sensor: str, **more: Any) -> dict[str, Any]:
    return {"sensor": sensor, "false_alarm": 0.1, **more}


@pytest.mark.parametrize(
    ("clean", "contraband", "detects", "refuses"),
    [
        (SAME, FOUND, 0.6, 0.1),  # the second look sees what the first did
        ([[0.01, 0.09], [0.09, 0.81]], [[0.36, 0.24], [0.24, 0.16]], 0.36, 0.01),  # independent
        ([[0.0, 0.1], [0.1, 0.8]], [[0.3, 0.3], [0.3, 0.1]], 0.3, 0.0),
    ],
)
def test_a_regime_by_hand_goes_by_the_joint_table(
    clean: Any, contraband: Any, detects: float, refuses: float, tmp_path: Path
) -> None:
    made = model(clean=clean, contraband=contraband)
    stages = {"first": look("one", on_alarm="second"), "second": look("two")}
    made["regimes"] = {"both": {"start": "first", "stages": stages}}
    problem = read_problem(case(tmp_path, made))
    assert problem.detection[0, 0] == pytest.approx(detects)
    assert problem.refusal[0, 0] == pytest.approx(refuses)
    assert problem.minutes[0, 0, 0, 0] == pytest.approx(2 + 0.1 * 2)


def test_a_stage_that_looks_again_reads_the_same(tmp_path: Path) -> None:
    made = model()
    stages = {"first": look("one", on_alarm="again"), "again": look("one", minutes={})}
    made["regimes"] = {"twice": {"start": "first", "stages": stages}}
    problem = read_problem(case(tmp_path, made))
    assert (problem.detection[0, 0], problem.refusal[0, 0]) == pytest.approx((0.6, 0.1))


def as_entries(sensors: list[Sensor], minutes: Floats) -> dict[str, Any]:
    entries: dict[str, Any] = {
        each.id: {
            "resource": "staff",
            "minutes": float(m),
            "curve": np.stack([each.false_alarm, each.detection], axis=1).round(15).tolist(),
        }
        for each, m in zip(sensors, minutes, strict=True)
    }
    joint = sensors[1].joint
    assert joint is not None
    tables = {"clean": joint.clean.tolist(), "contraband": joint.hidden.tolist()}
    entries["b"]["depends_on"] = {"sensors": ["a"], **tables}
    return {"title": "Pair", "sensors": entries}


@pytest.mark.parametrize("exact", [False, True])
def test_a_design_reads_back_as_it_was_made(exact: bool, tmp_path: Path) -> None:
    sensors, *_ = random_pair(np.random.default_rng(12))
    found = case(tmp_path, as_entries(sensors, np.array([1.0, 3.0])), rate=0.6)
    equipment = read_equipment(found)
    made = design(equipment.problem, equipment.sensors, lambda _: None, exact=exact)
    assert made is not None
    problem = read_back(tmp_path, equipment, made)
    for name in ("detection", "refusal", "minutes", "fill"):
        given, read = getattr(made.problem, name), getattr(problem, name)
        assert np.abs(given - read).max() < 1e-9
    assert "but a and b as their table says" in made.description


def test_two_sensors_alike_are_worth_one(tmp_path: Path) -> None:
    worth = []
    for made in (model(), {"title": "One", "sensors": {"one": model()["sensors"]["one"]}}):
        equipment = read_equipment(case(tmp_path, made, rate=0.5))
        found = design(equipment.problem, equipment.sensors, lambda _: None, exact=True)
        assert found is not None
        worth.append(found.best)
    assert worth[0] == pytest.approx(worth[1], rel=1e-9)


def test_a_chain_of_three_is_what_one_table_of_three_says(tmp_path: Path) -> None:
    start = np.array([[0.1, 0.9], [0.6, 0.4]])  # (clean or not, K)
    step = np.array([[[0.5, 0.5], [0.05, 0.95]], [[0.9, 0.1], [0.3, 0.7]]])  # (…, K, K′)
    two = start[:, :, None] * step
    three = two[..., None] * step[:, None]
    after = two.sum(axis=1)[:, :, None] * step

    def entry(read: Floats, on: list[str], table: Floats) -> dict[str, Any]:
        curve = [[0, 0], read[:, 0].tolist(), [1, 1]]
        tables = dict(zip(("clean", "contraband"), table.tolist(), strict=True))
        depends = {"depends_on": {"sensors": on, **tables}} if on else {}
        return {"resource": "staff", "minutes": 1, "curve": curve, **depends}

    joints = []
    for on, table in ((["b"], after), (["b", "a"], np.swapaxes(three, 1, 2))):
        sensors = {
            "c": entry(three.sum(axis=(1, 2)), on, table),
            "a": entry(start, [], start),
            "b": entry(two.sum(axis=1), ["a"], two),
        }
        found = read_equipment(case(tmp_path, {"title": "Chain", "sensors": sensors}, 0.5))
        joint = found.sensors[0].joint
        assert joint is not None and joint.sensors == ("a", "b", "c")
        assert {each.joint for each in found.sensors} == {joint}
        joints.append(joint)
    for joint in joints:
        assert joint.clean == pytest.approx(three[0]) and joint.hidden == pytest.approx(three[1])


@pytest.mark.parametrize(
    ("of_second", "said"),
    [
        ({"sensors": ["on"]}, "depends_on.sensors.0: no sensor is called on; did you mean one?"),
        ({"sensors": ["two"]}, "depends_on.sensors.0: a sensor does not depend on itself"),
        ({"sensors": ["one", "one"]}, "depends_on.sensors.1: one stands there twice"),
        ({"sensors": []}, "depends_on.sensors: expected at least one other sensor, got none"),
        ({"clean": [[0.1, 0.9]]}, "clean: expected 2 (one) × 2 (two) shares, one for each piece of "
                                  "the curves, got 1 × 2"),
        ({"clean": [[0.1, 0.0], [0.9]]}, "clean.1: expected a row of 2 as the first one is, got 1"),
        ({"clean": [[0.1, 0.0], [0.0, 1.9]]}, "clean.1.1: expected a share between 0 and 1"),
        ({"clean": 0.1}, "clean: expected rows of shares, [[…], …], got 0.1"),
        ({"clean": [[0.2, 0.0], [0.0, 0.8]]},
         "clean: shares of one's reading 1 add up to 0.2, where its curve has 0.1"),
        ({"contraband": [[0.5, 0.1], [0.0, 0.4]]},
         "contraband: shares of two's reading 1 add up to 0.5, where its curve has 0.6"),
        ({"contrabande": FOUND}, "contrabande: unknown key; did you mean contraband?"),
    ],
)  # fmt: skip
def test_faults_of_tables(of_second: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_equipment(case(tmp_path, model(**of_second), 0.5))
    text = str(raised.value)
    assert said in text and "model.yaml:" in text


def test_sensors_do_not_depend_on_one_another_in_a_round(tmp_path: Path) -> None:
    made = model()
    made["sensors"]["one"]["depends_on"] = made["sensors"]["two"]["depends_on"] | {
        "sensors": ["two"]
    }
    with pytest.raises(InputError, match=r"in a round: (one → two → one|two → one → two)"):
        read_equipment(case(tmp_path, made, 0.5))
