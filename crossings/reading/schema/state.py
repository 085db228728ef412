"""The keys of a state file: how things stand on the morning of a day."""

from __future__ import annotations

from typing import Annotated

from crossings.reading.schema.case import Arrival, UnderWay
from crossings.reading.schema.entry import Date, Entry, Id, Names, Text, key
from crossings.reading.schema.goods import AreaId, GoodId
from crossings.reading.schema.own import CorridorId, CrossingId
from crossings.reading.schema.quantity import AtLeastZero, Share

OwnLimitId = Annotated[Id, Names(("limits", "own"), "no limit is called")]
Site = Annotated[Text, Names(("crossings",), "no crossing or pool is called", also=(("pools",),))]


class Came(Entry):
    """Truckloads in stock by the day on which they got there."""

    date: Date = key(..., "day on which they came")
    good: GoodId = key(..., "what they are")
    area: AreaId = key(..., "where they lie")
    truckloads: AtLeastZero = key(..., "how many came, used by now or not", unit="truckloads")


class StateFile(Entry):
    """How things stand on the morning of a day; what is left out is nothing, or as usual."""

    date: Date = key(..., "the day: all before it has happened, and nothing of it has")
    stock: dict[GoodId, dict[AreaId, AtLeastZero]] = key(
        {}, "in areas, by good and area", unit="truckloads"
    )
    came: list[Came] = key([], "of goods that keep for a while, what came when")
    yards: dict[CrossingId, dict[GoodId, AtLeastZero]] = key(
        {}, "waiting for inspection, by crossing and good", unit="truckloads"
    )
    platforms: dict[CrossingId, dict[GoodId, AtLeastZero]] = key(
        {}, "released and not collected, by crossing and good", unit="truckloads"
    )
    pipeline: list[Arrival] = key([], "on the way to crossings, after what is lost")
    under_way: list[UnderWay] = key([], "collected, and yet to arrive, after what is lost")
    used: dict[OwnLimitId, AtLeastZero] = key(
        {},
        "used since the first day of the case of limits of one's own that hold between dates, "
        "beside what its `start` says",
    )
    met: dict[GoodId, dict[AreaId, AtLeastZero]] = key(
        {},
        "need met since the first day of the window of floors that the day is in",
        unit="truckloads",
    )
    exported: dict[GoodId, AtLeastZero] = key({}, "the same of exports", unit="truckloads")
    need: dict[GoodId, AtLeastZero] = key(
        {}, "what needs are, in shares of the case's; default: 1", unit="factor"
    )
    open: dict[Site, Share] = key(
        {}, "share of the day that a crossing or pool is open; default: as its calendar says"
    )
    throughput: dict[CrossingId, AtLeastZero] = key(
        {}, "pace of the day, of minutes and gate; default: the usual one", unit="factor"
    )
    supply: dict[CorridorId, AtLeastZero] = key(
        {}, "what corridors bring on the day, in shares of their limits; default: 1", unit="factor"
    )
