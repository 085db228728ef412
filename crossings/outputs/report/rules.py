"""Where another model does best: the rules that a batch tells, in the words of a language."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from crossings.outputs.report.drawing import Table, share_within
from crossings.outputs.report.language import Language
from crossings.problem import Problem
from crossings.tables import estimated, records

if TYPE_CHECKING:
    from pandas import DataFrame

_KINDS = ("closures", "throughput", "need", "supply")
Row = Mapping[str, Any]


def rules_table(rules: DataFrame | None, problem: Problem, words: Language) -> Table | None:
    """A row for each part of the futures in which another model does best; None without any."""
    if rules is None or rules.empty:
        return None
    found = []
    for _, rows in groupby(records(rules), key=lambda row: row["region"]):
        region = list(rows)
        where = words.say("rules.and").join(_condition(row, problem, words) for row in region)
        shares = (
            share_within(words, estimated(region[0], name)) for name in ("futures", "right_there")
        )
        found.append((where, region[0]["model"], *shares))
    headers = tuple(words.say(f"rules.{each}") for each in ("where", "model", "futures", "right"))
    return Table(headers, tuple(found))


def _condition(row: Row, problem: Problem, words: Language) -> str:
    above = row["above"] is not None
    edge = float(row["above"] if above else row["up_to"])
    told = f"{edge:.4g}" if row["unit"] == "as given" else words.share(edge)
    paths = row["quantity"].split(" and ")  # several, where they only move together
    quantity = words.listed([_quantity(path, problem, words) for path in paths])
    return words.say("rules.above" if above else "rules.below", quantity=quantity, edge=told)


def _quantity(path: str, problem: Problem, words: Language) -> str:
    """What a path of `uncertainty` is about; the path itself where it is a number of the case."""
    kind, _, of = path.removeprefix("uncertainty.").partition(".")
    if not path.startswith("uncertainty.") or kind not in _KINDS:
        return path
    named = (*problem.crossings, *problem.goods, *problem.corridors)
    names = {each.id: each.name for each in named}
    what = names.get(of) or words.resource(of, problem.resource_names)
    return words.say(f"rules.{kind}", what=what)
