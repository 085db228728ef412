"""Documents that no planner wrote: YAML and GeoJSON made to be too much, or something else.

Each is made from a number alone, so that a long run can name the one that failed.
"""

import json
import random
from collections.abc import Callable
from typing import Any

CONTROLS = (
    *map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u061c", "\u200b", "\u200e",
    "\u200f", *map(chr, range(0x2028, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\ufeff",
    "\x1b]0;title\x07", "\x1b[31m", "\x9b31m", "\x9d0;title\x9c", "\x1bP\x1b\\",
)  # fmt: skip
"""What steers a terminal or turns the order of what is read, one by one and in sequences."""
_LONG = ("9" * 400, "-" + "9" * 400, "1" + "0" * 4400, "1e400", "-1e308", "0." + "0" * 400 + "1")
_ODD = ("NaN", "Infinity", "-Infinity", "null", "true", '"12"', "[]", "{}", "181", "-91", "1e7", "")


def name(chance: random.Random) -> str:
    """A name with controls in it."""
    parts = [chance.choice(CONTROLS), "Rafah", chance.choice(CONTROLS), "رفح", "🚚"]
    return "".join(chance.sample(parts, chance.randint(2, 5)))


def geojson(number: int) -> bytes:
    """A file of outlines that is none, or a strange one; most of them are to be refused."""
    chance = random.Random(number)
    made = chance.choice(_GEOJSON)(chance)
    return made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")


def yaml(number: int, case: str) -> bytes:
    """A case with one thing in it that no planner writes."""
    chance = random.Random(number)
    lines = case.splitlines()
    at = chance.randrange(len(lines))
    head = lines[at].partition(":")[0]
    lines[at] = f"{head}: {chance.choice(_VALUES)(chance)}"
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def _feature(coordinates: Any, kind: Any = "Polygon", properties: Any = None) -> Any:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _square(chance: random.Random) -> list[list[list[float]]]:
    x, y = chance.uniform(-170, 170), chance.uniform(-80, 80)
    return [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y]]]


def _nested(chance: random.Random) -> str:
    depth = chance.choice([10, 900, 1100, 5000, 200_000])
    inside = "[" * depth + "]" * depth
    whole = chance.choice(["%s", '{"type": "FeatureCollection", "features": %s}', "[%s]"])
    return whole % inside if chance.random() < 0.5 else _with_coordinates(inside)


def _with_coordinates(text: str) -> str:
    return _collection(_feature("HERE")).replace('"HERE"', text)


def _numbers(chance: random.Random) -> str:
    corner = [chance.choice([*_LONG, *_ODD, "2"]) for _ in range(chance.randint(0, 3))]
    return _with_coordinates(f"[[[{','.join(corner)}], [2, 2], [3, 3]]]")


def _shapes(chance: random.Random) -> str:
    kinds = ("Point", "LineString", "GeometryCollection", "polygon", "", None, 7, ["Polygon"], {})
    properties = chance.choice([{}, 3, None])
    return _collection(_feature(_square(chance), chance.choice(kinds), properties))


def _wrong_rings(chance: random.Random) -> str:
    rings: Any = _square(chance)
    for _ in range(chance.randint(1, 3)):
        inside = rings[0] if isinstance(rings, list) and rings else None
        rings = chance.choice([[rings], [], {"0": rings}, str(rings), inside])
    return _collection(_feature(rings, chance.choice(["Polygon", "MultiPolygon"])))


def _names(chance: random.Random) -> str:
    key = chance.choice(["name", "NAME", "adm2_en", "pcode", name(chance)])
    value = chance.choice([name(chance), {"a": [name(chance)]}, 10**300, True, 1.5, None])
    return _collection(_feature(_square(chance), properties={key: value}))


def _systems(chance: random.Random) -> str:
    system = chance.choice(["urn:ogc:def:crs:EPSG::3857", "EPSG:32636", name(chance), 4326, None])
    whole = json.loads(_collection(_feature(_square(chance))))
    return json.dumps(whole | {"crs": {"type": "name", "properties": {"name": system}}})


def _broken(chance: random.Random) -> bytes:
    whole = _names(chance).encode("utf-8", "surrogatepass")
    at = chance.randrange(len(whole))
    odd = chance.choice([b"\xff", b"\x00", b"", b'"', b"\\ud800", b"\xed\xa0\x80", b"[[["])
    made = whole[:at] + odd + whole[at + chance.randint(0, 3) :]
    return chance.choice([made, made.decode("latin-1").encode("utf-16"), b"\xef\xbb\xbf" + made])


def _other_roots(chance: random.Random) -> str:
    return chance.choice(["", " ", "[]", "3", "null", '"x"', "{}", '{"features": {}}', *_LONG])


_GEOJSON: tuple[Callable[[random.Random], str | bytes], ...] = (
    _nested, _numbers, _shapes, _wrong_rings, _names, _systems, _broken, _other_roots,
)  # fmt: skip


def _deep(chance: random.Random) -> str:
    opened = chance.choice(["[", "{a: ", "- "])
    return opened * chance.choice([30, 45, 2000])


def _quoted(chance: random.Random) -> str:
    return json.dumps(name(chance))


_VALUES: tuple[Callable[[random.Random], str], ...] = (
    _deep,
    _quoted,
    lambda chance: f"{_quoted(chance)}\n{_quoted(chance)}: 1",
    lambda chance: f"{{{_quoted(chance)}: {_quoted(chance)}}}",
    lambda chance: chance.choice(["9", "1", "0x", "-", "1."]) * chance.choice([400, 4400, 100_000]),
    lambda chance: "x" * 2_000_000,
    lambda chance: f"&a [{', '.join(['*a'] * chance.randint(1, 9))}]",
    lambda chance: "&a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b, *d]",
    lambda chance: chance.choice(["!!python/object:os.system x", "!!binary aGk=", "!<tag> x",
                                  "!!set {a, b}", "!!timestamp 2024-99-99", "! x"]),
    lambda chance: chance.choice([".inf", "-.nan", "0o17", "1_000", "12:30:45", "2024-02-30"]),
)  # fmt: skip
