"""A language of the report: every text from its catalogue, and how numbers and days are written.

A catalogue is a TOML file beside this one, named by the language's code. Figures keep the digits
of the files in every language, so that they can be held against each other.
"""

from __future__ import annotations

import datetime
import math
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from crossings.problem.languages import ENGLISH, InLanguages
from crossings.wording import CONTRABAND, figure, plural, share, spoken

_MOST_LISTED = 4


@dataclass(frozen=True)
class Language:
    """A language with its catalogue."""

    code: str
    texts: dict[str, str]
    months: str = ""
    """Which names of months it has, where countries differ; else those that it has anyway."""

    @property
    def direction(self) -> str:
        """`rtl` where it is read from right to left, else `ltr`."""
        return self.texts["language.direction"]

    @property
    def mirrored(self) -> bool:
        """Whether it is read from right to left."""
        return self.direction == "rtl"

    def say(self, key: str, **values: object) -> str:
        """A text of the catalogue with values in their places."""
        if self.mirrored:
            values = {name: self._apart(value) for name, value in values.items()}
        return self.texts[key].format(**values)

    def _apart(self, value: object) -> object:
        """A name that is read from left to right, kept apart from signs and figures behind it."""
        if not isinstance(value, str):
            return value
        kinds = (unicodedata.bidirectional(letter) for letter in reversed(value))
        last = next((kind for kind in kinds if kind in ("L", "R", "AL")), "")
        return f"{value}\u200f" if last == "L" else value

    def number(self, value: float | None) -> str:
        """A number as planners read it; a dash where there is none."""
        return "–" if value is None or math.isnan(value) else figure(value).replace("-", "−")

    def tick(self, value: float) -> str:
        """A round number along an axis, without decimals that it does not have."""
        return f"{value:,.6g}".replace("-", "−")

    def share(self, value: float | None) -> str:
        """A share as a percentage; a dash where there is none."""
        return "–" if value is None or math.isnan(value) else share(value)

    def day(self, day: datetime.date) -> str:
        """A day and its month."""
        default = self.texts[f"month.{day.month}"]
        month = self.texts.get(f"months.{self.months}.{day.month}", default)
        return self.say("date.day", day=day.day, month=month)

    def span(self, first: datetime.date, last: datetime.date) -> str:
        """From a day to another, with the years, and what they share once."""
        if first == last:
            return self._whole(first)
        begun = self._whole(first)
        if first.year == last.year:
            begun = str(first.day) if first.month == last.month else self.day(first)
        return self.say("date.span", first=begun, last=self._whole(last))

    def term(self, group: str, word: str, names: Mapping[str, str] | None = None) -> str:
        """A word of the files as people say it; itself, spelled out, where it is the user's own."""
        return self.texts.get(f"{group}.{word}", spoken(word, names))

    def resource(self, word: str, names: Mapping[str, str], size: float = 1) -> str:
        """A resource or pool, or so many: by its name of `names` that is in the language."""
        given = names.get(word)
        if given is None or self.code not in getattr(given, "languages", {self.code: given}):
            return self.term("resource" if size == 1 else "resources", word, names)
        return plural(given, size) if self.code == ENGLISH else given

    def listed(self, names: Sequence[str], last: str = "and", between: str = "comma") -> str:
        """Names behind each other, `and` or `or` before the last; of many, the first few.

        What lies `between` them and before the last are texts of the page.
        """
        if len(names) > _MOST_LISTED:
            more = self.say("page.more", count=len(names) - _MOST_LISTED + 1)
            names = [*names[: _MOST_LISTED - 1], more]
        if self.mirrored:
            names = [str(self._apart(name)) for name in names]
        first = self.say(f"page.{between}").join(names[:-1])
        return self.say(f"page.{last}").join(filter(None, [first, names[-1]]))

    def _whole(self, day: datetime.date) -> str:
        return self.say("date.whole", day=self.day(day), year=day.year)


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that have a catalogue."""
    folder = resources.files("crossings.outputs.report") / "languages"
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def language(code: str, months: str = "", contraband: str = CONTRABAND) -> Language:
    """The language of a code, with the names of months of some countries.

    Its texts call what is searched for `contraband`, in the language as far as it has a name there.
    """
    file = resources.files("crossings.outputs.report") / "languages" / f"{code}.toml"
    texts = dict(_flat(tomllib.loads(file.read_text("utf-8"))))
    return Language(
        code, texts if contraband == CONTRABAND else _calling(texts, code, contraband), months
    )


def _calling(texts: dict[str, str], code: str, contraband: str) -> dict[str, str]:
    """Texts with another name in the place of each form of the catalogue's own word."""
    name = contraband.in_language(code) if isinstance(contraband, InLanguages) else contraband
    forms = {
        texts[f"contraband.{form}"]: texts[f"contraband.{form}_called"].format(
            name=said.replace("{", "{{").replace("}", "}}")
        )
        for form, said in (
            ("to", name),
            ("definite", name),
            ("bare", name),
            ("capital", name[:1].upper() + name[1:]),
        )
    }
    any_form = re.compile("|".join(map(re.escape, forms)))  # the longest of them come first
    return {key: any_form.sub(lambda ours: forms[ours[0]], text) for key, text in texts.items()}


def _flat(entries: dict[str, Any], above: str = "") -> list[tuple[str, str]]:
    """Texts by dotted keys."""
    found: list[tuple[str, str]] = []
    for key, value in entries.items():
        name = f"{above}{key}"
        if isinstance(value, list):
            value = {str(place): each for place, each in enumerate(value, start=1)}
        found += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, str(value))]
    return found
