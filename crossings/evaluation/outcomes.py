"""What came of a plan in each scenario: arrays with an axis S in front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from crossings.problem import Flags, Floats, Positions, ReadOnly

if TYPE_CHECKING:
    from numpy.typing import NDArray

_OF_A_PLAN = ("most_waiting", "left_waiting", "longest_wait", "days_to_recover")
"""What waits until a plan is carried out; a rule that decides anew makes nothing wait for it."""
Texts: TypeAlias = "NDArray[np.str_]"


@dataclass(frozen=True, eq=False, repr=False)
class Outcomes(ReadOnly):
    """Outcomes of a plan under one dispatch rule, scenario by scenario, over the whole horizon.

    Truckloads unless said otherwise. nan stands for what does not exist: coverage where nothing is
    needed, a stock-out that never came, use of a limit that was not given.
    """

    numbers: Floats  # (S,) number of the scenario
    value: Floats  # (S,) Σ priority · weight · need met, less the worth of what lacks at the end
    manifested: Floats  # (S, G) by corridors; never exports
    presented: Floats  # (S, G)
    released: Floats  # (S, G) of inbound goods, all of it is collected
    arrived: Floats  # (S, G)
    turned_away: Floats  # (S, G) at crossings, as there is no room or use for it
    discarded: Floats  # (S, G) in areas, as there is no room or it is too old
    need: Floats  # (S, G)
    met: Floats  # (S, G)
    coverage: Floats  # (S, G, A) share of need met
    worst_coverage: Floats  # (S,) share of all need for inbound goods met in the worst area
    worst_area: Floats  # (S,) position of that area
    days_below_floor: Floats  # (S, G) days that end with less in some area than is to be left
    first_stock_out: Floats  # (S, G) number of the day, from 1, an area has need and nothing left
    most_waiting: Floats  # (S,) most trucks waiting at their origin at the end of any period
    left_waiting: Floats  # (S,) trucks still waiting at the end
    longest_wait: Floats  # (S,) days, first come first served within a line
    minutes_used: Floats  # (S, C, Q) share of a crossing's usable minutes
    gate_used: Floats  # (S, C) share of the trucks that the gate could pass
    pool_used: Floats  # (S, P) share of a pool's minutes
    undetected: Floats  # (S,) with contraband; nan where no rate of what is presented is known
    days_to_recover: Floats  # (S,) most days from a closure's end until no more waits than before
    days_closed: Floats  # (S, C) days on which the calendar opens a crossing and it stayed closed
    pool_days_closed: Floats  # (S, P) the same of pools
    phase_comes: Floats  # (S, H) 1 where a phase that may not come about does, else 0
    floors_missed: Floats  # (S,) number of floors of `coverage_at_least` missed
    end_stock_missed: Floats  # (S,) truckloads short of what is to be left at the end
    failed: Texts  # (S,) why there are no figures; empty where there are
    bound: Floats  # (S,) value that no plan can exceed, whatever it foresees; nan where not sought
    own: Floats  # (S, M) measures of one's own

    def __len__(self) -> int:
        return len(self.numbers)

    def part(self, kept: Flags) -> Outcomes:
        """Those of some scenarios."""
        return Outcomes(**{entry.name: getattr(self, entry.name)[kept] for entry in fields(self)})

    def without_plan(self) -> Outcomes:
        """Those of a rule that decides anew: of waiting for a plan there is nothing to tell."""
        return replace(self, **dict.fromkeys(_OF_A_PLAN, np.full(len(self), np.nan)))

    @property
    def refused(self) -> Floats:
        """(S, G) Presented and turned away."""
        return self.presented - self.released

    @property
    def unmet(self) -> Floats:
        """(S, G) Needed and not met."""
        return self.need - self.met


def joined(parts: Sequence[Outcomes]) -> Outcomes:
    """Outcomes of one batch after the other."""
    names = [entry.name for entry in fields(Outcomes)]
    return Outcomes(**{name: _one_behind_other(parts, name) for name in names})


def reunited(parts: Sequence[tuple[Positions, Outcomes]]) -> Outcomes:
    """Outcomes of scenarios that were carried apart, each where its position says."""
    if len(parts) == 1:
        return parts[0][1]
    order = np.argsort(np.concatenate([positions for positions, _ in parts]))
    made = joined([outcomes for _, outcomes in parts])
    return Outcomes(**{entry.name: getattr(made, entry.name)[order] for entry in fields(Outcomes)})


def _one_behind_other(parts: Sequence[Outcomes], name: str) -> Any:
    """A field of all of them, which nobody writes to: a record takes it without a copy."""
    made = np.concatenate([getattr(part, name) for part in parts])
    made.setflags(write=False)
    return made
