"""What gets past whoever reacts, and what a guarantee costs, as tables."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from crossings.analysis.adversary import Adversary, Reply
from crossings.tables.labelled import framed

_PLACES = ("start", "crossing", "good", "regime")


def adversary_tables(found: Adversary) -> dict[str, DataFrame]:
    """Both tables by name."""
    return {"adversary": _replies(found), "guarantee": _prices(found)}


def _replies(found: Adversary) -> DataFrame:
    """What is missed by the threat rates, and by each best reply; the first of its places."""
    before = found.without or (None, None)
    rows = [_row(found, "threat rates", found.at_rates, None, None)]
    for called, reply, without in (
        ("place", found.place, before[0]),
        ("regime", found.regime, before[1]),
    ):
        rows.append(_row(found, called, np.nan if reply is None else reply.missed, reply, without))
    kinds = {"missed": float, "missed_without": float, "places": int}
    return DataFrame(rows).astype({**dict.fromkeys(_PLACES, object), **kinds})


def _row(
    found: Adversary, called: str, missed: float, reply: Reply | None, without: Reply | None
) -> dict[str, object]:
    problem = found.problem
    named: dict[str, object] = dict.fromkeys(_PLACES)
    if reply is not None:
        t, c, g, r = reply.places[0]
        regime = None if r is None else problem.regimes[r].id
        ids = (
            problem.periods[t].start.isoformat(),
            problem.crossings[c].id,
            problem.goods[g].id,
            regime,
        )
        named = dict(zip(_PLACES, ids, strict=True))
    return {
        "reply": called,
        "missed": missed,
        "missed_without": np.nan if without is None else without.missed,
        **named,
        "places": 0 if reply is None else len(reply.places),
    }


def _prices(found: Adversary) -> DataFrame:
    """What each guarantee takes from the value."""
    rows = [(each.at, each.rate, each.value, each.forgone, each.share) for each in found.prices]
    made = framed("guarantee", rows)
    return made.astype(dict.fromkeys(made.columns[1:], float))
