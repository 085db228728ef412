"""What a comparison of models comes to: who meets most, who lets least through, and at what cost.

Figures that the screen shows alike count as alike here.
"""

from __future__ import annotations

from collections.abc import Sequence

from crossings.analysis.comparison import Column
from crossings.wording import called, figure, listed, share

_MONTH = 30.4
"""Days in a month."""


def verdict(columns: Sequence[Column]) -> str:
    """The trade-off in a sentence or two."""
    planned = [column for column in columns if column.plan is not None]
    without = [column for column in columns if column.plan is None]
    said = [called(_told(planned), _sought(planned))] if planned else []
    said += [f"No plan reaches the floors under {_names(without)}."] if without else []
    return " ".join(said)


def _told(columns: Sequence[Column]) -> str:
    if all(_coverage(column) is None for column in columns):
        return "Nothing is needed."
    highest = max(_met(column) for column in columns)
    most = [column for column in columns if share(_met(column)) == share(highest)]
    met = f"{share(highest)} of the {_needed(columns[0])}"
    if any(_undetected(column) is None for column in columns):
        return f"{_meet(most, columns, met)}; of contraband nothing is known."
    least = min(_a_month(column) for column in columns)
    safest = [column for column in columns if figure(_a_month(column)) == figure(least)]
    through = f"{figure(least)} truckloads a month"
    both = [column for column in most if column in safest]
    if len(columns) == 1:
        return f"{_meet(most, columns, met)}, and contraband undetected comes to {through}."
    if len(both) == len(columns):
        each = f"contraband undetected comes to {through} under each"
        return f"{_meet(both, columns, met)}, and {each}."
    if both:
        who = "" if len(both) == len(most) else f" of these {_names(both)}"
        return (
            f"{_meet(most, columns, met)}, and{who} {_verb(both, 'let')} least contraband pass "
            f"undetected, {through}."
        )
    return f"{_meet(most, columns, met)}. {_traded(most, safest)}"


def _traded(most: Sequence[Column], safest: Sequence[Column]) -> str:
    """What the safest models give up, against the safest of those that meet most."""
    other, kept = min(most, key=_a_month), max(safest, key=_met)
    alike = [column for column in safest if share(_met(column)) == share(_met(kept))]
    worse = [column for column in safest if column not in alike]
    aside = f" ({_names(worse)} as little, meeting less)" if worse else ""
    fewer = _a_month(other) - _a_month(kept)
    lost = (_met(other) - _met(kept)) * _needed_a_day(other)
    against = f" than {other.model}" if len(most) > 1 else ""
    return (
        f"{_names(alike)} {_verb(alike, 'let')} least contraband pass undetected{aside}: "
        f"{figure(fewer)} truckloads a month fewer{against}, at the cost of {figure(lost)} "
        f"truckloads of need met a day, {figure(lost / fewer)} for each."
    )


def _meet(most: Sequence[Column], columns: Sequence[Column], met: str) -> str:
    """Who meets most: `joint meets most, 71% of …`; without `most` where there is no other."""
    if len(most) < len(columns):
        return f"{_names(most)} {_verb(most, 'meet')} most, {met}"
    return f"{_names(most)} {_verb(most, 'meet')} {met}" + ("" if len(most) == 1 else " each")


def _names(columns: Sequence[Column]) -> str:
    return listed([column.model for column in columns])


def _verb(columns: Sequence[Column], verb: str) -> str:
    return f"{verb}s" if len(columns) == 1 else verb


def _coverage(column: Column) -> float | None:
    """Share of need met of inbound goods; of exports where nothing else is needed."""
    inbound = column.value("need met")
    return column.value("need met", "export") if inbound is None else inbound


def _met(column: Column) -> float:
    return _coverage(column) or 0.0


def _needed(column: Column) -> str:
    return "exports asked for" if column.value("need met") is None else "truckloads needed"


def _needed_a_day(column: Column) -> float:
    """Truckloads that the share is of."""
    assert column.plan is not None
    problem = column.plan.problem
    inbound = float(problem.needed.sum())
    return (inbound or float(problem.export_needed.sum())) / float(problem.days.sum())


def _sought(columns: Sequence[Column]) -> str:
    assert columns[0].plan is not None
    return columns[0].plan.problem.contraband


def _undetected(column: Column) -> float | None:
    return column.value("contraband", "undetected")


def _a_month(column: Column) -> float:
    """Truckloads with contraband that pass undetected in a month."""
    return (_undetected(column) or 0.0) * _MONTH
