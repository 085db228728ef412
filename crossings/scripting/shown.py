"""What a notebook shows: plans and batches, and how far a long run is."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from importlib import import_module
from typing import Any

from crossings.evaluation.measures import Batch, measures, spread
from crossings.plan import Plan
from crossings.scripting.pages import report
from crossings.wording import printable

_TOLD = ("value", "need met", "worst area", "undetected")
"""Figures of a batch that its table has, each with the ends of its mean."""
_EVERY_SECONDS = 0.2


def as_html(found: Plan | Batch) -> str:
    """A plan with its coverage drawn, or a batch as a table, for a notebook."""
    told = f"<pre>{escape(repr(found))}</pre>"
    if isinstance(found, Plan):
        return told + report(found, chart="coverage").text
    from pandas import DataFrame

    rows = [
        (
            trial.model,
            each.name,
            each.unit,
            each.planned,
            *spread(each.values, more_is_better=None).mean,
        )
        for trial in found.trials
        for each in measures(trial)
        if each.of == "all" and each.name in (*_TOLD, *trial.own)
    ]
    columns = ["model", "measure", "unit", "planned", "mean", "mean_low", "mean_high"]
    return told + str(DataFrame(rows, columns=columns).to_html(border=0, index=False))


@dataclass
class Progress:
    """How many are done, of how many."""

    what: str
    total: int
    done: int = 0

    def __repr__(self) -> str:
        return f"{self.what}: {self.done:,} of {self.total:,}"

    def _repr_html_(self) -> str:
        bar = f'<progress value="{self.done}" max="{self.total}"></progress>'
        return f"{bar} {escape(repr(self))}"


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar in a notebook, a line on a terminal: what it gives is a `done` for long calls."""
    bar, told = Progress(what, total), 0.0
    tell, end = _telling(bar)

    def done(more: int) -> None:
        nonlocal told
        bar.done += more
        if bar.done >= total or time.monotonic() - told > _EVERY_SECONDS:
            told = time.monotonic()
            tell()

    tell()
    try:
        yield done
    finally:
        tell()
        end()


def _telling(bar: Progress) -> tuple[Callable[[], object], Callable[[], object]]:
    """What shows the bar as it is, and what ends it; nothing where nobody looks."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if getattr(shell, "kernel", None) is not None:
        handle: Any = import_module("IPython.display").display(bar, display_id=True)
        return lambda: handle.update(bar), lambda: None
    if sys.stderr.isatty():
        tell = sys.stderr.write
        return lambda: tell(f"\r{printable(repr(bar))}"), lambda: tell("\n")
    return lambda: None, lambda: None
