"""Limits with a price in the words of a language, and what a step of each adds."""

from __future__ import annotations

from crossings.levers import Lever
from crossings.outputs.report.language import Language
from crossings.problem import Problem

_STEPS = {
    "hour a day": "levers.step_hour",
    "truck a day": "levers.step_truck",
    "truckload a day": "levers.step_load",
    "percentage point": "levers.step_point",
    "day of need": "levers.step_day",
}
_BY_FIELD = {
    "undetected_limit": "levers.undetected",
    "diverted_limit": "levers.diverted",
    "detection_floor": "levers.detection",
    "coverage_floor": "levers.floor",
    "last_stock": "levers.stock",
    "gate": "levers.gate",
    "route_capacity": "levers.route",
    "corridor_capacity": "levers.corridor",
    "corridor_good_capacity": "levers.corridor_good",
}


def what_words(problem: Problem, lever: Lever, words: Language) -> str:
    """What a lever moves; in the program's own words where it is none of those known here."""
    move = lever.moves[0]
    named = {"what": lever.what}
    goods = {each.id: each.name for each in problem.goods}
    named["good"] = goods.get(lever.good or "", words.say("page.several"))
    key = _BY_FIELD.get(move.field, "levers.other")
    if move.field == "own_minutes":
        c, q = move.position
        key = "levers.hours" if lever.kind == "hours" else "levers.resource"
        named |= {"place": problem.crossings[c].name}
        named |= {"resource": words.term("resource", problem.resources[q])}
    elif move.field == "pool_minutes":
        key = "levers.pool_hours" if lever.kind == "hours" else "levers.pool"
        named |= {"resource": words.term("resource", problem.pools[move.position[0]])}
    elif move.field in ("gate", "route_capacity"):
        named |= {"place": problem.crossings[move.position[0]].name}
        if move.field == "route_capacity":
            named |= {"area": problem.areas[move.position[1]].name}
    elif move.field.startswith("corridor"):
        named |= {"corridor": problem.corridors[move.position[0]].name}
    return words.say(key, **named)


def step_words(lever: Lever, words: Language) -> str:
    """A step of a lever with its sign: `+10 trucks a day`, `−1 percentage points`."""
    points = lever.unit == "percentage point"
    size = abs(lever.step) * (100 if points else 1)
    told = f"{'−' if lever.step < 0 else '+'}{size:g}"
    told = f"\u2066{told}\u2069" if words.mirrored else told  # else the sign ends up behind it
    key = _STEPS.get(lever.unit, "levers.step_unit")
    one = size == 1
    resource = words.term("resource" if one else "resources", lever.unit.replace(" ", "_"))
    return words.say(f"{key}_one" if one else key, size=told, resource=resource)
