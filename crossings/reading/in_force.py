"""Which inputs are in force when: the case and its model, valid by themselves, phase by phase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crossings.errors import Finding, InputError
from crossings.problem import Period
from crossings.reading import calendar
from crossings.reading.document import Document, Mark
from crossings.reading.inputs import InForce, Inputs
from crossings.reading.library import model_document
from crossings.reading.model_schema import InspectionModel
from crossings.reading.overrides import Override, with_overrides
from crossings.reading.phases import (
    AskedFor,
    faults_of_changes,
    faults_of_dates,
    phases_asked_for,
)
from crossings.reading.schema import Case
from crossings.reading.validation import unread, validated


@dataclass(frozen=True)
class _Reading:
    """What came of reading a case with its changes: inputs, or every fault of them."""

    case: Document
    inputs: Inputs | None
    unknown: list[Finding]
    """Changes that lead nowhere."""
    of_case: list[Finding]
    of_model: list[Finding]


def read_inputs(
    case_document: Document, model_name: str | None, overrides: Sequence[Override]
) -> tuple[InForce, ...]:
    """The case with its own model, or with `model_name` in its place, phase by phase.

    Raises `InputError` with every fault of either file by itself, and every unknown name.
    """
    own = _read(case_document, model_name, overrides)
    phases = phases_asked_for(own.case)
    later = [_read(case_document, model_name, [*overrides, *phase.overrides]) for phase in phases]
    readings = [own, *later]
    found = [*_unknown_everywhere(readings), *faults_of_changes(phases)]
    found += [fault for reading in readings for fault in reading.of_case]
    if own.inputs is not None:
        found += faults_of_dates(own.case, phases, _horizon(own.inputs))
    of_models = [fault for reading in readings for fault in reading.of_model]
    if found or of_models or own.inputs is None:
        raise InputError(list(dict.fromkeys([*sorted(found), *of_models])))
    return _in_force(own.inputs, phases, [reading.inputs for reading in later])


def _in_force(
    own: Inputs, phases: Sequence[AskedFor], later: Sequence[Inputs | None]
) -> tuple[InForce, ...]:
    horizon = _horizon(own)
    starts = [phase.start or horizon[0].start for phase in phases]
    until = [*starts[1:], None][: len(starts)]
    before = tuple(period for period in horizon if not starts or period.start < starts[0])
    made = [InForce(own, before)] if before else []
    for phase, inputs, start, end in zip(phases, later, starts, until, strict=True):
        periods = tuple(p for p in horizon if p.start >= start and (end is None or p.start < end))
        if inputs is not None:
            made.append(InForce(inputs, periods, phase.path, phase.changes, phase.sets))
    return tuple(made)


def _horizon(inputs: Inputs) -> tuple[Period, ...]:
    horizon = inputs.case.horizon
    return calendar.periods(
        horizon.start, int(horizon.periods.value), int(horizon.days_per_period.value)
    )


def _unknown_everywhere(readings: Sequence[_Reading]) -> list[Finding]:
    """Changes that lead nowhere in any phase: a model's key need not be in every phase's model."""
    places = [{(f.file, f.line, f.column) for f in reading.unknown} for reading in readings]
    everywhere = set.intersection(*places)
    return [
        fault
        for reading in readings
        for fault in reading.unknown
        if fault.file != "--set" or (fault.file, fault.line, fault.column) in everywhere
    ]


def _read(
    case_document: Document, model_name: str | None, overrides: Sequence[Override]
) -> _Reading:
    naming = [change for change in overrides if change.path == ("model",)]
    others = [change for change in overrides if change.path != ("model",)]
    case_document, _, _ = with_overrides(case_document, None, naming)
    model_doc, faults = _model_document(case_document, model_name)
    case_document, model_doc, unknown = with_overrides(case_document, model_doc, others)
    case = validated(case_document, Case)
    if model_doc is None:
        faults += case.faults_and_unknown_names(case.sheet, unread(InspectionModel))
        return _Reading(case_document, None, unknown, faults, [])
    model = validated(model_doc, InspectionModel)
    sheets = (case.sheet, model.sheet)
    faults += case.faults_and_unknown_names(*sheets)
    of_model = model.faults_and_unknown_names(*sheets)
    inputs = None
    if case.entry is not None and model.entry is not None and not faults + of_model:
        inputs = Inputs(case.entry, model.entry, case_document, model_doc)
    return _Reading(case_document, inputs, unknown, faults, of_model)


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
