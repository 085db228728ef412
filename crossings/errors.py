"""The three ways in which a run can fail, each with its exit code, and the place of a fault.

They are raised where the trouble is known and caught in one place, the command line.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_FAULTS = 1_000
"""Of a file; after so many the next would tell nobody more."""
_OF_A_FILE = (OSError, ValueError, ArithmeticError, RuntimeError, EOFError)
"""What Python raises where a file is not as it should be."""
_LONGEST_TOLD = 200
"""Characters of a library's words."""


@dataclass(frozen=True, order=True)
class Finding:
    """A fault or a warning about a file, with the place it speaks of.

    >>> print(Finding("march.yaml", 14, 11, "goods.food.ned", "unknown key; did you mean need?"))
    march.yaml:14:11: goods.food.ned: unknown key; did you mean need?
    >>> print(Finding("needs.xlsx!Needs", 17, 4, "", "expected a number, got nothing", True))
    needs.xlsx!Needs!D17: expected a number, got nothing
    """

    file: str
    line: int
    column: int
    path: str
    text: str
    in_sheet: bool = False
    """Whether the file is a sheet, and line and column are a cell of it."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: "
        if self.in_sheet:
            place = f"{self.file}!{cell_name(self.line, self.column)}: "
        told = f"{place}{self.path}: {self.text}" if self.path else f"{place}{self.text}"
        return told.replace("\n", "\\n")  # a key or a cell may have lines, a fault is one


def cell_name(row: int, column: int) -> str:
    """What a spreadsheet calls a cell, both counted from 1.

    >>> cell_name(17, 4), cell_name(1, 26), cell_name(2, 27), cell_name(3, 703)
    ('D17', 'Z1', 'AA2', 'AAA3')
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


class CrossingsError(Exception):
    """Base of every failure that a user can act on."""

    exit_code = 1


class InputError(CrossingsError):
    """The input is wrong; carries every fault found, in the order of the files."""

    exit_code = 3

    def __init__(self, faults: list[Finding]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class NoPlan(CrossingsError):  # noqa: N818 - a finding about the case, not an error in it
    """No plan reaches the floors; carries what conflicts, in the planner's words and units.

    `sentence` names the conflict; `detail` goes on with what is out of reach and what would help.
    """

    exit_code = 4

    def __init__(self, sentence: str, conflicts: list[dict[str, Any]], detail: str = "") -> None:
        self.sentence = sentence
        self.detail = detail
        self.conflicts = conflicts
        super().__init__(sentence)


class StoppedEarly(CrossingsError):  # noqa: N818 - as above
    """The solver stopped before it had any plan to show."""

    exit_code = 5


class SurroundingsError(CrossingsError):
    """A file cannot be written, a disk is full, a solver broke down."""

    exit_code = 6


@contextlib.contextmanager
def reading(file: str, *also: type[Exception]) -> Iterator[None]:
    """Say of a stranger's file what Python or a library says of it while it is read.

    What nobody can foresee of a file (nested beyond the stack, a number beyond floats, a link to
    itself) becomes an `InputError` that names it, and what the machine lacks a `SurroundingsError`;
    `also` are further kinds that a library raises. Names and types that are wrong (`KeyError`,
    `TypeError`, …) are faults of the program and stay what they are.

    >>> with reading("map.json"):
    ...     float(10**400)
    Traceback (most recent call last):
    crossings.errors.InputError: map.json:1:1: a number in it is too large
    """
    kinds: tuple[type[Exception], ...] = (*_OF_A_FILE, *also)
    try:
        yield
    except MemoryError as error:
        raise SurroundingsError(f"not enough memory to read {file}") from error
    except kinds as error:
        raise InputError([Finding(file, 1, 1, "", _sentence(error))]) from error


def _sentence(error: Exception) -> str:
    """What an error of Python or of a library means of the file that was read."""
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, RecursionError):
        return "nested too deep to be read"
    if isinstance(error, OverflowError):
        return "a number in it is too large"
    if isinstance(error, UnicodeError):
        return "not UTF-8 text; save the file as UTF-8"
    told = " ".join(str(error).split())[:_LONGEST_TOLD]
    return f"cannot be read: {told or type(error).__name__}"
