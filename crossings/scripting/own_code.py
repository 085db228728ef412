"""Rules and measures of one's own, as scripts hand them in."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from crossings.evaluation import Choice, Outcomes, OwnMeasure, OwnRule, name_of

Dispatch: TypeAlias = str | Callable[[Choice], Any]
"""A rule by its name, or a function of one's own."""
Measures: TypeAlias = Mapping[str, Callable[[Outcomes], Any]]
"""Functions of outcomes, (S,) each, by what they are called."""


def one_of(value: str, name: str, known: Sequence[str]) -> str:
    """A value that is one of those known; `ValueError` where it is none."""
    if value not in known:
        raise ValueError(f"{name}: expected one of {', '.join(known)}, got {value!r}")
    return value


def rule_of(dispatch: Dispatch, known: Sequence[str]) -> str | OwnRule:
    """A known rule by its name, or a function as a rule."""
    if callable(dispatch):
        return OwnRule(dispatch, name_of(dispatch))
    return one_of(dispatch, "dispatch", known)


def measures_of(measures: Measures | None) -> tuple[OwnMeasure, ...]:
    """Measures of one's own; `ValueError` where they are no functions by name."""
    given = {} if measures is None else measures
    if not isinstance(given, Mapping) or not all(map(callable, given.values())):
        raise ValueError(f"measures: expected functions by name, got {measures!r:.60}")
    return tuple(OwnMeasure(str(name), tells) for name, tells in given.items())


def need_be_sent(rule: OwnRule | None, measures: Sequence[OwnMeasure]) -> None:
    """Refuse what no other process can be handed, before any begins."""
    of_each: dict[str, Callable[..., Any]] = {}
    for each in measures:
        of_each[f"measures[{each.name!r}]"] = each.tells
    if rule is not None:
        of_each[f"dispatch: {rule.name}"] = rule.chooses
    for called, function in of_each.items():
        try:
            pickle.dumps(function)
        except Exception as error:
            text = "cannot be handed to other processes: define it at the top of a file, by name"
            raise ValueError(f"{called} {text}, or leave out jobs and scheduler") from error
