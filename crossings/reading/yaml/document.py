"""A YAML file as plain data, with the line and column of everything in it.

Scalars follow YAML 1.2, not PyYAML's 1.1: `no` is text and not False, `12:30` is text and not 750,
`1e3` is a number. What would silently mean something else (a key given twice, `010`) is a fault
here or stays text, so that the number it was meant to be is asked for.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from crossings.errors import Finding, InputError, reading
from crossings.problem import Origin
from crossings.reading.sheets.cells import Dotted
from crossings.reading.sheets.written_numbers import THREE_PLACES, arabic_number
from crossings.reading.yaml.opened import content
from crossings.reading.yaml.slips import Lost, slip

DataPath = tuple[str | int, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_CUT_OFF = re.compile(r"[ \t]+(#[0-9]+)")
_NOT_FINITE = {".inf": "inf", "+.inf": "inf", "-.inf": "-inf", ".nan": "nan"}
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_LONGEST_EXACT_INTEGER = 15
"""Digits that a float holds exactly; longer ones become floats at once."""

_DEEPEST = 40
_MOST_NODES = 400_000
_MOST_EVENTS = 400_000
"""Bounds against files made to exhaust memory by nesting, by aliases of aliases, by length: an
entry that is written takes 0.5 kB and 10 µs, one that an alias repeats less."""


@dataclass(frozen=True)
class Mark:
    """Where something stands: the file as the user named it, line and column from 1."""

    file: str
    line: int
    column: int
    below: DataPath = ()
    """What the user writes in front of a path there: `model` in a `--set` of the model."""
    in_sheet: bool = False
    """Whether the file is a sheet, and line and column are a cell of it."""

    def under(self, *steps: str | int) -> Mark:
        """The same place, for paths that are written there without `steps` in front of them."""
        return replace(self, below=steps)


@dataclass(frozen=True)
class Document:
    """A file read: its data, where each key and each value stands, and what identifies it."""

    file: str
    data: Any
    keys: dict[DataPath, Mark]
    values: dict[DataPath, Mark]
    sha256: str
    tables: tuple[Origin, ...] = ()
    """Workbooks and CSV files that its data were taken from."""
    faults: tuple[Finding, ...] = ()
    """What is wrong with those."""
    oddities: tuple[Finding, ...] = ()
    """What is odd about those."""
    shipped: bool = False
    """Whether it is a file of this tool."""
    within: DataPath = ()
    """Where in the file it stands: a model that a case has in it; empty for all of the file."""

    def mark(self, path: DataPath, *, key: bool = False) -> Mark:
        """Place of `path`, or of the nearest thing around it that stands in the file."""
        while path not in self.values and path:
            path = path[:-1]
        if key and path in self.keys:
            return self.keys[path]
        return self.values[path] if path in self.values else Mark(self.file, 1, 1)

    def finding(
        self, path: DataPath, text: str, key: bool = False, shown: DataPath | None = None
    ) -> Finding:
        """A finding at `path`; with `key`, at the key and not at its value.

        `shown` is the path in the message where that is another one.
        """
        mark = self.mark(path, key=key)
        said = (*mark.below, *(path if shown is None else shown))
        return Finding(mark.file, mark.line, mark.column, dotted(said), text, mark.in_sheet)


def dotted(path: DataPath) -> str:
    """Path as users write it.

    >>> dotted(("coverage_bands", 0, "up_to"))
    'coverage_bands.0.up_to'
    """
    return ".".join(map(str, path))


def read_document(path: Path, shown_as: str) -> Document:
    """Data of the YAML file at `path`, called `shown_as` in messages.

    Raises `InputError` with every fault found: a missing file, bytes that are not UTF-8, broken
    YAML, keys given twice, tags.
    """
    return parse_document(content(path, shown_as), shown_as)


def parse_document(read: bytes, shown_as: str) -> Document:
    """Data of a YAML file's bytes; see `read_document`."""
    try:
        text = read.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = read.count(b"\n", 0, error.start) + 1
        column = error.start - (read.rfind(b"\n", 0, error.start) + 1) + 1
        fault = f"not UTF-8 text (byte 0x{read[error.start]:02x}); save the file as UTF-8"
        raise InputError([Finding(shown_as, line, column, "", fault)]) from error
    with reading(shown_as):
        composer = _Composer(shown_as, text)
        data = composer.document()
    if composer.faults:
        raise InputError(composer.faults)
    digest = hashlib.sha256(read).hexdigest()
    odd = tuple(composer.oddities)
    return Document(shown_as, data, composer.keys, composer.values, digest, oddities=odd)


class _Composer:
    """Builds plain data from YAML events, noting where each key and value stands.

    Events and not PyYAML's own composer, because that one recurses without a limit and resolves
    scalars by YAML 1.1.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.keys: dict[DataPath, Mark] = {}
        self.values: dict[DataPath, Mark] = {}
        self.faults: list[Finding] = []
        self.oddities: list[Finding] = []
        self._anchors: dict[str, list[yaml.Event]] = {}
        self._nodes = 0

    def document(self) -> Any:
        events = self._events()
        documents = [event for event in events if isinstance(event, yaml.DocumentStartEvent)]
        if not documents:
            raise InputError([Finding(self.file, 1, 1, "", "the file is empty")])
        if len(documents) > 1:
            self._fault(documents[1], (), "a second document; a file holds one")
        start = events.index(documents[0]) + 1
        return self._node(_Events(events, start), ())

    def _events(self) -> list[yaml.Event]:
        events: list[yaml.Event] = []
        depth = 0
        try:
            for event in yaml.parse(self.text, Loader=_LOADER):
                events.append(event)
                depth += isinstance(event, yaml.CollectionStartEvent)
                depth -= isinstance(event, yaml.CollectionEndEvent)
                if depth > _DEEPEST:
                    raise InputError([self._too_much(event)])
                if len(events) > _MOST_EVENTS:
                    text = f"over {_MOST_EVENTS:,} entries; tables of numbers may be CSV files"
                    raise InputError([self._finding(event, (), text)])
        except yaml.YAMLError as error:
            raise InputError([self._syntax_fault(error)]) from error
        return events

    def _node(self, events: _Events, path: DataPath) -> Any:
        event = events.next()
        self._nodes += 1
        if self._nodes > _MOST_NODES or len(path) > _DEEPEST:
            raise InputError([self._too_much(event)])
        self.values.setdefault(path, self._mark(event))
        if isinstance(event, yaml.AliasEvent):
            return self._aliased(event, path)
        if event.tag is not None and not (isinstance(event, yaml.ScalarEvent) and event.tag == "!"):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._fault(event, path, f"tags such as {tag} are not used here; write the value alone")
        if event.anchor is not None:
            self._anchors[event.anchor] = events.subtree()
        if isinstance(event, yaml.ScalarEvent):
            value = scalar(event.value) if event.implicit[0] else event.value
            self._cut_off(event, value, path)
            return value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _cut_off(self, event: Any, value: Any, path: DataPath) -> None:
        """A remark where text goes on with # and a digit, which is a remark to YAML: Gate #4."""
        cut = _CUT_OFF.match(self.text, event.end_mark.index) if isinstance(value, str) else None
        if cut and event.implicit[0]:
            text = f"{cut[1]} and what follows is not read; if it is text too, put all in quotes"
            self.oddities.append(self._finding(event, path, text))

    def _sequence(self, events: _Events, path: DataPath) -> list[Any]:
        items: list[Any] = []
        while not isinstance(events.peek(), yaml.SequenceEndEvent):
            items.append(self._node(events, (*path, len(items))))
        events.next()
        return items

    def _mapping(self, events: _Events, path: DataPath) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(events.peek(), yaml.MappingEndEvent):
            key_event = events.peek()
            if not isinstance(key_event, yaml.ScalarEvent):
                self._fault(key_event, path, "a key must be a single word or number")
                self._node(events, (*path, "?"))
                self._node(events, (*path, "?"))
                continue
            events.next()
            key, inside = key_event.value, (*path, key_event.value)
            if key in mapping:
                first = self.keys[inside].line
                self._fault(key_event, inside, f"given twice; first on line {first}")
                self._node(events, (*path, "?"))
                continue
            if key == "<<" and key_event.implicit[0]:
                self._fault(key_event, inside, "merge keys are not used here; write the entries")
            self.keys[inside] = self._mark(key_event)
            if not getattr(events.peek(), "flow_style", True):  # its entries begin a line below
                self.values[inside] = self.keys[inside]
            mapping[key] = self._node(events, inside)
        events.next()
        return mapping

    def _aliased(self, alias: yaml.AliasEvent, path: DataPath) -> Any:
        if alias.anchor not in self._anchors:
            self._fault(alias, path, f"nothing bears the anchor &{alias.anchor} before this")
            return None
        return self._node(_Events(self._anchors[alias.anchor], 0), path)

    def _syntax_fault(self, error: yaml.YAMLError) -> Finding:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
        if mark is None:  # a character that YAML does not allow; its position is an index
            before = self.text[: getattr(error, "position", 0) or 0]
            line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        else:
            line, column = mark.line + 1, mark.column + 1
        opened = getattr(error, "context_mark", None)
        lost = Lost(
            line - 1, column - 1, problem, getattr(error, "context", None) or "",
            None if opened is None else opened.line,
        )  # fmt: skip
        line, column, told = slip(self.text, lost)
        return Finding(self.file, line + 1, column + 1, "", told)

    def _too_much(self, event: yaml.Event) -> Finding:
        text = f"over {_MOST_NODES:,} entries, aliases counted where they are used"
        if self._nodes <= _MOST_NODES:
            text = f"nested over {_DEEPEST} levels deep"
        return self._finding(event, (), text)

    def _mark(self, event: Any) -> Mark:
        return Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _finding(self, event: yaml.Event, path: DataPath, text: str) -> Finding:
        mark = self._mark(event)
        return Finding(mark.file, mark.line, mark.column, dotted(path), text)

    def _fault(self, event: yaml.Event, path: DataPath, text: str) -> None:
        self.faults.append(self._finding(event, path, text))


class _Events:
    """A reading position in a list of YAML events."""

    def __init__(self, events: list[yaml.Event], position: int) -> None:
        self._events = events
        self._position = position

    def peek(self) -> Any:
        return self._events[self._position]

    def next(self) -> Any:
        self._position += 1
        return self._events[self._position - 1]

    def subtree(self) -> list[yaml.Event]:
        """Events of the node just entered, its first one without its anchor."""
        first = self._events[self._position - 1]
        depth, end = 0, self._position - 1
        while True:
            event = self._events[end]
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            end += 1
            if depth == 0:
                break
        return [_without_anchor(first), *self._events[self._position : end]]


def _without_anchor(event: Any) -> Any:
    place = (event.start_mark, event.end_mark)
    if isinstance(event, yaml.ScalarEvent):
        return yaml.ScalarEvent(None, event.tag, event.implicit, event.value, *place)
    return type(event)(None, event.tag, event.implicit, *place)


def scalar(text: str) -> Any:
    """Value of an unquoted scalar by the core schema of YAML 1.2.

    Digits and separators that only Arabic and Persian numbers have leave no doubt of a number.

    >>> [scalar(text) for text in ("no", "12:30", "010", "1e3", "7", "", "true", "١٬٢٣٤٫٥")]
    ['no', '12:30', '010', 1000.0, 7, None, True, 1234.5]
    """
    if text.lower() in _WORDS and (text.islower() or text.isupper() or text.istitle() or not text):
        return _WORDS[text.lower()]
    if text == "~":
        return None
    if _INTEGER.match(text) and len(text) <= _LONGEST_EXACT_INTEGER:
        return int(text)
    if _FLOAT.match(text):
        return Dotted(text) if THREE_PLACES.fullmatch(text) else float(text)
    if text.lower() in _NOT_FINITE:
        return float(_NOT_FINITE[text.lower()])
    arabic = None if text.isascii() else arabic_number(text)
    return text if arabic is None else arabic
