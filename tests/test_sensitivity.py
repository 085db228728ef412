"""Which inputs move a figure: held against functions whose indices are known exactly."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from example import written
from runs import Runner

from crossings import optimize, read_case, sensitivity
from crossings.allocation import optimal_plan
from crossings.discovery.indices import morris, sobol
from crossings.discovery.scores import scores
from crossings.discovery.varied import varied
from crossings.evaluation import evaluated
from crossings.plan import Plan
from crossings.problem import Floats
from crossings.reading import read_problem
from crossings.scenarios import Tabled

WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])
UNCERTAIN = """uncertainty:
  closures: {gate-a: {open_share: 0.7, mean_closed_days: 3}}
  throughput: {gate-a: {cv: 0.4, level_cv: 0.2}}
  need: {food: {cv: 0.3}}
"""


def ishigami(unit: Floats) -> Floats:
    """Of Ishigami and Homma (1990), with a = 7 and b = 0.1."""
    x = (2 * unit - 1) * np.pi
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def g_function(unit: Floats) -> Floats:
    """Of Saltelli and Sobol' (1995)."""
    return np.prod((np.abs(4 * unit - 2) + WEIGHTS) / (1 + WEIGHTS), axis=1)


def exact_ishigami() -> tuple[Floats, Floats]:
    alone = np.array([0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 49 / 8, 0.0])
    both = 0.01 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = alone.sum() + both
    return alone / whole, (alone + both * np.array([1, 0, 1])) / whole


def exact_g() -> tuple[Floats, Floats]:
    alone = (1 / 3) / (1 + WEIGHTS) ** 2
    every = np.prod(1 + alone)
    return alone / (every - 1), alone * every / (1 + alone) / (every - 1)


KNOWN = [(ishigami, *exact_ishigami()), (g_function, *exact_g())]


def outside(rows: int, seed: int) -> list[bool]:
    """Which of 22 exact indices lie outside of their intervals."""
    found = []
    for figure, first, total in KNOWN:
        indices, values = sobol(figure, len(first), rows, seed)
        assert len(values) == 2 * rows
        ranks = np.argsort([-own.total.value for own in indices])[:2]
        assert ranks.tolist() == np.argsort(-total)[:2].tolist()
        for own, alone, all_in_all in zip(indices, first, total, strict=True):
            for told, truth in ((own.first, alone), (own.total, all_in_all)):
                assert told.low <= told.value <= told.high and told.high - told.low < 0.2
                found.append(not told.low <= truth <= told.high)
    return found


def test_intervals_hold_the_exact_indices_of_known_functions() -> None:
    assert not any(outside(4096, 1))
    assert np.mean([outside(1024, seed) for seed in (1, 2, 3)]) <= 0.05  # of 66


def test_elementary_effects_of_a_plane_are_its_slopes() -> None:
    found = morris(lambda u: 3 * u[:, 0] - 2 * u[:, 1] + 7, 3, 10)
    assert [own.size.value for own in found] == pytest.approx([3, 2, 0])
    assert [own.interaction for own in found] == pytest.approx([0, 0, 0], abs=1e-12)
    bent = morris(g_function, 8, 40)
    assert np.argsort([-own.size.value for own in bent])[:3].tolist() == [0, 1, 2]
    assert bent[0].interaction > 1


def test_scores_are_shares_of_the_variance_explained_alone() -> None:
    draws = np.random.default_rng(2)
    unit = np.column_stack([draws.random((4000, 3)), draws.integers(0, 2, 4000)])
    found = scores(unit, ishigami(unit))
    for own, truth in zip(found, [*exact_ishigami()[0], 0.0], strict=True):
        assert own.value == pytest.approx(truth, abs=0.03)
        assert own.low <= own.value <= own.high
    noise = scores(unit, draws.random(4000))
    assert max(own.value for own in noise) < 0.01
    assert [own.value for own in scores(unit, np.ones(4000))] == [0.0] * 4


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    path = written(tmp_path_factory.mktemp("case"))
    path.write_text(path.read_text().partition("uncertainty:")[0] + UNCERTAIN)
    return optimal_plan(read_problem(str(path)))


def test_inputs_are_those_that_may_be_otherwise_each_as_it_is_drawn(plan: Plan) -> None:
    found = {each.path: each for each in varied(plan.problem)}
    drawn = {path for path in found if path.startswith("uncertainty.")}
    assert drawn == {
        "uncertainty.closures.gate-a", "uncertainty.throughput.gate-a", "uncertainty.need.food",
    }  # fmt: skip
    ranged = {x.path for x in plan.problem.uncertainty.numbers.ranged if x.low < x.high}
    assert found.keys() - drawn == ranged
    even = (np.arange(400) + 0.5) / 400
    need = found["uncertainty.need.food"].quantile(even)
    assert need.mean() == pytest.approx(1, abs=0.03) and need.std() == pytest.approx(0.3, abs=0.04)
    days = found["uncertainty.closures.gate-a"]
    assert days.quantile(even).mean() == pytest.approx(0.7, abs=0.03) and days.usual == 1
    for each in found.values():
        assert each.low < each.high
        assert each.quantile(even).min() >= each.low or each.path in drawn


def test_ends_are_those_of_the_plan_in_futures_that_say_so(plan: Plan) -> None:
    table = sensitivity(plan, "met_share_food")
    assert [*table["at_high"].sub(table["at_low"]).abs()] == sorted(
        table["at_high"].sub(table["at_low"]).abs(), reverse=True
    )
    of = {each.name.column: each for each in varied(plan.problem)}
    g = [good.id for good in plan.problem.goods].index("food")
    for row in table.to_dict("records"):
        each = of[row["input"]]
        futures = Tabled("own", "", {each.path: np.array([each.low, each.high])})
        outcomes = evaluated(plan, futures.scenarios(plan.problem, range(2)))
        share = outcomes.met[:, g] / outcomes.need[:, g]
        assert [row["at_low"], row["at_high"]] == pytest.approx(share.tolist(), abs=1e-12)


def test_indices_of_a_case_are_found_of_the_inputs_that_move_it_most(plan: Plan) -> None:
    ends = sensitivity(plan, "met_share")
    found = sensitivity(plan, "met_share", "sobol", 64, inputs=3)
    assert set(found["input"]) == set(ends["input"][:3])
    assert (found["total"].diff().dropna() <= 0).all() and found["total"].max() > 0.2
    effects = sensitivity(plan, "met_share", "morris", 8, inputs=3)
    assert set(effects["input"]) == set(ends["input"][:3]) and effects["effect"].max() > 0
    for wrong in ({"method": "x"}, {"method": "sobol", "number": 100}, {"dispatch": "x"}):
        with pytest.raises(ValueError, match=next(reversed(wrong))):
            sensitivity(plan, **wrong)  # type: ignore[arg-type]


def test_the_command_ranks_a_case_and_a_folder(crossings_run: Runner) -> None:
    path = Path("case.yaml")
    path.write_text(path.read_text().partition("uncertainty:")[0] + UNCERTAIN)
    ran = crossings_run("sensitivity", "case.yaml", "--of", "met_share_food", "--quiet")
    assert ran.code == 0 and "moves food met most" in " ".join(ran.out.split()), ran.out
    assert len(ran.out.splitlines()) <= 40
    ran = crossings_run("sensitivity", "case.yaml", "--format", "json", "--quiet")
    told = json.loads(ran.out)
    plan = optimize(read_case("case.yaml"))
    met, need = evaluated(plan, Tabled("", "", {"uncertainty.need.food": np.ones(1)}).scenarios(
        plan.problem, range(1))), None  # fmt: skip
    need = float(met.need.sum())
    assert told["usual"] == pytest.approx(float(met.met.sum()) / need)
    assert told["status"] == "ranked" and told["spread"] is None and told["left_out"] == 0
    base = ("evaluate", "case.yaml", "--dispatch", "plan", "--bound", "0", "--quiet")
    assert crossings_run(*base, "--scenarios", "400", "--output", "kept").code == 0
    ran = crossings_run("sensitivity", "kept", "--of", "need_food", "--format", "json")
    first = json.loads(ran.out)["moves"][0]
    assert first["input"] == "need_factor_food" and first["first"] > 0.95
    assert first["effect"] is None and not math.isnan(first["first_low"])
    assert "Nothing" not in crossings_run("sensitivity", "kept").out


def test_wrong_use_is_said(crossings_run: Runner) -> None:
    for given, code, says in (
        (("case.yaml", "--number", "50"), 2, "--method morris or sobol"),
        (("case.yaml", "--method", "sobol", "--number", "100"), 2, "no power of two"),
        (("case.yaml", "--of", "met_shar"), 3, "did you mean met_share?"),
        (("case.yaml", "--of", "first_stock_out_food"), 3, "not every future"),
        ((".", "--method", "morris"), 2, "a folder's own futures"), ((".",), 3, "holds no batch"),
    ):  # fmt: skip
        ran = crossings_run("sensitivity", *given, "--quiet")
        assert ran.code == code and says in ran.err, (given, ran.err)
