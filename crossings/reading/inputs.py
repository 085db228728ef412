"""A case and its inspection model, read and valid, side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crossings.problem import Evidence, Period
from crossings.reading.schema.case import Case, Pool
from crossings.reading.schema.entry import Entry
from crossings.reading.schema.limits import Limits
from crossings.reading.schema.models import InspectionModel
from crossings.reading.schema.quantity import Bare, Quantity
from crossings.reading.schema.uncertainty import Uncertainty
from crossings.reading.yaml.document import DataPath, Document, dotted

_NOT_OF_THE_PLAN = ("observed", "phases", "sizing", "tested", "uncertainty")


def _of_the_plan(path: DataPath) -> bool:
    """Whether a plan rests on a number within its file, if that is in force."""
    paced = path[0] == "uncertainty" and path[1] == "throughput" and path[3] == "weekdays"
    return paced or (path[0] not in _NOT_OF_THE_PLAN and "location" not in path)


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

    def resource_names(self) -> dict[str, str]:
        """Names of resources and pools: the case's before the model's, a pool's own last."""
        named = (self.pools(), self.model.resources, self.case.resources)
        return {q: each.name for those in named for q, each in those.items() if each.name}

    def limits(self) -> Limits:
        """Limits in force: the case's, and the model's over them by top key; own ones by name."""
        model = self.model.limits
        mine = {name: getattr(model, name) for name in model.model_fields_set}
        mine["own"] = {**self.case.limits.own, **model.own}
        return self.case.limits.model_copy(update=mine)

    def uncertainty(self) -> Uncertainty:
        """What is uncertain: the case's entries, and the model's over them, entry by entry."""
        case, model = self.case.uncertainty, self.model.uncertainty
        entries = ("closures", "throughput", "need", "supply")
        both: dict[str, Any] = {
            name: {**getattr(case, name), **getattr(model, name)} for name in entries
        }
        decides = model if "ranges" in model.model_fields_set else case
        return Uncertainty.model_construct(**both, ranges=decides.ranges)

    def at(self, path: str) -> Any:
        """What is in force at a path as `--set` takes it; None where nothing is given."""
        steps = path.split(".")
        found: Any = self.model if steps[0] == "model" and len(steps) > 1 else self.case
        for step in steps[found is self.model :]:
            if isinstance(found, list):
                found = found[int(step)] if step.isdecimal() and int(step) < len(found) else None
            else:
                found = found.get(step) if isinstance(found, dict) else getattr(found, step, None)
            if found is None:
                return None
        return found

    def number(self, path: str) -> Quantity | None:
        """The number at a path as `--set` takes it; None where none is given."""
        found = self.at(path)
        found = found.alone if isinstance(found, Bare) else found
        return found if isinstance(found, Quantity) else None

    def missing_resources(self, crossing: str, regime: str) -> set[str]:
        """Resources that a regime needs and a crossing lacks; none where its own are unknown."""
        there = self.case.crossings[crossing].resources
        if there is None:
            return set()
        return self.model.resources_of(regime) - set(there) - set(self.pools())

    def regimes_named(self, crossing: str) -> list[str] | None:
        """Regimes that `use` names for a crossing; None where it leaves them to their resources."""
        use = self.model.use
        return None if use is None else use.get(crossing, use.get("*", []))

    def regimes_used(self, crossing: str) -> list[str]:
        """Regimes that the model uses at a crossing: those named, else all that can be.

        Every one has its resources there: `checks.py` sees to it.
        """
        named = self.regimes_named(crossing)
        if named is None:
            return [r for r in self.model.regimes if not self.missing_resources(crossing, r)]
        return named

    def quantities(self) -> Iterator[tuple[DataPath, Quantity, bool]]:
        """Every number in force: its path (`model.…` for the model's), itself, is it a default."""
        for path, quantity, default in quantities_of(self.case):
            if _of_the_plan(path) and not self.replaces(path):
                yield path, quantity, default
        for path, quantity, default in quantities_of(self.model):
            if _of_the_plan(path):
                yield ("model", *path), quantity, default

    def replaces(self, path: DataPath) -> bool:
        """Whether the model's own holds in the place of what the case has at `path`."""
        section, name, *more = *path, ""
        limits = self.model.limits
        given: dict[str | int, Collection[str]] = {
            "pools": self.model.pools,
            "limits": limits.own if name == "own" else limits.model_fields_set,
            "uncertainty": self.model.uncertainty.throughput if name == "throughput" else (),
        }
        return (more[0] if name in ("own", "throughput") else name) in given.get(section, ())

    def uncertain_quantities(self) -> Iterator[tuple[DataPath, Quantity, bool]]:
        """Every number that says how uncertain something is, and that no plan rests on."""
        for path, quantity, default in quantities_of(self.case.uncertainty, ("uncertainty",)):
            _, section, name, *_ = path
            known = _of_the_plan(path) or name in getattr(self.model.uncertainty, str(section))
            if not known:
                yield path, quantity, default
        yield from quantities_of(self.case.phases, ("phases",))
        for path, quantity, default in quantities_of(self.model.uncertainty, ("uncertainty",)):
            if not _of_the_plan(path):
                yield ("model", *path), quantity, default

    def place_of(self, path: DataPath, model: DataPath) -> DataPath:
        """Where a number of `quantities()` stands: in the case, below `model`, or in a phase."""
        for_model = path[0] == "model"
        document = self.model_document if for_model else self.case_document
        below = document.mark(path[1:] if for_model else path).below
        if below[:1] == ("phases",):
            return (*below, *(path[1:] if for_model else path))
        return (*model, *path[1:]) if for_model else path


@dataclass(frozen=True)
class InForce:
    """Inputs, the periods in which they are in force, and what the phase changed that began them.

    `path` leads to the phase in the case; it is empty for what the case says of itself.
    """

    inputs: Inputs
    periods: tuple[Period, ...]
    path: DataPath = ()
    changes: tuple[str, ...] = ()
    sets: frozenset[str] = frozenset()
    """Paths whose numbers the phase gives itself."""
    before: Inputs | None = None
    """Inputs in force before it, or those of the case itself; None where nothing is before it."""

    @property
    def probability(self) -> float:
        """How likely it comes about."""
        said = self.inputs.case.phases[int(str(self.path[1]))].probability if self.path else None
        return 1.0 if said is None else said.value


def numbers_in_force(phases: Sequence[InForce]) -> Iterator[tuple[int, DataPath, Quantity, bool]]:
    """Every number in force: position of its phase, what it is called, itself, is it a default.

    It is called by the path that `--set` takes. What a phase gives itself, by `set` or by a model
    of its own, is called `phases.N.set.…`; all else has one name in every phase, and one value.
    """
    # What stands before a path in each model's file.
    models: dict[tuple[str, DataPath], DataPath] = {}
    for position, phase in enumerate(phases):
        document = phase.inputs.model_document
        own = (*phase.path, "set", "model") if models else ("model",)
        under = models.setdefault((document.file, document.within), own)
        for path, quantity, default in phase.inputs.quantities():
            if position and "uncertainty" in path[:2]:
                continue  # that of the first phase holds throughout
            yield position, phase.inputs.place_of(path, under), quantity, default


def evidence_of(place: DataPath, quantity: Quantity, default: bool) -> Evidence:
    """A number as a result tells what it rests on."""
    low, high = quantity.range or (None, None)
    kept = (quantity.source, quantity.confidence, default, quantity.note)
    return Evidence(dotted(place), quantity.value, low, high, *kept)


def quantities_of(
    value: Any, path: DataPath = (), default: bool = False
) -> Iterator[tuple[DataPath, Quantity, bool]]:
    """Every number below `value`: its path, itself, and whether it is a default."""
    if isinstance(value, Quantity):
        yield path, value, default
    elif isinstance(value, Bare) and value.alone is not None:
        yield path, value.alone, default
    elif isinstance(value, Entry):
        for name, field in type(value).model_fields.items():
            inside = getattr(value, name)
            assumed = default or name not in value.model_fields_set
            yield from quantities_of(inside, (*path, field.alias or name), assumed)
    elif isinstance(value, (dict, list)):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for step, inside in pairs:
            yield from quantities_of(inside, (*path, step), default)
