"""The regime calculus against every outcome one by one, and a tree of sensors worked by hand."""

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


def test_sensors_of_stroud_and_saeger() -> None:
    # Costs as shares of a full unpack and false alarms at 90 % detection: the ROC files
    # (vmenkov/snsrtree, sensors/SS). Sensor 1 sends its alarms to 3, the rest to 2; 2 sends its
    # alarms to 3 as well; 3 sends its alarms to 4; 4 sends its alarms to be unpacked, which finds
    # everything.
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
