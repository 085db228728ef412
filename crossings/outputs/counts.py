"""Published lists of trucks, on one screen and as one object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from crossings.counts import TruckList
from crossings.outputs.page import blank_page, grid_of, printed
from crossings.outputs.provenance import SCHEMA_VERSION, provenance
from crossings.tables import records
from crossings.tables.counts import counts_tables
from crossings.wording import counted, figure

if TYPE_CHECKING:
    from pandas import DataFrame

_MOST_REASONS = 10


@dataclass(frozen=True)
class CountsAnswer:
    """Lists with their tables."""

    lists: Sequence[TruckList]
    tables: dict[str, DataFrame]

    def as_object(self) -> dict[str, Any]:
        """The object that docs/observe.md describes, as plain data."""
        return {
            "schema_version": SCHEMA_VERSION,
            **{name: records(table) for name, table in self.tables.items()},
            "provenance": provenance(None),
        }


def counts_answer(lists: Sequence[TruckList], by: str) -> CountsAnswer:
    """The answer that lists give, counted by `week`, `month` or over `all`."""
    return CountsAnswer(lists, counts_tables(lists, by))


def counts_screen(answer: CountsAnswer, *, colour: bool = False, width: int | None = None) -> str:
    """What was counted, each source in a column of its own, and what could not be read."""
    console, page = blank_page(colour=colour, width=width)
    for seen in answer.lists:
        read = f"{seen.rows - len(seen.refused):,} of {counted(seen.rows, 'row')} read"
        stages = ", ".join(dict.fromkeys(group.stage for _, group in seen.days)) or "nothing"
        line = f"{seen.source}: {stages}, by {seen.dated_by}; {read} from {seen.file}"
        console.print(Text(line), soft_wrap=True)
    console.print()
    _side_by_side(console, answer)
    for seen in answer.lists:
        reasons = Counter(each.text for each in seen.refused)
        if reasons:
            console.print()
            head = f"Not read of {seen.source}: {counted(len(seen.refused), 'row')}"
            console.print(Text(head, style="bold"))
            first = {each.text: each for each in reversed(seen.refused)}
            for text, number in reasons.most_common(_MOST_REASONS):
                console.print(Text(f"  {number:,}  first {first[text]}"), soft_wrap=True)
            if len(reasons) > _MOST_REASONS:
                more = len(reasons) - _MOST_REASONS
                console.print(f"  and for {counted(more, 'reason')} more: table refused")
    return printed(page)


def _side_by_side(console: Any, answer: CountsAnswer) -> None:
    rows = [
        row for row in records(answer.tables["observed"]) if not row["good"] and not row["category"]
    ]
    columns = list(dict.fromkeys((row["source"], row["stage"]) for row in rows))
    found = {
        (row["from"], row["to"], row["crossing"], row["source"], row["stage"]): row["truckloads"]
        for row in rows
    }
    places = sorted({(row["from"], row["to"], row["crossing"] or "") for row in rows})
    grid = grid_of("Trucks counted, each source at its own stage", "from", "to")
    grid.add_column("crossing")
    for source, stage in columns:
        grid.add_column(Text(f"{source}\n{stage}"), justify="right")
    for first, last, crossing in places:
        cells = [found.get((first, last, crossing or None, *column)) for column in columns]
        told = ["-" if cell is None else figure(cell) for cell in cells]
        grid.add_row(first, last, Text(crossing or "all together"), *told)
    console.print(grid)
    console.print(
        "[dim]Sources count at different stages and days; none is added to another.[/dim]"
    )
