"""What strangers may do to a batch's folder or to what it is of, each by a seed.

Every function here changes one thing and says what; the same seed changes the same thing.
"""

from __future__ import annotations

import copy
import hashlib
import io
import json
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from crossings.batches.encoding import decoded, encoded
from crossings.plan import Plan
from crossings.problem import Problem

DEEP = "[" * 100_000
ODD: list[Any] = [
    None, True, False, 0, 1, -1, 7, 4097, 2**63, 10**400, 0.5, -0.0, 1e308, float("nan"),
    float("inf"), "", "x", "npz", "parquet", "a\0b", "..", "../../x", "/etc/passwd", "inputs/../..",
    "inputs/x\0", "\ud800", "‮", [], [1], [[]], {}, {"x": 1}, "0" * 64, "f" * 64, "y" * 100_000,
]  # fmt: skip
"""What no entry of a manifest is meant to be."""


def other_byte(folder: Path, seed: int) -> tuple[Path, bytes, str]:
    """One byte of one file changed: the file, what it was, and what was done."""
    draws = random.Random(seed)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size]
    path = draws.choice(files)
    before = path.read_bytes()
    place = draws.randrange(len(before))
    other = (before[place] + draws.randrange(1, 256)) % 256
    path.write_bytes(before[:place] + bytes([other]) + before[place + 1 :])
    return path, before, f"{path.relative_to(folder)}, byte {place}: {before[place]} is {other}"


@contextmanager
def one_byte(folder: Path, seed: int) -> Iterator[str]:
    """One byte of one file changed, and put back behind it."""
    path, before, told = other_byte(folder, seed)
    try:
        yield told
    finally:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(before)


def resealed(entries: dict[str, Any]) -> bytes:
    """A manifest with a digest that fits it, as whoever means to deceive would write it."""
    rest = {key: value for key, value in entries.items() if key != "sha256"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    return json.dumps({**rest, "sha256": hashlib.sha256(text.encode()).hexdigest()}).encode()


def odd_manifest(whole: bytes, seed: int) -> bytes:
    """A manifest with one entry otherwise, lost, doubled or not of its type; half are resealed."""
    draws = random.Random(seed)
    entries = json.loads(whole)
    if draws.random() < 0.1:
        cut = draws.randrange(len(whole))
        return draws.choice([whole[:cut], DEEP.encode(), b"", whole[:cut] + DEEP.encode(), b"\xff"])
    holder, key = draws.choice([*_places(entries)])
    how = draws.choice(["odd", "odd", "gone", "twice", "named otherwise", "deep"])
    if how == "odd":
        holder[key] = copy.deepcopy(draws.choice(ODD))
    elif how == "gone":
        del holder[key]
    elif how == "twice" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    elif how == "deep":
        holder[key] = _nested(draws.choice([50, 900, 5000]))
    else:
        value = holder[key]
        if isinstance(holder, dict):
            holder[f"{key} "] = holder.pop(key)
        else:
            holder[key] = [value]
    try:
        return resealed(entries) if draws.random() < 0.5 else json.dumps(entries).encode()
    except RecursionError:
        return DEEP.encode()


def _nested(depth: int) -> Any:
    made: Any = 1
    for _ in range(depth):
        made = [made]
    return made


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every entry within an object or a list, however deep: what holds it, and its key there."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in list(pairs):
        yield value, key
        if isinstance(each, dict | list):
            yield from _places(each)


def odd_chunk(path: Path, seed: int) -> tuple[bytes, str]:
    """A chunk as bytes, cut, padded, empty, of other rows or columns, or of other figures."""
    draws = random.Random(seed)
    whole, form = path.read_bytes(), path.suffix[1:]
    changes = [*_OF_BYTES, *_OF_COLUMNS]
    name = draws.choice(changes)
    if name in _OF_BYTES:
        return _OF_BYTES[name](whole, draws), name
    columns = _OF_COLUMNS[name](decoded(io.BytesIO(whole), form), draws)  # type: ignore[arg-type]
    return encoded(columns, form), name  # type: ignore[arg-type]


_OF_BYTES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "empty": lambda whole, draws: b"",
    "cut": lambda whole, draws: whole[: draws.randrange(len(whole))],
    "longer": lambda whole, draws: whole + draws.randbytes(9),
    "noise": lambda whole, draws: draws.randbytes(200),
    "begins well": lambda whole, draws: whole[:50] + draws.randbytes(200) + whole[-50:],
}
Columns = dict[str, Any]


def _figures(columns: Columns) -> list[str]:
    return [name for name, each in columns.items() if each.dtype.kind == "f"]


def _one(change: Callable[[Any], Any]) -> Callable[[Columns, random.Random], Columns]:
    """One figure of every future changed, where that makes it what it cannot be."""

    def made(columns: Columns, draws: random.Random) -> Columns:
        sure = ("value", "need_", "met_", "presented_", "floors_missed", "days_closed_")
        name = draws.choice([each for each in _figures(columns) if each.startswith(sure)])
        return {**columns, name: change(columns[name])}

    return made


def _without(columns: Columns, draws: random.Random) -> Columns:
    gone = draws.choice([*columns])
    return {name: each for name, each in columns.items() if name != gone}


def _times_three(columns: Columns, draws: random.Random) -> Columns:
    met = ("met_", "coverage_", "worst_coverage")
    return {name: each * 3 if name.startswith(met) else each for name, each in columns.items()}


_OF_COLUMNS: dict[str, Callable[[Columns, random.Random], Columns]] = {
    "rows gone": lambda columns, draws: {n: each[: len(each) // 2] for n, each in columns.items()},
    "rows twice": lambda columns, draws: {n: np.r_[each, each] for n, each in columns.items()},
    "rows turned": lambda columns, draws: {n: each[::-1] for n, each in columns.items()},
    "other futures": lambda columns, draws: {**columns, "scenario": columns["scenario"] + 1},
    "a column gone": _without,
    "a column more": lambda columns, draws: {**columns, "more": columns["value"]},
    "no number": _one(lambda each: np.full_like(each, np.nan)),
    "below nothing": _one(lambda each: -1.0 - each),
    "endless": _one(lambda each: np.full_like(each, np.inf)),
    "words": _one(lambda each: each.astype(str)),
    "what is met times three": _times_three,
    "no area": lambda columns, draws: {**columns, "worst_area": columns["worst_area"] + 10**6},
}


def odd_number(text: str, seed: int) -> str:
    """The text of a case or model with one of its numbers changed; dates and names stay."""
    draws = random.Random(seed)
    found = [*re.finditer(r"(?<=[ :\[])\d+(?:\.\d+)?(?=[,}\]\n])", text)]
    one = draws.choice(found)
    value = float(one[0]) * draws.choice([0.5, 0.9, 1.001, 1.25, 3]) + draws.choice([0, 1])
    shown = f"{value:.10g}" if "." in one[0] or value != int(value) else str(int(value))
    return text[: one.start()] + shown + text[one.end() :]


def odd_setting(problem: Problem, seed: int) -> str:
    """One number of the files otherwise, as `--set` takes it."""
    draws = random.Random(seed)
    one = draws.choice(sorted(problem.uncertainty.numbers.ranged, key=lambda each: each.path))
    return f"{one.path}={one.value * draws.choice([0.5, 0.9, 0.999, 1.001, 1.1]) or 1!r}"


def odd_plan(plan: Plan, seed: int) -> tuple[Plan, str]:
    """A plan with one of its truckloads otherwise, though it be by a billionth."""
    return _one_figure_otherwise(
        plan, ("manifested", "presented", "collected", "stock", "met"), seed
    )


def odd_problem(problem: Problem, seed: int) -> tuple[Problem, str]:
    """A problem with one number of one of its arrays otherwise."""
    arrays = [each.name for each in fields(problem) if _is_of_numbers(getattr(problem, each.name))]
    arrays = [name for name in arrays if not name.endswith("open_days")]  # no day is open twice
    return _one_figure_otherwise(problem, arrays, seed)


def _is_of_numbers(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f" and np.isfinite(value).any()


def _one_figure_otherwise(record: Any, names: Any, seed: int) -> tuple[Any, str]:
    draws = random.Random(seed)
    name = draws.choice([each for each in names if getattr(record, each).size])
    array = getattr(record, name).copy()
    there = np.flatnonzero(np.isfinite(array))
    place = int(draws.choice(there.tolist()))
    before = array.flat[place]
    array.flat[place] = before * draws.choice([0.5, 0.999, 1 + 1e-9, 1.2]) if before else 0.01
    return replace(record, **{name: array}), f"{name}[{place}]: {before} is {array.flat[place]}"
