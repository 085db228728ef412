"""`crossings validate`: every fault of every file, without solving anything."""

from __future__ import annotations

import click

from crossings.commands.delivery import deliver, warn
from crossings.commands.options import model_option, overrides, pasted, quiet_option, set_option
from crossings.errors import Finding, InputError
from crossings.wording import printable


@click.command("validate")
@click.argument("files", nargs=-1, required=True, type=click.Path())
@model_option
@set_option
@quiet_option
def command(
    files: tuple[str, ...], model: str | None, settings: tuple[str, ...], quiet: bool
) -> None:
    """Check case and model FILES and say every fault at once.

    A case is checked together with the inspection model it names, or with --model.

    \b
    Examples:
      crossings validate inputs/gaza.yaml
      crossings validate inputs/*.yaml --model risk-based
    """
    changes = overrides(settings)
    from crossings.reading import A_CASE, checked

    faults: list[Finding] = []
    cases: list[str] = []
    for file in files:
        try:
            summary, warnings = checked(file, model, changes)
        except InputError as error:
            faults += error.faults
            continue
        warn(warnings, quiet)
        deliver(printable(f"{file}: {summary}\n"), None)
        cases += [file] if summary.startswith(A_CASE) else []
    if faults:
        raise InputError(faults)
    if cases:
        then = pasted("optimize", cases[0], model=model, set=settings)
        deliver(printable(f"\nNext: {then}\n"), None)
