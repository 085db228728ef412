"""What inspection may be designed from: the sensors of a model, and the case that it is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crossings.errors import Finding, InputError
from crossings.inspection import Sensor
from crossings.limits import limits_of
from crossings.problem import Problem
from crossings.reading.assembly import problem_of
from crossings.reading.checks import faults
from crossings.reading.in_force import read_inputs
from crossings.reading.inputs import InForce
from crossings.reading.joint_tables import sensors_of
from crossings.reading.schema.models import InspectionModel, Regime
from crossings.reading.yaml.document import Document
from crossings.reading.yaml.library import ModelGiven
from crossings.reading.yaml.overrides import Override
from crossings.reading.yaml.plain import plain, yaml_text

_UNUSED = "unexamined"
_UNGUARDED = (
    "without a limit on contraband or on what is detected, the best is to inspect nothing: give "
    "one, e.g. --set limits.detection_rate_at_least=0.8, and the threat rate of some good; or "
    "--set limits.detection_for_every=0.8, which needs none"
)


@dataclass(frozen=True, eq=False)
class Equipment:
    """A case, and the sensors that its inspection may be designed from."""

    problem: Problem
    """The case with a regime for each sensor, which uses it once, and a last one that uses none."""
    sensors: tuple[Sensor, ...]
    given: Mapping[str, Any]
    """The model that lists the sensors, as it stands in its file."""

    def model(self, regimes: Mapping[str, Any], title: str, description: str) -> str:
        """The text of a model file with `regimes` in the place of its own, if it had any."""
        kept = {
            key: value
            for key, value in self.given.items()
            if key not in ("title", "description", "regimes", "use")
        }
        made = plain({"title": title, "description": description, "regimes": regimes, **kept})
        return yaml_text(made)


def equipment(
    case: Document, model: ModelGiven, overrides: Sequence[Override], *, guarded: bool = True
) -> Equipment:
    """A case and the sensors of its model.

    Raises `InputError` where the model lists no sensors, or nothing can be designed for the case;
    where it is to be `guarded`, also if nothing limits what passes.
    """
    phases = read_inputs(case, model, overrides)
    found = list(dict.fromkeys(_unfit(phases)))
    if found:
        raise InputError(found)
    seeded = [_seeded(phase) for phase in phases]
    found = faults(seeded)
    if found:
        raise InputError(found)
    problem = problem_of(seeded)
    guards = (limit for limit in limits_of(problem) if limit.guards)
    if guarded and not any(limit.has_row(problem).any() for limit in guards):
        document = phases[0].inputs.case_document
        raise InputError([document.finding(("limits",), _UNGUARDED, key=True)])
    made = tuple(sensors_of(phases[0].inputs.model).values())
    given = phases[0].inputs.model_document.data
    assert isinstance(given, dict)  # a model that is valid
    return Equipment(problem, made, given)


def _unfit(phases: Sequence[InForce]) -> Iterator[Finding]:
    first = phases[0].inputs.model
    for phase in phases:
        model, document = phase.inputs.model, phase.inputs.model_document
        if not model.sensors:
            yield document.finding(("title",), "lists no sensors to design inspection from")
        elif _read_by(model) != _read_by(first):
            text = "its phases have other sensors; inspection is designed from the same throughout"
            yield document.finding(("sensors",), text, key=True)
        for name, own in phase.inputs.limits().own.items():
            if own.each.regimes is not None:
                text = f"the limit {name} counts regimes by name, and those are only now designed"
                yield phase.inputs.case_document.finding(("limits",), text, key=True)


def _read_by(model: InspectionModel) -> dict[str, Any]:
    """What sensors read of a load, by themselves and together."""
    return {name: (each.curve, each.depends_on) for name, each in model.sensors.items()}


def _seeded(phase: InForce) -> InForce:
    model = phase.inputs.model
    regimes = {
        name: Regime.model_validate(
            {"start": "use", "stages": {"use": {"sensor": name, "on_alarm": "release"}}}
        ).model_copy(update={"fill": each.fill})
        for name, each in model.sensors.items()
    }
    idle = {"start": "pass", "stages": {"pass": {"on_alarm": "release"}}}
    regimes["-".join([_UNUSED, *regimes])] = Regime.model_validate(idle)
    inputs = replace(phase.inputs, model=model.model_copy(update={"regimes": regimes, "use": None}))
    return replace(phase, inputs=inputs)
