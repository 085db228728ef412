"""`crossings schema`: what a case or model file may hold, for completion in editors."""

from __future__ import annotations

import json
from typing import Any

import click

from crossings.commands.delivery import deliver


@click.command("schema")
@click.argument("kind", type=click.Choice(["case", "model", "state", "result"]), default="case")
def command(kind: str) -> None:
    """Print a JSON schema: of case files, of model files, of the states of `crossings today`.

    Of the kind result it is that of answers, whatever command gives one as JSON.

    \b
    Examples; the first for editors that use the YAML language server:
      crossings schema case > case.schema.json
      # first line of a case:  # yaml-language-server: $schema=case.schema.json
      crossings schema result > answers.schema.json
    """
    if kind == "result":
        from crossings.outputs.schema import answer_schema

        deliver(_text(answer_schema()), None)
        return
    from crossings.reading.schema.case import Case
    from crossings.reading.schema.entry import Entry
    from crossings.reading.schema.models import InspectionModel
    from crossings.reading.schema.state import StateFile
    from crossings.reading.yaml.editors import editor_schema

    kinds: dict[str, type[Entry]] = {
        "case": Case, "model": InspectionModel, "state": StateFile
    }  # fmt: skip
    entry = kinds[kind]
    deliver(_text(editor_schema(entry)), None)


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
