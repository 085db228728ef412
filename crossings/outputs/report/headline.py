"""The headline in a language: one sentence, three bullets, four figures, from its figures alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crossings.analysis.headline import EXPORT, HUMANITARIAN, Gain, Headline, NeedMet
from crossings.analysis.left_out import runs_are_weeks
from crossings.analysis.marginal_values import Margin, MarginalValue
from crossings.limits.levers import Lever
from crossings.outputs.report.drawing import Cell, Figure, number, share
from crossings.outputs.report.language import Language
from crossings.outputs.report.limits import step_words, what_words
from crossings.problem import Problem

_SEEN = 0.005
"""Truckloads a day that are told as more than 0."""
_ALIKE = 0.01
"""Share by which what two steps bring together may miss the sum, and still add up."""
_HOUR = "hour a day"
_MOST, _EVEN = 0.5, 0.255
"""Share of the value of a step in its first quarter: above, most of it; up to, as all of it."""


@dataclass(frozen=True)
class Large:
    """A figure in large letters, and what it is."""

    name: str
    figure: Cell
    says: str


def sentence(found: Headline, words: Language) -> str:
    """Humanitarian need first, then what holds it back, then what would change it."""
    parts = [_need(found, words), *_held(found, words)]
    text = words.say("headline.joint").join(parts)
    text = text[:1].upper() + text[1:]
    return words.say("headline.unfinished" if found.unfinished else "headline.whole", says=text)


def bullets(found: Headline, words: Language) -> tuple[str, ...]:
    """What is missing, what stands apart, and what steps of limits bring by themselves and both."""
    return _missing(found, words), _apart(found, words), _steps(found, words)


def large_figures(found: Headline, words: Language) -> Iterator[Large]:
    """People, gap, area and week served least, undetected; no figure of what is not known."""
    if found.people is not None:
        told = Figure(found.people.short, _people(found.people.short))
        says = words.say(f"headline.people{_of(found)}", needing=_people(found.people.needing))
        yield Large("people", told, says)
    elif found.first is not None:
        yield Large("met", share(words, found.first.share), words.say(f"headline.met{_of(found)}"))
    if found.first is not None:
        says = words.say(f"headline.gap{_of(found)}", need=words.number(found.first.need))
        yield Large("gap", number(words, found.first.unmet), says)
    if found.least is not None:
        says = words.say(f"headline.least{_of(found)}", where=where_least(found, words))
        yield Large("least", share(words, found.least.share), says)
    yield _undetected(found, words)


def _people(number: float) -> str:
    """A number of people, to three figures."""
    return f"{float(f'{number:.3g}'):,.0f}"


def _of(found: Headline) -> str:
    """Which text: aid has its own, and so have exports."""
    of = "" if found.first is None else found.first.of
    return {HUMANITARIAN: "", EXPORT: "_exports"}.get(of, "_all")


def _need(found: Headline, words: Language) -> str:
    if found.first is None:
        return words.say("headline.no_need")
    return words.say(f"headline.need{_of(found)}", share=words.share(found.first.share))


def _held(found: Headline, words: Language) -> Iterator[str]:
    """What holds it back, and what a step of it brings."""
    if found.levers is None:
        return
    if not found.foremost:
        met = found.first is None or all(
            each.unmet <= _SEEN for each in (found.first, *found.apart)
        )
        yield words.say("headline.nothing_unmet" if met else "headline.free")
        return
    one, alike = found.foremost[0], [each.lever for each in found.foremost]
    problem, step = found.problem, step_told(found.problem, alike, words)
    resources = {lever.names.get("resource", "") for lever in alike}
    if "" not in resources and len(resources) == 1:
        moved = words.resource(resources.pop(), problem.resource_names, 2)
        places = {lever.names.get("place", "") for lever in alike}
        one_place = len(places) == 1 and "" not in places
        key = "headline.held_resources_at" if one_place else "headline.held_resources"
        yield words.say(key, resources=moved, place=places.pop())
    else:
        what = words.listed([what_words(problem, each, words) for each in alike], "or")
        yield words.say("headline.held", what=what)
        if not all(map(_at_a_place, alike)):  # what it is was named just now
            step = step_words(problem, alike[0], words)
    yield words.say("headline.step", step=step, gain=_gain(found, one, words))


def step_told(problem: Problem, alike: Sequence[Lever], words: Language) -> str:
    """A step of levers that are alike: `+1 scanner at Rafah or Kerem Shalom`."""
    step = step_words(problem, alike[0], words)
    if all(map(_at_a_place, alike)):
        places = words.listed([each.names["place"] for each in alike], "or")
        return words.say("headline.step_at", step=step, place=places)
    what = words.listed([what_words(problem, each, words) for each in alike], "or")
    return words.say("headline.step_of", step=step, what=what)


def _at_a_place(lever: Lever) -> bool:
    """Whether its step and the place say all: units of a resource there, or hours."""
    return "place" in lever.names and ("resource" in lever.names or lever.unit == _HOUR)


def _gain(found: Headline, step: MarginalValue | Margin, words: Language) -> str:
    if isinstance(step, Margin):
        key = "about" if step.rough else "at_most"
        return words.say(f"headline.adds_{key}", share=_of_value(found, step.price))
    gain = found.gain(step)
    inbound, exports = gain.inbound > _SEEN, gain.exported > _SEEN
    if gain.inbound + gain.exported <= -_SEEN:
        fewer = words.number(-gain.inbound - gain.exported)
        return words.say("headline.adds_less", share=_of_value(found, gain.value), fewer=fewer)
    if not inbound and not exports:
        return words.say("headline.adds_value", share=_of_value(found, gain.value))
    key = "both" if inbound and exports else "inbound" if inbound else "exports"
    return words.say(
        f"headline.adds_{key}", inbound=words.number(gain.inbound),
        exports=words.number(gain.exported), aid=_of_it_aid(found, gain, words),
    )  # fmt: skip


def _of_it_aid(found: Headline, gain: Gain, words: Language) -> str:
    """How much of what is met more is aid, where that is told apart and not all of it."""
    apart = any(each.of != EXPORT for each in found.apart)
    if found.first is None or found.first.of != HUMANITARIAN or not apart:
        return ""
    if abs(gain.inbound - gain.first) <= _SEEN:
        return words.say("headline.all_aid")
    key = "some_aid" if gain.first > _SEEN else "no_aid"
    return words.say(f"headline.{key}", aid=words.number(gain.first))


def _of_value(found: Headline, value: float) -> str:
    return f"{value / found.objective:.2%}" if found.objective > 0 else "–"


def _missing(found: Headline, words: Language) -> str:
    if found.first is None:
        return words.say("headline.no_need_given")
    goods = found.problem.goods
    told = [
        words.say("headline.good_missing", good=goods[g].name, truckloads=words.number(unmet))
        for g, unmet in found.missing
    ]
    if not told:
        return words.say(f"headline.none_missing{_of(found)}")
    return words.say(f"headline.missing{_of(found)}", goods=words.listed(told))


def _apart(found: Headline, words: Language) -> str:
    """Traders' goods and all else that stands apart, and the whole."""
    if found.first is None or not found.apart:
        return words.say("headline.nothing_apart")
    told = words.listed([_share_of(each, words) for each in found.apart])
    whole = found.whole
    if whole is None or abs(whole.need - found.first.need) <= _SEEN:
        return words.say("headline.apart", told=told)
    return words.say("headline.apart_and_whole", told=told, share=words.share(whole.share))


def _share_of(each: NeedMet, words: Language) -> str:
    texts = words.texts
    name = f"headline.of_{each.of}"
    what = texts.get(name, texts.get(f"category.{each.of}", each.of))
    return words.say("headline.share_of", what=what, share=words.share(each.share))


def _steps(found: Headline, words: Language) -> str:
    if found.levers is None:
        return words.say("headline.not_asked")
    if not found.levers:
        return words.say("answer.free")
    both = found.together
    if both is None:
        one = found.levers[0]
        told_one = words.say(
            "headline.one_step", step=step_told(found.problem, [one.lever], words),
            gain=_gain(found, one, words),
        )  # fmt: skip
        return _spent(one, told_one, words)
    first, second = both.parts
    gains = [found.gain(each) for each in (first, second, both)]
    loads = [gain.inbound + gain.exported for gain in gains]
    seen = min(loads) > _SEEN
    added, added_too, whole = loads if seen else [gain.value for gain in gains]
    adds_up = math.isclose(whole, added + added_too, rel_tol=_ALIKE)
    in_place = both.instead and whole - max(added, added_too) < min(added, added_too) / 2
    how = "instead" if in_place else "add_up" if adds_up else "both"
    told = [words.number(n) if seen else _of_value(found, n) for n in (added, added_too, whole)]
    exports = any(abs(gain.exported) > _SEEN and abs(gain.inbound) > _SEEN for gain in gains)
    says = words.say(
        f"headline.{how}{'' if seen else '_value'}",
        first=step_told(found.problem, [first.lever], words), one=told[0],
        second=step_told(found.problem, [second.lever], words), other=told[1], together=told[2],
        exports=words.say("headline.with_exports") if exports else "",
    )  # fmt: skip
    return _spent(first, says, words)


def _spent(step: MarginalValue | Margin, says: str, words: Language) -> str:
    """What a step brings, and how much of its value the first quarter of it does."""
    early = None if isinstance(step, Margin) else step.first_quarter
    if early is None:
        return says
    key = "most_early" if early > _MOST else "evenly" if early <= _EVEN else "early"
    return words.say(f"headline.{key}", says=says, share=words.share(early))


def where_least(found: Headline, words: Language) -> str:
    """The areas served least, and when."""
    problem, least = found.problem, found.least
    assert least is not None
    run = "week" if runs_are_weeks(problem) else "period"
    at = problem.weeks[least.run]
    first, last = problem.periods[at[0]].start, problem.periods[at[-1]].end
    area = words.listed([problem.areas[a].name for a in least.areas])
    if len(least.areas) == least.needing > 1:
        area = words.say("left_out.everywhere")
    if len(problem.weeks) == 1:
        return area
    if least.runs == len(problem.weeks):
        when = words.say(f"left_out.every_{run}")
    else:
        when = words.say(f"left_out.in_{run}", first=words.day(first), span=words.span(first, last))
        if least.runs > 1:
            when = words.say(f"left_out.more_{run}s", when=when, count=least.runs - 1)
    return words.say("headline.where", area=area, when=when)


def _undetected(found: Headline, words: Language) -> Large:
    if found.undetected_a_month is None:
        return Large("undetected", "–", words.say("answer.figure_undetected_unknown"))
    says = words.say("answer.figure_undetected")
    if found.unknown:
        goods = len(found.problem.goods)
        says += words.say("answer.figure_of_some", unknown=found.unknown, goods=goods)
    told = Figure(found.undetected_a_month, words.number(found.undetected_a_month))
    return Large("undetected", told, says)
