"""The rule `as-counted`: what is sent is what counts imply, good by good; else what the plan sends.

    sent[t,c,g] = counted[t,c,g] / share[stage,t,c,g]

A place (c, g) is counted at the earliest stage at which a count speaks of it. Counts of one good at
one crossing come first; what a count of several places has beyond those is parted among the rest as
counts of later stages have it, else as the plan has, and where nothing is planned, equally. `share`
is what is left at the stage of a truckload sent, by the losses and refusals of the ways that the
plan takes in the period, else over the horizon, else of every way there is; what a corridor has no
room for goes by others that bring the good (`other_corridors`). Stages that say nothing
of how much was sent (refused, intercepted, met) are passed over.

A count speaks of the periods that have a day of it, and of the whole horizon where none has; of
several counts of one period each has its days' weight. Over its periods it is spread by the days on
which the calendar opens the crossing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from crossings.evaluation.compiled import ReadyPlan, ReadyTrajectory
from crossings.evaluation.other_corridors import with_room
from crossings.evaluation.outcomes import Outcomes
from crossings.evaluation.simulation import Flows, simulated
from crossings.evaluation.trajectory import Trajectory, share
from crossings.plan import Plan
from crossings.problem import Flags, Floats, Problem
from crossings.problem.counted import places_counted
from crossings.published import Observed
from crossings.scenarios import Scenarios

STAGES = ("manifested", "presented", "released", "collected", "arrived")
"""At which a count says what was sent; the earliest first."""
_ROUNDS = 12
"""At most; other corridors lose another share on the way, so that a little more is to be sent."""


@dataclass(frozen=True, eq=False)
class AsCounted:
    """A plan of which what was counted takes the place, carried by priority."""

    plan: Plan

    def outcomes(self, scenarios: Scenarios, flows: Flows | None = None) -> Outcomes:
        """What comes of it in each scenario; what passes goes to `flows`, if given."""
        return simulated(self.ready, scenarios, "plan", flows)

    @cached_property
    def ready(self) -> ReadyTrajectory:
        """What is sent; the plan itself where nothing was counted."""
        ways, sent, known = _as_counted(self.plan)
        if not known.any():
            return ReadyPlan(self.plan)
        return ReadyTrajectory(_trajectory(self.plan, ways, sent, known))


def of_several(plans: Sequence[Plan], times: int) -> ReadyTrajectory:
    """What is sent of each plan in turn, in so many scenarios of each; of the problem of the first.

    The plans are of problems that differ in numbers alone.
    """
    each = [AsCounted(plan).ready.trajectory for plan in plans]
    arrays: dict[str, Any] = {
        entry.name: np.asfortranarray(
            np.repeat(np.concatenate([getattr(of, entry.name) for of in each]), times, axis=0)
        )
        for entry in fields(Trajectory)
        if entry.name not in ("problem", "of_each")
    }
    return ReadyTrajectory(replace(each[0], **arrays, of_each=True))


def sent_as_counted(plan: Plan) -> tuple[Floats, Flags]:
    """(T, C, G) truckloads sent as counts imply, and where any does."""
    _, sent, known = _as_counted(plan)
    return sent, known


def _as_counted(plan: Plan) -> tuple[_Ways, Floats, Flags]:
    """By which ways goods go, what is sent as counts imply, and where any does."""
    ways = _Ways.of(plan)
    sent, known = _sent_by(ways, plan)
    if not known.any() or not plan.problem.through_corridors:
        return ways, sent, known
    for _ in range(_ROUNDS):
        corridors = with_room(plan.problem, sent, ways.corridors, known & plan.problem.inbound)
        if np.array_equal(corridors, ways.corridors):
            break
        ways = replace(ways, corridors=corridors)
        sent, _ = _sent_by(ways, plan)
    return ways, sent, known


def _sent_by(ways: _Ways, plan: Plan) -> tuple[Floats, Flags]:
    """(T, C, G) truckloads sent as counts imply where goods go by `ways`, and where any does."""
    problem = plan.problem
    shares = ways.shares(problem)
    sent = _sent(plan)
    known = np.zeros(sent.shape, dtype=bool)
    for stage in reversed(STAGES):  # what an earlier one says of several places, a later one parts
        left, before = shares[stage], sent
        settled = np.zeros_like(known)
        groups = _groups(problem, stage)
        for places, counts in sorted(groups, key=lambda group: int(group[0].sum())):
            amount, speaks = _amounts(problem, places, counts)  # (T,)
            at = speaks[:, None, None] & places  # (T, C, G)
            others = np.where(at & settled, sent * left, 0.0).sum(axis=(1, 2))
            new = at & ~settled & (left > 0)
            parts = _proportions(np.where(new, before * left, 0.0), new)
            theirs = np.maximum(amount - others, 0.0)[:, None, None] * parts
            sent = np.where(new, np.divide(theirs, left, out=np.zeros_like(sent), where=new), sent)
            settled |= new
        known |= settled
    return sent, known


def _groups(problem: Problem, stage: str) -> Iterator[tuple[Flags, Sequence[Observed]]]:
    """Counts at a stage by (C, G) places that they are of."""
    found: dict[tuple[str | None, str | None, str | None], list[Observed]] = {}
    for seen in problem.observed:
        if seen.stage == stage:
            found.setdefault((seen.crossing, seen.good, seen.category), []).append(seen)
    passable = problem.usable.any(axis=(0, 3))  # (C, G)
    for counts in found.values():
        yield places_counted(problem, counts[0]) & passable, counts


def _amounts(problem: Problem, places: Flags, counts: Sequence[Observed]) -> tuple[Floats, Flags]:
    """(T,) truckloads that counts of the same places say of each period, and of which they do."""
    opened = problem.crossing_open_days[:, places.any(axis=1)].sum(axis=1)  # (T,)
    total, weight = np.zeros(len(problem.days)), np.zeros(len(problem.days))
    for seen in counts:
        days = np.array(
            [
                max((min(seen.end, each.end) - max(seen.start, each.start)).days + 1, 0)
                for each in problem.periods
            ],
            dtype=float,
        )
        days = days if days.any() else problem.days
        beside = days > 0
        span = float(problem.days[beside].sum())
        by = np.where(beside, opened if opened[beside].any() else problem.days, 0.0)
        pace = seen.truckloads / ((seen.end - seen.start).days + 1)
        total += days * pace * span * by / by.sum()
        weight += days
    spoken = weight > 0
    return np.divide(total, weight, out=np.zeros_like(total), where=spoken), spoken


def _proportions(planned: Floats, places: Flags) -> Floats:
    """(T, C, G) shares of the places in what is planned there, equal ones where nothing is."""
    total = planned.sum(axis=(1, 2), keepdims=True)
    parts = np.where(total > 0, planned, places)
    whole = parts.sum(axis=(1, 2), keepdims=True)
    return np.asarray(np.divide(parts, whole, out=np.zeros_like(planned), where=whole > 0))


def _sent(plan: Plan) -> Floats:
    """(T, C, G) What a plan sends: from corridors, or, where goods use none, to be inspected."""
    problem = plan.problem
    by_corridor = problem.inbound & problem.through_corridors  # (G,)
    manifested, presented = plan.manifested.sum(axis=1), plan.presented.sum(axis=3)
    return np.asarray(np.where(by_corridor, manifested, presented))


@dataclass(frozen=True)
class _Ways:
    """By which ways a truckload goes that is sent, as shares of it at each branching."""

    corridors: Floats  # (T, O, C, G)
    regimes: Floats  # (T, C, G, R)
    areas: Floats  # (T, C, G, A)

    @classmethod
    def of(cls, plan: Plan) -> _Ways:
        """Those of a plan."""
        problem = plan.problem
        needed = problem.need[:, None] * problem.reaches[:, :, None]  # (T, C, G, A)
        anywhere = np.broadcast_to(problem.reaches[:, :, None], needed.shape)
        return cls(
            _as_planned(plan.manifested, [problem.brings], axis=1),
            _as_planned(plan.presented, [problem.usable], axis=3),
            _as_planned(plan.collected, [needed, anywhere], axis=3),
        )

    def shares(self, problem: Problem) -> dict[str, Floats]:
        """(T, C, G) What of a truckload sent is left at each stage."""
        inbound = problem.inbound
        by_corridor = inbound & problem.through_corridors
        loss = (self.corridors * problem.corridor_loss[:, :, None, None]).sum(axis=1)
        there = self.corridors.sum(axis=1) if problem.through_corridors else None
        kept = np.ones(self.regimes.shape[:3]) if there is None else there - loss
        presented = np.where(by_corridor, kept, 1.0)
        released = presented * (self.regimes * (1 - problem.refusal[:, None, None])).sum(axis=3)
        arriving = self.areas * (1 - problem.route_loss[:, :, None])
        return {
            "manifested": np.where(by_corridor, kept > 0, 0.0),
            "presented": presented,
            "released": released,
            "collected": np.where(inbound, released * self.areas.sum(axis=3), 0.0),
            "arrived": np.where(inbound, released * arriving.sum(axis=3), 0.0),
        }


def _as_planned(planned: Floats, instead: Sequence[Floats | Flags], axis: int) -> Floats:
    """Shares along an axis of what is planned, in the period, else in all, else of `instead`."""
    made = np.zeros(planned.shape)
    in_all = np.broadcast_to(planned.sum(axis=0), planned.shape)
    for parts in (planned, in_all, *instead):
        whole = parts.sum(axis=axis, keepdims=True)
        open_yet = (made.sum(axis=axis, keepdims=True) == 0) & (whole > 0)
        np.divide(parts, whole, out=made, where=np.broadcast_to(open_yet, planned.shape))
    return made


def _trajectory(plan: Plan, ways: _Ways, sent: Floats, known: Flags) -> Trajectory:
    """What is meant to pass: as counted where that is known, else as planned."""
    problem = plan.problem
    shares = ways.shares(problem)
    presented, released = sent * shares["presented"], sent * shares["released"] * problem.inbound
    by_corridor = problem.inbound & problem.through_corridors
    goods = np.reshape(known.any(axis=(0, 1)), (-1, 1))  # (G, 1)
    others = ~known
    return Trajectory(
        problem,
        np.where(known[:, None], (sent * by_corridor)[:, None] * ways.corridors, plan.manifested)[
            None
        ],
        np.where(known[..., None], presented[..., None] * ways.regimes, plan.presented)[None],
        np.where(known[..., None], released[..., None] * ways.areas, plan.collected)[None],
        (plan.held * others)[None],
        (plan.turned_away * others)[None],
        (plan.discarded * ~goods)[None],
        (plan.stock * ~goods)[None],
        np.where(goods, 1.0, share(plan.met, problem.needed))[None],
        of_each=True,
    )
