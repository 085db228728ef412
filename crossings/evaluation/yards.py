"""What waits at crossings: before inspection in the yard, and after it on the platform.

    yard       w[c,g] + what comes − turned away − presented
    platform   h[c,g] + released − collected

What comes from the road to a full yard is turned away, least worth first; what would set out for it
in the same period stays at its origin. A platform gives what the plan has collected by then, and
nothing more is released than can be collected or finds room: of that each good has first what the
plan leaves there, then goods have the rest in their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from crossings.evaluation.dispatch import use_up
from crossings.evaluation.limits import ROOM, Terms
from crossings.evaluation.lines import by_way_of_yards, goods_in_order
from crossings.evaluation.roads import Place, Roads
from crossings.evaluation.steps import Sent, Stages
from crossings.evaluation.trajectory import Trajectory
from crossings.problem import Floats
from crossings.problem.places import over_platforms


class Yards:
    """Truckloads that wait for inspection, (S,) by crossing and good."""

    def __init__(self, trajectory: Trajectory, terms: Terms, size: int) -> None:
        problem = trajectory.problem
        self._trajectory, self._terms, self._problem = trajectory, terms, problem
        self._order = goods_in_order(problem)
        self.road = Roads(len(problem.periods), float(problem.days[0]))
        self.there: dict[Place, Floats] = {}
        self.turned_away: dict[Place, Floats] = {}
        changed = terms.scenarios.changed
        due = problem.due_at_crossings(changed.get("on_the_way", problem.on_the_way[None]))
        first = changed.get("first_yard", problem.first_yard[None])
        for c, g in map(tuple, np.argwhere(by_way_of_yards(problem)).tolist()):
            self.there[c, g] = np.array(np.broadcast_to(first[:, c, g], size))
            for t in np.flatnonzero(due[:, :, c, g].any(axis=0)).tolist():
                self.road.due(t, (c, g), np.broadcast_to(due[:, t, c, g], size))

    def follow(self, trajectory: Trajectory) -> None:
        """Go by another trajectory from now on."""
        self._trajectory = trajectory

    def resume(self, there: Floats, to_crossings: Floats) -> None:
        """Go on where so much waits, (S, C, G), and so much is on the road, (S, T, C, G)."""
        self.there = {(c, g): there[:, c, g].copy() for c, g in self.there}
        self.road.resume(to_crossings)

    def open_period(self, t: int) -> None:
        """Let come what is due from the road."""
        self.turned_away = {}
        for place, truckloads in self.road.arriving(t):
            self.there[place] = self.there[place] + truckloads

    def depart(self, stages: Stages, sent: Sent, t: int) -> None:
        """Let what has set out come, or take the road; then turn away what the plan does."""
        for step, (most, _) in zip(stages.to_yards.steps, sent, strict=True):
            line = step.line
            transit = float(self._problem.corridor_transit[t, line.corridor])
            self.road.leave(t, (line.crossing, line.good), most * step.kept, transit)
        for place, truckloads in self.road.arriving(t):
            self.there[place] = self.there[place] + truckloads
        turned = self._trajectory.turned_away[:, t]  # (K, C, G)
        for (c, g), there in self.there.items():
            if turned[:, c, g].any():
                self._turn_away((c, g), np.minimum(turned[:, c, g], there))

    def present(self, stages: Stages, sent: Sent) -> None:
        """Take out what is inspected."""
        for step, (most, _) in zip(stages.inspected.steps, sent, strict=True):
            if step.line.begins == "yard":
                place = (step.line.crossing, step.line.good)
                self.there[place] = np.maximum(self.there[place] - most, 0.0)

    def close_period(self, t: int, stages: Stages, departed: Sent, left: list[Floats]) -> Sent:
        """Find room for what waits; what has set out for a full yard is at its origin again."""
        beyond = dict(self._beyond(t))
        made = list(departed)
        for k in reversed(range(len(made))):
            step, (most, parts) = stages.to_yards.steps[k], departed[k]
            c, place = step.line.crossing, (step.line.crossing, step.line.good)
            if c not in beyond or self._problem.corridor_transit[t, step.line.corridor] > 0:
                continue
            back = np.minimum(np.minimum(beyond[c], most * step.kept), self.there[place])
            beyond[c] = beyond[c] - back
            self.there[place] = self.there[place] - back
            share = np.divide(back, step.kept, out=np.zeros_like(back), where=back > 0)
            stays = most - np.minimum(share, most)
            made[k] = stays, stays[:, None]
            use_up(step, stays - most, stays[:, None] - parts, left)
        for c, over in beyond.items():
            rest = over
            for g in reversed(self._order):
                if (c, g) in self.there:
                    turned = np.minimum(rest, self.there[c, g])
                    self._turn_away((c, g), turned)
                    rest = rest - turned
        return made

    def _beyond(self, t: int) -> Iterator[tuple[int, Floats]]:
        """(S,) What is in each yard beyond its room."""
        for c in dict.fromkeys(c for c, _ in self.there):
            room = self._terms.number("yard", t, c)
            if np.isfinite(room).any():
                there = sum(each for (at, _), each in self.there.items() if at == c)
                beyond = np.maximum(there - room, 0.0)
                if beyond.any():
                    yield c, beyond

    def _turn_away(self, place: Place, truckloads: Floats) -> None:
        self.there[place] = self.there[place] - truckloads
        self.turned_away[place] = self.turned_away.get(place, 0.0) + truckloads


class Platforms:
    """Truckloads released and not collected, (S,) by crossing and good."""

    def __init__(self, trajectory: Trajectory, terms: Terms, size: int) -> None:
        problem = trajectory.problem
        self._trajectory, self._terms, self._problem = trajectory, terms, problem
        self._order = goods_in_order(problem)
        first = terms.scenarios.changed.get("first_platform", problem.first_platform[None])
        places = map(tuple, np.argwhere(over_platforms(problem)).tolist())
        self.there: dict[Place, Floats] = {
            (c, g): np.array(np.broadcast_to(first[:, c, g], size)) for c, g in places
        }

    def follow(self, trajectory: Trajectory) -> None:
        """Go by another trajectory from now on."""
        self._trajectory = trajectory

    def resume(self, there: Floats) -> None:
        """Go on where so much lies there, (S, C, G)."""
        self.there = {(c, g): there[:, c, g].copy() for c, g in self.there}

    def offered(self, stages: Stages, waiting: list[Floats]) -> dict[Place, Floats]:
        """(S,) What could be released of each good, if nothing kept what waits for inspection."""
        found = {place: np.zeros(len(there)) for place, there in self.there.items()}
        for step in stages.inspected.steps:
            place = (step.line.crossing, step.line.good)
            if step.line.ends == "platform":
                found[place] += waiting[step.index][:, 0] * (step.kept * step.passed)
        return found

    def make_room(
        self,
        t: int,
        stages: Stages,
        offered: Mapping[Place, Floats],
        may: Sent,
        left: list[Floats],
    ) -> None:
        """Say how much of each good may be released, where so much `may` be collected."""
        collects = {place: np.zeros_like(there) for place, there in self.there.items()}
        for step, (most, _) in zip(stages.from_platforms.steps, may, strict=True):
            collects[step.line.crossing, step.line.good] += most
        after = {p: np.maximum(there - collects[p], 0.0) for p, there in self.there.items()}
        free = {p: np.maximum(collects[p] - there, 0.0) for p, there in self.there.items()}
        planned = self._trajectory.held[:, t]  # (K, C, G)
        for c in dict.fromkeys(c for c, _ in self.there):
            places = [(c, g) for g in self._order if (c, g) in self.there]
            room = self._terms.number("platform", t, c) - sum(after[p] for p in places)
            room = np.maximum(room, 0.0)
            has = {p: free[p] for p in places}
            for p in places:
                more = np.minimum(np.maximum(planned[:, p[0], p[1]] - after[p], 0.0), room)
                has[p], room = has[p] + more, room - more
            for p in places:
                more = np.minimum(np.maximum(offered[p] - has[p], 0.0), room)
                has[p], room = has[p] + more, room - more
                if (ROOM, p) in stages.rows:
                    left[stages.rows[ROOM, p]] = has[p]

    def release(self, stages: Stages, sent: Sent) -> None:
        """Take in what is released."""
        for step, (most, _) in zip(stages.inspected.steps, sent, strict=True):
            if step.line.ends == "platform":
                place = (step.line.crossing, step.line.good)
                self.there[place] = self.there[place] + most * (step.kept * step.passed)

    def collect(self, stages: Stages, may: Sent, left: list[Floats]) -> Sent:
        """What is collected of what `may` be, as far as it is there."""
        made: Sent = []
        for step, (most, parts) in zip(stages.from_platforms.steps, may, strict=True):
            place = (step.line.crossing, step.line.good)
            taken = np.minimum(most, self.there[place])
            self.there[place] = self.there[place] - taken
            made.append((taken, taken[:, None]))
            use_up(step, taken - most, taken[:, None] - parts, left)
        return made
