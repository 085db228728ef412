"""A case and its inspection model, read and valid, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossings.errors import Finding, InputError
from crossings.reading.document import DataPath, Document, Mark
from crossings.reading.entry import Entry, Quantity
from crossings.reading.library import model_document
from crossings.reading.model_schema import InspectionModel
from crossings.reading.overrides import Override, with_overrides
from crossings.reading.schema import Case, Limits, Pool
from crossings.reading.validation import unread, validated


@dataclass(frozen=True)
class Inputs:
    """Everything read: the two entries and the documents they came from."""

    case: Case
    model: InspectionModel
    case_document: Document
    model_document: Document

    def pools(self) -> dict[str, Pool]:
        """Pools in force: the case's, and the model's over them."""
        return {**self.case.pools, **self.model.pools}

    def limits(self) -> Limits:
        """Limits in force: the case's, and the model's over them by top key."""
        mine = {
            name: getattr(self.model.limits, name) for name in self.model.limits.model_fields_set
        }
        return self.case.limits.model_copy(update=mine)

    def missing_resources(self, crossing: str, regime: str) -> set[str]:
        """Resources that a regime needs and a crossing lacks; none where its own are unknown."""
        there = self.case.crossings[crossing].resources
        if there is None:
            return set()
        return self.model.regimes[regime].resources - set(there) - set(self.pools())

    def regimes_used(self, crossing: str) -> list[str]:
        """Regimes that the model uses at a crossing; without `use`, all that have what they need.

        Every one has its resources there: `checks.py` sees to it.
        """
        use = self.model.use
        if use is None:
            return [r for r in self.model.regimes if not self.missing_resources(crossing, r)]
        return use.get(crossing, use.get("*", []))

    def quantities(self) -> Iterator[tuple[DataPath, Quantity, bool]]:
        """Every number in force: its path (`model.…` for the model's), itself, is it a default."""
        replaced = {
            *(("pools", name) for name in self.model.pools),
            *(("limits", name) for name in self.model.limits.model_fields_set),
        }
        for path, quantity, default in quantities_of(self.case):
            rests_on_it = path[0] not in ("observed", "sizing") and "location" not in path
            if rests_on_it and path[:2] not in replaced:
                yield path, quantity, default
        for path, quantity, default in quantities_of(self.model):
            if path[0] != "sizing":
                yield ("model", *path), quantity, default


def read_inputs(
    case_document: Document, model_name: str | None, overrides: Sequence[Override]
) -> Inputs:
    """The case with its own model, or with `model_name` in its place.

    Raises `InputError` with every fault of either file by itself, and every unknown name.
    """
    named_by_case = [change for change in overrides if change.path == ("model",)]
    case_document, _, _ = with_overrides(case_document, None, named_by_case)
    model_doc, faults = _model_document(case_document, model_name)
    others = [change for change in overrides if change.path != ("model",)]
    case_document, model_doc, unknown = with_overrides(case_document, model_doc, others)
    case = validated(case_document, Case)
    if model_doc is None:
        of_case = case.faults_and_unknown_names(case.sheet, unread(InspectionModel))
        raise InputError(sorted(faults + unknown + of_case))
    model = validated(model_doc, InspectionModel)
    sheets = (case.sheet, model.sheet)
    faults = sorted(faults + unknown + case.faults_and_unknown_names(*sheets))
    faults += model.faults_and_unknown_names(*sheets)
    if case.entry is None or model.entry is None or faults:
        raise InputError(faults)
    return Inputs(case.entry, model.entry, case_document, model_doc)


def _model_document(
    case: Document, model_name: str | None
) -> tuple[Document | None, list[Finding]]:
    """Document of the model in force; None where the case does not properly name one."""
    try:
        if model_name is not None:
            return model_document(model_name, Path(), Mark("--model", 1, 1), ""), []
        name = case.data.get("model") if isinstance(case.data, dict) else None
        if not isinstance(name, str):
            return None, []
        if not name:
            return None, [case.finding(("model",), "expected the name of a model, got none")]
        place = case.mark(("model",))
        return model_document(name, Path(case.file).parent, place, "model"), []
    except InputError as error:
        return None, list(error.faults)


def quantities_of(
    value: Any, path: DataPath = (), default: bool = False
) -> Iterator[tuple[DataPath, Quantity, bool]]:
    """Every number below `value`: its path, itself, and whether it is a default."""
    if isinstance(value, Quantity):
        yield path, value, default
    elif isinstance(value, Entry):
        for name, field in type(value).model_fields.items():
            inside = getattr(value, name)
            assumed = default or name not in value.model_fields_set
            yield from quantities_of(inside, (*path, field.alias or name), assumed)
    elif isinstance(value, (dict, list)):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for step, inside in pairs:
            yield from quantities_of(inside, (*path, step), default)
