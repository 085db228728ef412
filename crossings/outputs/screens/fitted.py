"""Numbers fitted to counts, on one screen and as one object."""

from __future__ import annotations

from collections.abc import Sequence

from crossings.calibration.asked import Number
from crossings.calibration.backtest import Foretold
from crossings.outputs.answer import Answer
from crossings.outputs.provenance import provenance
from crossings.outputs.screens.backtest import backtest_screen
from crossings.outputs.screens.page import Page, Text, grid_of, on_page
from crossings.tables.fitted import backtest_tables, fitted_tables
from crossings.wording import counted

_FEW_DRAWS = 200


Told = tuple[Sequence[Number], Sequence[Foretold] | None]
"""Numbers, and counts foretold where that was asked for."""


def fitted_answer(told: Told) -> Answer[Told]:
    """The answer that fitted numbers, and counts foretold, give."""
    numbers, foretold = told
    tables = fitted_tables(numbers)
    tables |= {} if foretold is None else backtest_tables(foretold)
    return Answer(told, tables, {"status": "calibrated"}, provenance(None))


@on_page
def fitted_screen(console: Page, answer: Answer[Told]) -> None:
    """Each number before and after the counts, and how counts came that were foretold."""
    numbers, foretold = answer.result
    if numbers:
        _numbers(console, numbers)
    if foretold is None:
        line = "Not held against months that were not fitted: --backtest, --holdout."
        console.print(Text(line))
        return
    if numbers:
        console.print()
    backtest_screen(console, foretold)


def _numbers(console: Page, numbers: Sequence[Number]) -> None:
    for basis in dict.fromkeys(each.basis for each in numbers):
        counts = counted(basis.counts, basis.unit)
        line = (
            f"{basis.source}, {basis.stage}: {counts} from {basis.first} to {basis.last}, trucks "
            f"on {basis.came}"
        )
        console.print(Text(line))
    console.print()
    grid = grid_of("What counts say; ranges hold a number with 90 %", "number")
    for title in ("before", "after"):
        grid.add_column(title, justify="right", no_wrap=True)
    grid.add_column("", no_wrap=True)
    several = len({each.path for each in numbers}) < len(numbers)
    for each in numbers:
        of = f", {each.basis.source}, {each.basis.stage}" * several
        found, name = each.found, Text(each.path.removeprefix("uncertainty."))
        if found is None:
            grid.add_row(name, "", "", Text(f"not identified{of}"))
            continue
        few = found.effective is not None and found.effective < _FEW_DRAWS
        told = "fitted" if each.identified else "not identified"
        before = _told(found.prior_median, found.prior_low, found.prior_high)
        after = _told(found.median, found.low, found.high)
        grid.add_row(name, before, after, Text(f"{told}{', rough' * few}{of}"))
    console.print(grid)
    for why in dict.fromkeys(each.about for each in numbers if each.found is None):
        console.print(Text(f"{why[:1].upper()}{why[1:]}."))
    console.print(
        Text(
            "Of trucks that passed, whatever held them up: what varies at one level is cv and "
            "persistence, and level_cv is how far the level of a month strays from the last."
        )
    )


def _told(middle: float, low: float, high: float) -> Text:
    return Text(f"{middle:.2f} ({low:.2f}-{high:.2f})")
