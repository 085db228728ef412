"""A case with 5,000 rows of needs in a workbook: 250 areas, 20 goods."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
import yaml


def written(folder: Path, areas: int = 250, goods: int = 20) -> Path:
    """The case beside its workbook; the path of the case."""
    case = {
        "title": "Needs in a workbook",
        "model": "full-search",
        "areas": {f"a{i}": {"pcode": f"P{i:04}", "population": 100} for i in range(areas)},
        "goods": {f"g{i}": {"category": "humanitarian"} for i in range(goods)},
        "crossings": {"gate": {"gate_truckloads_per_day": 100}},
        "need": {"table": "needs.xlsx"},
        "sources": {"count": {}},
    }
    path = folder / "case.yaml"
    path.write_text(yaml.safe_dump(case, sort_keys=False))
    book = xlsxwriter.Workbook(folder / "needs.xlsx")
    sheet = book.add_worksheet("Needs")
    head = ("admin2_code", "good", "truckloads_per_day", "low", "high", "source", "note")
    rows = [
        (f"P{i:04}", f"g{j}", i % 7 + 0.5, 0, 20, "count", "made for a benchmark")
        for i in range(areas)
        for j in range(goods)
    ]
    for number, row in enumerate([head, *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return path
