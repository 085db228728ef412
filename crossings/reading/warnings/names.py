"""Two things of one name."""

from __future__ import annotations

from crossings.reading.inputs import Inputs
from crossings.reading.warnings.oddity import Oddities, in_case


def crossings_called_alike(inputs: Inputs) -> Oddities:
    """Crossings that a pool or a resource shares its name with."""
    resources = {q for crossing in inputs.case.crossings.values() for q in crossing.resources or ()}
    for c in inputs.case.crossings:
        kind = "pool" if c in inputs.pools() else "resource" if c in resources else ""
        if kind:
            text = f"a {kind} is called {c} too; they are two things"
            drawn = ", and what closes one leaves the other open" if kind == "pool" else ""
            yield in_case("crossings", c, text=text + drawn)
