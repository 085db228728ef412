"""What a script hands in as functions: a rule, measures, and by what one is told from another.

A function is the same where its name and its source are. What it reads from elsewhere is not seen.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from crossings.arrays import frozen
from crossings.evaluation.outcomes import Outcomes
from crossings.problem import Floats

OWN = "own"
"""The rule of a script, as manifests and answers call it."""


class OwnCodeError(ValueError):
    """What a function of one's own made is no rule's choice, or no measure."""


@dataclass(frozen=True)
class OwnMeasure:
    """A figure of one's own of every future."""

    name: str
    tells: Callable[[Outcomes], Any]
    """(S,)."""

    @property
    def sha256(self) -> str:
        """Of its source."""
        return source_digest(self.tells)

    def of(self, outcomes: Outcomes) -> Floats:
        """(S,) A number for each future; nan where there is none."""
        called = f"measures[{self.name!r}]"
        try:
            made = self.tells(outcomes)
        except Exception as error:
            text = f"{called}: {type(error).__name__}: {error}"
            raise OwnCodeError(text) from error
        try:
            told = np.array(made, dtype=np.float64)
        except (TypeError, ValueError) as error:
            text = f"{called}: expected numbers, got {type(made).__name__}"
            raise OwnCodeError(text) from error
        if told.shape != (len(outcomes),):
            text = f"expected the shape (S,) = ({len(outcomes)},), got {told.shape}"
            raise OwnCodeError(f"{called}: {text}")
        kept: Floats = frozen(told)
        return kept


def name_of(function: Callable[..., Any]) -> str:
    """What a function is called; an object that is called, by its class."""
    return getattr(function, "__name__", type(function).__name__)


def source_digest(function: Callable[..., Any]) -> str:
    """SHA-256 of a function's source; of what it was made into where no file has it."""
    known = function if hasattr(function, "__code__") else type(function)
    try:
        text = inspect.getsource(known)
    except (OSError, TypeError):
        code = getattr(function, "__code__", None)
        text = type(function).__qualname__ if code is None else _told(code)
    return hashlib.sha256(text.encode()).hexdigest()


def _told(code: Any) -> str:
    """The code of a function, and of those within it, without where it stands."""
    constants = [_told(x) if hasattr(x, "co_code") else repr(x) for x in code.co_consts]
    return repr((code.co_code, code.co_names, constants))
