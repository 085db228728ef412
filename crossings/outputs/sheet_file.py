"""A dispatch sheet as the table that `--dispatch` reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from crossings.problem import Problem
from crossings.problem.sheets import Sheet

COLUMNS = (
    "crossing", "rank", "good", "area", "until_days_of_stock", "regime", "waiting_truckloads",
    "share_given_out",
)  # fmt: skip


def sheet_text(problem: Problem, sheet: Sheet) -> str:
    """The sheet as CSV, by crossing in the order of its turns."""
    made = io.StringIO()
    table = csv.DictWriter(made, COLUMNS, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(_rows(problem, sheet))
    return made.getvalue()


def _rows(problem: Problem, sheet: Sheet) -> Iterator[dict[str, str]]:
    goods, areas, crossings = problem.goods, problem.areas, problem.crossings

    def to(area: int | None) -> str:
        return "" if area is None else areas[area].id

    for line in sorted(sheet.lines, key=lambda line: line.crossing):
        yield {
            "crossing": crossings[line.crossing].id,
            "rank": f"{line.rank:g}",
            "good": goods[line.good].id,
            "area": to(line.area),
            "until_days_of_stock": "" if line.until is None else f"{line.until:g}",
            "regime": "" if line.regime is None else problem.regimes[line.regime].id,
        }
    for each in sheet.waiting:
        yield {
            "crossing": crossings[each.crossing].id,
            "good": goods[each.good].id,
            "waiting_truckloads": f"{each.truckloads:g}",
        }
    for ration in sheet.rations:
        yield {
            "good": goods[ration.good].id,
            "area": to(ration.area),
            "until_days_of_stock": f"{ration.until:g}",
            "share_given_out": f"{ration.share:g}",
        }
