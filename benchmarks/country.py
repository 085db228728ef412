"""Countries of any size: the main job by its stages, beside raw HiGHS on the value alone.

`python -m benchmarks.country` runs the family's doublings, which take a minute or two;
`python -m benchmarks.country year-by-weeks` one that is named. Each runs in a process of its own,
so that memory is its own. Seconds are those of the processor, of the processes that it starts too:
they say the same on a busy machine.
"""

from __future__ import annotations

import json
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.big_case import CATEGORIES, crossing, model
from crossings.allocation import at_the_margin
from crossings.allocation.objectives import costs_of, value_costs
from crossings.allocation.standing import StandingProgram
from crossings.outputs.answer import answer
from crossings.outputs.screens.plan import screen
from crossings.reading import read_problem

_RAW = ("ipx", "hipo", "pdlp")
"""Methods of raw HiGHS, none with crossover; the best is what the others are held against."""
_RAW_SECONDS = 150


@dataclass(frozen=True)
class Country:
    """How much of everything there is."""

    name: str
    crossings: int
    goods: int
    areas: int
    periods: int
    days: int
    """Of each period."""


FAMILY = (
    Country("six-weeks", 10, 20, 10, 6, 7),
    Country("quarter-by-weeks", 10, 20, 10, 13, 7),
    Country("year-by-weeks", 10, 20, 10, 52, 7),
    Country("year-by-days", 6, 12, 5, 366, 1),
    Country("wide-quarter", 30, 40, 60, 12, 7),
)
DOUBLINGS = ("six-weeks", "quarter-by-weeks")


def case(country: Country) -> dict[str, Any]:
    """The case as its file has it; need is about twice what capacity allows."""
    draw = random.Random(country.name)
    areas = {
        f"area-{i}": {"population": draw.randint(100, 900) * 1000} for i in range(country.areas)
    }
    goods = {
        f"good-{i}": {
            "category": CATEGORIES[i % len(CATEGORIES)],
            "priority": draw.randint(1, 8),
            "need": draw.randint(20, 120) * 2 * country.crossings / country.goods,
            "stock": {"days_of_need": draw.choice([0, 1, 3])},
            "threat_rate": draw.choice([0.001, 0.003, 0]),
        }
        for i in range(country.goods)
    }
    crossings = {
        f"crossing-{i}": crossing(draw, i, areas, (200, 800), country.areas)
        for i in range(country.crossings)
    }
    return {
        "title": "Benchmark",
        "horizon": {
            "start": "2024-03-03",
            "periods": country.periods,
            "days_per_period": country.days,
        },
        "model": "./model.yaml",
        "areas": areas,
        "goods": goods,
        "crossings": crossings,
        "corridors": {
            "east": {"truckloads_per_day": 60 * country.crossings, "loss": 0.02},
            "port": {"truckloads_per_day": 50 * country.crossings},
        },
        "limits": {"undetected_threats_per_day": 0.05 * country.crossings},
    }


def written(folder: Path, country: Country) -> Path:
    """Case and model as files; the path of the case."""
    path = folder / f"{country.name}.yaml"
    path.write_text(yaml.safe_dump(case(country), sort_keys=False))
    (folder / "model.yaml").write_text(yaml.safe_dump(model(), sort_keys=False))
    return path


def measured(country: Country) -> dict[str, float | str]:
    """Seconds of every stage, the program's size, and the most memory, GB."""
    found: dict[str, float | str] = {}

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        start = _processor_seconds()
        yield
        found[name] = _processor_seconds() - start

    with tempfile.TemporaryDirectory() as folder, stage("reading"):
        problem = read_problem(str(written(Path(folder), country)))
        levers = problem.reader.levers(problem)
    with stage("building"):
        program = StandingProgram(problem)
    found["columns"] = program.ledger.width
    with stage("value"):
        program.best(problem)
    with stage("value again, and the aims"):
        plan = program.plan(problem)
    assert plan is not None
    with stage("what holds it back"):
        brings = at_the_margin(program, plan, levers, 3)
    with stage("tables and screen"):
        screen(answer(plan, None), *brings)
    found["memory, GB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    for method in _RAW:
        highs = program.ledger.solver_model()
        costs = costs_of(highs, program.ledger, value_costs(program.ledger, problem))
        places = np.arange(len(costs), dtype=np.int32)
        highs.changeColsCost(len(costs), places, costs)
        for option, value in (
            ("solver", method), ("run_crossover", "off"), ("time_limit", float(_RAW_SECONDS)),
        ):  # fmt: skip
            highs.setOptionValue(option, value)
        with stage(f"raw {method}"):
            highs.run()
        ended = highs.modelStatusToString(highs.getModelStatus())
        off = abs(highs.getObjectiveValue() + plan.objective) / plan.objective
        found[f"raw {method} says"] = f"{ended}, off by {off:.0e}"
    return found


def _processor_seconds() -> float:
    """Of this process and of those that it waited for."""
    return sum(os.times()[:4])


def main(names: list[str]) -> None:
    """Measure some of the family, and tell by what power of its columns time grows."""
    sizes = []
    for name in names or DOUBLINGS:
        command = [sys.executable, "-m", "benchmarks.country", "--measure", name]
        printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        found = json.loads(printed)
        print(f"\n{name}")
        for stage, figure in found.items():
            print(f"  {stage:<28} {figure if isinstance(figure, str) else f'{figure:12.2f}'}")
        ours = sum(found[each] for each in ("building", "value again, and the aims"))
        sizes.append((found["columns"], ours))
    for (few, quick), (many, slow) in pairwise(sizes):
        power = math.log(slow / quick) / math.log(many / few)
        print(f"\n{few:,} to {many:,} columns: building and plan grow by the power {power:.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        chosen = next(each for each in FAMILY if each.name == sys.argv[2])
        print(json.dumps(measured(chosen)))
    else:
        main(sys.argv[1:])
