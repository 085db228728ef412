"""One day as tables: what to send with its reasons, what is kept back and why, what came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from pandas import DataFrame

from crossings.evaluation.came import CameLine
from crossings.evaluation.days import Evening
from crossings.evaluation.decision import Decision
from crossings.problem import Floats, Problem
from crossings.schedule.day import NOWHERE, DayLine, whole_day
from crossings.tables.labelled import framed, labels, with_loads
from crossings.wording import listed

_NOTHING = 1e-6
_ALIKE = 0.01
"""Share by which two uses may differ in worth and be alike: what settles ties is less."""


def today_tables(
    decision: Decision, came: Sequence[CameLine] | None, after: Evening | None
) -> dict[str, DataFrame]:
    """Every table of a day; needs are as they were met where it is known what came."""
    problem, t = decision.problem, decision.t
    found = {
        "today": _schedule(decision, t, decision.at_crossings),
        "kept_back": framed("kept_back", _kept_back(decision)),
        "needs": _needs(decision, after),
    }
    if t + 1 < len(problem.periods):
        found["tomorrow"] = _schedule(decision, t + 1, _at_crossings_tomorrow(decision))
    if came is not None:
        found["came"] = _came(problem, came)
    return {**found, **_flows(decision)}


def day_lines(decision: Decision, t: int, waiting: Floats) -> list[DayLine]:
    """Lines of a day in whole trucks."""
    day = decision.on(t)
    return whole_day(decision.problem, t, waiting, day.manifested, day.presented, day.collected)


def _at_crossings_tomorrow(decision: Decision) -> Floats:
    """(C, G) What will wait at crossings, or get there, tomorrow."""
    problem, t, day = decision.problem, decision.t, decision.day
    same_day = np.where(problem.corridor_transit[t] > 0, 0.0, 1 - problem.corridor_loss[t])
    came = (day.manifested * same_day[:, None, None]).sum(axis=0)
    left = decision.at_crossings + came - day.presented.sum(axis=2)
    return np.asarray(np.maximum(left, 0.0) + decision.state.to_crossings[0, t + 1])


def _schedule(decision: Decision, t: int, waiting: Floats) -> DataFrame:
    """Trucks of a day; no date: they only set out; no day of leaving: they wait at the crossing."""
    problem, lines = decision.problem, day_lines(decision, t, waiting)
    date = problem.periods[t].start.isoformat()
    axes = np.array(
        [(x.corridor, x.crossing, x.regime, x.area, x.good) for x in lines], dtype=np.intp
    ).reshape(-1, 5)
    days_left, worth, following = _reasons(decision, lines)
    columns: dict[str, Any] = {
        "date": [date if x.regime != NOWHERE else None for x in lines],
        "leaves": [date if x.corridor != NOWHERE else None for x in lines],
        **labels(problem, "ocrag", tuple(axes.T)),
        "trucks": np.array([x.trucks for x in lines], dtype=np.intp),
        "truckloads": np.array([x.truckloads for x in lines]),
    }
    table = with_loads(DataFrame(columns), problem, axes[:, 4], columns["truckloads"])
    table["days_left"], table["worth"], table["next_worth"] = days_left, worth, following
    table["reason"] = [
        _reason(*each) for each in zip(lines, days_left, worth, following, strict=True)
    ]
    return table


def _reasons(decision: Decision, lines: Sequence[DayLine]) -> tuple[Floats, Floats, Floats]:
    """Of each line days of stock left, worth of a truckload, and that of the next use there."""
    problem, t = decision.problem, decision.t
    need = problem.need[t] * decision.known.need[0][:, None]  # (G, A)
    stock = decision.state.stock[0]
    days_left, worth, following = (np.full(len(lines), np.nan) for _ in range(3))
    served = decision.day.collected > _NOTHING
    for k, line in enumerate(lines):
        c, g, a = line.crossing, line.good, line.area
        if a == NOWHERE:
            continue
        if need[g, a] > 0:
            days_left[k] = stock[g, a] / need[g, a]
        worth[k] = decision.worth[c, g, a]
        others = np.where(served[c], 0.0, decision.worth[c])
        if others.max(initial=0.0) > 0:
            following[k] = others.max()
    return days_left, worth, following


def _reason(line: DayLine, days_left: float, worth: float, following: float) -> str:
    """Why a line is sent, in words."""
    if line.regime == NOWHERE:
        return "sets out for a later inspection"
    if line.area == NOWHERE:
        return "for the outside market, or to lie on the platform"
    parts = [] if np.isnan(days_left) else [f"{days_left:.1f} days left"]
    beside = f" beside {following:.1f} for the next use"
    if np.isnan(following):
        beside = ""
    elif following > worth * (1 + _ALIKE):
        beside += ", which takes more or has no way"
    elif following >= worth * (1 - _ALIKE):
        beside = ", as the next use is"
    parts.append(f"worth {worth:.1f} a truckload{beside}")
    return "; ".join(parts)


def _kept_back(decision: Decision) -> Iterator[tuple[Any, ...]]:
    """Needs of the day that are not met in full; then what waits at crossings, and why."""
    problem, t = decision.problem, decision.t
    need = problem.needed[t] * decision.known.need[0][:, None]
    unmet = need * (1 - decision.meant.coverage[0, t])
    for g, a in np.argwhere(unmet > _NOTHING).tolist():
        why = _why(decision, g, a, range(len(problem.crossings)))
        good, area = problem.goods[g].id, problem.areas[a].id
        yield good, area, None, None, float(need[g, a]), float(unmet[g, a]), why
    stays = np.maximum(decision.at_crossings - decision.day.presented.sum(axis=2), 0.0)
    for c, g in np.argwhere(stays > _NOTHING).tolist():
        why = _why(decision, g, None, [c])
        yield (
            problem.goods[g].id, None, problem.crossings[c].id, float(stays[c, g]), None, None, why
        )  # fmt: skip


def _why(decision: Decision, g: int, a: int | None, crossings: Sequence[int]) -> str:
    """What is closed or used up on the ways of a good; else that others are worth more."""
    problem, t = decision.problem, decision.t
    ways = [
        c for c in crossings
        if problem.usable[t, c, g].any() and (a is None or problem.reaches[t, c, a])
    ]  # fmt: skip
    if not ways:
        return "no crossing passes it there"
    shut = [c for c in ways if decision.known.open_days[0, t, c] <= 0]
    told = [f"{problem.crossings[c].name} is closed" for c in shut]
    full = []
    for limit, place, takers in decision.tight:
        mine = np.isin(takers[:, 0], [-1, *ways]) & np.isin(takers[:, 2], [-1, g])
        mine &= np.isin(takers[:, 3], [-1] if a is None else [-1, a])
        if mine.any():
            full.append(limit.words.what(problem, place))
    if full:
        told.append(f"{listed(list(dict.fromkeys(full)))} used up by what is worth more")
    return "; ".join(told) or "what is there or comes is worth more on another day"


def _needs(decision: Decision, after: Evening | None) -> DataFrame:
    """Need of the day and need met, by good and area; exports have no area."""
    problem, t = decision.problem, decision.t
    factor = decision.known.need[0]
    need = problem.needed[t] * factor[:, None]
    exports = problem.export_needed[t] * factor
    met = need * decision.meant.coverage[0, t] if after is None else after.met
    released = (decision.day.presented * (1 - problem.refusal[t])).sum(axis=(0, 2))
    exported = np.where(problem.inbound, 0.0, released) if after is None else after.exported
    inbound, outbound = np.argwhere(need > 0), np.flatnonzero(exports > 0)
    g = np.concatenate([inbound[:, 0], outbound])
    a = np.concatenate([inbound[:, 1], np.full(len(outbound), NOWHERE)])
    asked = np.concatenate([need[need > 0], exports[outbound]])
    given = np.concatenate([met[need > 0], exported[outbound]])
    return DataFrame({**labels(problem, "ga", (g, a)), "need": asked, "met": given})


def _came(problem: Problem, lines: Sequence[CameLine]) -> DataFrame:
    axes = np.array(
        [(x.corridor, x.crossing, x.good, x.area) for x in lines], dtype=np.intp
    ).reshape(-1, 4)
    meant, came = np.array([x.meant for x in lines]), np.array([x.came for x in lines])
    return DataFrame(
        {
            "stage": [x.stage for x in lines],
            **labels(problem, "ocga", tuple(axes.T)),
            "meant": meant,
            "came": came,
            "difference": came - meant,
        }
    )


def _flows(decision: Decision) -> dict[str, DataFrame]:
    """The day in truckloads as they were decided, before any rounding."""
    problem, day = decision.problem, decision.day
    period = decision.t

    def table(name: str, axes: str, flow: Floats) -> DataFrame:
        at = np.nonzero(flow)
        where = labels(problem, axes, at)
        return DataFrame({"period": np.full(len(at[0]), period), **where, name: flow[at]})

    return {
        "manifests": table("manifested", "ocg", day.manifested),
        "flows": table("presented", "cgr", day.presented),
        "deliveries": table("collected", "cga", day.collected),
    }
