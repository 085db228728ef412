"""Chunks as files: Parquet where pyarrow is installed, else NumPy's `.npz`."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

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


def encoded(columns: Mapping[str, Any], form: Form) -> bytes:
    """A chunk as the bytes of a file; the same columns give the same bytes."""
    stream = io.BytesIO()
    if form == "npz":
        np.savez_compressed(stream, **columns)
        return stream.getvalue()
    import pyarrow
    from pyarrow import parquet

    parquet.write_table(pyarrow.table(dict(columns)), stream, use_dictionary=False)
    return stream.getvalue()


def decoded(path: Path, form: Form, names: Sequence[str]) -> dict[str, Any]:
    """Some columns of a chunk."""
    if form == "npz":
        with np.load(path) as read:
            return {name: read[name] for name in names}
    from pyarrow import parquet

    table = parquet.read_table(path, columns=list(names), use_threads=False, memory_map=False)
    return {
        name: np.array(table.column(name).to_pylist(), dtype=np.str_)
        if str(table.schema.field(name).type) == "string"
        else table.column(name).to_numpy()
        for name in names
    }
