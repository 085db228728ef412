"""Writing commands that are killed at random moments, and what must hold of what they leave.

`kills(name, by, seed, number, folder)` gives a line for everything that does not hold. As a script
it goes through commands and signals, and tells how many kills there were:

    python tests/kills.py --seed 1 --number 50 [COMMAND...]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from example import CASE, edited, kept_plan, written

CHECKOUT = Path(__file__).parents[1]
SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT", "SIGKILL")
_SECONDS = 20.0
"""After which no process of a killed command is there any more."""
_PATIENCE = 60.0
"""Seconds that a command may take to leave, on a machine that is busy."""
_MADE = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?[^\s\"<]*")
"""When an answer was made: two that are otherwise alike differ in it."""
_SIZING = """\
sizing:
  costs_over: a month
  crossings: {gate-a: {resources: {bay: {cost: 100, at_most: 9}}}}
sources:
"""
_LIST = "crossing,truckloads,stage,date\nGate A,3,collected,2024-03-03\n"


@dataclass(frozen=True)
class Command:
    """A command that writes to `output`, and what it writes there."""

    arguments: tuple[str, ...]
    output: str
    other: str | None = "--set=crossings.gate-a.gate_truckloads_per_day=20"
    """What makes the earlier answer another, where there is one that is replaced."""
    goes_on: bool = False
    """Whether the same command goes on with what it leaves."""


COMMANDS = {
    "csv": Command(("optimize", "case.yaml", "--format=csv", "--output=o"), "o"),
    "package": Command(("optimize", "case.yaml", "--format=package", "--output=o"), "o"),
    "xlsx": Command(("optimize", "case.yaml", "--format=xlsx", "--output=o.xlsx"), "o.xlsx"),
    "json": Command(("optimize", "case.yaml", "--format=json", "--output=o.json"), "o.json"),
    "lp": Command(("optimize", "case.yaml", "--write-lp=o.lp"), "o.lp"),
    "explain": Command(("explain", "case.yaml", "--format=csv", "--output=o"), "o"),
    "compare": Command(("compare", "case.yaml", "./model.yaml", "--format=csv", "--output=o"), "o"),
    "frontier": Command(("frontier", "case.yaml", "--format=csv", "--output=o"), "o"),
    "report": Command(("report", "case.yaml", "--output=o.html"), "o.html"),
    "size": Command(
        ("size", "sized.yaml", "--target=coverage=0.3", "--format=csv", "--output=o"), "o"
    ),
    "observe": Command(
        ("observe", "list.csv", "--format=table", "--as=csv", "--output=o"), "o", None
    ),
    "calibrate": Command(
        (
            "calibrate", "case.yaml", "--observed=days.csv", "--output=o.yaml",
            "--fit=uncertainty.closures.gate-a.open_share",
        ),
        "o.yaml", None,
    ),
    "diff": Command(("diff", "a.json", "b.json", "--format=csv", "--output=o"), "o", None),
    "init": Command(("init", "o"), "o.yaml", None),
    "today": Command(("today", "case.yaml", "--state=new", "--output=o.yaml"), "o.yaml", None),
    "inspect": Command(
        ("inspect", "case.yaml", "--sensors=cargo", "--output=o.yaml"), "o.yaml", None
    ),
    "sweep": Command(
        ("sweep", "case.yaml", "--over=crossings.gate-a.hours_per_day=8,9", "--output=o"),
        "o", None, goes_on=True,
    ),
    "sample": Command(
        ("sample", "case.yaml", "--method=latin", "50", "--output=o.csv"), "o.csv", None
    ),
    "sensitivity": Command(("sensitivity", "case.yaml", "--format=csv", "--output=o"), "o", None),
    "sheet": Command(("sheet", "case.yaml", "--scenarios=10", "--output=o.csv"), "o.csv", None),
    "evaluate": Command(
        ("evaluate", "case.yaml", "--dispatch=plan", "--scenarios=5000", "--bound=0", "--jobs=2",
         "--output=o"),
        "o", None, goes_on=True,
    ),
}  # fmt: skip


def kills(name: str, by: str, seed: int, number: int, folder: Path) -> Iterator[str]:
    """What does not hold after so many kills of a command, each at another moment."""
    command, draws = COMMANDS[name], random.Random(f"{seed} {name} {by}")
    place, among, kept = folder / "place", folder / "temporary", folder / "kept"
    for each in (place, among, kept):
        each.mkdir(parents=True)
    _inputs(place)
    output = place / command.output
    old = {}
    if command.other is not None:
        assert _run(command, place, among, command.other).wait() == 0
        _copy(output, kept / command.output)
        old = state(output)
    begun = time.monotonic()
    assert _run(command, place, among).wait() == 0
    lasts, new = time.monotonic() - begun, state(output)
    assert new and new != old
    for count in range(number):
        _cleared(place, output)
        if old:
            _copy(kept / command.output, output)
        shutil.rmtree(among)
        among.mkdir()
        process = _run(command, place, among)
        _wait(process, None if command.goes_on else place, lasts, draws)
        process.send_signal(getattr(signal, by))
        told = f"{name} {by} seed {seed} kill {count}"
        try:
            code = process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # of which Python tells where every thread is
            process.wait()
            yield f"{told}: it is there after {_PATIENCE} s: {(folder / 'said').read_text()}"
            continue
        said = (folder / "said").read_text()
        # Before a run has begun to listen, Python ends as it does, and may call Ctrl-C an error.
        early = code == 1 and by == "SIGINT" and "fault of the program" not in said
        if code not in (0, 130, -getattr(signal, by)) and not early:
            yield f"{told}: exit {code}: {said[-200:]}"
        if not _gone(process):
            yield f"{told}: a process is there after {_SECONDS} s"
        found = state(output)
        if command.goes_on:
            yield from (f"{told}: {file} is damaged" for file in _damaged(found, new))
            if count % 4 == 0 and (_run(command, place, among).wait() or state(output) != new):
                yield f"{told}: it does not go on"
        elif found not in (old, new) or (code == 0 and found != new):
            yield f"{told}: exit {code}, and what is there is neither the old nor the new answer"
        if by != "SIGKILL":
            left = [*among.iterdir(), *place.rglob(".crossings-*")]
            yield from (f"{told}: {each.relative_to(folder)} is left" for each in left)


def state(output: Path) -> dict[str, str]:
    """Digest of every file of an answer but for when it was made; empty where there is none."""
    files = sorted(output.rglob("*")) if output.is_dir() else [output]
    return {
        each.relative_to(output.parent).as_posix(): _digest(each)
        for each in files
        if each.is_file() and each.name != ".lock"
    }


def _digest(file: Path) -> str:
    parts = [file.read_bytes()]
    if zipfile.is_zipfile(file) and file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as book:
            parts = [book.read(name) for name in book.namelist()]
    text = b"\0".join(parts)
    if file.suffix != ".parquet":
        text = _MADE.sub(b"", text)
    return hashlib.sha256(text).hexdigest()


def _damaged(found: dict[str, str], new: dict[str, str]) -> list[str]:
    """Files of a batch that are under their name, and are not what they are in the end.

    Its manifest, what it says of columns and its list of chunks grow, and are held against the
    chunks by whoever goes on.
    """
    growing = (".unfinished", "manifest.json", "datapackage.json", "finished.jsonl")
    whole = {name: digest for name, digest in found.items() if not name.endswith(growing)}
    return [name for name, digest in whole.items() if new.get(name) != digest]


def _wait(
    process: subprocess.Popen[bytes], place: Path | None, lasts: float, draws: random.Random
) -> None:
    """Until the moment of the kill: any, or one at which files are being written in `place`."""
    until = time.monotonic() + draws.uniform(0, 1.1 * lasts)
    if place is not None and draws.random() < 0.5:
        while process.poll() is None and not any(place.glob(".crossings-*")):
            time.sleep(0.0005)
        until = time.monotonic() + draws.choice([0, 0, draws.uniform(0, 0.03)])
    while process.poll() is None and time.monotonic() < until:
        time.sleep(0.001)


def _gone(process: subprocess.Popen[bytes]) -> bool:
    """Whether the process and all that it began are gone in time."""
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)  # a group of our own making
    return False


def _run(command: Command, place: Path, among: Path, *more: str) -> subprocess.Popen[bytes]:
    with (place.parent / "said").open("w") as said:
        return subprocess.Popen(
            [sys.executable, CHECKOUT / "cli.py", *command.arguments, *more],
            cwd=place, start_new_session=True,
            env={**os.environ, "TMPDIR": str(among), "PYTHONFAULTHANDLER": "1"},
            stdout=subprocess.DEVNULL, stderr=said,
        )  # fmt: skip


def _inputs(place: Path) -> None:
    written(place)
    (place / "sized.yaml").write_text(edited(CASE, ("sources:\n", _SIZING)))
    (place / "list.csv").write_text(_LIST)
    days = "".join(f"2024-03-{d:02},gate-a,{d % 7},collected\n" for d in range(1, 32))
    (place / "days.csv").write_text(f"date,crossing,truckloads,stage\n{days}")
    (place / "a.json").write_text(kept_plan(1))
    (place / "b.json").write_text(kept_plan(2))


def _copy(one: Path, other: Path) -> None:
    shutil.copytree(one, other) if one.is_dir() else shutil.copy(one, other)


def _cleared(place: Path, output: Path) -> None:
    for each in (output, *place.glob(".crossings-*")):
        shutil.rmtree(each) if each.is_dir() else each.unlink(missing_ok=True)


def main() -> int:
    """Kill every command that is named, or all, by every signal."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("commands", nargs="*", choices=[*COMMANDS, []], metavar="COMMAND")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--number", type=int, default=50, help="of kills by each signal")
    asked = options.parse_args()
    counts: Counter[str] = Counter()
    for name in asked.commands or COMMANDS:
        for by in SIGNALS:
            with tempfile.TemporaryDirectory(prefix="kills-") as folder:
                for said in kills(name, by, asked.seed, asked.number, Path(folder)):
                    counts["broken"] += 1
                    print(said, flush=True)
            counts["kills"] += asked.number
        print(f"{name}: {counts['kills']} kills so far, {counts['broken']} broken", flush=True)
    return 1 if counts["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
