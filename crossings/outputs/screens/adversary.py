"""What gets past whoever reacts to a plan, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from crossings.analysis.adversary import (
    FOUND_NOW,
    IN_FORCE,
    POINT_MORE,
    Adversary,
    GuaranteePrice,
    Reply,
    exempted,
)
from crossings.outputs.screens.page import Page
from crossings.problem import Problem
from crossings.wording import counted, listed

_MOST_TOLD = 4
_LEAST_TOLD = 1e-4
_NOTHING = 1e-9


def adversary_lines(console: Page, found: Adversary) -> None:
    """A paragraph: who knows where least is looked, and what holding against that costs."""
    console.print()
    console.print("[bold]Against who reacts[/bold]")
    for text in (*_replies(found), *_prices(found)):
        console.indented(" -", text)


def _replies(found: Adversary) -> Iterator[str]:
    place, regime = found.place, found.regime
    if place is None or regime is None:
        yield "nothing passes, so nothing gets past"
        return
    if not np.isnan(found.at_rates):
        yield f"{found.at_rates:.1%} of contraband is missed at the threat rates of the case"
    raised = found.raised
    sent = f"{place.missed:.1%} if it is sent where it is missed most: {_where(found, place)}"
    yield f"{sent}{_before(found, 0) if raised[0] else ''}"
    known = f"{regime.missed:.1%} where regimes are known in advance: {_where(found, regime)}"
    yield f"{known}{_before(found, 1) if raised[1] else ''}"


def _before(found: Adversary, of: int) -> str:
    """That a guarantee for other axes has raised it."""
    assert found.without is not None
    reply = found.without[of]
    assert reply is not None
    return f"; without the guarantee {reply.missed:.1%}: it holds for other axes, and raises this"


def _where(found: Adversary, reply: Reply) -> str:
    """`Fuel at Rafah, in 28 of 28 periods`."""
    problem = found.problem
    loads = dict.fromkeys((c, g, r) for _, c, g, r in reply.places)
    told = [_load(problem, *load) for load in loads]
    if len(told) > _MOST_TOLD:
        told = [*told[: _MOST_TOLD - 1], f"{len(told) - _MOST_TOLD + 1} more"]
    times, periods = len({t for t, *_ in reply.places}), len(problem.periods)
    return listed(told) + (f", in {times} of {counted(periods, 'period')}" if periods > 1 else "")


def _load(problem: Problem, c: int, g: int, r: int | None) -> str:
    under = "" if r is None else f" under {problem.regimes[r].name}"
    return f"{problem.goods[g].name} at {problem.crossings[c].name}{under}"


def _prices(found: Adversary) -> Iterator[str]:
    for each in found.prices:
        yield price_line(each)


def exempt_told(problem: Problem) -> str:
    """Which goods a detection rate asks nothing of, in a sentence; empty where there are none."""
    names = [problem.goods[g].name for g in exempted(problem)]
    if not names:
        return ""
    return (
        f"the detection rate asked holds for no load of {listed(names)}, for want of a threat rate "
        "(limits.detection_for_every holds for all)"
    )


def price_told(price: GuaranteePrice) -> str:
    """What a guarantee takes from the value, in a cell."""
    if np.isnan(price.value):
        return "no plan"
    if price.share <= _NOTHING:
        return "nothing"
    return f"{price.share:.2%}" if price.share >= _LEAST_TOLD else "less than 0.01%"


def price_line(price: GuaranteePrice) -> str:
    """What a guarantee costs."""
    rate = f"{price.rate:.1%}"
    if np.isnan(price.value):
        return f"no plan guarantees {rate} everywhere beside what else is asked"
    cost = price_told(price)
    cost = cost if cost == "nothing" else f"{cost} of the value"
    return {
        IN_FORCE: f"guaranteeing {rate} costs {cost}",
        POINT_MORE: f"a point more, {rate}, costs {cost} besides",
        FOUND_NOW: f"guaranteeing {rate} everywhere, what is found at those rates, would cost "
        f"{cost} (--set limits.detection_for_every={price.rate:.3g})",
    }[price.at]
