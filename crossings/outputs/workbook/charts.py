"""Charts of a workbook, and the figures that they are drawn from.

Names of series are references to cells and never text, which a spreadsheet could take for a
formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crossings.outputs.cells import plain_text, write_cell

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_FIGURES, _CHARTS = "chart figures", "charts"
_COLOURS = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000", "#888888",
)  # fmt: skip
"""Those of Okabe & Ito (2008) that show on white: the colour-blind can tell them apart."""
Drawn = tuple[str, Any]
"""What a chart tells, and the chart."""
_SIZE = {"width": 860, "height": 380}
_ROWS_OF_A_CHART = 20


def add_charts(book: Any, tables: Mapping[str, DataFrame]) -> None:
    """Charts of coverage and of flows, where an answer has both."""
    if not {"periods", "coverage", "flows"} <= set(tables) or not len(tables["coverage"]):
        return
    charts = book.add_worksheet(_CHARTS)
    charts.fit_to_pages(1, 0)
    figures = _Figures(book)
    days = tables["periods"].set_index("period")["days"]
    starts = list(tables["periods"]["start"])
    drawn = [_need_and_met(book, figures, tables["coverage"], float(days.sum()))]
    if len(starts) > 1:
        drawn.append(_coverage(book, figures, tables["coverage"], starts))
    if len(tables["flows"]):
        drawn.append(_flows(book, figures, tables["flows"], days, starts))
    for number, (told, chart) in enumerate(drawn):
        words = {"description": f"{told}. The figures are on the sheet {_FIGURES}."}
        charts.insert_chart(number * _ROWS_OF_A_CHART, 0, chart, words)


def _need_and_met(book: Any, figures: _Figures, coverage: DataFrame, days: float) -> Drawn:
    """Bars of need and need met by good, a day."""
    by_good = coverage.groupby("good", sort=False)[["need", "met"]].sum() / days
    rows = [[good, *by_good.loc[good]] for good in by_good.index]
    titles = ["good", "need (truckloads a day)", "met (truckloads a day)"]
    told = "Need and need met by good, truckloads a day"
    return figures.chart(book, {"type": "column"}, told, titles, rows, "truckloads a day")


def _coverage(book: Any, figures: _Figures, coverage: DataFrame, starts: list[str]) -> Drawn:
    """Lines of the share of need met, by good."""
    sums = coverage.groupby(["period", "good"], sort=False)[["need", "met"]].sum()
    shares = (sums["met"] / sums["need"].where(sums["need"] > 0)).unstack("good")
    goods = list(dict.fromkeys(coverage["good"]))
    rows = [[start, *shares.loc[period, goods]] for period, start in enumerate(starts)]
    titles = ["period_start (date)", *goods]
    told = "Share of need met, by good"
    drawn = figures.chart(book, {"type": "line"}, told, titles, rows, "share of need met")
    drawn[1].set_y_axis({"name": "share of need met", "num_format": "0%", "min": 0, "max": 1})
    return drawn


def _flows(
    book: Any, figures: _Figures, flows: DataFrame, days: Series[int], starts: list[str]
) -> Drawn:
    """Stacked columns of what each crossing releases, a day."""
    released = flows.groupby(["period", "crossing"], sort=False)["released"].sum()
    by_crossing = released.unstack("crossing").reindex(days.index).fillna(0.0).div(days, axis=0)
    crossings = list(dict.fromkeys(flows["crossing"]))
    rows = [[start, *by_crossing.loc[period, crossings]] for period, start in enumerate(starts)]
    titles = ["period_start (date)", *crossings]
    told = "Released at each crossing, truckloads a day"
    kind = {"type": "column", "subtype": "stacked"}
    return figures.chart(book, kind, told, titles, rows, "truckloads a day")


class _Figures:
    """The sheet that charts draw from: one block beside the other, below one header row each."""

    def __init__(self, book: Any) -> None:
        self._sheet = book.add_worksheet(_FIGURES)
        self._bold = book.add_format({"bold": True})
        self._date = book.add_format({"num_format": "yyyy-mm-dd"})
        self._number = book.add_format({"num_format": "0.00"})
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._column = 0

    def chart(
        self, book: Any, kind: dict[str, str], told: str, titles: list[str],
        rows: list[list[Any]], unit: str,
    ) -> Drawn:  # fmt: skip
        """A chart of a new block: what `told` says, a series a column."""
        first, last = self._column, len(rows) + 1
        self._sheet.write_string(0, first, told, self._bold)
        for position, title in enumerate(titles):
            self._sheet.write_string(1, first + position, plain_text(title), self._bold)
        dates = titles[0].endswith("(date)")
        for number, row in enumerate(rows, start=2):
            for position, value in enumerate(row):
                form = self._date if dates and not position else self._number
                date = form is self._date
                write_cell(self._sheet, number, first + position, value, form, date=date)
        for position, title in enumerate(titles):  # bold letters are wider than others
            self._sheet.set_column(first + position, first + position, max(20, 1.2 * len(title)))
        chart = book.add_chart(kind)
        for position in range(1, len(titles)):
            column = first + position
            colour = _COLOURS[(position - 1) % len(_COLOURS)]
            line = kind["type"] == "line"
            chart.add_series(
                {
                    "name": [_FIGURES, 1, column],
                    "categories": [_FIGURES, 2, first, last, first],
                    "values": [_FIGURES, 2, column, last, column],
                    "line" if line else "fill": {"color": colour},
                    **({"marker": {"type": "automatic"}} if line else {}),
                }
            )
        chart.set_title({"name": told, "name_font": {"size": 12}})
        chart.set_y_axis({"name": unit})
        # As a text axis each period has a slot of its own; on one of days its bar is a day wide.
        chart.set_x_axis({"num_format": "d mmm", "text_axis": True} if dates else {})
        chart.set_size(_SIZE)
        self._column += len(titles) + 1
        return told, chart
