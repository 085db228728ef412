"""Several models in the same futures: who does best, by how much, and where that changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.padding import Padding

from crossings.evaluation.winners import Condition, Region, Verdict
from crossings.outputs.screens.intervals import cell, within
from crossings.outputs.screens.page import Page, Text, grid_of
from crossings.tables import estimated, records
from crossings.wording import figure, listed, share

if TYPE_CHECKING:
    from pandas import DataFrame

_BESIDE = ("need met", "undetected", "floors missed", "end stock missed")


def compared(
    console: Page, found: Verdict, tables: Mapping[str, DataFrame], what: str = "model"
) -> None:
    """The models, or plans, side by side, with differences and where the winner changes."""
    for line in (*sentences(found, what), who_is_best(records(tables["trials"]), what)):
        console.print(Text(line, style="bold"))
    heads = ("best on\naverage", "planned\nvalue", "mean\nvalue", "best in")
    grid = grid_of(f"The {what}s in the same futures", "", *heads)
    trials = records(tables["trials"])
    for row in trials:
        mean, wins = estimated(row, "mean_value"), estimated(row, "wins")
        values = (row["best"], figure(row["planned_value"]), cell(mean, figure))
        grid.add_row(Text(row["model"]), *values, cell(wins, share))
    console.show(grid)
    with console.part("regret"):
        _regrets(console, trials, what)
    with console.part("differences one by one"):
        _differences(console, tables["differences"])


def _regrets(console: Page, trials: Sequence[Mapping[str, Any]], what: str) -> None:
    heads = ("alone\nbest in", "mean\nregret", "P95\nregret", "worst\nregret")
    grid = grid_of(f"What each of the {what}s forgoes", "", *heads)
    for row in trials:
        alone = cell(estimated(row, "wins_alone"), share)
        mean, p95 = (cell(estimated(row, x), figure) for x in ("mean_regret", "p95_regret"))
        grid.add_row(Text(row["model"]), alone, mean, p95, figure(row["worst_regret"]))
    console.show(grid, f"regret: value that the best of these {what}s has more in the same future")


def _differences(console: Page, differences: DataFrame) -> None:
    """Each pair in a sentence, and what else is told of it."""
    console.print()
    for row in records(differences[differences["measure"] == "value"]):
        low, high = row["low"], row["high"]
        alike = f", alike in {within(estimated(row, 'same'), share)}" if row["same"] > 0 else ""
        ends = "" if low is None else f" (95 % confidence {low:+,.0f} to {high:+,.0f})"
        rough = "; most are alike, and the interval is rough" if row["same"] > 0.5 else ""
        console.print(
            f"{escape(row['model'])} against {escape(row['against'])}: "
            f"{row['mean']:+,.0f} in value{ends}, "
            f"more in {within(estimated(row, 'larger'), share)} of futures{alike}{rough}"
        )
        pair = (differences["model"] == row["model"]) & (differences["against"] == row["against"])
        told = [*filter(None, map(_beside, records(differences[pair])))]
        if told:
            console.print(Padding(Text("; ".join(told)), (0, 0, 0, 4)))
    console.print(
        "[dim]Differences: all of these intervals hold at once with 95 % confidence[/dim]"
    )


def who_is_best(trials: Sequence[Mapping[str, Any]], what: str) -> str:
    """Who has most value on average, as far as these futures can tell."""
    named = {
        best: [row["model"] for row in trials if row["best"] == best] for best in ("yes", "may be")
    }
    if named["yes"]:
        return f"On average {named['yes'][0]} is best."
    may_be = named["may be"]
    if len(may_be) == len(trials):
        return f"On average each {what} may be best: these futures do not tell."
    return f"On average {listed(may_be)} may be best." if may_be else ""


def _beside(row: Mapping[str, Any]) -> str:
    """What else is told of two models on the screen; empty of what is alike in every future."""
    measure, low, high = row["measure"], row["low"], row["high"]
    if measure not in _BESIDE or row["same"] == 1:
        return ""
    if row["not_compared"]:
        return f"{measure} not compared: {row['not_compared']}"
    unit, size = ("points", 100.0) if row["unit"] == "share" else (row["unit"], 1.0)
    rough = ", rough" if row["rough"] else ""
    ends = "" if low is None else f" ({size * low:+.2g} to {size * high:+.2g}{rough})"
    return f"{measure} {size * row['mean']:+.2g} {unit}{ends}"


def sentences(found: Verdict, what: str = "model") -> list[str]:
    """Who does best, and where it is another."""
    if found.alike.value == 1:
        return [f"Several {what}s are best in every future, and alike there."]
    same = found.alike.value > 0
    alike = f" (in {within(found.alike, share)} several are alike)" if same else ""
    usual = f"{found.usual} does best in {within(found.usual_share, share)} of futures{alike}"
    if found.only:
        if found.usual_share.value == 1:
            return [f"{found.usual} does best in every future."]
        return [f"{usual}; no other does better in any."]
    if not found.enough:
        return [f"{usual}; there are too few to look for a rule of where the winner changes."]
    if not found.regions:
        return [f"{usual}; no simple rule tells those in which another does."]
    told = (
        f"right in {within(found.right, share)} of futures that the rule was not made from, "
        f"against {within(found.usual_right, share)} by always naming {found.usual}"
    )
    return [f"{usual}. Where the winner changes ({told}):", *map(_region, found.regions)]


def _region(region: Region) -> str:
    where = " and ".join(map(_condition, region.conditions))
    return f"  {where}: {region.model} ({within(region.futures, share)} of futures)"


def _condition(condition: Condition) -> str:
    feature, threshold = condition.feature, condition.threshold
    edge = f"{threshold:.4g}" if feature.unit == "as given" else share(threshold)
    if condition.below:
        return f"{feature.words} below {edge}"
    return f"{feature.words} {edge} or more"
