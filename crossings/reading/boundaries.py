"""Outlines of areas from a GeoJSON file, such as OCHA's administrative boundaries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crossings.errors import Finding, InputError
from crossings.problem import Origin
from crossings.published import Boundary

_PCODES = ("adm2_pcode", "admin2pcod", "admin2_code", "pcode", "p_code", "adm1_pcode")
_NAMES = ("adm2_en", "adm2_name", "admin2name", "admin2_name", "name", "adm1_en")
_SHAPES = ("Polygon", "MultiPolygon")


def boundaries(file: str) -> tuple[tuple[Boundary, ...], Origin]:
    """Every outline of the file, and where they come from.

    Raises `InputError` where the file is not there, is no GeoJSON or holds no outline.
    """
    try:
        content = Path(file).read_bytes()
        data = json.loads(content)
    except OSError as error:
        raise _fault(file, f"cannot be read: {error.strerror}") from error
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        column = getattr(error, "colno", 1)
        raise InputError([Finding(file, line, column, "", "expected GeoJSON")]) from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise _fault(file, "expected a GeoJSON FeatureCollection with a list of features")
    found = [each for feature in features for each in _boundary(file, feature)]
    if not found:
        raise _fault(file, "expected features that are a Polygon or a MultiPolygon; there is none")
    return tuple(found), Origin(Path(file).name, file, hashlib.sha256(content).hexdigest())


def _boundary(file: str, feature: Any) -> Iterator[Boundary]:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") not in _SHAPES:
        return
    told = feature.get("properties")
    words = {str(k).lower(): v for k, v in told.items()} if isinstance(told, dict) else {}
    pcode = next((str(words[key]) for key in _PCODES if words.get(key)), None)
    name = next((str(words[key]) for key in _NAMES if words.get(key)), pcode or "")
    coordinates: Any = geometry.get("coordinates")
    try:
        polygons: Any = [coordinates] if geometry["type"] == "Polygon" else coordinates
        rings = tuple(
            tuple((float(corner[0]), float(corner[1])) for corner in ring)
            for polygon in polygons
            for ring in polygon
        )
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise _fault(
            file, f"{name or 'a feature'}: expected rings of longitude, latitude"
        ) from error
    corners = [corner for ring in rings for corner in ring]
    if not corners or any(not (-180 <= x <= 180 and -90 <= y <= 90) for x, y in corners):
        raise _fault(file, f"{name or 'a feature'}: expected degrees of longitude and latitude")
    yield Boundary(name, pcode, tuple(ring for ring in rings if ring))


def _fault(file: str, text: str) -> InputError:
    return InputError([Finding(file, 1, 1, "", text)])
