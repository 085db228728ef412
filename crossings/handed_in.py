"""Arrays handed in from Python, looked at before anything is reckoned with them.

Whoever puts an array of their own into a record gets a `ValueError` that names it, what was
expected and what came. What the files say was looked at when they were read.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, NamedTuple, TypeVar

import numpy as np

from crossings.limits import Kind, Limit, limits_of
from crossings.limits.own import AXES
from crossings.plan import Plan, Prices
from crossings.problem import WEEK, Floats, OwnLimit, Problem
from crossings.scenarios import Scenarios

_LARGEST = 1e18
"""Beyond it a number is a slip, and sums of products would overflow."""
_ROUNDING = 1e-6
"""By how much of its largest number an array of a plan may be below 0: the solver rounds."""
Record = TypeVar("Record")


class Holds(NamedTuple):
    """What an array may hold: letters of its axes, and the bounds of its numbers."""

    axes: str
    low: float = 0.0
    high: float = np.inf
    inf: bool = False
    """Whether it may be infinite: a limit that is not given."""
    nan: bool = False
    """Whether a number may be missing."""
    rounded: bool = False
    """Whether it comes from the solver."""


def _share(axes: str, *, nan: bool = False) -> Holds:
    return Holds(axes, 0, 1, nan=nan)


def _limit(axes: str) -> Holds:
    return Holds(axes, inf=True)


def _given(axes: str) -> Holds:
    return Holds(axes, nan=True)


def _solved(*named: str) -> dict[str, Holds]:
    pairs = (each.split(":") for each in named)
    return {name: Holds(axes, rounded=True) for name, axes in pairs}


PROBLEM = {
    "days": Holds("T", 1, 1e6),
    "crossing_opens": Holds("DC"), "pool_opens": Holds("DP"), "brings": Holds("TOCG"),
    "usable": Holds("TCGR"), "lacking": Holds("TCGQ"), "reaches": Holds("TCA"),
    "threat_known": Holds("TG"),
    "crossing_open_days": Holds("TC"), "crossing_worked_days": Holds("TC"),
    "corridor_open_days": Holds("TO"),
    "pool_open_days": Holds("TP"), "route_opens": Holds("DJ"), "dated_route_days": Holds("TJ"),
    "corridor_capacity": _limit("TO"), "corridor_good_capacity": _limit("TOG"),
    "gate": _limit("TC"), "own_minutes": Holds("TCQ", inf=True, nan=True),
    "pool_minutes": _limit("TP"), "route_capacity": _limit("TCA"),
    "undetected_limit": _limit("T"), "diverted_limit": _limit("T"),
    "minutes": Holds("TGRQ"), "end_use_minutes": Holds("TGP"), "pool_resource": Holds("P"),
    "need": Holds("TGA"), "export_need": Holds("TG"), "first_stock": Holds("GA"),
    "last_stock": Holds("GA"), "priority": Holds("G"), "area_weight": Holds("A"),
    "band_weight": Holds("B"),
    "tonnes": _given("G"), "pallets": _given("G"), "population": _given("TA"),
    "backlog": _given("G"),
    "corridor_loss": _share("TO"), "route_loss": _share("TCA"), "refusal": _share("TR"),
    "detection": _share("TR"), "fill": Holds("TR", 1e-9, 1e9), "threat_rate": _share("TG"),
    "diversion_share": _share("TG"), "diversion_prevented": _share("TG"),
    "informal_share": _share("TNG"), "informal_interdicted": _share("TN"),
    "informal_threat_rate": _share("TN", nan=True), "detection_floor": _share("T"),
    "guaranteed_rate": _share("T"),
    "coverage_floor": _share("TGA"), "band_width": _share("B"),
    "own_rate": _limit("TK"), "own_days": Holds("TK"),
    "corridor_transit": Holds("TO"), "route_transit": Holds("TCA"), "yard": _limit("TC"),
    "platform": Holds("TC"), "store": _limit("TA"), "shelf_life": _limit("G"),
    "first_yard": Holds("CG"), "first_platform": Holds("CG"), "on_the_way": Holds("I"),
}  # fmt: skip
"""Fields of `Problem`; axes as there."""
UNCERTAINTY = {
    "open_share": _share("C"), "closed_days": Holds("C"), "pool_open_share": _share("P"),
    "pool_closed_days": Holds("P"), "throughput_cv": Holds("C"),
    "throughput_persistence": _share("C"), "throughput_level": Holds("C"),
    "throughput_level_cv": Holds("C"), "throughput_weekdays": Holds("7C"),
    "closing_weekdays": Holds("7C"),
    "all_closing_weekdays": Holds("7"), "pool_closing_weekdays": Holds("7P"),
    "need_cv": Holds("G"), "need_known_later": Holds("G"), "supply_cv": Holds("O"),
}  # fmt: skip
SCENARIOS = {
    "working": Holds("STC"), "open_days": Holds("STC"), "pool_open_days": Holds("STP"),
    "supply": Holds("STO"), "need": Holds("SG"), "route_days": Holds("STJ"),
    "came": Holds("SH"),
}  # fmt: skip
PLAN = _solved(
    "manifested:TOCG", "presented:TCGR", "collected:TCGA", "stock:TGA", "met:TGA", "exported:TG",
    "waiting:TCG", "turned_away:TCG", "held:TCG", "discarded:TGA",
)  # fmt: skip


def problem_handed_in(problem: Problem, called: str = "problem") -> Problem:
    """The problem, its arrays as they are declared."""
    _is_a(Problem, problem, called)
    sizes = _sizes(problem)
    made = _looked_at(problem, PROBLEM, sizes, called)
    for name in ("crossing_open_days", "corridor_open_days", "pool_open_days", "dated_route_days"):
        _within_days(getattr(made, name), made.days[:, None], f"{called}.{name}")
    said = f"{called}.uncertainty"
    uncertainty = _looked_at(made.uncertainty, UNCERTAINTY, sizes, said)
    own = tuple(
        _looked_at(each, _own(each), sizes, f"{called}.own_limits[{k}]")
        for k, each in enumerate(made.own_limits)
    )
    if all(one is other for one, other in zip(own, made.own_limits, strict=True)):
        own = made.own_limits
    return _with(made, {"uncertainty": uncertainty, "own_limits": own})


def plan_handed_in(plan: Plan, called: str = "plan") -> Plan:
    """The plan, its arrays and those of its problem as they are declared."""
    _is_a(Plan, plan, called)
    problem = problem_handed_in(plan.problem, f"{called}.problem")
    sizes = _sizes(problem)
    made = _looked_at(plan, PLAN, sizes, called)
    prices = _prices(plan.prices, problem, sizes, f"{called}.prices")
    return _with(made, {"problem": problem, "prices": prices})


def prices_held(problem: Problem) -> dict[Limit, Holds]:
    """What arrays of prices may hold, by the limit that they are of."""
    return {limit: Holds(limit.axes.upper(), rounded=True) for limit in limits_of(problem)}


def _prices(prices: Prices, problem: Problem, sizes: Mapping[str, int], called: str) -> Prices:
    """Prices of every limit of a problem, as they are declared."""
    made: dict[Kind, Floats] = {}
    for limit, holds in prices_held(problem).items():
        said = f"{called}.{limit.name}"
        made[limit] = _array(prices.by_limit.get(limit), holds, "Floats", sizes, said)
    same = all(made[limit] is prices.by_limit[limit] for limit in made)
    return prices if same else replace(prices, by_limit={**prices.by_limit, **made})


def scenarios_handed_in(
    scenarios: Scenarios, problem: Problem, called: str = "scenarios"
) -> Scenarios:
    """Futures of a problem, their arrays as they are declared."""
    _is_a(Scenarios, scenarios, called)
    numbers: Sequence[int] = scenarios.numbers
    for number in numbers if not isinstance(numbers, range) else numbers[:1]:
        whole(number, f"{called}.numbers", 0)
    if len(numbers) == 0:
        raise ValueError(f"{called}.numbers: expected at least one future, got none")
    sizes = {"S": len(numbers), **_sizes(problem)}
    if np.shape(scenarios.came)[1:] == (0,):  # left out: all come about
        sizes["H"] = 0
    made = _looked_at(scenarios, SCENARIOS, sizes, called)
    days = problem.days[:, None]
    _within_days(made.open_days, days, f"{called}.open_days")
    _within_days(made.pool_open_days, days, f"{called}.pool_open_days")
    _within_days(made.route_days, days, f"{called}.route_days")
    shut = (made.open_days <= 0) & (made.working > 0)
    _none(shut, made.working, f"{called}.working", "0 where a crossing has no open days")
    return _with_what_is_drawn(made, sizes, called)


def whole(value: Any, called: str, least: int, most: int = 2**62) -> int:
    """A whole number that is handed in."""
    try:
        if isinstance(value, (bool, np.bool_)):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if not least <= number <= most:
        expected = f"a whole number from {least} to {most}"
        raise ValueError(f"{called}: expected {expected}, got {value!r:.60}")
    return number


def _with_what_is_drawn(scenarios: Scenarios, sizes: dict[str, int], called: str) -> Scenarios:
    """The futures, with fields of the problem that are otherwise in each, and numbers drawn."""
    changed, drawn = {}, {}
    for name, array in _items(scenarios.changed, f"{called}.changed"):
        said = f"{called}.changed[{name!r}]"
        if name not in PROBLEM:
            raise ValueError(f"{said}: expected the name of an array of Problem")
        holds = PROBLEM[name]
        kind = next(each.type for each in fields(Problem) if each.name == name)
        held = holds._replace(axes=f"S{holds.axes}")
        changed[name] = _array(array, held, str(kind), sizes, said)
    for name, array in _items(scenarios.drawn, f"{called}.drawn"):
        anything = Holds("S", -np.inf)
        drawn[name] = _array(array, anything, "Floats", sizes, f"{called}.drawn[{name!r}]")
    if all(changed[name] is each for name, each in scenarios.changed.items()) and all(
        drawn[name] is each for name, each in scenarios.drawn.items()
    ):
        return scenarios
    return replace(scenarios, changed=changed, drawn=drawn)


def _items(mapping: Mapping[str, Any], called: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(mapping, Mapping):
        raise ValueError(f"{called}: expected arrays by name, got {type(mapping).__name__}")
    yield from mapping.items()


def _is_a(kind: type, value: object, called: str) -> None:
    if not isinstance(value, kind):
        raise TypeError(f"{called}: expected a {kind.__name__}, got {type(value).__name__}")


def _sizes(problem: Problem) -> dict[str, int]:
    """Lengths of the axes of a problem's arrays, by letter."""
    return {
        "T": len(problem.periods), "O": len(problem.corridors), "C": len(problem.crossings),
        "G": len(problem.goods), "R": len(problem.regimes), "A": len(problem.areas),
        "Q": len(problem.resources), "P": len(problem.pools), "N": len(problem.channels),
        "B": np.size(problem.band_width), "W": len(problem.windows),
        "D": sum(period.days for period in problem.periods),
        "I": len(problem.shipments), "7": WEEK, "H": len(problem.uncertainty.phases),
        "J": len(problem.dated_routes),
        "K": 1 + max((own.column for own in problem.own_limits), default=-1),
    }  # fmt: skip


def _own(own: OwnLimit) -> dict[str, Holds]:
    """What arrays of a limit of one's own may hold."""
    held = {"weights": Holds(AXES[own.of].upper())}
    return held if own.export_weights is None else {**held, "export_weights": Holds("G")}


def _looked_at(
    record: Record, holding: Mapping[str, Holds], sizes: Mapping[str, int], called: str
) -> Record:
    """The record with arrays of numbers as they are declared, in double precision."""
    kinds = {each.name: str(each.type).removesuffix(" | None") for each in fields(record)}  # type: ignore[arg-type]
    made = {
        name: _array(getattr(record, name), holds, kinds[name], sizes, f"{called}.{name}")
        for name, holds in holding.items()
    }
    return _with(record, made)


def _with(record: Record, made: Mapping[str, Any]) -> Record:
    """The record with some fields; itself where they are those that it has."""
    other = {name: each for name, each in made.items() if each is not getattr(record, name)}
    return replace(record, **other) if other else record  # type: ignore[type-var]


def _array(value: Any, holds: Holds, kind: str, sizes: Mapping[str, int], called: str) -> Any:
    """An array that is handed in, as it is declared."""
    if not isinstance(value, np.ndarray) or isinstance(value, np.ma.MaskedArray):
        raise ValueError(f"{called}: expected a NumPy array, got {type(value).__name__}")
    expected, letters, dtype = _KINDS.get(kind, _KINDS["Positions"])
    if value.dtype.kind not in letters:
        raise ValueError(f"{called}: expected {expected}, got the dtype {value.dtype}")
    shape = tuple(sizes[axis] for axis in holds.axes)
    if value.shape != shape:
        axes = ", ".join(holds.axes)
        raise ValueError(f"{called}: expected the shape ({axes}) = {shape}, got {value.shape}")
    if dtype is np.float64:
        with np.errstate(over="ignore"):
            _in_bounds(value.astype(np.float64, copy=False), holds, called)
    elif kind not in _KINDS:
        places = (value < 0) | (value >= sizes["Q"])
        _none(places, value, called, f"positions of the {sizes['Q']} resources")
    return value.astype(dtype, copy=False)


_KINDS: dict[str, tuple[str, str, Any]] = {
    "Floats": ("numbers", "fiu", np.float64),
    "Flags": ("truths", "b", np.bool_),
    "Positions": ("whole numbers", "iu", np.intp),
}
"""By the kind that a record declares: what it is called, letters of the types that are taken, and
the type that it becomes."""


def _in_bounds(array: Any, holds: Holds, called: str) -> None:
    """Refuse an array with a number that cannot be."""
    if not holds.nan:
        _none(np.isnan(array), array, called, "numbers, none missing")
    infinite = np.isinf(array)
    if not holds.inf:
        _none(infinite, array, called, "finite numbers")
    low = holds.low
    if holds.rounded and array.size:
        low = -_ROUNDING * max(1.0, float(np.abs(array).max()))
    _none(array < low, array, called, f"numbers from {holds.low:g}")
    high = min(holds.high, _LARGEST)
    _none((array > high) & ~(infinite & holds.inf), array, called, f"numbers up to {high:g}")


def _within_days(array: Any, days: Any, called: str) -> None:
    """Refuse open days that a period does not have."""
    over = array > days * (1 + 1e-9)
    _none(over, array, called, "at most as many open days as the period has days")


def _none(wrong: Any, array: Any, called: str, expected: str) -> None:
    """Refuse an array of which something is wrong, and say the first of it."""
    if wrong.any():
        at = tuple(int(each[0]) for each in np.nonzero(wrong))
        place = ", ".join(map(str, at))
        raise ValueError(f"{called}: expected {expected}, got {array[at]} at [{place}]")
