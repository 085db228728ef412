"""Small words that messages and screens share, and text as it may leave."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping

_DAYS_A_MONTH = 365.25 / 12
UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""What steers a terminal, turns the order of what is read, or is not seen: controls but the line
break, marks of direction, separators, halves of characters. Joiners of letters are none of it."""
_NOT_IN_PAGES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SEPARATORS = re.compile("[\u2028\u2029]")


CONTRABAND = "contraband"
"""What is searched for, where its case has no name for it."""


def called(text: str, contraband: str) -> str:
    """A text of ours with what is searched for by the name that its case has for it.

    >>> called("Contraband: of contraband nothing is known", "plant pests")
    'Plant pests: of plant pests nothing is known'
    """
    if contraband == CONTRABAND:
        return text
    capital = contraband[:1].upper() + contraband[1:]
    return text.replace(CONTRABAND, contraband).replace(CONTRABAND.capitalize(), capital)


def printable(text: str) -> str:
    """Text as it may leave for a terminal: what would steer it is shown and not sent.

    >>> print(printable("North \\x1b]0;title\\x07 \\u202e"))
    North \\x1b]0;title\\x07 \\u202e
    """
    return UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)


def on_a_page(text: str) -> str:
    """Text as a page or a drawing may have it: no control, and nothing that turns its neighbours.

    Letters themselves say which way they are read, and marks between them stay.

    >>> on_a_page("Rafah \\u202e(east)\\x9b")
    'Rafah (east)'
    """
    return _SEPARATORS.sub(" ", _TURNS.sub("", _NOT_IN_PAGES.sub("", text)))


def counted(number: int, what: str) -> str:
    """A number of things.

    >>> counted(1, "area"), counted(3, "area"), counted(2, "crossing")
    ('1 area', '3 areas', '2 crossings')
    """
    return f"{number} {what}" + ("" if number == 1 else "s")


def plural(unit: str, size: float) -> str:
    """A unit behind a number.

    >>> plural("truck a day", 10), plural("dog team", 2), plural("day of need", 1)
    ('trucks a day', 'dog teams', 'day of need')
    """
    rest = next((end for end in (" a day", " of need") if unit.endswith(end)), "")
    noun = unit.removesuffix(rest)
    return f"{noun}{'' if size == 1 or noun.endswith('s') else 's'}{rest}"


def figure(value: float) -> str:
    """A number as planners read it: whole from a hundred on, else one decimal, or two figures.

    >>> figure(1234.5), figure(12.34), figure(0.0123), figure(0)
    ('1,234', '12.3', '0.012', '0')
    """
    if value == 0:
        return "0"
    if abs(value) >= 99.95:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 0.995 else f"{value:.2g}"


def people(number: float) -> str:
    """A number of people, to three figures.

    >>> people(2_166_544), people(48_200), people(950)
    ('2.17M', '48.2k', '950')
    """
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if number >= 0.9995 * size:
            return f"{number / size:.3g}{unit}"
    return f"{number:.0f}"


def duration(days: float) -> str:
    """A long time: months up to 24, then years.

    >>> duration(365.25), duration(730.5), duration(3652.5)
    ('12.0 months', '24.0 months', '10.0 years')
    """
    months = days / _DAYS_A_MONTH
    return f"{figure(months)} months" if months <= 24 else f"{figure(months / 12)} years"


def spoken(resource: str, names: Mapping[str, str] | None = None) -> str:
    """A resource as a sentence names it: by its name where it has one, else its id in words.

    >>> spoken("joint_inspector"), spoken("bay", {"bay": "Search bay"})
    ('joint inspector', 'Search bay')
    """
    if names and resource in names:
        return names[resource]
    return resource.replace("_", " ").replace("-", " ")


def listed(words: list[str]) -> str:
    """Words as a sentence lists them; names with commas are kept apart.

    >>> listed(["food", "fuel", "cement"])
    'food, fuel and cement'
    >>> listed(["Water, hygiene", "Fuel, gas"])
    'Water, hygiene; and Fuel, gas'
    """
    if len(words) > 1 and any("," in word for word in words):
        return "; and ".join(["; ".join(words[:-1]), words[-1]])
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def share(value: float | None) -> str:
    """A share as a percentage; a dash where there is none.

    >>> share(0.574), share(0.9996), share(None)
    ('57%', '99.9%', '-')
    """
    if value is None or math.isnan(value):
        return "-"
    # Whoever reads 100% takes it that nobody was left out.
    return "99.9%" if 0.995 <= value < 0.9999995 else f"{value:.0%}"


def span(first: datetime.date, last: datetime.date) -> str:
    """Days from first to last, as short as they can be said.

    >>> span(datetime.date(2024, 3, 3), datetime.date(2024, 3, 30))
    '3 to 30 Mar 2024'
    >>> span(datetime.date(2023, 12, 17), datetime.date(2024, 5, 5))
    '17 Dec 2023 to 5 May 2024'
    """
    if first == last:
        return f"{last.day} {last:%b %Y}"
    begins = f"{first.day}"
    if (first.year, first.month) != (last.year, last.month):
        begins += f" {first:%b}" if first.year == last.year else f" {first:%b %Y}"
    return f"{begins} to {last.day} {last:%b %Y}"
