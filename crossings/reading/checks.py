"""What cannot be meant, though each entry makes sense by itself: sections held against each other.

The schema has seen to each entry, and names to what they refer to. What is odd but possible is
`warnings`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from crossings.errors import Finding
from crossings.reading import sizing_checks
from crossings.reading.assembly import windows_of
from crossings.reading.combinations import in_any
from crossings.reading.inputs import InForce, Inputs
from crossings.reading.joint_tables import faults_of_tables
from crossings.reading.own_limits import faults_of_own, faults_of_phases
from crossings.reading.schema.limits import Limits
from crossings.reading.start_checks import faults_of_start
from crossings.reading.yaml.document import DataPath

Found = Iterator[tuple[DataPath, str]]


def faults(phases: Sequence[InForce]) -> list[Finding]:
    """Faults that only inputs valid by themselves can still have; the case's come first."""
    case = phases[0].inputs.case_document
    phases = in_any(phases)
    found = [fault for phase in phases for fault in _faults(phase.inputs)]
    found += _other_windows(phases)
    found += other_axes(phases)
    found += _own_limits(phases)
    found += [case.finding(*item) for item in faults_of_start(phases)]
    in_case = sorted(fault for fault in found if fault.file == case.file)
    return list(dict.fromkeys([*in_case, *sorted(f for f in found if f.file != case.file)]))


def _faults(inputs: Inputs) -> Iterator[Finding]:
    case, model = inputs.case_document, inputs.model_document
    own = (_needs_per_nobody(inputs), _exports_on_channels(inputs), _counted_twice(inputs),
           _exports_by_area(inputs, inputs.case.limits))  # fmt: skip
    for item in chain.from_iterable(own):
        yield case.finding(*item)
    for item in _exports_by_area(inputs, inputs.model.limits):
        yield model.finding(*item)
    if not inputs.model.regimes:
        text = "lists sensors and no regimes: crossings inspect designs those, for a case"
        yield model.finding(("sensors",), text, key=True)
    for item in chain(faults_of_tables(inputs.model), _use_without_resources(inputs)):
        yield model.finding(*item)
    for item in sizing_checks.faults_in_case(inputs):
        yield case.finding(*item, key=True)
    for item in sizing_checks.faults_in_model(inputs):
        yield model.finding(*item, key=True)


def _other_windows(phases: Sequence[InForce]) -> Iterator[Finding]:
    """Phases in which floors hold over other windows than in the first."""
    key = ("limits", "coverage_window_days")
    windows = windows_of(phases, phases[0])
    for phase in phases:
        if windows_of(phases, phase) != windows:
            here, first = (_window_days(each.inputs) for each in (phase, phases[0]))
            text = f"{key[-1]} holds for the whole horizon: {here} here, {first} in the first phase"
            if phase.inputs.model_document.mark(key).below[:1] == ("phases",):
                yield phase.inputs.model_document.finding(key, text)
            else:
                yield phase.inputs.case_document.finding((*phase.path, "model"), text)


def _own_limits(phases: Sequence[InForce]) -> Iterator[Finding]:
    """Limits of one's own that make no sense here, or change with a phase."""
    horizon = [period for phase in phases for period in phase.periods]
    for phase in phases:
        inputs = phase.inputs
        case, model = inputs.case_document, inputs.model_document
        given = {
            k: v for k, v in inputs.case.limits.own.items() if k not in inputs.model.limits.own
        }
        for item in faults_of_own(inputs, given, horizon):
            yield case.finding(*item)
        for item in faults_of_own(inputs, inputs.model.limits.own, horizon):
            yield model.finding(*item)
    for phase, text in faults_of_phases(phases):
        yield phase.inputs.case_document.finding((*phase.path, "model"), text)


def _window_days(inputs: Inputs) -> str:
    days = inputs.limits().coverage_window_days
    return "each period by itself" if days is None else f"{days.value:g} days"


def _needs_per_nobody(inputs: Inputs) -> Found:
    """Needs per person where no area says how many people it has."""
    if any(area.population is not None for area in inputs.case.areas.values()):
        return
    for g, good in inputs.case.goods.items():
        if good.need.kg_per_person_per_day is not None and good.need.by_date is None:
            text = "no area gives a population, so a need per person cannot be counted"
            yield ("goods", g, "need"), text


def _exports_on_channels(inputs: Inputs) -> Found:
    """Exports that a channel lists: they have no need that anything coming in could meet."""
    for n, channel in inputs.case.informal.items():
        for g in channel.goods:
            if inputs.case.goods[g].category == "export":
                text = "an export; only goods that come in use an informal channel"
                yield ("informal", n, "goods", g), text


def _exports_by_area(inputs: Inputs, limits: Limits) -> Found:
    """Floors by area of exports, which leave in all."""
    goods = inputs.case.goods
    for word, floor in limits.coverage_at_least.items():
        category = goods[word].category if word in goods else word
        if floor.by_area is not None and category == "export":
            text = "an export leaves from no area; expected one number"
            yield ("limits", "coverage_at_least", word, "by_area"), text


def _counted_twice(inputs: Inputs) -> Found:
    """Counts of the same by the same source: beside the plan they would be added up."""
    first: dict[tuple[object, ...], int] = {}
    for n, seen in enumerate(inputs.case.observed):
        what = (seen.crossing, seen.good, seen.category, seen.stage, seen.source)
        k = first.setdefault((*what, seen.from_, seen.to), n)
        if k != n:
            yield ("observed", n), f"the same count by the same source as observed.{k}"


def _use_without_resources(inputs: Inputs) -> Found:
    """Regimes that the model uses by name where a resource is missing."""
    for c in inputs.case.crossings:
        named = c if c in (inputs.model.use or {}) else "*"
        for position, r in enumerate(inputs.regimes_used(c)):
            missing = inputs.missing_resources(c, r)
            if missing:
                text = f"{r} needs {', '.join(sorted(missing))}, which {c} does not have"
                yield ("use", named, position), text


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
