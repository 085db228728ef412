"""The schedule week by week: trucks of each good to each area through each crossing, day by day."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from crossings.analysis.schedule import schedule
from crossings.plan import Plan
from crossings.tables.records import records
from crossings.tables.schedule import schedule as table_of
from crossings.wording import figure, listed

_DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_WIDE = 18
_KEYS = ("crossing", "area", "good")
_ALL = ("in all", "", "")


@dataclass
class _Row:
    """Trucks by day of the week, and their tonnes."""

    trucks: list[int] = field(default_factory=lambda: [0] * len(_DAYS))
    tonnes: float = 0.0


def schedule_text(plan: Plan) -> str:
    """Weeks one after the other, and how far whole trucks are from the plan."""
    return "\n".join(["", "schedule, in trucks", *_weeks(plan), "", _rounding(plan), ""])


def _weeks(plan: Plan) -> Iterator[str]:
    problem = plan.problem
    names = {x.id: x.name for x in (*problem.crossings, *problem.goods, *problem.areas)}
    weeks: dict[datetime.date, dict[tuple[str, ...], _Row]] = {}
    for each in records(table_of(plan)):
        date = datetime.date.fromisoformat(each["date"])
        day = (date.weekday() + 1) % len(_DAYS)
        rows = weeks.setdefault(date - datetime.timedelta(day), defaultdict(_Row))
        for key in (tuple(names.get(each[column], "-") for column in _KEYS), _ALL):
            rows[key].trucks[day] += each["trucks"]
            rows[key].tonnes += each.get("tonnes") or 0.0
    for sunday, rows in weeks.items():
        yield f"\nweek of {sunday.day} {sunday:%b %Y}"
        yield _line(_KEYS, [f"{day:>4}" for day in _DAYS], "all", "tonnes")
        rows[_ALL] = rows.pop(_ALL)
        for words, row in rows.items():
            tonnes = f"{row.tonnes:,.0f}" if row.tonnes else "-"
            yield _line(words, [f"{n or '':>4}" for n in row.trucks], sum(row.trucks), tonnes)


def _line(words: tuple[str, ...], days: list[str], trucks: object, tonnes: str) -> str:
    heads = [f"{word[: _WIDE - 1]:<{_WIDE}}" for word in words]
    return " ".join([*heads, *days, f"{trucks!s:>5}", f"{tonnes:>7}"])


def _rounding(plan: Plan) -> str:
    words = {"crossing": "at a crossing", "good": "of a good there", "area": "of a good to an area",
             "line": "of a line"}  # fmt: skip
    furthest = schedule(plan).furthest
    told = listed([f"{figure(furthest[kind])} {where}" for kind, where in words.items()])
    return f"Sums of trucks from the first day are never further from the plan than {told}."
