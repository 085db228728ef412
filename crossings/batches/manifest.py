"""What a batch is: all that its figures depend on, and nothing of when or where they were made."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import crossings
from crossings.allocation.hindsight import Request
from crossings.allocation.settings import solver_version
from crossings.batches.columns import Told, layout
from crossings.batches.copies import PRICES, Copies, copies
from crossings.batches.drawn import DrawnInputs, drawn_inputs
from crossings.batches.encoding import Form
from crossings.batches.marks import plan_marks, problem_marks
from crossings.batches.own_files import MOST_WRITTEN, content
from crossings.batches.schema import SCHEMA_VERSION, Record, record_of
from crossings.batches.task import REPLAN, Candidate, Task
from crossings.errors import SurroundingsError
from crossings.plan import Plan
from crossings.policy import PhasedRule, PriceRule, written
from crossings.problem import Origin
from crossings.scenarios import DrawnRest, Futures, Tabled

MANIFEST = "manifest.json"
_LONGEST = 80
_SEAL = "sha256"
_UNSEALED = "0" * 64


@dataclass(frozen=True)
class Manifest:
    """What is written of a batch, the files that are kept beside it, and what it is of."""

    entries: dict[str, Any]
    """All but the form of its chunks, and its seal."""
    copies: Copies
    told: tuple[Told, ...]
    """Of each candidate, what is told of a future."""
    prices: Mapping[str, bytes]
    """Files of prices, each by where it lies."""
    drawn: DrawnInputs
    """What draws the inputs, be they kept or not."""

    def record(self, form: Form) -> Record:
        """The manifest of a batch that has no chunk yet."""
        try:
            return record_of(_spelt({**self.entries, "form": form, _SEAL: _UNSEALED}))
        except ValueError as error:
            raise SurroundingsError(f"such a batch is kept in no folder: {error}") from error


def manifest(
    task: Task,
    scenarios: int,
    asked: Request | None,
    settings: Sequence[str] = (),
    table: str | None = None,
    *,
    keep_inputs: bool = True,
) -> Manifest:
    """The manifest of a batch of so many scenarios; `table` is the file of futures written down."""
    drawn = drawn_inputs(task.futures, task.candidates)
    problems = tuple(each.ready.problem for each in task.candidates)
    problem = problems[0]
    of_futures = _futures(task.futures)
    digest = of_futures["sha256"]
    plan = task.candidates[0].ready.plan
    given = None if plan.own is None else plan.own.given
    tables = {} if table is None or digest is None else {table: digest}
    if given is not None:
        tables[given.origin.path] = given.origin.sha256
    sheet, own = task.options.sheet, task.options.own
    if sheet is not None:
        tables[sheet.origin.path] = sheet.origin.sha256
    kept = copies(problems, tables)
    folders = _folders(each.model for each in task.candidates)
    prices = [
        written(each.planning) if isinstance(each.planning, PriceRule | PhasedRule) else None
        for each in task.candidates
    ]
    entries = {
        "schema_version": SCHEMA_VERSION,
        "versions": {
            "crossings": crossings.__version__,
            "highs": solver_version(),
            "numpy": np.__version__,
        },
        "case": _origin(problem.case),
        "settings": list(settings),
        "objective": plan.objective_kind if plan.own is None else plan.own.best.objective_kind,
        "fair_over_days": _fair_over(plan),
        "own_sheet": None if given is None else given.sheet or None,
        "models": [
            _model(each, folder, of_it, task.told(each))
            for each, folder, of_it in zip(task.candidates, folders, prices, strict=True)
        ],
        "tables": [_origin(each) for each in problem.tables],
        "futures": of_futures,
        "dispatch": task.dispatch,
        "bound": None if asked is None else {"gap": asked.gap, "solved": asked.solved},
        "sheet": None if sheet is None else _origin(sheet.origin),
        "rule": None if own is None else {"name": own.name, "sha256": own.sha256},
        "measures": [{"name": each.name, "sha256": each.sha256} for each in task.measures],
        "every_days": task.options.every_days if task.dispatch == REPLAN else None,
        "order_ahead_days": task.options.order_ahead_days,
        "chunk": task.chunk,
        "scenarios": scenarios,
        "inputs": {
            "case": kept.of(problem.case),
            "models": [kept.of(problem.model) for problem in problems],
            "futures": None if table is None else kept.places.get(table),
            "own_plan": None if given is None else kept.places.get(given.origin.path),
            "files": {place: kept.digests[path] for path, place in kept.places.items()},
        },
        "drawn": {"columns": drawn.names, "chunks": []} if keep_inputs else None,
    }
    files = {
        price_file(folder): text
        for folder, text in zip(folders, prices, strict=True)
        if text is not None
    }
    told = tuple(map(task.told, task.candidates))
    return Manifest(entries, kept, told, files, drawn)


def _fair_over(plan: Plan) -> int | None:
    """Days of a window in which the plan, or the best beside one's own, is the fairest."""
    fairness = (plan if plan.own is None else plan.own.best).fairness
    return None if fairness is None else fairness.over


def price_file(folder: str) -> str:
    """Where the prices of a model lie, by the name of its folder."""
    return f"{PRICES}/model={folder}.json"


def _model(candidate: Candidate, folder: str, prices: bytes | None, told: Told) -> dict[str, Any]:
    problem = candidate.ready.problem
    phases = dict.fromkeys(phase.model for phase in problem.phases)
    return {
        "model": candidate.model,
        "folder": folder,
        "files": [_origin(each) for each in phases],
        "columns": [column.name for column in layout(told)],
        "problem": problem_marks(problem),
        "plan": plan_marks(candidate.ready.plan),
        "prices": None if prices is None else hashlib.sha256(prices).hexdigest(),
        "chunks": [],
    }


def _folders(names: Iterable[str]) -> list[str]:
    """Names of a batch's folders, one for each candidate: a path's slashes would lead out of it.

    >>> _folders(["joint", "../models/joint.yaml", "Joint"])
    ['joint', 'models-joint', 'Joint-2']
    """
    made: list[str] = []
    for name in names:
        plain = re.sub(r"[^\w-]+", "-", name.removesuffix(".yaml")).strip("-")[:_LONGEST] or "model"
        folder, number = plain, 1
        while folder.casefold() in map(str.casefold, made):
            number += 1
            folder = f"{plain}-{number}"
        made.append(folder)
    return made


def _futures(futures: Futures) -> dict[str, Any]:
    table = (
        (futures.name, futures.sha256) if isinstance(futures, Tabled | DrawnRest) else (None, None)
    )
    of = {"of": futures.words, "seed": futures.seed}
    return {**of, "table": table[0], "sha256": table[1]}


def _origin(origin: Origin) -> dict[str, str]:
    return {"title": origin.title, "file": Path(origin.path).name, "sha256": origin.sha256}


def _spelt(value: Any) -> Any:
    """The same with every text as UTF-8 can spell it: names of files may be any bytes."""
    if isinstance(value, dict):
        return {_spelt(key): _spelt(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_spelt(each) for each in value]
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def sealed(record: Record) -> bytes:
    """The manifest as the bytes of a file; its own digest is among its entries."""
    entries = record.model_dump(mode="json")
    whole = {**entries, _SEAL: _seal(entries)}
    return (json.dumps(whole, indent=1, sort_keys=True) + "\n").encode()


def _seal(entries: dict[str, Any]) -> str:
    rest = {key: value for key, value in entries.items() if key != _SEAL}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def known_record(folder: Path) -> Record | None:
    """The manifest that is in a folder; None where there is none.

    Raises `SurroundingsError`, with what is wrong, where it is no manifest of a batch or not the
    one that was written.
    """
    path = folder / MANIFEST
    try:
        text = content(path, MOST_WRITTEN).decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError as error:
        raise _no_manifest(path, "not in UTF-8") from error
    try:
        found = json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        raise _no_manifest(path, "nested too deep") from error
    except ValueError as error:
        raise _no_manifest(path, f"not JSON: {error}") from error
    version = found.get("schema_version") if isinstance(found, dict) else None
    if isinstance(version, int) and version != SCHEMA_VERSION:
        text = f"schema_version is {version}, and this version of crossings reads {SCHEMA_VERSION}"
        raise SurroundingsError(f"{path}: {text}; name another folder")
    try:
        record = record_of(found)
    except ValueError as error:
        raise _no_manifest(path, str(error)) from error
    if record.sha256 != _seal(found):
        raise SurroundingsError(f"{path} was changed since it was written: its digest is another")
    return record


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _no_manifest(path: Path, why: str) -> SurroundingsError:
    return SurroundingsError(f"{path} is no manifest of a batch: {why}")
