"""Random numbers by (seed, path, scenario number): each stream's own, wherever it is read from.

A stream is a counter-based generator (Philox 4×64) whose key is made of the seed and the path of
the uncertain quantity. Scenario k reads the same stretch of it in every batch: `width` numbers from
counter k · ⌈width / 4⌉ on. A run of scenarios is drawn by jumping there, in arrays.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from crossings.problem import Floats

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PER_COUNT = 4
"""Numbers that the generator makes at each count."""
_UNIT = 2.0**-53
_WORD = 4


def uniforms(seed: int, path: str, numbers: range, width: int) -> Floats:
    """(S, width) Numbers in [0, 1) of the scenarios `numbers`; each column is contiguous.

    >>> many = uniforms(7, "uncertainty.need.food", range(10), 3)
    >>> one = uniforms(7, "uncertainty.need.food", range(4, 5), 3)
    >>> bool((many[4:5] == one).all())
    True
    """
    counts = -(-width // _PER_COUNT)
    bits = np.random.Philox(key=_key(seed, path), counter=numbers.start * counts)
    drawn = bits.random_raw(len(numbers) * counts * _PER_COUNT)
    by_scenario = drawn.reshape(len(numbers), counts * _PER_COUNT)[:, :width]
    made = np.empty((len(numbers), width), order="F")
    np.multiply(by_scenario >> np.uint64(11), _UNIT, out=made)
    return made


def normals(seed: int, path: str, numbers: range, width: int) -> Floats:
    """(S, width) Standard normal numbers, two from two uniform ones (Box and Muller 1958)."""
    pairs = -(-width // 2)
    uniform = uniforms(seed, path, numbers, 2 * pairs)
    radius = np.sqrt(-2.0 * np.log1p(-uniform[:, :pairs]))
    angle = (2.0 * np.pi) * uniform[:, pairs:]
    made = np.empty((len(numbers), 2 * pairs), order="F")
    np.multiply(radius, np.cos(angle), out=made[:, :pairs])
    np.multiply(radius, np.sin(angle), out=made[:, pairs:])
    return made[:, :width]


def _key(seed: int, path: str) -> NDArray[np.uint64]:
    """The generator's key: 128 bits of the seed and the path, the same on every machine."""
    digest = hashlib.sha256(path.encode()).digest()
    words = [int.from_bytes(digest[i : i + _WORD], "little") for i in range(0, 16, _WORD)]
    mixed = np.random.SeedSequence(seed, spawn_key=words)
    return mixed.generate_state(2, np.uint64).astype(np.uint64)
