"""What is not given, and what the program takes in its place."""

from __future__ import annotations

import numpy as np

from crossings.problem import Problem
from crossings.reading.inputs import Inputs
from crossings.reading.warnings.oddity import Oddities, in_case, in_model


def crossings_without_resources(inputs: Inputs) -> Oddities:
    """Crossings of which nobody says who works there."""
    for c, crossing in inputs.case.crossings.items():
        if crossing.resources is None:
            text = "no resources given: its capacity is unknown and only the gate limits it"
            yield in_case("crossings", c, text=text)


def areas_without_people(problem: Problem) -> Oddities:
    """Areas without a population where others have one."""
    unknown = np.asarray(np.isnan(problem.population).all(axis=0))  # (A,)
    if unknown.all():
        return
    for a, area in enumerate(problem.areas):
        if unknown[a]:
            text = "no population: it gets no share of needs and stocks given in all or per person"
            yield in_case("areas", area.id, text=text)


def needs_left_out(inputs: Inputs) -> Oddities:
    """Goods without a need."""
    for g, good in inputs.case.goods.items():
        if "need" not in good.model_fields_set:
            yield in_case("goods", g, text="no need given: counted as 0")


def quickest_regime_wins(problem: Problem, periods: range) -> Oddities:
    """Several regimes, and nothing that makes the thorough one worth its minutes."""
    t = periods[0]
    several = bool((np.asarray(problem.usable[t].any(axis=1)).sum(axis=1) > 1).any())
    shares = problem.detection_floor[t] + problem.guaranteed_rate[t]
    if several and np.isinf(problem.undetected_limit[t]) and shares == 0:
        text = (
            "several regimes are open and nothing limits contraband, so the quickest regime wins; "
            "give undetected_threats_per_day, detection_rate_at_least or detection_for_every"
        )
        yield in_model("limits", text=text)
