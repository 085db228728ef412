"""A plan's tables as they are published: tidy, with days, codes and units in the columns.

Columns that HDX HAPI has bear its names: `reference_period_start`, `reference_period_end`,
`admin2_code` and `admin2_name` (or those of another level), `sector_code`, `population`. Ids of
areas, goods, crossings and corridors, which paths of the evidence have too, stand with their names;
every other column ends in its unit.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pandas import DataFrame

from crossings.plan import Plan
from crossings.problem import Named, Problem
from crossings.tables.described import DATE, meaning, unit

_LEFT_OUT = ("periods", "warnings")
"""Days stand in every row; what is odd about an input is for its author."""
_OF_HAPI = ("population",)
"""Figures that bear the name that HDX HAPI gives them, which has no unit."""
_LOADS = ("tonnes", "pallets")
_STAGES = {"flows": "presented", "deliveries": "collected", "coverage": "met"}
"""The stage at which a table counts tonnes and pallets."""
START, END = "reference_period_start", "reference_period_end"


@dataclass(frozen=True)
class Column:
    """A column as it is published."""

    name: str
    kind: str
    """`date`, `string`, `integer`, `number` or `boolean`."""
    unit: str
    values: list[Any]
    told: str
    """What it is, in a line; empty for figures with a unit, which the page of results describes."""


def published(plan: Plan, tables: Mapping[str, DataFrame]) -> dict[str, list[Column]]:
    """Each table of a plan by name, as its columns."""
    made = {}
    for name, table in tables.items():
        if name not in _LEFT_OUT and len(table):
            rows = _Rows(plan, name, table)
            made[name] = [column for title in table.columns for column in rows.columns(title)]
            made[name].sort(key=lambda column: _ORDER.get(column.name, len(_ORDER)))
    return made


_ORDER = {
    name: place
    for place, name in enumerate(
        (START, END, *(f"admin{n}_{what}" for n in range(5) for what in ("code", "name")), "area")
    )
}  # fmt: skip


def admin_levels(problem: Problem) -> dict[str, int]:
    """The administrative level of every area: the case's, else by how long its p-code is.

    An area without a code has the level of most others; where none has one, the second.
    """
    lengths = {area.id: _admin_level(area.pcode or "") for area in problem.areas}
    known = Counter(level for level in lengths.values() if level is not None)
    usual = known.most_common(1)[0][0] if known else _USUAL_LEVEL
    given = problem.admin_level
    return {a: given or (usual if level is None else level) for a, level in lengths.items()}


def _admin_level(pcode: str) -> int | None:
    """Level of a p-code: letters of a country, then two or three characters for each level.

    >>> [_admin_level(code) for code in ("SD", "SD04", "NG001", "PS0275", "SD04001", "YE110101")]
    [0, 1, 1, 2, 2, 3]
    """
    within = len(_COUNTRY.sub("", pcode))
    return next(n for n, most in enumerate(_LONGEST) if within <= most) if pcode else None


_COUNTRY = re.compile(r"^[A-Za-z]{2,3}")
_LONGEST = (0, 3, 5, 8, math.inf)
"""Characters behind the country's that a code of each level has at most."""
_USUAL_LEVEL = 2


def frame(columns: Sequence[Column]) -> DataFrame:
    """Columns as a table."""
    return DataFrame({column.name: column.values for column in columns})


class _Rows:
    """A table of a plan whose columns are turned one by one."""

    def __init__(self, plan: Plan, name: str, table: DataFrame) -> None:
        self._problem, self._name, self._table = plan.problem, name, table
        self._turned: dict[str, Callable[[list[Any]], Iterator[Column]]] = {
            "period": self._periods,
            "last_period": lambda _: iter(()),
            "area": self._areas,
            "good": self._goods,
            "crossing": lambda ids: _named("crossing", ids, self._problem.crossings),
            "corridor": lambda ids: _named("corridor", ids, self._problem.corridors),
            "resource": lambda ids: _named("resource", ids, _resources(self._problem)),
            "from": lambda days: iter([_day(START, days, "first day counted")]),
            "to": lambda days: iter([_day(END, days, "last day counted")]),
        }

    def columns(self, title: str) -> Iterator[Column]:
        """What is published of the column `title`."""
        values = self._table[title].astype(object)
        plain = values.where(values.notna(), None).tolist()
        if title in self._turned:
            yield from self._turned[title](plain)
        elif title != "category" or self._name == "observed":  # else it stands beside its good
            counted = unit(self._name, title)
            name = title if title in _OF_HAPI else with_unit(title, counted)
            if title in _LOADS and self._name in _STAGES:
                name = f"{_STAGES[self._name]}_{title}"
            kind, told = _kind(plain, self._table[title].dtype.kind), meaning(self._name, title)
            yield Column(name, kind, counted, plain, told)

    def _periods(self, periods: list[int]) -> Iterator[Column]:
        last = self._table["last_period"] if "last_period" in self._table.columns else periods
        days = self._problem.periods
        yield _day(START, [days[t].start.isoformat() for t in periods], "first day")
        yield _day(END, [days[t].end.isoformat() for t in last], "last day, inclusive")

    def _areas(self, ids: list[str | None]) -> Iterator[Column]:
        areas = {area.id: area for area in self._problem.areas}
        levels = admin_levels(self._problem)
        several = len({*levels.values()}) > 1
        for level in sorted({*levels.values()}):
            there = [areas[a] if a is not None and levels[a] == level else None for a in ids]
            of = "another level, " if several else ""
            told = f"p-code; empty: {of}all, or none is known"
            codes = [area and area.pcode for area in there]
            names = [area and area.name for area in there]
            yield Column(f"admin{level}_code", "string", "", codes, told)
            told = f"name of the area; empty: {of}all together"
            yield Column(f"admin{level}_name", "string", "", names, told)
        yield Column("area", "string", "", ids, "id of the area; empty: all together")

    def _goods(self, ids: list[str | None]) -> Iterator[Column]:
        goods = {good.id: good for good in self._problem.goods}
        yield from _named("good", ids, self._problem.goods)
        sectors = [None if g is None else goods[g].sector for g in ids]
        yield Column("sector_code", "string", "", sectors, "code of the humanitarian sector")
        if self._name != "observed":
            categories = [None if g is None else goods[g].category for g in ids]
            yield Column("category", "string", "", categories, "category of the good")


def with_unit(title: str, counted: str) -> str:
    """A column's name with its unit at the end.

    >>> with_unit("met", "truckloads"), with_unit("tonnes", "tonnes")
    ('met_truckloads', 'tonnes')
    >>> with_unit("planned_per_day", "truckloads a day"), with_unit("price", "value a minute")
    ('planned_truckloads_per_day', 'price_value_per_minute')
    """
    if not counted or counted == DATE:
        return title
    words = counted.replace(" an ", " per ").replace(" a ", " per ").replace(" ", "_")
    noun, _, rest = words.partition("_")
    if noun in title.split("_"):
        return title
    return f"{title.removesuffix(f'_{rest}') if rest else title}_{words}"


def _day(name: str, days: list[Any], told: str) -> Column:
    return Column(name, "date", DATE, days, told)


def _named(what: str, ids: list[str | None], things: Sequence[Named]) -> Iterator[Column]:
    names = {thing.id: thing.name for thing in things}
    yield Column(what, "string", "", ids, f"id of the {what}; empty: all together")
    called = [None if each is None else names.get(each, each) for each in ids]
    yield Column(f"{what}_name", "string", "", called, f"name of the {what}")


def _resources(problem: Problem) -> list[Named]:
    """Every resource and pool with its name."""
    return [Named(q, problem.resource_names.get(q, q)) for q in problem.resources]


def _kind(values: list[Any], stored: str) -> str:
    """What the values are; where none is given, what the table keeps them as."""
    given = [value for value in values if value is not None]
    for kind, of in (("boolean", bool), ("string", str), ("integer", int)):
        if given and all(isinstance(value, of) for value in given):
            return kind
    return "number" if given or stored == "f" else "string"
