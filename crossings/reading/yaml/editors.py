"""The schema as editors read it: JSON schema, draft 7."""

from __future__ import annotations

from typing import Any

from crossings.reading.schema.entry import Entry
from crossings.reading.schema.goods import BESIDE_A_TABLE
from crossings.reading.schema.quantity import Bare

_NUMBER = {"type": "number", "minimum": 0}


def editor_schema(entry: type[Entry]) -> dict[str, Any]:
    """JSON schema of a file; every key has its description, unit and default."""
    schema = entry.model_json_schema(ref_template="#/definitions/{model}")
    definitions = {name: _plain(definition) for name, definition in schema.pop("$defs").items()}
    for name in (each.__name__ for each in Bare.__subclasses__()):
        if name in definitions:  # a bare number, or one with evidence, stands for one of the keys
            bare = [_NUMBER, {"$ref": "#/definitions/Quantity"}]
            definitions[name] = {"anyOf": [*bare, definitions[name]]}
    in_tables = {"$ref": "#/definitions/FromTable"}
    for name in ("Need", "Stock", "Observation"):
        if name in definitions:
            definitions[name] = {"anyOf": [definitions[name], _of_table(definitions, name)]}
    plain = _plain(schema)
    if "observed" in plain["properties"]:
        seen = plain["properties"]["observed"]
        plain["properties"]["observed"] = {
            "description": seen.pop("description"), "anyOf": [seen, in_tables]
        }  # fmt: skip
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        **plain,
        "definitions": definitions,
    }


def _of_table(definitions: dict[str, Any], name: str) -> dict[str, Any]:
    """A table in the place of an entry, with the key that may stand beside it."""
    table: dict[str, Any] = definitions["FromTable"]
    if name.lower() not in BESIDE_A_TABLE:
        return {"$ref": "#/definitions/FromTable"}
    bare = {"anyOf": [_NUMBER, {"$ref": "#/definitions/Quantity"}]}
    return {**table, "properties": {**table["properties"], BESIDE_A_TABLE[name.lower()]: bare}}


def _plain(part: Any) -> Any:
    """`part` with defaults as a file writes them, and mappings whose entries may be left empty."""
    if isinstance(part, list):
        return [_plain(item) for item in part]
    if not isinstance(part, dict):
        return part
    plain = {name: _plain(value) for name, value in part.items() if name != "title"}
    if "title" in part and isinstance(part["title"], dict):  # a key called title, not a label
        plain["title"] = _plain(part["title"])
    if "default" in part:
        plain["default"] = _default(part["default"])
        if plain["default"] is None:
            del plain["default"]
    inside = plain.get("additionalProperties")
    if isinstance(inside, dict) and "$ref" in inside:
        plain["additionalProperties"] = {"anyOf": [inside, {"type": "null"}]}
    return plain


def _default(value: Any) -> Any:
    """A default without the keys that say nothing; a number as a bare number."""
    if isinstance(value, list):
        return [_default(item) for item in value]
    if not isinstance(value, dict):
        return value
    said = {name: _default(item) for name, item in value.items() if item is not None}
    return said["value"] if set(said) == {"value"} else said
