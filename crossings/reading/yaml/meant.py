"""What was meant where a number, a day, a list or an id is written as people write it elsewhere."""

from __future__ import annotations

import datetime
import re
import unicodedata

_PERCENT = re.compile(r"(?P<of>.+?)\s*(?:[%٪％]|per ?cent|pct)|[%٪％]\s*(?P<after>.+)")
_MANY = re.compile(r"(?P<of>.+?)\s*(?P<many>k|K|thousands?|M|mn|mln|millions?)")
_SIZES = {"k": 1_000, "t": 1_000, "m": 1_000_000}
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[,\s'’_٬]\d{3})+(?P<decimals>[.٫]\d+)?")
_GROUPED_BY_DOTS = re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3}){2,}(?:,\d+)?|\.\d{3},\d+)")
_WITH_COMMA = re.compile(r"0,\d+|\d+,(?:\d{1,2}|\d{4,})")
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_EITHER = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_WITH_UNIT = re.compile(r"(\d+(?:\.\d+)?)\s*([^\W\d_][\w /]*)")
_OF_MORE_DAYS = re.compile(
    r"(?P<of>[^a-z/]+?)\s*(?:[a-z ]*?(?P<rate>\b(?:an?|per|each|every)\s+|/\s*))?"
    r"(?P<time>week|month|year)s?", re.I
)  # fmt: skip
_DAYS = {"week": 7, "month": 30, "year": 365}
_ABOUT = re.compile(
    r"(?:[~≈]|(?:about|around|approx(?:\.|imately)?|circa|ca?\.)\s)\s*(?P<of>.+)", re.I
)
_PARTS = re.compile(r"([1-9]\d{0,2})/([1-9]\d{0,2})")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_BETWEEN_TIMES = re.compile(r"([\d:]+)\s*(?:to|until|till|-|–)\s*([\d:]+)")
_HOUR = 60
"""Minutes."""
_DAY_FORMS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d %B %Y",
              "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y")  # fmt: skip
_BESIDE_THE_DAY = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b| of\b|[T ]\d\d:\d\d\S*$")
_ALL = ("all", "any", "daily", "every day", "always")
_DASHES = re.compile(r"-\w+(?:\s+-\w+)*")
_FROM_TO = re.compile(
    r"(\d{4}-\d{2}-\d{2})\s*(?:to|until|till|-|–|—|/|\.\.+|…)\s*(\d{4}-\d{2}-\d{2})"
)
_NUMBERS = re.compile(r"([\d.]+)\s*(?:to|-|–)\s*([\d.]+)")
_WEEK = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_WORD = re.compile(r"[\w.-]+")
_MOST_DAYS = 9
_AMERICAN = "%m/%d/%Y"


def number_meant(text: object) -> str:
    """How a number would be written; empty where the text is none.

    >>> number_meant("5%"), number_meant("300,000"), number_meant("60 trucks"), number_meant("many")
    ('; write 0.05', '; write 300000', '; write 60: digits only, the key says the unit', '')
    >>> number_meant("~ 3,000"), number_meant("4/5"), number_meant("08:00-16:30")
    ('; write 3000', '; write 0.8', '; in hours, write 8.5')
    >>> number_meant("150 a month"), number_meant("35 trucks/week"), number_meant("2 weeks")
    ('; by the day, write 5', '; by the day, write 5', '; in days, write 14')
    """
    if not isinstance(text, str):
        return ""
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text.strip())
    if _EITHER.fullmatch(digits):  # thousands to some, thousandths to others
        return ""
    if written := _written(digits):
        return f"; write {written}"
    if found := _PERCENT.fullmatch(digits):
        share = _written(found["of"] or found["after"])
        return f"; write {float(share) / 100:.12g}" if share else ""
    if (found := _MANY.fullmatch(digits)) and (few := _written(found["of"])):
        return f"; write {float(few) * _SIZES[found['many'][0].lower()]:.12g}"
    if (found := _ABOUT.fullmatch(digits)) and (about := _written(found["of"])):
        return f"; write {about}"
    if found := _PARTS.fullmatch(digits):
        return f"; write {int(found[1]) / int(found[2]):.4g}"
    if hours := _hours(digits):
        return f"; in hours, write {hours:.4g}"
    if (found := _OF_MORE_DAYS.fullmatch(digits)) and (amount := _written(found["of"])):
        days = _DAYS[found["time"].lower()]
        if found["rate"]:
            return f"; by the day, write {float(amount) / days:.4g}"
        return f"; in days, write {float(amount) * days:.12g}"
    if found := _WITH_UNIT.fullmatch(digits):
        return f"; write {found[1]}: digits only, the key says the unit"
    return ""


def _hours(text: str) -> float:
    """Hours that a clock says, or that lie between two times of a day; 0 where it is neither."""
    between = _BETWEEN_TIMES.fullmatch(text)
    times = [_CLOCK.fullmatch(each) for each in (between.groups() if between else (text,))]
    minutes = [int(each[1]) * _HOUR + int(each[2]) for each in times if each]
    if len(minutes) < len(times):
        return 0.0
    return (minutes[-1] - (minutes[0] if between else 0)) % (24 * _HOUR) / _HOUR


def _written(text: str) -> str:
    """A number as it is written here; empty where the text is none, or may be two."""
    if _GROUPED_BY_DOTS.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if found := _GROUPED.fullmatch(text):
        decimals = found["decimals"] or ""
        whole = text.removesuffix(decimals)
        return re.sub(r"[^0-9]", "", whole) + decimals.replace("٫", ".")
    if _WITH_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if _DECIMAL.fullmatch(text):
        return text if "." in text else text.lstrip("0") or "0"
    return ""


def day_meant(text: object) -> str:
    """How a day would be written; empty where the text is none, or several are meant."""
    if not isinstance(text, str):
        return ""
    plain = _BESIDE_THE_DAY.sub("", text.strip())
    days = {day for form in (*_DAY_FORMS, _AMERICAN) if (day := _day(plain, form))}
    return f"; did you mean {' or '.join(map(str, sorted(days)))}?" if days else ""


def list_meant(text: object) -> str:
    """How a list would be written; empty where the text is none.

    >>> list_meant("sun, mon"), list_meant("2024-03-10 to 2024-03-12"), list_meant("-sun -mon")
    ('; write [sun, mon]', '; write [2024-03-10, 2024-03-11, 2024-03-12]', \
'; a space must follow each dash')
    """
    if not isinstance(text, str):
        return ""
    if text.strip().casefold() in _ALL:
        return "; leave it out for all"
    if _DASHES.fullmatch(text.strip()):
        return "; a space must follow each dash"
    between = _FROM_TO.fullmatch(text.strip())
    if between:
        first, last = (_day(each, "%Y-%m-%d") for each in between.groups())
        if first is None or last is None or not first <= last:
            return ""
        days = (last - first).days
        all_days = [first + datetime.timedelta(n) for n in range(min(days, _MOST_DAYS) + 1)]
        if days > _MOST_DAYS:
            return f"; write each day, [{all_days[0]}, {all_days[1]}, …, {last}]"
        return f"; write [{', '.join(map(str, all_days))}]"
    ends = _NUMBERS.fullmatch(text.strip())
    if ends:
        return f"; write [{ends[1]}, {ends[2]}]"
    if days_of_week := weekdays_meant(text):
        return f"; write [{days_of_week}]"
    words = [word for word in re.split(r"\s*[,;،]\s*|\s+", text.strip()) if word]
    return f"; write [{', '.join(words)}]" if words and all(map(_WORD.fullmatch, words)) else ""


def weekdays_meant(text: str) -> str:
    """The days from one to another; empty where the text says none.

    >>> weekdays_meant("fri-mon"), weekdays_meant("fri")
    ('fri, sat, sun, mon', '')
    """
    begin, _, end = text.strip().casefold().partition("-")
    if not {begin, end} <= {*_WEEK}:
        return ""
    week = [*_WEEK, *_WEEK][_WEEK.index(begin) :]
    return ", ".join(week[: week.index(end) + 1])


def id_meant(text: object) -> str:
    """How an id would be written; empty where nothing in it can be.

    >>> id_meant("Main Gate"), id_meant("Scanner"), id_meant("Adré"), id_meant("شمال")
    ('; write main-gate, and name: Main Gate below it', '; write scanner', \
'; write adre, and name: Adré below it', '; write it in Latin letters, and name: شمال below it')
    """
    if not isinstance(text, str) or not text.strip():
        return ""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    meant = re.sub(r"[^a-z0-9_]+", "-", re.sub(r"['’ʼʻ`]", "", letters)).strip("-_")
    if not meant:
        return f"; write it in Latin letters, and name: {text} below it"
    return f"; write {meant}" + ("" if meant == text.casefold() else f", and name: {text} below it")


def _day(text: str, form: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(text, form).date()
    except ValueError:
        return None
