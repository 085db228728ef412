"""How a batch is cut: at fixed scenario numbers, whoever carries which chunk."""

from __future__ import annotations

from collections.abc import Iterator

CHUNK = 4096
"""Scenarios carried at once. Boundaries lie at its multiples, whatever is asked for."""
FEW = 8
"""Likewise, where each scenario takes a solver many searches."""


def chunks(numbers: range, size: int = CHUNK) -> Iterator[range]:
    """Runs of scenario numbers that are carried at once; each lies between multiples of `size`.

    >>> [(part.start, part.stop) for part in chunks(range(4000, 8200))]
    [(4000, 4096), (4096, 8192), (8192, 8200)]
    """
    start = numbers.start
    while start < numbers.stop:
        stop = min(numbers.stop, (start // size + 1) * size)
        yield range(start, stop)
        start = stop
