"""What begins with each phase, in words: which model, and what is another than before.

Screen, page, workbook and package all have these words.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crossings.outputs.report.language import Language, language
from crossings.problem import Problem
from crossings.wording import spoken

_SHARES = {
    "utilisation", "loss", "threat_rate", "diversion_share", "detection_rate_at_least",
    "detection_for_every", "rate",
    "interdicted", "prevents", "fill", "false_alarm", "detection",
}  # fmt: skip
"""Keys whose numbers are told as percentages."""
_UNITS = {
    "gate_truckloads_per_day": "levers.step_truck",
    "truckloads_per_day": "levers.step_load",
    "hours_per_day": "levers.step_hour",
    "undetected_threats_per_day": "levers.step_load",
    "diverted_truckloads_per_day": "levers.step_load",
}
_CAPS = {*_UNITS} - {"hours_per_day"}
"""Keys of limits: where none is given, there is none."""
_WEEK = 7


@dataclass(frozen=True)
class Begun:
    """A phase in words."""

    when: str
    model: str
    """The title of its inspection model."""
    changes: tuple[str, ...]
    """What is another than before; nothing in the first where it is the case itself."""


def phases_in_words(problem: Problem, words: Language | None = None) -> list[Begun]:
    """Every phase of a problem, in English unless in another language."""
    words = words or language("en")
    likely = {each.position: each.probability for each in problem.uncertainty.phases}
    found = []
    for number, phase in enumerate(problem.phases):
        start = problem.periods[phase.periods[0]].start
        changes = tuple(_Change(problem, words, path).told(*ends) for path, *ends in phase.differs)
        when = words.say("phases.from", day=words.span(start, start))
        if number in likely:
            when = words.say("phases.likely", when=when, share=words.share(likely[number]))
        found.append(Begun(when, phase.model.title, changes))
    return found


def phase_lines(problem: Problem, words: Language | None = None) -> Iterator[str]:
    """A line for each phase where there are several: when, under which model, what changes."""
    words = words or language("en")
    if len(problem.phases) > 1:
        phases = phases_in_words(problem, words)
        for phase, changes in zip(phases, phase_changes(problem, words), strict=True):
            yield words.say("phases.line", when=phase.when, changes=changes)


def phase_changes(problem: Problem, words: Language) -> Iterator[str]:
    """What is another than before in each phase, the inspection model first."""
    last = ""
    for phase in phases_in_words(problem, words):
        told = list(phase.changes)
        if phase.model != last:
            told.insert(0, words.say("phases.model", model=phase.model))
        yield words.say("phases.between").join(told) or words.say("phases.as_the_case")
        last = phase.model


def path_words(problem: Problem, path: str, words: Language) -> str:
    """What a number of the files is: `hours at Kerem Shalom`; of a phase, of which."""
    match path.split("."):
        case ["phases", n, "set", *rest]:
            what = _Change(problem, words, ".".join(rest)).what()
            return words.say("phases.nth", number=int(n) + 1, what=what)
    return _Change(problem, words, path).what()


class _Change:
    """A path of the files, and values there, in words."""

    def __init__(self, problem: Problem, words: Language, path: str) -> None:
        self._words = words
        self._steps = path.split(".")
        labels = (*problem.crossings, *problem.areas, *problem.goods, *problem.corridors)
        self._names = {each.id: each.name for each in (*labels, *problem.channels)}
        self._resources = problem.resource_names

    def told(self, was: Any, now: Any) -> str:
        """`gate of Adré: 30 trucks a day instead of 20`."""
        ends = {"now": self._value(now), "was": self._value(was)}
        return self._words.say("phases.change", what=self.what(), **ends)

    def what(self) -> str:
        """What it is, without its value: `gate of Adré`."""
        say, key = self._words.say, self._steps[-1]
        match self._steps:
            case ["crossings", c, "gate_truckloads_per_day"]:
                return say("levers.gate", place=self._name(c))
            case ["crossings", c, "hours_per_day"]:
                return say("levers.hours", place=self._name(c))
            case ["crossings", c, "resources", q]:
                return say("levers.resource", resource=self._resource(q), place=self._name(c))
            case ["crossings", c, "routes", a, "truckloads_per_day"]:
                return say("levers.route", place=self._name(c), area=self._name(a))
            case ["crossings", c, "routes", a, key]:
                route = say("levers.route", place=self._name(c), area=self._name(a))
                return say("phases.of", what=self._term(key), place=route)
            case ["corridors", o, "truckloads_per_day"]:
                return say("levers.corridor", corridor=self._name(o))
            case ["corridors", o, "goods", g]:
                return say("levers.corridor_good", good=self._name(g), corridor=self._name(o))
            case ["pools", p, "units"] | ["model", "pools", p, "units"]:
                return say("levers.pool", resource=self._resource(p))
            case ["pools", p, "hours_per_day"] | ["model", "pools", p, "hours_per_day"]:
                return say("levers.pool_hours", resource=self._resource(p))
            case [*_, "limits", "undetected_threats_per_day"]:
                return say("levers.undetected")
            case [*_, "limits", "diverted_truckloads_per_day"]:
                return say("levers.diverted")
            case [*_, "limits", "detection_rate_at_least"]:
                return say("levers.detection")
            case [*_, "limits", "detection_for_every"] | [*_, "detection_for_every", "rate"]:
                return say("levers.guaranteed")
            case ["limits", "coverage_at_least", g, *below] | [
                "model",
                "limits",
                "coverage_at_least",
                g,
                *below,
            ]:
                every = say("page.all_goods") if g == "*" else self._word(g)
                says = ("levers.floor", "levers.floor_of_others", "levers.floor_in")[len(below)]
                return say(says, good=every, area=self._name(below[-1]) if below else "")
            case ["crossings" | "corridors" | "goods" | "areas" | "informal", place, *rest]:
                told = " ".join(self._term(step) for step in rest)
                return say("phases.of", what=told or self._name(place), place=self._name(place))
            case ["model", "regimes", _, "stages", s, _, q]:
                minutes = say("phases.minutes", resource=self._resource(q))
                return say("phases.of", what=minutes, place=self._name(s))
            case ["model", "regimes", *_, r_or_s, key]:
                return say("phases.of", what=self._term(key), place=self._name(r_or_s))
            case ["model", *rest]:
                return say("phases.in_model", what=" ".join(map(spoken, rest)))
        return " ".join(map(self._term, self._steps[:-1])) + f" {self._term(key)}"

    def _name(self, step: str) -> str:
        return self._names.get(step, spoken(step))

    def _resource(self, step: str) -> str:
        return self._words.resource(step, self._resources)

    def _word(self, step: str) -> str:
        """A good by its name, or a category."""
        return self._names.get(step) or self._words.term("category", step)

    def _term(self, step: str) -> str:
        """A key, or something that has a name."""
        return self._names.get(step) or self._words.term("key", step)

    def _value(self, value: Any) -> str:
        words, key = self._words, self._steps[-1]
        if value is None and "routes" in self._steps and key in ("open_days", "closed_dates"):
            return words.say("phases.of_crossing")
        if key == "open_days" and value is None:
            return words.say("phases.every_day")
        if value is None:
            return words.say("phases.no_limit" if key in _CAPS else "phases.nothing")
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, (int, float)):
            return self._number(float(value))
        if key == "open_days" and isinstance(value, list) and len(value) in (0, _WEEK):
            return words.say("phases.every_day" if value else "phases.never")
        if isinstance(value, (list, dict)):
            return words.say("page.comma").join(self._each(value)) or words.say("phases.nothing")
        return self._one(value)

    def _each(self, value: list[Any] | dict[str, Any]) -> Iterator[str]:
        """Entries of a list or mapping."""
        if isinstance(value, dict):
            yield from (f"{self._one(k)} {self._inside(each)}".strip() for k, each in value.items())
        elif self._steps[-1] == "open_days":
            yield from (self._words.term("weekday", day) for day in value)
        else:
            yield from map(self._one, value)

    def _inside(self, value: Any) -> str:
        if isinstance(value, dict):
            return f"({self._value(value)})" if value else ""
        return f"{value:g}" if isinstance(value, (int, float)) else self._value(value)

    def _one(self, value: Any) -> str:
        """An entry of a list or mapping: a day, a name, a word."""
        if isinstance(value, dict) and {*value} == {"from", "to"}:
            first, last = (datetime.date.fromisoformat(value[end]) for end in ("from", "to"))
            return self._words.span(first, last)
        if isinstance(value, str):
            try:
                day = datetime.date.fromisoformat(value)
            except ValueError:
                return self._names.get(value) or self._words.term("category", value)
            return self._words.span(day, day)
        return self._value(value)

    def _number(self, value: float) -> str:
        unit = _UNITS.get(self._steps[-1])
        of_share = self._steps[-1] in _SHARES or "coverage_at_least" in self._steps
        if of_share:
            return f"{value:.4%}".rstrip("%").rstrip("0").rstrip(".") + "%"
        told = f"{value:,.6g}"
        if unit is None:
            return told
        return self._words.say(f"{unit}_one" if value == 1 else unit, size=told, resource="")
