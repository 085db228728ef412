"""What was probably done where a file cannot be read as YAML, told to who never heard of YAML.

The parser says where it got lost and which of its rules it was at. What somebody did is read off
the lines there: an indent, a colon, a quotation mark, a bracket.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crossings.reading.yaml.meant import number_meant
from crossings.reading.yaml.spelling import marks_in

_CLOSING = {"sequence": ("[", "]"), "mapping": ("{", "}")}
_KEY = re.compile(r"""\s*(?:- )?(?P<key>["']?[\w.-]+["']?)""")
_STUCK = re.compile(r"(?P<before>\s*(?:- )?)(?P<key>[^\W\d][\w.-]*):(?P<value>[^\s/].*)")
_IN_SINGLE = re.compile(
    r"(?:^|(?<=[:,\[{-])|(?<=\s))'(?P<text>[^']*\w'\w[^,\]}]*?)'?(?=\s*(?:[,\]}#]|$))"
)
_AT_AN_INDENT = ("block", "mapping values", "document start")
_ENTRY = re.compile(r"\s*(?:- )?[\w.-]+:\s+(?=\S)")
_OTHER_COLON = re.compile(r"\s*[\w-]+\s*[：﹕∶]")
_OTHER_COMMA = re.compile(r"[،；;，、]")


@dataclass(frozen=True)
class Lost:
    """Where the parser got lost, lines and columns from 0, and what it was at."""

    line: int
    column: int
    problem: str
    context: str = ""
    opened: int | None = None
    """The line on which began what it was at."""

    @property
    def told(self) -> str:
        """What the parser itself says."""
        if "mapping values" in self.problem:
            return "a colon stands where none is expected; does the line before lack its own?"
        if "'-' indicator" in self.problem:
            return "a line without a dash stands among lines that begin with one"
        if "node content" in self.problem:
            return "an entry is missing here; write it, or take away the sign that stands for it"
        if not self.context or self.opened in (None, self.line):
            return self.problem
        return f"{self.problem} {self.context} that begins on line {(self.opened or 0) + 1}"


Slip = tuple[int, int, str]
"""Line and column from 0, and what is wrong there."""


def slip(text: str, lost: Lost) -> Slip:
    """What was probably done; where nothing is recognised, what the parser says.

    >>> slip("a: {}\\nb:5\\nc: 1\\n", Lost(2, 1, "could not find expected ':'", "while", 1))
    (1, 0, 'a space must follow the colon: write b: 5')
    >>> slip("a:\\n  b: 1\\n c: 2\\n  d: 3\\n", Lost(2, 1, "no key", "in a block", 0))
    (2, 1, 'line 3 stands 1 space in, its neighbours 2; lines that belong together begin alike')
    """
    lines = text.splitlines()
    near = _lines_there(lines, lost)
    here = [number for number in near if number in (lost.line, lost.opened)]
    for found in (
        *(look(number, lines[number]) for number in near for look in (_blank, _other_sign)),
        *(_apostrophe(number, lines[number]) for number in here),
        _quotation(lines, lost),
        _bracket(lines, lost),
        *(_colon(number, lines[number], lost) for number in near),
        _second_colon(lines, lost),
        _beginning(lines, lost),
        _indent(lines, lost),
    ):
        if found is not None:
            return found
    return lost.line, lost.column, f"not valid YAML: {lost.told}"


def _lines_there(lines: Sequence[str], lost: Lost) -> list[int]:
    """The lines on which something may have been done: that one, the one before, the one begun."""
    before = next((n for n, _ in _before(lines, lost.line)), None)
    opened = lost.opened if "scalar" in lost.context or "key" in lost.context else None
    there = [n for n in (opened, before, lost.line) if n is not None and n < len(lines)]
    return list(dict.fromkeys(there))


def _before(lines: Sequence[str], line: int) -> Iterator[tuple[int, str]]:
    """The lines above one that hold anything but a remark, the nearest first."""
    for number in range(min(line, len(lines)) - 1, -1, -1):
        if _says_something(lines[number]):
            yield number, lines[number]


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _blank(number: int, line: str) -> Slip | None:
    """A tab, or a blank that only looks like a space, where spaces indent or follow a colon."""
    indent = line[: len(line) - len(line.lstrip())]
    after = re.match(r"\s*[\w-]+:([^\S ]+)", line)
    for place, blanks in ((0, indent), (after.start(1) if after else 0, after[1] if after else "")):
        odd = marks_in(blanks).partition("; it holds ")[2].replace("an invisible mark", "a blank")
        if "\t" in blanks and place == 0:
            return number, blanks.index("\t"), "the line is indented with a tab; use spaces"
        if odd:
            what = "indents the line" if place == 0 else "follows the colon"
            return (
                number,
                place,
                f"{odd.replace('invisible marks', 'blanks')} {what}; write plain spaces",
            )
    return None


def _other_sign(number: int, line: str) -> Slip | None:
    """A colon or a comma of another script, or a semicolon, where an entry needs a plain one."""
    colon = _OTHER_COLON.match(line)
    if colon and ": " not in line:
        return number, colon.end() - 1, f"{colon[0][-1]} is no plain colon; write : and a space"
    opened = re.search(r"[\[{]", line)
    comma = _OTHER_COMMA.search(line, opened.end()) if opened else None
    if comma and not re.search(r"""["']""", line):
        return number, comma.start(), f"a comma parts entries; write , in the place of {comma[0]}"
    return None


def _apostrophe(number: int, line: str) -> Slip | None:
    """Text in single quotes that has an apostrophe, which ends it."""
    found = _IN_SINGLE.search(line)
    if found is None or "''" in found["text"]:
        return None
    return number, found.start(), (
        "an apostrophe ends text in single quotes; put it in double quotes: "
        f'"{found["text"].rstrip()}"'
    )  # fmt: skip


def _quotation(lines: Sequence[str], lost: Lost) -> Slip | None:
    """A quotation mark without its other, or text that goes on after it."""
    if "quoted scalar" in lost.context and lost.opened is not None:
        line = lines[lost.opened]
        begun = re.search(r"""(?:^|[:,\[{-]\s*)(["'])""", line)
        mark, column = (begun[1], begun.start(1)) if begun else ("quotation mark", 0)
        other = "; put text with an apostrophe in double quotes" if mark == "'" else ""
        return lost.opened, column, f"the {mark} here is not closed by another{other}"
    before = lines[lost.line][: lost.column].rstrip() if lost.line < len(lines) else ""
    if before[-1:] in ("'", '"') and "expected" in lost.problem and ":" not in lost.problem:
        beyond = lines[lost.line][lost.column :].strip()
        if beyond and beyond[0] not in ",]}#":
            mark, other = before[-1], {"'": '"', '"': "'"}[before[-1]]
            text = (
                f"text goes on after the {mark} that ends it; put all of it between one pair, and "
                f"write {other} for one inside"
            )
            return lost.line, lost.column, text
    return None


def _bracket(lines: Sequence[str], lost: Lost) -> Slip | None:
    """A bracket without its other, or entries in one that no comma parts."""
    kind = next((kind for kind in _CLOSING if f"flow {kind}" in lost.context), "")
    here = lines[lost.line][lost.column :] if lost.line < len(lines) else ""
    if kind and lost.opened is not None:
        mark, other = _CLOSING[kind]
        if lost.opened == lost.line and here[:1] not in ("", "#"):
            return (
                lost.line,
                lost.column,
                f"a comma must part the entries between {mark} and {other}",
            )
        column = lines[lost.opened].find(mark)
        return lost.opened, column, f"the {mark} here is not closed: write {other} where it ends"
    if here[:1] in ("]", "}"):
        return lost.line, lost.column, f"a {here[0]} too many: nothing is open that it could close"
    return None


def _colon(number: int, line: str, lost: Lost) -> Slip | None:
    """A colon that is missing, or that no space follows."""
    stuck = _STUCK.fullmatch(line.rstrip())
    if stuck and ": " not in line.partition("{")[0]:
        written = f"{stuck['key']}: {stuck['value'].strip()}"
        return number, len(stuck["before"]), f"a space must follow the colon: write {written}"
    if number == lost.opened and "expected ':'" in lost.problem and ":" not in line:
        key = _KEY.match(line)
        rest = line[key.end() :].strip(" =\t") if key else ""
        if key:
            written = f"{key['key']}: {rest}".rstrip()
            return number, key.start("key"), f"a colon must follow the key: write {written}"
    return None


def _second_colon(lines: Sequence[str], lost: Lost) -> Slip | None:
    """A second colon with a space on a line: in text, or of an entry that belongs on its own."""
    line = lines[lost.line] if lost.line < len(lines) else ""
    first = _ENTRY.match(line)
    if "mapping values" not in lost.problem or first is None or first.end() > lost.column:
        return None
    text = (
        "a second colon stands on the line; put text that has one in quotes, "
        f'"{line[first.end() :].strip()}", and every entry on a line of its own'
    )
    return lost.line, lost.column, text


def _beginning(lines: Sequence[str], lost: Lost) -> Slip | None:
    """A value that begins with a sign that YAML keeps for itself."""
    if "cannot start any token" not in lost.problem or lost.line >= len(lines):
        return None
    value = lines[lost.line][lost.column :].strip()
    if share := number_meant(value):
        return lost.line, lost.column, f"a number has no sign of percent{share}"
    text = f"no value begins with {value[:1]}; put text that does in quotes"
    return (lost.line, lost.column, text) if value else None


def _indent(lines: Sequence[str], lost: Lost) -> Slip | None:
    """A line that stands further in or out than those that it belongs with."""
    said = lost.problem + lost.context
    if lost.line >= len(lines) or not any(each in said for each in _AT_AN_INDENT):
        return None
    above = next(_before(lines, lost.line), None)
    below = next((each for each in lines[lost.line + 1 :] if _says_something(each)), None)
    here = _spaces(lines[lost.line])
    inside = lines[lost.line][: lost.column].strip(" -") and "mapping values" not in lost.problem
    if above is None or inside or here == _spaces(above[1]):
        return None
    opens = lines[lost.line].rstrip().endswith(":")
    before, after = _spaces(above[1]), None if below is None else _spaces(below)
    if (after == here and not opens) or "document start" in said:  # the line above is the odd one
        return above[0], before, _stands(above[0], before, "the lines below it", [here])
    levels = _levels(lines, lost.line)
    if before == after and not opens:
        wanted = [before]
    else:
        possible = [n for n in levels if n != here and (not opens or after is None or n < after)]
        nearest = min((abs(n - here) for n in possible), default=0)
        wanted = sorted(n for n in possible if abs(n - here) == nearest)
        wanted = [before] if before in wanted and not opens else wanted
    return (lost.line, here, _stands(lost.line, here, "its neighbours", wanted)) if wanted else None


def _stands(line: int, here: int, others: str, wanted: Sequence[int]) -> str:
    spaces = "1 space" if here == 1 else f"{here} spaces"
    there = " or ".join(map(str, wanted))
    together = "lines that belong together begin alike"
    return f"line {line + 1} stands {spaces} in, {others} {there}; {together}"


def _levels(lines: Sequence[str], line: int) -> set[int]:
    """How far in the lines stand that are open above a line, and the one just above."""
    found: set[int] = set()
    for _, each in _before(lines, line):
        if not found or _spaces(each) < min(found):
            found.add(_spaces(each))
        if 0 in found:
            break
    return found


def _spaces(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
