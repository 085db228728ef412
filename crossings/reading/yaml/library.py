"""Where inspection models are found: shipped ones by name, others by path."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from crossings.errors import Finding, InputError
from crossings.reading.yaml.document import DataPath, Document, Mark, read_document
from crossings.reading.yaml.spelling import near, one_of

_INSIDE_PACKAGE = Path(__file__).parents[2] / "models"
_SENSORS = "sensors"
_OF_A_CASE = ("areas", "goods", "crossings")
ModelGiven: TypeAlias = str | Document | None
"""A shipped model's name or a path, one that is read already, or the case's own."""
_IN_CHECKOUT = Path(__file__).parents[3] / "models"


def shipped_folder() -> Path:
    """Folder of the shipped models: inside an installed package, else beside it in a checkout."""
    return _INSIDE_PACKAGE if _INSIDE_PACKAGE.is_dir() else _IN_CHECKOUT


def shipped_models() -> list[str]:
    """Names of the shipped models.

    >>> "full-search" in shipped_models()
    True
    """
    return sorted(path.stem for path in shipped_folder().glob("*.yaml"))


def shipped_sensors() -> list[str]:
    """Names of the shipped models that list sensors and no regimes.

    >>> shipped_sensors()
    ['cargo', 'stroud-saeger']
    """
    return sorted(path.stem for path in (shipped_folder() / _SENSORS).glob("*.yaml"))


def model_document(name: str, beside: Path, named_at: Mark, named_in: str) -> Document:
    """Document of the model called `name`, a path being relative to the folder `beside`.

    `named_at` and `named_in` are the place and the key that named it, for the fault of a model
    that is not there.
    """
    shipped = "/" not in name and not name.endswith(".yaml")
    if shipped:
        path, shown = _shipped(name)
        meant = near(name, shipped_sensors()) or one_of(name, shipped_models())
        missing = f"no shipped model is called {name}{meant}"
    else:
        path = beside / name
        shown = path.as_posix()
        missing = f"no such file: {shown}{near(path.name, _files_beside(path))}"
    if not _is_file(path):
        place = (named_at.file, named_at.line, named_at.column)
        raise InputError([Finding(*place, named_in, missing)])
    document = read_document(path, shown)
    data = document.data
    if (
        isinstance(data, dict)
        and not {"regimes", "sensors"} & data.keys()
        and {*_OF_A_CASE} <= data.keys()
    ):
        text = "a case, and no inspection model: cases do not stand side by side, models of one do"
        raise InputError([document.finding((_OF_A_CASE[0],), text, key=True)])
    return replace(document, shipped=shipped)


def _shipped(name: str) -> tuple[Path, str]:
    """Where a shipped model is, and what messages call it."""
    file = f"{_SENSORS}/{name}.yaml" if name in shipped_sensors() else f"{name}.yaml"
    return shipped_folder() / file, f"models/{file}"


def shipped_document(name: str) -> Document:
    """Document of a shipped model, as it is shipped."""
    return replace(read_document(*_shipped(name)), shipped=True)


def model_within(case: Document) -> Document:
    """Document of the inspection model that stands in a case, or in a phase of it."""
    at = case.mark(("model",)).below

    def inside(marks: dict[DataPath, Mark]) -> dict[DataPath, Mark]:
        found = {path[1:]: mark for path, mark in marks.items() if path[:1] == ("model",)}
        return {path: mark.under("model") for path, mark in found.items()}

    keys, values = inside(case.keys), inside(case.values)
    return Document(case.file, case.data["model"], keys, values, case.sha256, within=(*at, "model"))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for the file system
        return False


def _files_beside(path: Path) -> list[str]:
    try:
        return sorted(each.name for each in path.parent.glob("*.yaml"))
    except OSError:
        return []
