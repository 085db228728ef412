"""A sweep kept in a folder, point by point, so that the same command goes on where it was stopped.

`sweep.json` says what the sweep is; `parts/` has what was found of each point, with the digest of
the problem that it was found for and one of itself.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crossings.batches.marks import problem_marks
from crossings.errors import SurroundingsError
from crossings.files import write_text
from crossings.problem import Problem

_ABOUT, _PARTS = "sweep.json", "parts"


@dataclass(frozen=True)
class Found:
    """What was found of a point."""

    status: str
    reason: str = ""
    """Why there is no plan, in a sentence."""
    value: float = math.nan
    figures: tuple[Mapping[str, Any], ...] = ()
    """A row for each measure."""
    values: tuple[float, ...] = ()
    """Value in each future; empty where none was carried."""


@dataclass(frozen=True)
class SweepFolder:
    """Where a sweep is kept."""

    path: Path

    def finished(self, problems: Mapping[int, Problem]) -> dict[int, Found]:
        """Points that are there whole, found for the same problem."""
        kept = {k: self._read(k, problem) for k, problem in problems.items()}
        return {k: found for k, found in kept.items() if found is not None}

    def keep(self, k: int, problem: Problem, found: Found) -> None:
        """Write down what was found of a point."""
        told = _plain({"of": problem_marks(problem)["sha256"], **asdict(found)})
        text = json.dumps({"sha256": _digest(told), **told}, ensure_ascii=False, indent=1)
        write_text(self._part(k), text + "\n")

    def _part(self, k: int) -> Path:
        return self.path / _PARTS / f"point-{k:06d}.json"

    def _read(self, k: int, problem: Problem) -> Found | None:
        try:
            told = json.loads(self._part(k).read_text("utf-8"))
            if told.pop("sha256") != _digest(told):
                return None
            if told.pop("of") != problem_marks(problem)["sha256"]:
                return None
            made = _numbers(told)
            return Found(made["status"], made["reason"], made["value"], tuple(made["figures"]),
                         tuple(made["values"]))  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None  # what is lost or damaged is found again


def sweep_folder(path: Path, about: Mapping[str, Any]) -> SweepFolder:
    """The folder of a sweep that `about` describes, new or gone on with.

    Raises `SurroundingsError` where it holds another sweep, or anything else.
    """
    there, now = path / _ABOUT, _plain(dict(about))
    if path.exists() and not path.is_dir():
        raise SurroundingsError(f"{path.name} is a file, and a sweep is kept in a folder")
    if path.is_dir() and any(path.iterdir()):
        try:
            known = json.loads(there.read_text("utf-8"))
        except (OSError, ValueError) as error:
            text = f"{path.name} holds something else than a sweep; name a folder of its own"
            raise SurroundingsError(text) from error
        apart = [key for key in now if not isinstance(known, dict) or known.get(key) != now[key]]
        if apart:
            text = f"{path.name} holds another sweep, of other {', '.join(apart)}"
            raise SurroundingsError(f"{text}; name another folder")
    (path / _PARTS).mkdir(parents=True, exist_ok=True)
    write_text(there, json.dumps(now, ensure_ascii=False, indent=1) + "\n")
    return SweepFolder(path)


def _digest(told: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """As JSON has it: what is not there is null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def _numbers(value: Any) -> Any:
    """As it was: what is null is nan."""
    if isinstance(value, dict):
        return {key: _numbers(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_numbers(each) for each in value]
    return math.nan if value is None else value
