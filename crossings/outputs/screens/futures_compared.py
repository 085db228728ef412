"""Several models in the same futures: who does best, by how much, and where that changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.padding import Padding

from crossings.evaluation.winners import Condition, Region, Verdict
from crossings.outputs.screens.page import Page, Text, grid_of
from crossings.tables import records
from crossings.wording import figure, share

if TYPE_CHECKING:
    from pandas import DataFrame

_BESIDE = ("need met", "undetected", "floors missed", "end stock missed")


def compared(
    console: Page, found: Verdict, tables: dict[str, DataFrame], what: str = "model"
) -> None:
    """The models, or plans, side by side, with differences and where the winner changes."""
    for line in sentences(found, what):
        console.print(Text(line, style="bold"))
    figures = ("planned\nvalue", "mean\nvalue", "best in", "alone\nbest in")
    regrets = ("mean\nregret", "P95\nregret", "worst\nregret")
    grid = grid_of(f"The {what}s in the same futures", "", *figures, *regrets)
    for row in records(tables["trials"]):
        values = (figure(row["planned_value"]), figure(row["mean_value"]))
        wins = (share(row["wins"]), share(row["wins_alone"]))
        behind = (row["mean_regret"], row["p95_regret"], row["worst_regret"])
        grid.add_row(Text(row["model"]), *values, *wins, *map(figure, behind))
    console.show(grid, f"regret: value that the best of these {what}s has more in the same future")
    differences = tables["differences"]
    for row in records(differences[differences["measure"] == "value"]):
        low, high = row["low"], row["high"]
        alike = f", alike in {share(row['same'])}" if row["same"] > 0 else ""
        console.print(
            f"{escape(row['model'])} against {escape(row['against'])}: "
            f"{row['mean']:+,.0f} in value (95 % confidence {low:+,.0f} to {high:+,.0f}), "
            f"more in {share(row['larger'])} of futures{alike}"
        )
        pair = (differences["model"] == row["model"]) & (differences["against"] == row["against"])
        told = [*filter(None, map(_beside, records(differences[pair])))]
        if told:
            console.print(Padding(Text("; ".join(told)), (0, 0, 0, 4)))


def _beside(row: Mapping[str, Any]) -> str:
    """What else is told of two models on the screen; empty of what is alike in every future."""
    measure, low, high = row["measure"], row["low"], row["high"]
    if measure not in _BESIDE or row["same"] == 1:
        return ""
    if row["not_compared"]:
        return f"{measure} not compared: {row['not_compared']}"
    unit, size = ("points", 100.0) if row["unit"] == "share" else (row["unit"], 1.0)
    ends = "" if low is None else f" ({size * low:+.2g} to {size * high:+.2g})"
    return f"{measure} {size * row['mean']:+.2g} {unit}{ends}"


def sentences(found: Verdict, what: str = "model") -> list[str]:
    """Who does best, and where it is another."""
    if found.alike == 1:
        return [f"Several {what}s are best in every future, and alike there."]
    alike = f" (in {share(found.alike)} several are alike)" if found.alike > 0 else ""
    usual = f"{found.usual} does best in {share(found.usual_share)} of futures{alike}"
    if found.only:
        if found.usual_share == 1:
            return [f"{found.usual} does best in every future."]
        return [f"{usual}; no other does better in any."]
    if not found.enough:
        return [f"{usual}; there are too few to look for a rule of where the winner changes."]
    if not found.regions:
        return [f"{usual}; no simple rule tells those in which another does."]
    told = (
        f"right in {share(found.right)} of futures that the rule was not made from, "
        f"against {share(found.usual_right)} by always naming {found.usual}"
    )
    return [f"{usual}. Where the winner changes ({told}):", *map(_region, found.regions)]


def _region(region: Region) -> str:
    where = " and ".join(map(_condition, region.conditions))
    return f"  {where}: {region.model} ({share(region.futures)} of futures)"


def _condition(condition: Condition) -> str:
    feature, threshold = condition.feature, condition.threshold
    edge = f"{threshold:.4g}" if feature.unit == "as given" else share(threshold)
    if condition.below:
        return f"{feature.words} below {edge}"
    return f"{feature.words} {edge} or more"
