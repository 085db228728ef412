"""What is said of futures: `met_share < 0.6 and first_stock_out_food <= 14`.

A name is a column of the batch, or `met_share`, the share of all need met, or `met_share_GOOD`. A
figure that a future does not have (a stock that never runs out) makes no condition true.
"""

from __future__ import annotations

import difflib
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from crossings.arrays import Flags, Floats
from crossings.batches.kept_columns import KeptColumns
from crossings.errors import Finding, InputError

SHARE = "met_share"
_CONDITION = re.compile(r"\s*([A-Za-z_]\w*)\s*(<=|>=|<|>)\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*")
_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


class MalformedCondition(ValueError):  # noqa: N818 - it says what is malformed
    """A condition that is not of the form NAME < NUMBER."""


@dataclass(frozen=True)
class Condition:
    """A figure beside a number."""

    name: str
    sign: str
    number: float


def conditions(text: str) -> list[Condition]:
    """The conditions that a text joins by `and`.

    >>> conditions("met_share < 0.6 and value >= 9e4")[1]
    Condition(name='value', sign='>=', number=90000.0)
    """
    found = []
    for part in re.split(r"\band\b", text):
        read = _CONDITION.fullmatch(part)
        try:
            number = float(read[3]) if read else None
        except ValueError:
            number = None
        if read is None or number is None:
            raise MalformedCondition(f"{part.strip()!r} is not of the form NAME < NUMBER")
        found.append(Condition(read[1], read[2], number))
    return found


class Figures(Protocol):
    """Columns of what came of each future."""

    @property
    def names(self) -> list[str]:
        """Those that are figures."""

    @property
    def folder(self) -> Path:
        """What a message says they are of."""

    def outcome(self, *names: str) -> list[Any]:
        """(S,) Some of them."""


def figure(batch: Figures, name: str) -> Floats:
    """(S,) A figure of each future by its name; raises `InputError` where there is none."""
    names = batch.names
    goods = [each.removeprefix("met_") for each in names if each.startswith("met_")]
    if name in names:
        (values,) = batch.outcome(name)
        return np.asarray(values, dtype=np.float64)
    wanted = goods if name == SHARE else [good for good in goods if name == f"{SHARE}_{good}"]
    if not wanted:
        known = [SHARE, *(f"{SHARE}_{good}" for good in goods), *names]
        close = difflib.get_close_matches(name, known, n=1)
        text = f"no figure of a future is called so{f'; did you mean {close[0]}?' * bool(close)}"
        raise InputError([Finding(str(batch.folder), 1, 1, name, text)])
    met = np.sum(batch.outcome(*(f"met_{good}" for good in wanted)), axis=0)
    need = np.sum(batch.outcome(*(f"need_{good}" for good in wanted)), axis=0)
    share = np.full(len(need), np.nan)
    np.divide(met, need, out=share, where=need > 0)
    return share


def holds(batch: KeptColumns, wanted: list[Condition]) -> Flags:
    """(S,) Whether every condition holds in each future."""
    made = np.ones(len(batch.fine), dtype=bool)
    for each in wanted:
        made &= _SIGNS[each.sign](figure(batch, each.name), each.number)
    return made
