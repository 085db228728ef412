"""The tool's answers to a pair (case, model), from the files on."""

import re
import tempfile
from pathlib import Path
from typing import Any

import yaml
from places import MODELS
from strategies import written

from crossings.allocation import optimal_plan
from crossings.allocation.objectives import value_costs
from crossings.allocation.program import allocation_program
from crossings.allocation.solving import Search
from crossings.analysis.sizing import Sizing
from crossings.errors import NoPlan
from crossings.limits.floors import END_STOCK
from crossings.outputs.answer import answer
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.reading import read_problem

Entry = dict[str, Any]


def problem_of(case: Entry, model: Entry) -> Problem:
    """The problem that the tool reads from the pair's files."""
    with tempfile.TemporaryDirectory() as folder:
        return read_problem(str(written(Path(folder), case, model)))


def plan_of(problem: Problem) -> Plan | None:
    """The tool's plan, None where there is none."""
    try:
        return optimal_plan(problem)
    except NoPlan:
        return None


def printed(case: Entry, model: Entry) -> Entry | None:
    """The tool's JSON object, None where there is no plan."""
    plan = plan_of(problem_of(case, model))
    return None if plan is None else answer(plan).as_object()


def best_value(problem: Problem) -> float:
    """The objective; minus infinity where there is no plan."""
    plan = plan_of(problem)
    return float("-inf") if plan is None else plan.objective


def best_foreseen(problem: Problem) -> float:
    """The value of a future's program, built for it alone."""
    ledger = allocation_program(problem, elastic=True)
    lacking = [
        (END_STOCK.missed, (g, a),
         float(problem.priority[g] * problem.area_weight[a] * problem.band_weight.max()))
        for g, a in ledger.columns(END_STOCK.missed)
    ]  # fmt: skip
    outcome = Search(ledger).minimise([*value_costs(ledger, problem), *lacking])
    assert outcome.status == "optimal"
    return -outcome.value


def merged(base: Any, more: Any) -> Any:
    """A document in which `more` takes the place of what `base` says of the same."""
    if not isinstance(base, dict) or not isinstance(more, dict):
        return more
    return base | {key: merged(base.get(key), value) for key, value in more.items()}


def without_ranges(pair: tuple[Entry, Entry]) -> tuple[Entry, Entry]:
    """A pair of which no number is drawn from its range."""
    for part in pair:
        part.get("uncertainty", {}).pop("ranges", None)
    return pair


class PlainLoader(yaml.SafeLoader):
    """YAML 1.2's core schema: dates, `no` and `12:30` are text."""


PlainLoader.yaml_implicit_resolvers = {}
for tag, pattern, begins_with in (
    ("null", r"(?:null|~|)$", ["n", "~", ""]),
    ("bool", r"(?:true|false)$", ["t", "f"]),
    ("int", r"[-+]?[0-9]+$", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", list("-+.0123456789")),
):
    PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), begins_with)


def loaded_pair(path: Path, model: Path | None = None) -> tuple[Entry, Entry]:
    """A shipped case and the model in force, as plain data; models of its phases stand in it.

    `model` takes the place of all of them.
    """
    case = loaded(path)
    models = {path.stem: loaded(path) for path in MODELS.glob("*.yaml")}
    for phase in case.get("phases") or []:
        if model is not None:
            phase.pop("model", None)
        elif "model" in phase:
            phase["model"] = models[phase["model"]]
    return case, models[case["model"]] if model is None else loaded(model)


def loaded(path: Path) -> Entry:
    """A YAML file as plain data, by YAML 1.2."""
    return yaml.load(path.read_text("utf-8"), PlainLoader)


def sizing_of(case: Entry, model: Entry) -> Sizing:
    """What the tool reads of the pair's `sizing` blocks."""
    with tempfile.TemporaryDirectory() as folder:
        problem = read_problem(str(written(Path(folder), case, model)))
        return problem.reader.sizing(problem)
