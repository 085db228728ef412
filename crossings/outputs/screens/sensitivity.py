"""Which inputs move a figure, on one screen, in a planner's words."""

from __future__ import annotations

import re
from typing import Any

from rich.markup import escape

from crossings.discovery.sensitivity import MORRIS, SOBOL, TORNADO, Moved, Sensitivity
from crossings.outputs.answer import Answer
from crossings.outputs.provenance import origin, provenance
from crossings.outputs.screens.page import Page, Text, grid_of, on_page, short
from crossings.plan import Plan
from crossings.tables.discovered import sensitivity_tables, told
from crossings.wording import counted, figure

_MOST = 15
"""Inputs that are shown."""
_WIDEST = 60
_ASKED = (
    (re.compile(r"days open at (.+)"), "Whether {0} is open"),
    (re.compile(r"throughput of an open day at (.+?), against the usual,?"), "How fast {0} works"),
    (re.compile(r"need for (.+?), against the case,?"), "How much {0} is needed"),
    (re.compile(r"supply through (.+?), against the usual,?"), "How much comes through {0}"),
    (re.compile(r"days of (.+)"), "Whether {0} is at work"),
)
_SHARE = "met_share"


def sensitivity_answer(found: Sensitivity, plan: Plan | None, seed: int | None) -> Answer[Any]:
    """The answer that says what moves a figure; of a folder there is no `plan`."""
    if plan is None:
        case, seed = found.record.case, found.record.futures.seed
        case_of = {"title": case.title, "path": case.file, "sha256": case.sha256}
        model: object = found.model
    else:
        case_of, model = origin(plan.problem.case), origin(plan.problem.model)
    about = {
        "status": "ranked",
        "case": case_of,
        "model": model,
        "method": found.method,
        "of": found.of,
        "futures": found.futures,
        "seed": seed,
        "usual": told(found.usual),
        "spread": told(found.spread),
        "left_out": found.left_out,
    }
    solver = None if plan is None else plan.solver
    return Answer(found, sensitivity_tables(found), about, provenance(solver, seed))


@on_page
def sensitivity_screen(console: Page, answer: Answer[Sensitivity]) -> None:
    """Inputs by how much they move the figure, as text."""
    found, case = answer.result, answer.about["case"]
    console.print(f"[bold]{escape(case['title'])}[/bold]")
    console.print(Text(_how(found)))
    if not found.moved:
        console.print("\nNothing that was drawn differs between these futures.")
        return
    console.print()
    console.print(Text(_sentence(found), style="bold"))
    columns = _COLUMNS.get(found.method, ("<of the spread",))
    grid = grid_of("", "", "<", "<between", *columns)
    for number, each in enumerate(found.moved[:_MOST], 1):
        name, between = asked(each.name.words), f"{figure(each.low)} and {figure(each.high)}"
        cells = _cells(found, each)
        grid.add_row(f"{number}.", Text(short(name, _WIDEST)), between, *cells)
    more = len(found.moved) - _MOST
    says = f"{counted(more, 'more input')} in --format json; " * (more > 0)
    console.show(grid, says + _SAYS.get(found.method, _SAYS_SCORES))


_COLUMNS = {
    TORNADO: ("at the\nfirst", "at the\nsecond", "apart"),
    MORRIS: ("apart", "depends\non others"),
    SOBOL: ("alone", "with\nothers"),
}
_SAYS = {
    TORNADO: "each input at its ends, all others as usual",
    MORRIS: "mean change from end to end, wherever the others are; ±: how far off it may be",
    SOBOL: "shares of the variance, each input varied by itself; ±: how far off they may be",
}
_SAYS_SCORES = "share of the variance that an input explains by itself; ±: how far off it may be"


def asked(words: str) -> str:
    """An input as a planner asks for it.

    >>> asked("days open at Rafah"), asked("need for Fuel, against the case,")
    ('Whether Rafah is open', 'How much Fuel is needed')
    """
    for pattern, says in _ASKED:
        read = pattern.fullmatch(words)
        if read:
            return says.format(read[1])
    return words


def _how(found: Sensitivity) -> str:
    futures = f"{found.futures:,} futures"
    if found.method == TORNADO:
        return f"{futures}: {counted(len(found.moved), 'input')}, one after the other at its ends"
    if found.method in (MORRIS, SOBOL):
        name = "elementary effects (Morris)" if found.method == MORRIS else "Sobol' indices"
        left = f"; {counted(found.left_out, 'input')} that move it less as usual"
        of = counted(len(found.moved), "input")
        return f"{futures} of {of}: {name}{left * (found.left_out > 0)}"
    return f"{futures} {found.record.futures.of}, under {found.model}"


def _sentence(found: Sensitivity) -> str:
    """What moves the figure most, and by how much."""
    first, points = found.moved[0], _unit(found.of)
    says = f"{asked(first.name.words)} moves {_named(found.of)} most"
    if first.rank <= 0:
        return f"Nothing that is varied moves {_named(found.of)}."
    if found.method == TORNADO:
        return f"{says}: {_size(found, first.rank)}{points} from end to end."
    if found.method == MORRIS:
        return f"{says}: {_size(found, first.rank)}{points} from end to end, on average."
    part = min(1.0, first.rank) * found.spread
    return f"{says}: {_size(found, part)} of its {_size(found, found.spread)}{points} of spread."


def _cells(found: Sensitivity, each: Moved) -> tuple[str, ...]:
    if found.method == TORNADO:
        return (_level(found, each.at_low), _level(found, each.at_high), _size(found, each.rank))
    if found.method == MORRIS:
        off = (each.effect.high - each.effect.low) / 2
        size = f"{_size(found, each.effect.value)} ±{_size(found, off)}"
        return size, _size(found, each.interaction)
    indices = (each.first, each.total) if found.method == SOBOL else (each.first,)
    return tuple(f"{x.value:.0%} ±{(x.high - x.low) / 2:.0%}" for x in indices)


def _named(of: str) -> str:
    if of == _SHARE:
        return "need met"
    good = of.removeprefix(f"{_SHARE}_")
    return of if good == of else f"{good.replace('_', ' ')} met"


def _is_share(of: str) -> bool:
    return of.startswith((_SHARE, "coverage_", "worst_coverage"))


def _unit(of: str) -> str:
    return " points" if _is_share(of) else ""


def _size(found: Sensitivity, size: float) -> str:
    return f"{100 * size:.3g}" if _is_share(found.of) else figure(size)


def _level(found: Sensitivity, level: float) -> str:
    return f"{level:.1%}" if _is_share(found.of) else figure(level)
