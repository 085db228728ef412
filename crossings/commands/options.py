"""Options that several commands share."""

from __future__ import annotations

import contextlib
import functools
import inspect
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from crossings.commands.delivery import MORE, Delivery, named_tables
from crossings.making import PATHS_IN_FULL

if TYPE_CHECKING:
    from crossings.problem import Problem
    from crossings.reading.yaml.overrides import Override


def _setting_paths(*begun: Any) -> list[Any]:
    from crossings.commands.completion import setting_paths

    return setting_paths(*begun)


def _model_names(*begun: Any) -> list[Any]:
    from crossings.commands.completion import model_names

    return model_names(*begun)


case_argument = click.argument("case", type=click.Path())
model_option = click.option(
    "--model", metavar="NAME_OR_FILE", shell_complete=_model_names,
    help="Use this inspection model in place of the case's.",
)  # fmt: skip
set_option = click.option(
    "--set", "settings", multiple=True, metavar="PATH=VALUE", shell_complete=_setting_paths,
    help="Change one value, e.g. crossings.rafah.hours_per_day=12 or model.pools.monitor.units=80.",
)  # fmt: skip
quiet_option = click.option("--quiet", is_flag=True, help="No warnings and no progress.")


CARRYING = ("plan", "proportional", "first-come")
"""Rules of `--dispatch` that carry a plan, without deciding anew."""


def models_option(says: str) -> Callable[..., Any]:
    """`--model`, as often as models are asked for."""
    return click.option(
        "--model", "models", multiple=True, metavar="NAME_OR_FILE", help=says,
        shell_complete=_model_names,
    )  # fmt: skip


def scenarios_option(says: str) -> Callable[..., Any]:
    """`--scenarios`: a number of futures."""
    return click.option("--scenarios", type=click.IntRange(min=1), metavar="N", help=says)


def seed_option(says: str) -> Callable[..., Any]:
    """`--seed`: which futures are drawn."""
    return click.option("--seed", type=click.IntRange(min=0), metavar="S", help=says)


def jobs_option(says: str) -> Callable[..., Any]:
    """`--jobs`: by how many processes."""
    return click.option(
        "--jobs", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help=says
    )


def scheduler_option(what: str) -> Callable[..., Any]:
    """`--scheduler`: a cluster for `what` is done otherwise by processes."""
    says = f"{what} by the Dask cluster whose scheduler is there, e.g. tcp://10.0.0.5:8786."
    return click.option("--scheduler", metavar="ADDRESS", help=says)


def show_option(tables: str) -> Callable[..., Any]:
    """`--show`: tables that are printed besides."""
    says = f"more: what the screen leaves out. Or whole tables after it: {tables}, … or all."
    return click.option("--show", multiple=True, metavar="more|TABLE[,TABLE…]", help=says)


def _whole(context: click.Context, option: click.Parameter, given: str | None) -> bool:
    return given is not None


more_option = click.option(
    "--show", "whole", type=click.Choice([MORE]), callback=_whole,
    help="more: also what the first screen leaves out.",
)  # fmt: skip


def _set_paths(context: click.Context, option: click.Parameter, full: bool) -> None:
    PATHS_IN_FULL.set(full)


full_paths_option = click.option(
    "--full-paths", is_flag=True, expose_value=False, callback=_set_paths,
    help="Name files with their folders in what is written; they may tell whose machine it was.",
)  # fmt: skip
format_option = click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv", "xlsx"]),
    default="table",
    help="table: for reading; json: one object; csv: a folder of tables; xlsx: a workbook.",
)  # fmt: skip
output_option = click.option(
    "--output", type=click.Path(), help="Write there instead of standard output."
)
time_limit_option = click.option(
    "--time-limit", type=click.FloatRange(min=0), metavar="SECONDS",
    help="Stop the search after so long; what is found by then is marked unfinished.",
)  # fmt: skip


def ending_options(command: Callable[..., int]) -> Callable[..., Any]:
    """`--full-paths` and `--quiet`; with `--format` and `--output` the last is a `Delivery`.

    So is `--show more`, which a command that shows tables takes with their names.
    """
    shows = "show" in inspect.signature(command).parameters

    @full_paths_option
    @quiet_option
    @functools.wraps(command)
    def run(
        *, form: str, output: str | None, quiet: bool, whole: bool = False, **others: Any
    ) -> int:
        whole = whole or bool({MORE, "all"} & {*named_tables(others.get("show", ()))})
        return command(**others, to=Delivery(form, output, quiet, whole))

    return run if shows else more_option(run)


def pasted(command: str, *words: str, **options: Sequence[str] | str | None) -> str:
    """A command line as a shell takes it; options that are not given are left out.

    >>> pasted("explain", "my case.yaml", model="joint", set=["a=1", "b=2"], seed=None)
    "crossings explain 'my case.yaml' --model joint --set a=1 --set b=2"
    """
    line = ["crossings", command, *words]
    for name, given in options.items():
        option = f"--{name.strip('_').replace('_', '-')}"
        for value in (given,) if isinstance(given, str) else given or ():
            line += [option, value]
    return shlex.join(line)


def answer_options(command: Callable[..., int]) -> Callable[..., Any]:
    """Options of how an answer is given out; the command takes them as a `Delivery`."""
    return format_option(output_option(ending_options(command)))


def overrides(settings: Sequence[str]) -> list[Override]:
    """The overrides that `--set` gave; a malformed one is wrong use of the command line."""
    if not settings:
        return []
    from crossings.reading.yaml.overrides import MalformedOverride, parsed_overrides

    try:
        return parsed_overrides(settings)
    except MalformedOverride as error:
        raise click.BadParameter(str(error), param_hint="--set") from error


@contextlib.contextmanager
def as_options(**options: str) -> Iterator[None]:
    """Say of a wrong argument, by the name that scripts have for it, which option it came from."""
    try:
        yield
    except ValueError as error:
        argument, _, text = str(error).partition(": ")
        if argument not in options:
            raise
        raise click.UsageError(f"{options[argument]}: {text}") from error


@dataclass(frozen=True)
class Reading:
    """A case, the model in place of its own, and the values that are changed."""

    case: str
    model: str | None
    changes: Sequence[Override]
    settings: Sequence[str] = ()
    """The changes as they were given."""

    def then(self, command: str, *words: str, **options: Sequence[str] | str | None) -> str:
        """The line of another command for the same case, model and values."""
        more = options.pop("set", None) or ()
        settings = [*self.settings, *([more] if isinstance(more, str) else more)]
        model = options.pop("model", None) or self.model
        return pasted(command, self.case, *words, model=model, set=settings, **options)

    def problem(self) -> Problem:
        """The problem that it poses."""
        from crossings.reading import read_problem

        return read_problem(self.case, self.model, self.changes)


adversary_option = click.option(
    "--adversary", is_flag=True,
    help="What is missed if contraband goes where it is missed most, and what a guarantee costs.",
)  # fmt: skip


def case_options(command: Callable[..., int]) -> Callable[..., Any]:
    """CASE, `--model` and `--set`; the command takes them as a `Reading`."""

    @case_argument
    @model_option
    @set_option
    @functools.wraps(command)
    def run(*, case: str, model: str | None, settings: tuple[str, ...], **others: Any) -> int:
        changes = overrides(settings)
        return command(**others, reading=Reading(case, model, changes, settings))

    return run


def reachable(scheduler: str | None) -> None:
    """Refuse at once an address that no cluster can be reached at as this machine is set up."""
    if scheduler is not None:
        from crossings.batches import scheduler_address

        try:
            scheduler_address(scheduler)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--scheduler") from error
