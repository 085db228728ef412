"""What stops the need that is not met, in words."""

from __future__ import annotations

from crossings.analysis.gap import Missing, missing_by_reason
from crossings.outputs.report.language import Language
from crossings.plan import Plan
from crossings.problem import Problem

_SEEN = 0.005
_MOST = 4
"""Groups of reasons that are told; of more, the first of them and the rest in one."""


def gap_told(plan: Plan, words: Language) -> str:
    """How much is not met, and what stops how much of it; empty where all is met."""
    found = [each for each in missing_by_reason(plan) if each.truckloads > _SEEN]
    if not found:
        return ""
    if len(found) == 1:
        (one,) = found
        why = _why(plan.problem, one, words)
        return words.say("stops.gap_one", truckloads=words.number(one.truckloads), why=why)
    parts = [
        words.say(
            "stops.part", truckloads=words.number(each.truckloads),
            why=_why(plan.problem, each, words),
        )
        for each in (found if len(found) <= _MOST else found[: _MOST - 1])
    ]  # fmt: skip
    if rest := sum(each.truckloads for each in found[len(parts) :]):
        parts.append(words.say("stops.rest", truckloads=words.number(rest)))
    unmet = words.number(sum(each.truckloads for each in found))
    return words.say("stops.gap", truckloads=unmet, parts=words.say("stops.between").join(parts))


def _why(problem: Problem, missing: Missing, words: Language) -> str:
    told = [_reason(problem, *each, words) for each in missing.reasons]
    return words.listed(list(dict.fromkeys(told))) if told else words.say("stops.unknown")


def _reason(problem: Problem, reason: str, limit: str, words: Language) -> str:
    key = f"stops.{reason}" if f"stops.{reason}" in words.texts else "stops.other"
    names = {each.id: each.name for each in (*problem.corridors, *problem.areas)}
    used = limit.split() if limit not in names else [limit]
    told = [names.get(each) or words.resource(each, problem.resource_names) for each in used]
    return words.say(key, what=words.listed(told) if told else "")
