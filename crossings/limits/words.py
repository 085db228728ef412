"""How planners are told of a limit: words, its table, and the numbers of the files behind it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crossings.problem import Flags, Problem

if TYPE_CHECKING:
    from crossings.limits.record import Place


@dataclass(frozen=True)
class Words:
    """How planners are told of a limit."""

    what: Callable[[Problem, Place], str]
    """`gate of Rafah`."""
    step: str = "truckload a day more"
    """What one step of it is; {0} stands for what `unit_of` gives."""
    size: float = 1.0
    """That step in the limit's own unit, a day."""
    conflict: Callable[[Problem, Place], str] | None = None
    """As a party to a conflict; `the ` before `what` where it is not given."""
    unit_of: Callable[[Problem, Place], str] | None = None
    by_place: bool = True
    """Whether a conflict is with one place; else it is with all of them together."""
    floor: FloorWords | None = None
    """Of what is asked for."""
    says: str = ""
    """How catalogues of languages name it, as they do its levers; empty: by `what`."""


@dataclass(frozen=True)
class FloorWords:
    """How a sentence names what is asked for: `the floors for Food in North and Cement …`."""

    one: str
    several: str
    ending: str = ""
    """What follows the name of the good: ` left`."""
    at_end: bool = False
    """Whether it is asked at the end of its days, and not over them."""


@dataclass(frozen=True)
class Adjustable:
    """A number of the files that a planner may change to make room for a plan."""

    path: str
    """A `*` stands for an id."""
    what: str
    unit: str
    best: float = math.inf
    """The furthest that it may go; above the value, it goes up."""
    whole: bool = False
    """Whether it counts things that come whole."""
    weighs: bool = False
    """Whether it is a coefficient, and not what limits allow or floors ask."""
    named_in: str = ""
    """The section that its first id is of, where that is another than the key before it."""


@dataclass(frozen=True)
class Changeable:
    """One number that may be changed, and in which direction."""

    path: str
    """As in `--set PATH=VALUE`."""
    what: str
    value: float
    unit: str
    best: float
    """The furthest that it may go; above the value, it goes up."""
    whole: bool = False
    """Whether it counts things that come whole."""
    weighs: bool = False
    """Whether it is a coefficient, and not what limits allow or floors ask."""


@dataclass(frozen=True)
class Reason:
    """Why a good gets no more, where this is what stops it."""

    id: str
    says: str
    axis: str = ""
    """Letter of what is used up, which is named."""
    naming: str = ""
    """The same with its name: `the {} is used up`."""


@dataclass(frozen=True)
class Table:
    """Where its use is shown: the table, its column for each axis, and which places have a row."""

    name: str
    columns: dict[str, str | None]
    """Column of the table: a letter of the limit, or a word in quotes; None: null."""
    shown: Callable[[Problem], Flags] | None = None
    """(T, *place); where it is not given, the rows that have a bound."""
