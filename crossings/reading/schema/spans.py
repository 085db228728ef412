"""Where something is given between dates: that no two hold for the same place on one day."""

from __future__ import annotations

import datetime
from bisect import bisect, insort
from typing import Generic, TypeVar

Item = TypeVar("Item")
IN_ALL = ""
"""The place of what is given for all places together."""


class Spans(Generic[Item]):
    """What is given of one good, by place and days; two that meet cannot both hold.

    >>> spans, date = Spans[str](), datetime.date
    >>> spans.add("north", date.min, date(2024, 3, 5), "one")
    >>> spans.add("south", date(2024, 3, 5), date(2024, 3, 5), "two")
    >>> spans.add(IN_ALL, date(2024, 3, 5), date.max, "three")
    'one'
    """

    def __init__(self) -> None:
        self._by_place: dict[str, list[tuple[datetime.date, datetime.date, int]]] = {}
        self._items: list[Item] = []

    def add(self, place: str, first: datetime.date, last: datetime.date, item: Item) -> Item | None:
        """Take `item` for a place and days; where another holds on one of them, give that back."""
        if last < first:
            return None
        for each in [*self._by_place] if place == IN_ALL else (place, IN_ALL):
            there = self._by_place.get(each, [])
            at = bisect(there, first, key=lambda span: span[0])
            for begun, ended, known in there[max(at - 1, 0) : at + 1]:
                if begun <= last and first <= ended:
                    return self._items[known]
        insort(self._by_place.setdefault(place, []), (first, last, len(self._items)))
        self._items.append(item)
        return None
