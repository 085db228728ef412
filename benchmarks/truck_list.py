"""A list of 50,000 trucks in the form that UNRWA publishes, always the same; made, not real."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import xlsxwriter

HEADER = (
    "ID", "No. of Trucks", "Received Date", "Data Source", "Manifest of", "Description of Cargo",
    "Cargo Category", "Status", "Quantity", "Units", "Donating Country/ Organization",
    "Donation Type", "Crossing", "Destination Recipient/ Partner", "Data Period",
    "Data Entry Type", "Last Edited Time",
)  # fmt: skip
CROSSINGS = ("Kerem Shalom", "Rafah Crossing", "Karem Abu Salem", "Elsewhere")
CARGO = ("Food Items", "Medical Supplies", "Non-Food Items", "Mixed Items")


def written(folder: Path, rows: int = 50_000) -> Path:
    """The list as a workbook; one truck in a thousand has no date."""
    draw, path = random.Random(1), folder / "trucks.xlsx"
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Commodities Received")
    sheet.write_row(0, 0, HEADER)
    for number in range(1, rows + 1):
        day = datetime.date(2023, 10, 21) + datetime.timedelta(days=draw.randrange(450))
        row = [
            number, 1, day, "list", "UN", "made for a benchmark", draw.choice(CARGO), "Received",
            draw.randint(10, 30), "Pallets", "Donor", "In kind", draw.choice(CROSSINGS), "Partner",
            "2024", "list", "2025-01-20",
        ]  # fmt: skip
        for column, cell in enumerate(row):
            if column != 2:
                sheet.write(number, column, cell)
        if number % 1000:
            sheet.write_datetime(number, 2, day)
        else:
            sheet.write_string(number, 2, "-")
    book.close()
    return path
