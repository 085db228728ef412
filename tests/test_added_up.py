"""Counts added up by month or week: beside a plain count, and without going over days again."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossings.counts import Group, Tally, TruckList
from crossings.tables.counts import counts_tables

FIRST = datetime.date(2023, 12, 30)
Days = dict[tuple[datetime.date, Group], Tally]


def a_list(days: Days) -> TruckList:
    return TruckList("port", "list.csv", "", "0" * 64, "its day", len(days), days, ())


def month(day: datetime.date) -> Any:
    return day.year, day.month


def week(day: datetime.date) -> Any:
    return (day - datetime.date(2023, 12, 31)).days // 7  # a Sunday


_GROUPS = st.builds(
    Group, st.sampled_from(["collected", "released"]), st.sampled_from([None, "gate-a", "gate-b"]),
    st.sampled_from([None, "Food", "Tents"]), st.sampled_from([None, "food"]), st.none(),
)  # fmt: skip
_DAYS = st.integers(0, 70).map(lambda count: FIRST + datetime.timedelta(days=count))


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.tuples(_DAYS, _GROUPS), st.integers(0, 9).map(Tally), min_size=1),
    st.sampled_from([("month", month), ("week", week), ("all", lambda day: 0)]),
)
def test_what_is_added_up_is_what_a_plain_count_finds(days: Days, way: Any) -> None:
    by, spell = way
    anywhere = any(group.crossing is None for _, group in days)
    expected: dict[Any, float] = defaultdict(float)
    for (day, group), tally in days.items():
        # A list has a row of all together where some of that stage and spell are at no crossing.
        beside = [
            other
            for other, each in days
            if spell(other) == spell(day) and each.stage == group.stage and each.crossing is None
        ]
        for crossing in {group.crossing, None} if beside else {group.crossing}:
            for good in {group.good, None}:
                expected[spell(day), group.stage, crossing, good] += tally.trucks
    table = counts_tables([a_list(days)], by)["observed"]
    found = {
        (spell(datetime.date.fromisoformat(first)), stage, crossing or None, good or None): trucks
        for first, stage, crossing, good, trucks in zip(
            table["from"], table["stage"], table["crossing"].fillna(""),
            table["good"].fillna(""), table["truckloads"], strict=True,
        )
    }  # fmt: skip
    assert len(found) == len(table) and found == expected
    assert anywhere or None not in {crossing for _, _, crossing, _ in found}
    first, last = min(day for day, _ in days), max(day for day, _ in days)
    assert table["from"].min() >= first.isoformat() and table["to"].max() <= last.isoformat()


class _Looked(dict[Any, Any]):
    """Days that count how often one is looked at."""

    looks = 0

    def __iter__(self) -> Iterator[Any]:
        for each in super().__iter__():
            self.looks += 1
            yield each

    def items(self) -> Any:
        return ((each, self[each]) for each in self)

    def values(self) -> Any:
        return (self[each] for each in self)


@pytest.mark.parametrize("by", ["week", "month", "all"])
def test_each_day_of_a_list_is_looked_at_a_few_times_however_many_months_there_are(by: str) -> None:
    group = Group("collected", "gate-a", None, None, None)
    days = [FIRST + datetime.timedelta(days=7 * count) for count in range(600)]
    looked = _Looked({(day, group): Tally(1.0) for day in days})
    tables = counts_tables([a_list(looked)], by)
    assert len(tables["observed"]) == {"week": 600, "month": 139, "all": 1}[by]
    assert looked.looks <= 10 * len(days)
