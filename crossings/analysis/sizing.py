"""What may be added to a problem's crossings, pools and limits, and what is chosen of it.

A **post** is one resource at one **site**, a crossing or a pool; all posts of a site work the same
hours. A limit of one's own is a site without hours, and its one post is what it allows. Of what an
informal channel sends, a larger share may be stopped. What is there today costs nothing and stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np

from crossings.limits.record import Placed
from crossings.plan import Plan
from crossings.problem import Floats, Problem, ReadOnly


@dataclass(frozen=True)
class Target:
    """What a plan must reach over the horizon; None: nothing is asked."""

    coverage: float | None = None
    """Share of need met, of all inbound goods together."""
    worst: float | None = None
    """Likewise, of every inbound good in every area with need."""
    informal: float | None = None
    """Truckloads of contraband a day that may enter by informal channels at most."""

    @property
    def measured(self) -> Literal["coverage", "worst", "informal"]:
        """What budgets are asked for: the first of these that is asked."""
        if self.coverage is not None:
            return "coverage"
        return "informal" if self.worst is None else "worst"

    def on(self, problem: Problem) -> Problem:
        """The problem with this asked of its plans."""
        return replace(
            problem,
            coverage_target=self.coverage or 0.0,
            worst_target=self.worst or 0.0,
            informal_target=np.inf if self.informal is None else self.informal,
        )


@dataclass(frozen=True)
class Supply:
    """Units that can be had from one supplier; without a name, from anyone."""

    supplier: str | None
    units: int
    cost: float


@dataclass(frozen=True)
class Site:
    """A crossing, a pool or a limit of one's own that may grow: all positions but one are None."""

    crossing: int | None
    pool: int | None
    hours: tuple[float, ...]
    """Hours a day to choose from, rising from today's; of a limit (0,)."""
    cost_per_hour: float
    own: int | None = None
    """Position of the limit along K."""


@dataclass(frozen=True)
class Post:
    """A resource of a site; of a limit of one's own, what it allows."""

    site: int
    resource: str
    units: float
    """There today, in the first period that knows."""
    most: int
    """Units that may be added, whoever supplies them."""
    supplies: tuple[Supply, ...]
    cost_per_hour: float
    step: int = 1
    """Units are added by so many at once."""


@dataclass(frozen=True)
class Interdiction:
    """An informal channel of which more may be stopped."""

    channel: int
    shares: tuple[float, ...]
    """Shares stopped to choose from, rising from today's."""
    costs: tuple[float, ...]
    """Of each of them; today's costs nothing."""


@dataclass(frozen=True, eq=False)
class Sizing(ReadOnly):
    """A problem, and what may be added to it."""

    problem: Problem
    sites: tuple[Site, ...]
    posts: tuple[Post, ...]
    utilisation: Floats  # (T, sites) usable share of the scheduled minutes
    hours: Floats  # (T, sites) hours a day today
    units: Floats  # (T, posts) units there today; nan: in that period unknown, or not there
    interdictions: tuple[Interdiction, ...] = ()
    currency: str | None = None
    costs_over: str | None = None
    budget_steps: tuple[float, ...] = ()

    def at(self, n: int) -> Placed:
        """Where the n-th post is."""
        site, post = self.sites[self.posts[n].site], self.posts[n]
        return Placed(site.crossing, site.pool, site.own, post.resource)

    def with_posts(self, problem: Problem, lent: Callable[[int], Floats]) -> Problem:
        """`problem` with what the n-th post lends, (T,), in place of what is known today."""
        own, pool = problem.own_minutes.copy(), problem.pool_minutes.copy()
        rate = problem.own_rate.copy()
        for n, post in enumerate(self.posts):
            site, known = self.sites[post.site], np.isfinite(self.units[:, n])
            if site.crossing is not None:
                resource = problem.resources.index(post.resource)
                own[known, site.crossing, resource] = lent(n)[known]
            elif site.pool is not None:
                pool[known, site.pool] = lent(n)[known]
            elif site.own is not None:
                rate[known, site.own] = lent(n)[known]
        return replace(problem, own_minutes=own, pool_minutes=pool, own_rate=rate)

    def named(self, site: Site) -> tuple[str, str | None]:
        """A crossing's id; or `pool` or `limit`, and which."""
        if site.crossing is not None:
            return self.problem.crossings[site.crossing].id, None
        if site.pool is not None:
            return "pool", self.problem.pools[site.pool]
        return "limit", self.problem.own_limits[site.own or 0].id

    def lent(self, units: Floats, s: int, k: int) -> Floats:
        """(T,) What units (T,) at site s lend under its k-th choice of hours.

        Minutes per open day; of a limit, the units themselves.
        """
        if self.sites[s].own is not None:
            return units
        return units * self.working_hours(s, k) * 60 * self.utilisation[:, s]

    def working_hours(self, s: int, k: int) -> Floats:
        """(T,) Hours a day at site s under its k-th choice; never fewer than a period has today."""
        if k == 0:
            return self.hours[:, s]
        return np.maximum(self.sites[s].hours[k], self.hours[:, s])

    def longer(self, s: int, k: int) -> Fraction:
        """Hours a day more than today under the k-th choice of site s."""
        hours = self.sites[s].hours
        return exact(hours[k]) - exact(hours[0])

    def interdicted(self, i: int, k: int) -> Floats:
        """(T,) Share stopped under a channel's k-th choice; never less than a period has today."""
        found = self.interdictions[i]
        today = self.problem.informal_interdicted[:, found.channel]
        return today if k == 0 else np.maximum(found.shares[k], today)

    def ceilings(self) -> Staffing:
        """Everything added that may be: the longest hours, the most units, the most stopped.

        Units are those of the first suppliers of each post, up to its ceiling.
        """
        added = []
        for post in self.posts:
            left = post.most
            taken = []
            for supply in post.supplies:
                taken.append(min(left, supply.units) // post.step * post.step)
                left -= taken[-1]
            added.append(tuple(taken))
        return Staffing(
            self,
            tuple(len(site.hours) - 1 for site in self.sites),
            tuple(added),
            tuple(len(each.shares) - 1 for each in self.interdictions),
        )


@dataclass(frozen=True, eq=False)
class Staffing:
    """A choice: hours of every site, units added from every supplier, shares stopped."""

    sizing: Sizing
    choices: tuple[int, ...]  # (sites) which of the hours
    added: tuple[tuple[int, ...], ...]  # (posts)(supplies) units
    stopped: tuple[int, ...]  # (interdictions) which of the shares

    def units(self) -> list[int]:
        """Units added to each post."""
        return [sum(added) for added in self.added]

    def steps(self) -> int:
        """Purchases in all: units added, where each is bought by itself."""
        pairs = zip(self.sizing.posts, self.units(), strict=True)
        return sum(units // post.step for post, units in pairs)

    def cost(self) -> float:
        """What it costs in all."""
        costs = (self.costs_of_hours(), self.costs_of_units(), self.costs_of_interdiction())
        return float(sum(map(sum, costs)))

    def costs_of_hours(self) -> Iterator[Fraction]:
        """Of each site: the hours more than today, for the site and for every unit at work."""
        for s, site in enumerate(self.sizing.sites):
            longer = self.sizing.longer(s, self.choices[s])
            a_day = exact(site.cost_per_hour)
            for n, post in enumerate(self.sizing.posts):
                if post.site == s:
                    a_day += exact(post.cost_per_hour) * (exact(post.units) + sum(self.added[n]))
            yield longer * a_day

    def costs_of_units(self) -> Iterator[Fraction]:
        """Of each post: the units added."""
        for post, added in zip(self.sizing.posts, self.added, strict=True):
            pairs = zip(post.supplies, added, strict=True)
            yield sum((exact(supply.cost) * units for supply, units in pairs), Fraction())

    def costs_of_interdiction(self) -> Iterator[Fraction]:
        """Of each informal channel of which more may be stopped."""
        for found, k in zip(self.sizing.interdictions, self.stopped, strict=True):
            yield exact(found.costs[k])

    def problem(self) -> Problem:
        """The problem with these units, hours and shares stopped."""
        sizing = self.sizing
        interdicted = sizing.problem.informal_interdicted.copy()
        for i, (found, k) in enumerate(zip(sizing.interdictions, self.stopped, strict=True)):
            interdicted[:, found.channel] = sizing.interdicted(i, k)

        def lent(n: int) -> Floats:
            s = sizing.posts[n].site
            return sizing.lent(sizing.units[:, n] + sum(self.added[n]), s, self.choices[s])

        return replace(sizing.with_posts(sizing.problem, lent), informal_interdicted=interdicted)


@dataclass(frozen=True, eq=False)
class Step:
    """What a budget buys, at the least cost: the most coverage, overall or of the worst served.

    Or the least contraband by informal channels.
    """

    budget: float
    status: Literal["optimal", "stopped", "infeasible"]
    """`infeasible`: no plan reaches the floors with it."""
    staffing: Staffing | None = None
    """None where nothing was found."""
    reached: float | None = None
    """A share, or truckloads of contraband a day."""
    gap: float | None = None
    """How much better it might be; None where it is proved that it cannot be."""


@dataclass(frozen=True, eq=False)
class Sized:
    """The cheapest staffing that reaches a target, the plan with it, and what budgets buy."""

    target: Target
    staffing: Staffing
    plan: Plan
    steps: tuple[Step, ...]
    gap: float | None
    """Share of the cost that might be saved; None where it is proved that nothing can be."""

    @property
    def finished(self) -> bool:
        """Whether every figure of it is proved."""
        stopped = any(step.status == "stopped" for step in self.steps)
        return self.gap is None and self.plan.gap is None and not stopped


def exact(value: float) -> Fraction:
    """The number as it is written, so that sums of costs are sums.

    >>> exact(0.1) + exact(0.2) == exact(0.3)
    True
    """
    return Fraction(str(value))
