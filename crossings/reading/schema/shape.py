"""Walks the schema along a path: which keys are known where.

Faults, references, `--set` and the page of keys all ask this one place.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import numpy as np
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from crossings.problem import Flags, Floats
from crossings.reading.schema.entry import Entry
from crossings.reading.schema.quantity import Within, of_some_size
from crossings.reading.yaml.document import DataPath


@functools.cache
def file_keys(entry: type[Entry]) -> dict[str, FieldInfo]:
    """Fields of `entry` by the key that a file uses for them."""
    return {field.alias or name: field for name, field in entry.model_fields.items()}


def bare(annotation: Any) -> Any:
    """`annotation` without `None` and without what validates it."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            options = [option for option in get_args(annotation) if option is not types.NoneType]
            annotation = options[0]
        else:
            return annotation


@functools.cache
def marks(annotation: Any) -> tuple[Any, ...]:
    """What `annotation` is annotated with, beside the type itself."""
    if get_origin(annotation) is Annotated:
        inside, *found = get_args(annotation)
        return (*found, *marks(inside))
    if get_origin(annotation) in (Union, types.UnionType):
        return marks(get_args(annotation)[0])
    return ()


def is_entry(annotation: Any) -> bool:
    """Whether the shape is a mapping with fixed keys."""
    return isinstance(annotation, type) and issubclass(annotation, Entry)


def values_of(annotation: Any) -> Any:
    """Shape of the values of a mapping or of the items of a list; None for anything else."""
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is dict:
        return bare(inside[1])
    return bare(inside[0]) if origin in (list, tuple) and inside else None


def words_of(annotation: Any) -> tuple[str, ...]:
    """The keys of a mapping that has no others, such as days of the week; none where ids are free.

    >>> from crossings.reading.schema.entry import (Weekday)
    >>> words_of(dict[Weekday, float])[:2], words_of(dict[str, float])
    (('mon', 'tue'), ())
    """
    inside = get_args(annotation) if get_origin(annotation) is dict else ()
    key = bare(inside[0]) if inside else None
    return get_args(key) if get_origin(key) is Literal else ()


def shape_at(entry: type[Entry], path: DataPath) -> Any:
    """Shape that the schema foresees at `path`; None where it foresees nothing.

    >>> from crossings.reading.schema.case import Case
    >>> shape_at(Case, ("goods", "food", "need")).__name__
    'Need'
    >>> shape_at(Case, ("goods", "food", "ned")) is None
    True
    """
    shape: Any = entry
    for step in path:
        if is_entry(shape):
            field = file_keys(shape).get(str(step))
            shape = None if field is None else bare(field.annotation)
        else:
            shape = values_of(shape)
        if shape is None:
            return None
    return shape


def annotation_at(entry: type[Entry], path: DataPath) -> Any:
    """What the schema says of the value at `path`, its bounds too; None where it foresees nothing.

    >>> from crossings.reading.schema.case import Case
    >>> marks(annotation_at(Case, ("crossings", "rafah", "hours_per_day")))[0].wording
    'hours between 0 and 24'
    """
    stands = shape_at(entry, path)
    if is_entry(stands) and stands.bare_key not in ("", "value"):  # a number in its place
        path = (*path, stands.bare_key)
    parent = shape_at(entry, path[:-1])
    if is_entry(parent):
        field = file_keys(parent).get(str(path[-1]))
        # What bounds a field stands with the field where nothing else may stand in its place.
        return None if field is None else _annotated(field)
    inside = get_args(parent)
    return inside[1] if get_origin(parent) is dict else inside[0] if inside else None


def _annotated(field: FieldInfo) -> Any:
    """Annotation of a field as it was written."""
    made: Any = field.annotation
    for each in field.metadata:
        made = Annotated[made, each]
    return made


def known_keys(entry: type[Entry], path: DataPath) -> list[str]:
    """Keys known in the mapping at `path`; none where ids are the user's own."""
    shape = shape_at(entry, path)
    return list(file_keys(shape)) if is_entry(shape) else []


MOST_SAID = 20
"""Faults of one column that are told."""


def refused(annotation: Any, numbers: Floats) -> Iterator[tuple[int, str]]:
    """Positions of the first numbers that the schema refuses, and why; nan stands for none.

    `annotation` is what the schema says of the number.

    >>> from crossings.reading.schema.quantity import (Share)
    >>> list(refused(Share, np.array([0.5, 2.0, np.nan, 1e-12])))[0]
    (1, 'expected a share between 0 and 1, got 2; for 2% write 0.02')
    """
    outside = np.flatnonzero(~np.isnan(numbers) & ~_within(annotation, numbers))[:MOST_SAID]
    adapter: TypeAdapter[Any] | None = TypeAdapter(annotation) if len(outside) else None
    for position in outside.tolist():
        assert adapter is not None
        try:
            adapter.validate_python(float(numbers[position]))
        except ValidationError as error:
            yield position, error.errors()[0]["msg"]


def _within(annotation: Any, numbers: Floats) -> Flags:
    """Whether each number is one that the schema takes."""
    held = of_some_size(numbers)
    for bounds in marks(annotation):
        if isinstance(bounds, Within):
            held = held & bounds.holds(numbers)
    return np.asarray(held)
