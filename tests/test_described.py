"""Every number that a command puts into a table has a unit, or it is told what it is."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from example import kept_plan
from runs import Run, Runner
from test_docs import EVERYTHING, SEARCH

from crossings.tables.described import about, meaning, unit

SIZING = {
    "currency": "EUR",
    "costs_over": "one year",
    "crossings": {
        "gate": {"resources": {"bay": {"cost": 1, "at_most": 2}}, "hours_per_day": {"options": [9]}}
    },
    "informal": {"tunnels": {"interdicted": [{"share": 0.5, "cost": 7}]}},
    "budget_steps": [1, 5],
}
LIST = """date,truckloads,stage,crossing,cargo,tonnes
2024-01-01,3,collected,gate,food,20
no day,1,collected,gate,food,
"""
UNCERTAIN = {
    "closures": {"gate": {"open_share": 0.8, "mean_closed_days": 2}},
    "throughput": {"*": {"cv": 0.5}},
    "need": {"*": {"cv": 0.3}},
}
TWO = ("--model=a.yaml", "--model=b.yaml")
COMMANDS = {
    "optimize": ("optimize", "case.yaml", "--adversary", "--format=xlsx"),
    "explain": ("explain", "case.yaml", "--show=closures", "--format=xlsx"),
    "compare": ("compare", "case.yaml", "a.yaml", "b.yaml", "--adversary", "--format=xlsx"),
    "frontier": ("frontier", "case.yaml", *TWO, "--adversary", "--format=xlsx"),
    "guarantees": ("frontier", "case.yaml", *TWO, "--guarantee", "--format=xlsx"),
    "size": ("size", "case.yaml", "--target=coverage=0.1,informal=2", "--format=xlsx"),
    "evaluate": (
        "evaluate", "case.yaml", *TWO, "--scenarios=200", "--certify=3", "--format=xlsx",
    ),
    "diff": ("diff", "one.json", "other.json", "--format=xlsx"),
    "sensitivity": ("sensitivity", "case.yaml", "--format=xlsx"),
    "observe": ("observe", "list.csv", "--format=table", "--as=xlsx"),
}  # fmt: skip


@pytest.fixture
def everything(crossings_run: Runner) -> Runner:
    """Runs a command in a folder that holds a case and models with something in every table."""
    slower = json.loads(json.dumps(SEARCH))
    slower["regimes"]["search"]["stages"]["s"]["minutes"]["bay"] = 90
    slower["regimes"]["search"]["stages"]["s"]["detection"] = 0.9
    case = {**EVERYTHING, "model": "./a.yaml", "sizing": SIZING, "uncertainty": UNCERTAIN}
    for name, content in (("case", case), ("a", SEARCH), ("b", slower)):
        Path(f"{name}.yaml").write_text(json.dumps(content), "utf-8")
    Path("list.csv").write_text(LIST, "utf-8")
    Path("one.json").write_text(kept_plan(1), "utf-8")
    Path("other.json").write_text(kept_plan(3), "utf-8")
    return crossings_run


def numbers(book: Any) -> Iterator[tuple[str, str]]:
    """Table and header of every column that holds a number."""
    for sheet in book:
        for head, *cells in sheet.columns:
            if any(isinstance(cell.value, int | float) for cell in cells):
                yield sheet.title, str(head.value)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_number_has_a_unit_or_is_told_what_it_is(name: str, everything: Runner) -> None:
    assert everything(*COMMANDS[name], "--quiet", "--output=out.xlsx") == Run(0, "", "")
    book = openpyxl.load_workbook("out.xlsx")
    for own in ("README", "sources", "charts", "chart figures", "schedule_weeks"):
        if own in book.sheetnames:
            del book[own]
    assert {sheet for sheet in book.sheetnames if not about(sheet)} == set()
    found = list(numbers(book))
    assert found
    for sheet, header in found:
        column = header.partition(" (")[0]
        known = unit(sheet, column) or meaning(sheet, column) or column == "period_start"
        assert known, (sheet, column)
        assert header.endswith(")") == bool(unit(sheet, column) or column == "period_start")


def test_a_figure_looks_like_its_unit_where_a_column_has_several(everything: Runner) -> None:
    assert everything(*COMMANDS["size"], "--quiet", "--output=out.xlsx").code == 0
    book = openpyxl.load_workbook("out.xlsx")
    shown = [row[1].number_format for row in book["targets"].iter_rows(min_row=2)]
    assert shown == ["0.0%", "General", "#,##0.00"]  # an empty cell has no format
    assert book["targets"]["C3"].number_format == book["budgets"]["D2"].number_format == "0.0%"
    assert [cell.value for cell in book["budgets"][1]][-2] == "cost (EUR)"
    said = {row[0]: row[1:3] for row in book["README"].values}
    assert said["cost"] == (0, "EUR") and said["costs_over"][0] == "one year"
    assert everything(*COMMANDS["compare"], "--quiet", "--output=out.xlsx").code == 0
    figures = openpyxl.load_workbook("out.xlsx")["figures"]
    heads = [str(cell.value) for cell in figures[1]]
    for row in figures.iter_rows(min_row=2):
        share = row[heads.index("unit")].value == "share"
        assert (row[heads.index("value (see unit)")].number_format == "0.0%") == share
