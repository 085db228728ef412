"""Plans made anew as the days come: the rest of a horizon, from the state as it is."""

from __future__ import annotations

from crossings.allocation.replanning.replanned import Replanned
from crossings.allocation.replanning.rest import RestProgram
from crossings.allocation.replanning.today import today

__all__ = ["Replanned", "RestProgram", "today"]
