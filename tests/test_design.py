"""Inspection designed: the recursion against published figures, enumeration and the program."""

import itertools
import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from places import MODELS, ROOT
from runs import Runner

from crossings import inspect
from crossings.allocation import optimal_plan
from crossings.allocation.frontier import allowing
from crossings.allocation.standing import StandingProgram
from crossings.design.curve import designed_frontier
from crossings.design.designed import design, reckoned
from crossings.design.frontier import Frontier, frontier
from crossings.design.trees import Prices, Recursion, Tree, Use, comes_to, size
from crossings.design.written import regimes
from crossings.errors import InputError
from crossings.inspection import Sensor
from crossings.problem import Floats
from crossings.reading import read_equipment, read_problem
from crossings.reading.yaml.overrides import parsed_overrides

UNPACKING = 240.0
"""Minutes of a full unpacking in the shipped file: costs there are shares of it."""
PUBLISHED = [
    ("3", {0.80: 0.114814, 0.90: 0.148611, 0.95: 0.201445}),
    ("23", {0.80: 0.051014, 0.90: 0.089572, 0.95: 0.135044}),
    ("123", {0.80: 0.024155, 0.90: 0.055885, 0.95: 0.094976}),
    ("234", {0.80: 0.037581, 0.90: 0.063314, 0.95: 0.090229}),
    ("1234", {0.90: 0.040357, 0.95: 0.066091}),
]


def stroud_saeger() -> dict[str, tuple[Sensor, float]]:
    entries = yaml.safe_load((MODELS / "sensors" / "stroud-saeger.yaml").read_text("utf-8"))
    found = {}
    for name, entry in entries["sensors"].items():
        curve = np.array([[float(x) for x in point] for point in entry["curve"]])
        sensor = Sensor(name, {}, curve[:, 0].copy(), curve[:, 1].copy())
        found[name[-1]] = sensor, entry["minutes"]["value"] / UNPACKING
    return found


@pytest.mark.parametrize(("which", "figures"), PUBLISHED, ids=[which for which, _ in PUBLISHED])
def test_the_least_costs_of_the_published_sensors(which: str, figures: dict[float, float]) -> None:
    of = [stroud_saeger()[each] for each in which]
    curve = frontier([sensor for sensor, _ in of], np.array([cost for _, cost in of]), 1.0)
    assert {at: curve.cost_at(at) for at in figures} == pytest.approx(figures, abs=1e-5)


def random_sensors(random: np.random.Generator, count: int, corners: int) -> list[Sensor]:
    made = []
    for n in range(count):
        f = np.sort(random.uniform(0, 1, corners))
        rises = np.diff([0.0, *f, 1.0])
        slopes = np.sort(random.gamma(0.4, 1.0, corners + 1))[::-1]
        d = np.cumsum(rises * slopes)
        made.append(
            Sensor(f"s{n}", {}, np.array([0.0, *f, 1.0]), np.array([0.0, *(d[:-1] / d[-1]), 1.0]))
        )
    return made


def test_a_frontier_is_convex_and_more_sensors_never_cost_more() -> None:
    random = np.random.default_rng(20)
    for _ in range(50):
        sensors = random_sensors(random, 3, 4)
        costs = random.uniform(0, 0.3, 3)
        curves = [frontier(sensors[:n], costs[:n], 1.0) for n in (0, 1, 2, 3)]
        for curve in curves:
            slopes = np.diff(curve.cost) / np.diff(curve.detection)
            assert (np.diff(slopes) > 0).all() and (slopes > 0).all()
        grid = np.linspace(0, 1, 101)
        for fewer, more in itertools.pairwise(curves):
            at = [[curve.cost_at(x) for x in grid] for curve in (fewer, more)]
            assert (np.array(at[1]) <= np.array(at[0]) + 1e-12).all()


def enumerated(sensors: list[Sensor], prices: Prices, left: frozenset[int]) -> list[Any]:
    """Uses, refusal and detection of every tree over two sensors, in plain loops."""
    points: list[Any] = [((0.0, 0.0), 0.0, 0.0), ((0.0, 0.0), 1.0, 1.0)]
    for s in left:
        after = enumerated(sensors, prices, left - {s})
        f, d = np.diff(sensors[s].false_alarm), np.diff(sensors[s].detection)
        for ways in itertools.product(after, repeat=len(f)):
            uses = [sum(f[k] * way[0][q] for k, way in enumerate(ways)) for q in (0, 1)]
            uses[s] += 1.0
            refusal = sum(f[k] * way[1] for k, way in enumerate(ways))
            points.append(((uses[0], uses[1]), refusal, sum(d * [way[2] for way in ways])))
    return points


def test_the_best_tree_is_the_best_of_all() -> None:
    """Every tree over one sensor; and, branch by branch, over two with five thresholds each."""
    random = np.random.default_rng(4)
    for _ in range(20):
        sensors = random_sensors(random, 2, 5)
        prices = Prices(random.uniform(0, 0.1, 2), 1.0, float(random.uniform(0.1, 5)))
        best = math.inf
        for first in (0, 1):
            other = 1 - first
            inside = enumerated(sensors, prices, frozenset({other}))  # all trees over the other
            f, d = np.diff(sensors[first].false_alarm), np.diff(sensors[first].detection)
            total = prices.costs[first]
            for k in range(len(f)):  # branches add up, so that each is best by itself
                total += min(
                    f[k] * (np.dot(prices.costs, uses) + refusal) + prices.miss * d[k] * (1 - found)
                    for uses, refusal, found in inside
                )
            best = min(best, total, prices.miss, 1.0)
        recursion = Recursion(sensors, 3, prices)
        assert recursion.cost == pytest.approx(best, abs=1e-12)
        assert comes_to(recursion.tree(), sensors).cost(prices) == pytest.approx(best, abs=1e-12)


def test_shared_readings_make_smaller_trees_that_lose_little() -> None:
    of = [stroud_saeger()[each] for each in "123"]
    sensors, costs = [sensor for sensor, _ in of], np.array([cost for _, cost in of])
    prices = Prices(costs, 1.0, 1.0)
    recursion = Recursion(sensors, 7, prices)
    sizes, losses = [], []
    for sharing in (0.0, 1e-3, 1e-2, 1e-1):
        tree = recursion.tree(sharing)
        sizes.append(size(tree))
        losses.append(comes_to(tree, sensors).cost(prices) / recursion.cost - 1)
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] < sizes[0] / 4
    assert losses[0] == pytest.approx(0, abs=1e-12) and max(losses) < 0.1


# ---- In a case -----------------------------------------------------------------------------------

GATE = 100.0
CASE: dict[str, Any] = {
    "title": "One gate",
    "model": "./model.yaml",
    "horizon": {"periods": 1, "days_per_period": 1},
    "areas": {"north": {}},
    "goods": {
        "food": {"category": "humanitarian", "need": 1e6, "threat_rate": 0.001},
    },
    "crossings": {
        "gate": {"hours_per_day": 10, "resources": {"staff": 1}, "gate_truckloads_per_day": GATE}
    },
    "coverage_bands": [{"up_to": 1, "weight": 1}],
}


def written(folder: Path, sensors: list[Sensor], minutes: Floats, rate: float, **model: Any) -> str:
    entries = {
        sensor.id: {
            "resource": "staff",
            "minutes": float(each),
            "curve": np.stack([sensor.false_alarm, sensor.detection], axis=1).tolist(),
        }
        for sensor, each in zip(sensors, minutes, strict=True)
    }
    case = {**CASE, "limits": {"detection_rate_at_least": rate}}
    (folder / "case.yaml").write_text(yaml.safe_dump(case), "utf-8")
    entry = {"title": "Sensors", "sensors": entries, **model}
    (folder / "model.yaml").write_text(yaml.safe_dump(entry), "utf-8")
    return str(folder / "case.yaml")


def test_the_program_by_columns_finds_what_the_recursion_does(tmp_path: Path) -> None:
    """A gate of G trucks, M minutes: the most Σ (1 − refusal) · x is, by the price λ of a minute,

    min over λ of λ · M + G · (1 − F(rate)), F the frontier at λ · minutes and 1 for refusing.
    """
    random = np.random.default_rng(11)
    compared = 0
    while compared < 30:
        sensors = random_sensors(random, 1 + compared % 3, 3)
        minutes, rate = random.uniform(0.5, 9, len(sensors)), float(random.uniform(0.1, 0.8))

        def bound(
            λ: float, sensors: Any = sensors, minutes: Any = minutes, q: float = rate
        ) -> float:
            curve = frontier(sensors, λ * minutes, 1.0)
            return λ * 600 + GATE * (1 - curve.cost_at(q))

        low, high = 0.0, 1.0
        for _ in range(120):  # convex in λ
            a, b = low + (high - low) / 3, high - (high - low) / 3
            low, high = (low, b) if bound(a) <= bound(b) else (a, high)
        curves = [frontier(sensors, λ * minutes, 1.0) for λ in (0.999 * low, 1.001 * low)]
        if any(rate > curve.detection[-2] for curve in curves):
            continue  # it would refuse trucks unseen, which is no inspection
        found = read_equipment(written(tmp_path, sensors, minutes, rate))
        made = design(found.problem, found.sensors, lambda _: None, exact=True)
        assert made is not None
        assert made.best == pytest.approx(bound(low), rel=1e-6)
        compared += 1


def read_back(folder: Path, equipment: Any, made: Any) -> Any:
    (folder / "designed.yaml").write_text(
        equipment.model(made.regimes, made.title, made.description), "utf-8"
    )
    return read_problem(str(folder / "case.yaml"), str(folder / "designed.yaml"))


def test_a_designed_model_reads_back_as_it_was_designed(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    for _ in range(5):
        sensors, minutes = random_sensors(random, 3, 4), random.uniform(0.1, 5, 3)
        equipment = read_equipment(written(tmp_path, sensors, minutes, 0.5))
        made = design(equipment.problem, equipment.sensors, lambda _: None)
        assert made is not None
        problem = read_back(tmp_path, equipment, made)
        assert [each.id for each in problem.regimes] == list(made.regimes)
        for name in ("detection", "refusal", "minutes", "fill"):
            given, read = getattr(made.problem, name), getattr(problem, name)
            assert np.abs(given - read).max() < 1e-9
        best = StandingProgram(problem).best(problem)
        assert -best.value == pytest.approx(made.after.value, rel=1e-9)


def test_no_regime_over_the_same_sensors_is_worth_more(tmp_path: Path) -> None:
    random = np.random.default_rng(8)
    for _ in range(5):
        sensors, minutes = random_sensors(random, 2, 4), random.uniform(0.1, 5, 2)
        rate = float(random.uniform(0.1, 0.6))
        case = written(tmp_path, sensors, minutes, rate)
        equipment = read_equipment(case)
        made = design(equipment.problem, equipment.sensors, lambda _: None, exact=True)
        assert made is not None
        own = {
            f"{a}-{b}-{10 * k:.0f}-{10 * j:.0f}": {
                "start": a,
                "stages": {
                    a: {"sensor": a, "false_alarm": k, "on_alarm": b},
                    b: {"sensor": b, "false_alarm": j},
                },
            }
            for a, b in (("s0", "s1"), ("s1", "s0"))
            for k, j in itertools.product((0.1, 0.3, 0.7), repeat=2)
        }
        written(tmp_path, sensors, minutes, rate, regimes=own)
        problem = read_problem(case)
        by_hand = StandingProgram(problem).best(problem)
        assert -by_hand.value <= made.best * (1 + 1e-7)


def test_the_designed_curve_is_as_good_as_a_design_for_every_limit(tmp_path: Path) -> None:
    """Between bends it may lose two per cent, and one for fewer trees; more it can never be.

    Below a thousandth of the most that makes a difference it is not told apart.
    """
    random = np.random.default_rng(5)
    for _ in range(3):
        sensors, minutes = random_sensors(random, 2, 4), random.uniform(0.5, 5, 2)
        equipment = read_equipment(written(tmp_path, sensors, minutes, 0.0), guarded=False)
        curve = designed_frontier(equipment.problem, equipment.sensors, lambda _: None)
        assert curve is not None and len(curve.points) > 2
        most = curve.points[-1].allowed
        for allowed in most * random.uniform(0.002, 1, 6):
            limited = allowing(equipment.problem, float(allowed))
            made = design(limited, equipment.sensors, lambda _: None, exact=True)
            assert made is not None
            assert curve.value(float(allowed)) <= made.best * (1 + 1e-7)
            assert curve.value(float(allowed)) >= made.best * 0.97


def test_a_frontier_has_the_designed_curve_above_the_models(
    crossings_run: Runner, tmp_path: Path
) -> None:
    sensors, minutes = random_sensors(np.random.default_rng(9), 2, 4), np.array([2.0, 6.0])
    stages = {"look": {"sensor": "s1", "false_alarm": 0.2, "on_alarm": "refuse"}}
    case = written(
        tmp_path, sensors, minutes, 0.0, regimes={"one": {"start": "look", "stages": stages}}
    )
    run = crossings_run("frontier", case, "--sensors", "model.yaml", "--format=json", "--quiet")
    assert run.code == 0, run.err
    by_hand, designed = json.loads(run.out)["models"]
    assert designed["model"]["title"] == "Designed from s0, s1"
    most = {model["model"]["title"]: model["points"][-1] for model in (by_hand, designed)}
    assert most["Designed from s0, s1"]["value"] >= most["Sensors"]["value"] * (1 - 1e-9)
    for wrong in ("--exact", "--guarantee"):
        assert crossings_run("frontier", case, "--sensors", "model.yaml", wrong).code == 2


def test_a_portal_before_the_scanner_meets_a_third_more_need(tmp_path: Path) -> None:
    """Sensor 2's curve with a lane of its own, sensor 3's as the scanner, at no less detection."""
    of = stroud_saeger()

    def entry(which: str, resource: str, minutes: float, **more: Any) -> dict[str, Any]:
        sensor = of[which][0]
        curve = np.stack([sensor.false_alarm, sensor.detection], axis=1).tolist()
        return {"resource": resource, "minutes": minutes, "curve": curve, **more}

    staff = {"inspector": 8}
    sensors = {
        "portal": entry("2", "portal", 0.5),
        "scanner": entry("3", "scanner", 3, further_minutes=staff, fill=0.8),
        "search": {
            "resource": "bay",
            "minutes": 120,
            "further_minutes": {"inspector": 240},
            "curve": [[0, 0], [0.015, 0.9], [1, 1]],
        },
    }
    model = {
        "title": "Portal, scanner, search",
        "sensors": sensors,
        "minutes_factor": {"construction": {"bay": 1.25}},
        "limits": {"detection_rate_at_least": 0.81},
    }
    (tmp_path / "model.yaml").write_text(yaml.safe_dump(model), "utf-8")
    changes = [f"crossings.{c}.resources.portal=9" for c in ("rafah", "kerem-shalom")]
    gaza = str(ROOT / "inputs" / "gaza.yaml")
    found = read_equipment(gaza, str(tmp_path / "model.yaml"), parsed_overrides(changes))
    made = design(found.problem, found.sensors, lambda _: None)
    before = read_problem(gaza, "scan-then-search")
    assert made is not None and before.detection[0, 0] == pytest.approx(0.81)
    assert made.after.detected >= 0.81 - 1e-9
    as_it_is = reckoned(before)
    assert as_it_is is not None and made.after.met >= 1.3 * as_it_is[0].met


# ---- Files and the command -----------------------------------------------------------------------


def test_what_is_merged_is_written_once() -> None:
    curve = (np.array([0.0, 0.1, 0.5, 1.0]), np.array([0.0, 0.5, 0.9, 1.0]))
    sensors = [Sensor("look", {}, *curve), Sensor("search", {}, *curve)]
    search: Tree = Use(1, ((2, "refuse"), (3, "release")))
    twice = Use(0, ((1, search), (2, "refuse"), (3, search)))
    (made,) = regimes([twice], sensors).values()
    assert list(made["stages"]) == ["look", "look-again", "search"]
    assert made["stages"]["look-again"]["false_alarm"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("curve", "said"),
    [
        ("[[0, 0], [0.5, 0.4], [1, 1]]", "curve.2: the curve bends upwards at the point before"),
        ("[[0, 0], [0.5, 0.9]]", "curve: expected [1, 1] as the last point of the curve"),
        ("[[0.1, 0.2], [1, 1]]", "curve: expected [0, 0] as the first point of the curve"),
        ("[[0, 0], [0.5], [1, 1]]", "curve.1: expected [false alarm, detection], two shares"),
        ("[[0, 0], [0.5, 1.2], [1, 1]]", "curve.1: expected [false alarm, detection]"),
        ("[[0, 0], [0.5, 0.9], [0.4, 0.95], [1, 1]]", "curve.2: expected points that rise"),
        ("0.5", "curve: expected a list of points [false alarm, detection], got 0.5"),
    ],
)
def test_faults_of_curves(curve: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        f"title: T\nsensors:\n  look: {{resource: bay, minutes: 1, curve: {curve}}}\n", "utf-8"
    )
    with pytest.raises(InputError) as raised:
        read_equipment(str(ROOT / "inputs" / "gaza.yaml"), str(tmp_path / "m.yaml"))
    assert f"sensors.look.{said}" in str(raised.value)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("full-search", "lists no sensors to design inspection from"),
        ("cargo", "limits: without a limit on contraband or on what is detected"),
    ],
)
def test_what_cannot_be_designed_is_a_fault(model: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_equipment(str(ROOT / "inputs" / "gaza.yaml"), model)


def test_a_wrong_name_of_sensors_is_placed_at_their_option() -> None:
    with pytest.raises(InputError, match=r"^--sensors:1:1: .* did you mean cargo\?"):
        read_equipment(str(ROOT / "inputs" / "gaza.yaml"), "crago")


def test_a_model_of_sensors_alone_serves_no_other_command() -> None:
    with pytest.raises(InputError, match="crossings inspect designs those"):
        read_problem(str(ROOT / "inputs" / "gaza.yaml"), "cargo")


def test_a_sensor_says_what_a_stage_detects(tmp_path: Path) -> None:
    sensors = [Sensor("look", {}, np.array([0, 0.2, 1]), np.array([0, 0.8, 1]))]
    stage = {"sensor": "look", "false_alarm": 0.1}
    case = written(
        tmp_path, sensors, np.array([3.0]), 0.1,
        regimes={"one": {"start": "look", "stages": {"look": stage}}},
    )  # fmt: skip
    problem = read_problem(case)
    assert problem.detection[0].tolist() == pytest.approx([0.4])
    assert problem.minutes[0, 0, 0].tolist() == [3.0]
    stage["detection"] = 0.9
    written(
        tmp_path, sensors, np.array([3.0]), 0.1,
        regimes={"one": {"start": "look", "stages": {"look": stage}}},
    )  # fmt: skip
    with pytest.raises(InputError, match="leave detection or sensor out"):
        read_problem(case)


def test_a_resource_that_only_a_sensor_names_may_be_set(tmp_path: Path) -> None:
    sensors = [Sensor("look", {}, np.array([0, 0.2, 1]), np.array([0, 0.8, 1]))]
    case = written(tmp_path, sensors, np.array([3.0]), 0.1)
    text = (tmp_path / "model.yaml").read_text("utf-8").replace("staff", "lane")
    (tmp_path / "model.yaml").write_text(text, "utf-8")
    found = read_equipment(case, None, parsed_overrides(["crossings.gate.resources.lane=2"]))
    assert found.problem.usable.all()


def test_a_curve_costs_nothing_where_nothing_is_detected() -> None:
    assert Frontier(np.array([0.0, 1.0]), np.array([0.0, 2.0])).cost_at(0.25) == 0.5


def test_the_object_of_a_design_is_as_its_page_says(crossings_run: Runner) -> None:
    sensors, minutes = random_sensors(np.random.default_rng(4), 2, 4), np.array([1.0, 4.0])
    case = written(Path(), sensors, minutes, 0.5)
    run = crossings_run("inspect", case, "--format=json", "--quiet", "--output=made.yaml")
    assert (run.code, run.err) == (0, "")
    made = json.loads(run.out)
    page = (ROOT / "docs" / "results.md").read_text("utf-8")
    section = page.partition("## Inspection designed\n")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    beside = ["schema_version", "status", "case", "tables_read", "provenance"]
    assert sorted(made) == sorted([*told, *beside])
    regimes = yaml.safe_load(Path("made.yaml").read_text("utf-8"))["regimes"]
    assert made["model"]["regimes"] == regimes
    assert [row["regime"] for row in made["procedures"]] == list(regimes)
    cost = [row["cost"] for row in made["curve"]]
    assert cost == sorted(cost) and made["after"]["detected"] >= 0.5 - 1e-9


@pytest.mark.parametrize("rate", [0.3, 0.55])
def test_a_guarantee_is_designed_for_without_a_threat_rate(rate: float, tmp_path: Path) -> None:
    random = np.random.default_rng(6)
    sensors, minutes = random_sensors(random, 2, 4), random.uniform(0.5, 5, 2)
    case = written(tmp_path, sensors, minutes, 0.0)
    text = yaml.safe_load((tmp_path / "case.yaml").read_text("utf-8"))
    del text["goods"]["food"]["threat_rate"]
    text["limits"] = {"detection_for_every": rate}
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(text), "utf-8")
    values = []
    for count in (1, 2):
        model = yaml.safe_load((tmp_path / "model.yaml").read_text("utf-8"))
        model["sensors"] = dict([*model["sensors"].items()][:count])
        (tmp_path / "few.yaml").write_text(yaml.safe_dump(model), "utf-8")
        equipment = read_equipment(case, str(tmp_path / "few.yaml"))
        made = design(equipment.problem, equipment.sensors, lambda _: None, exact=True)
        assert made is not None
        values.append(made.best)
        plan = optimal_plan(made.problem)
        over = plan.presented * (plan.problem.detection[:, None, None, :] - rate)
        assert over.sum(axis=3).min() >= -1e-6
    assert values[0] <= values[1] * (1 + 1e-9)  # more sensors never lower the value


def test_procedures_of_fewest_stages_come_first(tmp_path: Path) -> None:
    """A search refuses 0.05 % of clean trucks: a look before it adds less than a thousandth."""
    look = Sensor("look", {}, np.array([0, 0.1, 1]), np.array([0, 0.7, 1]))
    search = Sensor("search", {}, np.array([0, 0.0005, 1]), np.array([0, 0.9, 1]))
    minutes = np.array([0.001, 0.002])
    equipment = read_equipment(written(tmp_path, [look, search], minutes, 0.5))
    made = design(equipment.problem, equipment.sensors, lambda _: None)
    exact = design(equipment.problem, equipment.sensors, lambda _: None, exact=True)
    assert made is not None and exact is not None
    assert {each.stages for each in made.procedures} == {1}
    assert made.after.value >= exact.best * (1 - 1e-3)
    assert max(each.stages for each in exact.procedures) > 1


@pytest.mark.parametrize(
    ("brought", "corners"),
    [(4, [(0, 0), (0.5, 0.08), (0.9, 0.8), (1, 4)]), (99, [])],  # refusing costs 4 a truck, or none
)
def test_what_detection_costs_is_told_where_refusals_alone_cost(
    brought: int, corners: list[tuple[float, float]]
) -> None:
    portal = {
        "resource": "portal",
        "minutes": 0.5,
        "curve": [[0, 0], [0.02, 0.5], [0.2, 0.9], [1, 1]],
    }
    search = {"start": "s", "stages": {"s": {"minutes": {"bay": 1}, "detection": 0.9}}}
    case = {
        "title": "Few trucks, and minutes to spare",
        "model": {"title": "m", "sensors": {"portal": portal}, "regimes": {"search": search}},
        "horizon": {"periods": 1, "days_per_period": 1},
        "areas": {"a": {}},
        "goods": {"food": {"category": "humanitarian", "need": 10, "threat_rate": 0.01}},
        "crossings": {"gate": {"resources": {"portal": 1, "bay": 9}}},
        "corridors": {"o": {"serves": ["gate"], "truckloads_per_day": brought}},
        "limits": {"detection_rate_at_least": 0.6},
    }
    curve = inspect(case).tables["curve"]
    assert [*map(tuple, curve.to_numpy())] == [pytest.approx(each, abs=1e-6) for each in corners]
