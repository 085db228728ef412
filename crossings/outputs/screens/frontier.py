"""What security costs, on a screen: what each piece between two bends costs, a chart, the rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.markup import escape

from crossings.analysis.concave import chord
from crossings.analysis.frontier import (
    DAYS_A_MONTH,
    Frontier,
    Mixture,
    Segment,
    envelope,
    mixtures,
)
from crossings.outputs.frontier import FrontierAnswer
from crossings.outputs.screens.adversary import exempt_told, price_told
from crossings.outputs.screens.chart import BETWEEN, chart, mark_of
from crossings.outputs.screens.page import (
    Page,
    grid_of,
    on_page,
    short,
    unknown_contraband,
)
from crossings.wording import counted, figure, share

_MOST_TOLD = 4
_MOST_TOLD_OF_SEVERAL = 2
"""Pieces that a first screen tells of each model."""
_MOST_REGIMES = 4
_LEAST_MOVED = 0.05
"""Truckloads a day that are worth a word."""
_ROUNDING = 1e-6
_STEPS = (
    (1.0, "one undetected load"),
    (0.1, "a tenth of an undetected load"),
    (0.01, "a hundredth of an undetected load"),
    (0.001, "a thousandth of an undetected load"),
)


@on_page
def frontier_screen(console: Page, answer: FrontierAnswer) -> None:
    """What less undetected contraband costs under every model, and all of them on one chart.

    Then every bend, row by row.
    """
    frontiers = answer.result
    _heading(console, frontiers[0])
    for number, frontier in enumerate(frontiers):
        _model(console, frontier, mark_of(number), several=len(frontiers) > 1 and not console.whole)
    if len(frontiers) > 1:
        with console.part("two models, each for a share of the time"):
            _mixtures(console, list(mixtures(frontiers)))
    if any(len(frontier.points) > 1 for frontier in frontiers):
        with console.part("a chart"):
            _chart(console, frontiers)
    for number, frontier in enumerate(frontiers):
        if frontier.points:
            of = f" under {frontier.models[0].title}" if len(frontiers) > 1 else ""
            with console.part(f"every bend{of}"):
                _points(console, frontier, mark_of(number) if of else "")
            if answer.against:
                with console.part(f"what is missed wherever it is sent{of}"):
                    _missed(console, frontier)


def _heading(console: Page, frontier: Frontier) -> None:
    problem = frontier.problem
    console.heading(problem)
    console.print(
        "[bold]What security costs[/bold]: need met, by the undetected contraband allowed"
    )
    if np.isfinite(problem.undetected_limit).any():
        console.print("(in place of the limit that the files give; all other limits stay)")


def _model(console: Page, frontier: Frontier, mark: str, *, several: bool) -> None:
    problem = frontier.problem
    console.print()
    models = (f"[bold]{escape(one.title)}[/bold] ({escape(one.path)})" for one in frontier.models)
    console.print(f"[bold]{mark}[/bold]  {', then '.join(models)}")
    why = f"; {frontier.reason}" if frontier.reason else ""
    if frontier.rates_assumed:
        why = f"; {counted(frontier.rates_assumed, 'threat rate')} assumed{why}"
    console.print(escape(f"Contraband is {unknown_contraband(problem)}{why}"))
    if exempt := exempt_told(problem):
        console.print(escape(exempt))
    if len(frontier.points) == 1:
        allowed = _a_month(frontier.points[0].allowed)
        console.print(
            f"No plan gains by more than {allowed} undetected truckloads a month, and none can do "
            "with less: there is nothing to trade off."
        )
    _rates(console, frontier, _MOST_TOLD_OF_SEVERAL if several else _MOST_TOLD)


def _points(console: Page, frontier: Frontier, mark: str) -> None:
    """Every bend, from what allows most."""
    goods = frontier.problem.goods
    exports = any(good.is_export for good in goods)
    diverts = bool((frontier.problem.diverted_share > 0).any())
    regimes = _regimes(frontier)
    grid = grid_of(
        f"{mark}  Every bend".strip(), "allowed", "undetected", "value", "met", "share",
        *(["exported"] if exports else []),
        *(["diverted a\nmonth (assumed)"] if diverts else []), "one less\ncosts",
        *(short(frontier.problem.regimes[r].name, 16) for r in regimes),
    )  # fmt: skip
    losses = [_rounded(piece.a_month("met")) for piece in frontier.segments[::-1]]
    costs = [*map(figure, losses), "-"]
    for point, cost in zip(frontier.points[::-1], costs, strict=True):
        exported = [figure(point.exported)] if exports else []
        presented = point.presented
        grid.add_row(
            _a_month(point.allowed),
            _a_month(point.undetected) if point.plan.contraband_known() else "-",
            f"{point.value:,.1f}",
            figure(point.met),
            share(point.coverage),
            *exported,
            *([_a_month(point.diverted)] if diverts else []),
            cost,
            *(figure(presented[r]) for r in regimes),
        )
    by_regime = "; then presented a day, by regime" if regimes else ""
    found = "every one is told" if frontier.exact else f"within {frontier.within:.1%} of the value"
    console.show(
        grid,
        "allowed and undetected: truckloads with contraband a month, in every period and on the "
        "mean; met: truckloads of need a day, and its share; one less costs: truckloads of need a "
        f"day{by_regime}. Between the bends plans mix; {found}.",
    )


def _missed(console: Page, frontier: Frontier) -> None:
    """What of contraband gets past at each point, whoever sends it."""
    grid = grid_of(
        "", "allowed", "at the threat\nrates", "where\nmost is", "regimes\nknown",
        "guaranteeing", "costs",
    )  # fmt: skip
    for point, found in zip(frontier.points[::-1], frontier.against[::-1], strict=True):
        told = (
            found.at_rates,
            *(np.nan if each is None else each.missed for each in (found.place, found.regime)),
        )
        cells = ("-" if np.isnan(missed) else f"{missed:.1%}" for missed in told)
        price = next(iter(found.prices), None)
        rate = "-" if price is None else f"{price.rate:.1%}"
        cost = "-" if price is None else price_told(price)
        grid.add_row(_a_month(point.allowed), *cells, rate, cost)
    console.grid(grid)
    console.print(
        "[dim]share of contraband missed: sent as the case says; where it is missed most, by "
        "crossing,\ngood and period; and where regimes are known in advance, too; what "
        "guaranteeing everywhere\nwhat is found at the threat rates costs, or the guarantee in "
        "force, of the value[/dim]"
    )


def _regimes(frontier: Frontier) -> list[int]:
    """The regimes that are used most, where there are several."""
    most = np.max([point.presented for point in frontier.points], axis=0)
    used = [r for r in np.argsort(-most).tolist() if most[r] > 0][:_MOST_REGIMES]
    return sorted(used) if len(used) > 1 else []


def _rounded(truckloads: float) -> float:
    """Without what is only rounding of two plans."""
    return 0.0 if abs(truckloads) < _ROUNDING else truckloads


def _rates(console: Page, frontier: Frontier, most: int) -> None:
    """In words, the pieces that are longest, from what allows most."""
    by_length = sorted(
        frontier.segments, key=lambda piece: piece.first.allowed - piece.last.allowed
    )
    told = sorted(by_length[:most], key=lambda piece: -piece.last.allowed)
    for piece in told:
        console.indented(" -", _rate(frontier, piece))
    if more := len(by_length) - len(told):
        console.print(f"[dim]   and {counted(more, 'shorter piece')}[/dim]")


def _rate(frontier: Frontier, piece: Segment) -> str:
    start, end = _a_month(piece.last.allowed), _a_month(piece.first.allowed)
    length = (piece.last.allowed - piece.first.allowed) * DAYS_A_MONTH
    loads, words = next((step for step in _STEPS if step[0] <= length), _STEPS[-1])
    value = f"{loads * piece.a_month('value') / piece.last.value:.2%} of the value"
    costs = [
        f"{figure(loads * _rounded(piece.a_month(of)))} truckloads {what} a day"
        for of, what in (("met", "of need"), ("exported", "of exports"))
        if _rounded(piece.a_month(of)) > 0
    ]
    gains = [
        f"{figure(-loads * _rounded(piece.a_month(of)))} truckloads {what} a day more"
        for of, what in (("met", "of need are met"), ("exported", "of exports pass"))
        if _rounded(piece.a_month(of)) < 0
    ]
    cost = f"{' and '.join(costs)} ({value})" if costs else value
    though = f", though {' and '.join(gains)}" if gains else ""
    return (
        f"From {start} a month, down to {end}: {words} a month less costs {cost}{though}"
        f"{_moves(frontier, piece)}"
    )


def _moves(frontier: Frontier, piece: Segment) -> str:
    """Which regime takes over from which, in truckloads a day over the whole piece."""
    more = piece.first.presented - piece.last.presented  # (R,)
    most, least = int(more.argmax()), int(more.argmin())
    if more[most] < _LEAST_MOVED or -more[least] < _LEAST_MOVED:
        return ""
    regimes = frontier.problem.regimes
    return (
        f"; {regimes[least].name} falls by {figure(-more[least])} truckloads a day, "
        f"{regimes[most].name} rises by {figure(more[most])}"
    )


def _chart(console: Page, frontiers: Sequence[Frontier]) -> None:
    ends = [frontier.points[-1] for frontier in frontiers if frontier.points]
    far, top = max(end.allowed for end in ends), max(end.value for end in ends)
    above = [(point.allowed, point.value) for _, point in envelope(frontiers)]
    if top <= 0 or far <= 0:
        return

    def hull(at: float) -> float:
        return chord(above, at) if at >= above[0][0] else -np.inf

    console.print()
    console.print("[bold]Value[/bold], as a share of the most that any of them reaches")
    words = ("0", "undetected truckloads a month allowed", _a_month(far))
    drawn = chart([frontier.value for frontier in frontiers], far, top, hull, words)
    console.print(drawn, markup=False)
    if len(frontiers) > 1:
        marks = [f"{mark_of(i)} {frontier.title}" for i, frontier in enumerate(frontiers)]
        console.print("; ".join(marks), markup=False)
        console.print(
            f"[dim]where marks meet, the first is shown; {BETWEEN} two models, each for a share of "
            "the time[/dim]"
        )


def _mixtures(console: Page, found: list[Mixture]) -> None:
    console.print()
    if not found:
        console.print("No mixture over time of two of these models beats the best one alone.")
        return
    console.print("[bold]Two models, each for a share of the time[/bold], beat every one alone")
    for mixture in found:
        console.print(f" - {escape(_mixture(mixture))}")


def _mixture(mixture: Mixture) -> str:
    (first, low), (last, high) = mixture.first, mixture.last
    part = mixture.share
    gain = (
        "where no model alone keeps to so little"
        if mixture.alone <= 0
        else f"{mixture.value / mixture.alone - 1:.1%} more value than the best one alone"
    )
    return (
        f"From {_a_month(low.allowed)} to {_a_month(high.allowed)} a month: at "
        f"{_a_month(mixture.allowed)}, {share(1 - part)} of the time under "
        f"{first.title} (at {_a_month(low.allowed)}) and {share(part)} under "
        f"{last.title} (at {_a_month(high.allowed)}): {gain}"
    )


def _a_month(a_day: float) -> str:
    return figure(a_day * DAYS_A_MONTH)
