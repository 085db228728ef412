"""Spoilt files of every form, by the hundred thousand, and what must hold whatever is in them.

In process, a file is read, planned and told, or refused by an error that says why: by `InputError`,
`NoPlan`, or where a batch's folder is amiss by `SurroundingsError`. By the command line, a run ends
with 0, 2, 3, 4, 5 or 6, and without a traceback. None takes over 10 seconds of a processor or 1 GB,
and no figure comes of a batch of which a byte was changed. As a script:

    python tests/adversary.py --seed 1 --number 100000 --commands 1000 [FORM...]
    python tests/adversary.py --only FORM:SEED        # in process and by every command
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from runs import PROGRAM
from strange_forms import CODES, FORMS

SECONDS = 10.0
BYTES = 1_000_000_000
_PATIENCE = 60.0
"""Seconds after which whoever says nothing is ended."""
_IN_A_ROW = 2_000
"""Files that one process reads, so that what it takes in memory is of few of them."""
_FINE, _TOLD = "fine", "told"


class Ended(NamedTuple):
    """What came of a file."""

    seed: int
    outcome: str
    """`fine`, `told`, or what does not hold."""
    seconds: float
    memory: int


@dataclass
class Found:
    """What came of many files of a form."""

    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    longest: tuple[float, int] = (0.0, 0)
    largest: tuple[int, int] = (0, 0)

    def add(self, name: str, ended: Ended) -> None:
        """Count it, and say what does not hold."""
        said = ended.outcome if ended.outcome not in (_FINE, _TOLD) else ""
        if ended.seconds > SECONDS:
            said += f"took {ended.seconds:.1f} s "
        if ended.memory > BYTES > self.largest[0]:
            said += f"took {ended.memory / 1e6:.0f} MB "
        self.counts["broken" if said else ended.outcome] += 1
        self.longest = max(self.longest, (ended.seconds, ended.seed))
        self.largest = max(self.largest, (ended.memory, ended.seed))
        if said:
            self.broken.append(f"{name}:{ended.seed} {said.strip()}")
            print(self.broken[-1], flush=True)

    def __str__(self) -> str:
        told = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(self.counts.items()))
        return (
            f"{told}; at most {self.longest[0]:.2f} s (seed {self.longest[1]}), "
            f"{self.largest[0] / 1e6:.0f} MB (seed {self.largest[1]})"
        )


# ---- In process ----------------------------------------------------------------------------------


def in_process(name: str, seeds: Iterable[int], folder: Path) -> Iterator[Ended]:
    """What comes of each file, read in this process."""
    form, good, place = FORMS[name], folder / "good", folder / "place"
    good.mkdir()
    known = form.ready(good)
    shutil.copytree(good, place)
    clean = {path.name for path in good.iterdir()}
    for seed in seeds:
        _cleared(place, good, clean)
        form.make(seed, place)
        begun = time.process_time()
        try:
            form.use(seed, place, known)
            outcome = _FINE
        except form.told as error:
            outcome = _TOLD if str(error).strip() else f"{type(error).__name__} without a word"
        except Exception:
            outcome = traceback.format_exc()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        yield Ended(seed, outcome, time.process_time() - begun, peak)


def _cleared(place: Path, good: Path, clean: set[str]) -> None:
    """What the file before left is gone; a batch's folder is as it was."""
    for path in place.iterdir():
        if path.name not in clean or path.is_dir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in good.iterdir():
        if path.is_dir():
            shutil.copytree(path, place / path.name)


def _work(pipe: Connection, name: str, seeds: Sequence[int], folder: str) -> None:
    for ended in in_process(name, seeds, Path(folder)):
        pipe.send(ended)


def apart(name: str, seeds: Sequence[int]) -> Iterator[Ended]:
    """As `in_process`, in processes of their own: one that dies or hangs ends one file alone."""
    at, spawned = 0, multiprocessing.get_context("spawn")
    while at < len(seeds):
        mine, theirs = spawned.Pipe(duplex=False)
        with tempfile.TemporaryDirectory(prefix="adversary-") as folder:
            row = seeds[at : at + _IN_A_ROW]
            process = spawned.Process(target=_work, args=(theirs, name, row, folder))
            process.start()
            theirs.close()
            for seed in row:
                outcome = f"said nothing for {_PATIENCE:.0f} s"
                try:
                    ended = mine.recv() if mine.poll(_PATIENCE) else None
                except EOFError:
                    process.join()
                    ended, outcome = None, f"the process died ({process.exitcode})"
                at += 1
                yield ended or Ended(seed, outcome, 0.0, 0)
                if ended is None:
                    break
            process.kill()
            process.join()


# ---- By the command line -------------------------------------------------------------------------


def by_command(
    name: str, seeds: Iterable[int], folder: Path, every: bool = False
) -> Iterator[Ended]:
    """What comes of each file, handed to one of the commands that read its form, or to every."""
    form, good, place = FORMS[name], folder / "good", folder / "place"
    good.mkdir()
    if form.by_command:
        _example(good)
        assert _run(form.by_command, good, folder)[0] == 0
    else:
        form.ready(good)
    before: dict[str, str] = {}
    for seed in seeds:
        one = random.Random(seed).choice(form.commands)
        for command in form.commands if every else (one,):
            if form.same and command not in before:
                before[command] = _run(command, good, folder)[1]
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(good, place)
            words = command.format_map(form.make(seed, place))
            code, out, err, seconds, memory = _run(words, place, folder)
            outcome = _FINE if code == 0 else _TOLD
            if code not in CODES or "Traceback" in err:
                outcome = f"crossings {words}: exit {code}: {err[-2000:]}"
            elif code and not err.strip():
                outcome = f"crossings {words}: exit {code} without a word"
            elif code == 0 and out != before.get(command, out):
                outcome = f"crossings {words}: other figures than before a byte was changed"
            yield Ended(seed, outcome, seconds, memory)


def _example(folder: Path) -> None:
    FORMS["cases"].ready(folder)


def _run(words: str, place: Path, folder: Path) -> tuple[int, str, str, float, int]:
    """Exit code, output, errors, seconds and memory of a run; one over time is ended (code -9)."""
    begun = time.monotonic()
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(
            [*PROGRAM, *words.split()], cwd=place, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "COLUMNS": "100"},
            start_new_session=True,
        )  # fmt: skip
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
        while not ended:
            time.sleep(0.005)
            if time.monotonic() - begun > _PATIENCE:
                os.killpg(process.pid, signal.SIGKILL)
                ended, status, used = os.wait4(process.pid, 0)
                break
            ended, status, used = os.wait4(process.pid, os.WNOHANG)
        process.returncode = os.waitstatus_to_exitcode(status)
    texts = [(folder / each).read_text("utf-8", "replace") for each in ("out", "err")]
    seconds = used.ru_utime + used.ru_stime
    return process.returncode, texts[0], texts[1], seconds, used.ru_maxrss * 1024


# ---- As a script ---------------------------------------------------------------------------------


def shared(names: Sequence[str], number: int) -> dict[str, int]:
    """So many files over forms, by their shares."""
    whole = sum(FORMS[name].share for name in names)
    return {name: -(-number * FORMS[name].share // whole) for name in names}


def _evenly(names: Sequence[str], number: int) -> dict[str, int]:
    return {name: -(-number // len(names)) for name in names}


def main() -> int:
    """Go through forms, in process and by the command line, and tell what came of them."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("forms", nargs="*", choices=[*FORMS, []], metavar="FORM")
    options.add_argument("--seed", type=int, default=1, help="where the seeds of files begin")
    options.add_argument("--number", type=int, default=100_000, help="of files in process")
    options.add_argument("--commands", type=int, default=0, help="of files by the command line")
    options.add_argument("--only", metavar="FORM:SEED", help="one file alone, by every command too")
    asked = options.parse_args()
    names, first, broken = asked.forms or [*FORMS], asked.seed * 10_000_000, 0
    if asked.only:
        name, _, seed = asked.only.partition(":")
        names, first = [name], int(seed)
    for way, numbers in (
        ("in process", shared(names, 1 if asked.only else asked.number)),
        ("by command", _evenly(names, 1 if asked.only else asked.commands)),
    ):
        for name, number in numbers.items():
            found, seeds = Found(), range(first, first + number)
            with tempfile.TemporaryDirectory(prefix="adversary-") as folder:
                ways = apart(name, seeds) if way == "in process" else by_command(
                    name, seeds, Path(folder), bool(asked.only)
                )  # fmt: skip
                for ended in ways if number else ():
                    found.add(name, ended)
            broken += len(found.broken)
            if number:
                print(f"{way}, {name}: {number:,} files: {found}", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
