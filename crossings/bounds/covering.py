"""Prices raised until no column is worth more than it costs.

What a column is worth beyond its costs, times the most that it can carry, is the least by which the
bound must rise. The most is what a limit allows that the column meets: of a corridor's truckloads
of its good or of all goods, of a crossing's gate, of minutes, of contraband. The one for which that
comes to least, on a usual day, is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossings.bounds.factors import ALWAYS, Layout
from crossings.bounds.prices import LimitPrices, by_period
from crossings.bounds.states import PeriodStates
from crossings.bounds.takings import costs, lined_up, per_factor, takings
from crossings.limits import Kind, Limit
from crossings.limits.flows import MANIFESTED, PRESENTED
from crossings.limits.record import Place
from crossings.problem import Flags, Floats
from crossings.scenarios.period import PeriodTerms
from crossings.scenarios.sums import summed

BEYOND_ALL = 1e30
"""What a bound is raised by, where nothing limits what a column carries and its crossing opens.

On days on which it does not open, nothing passes, at whatever price."""


def cover_corridors(
    made: Floats,
    layout: Layout,
    terms: PeriodTerms,
    prices: LimitPrices,
    presented: Floats,
    states: PeriodStates,
) -> Floats:
    """Raise corridors' prices in `made` (N, F) until nothing manifested is worth more.

    `presented` (N, C, G) is what a truckload presented is worth; where trucks may wait they are
    worth what they are when they come. Returns what one presented may be worth, for what no limit
    of a corridor covers; what has waited may be worth its price.
    """
    problem, t = terms.problem, terms.t
    brings = problem.brings[t] & (problem.corridor_open_days[t] > 0)[:, None, None]  # (O, C, G)
    kept = 1 - terms.of("corridor_loss")[:, :, None, None]  # (N, O, 1, 1)
    come = np.where(states.in_yard, states.coming, presented[:, None])  # (N, O, C, G)
    worth = np.where(kept > 0, kept * np.where(kept > 0, come, 0.0), 0.0)
    excess = np.where(brings, worth - costs(terms, prices.by_limit, MANIFESTED), 0.0)
    excess = np.maximum(excess, 0.0)  # (N, O, C, G)
    covered = _raised(made, layout, list(_ways(terms, MANIFESTED, excess, own=True)), excess)
    lacking = ~covered & (excess * states.in_yard).any(axis=(2, 3))
    made[:, ALWAYS] += np.where(lacking, BEYOND_ALL, 0.0).sum(axis=1)
    may = allowed(terms, prices, ~covered)  # what a corridor cannot cover, the crossing must
    return np.where(states.in_yard, states.waiting, may)


def allowed(terms: PeriodTerms, prices: LimitPrices, among: Flags | None = None) -> Floats:
    """(N, C, G) What a truckload presented may be worth by its corridors' prices.

    That is the least of the corridors `among` (N, O), or of all; inf where there is none.
    """
    problem, t = terms.problem, terms.t
    kept = 1 - terms.of("corridor_loss")[:, :, None, None]  # (N, O, 1, 1)
    price = costs(terms, prices.by_limit, MANIFESTED)  # (N, O, 1 or C, G)
    brings = problem.brings[t] & (problem.corridor_open_days[t] > 0)[:, None, None]  # (O, C, G)
    counts = brings & (kept > 0)  # (N, O, C, G)
    counts = counts if among is None else counts & among[:, :, None, None]
    may = np.full(np.broadcast_shapes(price.shape, counts.shape), np.inf)
    np.divide(price, kept, out=may, where=np.broadcast_to(counts, may.shape))
    return np.asarray(may.min(axis=1, initial=np.inf))


def cover_crossings(made: Floats, layout: Layout, terms: PeriodTerms, excess: Floats) -> None:
    """Raise prices in `made` (N, F) until nothing presented is worth too much.

    `excess` (N, C, G, R) is what a truckload is worth beyond its costs, at least 0. Limits of the
    crossing come first; what they do not cover, those that all crossings share may.
    """
    if not excess.any():
        return
    covered = _raised(made, layout, list(_ways(terms, PRESENTED, excess, own=True)), excess)
    rest = np.where(covered[:, :, None, None], 0.0, excess)
    if not rest.any():
        return
    covered = _raised(made, layout, list(_ways(terms, PRESENTED, rest, own=False)), rest)
    made[:, layout.opens][:, : covered.shape[1]] += np.where(covered, 0.0, BEYOND_ALL)


def cover_platforms(made: Floats, terms: PeriodTerms, dearer: Floats) -> None:
    """Raise `made` (N, F) by what lies on platforms already, where that is worth more by so much.

    `dearer` (N, C, G) is what collecting brings beyond the price of what is held. At most what was
    there at the start lies there in the first period, in a later one what the platform holds.
    """
    if not dearer.any():
        return
    if terms.t == 0:
        made[:, ALWAYS] += summed(summed(dearer * terms.whole("first_platform"), 2), 1)
    else:
        room = PeriodTerms(terms.problem, terms.t - 1, terms.scenarios).of("platform")  # (N, C)
        made[:, ALWAYS] += summed(dearer.max(axis=2, initial=0.0) * room, 1)


@dataclass(frozen=True)
class _Way:
    """A limit by whose price all that is worth too much at a site is covered."""

    limit: Limit
    site: str
    """Letter of the sites."""
    place: Place
    """Along the limit's axes, where none of them is the flow's; else empty."""
    comes_to: Floats  # (N, sites) inf where that does not cover it


def _ways(terms: PeriodTerms, flow: Kind, excess: Floats, *, own: bool) -> Iterator[_Way]:
    """By limits of each site, or by those that all sites share; sites are the flow's first axis."""
    letters = flow.axes[1:]
    site = letters[0]
    for limit in by_period(terms.problem):
        if limit.sense != "at most" or (site in limit.places) != own:
            continue
        rate = per_factor(terms, limit)
        for amount, beside in takings(terms, limit, flow):
            rates = lined_up(rate, limit.places, letters + beside)
            for at in np.ndindex(amount.shape[amount.ndim - len(beside) :]):
                most = _most(excess, amount[(..., *at)], limit.places, letters)
                here = np.where(np.isnan(rates[(..., *at)]), np.inf, rates[(..., *at)])
                place = at if beside == limit.places else ()
                yield _Way(limit, site, place, _of_sites(paid(most, here)))


def _raised(made: Floats, layout: Layout, ways: list[_Way], excess: Floats) -> Flags:
    """Raise the price of the way that comes to least at each site; (N, sites) where one does."""
    size = max([len(excess), *(len(way.comes_to) for way in ways)])
    shape = (size, excess.shape[1])
    each = [np.broadcast_to(way.comes_to, shape) for way in ways]
    if not each:
        return np.asarray(_of_sites(np.broadcast_to(excess, (size, *excess.shape[1:]))) <= 0)
    best, least = np.stack(each).argmin(axis=0), np.stack(each).min(axis=0)
    covered = np.isfinite(least)
    for number, way in enumerate(ways):
        raised = np.where(covered & (best == number), least, 0.0)  # (N, sites)
        of_sites = way.limit.days is not None and way.limit.days.axis == way.site
        made[:, layout.at(way.limit, way.place)] += (
            raised if of_sites else summed(raised, 1)[:, None]
        )
    return np.asarray(covered)


def _of_sites(values: Floats) -> Floats:
    """(N, sites) Sums over all that lies behind."""
    made = values
    while made.ndim > 2:
        made = summed(made, made.ndim - 1)
    return made


def _most(excess: Floats, each: Floats, places: str, letters: str) -> Floats:
    """Price of a limit that covers all that is worth too much, of which each takes so much.

    Along the flow's axes, 1 long behind the first where the limit has no place of its own for each;
    inf where something takes nothing of it.
    """
    made = np.full(np.broadcast_shapes(excess.shape, each.shape), np.inf)
    np.divide(excess, each, out=made, where=np.broadcast_to(each > 0, made.shape))
    made = np.where(excess > 0, made, 0.0)
    over = tuple(1 + at for at, letter in enumerate(letters) if at and letter not in places)
    return np.asarray(made.max(axis=over, initial=0.0, keepdims=True))


def paid(price: Floats, rate: Floats) -> Floats:
    """Price · rate; 0 where nothing is paid, whatever the rate; inf where nothing helps."""
    with np.errstate(invalid="ignore"):
        made = np.where(price < np.inf, price * rate, np.inf)
    return np.where(price > 0, made, 0.0)
