"""A workbook: which sheets it has, what they share, and the cells of each.

Nothing in it is believed unseen: `archives` bounds what is unpacked, `xml_stream` what is parsed,
and `sheet_cells` what is kept.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any

from crossings.reading.sheets.archives import Archive, BrokenBook
from crossings.reading.sheets.number_formats import form_of
from crossings.reading.sheets.sheet_cells import MOST_TEXT, Cells, Reader, Shared
from crossings.reading.sheets.sheet_texts import text_cell
from crossings.reading.sheets.xml_stream import DEEPEST, LocalNames, stream

_MOST_ELEMENTS = 100_000
"""Of the lists of sheets, of relations and of formats."""
_MOST_TEXTS = 2_000_000
_WORKBOOK = "xl/workbook.xml"
_SHEET = "worksheet"
"""Other kinds, such as those of a chart, have no cells."""


@dataclass(frozen=True)
class _Element:
    path: tuple[str, ...]
    attributes: dict[str, str]

    @property
    def tag(self) -> str:
        return self.path[-1]


class Book:
    """A workbook; `titles` are those of its sheets, `visible` of those that are not hidden.

    Raises `BrokenBook` where the content is none.
    """

    def __init__(self, content: bytes) -> None:
        self._archive = Archive(content)
        main = [part for _, kind, part in self._related("") if kind == "officeDocument"]
        self._main = main[0] if main else _WORKBOOK
        self._relations = self._related(self._main)
        self._from_1904 = False
        self._parts: dict[str, str] = {}
        self.visible: list[str] = []
        sheets = {key: part for key, kind, part in self._relations if kind == _SHEET}
        for element in self._elements(self._main):
            if element.tag == "workbookPr":
                self._from_1904 = element.attributes.get("date1904") in ("1", "true")
            elif element.tag == "sheet":
                self._take(element.attributes, sheets)
        self.titles = list(self._parts)
        self._shared: Shared | None = None

    def _take(self, sheet: dict[str, str], parts: dict[str, str]) -> None:
        keys = [value for name, value in sheet.items() if name.endswith(":id")]
        part = next((parts[key] for key in keys if key in parts), "")
        title = sheet.get("name", "")
        if part not in self._archive:
            return
        if title in self._parts:
            raise BrokenBook(f"two sheets are called {title[:60]}")
        self._parts[title] = part
        if sheet.get("state", "visible") == "visible":
            self.visible.append(title)

    def cells(self, title: str) -> Cells:
        """Cells of a sheet."""
        if self._shared is None:
            self._shared = Shared(self._texts(), self._forms(), self._from_1904)
        part = self._parts[title]
        try:
            return Reader(self._shared).read(part, self._archive.pieces(part))
        except BrokenBook as error:
            raise BrokenBook(f"in its sheet {title}: {error}") from error

    def _related(self, part: str) -> list[tuple[str, str, str]]:
        """Key, kind and name of each part that a part refers to; '' is the workbook as a whole."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed not in self._archive:
            return []
        found = []
        for element in self._elements(listed):
            get = element.attributes.get
            if element.tag == "Relationship" and get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, get("Target", "")))
                found.append(
                    (get("Id", ""), get("Type", "").rpartition("/")[2], target.lstrip("/"))
                )
        return found

    def _kept_in(self, kind: str) -> str | None:
        """The part of a kind that the workbook has one of at most."""
        parts = [part for _, of, part in self._relations if of == kind and part in self._archive]
        return parts[0] if parts else None

    def _elements(self, part: str) -> list[_Element]:
        """Elements of a small part, each with the names of those around it."""
        local, path, found = LocalNames(), [""], list[_Element]()

        def start(name: str, attributes: dict[str, str]) -> None:
            path.append(local[name])
            if len(path) > DEEPEST or len(found) > _MOST_ELEMENTS:
                raise BrokenBook(f"{part} has more elements than any workbook")
            found.append(_Element(tuple(path), attributes))

        stream(part, self._archive.pieces(part), start, lambda _: path.pop(), lambda _: None)
        return found

    def _forms(self) -> dict[str, str]:
        """What each style shows whose numbers are days or spans of time."""
        part = self._kept_in("styles")
        codes: dict[str, str] = {}
        formats: list[str] = []
        for element in self._elements(part) if part else ():
            get = element.attributes.get
            if element.path[-2:] == ("numFmts", "numFmt"):
                codes[get("numFmtId", "")] = get("formatCode", "")
            elif element.path[-2:] == ("cellXfs", "xf"):
                formats.append(get("numFmtId", ""))
        shown = {each: form_of(each, codes.get(each)) for each in set(formats)}
        return {str(style): shown[each] for style, each in enumerate(formats) if shown[each]}

    def _texts(self) -> list[Any]:
        """Texts that cells refer to by number."""
        part = self._kept_in("sharedStrings")
        if part is None:
            return []
        local, pieces, texts = LocalNames(), list[str](), list[Any]()
        depth = length = inside = phonetic = 0

        def start(name: str, _: dict[str, str]) -> None:
            nonlocal depth, inside, phonetic
            depth += 1
            tag = local[name]
            if depth > DEEPEST or len(texts) > _MOST_TEXTS:
                raise BrokenBook(f"{part} has over {_MOST_TEXTS:,} texts, and no more are read")
            inside, phonetic = inside + (tag == "t"), phonetic + (tag == "rPh")

        def end(name: str) -> None:
            nonlocal depth, inside, phonetic
            depth -= 1
            tag = local[name]
            inside, phonetic = inside - (tag == "t"), phonetic - (tag == "rPh")
            if tag == "si":
                texts.append(text_cell("".join(pieces)))
                pieces.clear()

        def text(data: str) -> None:
            nonlocal length
            if inside and not phonetic:
                pieces.append(data)
                length += len(data)
                if length > MOST_TEXT:
                    raise BrokenBook(f"it has over {MOST_TEXT:,} characters, and no more are read")

        stream(part, self._archive.pieces(part), start, end, text)
        return texts
