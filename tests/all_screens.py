"""Every command on every shipped case at eighty columns, and what it says comes next.

`python tests/all_screens.py [CASE…]` prints every line that is wider than a terminal, every first
screen that is taller than one, and every command that does not end with one that can be pasted, or
whose next command fails. `tests/test_first_screens.py` asks the same of those that take little.
"""

import contextlib
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator

from places import ROOT
from test_docs import run
from test_first_screens import CASES, at_fault, next_of, prepare

FIRST = {"gaza": "crossings.rafah.hours_per_day", "gaza-2006": "crossings.karni.hours_per_day",
         "gaza-2010": "crossings.kerem-shalom.hours_per_day",
         "west-bank": "crossings.jalameh.hours_per_day"}  # fmt: skip
"""A path of each case, to sweep over."""
STATE = "today {case} --state new --output state.yaml"
LINES = (
    "optimize {case}",
    "optimize {case} --objective fairest",
    "explain {case}",
    "compare {case}",
    "compare {case} --plans best fairest --scenarios 20",
    "frontier {case}",
    "frontier {case} --model full-search --model scan-then-search",
    "frontier {case} --adversary",
    "size {case} --target coverage=0.3 --model joint",
    "inspect {case} --sensors cargo --set limits.detection_rate_at_least=0.8",
    "evaluate {case} --dispatch plan --scenarios 20 --bound 0",
    "evaluate {case} --scenarios 10",
    "evaluate {case} --scenarios 5 --dispatch replan",
    "evaluate {case} --model joint --model risk-based --dispatch plan --scenarios 20 --bound 0",
    "sweep {case} --over {path}=7,8 --value-only",
    "sweep {case} --over {path}=7,8 --scenarios 5",
    "discover futures --where met_share<0.5",
    "sensitivity {case}",
    "sensitivity futures",
    "sample {case} 3 --output three.csv",
    "today {case} --state state.yaml",
    "sheet {case}",
    "report {case}",
    "report {case} --chart coverage --output chart.svg",
    "diff one.json other.json",
    "observe counts.csv --format table --stage released --case {case}",
    "calibrate {case} --observed counts.csv --stage released --backtest",
    "init my-case",
    "validate {case}",
)


@contextlib.contextmanager
def folder_of(case: str) -> Iterator[None]:
    """A folder with the shipped cases, and what commands about this one read."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        shutil.copytree(ROOT / "inputs", "inputs")
        prepare(case, FIRST[case])
        run(arguments(STATE, case))
        yield


def arguments(line: str, case: str) -> list[str]:
    """A line about a case, in words."""
    words = shlex.split(line.format(case=f"inputs/{case}.yaml", path=FIRST[case]))
    silent = line.startswith("init") or "--output" in line  # --quiet has these say nothing at all
    return words + ["--quiet"] * (not silent)


def main(cases: list[str]) -> None:
    """Print what is at fault."""
    for case in cases or CASES:
        with folder_of(case):
            for line in LINES:
                began = os.times().user + os.times().children_user
                printed, code = run(arguments(line, case))
                took = os.times().user + os.times().children_user - began
                print(f"{case}: {line}: {took:.1f} s, exit {code}", flush=True)
                found = at_fault(printed) if code == 0 else [printed]
                following = next_of(printed)
                if code == 0 and following:
                    after, ended = run([*shlex.split(following), "--quiet"])
                    bad = [f"exit {ended}", after] if ended else at_fault(after) if after else []
                    found += [f"next: {following}: {each}" for each in bad]
                for each in found:
                    print(f"    {each}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
