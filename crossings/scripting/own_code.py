"""Rules and measures of one's own, as scripts hand them in, and processes that they ask for."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from crossings.evaluation import Choice, Outcomes, OwnMeasure, OwnRule, name_of
from crossings.handed_in import whole

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


_GUARD = 'if __name__ == "__main__":'


def processes(jobs: int) -> int:
    """So many; `ValueError` says beforehand what the script lacks that would begin them."""
    jobs = whole(jobs, "jobs", 1)
    if jobs > 1:
        _begins_anew()
    return jobs


def _begins_anew() -> None:
    file = getattr(sys.modules["__main__"], "__file__", None)
    if file is None:  # a notebook, or a line typed in: nothing is begun anew
        return
    path = Path(file)
    if not path.is_file():
        text = "processes begin the script anew, and one from standard input cannot be: save it"
        raise ValueError(f"jobs: {text} as a file, what it does below `{_GUARD}`")
    if "__name__" not in path.read_text(encoding="utf-8", errors="replace"):
        text = f"processes begin {path.name} anew: put what it does below `{_GUARD}`"
        raise ValueError(f"jobs: {text}")
