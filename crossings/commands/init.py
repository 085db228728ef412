"""`crossings init`: a small commented case that runs at once."""

from __future__ import annotations

from pathlib import Path

import click

import crossings
from crossings.files import write_text

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
    if path.exists():
        raise click.UsageError(f"{path} is there already; choose another name")
    title = path.stem.replace("-", " ").replace("_", " ").capitalize()
    text = _STARTER.read_text(encoding="utf-8").format(file=path.as_posix(), title=repr(title))
    write_text(path, text)
    click.echo(f"{path} written; now run: crossings optimize {path}")
