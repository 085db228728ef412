"""What a limit is: so much of a flow, weighted, may pass in a period.

    Σ takes[flow] · flow  ≤  rate · days          (at least: ≥)

`takes` is what a truckload of a flow takes of it, `rate` what a day allows, `days` the days that
count. A scenario draws other days, or multiplies them. Everything that the house knows of a kind of
limit stands in its record: the linear program, its dual, the evaluator, tables and words read it.

Numbers come with one axis in front, L: the periods of the horizon, or draws of one period. A
formula is written for the axes behind it, so that both are one and the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

import numpy as np

from crossings.limits.words import Adjustable, Changeable, Reason, Table, Words
from crossings.problem import Flags, Floats, Problem

if TYPE_CHECKING:
    from crossings.limits.levers import Files, Lever

Place: TypeAlias = tuple[int, ...]
"""Positions along the axes of a limit but that of time."""
PASSED = 1e-6
"""Share of what a limit allows, or of one, up to which a plan passes it by rounding alone."""
TIME = "tw"
"""Axes of time: periods, and windows of several periods."""


@dataclass(frozen=True)
class Placed:
    """A resource of a crossing or of a pool, or a limit: all positions but one are None."""

    crossing: int | None
    pool: int | None
    own: int | None
    """Position of the limit along K."""
    resource: str


class Numbers(Protocol):
    """Numbers of a problem with the axis L in front."""

    @property
    def problem(self) -> Problem:
        """What has no period, and is never drawn."""

    def of(self, name: str) -> Any:
        """(L, …) A field of `Problem` that has periods."""


@dataclass(frozen=True)
class Horizon:
    """The numbers of a problem as they are: L is T."""

    problem: Problem

    def of(self, name: str) -> Any:
        """(T, …) A field that has periods."""
        return getattr(self.problem, name)


@dataclass(frozen=True)
class Kind:
    """A family of columns or of rows: its name and the axes of its key, a letter each."""

    name: str
    axes: str

    def __hash__(self) -> int:
        """The name's, which a string keeps: kinds are looked up at every column and row."""
        return hash(self.name)


@dataclass(frozen=True)
class Taking:
    """What one truckload of a flow takes of a limit."""

    flow: Kind
    axes: str
    """Letters of what `amount` gives behind L: axes of the flow, or of the limit's place."""
    amount: Callable[[Numbers], Floats]


@dataclass(frozen=True)
class Days:
    """The days that a limit is for, of a site each or of all, and what a scenario makes of them."""

    field: str
    """Of `Problem`: (T, sites) or (T,) days in the plan."""
    axis: str = ""
    """Letter of the sites; empty where days are the same for all."""
    sampled: str = ""
    """Of `Scenarios`, and of the factors of a bound: what is sampled; empty: nothing."""
    multiplies: bool = False
    """Whether that multiplies the days in the plan; else it takes their place."""
    closes_flows: bool = False
    """Whether what passes there has no column on days that are not open."""

    def in_plan(self, problem: Problem) -> Floats:
        """(T, sites) or (T,) Days in the plan."""
        return np.asarray(getattr(problem, self.field))

    def own(self, problem: Problem) -> Mapping[Place, int]:
        """Places with days of their own, and their positions among routes that have such."""
        return {}

    @property
    def counted_by_samples(self) -> bool:
        """Whether a scenario counts the days itself, and does not multiply those in the plan."""
        return bool(self.sampled) and not self.multiplies


@dataclass(frozen=True, eq=False)
class Limit(Kind):
    """One kind of limit. Two limits of one name and the same axes are the same."""

    row: int
    """Number of its row in docs/formulas.md."""
    takes: tuple[Taking, ...]
    rate: Callable[[Numbers], Floats]
    """(L, *place) What a day allows; inf: no limit. A floor: what it asks for, 0: nothing."""
    days: Days | None
    """None where the rate is for all of its time."""
    words: Words
    table: Table
    levers: Callable[[Files], Iterator[Lever]]
    key: str = ""
    """As the files name it, where results list it by that."""
    numbers: tuple[Adjustable, ...] = ()
    of_good: Callable[[Problem, int], Sequence[Changeable]] | None = None
    """The numbers that it asks of a good, whether the files give them for the good alone or not."""
    moved_by: tuple[str, ...] = ()
    """Fields of `Problem` that only its right-hand sides depend on."""
    sense: Literal["at most", "at least"] = "at most"
    spans: Callable[[Problem], Sequence[range]] | None = None
    """The periods that each of its rows spans; None: each period has a row of its own."""
    asked: Callable[[Numbers], Flags] | None = None
    """(L, *place) Where it has a row, if that does not follow from its rate: a share of a flow."""
    against: tuple[Taking, ...] = ()
    """What a share of a flow is compared with, where it has no right-hand side of its own."""
    reason: Reason | None = None
    at_site: Callable[[Problem, Place], tuple[str, str]] | None = None
    """The word for it in a chart of what is used at a site, and the group that word is of."""
    outcome: str = ""
    """The field of `Outcomes` with the share of it that each scenario used; empty: none."""
    missable: bool = False
    """Whether a scenario may pass it: how often one does is counted, not forbidden."""
    valued: bool = False
    """Whether a scenario's value is less where it is missed: each truckload that a good lacks in an
    area (places are g and a) by what the first that is met there is worth."""
    guards: bool = False
    """Whether it keeps contraband from being let through for the sake of need met."""
    traded: bool = False
    """Whether it is the one that `crossings frontier` tells the price of; of a number a day."""
    post: Callable[[Problem, Placed], Place | None] | None = None
    """Where a post that `crossings size` may enlarge lends to it; None: it is lent by no posts."""

    @cached_property
    def time(self) -> str:
        """The letter of its axis of time; empty where it has one row for all of its time."""
        return self.axes[:1] if self.axes[:1] in TIME else ""

    @cached_property
    def places(self) -> str:
        """Letters of its axes but that of time."""
        return self.axes.removeprefix(self.time)

    @cached_property
    def flows(self) -> frozenset[Kind]:
        """The flows that take of it."""
        return frozenset(taking.flow for taking in self.takes)

    @property
    def is_floor(self) -> bool:
        """Whether it asks for truckloads that a scenario may miss."""
        return self.sense == "at least" and self.asked is None

    @property
    def moves_coefficients(self) -> bool:
        """Whether its lever moves what flows take of it, and not what it allows."""
        return self.asked is not None

    @cached_property
    def missed(self) -> Kind:
        """Columns of what a floor lacks, where it may be missed."""
        return Kind(f"{self.name}_missed", self.axes)

    @cached_property
    def passed_by(self) -> Kind:
        """Columns of what each row is passed by, where a plan of one's own may pass it."""
        return Kind(f"{self.name}_passed", self.axes)

    @cached_property
    def beyond(self) -> Kind:
        """A column of what passes beyond it, a day, where it may be gone beyond."""
        return Kind(f"{self.name}_beyond", "")

    def allowed(self, problem: Problem) -> Floats:
        """(time, *place) What each row allows or asks for; inf, or 0 of a floor, where it has none.

        A limit that is not given stays without one on days on which nothing opens.
        """
        rate = self.rate(Horizon(problem))
        by_period = rate if self.days is None else over(rate, self.open_days(problem))
        if self.spans is None:
            return by_period
        sums = np.stack([by_period[s.start : s.stop].sum(axis=0) for s in self.spans(problem)])
        return sums if self.time else sums[0]

    def row_spans(self, problem: Problem) -> Sequence[range]:
        """The periods that each of its rows spans."""
        if self.spans is not None:
            return self.spans(problem)
        return [range(t, t + 1) for t in range(len(problem.periods))]

    def row_time(self, problem: Problem, t: int) -> tuple[int, ...]:
        """The position of period t along its axis of time; empty where it has none."""
        if self.spans is None:
            return (t,) if self.time else ()
        spans = self.spans(problem)
        return (next(w for w, span in enumerate(spans) if t in span),) if self.time else ()

    def has_row(self, problem: Problem) -> Flags:
        """(time, *place) Where it has a row."""
        if self.asked is not None:
            asked = self.asked(Horizon(problem))
            if self.spans is None:
                return asked
            each = np.stack([asked[s.start : s.stop].any(axis=0) for s in self.spans(problem)])
            return each if self.time else np.asarray(each[0])
        bound = self.allowed(problem)
        return bound > 0 if self.is_floor else np.isfinite(bound)

    def open_days(self, problem: Problem) -> Floats:
        """(T, …) Days in the plan, along every one of its places; 1 long where they are alike."""
        assert self.days is not None
        planned = self.days.in_plan(problem)
        if planned.ndim > 1 + len(self.days.axis):
            return planned
        sites = planned.shape[1:]
        shape = (sites[0] if letter == self.days.axis and sites else 1 for letter in self.places)
        return planned.reshape(len(planned), *shape)

    def told(self, problem: Problem, place: Place) -> str:
        """It as a party to a conflict."""
        if self.words.conflict is not None:
            return self.words.conflict(problem, place)
        return f"the {self.words.what(problem, place)}"

    def step_told(self, problem: Problem, place: Place) -> str:
        """One step of it."""
        unit = "" if self.words.unit_of is None else self.words.unit_of(problem, place)
        return self.words.step.format(unit)


def over(rate: Floats, days: Floats) -> Floats:
    """`rate` over `days`; no limit stays none on no day.

    >>> over(np.array([2.0, np.inf]), np.array([5.0, 0.0])).tolist()
    [10.0, inf]
    """
    without = np.isinf(rate)
    return np.where(without, np.inf, np.where(without, 0.0, rate) * days)


def once(numbers: Numbers) -> Floats:
    """One truckload of a flow takes one of the limit."""
    return np.ones(1)


@dataclass(frozen=True)
class Given:
    """(L, …) A field of `Problem` as it stands."""

    name: str

    def __call__(self, numbers: Numbers) -> Floats:
        """Its numbers."""
        return np.asarray(numbers.of(self.name))
