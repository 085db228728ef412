"""The keys of ways that goods come without inspection; see `case.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from crossings.reading.schema.entry import Entry, Id, Text, Truth, key, raise_faults, without_nulls
from crossings.reading.schema.goods import GoodId
from crossings.reading.schema.naming import Name
from crossings.reading.schema.quantity import Share, number
from crossings.reading.yaml.document import DataPath


class Channel(Entry):
    """A way that goods come when need is not met: tunnels, the sea. Nothing on it is inspected.

    What comes on it is an assumption wherever it is shown. The plan is made for what crosses.
    """

    name: Name | None = key(None, "name shown; default: the id")
    note: Text | None = key(None, "free text")
    goods: Annotated[dict[GoodId, Share], BeforeValidator(without_nulls)] = key(
        {}, "share of the unmet need of each good that is sent on it", unit="share"
    )
    threat_rate: Share | None = key(
        None, "share of truckloads on it with contraband; left out: unknown", unit="share"
    )
    interdicted: Share = key(number(0), "share of what is sent that is stopped", unit="share")
    counts_as_met: Truth = key(
        False, "whether results show what enters as need met, beside the plan's own"
    )


def _shares_within_one(channels: dict[Id, Channel]) -> dict[Id, Channel]:
    raise_faults(_shares_beyond_one(channels))
    return channels


def _shares_beyond_one(channels: dict[Id, Channel]) -> Iterator[tuple[DataPath, str]]:
    taken: dict[str, float] = {}
    for name, channel in channels.items():
        for good, share in channel.goods.items():
            before = taken.get(good, 0.0)
            taken[good] = before + share.value
            if taken[good] > 1 + _ROUNDING >= before:
                text = f"expected shares of at most 1 over all channels, got {taken[good]:g}"
                yield (name, "goods", good), text


_ROUNDING = 1e-9
Channels = Annotated[dict[Id, Channel], AfterValidator(_shares_within_one)]
