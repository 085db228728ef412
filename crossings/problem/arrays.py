"""What arrays are called here, and how they are kept from being changed."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:  # numpy.typing takes 25 ms to import and says nothing at run time
    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float64]"
Flags: TypeAlias = "NDArray[np.bool_]"
Positions: TypeAlias = "NDArray[np.intp]"


def read_only(record: Any) -> None:
    """Make every array of a record read-only: whoever wants other numbers makes another record."""
    for entry in fields(record):
        value = getattr(record, entry.name)
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
