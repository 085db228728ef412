"""The page of keys, `docs/keys.md`, made from the schema.

Run `python docs/make_keys.py` after changing a schema in `crossings/reading/`; a test compares.
"""

from __future__ import annotations

import datetime
import re
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import MinLen

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from crossings.reading.schema.case import Case  # noqa: E402
from crossings.reading.schema.entry import (  # noqa: E402 - the checkout first
    RESERVED_IDS,
    Category,
    Date,
    Entry,
    Id,
    IdOrRest,
    Label,
    ModelNamed,
    Names,
    Text,
    Weekday,
)
from crossings.reading.schema.goods import Need  # noqa: E402
from crossings.reading.schema.models import InspectionModel  # noqa: E402
from crossings.reading.schema.naming import Name  # noqa: E402
from crossings.reading.schema.phases import Dates  # noqa: E402
from crossings.reading.schema.quantity import Quantity, Within  # noqa: E402
from crossings.reading.schema.sensors import Table  # noqa: E402
from crossings.reading.schema.shape import bare, file_keys, is_entry, values_of  # noqa: E402

KEYED_BY = {
    "areas": "area",
    "by_area": "area",
    "categories": "category",
    "closures": "crossing, pool, `all` or `*`",
    "corridors": "corridor",
    "coverage_at_least": "good, category or `*`",
    "crossings": "crossing",
    "end_use": "good or category",
    "goods": "good",
    "informal": "channel",
    "offers": "supplier",
    "limits": "id",
    "further_minutes": "resource",
    "minutes": "resource",
    "minutes_factor": "good or category, then by resource",
    "need": "good or `*`",
    "own": "id",
    "platforms": "crossing, then by good",
    "pools": "pool",
    "regimes": "regime",
    "resources": "resource",
    "routes": "area",
    "sensors": "sensor",
    "set": "path",
    "sources": "source",
    "stages": "stage",
    "supply": "corridor or `*`",
    "throughput": "crossing or `*`",
    "used": "limit",
    "weekdays": "day: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`",
    "use": "crossing or `*`",
    "yards": "crossing, then by good",
}
"""What the keys of a mapping with ids of one's own stand for."""

SIMPLE = (
    (Text, "text"),
    (ModelNamed, "text, or a model"),
    (Name, "a name"),
    (Label, "text or a number"),
    (Date, "a date, `YYYY-MM-DD`"),
    (Id, "an id"),
    (IdOrRest, "an id or `*`"),
    (Table, "rows of shares"),
)
BARE = {Dates: "date"}
"""What may stand in the place of a mapping, where that is no number."""
LISTS = {
    Text: "a list of texts",
    Date: "a list of dates",
    Id: "a list of ids",
    Weekday: "a list of days of the week",
    Category: "a list of categories",
}
INTRODUCTION = """\
# Every key of case and model files

This page is made from the schema that the program itself reads by; do not edit it
(`python docs/make_keys.py` writes it). `crossings schema case` and `crossings schema model` print
the same for editors that complete keys while you type.

## What holds everywhere

- Files are YAML. A key that is left out, or given as `null`, has its default. A key that is not
  listed here is a fault, and the message proposes the nearest one.
- Ids (of areas, goods, crossings, …) are your own: small letters, digits, `-` and `_`, beginning
  with a letter or digit. {reserved} are reserved.
- Where this page writes `<area>` or `<good>`, your file has the id of an area or a good. The same
  dotted paths are used in messages and in `--set goods.food.priority=6`. In `--set` and in the
  table of evidence, those of the model file begin with `model.`:
  `--set model.pools.monitor.units=80`.
- A name is text, or text by language: `name: {{en: Food, ar: غذاء}}`. Screens and files have the
  English one, a page with `--language ar` the Arabic one, each the other where it is not given.
  Tables may use any of them.
- Dates are written `2024-03-03`. Days of the week are {weekdays}.
- Percentages are shares of 1: 0.05 is 5 %.

### Numbers

Every number may be written bare, `250`, or with its evidence:
`{{value: 250, range: [100, 300], source: gate-count, confidence: medium, note: "…"}}`.
A number without a source is an assumption, and results say so.

{quantity}
"""

READINGS = """\
## How some of it is read

- Needs and stocks given in all are split over areas by population, evenly where no area gives one.
- A key left out is not an empty one: `open_days: []` never opens, `routes: {}` reaches no area,
  `serves: []` serves no crossing, a corridor's `goods: {}` brings nothing, `resources: {}` has
  nothing to inspect with. `corridors: {}` alone is as if it were left out.
- An entry that has keys of its own may be left empty (`khan-younis:` or `khan-younis: {}`): all of
  them have their defaults. An empty entry of `use` leaves a crossing every regime that it has the
  resources for.
- A resource that both a crossing and a pool name is the crossing's own there.
- Where a good has a category's name as its id, that name means the good for that good, and the
  category for all others.
- `closed_dates`, `open_days` and periods follow the calendar from `horizon.start`. `to` is
  inclusive.
- `admin_level` is the level of the areas' p-codes, by which a [package](results.md#the-package)
  names its columns. Left out, it goes by what follows the letters of the country: up to three
  characters are the first level, up to five the second, up to eight the third. Give it where a
  country counts otherwise: `NG001001` is of the second.
- `calendar_months` on an Arabic page: `levantine` آذار, نيسان (the Levant, Iraq); `egyptian` مارس,
  أبريل (Egypt, Sudan, Yemen, the Gulf, Libya); `maghrebi` مارس, أفريل (Algeria, Tunisia);
  `moroccan` مارس, أبريل, ماي, غشت; `both` آذار/مارس.
- `contraband: {name: plant pests}` calls what is searched for by the name of its field (plant
  health, customs, food safety), in several languages where it is given so. Screens, the page,
  sentences and titles of tables have it; keys, columns and names of measures do not change.
- A source may be listed in the case or in the model; either file may cite it.
- A good without `need` counts as needing 0, and a warning says so.
"""

PARTS = ((Case, "Case file"), (InspectionModel, "Inspection model file"))


def page() -> str:
    """The whole page."""
    parts = [
        INTRODUCTION.format(
            reserved=_listed(RESERVED_IDS),
            weekdays=_listed(get_args(Weekday)),
            quantity=_table(Quantity, {}),
        )
    ]
    known: dict[type[Entry], str] = {}
    for entry, title in PARTS:
        parts.append(f"## {title}\n\n{_sentence(entry)}\n")
        sections = list(_sections(entry, "", known))
        parts.append(_table(entry, known))
        for path, inside in sections:
            parts.append(f"### `{path}`\n\n{_sentence(inside)}\n")
            parts.append(_table(inside, known))
    parts.append(READINGS)
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _sections(
    entry: type[Entry], path: str, known: dict[type[Entry], str]
) -> Iterator[tuple[str, type[Entry]]]:
    """Sections below `entry`, each kind of entry once, where it is first met."""
    for key, field in file_keys(entry).items():
        shape = bare(field.annotation)
        inside, place = shape, f"{path}{key}"
        if not is_entry(shape):
            inside = values_of(shape)
            named = KEYED_BY.get(key, "").replace("`", "")
            place += "[]" if get_origin(shape) is list else f".<{named}>"
        if is_entry(inside) and inside is not Quantity and inside not in known:
            known[inside] = place
            yield place, inside
            yield from _sections(inside, f"{place}.", known)


def _table(entry: type[Entry], known: dict[type[Entry], str]) -> str:
    lines = ["| key | meaning | value | unit | default |", "|---|---|---|---|---|"]
    hints = get_type_hints(entry, include_extras=True)
    names = {field.alias or name: name for name, field in entry.model_fields.items()}
    for key, field in file_keys(entry).items():
        meaning, _, told = (field.description or "").partition("; default: ")
        if not told and meaning.startswith("default: "):
            meaning, told = "", meaning.removeprefix("default: ")
        extra = field.json_schema_extra
        unit = extra.get("unit", "") if isinstance(extra, dict) else ""
        default = "**required**" if field.is_required() else told or _default(field.default)
        value = _value(hints[names[key]], key, known)
        if any(isinstance(each, MinLen) for each in field.metadata):
            value += "; at least one"
        cells = (f"`{key}`", meaning, value, unit, default)
        lines.append("| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _value(hint: Any, key: str, known: dict[type[Entry], str]) -> str:
    """What may stand as a value, in words."""
    hint = _unnamed(hint)
    for simple, words in SIMPLE:
        if hint == simple:
            return words
    origin, inside = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        options = [option for option in inside if option is not types.NoneType]
        return _value(options[0], key, known)
    if origin is Annotated:
        bounds = [each.wording for each in inside[1:] if isinstance(each, Within)]
        return bounds[0] if bounds else _value(inside[0], key, known)
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in inside)
    if origin is list:
        return LISTS.get(_unnamed(inside[0])) or f"a list of {_value(inside[0], key, known)}"
    if origin is tuple:
        return "a list of two numbers"
    if origin is dict:
        by = KEYED_BY[key]
        if get_origin(inside[1]) is dict:
            return _value(get_args(inside[1])[1], key, known) + f", by {by}"
        return f"{_value(inside[1], key, known)}, by {by}"
    if hint is bool:
        return "`true` or `false`"
    if hint is Any:
        return "what the path takes"
    if hint is bool:
        return "`true` or `false`"
    if hint in (Quantity, float):
        return "a number"
    if is_entry(hint):
        section = known[hint]
        bare_too = f", or a bare {BARE.get(hint, 'number')}" if hint.bare_key else ""
        return f"[`{section}`](#{_anchor(section)}){bare_too}"
    raise TypeError(f"no words for {hint}")


def _unnamed(hint: Any) -> Any:
    """A hint without what its ids name; the page says that in the meaning of the key."""
    if get_origin(hint) is Annotated:
        inside, *marks = get_args(hint)
        kept = tuple(each for each in marks if not isinstance(each, Names))
        return Annotated[(inside, *kept)] if kept else inside
    return hint


def _default(value: Any) -> str:
    if isinstance(value, Quantity):
        return f"{value.value:g}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Need):
        return "0"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if value is None or isinstance(value, Entry) or value in ([], {}):
        return "none"
    return f"`{value}`"


def _sentence(entry: type[Entry]) -> str:
    return " ".join((entry.__doc__ or "").split())


def _listed(words: Any) -> str:
    *first, last = (f"`{word}`" for word in words)
    return f"{', '.join(first)} and {last}"


def _anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


if __name__ == "__main__":
    (HERE / "keys.md").write_text(page(), encoding="utf-8")
