"""Needs that nothing can meet, crossings that pass nothing, and guarantees out of reach."""

from __future__ import annotations

import numpy as np

from crossings.problem import Flags, Floats, Problem
from crossings.reading.checks import GUARANTEE, in_model
from crossings.reading.inputs import Inputs
from crossings.reading.warnings.oddity import Oddities, Oddity, in_case
from crossings.wording import figure, listed


def _wanted(problem: Problem, time: slice) -> Flags:
    """(G,) Goods that something needs at some time."""
    return np.asarray((problem.need[time].sum(axis=(0, 2)) + problem.export_need[time].sum(0)) > 0)


def goods_nobody_admits(problem: Problem, time: slice, _: Inputs) -> Oddities:
    """Goods that are needed and pass nowhere."""
    wanted = _wanted(problem, time)
    passable = np.asarray(problem.usable[time].any(axis=(0, 1, 3)))  # (G,)
    for g, good in enumerate(problem.goods):
        if wanted[g] and not passable[g]:
            so = "none leaves" if good.is_export else "only stock can meet its need"
            yield in_case("goods", good.id, text=f"no crossing and regime admit it, so {so}")


def goods_nobody_brings(problem: Problem, time: slice, _: Inputs) -> Oddities:
    """Goods that pass where no corridor brings them."""
    if not problem.through_corridors:
        return
    wanted = _wanted(problem, time)
    passable = np.asarray(problem.usable[time].any(axis=(0, 3))).T  # (G, C)
    brought = np.asarray(problem.brings[time].any(axis=(0, 1))).T  # (G, C)
    for g, good in enumerate(problem.goods):
        inbound = not good.is_export and wanted[g]
        if inbound and passable[g].any() and not (passable[g] & brought[g]).any():
            text = "no corridor brings it to a crossing that admits it"
            yield in_case("goods", good.id, text=text)


def passed_by_gates(problem: Problem) -> float:
    """Truckloads that all gates together pass over the horizon; infinite where one has no limit."""
    used = problem.usable.any(axis=2)  # (T, C, R)
    fill = np.where(used, problem.fill[:, None, :], 0.0).max(axis=2, initial=0.0)  # (T, C)
    fullest = np.where(fill > 0, fill, 1.0)  # gates count trucks
    passes = np.where(np.isfinite(problem.gate), problem.gate * fullest, np.inf)  # (T, C)
    per_open_day = np.where(problem.crossing_open_days > 0, passes, 0.0)  # (T, C)
    return float((per_open_day * problem.crossing_worked_days).sum())


def need_beyond_every_gate(problem: Problem) -> Oddities:
    """Needs of more than all gates pass."""
    need = float(problem.needed.sum() + problem.export_needed.sum())
    gates = passed_by_gates(problem)
    if need > gates and problem.crossings:
        days = problem.days.sum()
        text = (
            f"needs come to {figure(need / days)} truckloads a day, and every gate together passes "
            f"{figure(gates / days)}"
        )
        yield in_case("goods", text=text)


def crossings_without_traffic(problem: Problem, time: slice, _: Inputs) -> Oddities:
    """Crossings that never open, or to which nothing comes."""
    for c, crossing in enumerate(problem.crossings):
        place = ("crossings", crossing.id)
        if not problem.crossing_open_days[time, c].any():
            yield in_case(*place, text="never open")
        served = problem.brings[time, :, c].any() or not problem.inbound.any()
        if problem.through_corridors and not served:
            yield in_case(*place, text="no corridor brings it goods")
    for j, (c, a) in enumerate(problem.dated_routes):
        if not problem.dated_route_days[time, j].any():
            route = ("crossings", problem.crossings[c].id, "routes", problem.areas[a].id)
            yield in_case(*route, text="never open")


def crossings_without_regime(problem: Problem, time: slice, inputs: Inputs) -> Oddities:
    """Crossings where no good can be inspected."""
    for c, crossing in enumerate(problem.crossings):
        if problem.goods and not problem.usable[time, c].any():
            yield in_case("crossings", crossing.id, text=_why_no_regime(inputs, crossing.id))


def _why_no_regime(inputs: Inputs, crossing: str) -> str:
    if inputs.regimes_used(crossing):
        return "no regime used here admits a good that the crossing admits, so nothing passes"
    if inputs.regimes_named(crossing) is not None:
        return "the model uses no regime here, so nothing passes"
    lacking = [
        f"{r} needs {', '.join(sorted(inputs.missing_resources(crossing, r)))}"
        for r in inputs.model.regimes
    ]
    return f"no regime has its resources here, so nothing passes: {'; '.join(lacking)}"


def areas_nobody_reaches(problem: Problem, time: slice, _: Inputs) -> Oddities:
    """Areas with needs and no route."""
    for a, area in enumerate(problem.areas):
        if problem.need[time, :, a].any() and not problem.reaches[time, :, a].any():
            yield in_case("areas", area.id, text="no crossing has a route to it")


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
