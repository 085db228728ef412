"""`crossings init`: a small commented case that runs at once."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click

import crossings
from crossings.commands.delivery import deliver
from crossings.commands.options import pasted
from crossings.files import write_text
from crossings.wording import printable

_STARTER = Path(crossings.__file__).parent / "starter.yaml"


@click.command("init")
@click.argument("name")
def command(name: str) -> None:
    """Write NAME.yaml, a small commented case that runs at once.

    \b
    Example:
      crossings init my-case
    """
    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    if not name or name.endswith("/") or not name.isprintable():
        raise click.UsageError(f"{name!r} is no name of a file")
    if path.exists():
        raise click.UsageError(f"{path} is there already; choose another name")
    title = json.dumps(path.stem.replace("-", " ").replace("_", " ").capitalize())
    file = shlex.quote(path.as_posix())
    write_text(path, _STARTER.read_text(encoding="utf-8").format(file=file, title=title))
    next_command = pasted("optimize", path.as_posix())
    deliver(printable(f"{path} written\n\nNext: {next_command}\n"), None)
