"""What an answer that was kept as JSON says: its figures, its inputs, its words, each by a name.

So two answers of one kind are held against each other, whichever command gave them. What flows is
told by the day, mean of the horizon: that is what plans of unlike horizons have in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from crossings.tables.described import SHARE, unit_in_row
from crossings.tables.described import meaning as what_it_counts


class Place(NamedTuple):
    """What a figure is: in which part of the answer, of what, which measure, in which unit."""

    part: str
    of: str
    measure: str
    unit: str


Row = Mapping[str, Any]
_A_DAY = "truckloads a day"


@dataclass(frozen=True)
class _Flow:
    """Truckloads of a table, added up over all of its rows with the same labels.

    Of what lies somewhere at the end of a period it is the mean of the periods.
    """

    part: str
    table: str
    columns: tuple[str, ...]
    labels: tuple[str, ...] = ()
    of: str = "in all"
    lies: bool = False


_FLOWS = (
    _Flow("crossings", "manifests", ("manifested",), ("crossing",), "{crossing}"),
    _Flow("crossings", "flows", ("presented", "refused", "released"), ("crossing",), "{crossing}"),
    _Flow("crossings", "deliveries", ("collected", "intercepted", "arrived"), ("crossing",),
          "{crossing}"),
    _Flow("crossings", "flows", ("presented",), ("good", "crossing"), "{good} at {crossing}"),
    _Flow("crossings", "yards", ("turned_away",), ("crossing",), "{crossing}"),
    _Flow("crossings", "yards", ("waiting",), ("crossing",), "{crossing}", lies=True),
    _Flow("crossings", "platforms", ("held",), ("crossing",), "{crossing}", lies=True),
    _Flow("corridors", "manifests", ("manifested",), ("corridor",), "{corridor}"),
    _Flow("regimes", "flows", ("presented",), ("regime",), "{regime}"),
    _Flow("threats", "threats", ("expected", "undetected")),
)  # fmt: skip
_NONE_IS_ZERO = frozenset(flow.part for flow in _FLOWS)
"""Parts of which rows with nothing in them are left out."""
_LIMITS = {
    "resources": "{resource} at {site}",
    "gates": "gate of {crossing}",
    "corridors": "corridor {corridor}",
    "routes": "route from {crossing} to {area}",
    "limits": "{limit}",
}
_LABELS = {
    "levers": ("what",),
    "conflicts": ("kind", "what", "good", "area", "start", "limit"),
    "barriers": ("good", "crossing", "reason", "limit"),
    "models": ("model",),
    "trials": ("model",),
    "lists": ("source",),
    "observed": ("crossing", "good", "category", "from", "to", "stage", "source"),
    "unmet": ("good",),
    "moves": ("input",),
    "today": ("corridor", "crossing", "regime", "area", "good"),
    "tomorrow": ("corridor", "crossing", "regime", "area", "good"),
    "kept_back": ("good", "area", "crossing"),
    "fitted": ("path", "source", "stage"),
    "backtest": ("source", "stage", "crossing", "from", "to"),
    "backtest_scores": ("source", "stage"),
    "procedures": ("regime",),
    "followed": ("decided",),
    "order": ("crossing", "turn", "good", "area"),
    "kept_waiting": ("crossing", "good"),
    "rations": ("good", "area", "share_given_out"),
}
"""What rows are known by in tables of which not all text is a label."""
_OF_PLANS = frozenset(
    ("periods", "coverage", "people", "observed", "evidence", "warnings", "informal", "diversion",
     "rebuild", "phases", "tables_read", "yards", "platforms", "under_way", "schedule",
     *_LIMITS, *(flow.table for flow in _FLOWS))
)  # fmt: skip
_LEFT_OUT = frozenset(("gains", "rules", "certified", "failed", "refused", "warnings", "phases"))
"""Tables of which no row is known by a name."""
_ANSWERS = {
    "objective": "value",
    "inspection_minutes": "minutes",
    "gap": SHARE,
    "cost": "currency",
    "cost_gap": SHARE,
    "need_per_day": _A_DAY,
    "value_of_all_found": "value",
    "left_per_truckload": "value",
    "refused_price": "value",
}
"""Figures that stand beside the tables, with their units."""
_SMALLEST_PRICE = 1e-9
"""Of the largest of a table; below it a limit does not bind."""


def figures(data: Row) -> dict[Place, float]:
    """Every figure of an answer, by what it is."""
    planned = "flows" in data and "periods" in data
    found: dict[Place, float] = {}
    for place, value in (
        *_of_the_answer(data),
        *(_of_a_plan(data) if planned else ()),
        *_aims(data),
        *_reckoned(data),
        *_of_tables(data, _OF_PLANS if planned else _LEFT_OUT),
    ):
        number, once = 1, place
        while place in found:
            number += 1
            place = once._replace(of=f"{once.of} ({number})")
        found[place] = value
    return found


def missing(place: Place) -> float | None:
    """What an answer has where a figure of the other is not in it: nothing flows, or unknown."""
    return 0.0 if place.part in _NONE_IS_ZERO else None


def _of_the_answer(data: Row) -> Iterator[tuple[Place, float]]:
    for name, unit in _ANSWERS.items():
        if _is_number(data.get(name)):
            yield Place("answer", "in all", name, unit), float(data[name])


def _aims(data: Row) -> Iterator[tuple[Place, float]]:
    aims = data.get("aims")
    for name, aim in aims.items() if isinstance(aims, dict) else ():
        if isinstance(aim, dict) and _is_number(aim.get("value")):
            yield Place("aims", name, "value", ""), float(aim["value"])


def _reckoned(data: Row) -> Iterator[tuple[Place, float]]:
    """What a case comes to as it is, and with the inspection that was designed for it."""
    for name in ("before", "after"):
        found = data.get(name)
        for measure, value in found.items() if isinstance(found, dict) else ():
            if _is_number(value):
                unit = "value" if measure == "value" else SHARE
                yield Place("answer", name, measure, unit), float(value)


def _of_a_plan(data: Row) -> Iterator[tuple[Place, float]]:
    days = sum(row["days"] for row in data["periods"])
    yield from _met(data, days)
    for flow in _FLOWS:
        unit, over = ("truckloads", len(data["periods"])) if flow.lies else (_A_DAY, days)
        for labels, sums in _sums(_rows(data, flow.table), flow.labels, flow.columns).items():
            of = flow.of.format(**dict(zip(flow.labels, labels, strict=True)))
            for column, value in sums.items():
                yield Place(flow.part, of, column, unit), value / over
    for table, words in _LIMITS.items():
        yield from _binding(_rows(data, table), table, words, len(data["periods"]))


def _met(data: Row, days: float) -> Iterator[tuple[Place, float]]:
    """Need and need met by good and area, and of all inbound goods."""
    columns = ("need", "met", "discarded")
    rows = _rows(data, "coverage")
    inbound = _sums([row for row in rows if row.get("category") != "export"], (), columns)
    for sums in inbound.values():
        if sums.get("need", 0.0) > 0 and "met" in sums:
            yield Place("answer", "in all", "share of need met", SHARE), sums["met"] / sums["need"]
    for (good, area), sums in _sums(rows, ("good", "area"), columns).items():
        of = good if area is None else f"{good} in {area}"
        for column, value in sums.items():
            yield Place("coverage", of, column, _A_DAY), value / days
        if sums.get("need", 0.0) > 0 and "met" in sums:
            yield Place("coverage", of, "coverage", SHARE), sums["met"] / sums["need"]


def _binding(
    rows: Iterable[Row], table: str, words: str, periods: int
) -> Iterator[tuple[Place, float]]:
    """In which share of the periods each limit binds, and its price, mean of the periods."""
    prices: dict[str, list[float]] = {}
    for row in rows:
        price = row.get("shadow_price") if _is_number(row.get("shadow_price")) else None
        good, area = row.get("good"), row.get("area") if table == "limits" else None
        of = words.format_map(_Absent(row))
        of += f": {good}" * (good is not None) + f" in {area}" * (area is not None)
        prices.setdefault(of, []).append(0.0 if price is None else abs(float(price)))
    least = _SMALLEST_PRICE * max((each for of in prices.values() for each in of), default=0.0)
    for of, each in prices.items():
        binds = sum(price > least for price in each)
        yield Place("limits", of, "binds in", f"{SHARE} of periods"), binds / periods
        unit = unit_in_row(table, "shadow_price", {})
        yield Place("limits", of, "price, mean", unit), sum(each) / periods


def _of_tables(data: Row, left_out: frozenset[str]) -> Iterator[tuple[Place, float]]:
    """Every number of the other tables, a row by its labels."""
    for name, rows in _tables(data):
        for row in rows if name not in left_out else ():
            texts = {key: text for key, each in row.items() if (text := _text(each))}
            known = _LABELS.get(name, [key for key in texts if key not in ("unit", "measure")])
            of = ", ".join(texts[key] for key in known if key in texts) or "in all"
            for column, value in row.items():
                derived = (name, column) == ("figures", "difference")
                if not _is_number(value) or derived or what_it_counts(name, column):
                    continue
                said = texts.get("measure")
                measure = column if said is None else f"{said}, {column}"
                unit = unit_in_row(name, column, {"unit": "", "measure": "", **texts})
                yield Place(name, of, measure, unit), float(value)


def texts(data: Row) -> dict[tuple[str, str], str]:
    """What an answer says in words: what it was made from (`made`), and its own (`answer`)."""
    found: dict[tuple[str, str], str] = {}
    made = data.get("provenance")
    for name in ("case", "model"):
        found["made", name] = _file(data.get(name))
    for key, entries in (("table", "tables_read"), ("model", "models")):
        for n, each in enumerate(_rows(data, entries)):
            found["made", f"{key} {n + 1}"] = _file(each)
    for row in _rows(data, "lists"):
        found["made", f"list {_text(row.get('source'))}"] = _file({**row, "path": row.get("file")})
    horizon = _rows(data, "periods")
    if horizon:
        first, last = horizon[0].get("start"), horizon[-1].get("end")
        found["made", "horizon"] = f"{first} to {last}, {len(horizon)} periods"
    for row in _rows(data, "phases"):
        changes = row.get("changes")
        sets = ", ".join(map(str, changes)) if isinstance(changes, list) else ""
        days = f"{row.get('start')} to {row.get('end')}"
        told = f"{days}, {_file(row.get('model'))}: {sets or 'nothing changed'}"
        found["made", f"phase {row.get('phase')}"] = told
    for name in (
        "objective_kind",
        "scenarios",
        "seed",
        "dispatch",
        "exact",
        "method",
        "of",
        "where",
    ):
        found["made", name] = "" if data.get(name) is None else str(data[name])
    for name in ("command", "version"):
        found["made", name] = str(made.get(name, "")) if isinstance(made, dict) else ""
    for name in ("status", "verdict"):
        found["answer", name] = str(data.get(name) or "")
    for row in _rows(data, "models"):
        for column in ("status", "no_plan", "reason"):
            found["answer", f"{_text(row.get('model'))}: {column}"] = _text(row.get(column))
    return {place: text for place, text in found.items() if text}


def evidence(data: Row) -> dict[tuple[str, str], float]:
    """The numbers that an answer rests on, by path and by `value`, `low` or `high`."""
    return {
        (row["path"], name): float(row[name])
        for row in _rows(data, "evidence")
        for name in ("value", "low", "high")
        if isinstance(row.get("path"), str) and _is_number(row.get(name))
    }


def _tables(data: Row) -> Iterator[tuple[str, list[Row]]]:
    """Every table of an answer; those within the rows of another bear the label of its row."""
    for name in data:
        rows = _rows(data, name)
        yield name, rows
        for row in rows:
            for inside in row:
                model = {"model": _text(row.get("model"))}
                yield inside, [{**model, **each} for each in _rows(row, inside)]


def _rows(data: Row, name: str) -> list[Row]:
    table = data.get(name)
    return [row for row in table if isinstance(row, dict)] if isinstance(table, list) else []


def _sums(
    rows: Iterable[Row], labels: tuple[str, ...], columns: tuple[str, ...]
) -> dict[tuple[Any, ...], dict[str, float]]:
    """Sums of the columns that rows have, by labels."""
    found: dict[tuple[Any, ...], dict[str, float]] = {}
    for row in rows:
        sums = found.setdefault(tuple(_text(row.get(each)) or None for each in labels), {})
        for column in columns:
            if _is_number(row.get(column)):
                sums[column] = sums.get(column, 0.0) + float(row[column])
    return found


class _Absent(dict[str, Any]):
    """A row that has every column."""

    def __missing__(self, key: str) -> str:
        return "-"


def _file(origin: Any) -> str:
    """A file as an answer names it, with the first figures of its digest."""
    if not isinstance(origin, dict):
        return ""
    parts = [str(origin[key]) for key in ("title", "path") if origin.get(key)]
    digest = str(origin.get("sha256") or "")[:8]
    return ", ".join([*parts, *([digest] if digest else [])])


def _text(value: Any) -> str:
    """A label; of a file its path."""
    if isinstance(value, dict):
        return str(value.get("path") or "")
    return value if isinstance(value, str) else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
