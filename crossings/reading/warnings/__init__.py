"""What is odd but possible: the plan follows, and the planner is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from crossings.errors import Finding
from crossings.problem import Problem
from crossings.reading import own_limits, sizing_checks
from crossings.reading.inputs import InForce, Inputs
from crossings.reading.start_checks import oddities_of_time
from crossings.reading.warnings.left_out import (
    areas_nobody_names,
    areas_without_people,
    crossings_without_resources,
    named_and_lacking,
    needs_left_out,
    quickest_regime_wins,
    set_in_vain,
)
from crossings.reading.warnings.names import crossings_called_alike
from crossings.reading.warnings.oddity import Oddities, Oddity
from crossings.reading.warnings.places import places_exchanged
from crossings.reading.warnings.sizes import dots_for_thousands, odd_amounts, odd_sizes
from crossings.reading.warnings.unserved import (
    areas_nobody_reaches,
    crossings_without_regime,
    crossings_without_traffic,
    goods_nobody_admits,
    goods_nobody_brings,
    need_beyond_every_gate,
    rates_out_of_reach,
)
from crossings.reading.warnings.unused import (
    diversion_of_nothing,
    exports_on_corridors,
    factors_on_nothing,
    pools_checking,
    resources_nobody_uses,
    resources_used,
    stages_nobody_reaches,
    undetected_of_nothing,
)
from crossings.reading.yaml.document import Document
from crossings.wording import listed, span

__all__ = ["warnings"]


def warnings(phases: Sequence[InForce], problem: Problem) -> tuple[Finding, ...]:
    """Everything odd about the inputs of every phase, in the order of the files."""
    first = phases[0].inputs
    in_all = [*_at_times(phases, problem), *need_beyond_every_gate(problem)]
    in_all += [*areas_without_people(problem), *areas_nobody_names(problem, first)]
    in_all += odd_amounts(problem, first)
    findings = [*first.case_document.oddities, *_findings(first, in_all)]
    used = {q for phase in phases for q in resources_used(phase.inputs)}
    checking = {p for phase in phases for p in pools_checking(phase.inputs)}
    for phase, there in zip(phases, problem.phases, strict=True):
        found = [odd for look in _AT_INPUTS for odd in look(phase.inputs)]
        found += resources_nobody_uses(phase.inputs, used, checking)
        found += quickest_regime_wins(problem, there.periods)
        findings += _findings(phase.inputs, found)
    cases = sorted(f for f in findings if f.file == first.case_document.file)
    return tuple(dict.fromkeys([*cases, *sorted(f for f in findings if f not in cases)]))


def _at_times(phases: Sequence[InForce], problem: Problem) -> Oddities:
    """What is odd in some phases or in all; where not in all, with the days on which it is."""
    found: dict[Oddity, list[str]] = {}
    for phase, there in zip(phases, problem.phases, strict=True):
        days = span(problem.periods[there.periods[0]].start, problem.periods[there.periods[-1]].end)
        time = slice(there.periods.start, there.periods.stop)
        for odd in (odd for look in _AT_TIMES for odd in look(problem, time, phase.inputs)):
            found.setdefault(odd, []).append(days)
    for odd, days_odd in found.items():
        always = len(days_odd) == len(phases)
        yield odd if always else replace(odd, text=f"{odd.text} ({listed(days_odd)})")


def _findings(inputs: Inputs, found: Iterable[Oddity]) -> list[Finding]:
    documents: dict[bool, Document] = {False: inputs.case_document, True: inputs.model_document}
    return [documents[odd.in_model].finding(odd.path, odd.text, key=True) for odd in found]


def _sizing_and_own_limits(inputs: Inputs) -> Oddities:
    yield from (Oddity(False, *found) for found in sizing_checks.oddities_in_case(inputs))
    yield from (Oddity(True, *found) for found in sizing_checks.oddities_in_model(inputs))
    yield from (Oddity(*found) for found in own_limits.oddities(inputs))


def _kept_for_no_period(inputs: Inputs) -> Oddities:
    yield from (Oddity(False, *found) for found in oddities_of_time(inputs))


_AT_INPUTS: tuple[Callable[[Inputs], Oddities], ...] = (
    needs_left_out, crossings_without_resources, stages_nobody_reaches, exports_on_corridors,
    named_and_lacking, factors_on_nothing, diversion_of_nothing, undetected_of_nothing,
    _sizing_and_own_limits, _kept_for_no_period, set_in_vain, odd_sizes, places_exchanged,
    dots_for_thousands, crossings_called_alike,
)  # fmt: skip
_AT_TIMES: tuple[Callable[[Problem, slice, Inputs], Oddities], ...] = (
    goods_nobody_admits, goods_nobody_brings, crossings_without_traffic, crossings_without_regime,
    areas_nobody_reaches, rates_out_of_reach,
)  # fmt: skip
