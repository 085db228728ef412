"""The sheet that dispatchers print: trucks of each week by crossing, area and good."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from crossings.outputs.cells import plain_text
from crossings.schedule import Schedule
from crossings.schedule.weeks import Figures, Week, added_up, weeks
from crossings.wording import span

SHEET = "schedule_weeks"
_DAYS = 7
_WIDTHS = (24, 20, 24)


def add_weeks(book: Any, schedule: Schedule) -> Any:
    """Add the sheet to a workbook; every week begins on a page of its own."""
    sheet = book.add_worksheet(SHEET)
    plain, bold = book.add_format({"num_format": "#,##0"}), {"bold": True, "num_format": "#,##0"}
    sums, head = book.add_format({**bold, "top": 1}), book.add_format({**bold, "bottom": 1})
    row, breaks = 0, []
    for week in weeks(schedule):
        if row:
            breaks.append(row)
        when = span(week.days[0].start, week.days[-1].end)
        sheet.write_string(row, 0, plain_text(f"Trucks presented, {when}"), head)
        row += 1
        for position, word in enumerate(_header(week)):
            sheet.write_string(row, position, word, head)
        row += 1
        for words, figures, total in _rows(week):
            style = sums if total else plain
            for position, text in enumerate(words):
                sheet.write_string(row, position, plain_text(text), style)
            for position, number in enumerate(_numbers(figures), start=len(words)):
                if number is None or np.isnan(number):
                    sheet.write_blank(row, position, None, style)
                else:
                    sheet.write_number(row, position, number, style)
            row += 1
        row += 1
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    sheet.set_column(len(_WIDTHS), len(_WIDTHS) + _DAYS + 2, 11)
    sheet.set_h_pagebreaks(breaks)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    return sheet


def _header(week: Week) -> Iterator[str]:
    yield from ("crossing", "area", "good")
    days = [f"{day.start:%a} {day.start.day} {day.start:%b}" for day in week.days]
    yield from (*days, *[""] * (_DAYS - len(days)))
    yield from ("trucks", "truckloads", "tonnes")


def _rows(week: Week) -> Iterator[tuple[tuple[str, str, str], Figures, bool]]:
    days = len(week.days)
    for crossing, bound in week.by_crossing():
        for each in bound:
            area = "" if each.area is None else each.area.name
            words = (crossing.name, area, each.good.name)
            yield words, (each.trucks, sum(each.trucks), each.truckloads, each.tonnes), False
        yield (f"{crossing.name}, in all", "", ""), added_up(bound, days), True
    yield ("All crossings", "", ""), added_up(week.bound, days), True


def _numbers(figures: Figures) -> Iterator[float | None]:
    by_day, *others = figures
    yield from (each or None for each in by_day)
    yield from (None for _ in range(_DAYS - len(by_day)))
    yield from others
