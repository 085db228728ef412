"""How full stocks are: where little is in store, bringing more will cost more than usual.

A value function is of one good in one area, with costs of bringing as they are on average. After
days on which little passed all stocks are low together, and everything competes for what passes
next. So value functions are made at several levels of cost, and each morning, in each scenario, the
level follows from what is lacking of four days of the need of that scenario,

    fill = −Σ_{g,a} first worth[g,a] · max(0, 4 days of need[g,a] − x[g,a])

and from how far that is from its mean over practice on that morning, in standard deviations over
all mornings: on the first ones all futures have the same in store, and few are poor or rich.

| symbol     | code       | shape     | meaning                                            |
|------------|------------|-----------|----------------------------------------------------|
| x          | stock      | (S, J)    | truckloads in store and about to arrive            |
|            | `fills`    | (T, M)    | fill below which each of the first M levels holds  |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crossings.evaluation.lines import NOWHERE
from crossings.policy.worth import ValueFunctions
from crossings.problem import Floats

_DAYS = 4.0
"""Days of need beyond which a stock counts as full."""
LEVELS = ((-1.0, 1.5), (-0.2, 1.25), (0.6, 1.0), (1.4, 0.9), (np.inf, 0.8))
"""Of each level, on the last of which most is in store: the fill where it ends, in standard
deviations from its mean, and the cost of bringing beside the usual one."""


@dataclass(frozen=True, eq=False)
class Level:
    """Value functions for mornings on which less is in store than the `fills` say."""

    fills: Floats  # (T,)
    values: ValueFunctions


@dataclass(frozen=True, eq=False)
class Fill:
    """What is in store in each place beside what is needed, weighed by what it is worth."""

    weight: Floats  # (J,)
    ample: Floats  # (J,) truckloads, where need is as the case says

    @classmethod
    def of(cls, values: ValueFunctions) -> Fill:
        """Of the places of value functions; exports have no stock."""
        problem = values.problem
        worth = [
            0.0 if a == NOWHERE else problem.worth[g, a] * problem.band_weight[0]
            for g, a in values.places
        ]
        return cls(np.array(worth), values.unit * (_DAYS / float(problem.days[0])))

    def __call__(self, stock: Sequence[Floats], factors: Sequence[Floats]) -> Floats:
        """(S,) By `factors` (S,) on what each place needs."""
        total = np.zeros(len(stock[0])) if stock else np.zeros(0)
        for weight, ample, factor, there in zip(
            self.weight, self.ample, factors, stock, strict=True
        ):
            total -= weight * np.maximum(ample * factor - there, 0.0)
        return total


def ends_of(filled: Floats) -> list[Floats]:
    """(T,) Fills where each level but the last ends, by the fills (T, S) of practice."""
    mean, spread = filled.mean(axis=1), np.sqrt(filled.var(axis=1).mean())
    return [np.round(mean + off * spread, 6) for off, _ in LEVELS[:-1]]
