"""XML from strangers, as a stream of elements, with bounds that stand in the parser's own loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from xml.parsers import expat

from crossings.reading.sheets.archives import BrokenBook

_MOST_TAGS = 6_000_000
"""Four to a cell with a number."""
_MOST_NAMES = 10_000
"""Different names of elements and attributes; the parser remembers each."""
_LONGEST_TAG = 1_000_000
"""Bytes of a tag or a comment, which the parser holds until it ends."""
_TEXT_AT_ONCE = 1 << 16
_ENCODINGS = ("utf-8", "utf-16", "us-ascii", "ascii")
DEEPEST = 60

Start = Callable[[str, dict[str, str]], Any]
End = Callable[[str], Any]
Text = Callable[[str], Any]


class LocalNames(dict[str, str]):
    """Names of elements without their prefix, each worked out once."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(":")[2]
        return self[name]


def stream(part: str, pieces: Iterable[bytes], start: Start, end: End, text: Text) -> None:
    """Hand the elements and texts of a part to `start`, `end` and `text`.

    Raises `BrokenBook` where it is no XML, defines entities, or has more than fits.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = _TEXT_AT_ONCE
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = lambda *_: _refuse(part, "it defines a document type")
    parser.XmlDeclHandler = lambda _, encoding, __: _known(part, encoding)
    come, tags = 0, 0
    try:
        for piece in pieces:
            come += len(piece)
            tags += piece.count(b"<")
            if tags > _MOST_TAGS:
                _refuse(
                    part,
                    f"it has over {_MOST_TAGS:,} tags, those of about {_MOST_TAGS // 4:,} cells, "
                    "and no more are read; as CSV more are",
                )
            parser.Parse(piece, False)
            if come - parser.CurrentByteIndex > _LONGEST_TAG:
                _refuse(part, f"a tag or comment has over {_LONGEST_TAG:,} bytes")
            if len(parser.intern) > _MOST_NAMES:
                _refuse(part, f"it has over {_MOST_NAMES:,} different names, and no more are read")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BrokenBook(f"{part} is not valid XML: {error}") from error


def _known(part: str, encoding: str | None) -> None:
    if encoding is not None and encoding.lower() not in _ENCODINGS:
        _refuse(part, f"it is in the encoding {encoding[:20]}; expected UTF-8")


def _refuse(part: str, why: str) -> None:
    raise BrokenBook(f"{part}: {why}")
