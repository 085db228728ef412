"""Numbers fitted to counts, on one screen and as one object."""

from __future__ import annotations

from collections.abc import Sequence

from crossings.calibration.asked import Number
from crossings.outputs.answer import Answer
from crossings.outputs.provenance import provenance
from crossings.outputs.screens.page import Page, Text, grid_of, on_page
from crossings.tables.fitted import fitted_tables
from crossings.wording import counted

_FEW_DRAWS = 200


def fitted_answer(numbers: Sequence[Number]) -> Answer[Sequence[Number]]:
    """The answer that fitted numbers give."""
    return Answer(numbers, fitted_tables(numbers), {"status": "calibrated"}, provenance(None))


@on_page
def fitted_screen(console: Page, answer: Answer[Sequence[Number]]) -> None:
    """Each number before and after the counts, and whether they tell it."""
    numbers = answer.result
    for series in dict.fromkeys(each.series for each in numbers):
        days = counted(int(series.known.sum()), "day")
        came = counted(int((series.trucks > 0).sum()), "day")
        line = (
            f"{series.source}, {series.stage}: {days} from {series.first} to {series.last}, trucks "
            f"on {came}"
        )
        console.print(Text(line), soft_wrap=True)
    console.print()
    grid = grid_of("What counts by days say; ranges hold a number with 90 %", "number")
    for title in ("before", "after"):
        grid.add_column(title, justify="right", no_wrap=True)
    grid.add_column("", no_wrap=True)
    for each in numbers:
        found, name = each.found, Text(each.path.removeprefix("uncertainty."))
        if found is None:
            grid.add_row(name, "", "", Text("not identified"))
            continue
        rough = "" if found.effective >= _FEW_DRAWS else ", rough"
        told = "fitted" if each.identified else "not identified"
        before = _told(found.prior_median, found.prior_low, found.prior_high)
        after = _told(found.median, found.low, found.high)
        grid.add_row(name, before, after, Text(f"{told}{rough}"))
    console.print(grid)
    if any(each.found is None for each in numbers):
        line = "utilisation, hours_per_day and minutes are one product: counts tell none of them."
        console.print(Text(line), soft_wrap=True)
    console.print(
        Text(
            "cv and persistence are of trucks that passed, whatever held them up; weekdays are "
            "allowed for. Not held against months that were not fitted."
        ),
        soft_wrap=True,
    )


def _told(middle: float, low: float, high: float) -> Text:
    return Text(f"{middle:.2f} ({low:.2f}-{high:.2f})")
