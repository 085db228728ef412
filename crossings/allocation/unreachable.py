"""Why a target is out of reach: the most that can be had with everything that may be added.

More units and longer hours take nothing away, so the most is that of a program without whole
numbers: everything at its ceiling.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crossings.allocation.conflicts import reachable
from crossings.allocation.decision import decided
from crossings.allocation.kinds import LEAST_SERVED
from crossings.allocation.ledger import Ledger
from crossings.allocation.sizing_program import coverage_costs, least_costs, sizing_program
from crossings.allocation.solving import Outcome, Search
from crossings.errors import NoPlan, SurroundingsError
from crossings.pressure import Pressure, pressures_beside_floors
from crossings.problem import Problem
from crossings.sizing import Sizing, Target
from crossings.wording import figure, listed

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
        most, ledger, outcome = _most_coverage(full)
        if most < target.coverage:
            return _coverage_out_of_reach(full, ledger, outcome, most, target.coverage, "")
    if target.worst is not None:
        most, ledger, outcome = _most_for_the_worst(full)
        if most < target.worst:
            return _worst_out_of_reach(full, ledger, outcome, most, target.worst)
    both = Target(worst=target.worst).on(full)
    most, ledger, outcome = _most_coverage(both)
    if target.coverage is None or most >= target.coverage:
        raise SurroundingsError("the solver finds no answer where the target can be reached")
    beside = f" beside worst {_share(target.worst or 0.0)}"
    return _coverage_out_of_reach(full, ledger, outcome, most, target.coverage, beside)


def _most_coverage(full: Problem) -> tuple[float, Ledger, Outcome]:
    ledger = _program(full)
    outcome = Search(ledger).minimise(coverage_costs(ledger, full))
    return -outcome.value, ledger, outcome


def _most_for_the_worst(full: Problem) -> tuple[float, Ledger, Outcome]:
    ledger = _program(full)
    outcome = Search(ledger).minimise(least_costs(ledger))
    return -outcome.value, ledger, outcome


def _program(full: Problem) -> Ledger:
    empty = np.zeros((len(full.periods), 0))
    return sizing_program(full, Sizing(full, (), (), empty, empty, empty))


def _coverage_out_of_reach(
    full: Problem, ledger: Ledger, outcome: Outcome, most: float, asked: float, beside: str
) -> NoPlan:
    total = float(full.needed.sum())
    ways = [
        replace(way, worth=way.worth * total)
        for way in pressures_beside_floors(decided(full, ledger, outcome, outcome))
    ]
    told = [
        f"{way.what} (one {way.step} meets up to {figure(way.worth)} truckloads more)"
        for way in ways[:_MOST_TOLD]
    ]
    rows = [_target_row("coverage", asked, most), *map(_way_row, ways)]
    return NoPlan(_sentence(f"coverage {_share(asked)}{beside}", most, told), rows)


def _worst_out_of_reach(
    full: Problem, ledger: Ledger, outcome: Outcome, most: float, asked: float
) -> NoPlan:
    prices = np.abs(ledger.row_values(LEAST_SERVED, outcome.prices))  # (G, A)
    least = np.argwhere(prices > prices.max(initial=0.0) * 1e-9).tolist()
    told = [f"{full.goods[g].name} in {full.areas[a].name}" for g, a in least[:_MOST_TOLD]]
    if len(least) > _MOST_TOLD:
        told.append(f"{len(least) - _MOST_TOLD} more")
    rows = [_target_row("worst", asked, most)]
    rows += [
        {"kind": "least served", "good": full.goods[g].id, "area": full.areas[a].id}
        for g, a in least
    ]
    return NoPlan(_sentence(f"worst {_share(asked)}", most, told), rows)


def _sentence(asked: str, most: float, told: list[str]) -> str:
    way = f" What stands in the way: {listed(told)}." if told else ""
    return f"{asked} is out of reach {_EVEN_SO}: the most is {_share(most)}.{way}"


def _share(value: float) -> str:
    """A share to a hundredth of a percent, never more than it is.

    >>> _share(0.9), _share(0.791234)
    ('90%', '79.12%')
    """
    return f"{np.floor(value * 1e4 + 1e-6) / 100:g}%"


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
