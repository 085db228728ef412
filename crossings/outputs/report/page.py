"""The page: everything a report tells, in one file that asks nothing of any network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING, TypeAlias

from crossings.outputs.charts.frame import framed
from crossings.outputs.report import grounds
from crossings.outputs.report.charts import drawings, drawings_beside
from crossings.outputs.report.drawing import Cell, Figure, Table, number, share
from crossings.outputs.report.language import Language
from crossings.outputs.report.limits import step_words, what_words
from crossings.outputs.report.material import Material
from crossings.outputs.report.names import BESIDE_IT, OF_FUTURES
from crossings.outputs.report.phases import phase_lines
from crossings.outputs.report.rows import rows_of
from crossings.outputs.report.told import Aside, names_asked, others, packed, texts_asked, told
from crossings.outputs.screens.lever_words import added_a_day, share_added
from crossings.wording import on_a_page

if TYPE_CHECKING:
    from jinja2 import Environment

    from crossings.analysis.marginal_values import Margin
    from crossings.plan import Plan

Answers: TypeAlias = Callable[[Sequence[Callable[[], Aside]]], list[Aside]]
"""What has every question answered, in their order."""
WIDE, NARROW = 720.0, 340.0
"""Widths at which every chart is drawn: for screens and paper, and for phones."""


def in_turn(questions: Sequence[Callable[[], Aside]]) -> list[Aside]:
    """One answer after the other."""
    return [each() for each in questions]


def page(
    material: Material, words: Language, *, brief: bool = False, all_of: Answers = in_turn
) -> str:
    """The whole page as HTML; if `brief`, what fits one page of A4.

    `all_of` says how what stands beside the plan is written, one after the other or side by side.
    """
    plan, problem = material.plan, material.plan.problem
    rests_on = grounds.evidence(material)
    given = [each for each in rests_on if not each.default]
    moving = grounds.moving(material.assumptions, words)
    foremost = [each.evidence for each in moving]
    made = grounds.making(material)
    own = told(material, words)
    environment = _environment(words)
    asides = [partial(_aside, environment, words, *each) for each in others(material, words)]
    beside_it = [] if brief else all_of(asides)
    charts = [] if brief else drawings_beside(material, words)
    beside = [chart for chart in charts if chart.name in BESIDE_IT]
    return environment.get_template("page.html").render(
        words=words,
        plan=plan,
        brief=brief,
        problem=problem,
        model=grounds.called(material, words),
        span=words.span(problem.periods[0].start, problem.periods[-1].end),
        own=own,
        others=beside_it,
        choices=names_asked(material),
        texts=texts_asked(material, own, beside_it, words),
        phases=list(phase_lines(problem, words)),
        levers=levers_table(material, words),
        more=material.more,
        left_out=material.left_out,
        known=material.levers is not None,
        by_prices=material.margins is not None,
        beside=tuple(beside),
        futures=tuple(chart for chart in charts if chart.name in OF_FUTURES),
        foremost=grounds.assumptions_table(moving, plan, words),
        tried=any(each.solved for each in moving),
        given=grounds.evidence_table([each for each in given if each not in foremost], words),
        defaults=grounds.evidence_table([each for each in rests_on if each.default], words),
        other_numbers=grounds.others_table(material, words),
        evidence_says=grounds.evidence_summary(rests_on, words),
        sources=grounds.sources(material),
        warnings=problem.warnings,
        made=made,
        made_on=grounds.day_of(made["created"], words),
        batch=material.batch,
        style=_text("style.css"),
        script=_text("marks.js") + _text("asked.js"),
    )


def _aside(environment: Environment, words: Language, says: str, material: Material) -> Aside:
    """What the page tells of another plan, folded away."""
    made = told(material, words)
    return Aside(says, made.about, packed(environment.get_template("aside.html").render(told=made)))


def levers_table(material: Material, words: Language) -> Table:
    """What one more of each of the foremost limits brings; exports apart, where there are any."""
    plan = material.plan.of_most_value
    if material.margins:
        return _by_prices(plan, material.margins, words)
    apart = bool(plan.problem.export_needed.any())
    columns = (
        "what",
        "step",
        "adds",
        *(["exports"] if apart else []),
        "value",
        "quarter",
        "periods",
    )
    rows: list[tuple[Cell, ...]] = []
    for worth in material.marginal_values or ():
        inbound, exports = (number(words, each) for each in added_a_day(plan, worth))
        rows.append(
            (
                what_words(plan.problem, worth.lever, words),
                step_words(plan.problem, worth.lever, words),
                *([inbound, exports] if apart else [inbound]),
                Figure(worth.value, share_added(plan, worth.value)),
                share(words, worth.first_quarter),
                Figure(worth.periods, str(worth.periods)) if worth.periods else "–",
            )
        )
    if material.together is not None:
        inbound, exports = (number(words, n) for n in added_a_day(plan, material.together))
        told = words.say("levers.both_instead" if material.together.instead else "levers.both")
        value = material.together.value
        added = [inbound, exports] if apart else [inbound]
        rows.append((told, "–", *added, Figure(value, share_added(plan, value)), "–", "–"))
    return Table(tuple(words.say(f"levers.{each}") for each in columns), tuple(rows))


def _by_prices(plan: Plan, margins: Sequence[Margin], words: Language) -> Table:
    """What prices alone say of one more of each of them."""
    rows = []
    for each in margins:
        how = "about" if each.rough else "at_most"
        told = words.say(f"levers.{how}", share=share_added(plan, each.price))
        rows.append(
            (
                what_words(plan.problem, each.lever, words),
                step_words(plan.problem, each.lever, words),
                Figure(each.price, told),
                Figure(each.periods, str(each.periods)) if each.periods else "–",
            )
        )
    columns = ("what", "step", "value", "periods")
    return Table(tuple(words.say(f"levers.{each}") for each in columns), tuple(rows))


def slide(material: Material, words: Language, name: str, width: float = 860.0) -> str | None:
    """One chart as a file of its own, on white, above what it is of; None without a drawing."""
    (chart,) = drawings(material, words, name)
    if chart.svg is None:
        return None
    drawn, foot = chart.svg(width), grounds.about(material, words)
    return (
        framed(drawn, chart.headed, chart.below, width, mirrored=words.mirrored, foot=foot) + "\n"
    )


def nothing_in(material: Material, words: Language, name: str) -> str:
    """Why there is nothing to draw in a chart."""
    (chart,) = drawings(material, words, name)
    return chart.empty


def _environment(words: Language) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=PackageLoader("crossings.outputs.report", "template"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_as_shown,
    )
    made.filters["drawn"] = Markup  # of our own making, every word in it escaped
    made.globals |= {
        "say": words.say,
        "widths": (("wide", WIDE), ("narrow", NARROW)),
        "is_figure": lambda cell: isinstance(cell, Figure),
        "rows_of": rows_of,
    }
    return made


def _as_shown(value: object) -> object:
    """What a page says, where it is no markup: a name may not turn the words beside it."""
    return value if hasattr(value, "__html__") else on_a_page(str(value))


def _text(name: str) -> str:
    return (resources.files("crossings.outputs.report") / "template" / name).read_text("utf-8")
