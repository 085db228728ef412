"""The README of a package: what was found, what lies there, and what it rests on."""

from __future__ import annotations

from typing import Any

from crossings.wording import on_a_page

UNSPECIFIED = {
    "name": "notspecified",
    "title": "Not specified: whoever publishes it names the licence here",
}
"""The licence, as the Open Definition lists it, where nobody has chosen one."""


def readme(package: dict[str, Any], headline: dict[str, Any], caveats: list[str]) -> str:
    """A page in Markdown about a data package, its headline first."""
    days, made = package["temporal"], package["crossings"]["provenance"]
    licences = ", ".join(each["title"] for each in package["licenses"])
    lines = [
        f"# {_line(package['title'])}",
        headline["says"],
        "\n".join(f"- {each}" for each in headline["bullets"]),
        f"From {days['start']} to {days['end']}. Licence: {licences}.",
        "## What lies here",
        "\n".join(_table(each) for each in package["resources"]),
        "`datapackage.json` says what every column is, with its unit and, where there is one, the "
        "key of each table; `hdx-dataset.json` is what HDX asks of a data set.",
        "## What to know",
        "\n".join(f"- {_line(each)}" for each in caveats),
    ]
    if package["sources"]:
        lines += ["## Sources", "\n".join(_source(each) for each in package["sources"])]
    lines += ["## How it was made", f"`{made['command']}`, crossings {made['version']}"]
    return "\n\n".join(lines) + "\n"


def _table(resource: dict[str, Any]) -> str:
    key = resource["schema"].get("primaryKey")
    by = f"; a row for each {', '.join(f'`{name}`' for name in key)}" if key else ""
    return f"- `{resource['path']}`: {_line(resource['title'])}{by}"


def _source(source: dict[str, str]) -> str:
    told = [source.get(part) for part in ("title", "publisher", "date", "path")]
    return f"- `{source['name']}`: {_line('. '.join(filter(None, told)))}"


def _line(text: str) -> str:
    return " ".join(on_a_page(text).split())
