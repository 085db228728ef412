"""Interior point for programs that are chained in time.

What a plan decides in a period meets what is decided in others by what is kept, in stores and
yards, alone. So elimination goes from period to period, and its work grows with their number.
"""

from __future__ import annotations

from crossings.allocation.interior.middle import Middle, middle_of

__all__ = ["Middle", "middle_of"]
