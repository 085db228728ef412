"""What a page tells, or one of its charts, found step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from crossings.outputs.report.names import OF_FUTURES
from crossings.problem.given import PlanRequest
from crossings.scripting.given_futures import futures_of

if TYPE_CHECKING:
    from crossings.allocation.standing import StandingProgram
    from crossings.analysis.assumptions import Assumption
    from crossings.analysis.marginal_values import Margin, MarginalValue, Together
    from crossings.batches import About
    from crossings.errors import Finding
    from crossings.evaluation.by_period import ByPeriod
    from crossings.evaluation.measures import Batch
    from crossings.outputs.report.material import Material
    from crossings.plan import Plan
    from crossings.problem import Origin, Problem

    Outlines: TypeAlias = tuple[Sequence[Any], Origin | None]

_MOST_ASKED = 3
"""Limits that it is solved again for, to say what one more of them brings."""
_MOST_ASSUMED = 10
"""Assumptions that are told."""
_MOST_BY_PERIOD = 1000
"""Futures whose periods are looked at one by one."""
_FRONTIER_SHARE = 0.005
"""Of the value, that lines of the frontier may fall short of it: less than is seen in a chart."""
_TOLD = ("prices", "plan")
"""Rules of which a page tells."""
Step: TypeAlias = Callable[[str, int], AbstractContextManager[Callable[[Any], None]]]
"""Around each step: what is done, and how many there are of it, 0 where nobody counts.

It is told how many more are done; where nobody counts, in words how far it is."""


@dataclass(frozen=True)
class Asked:
    """What a page, or a chart, is to tell."""

    tried: int
    """So many problems have a frontier and go through futures; others stand beside them."""
    scenarios: int | None
    seed: int
    batch: About | None
    """A finished batch, which is told instead of a new one."""
    chart: str | None
    brief: bool
    """Whether what fits one page is told, and nothing is solved for more."""

    def of_batch(self, batch: About) -> Asked:
        """The same of a finished batch: its models and its futures."""
        seed = 1 if batch.seed is None else batch.seed
        return replace(
            self, tried=len(batch.models), scenarios=batch.scenarios, seed=seed, batch=batch
        )

    def models(self, named: Sequence[str | None]) -> list[str | None]:
        """What is named, the case's own where nothing is, and every shipped model beside one."""
        from crossings.reading import shipped_models

        own = [*named] or [None]
        return own if len(own) > 1 or self.alone else [*own, *shipped_models()]

    @property
    def side_by_side(self) -> bool:
        """Whether plans under other models are told."""
        if self.brief:
            return False
        of_several = self.chart in OF_FUTURES and self.tried > 1
        return self.chart in (None, "models") or of_several

    @property
    def alone(self) -> bool:
        """Whether nothing is told of models that nobody named."""
        return self.brief or self.chart not in (None, "models")


def told_batch(folder: Path) -> About:
    """What a finished batch is about; `ValueError` where no page tells its rule."""
    from crossings.batches import about

    told = about(folder)
    if told.dispatch not in _TOLD:
        text = f"only futures under --dispatch {' or '.join(_TOLD)} are told on a page"
        raise ValueError(f"{folder}: {text}")
    return told


def called_as_in(batch: About, problems: Mapping[str, Problem]) -> dict[str, Problem]:
    """Problems by what a batch calls them; further ones, which stand beside them, as they are."""
    there = dict(zip(batch.models, problems.values(), strict=False))
    others = [*problems.items()][len(there) :]
    return there | {name: other for name, other in others if name not in there}


def outlines_of(file: str | None, problem: Problem, warn: Callable[[Finding], object]) -> Outlines:
    """Outlines for the map and the file they are from; what is odd about them is told `warn`."""
    if file is None:
        return (), None
    from crossings.reading.lists.boundaries import boundaries
    from crossings.reading.warnings.places import far_from_outlines

    found, origin = boundaries(file)
    for odd in far_from_outlines(file, found, problem):
        warn(odd)
    return found, origin


def material(
    asked: Asked,
    problems: Mapping[str, Problem],
    request: PlanRequest,
    outlines: Outlines,
    step: Step,
    jobs: int = 1,
) -> Material:
    """Everything that the page, or the chart asked for, tells of the first of `problems`.

    The page of a large case leaves out what takes a plan's time again and again: the frontier and
    models that nobody named; prices tell what one more of a limit adds. So many processes solve
    side by side.
    """
    from crossings.allocation import compared, requested_plan, standing_plan
    from crossings.allocation.assumptions import solved_for
    from crossings.allocation.copies import about_columns, begun, worth_copies
    from crossings.allocation.frontier import frontier_or_reason
    from crossings.allocation.settings import LARGE
    from crossings.analysis.comparison import column
    from crossings.outputs.report.material import Material

    large = about_columns(next(iter(problems.values()))) > LARGE
    if left_out := large and asked.chart is None:
        problems = dict([*problems.items()][: asked.tried])
    posed = {name: (each, each.reader.levers(each)) for name, each in problems.items()}
    own, (problem, levers) = next(iter(posed.items()))
    others = [*posed.items()][1:] if asked.side_by_side else []
    traded = {} if left_out else _for_frontiers(asked, problems)
    curves = [
        partial(frontier_or_reason, each, share=_FRONTIER_SHARE, met_alone=True)
        for each in traded.values()
    ]
    others.sort(key=lambda each: -about_columns(each[1][0]))  # what takes longest first
    models = [
        partial(compared, name, *each, replace(request, given=None), binding=False)
        for name, each in others
    ]
    questions: list[Callable[[], Any]] = [*curves, *models]
    copies = worth_copies(about_columns(problem) * len(questions), jobs)
    with begun(questions, copies) as beside:
        with step("finding the best plan", 0) as tell:
            program, plan = standing_plan(problem, reread=problem.reader.again, tell=tell)
            values, margins, more, both = _foremost(asked, program, plan, levers, left_out)
            plan = requested_plan(plan, request)
        found = () if asked.brief or asked.chart else foremost_assumptions(plan, step)
        with step("what security costs, and other models", len(questions)) as done:
            answers = beside(done)
    frontiers = dict(zip(traded, answers, strict=False))
    beside_it = {each.model: each for each in answers[len(traded) :]}
    ordered = [beside_it[name] for name in posed if name in beside_it]
    columns = [column(own, problem.model.title, plan, levers, ()), *ordered]
    tried = columns[: asked.tried]
    plans = {each.model: each.plan for each in tried if each.plan is not None}
    simulated = asked.scenarios is not None and asked.chart in (None, *OF_FUTURES)
    futures = _batch(plans, asked, step) if simulated else ()
    anew = asked.scenarios is not None and plan.of_most_value is plan and not program.is_large
    if found and anew:
        with step("assumptions planned for", len(found)) as done:
            found = solved_for(program, plan, found, done, jobs)
    told = Material(plan, values, both, more, columns, frontiers, *futures)
    drawn, origin = outlines
    return replace(
        told, assumptions=found, boundaries=drawn, drawn_from=origin, left_out=left_out,
        margins=margins,
    )  # fmt: skip


def _foremost(
    asked: Asked, program: StandingProgram, plan: Plan, levers: Sequence[Any], by_prices: bool
) -> tuple[tuple[MarginalValue, ...] | None, tuple[Margin, ...] | None, int, Together | None]:
    """What one more of the foremost limits brings, or what prices say of it, and how many more."""
    from crossings.allocation import at_the_margin, foremost_and_both

    if asked.chart:
        return None, None, 0, None
    if by_prices:
        margins, more = at_the_margin(program, plan, levers, _MOST_ASKED)
        return None, margins, more, None
    values, more, both = foremost_and_both(program, plan, levers, _MOST_ASKED)
    return values, None, more, both


def _for_frontiers(asked: Asked, problems: Mapping[str, Problem]) -> dict[str, Problem]:
    """The plan's own model, or all that were named."""
    if asked.brief or asked.chart not in (None, "frontier"):
        return {}
    return dict([*problems.items()][: asked.tried])


def _batch(plans: dict[str, Plan], asked: Asked, step: Step) -> tuple[Batch, list[ByPeriod]]:
    """Every plan in the same futures, and period by period in the first of them."""
    from crossings.allocation.hindsight import PRACTISED
    from crossings.batches import PRICES, Task, candidate, finished_batch, price_rules, run
    from crossings.batches import usual_rule as usual
    from crossings.evaluation.by_period import by_period

    told = asked.batch
    table = None if told is None or told.table is None else str(told.table)
    rest = told is not None and told.seed is not None
    futures = futures_of(table, asked.seed, plans.values(), draw_rest=rest)
    size = asked.scenarios or 0
    rule = usual([*plans.values()]) if told is None else told.dispatch
    prices = {}
    if rule == PRICES:
        with step("futures practised for prices", PRACTISED * len(plans)) as done:
            prices = price_rules(plans, None if told is None else told.folder, done)
    candidates = tuple(
        candidate(name, plan, futures, rule, prices=prices.get(name))
        for name, plan in plans.items()
    )
    task = Task(futures, rule, candidates)
    if told is not None:
        batch = finished_batch(told, task)
    else:
        with step("futures", size * len(plans)) as done:
            batch = run(task, range(size), done)
    first = range(min(size, _MOST_BY_PERIOD))
    with step("looking at every day", 0):
        spreads = [
            by_period(plans[each.model].problem, each.ready, futures, first, partial(task.carry, k))
            for k, each in enumerate(candidates)
        ]
    return batch, spreads


def foremost_assumptions(plan: Plan, step: Step) -> Sequence[Assumption]:
    """Numbers without a source by what they do to the share of need met, the most first.

    The plan is carried on with each at either end, which takes no search.
    """
    from crossings.analysis.assumptions import Assumption, assumed, by_change
    from crossings.evaluation.at_ends import met_at_ends

    given = assumed(plan)
    with step("trying what is assumed", 0):
        carried = met_at_ends(plan, given)
    found = [Assumption(given[path], *ends, solved=False) for path, ends in carried.items()]
    return sorted(found, key=by_change)[:_MOST_ASSUMED]
