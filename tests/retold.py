"""Console blocks of the documentation, told again as commands print now.

`python tests/retold.py [PAGE…]` runs what a page runs, and where it prints otherwise writes what is
printed into the page. A block with … keeps the lines that are printed still, or one much like each;
look at what comes out.
"""

import difflib
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from answers import loaded
from test_docs import FENCE, PAGES, PROGRAM, ROOT, agrees, commands, loaded_text, merged, run


def retold(page: Path) -> str:
    """The text of a page, its console blocks as commands print now."""
    text = page.read_text("utf-8")
    for language, name, block in FENCE.findall(text):
        if language == "yaml" and name:
            told = merged(loaded(Path(name)), loaded_text(Path(), block))
            Path(name).write_text(json.dumps(told), encoding="utf-8")
        elif language == "console":
            text = text.replace(block, _block(block))
    return text


def _block(block: str) -> str:
    lines = []
    for command in commands(block):
        expected = command.expected
        program = next((p for p in PROGRAM if command.line.startswith(p)), None)
        if program is not None:
            printed = run(shlex.split(command.line.removeprefix(program)))[0].splitlines()
            if not agrees(expected, printed):
                expected = _shortened(expected, printed)
        lines += [command.line, *expected]
    return "".join(f"{line}\n" for line in lines)


def _shortened(before: list[str], printed: list[str]) -> list[str]:
    """What is printed; where … stood for some of it, again for what is like nothing before."""
    if not any("…" in line for line in before):
        return printed
    told: list[str] = []
    last, whole = -1, " ".join(" ".join(before).split())
    for line in before:
        place = _place(line, printed, last + 1)
        if place is None:
            continue
        if place > last + 1:
            told.append("…")
        told.append(line if _is(line, printed[place]) else printed[place])
        last = place
        while last + 1 < len(printed) and (" ".join(printed[last + 1].split()) or "…") in whole:
            last += 1
            told.append(printed[last])  # a sentence that goes on where it did not before
    return [*told, *(["…"] if last + 1 < len(printed) else [])]


def _is(line: str, printed: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in line.rstrip().split("…"))
    return re.fullmatch(pattern, printed.rstrip()) is not None


def _place(line: str, printed: list[str], start: int) -> int | None:
    """Where a line is, or one much like it, from `start` on."""
    if line.strip() in ("", "…"):
        return None
    after = range(start, len(printed))
    if exact := next((k for k in after if _is(line, printed[k])), None):
        return exact
    alike = difflib.get_close_matches(line, [printed[k] for k in after], n=1, cutoff=0.6)
    return printed.index(alike[0], start) if alike else None


if __name__ == "__main__":
    for page in [ROOT / name for name in sys.argv[1:]] or PAGES:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(ROOT / "inputs", Path(folder) / "inputs")
            os.chdir(folder)
            text = retold(page)
            os.chdir(ROOT)
        page.write_text(text, encoding="utf-8")
        print(page.name, flush=True)
