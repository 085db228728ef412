"""The forms that published lists of trucks have, and the words they have for what is carried."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """A kind of list: its columns, where it counts, and what its dates are."""

    columns: Mapping[str, Sequence[str]]
    needed: tuple[str, ...]
    stage: str
    dated_by: str
    everywhere: tuple[str, ...] = ()
    """Words that stand for all crossings together."""


FORMS = {
    "unrwa": Form(
        {
            "id": ("id",),
            "trucks": ("no_of_trucks", "number_of_trucks"),
            "day": ("received_date",),
            "cargo": ("cargo_category",),
            "crossing": ("crossing",),
        },
        ("day", "crossing"),
        "collected",
        "day received inside (Received Date)",
    ),
    "cogat": Form(
        {
            "day": ("date",),
            "crossing": ("route",),
            "cargo": ("classification",),
            "tonnes": ("aid", "aid_tons", "aid_tonnes", "tons", "tonnes"),
        },
        ("day", "crossing"),
        "released",
        "day of entry, screened and sent across (Date)",
        ("land", "land crossings", "land crossing", "land route"),
    ),
    "table": Form(
        {
            "day": ("date", "day"),
            "from": ("from", "period_start", "week_start"),
            "to": ("to", "period_end", "week_end"),
            "crossing": ("crossing",),
            "cargo": ("cargo", "category", "good"),
            "trucks": ("truckloads", "trucks"),
            "stage": ("stage",),
            "tonnes": ("tonnes",),
        },
        ("day", "trucks", "stage"),
        "",
        "date as given",
    ),
}
"""By the name that `--format` takes."""

_CARGO = {
    "SHL": r"non.?food( items?)?|nfis?|shelters?|tents?|household",
    "FSC": r"foods?|flour",
    "HEA": r"medic\w*|health",
    "WSH": r"water|wash|hygiene|sanitation",
    "fuel": r"fuels?|gas|diesel",
    "construction": r"construction|infrastructure|cement",
    "": r"animals?|fodder|seeds?",
}
"""Words by which a cargo is known to be of a sector or a category, or of none of them; in the
order in which they are looked for, each word being taken by the first."""


def kinds_of(cargo: str) -> set[str]:
    """Sectors and categories that a cargo in small letters may be of.

    >>> kinds_of("non-food items"), sorted(kinds_of("food and medical supplies"))
    ({'SHL'}, ['FSC', 'HEA'])
    """
    found = set()
    for kind, words in _CARGO.items():
        cargo, times = re.subn(rf"\b({words})\b", " ", cargo)
        if times:
            found.add(kind)
    return found
