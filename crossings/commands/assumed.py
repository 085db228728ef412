"""The assumptions that move an answer most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crossings.commands.delivery import counting, waiting

if TYPE_CHECKING:
    from crossings.allocation.standing import StandingProgram
    from crossings.analysis.assumptions import Assumption
    from crossings.plan import Plan

_MOST = 10
"""That are told."""


def foremost_assumptions(
    plan: Plan, program: StandingProgram | None, quiet: bool
) -> Sequence[Assumption]:
    """Numbers without a source by what they do to the share of need met, the most first.

    Which these are is seen by carrying the plan, which takes no search. Where its program is given,
    and is none of the large ones, it is then planned anew for both ends of each.
    """
    from crossings.allocation.assumptions import solved_for
    from crossings.analysis.assumptions import Assumption, assumed, by_change
    from crossings.discovery.sensitivity import at_ends

    given = assumed(plan)
    with waiting("trying what is assumed", quiet):
        carried = at_ends(plan, given)
    found = [Assumption(given[path], *ends, solved=False) for path, ends in carried.items()]
    most = sorted(found, key=by_change)[:_MOST]
    if program is None or program.is_large:
        return most
    with counting("assumptions planned for", len(most), quiet) as done:
        return solved_for(program, plan, most, done)
