"""11, and the end of 7: what every area must get, and what must be left at the end.

    Σ_{t in w} Σ_b z[g,a,b,t] ≥ Σ_{t in w} coverage_at_least[g,a,t] · need[g,a,t] · D[t]
    s[g,a,T−1] ≥ end_days_of_need · need[g,a,T−1]

A scenario may miss them. How often it misses a floor is counted; what it lacks of the stock to be
left makes its value less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from crossings.limits.flows import EXPORTED, MET, STOCK
from crossings.limits.levers import LIMITS, POINT, Files, Lever, Move, less_asked, none_to_move
from crossings.limits.record import Limit, Numbers, Place, Taking, once
from crossings.limits.words import Adjustable, Changeable, FloorWords, Table, Words
from crossings.problem import Floats, Problem

COVERAGE_KEY = "coverage_at_least"
END_STOCK_KEY = "end_days_of_need"

_WHERE = (("", "floor"), (" in all other areas", "floor_of_others"), (" in {}", "floor_in"))
"""What a number of floors is for, by how many steps lead to it, in words and as a page tells it."""
_ASKED = FloorWords("the floor for", "the floors for")
_LEFT = FloorWords("the stock to be left of", "the stocks to be left of", " left", at_end=True)


def _rate(numbers: Numbers) -> Floats:
    """(T, G, A) Truckloads of each period's need."""
    return np.asarray(numbers.of("coverage_floor") * numbers.of("needed"))


def _rate_of_exports(numbers: Numbers) -> Floats:
    return np.asarray(numbers.of("coverage_floor")[:, :, 0] * numbers.of("export_needed"))


def _rate_left(numbers: Numbers) -> Floats:
    left = numbers.problem.last_stock  # (G, A)
    return np.broadcast_to(left, (len(numbers.problem.periods), *left.shape))


def _windows(problem: Problem) -> Sequence[range]:
    return problem.windows


def _last_period(problem: Problem) -> Sequence[range]:
    last = len(problem.periods) - 1
    return (range(last, last + 1),)


def _what(problem: Problem, place: Place) -> str:
    in_area = f" in {problem.areas[place[1]].name}" if len(place) > 1 else ""
    return f"floor for {problem.goods[place[0]].name}{in_area}"


def _what_left(problem: Problem, place: Place) -> str:
    g, a = place
    return f"stock of {problem.goods[g].name} to be left in {problem.areas[a].name}"


def _levers(files: Files) -> Iterator[Lever]:
    """Of each number of floors: of a good, a category or all others, everywhere or in an area."""
    problem = files.problem
    for path, meant in files.floors().items():
        moved = meant * (problem.coverage_floor > 0)  # (T, G, A)
        places = np.argwhere(moved.any(axis=0)).tolist()
        if places:
            word, *where = path
            held = [problem.goods[g] for g in dict.fromkeys(g for g, _ in places)]
            only, area = held[0] if len(held) == 1 else None, problem.areas[places[0][1]].name
            said = only.name if only else "every good" if word == "*" else word
            ending, says = _WHERE[len(where)]
            yield less_asked(
                files, ("limits", COVERAGE_KEY, *path), f"floor for {said}{ending.format(area)}",
                POINT, [Move("coverage_floor", (g, a), moved[:, g, a]) for g, a in places], only,
                says=says, section=(LIMITS, 3),
                names={"area": area} | ({} if only is None else {"good": only.name}),
            )  # fmt: skip


def _levers_of_stock(files: Files) -> Iterator[Lever]:
    problem = files.problem
    for g, good in enumerate(problem.goods):
        if problem.last_stock[g].any():
            need = problem.need[-1, g].tolist()
            moves = [Move("last_stock", (g, a), np.array(n)) for a, n in enumerate(need) if n > 0]
            yield less_asked(
                files, ("goods", good.id, "stock", END_STOCK_KEY),
                f"stock of {good.name} to be left", 1.0, moves, good, says="stock",
                names={"good": good.name}, section=(LIMITS, 4),
            )  # fmt: skip


def _floor_of_good(problem: Problem, good: int) -> Sequence[Changeable]:
    """The model's, where it gives any; else the case's. Each number, where areas have their own."""
    path, floor = f"limits.{COVERAGE_KEY}", float(problem.coverage_floor[:, good].max())
    of_model = any(each.path.startswith(f"model.{path}.") for each in problem.evidence)
    where, named = f"{'model.' if of_model else ''}{path}", problem.goods[good]
    what = f"floor for {named.name}"
    for word in (named.id, named.category, "*"):
        own = [e for e in problem.evidence if f"{e.path}.".startswith(f"{where}.{word}.")]
        if own and own[0].path != f"{where}.{word}":
            return [Changeable(e.path, what, e.value, "share of need", 0.0) for e in own]
        if own:
            break
    asked = Changeable(f"{where}.{named.id}", what, floor, "share of need", 0.0)
    return [asked] if floor > 0 else []


def _left_of_good(problem: Problem, good: int) -> Sequence[Changeable]:
    """As the case gives it."""
    path = f"goods.{problem.goods[good].id}.stock.{END_STOCK_KEY}"
    value = next((each.value for each in problem.evidence if each.path == path), 0.0)
    what = f"stock of {problem.goods[good].name} to be left"
    return [Changeable(path, what, value, "days of need", 0.0)] if value > 0 else []


FLOOR = Limit(
    "floor",
    "wga",
    row=11,
    takes=(Taking(MET, "", once),),
    rate=_rate,
    days=None,
    words=Words(_what, "percentage point less", POINT, floor=_ASKED),
    table=Table("limits", {"good": "g", "area": "a"}),
    levers=_levers,
    key=COVERAGE_KEY,
    numbers=(
        *(
            Adjustable(
                f"limits.{COVERAGE_KEY}.{path}", what, "share of need", 0.0, named_in="goods"
            )
            for path, what in (
                ("*", "floor for {}"),
                ("*.others", "floor for {} in all other areas"),
                ("*.by_area.*", "floor for {} in {}"),
            )
        ),
    ),
    of_good=_floor_of_good,
    moved_by=("coverage_floor",),
    sense="at least",
    missable=True,
    spans=_windows,
)
EXPORT_FLOOR = Limit(
    "export_floor",
    "wg",
    row=11,
    takes=(Taking(EXPORTED, "", once),),
    rate=_rate_of_exports,
    days=None,
    words=Words(_what, "percentage point less", POINT, floor=_ASKED),
    table=Table("limits", {"good": "g"}),
    levers=none_to_move,
    key=COVERAGE_KEY,  # the floor's levers
    moved_by=("coverage_floor",),
    sense="at least",
    missable=True,
    spans=_windows,
)
END_STOCK = Limit(
    "end_stock",
    "ga",
    row=7,
    takes=(Taking(STOCK, "", once),),
    rate=_rate_left,
    days=None,
    words=Words(_what_left, "day of need less", floor=_LEFT),
    table=Table("limits", {"good": "g", "area": "a"}),
    levers=_levers_of_stock,
    key=END_STOCK_KEY,
    numbers=(
        Adjustable(f"goods.*.stock.{END_STOCK_KEY}", "stock of {} to be left", "days of need", 0.0),
    ),
    of_good=_left_of_good,
    moved_by=("last_stock",),
    sense="at least",
    missable=True,
    valued=True,
    spans=_last_period,
)
