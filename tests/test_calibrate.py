"""Numbers fitted to counts by days: likelihoods against plain sums, truths, the command."""

import datetime
import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import yaml
from example import CASE, MODEL, edited
from runs import Runner
from scipy.stats import multivariate_normal
from test_named_tables import table
from truths import FIRST, fits, trucks

from crossings.calibration import closures, pace
from crossings.calibration.fitted import NUMBERS, Prior, fitted
from crossings.reading import read_problem

TRUE = {
    "open_share": 0.8, "mean_closed_days": 2.0, "cv": 0.45, "persistence": 0.5, "level_cv": 0.3,
}  # fmt: skip
CLOSURES = "uncertainty.closures.gate-a."
THROUGHPUT = "uncertainty.throughput.gate-a."


@pytest.fixture(autouse=True)
def here(crossings_run: Runner) -> None:
    case = edited(CASE, ("    open_days: [sun, mon, tue, wed, thu]\n", ""))
    Path("case.yaml").write_text(case, "utf-8")
    Path("model.yaml").write_text(MODEL, "utf-8")


def counts(name: str = "days.csv", days: int = 150, crossing: str = "gate-a") -> None:
    came = trucks(TRUE, days, np.random.default_rng(4)).round()
    first = datetime.date(2023, 9, 1)
    rows = [
        (str(first + datetime.timedelta(days=d)), crossing, int(n), "collected")
        for d, n in enumerate(came)
    ]
    table(name, [("date", "crossing", "truckloads", "stage"), *rows])


def test_a_chain_is_as_likely_as_its_days_summed_over_those_that_nobody_saw() -> None:
    share, spell = 0.7, 1.6
    closes, opens = (1 - share) / (share * spell), 1 / spell
    chances = {(1, 1): 1 - closes, (1, 0): closes, (0, 1): opens, (0, 0): 1 - opens}
    seen = [1, None, 0, 0, None, None, 1, 1, None]
    total = 0.0
    for days in itertools.product([0, 1], repeat=len(seen)):
        if all(s in (None, d) for s, d in zip(seen, days, strict=True)):
            chance = share if days[0] else 1 - share
            for pair in itertools.pairwise(days):
                chance *= chances[pair]
            total += chance
    opened = np.array([s == 1 for s in seen])
    found = closures.spells_of(opened, np.array([s is not None for s in seen]))
    likely = closures.log_likelihood(found, np.array([share, 0.7]), np.array([spell, 0.3]))
    assert likely[0] == pytest.approx(np.log(total))
    assert likely[1] == -np.inf  # no spell is shorter than a day


def test_days_are_as_likely_as_under_the_normal_distribution_of_all_of_them() -> None:
    came = np.array([80.0, 0, 120, 95, 0, 0, 60, 150, 30])
    at = np.flatnonzero(came)
    first = datetime.date(2024, 2, 27)  # March begins on its fourth day
    weekdays = pace.Weekdays(np.linspace(-0.3, 0.3, 7), np.linspace(0.2, 0.6, 7))
    of_week = np.eye(7)[(first.weekday() + at) % 7]
    march = (at >= 3).astype(float)[:, None]
    beyond = np.log(came[at]) - of_week @ weekdays.middle
    design = np.hstack([np.ones((len(at), 1)), of_week, march])
    constant = []
    for cv, persistence, level_cv in ((0.5, 0.4, 0.3), (0.2, 0.9, 0.05), (1.5, 1e-9, 1.2)):
        prior = np.diag([20.0**2, *weekdays.deviation**2, np.log1p(level_cv**2)])
        apart = np.abs(at[:, None] - at)
        within = np.log1p(cv**2) * persistence**apart + design @ prior @ design.T
        expected = multivariate_normal(np.zeros(len(at)), within).logpdf(beyond)
        paces = pace.paces_of(came, first, weekdays)
        point = (np.array([each]) for each in (cv, persistence, level_cv))
        constant.append(pace.log_likelihood(paces, *point)[0] - float(expected))
    assert constant == pytest.approx([constant[0]] * 3)


def test_factors_of_weekdays_are_drawn_as_they_are_believed_after_the_days() -> None:
    came, first = trucks(TRUE, 60, np.random.default_rng(5)), datetime.date(2024, 2, 12)
    paces, at = pace.paces_of(came, first), np.flatnonzero(came)
    month = np.array([(first + datetime.timedelta(days=int(d))).month for d in at])
    design = np.hstack([np.ones((len(at), 1)), np.eye(7)[(first.weekday() + at) % 7],
                        month[:, None] > [2, 3]])  # fmt: skip
    prior = np.diag([20.0**2, *[0.25] * 7, *[np.log1p(0.3**2)] * 2])
    noise = np.log1p(0.45**2) * 0.5 ** np.abs(at[:, None] - at)
    gain = prior @ design.T @ np.linalg.inv(design @ prior @ design.T + noise)
    after, mean = prior - gain @ design @ prior, gain @ np.log(came[at])
    normal = np.random.default_rng(1).standard_normal((20_000, 10))
    point = (np.full(20_000, each) for each in (0.45, 0.5, 0.3))
    drawn = pace.weekday_draws(paces, *point, normal)
    assert drawn.mean(axis=0) == pytest.approx(mean[1:8], abs=0.02)
    assert np.cov(drawn.T) == pytest.approx(after[1:8, 1:8], abs=0.01)


def test_intervals_hold_the_truths_that_counts_were_drawn_from() -> None:
    # Of 48 intervals of 90 %, fewer than 37 hold in one of ten thousand such samples.
    made = list(fits(12, 250, 8))
    held = [f[n].low <= true[n] <= f[n].high for true, f in made for n in NUMBERS]
    assert len(held) >= 40 and np.mean(held) > 0.77


def test_few_days_tell_little_and_many_tell_more() -> None:
    came = trucks(TRUE, 400, np.random.default_rng(2))
    few, many = (fitted(came[:d], np.ones(d, dtype=bool), FIRST, {}) for d in (20, 400))
    for name, value in TRUE.items():
        assert many[name].left < few[name].left, name
        assert many[name].low <= value <= many[name].high
        assert many[name].identified and many[name].effective > 500
    believed = {"open_share": Prior(0.8, (0.79, 0.81))}
    sure = fitted(came[:20], np.ones(20, dtype=bool), FIRST, believed)["open_share"]
    assert not sure.identified and 0.78 < sure.low < sure.high < 0.82


def test_a_case_is_written_with_what_counts_tell(crossings_run: Runner) -> None:
    counts()
    paths = [CLOSURES + "open_share", THROUGHPUT + "cv", THROUGHPUT + "persistence"]
    paths += ["crossings.gate-a.utilisation", "crossings.gate-a.hours_per_day"]
    asked = ["calibrate", "case.yaml", "--observed=days.csv", *(f"--fit={p}" for p in paths)]
    run = crossings_run(*asked, "--output=two.yaml")
    assert run.code == 0 and "two.yaml written; 3 of 5 numbers fitted" in run.err
    assert run.out.count("not identified") == 2
    assert "are one product" in " ".join(run.out.split())
    whole = json.loads(crossings_run(*asked, "--format=json", "--quiet").out)
    found = {row["path"]: row for row in whole["fitted"]}
    assert [found[path]["identified"] for path in paths] == [True, True, True, False, False]
    problem = read_problem("two.yaml")
    said = yaml.safe_load(Path("two.yaml").read_text("utf-8"))["uncertainty"]
    for path in paths[:3]:
        _, section, crossing, name = path.split(".")
        entry = said[section][crossing][name]
        assert entry["value"] == pytest.approx(found[path]["median"], rel=0.01)
        assert entry["range"][0] < entry["value"] < entry["range"][1]
    assert said["closures"]["gate-a"]["mean_closed_days"] == 2
    assert problem.uncertainty.throughput_persistence[0] == pytest.approx(0.5, abs=0.2)
    text = Path("two.yaml").read_text("utf-8")
    assert "fitted to days, collected, by days from 2023-09-01 to 2024-01-28" in text
    assert problem.gate.tolist() == read_problem("case.yaml").gate.tolist()
    before = read_problem("case.yaml").own_minutes
    assert np.array_equal(problem.own_minutes, before, equal_nan=True)


def test_levels_and_weekdays_are_written_where_counts_tell_them(crossings_run: Runner) -> None:
    first, chance = datetime.date(2023, 1, 1), np.random.default_rng(7)
    quiet = {"weekdays.sat": 0.3}
    came = trucks(TRUE | quiet, 300, chance, first)
    days = [first + datetime.timedelta(days=d) for d in range(300)]
    rows = [(str(d), "gate-a", round(n), "met") for d, n in zip(days, came, strict=True)]
    table("days.csv", [("date", "crossing", "truckloads", "stage"), *rows])
    asked = ("calibrate", "case.yaml", "--observed=days.csv", f"--fit={THROUGHPUT}weekdays",
             f"--fit={THROUGHPUT}level_cv", "--output=two.yaml")  # fmt: skip
    assert crossings_run(*asked).code == 0
    said = yaml.safe_load(Path("two.yaml").read_text("utf-8"))["uncertainty"]["throughput"][
        "gate-a"
    ]
    assert {*said["weekdays"]} == {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
    low, high = said["weekdays"]["sat"]["range"]
    assert low < 0.3 / (6.3 / 7) < high < 0.6
    assert said["level_cv"]["range"][0] < 0.3 < said["level_cv"]["range"][1]
    problem = read_problem("two.yaml")
    assert problem.uncertainty.throughput_level_cv[0] == said["level_cv"]["value"]
    paces = problem.uncertainty.throughput_weekdays[:, 0]
    assert paces[5] == min(paces) and np.ptp(paces) > 0.3


def test_totals_tell_how_levels_move_and_nothing_of_days(crossings_run: Runner) -> None:
    levels = 1000 * np.exp(np.cumsum(np.random.default_rng(3).normal(0, 0.5, 40)))
    months = [(f"{2020 + m // 12}-{1 + m % 12:02}", "gate-b", round(n), "met")
              for m, n in enumerate(levels)]  # fmt: skip
    table("months.csv", [("date", "crossing", "truckloads", "stage"), *months])
    of = "uncertainty.throughput.gate-b"
    asked = ("calibrate", "case.yaml", "--observed=months.csv", f"--fit={of}.level_cv",
             f"--fit={of}.cv")  # fmt: skip
    run = crossings_run(*asked)
    assert run.code == 0 and "totals of several days say nothing of days" in run.out
    found = json.loads(crossings_run(*asked, "--format=json", "--quiet").out)["fitted"]
    by_path = {row["path"]: row for row in found}
    level = by_path[f"{of}.level_cv"]
    assert level["identified"] and level["low"] < np.sqrt(np.expm1(0.25)) < level["high"]
    assert level["effective_draws"] is None and level["days"] == 40
    assert not by_path[f"{of}.cv"]["identified"] and by_path[f"{of}.cv"]["median"] is None


def test_an_entry_that_is_new_to_the_case_is_whole(crossings_run: Runner) -> None:
    counts(crossing="gate-b")
    asked = ("--fit=uncertainty.closures.gate-b.open_share", "--output=two.yaml")
    run = crossings_run("calibrate", "case.yaml", "--observed=days.csv", *asked)
    assert run.code == 0
    read_problem("two.yaml")
    said = yaml.safe_load(Path("two.yaml").read_text("utf-8"))["uncertainty"]
    assert {*said["closures"]["gate-b"]} == {"open_share", "mean_closed_days"}


def test_a_day_on_which_the_calendar_closes_says_nothing(crossings_run: Runner) -> None:
    first = datetime.date(2023, 9, 3)  # a Sunday
    days = [first + datetime.timedelta(days=d) for d in range(70)]
    rows = [(str(d), "gate-a", 0 if d.weekday() == 5 else 50 + d.day, "met") for d in days]
    table("days.csv", [("date", "crossing", "truckloads", "stage"), *rows])
    asked = ("--observed=days.csv", f"--fit={CLOSURES}open_share", "--format=json", "--quiet")
    (every,) = json.loads(crossings_run("calibrate", "case.yaml", *asked).out)["fitted"]
    six = CASE.replace("[sun, mon, tue, wed, thu]", "[sun, mon, tue, wed, thu, fri]")
    Path("case.yaml").write_text(six, "utf-8")
    (working,) = json.loads(crossings_run("calibrate", "case.yaml", *asked).out)["fitted"]
    assert (every["days"], working["days"]) == (70, 60)
    assert every["high"] < 0.95 < working["high"]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--fit=goods.food.need"], 3, "what counts can tell is uncertainty.closures.C"),
        ([f"--fit={CLOSURES}share"], 3, "what counts can tell is"),
        (["--fit=uncertainty.closures.gate-x.open_share"], 3, "the case has no crossing gate-x"),
        (["--fit=uncertainty.closures.gate-b.open_share"], 3, "no list counts gate-b"),
        (
            [f"--fit={CLOSURES}open_share", "--observed=other.csv", "--output=two.yaml"],
            3,
            "days (collected) and other (collected) are two stories: one can be written",
        ),
        ([f"--fit={CLOSURES}open_share", "--output=elsewhere/two.yaml"], 2, "a file beside CASE"),
        ([f"--fit={CLOSURES}open_share", "--output=case.yaml"], 2, "case.yaml"),
        ([f"--fit={CLOSURES}open_share", *["--list-format=table"] * 2], 2, "once for all files"),
    ],
)
def test_what_cannot_be_fitted_is_said(
    options: list[str], code: int, said: str, crossings_run: Runner
) -> None:
    counts()
    counts("other.csv", 140)
    run = crossings_run("calibrate", "case.yaml", "--observed=days.csv", *options)
    assert run.code == code and said in run.err


def test_two_lists_are_two_likelihoods_each_at_its_stage(crossings_run: Runner) -> None:
    counts()
    rows = Path("days.csv").read_text("utf-8").splitlines()
    head, own = rows[0], [row.replace("collected", "released") for row in rows[1:101]]
    Path("both.csv").write_text("\n".join([head, *rows[1:], *own]) + "\n", "utf-8")
    Path("other.csv").write_text("\n".join([head, *own]) + "\n", "utf-8")
    asked = (f"--fit={CLOSURES}open_share", f"--fit={THROUGHPUT}cv", "--format=json", "--quiet")

    def told(*files: str) -> list[list[object]]:
        observed = [f"--observed={file}" for file in files]
        run = crossings_run("calibrate", "case.yaml", *observed, *asked)
        names = ("path", "low", "median", "high", "stage", "days")
        return [[row[name] for name in names] for row in json.loads(run.out)["fitted"]]

    alone = [*told("days.csv"), *told("other.csv")]
    together = told("days.csv", "other.csv")
    assert sorted(together, key=str) == sorted(alone, key=str) and len(together) == 4
    of_stages = told("both.csv")  # a list at two stages, seen over its own days
    assert [row[0] for row in of_stages] == [row[0] for row in together]
    assert [row for row in of_stages if row[4] == "collected"] == told("days.csv")
    shown = crossings_run("calibrate", "case.yaml", "--observed=days.csv", "--observed=other.csv",
                          asked[0], "--quiet").out  # fmt: skip
    assert "fitted, days, collected" in shown and "fitted, other, released" in shown


def test_a_handful_of_days_is_not_fitted(crossings_run: Runner) -> None:
    counts(days=8)
    run = crossings_run("calibrate", "case.yaml", "--observed=days.csv",
                        f"--fit={CLOSURES}open_share")  # fmt: skip
    assert run.code == 3 and "ten are needed" in run.err
