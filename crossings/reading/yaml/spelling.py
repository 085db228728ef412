"""The word that was probably meant, and words compared as people see them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence

_MOST_LISTED = 40
_LONGEST_COMPARED = 200
_TATWEEL = "\u0640"
"""The stroke that stretches an Arabic word and changes nothing in it."""
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Marks of direction, joining and form, and fillers: they leave no trace where they stand."""
_ODD = re.compile(f"{_UNSEEN.pattern}|[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""Those, and blanks that only look like a space."""


def near(word: str, words: Iterable[str], likeness: float = 0.6) -> str:
    """Suggestion of the word that was probably meant; empty where none is near.

    A mark in it that nobody sees is named first, for it may be all that is wrong.

    >>> near("ned", ["need", "stock"])
    '; did you mean need?'
    >>> near("yard", ["note", "yard_truckloads"])
    '; did you mean yard_truckloads?'
    >>> near("title\u200f", ["title"])
    '; it holds an invisible mark (U+200F); did you mean title?'
    """
    unseen = marks_in(word)
    if len(word) > _LONGEST_COMPARED:
        return unseen
    words = list(words)
    matches = difflib.get_close_matches(without_marks(word), words, n=1, cutoff=likeness)
    if not matches:  # the first part of one alone
        begun = [each for each in words if each.startswith(f"{word}_")]
        matches = begun if len(begun) == 1 else []
    return f"{unseen}; did you mean {matches[0]}?" if matches else unseen


def one_of(word: str, words: Iterable[str], listed: Sequence[str] = ()) -> str:
    """As `near`, and where no word is near, those of `listed`, else of `words`, to choose from."""
    words = list(words)
    hint = near(word, words)
    return hint + among(listed or words) if hint == marks_in(word) else hint


def among(words: Sequence[str]) -> str:
    """The words to choose from; of very many, the first."""
    more = f" and {len(words) - _MOST_LISTED:,} more" if len(words) > _MOST_LISTED else ""
    return f"; expected one of {', '.join(words[:_MOST_LISTED])}{more}" if words else ""


def as_seen(word: str) -> str:
    """A word by which names are compared: one for all that look alike to a reader, in any case.

    >>> as_seen("No\u0308rd") == as_seen("NÖRD\u200f"), as_seen("رفـح") == as_seen("رفح")
    (True, True)
    """
    if word.isascii():
        return word.casefold()
    bare = " ".join(without_marks(word).replace(_TATWEEL, "").split())
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", bare).casefold())


def without_marks(word: str) -> str:
    """A word without the marks in it that nobody sees."""
    if word.isascii():
        return word
    return _UNSEEN.sub("", word)


def marks_in(word: str) -> str:
    """A remark on the marks in a word that nobody sees, by their codes; empty where none is.

    >>> marks_in("Rafah\u200f"), marks_in("Rafah")
    ('; it holds an invisible mark (U+200F)', '')
    """
    if word.isascii():
        return ""
    found = list(dict.fromkeys(f"U+{ord(each):04X}" for each in _ODD.findall(word)))[:5]
    if not found:
        return ""
    what = "an invisible mark" if len(found) == 1 else "invisible marks"
    return f"; it holds {what} ({', '.join(found)})"
