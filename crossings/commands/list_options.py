"""Options that say how lists of counts are to be read, whatever is done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from crossings.reading.lists.truck_lists import Requested
    from crossings.reading.lists.wanted import Wanted

FORMS = ("unrwa", "cogat", "table")
STAGES = (
    "manifested", "presented", "refused", "released", "collected", "intercepted", "arrived", "met",
)  # fmt: skip
_OPTIONS = (
    click.option(
        "--sheet", "sheets", multiple=True, metavar="NAME",
        help="Sheet of a workbook, where it is not the first; for all files, or for each.",
    ),
    click.option(
        "--columns", multiple=True, metavar="NAME=HEADER,...",
        help="What the list calls its columns; for all files, or for each.",
    ),
    click.option(
        "--where", "wheres", multiple=True, metavar="HEADER=WORD,...",
        help="Read rows alone that have this; for all files, or for each.",
    ),
    click.option(
        "--stage", "stages", multiple=True, type=click.Choice(STAGES),
        help="Where lists of the form table count, if no column says it; for all, or for each.",
    ),
)  # fmt: skip


def list_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which sheet, columns and rows are read, and where tables count."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def requested(
    files: Sequence[str],
    forms: Sequence[str],
    sheets: tuple[str, ...],
    columns: tuple[str, ...],
    wheres: tuple[str, ...],
    stages: tuple[str, ...],
    added_up: bool = True,
) -> list[Requested]:
    """The lists that are to be read, each in its form; `added_up` as there."""
    each_sheet = for_each("--sheet", sheets, len(files)) if sheets else (None,) * len(files)
    each_wanted = _wanted(columns, wheres, stages, forms)
    from crossings.reading.lists.truck_lists import Requested

    each = zip(files, forms, each_sheet, each_wanted, strict=True)
    return [Requested(*asked, added_up) for asked in each]


def for_each(option: str, given: tuple[str, ...], files: int) -> tuple[str, ...]:
    """What an option says of each file; once given, it is said of all."""
    if len(given) not in (1, files):
        raise click.UsageError(f"{option} is given once for all files, or once for each")
    return given * files if len(given) == 1 else given


def _wanted(
    columns: tuple[str, ...], wheres: tuple[str, ...], stages: tuple[str, ...], forms: Sequence[str]
) -> list[Wanted]:
    """What is said of each file beyond its form."""
    from crossings.reading.lists.wanted import Misput, Wanted, columns_wanted, rows_wanted

    number = len(forms)
    tables = list(forms).count("table")
    if stages and not tables:
        raise click.UsageError("--stage is for lists of the form table; others have their own")
    of_tables = iter(for_each("--stage", stages or ("",), tables))
    try:
        named = map(columns_wanted, for_each("--columns", columns or ("",), number))
        asked = map(rows_wanted, for_each("--where", wheres or ("",), number))
        return [
            Wanted(own, where, next(of_tables) if form == "table" else "")
            for own, where, form in zip(named, asked, forms, strict=True)
        ]
    except Misput as error:
        raise click.UsageError(str(error)) from error
