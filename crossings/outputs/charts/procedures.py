"""What is done with loads: each regime as a tree of stages, and how many come along where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crossings.outputs.charts.canvas import Canvas
from crossings.outputs.charts.colours import BLUE, MUTED, ORANGE, RULE
from crossings.outputs.charts.lettering import PLAIN, SMALL, leading, wide, wrapped
from crossings.outputs.charts.words import Words

_STEP, _NARROW, _LEAST = 18.0, 560.0, 56.0
_BAR = 11.0
_SMALL = 0.0995


@dataclass(frozen=True)
class Branch:
    """A way on: when loads take it, what is done there, and how many of all come along."""

    depth: int
    when: str
    """Empty at the first stage."""
    what: str
    ends: bool
    takes: str
    """Minutes of each resource in words; empty where there are none."""
    clean: float
    hidden: float

    @property
    def way(self) -> str:
        """What leads there, and what is done."""
        return f"{self.when} {self.what}".strip()


@dataclass(frozen=True)
class Drawn:
    """A regime: what it is called, what it comes to, and its tree."""

    name: str
    says: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class _Column:
    """A share beside each way, drawn from a place on."""

    at: float
    width: float
    says: str
    colour: str


def procedures(data: Sequence[Drawn], words: Words, width: float) -> str:
    """A tree for each regime, one below the other, with two shares beside each way."""
    across, gap = (74.0, 6.0) if width < _NARROW else (130.0, 16.0)
    room = width - 2 * (across + gap)
    shares = ("procedures.clean", BLUE), ("procedures.hidden", ORANGE)
    columns = [
        _Column(room + gap + n * (across + gap), across, words.say(key), colour)
        for n, (key, colour) in enumerate(shares)
    ]
    canvas = Canvas(width, mirrored=words.mirrored)
    top = 0.0
    for each in data:
        named = wrapped(each.name, width, bold=True)
        top = canvas.lines((0, top + PLAIN + 2), named, bold=True)
        told = wrapped(each.says, width, SMALL)
        top = canvas.lines((0, top), told, size=SMALL, colour=MUTED) + 6
        top = max(_head(canvas, column, top) for column in columns)
        stems: dict[int, float] = {}
        for branch in each.branches:
            told_shares = _told(branch.clean, words), _told(branch.hidden, words)
            clean, hidden = told_shares
            says = words.say("procedures.tip", way=branch.way, clean=clean, hidden=hidden)
            with canvas.mark(says):
                middle, top = _way(canvas, branch, stems, top, room)
                of = zip(columns, (branch.clean, branch.hidden), told_shares, strict=True)
                for column, share, said in of:
                    _share(canvas, column, share, middle, said)
        top += 14
    canvas.height = top
    return canvas.svg("procedures", words.say("procedures.title"), words.say("procedures.says"))


def _told(share: float, words: Words) -> str:
    """A share, a small one to two figures: few clean loads are refused, and they count."""
    return words.share(share) if share >= _SMALL or share == 0 else f"{100 * share:.2g}%"


def _head(canvas: Canvas, column: _Column, top: float) -> float:
    lines = wrapped(column.says, column.width, SMALL)
    return canvas.lines((column.at, top), lines, size=SMALL, colour=MUTED)


def _share(canvas: Canvas, column: _Column, share: float, middle: float, told: str) -> None:
    longest = column.width - wide("0.099%", SMALL) - 5
    canvas.rect(column.at, middle - _BAR / 2, longest * share, _BAR, column.colour)
    canvas.text((column.at + longest * share + 4, middle + SMALL * 0.36), told, size=SMALL)


def _way(
    canvas: Canvas, branch: Branch, stems: dict[int, float], top: float, room: float
) -> tuple[float, float]:
    """A way and the line that leads to it: the middle of its first line, and where the next begins.

    `stems` has the height from which lines lead on, by the depth of the stage.
    """
    x = branch.depth * _STEP
    when = wide(branch.when, SMALL) + 5 if branch.when else 0.0
    beside = room - x - when >= _LEAST
    first = top + PLAIN
    middle = first - PLAIN * 0.36
    if branch.depth:
        down = x - _STEP + 5
        canvas.line((down, stems[branch.depth - 1]), (down, middle), RULE)
        canvas.line((down, middle), (x - 3, middle), RULE)
    if branch.when:
        canvas.text((x, first), branch.when, size=SMALL, colour=MUTED)
    at = (x + when, first) if beside else (x, first + leading(PLAIN) * bool(when))
    lines = wrapped(branch.what, room - at[0], bold=not branch.ends)
    below = canvas.lines(at, lines, bold=not branch.ends)
    taken = wrapped(branch.takes, room - x, SMALL)
    below = canvas.lines((x, below), taken, size=SMALL, colour=MUTED)
    stems[branch.depth] = below - SMALL + 3
    return middle, below - PLAIN + 6
