"""`crossings schema`: what a case or model file may hold, for completion in editors."""

from __future__ import annotations

import json

import click

from crossings.commands.delivery import deliver


@click.command("schema")
@click.argument("kind", type=click.Choice(["case", "model", "state"]), default="case")
def command(kind: str) -> None:
    """Print the JSON schema of case files, of model files, or of the states of `crossings today`.

    \b
    Example, for editors that use the YAML language server:
      crossings schema case > case.schema.json
      # first line of a case:  # yaml-language-server: $schema=case.schema.json
    """
    from crossings.reading.schema.case import Case
    from crossings.reading.schema.entry import Entry
    from crossings.reading.schema.models import InspectionModel
    from crossings.reading.schema.state import StateFile
    from crossings.reading.yaml.editors import editor_schema

    kinds: dict[str, type[Entry]] = {
        "case": Case, "model": InspectionModel, "state": StateFile
    }  # fmt: skip
    entry = kinds[kind]
    deliver(json.dumps(editor_schema(entry), indent=1, ensure_ascii=False) + "\n", None)
