"""Outlines of areas from a GeoJSON file, such as OCHA's administrative boundaries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crossings.errors import Finding, InputError, reading
from crossings.problem import Origin
from crossings.published import Boundary
from crossings.reading.yaml.opened import content

_PCODES = ("adm2_pcode", "admin2pcod", "admin2_code", "pcode", "p_code", "adm1_pcode")
_NAMES = ("adm2_en", "adm2_name", "admin2name", "admin2_name", "name", "adm1_en")
_SHAPES = ("Polygon", "MultiPolygon")
_DEGREES = ("CRS84", "CRS84H", "4326", "4979", "WGS84", "WGS 84")
"""How the name of a coordinate system ends that is longitude and latitude."""


def boundaries(file: str) -> tuple[tuple[Boundary, ...], Origin]:
    """Every outline of the file, and where they come from.

    Raises `InputError` where the file is not there, is no GeoJSON or holds no outline.
    """
    read = content(Path(file), file)
    with reading(file):
        try:
            data = json.loads(read)
        except json.JSONDecodeError as error:
            place = (file, error.lineno, error.colno)
            raise InputError([Finding(*place, "", "expected GeoJSON")]) from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise _fault(file, "expected a GeoJSON FeatureCollection with a list of features")
    _in_degrees(file, data)
    found = [each for feature in features for each in _boundary(file, feature)]
    if not found:
        raise _fault(file, "expected features that are a Polygon or a MultiPolygon; there is none")
    return tuple(found), Origin(Path(file).name, file, hashlib.sha256(read).hexdigest())


def _boundary(file: str, feature: Any) -> Iterator[Boundary]:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") not in _SHAPES:
        return
    told = feature.get("properties")
    words = {str(k).lower(): v for k, v in told.items()} if isinstance(told, dict) else {}
    pcode = next(filter(None, (_word(words.get(key)) for key in _PCODES)), None)
    name = next(filter(None, (_word(words.get(key)) for key in _NAMES)), pcode or "")
    coordinates: Any = geometry.get("coordinates")
    try:
        polygons: Any = [coordinates] if geometry["type"] == "Polygon" else coordinates
        rings = tuple(
            tuple((_degrees(corner[0]), _degrees(corner[1])) for corner in ring)
            for polygon in polygons
            for ring in polygon
        )
    except (TypeError, ValueError, OverflowError, IndexError, KeyError) as error:
        raise _fault(
            file, f"{name or 'a feature'}: expected rings of longitude, latitude"
        ) from error
    corners = [corner for ring in rings for corner in ring]
    if not corners or any(not (-180 <= x <= 180 and -90 <= y <= 90) for x, y in corners):
        raise _fault(file, f"{name or 'a feature'}: expected degrees of longitude and latitude")
    yield Boundary(name, pcode, tuple(ring for ring in rings if ring))


def _word(value: Any) -> str:
    """What a property says; nothing where it is no text and no number."""
    told = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return str(value) if told else ""


def _degrees(value: Any) -> float:
    """A coordinate; `float` alone would take text and truths too."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{value!r:.40} is no number")
    return float(value)


def _in_degrees(file: str, data: dict[str, Any]) -> None:
    """Refuse a file that says of itself that its coordinates are not longitude and latitude."""
    try:
        system = data["crs"]["properties"]["name"]
    except (LookupError, TypeError):
        return
    if isinstance(system, str) and not system.upper().endswith(_DEGREES):
        text = f"its coordinates are in {system:.60}; save it as WGS 84 (EPSG:4326)"
        raise _fault(file, text)


def _fault(file: str, text: str) -> InputError:
    return InputError([Finding(file, 1, 1, "", text)])
