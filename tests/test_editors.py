"""The schema that editors complete from agrees with what reading takes."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from places import MODELS, ROOT

from crossings.reading.schema.case import Case
from crossings.reading.schema.models import InspectionModel
from crossings.reading.yaml.document import read_document
from crossings.reading.yaml.editors import editor_schema

FILES = [*sorted(ROOT.glob("inputs/*.yaml")), *sorted(MODELS.glob("*.yaml"))]


def validator(path: Path) -> jsonschema.Draft7Validator:
    schema = editor_schema(Case if path.parent.name == "inputs" else InspectionModel)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_file_is_valid_in_an_editor(path: Path) -> None:
    data = read_document(path, path.name).data
    assert [error.message for error in validator(path).iter_errors(data)] == []


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("ned", 1),
        ("priority", "high"),
        ("priority", 0),
        ("category", "humanitarain"),
        ("threat_rate", 1.5),
        ("need", {"tonnes_a_day": 3}),
    ],
)
def test_an_editor_marks_what_reading_refuses(where: str, value: Any) -> None:
    path = ROOT / "inputs" / "gaza.yaml"
    data = read_document(path, path.name).data
    next(iter(data["goods"].values()))[where] = value
    assert list(validator(path).iter_errors(data))
