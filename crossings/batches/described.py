"""What is in a batch's folder, as a data package: every column with its meaning and unit.

See https://datapackage.org. The chunks of a model are one resource of several files, and so are
those of what was drawn; a row of either is a future, and `scenario` joins them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from crossings.batches.columns import layout
from crossings.batches.copies import INPUTS, outcomes_of, part_file
from crossings.batches.manifest import Manifest
from crossings.batches.schema import Model, Record

PACKAGE = "datapackage.json"
_NAME = "crossings-batch"
_MEDIA = {"parquet": "application/vnd.apache.parquet", "npz": "application/zip"}
_TYPES = {"scenario": "integer", "worst_area": "integer", "failed": "string"}


def described(record: Record, manifest: Manifest) -> bytes:
    """The package of a batch as the bytes of its file."""
    resources = []
    for k, (each, told) in enumerate(zip(record.models, manifest.told, strict=True)):
        about = {column.name: column.about for column in layout(told)}
        resources.append(_of_model(record, k, each, about))
    if record.drawn is not None:
        paths = [f"{INPUTS}/{part_file(part.part, record.form)}" for part in record.drawn.chunks]
        title = "What was drawn of each future, once for all models"
        resources.append(_resource("inputs", title, paths, manifest.drawn.about, record))
    package = {
        "profile": "data-package",
        "name": _NAME,
        "title": record.case.title,
        "description": f"{record.scenarios:,} futures {record.futures.of}, a row each",
        "resources": [each for each in resources if each["path"]],
    }
    return (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _of_model(
    record: Record, position: int, model: Model, about: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    folder = outcomes_of(model.folder)
    paths = [f"{folder}/{part_file(part.part, record.form)}" for part in model.chunks]
    title = f"What comes of each future under {model.model}"
    return _resource(f"outcomes-{position}", title, paths, about, record)


def _resource(
    name: str,
    title: str,
    paths: Sequence[str],
    about: Mapping[str, Mapping[str, str]],
    record: Record,
) -> dict[str, Any]:
    fields = [_field(column, told) for column, told in about.items()]
    # What no reader of packages opens is told of beside, so that none tries to.
    schema = "schema" if record.form == "parquet" else "columns"
    return {
        "name": name,
        "title": title,
        "path": list(paths),
        "profile": "data-resource",
        "format": record.form,
        "mediatype": _MEDIA[record.form],
        schema: {"fields": fields, "primaryKey": "scenario"},
    }


def _field(column: str, told: Mapping[str, str]) -> dict[str, str]:
    rest = {key: text for key, text in told.items() if key != "meaning"}
    kind = _TYPES.get(column, "number")
    return {"name": column, "type": kind, "description": told["meaning"], **rest}
