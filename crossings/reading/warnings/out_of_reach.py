"""Rates guaranteed of loads of which no regime detects as much."""

from __future__ import annotations

import numpy as np

from crossings.problem import Floats, Problem
from crossings.reading.guarantees import GUARANTEE, in_model
from crossings.reading.inputs import Inputs
from crossings.reading.warnings.oddity import Oddities, Oddity
from crossings.wording import listed

_MOST_TOLD = 4


def rates_out_of_reach(problem: Problem, time: slice, inputs: Inputs) -> Oddities:
    """Loads that no regime detects as much of as is guaranteed: nothing of them may pass."""
    rate = float(problem.guaranteed_rate[time].max(initial=0.0))
    if rate <= 0:
        return
    most = _most_detected(problem, time)  # (1 or C, 1 or G) −inf where nothing is inspected
    inspected = most > -np.inf
    short = inspected & (most < rate)
    if not short.any():
        return
    path = (*GUARANTEE, "rate")
    if short.sum() == inspected.sum():
        least, most_of_all = float(most[inspected].min()), float(most[inspected].max())
        span = f"{most_of_all:.1%}"
        span = span if least == most_of_all else f"{least:.1%} to {span}, by crossing and good"
        text = f"{rate:.1%} is out of reach, so nothing passes: the most that is detected is {span}"
    else:
        told = [_named(problem, most, c, g) for c, g in np.argwhere(short).tolist()]
        if len(told) > _MOST_TOLD:
            told = [*told[: _MOST_TOLD - 1], f"{len(told) - _MOST_TOLD + 1} more"]
        text = f"{rate:.1%} is out of reach, so nothing of it passes: {listed(told)}"
    yield Oddity(in_model(inputs), path, text)


def _most_detected(problem: Problem, time: slice) -> Floats:
    """(1 or C, 1 or G) The most that a mixture of regimes detects where each may be used."""
    detection = problem.detection[time][:, None, None, :]
    each = np.where(problem.usable[time], detection, -np.inf).max(axis=(0, 3), initial=-np.inf)
    for at, letter in enumerate("cg"):
        if letter not in problem.guaranteed_for:
            each = each.max(axis=at, keepdims=True, initial=-np.inf)
    return np.asarray(each)


def _named(problem: Problem, most: Floats, c: int, g: int) -> str:
    good = problem.goods[g].name if most.shape[1] == len(problem.goods) else ""
    place = f"at {problem.crossings[c].name}" if most.shape[0] == len(problem.crossings) else ""
    return f"{' '.join(filter(None, (good, place)))} (at most {most[c, g]:.1%})"
