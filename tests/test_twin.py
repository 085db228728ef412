"""The tool against its twin: `tests/reference.py` solves the same files in plain loops.

All three optimal values agree, and the printed tables alone keep every row of section 4. The plan
itself is not compared: it need not be unique.
"""

import os
from pathlib import Path

import pytest
import reference
from answers import Entry, loaded, plan_of, printed
from hypothesis import HealthCheck, given, settings
from strategies import cases
from tolerances import VALUE, near

from crossings.outputs.answer import answer
from crossings.reading import read_problem

EXAMPLES = max(200, int(os.environ.get("CROSSINGS_EXAMPLES", "0")))
"""Generated pairs; the environment variable CROSSINGS_EXAMPLES raises it."""
ROOT = Path(__file__).parents[1]


def disagreements(case: Entry, model: Entry, result: Entry | None) -> list[str]:
    """Where a printed result, None for no plan, is not what the twin finds."""
    expected = reference.optimum(case, model)
    if result is None or expected["status"] == "infeasible":
        return [] if result is None and expected["status"] == "infeasible" else [
            f"the tool has {'no' if result is None else 'a'} plan, the twin: {expected['status']}"
        ]  # fmt: skip
    found = reference.violations(case, model, result)
    objective, least_served, minutes = reference.achieved(case, model, result)
    found += [
        f"{name} is {value}, the twin's {expected[name]}"
        for name, value in (
            ("objective", result["objective"]),
            ("objective", objective),
            ("least_served", least_served),
            ("minutes", result["inspection_minutes"]),
            ("minutes", minutes),
        )
        if not near(value, expected[name], VALUE)
    ]
    return found


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_generated_pairs_agree(pair: tuple[Entry, Entry]) -> None:
    assert disagreements(*pair, printed(*pair)) == []


@pytest.mark.parametrize("model", sorted(ROOT.glob("models/*.yaml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("case", sorted(ROOT.glob("inputs/*.yaml")), ids=lambda path: path.stem)
def test_shipped_files_agree(case: Path, model: Path) -> None:
    plan = plan_of(read_problem(str(case), str(model)))
    result = None if plan is None else answer(plan).as_object()
    assert disagreements(loaded(case), loaded(model), result) == []
