"""What was probably meant where a number or a day is written as people write it elsewhere."""

from __future__ import annotations

import datetime
import re
import unicodedata

from crossings.reading.yaml.spelling import near

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_GROUPED = re.compile(r"\d{1,3}(?:[,\s'’._]\d{3})+")
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_EITHER = re.compile(r"\d{1,3}\.\d{3}")
_WITH_UNIT = re.compile(r"(\d+(?:\.\d+)?)\s*([^\W\d_][\w /]*)")
_DAY_FORMS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y.%m.%d", "%d %B %Y", "%d %b %Y",
              "%B %d, %Y", "%b %d, %Y", "%B %d %Y")  # fmt: skip
_AMERICAN = "%m/%d/%Y"
_MONTHLY = re.compile(r"(.*)_(?:a|per)_(month|week|year)")
_DAYS = {"week": "7", "month": "30", "year": "365"}


def number_meant(text: object) -> str:
    """How a number would be written; empty where the text is none.

    >>> number_meant("5%"), number_meant("300,000"), number_meant("60 trucks"), number_meant("many")
    ('; write 0.05', '; write 300000', '; write 60: digits only, the key says the unit', '')
    """
    if not isinstance(text, str):
        return ""
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text.strip())
    if found := _PERCENT.fullmatch(digits):
        return f"; write {float(found[1]) / 100:.12g}"
    if _EITHER.fullmatch(digits):  # thousands to some, thousandths to others
        return ""
    if _DECIMAL.fullmatch(digits):
        return f"; write {digits.lstrip('0') or 0}" if "." not in digits else f"; write {digits}"
    if _GROUPED.fullmatch(digits):
        return f"; write {re.sub(r'[^0-9]', '', digits)}"
    if found := _WITH_UNIT.fullmatch(digits):
        return f"; write {found[1]}: digits only, the key says the unit"
    return ""


def day_meant(text: object) -> str:
    """How a day would be written; empty where the text is none, or several are meant."""
    if not isinstance(text, str):
        return ""
    days = {day for form in (*_DAY_FORMS, _AMERICAN) if (day := _day(text.strip(), form))}
    return f"; did you mean {' or '.join(map(str, sorted(days)))}?" if days else ""


def _day(text: str, form: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(text, form).date()
    except ValueError:
        return None


def key_meant(key: str, keys: list[str]) -> str:
    """The key that was probably meant; of one by the month, what to divide by."""
    found = _MONTHLY.fullmatch(key)
    hint = near(f"{found[1]}_per_day", keys) if found else near(key, keys)
    if found and hint:
        return f"{hint.rstrip('?')}, divided by {_DAYS[found[2]]}?"
    return hint
