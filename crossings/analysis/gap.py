"""What is missing of inbound need, by what stops it.

A good may be stopped by several limits at once, at several crossings; its truckloads are then told
for all of them together, as no share of them is any one limit's.
"""

from __future__ import annotations

from dataclasses import dataclass

from crossings.analysis.barriers import barriers
from crossings.plan import Plan

_NOTHING = 1e-6


@dataclass(frozen=True)
class Missing:
    """Truckloads a day that are not met, and every reason for which they are not."""

    truckloads: float
    reasons: tuple[tuple[str, str], ...]
    """A reason as in `barriers.reasons`, and the id of what is used up; the crossing left out."""


def missing_by_reason(plan: Plan) -> list[Missing]:
    """The inbound need that is not met, by what stops it, the most first."""
    problem, days = plan.problem, float(plan.problem.days.sum())
    unmet = (problem.needed - plan.met).sum(axis=(0, 2)) / days  # (G,)
    reasons: dict[int, dict[tuple[str, str], None]] = {}
    for each in barriers(plan):
        reasons.setdefault(each.good, {})[each.reason, each.limit] = None
    by_reasons: dict[tuple[tuple[str, str], ...], float] = {}
    for g, truckloads in enumerate(unmet.tolist()):
        if problem.inbound[g] and truckloads > _NOTHING:
            key = tuple(sorted(reasons.get(g, ())))
            by_reasons[key] = by_reasons.get(key, 0.0) + truckloads
    found = [Missing(truckloads, key) for key, truckloads in by_reasons.items()]
    return sorted(found, key=lambda each: -float(f"{each.truckloads:.9g}"))
