"""A plan as publishable data: tidy CSV files, a data package about them, and a stub for HDX.

See https://specs.frictionlessdata.io/tabular-data-package/ and, for the names of columns,
https://hdx-hapi.readthedocs.io.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any

from crossings.files import write_all
from crossings.outputs.answer import Answer, as_json
from crossings.outputs.csv import csv_text
from crossings.outputs.package_readme import UNSPECIFIED, readme
from crossings.outputs.report.phases import phase_lines
from crossings.outputs.screens.by_phase import models_in_turn
from crossings.outputs.screens.fairness import fairness_object, says_fairest
from crossings.outputs.screens.own_plan import OWN, passed_lines
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.problem.languages import ENGLISH
from crossings.published import Source
from crossings.tables.described import about
from crossings.tables.grounds import cited
from crossings.tables.published import Column, frame, published
from crossings.wording import called

_TAGS = {
    "reference_period_start": "#date+start",
    "reference_period_end": "#date+end",
    "sector_code": "#sector+code",
    "good": "#item+code",
    "good_name": "#item+name",
    "category": "#item+type",
    "crossing": "#loc+crossing+code",
    "crossing_name": "#loc+crossing+name",
    "corridor": "#loc+corridor+code",
    "corridor_name": "#loc+corridor+name",
    "resource": "#item+resource+code",
    "resource_name": "#item+resource+name",
    "population": "#population+num",
    "source": "#meta+source",
}
_ADMIN = re.compile(r"admin(\d)_(code|name)")
_TOLD = (
    "schema_version", "headline", "status", "objective_kind", "objective", "gap", "aims",
    "fairness", "own_plan", "rounding", "case", "model", "phases", "tables_read", "provenance",
)  # fmt: skip
"""Of the answer's object, what stands in the package beside its tables."""
_KEYS = {
    "reference_period_start", "date", "leaves", "area", "corridor", "crossing", "good", "regime",
    "site", "resource", "limit", "channel", "path",
}  # fmt: skip
"""Columns that name what a row is about."""
_FILL_IN = "FILL IN"
_MARKED = (
    "Text that a spreadsheet would take for a formula has an apostrophe in front. "
    "Empty cells are not given or not known."
)


def write_package(answer: Answer[Plan], folder: Path, *, hxl: bool = False) -> None:
    """Write the package of an answer to `folder`; with `hxl`, tags stand below each header.

    Tables of an earlier package there that this one does not have are removed.
    """
    tables = published(answer.result, answer.tables)
    contents: dict[str, str | bytes] = {
        f"{name}.csv": _tagged(columns) if hxl else csv_text(frame(columns))
        for name, columns in tables.items()
    }
    package = _package(answer, tables, hxl=hxl)
    stub = _hdx_stub(answer, package)
    first = answer.beside["headline"]
    told = {part: first[part][ENGLISH] for part in ("says", "bullets")}
    contents["README.md"] = readme(package, told, stub["caveats"].splitlines())
    contents["hdx-dataset.json"] = as_json(stub)
    before = _listed(folder / "datapackage.json")
    gone = {name for name in before - contents.keys() if (folder / name).is_file()}
    write_all(folder, {**contents, "datapackage.json": as_json(package)}, gone)


def tag(column: Column, level: str = "") -> str:
    """HXL tag of a column; `level`, of all areas, is empty where it is not the same.

    >>> tag(Column("met_truckloads", "number", "truckloads", [], ""))
    '#indicator+num+met_truckloads'
    >>> tag(Column("admin1_code", "string", "", [], ""))
    '#adm1+code'
    """
    if column.name in _TAGS:
        return _TAGS[column.name]
    if column.name == "area":
        return f"#adm{level}+id" if level > "0" else "#loc+area+code"
    of_area = _ADMIN.fullmatch(column.name)
    if of_area:
        return f"#{'country' if of_area[1] == '0' else f'adm{of_area[1]}'}+{of_area[2]}"
    word = re.sub(r"[^a-z0-9_]", "_", column.name.lower())
    figure = column.kind in ("number", "integer")
    return f"#indicator+num+{word}" if figure else f"#meta+{word}"


def _tagged(columns: Sequence[Column]) -> str:
    levels = {found[1] for column in columns if (found := _ADMIN.fullmatch(column.name))}
    level = next(iter(levels)) if len(levels) == 1 else ""
    head, _, rows = csv_text(frame(columns)).partition("\n")
    return f"{head}\n{','.join(tag(column, level) for column in columns)}\n{rows}"


def _package(answer: Answer[Plan], tables: dict[str, list[Column]], *, hxl: bool) -> dict[str, Any]:
    problem, whole = answer.result.problem, answer.beside
    first, last = problem.periods[0].start, problem.periods[-1].end
    return {
        "profile": "tabular-data-package",
        "name": _name(problem),
        "title": _title(problem),
        "description": " ".join(filter(None, _description(answer))),
        "created": whole["provenance"]["created"],
        "licenses": [UNSPECIFIED],
        "temporal": {"start": first.isoformat(), "end": last.isoformat()},
        "sources": [_source(each) for each in cited(problem)],
        "resources": [
            _resource(name, called(about(name), problem.contraband), columns, hxl=hxl)
            for name, columns in tables.items()
        ],
        "crossings": {key: whole[key] for key in _TOLD},
    }


def _description(answer: Answer[Plan]) -> Iterator[str]:
    """What was found, what it is, what changes when, and what the case says of itself."""
    told = answer.beside["headline"]
    yield from (told["says"][ENGLISH], *told["bullets"][ENGLISH])
    yield _sentence(answer)
    lines = list(phase_lines(answer.result.problem))
    yield f"In phases, {'. '.join(lines).rstrip('.')}." if lines else ""
    yield answer.result.problem.notes
    yield _MARKED


def _resource(name: str, title: str, columns: Sequence[Column], *, hxl: bool) -> dict[str, Any]:
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "title": title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **({"dialect": {"commentChar": "#"}} if hxl else {}),  # no first cell begins so
        "schema": {
            "fields": [_field(column) for column in columns],
            **_key(columns),
            "missingValues": [""],
        },
    }


def _key(columns: Sequence[Column]) -> dict[str, list[str]]:
    """The columns that tell each row from all others, where those that name things do."""
    naming = [column for column in columns if column.name in _KEYS]
    rows = list(zip(*(column.values for column in naming), strict=True))
    whole = all(value not in (None, "") for row in rows for value in row)
    if not rows or not whole or len({*rows}) < len(rows):
        return {}
    return {"primaryKey": [column.name for column in naming]}


def _field(column: Column) -> dict[str, Any]:
    told = {"description": column.told} if column.told else {}
    counted = {"unit": column.unit} if column.unit and column.kind != "date" else {}
    read = {"trueValues": ["True"], "falseValues": ["False"]} if column.kind == "boolean" else {}
    return {"name": column.name, "type": column.kind, **told, **counted, **read}


def _hdx_stub(answer: Answer[Plan], package: dict[str, Any]) -> dict[str, Any]:
    """What HDX asks of a data set; what only its owner knows is to be filled in."""
    problem = answer.result.problem
    assumed = sum(each.source is None for each in problem.evidence)
    without = [area.name for area in problem.areas if area.pcode is None]
    caveats = [
        f"A plan and no count: what inspection, gates and roads would allow {_under(problem)}.",
        f"{assumed} of the {len(problem.evidence)} numbers that it rests on are assumptions; "
        "they are listed in evidence.csv.",
        "Truckloads are full truckloads, counted at the stage that the column names.",
        _MARKED,
    ]
    if without:
        caveats.append(f"No p-code is known for {', '.join(without)}.")
    days = package["temporal"]
    publishers = dict.fromkeys(each.publisher or each.title for each in cited(problem))
    return {
        "name": package["name"],
        "title": package["title"],
        "notes": package["description"],
        "dataset_date": f"[{days['start']}T00:00:00 TO {days['end']}T23:59:59]",
        "dataset_source": ", ".join(publishers) or _FILL_IN,
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


def _sentence(answer: Answer[Plan]) -> str:
    """Which plan it is, and under which inspection models."""
    plan = answer.result
    kind = "The best plan" if plan.fairness is None else "The fairest plan"
    if plan.own is not None:
        return f"{OWN} {_under(plan.problem)}. {' '.join(passed_lines(plan))}"
    under = _under(plan.problem)
    if plan.gap is not None:
        return f"UNFINISHED: the search was stopped. {kind} that was found by then {under}."
    if plan.fairness is None:
        return f"{kind} {under}."
    fairness = fairness_object(plan) or {}
    says = says_fairest(plan.problem, plan.fairness, f"{kind} {under}")
    return f"{says}. Its price is {fairness['share_given_up']:.2%} of the value."


def _under(problem: Problem) -> str:
    turns = list(models_in_turn(problem))
    if len(turns) == 1:
        return f"under the inspection model “{problem.model.title}”"
    told = ", then ".join(f"“{model.title}” ({when})" for when, model in turns)
    return f"under the inspection models {told}"


def _source(source: Source) -> dict[str, str]:
    """A source as a package tells it; `name` is what the tables call it."""
    told = {"publisher": source.publisher, "date": source.date, "path": source.url}
    given = {key: value for key, value in told.items() if value is not None}
    return {"name": source.id, "title": source.title, **given}


def _title(problem: Problem) -> str:
    """Title of the case, or where it is blank the name of its file."""
    return problem.case.title.strip() or PurePath(problem.case.path).stem


def _name(problem: Problem) -> str:
    """A name that a package may have: of the title, or of the file where that has no Latin letter.

    Years alone would name many data sets alike.
    """
    for text in (problem.case.title, PurePath(problem.case.path).stem):
        name = _slug(text)
        if re.search("[a-z]", name):
            return name
    return "plan"


def _slug(title: str) -> str:
    """A title in small Latin letters and digits.

    >>> _slug("Gaza Strip, March 2024"), _slug("غزة 2024")
    ('gaza-strip-march-2024', '2024')
    """
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:90].strip("-")


def _listed(file: Path) -> set[str]:
    """Tables that an earlier package of this tool lists in its `datapackage.json`, by file."""
    try:
        package = json.loads(file.read_text("utf-8"))
        paths = [each["path"] for each in package["resources"] if "crossings" in package]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return set()  # there is none, or it is another's
    plain = (path for path in paths if isinstance(path, str) and path.endswith(".csv"))
    return {path for path in plain if path == Path(path).name}
