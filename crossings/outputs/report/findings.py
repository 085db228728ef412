"""What each chart of a plan has found, in one sentence that stands as its title."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from crossings.analysis.comparison import Column
from crossings.analysis.frontier import DAYS_A_MONTH, Frontier
from crossings.analysis.headline import HUMANITARIAN, Headline
from crossings.outputs.report.headline import where_least
from crossings.outputs.report.language import Language
from crossings.outputs.report.telling import model_title, titled
from crossings.plan import Plan
from crossings.problem import Floats, by_run

_ALIKE = 0.005
"""Shares, and quantities by the greater, that differ by less are told as alike."""
_SEEN = 0.005
_MOST_NAMED = 3
"""Models that a title names."""


def of_coverage(found: Headline, words: Language) -> str:
    """The good of what comes first that is met least."""
    plan, problem = found.plan, found.problem
    goods = [
        g
        for g, good in enumerate(problem.goods)
        if problem.needed[:, g].any()
        and (found.first is None or found.first.of in (good.category, "inbound"))
    ]
    if not goods:
        return ""
    need, met = (array[:, goods].sum(axis=(0, 2)) for array in (problem.needed, plan.met))  # (g,)
    shares, days = met / need, float(problem.days.sum())
    if shares.min() >= 1 - _ALIKE:
        return words.say(f"coverage.found_all{_aid(found)}")
    if len(goods) > 1 and np.ptp(shares) <= _ALIKE:
        return words.say(f"coverage.found_alike{_aid(found)}", share=words.share(shares.min()))
    n = int(shares.argmin())
    return words.say(
        f"coverage.found{_aid(found)}", good=problem.goods[goods[n]].name,
        share=words.share(float(shares[n])), unmet=words.number(float(need[n] - met[n]) / days),
    )  # fmt: skip


def of_least(found: Headline, words: Language) -> str:
    """Where and when the least is met."""
    if found.least is None:
        return ""
    everywhere = len(found.least.areas) == found.least.needing > 1
    alike = everywhere and found.least.runs == len(found.problem.weeks)
    key = f"least.{'found_alike' if alike else 'found'}{_aid(found)}"
    share = words.share(found.least.share)
    return words.say(key, share=share, where=where_least(found, words))


def of_weeks(plan: Plan, words: Language) -> str:
    """By how much arrivals change where a phase begins, or between which they stay."""
    problem = plan.problem
    inbound = bool(problem.needed.any())
    flow = plan.arrived.sum(axis=(1, 2, 3)) if inbound else plan.exported.sum(axis=1)  # (T,)
    kind = "" if inbound else "_exports"
    if len(problem.phases) > 1:
        return _of_phases(plan, flow, words, kind)
    a_week = by_run(flow, problem.weeks) / by_run(problem.days, problem.weeks)
    low, high = float(a_week.min()), float(a_week.max())
    key = "found_alike" if high - low <= _ALIKE * high else "found"
    return words.say(
        f"weeks.{key}{kind}", low=words.number(low), high=words.number(high),
    )  # fmt: skip


def _of_phases(plan: Plan, flow: Floats, words: Language, kind: str) -> str:
    """The phase with which arrivals change most."""
    problem = plan.problem
    means = [
        float(flow[list(phase.periods)].sum() / problem.days[list(phase.periods)].sum())
        for phase in problem.phases
    ]
    changes = [after - before for before, after in pairwise(means)]
    n = int(np.argmax(np.abs(changes)))
    before, after = means[n], means[n + 1]
    if abs(after - before) <= _ALIKE * max(before, after):
        return words.say(f"weeks.found_phases_alike{kind}", high=words.number(max(means)))
    start = problem.periods[problem.phases[n + 1].periods[0]].start
    told = {
        "day": words.span(start, start),
        "before": words.number(before),
        "after": words.number(after),
    }
    if before <= _SEEN:
        return words.say(f"weeks.found_begins{kind}", **told)
    key = "found_rise" if after > before else "found_fall"
    return words.say(f"weeks.{key}{kind}", share=words.share(abs(after - before) / before), **told)


def of_counts(counted: Sequence[tuple[float, float | None]], words: Language) -> str:
    """How many counts the plan is above."""
    told = [(seen, planned) for seen, planned in counted if planned is not None]
    more = sum(planned > seen * (1 + _ALIKE) for seen, planned in told)
    less = sum(planned < seen * (1 - _ALIKE) for seen, planned in told)
    if not told:
        return ""
    if len(told) == 1:
        ((seen, planned),) = told
        one = "more" if more else "less" if less else "alike"
        ends = {"counted": words.number(seen), "planned": words.number(planned)}
        return words.say(f"counts.found_{one}", **ends)
    return words.say("counts.found", count=len(told), more=more, less=less)


def of_funnel(found: Headline, words: Language) -> str:
    """What is met of all inbound need."""
    if found.whole is None:
        return ""
    need, met, unmet = map(words.number, (found.whole.need, found.whole.met, found.whole.unmet))
    return words.say("funnel.found", need=need, met=met, unmet=unmet)


def of_passage(plan: Plan, words: Language) -> str:
    """The crossing that carries most."""
    collected = plan.collected.sum(axis=(0, 2, 3))  # (C,)
    if len(collected) < 2 or collected.sum() <= 0:
        return ""
    c = int(collected.argmax())
    share = words.share(float(collected[c] / collected.sum()))
    return words.say("passage.found", crossing=plan.problem.crossings[c].name, share=share)


def of_opening(used: Mapping[str, tuple[float, str]], words: Language) -> str:
    """The crossing or pool that is used most; by name, its share used and of which limit."""
    if not used:
        return ""
    most = max(share for share, _ in used.values())
    sites = [
        words.say("opening.site_of", site=site, limit=limit)
        for site, (share, limit) in used.items()
        if share >= most - _ALIKE
    ]
    return words.say("opening.found", sites=words.listed(sites), share=words.share(most))


def of_map(plan: Plan, words: Language) -> str:
    """The crossing that releases most."""
    inbound = plan.released[:, :, plan.problem.inbound].sum(axis=(0, 2, 3))  # (C,)
    if len(inbound) < 2 or inbound.sum() <= 0:
        return ""
    days, c = float(plan.problem.days.sum()), int(inbound.argmax())
    return words.say(
        "map.found", crossing=plan.problem.crossings[c].name,
        truckloads=words.number(float(inbound[c]) / days),
        all=words.number(float(inbound.sum()) / days),
    )  # fmt: skip


def of_models(columns: Sequence[Column], words: Language) -> str:
    """Under which model most need is met, and under which least passes undetected.

    Models of which the same figures are shown stand together; of those that meet most, the one
    under which least passes undetected is named.
    """
    met, missed = (
        {each.model: value for each in columns if (value := each.value(*of)) is not None}
        for of in (("need met",), ("contraband", "undetected"))
    )
    if len(met) < 2:
        return ""
    called = {each.model: _called(each, words, own=each is columns[0]) for each in columns}
    most = _shown_alike(met, max(met.values()), words.share)
    best = min(most, key=lambda model: missed.get(model, 0.0))
    alike = words.say("models.as_much", count=len(most) - 1) if len(most) > 1 else ""
    told = {"best": called[best], "share": words.share(met[best]), "alike": alike}
    if not missed:
        return words.say("models.found_met", **told)
    a_month = {model: each * DAYS_A_MONTH for model, each in missed.items()}
    least = _shown_alike(a_month, min(a_month.values()), words.number)
    told["undetected"] = words.number(min(a_month.values()))
    if best in least:
        return words.say("models.found_both", **told)
    beside = words.number(a_month.get(best))
    names = [called[model] for model in least]
    if len(names) > _MOST_NAMED:
        names = [names[0], words.say("page.more", count=len(names) - 1)]
    named = words.listed(names, "or")
    return words.say("models.found", **told, least=named, beside=beside)


def _shown_alike(
    values: Mapping[str, float], extreme: float, shown: Callable[[float], str]
) -> list[str]:
    """The models of which the extreme is shown."""
    return [model for model, value in values.items() if shown(value) == shown(extreme)]


def _called(column: Column, words: Language, *, own: bool) -> str:
    """A model as a title names it."""
    return (
        words.say("models.own") if own else words.say("models.named", model=titled(column, words))
    )


def of_frontier(frontiers: Mapping[str, Frontier], words: Language) -> str:
    """What need met is gained from the least to the most that may pass undetected."""
    for each in frontiers.values():
        if len(each.points) > 1:
            points = sorted(each.points, key=lambda point: point.allowed)
            first, last = points[0], points[-1]
            return words.say(
                "frontier.found", model=model_title(each.problem, words),
                few=words.number(first.allowed * DAYS_A_MONTH), low=words.number(first.met),
                many=words.number(last.allowed * DAYS_A_MONTH), high=words.number(last.met),
            )  # fmt: skip
    return ""


def _aid(found: Headline) -> str:
    """Which text: aid has its own."""
    return "" if found.first is not None and found.first.of == HUMANITARIAN else "_any"
