"""What was made, told otherwise: the same records with some of what is in them replaced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar, cast

from crossings.problem.languages import InLanguages

T = TypeVar("T")
Instead = Callable[[Any], Any]
"""What stands in the place of a thing; itself where that, or what is in it, stays."""
_WHOLE = {str, int, float, bool, type(None)}
"""What holds nothing, and is never replaced."""


def in_language(made: T, code: str) -> T:
    """What was made, with every name in a language as far as it has one."""
    return retold(
        made, lambda each: each.in_language(code) if isinstance(each, InLanguages) else each
    )


def retold(made: T, instead: Instead) -> T:
    """`made` with `instead` asked of everything in it; what holds nothing to replace is itself."""
    return cast(T, _retold(made, instead, {}))


def _retold(made: Any, instead: Instead, done: dict[int, Any]) -> Any:
    if type(made) in _WHOLE:
        return made
    if id(made) in done:
        return done[id(made)]
    told = instead(made)
    if told is not made:
        done[id(made)] = told
    elif is_dataclass(made) and not isinstance(made, type):
        inside = {name: getattr(made, name) for name in _fields(type(made))}
        changed = _changed(inside, instead, done)
        done[id(made)] = replace(made, **changed) if changed else made
    elif isinstance(made, Mapping):
        changed = _changed(made, instead, done)
        done[id(made)] = {**made, **changed} if changed else made
    elif isinstance(made, (list, tuple)):
        changed = _changed(dict(enumerate(made)), instead, done)
        parts = [changed.get(n, each) for n, each in enumerate(made)]
        done[id(made)] = type(made)(parts) if changed else made
    return done.get(id(made), made)


@cache
def _fields(kind: type[Any]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def _changed(inside: Mapping[Any, Any], instead: Instead, done: dict[int, Any]) -> dict[Any, Any]:
    both = ((name, each, _retold(each, instead, done)) for name, each in inside.items())
    return {name: told for name, each, told in both if told is not each}
