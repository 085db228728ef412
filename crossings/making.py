"""When a result is made: now, or at the moment that SOURCE_DATE_EPOCH says.

See https://reproducible-builds.org/specs/source-date-epoch/.
"""

from __future__ import annotations

import datetime
import os
import re

_NAME = "SOURCE_DATE_EPOCH"
_SECONDS = re.compile("[0-9]{1,12}")


class MalformedTime(ValueError):
    """SOURCE_DATE_EPOCH says no moment."""


def time_of_making() -> datetime.datetime:
    """The moment that results bear, to the second; the same for all of them where it is set.

    Raises `MalformedTime` where it is set to no moment.
    """
    said = os.environ.get(_NAME)
    if said is None:
        return datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    try:
        if _SECONDS.fullmatch(said):
            return datetime.datetime.fromtimestamp(int(said), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        pass
    expected = "expected whole seconds since 1970, up to the year 9999"
    raise MalformedTime(f"{_NAME}: {expected}, got {said[:40]!r}")
