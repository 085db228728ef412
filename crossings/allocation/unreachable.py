"""Why a target is out of reach: the most that can be had with everything that may be added.

More units, longer hours and larger shares stopped take nothing away, so the most is that of a
program without whole numbers: everything at its ceiling.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from crossings.allocation.conflicts import reachable
from crossings.allocation.decision import decided
from crossings.allocation.informal import informal_costs
from crossings.allocation.kinds import LEAST_SERVED
from crossings.allocation.ledger import Ledger
from crossings.allocation.outcomes import Outcome
from crossings.allocation.sizing_program import coverage_costs, least_costs, sizing_program
from crossings.allocation.solving import Search
from crossings.analysis.pressure import Pressure, pressures_beside_floors
from crossings.analysis.sizing import Sizing, Target
from crossings.errors import NoPlan, SurroundingsError
from crossings.problem import Problem
from crossings.wording import counted, figure, listed

_MOST_TOLD = 3
_EVEN_SO = "even with everything that may be added"


def out_of_reach(sizing: Sizing, target: Target) -> NoPlan:
    """What to say where no plan reaches `target`, however much is added.

    Raises `SurroundingsError` where one does after all.
    """
    full = sizing.ceilings().problem()
    try:
        full = reachable(full)
    except NoPlan as floors:
        return NoPlan(f"{_EVEN_SO}, {floors.sentence}", floors.conflicts)
    if target.coverage is not None:
        found = _most_coverage(full)
        if found.value < target.coverage:
            return _coverage_out_of_reach(found, target.coverage, "")
    if target.worst is not None:
        found = _most_for_the_worst(full)
        if found.value < target.worst:
            return _worst_out_of_reach(found, target.worst)
    if target.informal is not None:
        found = _least_informal(full)
        if found.value > target.informal:
            return _informal_out_of_reach(found, target.informal, "")
    found = replace(_most_coverage(Target(worst=target.worst).on(full)), problem=full)
    if target.coverage is not None and found.value < target.coverage:
        beside = f" beside worst {_share(target.worst or 0.0)}"
        return _coverage_out_of_reach(found, target.coverage, beside)
    shares = Target(target.coverage, target.worst).on(full)
    found = replace(_least_informal(shares), problem=full)
    if target.informal is None or found.value <= target.informal:
        raise SurroundingsError("the solver finds no answer where the target can be reached")
    asked = (("coverage", target.coverage), ("worst", target.worst))
    named = [f"{name} {_share(share)}" for name, share in asked if share is not None]
    return _informal_out_of_reach(found, target.informal, f" beside {listed(named)}")


@dataclass(frozen=True)
class _Found:
    """The most, or the least, that can be had, and the program that says so."""

    problem: Problem
    ledger: Ledger
    outcome: Outcome
    value: float

    def in_the_way(self, total: float) -> list[Pressure]:
        """Limits that bind, with what one more of them adds to a share of `total`."""
        plan = decided(self.problem, self.ledger, self.outcome, self.outcome)
        return [replace(way, worth=way.worth * total) for way in pressures_beside_floors(plan)]


def _most_coverage(full: Problem) -> _Found:
    ledger = _program(full)
    outcome = Search(ledger).minimise(coverage_costs(ledger, full))
    return _Found(full, ledger, outcome, -outcome.value)


def _most_for_the_worst(full: Problem) -> _Found:
    ledger = _program(full)
    outcome = Search(ledger).minimise(least_costs(ledger))
    return _Found(full, ledger, outcome, -outcome.value)


def _least_informal(full: Problem) -> _Found:
    ledger = _program(full)
    costs, fixed = informal_costs(ledger, full)
    outcome = Search(ledger).minimise(iter(costs))
    least = max(0.0, (outcome.value + fixed) * full.hidden_at_most)
    return _Found(full, ledger, outcome, least)


def _program(full: Problem) -> Ledger:
    empty = np.zeros((len(full.periods), 0))
    return sizing_program(full, Sizing(full, (), (), empty, empty, empty))


def _coverage_out_of_reach(found: _Found, asked: float, beside: str) -> NoPlan:
    ways = found.in_the_way(float(found.problem.needed.sum()))
    over = f"over {counted(int(found.problem.days.sum()), 'day')}"
    told = [
        f"{way.what} (one {way.step} meets at most {figure(way.worth)} truckloads more {over})"
        for way in ways[:_MOST_TOLD]
    ]
    rows = [_target_row("coverage", asked, found.value), *map(_way_row, ways)]
    had = f"most is {_share(found.value)}"
    return NoPlan(_sentence(f"coverage {_share(asked)}{beside}", had, told), rows)


def _worst_out_of_reach(found: _Found, asked: float) -> NoPlan:
    prices = np.abs(found.ledger.row_values(LEAST_SERVED, found.outcome.prices))  # (G, A)
    least = [
        (found.problem.goods[g], found.problem.areas[a])
        for g, a in np.argwhere(prices > prices.max(initial=0.0) * 1e-9).tolist()
    ]
    told = [f"{good.name} in {area.name}" for good, area in least[:_MOST_TOLD]]
    if len(least) > _MOST_TOLD:
        told.append(f"{len(least) - _MOST_TOLD} more")
    rows = [_target_row("worst", asked, found.value)]
    rows += [{"kind": "least served", "good": good.id, "area": area.id} for good, area in least]
    had = f"most is {_share(found.value)}"
    return NoPlan(_sentence(f"worst {_share(asked)}", had, told), rows)


def _informal_out_of_reach(found: _Found, asked: float, beside: str) -> NoPlan:
    ways = found.in_the_way(found.problem.hidden_at_most * float(found.problem.days.sum()))
    told = [
        f"{way.what} (one {way.step} keeps up to {figure(way.worth)} truckloads of contraband out)"
        for way in ways[:_MOST_TOLD]
    ]
    target = {
        "kind": "target",
        "measure": "informal",
        "asked_truckloads_per_day": asked,
        "least_truckloads_per_day": found.value,
    }
    had = f"least is {_no_less(found.value)} truckloads of contraband a day"
    rows = [target, *map(_way_row, ways)]
    return NoPlan(_sentence(f"informal {asked:g}{beside}", had, told), rows)


def _sentence(asked: str, had: str, told: list[str]) -> str:
    way = f" What stands in the way: {listed(told)}." if told else ""
    return f"{asked} is out of reach {_EVEN_SO}: the {had}.{way}"


def _share(value: float) -> str:
    """A share to a hundredth of a percent, never more than it is.

    >>> _share(0.9), _share(0.791234)
    ('90%', '79.12%')
    """
    return f"{np.floor(value * 1e4 + 1e-6) / 100:g}%"


def _no_less(value: float) -> str:
    """A number to three figures, never less than it is.

    >>> _no_less(0.0), _no_less(0.02), _no_less(0.123401)
    ('0', '0.02', '0.124')
    """
    if value <= 0:
        return "0"
    last = 10.0 ** (np.floor(np.log10(value)) - 2)
    return f"{np.ceil(value / last - 1e-6) * last:.12g}"


def _target_row(measure: str, asked: float, most: float) -> dict[str, object]:
    return {"kind": "target", "measure": measure, "asked_share": asked, "most_share": most}


def _way_row(way: Pressure) -> dict[str, object]:
    return {
        "kind": "in the way",
        "what": way.what,
        "one_more": way.step,
        "binds": way.binds,
        "closes_truckloads": way.worth,
    }
