"""Needs that nothing can meet, and crossings that pass nothing."""

from __future__ import annotations

import numpy as np

from crossings.problem import Flags, Problem
from crossings.reading.inputs import Inputs
from crossings.reading.warnings.oddity import Oddities, in_case
from crossings.wording import figure


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
    if inputs.model.use is not None:
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
