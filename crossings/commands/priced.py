"""Prices to decide by, made while it is shown how far that is."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from crossings.commands.delivery import counting, named_file, say

if TYPE_CHECKING:
    from crossings.commands.options import Reading
    from crossings.plan import Plan
    from crossings.policy import PriceRule, Prices
    from crossings.problem import Problem


def priced(plans: Mapping[str, Plan], folder: Path | None, quiet: bool) -> dict[str, Prices]:
    """The prices by which to decide, under each model; how long they took is said."""
    from crossings.allocation.hindsight import PRACTISED
    from crossings.batches import price_rules

    began = time.monotonic()
    with counting("futures practised for prices", PRACTISED * len(plans), quiet) as done:
        found = price_rules(plans, folder, done)
    if not quiet:
        say(f"prices made in {time.monotonic() - began:.1f} s", err=True)
    return found


def priced_case(problem: Problem, reading: Reading, kept: str | None, quiet: bool) -> PriceRule:
    """The prices of one case, which is `problem` as it was read; all its phases are sure.

    They are those of the file `kept`, if there is one by that name; else they are made, and written
    there.
    """
    import crossings
    from crossings.allocation.hindsight import PRACTISED, practised_rule
    from crossings.errors import Finding, InputError
    from crossings.files import write_text
    from crossings.policy import PriceRule, read, written

    about = {
        "version": crossings.__version__,
        "read": [origin.sha256 for origin in problem.origins],
        "changed": [[".".join(map(str, each.path)), str(each.value)] for each in reading.changes],
    }
    if kept is not None and Path(kept).exists():
        try:
            found = read(problem, Path(kept).read_bytes(), about)
        except ValueError as error:
            text = f"{error}; remove the file, and they are made anew"
            raise InputError([Finding(kept, 1, 1, "", text)]) from error
        assert isinstance(found, PriceRule)
        return found
    with counting("futures practised for prices", PRACTISED, quiet) as done:
        rule = practised_rule(problem, done=done)
    if kept is not None:
        write_text(named_file(kept), written(rule, about).decode())
    return rule
