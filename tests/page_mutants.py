"""Pages with one number changed in a mark, in a tooltip or in a cell of the evidence.

    python tests/page_mutants.py --number 147

makes so many of the page of a shipped case, by a seed, and says which no check sees.
"""

import argparse
import os
import random
import re
from collections.abc import Iterator
from typing import NamedTuple

from page_marks import CHECKS, Expected, evidence_faults, faults, wide_charts
from places import ROOT
from reports import material_of

from crossings.outputs.report.language import language
from crossings.outputs.report.page import page

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_PLACE = re.compile(r"\d+(?:\.\d+)?")
_PLACED = re.compile(
    r'(?<![\w-])(?:x|y|width|height|stroke-width|x1|x2|y1|y2|cx|cy|points|d)="([^"]*)"'
)
_SHAPE = re.compile(r"<(?:rect|line|circle|polygon|path) [^>]*>")
KINDS = ("marks", "tooltips", "cells")


class Mutant(NamedTuple):
    """A page with one number changed."""

    kind: str
    chart: str
    was: str
    became: str
    page: str


def mutants(made: str, number: int, seed: int) -> Iterator[Mutant]:
    """So many, as many of each kind."""
    chance = random.Random(seed)
    places = {kind: list(_places(made, kind)) for kind in KINDS}
    for n in range(number):
        kind = KINDS[n % len(KINDS)]
        chart, start, end = chance.choice(places[kind])
        was = made[start:end]
        became = _moved(was, chance) if kind == "marks" else _mistyped(was, chance)
        yield Mutant(kind, chart, was, became, made[:start] + became + made[end:])


def seen(mutant: Mutant, answers: Expected) -> list[str]:
    """What the checks say of it."""
    if mutant.kind == "cells":
        return evidence_faults(mutant.page, answers)
    return faults(mutant.page, answers, mutant.chart)


def _places(made: str, kind: str) -> Iterator[tuple[str, int, int]]:
    """Chart, begin and end of every number of a kind."""
    if kind == "cells":
        begin = made.index('<section id="evidence"')
        section = made[begin : made.index("<h3>", made.index("<details", begin))]
        for cell in re.finditer(r"<td[^>]*>(.*?)</td>", section, re.S):
            for data in re.finditer(r'value="([^"]*)"|>([^<]*)<|^([^<]*)$', cell[1]):
                group = next(n for n in (1, 2, 3) if data[n] is not None)
                offset = begin + cell.start(1) + data.start(group)
                yield from (("evidence", offset + one.start(), offset + one.end())
                            for one in _NUMBER.finditer(data[group]))  # fmt: skip
        return
    for name, svg in wide_charts(made).items():
        if name not in CHECKS:
            continue
        at = made.index(svg)
        for mark in re.finditer(r'<g class="mark"><title>(.*?)</title>(.*?)</g>', svg, re.S):
            if kind == "tooltips":
                for one in _FIGURE.finditer(mark[1]):
                    yield name, at + mark.start(1) + one.start(), at + mark.start(1) + one.end()
                continue
            for shape in _SHAPE.finditer(mark[2]):
                for given in _PLACED.finditer(shape[0]):
                    offset = at + mark.start(2) + shape.start() + given.start(1)
                    yield from ((name, offset + one.start(), offset + one.end())
                                for one in _PLACE.finditer(given[1]))  # fmt: skip


_FIGURE = re.compile(
    r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?=%| of | truckloads| met| needed| arrived|;|$)"
)
"""Numbers of tooltips that are figures, and no days, years or names."""


def _moved(was: str, chance: random.Random) -> str:
    """A length or a place that is off by two pixels or more."""
    value = float(was)
    return f"{max(0.0, value + chance.choice((-1, 1)) * (2 + 0.1 * value)) or value + 3:.1f}"


def _mistyped(was: str, chance: random.Random) -> str:
    """A number with another digit somewhere."""
    place = chance.choice([n for n, sign in enumerate(was) if sign.isdigit()])
    other = chance.choice([digit for digit in "0123456789" if digit != was[place]])
    return was[:place] + other + was[place + 1 :]


def main() -> None:
    """Count those that no check sees."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--number", type=int, default=147)
    asked.add_argument("--seed", type=int, default=19)
    asked.add_argument("--case", default="gaza-2010")
    given = asked.parse_args()
    os.chdir(ROOT)
    material = material_of(f"inputs/{given.case}.yaml", "joint", futures=20)
    made = page(material, language("en"))
    answers = Expected(material)
    assert not faults(made, answers) and not evidence_faults(made, answers)
    survived = [m for m in mutants(made, given.number, given.seed) if not seen(m, answers)]
    for each in survived:
        print(f"{each.kind} of {each.chart}: {each.was} became {each.became}")
    print(f"{len(survived)} of {given.number} survive")


if __name__ == "__main__":
    main()
