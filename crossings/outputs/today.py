"""The answer of `crossings today`: the day, its reasons, and the next state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crossings.evaluation.came import CameLine
from crossings.evaluation.days import Evening
from crossings.evaluation.decision import Decision
from crossings.outputs.answer import Answer
from crossings.outputs.provenance import origin, provenance
from crossings.tables.today import today_tables


def today_answer(
    decision: Decision,
    dispatch: str,
    came: Sequence[CameLine] | None = None,
    after: Evening | None = None,
    next_state: dict[str, Any] | None = None,
) -> Answer[Decision]:
    """The answer that a decision by the rule `dispatch` gives.

    `next_state` is there where it is known what came of the day.
    """
    problem = decision.problem
    about = {
        "status": "decided",
        "dispatch": dispatch,
        "date": problem.periods[decision.t].start.isoformat(),
        "case": origin(problem.case),
        "model": origin(problem.model),
        "next_state": next_state,
    }
    tables, problems = today_tables(decision, came, after), {problem.model.path: problem}
    return Answer(decision, tables, about, provenance(None), problems=problems)
