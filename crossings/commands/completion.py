"""What a shell offers behind an option: paths of `--set`, and inspection models."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

_OF_MODEL = "model"


def setting_paths(
    context: click.Context, option: click.Parameter, begun: str
) -> list[CompletionItem]:
    """Paths that go on from what is begun, of the case on the line and of what a case may hold."""
    if "=" in begun:
        return []
    *above, last = begun.split(".")
    # A line that ends with --set is read up to there, and its case is left over.
    case = context.params.get("case") or next(iter(context.args), "")
    document, schema = _case(str(case)), _schema("case")
    way = above
    if above[:1] == [_OF_MODEL]:
        name = context.params.get("model") or document.get(_OF_MODEL) or ""
        document, schema, way = _model(str(name)), _schema("model"), above[1:]
    there: Any = document
    parts = [schema]
    for step in way:
        there = there.get(step) if isinstance(there, Mapping) else None
        parts = [found for part in parts for found in _below(schema, part, step)]
    about = {
        key: str(of.get("description", ""))
        for part in parts
        for key, of in (part.get("properties") or {}).items()
    }
    keys = [*there, *about] if isinstance(there, Mapping) else [*about]
    return [
        CompletionItem(".".join([*above, str(key)]), help=about.get(str(key)))
        for key in dict.fromkeys(keys)
        if str(key).startswith(last)
    ]


def model_names(
    context: click.Context, option: click.Parameter, begun: str
) -> list[CompletionItem]:
    """Shipped inspection models, and files."""
    from crossings.reading import shipped_models

    named = [name for name in shipped_models() if name.startswith(begun)]
    return [*map(CompletionItem, named), CompletionItem(begun, type="file")]


def _case(path: str) -> Mapping[str, Any]:
    """A case as it stands, with no look at whether it is right; empty where it cannot be read."""
    from crossings.errors import CrossingsError
    from crossings.reading import read_document

    with contextlib.suppress(CrossingsError, OSError):
        data = read_document(Path(path), path).data
        return data if isinstance(data, Mapping) else {}
    return {}


def _model(name: str) -> Mapping[str, Any]:
    from crossings.reading.yaml.library import shipped_folder, shipped_models

    return _case(str(shipped_folder() / f"{name}.yaml") if name in shipped_models() else name)


def _schema(kind: str) -> dict[str, Any]:
    from crossings.reading.schema.case import Case
    from crossings.reading.schema.models import InspectionModel
    from crossings.reading.yaml.editors import editor_schema

    return editor_schema(Case if kind == "case" else InspectionModel)


def _below(schema: Mapping[str, Any], part: Mapping[str, Any], step: str) -> Iterator[Any]:
    """What may stand under a key, each kind of it with its own keys."""
    found = (part.get("properties") or {}).get(step)
    named = [] if found is None else [found]
    for each in (*named, *(part.get("patternProperties") or {}).values()):
        yield from _kinds(schema, each)


def _kinds(schema: Mapping[str, Any], part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "$ref" in part:
        yield from _kinds(schema, schema["definitions"][part["$ref"].rpartition("/")[2]])
        return
    yield part
    for each in (*part.get("anyOf", ()), *part.get("allOf", ())):
        yield from _kinds(schema, each)
