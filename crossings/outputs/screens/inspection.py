"""A designed inspection on a terminal: before and after, its procedures, what detection costs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from crossings.design.designed import Design, Reckoned
from crossings.outputs.screens.page import Page, grid_of, on_page, short
from crossings.wording import listed

_TOLD = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_MOST_STAGES = 12
"""Of a procedure that is told stage by stage."""


@on_page
def inspection_screen(console: Page, design: Design, before: Reckoned | None) -> None:
    """What the design is worth beside the case as it is, and what it does."""
    console.heading(design.problem, f"Inspection designed from {_sensors(design)}")
    _worth(console, design, before)
    _procedures(console, design)
    _stages(console, design)
    with console.part("what detection costs"):
        _curve(console, design)
    for text in _minded(design):
        console.print()
        console.indented("Mind", text)


def _sensors(design: Design) -> str:
    return listed([sensor.id for sensor in design.sensors])


def _worth(console: Page, design: Design, before: Reckoned | None) -> None:
    columns = [] if before is None else [("as it is", before)]
    columns.append(("designed", design.after))
    grid = grid_of("What it is worth", "", *(head for head, _ in columns))
    grid.add_row("value", *(f"{each.value:,.1f}" for _, each in columns))
    grid.add_row("need met", *(f"{each.met:.0%}" for _, each in columns))
    detected = ("-" if np.isnan(each.detected) else f"{each.detected:.1%}" for _, each in columns)
    grid.add_row("contraband found", *detected)
    console.show(grid, "need met and contraband found, of goods with a threat rate: of one of the "
                       "plans of this value")  # fmt: skip


def _procedures(console: Page, design: Design) -> None:
    uses = [sensor.id for sensor in design.sensors]
    grid = grid_of(
        "Procedures", "regime", "a day", "stages", "finds", "refuses", *(short(u) for u in uses)
    )
    days = float(design.problem.days.sum())
    for each in design.procedures:
        used = (f"{share:.1%}" if share else "-" for share in each.uses)
        grid.add_row(
            short(each.name, 40), f"{each.truckloads / days:.1f}", str(each.stages),
            f"{each.detection:.1%}", f"{each.refusal:.2%}", *used,
        )  # fmt: skip
    console.show(grid, "truckloads a day; share of contraband found, of clean trucks refused, and "
                       "of clean trucks that each sensor is used on")  # fmt: skip


def _stages(console: Page, design: Design) -> None:
    for name, regime in design.regimes.items():
        stages = regime["stages"]
        if len(stages) > _MOST_STAGES:
            continue
        grid = grid_of(name, "stage", "false alarm", "<if clear", "<on alarm")
        for stage, entry in stages.items():
            alarm = f"{entry['false_alarm']:.3g}" if "false_alarm" in entry else "-"
            clear = str(entry.get("on_clear", "release"))
            grid.add_row(stage, alarm, clear, str(entry["on_alarm"]))
        with console.part(f"the stages of {name}"):
            console.show(grid)


def _curve(console: Page, design: Design) -> None:
    prices, curve = design.prices, design.curve()
    if curve is None:
        return
    grid = grid_of("What detection costs", "share found", *(f"{share:.0%}" for share in _TOLD))
    costs = (curve.cost_at(share) for share in _TOLD)
    grid.add_row("value a truckload", *(f"{c:.3g}" if np.isfinite(c) else "-" for c in costs))
    used = (
        f"{sensor.id} {cost:.3g}" for sensor, cost in zip(design.sensors, prices.costs, strict=True)
    )
    uses = f"a use of {', '.join(used)}; a truck refused {prices.refusal:.3g}"
    says = f"least cost of a clean truck at the plan's prices: {uses}"
    console.show(grid, says)


def _minded(design: Design) -> Iterator[str]:
    if design.unexamined:
        goods = listed([design.problem.goods[g].name for g in design.unexamined])
        yield (
            f"{goods}: let through without a look, some or all: no limit asks for more. Where a "
            "threat rate is unknown, a good counts for no limit on contraband."
        )
    if len(design.sensors) > 1:
        yield (
            "sensors are taken to be independent of one another given what is in a load"
            f"{design.but}."
        )
    forgone = (design.best - design.after.value) / max(1.0, abs(design.best))
    if forgone > 5e-5:
        yield f"the procedures found in all are worth {forgone:.2%} more (--exact)."
