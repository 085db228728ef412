"""Published lists of trucks, on one screen and as one object."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from crossings.counts import TruckList
from crossings.outputs.answer import Answer
from crossings.outputs.provenance import provenance
from crossings.outputs.screens.page import Page, Text, grid_of, on_page
from crossings.tables import records
from crossings.tables.counts import counts_tables, whole_spell
from crossings.wording import counted, figure

_MOST_REASONS = 10


def counts_answer(lists: Sequence[TruckList], by: str) -> Answer[Sequence[TruckList]]:
    """The answer that lists give, counted by `week`, `month` or over `all`."""
    return Answer(lists, counts_tables(lists, by), {}, provenance(None))


@on_page
def counts_screen(console: Page, answer: Answer[Sequence[TruckList]], by: str) -> None:
    """What was counted, each source in a column of its own, and what could not be read."""
    for seen in answer.result:
        read = f"{seen.read:,} of {counted(seen.rows, 'row')} read"
        if seen.left_out:
            read += f", {seen.left_out:,} not asked for,"
        line = f"{seen.source}: {seen.stages}, by {seen.dated_by}; {read} from {seen.file}"
        console.print(Text(line), soft_wrap=True)
    console.print()
    _side_by_side(console, records(answer.tables["observed"]), by)
    for seen in answer.result:
        if seen.elsewhere:
            console.print()
            console.print(Text(f"Not in the case, of {seen.source}:", style="bold"))
        for each in seen.elsewhere:
            console.print(Text(f"  {each}, first {each.first}"), soft_wrap=True)
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


def _side_by_side(console: Page, observed: list[dict[str, Any]], by: str) -> None:
    """A row for each crossing and month, week or everything; who covers part of it has a *."""
    rows = [row for row in observed if not row["good"] and not row["category"]]
    found = {
        (_spell(row["from"], by), row["crossing"] or "", row["source"], row["stage"]): row
        for row in rows
    }
    columns = list(dict.fromkeys((row["source"], row["stage"]) for row in rows))
    grid = grid_of("Trucks counted, each source at its own stage", "from", "to", "<crossing")
    for source, stage in columns:
        grid.add_column(Text(f"{source}\n{stage}"), justify="right")
    partly = False
    beside: dict[str, list[dict[str, Any]]] = {}
    for (spell, *_), each in found.items():
        beside.setdefault(spell, []).append(each)
    wholes = {
        spell: (min(each["from"] for each in there), max(each["to"] for each in there))
        for spell, there in beside.items()
    }
    for spell, crossing in sorted({place[:2] for place in found}):
        whole = wholes[spell]
        told = []
        for column in columns:
            row = found.get((spell, crossing, *column))
            part = row is not None and (row["from"], row["to"]) != whole
            partly = partly or part
            told.append("-" if row is None else f"{figure(row['truckloads'])}{'*' if part else ''}")
        grid.add_row(*whole, Text(crossing or "all together"), *told)
    console.grid(grid)
    if partly:
        console.print("[dim]* of fewer days: table observed says which[/dim]")
    console.print(
        "[dim]Sources count at different stages and days; none is added to another.[/dim]"
    )


def _spell(day: str, by: str) -> str:
    """First day of the month or week that a count is of; empty where counts are of everything."""
    return "" if by == "all" else whole_spell(datetime.date.fromisoformat(day), by)[0].isoformat()
