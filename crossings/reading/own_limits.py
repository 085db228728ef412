"""Limits of one's own: from keys of files to weights, dates and bounds, and what is wrong there.

What counts is held against the axes of its flow, and dates against the periods of the horizon.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import numpy as np

from crossings.limits.own import AXES
from crossings.problem import Floats, Period
from crossings.problem import OwnLimit as Own
from crossings.reading.given import Axes
from crossings.reading.inputs import InForce, Inputs
from crossings.reading.schema.own import Each, OwnLimit
from crossings.reading.schema.quantity import Quantity
from crossings.reading.yaml.document import DataPath
from crossings.reading.yaml.spelling import one_of
from crossings.wording import listed

_LETTER = {"corridors": "o", "crossings": "c", "goods": "g", "regimes": "r", "areas": "a"}
_PER_DAY = "_per_day"
Found = Iterator[tuple[DataPath, str]]


def own_limits(phases: Sequence[InForce], axes: Axes) -> tuple[Own, ...]:
    """Each bound of limits of one's own: what it counts, and between which dates."""
    horizon = tuple(period for phase in phases for period in phase.periods)
    bounds = [
        (name, limit, bound)
        for name, limit in phases[0].inputs.limits().own.items()
        for bound in limit.bounds
    ]
    return tuple(
        Own(
            name, bound, limit.name or name, limit.of, "at most" if "most" in bound else "at least",
            column, _span(limit, horizon), not bound.endswith(_PER_DAY) and limit.of != "stock",
            limit.unit, _weights(limit, axes), _export_weights(limit, axes),
        )
        for column, (name, limit, bound) in enumerate(bounds)
    )  # fmt: skip


def own_days(
    phases: Sequence[InForce], axes: Axes, open_days: Mapping[tuple[str, ...], Floats]
) -> Floats:
    """(T, K) Days that count; `open_days` (T,) are of crossings, corridors and routes.

    They are called by letter and id; routes are those with days of their own.
    """
    limits = phases[0].inputs.limits().own
    days = np.array([period.days for phase in phases for period in phase.periods], dtype=np.float64)
    made = np.ones((len(days), len(axes.own)))
    for k, own in enumerate(axes.own):
        if own.total or own.of == "stock":
            continue
        made[:, k] = days
        if limits[own.id].per == "open_day":
            made[:, k] = next(open_days[x] for x in _picked(limits[own.id]) if x in open_days)
    return made


def _span(limit: OwnLimit, horizon: Sequence[Period]) -> range:
    start = limit.from_ or horizon[0].start
    end = limit.to or horizon[-1].end
    inside = [t for t, each in enumerate(horizon) if start <= each.start and each.end <= end]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def _picked(limit: OwnLimit) -> Iterator[tuple[str, ...]]:
    """The one corridor, else the one route, else the one crossing, whose open days count."""
    if limit.corridors is not None and len(limit.corridors) == 1:
        yield "o", limit.corridors[0]
    for crossing in limit.crossings or ():
        if limit.areas is not None and len(limit.areas) == 1:
            yield "c", crossing, limit.areas[0]
        yield "c", crossing


def _weights(limit: OwnLimit, axes: Axes) -> Floats:
    """What a truckload counts for, by the axes of its flow."""
    made = np.ones([len(axes.ids[letter]) for letter in AXES[limit.of]])
    for name, letter in _LETTER.items():
        if letter in AXES[limit.of]:
            counted = _counted(limit, axes, name, letter) * _of_axis(limit.each, axes, name, letter)
            made = made * counted.reshape([-1 if x == letter else 1 for x in AXES[limit.of]])
    if limit.each.routes is not None:
        table = np.array([
            [_value(limit.each.routes.get(c, {}).get(a), limit.each) for a in axes.ids["a"]]
            for c in axes.ids["c"]
        ]).reshape(len(axes.ids["c"]), len(axes.ids["a"]))  # fmt: skip
        made = made * table[:, None, :]
    if not limit.each.named and limit.each.others is not None:
        made = made * limit.each.others.value
    inbound = np.array([not good.is_export for good in axes.goods], dtype=np.float64)
    if limit.of not in ("presented", "released"):
        made = made * inbound.reshape([-1 if x == "g" else 1 for x in AXES[limit.of]])
    return made


def _export_weights(limit: OwnLimit, axes: Axes) -> Floats | None:
    """(G,) What a truckload of exports met counts for; None where none of them counts."""
    if limit.of != "met" or limit.areas is not None or limit.each.areas is not None:
        return None
    counted = _counted(limit, axes, "goods", "g") * _of_axis(limit.each, axes, "goods", "g")
    if not limit.each.named and limit.each.others is not None:
        counted = counted * limit.each.others.value
    return counted * np.array([good.is_export for good in axes.goods], dtype=np.float64)


def _counted(limit: OwnLimit, axes: Axes, name: str, letter: str) -> Floats:
    """1 for what counts along an axis, 0 for all else."""
    if letter == "g":
        if limit.goods is None and limit.categories is None:
            return np.ones(len(axes.goods))
        return np.array(
            [
                float(good.id in (limit.goods or ()) or good.category in (limit.categories or ()))
                for good in axes.goods
            ]
        )
    picked = getattr(limit, name)
    return np.array([float(picked is None or each in picked) for each in axes.ids[letter]])


def _of_axis(each: Each, axes: Axes, name: str, letter: str) -> Floats:
    """What a truckload counts for along an axis."""
    by_id = getattr(each, name)
    made = np.ones(len(axes.ids[letter]))
    if by_id is not None:
        made *= [_value(by_id.get(x), each) for x in axes.ids[letter]]
    if letter == "g" and each.categories is not None:
        by_category = {str(name): given for name, given in each.categories.items()}
        made *= [_value(by_category.get(good.category), each) for good in axes.goods]
    return made


def _value(given: Quantity | None, each: Each) -> float:
    if given is not None:
        return given.value
    return 0.0 if each.others is None else each.others.value


def faults_of_own(
    inputs: Inputs, limits: Mapping[str, OwnLimit], horizon: Sequence[Period]
) -> Found:
    """What is wrong with each of some limits of one's own, and where below it."""
    for name, limit in limits.items():
        at: DataPath = ("limits", "own", name)
        found = (_foreign_axes(limit), _unknown_regimes(inputs, limit), _forms(limit),
                 _dates(limit, horizon))  # fmt: skip
        yield from (((*at, *path), text) for path, text in chain.from_iterable(found))


def _foreign_axes(limit: OwnLimit) -> Found:
    """Axes that the flow has not."""
    letters = AXES[limit.of]
    has = [name for name, letter in _LETTER.items() if letter in letters] + ["categories"]
    text = f"{limit.of} cannot be told apart by {{}}; it can by {listed(has)}"
    for name, letter in _LETTER.items():
        if letter not in letters:
            if getattr(limit, name) is not None:
                yield (name,), text.format(name)
            if getattr(limit.each, name) is not None:
                yield ("each", name), text.format(name)
    if limit.each.routes is not None and not {"c", "a"} <= set(letters):
        yield ("each", "routes"), text.format("routes")


def _unknown_regimes(inputs: Inputs, limit: OwnLimit) -> Found:
    """Regimes that the model in force does not have: they are named in another file."""
    known = list(inputs.model.regimes)
    for place, name in enumerate(limit.regimes or ()):
        if name not in known:
            yield ("regimes", place), f"no regime is called {name}{one_of(name, known)}"
    for name in limit.each.regimes or ():
        if name not in known:
            yield ("each", "regimes", name), f"no regime is called {name}{one_of(name, known)}"


def _forms(limit: OwnLimit) -> Found:
    """Bounds by day of a level, and open days of nothing in particular."""
    by_day = [bound for bound in limit.bounds if bound.endswith(_PER_DAY)]
    for bound in by_day if limit.of == "stock" else ():
        in_place = bound.removesuffix(_PER_DAY)
        yield (bound,), f"stock is a level and no flow by day; expected {in_place}"
    if limit.per == "open_day":
        if not by_day:
            yield ("per",), "counts days, and no bound by day is given"
        elif len(limit.corridors or ()) != 1 and len(limit.crossings or ()) != 1:
            yield ("per",), "expected one corridor or one crossing to be picked, whose days count"


def _dates(limit: OwnLimit, horizon: Sequence[Period]) -> Found:
    """Days that no period begins, or ends, with."""
    first, last = horizon[0].start, horizon[-1].end
    for key, day, days, which in (
        ("from", limit.from_, [period.start for period in horizon], "first"),
        ("to", limit.to, [period.end for period in horizon], "last"),
    ):
        if day is None or day in days:
            continue
        if not first <= day <= last:
            yield (key,), f"lies outside the horizon, {first} to {last}, got {day}"
        else:
            near = min(days, key=lambda each: abs(each - day))
            yield (key,), f"expected the {which} day of a period, got {day}; the nearest is {near}"


def faults_of_phases(phases: Sequence[InForce]) -> Iterator[tuple[InForce, str]]:
    """Phases under which limits of one's own are other ones than at first, bounds by day apart."""
    first = {name: _held(limit) for name, limit in phases[0].inputs.limits().own.items()}
    for phase in phases[1:]:
        here = {name: _held(limit) for name, limit in phase.inputs.limits().own.items()}
        if here != first:
            others = [name for name in {**first, **here} if first.get(name) != here.get(name)]
            yield (
                phase,
                f"limits.own.{others[0]} holds for the whole horizon, but for bounds by day",
            )


def _held(limit: OwnLimit) -> object:
    """What no phase may change."""
    by_day = {bound: None for bound in limit.bounds if bound.endswith(_PER_DAY)}
    return limit.model_copy(update=by_day), tuple(limit.bounds)


def oddities(inputs: Inputs) -> Iterator[tuple[bool, DataPath, str]]:
    """Weights with a range where ranges are drawn from: whether of the model, where, and what."""
    for path, number, _ in inputs.quantities() if inputs.uncertainty().ranges else ():
        in_model = path[0] == "model"
        if is_weight(path[in_model:]) and number.range is not None:
            text = "what a truckload counts for is the same in every future: its range is not drawn"
            yield in_model, path[in_model:], text


def is_weight(path: DataPath) -> bool:
    """Whether a number within its file is what a truckload counts for; none is drawn."""
    return path[:2] == ("limits", "own") and path[3:4] == ("each",)
