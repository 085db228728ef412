"""A plan told on one page, or as one of its charts, to be seen, written or shown in a notebook."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crossings.files import write_bytes, write_text
from crossings.handed_in import plan_handed_in, problem_handed_in, whole
from crossings.outputs.report.names import CHART_NAMES, OF_FUTURES, OF_THE_PLAN
from crossings.plan import Plan
from crossings.problem import WEEK, Problem
from crossings.scripting.cases import beside_shipped, read_models
from crossings.scripting.page_material import (
    Asked,
    Step,
    called_as_in,
    material,
    outlines_of,
    told_batch,
)
from crossings.scripting.plans import OwnPlan, requested

if TYPE_CHECKING:
    from pandas import DataFrame

    from crossings.outputs.report.material import Material

_FRAME = 'style="width: 100%; height: 40em; border: 1px solid #ccc"'
"""In a notebook: a page has a style of its own, and keeps it within a frame."""


class NothingToShow(ValueError):  # noqa: N818 - of what was asked for, not an error in it
    """The chart asked for has nothing to draw in this plan."""


@dataclass(frozen=True, eq=False, repr=False)
class Page:
    """A page, or a chart alone; a notebook shows it."""

    text: str
    """As HTML; of a chart as SVG."""
    chart: str | None
    """The name of the chart; None of a page."""
    told: Material
    """What it tells."""

    def __repr__(self) -> str:
        what = "Page" if self.chart is None else f"Chart {self.chart}"
        return f"{what}: {self.told.plan.problem.case.title}, {len(self.text):,} letters"

    def _repr_html_(self) -> str | None:
        if self.chart is not None:
            return None
        return f'<iframe srcdoc="{escape(self.text)}" {_FRAME}></iframe>'

    def _repr_svg_(self) -> str | None:
        return None if self.chart is None else self.text

    @property
    def tables(self) -> dict[str, DataFrame]:
        """The tables of the plan that it tells, and of its futures."""
        from crossings.scripting.tables import as_tables

        batch = self.told.batch
        return as_tables(self.told.plan) | ({} if batch is None else as_tables(batch))

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write it as the ending of the path says: .html a page, .svg or .png a chart."""
        file = Path(path)
        _ending_fits(file, self.chart, "path")
        if file.suffix.lower() == ".png":
            from crossings.outputs.report.image import picture

            write_bytes(file, picture(self.text))
        else:
            write_text(file, self.text)


def report(
    case: Problem | Plan | Mapping[str, Problem] | str | os.PathLike[str],
    output: str | os.PathLike[str] | None = None,
    *,
    scenarios: int | None = None,
    seed: int = 1,
    language: str = "en",
    boundaries: str | os.PathLike[str] | None = None,
    chart: str | None = None,
    brief: bool = False,
    objective: str = "value",
    fair_over_days: int = WEEK,
    own_plan: OwnPlan = None,
    stage: Callable[[str], object] = lambda _: None,
    jobs: int = 1,
) -> Page:
    """The page that tells a plan, or one `chart` of it; written to `output` where that is named.

    Of one problem, every shipped model stands beside it; of several, by what they are called, each
    has its frontier and goes through futures, if there are `scenarios`. A path is that of a folder
    that `simulate_batch` has filled, whose plans and futures are told. A plan is drawn as one of
    its own charts, and nothing is solved for it. `stage` is told what
    begins, step by step. On Linux `jobs` processes solve side by side.
    """
    of_folder = isinstance(case, str | os.PathLike)
    check_page(chart, language, futures=scenarios is not None or of_folder, brief=brief)
    if output is not None:
        _ending_fits(Path(output), chart, "output")
    if scenarios is not None:
        whole(scenarios, "scenarios", 1)
    asked = Asked(1, scenarios, whole(seed, "seed", 0), None, chart, brief)
    file = None if boundaries is None else os.fspath(boundaries)
    if isinstance(case, Plan):
        drawn = _drawn(plan_handed_in(case, "case"), asked, file, language)
        if output is not None:
            drawn.write(output)
        return drawn
    if isinstance(case, str | os.PathLike):
        if scenarios is not None or objective != "value" or own_plan is not None:
            text = "has its own plans and futures: leave out scenarios, objective and own_plan"
            raise ValueError(f"case: {os.fspath(case)} {text}")
        batch = told_batch(Path(case))
        asked = asked.of_batch(batch)
        models = asked.models(batch.asked_for)
        problems = called_as_in(batch, read_models(str(batch.case), models, batch.settings))
        objective, fair_over_days, own_plan = batch.objective, batch.over, batch.own
    elif isinstance(case, Mapping):
        problems = {name: problem_handed_in(each, f"case[{name!r}]") for name, each in case.items()}
        asked = replace(asked, tried=len(problems))
    else:
        problems = beside_shipped(problem_handed_in(case, "case"), alone=asked.alone)
    if not problems:
        raise ValueError("case: expected one problem at least")
    problem = next(iter(problems.values()))
    request = requested(problem, objective, fair_over_days, own_plan)
    outlines = outlines_of(file, problem, lambda odd: warnings.warn(str(odd), stacklevel=3))
    jobs = whole(jobs, "jobs", 1)
    told = material(asked, problems, request, outlines, _telling(stage), jobs)
    made = page_of(told, asked, language, jobs)
    if output is not None:
        made.write(output)
    return made


def _drawn(plan: Plan, asked: Asked, file: str | None, language: str) -> Page:
    """A plan that is solved already as one of its own charts."""
    from crossings.outputs.report.material import Material

    if asked.chart not in OF_THE_PLAN:
        text = f"a plan is told as one of its charts: chart is one of {', '.join(OF_THE_PLAN)}"
        raise ValueError(f"case: {text}")
    outlines, origin = outlines_of(
        file, plan.problem, lambda odd: warnings.warn(str(odd), stacklevel=4)
    )
    return page_of(Material(plan, boundaries=outlines, drawn_from=origin), asked, language)


def check_page(chart: str | None, language: str, *, futures: bool, brief: bool) -> None:
    """Refuse charts and languages that there are not, or that do not go together."""
    from crossings.outputs.report.language import languages
    from crossings.reading.yaml.spelling import near

    if chart is not None and chart not in CHART_NAMES:
        names = f"{near(chart, CHART_NAMES)}; there are {', '.join(CHART_NAMES)}"
        raise ValueError(f"chart: no chart is called {chart}{names}")
    if chart in OF_FUTURES and not futures:
        raise ValueError(f"chart: {chart} is about futures and needs scenarios")
    if chart is not None and brief:
        raise ValueError("brief: is a page and goes without chart")
    if language not in languages():
        text = f"no catalogue is called {language}; there are {', '.join(languages())}"
        raise ValueError(f"language: {text}")


def page_of(told: Material, asked: Asked, language: str, jobs: int = 1) -> Page:
    """The page, or the chart asked for; `NothingToShow` where there is nothing to draw.

    So many processes write side by side.
    """
    from crossings.allocation.copies import about_columns, answered, worth_copies
    from crossings.outputs.provenance import for_others
    from crossings.outputs.report.language import language as language_of
    from crossings.outputs.report.page import nothing_in, page, slide
    from crossings.outputs.retold import in_language

    problem = told.plan.problem
    words = language_of(language, problem.calendar_months, problem.contraband)
    for_all = in_language(for_others(told), language)
    if asked.chart is None:
        jobs = worth_copies(about_columns(problem) * len(told.columns), jobs)
        made = page(for_all, words, brief=asked.brief, all_of=partial(answered, jobs=jobs))
        return Page(made, None, told)
    drawn = slide(for_all, words, asked.chart)
    if drawn is None:
        why = nothing_in(told, language_of("en"), asked.chart)
        raise NothingToShow(f"chart: {asked.chart}: nothing to show: {why}")
    return Page(drawn, asked.chart, told)


def _ending_fits(file: Path, chart: str | None, called: str) -> None:
    endings = (".html", ".htm") if chart is None else (".svg", ".png")
    if file.suffix.lower() not in endings:
        text = f"expected a name that ends in {' or '.join(endings)}, got {file.name!r}"
        raise ValueError(f"{called}: {text}")


def _telling(stage: Callable[[str], object]) -> Step:
    @contextmanager
    def step(what: str, total: int) -> Iterator[Callable[[Any], None]]:
        def tell(how_far: object) -> None:
            if isinstance(how_far, str):
                stage(f"{what}: {how_far}")

        stage(f"{what}: {total:,}" if total else what)
        yield tell

    return step
