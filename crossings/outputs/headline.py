"""The headline of an answer as plain data: its figures, and the sentences that say them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from crossings.analysis.headline import Gain, Headline, NeedMet
from crossings.analysis.marginal_values import Margin, MarginalValue
from crossings.outputs.report.headline import bullets, sentence
from crossings.outputs.report.language import Language, language, languages
from crossings.outputs.retold import in_language

T = TypeVar("T", MarginalValue, Margin, MarginalValue | Margin)


def headline_object(found: Headline) -> dict[str, Any]:
    """What docs/results.md describes under `headline`."""
    whole, levers = found.whole, found.levers
    told = {code: _in(found, code) for code in languages()}
    return {
        "says": {code: sentence(*each) for code, each in told.items()},
        "bullets": {code: list(bullets(*each)) for code, each in told.items()},
        "first": None if found.first is None else _need_met(found.first),
        "apart": [_need_met(each) for each in found.apart],
        "inbound": None if whole is None else _need_met(whole),
        "missing": [
            {"good": found.problem.goods[g].id, "unmet_per_day": unmet}
            for g, unmet in found.missing
        ],
        "people": None if found.people is None else vars(found.people),
        "least": _least(found),
        "undetected_per_month": found.undetected_a_month,
        "goods_unknown": found.unknown,
        "levers": None if levers is None else [_lever(found, each) for each in levers],
        "together": _together(found),
    }


_NAMED = ("goods", "areas", "resource_names")
"""Of the problem, what sentences name."""


def _in(found: Headline, code: str) -> tuple[Headline, Language]:
    """What sentences are made of, with its names in a language; nothing else is looked through."""
    problem = found.problem
    words = language(code, problem.calendar_months, problem.contraband)
    names = {name: in_language(getattr(problem, name), code) for name in _NAMED}
    if any(each is not getattr(problem, name) for name, each in names.items()):
        problem = replace(problem, **names)
    levers = None if found.levers is None else tuple(_lever_in(each, code) for each in found.levers)
    both = found.together
    if both is not None:
        both = replace(both, parts=tuple(_lever_in(each, code) for each in both.parts))
    return replace(found, problem=problem, levers=levers, together=both), words


def _lever_in(each: T, code: str) -> T:
    names = in_language(each.lever.names, code)
    return replace(each, lever=replace(each.lever, names=names))


def _need_met(each: NeedMet) -> dict[str, Any]:
    return {
        "of": each.of,
        "need_per_day": each.need,
        "met_per_day": each.met,
        "unmet_per_day": each.unmet,
        "share": each.share,
    }


def _least(found: Headline) -> dict[str, Any] | None:
    """The area and week served least, and what is met there and then."""
    if found.least is None:
        return None
    problem, least = found.problem, found.least
    at = problem.weeks[least.run]
    return {
        "share": least.share,
        "areas": [problem.areas[a].id for a in least.areas],
        "start": problem.periods[at[0]].start.isoformat(),
        "end": problem.periods[at[-1]].end.isoformat(),
        "weeks": least.runs,
        "of_weeks": len(problem.weeks),
    }


def _lever(found: Headline, each: MarginalValue | Margin) -> dict[str, Any]:
    """A step, how it is set, and what it adds; by prices alone nothing is known of truckloads."""
    lever = each.lever
    told = {
        "what": lever.what,
        "unit": lever.unit,
        "step": lever.step,
        "settings": list(lever.as_set(lever.step)),
        "periods": each.periods,
        "solved": isinstance(each, MarginalValue),
    }
    if isinstance(each, MarginalValue):
        return {**told, "first_quarter": each.first_quarter, **_gain(found.gain(each))}
    nothing = dict.fromkeys(("first_quarter", *_TRUCKLOADS))
    return {**told, **_gain(Gain(each.price, 0.0, 0.0, 0.0)), **nothing}


_TRUCKLOADS = ("first_per_day", "inbound_per_day", "exported_per_day")


def _gain(gain: Gain) -> dict[str, float | None]:
    return {
        "value": gain.value,
        **dict(zip(_TRUCKLOADS, (gain.first, gain.inbound, gain.exported), strict=True)),
    }


def _together(found: Headline) -> dict[str, Any] | None:
    if found.together is None:
        return None
    return {"instead": found.together.instead, **_gain(found.gain(found.together))}
