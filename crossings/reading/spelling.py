"""The word that was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def near(word: str, words: Iterable[str], likeness: float = 0.6) -> str:
    """Suggestion of the word that was probably meant; empty where none is near.

    >>> near("ned", ["need", "stock"])
    '; did you mean need?'
    """
    matches = difflib.get_close_matches(word, list(words), n=1, cutoff=likeness)
    return f"; did you mean {matches[0]}?" if matches else ""


def one_of(word: str, words: Iterable[str]) -> str:
    """As `near`, and where no word is near, the words to choose from."""
    words = list(words)
    return near(word, words) or (f"; expected one of {', '.join(words)}" if words else "")
