"""The guarantee of what is detected, held against phases and futures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crossings.errors import Finding
from crossings.reading.inputs import InForce, Inputs

GUARANTEE = ("limits", "detection_for_every")


def _finding(inputs: Inputs, step: str, text: str) -> Finding:
    """Said of a key of the guarantee, in the file that has the one in force."""
    document = inputs.model_document if in_model(inputs) else inputs.case_document
    return document.finding((*GUARANTEE, step), text)


def in_model(inputs: Inputs) -> bool:
    """Whether the model gives the guarantee that is in force."""
    return GUARANTEE[1] in inputs.model.limits.model_fields_set


def other_axes(phases: Sequence[InForce]) -> Iterator[Finding]:
    """Phases in which the guarantee holds for other axes than in the first that has one."""
    first: str | None = None
    for phase in phases:
        guarantee = phase.inputs.limits().detection_for_every
        if guarantee is None:
            continue
        first = guarantee.axes if first is None else first
        if guarantee.axes != first:
            text = "crossing, good and period hold for the whole horizon; its rate may change"
            yield _finding(phase.inputs, "rate", text)


def not_foreseen(phases: Sequence[InForce]) -> Iterator[Finding]:
    """What no rule can keep in a future, since it sees no later period."""
    for phase in phases:
        guarantee = phase.inputs.limits().detection_for_every
        if guarantee is not None and not guarantee.period:
            text = (
                "false: over the horizon in all, which nobody can keep to in a future whose later"
            )
            yield _finding(phase.inputs, "period", f"{text} periods are not known; leave it true")
            return
