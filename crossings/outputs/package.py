"""A plan as publishable data: tidy CSV files, a data package about them, and a stub for HDX.

See https://specs.frictionlessdata.io/tabular-data-package/ and, for the names of columns,
https://hdx-hapi.readthedocs.io.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crossings.files import write_all
from crossings.outputs.answer import Answer, as_json
from crossings.outputs.csv import csv_text
from crossings.problem import Problem
from crossings.tables.described import about
from crossings.tables.published import Column, frame, published

_TAGS = {
    "reference_period_start": "#date+start",
    "reference_period_end": "#date+end",
    "admin2_code": "#adm2+code",
    "admin2_name": "#adm2+name",
    "sector_code": "#sector+code",
    "good": "#item+code",
    "good_name": "#item+name",
    "category": "#item+type",
    "crossing": "#loc+crossing+code",
    "crossing_name": "#loc+crossing+name",
    "corridor": "#loc+corridor+code",
    "corridor_name": "#loc+corridor+name",
    "population": "#population+num",
    "source": "#meta+source",
}
_TAG_ROW = 2
_FILL_IN = "FILL IN"
_MARKED = (
    "Text that a spreadsheet would take for a formula has an apostrophe in front. "
    "Empty cells are not given or not known."
)


def write_package(answer: Answer, folder: Path, *, hxl: bool = False) -> None:
    """Write the package of an answer to `folder`; with `hxl`, tags stand below each header."""
    tables = published(answer.plan, answer.tables)
    contents: dict[str, str | bytes] = {
        f"{name}.csv": _tagged(columns) if hxl else csv_text(frame(columns))
        for name, columns in tables.items()
    }
    package = _package(answer, tables, hxl=hxl)
    contents["hdx-dataset.json"] = as_json(_hdx_stub(answer, package))
    write_all(folder, {**contents, "datapackage.json": as_json(package)})


def tag(column: Column) -> str:
    """HXL tag of a column.

    >>> tag(Column("met_truckloads", "number", "truckloads", [], ""))
    '#indicator+num+met_truckloads'
    """
    if column.name in _TAGS:
        return _TAGS[column.name]
    word = re.sub(r"[^a-z0-9_]", "_", column.name.lower())
    figure = column.kind in ("number", "integer")
    return f"#indicator+num+{word}" if figure else f"#meta+{word}"


def _tagged(columns: Sequence[Column]) -> str:
    head, _, rows = csv_text(frame(columns)).partition("\n")
    return f"{head}\n{','.join(tag(column) for column in columns)}\n{rows}"


def _package(answer: Answer, tables: dict[str, list[Column]], *, hxl: bool) -> dict[str, Any]:
    problem, whole = answer.plan.problem, answer.as_object()
    first, last = problem.periods[0].start, problem.periods[-1].end
    return {
        "profile": "tabular-data-package",
        "name": _slug(problem.case.title),
        "title": problem.case.title,
        "description": f"{_sentence(answer)} {_MARKED}",
        "created": whole["provenance"]["created"],
        "temporal": {"start": first.isoformat(), "end": last.isoformat()},
        "sources": [{"title": name} for name in _sources(problem)],
        "resources": [_resource(name, columns, hxl=hxl) for name, columns in tables.items()],
        "crossings": {
            key: whole[key]
            for key in ("status", "gap", "case", "model", "phases", "tables_read", "provenance")
        },
    }


def _resource(name: str, columns: Sequence[Column], *, hxl: bool) -> dict[str, Any]:
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "title": about(name),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **({"dialect": {"commentRows": [_TAG_ROW]}} if hxl else {}),
        "schema": {
            "fields": [_field(column) for column in columns],
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    told = {"description": column.told} if column.told else {}
    counted = {"unit": column.unit} if column.unit and column.kind != "date" else {}
    read = {"trueValues": ["True"], "falseValues": ["False"]} if column.kind == "boolean" else {}
    return {"name": column.name, "type": column.kind, **told, **counted, **read}


def _hdx_stub(answer: Answer, package: dict[str, Any]) -> dict[str, Any]:
    """What HDX asks of a data set; what only its owner knows is to be filled in."""
    problem = answer.plan.problem
    assumed = sum(each.source is None for each in problem.evidence)
    without = [area.name for area in problem.areas if area.pcode is None]
    caveats = [
        f"A plan and no count: what inspection, gates and roads would allow under the model "
        f"“{problem.model.title}”.",
        f"{assumed} of the {len(problem.evidence)} numbers that it rests on are assumptions; "
        "they are listed in evidence.csv.",
        "Truckloads are full truckloads, counted at the stage that the column names.",
        _MARKED,
    ]
    if without:
        caveats.append(f"No p-code is known for {', '.join(without)}.")
    days = package["temporal"]
    return {
        "name": package["name"],
        "title": package["title"],
        "notes": package["description"],
        "dataset_date": f"[{days['start']}T00:00:00 TO {days['end']}T23:59:59]",
        "dataset_source": ", ".join(_sources(problem)) or _FILL_IN,
        "owner_org": _FILL_IN,
        "maintainer": _FILL_IN,
        "license_id": _FILL_IN,
        "groups": [{"name": _FILL_IN}],
        "tags": [{"name": _FILL_IN}],
        "data_update_frequency": "-2",
        "subnational": "1",
        "private": True,
        "methodology": "Other",
        "methodology_other": "Linear program of crossings, "
        f"{answer.provenance['version']}: {answer.provenance['command']}",
        "caveats": "\n".join(caveats),
        "resources": [
            {"name": each["path"], "description": each["title"], "format": "CSV"}
            for each in package["resources"]
        ],
    }


def _sentence(answer: Answer) -> str:
    model = answer.plan.problem.model.title
    unfinished = "UNFINISHED: the search was stopped. " if answer.plan.gap is not None else ""
    return f"{unfinished}The best plan under the inspection model “{model}”."


def _sources(problem: Problem) -> list[str]:
    return list(dict.fromkeys(each.source for each in problem.evidence if each.source is not None))


def _slug(title: str) -> str:
    """A title as a name that a package may have.

    >>> _slug("Gaza Strip, March 2024"), _slug("غزة")
    ('gaza-strip-march-2024', 'plan')
    """
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:90].strip("-") or "plan"
