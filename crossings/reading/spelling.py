"""The word that was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

_MOST_LISTED = 40


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
    return near(word, words) or among(words)


def among(words: Sequence[str]) -> str:
    """The words to choose from; of very many, the first."""
    more = f" and {len(words) - _MOST_LISTED:,} more" if len(words) > _MOST_LISTED else ""
    return f"; expected one of {', '.join(words[:_MOST_LISTED])}{more}" if words else ""
