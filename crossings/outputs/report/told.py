"""What a page tells of one plan, and of those beside it that are solved already."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crossings.analysis.headline import headline
from crossings.outputs.report.charts import drawings_of_plan
from crossings.outputs.report.drawing import Drawing
from crossings.outputs.report.grounds import about, source
from crossings.outputs.report.headline import Large, bullets, large_figures, sentence, step_told
from crossings.outputs.report.language import Language
from crossings.outputs.report.material import Material
from crossings.outputs.report.telling import model_title, sentences
from crossings.plan import Plan
from crossings.wording import on_a_page


@dataclass(frozen=True)
class Told:
    """The first part of a page, and its charts of the plan."""

    about: tuple[str, ...]
    """What each chart that leaves the page says of itself."""
    source: str
    """What stands below each chart."""
    headline: str
    bullets: tuple[str, ...]
    figures: tuple[Large, ...]
    sentences: tuple[str, ...]
    charts: tuple[Drawing, ...]
    unfinished: bool


@dataclass(frozen=True)
class Aside:
    """A plan beside the one that the page is about, folded away until it is asked for."""

    says: str
    about: tuple[str, ...]
    packed: str


def told(material: Material, words: Language) -> Told:
    """What is told of the plan of a material."""
    first = headline(material.plan, material.levers, material.together)
    return Told(
        about=tuple(about(material, words)),
        source=source(material, words),
        headline=sentence(first, words),
        bullets=bullets(first, words),
        figures=tuple(large_figures(first, words)),
        sentences=tuple(sentences(material, words)),
        charts=tuple(drawings_of_plan(material, words)),
        unfinished=material.plan.gap is not None,
    )


def others(material: Material, words: Language) -> Iterator[tuple[str, Material]]:
    """Plans that are solved already, and which they are: other models, steps of limits made."""
    for column in material.columns[1:]:
        if column.plan is not None:
            title = model_title(column.plan.problem, words)
            yield (
                words.say("switch.model", model=column.model, title=title),
                _alone(material, column.plan),
            )
    problem = material.plan.problem
    for each in material.marginal_values or ():
        step = step_told(problem, [each.lever], words)
        yield words.say("switch.step", step=step), _alone(material, each.plan)
    if material.together is not None:
        steps = [step_told(problem, [each.lever], words) for each in material.together.parts]
        says = words.say("switch.step", step=words.listed(steps))
        yield says, _alone(material, material.together.plan)


def _alone(material: Material, plan: Plan) -> Material:
    """Another plan without what stands beside the first."""
    return replace(
        material, plan=plan, marginal_values=None, margins=None, together=None, more=0, columns=(),
        frontiers={}, batch=None, spreads=(),
    )  # fmt: skip


def names_asked(material: Material) -> dict[str, list[str]]:
    """Names by which rows and marks are chosen, in the order of the case."""
    problem = material.plan.problem
    return {
        "good": [good.name for good in problem.goods],
        "area": [area.name for area in problem.areas],
        "crossing": [crossing.name for crossing in problem.crossings],
    }


def texts_asked(material: Material, own: Told, beside: Sequence[Aside], words: Language) -> str:
    """What the script of the page knows, as JSON that may stand in a page."""
    names = {
        kind: sorted(dict.fromkeys(each), key=len, reverse=True)
        for kind, each in names_asked(material).items()
    }
    shown = [{"says": "", "about": own.about}]
    shown += [
        {"says": words.say("switch.shown", says=each.says), "about": (*each.about, each.says)}
        for each in beside
    ]
    text = json.dumps({"names": names, "plans": shown}, ensure_ascii=False)
    # In a script no character stands for another: a terminal would be given `&#x200f;` for one.
    return on_a_page(text).replace("<", "\\u003c").replace("\u200f", "\\u200f")


def packed(sections: str) -> str:
    """Sections of a page as they lie in it until they are asked for: the same bytes every time."""
    return base64.b64encode(gzip.compress(sections.encode("utf-8"), 9, mtime=0)).decode("ascii")
