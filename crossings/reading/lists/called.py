"""What tables may call the things of a problem: by id, name, p-code and other names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crossings.problem import Named, Problem
from crossings.reading.lists.quantity_tables import Names
from crossings.reading.yaml.document import read_document


def called(things: Sequence[Named], problem: Problem) -> Names:
    """What things may be called: by id, name, p-code and other names."""
    aliases = _aliases(problem) if things is problem.crossings else {}
    section = {
        each.id: {
            "name": each.name,
            "pcode": getattr(each, "pcode", None),
            "aliases": aliases.get(each.id),
        }
        for each in things
    }
    return Names(section, "name", "pcode", "aliases")


def _aliases(problem: Problem) -> dict[str, Any]:
    """Other names of crossings, which the case alone keeps; none where it came by a pipe."""
    file = Path(problem.case.path)
    data = read_document(file, problem.case.path).data if file.is_file() else None
    section = data.get("crossings") if isinstance(data, dict) else None
    entries = section.items() if isinstance(section, dict) else ()
    return {c: entry["aliases"] for c, entry in entries if "aliases" in (entry or {})}
