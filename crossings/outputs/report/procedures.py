"""The chart of inspection: what is done with loads under each regime that the plan uses most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from crossings.inspection import EXITS, Way
from crossings.outputs.charts.procedures import Branch, Drawn, procedures
from crossings.outputs.report.drawing import Cell, Drawing, drawing, number, share
from crossings.outputs.report.language import Language
from crossings.plan import Plan
from crossings.problem import Floats
from crossings.problem.labels import MOST_WAYS
from crossings.wording import spoken

_MOST = 6
"""Regimes that are drawn."""
_SEEN = 0.005
"""Truckloads a day from which a regime is told of."""
_WHEN = {None: "", True: "alarm", False: "clear"}


def procedures_drawing(plan: Plan, words: Language) -> Drawing:
    """The stages of every regime that the plan uses, the most used first."""
    problem = plan.problem
    a_day = plan.presented.sum(axis=(0, 1, 2)) / problem.days.sum()  # (R,)
    known: dict[str, tuple[Way, ...]] = {}
    for phase in reversed(problem.phases):
        known |= dict(phase.procedures)
    used = [r for r in np.argsort(-a_day, kind="stable").tolist() if a_day[r] > _SEEN]
    of = {r: known.get(problem.regimes[r].id, ()) for r in used}
    small = [r for r, ways in of.items() if 0 < len(ways) < MOST_WAYS][:_MOST]
    data = [
        Drawn(
            spoken(problem.regimes[r].name),
            _comes_to(plan, r, a_day[r], words),
            tuple(_branches(plan, of[r], words)),
        )
        for r in small
    ]
    made = drawing(
        words, "procedures", partial(procedures, data, words),
        "regime way clean hidden minutes", _rows(data, [of[r] for r in small], words),
        there=bool(data),
    )  # fmt: skip
    left = len(used) - len(small)
    notes = (words.say("procedures.left", count=left),) if data and left else ()
    return replace(made, notes=notes, finding=_found(plan, a_day, words) if data else "")


def _comes_to(plan: Plan, r: int, a_day: float, words: Language) -> str:
    """How much of the plan a regime is, and what it finds and refuses of what goes by it."""
    refusal = _of_its_loads(plan, plan.problem.refusal, r)
    return words.say(
        "procedures.of", truckloads=words.number(a_day), refusal=f"{refusal:.2%}",
        detection=words.share(_of_its_loads(plan, plan.problem.detection, r)),
    )  # fmt: skip


def _of_its_loads(plan: Plan, share: Floats, r: int) -> float:
    """A share of a regime that may be another in each period (T, R), mean of its loads."""
    return float(np.average(share[:, r], weights=plan.presented[..., r].sum(axis=(1, 2))))


def _found(plan: Plan, a_day: Floats, words: Language) -> str:
    """Which regime most loads go by."""
    most = int(a_day.argmax())
    return words.say(
        "procedures.found", regime=spoken(plan.problem.regimes[most].name),
        share=words.share(float(a_day[most] / a_day.sum())),
        detection=words.share(_of_its_loads(plan, plan.problem.detection, most)),
    )  # fmt: skip


def _branches(plan: Plan, ways: tuple[Way, ...], words: Language) -> Iterator[Branch]:
    for way in ways:
        when, ends = _WHEN[way.alarmed], way.to in EXITS
        yield Branch(
            way.depth,
            words.say(f"procedures.{when}") if when else "",
            words.say(f"procedures.{way.to}") if ends else spoken(way.to),
            ends,
            words.say("page.comma").join(_taken(plan, way, words)),
            way.clean,
            way.hidden,
        )


def _taken(plan: Plan, way: Way, words: Language) -> Iterator[str]:
    for q, minutes in way.minutes:
        if minutes > 0:
            named = words.resource(q, plan.problem.resource_names)
            yield words.say("procedures.takes", resource=named, minutes=words.tick(minutes))


def _rows(
    data: list[Drawn], trees: list[tuple[Way, ...]], words: Language
) -> Iterator[tuple[Cell, ...]]:
    for drawn, ways in zip(data, trees, strict=True):
        for branch, way in zip(drawn.branches, ways, strict=True):
            minutes = sum(each for _, each in way.minutes)
            yield (
                drawn.name, branch.way, share(words, branch.clean), share(words, branch.hidden),
                number(words, minutes if way.minutes else None),
            )  # fmt: skip
