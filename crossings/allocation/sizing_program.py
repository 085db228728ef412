"""The program that sizes: the allocation's, with units and hours as whole numbers.

The rows of every post, those of a limit of one's own too, take what they allow from the hours and
units chosen; everything else is as it is for a plan. Units times hours stays exact, because units
are counted by the hours that they work, and all but one of these counts are 0. So is what an
informal channel sends counted by the share of it that is stopped, where contraband there is asked
about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from crossings.allocation.informal import informal_target, shares_chosen, shares_stopped
from crossings.allocation.kinds import (
    ADDED,
    AT_WORK,
    BOUGHT,
    CEILING,
    HOURS,
    LEAST,
    LEAST_SERVED,
    ONE_CHOICE,
    STOPPED,
    SUPPLIED,
)
from crossings.allocation.ledger import Key, Ledger, Terms, labels
from crossings.allocation.limit_rows import gathered
from crossings.allocation.program import allocation_program
from crossings.analysis.sizing import Sizing, Staffing, exact
from crossings.limits import Kind, limits_of
from crossings.limits.flows import MET
from crossings.problem import Floats, Problem

ExactCosts = dict[tuple[Kind, Key], Fraction]


def sizing_program(problem: Problem, sizing: Sizing, *, informal: bool = False) -> Ledger:
    """The program of `problem`, whose posts may grow as `sizing` allows.

    `informal` lets more be stopped on informal channels too.
    """
    ledger = allocation_program(_with_posts_free(problem, sizing))
    ledger.labels = {**ledger.labels, **_labels(problem, sizing)}
    _columns(ledger, sizing)
    _choices(ledger, sizing)
    _minutes(ledger, problem, sizing)
    _least_served(ledger, problem)
    if informal:
        shares_stopped(ledger, problem, sizing)
        informal_target(ledger, problem, sizing)
    # As in the allocation's program: for whoever reads it.
    costs = exact_costs(sizing, informal=informal).items()
    terms = ((ledger.columns(kind)[key], float(cost)) for (kind, key), cost in costs)
    ledger.state_objective(terms)
    return ledger


def staffing(sizing: Sizing, ledger: Ledger, columns: Sequence[float]) -> Staffing:
    """What the columns of a solution choose, rounded to the whole numbers that they are."""
    chosen = ledger.column_values(HOURS, np.asarray(columns))  # (S, K)
    bought = ledger.column_values(BOUGHT, np.asarray(columns))  # (N, V)
    return Staffing(
        sizing,
        tuple(int(row.argmax()) for row in chosen),
        tuple(
            tuple(round(bought[n, v]) * post.step for v in range(len(post.supplies)))
            for n, post in enumerate(sizing.posts)
        ),
        shares_chosen(ledger, columns),
    )


def exact_costs(sizing: Sizing, *, informal: bool = False) -> ExactCosts:
    """What each column costs; columns not named cost nothing."""
    costs: ExactCosts = {}
    for i, found in enumerate(sizing.interdictions if informal else ()):
        for k, cost in enumerate(found.costs):
            costs[STOPPED, (i, k)] = exact(cost)
    for n, post in enumerate(sizing.posts):
        for v, supply in enumerate(post.supplies if post.most else ()):
            costs[BOUGHT, (n, v)] = exact(supply.cost) * post.step
    for s, site in enumerate(sizing.sites):
        here = [(n, post) for n, post in enumerate(sizing.posts) if post.site == s]
        for k in range(len(site.hours)):
            longer = sizing.longer(s, k)
            today = sum((exact(post.cost_per_hour) * exact(post.units) for _, post in here), 0)
            costs[HOURS, (s, k)] = longer * (exact(site.cost_per_hour) + today)
            for n, post in here:
                if post.most:
                    costs[ADDED, (n, k)] = longer * exact(post.cost_per_hour)
    return costs


def _with_posts_free(problem: Problem, sizing: Sizing) -> Problem:
    """The problem without the rows of what may grow, and without the informal part of row 13.

    These are written here.
    """
    without = np.full(len(problem.periods), np.inf)
    return replace(sizing.with_posts(problem, lambda n: without), informal_target=np.inf)


def _labels(problem: Problem, sizing: Sizing) -> dict[str, list[str]]:
    sites = labels("_".join(filter(None, sizing.named(site))) for site in sizing.sites)
    choices = max((len(site.hours) for site in sizing.sites), default=0)
    suppliers = max((len(post.supplies) for post in sizing.posts), default=0)
    shares = max((len(found.shares) for found in sizing.interdictions), default=0)
    return {
        "s": sites,
        "j": labels(f"{sites[post.site]}_{post.resource}" for post in sizing.posts),
        "k": [f"choice_{k}" for k in range(choices)],
        "v": [f"supplier_{v}" for v in range(suppliers)],
        "i": labels(problem.channels[found.channel].id for found in sizing.interdictions),
        "l": [f"choice_{k}" for k in range(shares)],
    }


def _columns(ledger: Ledger, sizing: Sizing) -> None:
    for s, site in enumerate(sizing.sites):
        for k in range(len(site.hours)):
            ledger.column(HOURS, (s, k), 1, whole=True)
    for n, post in enumerate(sizing.posts):
        if post.most:
            for k in range(len(sizing.sites[post.site].hours)):
                ledger.column(ADDED, (n, k), post.most)
            for v, supply in enumerate(post.supplies):
                most = min(supply.units, post.most) // post.step
                ledger.column(BOUGHT, (n, v), most, whole=True)


def _choices(ledger: Ledger, sizing: Sizing) -> None:
    """14 to 17: one choice of hours at each site; units added are supplied, and work those."""
    hours, added = ledger.grouped(HOURS, "s"), ledger.grouped(ADDED, "j")
    bought = ledger.grouped(BOUGHT, "j")
    for s in range(len(sizing.sites)):
        ledger.equal(ONE_CHOICE, (s,), [(column, 1.0) for _, column in hours[s,]], 1)
    for (n,), columns in added.items():
        post = sizing.posts[n]
        chosen = ledger.columns(HOURS)
        for (_, k), column in columns:
            terms = [(column, 1.0), (chosen[post.site, k], -float(post.most))]
            ledger.at_most(AT_WORK, (n, k), terms, 0)
        supplied = [(column, float(post.step)) for _, column in bought[n,]]
        terms = [(column, -1.0) for _, column in columns]
        ledger.equal(SUPPLIED, (n,), [*supplied, *terms], 0)
        ledger.at_most(CEILING, (n,), supplied, post.most)


def _minutes(ledger: Ledger, problem: Problem, sizing: Sizing) -> None:
    """2, 3 and limits of one's own, with the units and hours chosen in place of today's."""
    for limit in limits_of(problem):
        if limit.post is None:
            continue
        posts = {limit.post(problem, sizing.at(n)): n for n in range(len(sizing.posts))}
        days = None if limit.days is None else limit.open_days(problem)
        spans = limit.row_spans(problem)
        for key, terms in gathered(ledger, problem, limit):
            n = posts.get(key[len(limit.time) :])
            t = spans[key[0] if limit.time else 0].start
            if n is not None and not np.isnan(sizing.units[t, n]):
                lent = _capacity(ledger, sizing, n, t, 1.0 if days is None else _at(days, key))
                ledger.at_most(limit, key, [*terms, *((c, -most) for c, most in lent)], 0)


def _at(days: Floats, key: Key) -> float:
    """Days of one row, where those that are alike are told once."""
    return float(days[tuple(k if size > 1 else 0 for k, size in zip(key, days.shape, strict=True))])


def _capacity(ledger: Ledger, sizing: Sizing, n: int, t: int, days_open: float) -> Terms:
    """What a post lends to a period's row, by the hours chosen and the units added."""
    s, units = sizing.posts[n].site, float(sizing.units[t, n])
    hours, added = ledger.columns(HOURS), ledger.columns(ADDED)
    for k in range(len(sizing.sites[s].hours)):
        minutes = float(sizing.lent(np.ones(len(sizing.units)), s, k)[t]) * days_open
        yield hours[s, k], units * minutes
        if (n, k) in added:
            yield added[n, k], minutes


def _least_served(ledger: Ledger, problem: Problem) -> None:
    """The least coverage is no more than that of any inbound good in any area with need."""
    need = problem.needed.sum(axis=0).tolist()
    places = ledger.grouped(MET, "ga")
    if not places:
        return
    least = ledger.column(LEAST, (), 1)
    for (g, a), met in places.items():
        terms = [(least, need[g][a]), *((z, -1.0) for _, z in met)]
        ledger.at_most(LEAST_SERVED, (g, a), terms, 0)


def least_costs(ledger: Ledger) -> Iterator[tuple[Kind, Key, float]]:
    """The least coverage, to be made large."""
    for key in ledger.columns(LEAST):
        yield LEAST, key, -1.0


def coverage_costs(ledger: Ledger, problem: Problem) -> Iterator[tuple[Kind, Key, float]]:
    """Σ met / Σ need over inbound goods, to be made large."""
    total = float(problem.needed.sum())
    for key in ledger.columns(MET):
        yield MET, key, -1 / total
