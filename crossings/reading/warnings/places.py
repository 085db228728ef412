"""Latitude and longitude exchanged: a crossing far from all else, which it would not be."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import TypeAlias

from crossings.errors import Finding
from crossings.problem import Problem
from crossings.published import Boundary
from crossings.reading.inputs import Inputs
from crossings.reading.schema.case import Location
from crossings.reading.warnings.oddity import Oddities, in_case

Point: TypeAlias = tuple[float, float]
"""Latitude and longitude, in degrees."""
Box: TypeAlias = tuple[float, float, float, float]
"""South, west, north and east."""
_COUNTRY = re.compile(r"\s*([A-Za-z]{2})[0-9]")
_INSIDE, _NEXT_DOOR = 0.25, 2.0
"""Degrees around a box, roughly drawn, that are in it, and in which a crossing may lie."""
_FAR = 300.0
"""Kilometres from which two crossings are far apart."""
_NEARER = 5.0
"""So many times nearer an exchange must bring them."""
_RADIUS = 6371.0


def places_exchanged(inputs: Inputs) -> Oddities:
    """Crossings whose latitude and longitude are probably exchanged."""
    located = {c: each.location for c, each in inputs.case.crossings.items() if each.location}
    points = {c: _point(each) for c, each in located.items()}
    countries = _countries_of(inputs)
    told = False
    for c, (lat, lon) in points.items():
        boxes = countries.values()
        there = any(_beside((lat, lon), box, _NEXT_DOOR) for box in boxes)
        if not there and any(exchanged((lat, lon), box) for box in boxes):
            text = f"far from {' and '.join(countries)}; if latitude and longitude are exchanged"
        elif not there and not told and (text := _nearer_exchanged(c, points)):
            told = True
        else:
            continue
        yield in_case("crossings", c, "location", text=f"{text}, write lat: {lon:g}, lon: {lat:g}")


def far_from_outlines(
    file: str, outlines: Sequence[Boundary], problem: Problem
) -> Iterator[Finding]:
    """Crossings beside the outlines of a file only if their coordinates are exchanged."""
    corners = [corner for each in outlines for ring in each.rings for corner in ring]
    if not corners:
        return
    lons, lats = zip(*corners, strict=True)
    box = (min(lats), min(lons), max(lats), max(lons))
    for crossing, at in zip(problem.crossings, problem.locations, strict=True):
        if at is not None and exchanged((at.lat, at.lon), box):
            text = f"{crossing.id} is far from every outline; if latitude and longitude are "
            yield Finding(
                file, 1, 1, "", f"{text}exchanged, write lat: {at.lon:g}, lon: {at.lat:g}"
            )


def exchanged(point: Point, box: Box) -> bool:
    """Whether a point lies in a box or next door only if its latitude is its longitude.

    >>> exchanged((42.9, 14.8), (12, 42, 19, 54)), exchanged((14.8, 42.9), (12, 42, 19, 54))
    (True, False)
    """
    return _beside(point[::-1], box, _INSIDE) and not _beside(point, box, _NEXT_DOOR)


def _beside(point: Point, box: Box, margin: float) -> bool:
    south, west, north, east = box
    lat, lon = point
    return south - margin <= lat <= north + margin and west - margin <= lon <= east + margin


def _point(location: Location) -> Point:
    return location.lat.value, location.lon.value


def _countries_of(inputs: Inputs) -> Mapping[str, Box]:
    """Countries that p-codes of areas begin with, or the title names, and where they lie."""
    codes = [_COUNTRY.match(area.pcode or "") for area in inputs.case.areas.values()]
    letters = {code[1].upper() for code in codes if code}
    title = " ".join(["", *re.findall(r"\w+", inputs.case.title), ""])
    return {
        name: box
        for code, (name, box) in _boxes().items()
        if code in letters or (not letters and f" {name} " in title)
    }


@functools.cache
def _boxes() -> Mapping[str, tuple[str, Box]]:
    """Names and boxes of countries, by the letters of their p-codes."""
    with (Path(__file__).parent / "countries.toml").open("rb") as file:
        return {code: (name, tuple(box)) for code, (name, *box) in tomllib.load(file).items()}


def _nearer_exchanged(c: str, points: Mapping[str, Point]) -> str:
    """A remark where a crossing is far from each other one, and near one after an exchange."""
    here = points[c]
    away = {each: _kilometres(here, there) for each, there in points.items() if each != c}
    if not away or abs(here[1]) > 90:
        return ""
    after = {each: _kilometres(here[::-1], points[each]) for each in away}
    nearest, least = min(away, key=away.__getitem__), min(after, key=after.__getitem__)
    if away[nearest] < _FAR or after[least] * _NEARER > away[nearest]:
        return ""
    return (
        f"{away[nearest]:,.0f} km from {nearest}, and {after[least]:,.0f} km from {least} if "
        "latitude and longitude are exchanged, here or there; if they are here"
    )


def _kilometres(one: Point, other: Point) -> float:
    """Along the great circle."""
    (a, b), (c, d) = ((radians(x) for x in point) for point in (one, other))
    return 2 * _RADIUS * asin(min(1.0, sqrt(_half(c - a) + cos(a) * cos(c) * _half(d - b))))


def _half(angle: float) -> float:
    return sin(angle / 2) ** 2
