"""What cannot be meant, though each entry makes sense by itself: sections held against each other.

The schema has seen to each entry, and names to what they refer to. What is odd but possible is
`warnings.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from crossings.errors import Finding
from crossings.reading import sizing_checks
from crossings.reading.document import DataPath
from crossings.reading.inputs import Inputs

Found = Iterator[tuple[DataPath, str]]


def faults(inputs: Inputs) -> list[Finding]:
    """Faults that only inputs valid by themselves can still have; the case's come first."""
    case, model = inputs.case_document, inputs.model_document
    in_case = [case.finding(*item) for item in _needs_per_nobody(inputs)]
    in_case += [case.finding(*item, key=True) for item in sizing_checks.faults_in_case(inputs)]
    in_model = [model.finding(*item) for item in _use_without_resources(inputs)]
    in_model += [model.finding(*item, key=True) for item in sizing_checks.faults_in_model(inputs)]
    return [*sorted(in_case), *sorted(in_model)]


def _needs_per_nobody(inputs: Inputs) -> Found:
    """Needs per person where no area says how many people it has."""
    if any(area.population is not None for area in inputs.case.areas.values()):
        return
    for g, good in inputs.case.goods.items():
        if good.need.kg_per_person_per_day is not None:
            text = "no area gives a population, so a need per person cannot be counted"
            yield ("goods", g, "need"), text


def _use_without_resources(inputs: Inputs) -> Found:
    """Regimes that the model uses by name where a resource is missing."""
    for c in inputs.case.crossings:
        named = c if c in (inputs.model.use or {}) else "*"
        for position, r in enumerate(inputs.regimes_used(c)):
            missing = inputs.missing_resources(c, r)
            if missing:
                text = f"{r} needs {', '.join(sorted(missing))}, which {c} does not have"
                yield ("use", named, position), text
