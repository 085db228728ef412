"""Columns of a Parquet file that anybody may have written, read within bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from crossings.problem import Flags, Floats
from crossings.reading.sheets.cells import MOST_COLUMNS, MOST_PLACES

_MOST_UNPACKED = 250_000_000
"""Bytes."""
_LONGEST_TYPE = 60
_LONGEST_REASON = 200
_WORDS = {
    "is_boolean": "truths",
    "is_temporal": "days or times",
    "is_binary": "bytes",
    "is_large_binary": "bytes",
    "is_binary_view": "bytes",
    "is_fixed_size_binary": "bytes",
    "is_map": "mappings",
    "is_struct": "records",
    "is_list": "lists",
    "is_large_list": "lists",
    "is_fixed_size_list": "lists",
    "is_list_view": "lists",
    "is_large_list_view": "lists",
}
"""What columns hold that are no numbers, by what pyarrow asks of their type."""


class BrokenParquet(Exception):  # noqa: N818 - it becomes a fault where the file's name is known
    """A file that cannot be read as Parquet; says why, to follow the file's name."""


@dataclass(frozen=True, eq=False)
class Raw:
    """A column as it lies in the file."""

    name: str
    values: Floats  # (N,) numbers; of a column of texts, where in `texts` each stands
    empty: Flags  # (N,) whether there is none
    texts: tuple[str | None, ...] | None = None
    """Each text once; None for a column of numbers."""
    wrong: str = ""
    """What is wrong with the type; then there are no values in any column."""


def parquet_columns(content: bytes) -> list[Raw]:
    """The columns of a Parquet file, given as its bytes; raises `BrokenParquet`."""
    try:
        from pyarrow import BufferReader, parquet
    except ImportError as error:
        text = "is Parquet and needs pyarrow: pip install 'crossings[parquet]', or give a CSV file"
        raise BrokenParquet(text) from error
    try:
        file = parquet.ParquetFile(BufferReader(content))
        schema = file.schema_arrow
        _bounded(file.metadata)
        wrong = [_wrong_type(field.type) for field in schema]
        if any(wrong):
            pairs = zip(schema.names, wrong, strict=True)
            return [Raw(name, np.zeros(0), np.zeros(0, bool), None, text) for name, text in pairs]
        # Texts stay as they lie: one that is written once for many rows is unpacked once.
        texts = [field.name for field in schema if _is_text(field.type)]
        file = parquet.ParquetFile(BufferReader(content), read_dictionary=texts)
        table = file.read(use_threads=False)
        table.validate(full=True)  # what is damaged may lead out of its own arrays
        return [*map(_column, table.column_names, table.columns)]
    except BrokenParquet:
        raise
    except Exception as error:  # what Arrow says of a damaged file has many forms
        reason = str(error).strip().partition("\n")[0][:_LONGEST_REASON]
        text = "cannot be read as Parquet; it is damaged, or another kind of file"
        raise BrokenParquet(f"{text}: {reason or type(error).__name__}") from error


def _bounded(about: Any) -> None:
    """Refuse what says of itself that it holds more than a table may."""
    cells = about.num_rows * about.num_columns
    if about.num_rows < 0 or about.num_columns > MOST_COLUMNS or cells > MOST_PLACES:
        raise BrokenParquet(
            f"has {about.num_rows:,} rows of {about.num_columns:,} columns; at most "
            f"{MOST_COLUMNS:,} columns and {MOST_PLACES:,} cells are read"
        )
    groups = (about.row_group(number) for number in range(about.num_row_groups))
    unpacked = sum(group.total_byte_size for group in groups)
    if unpacked > _MOST_UNPACKED:
        raise BrokenParquet(f"unpacks to {unpacked:,} bytes; at most {_MOST_UNPACKED:,} are read")


def _is_text(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _wrong_type(kind: Any) -> str:
    """What is wrong with a column's type; empty for numbers, texts, and columns of nothing."""
    from pyarrow import types

    held = kind.value_type if types.is_dictionary(kind) else kind
    known = (types.is_integer, types.is_floating, types.is_decimal, types.is_null, _is_text)
    if any(is_one(held) for is_one in known):
        return ""
    words = (word for asked, word in _WORDS.items() if getattr(types, asked)(held))
    said = next(words, "something else")
    return f"expected a column of numbers, got one of {said} ({str(kind)[:_LONGEST_TYPE]})"


def _column(name: str, array: Any) -> Raw:
    import pyarrow

    empty = array.is_null().to_numpy().astype(bool)
    dictionary = pyarrow.types.is_dictionary(array.type)
    if not _is_text(array.type.value_type if dictionary else array.type):
        plain = array.cast(array.type.value_type) if dictionary else array
        numbers = plain.cast(pyarrow.float64(), safe=False).to_numpy().astype(np.float64)
        return Raw(name, numbers, empty)
    coded = array if dictionary else array.dictionary_encode()
    whole = coded.unify_dictionaries().combine_chunks()
    at = whole.indices.cast(pyarrow.int64()).fill_null(0).to_numpy().astype(np.float64)
    return Raw(name, at, empty, tuple(whole.dictionary.to_pylist()))
