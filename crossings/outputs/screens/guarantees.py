"""What guarantees cost, on a screen: value and need met, by the share guaranteed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape

from crossings.analysis.guarantee_curve import GuaranteeCurve
from crossings.outputs.answer import Answer
from crossings.outputs.screens.page import Page, grid_of, on_page
from crossings.wording import figure, share


@on_page
def guarantees_screen(console: Page, answer: Answer[Sequence[GuaranteeCurve]]) -> None:
    """Every model's rates, one below the other."""
    curves = answer.result
    console.heading(curves[0].problem)
    console.print(
        "[bold]What a guarantee costs[/bold]: the best value, by the share of contraband detected "
        "wherever it is sent"
    )
    if any(curve.problem.guaranteed_rate.any() for curve in curves):
        console.print("(in place of the guarantee that the files give; all other limits stay)")
    for curve in curves:
        _curve(console, curve)


def _curve(console: Page, curve: GuaranteeCurve) -> None:
    console.print()
    console.print(f"[bold]{escape(curve.problem.model.title)}[/bold] ({curve.problem.model.path})")
    if not curve.points:
        console.print(escape(curve.reason))
        return
    exports = bool(curve.problem.export_needed.any())
    more = ["exported"] if exports else []
    grid = grid_of("", "guaranteed", "value", "kept", "met", "share", *more)
    for point in curve.points:
        exported = [figure(point.exported)] if exports else []
        grid.add_row(
            f"{point.rate:.1%}",
            f"{point.value:,.1f}",
            f"{curve.kept(point):.1%}",
            figure(point.met),
            share(point.coverage),
            *exported,
        )
    console.show(
        grid,
        "kept: share of the value without a guarantee; met: truckloads of need a day, and its "
        "share, of\none of the plans of this value",
    )
    console.print(f"The most that can be guaranteed is {curve.most:.1%}.")
