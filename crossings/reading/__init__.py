"""From files to a `Problem`: everything left of the one noun in the middle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from crossings.errors import Finding, InputError
from crossings.problem import Problem
from crossings.reading.in_force import read_inputs
from crossings.reading.lists.tables_named import with_named_tables
from crossings.reading.reader import CaseGiven, CaseReader, case_document
from crossings.reading.schema.case import Case
from crossings.reading.schema.models import InspectionModel
from crossings.reading.schema.references import Sheet
from crossings.reading.yaml.document import Document, read_document
from crossings.reading.yaml.library import ModelGiven, shipped_models
from crossings.reading.yaml.overrides import OPTION, SETTINGS, Override, with_model_overrides
from crossings.reading.yaml.plain import refitted
from crossings.reading.yaml.validation import validated
from crossings.wording import counted, listed

if TYPE_CHECKING:
    from crossings.counts import TruckList
    from crossings.reading.lists.truck_lists import Requested
    from crossings.reading.lists.truck_rows import Known
    from crossings.reading.sensors import Equipment

__all__ = [
    "checked", "known_in", "read_document", "read_equipment", "read_equipment_beside",
    "read_problem", "read_under", "refitted", "shipped_models",
]  # fmt: skip


def read_problem(
    case: CaseGiven, model: ModelGiven = None, overrides: Sequence[Override] = ()
) -> Problem:
    """The problem that the case file `case` poses, with its warnings.

    `model` swaps the inspection model (a shipped one's name, or a path); `overrides` change single
    values first. Raises `InputError` with every fault found.
    """
    return CaseReader(case_document(case), model, overrides)()


def read_under(
    case: CaseGiven, models: Iterable[ModelGiven], overrides: Sequence[Override] = ()
) -> Iterator[Problem]:
    """The same case under one model after the other; None stands for its own.

    A change of the model is made under every model that has what it changes; that none has it is a
    fault.
    """
    document, models = case_document(case), list(models)
    tabled = with_named_tables(document, overrides)  # read once
    for model, made in zip(models, _made_under(tabled, models, overrides), strict=True):
        yield CaseReader(document, model, made, tabled)()


def read_equipment(
    case: CaseGiven,
    model: ModelGiven = None,
    overrides: Sequence[Override] = (),
    *,
    guarded: bool = True,
) -> Equipment:
    """The case with the sensors of its model: what its inspection may be designed from.

    Where it is to be `guarded`, that no limit is on what passes is a fault too.
    """
    try:
        return CaseReader(case_document(case), model, overrides).equipment(guarded=guarded)
    except InputError as error:
        raise InputError([_after_sensors(fault) for fault in error.faults]) from None


def _after_sensors(fault: Finding) -> Finding:
    """A fault of the model asked for, which lists sensors: that has an option of its own."""
    return replace(fault, file="--sensors") if fault.file == "--model" else fault


def read_equipment_beside(
    case: CaseGiven, sensors: ModelGiven, overrides: Sequence[Override] = ()
) -> Equipment:
    """As `read_equipment`, beside the models that a case is put under.

    What is set of those is not of the one that lists `sensors`, and no limit has to be on what
    passes.
    """
    own = [each for each in overrides if each.path[0] != "model"]
    return read_equipment(case, sensors, own, guarded=False)


def known_in(case: str) -> Known:
    """Crossings and goods that a case names, whatever it says was observed.

    Its own counts are left aside: they may be in a table that is only now to be made.
    Raises `InputError` with the faults of the case.
    """
    document = read_document(Path(case), case)
    if isinstance(document.data, dict):
        seen = {key: value for key, value in document.data.items() if key != "observed"}
        document = replace(document, data=seen)
    document = with_named_tables(document)
    from crossings.reading.lists.truck_lists import known_of

    return known_of(document.data, CaseReader(document)().files)


def truck_lists(asked: Sequence[Requested], known: Known | None = None) -> list[TruckList]:
    """Published lists of trucks, read for the crossings and goods that are known; None: for none.

    Raises `InputError` with the faults of every list of which nothing can be read.
    """
    from crossings.reading.lists.truck_lists import KNOWING_NOTHING, told_apart, truck_list

    known = KNOWING_NOTHING if known is None else known
    lists: list[TruckList] = []
    found: list[Finding] = []
    for each in asked:
        try:
            lists.append(truck_list(each, known))
        except InputError as error:
            found += error.faults
    if found:
        raise InputError(found)
    return told_apart(lists)


def _made_under(
    case: Document, models: Sequence[ModelGiven], overrides: Sequence[Override]
) -> list[list[Override]]:
    """For each model, the changes that lead somewhere under it."""
    of_model = [n for n, override in enumerate(overrides, start=1) if override.for_model]
    if len(models) == 1 or not of_model:
        return [list(overrides)] * len(models)
    lost: list[set[int]] = []
    for model in models:
        try:
            read_inputs(case, model, overrides)
        except InputError as error:
            lost.append({each.line for each in error.faults if each.file in (OPTION, SETTINGS)})
        else:
            lost.append(set())
    everywhere = set.intersection(*lost)
    return [
        [
            override
            for n, override in enumerate(overrides, start=1)
            if n not in of_model or n not in nowhere or n in everywhere
        ]
        for nowhere in lost
    ]


A_CASE = "a valid case"
"""How the line on a file begins that is no inspection model."""


def checked(
    path: str, model: str | None = None, overrides: Sequence[Override] = ()
) -> tuple[str, tuple[Finding, ...]]:
    """What a valid file holds, in a line, and its warnings; a file with regimes is a model.

    Raises `InputError` with every fault found.
    """
    document = read_document(Path(path), path)
    if isinstance(document.data, dict) and "regimes" in document.data:
        policy = _checked_model(document, overrides)
        return f"a valid inspection model, {counted(len(policy.regimes), 'regime')}", ()
    problem = CaseReader(document, model, overrides)()
    parts = [
        counted(len(problem.areas), "area"),
        counted(len(problem.goods), "good"),
        counted(len(problem.crossings), "crossing"),
        counted(len(problem.periods), "period"),
    ]
    if len(problem.phases) > 1:
        parts.append(counted(len(problem.phases), "phase"))
    under = listed(list(dict.fromkeys(phase.model.path for phase in problem.phases)))
    return f"{A_CASE}, {', '.join(parts)}, under {under}", problem.warnings


def _checked_model(document: Document, overrides: Sequence[Override]) -> InspectionModel:
    """An inspection model that makes sense by itself; it may cite none but its own sources.

    Pools, and limits of one's own, may be those of the case that it will serve.
    """
    document, unknown = with_model_overrides(document, overrides)
    model = validated(document, InspectionModel)
    any_case = Sheet(Case, {}, [("pools",), ("limits", "own")])
    found = sorted([*unknown, *model.faults_and_unknown_names(model.sheet, any_case)])
    if model.entry is None or found:
        raise InputError(found)
    return model.entry
