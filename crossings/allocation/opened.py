"""A problem as if nothing were ever closed, for programs that say otherwise what may pass."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from crossings.problem import Problem

_DAYS = ("_open_days", "_worked_days", "_route_days")
"""How fields of days on which something opens end."""


def open_every_day(problem: Problem) -> Problem:
    """The problem as if everything were open on every day."""
    opened: dict[str, Any] = {}
    for name in (each.name for each in fields(Problem) if each.name.endswith(_DAYS)):
        there = getattr(problem, name)
        days = problem.days.reshape(-1, *[1] * (there.ndim - 1))
        opened[name] = np.broadcast_to(days, there.shape).copy()
    return replace(problem, **opened)
