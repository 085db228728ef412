"""Prices to decide by, made while it is shown how far that is."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from crossings.commands.delivery import counting, say

if TYPE_CHECKING:
    from crossings.plan import Plan
    from crossings.policy import Prices


def priced(
    plans: Mapping[str, Plan], folder: Path | None, quiet: bool, jobs: int = 1
) -> dict[str, Prices]:
    """The prices by which to decide, under each model; how long they took is said."""
    from crossings.allocation.hindsight import PRACTISED
    from crossings.batches import price_rules

    began = time.monotonic()
    with counting("futures practised for prices", PRACTISED * len(plans), quiet) as done:
        found = price_rules(plans, folder, done, jobs)
    if not quiet:
        say(f"prices made in {time.monotonic() - began:.1f} s", err=True)
    return found
