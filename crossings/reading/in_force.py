"""Which inputs are in force when: the case and its model, valid by themselves, phase by phase."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crossings.errors import Finding, InputError
from crossings.reading.inputs import InForce, Inputs
from crossings.reading.lists.tables_named import names_a_table, with_named_tables
from crossings.reading.phases import (
    Requested,
    faults_of_changes,
    faults_of_dates,
    horizon_of,
    periods_of,
    phases_requested,
)
from crossings.reading.schema.case import Case
from crossings.reading.schema.models import InspectionModel
from crossings.reading.yaml.document import Document, Mark, dotted
from crossings.reading.yaml.library import ModelGiven, model_document, model_within
from crossings.reading.yaml.overrides import Override, with_overrides
from crossings.reading.yaml.validation import unread, validated


@dataclass(frozen=True)
class _Reading:
    """What came of reading a case with its changes: inputs, or every fault of them."""

    case: Document
    inputs: Inputs | None
    unknown: list[Finding]
    """Changes for every phase that lead nowhere in this one."""
    unknown_of_phase: list[Finding]
    """Changes of this phase that lead nowhere."""
    of_case: list[Finding]
    of_model: list[Finding]


def read_inputs(
    case_document: Document, model_name: ModelGiven, overrides: Sequence[Override]
) -> tuple[InForce, ...]:
    """The case with its own model, or with `model_name` in its place, phase by phase.

    Raises `InputError` with every fault of either file by itself, and every unknown name.
    """
    own = _read(case_document, model_name, overrides)
    phases = phases_requested(own.case)
    later = [_read(case_document, model_name, overrides, phase.overrides) for phase in phases]
    readings = [own, *later]
    in_force = later if _from_the_first_day(own.case, phases) else readings
    found = [
        *_unknown_everywhere(in_force),
        *(fault for reading in later for fault in reading.unknown_of_phase),
        *faults_of_changes(phases),
        *faults_of_dates(own.case, phases),
        *_once(reading.of_case for reading in readings),
    ]
    of_models = _once(reading.of_model for reading in readings)
    found += [fault for fault in of_models if fault.file == own.case.file]
    if found or of_models or own.inputs is None:
        raise InputError([*sorted(found), *of_models])
    return _in_force(own.inputs, phases, [reading.inputs for reading in later])


def _from_the_first_day(case: Document, phases: Sequence[Requested]) -> bool:
    """Whether the first phase leaves no period to the case as it is without phases."""
    return bool(phases) and phases[0].start in [period.start for period in horizon_of(case)[:1]]


def _in_force(
    own: Inputs, phases: Sequence[Requested], later: Sequence[Inputs | None]
) -> tuple[InForce, ...]:
    horizon = periods_of(own.case.horizon)
    starts = [phase.start or horizon[0].start for phase in phases]
    until = [*starts[1:], None][: len(starts)]
    before = tuple(period for period in horizon if not starts or period.start < starts[0])
    made = [InForce(own, before)] if before else []
    for phase, inputs, start, end in zip(phases, later, starts, until, strict=True):
        periods = tuple(p for p in horizon if p.start >= start and (end is None or p.start < end))
        if inputs is not None:
            last = made[-1].inputs if made else own
            made.append(InForce(inputs, periods, phase.path, phase.changes, phase.sets, last))
    return tuple(made)


def _once(of_readings: Iterable[Sequence[Finding]]) -> list[Finding]:
    """Faults of every reading; what is said of a place in one of them is not said in another."""
    told: dict[tuple[str, int, int, str], int] = {}
    found = []
    for number, faults in enumerate(of_readings):
        for fault in faults:
            place = (fault.file, fault.line, fault.column, fault.path)
            if told.setdefault(place, number) == number:
                found.append(fault)
    return found


def _unknown_everywhere(in_force: Sequence[_Reading]) -> list[Finding]:
    """Changes that lead nowhere in any phase: a model's key need not be in every phase's model."""
    told: dict[tuple[str, int, int], list[Finding]] = {}
    for reading in in_force:
        for fault in reading.unknown:
            told.setdefault((fault.file, fault.line, fault.column), []).append(fault)
    everywhere = [faults for faults in told.values() if len(faults) == len(in_force)]
    # The models have other names: the one that has a near one is told.
    return [
        min(faults, key=lambda fault: "did you mean" not in fault.text) for faults in everywhere
    ]


def documents(
    case_document: Document,
    model_name: ModelGiven,
    overrides: Sequence[Override],
    of_phase: Sequence[Override] = (),
) -> tuple[Document, Document | None, list[Finding], list[Finding]]:
    """The documents of case and model with `overrides` made, changes that lead nowhere, and faults.

    Of the changes of a phase, it is that of the model alone that is made here.
    """
    naming = [change for change in (*overrides, *of_phase) if change.path == ("model",)]
    case_document, _, _ = with_overrides(case_document, None, naming)
    model_doc, faults = _model_document(case_document, model_name)
    others = [change for change in overrides if change not in naming and not names_a_table(change)]
    return (*with_overrides(case_document, model_doc, others), faults)


def _read(
    case_document: Document,
    model_name: ModelGiven,
    overrides: Sequence[Override],
    of_phase: Sequence[Override] = (),
) -> _Reading:
    case_document, model_doc, nowhere, faults = documents(
        case_document, model_name, overrides, of_phase
    )
    others = [change for change in of_phase if change.path != ("model",)]
    case_document, model_doc, nowhere_in_phase = with_overrides(case_document, model_doc, others)
    case_document = with_named_tables(case_document)
    faults += case_document.faults
    unknown = (nowhere, nowhere_in_phase)
    case = validated(_without_models(case_document), Case)
    if model_doc is None:
        faults += case.faults_and_unknown_names(case.sheet, unread(InspectionModel))
        return _Reading(case_document, None, *unknown, faults, [])
    model = validated(model_doc, InspectionModel)
    sheets = (case.sheet, model.sheet)
    faults += case.faults_and_unknown_names(*sheets)
    of_model = model.faults_and_unknown_names(*sheets)
    inputs = None
    if case.entry is not None and model.entry is not None and not faults + of_model:
        inputs = Inputs(case.entry, model.entry, case_document, model_doc)
    return _Reading(case_document, inputs, *unknown, faults, of_model)


def _model_document(
    case: Document, model_name: ModelGiven
) -> tuple[Document | None, list[Finding]]:
    """Document of the model in force; None where the case does not properly name one."""
    try:
        if isinstance(model_name, Document):
            return model_name, []
        if model_name is not None:
            return model_document(model_name, Path(), Mark("--model", 1, 1), ""), []
        name = case.data.get("model") if isinstance(case.data, dict) else None
        if isinstance(name, dict):
            return model_within(case), []
        if not isinstance(name, str):
            return None, []
        if not name:
            return None, [case.finding(("model",), "expected the name of a model, got none")]
        place = case.mark(("model",))
        named_in = dotted((*place.below, "model"))
        return model_document(name, Path(case.file).parent, place, named_in), []
    except InputError as error:
        return None, list(error.faults)


def _without_models(case: Document) -> Document:
    """The case without what inspection models that stand in it say; they are read as models."""
    if not isinstance(case.data, dict):
        return case
    phases = case.data.get("phases")
    made = {**case.data, "model": _no_mapping(case.data.get("model"))}
    if "model" not in case.data:
        del made["model"]
    if isinstance(phases, list):
        made["phases"] = [
            {**each, "model": _no_mapping(each["model"])}
            if isinstance(each, dict) and "model" in each
            else each
            for each in phases
        ]
    return replace(case, data=made)


def _no_mapping(model: Any) -> Any:
    return "" if isinstance(model, dict) else model
