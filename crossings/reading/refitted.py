"""A case with some of its numbers changed, as the text of a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crossings.reading.yaml.document import Document
from crossings.reading.yaml.plain import plain, yaml_text


def refitted(document: Document, changes: Mapping[str, Any]) -> str:
    """The text of the case with what `changes` say at each path; comments are not kept."""
    made = plain(document.data)
    for path, value in changes.items():
        *above, last = path.split(".")
        at = made
        for key in above:
            if not isinstance(at.get(key), dict):
                at[key] = {}
            at = at[key]
        at[last] = value
    return yaml_text(made)
