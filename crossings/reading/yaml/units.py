"""Keys in a unit that is not ours: which key of ours is meant, and what the number becomes.

A near name of another unit is worse than none: whoever follows it is thirty times off.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from crossings.reading.yaml.spelling import near

_TIME, _MASS, _LOAD, _PERSON, _PALLET, _SHARE = "time", "mass", "load", "person", "pallet", "share"
_UNITS: dict[str, tuple[str, float]] = {
    word: (family, size)
    for family, sizes in (
        (_TIME, {
            "second seconds sec": 1 / 86_400, "minute minutes min mins": 1 / 1_440,
            "hour hours h hr hrs hourly": 1 / 24, "day days daily": 1,
            "week weeks weekly wk": 7, "fortnight fortnights fortnightly": 14,
            "month months monthly": 30, "quarter quarters quarterly": 91,
            "year years yearly annual annually annum": 365,
        }),
        (_MASS, {
            "gram grams gramme grammes g gr": 1e-6, "kg kgs kilo kilos kilogram kilograms": 1e-3,
            "quintal quintals": 0.1, "tonne tonnes ton tons mt t": 1, "lb lbs": 0.00045359237,
            "kilotonne kilotonnes kt": 1e3,
        }),
        (_LOAD, {"truckload truckloads truck trucks lorry lorries load loads": 1}),
        (_PERSON, {"person persons people capita head heads pax population": 1}),
        (_PALLET, {"pallet pallets": 1}),
        (_SHARE, {"share": 1, "percent percentage pct": 0.01}),
    )
    for words, size in sizes.items()
    for word in words.split()
}  # fmt: skip
_ADVERBS = re.compile(r"\w+ly|annual|annum")
"""Units that say by themselves that something is counted for each of them."""
_MANY = {"thousand": 1e3, "thousands": 1e3, "k": 1e3, "million": 1e6, "millions": 1e6}
_FOR_EACH = ("per", "a", "an", "each", "every")
_EMPTY = ("in", "of", "the")
_SHARES = (
    "rate", "loss", "utilisation", "detection", "false_alarm", "fill", "interdicted", "share",
)  # fmt: skip
_NO_NUMBERS = ("open_days",)
_LONG, _SURELY = 5, 0.85
"""Letters from which a word may misspell a unit, and the likeness from which it does."""
_LONG_UNITS = [word for word in _UNITS if len(word) >= _LONG]
_A_DAY = 1
_ALIKE = 0.8
"""Likeness from which the words of two keys beside their units are the same."""


@dataclass(frozen=True)
class _Key:
    """A key taken apart: its words, what it counts and for each of what, families with sizes."""

    words: tuple[str, ...]
    of: dict[str, float]
    per: dict[str, float]

    @property
    def measured(self) -> bool:
        """Whether it says a unit."""
        return bool(self.of or self.per)


def key_meant(key: str, keys: Iterable[str], likeness: float = 0.6) -> str:
    """The key that was probably meant and, where its unit is another, what the number becomes.

    >>> key_meant("truckloads_per_month", ["truckloads_per_day", "tonnes_per_day"])
    '; did you mean truckloads_per_day, divided by 30?'
    >>> key_meant("kg_per_truckload", ["tonnes_per_truckload"])
    '; did you mean tonnes_per_truckload, divided by 1000?'
    >>> key_meant("people_per_day", ["truckloads_per_day", "tonnes_per_day"])
    ''
    """
    return _meant(key, tuple(keys), likeness)


@functools.lru_cache(4096)
def _meant(key: str, keys: tuple[str, ...], likeness: float) -> str:
    given = _apart(key)
    if not given.measured:
        return near(key, keys, likeness)
    ranked = [
        (unlike, position, each, change)
        for position, each in enumerate(keys)
        if each not in _NO_NUMBERS
        for unlike, change in _changes(given, _apart(each))
    ]
    if ranked:
        _, _, best, change = min(ranked)
        opens = "open_days" in keys and given.per.get(_TIME, 0) > _A_DAY
        remark = " Of these days, count those on which it opens" if opens else ""
        return f"; did you mean {best}{change}{remark}"
    same = [each for each in keys if not (mine := _apart(each)).measured or _alike(given, mine)]
    hint = near(key, same, likeness)
    if not hint and _PERSON in given.of and "kg_per_person_per_day" in keys:
        return "; a need is of goods: kg_per_person_per_day, by the population of the areas"
    return hint


def _alike(one: _Key, other: _Key) -> bool:
    """Whether two keys count the same in the same units."""
    return one.of == other.of and one.per == other.per


@functools.lru_cache(4096)
def _apart(key: str) -> _Key:
    words: list[str] = []
    of: dict[str, float] = {}
    per: dict[str, float] = {}
    many, for_each = 1.0, False
    for each in re.split(r"[\W_]+", key.lower()):
        word = _spelt(each)
        if word in _FOR_EACH:
            for_each = True
        elif word in _MANY:
            many *= _MANY[word]
        elif word in _UNITS:
            family, size = _UNITS[word]
            below = for_each or _ADVERBS.fullmatch(word) is not None
            (per if below else of)[family] = size
        elif word and word not in _EMPTY:
            words.append(word)
            for_each = False
    if many != 1:
        family = next(iter(of), "")
        of[family] = of.get(family, 1.0) * many
    return _Key(tuple(words), of, per)


@functools.lru_cache(4096)
def _spelt(word: str) -> str:
    """A word, or the one of a unit that it misspells."""
    if word in _UNITS or len(word) < _LONG:
        return word
    return next(iter(difflib.get_close_matches(word, _LONG_UNITS, n=1, cutoff=_SURELY)), word)


def _changes(given: _Key, ours: _Key) -> Iterable[tuple[float, str]]:
    """How unlike two keys are beside their units, and what makes a number of one one of the other.

    Nothing where they count different things.
    """
    unlike = _unlike(given.words, ours.words)
    if unlike is None:
        return
    of, per = dict(given.of), dict(given.per)
    share = of.pop(_SHARE, None)
    if share is not None and share != 1 and not ours.of and set(ours.words) & {*_SHARES}:
        yield unlike, _told(share)
        return
    steps = ""
    if _MASS in of and _LOAD in ours.of and _MASS not in ours.of:
        steps = ", divided by the tonnes on a truck"
        of[_LOAD] = of.pop(_MASS)
        unlike += 0.3
    elif _LOAD in of and _MASS in ours.of and _LOAD not in ours.of:
        steps = ", times the tonnes on a truck"
        of[_MASS] = of.pop(_LOAD)
        unlike += 0.3
    if of.keys() != ours.of.keys() or not ours.measured:
        return
    if ours.of.get(_TIME, 1) < _A_DAY <= of.get(_TIME, 0) and _TIME in ours.per:
        return  # days are no hours of a day
    factor = 1.0
    for family, size in of.items():
        factor *= size / ours.of[family]
    if per.get(_TIME, 1) < _A_DAY <= ours.per.get(_TIME, 0):
        steps = f"{steps}, times the hours of a day at work"
        factor, per[_TIME] = factor * per[_TIME] * 24, ours.per[_TIME]
    missing, beyond = ours.per.keys() - per.keys(), per.keys() - ours.per.keys()
    for family in per.keys() & ours.per.keys():
        factor *= ours.per[family] / per[family]
    if missing == {_TIME} and not beyond:
        yield (
            unlike + 0.5,
            f"{_told(factor, steps)} It is for each day, so divide a total by its days",
        )
    elif beyond == {_TIME} and not missing:
        yield unlike + 0.5, f"{_told(factor, steps)} It is in all, and not by the day"
    elif not missing and not beyond:
        yield unlike, _told(factor, steps)


def _told(factor: float, steps: str = "") -> str:
    if abs(factor - 1) > 1e-6:
        by = f"times {factor:.6g}" if factor > 1 else f"divided by {1 / factor:.6g}"
        steps = f", {by}{steps}"
    return f"{steps}?"


def _unlike(given: tuple[str, ...], ours: tuple[str, ...]) -> float | None:
    """How unlike the words of two keys are; None where they are other words."""
    if given == ours:
        return 0.0
    one, other = " ".join(given), " ".join(ours)
    if not given or not ours:
        return 0.4
    likeness = difflib.SequenceMatcher(None, one, other).ratio()
    if likeness >= _ALIKE or {*given} <= {*ours}:
        return 1 - likeness
    return None
