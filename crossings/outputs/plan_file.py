"""A plan as a file and back, bound to the problem that it is a plan for.

A file is a NumPy archive: an array of every flow, one of the prices of every limit, and `about`,
a JSON text with the problem's digest and what else a plan says of itself.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from crossings.limits import Kind, limits_of
from crossings.plan import Fairness, Plan, Prices, Reached, Solver
from crossings.problem import Floats, Problem

_FLOWS = tuple(each.name for each in fields(Plan) if each.type == "Floats")
_PRICES, _BEST, _ABOUT = "prices.", "best.", "about"


def plan_bytes(plan: Plan) -> bytes:
    """A plan as a file; none of one's own, which has a table."""
    told = io.BytesIO()
    about = {"digest": plan.problem.digest, **_about(plan)}
    arrays = {_ABOUT: np.array(json.dumps(about)), **_arrays(plan)}
    if plan.fairness is not None:
        best = plan.fairness.best
        arrays |= {f"{_BEST}{name}": each for name, each in _arrays(best).items()}
        arrays |= {_BEST + _ABOUT: np.array(json.dumps(_about(best)))}
        arrays |= {"levels": plan.fairness.levels, "export_levels": plan.fairness.export_levels}
    np.savez_compressed(told, allow_pickle=False, **arrays)
    return told.getvalue()


def plan_of(content: bytes, problem: Problem) -> Plan:
    """The plan of a file; `ValueError` says why it is none for the problem."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        about = json.loads(str(arrays[_ABOUT]))
        if about["digest"] == problem.digest:
            return _plan(problem, arrays, about)
    except (OSError, ValueError, LookupError, TypeError, zipfile.BadZipFile) as error:
        raise ValueError("expected a plan as save_plan keeps it") from error
    raise ValueError("a plan for another case, model or settings")


def _about(plan: Plan) -> dict[str, Any]:
    """What a plan says of itself beside its arrays."""
    fairness = plan.fairness
    windows = None if fairness is None else [[each.start, each.stop] for each in fairness.windows]
    return {
        "objective": plan.objective,
        "minutes": plan.minutes,
        "solver": asdict(plan.solver),
        "gap": plan.gap,
        "aims": [asdict(each) for each in plan.aims],
        "windows": windows,
    }


def _arrays(plan: Plan) -> dict[str, Floats]:
    flows = {name: getattr(plan, name) for name in _FLOWS}
    limits = enumerate(limits_of(plan.problem))
    return flows | {f"{_PRICES}{n}": plan.prices.of(limit) for n, limit in limits}


def _plan(problem: Problem, arrays: dict[str, Any], about: dict[str, Any]) -> Plan:
    fairness = None
    if about["windows"] is not None:
        of_best = {
            name.removeprefix(_BEST): each
            for name, each in arrays.items()
            if name.startswith(_BEST)
        }
        best = _plan(problem, of_best, json.loads(str(of_best[_ABOUT])))
        windows = tuple(range(*each) for each in about["windows"])
        fairness = Fairness(windows, arrays["levels"], arrays["export_levels"], best)
    prices: dict[Kind, Floats] = {
        limit: arrays[f"{_PRICES}{n}"] for n, limit in enumerate(limits_of(problem))
    }
    return Plan(
        problem=problem,
        **{name: arrays[name] for name in _FLOWS},
        objective=about["objective"],
        minutes=about["minutes"],
        prices=Prices(prices),
        solver=Solver(**about["solver"]),
        gap=about["gap"],
        aims=tuple(Reached(**each) for each in about["aims"]),
        fairness=fairness,
    )
