"""What passes in futures beside what was counted."""

from __future__ import annotations

from pandas import DataFrame

from crossings.outputs.screens.page import Page, Text, grid_of
from crossings.wording import share


def beside_counts_screen(console: Page, counted: DataFrame) -> None:
    """A row a count: trucks a day counted, and passing on average with 90 % of futures."""
    if counted.empty:
        return
    title = "What was counted, and what passes on average, truckloads a day"
    grid = grid_of(title, "", "<stage", "counted", "passes", "90 %", "of it")
    for row in counted.astype(object).where(counted.notna(), None).to_dict("records"):
        what = row["good"] or row["category"] or "all goods"
        where = row["crossing"] or "all together"
        name = f"{where}, {what} ({row['source']})"
        part = "-" if row["share"] is None else share(row["share"])  # nothing was counted
        ends = f"{row['p5']:,.1f}-{row['p95']:,.1f}"
        grid.add_row(
            Text(name), row["stage"], f"{row['truckloads_per_day']:,.1f}",
            f"{row['passed_per_day']:,.1f}", ends, f"{part}{' *' * row['sends']}",
        )  # fmt: skip
    console.print(grid)
    if counted["sends"].any():
        console.print(Text("* says how much is sent, and is no test."))
