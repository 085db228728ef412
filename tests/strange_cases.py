"""Cases and models that somebody spoilt: bytes changed, lines lost, values of another kind.

Each is made from a number alone. `mutant` and `with_bytes_changed` change the file as it is
written; `restructured` changes what it says, and writes that down in another way and encoding.
"""

from __future__ import annotations

import contextlib
import copy
import datetime
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml
from example import CASE

ODD_NUMBERS = (
    b"-1", b"0", b"-0", b"1e400", b"1e308", b"1e-300", b"-1e15", b"1e15", b"nan", b".nan", b".inf",
    b"-.inf", b"9" * 400, b"1" + b"0" * 5000, b"0." + b"0" * 400 + b"1", b"1_000", b"010", b"0x1F",
    b"12:30", b"1e", b"+5", b"3.", b".5", b"true", b"null", b"~", b"[1, 2]", b"{value: 3}", b"{}",
    b"{value: 1, range: [0, 2]}", b"{value: 1, range: [2]}", b"*a", b"&a 5", b"!!int 5", b'"5"',
    b"2024-02-30", b"\xd9\xa3", b"",
)  # fmt: skip
ODD_TEXT = (
    b"&a [*a]", b"*census", b"<<: *a", b"? [a, b]\n: c", b"---\n", b"...\n", b"!!python/none x",
    b"[" * 60, b"{a: " * 60, b"- " * 60, b"&a [&b [x, x], *b, *b]", b"\t", b"\r", b"\x00", b"\xff",
    b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"%YAML 9.9\n", b"|\n  x", b">-\n", b"# ", b"'", b'"', b"a.b",
    b"\\", b"{", b"}", b"[", b"]", b",", b": ", b"*", b"&", b"!", b"x" * 300,
)  # fmt: skip


def flipped(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def shortened(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randint(1, 12) :]


def truncated(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def inserted(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.choice(ODD_TEXT) + data[at:]


def with_odd_number(chance: random.Random, data: bytes) -> bytes:
    number = chance.choice(list(re.finditer(rb"\d+(\.\d+)?", data)))
    return data[: number.start()] + chance.choice(ODD_NUMBERS) + data[number.end() :]


def with_another_word(chance: random.Random, data: bytes) -> bytes:
    words = list(re.finditer(rb"[\w-]+", data))
    old, new = chance.choice(words), chance.choice(words)
    return data[: old.start()] + new.group() + data[old.end() :]


def with_odd_value(chance: random.Random, data: bytes) -> bytes:
    value = chance.choice(list(re.finditer(rb"(?<=: )[^\n]*", data)))
    return data[: value.start()] + chance.choice(ODD_NUMBERS + ODD_TEXT) + data[value.end() :]


def with_a_line_twice(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return b"".join(lines)


def with_lines_swapped(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"".join(lines)


def without_a_line(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def reindented(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    lines[at] = b" " * chance.randrange(8) + lines[at].lstrip()
    return b"".join(lines)


MUTATIONS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    flipped,
    shortened,
    truncated,
    inserted,
    with_odd_number,
    with_another_word,
    with_odd_value,
    with_a_line_twice,
    with_lines_swapped,
    without_a_line,
    reindented,
)


def mutated(chance: random.Random, data: bytes) -> bytes:
    """The file with one mutation; as it is, where too little is left of it."""
    with contextlib.suppress(IndexError, ValueError):
        return chance.choice(MUTATIONS)(chance, data) or b" "
    return data


PHASES = """\
phases:
  - {from: 2024-03-03, set: {limits.coverage_at_least.food: 0.05}}
  - from: 2024-03-10
    model: ./model.yaml
    set:
      crossings.gate-a.hours_per_day: {value: 12, range: [8, 16], source: census}
      model.regimes.full-search.fill: 0.9
      goods.food.need: 20
"""


MORE = """\
informal:
  tunnels:
    goods: {food: 0.2, cement: 0.5}
    threat_rate: 0.01
    interdicted: 0.1
    counts_as_met: true
sizing:
  costs_over: a month
  crossings:
    gate-a: {resources: {bay: {cost: 100, at_most: 9}, scanner: {cost: 900, at_most: 2}}}
  informal: {tunnels: {interdicted: [{share: 0.5, cost: 100}]}}
"""
"""What the example's case leaves out."""


def mutant(number: int) -> bytes:
    """The example's case with one to three mutations; the same for the same number.

    Every third has phases, and mutations in them.
    """
    chance = random.Random(number)
    if number % 3 == 0:
        data = PHASES.encode()
        for _ in range(chance.choice([1, 1, 2])):
            data = mutated(chance, data)
        return CASE.encode() + data
    data = CASE.encode()
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        data = mutated(chance, data)
    return data


def with_bytes_changed(number: int, text: str) -> bytes:
    """A file with one to three mutations; the same for the same number."""
    chance, data = random.Random(number), text.encode()
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        data = mutated(chance, data)
    return data


# ---- What a file says ----------------------------------------------------------------------------

ODD: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 7, 2**63, 10**400, -0.0, 0.5, 1e-300, 1e12, 1e13, 1e308,
    float("nan"), float("inf"), "", " ", "x", "~", "1", "-1", "1e5", "yes", "12:30", "2024-03-03",
    "\x00", "\x1b[2J", "\u202e", "\ud800", "\u2028", "gate-a", "food", "model", "../x", "/dev/zero",
    "y" * 100_000, b"\xff", datetime.date(2024, 3, 3), datetime.date(1, 1, 1),
    datetime.date(9999, 12, 31), datetime.datetime(2024, 3, 3, 12), [], [1], [[]], [None], {},
    {"x": 1}, {1: 2}, {None: None}, {"value": 3}, {"value": 1, "range": [0, 2]},
    {"value": 1, "range": [2, 0]}, {"table": "case.yaml"}, {"table": "."}, {"from": "2024-03-03"},
)  # fmt: skip
_KEYS: tuple[Any, ...] = (
    "", " ", "x", "*", "all", "value", "food", 1, 2.5, None, True, "a.b", "a" * 5000, "\x1b",
    datetime.date(2024, 3, 3), "gate-a ", "Food",
)  # fmt: skip
_ENCODINGS = ("utf-8",) * 12 + ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252")


def restructured(number: int, text: str) -> bytes:
    """A file that says other things in one to three places; the same for the same number."""
    chance = random.Random(number)
    data = {"": yaml.load(text, yaml.CSafeLoader)}
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        if entries := [*_entries(data)]:
            chance.choice(_CHANGES)(chance, data, *chance.choice(entries))
    try:
        made = yaml.dump(
            data.get("", data), Dumper=yaml.CSafeDumper, allow_unicode=chance.random() < 0.5,
            default_flow_style=chance.choice([False, False, None, True]), sort_keys=False,
            line_break=chance.choice(["\n", "\n", "\n", "\r\n", "\r"]),
        )  # fmt: skip
    except (yaml.YAMLError, UnicodeError, RecursionError, ValueError):  # what nobody could write
        return with_bytes_changed(number, text)
    return made.encode(chance.choice(_ENCODINGS), "surrogatepass" if made.isascii() else "replace")


def _entries(value: Any, above: tuple[int, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """Every entry within a mapping or a list, however deep: what holds it, and its key there."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in list(pairs):
        yield value, key
        if isinstance(each, dict | list) and id(each) not in above and len(above) < 40:
            yield from _entries(each, (*above, id(each)))


def _lost(chance: random.Random, whole: Any, holder: Any, key: Any) -> None:
    del holder[key]


def _renamed(chance: random.Random, whole: Any, holder: Any, key: Any) -> None:
    if isinstance(holder, dict):
        near = str(key)[:-1] if chance.random() < 0.5 else chance.choice(_KEYS)
        holder[near] = holder.pop(key)


def _otherwise(chance: random.Random, whole: Any, holder: Any, key: Any) -> None:
    holder[key] = copy.deepcopy(chance.choice(ODD))


def _swapped(chance: random.Random, whole: Any, holder: Any, key: Any) -> None:
    other, place = chance.choice([*_entries(whole)])
    holder[key], other[place] = other[place], holder[key]


def _same_elsewhere(chance: random.Random, whole: Any, holder: Any, key: Any) -> None:
    """One value in two places: written with an anchor, and round in itself where it lies within."""
    other, place = chance.choice([*_entries(whole)])
    holder[key] = other[place]


def _doubled(chance: random.Random, whole: Any, holder: Any, key: Any) -> None:
    value = copy.deepcopy(holder[key])
    if isinstance(holder, list):
        holder.insert(chance.randrange(len(holder) + 1), value)
    else:
        holder[f"{key}-{chance.randrange(9)}"] = value


def _wrapped(chance: random.Random, whole: Any, holder: Any, key: Any) -> None:
    for _ in range(chance.choice([1, 1, 2, 30, 60, 400])):
        holder[key] = chance.choice([[holder[key]], {"value": holder[key]}, {"x": holder[key]}])


def _many(chance: random.Random, whole: Any, holder: Any, key: Any) -> None:
    """Very many of it."""
    number, value = chance.choice([20] * 9 + [200] * 9 + [400, 3000]), holder[key]
    if isinstance(value, dict):
        holder[key] = {f"{each}-{n}": value[each] for each in value for n in range(number)}
    else:
        holder[key] = [value] * number


def _beside_a_number(chance: random.Random, whole: Any, holder: Any, key: Any) -> None:
    """A number with another size or sign."""
    if isinstance(holder[key], int | float):
        holder[key] *= chance.choice([-1, 0, 1e-9, 0.001, 0.5, 2, 24, 1000, 1e9, 1e15])


_CHANGES: tuple[Callable[[random.Random, Any, Any, Any], None], ...] = (
    _lost, _lost, _renamed, _renamed, _otherwise, _otherwise, _otherwise, _swapped, _same_elsewhere,
    _doubled, _wrapped, _many, _beside_a_number, _beside_a_number,
)  # fmt: skip
