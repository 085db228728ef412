"""Allocate screened goods over border crossings under inspection capacity.

From a script: `from crossings import read_case, optimize, sample, simulate`; see docs/scripts.md.
"""

from importlib import import_module, util
from typing import Any

__version__ = "0.1.0"
_FORMER = {"draw": "sample", "evaluate": "simulate", "try_out": "simulate_batch"}
"""Names that scripts written for earlier versions have for some of it."""


def __getattr__(name: str) -> Any:
    """What scripts use, loaded when it is first asked for; modules are found as usual."""
    if not name.startswith("_") and util.find_spec(f"{__name__}.{name}") is None:
        scripting, name = import_module("crossings.scripting"), _FORMER.get(name, name)
        if name in scripting.__all__:
            return getattr(scripting, name)
    raise AttributeError(f"module 'crossings' has no attribute {name!r}")
