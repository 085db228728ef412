"""The `sizing` blocks of a case and its models turned into a `Sizing`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from crossings.analysis.sizing import Interdiction, Post, Site, Sizing, Supply
from crossings.problem import Evidence, Floats, Problem
from crossings.reading.inputs import InForce, evidence_of, quantities_of
from crossings.reading.schema.case import Crossing, Pool
from crossings.reading.schema.quantity import Quantity
from crossings.reading.schema.sizing import Growth, HoursOptions, LimitSizing, SizingEntry
from crossings.reading.sizing_checks import steps_of
from crossings.reading.yaml.document import DataPath

_BY_NAME = ("crossings", "pools", "informal", "limits")


def sizing_of(phases: Sequence[InForce], problem: Problem) -> Sizing:
    """What may be added to `problem`; nothing where no file has a `sizing` block.

    Units and hours of today are those of each phase. Costs of longer hours are counted over those
    of the first phase that knows the pool, or the crossing's resources.
    """
    blocks = _blocks(phases)
    each = [phase for phase in phases for _ in phase.periods]
    parts = [
        *_crossings(each, problem, blocks),
        *_pools(each, problem, blocks),
        *_limits(problem, blocks),
    ]
    posts = [(s, *post) for s, part in enumerate(parts) for post in part.posts]

    def by_period(columns: Sequence[Sequence[float]]) -> Floats:
        """(T, ·) Numbers of each part in every period."""
        return np.array(columns, dtype=np.float64).reshape(len(columns), len(each)).T

    return Sizing(
        problem=replace(problem, evidence=problem.evidence + _evidence(blocks)),
        sites=tuple(part.site for part in parts),
        posts=tuple(_post(s, q, there, growth) for s, q, there, growth in posts),
        utilisation=by_period([part.utilisation for part in parts]),
        hours=by_period([part.hours for part in parts]),
        units=by_period([there for _, _, there, _ in posts]),
        interdictions=tuple(_interdictions(problem, blocks)),
        currency=_first(blocks, "currency"),
        costs_over=_first(blocks, "costs_over"),
        budget_steps=tuple(step.value for step in _first(blocks, "budget_steps") or ()),
    )


@dataclass(frozen=True)
class _Part:
    """A site and its posts: resource, units there, growth. Lists have a number for each period."""

    site: Site
    utilisation: list[float]
    hours: list[float]
    posts: list[tuple[str, Sequence[float], Growth | LimitSizing | None]]


def _crossings(
    phases: Sequence[InForce], problem: Problem, blocks: Sequence[_Block]
) -> Iterator[_Part]:
    """Crossings that may grow, with all that they have: longer hours are for everything there."""
    growing = _by_name(blocks, "crossings")
    for c, crossing in enumerate(problem.crossings):
        growth = growing.get(crossing.id, growing.get("*"))
        known = [phase.inputs.case.crossings[crossing.id] for phase in phases]
        first = next((each for each in known if each.resources), None)
        if growth is None or first is None or not (growth.resources or growth.hours_per_day):
            continue
        yield _Part(
            _site(c, None, first, growth.hours_per_day),
            [each.utilisation.value for each in known],
            [each.hours_per_day.value for each in known],
            [
                (
                    q,
                    [_units((each.resources or {}).get(q)) for each in known],
                    growth.resources.get(q),
                )
                for q in first.resources or {}
            ],
        )


def _pools(
    phases: Sequence[InForce], problem: Problem, blocks: Sequence[_Block]
) -> Iterator[_Part]:
    """Pools that may grow, in whichever phases they are known."""
    growing = _by_name(blocks, "pools")
    for p, name in enumerate(problem.pools):
        known = [phase.inputs.pools().get(name) for phase in phases]
        first = next((each for each in known if each is not None), None)
        if first is not None and name in growing:
            yield _Part(
                _site(None, p, first, growing[name].hours_per_day),
                [1.0] * len(known),
                [0.0 if each is None else each.hours_per_day.value for each in known],
                [(name, [_units(each.units if each else None) for each in known], growing[name])],
            )


def _limits(problem: Problem, blocks: Sequence[_Block]) -> Iterator[_Part]:
    """Limits of one's own that may allow more, in the periods that have a bound."""
    growing = _by_name(blocks, "limits")
    periods = range(len(problem.periods))
    for own in problem.own_limits:
        if own.id in growing and own.sense == "at most":
            bounded = (own.span.start,) if own.total else own.span
            allowed = problem.own_rate[:, own.column].tolist()
            yield _Part(
                Site(None, None, (0.0,), 0.0, own.column),
                [1.0] * len(periods),
                [0.0] * len(periods),
                [(own.id, [allowed[t] if t in bounded else math.nan for t in periods],
                  growing[own.id])],
            )  # fmt: skip


def _interdictions(problem: Problem, blocks: Sequence[_Block]) -> Iterator[Interdiction]:
    """Informal channels of which more may be stopped than in the first period."""
    named = _by_name(blocks, "informal")
    for n, channel in enumerate(problem.channels):
        if channel.id in named:
            today = float(problem.informal_interdicted[0, n])
            options = {each.share.value: each.cost.value for each in named[channel.id].interdicted}
            more = sorted(share for share in options if share > today)
            yield Interdiction(n, (today, *more), (0.0, *(options[share] for share in more)))


@dataclass(frozen=True)
class _Block:
    """A `sizing` block and where it stands."""

    path: DataPath
    entry: SizingEntry


def _blocks(phases: Sequence[InForce]) -> list[_Block]:
    """Blocks, each winning over those behind it: the model's, the case's, later phases' models'."""
    models = [_Block(("model", "sizing"), phases[0].inputs.model.sizing)]
    for phase in phases[1:]:
        entry = phase.inputs.model.sizing
        if all(entry != block.entry for block in models):
            models.append(_Block((*phase.path, "model", "sizing"), entry))
    case = _Block(("sizing",), phases[0].inputs.case.sizing)
    return [models[0], case, *models[1:]]


def _by_name(blocks: Sequence[_Block], key: str) -> dict[str, Any]:
    """Crossings, pools or informal channels of all blocks by name."""
    named: dict[str, Any] = {}
    for block in blocks:
        named = {**getattr(block.entry, key), **named}
    return named


def _first(blocks: Sequence[_Block], key: str) -> Any:
    """What the first block that gives a key says; None where none does."""
    given = (getattr(b.entry, key) for b in blocks if key in b.entry.model_fields_set)
    return next(given, None)


def _site(
    c: int | None, p: int | None, standing: Crossing | Pool, hours: HoursOptions | None
) -> Site:
    today = standing.hours_per_day.value
    options = sorted({option.value for option in hours.options}) if hours else []
    choices = (today, *(option for option in options if option > today))
    return Site(c, p, choices, hours.cost_per_hour.value if hours else 0.0)


def _post(s: int, q: str, there: Sequence[float], growth: Growth | LimitSizing | None) -> Post:
    units = next((number for number in there if math.isfinite(number)), 0.0)
    if growth is None:
        return Post(s, q, units, 0, (), 0.0)
    if isinstance(growth, LimitSizing):
        step = int(growth.step.value)
        most = step * steps_of(growth, units)
        return Post(s, q, units, most, (Supply(None, most, growth.cost.value),), 0.0, step)
    supplies = [
        Supply(name, int(offer.units.value), _cost(offer.cost or growth.cost))
        for name, offer in growth.offers.items()
    ]
    most = sum(supply.units for supply in supplies)
    if growth.at_most is not None:
        ceiling = max(0, math.floor(growth.at_most.value - units))
        most = min(most, ceiling) if supplies else ceiling
    anyone = [] if supplies else [Supply(None, most, _cost(growth.cost))]
    return Post(s, q, units, most, (*supplies, *anyone), growth.cost_per_hour.value)


def _cost(cost: Quantity | None) -> float:
    return 0.0 if cost is None else cost.value


def _units(units: Quantity | None) -> float:
    """Units there in a phase; nan where the resource is not, or its number is unknown."""
    return math.nan if units is None else units.value


def _evidence(blocks: Sequence[_Block]) -> tuple[Evidence, ...]:
    """Every number of what is in force of the blocks."""
    rows = []
    seen: set[DataPath] = set()
    for block in blocks:
        mine: set[DataPath] = set()
        for path, quantity, default in quantities_of(block.entry):
            place = path[:2] if path[0] in _BY_NAME else path[:1]
            mine.add(place)
            if place not in seen:
                rows.append(evidence_of((*block.path, *path), quantity, default))
        seen |= mine
    return tuple(rows)
