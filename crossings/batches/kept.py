"""The files of a batch, and which of its chunks are finished.

    manifest.json                                what the batch is, with the digest of each chunk
    datapackage.json                             what each column is, for whoever reads the folder
    finished.jsonl                               chunks finished since it was written, a line each
    inputs/gaza.yaml                             the files that it was made from
    inputs/part-000001.parquet                   what was drawn for scenarios 4096 up to 8192
    outcomes/model=joint/part-000001.parquet     a candidate's scenarios 4096 up to 8192

A chunk appears under its name when it is whole, and is finished when its digest is written down.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeAlias

from crossings.batches.checked import digest
from crossings.batches.copies import INPUTS, outcomes_of, part_file
from crossings.batches.described import PACKAGE, described
from crossings.batches.manifest import MANIFEST, Manifest, sealed
from crossings.batches.own_files import KEPT, MOST_WRITTEN, content, write
from crossings.batches.schema import Part, Record
from crossings.evaluation import chunks
from crossings.files import said_where

JOURNAL = "finished.jsonl"
Done: TypeAlias = "list[dict[int, Part]]"
"""Finished chunks of each candidate, by their numbers; behind them those of what was drawn."""


class BatchFolder:
    """A folder of one batch, and what of it is finished."""

    def __init__(self, path: Path, record: Record, done: Done, manifest: Manifest) -> None:
        self.path, self.form, self.scenarios = path, record.form, record.scenarios
        self.size, self.candidates = record.chunk, len(record.models)
        self.done = done
        self.drawn = None if record.drawn is None else manifest.drawn
        """What draws the inputs, where they are kept."""
        self._record, self._manifest = record, manifest
        self._journal = False

    def missing(self, numbers: range) -> list[tuple[int, range]]:
        """Chunks that are still to be done, each with its candidate's position."""
        return [
            (k, part)
            for k in range(len(self.done))
            for part in chunks(numbers, self.size)
            if part.start // self.size not in self.done[k]
        ]

    def chunk(self, position: int, numbers: range) -> Path:
        """The file of a candidate's chunk, or of what was drawn."""
        drawn = position == self.candidates
        folder = INPUTS if drawn else outcomes_of(self._record.models[position].folder)
        return self.path / folder / part_file(numbers.start // self.size, self.form)

    def keep(self, position: int, numbers: range, new: bytes) -> None:
        """Add a finished chunk."""
        path = self.chunk(position, numbers)
        with said_where(path, KEPT):
            path.parent.mkdir(parents=True, exist_ok=True)
        write(path, new)
        part = Part(part=numbers.start // self.size, rows=len(numbers), sha256=digest(new))
        line = json.dumps({"model": position, **part.model_dump()}, sort_keys=True)
        journal = self.path / JOURNAL
        # It was taken away when the folder was opened: what is there at first is somebody else's.
        with said_where(journal, KEPT), journal.open("ab" if self._journal else "xb") as stream:
            stream.write(line.encode() + b"\n")
        self._journal = True
        self.done[position][part.part] = part

    def settle(self) -> None:
        """Write down in the manifest what is finished; then the journal has said all it had to.

        The manifest comes first into a folder, which it makes one of a batch, and later last: what
        it calls finished is described.
        """
        record = with_chunks(self._record, self.done)
        texts = [(PACKAGE, described(record, self._manifest)), (MANIFEST, sealed(record))]
        if not (self.path / MANIFEST).exists():
            texts.reverse()
        for name, text in texts:
            if not _is_there(self.path / name, text):
                write(self.path / name, text)
        self._journal = False
        with said_where(self.path / JOURNAL, KEPT):
            (self.path / JOURNAL).unlink(missing_ok=True)


def listed(path: Path, known: Record, scenarios: int) -> Done:
    """Chunks that manifest and journal call finished, and that have all rows of so many scenarios.

    Of the journal, lines that are cut or make no sense count for nothing.
    """

    def rows(number: int) -> int:
        return len(run_of(number, scenarios, known.chunk))

    done: Done = [{part.part: part for part in each.chunks} for each in known.kept]
    for line in _lines(path / JOURNAL):
        try:
            entry = json.loads(line)
            position = range(len(done))[entry.pop("model")]
            part = Part.model_validate(entry)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            continue
        done[position][part.part] = part
    return [{n: part for n, part in parts.items() if part.rows == rows(n)} for parts in done]


def run_of(number: int, scenarios: int, size: int) -> range:
    """The scenarios of a chunk of so many, by the number in its name."""
    return range(number * size, min((number + 1) * size, scenarios))


def _lines(journal: Path) -> list[bytes]:
    try:
        return content(journal, MOST_WRITTEN).splitlines()
    except FileNotFoundError:
        return []


def with_chunks(record: Record, done: Done) -> Record:
    """The manifest with finished chunks."""
    chunks = [[part for _, part in sorted(parts.items())] for parts in done]
    models = [
        each.model_copy(update={"chunks": own})
        for each, own in zip(record.models, chunks, strict=False)
    ]
    drawn = record.drawn and record.drawn.model_copy(update={"chunks": chunks[-1]})
    return record.model_copy(update={"models": models, "drawn": drawn})


def _is_there(path: Path, text: bytes) -> bool:
    try:
        return content(path) == text
    except FileNotFoundError:
        return False
