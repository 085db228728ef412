"""The arrays of a problem again, with numbers drawn from their ranges in place of those given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crossings.problem import Floats, Ranged
from crossings.reading.given import Axes
from crossings.reading.inputs import InForce, numbers_in_force
from crossings.reading.own_limits import is_weight
from crossings.reading.schema.quantity import Quantity
from crossings.reading.terms import sampled_terms
from crossings.reading.yaml.document import DataPath, dotted

_NEVER_DRAWN = ("horizon", "coverage_bands", "informal", "uncertainty")
_OF_THE_FORM = (
    "coverage_window_days", "pallets_per_truckload", "backlog_tonnes", "transit_days",
    "shelf_life_days",
)  # fmt: skip


@dataclass(frozen=True)
class SampledNumbers:
    """Everything in a case and its models that is given with a range."""

    phases: tuple[InForce, ...]
    axes: Axes
    every: bool = False
    """Whether numbers given without a range are among them too."""

    @property
    def ranged(self) -> tuple[Ranged, ...]:
        """Every number that is drawn; what a phase changes is drawn for itself."""
        return tuple(
            {told: Ranged(told, *_ends(quantity)) for told, quantity in self._drawn()}.values()
        )

    def arrays(self, samples: Mapping[str, Floats]) -> dict[str, Floats]:
        """Fields of `Problem` that depend on drawn numbers, (S, …), from (S,) samples by path."""
        of_quantity = {id(each): samples[told] for told, each in self._drawn() if told in samples}
        return sampled_terms(self.phases, self.axes, of_quantity)

    def _drawn(self) -> Iterator[tuple[str, Quantity]]:
        """Path told and number of everything that is drawn."""
        for _, path, quantity, default in numbers_in_force(self.phases):
            low, _, high = _ends(quantity)
            own = _within_file(path)
            fixed = default if self.every else low == high
            if not (fixed or is_weight(own) or own[0] in _NEVER_DRAWN or own[-1] in _OF_THE_FORM):
                yield dotted(path), quantity


def _within_file(path: DataPath) -> DataPath:
    """A number's path within the case or the model itself, whichever phase gives it."""
    path = path[3:] if path[0] == "phases" else path
    return path[1:] if path[0] == "model" else path


def _ends(quantity: Quantity) -> tuple[float, float, float]:
    """The least that a number could be, what it is said to be, and the most."""
    low, high = quantity.range or (quantity.value, quantity.value)
    return low, quantity.value, high
