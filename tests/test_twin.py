"""The tool against its twin: `tests/reference.py` solves the same files in plain loops.

The best values agree and, aim after aim, what `tests/reference_aims.py` finds; the printed tables
alone keep every row. One plan has all that, and it is the one printed.
"""

from pathlib import Path

import pytest
import reference
import reference_aims
from answers import Entry, loaded_pair, plan_of, printed
from hypothesis import event, given
from places import MODELS, ROOT
from strategies import cases, examples, phased_cases
from tolerances import VALUE, near

from crossings.outputs.answer import answer
from crossings.reading import read_problem

SAME = 0.01
"""Truckloads a day in which two solvers' plans may differ."""
EXAMPLES = 60
"""Generated pairs; the environment variable CROSSINGS_EXAMPLES raises it."""


def disagreements(case: Entry, model: Entry, result: Entry | None) -> list[str]:
    """Where a printed result, None for no plan, is not what the twin finds."""
    expected = reference.optimum(case, model)
    status = "infeasible" if result is None else result["status"]
    if status != expected["status"]:
        return [f"status is {status}, the twin's {expected['status']}"]
    if result is None:
        return []
    if not near(result["objective"], expected["objective"], VALUE):
        return [f"objective is {result['objective']}, the twin's {expected['objective']}"]
    return reference.violations(case, model, result) + other_aims(case, model, result)


def other_aims(case: Entry, model: Entry, result: Entry) -> list[str]:
    """Where a printed plan is not, aim by aim, what the twin finds by another solver."""
    f = reference.facts(case, model)
    plan = reference.printed_plan(f, result)
    achieved = reference_aims.achieved(f, plan)
    reached, left = reference_aims.reached(case, model)
    minutes = {"minutes as printed": (result["inspection_minutes"], achieved["minutes"])}
    both = minutes | {name: (achieved[name], value) for name, value in reached.items()}
    wrong = [f"{name}: {one}, the twin's {other}" for name, (one, other) in both.items()
             if not near(one, other, VALUE)]  # fmt: skip
    apart = {v: abs(plan[v] - size) / f[0].days[v[-1]] for v, size in left.items() if v[0] in "mxy"}
    return wrong + [f"{v} is {plan[v]}, the twin's {left[v]}" for v, a in apart.items() if a > SAME]


@examples(EXAMPLES)
@given(cases())
def test_generated_pairs_agree(pair: tuple[Entry, Entry]) -> None:
    result = printed(*pair)
    event("no plan" if result is None else "a plan")
    assert disagreements(*pair, result) == []


@examples(EXAMPLES)
@given(phased_cases())
def test_generated_phases_agree(pair: tuple[Entry, Entry]) -> None:
    result = printed(*pair)
    event("no plan" if result is None else f"{len(result['phases'])} phases")
    assert disagreements(*pair, result) == []


@pytest.mark.parametrize("model", sorted(MODELS.glob("*.yaml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("case", sorted(ROOT.glob("inputs/*.yaml")), ids=lambda path: path.stem)
def test_shipped_files_agree(case: Path, model: Path) -> None:
    plan = plan_of(read_problem(str(case), str(model)))
    result = None if plan is None else answer(plan).as_object()
    assert disagreements(*loaded_pair(case, model), result) == []


@pytest.mark.parametrize(
    ("case", "huge"),
    [
        *((path, 1e9) for path in sorted(ROOT.glob("inputs/*.yaml"))),
        (ROOT / "inputs" / "gaza.yaml", -1),
    ],
    ids=lambda each: each.stem if isinstance(each, Path) else None,
)
def test_large_programs_agree(case: Path, huge: float, monkeypatch: pytest.MonkeyPatch) -> None:
    # Large programs are solved by interior point, huge ones by another; here every one counts so.
    monkeypatch.setattr("crossings.allocation.settings.LARGE", -1)
    monkeypatch.setattr("crossings.allocation.settings.HUGE", huge)
    plan = plan_of(read_problem(str(case)))
    assert plan is not None
    assert disagreements(*loaded_pair(case), answer(plan).as_object()) == []


@pytest.mark.parametrize("up_to", [0.9999999, 0.99999999])
def test_bands_that_differ_in_the_seventh_digit(up_to: float) -> None:
    # Their columns once shared a name in the program, and one of them was lost. One day, 10 needed,
    # no limit: all is met, all but nothing of it in the band of weight 4: 40.
    case = {
        "title": "by hand",
        "horizon": {"periods": 1, "days_per_period": 1},
        "areas": {"north": None},
        "goods": {"food": {"category": "humanitarian", "need": 10}},
        "crossings": {"gate": None},
        "coverage_bands": [{"up_to": up_to, "weight": 4}, {"up_to": 1, "weight": 1}],
    }
    model = {"title": "by hand", "regimes": {"wave": {"start": "s", "stages": {"s": None}}}}
    result = printed(case, model)
    assert disagreements(case, model, result) == []
    assert result is not None and near(result["objective"], 40, VALUE)
