"""What differs between two answers, on one screen and as one object."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from rich.markup import escape

from crossings.analysis.saved import SavedAnswer
from crossings.making import told_names, told_path
from crossings.outputs.answer import Answer
from crossings.outputs.provenance import provenance
from crossings.outputs.screens.page import Page, Text, grid_of, on_page, short
from crossings.tables import records
from crossings.tables.changes import change_tables
from crossings.tables.described import SHARE, about
from crossings.tables.kept import evidence, figures
from crossings.wording import counted, figure, share

Pair = tuple[SavedAnswer, SavedAnswer]
_MOST_ROWS = 12
"""Of a grid; all are in the other forms."""
_WIDEST = 40
_LARGE = 1e5
"""From here on six digits tell whole numbers."""
_A_TENTH = 0.095
"""Change from which a whole percentage says enough."""
_FOREMOST = ("answer", "coverage")
_TITLES = {
    "answer": "In all",
    "coverage": "Who gets what",
    "crossings": "Through each crossing",
    "corridors": "From each corridor",
    "regimes": "Under each regime",
    "threats": "Contraband among what is presented",
    "limits": "What holds the plan back",
    "aims": "What tells plans of one value apart",
    "figures": "Under each model",
    "trials": "Each model in the same futures",
    "outcomes": "Over the futures",
    "closures": "What unforeseen closures cost",
    "stock_outs": "Goods that run out somewhere",
}


def _origin(answer: SavedAnswer) -> dict[str, Any]:
    """What an answer is, in the answer about two."""
    made_by = answer.data.get("provenance", {})
    return {
        "path": told_path(answer.file),
        "status": answer.data.get("status"),
        "case": answer.data.get("case"),
        "created": made_by.get("created"),
        "command": made_by.get("command"),
        "numbers": len({path for path, _ in evidence(answer.data)}),
        "figures": len(figures(answer.data)),
    }


def changes_answer(one: SavedAnswer, other: SavedAnswer) -> Answer[Pair]:
    """What differs between two answers of one kind."""
    answers = [_origin(one), _origin(other)]
    about = {"status": "compared", "kind": one.kind, "answers": answers}
    return Answer((one, other), change_tables(one.data, other.data), about, provenance(None))


@on_page
def changes_screen(console: Page, answer: Answer[Pair]) -> None:
    """What differs, as text: what the answers rest on, then what they say."""
    names = list(told_names([each.file for each in answer.result]).values())
    names = names if len(names) == 2 else [names[0], names[0]]
    tables = {name: records(table) for name, table in answer.tables.items()}
    for name, each in zip(names, answer.result, strict=True):
        console.print(Text(f"{name}: {_described(each)}"))
    console.print()
    console.print(f"[bold]{escape(_sentence(answer.result, tables))}[/bold]")
    columns = [escape(short(name)) for name in names]
    for part, title in (("made", "Made from"), ("answer", "What they say")):
        with console.part(_lower(title)):
            _texts(console, title, columns, [row for row in tables["texts"] if row["part"] == part])
    _inputs(console, columns, tables["inputs"])
    for part, rows in groupby(tables["changes"], key=itemgetter("part")):
        title = _TITLES.get(part) or about(part) or part
        with console.part(_lower(title), foremost=part in _FOREMOST):
            _figures(console, title, columns, list(rows))
    if any(len(rows) > _MOST_ROWS for rows in _grids(tables)):
        console.print()
        console.print("[dim]All of it: --format json, csv or xlsx[/dim]")


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _described(answer: SavedAnswer) -> str:
    """What an answer is of, and when it was made."""
    case, made_by = answer.data.get("case"), answer.data.get("provenance", {})
    title = case.get("title") if isinstance(case, dict) else None
    unfinished = ", unfinished" if answer.data.get("status") == "stopped" else ""
    when = f", made {made_by['created']}" if made_by.get("created") else ""
    return f"{title or answer.kind}{when}{unfinished}"


def _sentence(both: Pair, tables: Mapping[str, list[dict[str, Any]]]) -> str:
    """How much differs, in a sentence."""
    inputs, changes = len({row["path"] for row in tables["inputs"]}), len(tables["changes"])
    kept = max(len({path for path, _ in evidence(each.data)}) for each in both)
    if not inputs and not changes:
        same = "every figure is the same" if not kept else "every number and figure is the same"
        return f"Nothing differs: {same}." if not tables["texts"] else f"{same.capitalize()}."
    told, say = (
        f"{counted(changes, 'figure')} of the answer",
        "differs" if inputs == 1 else "differ",
    )
    if kept:
        return f"{inputs} of {counted(kept, 'number')} of the case {say}, and {told}."
    return f"{told} differ{'s' if changes == 1 else ''}; numbers of the case are not kept in it."


def _grids(tables: Mapping[str, list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """Rows of every grid."""
    parts = groupby(tables["changes"], key=itemgetter("part"))
    return [tables["inputs"], *(list(rows) for _, rows in parts)]


def _texts(console: Page, title: str, columns: list[str], rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    grid = grid_of(title, "", *(f"<{name}" for name in columns))
    for column in grid.columns[1:]:
        column.overflow = "fold"
    for row in rows:
        grid.add_row(Text(row["what"]), *(Text(row[name] or "-") for name in ("one", "other")))
    console.show(grid)


def _inputs(console: Page, columns: list[str], rows: list[dict[str, Any]]) -> None:
    """Numbers of the cases that differ; of those the ranges are not told besides."""
    if not rows:
        return
    values = {row["path"] for row in rows if row["number"] == "value"}
    rows = [row for row in rows if row["number"] == "value" or row["path"] not in values]
    grid = grid_of("Numbers of the case", "", *columns, "change")
    grid.columns[0].no_wrap, grid.columns[0].overflow = False, "fold"
    for row in rows[:_MOST_ROWS]:
        path = row["path"] if row["number"] == "value" else f"{row['path']} ({row['number']})"
        grid.add_row(Text(path), *_pair(row, ""), Text(_change(row, columns)))
    console.show(grid, _more(rows))


def _figures(console: Page, title: str, columns: list[str], rows: list[dict[str, Any]]) -> None:
    """Figures of one part that differ."""
    grid = grid_of(escape(title), "", "<", *columns, "difference", "<")
    for row in rows[:_MOST_ROWS]:
        unit = row["unit"]
        of = "" if row["of"] == "in all" else row["of"]
        told = [short(of, _WIDEST), row["measure"].replace("_", " "), *_pair(row, unit)]
        told += [_difference(row), "" if unit.startswith(SHARE) else unit]
        grid.add_row(*map(Text, told))
    console.show(grid, _more(rows))


def _more(rows: list[dict[str, Any]]) -> str:
    more = len(rows) - _MOST_ROWS
    return f"and {more} more, of smaller changes" if more > 0 else ""


def _pair(row: Mapping[str, Any], unit: str) -> list[str]:
    """Both figures, with as many digits as it takes to tell them apart."""
    values = [row["one"], row["other"]]
    told = share if unit.startswith(SHARE) else figure
    shown = ["-" if each is None else told(each) for each in values]
    if shown[0] == shown[1] or not unit:
        by, sign = (100, "%") if told is share else (1, "")
        digits = ",.0f" if max(abs(each or 0.0) for each in values) >= _LARGE else ",.6g"
        shown = ["-" if each is None else f"{each * by:{digits}}{sign}" for each in values]
    return shown


def _change(row: Mapping[str, Any], columns: list[str]) -> str:
    """The change as a share, or which answer alone has the number."""
    for mine, theirs in (("one", 1), ("other", 0)):
        if row[mine] is None:
            return f"only in {columns[theirs]}"
    change = row["share"]
    if change is None:
        return "from 0"
    return f"{change:+.0%}" if abs(change) >= _A_TENTH else f"{change:+.1%}"


def _difference(row: Mapping[str, Any]) -> str:
    difference = row["difference"]
    if difference is None:
        return "-"
    sign = "+" if difference > 0 else "−"
    if row["unit"].startswith(SHARE):
        return f"{sign}{abs(difference) * 100:.3g} points"
    return f"{sign}{figure(abs(difference))}"
