"""One value of the case or the model changed before the files are checked: `--set PATH=VALUE`.

The changes of a phase are made in the same way.

A path may name any key of the schema, given in the file or not. What it may not do is bring a new
crossing, good or area into being: a mistyped id would then change nothing and say nothing.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, get_args, get_origin

from crossings.errors import Finding, InputError
from crossings.problem.readable import Settings
from crossings.reading.schema.case import Case
from crossings.reading.schema.entry import Category, Entry, said
from crossings.reading.schema.models import InspectionModel
from crossings.reading.schema.quantity import Quantity
from crossings.reading.schema.shape import bare, file_keys, is_entry, values_of, words_of
from crossings.reading.yaml.document import DataPath, Document, Mark, dotted, parse_document
from crossings.reading.yaml.plain import plain
from crossings.reading.yaml.spelling import among, near
from crossings.reading.yaml.units import key_meant

_MODEL = "model"
BY_HAND = "set on the command line"
BY_SCRIPT = "set in a script"
"""What is said of a number that a user set."""
OPTION = "--set"
SETTINGS = "settings"
"""What messages call the place where values are set."""


class MalformedOverride(ValueError):  # noqa: N818 - the word that users know it by
    """An override that is not of the form PATH=VALUE."""


@dataclass(frozen=True)
class Override:
    """One change: which file it is for, where in it, what is set, and where that was asked for."""

    path: tuple[str, ...]
    value: Any
    place: Mark
    note: str
    """What is said of a number that is set so."""

    @property
    def for_model(self) -> bool:
        """Whether the path lies in the inspection model (`model.…`) and not in the case."""
        return len(self.path) > 1 and self.path[0] == _MODEL

    @property
    def mark(self) -> Mark:
        """Its place in messages about the file that it changes."""
        return replace(self.place, below=(*self.place.below, *((_MODEL,) * self.for_model)))

    def fault(self, text: str) -> Finding:
        """A fault of its path."""
        place = self.place
        return Finding(
            place.file, place.line, place.column, dotted((*place.below, *self.path)), text
        )


def parsed_overrides(texts: Sequence[str]) -> list[Override]:
    """Overrides from `PATH=VALUE` texts; `MalformedOverride` where one is not of that form.

    >>> parsed_overrides(["crossings.rafah.hours_per_day=12"])[0].path
    ('crossings', 'rafah', 'hours_per_day')
    """
    overrides = []
    for number, text in enumerate(texts, start=1):
        path, sign, value = text.partition("=")
        steps = tuple(step.strip() for step in path.split("."))
        if not sign or not all(steps):
            raise MalformedOverride(f"{text!r} is not of the form PATH=VALUE")
        try:
            content = (value.strip() or "null").encode(errors="surrogateescape")
            data = parse_document(content, OPTION).data
        except InputError as error:
            raise MalformedOverride(f"{text!r}: {error.faults[0].text}") from error
        overrides.append(Override(steps, data, Mark(OPTION, number, 1), BY_HAND))
    return overrides


def changes_of(settings: Settings) -> list[Override]:
    """Overrides as a script hands them in: values by path, or texts."""
    if isinstance(settings, str):
        raise ValueError(f"settings: expected values by path, or texts, got {settings!r:.60}")
    if not isinstance(settings, Mapping):
        return parsed_overrides([str(each) for each in settings])
    overrides = []
    for number, (path, value) in enumerate(settings.items(), start=1):
        steps = tuple(step.strip() for step in str(path).split("."))
        if not all(steps):
            raise ValueError(f"settings: expected paths as keys, got {path!r:.60}")
        made = plain(value, f"settings[{path!r}]")
        overrides.append(Override(steps, made, Mark(SETTINGS, number, 1), BY_SCRIPT))
    return overrides


def as_texts(overrides: Iterable[Override]) -> list[str]:
    """`PATH=VALUE` of each, as `--set` takes it.

    >>> as_texts(changes_of({"crossings.rafah.hours_per_day": 12, "model": "joint"}))
    ['crossings.rafah.hours_per_day=12', 'model=joint']
    """
    return [f"{'.'.join(each.path)}={value_as_text(each.value)}" for each in overrides]


def value_as_text(value: object) -> str:
    """A value as `--set` takes it."""
    if isinstance(value, str):
        return value
    item = getattr(value, "item", None)  # of an array's number
    return json.dumps(item() if item is not None else value, ensure_ascii=False)


def with_overrides(
    case: Document, model: Document | None, overrides: Sequence[Override]
) -> tuple[Document, Document | None, list[Finding]]:
    """The documents with every override in place, and a fault for each unknown path."""
    if not overrides:
        return case, model, []
    faults: list[Finding] = []
    words = _Words(case, model)
    for override in overrides:
        if override.for_model and model is not None:
            model = _with_override(model, InspectionModel, override, words, faults)
        elif not override.for_model:
            told = len(faults)
            case = _with_override(case, Case, override, words, faults)
            if len(faults) > told and model is not None and _only_in(model, case, override.path):
                path = dotted((_MODEL, *override.path))
                faults[-1] = replace(faults[-1], text=f"the model has one: did you mean {path}?")
    return case, model, faults


def _only_in(model: Document, case: Document, path: Sequence[str]) -> bool:
    """Whether what is above the last step of a path is in the model, and not in the case."""

    def there(data: Any) -> bool:
        for step in path[:-1]:
            data = data.get(step) if isinstance(data, dict) else None
        return isinstance(data, dict)

    return there(model.data) and not there(case.data)


def with_model_overrides(
    model: Document, overrides: Sequence[Override]
) -> tuple[Document, list[Finding]]:
    """As `with_overrides`, for an inspection model read without a case."""
    faults: list[Finding] = []
    words = _Words(model)
    for override in overrides:
        if override.for_model:
            model = _with_override(model, InspectionModel, override, words, faults)
        else:
            of_model = override.path[0] in file_keys(InspectionModel)
            meant = f"; did you mean {_MODEL}.{dotted(override.path)}?" if of_model else ""
            text = f"unknown path: an inspection model's begin with {_MODEL}.{meant}"
            faults.append(override.fault(text))
    return model, faults


def _with_override(
    document: Document,
    schema: type[Entry],
    override: Override,
    words: _Words,
    faults: list[Finding],
) -> Document:
    """The document with one more change: what lies on the way is copied, all else is shared."""
    data = copy.copy(document.data)
    path = override.path[1:] if override.for_model else _with_keys_in_one(override.path)
    shape: Any = schema
    parent: Any = data
    found: DataPath = ()
    for depth, step in enumerate(path):
        last = depth == len(path) - 1
        # A phase may change what it has not changed so far; where that leads is asked there.
        new = last and found[:1] == ("phases",) and found[2:] == ("set",)
        fault = "" if new else _unknown(shape, parent, step, words if last else None)
        if fault:
            faults.append(override.fault(fault))
            return document
        index = int(step) if isinstance(parent, list) else step
        found = (*found, index)
        if last and shape is Quantity and step == "value":
            parent.clear()  # its range and source spoke of the number before
            parent.update(value=override.value, note=override.note)
            found = found[:-1]
            parent = {found[-1]: parent}
            break
        shape = bare(file_keys(shape)[step].annotation) if is_entry(shape) else values_of(shape)
        if last:
            parent[index] = _as_assumption(override, shape)
        else:
            shape = _with_number(shape, _child(parent, index), path[depth + 1])
            parent[index] = parent = copy.copy(_mapping(_child(parent, index), shape))
    marks = {found: override.mark, **dict.fromkeys(_inside(parent, found), override.mark)}
    keys, values = (
        {at: mark for at, mark in of_file.items() if at[: len(found)] != found}
        for of_file in (document.keys, document.values)
    )
    return replace(document, data=data, keys=keys | marks, values=values | marks)


def _unknown(shape: Any, parent: Any, step: str, words: _Words | None) -> str:
    """Why `step` leads nowhere below `parent`; empty where it leads somewhere."""
    if is_entry(shape) and isinstance(parent, dict):
        keys = file_keys(shape)
        hint = key_meant(step, [*keys]) or among([*keys])
        return "" if step in keys else f"unknown key {step}{hint}"
    if isinstance(parent, list):
        inside = step.isdecimal() and int(step) < len(parent)
        return "" if inside else f"expected a position from 0 to {len(parent) - 1}, got {step}"
    if get_origin(shape) is list and not parent:
        return f"the list is empty, so nothing stands at {step}"
    if not isinstance(parent, dict):
        return f"nothing lies below {said(parent)}"
    fixed = words_of(shape)
    if step in parent or step in fixed:
        return ""
    known = words is not None and _bare_key(values_of(shape)) and step in words.all
    return "" if known else f"nothing is called {step}{near(step, fixed or parent)}"


def _child(parent: Any, index: Any) -> Any:
    return parent[index] if isinstance(parent, list) else parent.get(index)


def _mapping(data: Any, shape: Any) -> Any:
    """`data` as the mapping or list that a longer path walks into."""
    if data is None:
        return {}
    bare_key = _bare_key(shape)
    if bare_key and not isinstance(data, dict):
        return {bare_key: data}
    if bare_key and shape is not Quantity and "value" in data:
        return {bare_key: data}
    return data


def _with_number(shape: Any, data: Any, key: str) -> Any:
    """The shape of `data` with a `key` below: it may be a number in the place of a mapping."""
    of_number = is_entry(shape) and key in file_keys(Quantity) and key not in file_keys(shape)
    mapping = isinstance(data, dict) and "value" not in data
    return Quantity if of_number and _bare_key(shape) and not mapping else shape


def _as_assumption(override: Override, shape: Any) -> Any:
    """A number set so has no source; its note says where it came from."""
    value = override.value
    if _bare_key(shape) and isinstance(value, (int, float)) and not isinstance(value, bool):
        return {"value": value, "note": override.note}
    return value


def _with_keys_in_one(path: tuple[str, ...]) -> tuple[str, ...]:
    """`path`, the keys of a phase's `set` being paths themselves: phases.0.set.pools.x.units."""
    if path[0] == "phases" and path[2:3] == ("set",) and len(path) > 3:
        return (*path[:3], ".".join(path[3:]))
    return path


def _bare_key(shape: Any) -> str:
    """The key that a bare number stands for; empty where it stands for none."""
    return shape.bare_key if is_entry(shape) else ""


def _inside(parent: Any, found: DataPath) -> Iterator[DataPath]:
    def below(data: Any, path: DataPath) -> Iterator[DataPath]:
        yield path
        if isinstance(data, (dict, list)):
            for step, value in data.items() if isinstance(data, dict) else enumerate(data):
                yield from below(value, (*path, step))

    yield from below(parent[found[-1]], found)


class _Words:
    """What files name, looked for once a name is asked about."""

    def __init__(self, *documents: Document | None) -> None:
        self._documents = documents

    @cached_property
    def all(self) -> set[str]:
        """Every one of them."""
        return {word for each in self._documents if each for word in _words(each.data)}


def _words(data: Any) -> Iterator[str]:
    """Every key in a file, each resource of a sensor, each category and `*`.

    These are the names that a mapping of numbers may newly use.
    """
    yield "*"
    yield from get_args(Category)
    if isinstance(data, dict):
        yield from data
        if isinstance(data.get("resource"), str):
            yield data["resource"]
        for value in data.values():
            yield from _words(value)
