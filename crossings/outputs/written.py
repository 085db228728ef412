"""An answer as files, in whichever form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crossings.files import write_text
from crossings.outputs.answer import Answer, as_json
from crossings.plan import Plan

_FORMS = {".json": "json", ".xlsx": "xlsx", "": "csv"}
"""By the ending of a path."""


def write_answer(found: Answer[Any], path: Path, form: str | None = None) -> None:
    """Write an answer; `ValueError` where nothing is written in such a form."""
    form = _FORMS.get(path.suffix.lower()) if form is None else form
    if form == "json":
        write_text(path, as_json(found.as_object()))
    elif form == "csv":
        from crossings.outputs.csv import write_csv

        write_csv(found, path)
    elif form == "xlsx":
        from crossings.outputs.workbook.book import write_workbook

        write_workbook(found, path, found.problems)
    elif form == "package" and isinstance(found.result, Plan):
        from crossings.outputs.package import write_package

        write_package(found, path)
    else:
        raise ValueError(f"form: expected json, csv or xlsx, got {form or path.name!r}")
