"""Limits with a price in the words of a language, and what a step of each adds."""

from __future__ import annotations

from collections.abc import Mapping

from crossings.limits import Limit
from crossings.limits.levers import Lever
from crossings.limits.record import Place
from crossings.outputs.report.language import Language
from crossings.problem import Problem

_STEPS = {
    "hour a day": "levers.step_hour",
    "truck a day": "levers.step_truck",
    "truckload a day": "levers.step_load",
    "percentage point": "levers.step_point",
    "day of need": "levers.step_day",
}


def what_words(problem: Problem, lever: Lever, words: Language) -> str:
    """What a lever moves; in the program's own words where it is none of those known here."""
    named = {"what": lever.what, "good": words.say("page.several"), **lever.names}
    return named_words(f"levers.{lever.says}", named, problem, words)


def limit_words(problem: Problem, limit: Limit, place: Place, words: Language) -> str:
    """A limit by its place; in the program's own words where the catalogue has none for it."""
    if not limit.words.says:
        return limit.words.what(problem, place)
    labels = {
        "o": ("corridor", problem.corridors), "c": ("place", problem.crossings),
        "g": ("good", problem.goods), "a": ("area", problem.areas),
    }  # fmt: skip
    resources = {"q": problem.resources, "p": problem.pools}
    named = {}
    for letter, position in zip(limit.places, place, strict=True):
        if letter in resources:
            named["resource"] = resources[letter][position]
        else:
            name, of = labels[letter]
            named[name] = of[position].name
    named.setdefault("place", named.get("area", ""))
    return named_words(f"levers.{limit.words.says}", named, problem, words)


def named_words(key: str, named: Mapping[str, str], problem: Problem, words: Language) -> str:
    """A text about something with names, its resource as people say it."""
    named = dict(named)
    if "resource" in named:
        named["resource"] = words.resource(named["resource"], problem.resource_names)
    return words.say(key, **named)


def step_words(problem: Problem, lever: Lever, words: Language) -> str:
    """A step of a lever with its sign: `+10 trucks a day`, `−1 percentage points`."""
    points = lever.unit == "percentage point"
    size = abs(lever.step) * (100 if points else 1)
    told = f"{'−' if lever.step < 0 else '+'}{size:g}"
    told = f"\u2066{told}\u2069" if words.mirrored else told  # else the sign ends up behind it
    key = _STEPS.get(lever.unit, "levers.step_unit")
    moved = lever.names.get("resource", lever.unit.replace(" ", "_"))
    resource = words.resource(moved, problem.resource_names, size)
    return words.say(f"{key}_one" if size == 1 else key, size=told, resource=resource)
