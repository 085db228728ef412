"""Small words that messages and screens share."""

from __future__ import annotations


def counted(number: int, what: str) -> str:
    """A number of things.

    >>> counted(1, "area"), counted(3, "area"), counted(2, "crossing")
    ('1 area', '3 areas', '2 crossings')
    """
    return f"{number} {what}" + ("" if number == 1 else "s")


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


def listed(words: list[str]) -> str:
    """Words as a sentence lists them.

    >>> listed(["food", "fuel", "cement"])
    'food, fuel and cement'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
