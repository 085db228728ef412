"""The dual objective in closed form: from prices of limits and stocks to what bounds the value.

Weak duality: whatever the prices ≥ 0, no plan is worth more than what they make the right-hand
sides worth, as long as no column is worth more than it costs. Prices of rows whose right-hand side
is 0 cost nothing, so the best ones are taken. With prices of state (`states`) the program falls
apart by period. In one period (t is left out):

| symbol   | code      | shape        | meaning                                                    |
|----------|-----------|--------------|------------------------------------------------------------|
| π[g,a]   | onward    | (C, G, A)    | a truckload in stock, when one arrives that leaves now     |
| η[c,g]   | held      | (C, G)       | of one on a platform                                       |
| ν[c,g]   | waiting   | (C, G)       | of one in a yard; `coming` when one gets there that leaves |
| κ[c,g,r] | cost      | (N, C, G, R) | what presenting a truckload takes of limits                |
| ω[c,g,a] | worth     | (N, C, G, A) | of a truckload collected for an area                       |
| μ[c,g]   | released  | (N, C, G)    | of a truckload released: max_a ω; with a platform, η too   |
| β[c,g]   | presented | (N, C, G)    | of one presented: max_r (1 − refusal[r]) · μ − κ           |
| ρ[o,c,g] | excess    | (N, O, C, G) | of one manifested beyond its corridor's prices, if above 0 |
| ε[g]     | exported  | (N, G)       | of an export: min_{c,r} κ / (1 − refusal[r])               |

    κ = Σ over limits: what it takes · price, + shut[c]
    ω = (1 − loss[c,a]) · π[g,a] − Σ over limits: what it takes · price
    ρ = (1 − loss[o]) · β[c,g] − Σ over limits: what it takes · price; ν for β where trucks may wait

With prices of an optimum of the same coefficients ρ is 0, but for rounding. Where it is above 0,
prices of limits that the column meets are raised until it is 0 (`covering`): that is what the
column is worth too much, times the most that it can carry. So every bound holds by this page alone,
whatever a solver's tolerance, and for coefficients that are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from crossings.bounds.covering import (
    BEYOND_ALL,
    allowed,
    cover_corridors,
    cover_crossings,
    cover_platforms,
    paid,
)
from crossings.bounds.factors import Layout
from crossings.bounds.prices import LimitPrices, by_period
from crossings.bounds.states import PeriodStates
from crossings.bounds.takings import costs, per_factor
from crossings.limits import Limit
from crossings.limits.flows import COLLECTED, EXPORTED, MET, PRESENTED
from crossings.problem import Flags, Floats
from crossings.scenarios.period import PeriodTerms
from crossings.scenarios.sums import summed

NEVER = -np.inf
"""What something is worth that cannot be."""
_ROUNDING = 1e-9


def period_forms(terms: PeriodTerms, prices: LimitPrices, states: PeriodStates) -> Floats:
    """(N, F) What one period's limits are worth, as coefficients of the scenario's factors.

    N is the number of price vectors, or that of scenarios where coefficients are drawn: then each
    scenario has its own vector. What meeting needs brings is left to `need_forms`, but for exports.
    """
    problem, layout = terms.problem, Layout.of(terms.problem)
    usable = problem.usable[terms.t] & (problem.crossing_open_days[terms.t] > 0)[:, None, None]
    inbound = usable & problem.inbound[:, None]  # (C, G, R)
    passed = 1 - terms.of("refusal")[:, None, None, :]
    collected = _worth_collected(terms, prices, states)  # (N, C, G, A)
    released = collected.max(axis=3, initial=NEVER)  # (N, C, G)
    released = np.where(states.on_platform, np.maximum(states.held, released), released)
    dearer = np.where(states.on_platform, released - states.held, 0.0)
    released = released[..., None]  # (N, C, G, 1)
    brought = np.where(passed > 0, passed * np.where(passed > 0, released, 0.0), 0.0)
    brought = np.where(inbound, brought, NEVER)  # (N, C, G, R)
    if terms.sampled:
        prices = _fitted(terms, prices, brought, states)
    takes = _cost(terms, prices)
    gain = brought - takes
    made = np.zeros((max(terms.size, len(prices)), layout.size))
    _limits(made, layout, terms, prices)
    _exports(made, layout, terms, prices, takes, passed, usable & ~inbound)
    may: Floats = np.zeros(gain.shape[:3])  # (N, C, G) what a truckload presented may be worth
    if problem.through_corridors:
        may = cover_corridors(made, layout, terms, prices, gain.max(axis=3, initial=NEVER), states)
    # An export that is never released is bounded by no need: it must not be worth anything.
    lost = usable & ~inbound & (passed <= 0)
    gain = np.where(lost, -takes, gain - may[..., None])
    cover_crossings(made, layout, terms, np.maximum(gain, 0.0))
    cover_platforms(made, terms, dearer)
    return made


def need_forms(terms: PeriodTerms, stock: Floats, fixed: Mapping[Limit, Floats]) -> Floats:
    """(N, G) What meeting one period's inbound needs brings, as coefficients of their factors.

    Σ_{a,b} max(0, worth[g,a] · weight[b] − π[g,a] − what it takes of limits · price)
        · width[b] · need[g,a] · D
    """
    problem = terms.problem
    needed = terms.of("need") * terms.days  # (N, G, A)
    if fixed:
        stock = stock + costs(terms, fixed, MET)[..., 0]
    made = np.zeros((max(terms.size, len(stock)), len(problem.goods)))
    for weight, width in zip(problem.band_weight, problem.band_width, strict=True):
        made += summed(np.maximum(terms.worth * weight - stock, 0.0) * (width * needed), 2)
    return made


def _fitted(
    terms: PeriodTerms, prices: LimitPrices, brought: Floats, states: PeriodStates
) -> LimitPrices:
    """Prices of each crossing's minutes and gate, so scaled that its dearest truckload just pays.

    Where coefficients are drawn, prices that come from others fit no more: a minute is worth the
    less, the more of them a truckload takes. `brought` (N, C, G, R) is (1 − refusal) · μ, which
    prices of what is collected are taken off: these stay.
    """
    own = {
        x
        for x in prices.by_limit
        if x.places[:1] == "c" and x.sense == "at most" and x.flows == {PRESENTED}
    }
    nothing = {x: np.zeros_like(prices.by_limit[x]) for x in own}
    others = _cost(terms, LimitPrices({**prices.by_limit, **nothing}, prices.shut))
    scaled = _cost(terms, prices) - others  # (N, C, G, R) what is to be scaled
    may: Any = 0.0
    if terms.problem.through_corridors:
        may = np.where(states.in_yard, states.waiting, allowed(terms, prices))[..., None]
    excess = np.maximum(brought - others - may, 0.0)
    pays = scaled > _ROUNDING * scaled.max(axis=(1, 2, 3), initial=1.0, keepdims=True)
    by = np.divide(excess, scaled, out=np.zeros(np.broadcast_shapes(excess.shape, scaled.shape)),
                   where=pays)  # fmt: skip
    by = by.max(axis=(2, 3), initial=0.0)  # (N, C)
    fitted = {
        x: prices.by_limit[x] * by.reshape(*by.shape, *(1,) * (prices.by_limit[x].ndim - 2))
        for x in own
    }
    return LimitPrices({**prices.by_limit, **fitted}, prices.shut)


def _cost(terms: PeriodTerms, prices: LimitPrices) -> Floats:
    """κ (N, C, G, R)."""
    shut = prices.shut[:, : len(terms.problem.crossings), None, None]
    return costs(terms, prices.by_limit, PRESENTED) + shut


def _worth_collected(terms: PeriodTerms, prices: LimitPrices, states: PeriodStates) -> Floats:
    """ω (N, C, G, A)."""
    problem = terms.problem
    arrives = 1 - terms.of("route_loss")[:, :, None, :]  # (N, C, 1, A)
    worth = arrives * states.onward - costs(terms, prices.by_limit, COLLECTED)  # (N, C, G, A)
    crossings = len(problem.crossings)
    shut = np.where(states.on_platform, prices.shut[:, :crossings, None], 0.0)  # (N, C, G)
    shut = np.repeat(shut[..., None], len(problem.areas), axis=3)
    for j, (c, a) in enumerate(problem.dated_routes, crossings):
        shut[:, c, :, a] = prices.shut[:, j, None]
    reached = problem.open_routes(terms.t)[:, None, :]  # (C, 1, A)
    return np.asarray(np.where(reached, worth - shut, NEVER))


def _limits(made: Floats, layout: Layout, terms: PeriodTerms, prices: LimitPrices) -> None:
    """Add what each limit comes to at its price."""
    for limit in by_period(terms.problem):
        if limit.sense == "at most" and prices.by_limit[limit].any():
            comes_to = paid(prices.by_limit[limit], per_factor(terms, limit))  # (N, *place)
            for place, factor in layout.own(limit, terms.problem).items():
                at_place: Any = (slice(None), *place)
                made[:, factor] += comes_to[at_place]
                comes_to[at_place] = 0.0
            for at, letter in reversed(list(enumerate(limit.places, 1))):
                if limit.days is None or letter != limit.days.axis:
                    comes_to = summed(comes_to, at)
            made[:, layout.at(limit)] += comes_to.reshape(len(comes_to), -1)
    made[:, layout.opens] += np.where(prices.shut > 0, BEYOND_ALL, 0.0)


def _exports(
    made: Floats,
    layout: Layout,
    terms: PeriodTerms,
    prices: LimitPrices,
    cost: Floats,
    passed: Floats,
    usable: Flags,
) -> None:
    """Add what exports bring: Σ_b max(0, priority · weight[b] − ε) · width[b] · need · D."""
    problem = terms.problem
    if not usable.any():
        return
    each = np.full(np.broadcast_shapes(cost.shape, passed.shape, usable.shape), np.inf)
    np.divide(cost, passed, out=each, where=np.broadcast_to(usable & (passed > 0), each.shape))
    exported = each.min(axis=(1, 3)) + costs(terms, prices.by_limit, EXPORTED)[..., 0]  # (N, G)
    priority = terms.whole("priority")  # (N, G)
    needed = terms.of("export_need") * terms.days  # (N, G)
    for weight, width in zip(problem.band_weight, problem.band_width, strict=True):
        made[:, layout.need] += np.maximum(priority * weight - exported, 0.0) * (width * needed)
