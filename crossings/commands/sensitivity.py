"""`crossings sensitivity`: which inputs move a figure."""

from __future__ import annotations

from pathlib import Path

import click

from crossings.commands.delivery import Delivery, counting, waiting, warn
from crossings.commands.options import (
    CARRYING,
    answer_options,
    jobs_option,
    model_option,
    overrides,
    pasted,
    seed_option,
    set_option,
)
from crossings.ends.importing import importing_meanwhile

_METHODS = ("tornado", "morris", "sobol")


@click.command("sensitivity")
@click.argument("case", type=click.Path(), metavar="CASE|FOLDER")
@click.option(
    "--method", type=click.Choice(_METHODS), default=None,
    help="tornado (the default): each input at its ends by itself; morris: elementary effects; "
    "sobol: shares of the variance, alone and with others.",
)  # fmt: skip
@click.option(
    "--of", default="met_share", show_default=True, metavar="FIGURE",
    help="What is moved: met_share, met_share_GOOD, value, or another column of a batch.",
)  # fmt: skip
@click.option(
    "--number", type=click.IntRange(min=2), metavar="N",
    help="Paths of morris, by default 50; rows of sobol, by default 1024, a power of two.",
)  # fmt: skip
@click.option(
    "--inputs", "most", type=click.IntRange(min=1), default=30, show_default=True, metavar="N",
    help="With morris and sobol: vary so many inputs, those that move it most by themselves.",
)  # fmt: skip
@click.option(
    "--dispatch", type=click.Choice(CARRYING), default="plan", show_default=True,
    help="Which trucks go when not all can.",
)  # fmt: skip
@seed_option("Which points; by default 1.")
@jobs_option("Carry the futures by so many processes.")
@model_option
@set_option
@answer_options
def command(
    case: str,
    method: str | None,
    of: str,
    number: int | None,
    most: int,
    dispatch: str,
    seed: int | None,
    jobs: int,
    model: str | None,
    settings: tuple[str, ...],
    to: Delivery,
) -> int:
    """Say which inputs of CASE move a figure most, or of the futures that FOLDER keeps.

    A plan is made once and carried through futures in which inputs are otherwise: numbers within
    their ranges, days open, pace, need and supply as they are drawn.

    \b
    Examples:
      crossings sensitivity inputs/gaza.yaml
      crossings sensitivity inputs/gaza.yaml --method sobol --of met_share_food --jobs 2
      crossings sensitivity futures --of met_share_food
    """
    to.needs_output()
    if method == "sobol" and number is not None and number & (number - 1):
        raise click.BadParameter(f"{number} is no power of two", param_hint="--number")
    if method in (None, "tornado") and number is not None:
        raise click.UsageError("--number is of --method morris or sobol")
    from crossings.outputs.screens.sensitivity import sensitivity_answer, sensitivity_screen

    if Path(case).is_dir():
        if method is not None or seed is not None or settings:
            text = "a folder's own futures are looked at: --method, --seed and --set are for a CASE"
            raise click.UsageError(text)
        from crossings.discovery.sensitivity import scored

        with waiting("looking at its futures", to.quiet), importing_meanwhile("pandas"):
            found = scored(Path(case), of, model)
        then = pasted("report", case, output="report.html")
        to.give(sensitivity_answer(found, None, None), sensitivity_screen, then)
        return 0
    from crossings.allocation import optimal_plan
    from crossings.discovery.sensitivity import sensitivity
    from crossings.reading import read_problem

    problem = read_problem(case, model, overrides(settings)).without_foresight()
    warn(problem.warnings, to.quiet)
    with waiting("finding the best plan", to.quiet), importing_meanwhile("pandas"):
        plan = optimal_plan(problem)
    plan, seed = to.told(plan), 1 if seed is None else seed
    with counting("futures", 0, to.quiet) as done:
        found = sensitivity(plan, of, method or "tornado", number, seed, dispatch,
                            most=most, jobs=jobs, done=done)  # fmt: skip
    then = pasted("explain", case, model=model, set=settings)
    if found.method == _METHODS[0]:  # each by itself: the next says what they do together
        then = pasted("sensitivity", case, method="morris", of=of, model=model, set=settings)
    to.give(sensitivity_answer(found, plan, seed), sensitivity_screen, then)
    return 0
