"""Lists of trucks as nobody should publish them, each from a number alone."""

from __future__ import annotations

import csv
import datetime
import io
import random
from typing import Any

import xlsxwriter

UNRWA = (
    "ID", "No. of Trucks", "Received Date", "Data Source", "Manifest of", "Description of Cargo",
    "Cargo Category", "Status", "Quantity", "Units", "Donating Country/ Organization",
    "Donation Type", "Crossing", "Destination Recipient/ Partner", "Data Period",
    "Data Entry Type", "Last Edited Time",
)  # fmt: skip
COGAT = ("Date", "Route", "Classification", "Donor", "Aid (tons)")
TABLE = ("crossing", "truckloads", "stage", "date", "cargo", "tonnes")
FORMS = {"unrwa": UNRWA, "cogat": COGAT, "table": TABLE}
_DAYS = (
    datetime.date(2024, 3, 1), "2024-03-02", "3 March 2024", "25/03/2024", "03/04/2024",
    "Sep 1, 2024",
    "31 February 2024", "soon", "24-09-01", "9999-12-31", "0001-01-01", "2079-12-31", "1990-01-01",
    datetime.datetime(2024, 3, 2, 8), 45352, -1, 1e9, "٢٠٢٤-٠٣-٠١", "2024-03-01T12:00Z",
)  # fmt: skip
_PLACES = (
    "gate-a", "GATE-A Crossing", "gate b", "gate-c", "Land Crossings", "-", "", "n/a", "All",
)  # fmt: skip
_NUMBERS = (
    1, 2, 3, 0, -1, 1.5, 1e308, "1", "1,250.5", "1.250,5", "nan", "1e400", "9" * 400, "-", True,
)  # fmt: skip
_ODD: tuple[Any, ...] = (
    None, "", " ", "-", "#N/A", "=1+1", "\x1b[2J", "\u202e", "\ud7ff", "x" * 5000, '"', "a\nb",
    10**15, 0.1, False, datetime.date(2024, 3, 1), "collected", "released", "arrived", "Food Item",
)  # fmt: skip


def strange_list(number: int) -> tuple[str, str, bytes]:
    """Form that it is said to have, ending of its name and bytes; the same for the same number."""
    chance = random.Random(number)
    form = chance.choice([*FORMS])
    rows: list[list[Any]] = [list(FORMS[form])]
    share = chance.choice([0, 0.05, 0.3])
    for count in range(chance.choice([0, 1, 5, 30])):
        rows.append([_cell(chance, name, count, share) for name in rows[0]])
    for _ in range(chance.choice([0, 0, 0, 1, 2])):
        _otherwise(chance, rows)
    if chance.random() < 0.03:
        form = chance.choice([*FORMS])
    if chance.random() < 0.4:
        return form, "xlsx", _spoilt(chance, _workbook(rows))
    stream = io.StringIO()
    csv.writer(stream, delimiter=chance.choice(",,;\t")).writerows(rows)
    encoding = chance.choice(["utf-8"] * 6 + ["utf-8-sig", "utf-16", "cp1256"])
    text = stream.getvalue().encode(encoding, "replace")
    return form, chance.choice(["csv", "csv", "csv", "tsv", "ods", "xlsx"]), _spoilt(chance, text)


def _cell(chance: random.Random, name: str, count: int, share: float) -> Any:
    """What stands below a header: nearly always something of its kind."""
    if chance.random() < share:
        return chance.choice(_ODD)
    whole = 3 if share == 0 else None
    match name:
        case "Received Date" | "Date" | "date":
            return chance.choice(_DAYS[:whole])
        case "Crossing" | "Route" | "crossing":
            return chance.choice(_PLACES[:whole])
        case "No. of Trucks" | "truckloads" | "tonnes" | "Aid (tons)" | "Quantity":
            return chance.choice(_NUMBERS[:whole])
        case "ID":
            return count
        case "stage":
            return "collected" if share == 0 else chance.choice(["collected", "met", "", "moved"])
        case _:
            return chance.choice(["Food Items", "Fuel", "Medical Supplies", "Food, Fuel", ""])


def _otherwise(chance: random.Random, rows: list[list[Any]]) -> None:
    """One change of the whole: of its header, a column, or its rows."""
    column, row = chance.randrange(len(rows[0]) or 1), chance.randrange(len(rows))
    match chance.randrange(6):
        case 0:
            rows[0][column : column + 1] = [chance.choice(["", "Date", "crossing", 7, "x", None])]
        case 1:
            for each in rows:
                del each[column:]
        case 2:
            rows[row] = rows[row] * chance.choice([2, 30])
        case 3:
            rows.insert(row, [chance.choice(_ODD) for _ in range(chance.randrange(4))])
        case 4:
            rows += rows[1:] * chance.choice([1, 40])
        case _:
            del rows[row]
            rows[:] = rows or [[""]]
            rows[0] = rows[0] or [""]


def _workbook(rows: list[list[Any]]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"nan_inf_to_errors": True, "strings_to_urls": False})
    page, dated = book.add_worksheet("List"), book.add_format({"num_format": "yyyy-mm-dd"})
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, datetime.date):
                page.write_datetime(at, column, value, dated)
            elif value is not None:
                page.write(at, column, value)
    book.close()
    return file.getvalue()


def _spoilt(chance: random.Random, content: bytes) -> bytes:
    if chance.random() < 0.85 or not content:
        return content
    at = chance.randrange(len(content))
    return chance.choice([content[:at], content[:at] + chance.randbytes(3) + content[at + 1 :]])
