"""The keys of goods, their needs and stocks, and of filters of goods; see `case.py`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, model_validator

from crossings.reading.schema.entry import (
    Category,
    Date,
    Entry,
    Id,
    Names,
    SourceId,
    Text,
    key,
    raise_faults,
    without_nulls,
    wrong,
)
from crossings.reading.schema.naming import Name
from crossings.reading.schema.quantity import AboveZero, AtLeastZero, Bare, Quantity, Share, number
from crossings.reading.schema.spans import IN_ALL, Spans
from crossings.reading.yaml.document import DataPath

AreaId = Annotated[Id, Names(("areas",), "no area is called")]
GoodId = Annotated[Id, Names(("goods",), "no good is called")]
ByArea = Annotated[dict[AreaId, AtLeastZero], BeforeValidator(without_nulls)]


class Admits(Entry):
    """A filter of goods: a good passes if neither list is given or it is on one of them."""

    categories: list[Category] | None = key(None, "categories admitted")
    goods: list[GoodId] | None = key(None, "goods admitted, by id")
    except_: list[GoodId] = Field(
        [], alias="except", description="goods taken out again, by id", validate_default=False
    )


class FromTable(Entry):
    """A sheet of a workbook, or a CSV file, that gives the numbers: see [tables](tables.md)."""

    table: Text = key(..., "the file, relative to the case: .xlsx or .csv")
    sheet: Text | None = key(None, "name of the sheet; default: the first")
    source: SourceId | None = key(None, "a key of `sources`, of rows that name none themselves")


BESIDE_A_TABLE = {"need": "kg_per_person_per_day", "stock": "end_days_of_need"}
"""What a good gives itself of its need or stock where a table gives the rest."""


class DatedNeed(Entry):
    """A need that holds between two days, in one of four units."""

    UNITS: ClassVar[tuple[str, ...]] = (
        "truckloads_per_day",
        "tonnes_per_day",
        "tonnes_per_month",
        "people",
    )

    area: AreaId | None = key(None, "where; left out: in all, split over areas by population")
    from_: Date | None = Field(
        None, alias="from", description="first day; default: from the first day of the horizon on"
    )
    to: Date | None = key(None, "last day, inclusive; default: to the end of the horizon")
    truckloads_per_day: AtLeastZero | None = key(
        None, "in full truckloads", unit="truckloads a day"
    )
    tonnes_per_day: AtLeastZero | None = key(None, "in tonnes", unit="tonnes a day")
    tonnes_per_month: AtLeastZero | None = key(
        None, "in tonnes; each day's part goes by the days of its month", unit="tonnes a month"
    )
    people: AtLeastZero | None = key(
        None, "people who need `kg_per_person_per_day`, which is then given too", unit="people"
    )

    @model_validator(mode="after")
    def _in_one_unit(self) -> DatedNeed:
        given = [name for name in self.UNITS if getattr(self, name) is not None]
        if len(given) != 1:
            forms = "truckloads_per_day, tonnes_per_day, tonnes_per_month or people"
            raise wrong(f"expected one of {forms}, got {' and '.join(given) or 'none'}")
        if self.from_ is not None and self.to is not None and self.to < self.from_:
            raise wrong(f"lies before from ({self.from_})", ("to",))
        return self

    @property
    def unit(self) -> str:
        """Which of the units it is in."""
        return next(name for name in self.UNITS if getattr(self, name) is not None)

    @property
    def amount(self) -> Quantity:
        """How much, in that unit."""
        amount: Quantity = getattr(self, self.unit)
        return amount


class Need(Bare):
    """What is needed each day: one of these keys. A bare number is truckloads a day in all.

    `kg_per_person_per_day` may stand beside a `by_date` that counts people.
    In their place `table`, `sheet` and `source` may name a table, as in [`need`](#need).
    """

    bare_key = "truckloads_per_day"

    truckloads_per_day: AtLeastZero | None = key(
        None, "in all; split over areas by population", unit="truckloads a day"
    )
    tonnes_per_day: AtLeastZero | None = key(
        None, "in all; split over areas by population", unit="tonnes a day"
    )
    kg_per_person_per_day: AtLeastZero | None = key(
        None, "for each person of each area", unit="kg a person and day"
    )
    by_area: ByArea | None = key(None, "for each area; others need none", unit="truckloads a day")
    by_date: list[DatedNeed] | None = key(
        None, "needs that hold between dates; on other days, and in other areas, none"
    )

    @model_validator(mode="after")
    def _one_form(self) -> Need:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        per_person = "kg_per_person_per_day"
        people = [i for i, each in enumerate(self.by_date or ()) if each.people is not None]
        if people and self.kg_per_person_per_day is None:
            at = ("by_date", people[0], "people")
            raise wrong(f"{per_person} is required where need is in people", at)
        if len(given) != 1 and not (people and set(given) == {per_person, "by_date"}):
            forms = f"truckloads_per_day, tonnes_per_day, {per_person}, by_area or by_date"
            raise wrong(f"expected one of {forms}, got {' and '.join(given) or 'none'}")
        raise_faults(self._twice())
        return self

    def _twice(self) -> Iterator[tuple[DataPath, str]]:
        spans = Spans[int]()
        for i, each in enumerate(self.by_date or ()):
            first, last = each.from_ or date.min, each.to or date.max
            other = spans.add(each.area or IN_ALL, first, last, i)
            if other is not None:
                yield ("by_date", i), f"holds on days on which by_date.{other} does; which holds?"

    def in_weight(self) -> DataPath | None:
        """Where it is given in tonnes, kg or people, if it is."""
        for name in ("tonnes_per_day", "kg_per_person_per_day"):
            if getattr(self, name) is not None and self.by_date is None:
                return ()
        for i, each in enumerate(self.by_date or ()):
            if each.unit != "truckloads_per_day":
                return ("by_date", i, each.unit)
        return None


class Stock(Bare):
    """What stands in the areas. A bare number is truckloads in all at the start.

    What is there at the start may come from a table: `table`, `sheet` and `source` as in
    [`need`](#need).
    """

    bare_key = "truckloads"

    truckloads: AtLeastZero | None = key(
        None, "at the start, in all; split over areas by population", unit="truckloads"
    )
    by_area: ByArea | None = key(None, "at the start, by area", unit="truckloads")
    days_of_need: AtLeastZero | None = key(
        None, "at the start, in days of each area's own need", unit="days"
    )
    end_days_of_need: AtLeastZero = key(
        number(0), "to be left at the end, in days of each area's own need", unit="days"
    )

    @model_validator(mode="after")
    def _one_form(self) -> Stock:
        starts = ("truckloads", "by_area", "days_of_need")
        given = [name for name in starts if getattr(self, name) is not None]
        if len(given) > 1:
            raise wrong(f"expected one starting stock, got {' and '.join(given)}")
        return self


class Good(Entry):
    """A category of goods, counted in truckloads."""

    name: Name | None = key(None, "name shown; default: the id")
    category: Category = key(..., "what kind of good it is")
    sector: Text | None = key(None, "sector code, such as FSC, WSH, HEA, SHL")
    priority: AboveZero = key(number(1), "worth of one met truckload", unit="value a truckload")
    need: Need = key(
        Need.model_construct(truckloads_per_day=number(0)), "what is needed, or exported, each day"
    )
    stock: Stock = key(
        Stock.model_construct(), "what is there at the start, and is to be left at the end"
    )
    tonnes_per_truckload: AboveZero | None = key(
        None, "load of a full truck; required where need is in kg or tonnes", unit="tonnes"
    )
    pallets_per_truckload: AboveZero | None = key(None, "pallets on a full truck", unit="pallets")
    threat_rate: Share | None = key(
        None, "share of truckloads with contraband; left out: unknown, counted as 0", unit="share"
    )
    diversion_share: Share | None = key(
        None,
        "share of what arrives that is later put to another use; left out: none counted",
        unit="share",
    )
    shelf_life_days: AboveZero | None = key(
        None, "nothing older lies in an area; default: no limit", unit="days"
    )
    backlog_tonnes: AtLeastZero | None = key(
        None, "what rebuilding needs in all; results say how long it takes", unit="tonnes"
    )

    @model_validator(mode="after")
    def _need_can_be_counted(self) -> Good:
        raise_faults(
            self._export_as_if_inbound() if self.category == "export" else self._weightless()
        )
        return self

    def _export_as_if_inbound(self) -> Iterator[tuple[DataPath, str]]:
        for i, each in enumerate(self.need.by_date or ()):
            if each.area is not None or each.people is not None:
                key = "area" if each.area is not None else "people"
                text = "an export's need is what the outside market takes, in truckloads or tonnes"
                yield ("need", "by_date", i, key), text
        if self.need.truckloads_per_day is None and self.need.by_date is None:
            text = "an export's need is what the outside market takes: truckloads_per_day"
            yield ("need",), text
        if "stock" in self.model_fields_set:
            yield ("stock",), "exports have no stock"
        if self.shelf_life_days is not None:
            yield ("shelf_life_days",), "exports lie in no area"
        if self.diversion_share is not None:
            yield ("diversion_share",), "exports do not arrive, so none of them is diverted"
        if self.backlog_tonnes is not None:
            yield ("backlog_tonnes",), "exports rebuild nothing, so they have no backlog"
        if self.need.by_date is not None:
            yield from self._weightless()

    def _weightless(self) -> Iterator[tuple[DataPath, str]]:
        in_weight = self.need.in_weight()
        if in_weight is not None and self.tonnes_per_truckload is None:
            text = "tonnes_per_truckload is required where need is in kg or tonnes"
            yield ("need", *in_weight), text
        if self.backlog_tonnes is not None and self.tonnes_per_truckload is None:
            yield ("backlog_tonnes",), "tonnes_per_truckload is required where a backlog is given"
