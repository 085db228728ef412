"""Displacement: what comes by informal channels while need goes unmet at the crossings.

A fixed share of what the plan leaves unmet is sent by each channel and is not inspected. It is
linear in what is met and changes nothing in the plan, which is made for what crosses:

    sent[n,g,a,t]    = share[n,g] · unmet[g,a,t]
    stopped[n,g,a,t] = interdicted[n] · sent[n,g,a,t]
    entered[n,g,a,t] = sent[n,g,a,t] − stopped[n,g,a,t]
    contraband       = threat_rate[n] · entered[n,g,a,t], none of it detected

| symbol      | code                         | shape        | unit       |
|-------------|------------------------------|--------------|------------|
| share       | problem.informal_share       | (T, N, G)    | share      |
| unmet       | unmet                        | (T, G, A)    | truckloads |
| interdicted | problem.informal_interdicted | (T, N)       | share      |
| threat_rate | problem.informal_threat_rate | (T, N)       | share      |

Exports have no need that anything could come for, and are sent by no channel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossings.plan import Plan
from crossings.problem import Floats, ReadOnly

_ROUNDING = 1e-9
"""Share of need: unmet need below it is the solver's rounding."""


@dataclass(frozen=True, eq=False)
class Displaced(ReadOnly):
    """Truckloads by informal channels: (T, N, G, A)."""

    sent: Floats
    stopped: Floats
    undetected: Floats
    """With contraband; nan on channels whose threat rate is unknown."""

    @property
    def entered(self) -> Floats:
        """Sent and not stopped."""
        return self.sent - self.stopped


def displaced(plan: Plan) -> Displaced:
    """What the unmet need of a plan sends on informal channels."""
    problem = plan.problem
    sent = problem.informal_share[..., None] * unmet(plan)[:, None]
    stopped = problem.informal_interdicted[..., None, None] * sent
    undetected = problem.informal_threat_rate[..., None, None] * (sent - stopped)
    return Displaced(sent, stopped, undetected)


def unmet(plan: Plan) -> Floats:
    """(T, G, A) Truckloads of need that a plan leaves unmet; 0 for exports."""
    lacking = plan.problem.needed - plan.met
    return np.where(lacking > _ROUNDING * plan.problem.needed, lacking, 0.0)


def met_informally(plan: Plan) -> Floats:
    """(T, G, A) Truckloads that enter on channels which count as need met."""
    counts = np.array([channel.counts_as_met for channel in plan.problem.channels], dtype=bool)
    return np.asarray(displaced(plan).entered[:, counts].sum(axis=1))
