"""Allocate screened goods over border crossings under inspection capacity.

From a script: `from crossings import read_case, optimize, sample, simulate`; see docs/scripts.md.
Types stand in `__init__.pyi`; what is named there is loaded when it is first asked for.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
_HOMES = {
    "errors": ("CrossingsError", "InputError", "NoPlan", "StoppedEarly", "SurroundingsError"),
    "problem": ("Problem",),
    "plan": ("Plan",),
    "scenarios": ("Scenarios",),
    "evaluation": ("Choice", "Outcomes"),
    "evaluation.measures": ("Batch",),
    "outputs.answer": ("Answer",),
    "scripting.answers": ("compare", "explain", "frontier", "size"),
    "scripting.counts": ("calibrate", "observe"),
    "scripting.designs": ("inspect",),
    "scripting.mornings": ("first_state", "today"),
    "scripting.cases": ("read_case", "read_models"),
    "scripting.pages": ("Page", "report"),
    "scripting.plans": ("optimize", "read_plan", "save_plan"),
    "scripting.futures": ("sample", "sample_table", "simulate_batch"),
    "scripting.sheets": ("sheet",),
    "scripting.shown": ("as_html", "progress"),
    "scripting.simulating": ("Measured", "simulate"),
    "scripting.sweeps": ("SweepTables", "sweep"),
    "scripting.tables": ("as_answer", "as_tables"),
    "scripting.discovery": ("discover", "sensitivity"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}
_FORMER = {"draw": "sample", "evaluate": "simulate", "try_out": "simulate_batch"}
"""Names that scripts written for earlier versions have for some of it."""
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """What scripts use, loaded when it is first asked for; modules are found as usual."""
    found = _FORMER.get(name, name)
    if found in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[found]}"), found)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
