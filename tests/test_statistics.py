"""Intervals hold what they say: alone, of tails, and all at once; a best is called best.

As a script it simulates as many batches as are asked for, `python tests/test_statistics.py 2000`.
"""

import sys
from collections.abc import Callable, Iterator
from itertools import combinations
from statistics import NormalDist

import numpy as np
import pytest
from scipy import stats

from crossings.arrays import Floats
from crossings.evaluation.measures import spread
from crossings.evaluation.pairs import (
    BEST,
    MAY_BE_BEST,
    NOT_BEST,
    Pair,
    difference,
    differences,
    who_is_best,
)
from crossings.statistics import Estimate, mean, means, quantile, share, worst_tenth

NORMAL = NormalDist()
BATCHES = 300
Numbers = np.random.Generator


def of_mean(n: int) -> Callable[[Numbers], bool]:
    return lambda numbers: held(mean(numbers.normal(size=n)), 0.0)


def of_share(p: float, n: int) -> Callable[[Numbers], bool]:
    return lambda numbers: held(share(int(numbers.binomial(n, p)), n), p)


def of_quantile(q: float, n: int) -> Callable[[Numbers], bool]:
    true = NORMAL.inv_cdf(q)
    return lambda numbers: held(quantile(np.sort(numbers.normal(size=n)), q), true)


def of_worst_tenth(n: int, *, more: bool) -> Callable[[Numbers], bool]:
    size = NORMAL.pdf(NORMAL.inv_cdf(0.1)) / 0.1
    true = -size if more else size

    def found(numbers: Numbers) -> bool:
        return held(worst_tenth(np.sort(numbers.normal(size=n)), more_is_better=more), true)

    return found


def alike(n: int, models: int = 6) -> Callable[[Numbers], list[Estimate]]:
    """Differences of models of one mean, which share what makes a future good or bad."""

    def found(numbers: Numbers) -> list[Estimate]:
        values = numbers.normal(size=(models, n)) + 3 * numbers.normal(size=n)
        return means([one - other for one, other in combinations(values, 2)])

    return found


def all_held(n: int) -> Callable[[Numbers], bool]:
    return lambda numbers: all(held(each, 0.0) for each in alike(n)(numbers))


COVERED: dict[str, tuple[Callable[[Numbers], bool], float, float]] = {
    **{f"mean of {n}": (of_mean(n), 0.93, 0.97) for n in (2, 5, 20, 200)},
    **{f"share {p} of 100": (of_share(p, 100), 0.92, 0.99) for p in (0.05, 0.5, 0.95)},
    "median of 100": (of_quantile(0.5, 100), 0.92, 0.99),
    **{f"{q} of 400": (of_quantile(q, 400), 0.90, 0.98) for q in (0.05, 0.95)},
    "worst tenth of 205, more is better": (of_worst_tenth(205, more=True), 0.90, 0.98),
    "worst tenth of 205, less is better": (of_worst_tenth(205, more=False), 0.90, 0.98),
    **{f"all of 15 pairs of {n}": (all_held(n), 0.94, 1.0) for n in (5, 20, 200)},
}


def held(found: Estimate, true: float) -> bool:
    return found.low <= true <= found.high


def covered(hold: Callable[[Numbers], bool], batches: int) -> float:
    return float(np.mean([hold(np.random.default_rng([7, k])) for k in range(batches)]))


@pytest.mark.parametrize("what", COVERED)
def test_intervals_hold_as_often_as_they_say(what: str) -> None:
    hold, low, high = COVERED[what]
    batches = BATCHES // 12 if "pairs" in what else BATCHES
    by_chance = 3 * np.sqrt(0.05 * 0.95 / batches)
    assert low - by_chance <= covered(hold, batches) <= high + by_chance


def test_figures_by_hand_and_by_scipy() -> None:
    values = np.array([1.0, 2.0, 4.0, 9.0])
    low, high = stats.t.interval(0.95, 3, values.mean(), stats.sem(values))
    assert mean(values) == pytest.approx((4.0, low, high))
    for k, n in ((0, 7), (3, 40), (40, 40)):
        exact = stats.binomtest(k, n).proportion_ci(0.95, "exact")
        assert share(k, n) == pytest.approx((k / n, exact.low, exact.high))
    ordered = np.arange(205.0)
    assert worst_tenth(ordered, more_is_better=True).value == pytest.approx((190 + 10) / 20.5)
    assert worst_tenth(ordered, more_is_better=False).value == pytest.approx(204 - 200 / 20.5)


@pytest.mark.parametrize("n", [6, 23, 100, 401])
def test_ends_of_a_quantile_are_the_nearest_that_are_sure(n: int) -> None:
    for q in (0.05, 0.5, 0.95):
        found = quantile(np.arange(1.0, n + 1), q)
        if q != 0.5 and n < 400:
            assert np.isnan(found).all()
            continue
        below = stats.binom(n, q).cdf
        low, high = int(found.low), int(found.high)  # x(l) and x(u), for x(k) is k
        assert below(low - 1) <= 0.025 < below(low)
        assert 1 - below(high - 1) <= 0.025 < 1 - below(high - 2)


def test_what_too_few_futures_say_is_not_told() -> None:
    few, more, many = (spread(np.arange(n), more_is_better=True) for n in (5.0, 199.0, 400.0))
    assert np.isnan([*few.p50, *few.worst_tenth, *more.worst_tenth, *more.p5, *more.p95]).all()
    assert not np.isnan([*few.mean, *more.p50, *many.p5, *many.p95, *many.worst_tenth]).any()
    assert np.isnan(mean(np.ones(1)).low) and mean(np.ones(1)).value == 1


def test_an_interval_of_few_or_of_mostly_equal_futures_is_rough() -> None:
    numbers = np.random.default_rng(1)
    assert difference(numbers.normal(size=19), np.zeros(19)).rough
    assert not difference(numbers.normal(size=20), np.zeros(20)).rough
    assert difference((numbers.random(200) < 0.4) * 1.0, np.zeros(200)).rough


def test_what_is_told_together_is_never_narrower_than_alone_nor_wider_than_bonferroni() -> None:
    numbers = np.random.default_rng(2)
    for n in (5, 20, 300):
        columns = [*numbers.normal(size=(8, n)), np.ones(n)]
        for each, column in zip(means(columns), columns, strict=True):
            alone, bonferroni = mean(column), mean(column, 0.05 / 8)
            assert alone.off * (1 - 1e-9) <= each.off <= bonferroni.off * (1 + 1e-9)
        nothing = np.full(n, np.nan)
        assert means([*columns, nothing])[:-1] == means(columns)


def told(values: Floats) -> Iterator[Pair]:
    class Value:
        name = "value"

    pairs = [*combinations(range(len(values)), 2)]
    for (i, j), found in zip(
        pairs, differences([(values[i], values[j]) for i, j in pairs]), strict=True
    ):
        yield Pair(str(i), str(j), Value, Value, found)  # type: ignore[arg-type]


def best_of(values: Floats) -> dict[str, str]:
    return who_is_best([str(k) for k in range(len(values))], list(told(values)))


def test_a_model_is_best_only_where_it_is() -> None:
    chance = np.random.default_rng(3).normal(size=(3, 200))
    apart = best_of(chance + np.array([[5.0], [0.0], [0.0]]))
    assert apart == {"0": BEST, "1": NOT_BEST, "2": NOT_BEST}
    two = best_of(chance + np.array([[5.0], [5.0], [0.0]]))
    assert two == {"0": MAY_BE_BEST, "1": MAY_BE_BEST, "2": NOT_BEST}
    assert set(best_of(np.ones((3, 50))).values()) == {MAY_BE_BEST}


def test_of_alike_models_each_may_be_best() -> None:
    batches = 15
    kept = sum(
        best_of(np.random.default_rng([5, k]).normal(size=(6, 30)))["0"] == MAY_BE_BEST
        for k in range(batches)
    )
    assert kept >= 0.94 * batches - 3 * np.sqrt(0.06 * 0.94 * batches)


if __name__ == "__main__":
    for name, (hold, low, high) in COVERED.items():
        print(f"{name}: {covered(hold, int(sys.argv[1])):.2%}, to be {low:.0%} to {high:.0%}")
