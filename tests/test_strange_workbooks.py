"""Workbooks and text files from strangers: a table comes of them, or a fault that says why."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from runs import Runner
from strange_workbooks import (
    ROWS,
    SHEET,
    TITLE,
    good_parts,
    packed,
    same_workbook,
    strange_text,
    strange_workbook,
)

from crossings.reading.sheets import archives, text_tables, xml_stream
from crossings.reading.sheets.archives import BrokenBook
from crossings.reading.sheets.rows import Unreadable, read_sheet
from crossings.reading.sheets.text_tables import BrokenText, text_rows
from crossings.reading.sheets.workbooks import Book

CASE = """title: From a stranger
model: full-search
horizon: {start: 2024-03-03, periods: 4, days_per_period: 7}
areas: {north: {population: 300000}, south: {population: 700000}}
goods: {food: {category: humanitarian}, cement: {category: construction}}
crossings: {gate: {gate_truckloads_per_day: 60, resources: {bay: 6, inspector: 12}}}
need: {table: needs.xlsx}
"""
LONGEST_MESSAGE = 1_000


def rows_of(content: bytes) -> list[list[Any]]:
    return Book(content).cells(TITLE).rows


def reason(content: bytes) -> str:
    """Why a workbook is not read."""
    with pytest.raises(BrokenBook) as caught:
        book = Book(content)
        for title in book.titles:
            book.cells(title)
    return str(caught.value)


def with_rows(xml: str, *, beside: str = "", before: str = "") -> bytes:
    """The good workbook with other rows in its sheet, or with more around them."""
    text = good_parts()[SHEET].decode()
    rows = f"{before}<sheetData>{xml}</sheetData>{beside}"
    text = re.sub(r"<sheetData>.*</sheetData>", lambda _: rows, text)
    return packed({**good_parts(), SHEET: text.encode()})


# ---- What is good is read, whatever its writing --------------------------------------------------


@pytest.mark.parametrize("seed", range(150))
def test_quotes_orders_prefixes_and_encodings_change_nothing(seed: int) -> None:
    assert rows_of(same_workbook(seed)) == ROWS


_TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufffe\uffff"),
    max_size=12,
)
_DAYS = st.datetimes(datetime.datetime(1904, 1, 3), datetime.datetime(2079, 1, 1))
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e12, 1e12),
    st.sampled_from(["007", "1,5", "12", "=1+1", " a ", "_x0041_", "a\nb"]),
    _TEXTS,
    _DAYS.map(lambda day: day.date()),
    _DAYS.map(lambda day: day.replace(microsecond=0)),
)
_PLAIN = ["General", "0", "0.00%", '0 "days"', "0.00E+00", "[Red]0.0;[Blue]-0.0", "# ??/??", "@"]
_DATED = ["yyyy-mm-dd", "d/m/yyyy h:mm", "mmm yy", "[$-409]d-mmm-yy", "dddd", 'yyyy"y"', "m/d/yy"]


@given(
    rows=st.lists(st.lists(_VALUES, max_size=5), max_size=5),
    plain=st.sampled_from(_PLAIN),
    dated=st.sampled_from(_DATED),
    from_1904=st.booleans(),
)
@settings(max_examples=120, deadline=None)
def test_cells_are_those_that_another_reader_finds(
    rows: list[list[Any]], plain: str, dated: str, from_1904: bool
) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"date_1904": from_1904})
    page = book.add_worksheet(TITLE)
    a_number, a_day = (book.add_format({"num_format": form}) for form in (plain, dated))
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, bool):
                page.write_boolean(at, column, value)
            elif isinstance(value, str):
                page.write_string(at, column, value)
            elif isinstance(value, (int, float)):
                page.write_number(at, column, value, a_number)
            elif value is not None:
                page.write_datetime(at, column, value, a_day)
    book.close()
    theirs = openpyxl.load_workbook(io.BytesIO(file.getvalue()))[TITLE]
    mine = rows_of(file.getvalue())
    for at, row in enumerate(rows):
        for column, _ in enumerate(row):
            found = mine[at][column] if at < len(mine) and column < len(mine[at]) else None
            assert _as_openpyxl(found) == _seen(theirs.cell(at + 1, column + 1).value)


def _seen(value: Any) -> Any:
    """A cell as another reader has it; a blank one is empty."""
    if isinstance(value, str):
        return value if value.strip() else None
    return value


def _as_openpyxl(value: Any) -> Any:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return datetime.datetime(value.year, value.month, value.day)
    return str(value) if isinstance(value, str) else value


# ---- What is not good is a fault, and nothing else -----------------------------------------------


@pytest.mark.parametrize(
    "seeds", [range(start, start + 40) for start in range(0, 600, 40)], ids=str
)
def test_a_strange_file_is_read_or_says_why_not(seeds: range) -> None:
    for seed in seeds:
        try:
            book = Book(strange_workbook(seed))
            for title in book.titles:
                for row in book.cells(title).rows:
                    assert isinstance(row, list)
        except BrokenBook as error:
            assert 0 < len(str(error)) < LONGEST_MESSAGE, seed
        try:
            delimiter, rows = text_rows(strange_text(seed))
            assert delimiter in ",;\t" and all(isinstance(row, list) for row in rows)
        except BrokenText as error:
            assert 0 < len(str(error)) < LONGEST_MESSAGE, seed


@pytest.mark.parametrize("seed", range(0, 600, 75))
def test_a_strange_workbook_ends_a_command_with_a_word(
    seed: int, crossings_run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("case.yaml").write_text(CASE, "utf-8")
    Path("needs.xlsx").write_bytes(strange_workbook(seed))
    run = crossings_run("validate", "case.yaml")
    assert run.code in (0, 3)
    assert run.code == 0 or "needs.xlsx" in run.err


_FAR = "<c r='XFD1048576'><v>1</v></c>"
_FAR_STYLED = "<c s='0' r='XFD1048576'><v>1</v></c>"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f"<row r='1048576'>{_FAR}</row>", "as far out as XFD1048576; clear what stands there"),
        (f"<row spans='1:3' r='1048576'>{_FAR_STYLED}</row>", "as far out as"),
        ("<row r='900000000'><c r='A2' t='e'><v>#N/A</v></c></row>", "there is no row 900000000"),
        ("<row r='2'><c r='XFE2'><v>1</v></c></row>", "the last cell of a sheet is XFD1048576"),
        ("<row r='2'><c r='A7'><v>1</v></c></row>", "the cell A7 stands in row 2"),
        ("<row r='2'><c r='A2'><v>1</v></c><c r='A2'><v>2</v></c></row>", "A2 is there twice"),
        ("<row r='2'><c r='A2' t='s'><v>99</v></c></row>", "the workbook has no text 99"),
        ("<row r='2'><c r='A2' t='s'><v>-1</v></c></row>", "the workbook has no text -1"),
        ("<row r='2'><c r='A2'><v>1<b/></v></c></row>", "A2 has tags within its value"),
        (f"<row r='2'>{'<c>' * 70}{'</c>' * 70}</row>", "nested over"),
    ],
)
def test_a_cell_out_of_place_is_named_with_its_sheet(row: str, said: str) -> None:
    told = reason(with_rows(row))
    assert told.startswith(f"in its sheet {TITLE}: ") and said in told


def test_attributes_in_any_order_and_quotes_bound_a_sheet_alike() -> None:
    forms = [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        '<row spans="1:3" r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>',
        "<row\n  ht='9'\n r='1048576' ><c t='n'\tr = 'XFD1048576'><v>1</v></c ></row>",
    ]
    assert len({reason(with_rows(form)) for form in forms}) == 1


@pytest.mark.parametrize(
    ("entity", "used"),
    [
        ('<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">', "&b;"),
        ('<!ENTITY a SYSTEM "file:///etc/hostname">', "&a;"),
        ("", "1"),
    ],
)
def test_no_part_defines_a_document_type(entity: str, used: str) -> None:
    text = good_parts()[SHEET].decode().replace("?>", f"?><!DOCTYPE x [{entity}]>", 1)
    told = reason(packed({**good_parts(), SHEET: text.replace(">8<", f">{used}<").encode()}))
    assert "it defines a document type" in told


def test_what_an_archive_states_is_asked_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unpacked(*_: Any) -> None:
        raise AssertionError("a part was opened")

    monkeypatch.setattr(archives.Archive, "pieces", unpacked)
    bomb = packed({**good_parts(), "x": b" " * 5_000_000})
    assert "x unpacks to 5,000,000 bytes from" in reason(bomb)
    monkeypatch.setattr(archives, "_LARGEST_PART", 1_000)
    assert "at most 1,000 are read" in reason(packed({**good_parts(), "x": bytes(range(256)) * 9}))
    monkeypatch.setattr(archives, "_LARGEST_PART", 10_000)
    monkeypatch.setattr(archives, "_LARGEST_IN_ALL", 2_000)
    assert "it unpacks to" in reason(packed(good_parts()))
    monkeypatch.setattr(archives, "_MOST_PARTS", 3)
    assert "it has 7 parts; at most 3 are read" in reason(packed(good_parts()))


def test_an_archive_that_lies_is_unpacked_no_further_than_it_states() -> None:
    text = good_parts()[SHEET].replace(b">8<", b">8" + b" " * 900_000 + b"<")
    content = packed({**good_parts(), SHEET: text})
    told = len(text).to_bytes(4, "little")
    less = (2_000).to_bytes(4, "little")
    assert content.count(told) == 2
    assert reason(content.replace(told, less))
    pieces = archives.Archive(content.replace(told, less)).pieces(SHEET)
    come = 0
    with pytest.raises(BrokenBook):
        for piece in pieces:
            come += len(piece)
    assert come <= 2_000


@pytest.mark.parametrize(
    ("limit", "value", "xml", "said"),
    [
        ("_MOST_TAGS", 50, "<row/>" * 60, "it has over 50 tags"),
        ("_MOST_NAMES", 20, "".join(f"<a{n}/>" for n in range(30)), "over 20 different names"),
        ("_LONGEST_TAG", 70_000, f"<a b='{'x' * 140_000}'/>", "has over 70,000 bytes"),
        ("_LONGEST_TAG", 70_000, f"<!--{' ' * 140_000}-->", "has over 70,000 bytes"),
    ],
)
def test_what_a_part_may_have_is_bounded_and_said(
    limit: str, value: int, xml: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = packed(good_parts())
    monkeypatch.setattr(xml_stream, limit, value)
    assert said in reason(with_rows(xml))
    monkeypatch.undo()
    assert rows_of(good) == ROWS


def test_hidden_rows_and_columns_are_known() -> None:
    content = with_rows(
        "<row r='1'><c t='str'><v>a</v></c></row><row r='3' hidden='1'><c><v>1</v></c></row>",
        before="<cols><col min='2' max='3' hidden='true'/><col min='5' max='5'/></cols>",
    )
    cells = Book(content).cells(TITLE)
    assert cells.hidden_rows == {2} and cells.hidden_columns == {1, 2}


def test_letters_that_no_text_can_hold_are_replaced() -> None:
    row = "<row r='1'><c t='str'><v>a_xD800_b_x000D__x0041_</v></c></row>"
    assert rows_of(with_rows(row)) == [["a\ufffdb\rA"]]


# ---- Text files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,\x002\n", "has a NUL character on line 2"),
        ("a,b\n1,2\n".encode("utf-16-le"), "has a NUL character on line 1"),
        (b"\xff\xfea,b\n1,2\n3", "is not UTF-16 text on line"),
        (b"a,b\n1,\xe92\n", "is not UTF-8 text on line 2"),
        (b"a," * 20_000, "has 20,001 columns in row 1, and 1 rows; at most 16,384"),
        (b"x" * 32_768, "cannot be read as CSV from line 1: field larger than"),
        (b'a,b\n"' + b"x,y\n" * 300_000, "cannot be read as CSV from line 2"),
        (b"\n" * 1_048_577, "has 1,048,577 lines; at most 1,048,576 are read"),
        (b"a" + b"\n" * 1_000 + b"," * 16_000, "has 16,001 columns in row 1,001, and 1,001 rows"),
    ],
)
def test_a_text_file_of_any_shape_is_read_or_says_where_not(content: bytes, said: str) -> None:
    with pytest.raises(BrokenText) as caught:
        text_rows(content)
    assert said in str(caught.value)


def test_cells_of_a_text_file_are_counted_before_they_are_parted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(text_tables, "_MOST_CELLS", 100)
    with pytest.raises(BrokenText, match="has 102 cells, parted by ','; at most 100 are read"):
        text_rows(b"a," * 101)


def test_a_file_is_opened_no_further_than_it_may_be_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "needs.csv"
    file.write_bytes(b"a,b\n1,2\n")
    monkeypatch.setattr("crossings.reading.sheets.rows.LARGEST_FILE", 7)
    with pytest.raises(Unreadable, match=r"n\.csv has 8 bytes; at most 7 are read"):
        read_sheet(file, "n.csv")


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to(path)])
def test_what_is_no_file_is_told(make: Callable[[Path], Any], tmp_path: Path) -> None:
    make(tmp_path / "needs.csv")
    with pytest.raises(Unreadable, match=r"cannot read n\.csv: "):
        read_sheet(tmp_path / "needs.csv", "n.csv")


def test_a_device_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "needs.csv").symlink_to("/dev/zero")
    with pytest.raises(Unreadable, match=r"n\.csv is no file but a device"):
        read_sheet(tmp_path / "needs.csv", "n.csv")
