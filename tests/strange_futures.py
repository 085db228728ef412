"""Tables of futures that no case foresees, as text and as Parquet, each from a number alone."""

from __future__ import annotations

import csv
import datetime
import io
import random
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow
from pyarrow import parquet

HOURS = "crossings.gate-a.hours_per_day"
_STAGE = "model.regimes.scan-then-search.stages"
_GOOD = (
    HOURS, "goods.food.need.kg_per_person_per_day", "goods.food.threat_rate",
    f"{_STAGE}.scan.false_alarm", f"{_STAGE}.search.minutes.bay", "areas.south.population",
    "uncertainty.need.food", "uncertainty.throughput.all", "uncertainty.supply.egypt",
    "uncertainty.throughput.gate-a.2024-03-04", "uncertainty.closures.gate-a",
    "uncertainty.closures.all.2024-03-04", "uncertainty.closures.monitor",
)  # fmt: skip
_NAMES = (
    *_GOOD, "model.regimes.full-search.fill", f"{HOURS}.value", "crossings.gate-b.hours_per_day",
    "goods.food.priority", "uncertainty", "title", "horizon.periods",
    "uncertainty.supply.egypt.2025-01-01", "coverage_bands.0.weight", "", " ", "nothing",
    "x" * 3000, "\x1b[2J", "\u202e", "a.b.c",
    "uncertainty.throughput.gate-a.20240304", "phases.0.set.crossings.gate-a.hours_per_day",
)  # fmt: skip
_CELLS = (
    "", "", "1", "0.5", "8", "24", "0", "-1", "25", "1e308", "1e400", "nan", "inf", "1e-300",
    "much", "1,5", "1.234", "1_0", "0x10", "=1", "٣", "\x00", "\n", '"', "9" * 400, "8 h", "12:30",
    "true",
)  # fmt: skip


def as_csv(names: list[str], rows: list[list[Any]]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerows([names, *rows])
    return stream.getvalue()


DAY = datetime.date(2024, 3, 4)
FINE = {
    "whole": [8, 9, None],
    "small": pyarrow.array([8, 9, None], pyarrow.uint8()),
    "half": pyarrow.array(np.array([8, 9, 1], np.float16)),
    "single": pyarrow.array([8, 9, None], pyarrow.float32()),
    "decimals": [Decimal("8.5"), Decimal("9.25"), None],
    "wide decimals": pyarrow.array([Decimal("8.5")], pyarrow.decimal256(60, 2)),
    "coded": pyarrow.array([8.5, 9.5, None, 8.5]).dictionary_encode(),
    "coded whole": pyarrow.array([8, 9, 8]).dictionary_encode(),
    "texts": ["8.5", " 9 ", "", None, "٨"],
    "large texts": pyarrow.array(["8.5", "9"], pyarrow.large_string()),
    "coded texts": pyarrow.array(["8", None, "9"]).dictionary_encode(),
    "nothing": pyarrow.nulls(2),
}
"""What a column of numbers may be made of."""
STRANGE = {
    "truths": [True, False],
    "lists": [[8.0], [9.0, 1.0]],
    "lists of one length": pyarrow.array([[8.0], [9.0]], pyarrow.list_(pyarrow.float64(), 1)),
    "records": [{"value": 8}, {"value": 9}],
    "mappings": pyarrow.array([[("a", 1)]], pyarrow.map_(pyarrow.string(), pyarrow.int64())),
    "bytes": [b"8", b"9"],
    "bytes of one length": pyarrow.array([b"88"], pyarrow.binary(2)),
    "days": [DAY, None],
    "moments": [datetime.datetime(2024, 3, 4, 12)],
    "times": [datetime.time(8)],
    "spans": [datetime.timedelta(days=1)],
    "coded truths": pyarrow.array([b"8", b"9", b"8"]).dictionary_encode(),
}
"""What none is made of."""


def damaged(chance: random.Random, content: bytes) -> bytes:
    """Cut, or with bytes changed, added, or taken out."""
    made, at = bytearray(content), chance.randrange(len(content))
    match chance.randrange(4):
        case 0:
            del made[at:]
        case 1:
            made[at] = chance.randrange(256)
        case 2:
            made[at:at] = chance.randbytes(chance.randrange(1, 9))
        case _:
            del made[at : at + chance.randrange(1, 9)]
    return bytes(made)


def strange_csv(number: int) -> bytes:
    """A table of futures as text; the same for the same number."""
    chance = random.Random(number)
    known = chance.choice([_GOOD, _NAMES])
    names = [chance.choice(known) for _ in range(chance.choice([1, 1, 2, 3]))]
    most = chance.choice([len(_CELLS), 5])  # many are fine, so that figures come of them
    cells = _CELLS[:most] if most > 5 else ("", "1", "0.5", "0.9", "8")
    rows = [[chance.choice(cells) for _ in names] for _ in range(chance.choice([0, 1, 3, 30]))]
    made = as_csv(names, rows).encode(chance.choice(["utf-8"] * 5 + ["utf-16", "utf-8-sig"]))
    return damaged(chance, made) if chance.random() < 0.2 else made


def strange_parquet(number: int) -> bytes:
    """A table of futures as Parquet; the same for the same number."""
    chance = random.Random(number)
    rows = chance.choice([1, 3, 30])
    kinds, known = chance.choice([(FINE, _GOOD), (FINE | STRANGE, _NAMES)])
    arrays, names = [], []
    for _ in range(chance.choice([1, 2, 3])):
        array = kinds[chance.choice([*kinds])]
        array = pyarrow.array(array) if isinstance(array, list) else array
        arrays.append(array.take(pyarrow.array([k % len(array) for k in range(rows)])))
        names.append(chance.choice(known))
    stream, form = io.BytesIO(), chance.choice(["snappy", "none", "zstd", "gzip"])
    parquet.write_table(
        pyarrow.table(arrays, names=names), stream, compression=form,
        store_schema=chance.random() < 0.5, use_dictionary=chance.random() < 0.5,
    )  # fmt: skip
    made = stream.getvalue()
    return damaged(chance, made) if chance.random() < 0.5 else made
