"""`crossings schema`: what a case or model file may hold, for completion in editors."""

from __future__ import annotations

import json

import click

from crossings.commands.delivery import deliver


@click.command("schema")
@click.argument("kind", type=click.Choice(["case", "model"]), default="case")
def command(kind: str) -> None:
    """Print the JSON schema of case files, or of model files.

    \b
    Example, for editors that use the YAML language server:
      crossings schema case > case.schema.json
      # first line of a case:  # yaml-language-server: $schema=case.schema.json
    """
    from crossings.reading.schema.case import Case
    from crossings.reading.schema.models import InspectionModel
    from crossings.reading.yaml.editors import editor_schema

    entry = Case if kind == "case" else InspectionModel
    deliver(json.dumps(editor_schema(entry), indent=1, ensure_ascii=False) + "\n", None)
