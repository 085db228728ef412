"""What lists count in all over spans of days: months of days, and totals as they were given."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crossings.calibration.series import EVERY_DAY, Basis
from crossings.counts import Group, TruckList

Day = datetime.date
_ONE = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Trucks from one day to another."""

    first: Day
    last: Day
    trucks: float
    open: float
    """How long it was open: scheduled days, or what the list says of it in a measure of its own."""
    whole: bool = True
    """Whether it is known when in it the first truck could come."""

    @property
    def days(self) -> int:
        """Days from the first to the last."""
        return (self.last - self.first).days + 1

    @property
    def middle(self) -> float:
        """Its middle, in days of the calendar."""
        return (self.first.toordinal() + self.last.toordinal()) / 2


@dataclass(frozen=True)
class Counted:
    """The spans of one crossing, at one stage, of one list; each begins when none before does."""

    source: str
    stage: str
    crossing: str | None
    """None: all together."""
    spans: tuple[Span, ...]
    hours_known: bool
    """Whether the list says how long it was open, so that closures are no part of what varies."""

    @property
    def basis(self) -> Basis:
        """What is said of it."""
        came = sum(span.trucks > 0 for span in self.spans)
        first, last = self.spans[0].first, max(span.last for span in self.spans)
        return Basis(self.source, self.stage, first, last, len(self.spans), came, "total")


def counted_of(
    lists: Sequence[TruckList], open_days: Mapping[str, Collection[str]], cut: Day | None = None
) -> list[Counted]:
    """Every crossing of every list, in order; two lists are never added up.

    `open_days` are the weekdays on which the case opens a crossing, every day where it says none.
    Months of days are parted at `cut`.
    """
    made = []
    for seen in lists:
        places = {(g.stage, g.crossing): None for g in _groups(seen)}
        for stage, crossing in sorted(places, key=lambda place: (place[0], place[1] or "")):
            opens = open_days.get(crossing or "") or EVERY_DAY
            spans, known = _spans(seen, stage, crossing, opens, cut)
            if spans:
                made.append(Counted(seen.source, stage, crossing, spans, known))
    return made


def until(lists: Sequence[TruckList], day: Day) -> list[TruckList]:
    """Lists with nothing of `day` or later in them."""
    return [
        replace(
            seen,
            days={key: tally for key, tally in seen.days.items() if key[0] < day},
            totals={key: tally for key, tally in seen.totals.items() if key[1] < day},
        )
        for seen in lists
    ]


def _groups(seen: TruckList) -> Iterator[Group]:
    yield from (group for _, group in seen.days)
    yield from (group for _, _, group in seen.totals)


def _spans(
    seen: TruckList, stage: str, crossing: str | None, opens: Collection[str], cut: Day | None
) -> tuple[tuple[Span, ...], bool]:
    """Spans of one place in order of their first days, and whether hours open are known."""
    totals: dict[tuple[Day, Day], list[float]] = {}
    hours: dict[tuple[Day, Day], float] = {}
    for (first, last, group), tally in seen.totals.items():
        if (group.stage, group.crossing) == (stage, crossing):
            totals.setdefault((first, last), []).append(tally.trucks)
            if tally.open is not None:
                hours[first, last] = tally.open
    made = [
        Span(first, last, sum(trucks), hours.get((first, last), _scheduled(first, last, opens)))
        for (first, last), trucks in sorted(totals.items())
        if not seen.tells_open or (first, last) in hours
    ]
    made += [
        month
        for month in _months(seen, stage, crossing, opens, cut)
        if month.trucks > 0 or not any(a <= month.last and month.first <= b for a, b in totals)
    ]  # a month whose days are counted in a total alone is not one without trucks
    made = sorted(
        (span for span in made if span.open > 0), key=lambda span: (span.first, span.last)
    )
    if made and (made[0].first, made[0].last) in totals and not seen.tells_open:
        made[0] = replace(made[0], whole=False)
    return tuple(made), seen.tells_open


def _months(
    seen: TruckList, stage: str, crossing: str | None, opens: Collection[str], cut: Day | None
) -> Iterator[Span]:
    """Months of the days of one place, from its first truck to the last day of the list."""
    here: dict[Day, float] = {}
    for (day, group), tally in seen.days.items():
        if (group.stage, group.crossing) == (stage, crossing):
            here[day] = here.get(day, 0.0) + tally.trucks
    came = [day for day, trucks in here.items() if trucks > 0]
    if not came:
        return
    first, end = min(came), max(day for day, _ in seen.days)
    while first <= end:
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        if cut is not None and first < cut <= last:
            last = cut - _ONE
        last = min(last, end)
        trucks = sum(trucks for day, trucks in here.items() if first <= day <= last)
        yield Span(first, last, trucks, _scheduled(first, last, opens))
        first = last + _ONE


def _scheduled(first: Day, last: Day, opens: Collection[str]) -> float:
    """Days from the first to the last on which the calendar opens."""
    days = (last - first).days + 1
    return float(sum(EVERY_DAY[(first.weekday() + d) % 7] in opens for d in range(days)))
