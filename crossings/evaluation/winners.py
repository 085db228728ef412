"""A plain rule for which of several plans does best: a decision tree of at most two questions.

A rule is told only where it names the best plan more often, in futures that it was not made from,
than whoever always names the plan that is best most often.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from crossings.evaluation.features import Feature, sampled_again
from crossings.evaluation.measures import Batch
from crossings.evaluation.pairs import standings
from crossings.problem import Flags, Floats
from crossings.statistics import UNTOLD, Estimate, mean, share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole: TypeAlias = NDArray[np.intp]

_FEWEST = 90
"""Futures with one best plan below which no rule is looked for: 30 of them are held out."""
_HELD_OUT = 1 / 3
_LEAF = 0.02
"""Share of the futures that an answer of the tree must rest on."""


@dataclass(frozen=True)
class Condition:
    """A figure of the inputs that is below a threshold, or at least that."""

    feature: Feature
    threshold: float
    below: bool


@dataclass(frozen=True)
class Region:
    """Where one plan does best, as far as the rule can tell."""

    model: str
    conditions: tuple[Condition, ...]
    futures: Estimate
    """Share of the futures looked at that lie there."""
    right: Estimate
    """Share of the held-out futures there in which that plan does best."""


@dataclass(frozen=True)
class Verdict:
    """Which plan does best, and where it is another."""

    usual: str
    usual_share: Estimate
    """Share of all futures in which the usual winner does best alone."""
    alike: Estimate
    """Share of all futures in which several do best alike."""
    regions: tuple[Region, ...] = ()
    """Empty where no rule is better than naming the usual winner."""
    right: Estimate = UNTOLD
    """Share of the held-out futures in which the rule names the best."""
    usual_right: Estimate = UNTOLD
    enough: bool = True
    """Whether there were futures enough to look for a rule."""
    only: bool = False
    """Whether no other is best alone in any future."""


def verdict(batch: Batch) -> Verdict:
    """Which plan does best in the futures of a batch, with a rule where one is found."""
    models = [trial.model for trial in batch.trials]
    alone = np.stack([each.alone for each in standings(batch)])  # (M, S)
    wins, size = alone.sum(axis=1), alone.shape[1]  # (M,)
    usual = int(wins.argmax())
    told = Verdict(
        models[usual], share(int(wins[usual]), size), share(size - int(wins.sum()), size)
    )
    if (wins > 0).sum() < 2:
        return replace(told, only=True)
    features, looked_at = sampled_again(batch)
    clear = alone[:, :looked_at].any(axis=0)  # futures with one best plan
    if clear.sum() < _FEWEST:
        return replace(told, enough=False)
    if not features:
        return told
    inputs = np.column_stack(list(features.values()))[clear]
    found = _rule(inputs, alone[:, :looked_at].argmax(axis=0)[clear])
    if found is None:
        return told
    return replace(
        told,
        regions=tuple(_regions(found, list(features), models, inputs)),
        right=found.right,
        usual_right=found.usual_right,
    )


@dataclass(frozen=True, eq=False)
class _Rule:
    """A tree with the futures that it was not made from."""

    tree: Any
    inputs: Floats
    winners: Whole
    right: Estimate
    usual_right: Estimate


def _rule(inputs: Floats, winners: Whole) -> _Rule | None:
    """The smallest tree that is surely better than naming the usual winner; None: there is none."""
    from sklearn.tree import DecisionTreeClassifier

    order = np.random.default_rng(0).permutation(len(winners))
    cut = round(len(order) * _HELD_OUT)
    held, made_from = order[:cut], order[cut:]
    before: Flags = winners[held] == np.bincount(winners[made_from]).argmax()
    usual_right, best = _of(before), None
    for depth in (1, 2):
        leaf = max(10, round(_LEAF * len(made_from)))
        tree = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=leaf, random_state=0)
        tree.fit(inputs[made_from], winners[made_from])
        right: Flags = tree.predict(inputs[held]) == winners[held]
        if _surely_more(right, before):
            best = _Rule(tree, inputs[held], winners[held], _of(right), usual_right)
            before = right
    return best


def _surely_more(one: Flags, other: Flags) -> bool:
    """Whether one is right more often than the other, beyond what chance would bring (95 %)."""
    return mean(one.astype(np.float64) - other).low > 0


def _of(flags: Flags) -> Estimate:
    return share(int(flags.sum()), len(flags))


def _regions(
    rule: _Rule, features: list[Feature], models: list[str], inputs: Floats
) -> Iterator[Region]:
    """Parts of the futures in which one plan is named; halves that name the same are not parted."""
    nodes = rule.tree.tree_
    named = rule.tree.classes_[nodes.value[:, 0, :].argmax(axis=1)]

    def winners_below(node: int) -> set[int]:
        left, right = nodes.children_left[node], nodes.children_right[node]
        return {int(named[node])} if left < 0 else winners_below(left) | winners_below(right)

    def below(node: int, path: tuple[Condition, ...], own: Flags, held: Flags) -> Iterator[Region]:
        winners = winners_below(node)
        if len(winners) == 1:
            (winner,) = winners
            right = _of(rule.winners[held] == winner)
            yield Region(models[winner], path, _of(own), right)
            return
        k, threshold = int(nodes.feature[node]), float(nodes.threshold[node])
        less, held_less = (x[:, k] <= threshold for x in (inputs, rule.inputs))
        lower, upper = (Condition(features[k], threshold, side) for side in (True, False))
        yield from below(nodes.children_left[node], (*path, lower), own & less, held & held_less)
        yield from below(nodes.children_right[node], (*path, upper), own & ~less, held & ~held_less)

    everywhere = (np.ones(len(x), dtype=bool) for x in (inputs, rule.inputs))
    yield from below(0, (), *everywhere)
