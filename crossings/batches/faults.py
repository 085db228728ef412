"""What in a batch's folder is not as it was kept: lost, changed or foreign."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from crossings.batches.checked import digest, most_bytes, wrong_in
from crossings.batches.columns import Told
from crossings.batches.copies import DRAWN_LIKE, INPUTS, OUTCOMES, PRICES
from crossings.batches.described import PACKAGE, described
from crossings.batches.drawn import DrawnInputs
from crossings.batches.kept import JOURNAL, BatchFolder, run_of
from crossings.batches.manifest import MANIFEST, Manifest, price_file
from crossings.batches.own_files import MOST_WRITTEN, UNFINISHED, content, files_below
from crossings.batches.schema import Part, Record
from crossings.errors import SurroundingsError

LOCK = ".lock"
_CHUNK_LIKE = re.compile(r".*\.(?:parquet|npz)", re.DOTALL)
_NUMBERED = re.compile(r"part-(\d{6,12})\.\w+")


def copy_faults(path: Path, record: Record) -> Iterator[tuple[str, str]]:
    """Copies and prices that are lost or were changed: where each lies, and what is wrong."""
    for folder in (INPUTS, PRICES):
        files_below(path / folder)  # raises where a link leads out of the folder
    for place, wanted in kept_beside(record).items():
        try:
            if digest(content(path / place)) != wanted:
                yield place, f"{path / place} was changed since the batch was kept"
        except (FileNotFoundError, NotADirectoryError):
            yield place, f"{path / place} is gone"
        except SurroundingsError as error:
            yield place, str(error)


def kept_beside(record: Record) -> dict[str, str]:
    """Where copies and prices lie, with the digest of each."""
    prices = {
        price_file(each.folder): each.prices for each in record.models if each.prices is not None
    }
    return {**record.inputs.files, **prices}


def chunk_faults(kept: BatchFolder, told: Sequence[Told]) -> Iterator[tuple[int, int, str]]:
    """Chunks called finished that are not what they were: candidate, number, and what is wrong."""
    for k, parts in enumerate(kept.done):
        of = kept.drawn if k == kept.candidates else told[k]
        assert of is not None
        for number, part in sorted(parts.items()):
            numbers = run_of(number, kept.scenarios, kept.size)
            wrong = _wrong(kept, of, k, numbers, part)
            if wrong:
                yield k, number, wrong


def package_fault(path: Path, known: Record, manifest: Manifest) -> str:
    """What is wrong with the description of a folder; empty where nothing is."""
    try:
        text = content(path / PACKAGE, MOST_WRITTEN)
    except (FileNotFoundError, NotADirectoryError):
        return f"{path / PACKAGE} is gone"
    except SurroundingsError as error:
        return str(error)
    same = text == described(known, manifest)
    return "" if same else f"{path / PACKAGE} was changed since the batch was kept"


def _wrong(kept: BatchFolder, of: Told | DrawnInputs, k: int, numbers: range, part: Part) -> str:
    path = kept.chunk(k, numbers)
    try:
        found = content(path, most_bytes(of, numbers))
    except (FileNotFoundError, NotADirectoryError):
        return f"{path}: the chunk is gone"
    except SurroundingsError as error:
        return str(error)
    if digest(found) != part.sha256:
        return f"{path}: the chunk was changed since it was kept"
    wrong = wrong_in(of, numbers, kept.form, found)
    return f"{path}: {wrong}" if wrong else ""


def left_unfinished(kept: BatchFolder) -> list[Path]:
    """Files that an end left unfinished, where all others are chunks of this batch or no chunks.

    Raises `SurroundingsError` at links, and at what another program would read as chunks.
    """
    left = []
    for name in (MANIFEST, JOURNAL, LOCK, PACKAGE, INPUTS, PRICES, OUTCOMES):
        for file in files_below(kept.path / name):
            whole = file.name.removesuffix(UNFINISHED)
            like = _CHUNK_LIKE.fullmatch(whole) if name == OUTCOMES else None
            if name == INPUTS and file.parent == kept.path / INPUTS:
                like = DRAWN_LIKE.fullmatch(whole)
            if file.name != whole and (like or name == OUTCOMES):
                left.append(file)
            elif like and not _own(kept, file):
                raise SurroundingsError(f"{file} is no chunk of this batch: take it away")
    return left


def _own(kept: BatchFolder, file: Path) -> bool:
    """Whether a file has the name of one of the batch's chunks."""
    found = _NUMBERED.fullmatch(file.name)
    numbers = run_of(int(found[1]), kept.scenarios, kept.size) if found else range(0)
    return bool(numbers) and file in {kept.chunk(k, numbers) for k in range(len(kept.done))}
