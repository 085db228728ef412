"""`crossings compare`: one place under several inspection models, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from crossings.commands.delivery import (
    Delivery,
    counting,
    not_over,
    say,
    waiting,
    warn,
)
from crossings.commands.options import (
    adversary_option,
    answer_options,
    case_argument,
    models_option,
    overrides,
    pasted,
    scenarios_option,
    seed_option,
    set_option,
)
from crossings.commands.plan_options import PlanOptions, objective_options
from crossings.commands.unfinished import unfinished
from crossings.ends.importing import importing_meanwhile
from crossings.errors import Finding, NoPlan, StoppedEarly
from crossings.making import told_names
from crossings.wording import listed

if TYPE_CHECKING:
    from crossings.plan import Plan
    from crossings.problem import Problem
    from crossings.reading.yaml.overrides import Override


_FOUND = {"best": "value", "fairest": "fairest"}
"""Plans that are found and not given, and what they are found for."""
_USUAL = 10_000
"""Futures that are drawn unless another number is asked for."""


@click.command("compare")
@case_argument
@click.argument("named", metavar="[MODEL]...", nargs=-1)
@models_option("Likewise a MODEL, as with other commands; after those named without it.")
@click.option(
    "--plans", nargs=2, metavar="A B",
    help="Put two plans side by side in the same futures: tables of one's own, best, or fairest.",
)  # fmt: skip
@scenarios_option(f"With --plans: number of futures.  [default: {_USUAL:,}]")
@seed_option("With --plans: which futures are drawn.  [default: 1]")
@objective_options
@adversary_option
@set_option
@answer_options
def command(
    case: str,
    named: tuple[str, ...],
    models: tuple[str, ...],
    plans: tuple[str, str] | None,
    adversary: bool,
    scenarios: int | None,
    seed: int | None,
    which: PlanOptions,
    settings: tuple[str, ...],
    to: Delivery,
) -> int:
    """Put CASE under several inspection models and show them side by side.

    Each MODEL is a shipped one's name or a file; without any, the case as it is and every shipped
    model. Differences are against the first. With --plans two plans are compared under one model.

    \b
    Examples:
      crossings compare inputs/gaza.yaml
      crossings compare inputs/gaza.yaml scan-then-search joint my-model.yaml
      crossings compare inputs/gaza.yaml --format json --output compared.json
      crossings compare inputs/gaza.yaml --plans plan.csv best
    """
    to.needs_output()
    changes, models = overrides(settings), named + models
    if plans:
        if adversary:
            raise click.UsageError("--adversary compares models, and --plans plans: use one")
        if len(models) > 1 or which.objective != "value":
            told = "one MODEL at most" if len(models) > 1 else "best or fairest, no --objective"
            raise click.UsageError(f"--plans takes {told}")
        model = models[0] if models else None
        count, number = scenarios or _USUAL, 1 if seed is None else seed
        own = next((plan for plan in plans if plan not in _FOUND), None)
        then = pasted("explain", case, model=model, set=settings, own_plan=own)
        _compare_plans(case, model, changes, plans, which.over, count, number, to, then)
        return 0
    if scenarios is not None or seed is not None:
        raise click.UsageError("--scenarios and --seed go with --plans")
    from crossings.allocation.copies import at_once
    from crossings.analysis.comparison import ALL
    from crossings.making import told_names
    from crossings.scripting.answers import compare
    from crossings.scripting.cases import read_models

    with waiting("reading", to.quiet):
        problems = read_models(case, models or None, settings)
    not_over((file for problem in problems.values() for file in problem.files), (to.output,))
    if not to.quiet:
        _warn({name: problem.warnings for name, problem in problems.items()})

    signs = counting("models planned", len(problems), to.quiet)
    with signs as done, importing_meanwhile("pandas"):
        found = compare(
            problems,
            adversary=adversary,
            objective=which.objective,
            fair_over_days=which.over,
            done=done,
            jobs=at_once(),
        )

    from crossings.outputs.screens.comparison import comparison_screen

    columns = found.result.columns
    none = NoPlan(
        "\n".join(
            ["under none of the models.", *(f"{each.model}: {each.no_plan}" for each in columns)]
        ),
        [],
    )
    without = all(each.plan is None for each in columns)
    if without and to.form != "json":
        raise none
    given = {told: name for name, told in told_names(models).items()}
    most = max(columns, key=lambda each: each.value("need met", ALL) or 0.0).model
    model = None if most == columns[0].model and not models else given.get(most, most)
    then = pasted("explain", case, model=model, set=settings, **which.given())
    to = unfinished(to) if found.result.missing else to
    to.give(to.told(found), comparison_screen, then)
    if without:
        raise none
    return StoppedEarly.exit_code if found.result.missing else 0


def _warn(warnings: dict[str, tuple[Finding, ...]]) -> None:
    """Every warning once, with the models that it is about unless it is about all."""
    for warning in dict.fromkeys(each for found in warnings.values() for each in found):
        under = [name for name, found in warnings.items() if warning in found]
        models = "" if len(under) == len(warnings) else f", under {listed(under)}"
        say(f"{warning} (warning{models})", err=True)


def _compare_plans(
    case: str,
    model: str | None,
    changes: Sequence[Override],
    plans: Sequence[str],
    over: int,
    scenarios: int,
    seed: int,
    to: Delivery,
    next_command: str,
) -> None:
    """Tell what comes of plans in the same futures, side by side."""
    if len({*plans}) < len(plans):
        raise click.UsageError(f"--plans {' '.join(plans)}: the same plan twice")
    from crossings.reading import read_problem

    problem = read_problem(case, model, changes)
    options = {
        name: PlanOptions(_FOUND.get(name, "value"), over, None if name in _FOUND else name)
        for name in plans
    }
    files = [file for each in options.values() for file in each.files]
    not_over((*problem.files, *files), (to.output,))
    warn(problem.warnings, to.quiet)
    candidates = _plans(problem, options, quiet=to.quiet)

    from crossings.batches import Task, candidate, run
    from crossings.outputs.screens.futures import futures_answer, futures_screen
    from crossings.scenarios import Seeded

    futures = Seeded(seed)
    task = Task(futures, "plan", tuple(candidate(*each, futures) for each in candidates.items()))
    with counting("futures", scenarios * len(candidates), to.quiet) as done:
        batch = run(task, range(scenarios), done)
    with waiting("adding up what came of them", to.quiet):
        batch = to.told(batch)
        found = futures_answer(batch)
    to.give(found, futures_screen, next_command)


def _plans(problem: Problem, options: Mapping[str, PlanOptions], *, quiet: bool) -> dict[str, Plan]:
    """Each plan by what it is called."""
    requests = {name: each.request(problem, quiet=quiet) for name, each in options.items()}
    from crossings.allocation import optimal_plan, requested_plan

    with waiting("finding the best plan", quiet), importing_meanwhile("pandas"):
        best, called = optimal_plan(problem), told_names(options)
        return {called[name]: requested_plan(best, each) for name, each in requests.items()}
