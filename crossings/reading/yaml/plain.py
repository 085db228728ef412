"""What a file says as plain data, and as text again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml


def plain(value: Any) -> Any:
    """What a file says, without the places that reading remembers."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    kinds = (bool, int, float, str)
    kind = next((each for each in kinds if isinstance(value, each)), None)
    return value if kind in (None, bool) else kind(value)


class PlainDumper(yaml.SafeDumper):
    """Writes what stands in a file twice out twice."""

    def ignore_aliases(self, data: Any) -> bool:
        """Whether `data` has no anchor."""
        return True
