"""Where something happens, on one screen: boxes of futures, each with its conditions."""

from __future__ import annotations

from rich.markup import escape

from crossings.discovery import Discovered
from crossings.discovery.boxes import SURE
from crossings.outputs.answer import Answer
from crossings.outputs.provenance import provenance
from crossings.outputs.screens.page import Page, Text, grid_of, on_page
from crossings.statistics import share as share_of
from crossings.tables.discovered import discovered_tables
from crossings.wording import counted, figure, share


def discovered_answer(found: Discovered) -> Answer[Discovered]:
    """The answer that a search for boxes gives."""
    record, model = found.batch.record, found.batch.model
    case = record.case
    about = {
        "status": "discovered",
        "case": {"title": case.title, "path": case.file, "sha256": case.sha256},
        "model": model.model,
        "where": found.where,
        "scenarios": record.scenarios,
        "seed": record.futures.seed,
        "dispatch": record.dispatch,
        "futures": found.futures,
        "of_interest": found.of_interest,
        "inputs": len(found.inputs),
    }
    made = provenance(None, record.futures.seed)
    return Answer(found, discovered_tables(found), about, made)


@on_page
def discovered_screen(console: Page, answer: Answer[Discovered]) -> None:
    """What was discovered as text."""
    found = answer.result
    record, model = found.batch.record, found.batch.model.model
    console.print(f"[bold]{escape(record.case.title)}[/bold]")
    console.print(Text(f"{record.scenarios:,} futures {record.futures.of}, under {model}"))
    happens = share_of(found.of_interest, found.futures)
    told = f"{found.where}: in {found.of_interest:,} of {found.futures:,} futures"
    console.print(Text(f"{told}, {share(happens.value)}"))
    console.print()
    if not found.boxes:
        console.print(_none(found))
        return
    console.print("[bold]Where it happens[/bold]")
    for k, box in enumerate(found.boxes):
        coverage, density = (
            box.of_interest / max(1, box.all_of_interest),
            box.of_interest / box.inside,
        )
        console.print()
        console.print(
            f"Box {k + 1}: {share(coverage)} of these futures lie in it (coverage); of the futures "
            f"in it, it happens in {share(density)} (density)"
        )
        grid = grid_of("", "", "<", "coverage\nwithout it", "density\nwithout it")
        for each in box.ends:
            name = found.inputs[each.input]
            end = f"{'above' if each.above else 'up to'} {figure(each.at)}"
            without = share(each.coverage_without), share(each.density_without)
            grid.add_row(Text(name.words), end, *without)
        console.print(grid)
        console.print(f"[dim]by chance as good: {_chance(box.chance)}[/dim]")
    says = (
        "told by the half of the futures that no box was made from; each box without those before"
    )
    console.print(f"\n[dim]{says}[/dim]")


def _none(found: Discovered) -> str:
    if not found.of_interest:
        return "It happens in no future, so that there is nothing to look for."
    if found.of_interest == found.futures:
        return "It happens in every future, so that there is nothing to tell apart."
    if not found.inputs:
        return "Nothing that was drawn differs between these futures."
    inputs = counted(len(found.inputs), "input")
    return (
        f"[bold]No box[/bold]: in none of the {inputs} is there a part of the futures in which it "
        f"happens more often than chance would bring ({SURE:.0%})."
    )


def _chance(chance: float) -> str:
    """A small probability in words.

    >>> _chance(0.004), _chance(1e-40)
    ('0.4%', 'less than one in a million')
    """
    return (
        f"{chance:.1%}"
        if chance >= 0.0005
        else ("less than one in a thousand" if chance >= 1e-6 else "less than one in a million")
    )
