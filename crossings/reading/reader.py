"""A case with the model and the changes it is read under, to be read again with others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from crossings.errors import Finding, InputError
from crossings.problem import Problem
from crossings.problem.readable import Settings
from crossings.reading.assembly import problem_of
from crossings.reading.checks import faults, not_foreseen
from crossings.reading.in_force import documents, read_inputs
from crossings.reading.inputs import InForce
from crossings.reading.lists.tables_named import with_named_tables
from crossings.reading.phases import phases_requested
from crossings.reading.warnings import warnings
from crossings.reading.yaml.document import Document, read_document
from crossings.reading.yaml.library import ModelGiven, shipped_document
from crossings.reading.yaml.overrides import Override, changes_of
from crossings.reading.yaml.plain import plain, yaml_text

if TYPE_CHECKING:
    from crossings.analysis.sizing import Sizing
    from crossings.limits.levers import Lever
    from crossings.reading.sensors import Equipment

CaseGiven: TypeAlias = str | Document
"""The path of a case, or what is read of it already."""
_OF_TABLES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".parquet")


def case_document(case: CaseGiven) -> Document:
    """A case as it stands in its file, tables and changes aside."""
    if isinstance(case, str) and Path(case).suffix.lower() in _OF_TABLES:
        text = "a table, and no case: a case is a YAML file, which may name tables (crossings init)"
        raise InputError([Finding(case, 1, 1, "", text)])
    document = read_document(Path(case), case) if isinstance(case, str) else case
    if isinstance(document.data, dict) and {"regimes", "sensors"} & document.data.keys():
        key = "regimes" if "regimes" in document.data else "sensors"
        text = "an inspection model, and no case: give a case, and this after --model"
        raise InputError([document.finding((key,), text, key=True)])
    return document


class CaseReader:
    """A case as its file has it, the model asked for in place of its own, and changes."""

    def __init__(
        self,
        case: Document,
        model: ModelGiven = None,
        changes: Sequence[Override] = (),
        tabled: Document | None = None,
    ) -> None:
        """With what its tables give in it, if they are read already."""
        self.case = case
        self.model = model
        self.changes = tuple(changes)
        if tabled is not None:
            self._with_tables = tabled

    def __getstate__(self) -> dict[str, Any]:
        return {"case": self.case, "model": self.model, "changes": self.changes}

    def __call__(self) -> Problem:
        """The problem, with its warnings; raises `InputError` with every fault found."""
        problem = problem_of(self._phases)
        odd, unforeseen = warnings(self._phases, problem), tuple(not_foreseen(self._phases))
        made = replace(problem, warnings=odd, unforeseen=unforeseen)
        made.read_by(self)
        return made

    def again(self, settings: Settings) -> Problem:
        """The problem with some values changed as well; `model` may be one of them."""
        changes = changes_of(settings)
        names_one = any(each.path == ("model",) for each in changes)
        model = None if names_one else self.model
        return CaseReader(self.case, model, (*self.changes, *changes))()

    def levers(self, problem: Problem) -> tuple[Lever, ...]:
        """Everything in the problem that can be moved."""
        from crossings.reading.levers import levers_of

        return levers_of(self._phases, problem)

    def sizing(self, problem: Problem) -> Sizing:
        """What may be added to the problem, and at what cost; that nothing may is a fault."""
        from crossings.reading.sizing import sizing_of

        sizing = sizing_of(self._phases, problem)
        if not sizing.sites and not sizing.interdictions:
            document = self._phases[0].inputs.case_document
            text = "neither case nor model says what may be added to anything in force"
            raise InputError([document.finding(("sizing",), text, key=True)])
        return sizing

    def equipment(self, *, guarded: bool = True) -> Equipment:
        """The case with the sensors of its model: what its inspection may be designed from."""
        from crossings.reading.sensors import equipment

        return equipment(self._with_tables, self.model, self.changes, guarded=guarded)

    def data(self) -> dict[str, Any]:
        """What a case file that poses the problem says: tables, changes and own models in it.

        An inspection model that is shipped, and unchanged, is named.
        """
        case, model, _, _ = documents(self._with_tables, self.model, self.changes)
        data = {**with_named_tables(case).data, "model": _named(model)}
        phases = [dict(phase) for phase in data.get("phases") or []]
        for number, requested in enumerate(phases_requested(case)):
            naming = [each for each in requested.asked if each.path == ("model",)]
            said = phases[number].pop("model", None)
            if said is not None and self.model is None:
                under = documents(self._with_tables, None, self.changes, naming)
                phases[number]["model"] = _named(under[1])
        made: dict[str, Any] = plain({**data, "phases": phases} if phases else data)
        return made

    def text(self) -> str:
        """The text of that file."""
        return yaml_text(self.data())

    @cached_property
    def _with_tables(self) -> Document:
        return with_named_tables(self.case, self.changes)

    @cached_property
    def _phases(self) -> tuple[InForce, ...]:
        phases = read_inputs(self._with_tables, self.model, self.changes)
        found = faults(phases)
        if found:
            raise InputError(found)
        return phases


def _named(model: Document | None) -> Any:
    """A model as a case names it: the name of a shipped one, else the model itself."""
    assert model is not None  # of a problem that was read
    if not model.shipped:
        return model.data
    name = Path(model.file).stem
    return name if shipped_document(name).data == model.data else model.data
