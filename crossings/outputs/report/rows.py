"""The rows of a table as HTML: a page has thousands of cells, each a line of the template else."""

from __future__ import annotations

import re
from html import escape

from crossings.outputs.report.drawing import Called, Cell, Figure, Table
from crossings.wording import on_a_page


def rows_of(table: Table, *, labelled: bool = False) -> str:
    """What stands in the body of a table; a column is of figures if its first cell is one.

    If `labelled` cells say under which header they are: on a phone they lie below each other.
    """
    of_figures = [isinstance(cell, Figure) for cell in table.rows[0]] if table.rows else []
    labels = [f' data-label="{escape(each)}"' if labelled else "" for each in table.headers]
    return "\n".join(
        f"<tr>{_head(row[0])}{''.join(map(_cell, row[1:], of_figures[1:], labels[1:]))}</tr>"
        for row in table.rows
    )


def breakable(name: str) -> str:
    """A name that may go on in another line behind a dot or a low line: a path of the files."""
    return "<wbr>".join(map(escape, re.split(r"(?<=[._])(?=\w)", on_a_page(name))))


def _head(value: Cell) -> str:
    if isinstance(value, Figure):
        return _cell(value, of_figures=True, label="")
    if isinstance(value, Called):
        says = escape(on_a_page(value.says))
        called = f'<bdi class="called">{says}</bdi> <bdi>{breakable(value.path)}</bdi>'
        return f'<th scope="row">{called}</th>'
    return f'<th scope="row"><bdi>{breakable(value)}</bdi></th>'


def _cell(value: Cell, of_figures: bool, label: str) -> str:
    if isinstance(value, Figure):
        told = escape(on_a_page(value.told))
        return f'<td class="n"{label}><data value="{value.value}" dir="ltr">{told}</data></td>'
    if isinstance(value, Called):
        return _head(value)
    kind = ' class="n"' if of_figures else ""
    return f"<td{kind}{label}><bdi>{escape(on_a_page(value))}</bdi></td>"
