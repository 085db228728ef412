"""Chunks as files: Parquet where pyarrow is installed, else NumPy's `.npz`.

Of a Parquet file the schema says what each column means and is counted in, by the column for who
reads with Arrow, and as one JSON object under `columns` for who reads the file's own keys.
"""

from __future__ import annotations

import importlib.util
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import IO, Any, Literal, TypeAlias

import numpy as np

from crossings.errors import SurroundingsError

Form: TypeAlias = Literal["parquet", "npz"]


def usual_form() -> Form:
    """The form that a new batch is kept in."""
    return "parquet" if importlib.util.find_spec("pyarrow") else "npz"


def needs_form(form: Form) -> None:
    """Raise `SurroundingsError` where a batch cannot be read or gone on with here."""
    if form == "parquet" and not importlib.util.find_spec("pyarrow"):
        raise SurroundingsError(
            "the batch is kept as Parquet, and pyarrow is not installed: "
            "pip install 'crossings[parquet]'"
        )


def encoded(
    columns: Mapping[str, Any], form: Form, about: Mapping[str, Mapping[str, str]] | None = None
) -> bytes:
    """A chunk as the bytes of a file; the same columns give the same bytes.

    `about` says of columns, by name, what they are.
    """
    stream = io.BytesIO()
    if form == "npz":
        np.savez_compressed(stream, **columns)
        return stream.getvalue()
    import pyarrow
    from pyarrow import parquet

    told = about or {}
    arrays = {name: pyarrow.array(column) for name, column in columns.items()}
    schema = pyarrow.schema(
        [pyarrow.field(name, each.type, True, told.get(name)) for name, each in arrays.items()],
        {"columns": json.dumps(told)},
    )
    table = pyarrow.Table.from_arrays(list(arrays.values()), schema=schema)
    parquet.write_table(table, stream, use_dictionary=False)
    return stream.getvalue()


def decoded(stream: IO[bytes], form: Form, names: Sequence[str] | None = None) -> dict[str, Any]:
    """Some columns of a chunk, or all, in their order."""
    if form == "npz":
        with np.load(stream) as read:
            return {name: read[name] for name in (read.files if names is None else names)}
    from pyarrow import parquet

    wanted = None if names is None else list(names)
    table = parquet.ParquetFile(stream).read(columns=wanted, use_threads=False)
    return {
        name: np.array(table.column(name).to_pylist(), dtype=np.str_)
        if str(table.schema.field(name).type) == "string"
        else table.column(name).to_numpy()
        for name in table.column_names
    }


def told_columns(stream: IO[bytes], form: Form) -> dict[str, dict[str, str]]:
    """What a chunk says of its columns, by name; nothing where its form has no room for it."""
    if form == "npz":
        return {}
    from pyarrow import parquet

    said = parquet.read_metadata(stream).metadata or {}
    read = json.loads(said.get(b"columns", b"{}"))
    return {
        str(name): {str(key): str(text) for key, text in told.items()}
        for name, told in read.items()
    }


def bytes_claimed(stream: IO[bytes], form: Form) -> int:
    """Bytes that a chunk says it unpacks to, before it is unpacked."""
    if form == "npz":
        with zipfile.ZipFile(stream) as packed:
            return sum(entry.file_size for entry in packed.infolist())
    from pyarrow import parquet

    claimed = parquet.read_metadata(stream)
    groups = (claimed.row_group(k) for k in range(claimed.num_row_groups))
    return sum(int(group.total_byte_size) for group in groups)
