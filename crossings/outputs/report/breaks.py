"""Where weeks change and why, in lines below their chart."""

from __future__ import annotations

from collections.abc import Iterator

from crossings.analysis.breaks import PHASE, Break, breaks
from crossings.outputs.report.language import Language
from crossings.outputs.report.limits import limit_words
from crossings.outputs.report.phases import phase_changes
from crossings.plan import Plan

_MOST = 8


def break_lines(plan: Plan, words: Language) -> Iterator[str]:
    """A line for each break: from when, what before and after, and what begins there."""
    found = breaks(plan)
    starts = (phase.periods[0] for phase in plan.problem.phases)
    changes = dict(zip(starts, phase_changes(plan.problem, words), strict=True))
    for each in found[:_MOST]:
        line = words.say(
            "breaks.line", day=words.day(plan.problem.periods[each.period].start),
            arrived=_moved("arrive", each.arrived, words), met=_moved("met", each.met, words),
        )  # fmt: skip
        causes = words.say("breaks.between").join(_begun(plan, each, changes, words))
        yield words.say("breaks.because", line=line, causes=causes) if causes else line
    if len(found) > _MOST:
        yield words.say("page.more", count=len(found) - _MOST)


def _moved(what: str, ends: tuple[float, float], words: Language) -> str:
    """What was before and is after, or what is as before."""
    before, after = map(words.number, ends)
    key = f"breaks.{what}_alike" if before == after else f"breaks.{what}"
    return words.say(key, before=before, after=after)


def _begun(plan: Plan, each: Break, changes: dict[int, str], words: Language) -> Iterator[str]:
    """What begins there, and with a phase what is another than before."""
    for cause in each.causes:
        told = words.say(f"breaks.{cause}")
        if cause == PHASE:
            told = words.say("breaks.phase_of", begins=told, changes=changes[each.period])
        yield told
    limits = [limit_words(plan.problem, *limit, words) for limit in each.binding]
    if limits:
        yield words.say("breaks.binds", limits=words.listed(limits))
