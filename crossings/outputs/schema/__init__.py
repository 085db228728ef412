"""The JSON schema of answers: of every command that has `--format json`, draft 2020-12.

What is there stays in answers of `schema_version` 1, and more may be added: objects are open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crossings.outputs.provenance import SCHEMA_VERSION
from crossings.outputs.schema.objects import OF_EACH, PROVENANCE, WITHOUT_A_PLAN, Schema, thing
from crossings.outputs.schema.tables import rows_of
from crossings.tables import (
    ADVERSARY_TABLES,
    OWN_TABLE,
    SCHEDULE_TABLE,
    SIZING_TABLE_NAMES,
    TABLE_NAMES,
)
from crossings.tables.described import about, in_objects

_BESIDE_PLANS = (SCHEDULE_TABLE, OWN_TABLE, *ADVERSARY_TABLES)
_OF_EACH: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "optimize": (TABLE_NAMES, _BESIDE_PLANS),
    "size": ((*SIZING_TABLE_NAMES, *TABLE_NAMES), _BESIDE_PLANS),
    "explain": (("levers", "gains", "unmet", "barriers"),
                ("worst_closures", OWN_TABLE)),
    "compare": (("models", "figures"), (OWN_TABLE,)),
    "evaluate": (
        (
            "decisions", "decision_gains", "policy_bound", "trials", "outcomes", "stock_outs",
            "closures", "differences", "certified", "rules", "as_counted",
        ),
        (),
    ),
    "frontier": (("hull", "mixtures", "warnings"), ()),
    "frontier --guarantee": (("guarantees",), ()),
    "sweep": (("sweep_points", "sweep", "factors"), ()),
    "sensitivity": (("moves",), ()),
    "discover": (("boxes", "box_ends"), ()),
    "inspect": (("procedures", "uses", "sensors", "curve"), ()),
    "sheet": (("followed", "order", "kept_waiting", "rations"), ()),
    "today": (("today", "kept_back", "needs"), ("tomorrow", "came", "manifests")),
    "calibrate": (("fitted",), ("backtest", "backtest_scores")),
    "observe": (("daily", "totals", "lists", "elsewhere", "refused"), ()),
    "diff": (("texts", "inputs", "changes"), ()),
}  # fmt: skip
"""Tables of each kind of answer: those that it has, and those that it may have."""


def answer_schema() -> Schema:
    """The schema of every answer: one of `$defs`, by the command that gives it."""
    kinds = [*OF_EACH, *WITHOUT_A_PLAN]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Answer of crossings",
        "anyOf": [{"$ref": f"#/$defs/{_pointer(kind)}"} for kind in kinds],
        "$defs": {
            **{kind: _answer(kind) for kind in OF_EACH},
            **{kind: _object(kind, keys) for kind, keys in WITHOUT_A_PLAN.items()},
            **{f"table {name}": {"title": about(name), **rows_of(name)} for name in in_objects()},
        },
    }


def _answer(kind: str) -> Schema:
    there, maybe = _OF_EACH[kind]
    tables: dict[str, Any] = {name: _table(name) for name in there}
    tables |= {f"{name}*": _table(name) for name in maybe}
    return _object(kind, {**OF_EACH[kind], **tables, "provenance": PROVENANCE})


def _object(kind: str, keys: dict[str, Schema]) -> Schema:
    told = f"crossings {kind}" if kind in OF_EACH else kind
    return {"title": told, **thing({"schema_version": {"const": SCHEMA_VERSION}, **keys})}


def _table(name: str) -> Schema:
    return {"$ref": f"#/$defs/table%20{name}"}


def _pointer(name: str) -> str:
    """A name as a reference has it."""
    return name.replace(" ", "%20")
