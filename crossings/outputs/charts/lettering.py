"""How wide words are: never less than in the fonts in which charts are read.

Widths are the greatest of Noto Sans, DejaVu Sans and Liberation Sans as Chromium sets them, in
parts of the size of the letters. A letter that is listed nowhere is as wide as any of its kind.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

SMALL, PLAIN = 11.0, 12.5
_LATIN = (
    ("'‘’ijl", 0.28, 0.35),
    (" ,.·،؛", 0.33, 0.39),
    (":;If", 0.36, 0.44),
    ("rt!-/\\()[]", 0.42, 0.50),
    ('sczJ*|_?"`؟', 0.56, 0.61),
    ("kxvyL–", 0.60, 0.67),
    ("0123456789oaehnubdgpq$TF{}", 0.64, 0.72),
    ("ESYPKAVZXB“”€", 0.69, 0.78),
    ("CRUHND", 0.78, 0.84),
    ("G&OQ", 0.79, 0.88),
    ("w#+<=>^~−×÷", 0.84, 0.93),
    ("mMW%@—…", 1.02, 1.11),
)
"""Letters, their width, and their width in bold."""
_CYRILLIC = (("жмфшщыю", 0.95, 1.11), ("ЖШЩЮ", 1.10, 1.33))
_ARABIC_JOINED = (
    ("لبتثنيیئپ", 0.37, 0.41),
    ("فق", 0.51, 0.72),
    ("كکگمه", 0.59, 0.70),
    ("جحخچعغ", 0.65, 0.74),
    ("طظ", 0.82, 0.97),
)
"""Arabic letters that are joined to the next one."""
_ARABIC = (
    ("اأإآ", 0.31, 0.38),
    ("دذرزژوؤةءه", 0.57, 0.69),
    ("مجحخچعغ", 0.67, 0.78),
    ("للنيىیئق", 0.84, 1.01),
    ("طظكکگ", 0.97, 1.07),
    ("بتثپف", 1.11, 1.19),
)
"""Those that are not: the last of a word, and those that never are."""
_KINDS = {
    "Ll": (0.84, 0.94),
    "Lu": (0.93, 1.06),
    "Nd": (0.64, 0.72),
    "Pi": (0.70, 0.78),
    "Pf": (0.70, 0.78),
    "Hebrew": (0.78, 0.88),
}
_ANY = (1.25, 1.35)


@cache
def wide(words: str, size: float = PLAIN, *, bold: bool = False) -> float:
    """How wide words are at most.

    >>> wide("水水", 10), wide("mill", 10) < wide("mill", 10, bold=True)
    (20.0, True)
    """
    following = [*words[1:], " "]
    ems = (_ems(letter, _arabic(after)) for letter, after in zip(words, following, strict=True))
    return sum(each[bold] for each in ems) * size


@cache
def _ems(letter: str, joined: bool) -> tuple[float, float]:
    """Width of a letter, plain and bold; whether it is joined matters to Arabic ones alone."""
    if _kind(letter) in ("Mn", "Me", "Cf"):
        return 0.0, 0.0
    if _arabic(letter):
        return _listed(letter, *(_ARABIC_JOINED if joined else ()), *_ARABIC) or (
            (0.95, 1.02) if joined else (1.35, 1.44)
        )
    bare = unicodedata.normalize("NFD", letter)[0]  # of its accents
    found = _listed(letter, *_LATIN, *_CYRILLIC) or _listed(bare, *_LATIN)
    if found is None and _is_square(letter):
        found = 1.0, 1.0
    return found or _KINDS.get(_kind(letter), _ANY)


def _is_square(letter: str) -> bool:
    """Whether it is one of the letters and signs of East Asia, which are as wide as high."""
    return unicodedata.east_asian_width(letter) in ("W", "F") and _kind(letter)[0] in "LPN"


def _kind(letter: str) -> str:
    hebrew = unicodedata.bidirectional(letter) == "R"
    return "Hebrew" if hebrew else unicodedata.category(letter)


def _listed(letter: str, *lists: tuple[str, float, float]) -> tuple[float, float] | None:
    return next(((plain, bold) for each, plain, bold in lists if letter in each), None)


def _arabic(letter: str) -> bool:
    return unicodedata.bidirectional(letter) == "AL" and letter.isalpha()


def leading(size: float) -> float:
    """From one line of words to the next."""
    return size * 1.2


def wrapped(words: str, width: float, size: float = PLAIN, *, bold: bool = False) -> list[str]:
    """Words in as many lines as they need, with nothing left out.

    What is too long for a line is broken behind its hyphens, and where there is none anywhere.

    >>> wrapped("under scan-then-search", 80)
    ['under', 'scan-then-', 'search']
    """

    def fits(line: str) -> bool:
        return wide(line, size, bold=bold) <= width

    lines: list[str] = []
    for word in words.split():
        if lines and fits(f"{lines[-1]} {word}"):
            lines[-1] += f" {word}"
            continue
        lines.append("")
        for part in [word] if fits(word) else _parts(word, fits):
            if lines[-1] and not fits(lines[-1] + part):
                lines.append("")
            lines[-1] += part
    return lines


def _parts(word: str, fits: Callable[[str], bool]) -> list[str]:
    """A word in the parts into which it may be broken: behind hyphens, else letter by letter."""
    parts = re.findall(r"[^-/]+[-/]*|[-/]+", word)
    return [each for part in parts for each in ([part] if fits(part) else _letters(part))]


def _letters(word: str) -> list[str]:
    """Letters with the accents that follow them."""
    return re.findall(r".[\u0300-\u036f\u064b-\u065f\u200c\u200d]*", word)


def narrowest(words: str, size: float) -> float:
    """The width of a line below which a word of them is broken other than behind a hyphen."""
    parts = re.findall(r"[^-/\s]+[-/]*", words)
    return max((wide(part, size) for part in parts), default=0.0)
