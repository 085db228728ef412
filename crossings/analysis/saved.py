"""An answer that was kept as JSON, whichever command gave it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SavedAnswer:
    """An answer as it was kept: the file, the command that gave it, and the object."""

    file: str
    kind: str
    data: Mapping[str, Any]
