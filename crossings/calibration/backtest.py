"""Counts foretold from others, and how they came: no count is scored that its forecast had seen.

    rolling         each span from those that ended before it began
    held out        each span from a day on, from those that ended before that day
    one left out    each span from all others that share no day with it

Two naive forecasts stand beside: the last span before, and the mean of all before, by time open.
Their deviations are those of their own logarithmic errors before.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from crossings.calibration.levels import Days, Forecast, forecast, lognormal_forecast
from crossings.calibration.spans import Counted, Day, Span

SHARES = (0.5, 0.8, 0.9)
"""Of intervals, each leaving as much above as below."""


@dataclass(frozen=True)
class Foretold:
    """A span with what was foretold of it."""

    source: str
    stage: str
    crossing: str | None
    span: Span
    told: Forecast | None
    """None where it is not scored."""
    last: Forecast | None
    """The naive forecasts; None where they have no errors before."""
    mean: Forecast | None
    before: int
    """Spans with trucks at this crossing that the forecast rests on."""
    why: str
    """Why it is not scored; empty where it is."""

    def interval(self, share: float) -> tuple[float, float] | None:
        """Ends of an interval that holds so much."""
        if self.told is None:
            return None
        rest = (1 - share) / 2
        return self.told.quantile(rest), self.told.quantile(1 - rest)

    def held(self, share: float) -> bool | None:
        """Whether the interval holds the count."""
        ends = self.interval(share)
        return None if ends is None else ends[0] <= self.span.trucks <= ends[1]


@dataclass(frozen=True)
class Score:
    """How forecasts of one list at one stage came out."""

    source: str
    stage: str
    scored: int
    held: tuple[int, ...]
    """Of each of `SHARES`, how many intervals held the count."""
    chance: tuple[float, ...]
    """Of each, how likely a right interval holds so few, or fewer."""
    error: float | None
    """Σ |median − count| / Σ count."""
    compared: int
    """Spans of which both naive forecasts have errors before."""
    crps: tuple[float | None, float | None, float | None]
    """Mean of this, of the last span and of the mean, over those compared."""


def rolling(series: Sequence[Counted], days: Mapping[str | None, Days]) -> list[Foretold]:
    """Each span from those that ended before it began."""
    return _foretold(series, days, lambda span, each: each.last < span.first)


def held_out(
    series: Sequence[Counted], days: Mapping[str | None, Days], start: Day
) -> list[Foretold]:
    """Each span from `start` on, from those that ended before it."""
    made = _foretold(series, days, lambda _, each: each.last < start)
    return [each for each in made if each.span.first >= start]


def one_left_out(series: Sequence[Counted], days: Mapping[str | None, Days]) -> list[Foretold]:
    """Each span from all others that share no day with it; naive forecasts have no order then."""

    def apart(span: Span, each: Span) -> bool:
        return each.last < span.first or span.last < each.first

    return [replace(each, last=None, mean=None) for each in _foretold(series, days, apart)]


def scores(found: Sequence[Foretold]) -> list[Score]:
    """One for each list and stage."""
    lists = dict.fromkeys((each.source, each.stage) for each in found)
    return [_score([e for e in found if (e.source, e.stage) == key], *key) for key in lists]


def tested_in_case(found: Sequence[Foretold]) -> list[dict[str, Any]]:
    """How forecasts came, as a case says it."""
    made = []
    for score in scores(found):
        spans = [
            each.span
            for each in found
            if each.told is not None and (each.source, each.stage) == (score.source, score.stage)
        ]
        if spans:
            first, last = min(span.first for span in spans), max(span.last for span in spans)
            told = {"source": score.source, "stage": score.stage, "from": first, "to": last}
            made.append(told | {"counts": score.scored, "held": score.held[SHARES.index(0.9)]})
    return made


def _foretold(
    series: Sequence[Counted], days: Mapping[str | None, Days], known: Callable[[Span, Span], bool]
) -> list[Foretold]:
    made = []
    for of in series:
        beside = [each for each in series if (each.source, each.stage) == (of.source, of.stage)]
        for span in of.spans:
            seen = functools.partial(known, span)
            before = [
                replace(each, spans=tuple(filter(seen, each.spans)))
                for each in beside
                if any(map(seen, each.spans))
            ]
            own = [s for s in of.spans if seen(s) and s.whole]
            came = sum(s.trucks > 0 for s in own)
            why = ""
            if not span.whole:
                why = "the first total: on which of its days trucks began to come is not known"
            elif not came:
                why = "no trucks before"
            told = None if why else forecast(before, of, span, days)
            naive = _naive(own, span) if told is not None else (None, None)
            made.append(Foretold(of.source, of.stage, of.crossing, span, told, *naive, came, why))
    return made


def _naive(own: Sequence[Span], span: Span) -> tuple[Forecast | None, Forecast | None]:
    """The last span before, and the mean of all before, each with what it erred by before."""
    rates = np.array([s.trucks / s.open for s in sorted(own, key=lambda s: (s.last, s.first))])
    middles = np.stack([rates, np.cumsum(rates) / np.arange(1, len(rates) + 1)])  # (2, K)
    made: list[Forecast | None] = []
    for middle in middles:
        then, came = middle[:-1], rates[1:]
        some = (then > 0) & (came > 0)
        errors = np.log(came[some] / then[some])
        deviation = float(np.sqrt((errors**2).mean())) if len(errors) else None
        told = middle[-1] * span.open
        made.append(None if deviation is None else lognormal_forecast(told, deviation))
    return made[0], made[1]


def _score(found: Sequence[Foretold], source: str, stage: str) -> Score:
    from scipy.stats import binom

    scored = [each for each in found if each.told is not None]
    held = tuple(sum(bool(each.held(share)) for each in scored) for share in SHARES)
    chance = tuple(
        float(binom.cdf(number, len(scored), share))
        for number, share in zip(held, SHARES, strict=True)
    )
    total = sum(each.span.trucks for each in scored)
    far = sum(abs(_median(each) - each.span.trucks) for each in scored)
    beside = [each for each in scored if each.last is not None and each.mean is not None]
    kinds = ([each.told for each in beside], [e.last for e in beside], [e.mean for e in beside])
    crps = tuple(
        float(np.mean([f.crps(e.span.trucks) for f, e in zip(kind, beside, strict=True) if f]))
        if beside
        else None
        for kind in kinds
    )
    return Score(
        source, stage, len(scored), held, chance, far / total if total else None, len(beside),
        (crps[0], crps[1], crps[2]),
    )  # fmt: skip


def _median(each: Foretold) -> float:
    assert each.told is not None
    return each.told.quantile(0.5)
