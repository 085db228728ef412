"""The keys of inspection models, each with its meaning, unit and default; see `schema.py`."""

from __future__ import annotations

from pydantic import Field

from crossings.reading.entry import (
    AtLeastZero,
    Entry,
    Id,
    IdOrRest,
    Share,
    ShareAboveZero,
    Text,
    key,
)
from crossings.reading.schema import Admits, Limits, Pools, Sources, number


class InspectionStage(Entry):
    """One step of an inspection regime."""

    minutes: dict[Id, AtLeastZero] = key({}, "what it takes", unit="minutes a truck")
    detection: Share = key(number(0), "share of loads with contraband that alarm", unit="share")
    false_alarm: Share = key(number(0), "share of clean loads that alarm", unit="share")
    on_clear: Text = key("release", "next stage, release or refuse")
    on_alarm: Text = key("refuse", "next stage, release or refuse")
    note: Text | None = key(None, "free text")


class Regime(Entry):
    """A named screening procedure."""

    description: Text | None = key(None, "what is done")
    admits: Admits = key(
        Admits.model_construct(), "goods that it may be used for; default: everything"
    )
    fill: ShareAboveZero = key(
        number(1), "share of a full truckload on one truck while it is inspected", unit="share"
    )
    start: Text = key(..., "first stage")
    stages: dict[Id, InspectionStage] = Field(..., min_length=1, description="its stages")


class InspectionModel(Entry):
    """A policy: regimes, where they may be used, pools and limits (a file in `models/`)."""

    title: Text = key(..., "what the policy is")
    description: Text | None = key(None, "what it does and where it comes from")
    regimes: dict[Id, Regime] = Field(..., min_length=1, description="screening procedures")
    use: dict[IdOrRest, list[Id]] | None = key(
        None, "regimes by crossing; `*`: all others; default: wherever a regime's resources exist"
    )
    minutes_factor: dict[Id, dict[Id, AtLeastZero]] = key(
        {}, "by good or category, then resource: factor on the minutes", unit="factor"
    )
    pools: Pools = key({}, "added to the case's; these win on the same name")
    limits: Limits = key(
        Limits(), "these replace the case's, key by key; all of coverage_at_least is one key"
    )
    sources: Sources = key({}, "where figures come from")
