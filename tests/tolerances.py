"""How near two numbers have to be, relative to their scale. Named once, for all tests."""

VALUE = 1e-6
"""Two solvers' optimal values."""
SOLVER = 1e-8
"""The same solver's optimum of two programs that ought to have the same."""
SUM = 1e-9
"""Figures of one plan that add up to each other, among solver results kept to 1e-9."""
CERTIFIED = 1e-7
"""An exact optimum, and what is held against it as value or bound."""
EXACT = 1e-12
"""The same formula in another order of operations."""


def near(first: float, second: float, tolerance: float, scale: float = 1.0) -> bool:
    """Whether two numbers are the same to `tolerance` of the larger, at least of `scale`.

    >>> near(1e9, 1e9 + 1, VALUE), near(0.0, 1e-5, VALUE), near(float("-inf"), 0.0, VALUE)
    (True, False, False)
    """
    if first == second:  # infinities too
        return True
    return abs(first - second) <= tolerance * max(scale, abs(first), abs(second)) < float("inf")
