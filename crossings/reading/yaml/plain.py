"""What a file says, or a script hands in, as plain data and as text again."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from crossings.reading.yaml.document import Document, scalar

_WIDE = 120


class _Dumper(yaml.SafeDumper):
    """Writes texts in quotes where, without, they would be read as something else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, data: str) -> yaml.ScalarNode:
    same = scalar(data) == data
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=None if same else '"')


_Dumper.add_representer(str, _text)


def yaml_text(data: Any) -> str:
    """The text of a file that holds `data`.

    >>> print(yaml_text({"title": "no", "days": ["1e3", "12:30"], "share": 1e-7}), end="")
    title: 'no'
    days:
    - "1e3"
    - '12:30'
    share: 1.0e-07
    """
    text: str = yaml.dump(
        plain(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDE,
        default_flow_style=None,
    )  # fmt: skip
    return text


def plain(value: Any, called: str = "data") -> Any:
    """What a script hands in as data of a file: mappings, lists, texts, numbers, truths, nothing.

    Dates become texts, numbers of NumPy and pandas Python's own; a missing one is left to be found
    by whoever reads. `ValueError` names anything else.

    >>> import numpy as np
    >>> plain({"from": datetime.date(2024, 3, 3), "units": np.float64(2)}, "case")
    {'from': '2024-03-03', 'units': 2.0}
    """
    if value is None or isinstance(value, bool):
        return value
    for kind in (str, int, float):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return (value.date() if midnight else value).isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, Mapping):
        return {_key(key, called): plain(each, f"{called}.{key}") for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [plain(each, f"{called}[{n}]") for n, each in enumerate(value)]
    as_python = getattr(value, "tolist", None)  # an array, or a number of one
    if as_python is not None:
        return plain(as_python(), called)
    raise ValueError(f"{called}: expected data as a file holds it, got {type(value).__name__}")


def _key(key: object, called: str) -> str:
    if isinstance(key, bool) or not isinstance(key, str | int | float):
        raise ValueError(f"{called}: expected names as keys, got {key!r:.60}")
    return str(key)


def refitted(document: Document, changes: Mapping[str, Any]) -> str:
    """The text of the case with what `changes` say at each path; comments are not kept."""
    made = plain(document.data)
    for path, value in changes.items():
        *above, last = path.split(".")
        at = made
        for key in above:
            if not isinstance(at.get(key), dict):
                at[key] = {}
            at = at[key]
        at[last] = value
    return yaml_text(made)
