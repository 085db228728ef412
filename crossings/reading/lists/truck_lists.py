"""Lists of trucks as they are published, each with its own stage and its own kind of date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from crossings.counts import TruckList
from crossings.errors import MOST_FAULTS, Finding, InputError
from crossings.reading.lists.list_forms import FORMS, Form
from crossings.reading.lists.outliers import apart
from crossings.reading.lists.quantity_tables import Names
from crossings.reading.lists.truck_rows import Known, Rows, slug
from crossings.reading.lists.wanted import Wanted
from crossings.reading.sheets.cells import as_word
from crossings.reading.sheets.headers import Header, finding, header_of, normal
from crossings.reading.sheets.rows import Sheet, Unreadable, read_sheet
from crossings.reading.sheets.written_days import day_order

KNOWING_NOTHING = Known(Names(None), Names(None), {})


def known_of(data: Mapping[str, Any], files: tuple[str, ...]) -> Known:
    """What the data of a case name."""
    sectors: dict[str, list[str]] = {}
    for good, entry in data.get("goods", {}).items():
        sectors.setdefault(str(entry.get("sector")), []).append(good)
    crossings = Names(data.get("crossings"), "name", "aliases")
    return Known(crossings, Names(data.get("goods"), "name"), sectors, files)


class Requested(NamedTuple):
    """A list to be read: its file, the form it has, which sheet of a workbook it is, and more."""

    file: str
    form: str
    sheet: str | None = None
    wanted: Wanted = Wanted()
    added_up: bool = True
    """Whether its totals are to be added up, so that none may overlap."""


def told_apart(lists: Sequence[TruckList]) -> list[TruckList]:
    """Lists of the same form under names of their own, their files' behind the form's.

    Raises `InputError` where one is given twice: its trucks would stand there twice.
    """
    seen: dict[tuple[str, str], TruckList] = {}
    found = []
    for each in lists:
        first = seen.setdefault((each.sha256, each.sheet), each)
        if first is not each:
            found.append(Finding(each.file, 1, 1, "", f"the same list as {first.file}"))
    if found:
        raise InputError(found)
    often = Counter(each.source for each in lists)
    named: list[TruckList] = []
    for each in lists:
        name = each.source
        if often[name] > 1:
            inside = f"-{slug(each.sheet)}" if each.sheet else ""
            name = f"{name}-{slug(Path(each.file).stem)}{inside}"
        taken = {other.source for other in named}
        while name in taken:
            name += "-next"
        named.append(replace(each, source=name))
    return named


def truck_list(asked: Requested, known: Known) -> TruckList:
    """The list that is asked for.

    Raises `InputError` where the file cannot be read, has not the columns of its form, or no row
    of it can be read.
    """
    file, form_name, title, wanted, added_up = asked
    form = FORMS[form_name]
    try:
        sheet = read_sheet(Path(file), file, title)
    except Unreadable as error:
        raise InputError([Finding(file, 1, 1, "", str(error))]) from error
    names = wanted.form(form)
    header = header_of(sheet, names)
    if header is None:
        raise InputError([finding(sheet, 0, 0, "the list is empty")])
    own = form_name == "table" and not wanted.columns and is_own(header)
    if own:
        form, names = own_form(form, names)
        header = header_of(sheet, names) or header
    found = _faults_of(header, names, form_name, wanted)
    there = list(header.rows_below())
    rows = wanted.rows(header, there)
    if not found and not there:
        found.append(finding(sheet, header.row, 0, "no row is below the header"))
    elif not found and not rows:
        found += wanted.found_none(header, there)
    source = form_name if form_name != "table" else Path(file).stem
    if own and not found:
        of = source_of(header, rows)
        if isinstance(of, Finding):
            found.append(of)
        else:
            source = of
    if found:
        raise InputError(found)
    at = header.columns
    dated = [at[name] for name in ("day", "from", "to") if name in at]
    order = day_order(row[position] for _, row in rows for position in dated)
    reader = Rows(sheet, form, wanted.stage, known, header, order)
    for number, row in rows:
        reader.take(number, row)
    elsewhere = tuple(reader.elsewhere.values())
    if not reader.days and not reader.totals:
        raise InputError(_the_first(sheet, [*(e.first for e in elsewhere), *reader.refused]))
    faults = list(reader.faults(added_up))
    if faults:
        raise InputError(_the_first(sheet, faults))
    return TruckList(
        source, file, sheet.title, sheet.sha256, _dated_by(form, wanted), len(there), reader.days,
        tuple(reader.refused), tuple(_oddities(form, header, reader)), reader.totals, elsewhere,
        len(there) - len(rows), "open" in at,
    )  # fmt: skip


def _faults_of(
    header: Header, names: Mapping[str, Sequence[str]], form_name: str, wanted: Wanted
) -> list[Finding]:
    """What is wrong with the columns of a list."""
    form, sheet = FORMS[form_name], header.sheet
    found = [*header.twice(), *wanted.faults(header)]
    if not wanted.columns:  # whoever names columns has seen the others
        found = [*header.slips(names), *found]
    spells = {"from", "to"} <= header.columns.keys()
    lacking = [
        name
        for name in form.needed
        if name not in header.columns
        and name not in wanted.columns
        and not (name == "day" and spells)
        and not (name == "stage" and wanted.stage)
    ]
    if lacking:
        called = ", ".join(form.columns[name][0] for name in lacking)
        say = "; --stage says where all is counted" if "stage" in lacking else ""
        text = f"no column is called {called}, as in a list of the form {form_name}{say}"
        found.append(finding(sheet, header.row, 0, f"{text}{sheet.instead}"))
    return found


def _dated_by(form: Form, wanted: Wanted) -> str:
    """What a day is in a list, whose header may be another than the form's."""
    return f"date as given ({wanted.columns['day']})" if "day" in wanted.columns else form.dated_by


def _oddities(form: Form, header: Header, reader: Rows) -> Iterator[Finding]:
    """What is odd about a list and read nevertheless."""
    yield from header.hidden()
    trucks = header.columns.get("trucks")
    if trucks is None and "trucks" in form.columns:
        text = f"no column is called {form.columns['trucks'][0]}: each row is counted as a truck"
        yield finding(header.sheet, header.row, 0, text)
    if trucks is None:
        return
    by_day = [(group, day, 1, tally) for (day, group), tally in reader.days.items()]
    in_all = [
        (group, first, (last - first).days + 1, tally)
        for (first, last, group), tally in reader.totals.items()
    ]
    yield from apart(header.sheet, trucks, "what is counted by days", by_day)
    yield from apart(header.sheet, trucks, "what is counted in all", in_all)


def _the_first(sheet: Sheet, refused: list[Finding]) -> list[Finding]:
    """Rows refused, and how many more there are where nobody would read them all."""
    shown, more = refused[:MOST_FAULTS], len(refused) - MOST_FAULTS
    if more > 0:
        at = refused[MOST_FAULTS].line - 1
        shown.append(finding(sheet, at, 0, f"so are this and {more - 1:,} rows more"))
    return shown


_OF_ALL = {"source", "stage", "crossing", "cargo", "good", "category", "trucks", "tonnes"}
_TOGETHER = ("",)


def is_own(header: Header) -> bool:
    """Whether a table has the columns of `daily` or `totals`."""
    return {normal(as_word(cell)) for cell in header.sheet.rows[header.row] if cell} >= _OF_ALL


def own_form(form: Form, names: Mapping[str, Sequence[str]]) -> tuple[Form, dict[str, Any]]:
    """The form of a table that `observe` wrote itself, and the names of its columns.

    It may leave out the crossing where all are counted together, and bears the name of the list
    that it was read from. Several lists in one are never added up: which is to be read must be
    said.
    """
    made = {**names, "cargo": ("cargo",), "of_tonnes": ("trucks_with_tonnes",)}
    return replace(form, everywhere=_TOGETHER), made


def source_of(header: Header, rows: Sequence[tuple[int, Sequence[Any]]]) -> str | Finding:
    """The list that rows were read from; what is wrong where they are of several."""
    (at,) = (
        position
        for position, cell in enumerate(header.sheet.rows[header.row])
        if cell is not None and normal(as_word(cell)) == "source"
    )
    found = list(dict.fromkeys(as_word(row[at]) for _, row in rows))
    if len(found) == 1:
        return found[0]
    who = ", ".join(found[:3])
    text = f"{len(found)} lists stand in it and are never added up ({who}); --where source="
    return finding(header.sheet, header.row, at, f"{text}{found[0]} reads one")
