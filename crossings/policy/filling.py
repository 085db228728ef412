"""How full stocks are: where little is in store, bringing more will cost more than usual.

A value function is of one good in one area, with costs of bringing as they are on average. After
days on which little passed all stocks are low together, and everything competes for what passes
next. So value functions are made at several levels of cost, and each morning, in each scenario, the
level is that of

    fill = Σ_{g,a} first worth[g,a] · min(x[g,a], 4 days of need)

among the fills of practice on that morning: the share of practice futures that have less.

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
SCARCER = ((1 / 3, 1.5), (2 / 3, 1.2))
"""Of each level but the last, on which most is in store: the share of practice futures that have
less where it ends, and the cost of bringing beside that on the last."""


@dataclass(frozen=True, eq=False)
class Level:
    """Value functions for mornings on which less is in store than the `fills` say."""

    fills: Floats  # (T,)
    values: ValueFunctions


@dataclass(frozen=True, eq=False)
class Fill:
    """What is in store in each place, weighed by what it is worth."""

    weight: Floats  # (J,)
    most: Floats  # (J,) truckloads

    @classmethod
    def of(cls, values: ValueFunctions) -> Fill:
        """Of the places of value functions; exports have no stock."""
        problem = values.problem
        worth = [
            0.0 if a == NOWHERE else problem.worth[g, a] * problem.band_weight[0]
            for g, a in values.places
        ]
        return cls(np.array(worth), values.unit * (_DAYS / float(problem.days[0])))

    def __call__(self, stock: Sequence[Floats]) -> Floats:
        """(S,)."""
        total = np.zeros(len(stock[0])) if stock else np.zeros(0)
        for weight, most, there in zip(self.weight, self.most, stock, strict=True):
            total += weight * np.minimum(there, most)
        return total
