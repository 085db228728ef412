"""The regime calculus against every outcome one by one, and trees of sensors worked by hand."""

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import product
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tolerances import EXACT

from crossings.inspection import EXITS, Procedure, Step, procedure

RESOURCES = ("scanner", "bay", "inspector")


@st.composite
def stage_graphs(draw: Any) -> dict[str, Step]:
    """Up to six stages in an order of their own, each leading to later ones or out."""
    names = draw(st.permutations(["a", "b", "c", "d", "e", "f"]))[: draw(st.integers(1, 6))]
    share = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0, 1))
    minutes = st.dictionaries(st.sampled_from(RESOURCES), st.floats(0, 500))
    graph = {}
    for position, name in enumerate(names):
        onward = st.sampled_from([*EXITS, *names[position + 1 :]])
        graph[name] = Step(draw(minutes), draw(share), draw(share), draw(onward), draw(onward))
    return graph


def enumerated(start: str, graph: dict[str, Step]) -> Procedure:
    """What a regime comes to, over every combination of alarms at all stages.

    Stages alarm independently of each other, those that a truck never sees as well.
    """
    minutes = dict.fromkeys(RESOURCES, 0.0)
    refused = {"clean": 0.0, "hidden": 0.0}
    for alarms in product((False, True), repeat=len(graph)):
        outcome = dict(zip(graph, alarms, strict=True))
        seen, at = [], start
        while at not in EXITS:
            seen.append(graph[at])
            at = graph[at].on_alarm if outcome[at] else graph[at].on_clear
        rates = {
            truck: prod(
                getattr(step, rate) if outcome[name] else 1 - getattr(step, rate)
                for name, step in graph.items()
            )
            for truck, rate in (("clean", "false_alarm"), ("hidden", "detection"))
        }
        for step in seen:
            for resource, each in step.minutes.items():
                minutes[resource] += rates["clean"] * each
        for truck, probability in rates.items():
            refused[truck] += probability if at == "refuse" else 0.0
    return Procedure(minutes, refused["clean"], refused["hidden"])


@settings(max_examples=400, deadline=None)
@given(stage_graphs(), st.randoms(use_true_random=False))
def test_calculus_is_the_sum_over_all_outcomes(graph: dict[str, Step], order: Any) -> None:
    start = next(iter(graph))
    listed = list(graph.items())
    order.shuffle(listed)  # the order in the file says nothing
    found, expected = procedure(start, dict(listed)), enumerated(start, graph)
    assert found.refusal == pytest.approx(expected.refusal, rel=EXACT, abs=EXACT)
    assert found.detection == pytest.approx(expected.detection, rel=EXACT, abs=EXACT)
    for resource in RESOURCES:
        spent = found.minutes.get(resource, 0.0)
        assert spent == pytest.approx(expected.minutes[resource], rel=EXACT, abs=1000 * EXACT)


# ---- Inspection trees over the four sensors of Stroud and Saeger ---------------------------------
#
# Costs as shares of a full unpack and false alarms at 90 % detection: the ROC files
# (vmenkov/snsrtree, sensors/SS). A tree is (sensor, tree if clear, tree if alarm) down to letting
# pass or unpacking. What a tree detects, and its rate of false alarms, is the probability that a
# truck with or without contraband is unpacked.

SENSORS = {  # cost, false alarm
    1: (0.000533, 0.80),
    2: (0.001533, 0.40),
    3: (0.095, 0.053),
    4: (0.2933, 0.00046),
}
FOUND = 0.9
PASS, UNPACK = "pass", "unpack"
Tree = Any  # "pass", "unpack" or (sensor, tree if clear, tree if alarm)

ONLY_4 = (4, PASS, UNPACK)
EITHER_3_OR_4 = (3, ONLY_4, UNPACK)
BOTH_3_AND_4 = (3, PASS, ONLY_4)

# Each tree with the rule that it carries out on the alarms a, b, c, d of sensors 1 to 4, were all
# of them read: what is unpacked is said twice, as a walk and as a formula.
TREES: dict[str, tuple[Tree, Callable[[bool, bool, bool, bool], bool]]] = {
    "the best sensor alone": (ONLY_4, lambda a, b, c, d: d),
    "the cheapest sensor alone": ((1, PASS, UNPACK), lambda a, b, c, d: a),
    "everything unpacked": (UNPACK, lambda a, b, c, d: True),
    "all four must alarm": (
        (1, PASS, (2, PASS, BOTH_3_AND_4)),
        lambda a, b, c, d: a and b and c and d,
    ),
    "all four must alarm, dearest first": (
        (4, PASS, (3, PASS, (2, PASS, (1, PASS, UNPACK)))),
        lambda a, b, c, d: a and b and c and d,
    ),
    "any alarm is enough": (
        (1, (2, EITHER_3_OR_4, UNPACK), UNPACK),
        lambda a, b, c, d: a or b or c or d,
    ),
    "one of the cheap, one of the dear": (
        (1, (2, PASS, EITHER_3_OR_4), EITHER_3_OR_4),
        lambda a, b, c, d: (a or b) and (c or d),
    ),
    "both cheap or both dear": (
        (1, BOTH_3_AND_4, (2, BOTH_3_AND_4, UNPACK)),
        lambda a, b, c, d: (a and b) or (c and d),
    ),
    "a cheap one picks the dear one": (
        (2, BOTH_3_AND_4, EITHER_3_OR_4),
        lambda a, b, c, d: (c or d) if b else (c and d),
    ),
    "two of sensors 1, 2 and 3": (
        (1, (2, PASS, (3, PASS, UNPACK)), (2, (3, PASS, UNPACK), UNPACK)),
        lambda a, b, c, d: a + b + c >= 2,
    ),
    "two of four": (
        (
            1,
            (2, BOTH_3_AND_4, EITHER_3_OR_4),
            (2, EITHER_3_OR_4, UNPACK),
        ),
        lambda a, b, c, d: a + b + c + d >= 2,
    ),
    "three of four": (
        (
            1,
            (2, PASS, BOTH_3_AND_4),
            (2, BOTH_3_AND_4, EITHER_3_OR_4),
        ),
        lambda a, b, c, d: a + b + c + d >= 3,
    ),
    "a clear third is looked at again": (
        (3, (2, PASS, ONLY_4), UNPACK),
        lambda a, b, c, d: c or (b and d),
    ),
}


def as_stages(tree: Tree) -> tuple[str, dict[str, Step]]:
    """A tree as stages, equal branches once. To be unpacked is to be refused, at a cost of 1."""
    stages = {UNPACK: Step({"cost": 1.0}, 1.0, 1.0, on_clear="release", on_alarm="refuse")}

    def stage(tree: Tree) -> str:
        if isinstance(tree, str):
            return "release" if tree == PASS else tree
        sensor, clear, alarm = tree
        cost, false_alarm = SENSORS[sensor]
        step = Step({"cost": cost}, FOUND, false_alarm, stage(clear), stage(alarm))
        stages.setdefault(repr(tree), step)
        return repr(tree)

    return stage(tree), stages


def spent(tree: Tree, alarms: dict[int, bool]) -> float:
    """What a truck costs that makes these sensors alarm."""
    if isinstance(tree, str):
        return 1.0 if tree == UNPACK else 0.0
    sensor, clear, alarm = tree
    return SENSORS[sensor][0] + spent(alarm if alarms[sensor] else clear, alarms)


@pytest.mark.parametrize("name", TREES)
def test_trees_over_four_sensors(name: str) -> None:
    tree, rule = TREES[name]
    cost = detected = false_alarms = 0.0
    for seen in product((False, True), repeat=4):
        alarms = dict(zip(SENSORS, seen, strict=True))
        clean = prod(f if alarms[s] else 1 - f for s, (_, f) in SENSORS.items())
        hidden = prod(FOUND if alarm else 1 - FOUND for alarm in seen)
        cost += clean * spent(tree, alarms)
        detected += hidden * rule(*seen)
        false_alarms += clean * rule(*seen)
    result = procedure(*as_stages(tree))
    assert result.minutes["cost"] == pytest.approx(cost, rel=EXACT)
    assert result.detection == pytest.approx(detected, rel=EXACT)
    assert result.refusal == pytest.approx(false_alarms, rel=EXACT)


def test_two_of_four_by_hand() -> None:
    # Trucks with contraband alarm at each of four sensors with 0.9: at least two alarms is all but
    # none (0.1⁴ = 0.0001) and exactly one (4 · 0.9 · 0.1³ = 0.0036): 0.9963.
    #
    # Clean trucks: 1 and 2 both alarm 0.80 · 0.40 = 0.32, one of them 0.80 · 0.60 + 0.20 · 0.40 =
    # 0.56, none 0.20 · 0.60 = 0.12. One alarm so far: 3 is read, and 4 if 3 is clear; unpacked if
    # either alarms: 1 − 0.947 · 0.99954 = 0.05343562. None so far: 3 is read, and 4 if 3 alarms;
    # unpacked if both do: 0.053 · 0.00046 = 0.00002438.
    #   unpacked = 0.32 + 0.56 · 0.05343562 + 0.12 · 0.00002438
    #            = 0.32 + 0.0299239472 + 0.0000029256 = 0.3499268728
    #   cost     = 0.000533 + 0.001533 + (0.56 + 0.12) · 0.095
    #              + (0.56 · 0.947 + 0.12 · 0.053) · 0.2933 + 0.3499268728
    #            = 0.002066 + 0.0646 + 0.53668 · 0.2933 + 0.3499268728
    #            = 0.002066 + 0.0646 + 0.157408244 + 0.3499268728 = 0.5740011168
    result = procedure(*as_stages(TREES["two of four"][0]))
    assert result.detection == pytest.approx(0.9963, rel=EXACT)
    assert result.refusal == pytest.approx(0.3499268728, rel=EXACT)
    assert result.minutes["cost"] == pytest.approx(0.5740011168, rel=EXACT)


def test_sensors_of_stroud_and_saeger() -> None:
    # Sensor 1 sends its alarms to 3, the rest to 2; 2 sends its alarms to 3 as well; 3 sends its
    # alarms to 4; 4 sends its alarms to be unpacked, which finds everything.
    #
    #             clean trucks that reach it     of those with contraband
    #   1         1                              1
    #   2         1 - 0.80           = 0.20      0.1
    #   3         0.80 + 0.20 · 0.40 = 0.88      0.9 + 0.1 · 0.9 = 0.99
    #   4         0.88 · 0.053       = 0.04664   0.99 · 0.9      = 0.891
    #   unpack    0.04664 · 0.00046  = 2.14544e-5   0.891 · 0.9  = 0.8019
    #
    # cost = 0.000533 + 0.20 · 0.001533 + 0.88 · 0.095 + 0.04664 · 0.2933 + 2.14544e-5
    #      = 0.000533 + 0.0003066 + 0.0836 + 0.013679512 + 0.0000214544 = 0.0981405664
    graph = {
        "1": Step({"cost": 0.000533}, 0.9, 0.80, on_clear="2", on_alarm="3"),
        "2": Step({"cost": 0.001533}, 0.9, 0.40, on_clear="release", on_alarm="3"),
        "3": Step({"cost": 0.095}, 0.9, 0.053, on_clear="release", on_alarm="4"),
        "4": Step({"cost": 0.2933}, 0.9, 0.00046, on_clear="release", on_alarm="unpack"),
        "unpack": Step({"cost": 1.0}, 1.0, 0.0, on_clear="release", on_alarm="refuse"),
    }
    result = procedure("1", graph)
    assert result.minutes["cost"] == pytest.approx(0.0981405664, rel=EXACT)
    assert result.detection == pytest.approx(0.8019, rel=EXACT)
    assert result.refusal == 0


def test_the_order_of_stages_is_the_same_in_every_run() -> None:
    """Sums over stages round by their order, and sets of words have another in every run."""
    text = (
        "from crossings.inspection import Step, stage_order\n"
        "last = Step({}, 0, 0, 'release', 'refuse')\n"
        "scan = Step({}, 0, 0, 'look', 'search')\n"
        "print(stage_order({'scan': scan, 'look': last, 'search': last}))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", text],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(8)
    }
    assert len(told) == 1
