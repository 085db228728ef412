"""What a line of a plan asks for that the case has no way for: a road, a corridor, a regime."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from crossings.problem import Problem
from crossings.problem.given import Stage


def no_way(
    problem: Problem, stage: Stage, t: int, place: Mapping[str, int | None]
) -> Iterator[tuple[str, str]]:
    """The column that names what is not there, and what that is; `place` by column."""
    c, g = cast(int, place["crossing"]), cast(int, place["good"])
    o, r, a = place["corridor"], place["regime"], place["area"]
    crossing, good = problem.crossings[c].name, problem.goods[g]
    model = problem.phases[int(problem.phase_of[t])].model.title
    if not problem.usable[t, c, g].any():
        yield "crossing", f"{model} has no regime for {good.name} at {crossing}"
    elif r is not None and not problem.usable[t, c, g, r]:
        text = f"{crossing} does not put {good.name} through {problem.regimes[r].name}"
        yield "regime", text
    if good.is_export:
        for name, given in (("corridor", o), ("area", a)):
            if given is not None:
                yield name, f"{good.name} is for export: it has no {name}"
        if stage == "manifested":
            yield "stage", f"{good.name} is for export: it is presented, and not manifested"
        return
    if a is not None and not problem.reaches[t, c, a]:
        yield "area", f"no road leads from {crossing} to {problem.areas[a].name}"
    elif not problem.reaches[t, c].any():
        yield "crossing", f"no road leads from {crossing} to any area"
    if not problem.through_corridors:
        if stage == "manifested":
            yield "stage", "the case has no corridors, so that nothing is manifested"
        return
    brought = problem.brings[t, :, c, g]  # (O,)
    if o is not None and not brought[o]:
        text = f"corridor {problem.corridors[o].name} does not bring {good.name} to {crossing}"
        yield "corridor", text
    elif o is None and stage != "manifested" and _comes_by_itself(problem, c, g):
        return
    elif not (brought & ((problem.corridor_loss[t] < 1) | (stage == "manifested"))).any():
        yield "crossing", f"no corridor brings {good.name} to {crossing}"


def _comes_by_itself(problem: Problem, c: int, g: int) -> bool:
    """Whether some of a good waits at a crossing or is on its way there on the first day."""
    return bool(problem.first_yard[c, g] > 0 or (problem.due_at_crossings()[:, c, g] > 0).any())
