"""Where weeks change and why, in lines below their chart."""

from __future__ import annotations

from collections.abc import Iterator

from crossings.analysis.breaks import breaks
from crossings.outputs.report.language import Language
from crossings.outputs.report.limits import limit_words
from crossings.plan import Plan

_MOST = 8


def break_lines(plan: Plan, words: Language) -> Iterator[str]:
    """A line for each break: from when, what before and after, and what begins there."""
    found = breaks(plan)
    for each in found[:_MOST]:
        told = {
            "day": words.day(plan.problem.periods[each.period].start),
            "arrived_before": words.number(each.arrived[0]),
            "arrived": words.number(each.arrived[1]),
            "met_before": words.number(each.met[0]),
            "met": words.number(each.met[1]),
        }
        line = words.say("breaks.line", **told)
        begun = [words.say(f"breaks.{cause}") for cause in each.causes]
        limits = [limit_words(plan.problem, *limit, words) for limit in each.binding]
        begun += [words.say("breaks.binds", limits=words.listed(limits))] if limits else []
        causes = words.say("breaks.between").join(begun)
        yield words.say("breaks.because", line=line, causes=causes) if causes else line
    if len(found) > _MOST:
        yield words.say("page.more", count=len(found) - _MOST)
