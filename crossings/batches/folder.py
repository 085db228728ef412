"""A batch's folder opened: to go on with, or as it is.

It may come from a stranger. Nothing in it is believed that its digest does not bear out, or that
the figures of a plan cannot be; nothing is read from or written to outside of it.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from crossings.batches.checked import digest
from crossings.batches.differences import differences, versions
from crossings.batches.encoding import Form, needs_form
from crossings.batches.faults import (
    LOCK,
    chunk_faults,
    copy_faults,
    kept_beside,
    left_unfinished,
    package_fault,
)
from crossings.batches.kept import JOURNAL, BatchFolder, Done, listed
from crossings.batches.manifest import MANIFEST, Manifest, known_record
from crossings.batches.own_files import KEPT, UNFINISHED, write
from crossings.batches.schema import Record
from crossings.errors import SurroundingsError
from crossings.files import said_where

Say = Callable[[str], object]


@contextlib.contextmanager
def batch_folder(
    path: Path, manifest: Manifest, form: Form, say: Say = lambda _: None
) -> Iterator[BatchFolder]:
    """The folder of the batch that `manifest` describes, new or to be gone on with.

    A chunk that is lost or was changed is to be done again, and `say` is told. Where nothing is
    left to do, nothing is written. Raises `SurroundingsError` where the folder holds anything else,
    where another process is at work in it, or where it cannot be written.
    """
    kept, why = _finished(path, manifest)
    if kept is not None:
        yield kept
        return
    with said_where(path, KEPT):
        path.mkdir(parents=True, exist_ok=True)
    with _locked(path, why):
        kept = _begun(path, manifest, form, say)
        try:
            yield kept
        except BaseException:
            with contextlib.suppress(SurroundingsError):  # the journal has it all
                kept.settle()
            raise
        kept.settle()


def read_folder(path: Path, manifest: Manifest) -> BatchFolder:
    """The folder of a batch as it is, of which nothing is written.

    Plans may be off by another machine's rounding. Raises `SurroundingsError` where it holds
    another batch, or something in it was changed.
    """
    known = known_record(path)
    if known is None:
        raise SurroundingsError(f"{path} holds no batch: there is no {MANIFEST}")
    _agree(path, known, manifest, rounding=True)
    return _as_it_is(path, known, manifest)


def _finished(path: Path, manifest: Manifest) -> tuple[BatchFolder | None, str]:
    """The folder where nothing is left to do in it; else None, with what was found wrong."""
    known = known_record(path)
    if known is None:
        return None, ""
    needs_form(known.form)
    _agree(path, known, manifest)
    scenarios = manifest.entries["scenarios"]
    wanted = manifest.entries["drawn"] is not None
    listed_all = _all_listed(known) and (known.drawn is not None or not wanted)
    if known.scenarios != scenarios or not listed_all or os.path.lexists(path / JOURNAL):
        return None, ""
    try:
        kept = _as_it_is(path, known, manifest)
    except SurroundingsError as error:
        return None, str(error)
    return (None, "") if kept.missing(range(known.scenarios)) else (kept, "")


def _all_listed(known: Record) -> bool:
    """Whether the manifest calls every chunk finished."""
    wanted = -(-known.scenarios // known.chunk)
    return all(len(each.chunks) == wanted for each in known.kept)


def _as_it_is(path: Path, known: Record, manifest: Manifest) -> BatchFolder:
    needs_form(known.form)
    kept = BatchFolder(path, known, listed(path, known, known.scenarios), manifest)
    left_unfinished(kept)
    if _all_listed(known) and (wrong := package_fault(path, known, manifest)):
        raise SurroundingsError(f"{wrong}; crossings evaluate mends it")
    for *_, text in itertools.chain(copy_faults(path, known), chunk_faults(kept, manifest.told)):
        raise SurroundingsError(f"{text}; crossings evaluate mends it")
    return kept


def _begun(path: Path, manifest: Manifest, form: Form, say: Say) -> BatchFolder:
    """The folder made ready: what is wrong in it is to be done again."""
    known = known_record(path)
    record = manifest.record(form if known is None else known.form)
    if known is None:
        _only_ours(path)
        done: Done = [{} for _ in record.kept]
    else:
        _agree(path, known, manifest)
        # The same files may lie otherwise now; the copies do not. What was drawn stays kept.
        drawn = record.drawn if known.drawn is None else known.drawn
        record = record.model_copy(update={"inputs": known.inputs, "drawn": drawn})
        done = listed(path, known, record.scenarios)
        done += [{}] * (known.drawn is None and drawn is not None)
    needs_form(record.form)
    kept = BatchFolder(path, record, done, manifest)
    for left in left_unfinished(kept):
        left.unlink(missing_ok=True)
    for k, number, text in [*chunk_faults(kept, manifest.told)]:
        del done[k][number]
        say(f"{text}: computed again")
    if known is not None and not os.path.lexists(path / JOURNAL):
        wrong = package_fault(path, known, manifest)
        say(f"{wrong}: written again") if wrong else None
    copied = dict(copy_faults(path, record))
    contents = {**manifest.prices, **manifest.copies.contents()} if copied else {}
    kept.settle()
    for place, text in copied.items():
        if os.path.lexists(path / place):
            say(f"{text}: kept anew")
        _keep_copy(path / place, kept_beside(record)[place], contents.values())
    return kept


def _agree(path: Path, known: Record, manifest: Manifest, *, rounding: bool = False) -> None:
    """Raise `SurroundingsError` where a folder's batch is another, with what differs."""
    now = manifest.record(known.form)
    other = versions(known, now)
    if other:
        raise SurroundingsError(f"{path} was kept by {other}: name another folder")
    found = differences(known, now, rounding=rounding)
    if known.scenarios > now.scenarios:
        found.append(f"scenarios: {known.scenarios:,} there, {now.scenarios:,} now")
    if found:
        told = "; ".join(found)
        raise SurroundingsError(f"{path} holds another batch, which stays as it is: {told}")


def _only_ours(path: Path) -> None:
    others = sorted(each.name for each in path.iterdir() if each.name != LOCK)
    others = [name for name in others if not name.endswith(UNFINISHED)]
    if others:
        raise SurroundingsError(
            f"{path} is not empty and holds no batch ({others[0]}): name another folder"
        )


def _keep_copy(path: Path, wanted: str, contents: Iterable[bytes]) -> None:
    """Keep a file that the batch is made from: the one of that digest."""
    for each in contents:
        if digest(each) == wanted:
            with said_where(path, KEPT):
                path.parent.mkdir(parents=True, exist_ok=True)
            write(path, each)
            return
    raise SurroundingsError(f"{path} is not what it was, and nothing here is what it was made from")


@contextlib.contextmanager
def _locked(path: Path, why: str) -> Iterator[None]:
    """Hold the folder's lock, which ends with the process that holds it, however it ends."""
    try:
        handle = os.open(path / LOCK, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        text = f"cannot write {path / LOCK}: {error.strerror}{KEPT}"
        raise SurroundingsError(f"{why}; {text}" if why else text) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            text = f"{path}: another process is at work on this batch"
            raise SurroundingsError(text) from error
        yield
    finally:
        os.close(handle)
