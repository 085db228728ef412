"""Charts of what passes: the funnel of stages, corridors to areas, crossings over time, the map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from crossings.analysis.comparison import coverage_by_area, ranked_by_humanitarian
from crossings.limits import limits_of
from crossings.outputs.charts.funnel import Stage, funnel
from crossings.outputs.charts.opening import Day, Opening, opening
from crossings.outputs.charts.place_map import Post, Region, Surroundings, place_map
from crossings.outputs.charts.sankey import Link, Passage, passage
from crossings.outputs.report import findings
from crossings.outputs.report.drawing import Drawing, drawing, number, share
from crossings.outputs.report.language import Language
from crossings.outputs.report.stopped import gap_told
from crossings.plan import Plan
from crossings.problem import Floats, windows
from crossings.problem.languages import spellings
from crossings.published import Boundary

_SEEN = 0.005
"""Truckloads a day from which something is told of."""
_MOST_PLACES = 12
"""In a column of the passage; those that carry least are drawn as one."""
_LEAST_POSTS = 3
"""Crossings whose places are worth a map, without outlines around them."""
_MOST_CELLS = 120
"""Periods that are drawn one by one; more are put together by weeks."""
_ALIKE = 0.005
"""Shares that differ by less are alike."""


def inbound_stages(plan: Plan) -> dict[str, float]:
    """Truckloads a day at each stage, of inbound goods."""
    problem, days = plan.problem, float(plan.problem.days.sum())
    inbound = problem.inbound
    found = {
        "manifested": plan.manifested.sum(),
        "presented": plan.presented[:, :, inbound].sum(),
        "released": plan.released[:, :, inbound].sum(),
        "collected": plan.collected.sum(),
        "arrived": plan.arrived.sum(),
        "met": plan.met.sum(),
    }
    if not problem.through_corridors:
        del found["manifested"]
    return {stage: float(truckloads) / days for stage, truckloads in found.items()}


def _changes(plan: Plan) -> dict[tuple[str, str], dict[str, float]]:
    """By what became of them, truckloads by which a stage has fewer than the one before it.

    Below 0 where it has more.
    """
    problem = plan.problem
    lost = float((plan.manifested * problem.corridor_loss[:, :, None, None]).sum())
    turned, gone = float(plan.turned_away.sum()), float(plan.discarded.sum())
    held = float(plan.held[-1].sum() - problem.first_platform.sum())
    stocked = float(plan.arrived.sum() - plan.met.sum()) - gone
    presented = float(plan.presented[:, :, problem.inbound].sum())
    waits = float(plan.manifested.sum()) - lost - turned - presented
    refused = float(plan.refused[:, :, problem.inbound].sum())
    return {
        ("manifested", "presented"): {"lost": lost, "turned_away": turned, "waits": waits},
        ("presented", "released"): {"refused": refused},
        ("released", "collected"): {"waiting": held},
        ("collected", "arrived"): {"intercepted": float(plan.intercepted.sum())},
        ("arrived", "met"): {"discarded": gone, "stocked": stocked},
    }


def funnel_drawing(plan: Plan, words: Language) -> Drawing:
    """What is needed of inbound goods, what stops the rest of it, and the stages of what comes."""
    found = list(inbound_stages(plan).items())
    after = [*found[1:], ("", 0.0)]
    stages, days, changes = [], float(plan.problem.days.sum()), _changes(plan)
    for (stage, truckloads), (later, _) in zip(found, after, strict=True):
        told = [
            words.say(
                f"funnel.{'from_' if amount < 0 else ''}{key}",
                truckloads=words.number(abs(amount) / days),
            )
            for key, amount in changes.get((stage, later), {}).items()
            if abs(amount) / days > _SEEN
        ]
        stages.append(
            Stage(words.term("stage", stage), truckloads, words.say("stops.between").join(told))
        )
    need = float(plan.problem.needed.sum()) / days
    if need > 0:
        stages.insert(0, Stage(words.say("funnel.need"), need, gap_told(plan, words)))
    data = tuple(stages)
    rows = ((stage.name, number(words, stage.truckloads)) for stage in data)
    columns = "stage truckloads"
    return drawing(words, "funnel", partial(funnel, data, words), columns, rows)


def passage_drawing(plan: Plan, words: Language) -> Drawing:
    """Inbound truckloads a day from corridor by crossing to area."""
    problem, days = plan.problem, float(plan.problem.days.sum())
    through = int(problem.through_corridors)
    manifested = plan.manifested.sum(axis=(0, 3)) / days  # (O, C)
    collected = plan.collected.sum(axis=(0, 2)) / days  # (C, A)
    at = {stage: words.term("stage", stage).lower() for stage in ("manifested", "collected")}
    links = [
        Link(0, corridor.name, crossing.name, float(manifested[o, c]), at["manifested"])
        for o, corridor in enumerate(problem.corridors)
        for c, crossing in enumerate(problem.crossings)
    ] + [
        Link(through, crossing.name, area.name, float(collected[c, a]), at["collected"])
        for c, crossing in enumerate(problem.crossings)
        for a, area in enumerate(problem.areas)
    ]
    headings = [words.say(f"passage.{each}") for each in ("corridor", "crossing", "area")]
    seen = tuple(link for link in links if link.truckloads > _SEEN)
    whole = Passage(tuple(headings[1 - through :]), seen)
    data = whole.folded(_MOST_PLACES, lambda count: words.say("passage.others", count=count))
    rows = ((link.origin, link.target, number(words, link.truckloads)) for link in seen)
    columns = "origin target truckloads"
    chart = partial(passage, data, words)
    made = drawing(words, "passage", chart, columns, rows, there=bool(seen))
    return made if len(data.links) == len(seen) else made.saying(words.say("passage.folded"))


def opening_drawing(plan: Plan, words: Language) -> Drawing:
    """Crossings and pools over time."""
    problem = plan.problem
    found = []
    for c, crossing in enumerate(problem.crossings):
        limits = _used_at(plan, words, "c", c)
        days = _days(plan, problem.crossing_open_days[:, c], limits)
        found.append(Opening(crossing.name, tuple(days)))
    for p, pool in enumerate(problem.pools):
        limits = _used_at(plan, words, "p", p)
        days = _days(plan, problem.pool_open_days[:, p], limits)
        told = words.resource(pool, problem.resource_names)
        found.append(Opening(words.say("levers.pool", resource=told), tuple(days)))
    data = tuple(found)
    rows = (
        (
            row.crossing, words.day(day.start), number(words, day.open_days),
            share(words, day.used), day.limit,
        )
        for row in data
        for day in row.days
    )  # fmt: skip
    columns = "crossing day days share limit"
    chart = partial(opening, data, words)
    made = drawing(words, "opening", chart, columns, rows, there=bool(data))
    used_at = {site.crossing: most for site in data if (most := _most_used(site)) is not None}
    made = replace(made, finding=findings.of_opening(used_at, words))
    used = [np.nan if day.used is None else day.used for row in data for day in row.days]
    if used and np.ptp(used) <= _ALIKE:  # of nan it is none
        return replace(made, alike=words.say("opening.alike", share=words.share(used[0])))
    return made


def _most_used(site: Opening) -> tuple[float, str] | None:
    """The share used of the limit used most in each period, mean of its days, and most often which.

    One limit may be used up in some periods and another in the others: then all is used throughout.
    """
    used, days = 0.0, dict[str, float]()
    for day in site.days:
        if day.used is not None and day.open_days > 0:
            used += day.used * day.open_days
            days[day.limit] = days.get(day.limit, 0.0) + day.open_days
    return (used / sum(days.values()), max(days, key=lambda limit: days[limit])) if days else None


def _used_at(plan: Plan, words: Language, axis: str, site: int) -> dict[str, tuple[Floats, Floats]]:
    """(T,) What is used and what is allowed of each limit of a crossing, or of a pool."""
    problem, found = plan.problem, dict[str, tuple[Floats, Floats]]()
    for limit in reversed(limits_of(problem)):
        if limit.at_site is None or limit.places[:1] != axis:
            continue
        used, allowed = plan.used(limit), limit.allowed(problem)
        for place in np.ndindex(allowed.shape[2:]):
            at = (slice(None), site, *place)
            if not np.isnan(allowed[at]).all():
                kind, of = limit.at_site(problem, (site, *place))
                names = problem.resource_names
                told = words.resource(of, names) if kind == "resource" else words.term(kind, of)
                found[told] = used[at], allowed[at]
    return found


def _days(plan: Plan, opened: Floats, limits: dict[str, tuple[Floats, Floats]]) -> Iterator[Day]:
    """Each period, or each week where there are many, with the limit used most in it."""
    problem = plan.problem
    many = len(problem.periods) > _MOST_CELLS
    for at in problem.weeks if many else windows(problem.periods, 1):
        used = {
            name: float(u[at].sum() / allowed[at].sum())
            for name, (u, allowed) in limits.items()
            if 0 < allowed[at].sum() < np.inf
        }
        most = max(used, key=lambda name: used[name], default="")
        yield Day(problem.periods[at[0]].start, float(opened[at].sum()), used.get(most), most)


def map_drawing(plan: Plan, words: Language, boundaries: Sequence[Boundary] = ()) -> Drawing:
    """Crossings where they are, and the user's boundaries."""
    problem, days = plan.problem, float(plan.problem.days.sum())
    released = plan.released[:, :, problem.inbound].sum(axis=(0, 2, 3)) / days  # (C,)
    posts = tuple(
        Post(crossing.name, at.lat, at.lon, at.precision is not None, float(released[c]))
        for c, (crossing, at) in enumerate(zip(problem.crossings, problem.locations, strict=True))
        if at is not None
    )
    data = Surroundings(posts, tuple(_region(each, plan) for each in boundaries))
    rows = (
        (post.name, f"{post.lat:.4f}", f"{post.lon:.4f}", number(words, post.truckloads))
        for post in posts
    )
    columns = "crossing lat lon truckloads"
    chart = partial(place_map, data, words)
    there = len(posts) >= _LEAST_POSTS or bool(posts and data.regions)
    made = drawing(words, "map", chart, columns, rows if there else (), there=there)
    more = []
    if data.regions:
        more.append(words.say("map.says_regions"))
    left_out = [
        crossing.name
        for crossing, at in zip(problem.crossings, problem.locations, strict=True)
        if at is None
    ]
    if posts and left_out:
        more.append(words.say("map.says_left_out", crossings=words.listed(left_out)))
    return made.saying(*more)


def _region(boundary: Boundary, plan: Plan) -> Region:
    """An outline with the coverage of the area that has its p-code, or else its name."""
    areas, coverages = plan.problem.areas, coverage_by_area(plan)
    a = next((n for n, area in enumerate(areas) if area.pcode and area.pcode == boundary.pcode), -1)
    if a < 0:
        a = next((n for n, area in enumerate(areas) if boundary.name in spellings(area.name)), -1)
    if a < 0:
        return Region(boundary.name, boundary.rings, None, "map.tip_other")
    if np.isnan(coverages[a]):
        return Region(areas[a].name, boundary.rings, None, "map.tip_no_need")
    of_all = "" if ranked_by_humanitarian(plan.problem) else "_all"
    return Region(areas[a].name, boundary.rings, float(coverages[a]), f"map.tip_area{of_all}")
