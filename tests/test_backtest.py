"""Counts foretold from others: the forecast against plain sums, what it may see, the command."""

import datetime
import itertools
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from example import CASE, MODEL
from runs import Runner
from scipy.stats import binom, multivariate_normal, norm
from test_named_tables import table
from truths import DAYS, foretold, months

from crossings.calibration import backtest, levels
from crossings.calibration.backtest import held_out, one_left_out, rolling, scores
from crossings.calibration.levels import MONTH, Days, Forecast, forecast
from crossings.calibration.spans import Counted, Span
from crossings.reading import read_problem

EVERY = {"gate-a": DAYS, "gate-b": DAYS}


@pytest.fixture(autouse=True)
def here(crossings_run: Runner) -> None:
    Path("case.yaml").write_text(CASE, "utf-8")
    Path("model.yaml").write_text(MODEL, "utf-8")


def drawn(number: int = 8, seed: int = 3, crossing: str = "gate-a") -> Counted:
    return months(number, np.random.default_rng(seed), crossing)[0]


def test_the_mean_of_days_varies_as_days_that_go_together_do() -> None:
    days = Days(0.8, 2.0, 0.5, 0.6)
    for hours_known, p in ((False, 0.8), (True, 1.0)):
        total = 0.0
        for i, j in itertools.product(range(9), repeat=2):
            kept = (1 - (1 - 0.8) / (0.8 * 2.0) - 1 / 2.0) ** abs(i - j)
            both = p * p + p * (1 - p) * kept
            total += both * np.exp(np.log(1.25) * 0.6 ** abs(i - j)) - p * p
        assert days.variance(9, hours_known) == pytest.approx(total / (9 * p) ** 2)


def test_a_forecast_is_the_mixture_that_plain_sums_make() -> None:
    of, beside = drawn(5), drawn(4, 9, "gate-b")
    span, known = of.spans[4], replace(of, spans=of.spans[:4])
    kept = (0.0, 0.25, 0.5, 0.75, 1.0)
    steps = np.geomspace(0.02, 2.0, 19)
    more = np.exp(0.5 * np.linspace(-2, 2, 5))
    logs, weights, deviations = [], [], []
    for keeps, step, wide in itertools.product(kept, steps, more):

        def covariance(spans: list[Span], keeps=keeps, step=step, wide=wide) -> np.ndarray:
            at = [s.middle / MONTH for s in spans]
            made = np.empty((len(at), len(at)))
            for i, j in itertools.product(range(len(at)), repeat=2):
                apart = abs(at[i] - at[j])
                if keeps == 1:
                    level = step**2 * (min(at[i], at[j]) - min(at))
                else:
                    level = step**2 / (2 * (1 - keeps)) * (keeps**apart if apart else 1)
                own = wide**2 * DAYS.variance(spans[i].days, False) if i == j else 0.0
                made[i, j] = level + own + 20.0**2
            return made

        weight = np.log(step) - 0.5 * (step * 0.6745 / 0.4) ** 2 - 0.5 * (np.log(wide) / 0.5) ** 2
        for each in (known, beside):
            came = np.log([s.trucks / s.open for s in each.spans])
            within = covariance(list(each.spans))
            weight += multivariate_normal(np.zeros(4), within).logpdf(came)
        whole = covariance(list(of.spans))
        came = np.log([s.trucks / s.open for s in known.spans])
        slope = np.linalg.solve(whole[:4, :4], whole[:4, 4])
        logs.append(np.log(span.open) + slope @ came)
        deviations.append(np.sqrt(whole[4, 4] - slope @ whole[:4, 4]))
        weights.append(weight)
    shares = np.exp(np.array(weights) - max(weights))
    shares /= shares.sum()
    none = 0.5 / (0.5 + 24.5 + 6)  # of six spans after one with trucks none was without
    told = forecast([known, beside], of, span, EVERY)
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        log = np.log(told.quantile(share))
        below = none + (1 - none) * (shares * norm.cdf((log - logs) / deviations)).sum()
        assert below == pytest.approx(share, abs=0.003)


def test_how_far_off_a_forecast_is_as_a_whole() -> None:
    chance = np.random.default_rng(0)
    values, weights = np.sort(chance.gamma(2, 5, 30)), chance.random(30)
    weights /= weights.sum()
    apart = np.abs(values[:, None] - values)
    expected = weights @ np.abs(values - 7) - weights @ apart @ weights / 2
    assert Forecast(values, weights).crps(7.0) == pytest.approx(expected)
    assert Forecast(values, weights).below(values[3]) == pytest.approx(
        weights[:3].sum() + weights[3] / 2
    )


@pytest.mark.parametrize("how", ["rolling", "held out", "one left out"])
def test_no_forecast_sees_what_it_is_scored_on(how: str) -> None:
    series = [drawn(6), drawn(6, 9, "gate-b")]
    at = 4
    span = series[0].spans[at]

    def told(of: list[Counted]) -> Forecast:
        found = {
            "rolling": lambda: rolling(of, EVERY),
            "held out": lambda: held_out(of, EVERY, span.first),
            "one left out": lambda: one_left_out(of, EVERY),
        }[how]()
        (own,) = [e for e in found if e.crossing == "gate-a" and e.span.first == span.first]
        assert own.told is not None
        return own.told

    def other(position: int, crossing: int = 0) -> list[Counted]:
        made = list(series)
        spans = list(made[crossing].spans)
        spans[position] = replace(spans[position], trucks=1.7 * spans[position].trucks)
        made[crossing] = replace(made[crossing], spans=tuple(spans))
        return made

    plain = told(series)
    assert np.array_equal(told(other(at)).values, plain.values)
    assert not np.array_equal(told(other(at - 1)).values, plain.values)
    later = np.array_equal(told(other(at + 1)).values, plain.values)
    beside = np.array_equal(told(other(at, 1)).values, plain.values)
    assert beside and later is (how != "one left out")


def test_what_stands_beside_is_the_last_count_and_the_mean_with_their_own_errors() -> None:
    series = drawn(5)
    found = rolling([series], EVERY)[4]
    rates = [s.trucks / s.open for s in series.spans]
    errors = [np.log(rates[k + 1] / rates[k]) for k in range(3)]
    means = [np.log(rates[k + 1] / np.mean(rates[: k + 1])) for k in range(3)]
    span = found.span
    for naive, middle, wrong in (
        (found.last, rates[3], errors),
        (found.mean, np.mean(rates[:4]), means),
    ):
        assert naive is not None
        spread = np.sqrt(np.mean(np.square(wrong)))
        assert naive.quantile(0.5) == pytest.approx(middle * span.open)
        assert naive.quantile(0.9) == pytest.approx(
            middle * span.open * np.exp(1.2816 * spread), rel=0.01
        )
    assert [each.last is None for each in rolling([series], EVERY)] == [True, True, *[False] * 3]


def test_intervals_of_forecasts_hold_what_was_drawn_as_the_forecast_believes() -> None:
    found = [each for each in foretold(30, 6, 5) if each.told is not None]  # 150 of them
    held = sum(bool(each.held(0.9)) for each in found)
    assert binom.cdf(held, len(found), 0.9) > 1e-4
    transforms = [each.told.below(each.span.trucks) for each in found if each.told]
    assert 0.42 < np.mean(transforms) < 0.58


ROWS = [
    ("month", "port", "trucks"),
    *((f"2023-{m:02}", "gate-a", n) for m, n in zip(range(5, 13), (50, 700, 820, 610, 0, 0, 540,
      900), strict=True)),
    ("2023-08", "Elsewhere", 77),
]  # fmt: skip
ASKED = ("calibrate", "case.yaml", "--observed=months.csv", "--stage=collected",
         "--columns=date=month,crossing=port,truckloads=trucks")  # fmt: skip


def test_each_month_is_listed_with_what_was_foretold(crossings_run: Runner) -> None:
    table("months.csv", ROWS)
    run = crossings_run(*ASKED, "--backtest")
    assert run.code == 0 and "Elsewhere: 77 trucks in 1 row; not in the case" in run.err
    assert (
        "trucks foretold, and as they were counted" in run.out
        and "Not scored: no trucks before" in run.out
    )
    assert "--|--" in run.out and "Chances given to fewer trucks than came" in run.out
    whole = json.loads(crossings_run(*ASKED, "--backtest", "--format=json", "--quiet").out)
    rows = whole["backtest"]
    assert [row["observed"] for row in rows] == [50, 700, 820, 610, 0, 0, 540, 900]
    assert [row["median"] is None for row in rows] == [True, True, *[False] * 6]
    assert "the first total" in rows[0]["text"] and rows[1]["text"] == "no trucks before"
    for row in rows[2:]:
        for share in (50, 80, 90):
            inside = row[f"low_{share}"] <= row["observed"] <= row[f"high_{share}"]
            assert row[f"in_{share}"] is inside
    assert not rows[4]["in_90"] and rows[5]["in_50"]  # once none came, none may come again
    (score,) = whole["backtest_scores"]
    assert score["scored"] == 6 and score["in_90"] == sum(row["in_90"] for row in rows[2:])
    assert score["chance_90"] == pytest.approx(binom.cdf(score["in_90"], 6, 0.9))
    off = sum(abs(row["median"] - row["observed"]) for row in rows[2:])
    assert score["error"] == pytest.approx(off / sum(row["observed"] for row in rows[2:]))
    beside = [row for row in rows if row["last_crps"] is not None]
    assert score["compared"] == len(beside) > 0
    for name in ("crps", "last_crps", "mean_crps"):
        assert score[name] == pytest.approx(np.mean([row[name] for row in beside]))


def test_months_of_days_are_held_out_and_fitted_until_then(crossings_run: Runner) -> None:
    first, chance = datetime.date(2023, 9, 10), np.random.default_rng(1)
    days = [first + datetime.timedelta(days=d) for d in range(150)]
    came = [int(n) if d % 9 else 0 for d, n in enumerate(chance.gamma(8, 10, 150))]
    rows = [(str(d), "gate-a", n, "met") for d, n in zip(days, came, strict=True)]
    table("days.csv", [("date", "crossing", "truckloads", "stage"), *rows])
    asked = ("calibrate", "case.yaml", "--observed=days.csv", "--holdout=2023-12-11",
             "--fit=uncertainty.throughput.gate-a.cv", "--format=json", "--quiet")  # fmt: skip
    whole = json.loads(crossings_run(*asked).out)
    assert whole["fitted"][0]["to"] == "2023-12-10"
    spans = [(row["from"], row["to"]) for row in whole["backtest"]]
    assert spans == [
        ("2023-12-11", "2023-12-31"), ("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-06")
    ]  # fmt: skip
    assert [row["observed"] for row in whole["backtest"]] == [
        sum(n for d, n in zip(days, came, strict=True) if a <= str(d) <= b) for a, b in spans
    ]
    assert [row["before"] for row in whole["backtest"]] == [4, 4, 4]
    working = [d for d in days if "2023-12-11" <= str(d) <= "2023-12-31" and d.weekday() in
               (6, 0, 1, 2, 3)]  # fmt: skip
    assert whole["backtest"][0]["open"] == len(working)


def test_a_count_typed_wrong_is_named_with_its_cell(crossings_run: Runner) -> None:
    chance, first = np.random.default_rng(1), datetime.date(2023, 1, 1)
    came = [int(n) for n in 90 * np.exp(0.3 * chance.standard_normal(60))]
    came[40] *= 10
    rows = [(str(first + datetime.timedelta(days=d)), "gate-a", n, "met") for d, n in
            enumerate(came)]  # fmt: skip
    table("days.csv", [("date", "crossing", "truckloads", "stage"), *rows])
    asked = ("--observed=days.csv", "--fit=uncertainty.throughput.gate-a.cv")
    run = crossings_run("calibrate", "case.yaml", *asked)
    assert run.code == 0 and run.err.startswith(f"days.csv!C42: {came[40]} is an outlier")


def test_hours_open_are_taken_as_given(crossings_run: Runner) -> None:
    counts = [("01", 400, 20), ("03", 830, 40), ("05", 190, 10), ("07", 999, "-")]
    rows = [(f"2006-{month}-01", f"2006-{month}-14", *count) for month, *count in counts]
    table("hours.csv", [("from", "to", "truckloads", "hours"), *rows])
    asked = ("calibrate", "case.yaml", "--observed=hours.csv", "--stage=released",
             "--columns=open=hours", "--leave-one-out", "--format=json", "--quiet")  # fmt: skip
    found = json.loads(crossings_run(*asked).out)["backtest"]
    assert [row["observed"] for row in found] == [400, 830, 190]
    for row in found:
        assert row["median"] == pytest.approx(20 * row["open"], rel=0.1) and row["in_50"]


def test_totals_that_overlap_are_foretold_each_from_what_ended_before(
    crossings_run: Runner,
) -> None:
    spans = [("01-01", "01-31", 900), ("02-01", "02-28", 800), ("02-10", "02-16", 200),
             ("03-01", "03-31", 950)]  # fmt: skip
    rows = [(f"2011-{a}", f"2011-{b}", "gate-a", n, "met") for a, b, n in spans]
    table("totals.csv", [("from", "to", "crossing", "truckloads", "stage"), *rows])
    asked = ("calibrate", "case.yaml", "--observed=totals.csv", "--backtest", "--format=json")
    found = json.loads(crossings_run(*asked, "--quiet").out)["backtest"]
    assert [(row["observed"], row["before"]) for row in found] == [
        (900, 0), (800, 0), (200, 0), (950, 2)
    ]  # fmt: skip
    assert crossings_run("observe", "totals.csv", "--format=table").code == 3


def test_a_month_may_be_counted_by_days_or_in_all_and_not_by_both(crossings_run: Runner) -> None:
    days = [("2023-01", 31), ("2023-02", 28), ("2023-04", 30)]
    rows = [(f"{month}-{d + 1:02}", "gate-a", 40, "met") for month, n in days for d in range(n)]
    head = ("date", "crossing", "truckloads", "stage")
    table("mixed.csv", [head, *rows, ("2023-03", "gate-a", 900, "met")])
    asked = ("calibrate", "case.yaml", "--observed=mixed.csv", "--backtest", "--format=json")
    found = json.loads(crossings_run(*asked, "--quiet").out)["backtest"]
    assert [row["observed"] for row in found] == [1240, 1120, 900, 1200]
    assert [row["before"] for row in found] == [0, 1, 2, 3]
    table("mixed.csv", [head, *rows, ("2023-02", "gate-a", 900, "met")])
    run = crossings_run(*asked)
    assert run.code == 3 and "which holds?" in run.err


def test_counts_are_drawn_beside_what_was_foretold_of_them(crossings_run: Runner) -> None:
    table("months.csv", ROWS)
    run = crossings_run(*ASKED, "--backtest", "--chart=drawn.svg", "--format=json")
    (score,) = json.loads(run.out)["backtest_scores"]
    drawing = ET.parse("drawn.svg").getroot()
    text = " ".join(drawing.itertext())
    *_, chart = drawing.iter("{http://www.w3.org/2000/svg}svg")
    assert f"{score['in_90']} of 6 counts within what was foretold with 90 %" in text
    marks = [g[0].text or "" for g in chart.iter("{http://www.w3.org/2000/svg}g")]
    rows, fifths = marks[:6], marks[6:]
    assert rows[0].startswith("gate-a, Jul 2023: 820 counted; foretold ")
    chances = [row["pit"] for row in json.loads(run.out)["backtest"] if row["pit"] is not None]
    assert [int(each.split(": ")[1]) for each in fifths] == np.histogram(chances, 5, (0, 1))[
        0
    ].tolist()


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--backtest", "--chart=drawn.png"], 2, "--chart is a file .svg, of --backtest"),
        (["--fit=uncertainty.throughput.gate-a.cv", "--chart=drawn.svg"], 2, "--chart is a"),
        ([], 2, "give --fit, --backtest, --holdout or --leave-one-out"),
        (["--backtest", "--leave-one-out"], 2, "give one of --backtest, --holdout and"),
        (["--holdout=spring"], 2, "--holdout is a day or a month"),
        (["--holdout=2031-01"], 3, "no count is there to be foretold"),
    ],
)
def test_what_cannot_be_tested_is_said(
    options: list[str], code: int, said: str, crossings_run: Runner
) -> None:
    table("months.csv", ROWS)
    run = crossings_run(*ASKED, *options)
    assert run.code == code and said in " ".join(run.err.split())


def test_a_list_that_begins_is_not_scored() -> None:
    series = [drawn(1)]
    assert scores(rolling(series, EVERY))[0].scored == 0
    assert backtest.SHARES == (0.5, 0.8, 0.9) and levels.STEP == 0.4


def test_a_case_says_on_which_counts_its_intervals_were_tested(crossings_run: Runner) -> None:
    table("months.csv", ROWS)
    run = crossings_run(*ASKED, "--backtest", "--output=two.yaml")
    assert run.code == 0 and "0 of 0 numbers fitted, and what was tested" in run.err
    (tested,) = read_problem("two.yaml").tested
    assert (tested.source, tested.stage, tested.counts) == ("months", "collected", 6)
    assert (str(tested.start), str(tested.end)) == ("2023-07-01", "2023-12-31")
    asked = ("--scenarios=3", "--bound=0", "--dispatch=plan")
    run = crossings_run("evaluate", "two.yaml", *asked)
    said = f"intervals of the counts held {tested.held} of 6"
    assert said in " ".join(run.out.split()) and "Not tested on counts" not in run.out
    assert "Not tested on counts that it had not seen" in crossings_run(
        "evaluate", "case.yaml", *asked
    ).out  # fmt: skip
    whole = json.loads(crossings_run("evaluate", "two.yaml", *asked, "--format=json").out)
    assert whole["tested"] == [
        {"source": "months", "stage": "collected", "from": "2023-07-01", "to": "2023-12-31",
         "counts": 6, "held": tested.held}
    ]  # fmt: skip
    page = crossings_run("report", "two.yaml", "--scenarios=3", "--output=page.html")
    assert page.code == 0, page.err
    assert said in Path("page.html").read_text("utf-8")
    wrong = Path("two.yaml").read_text("utf-8").replace("counts: 6", "counts: 1")
    Path("three.yaml").write_text(wrong, "utf-8")
    run = crossings_run("validate", "three.yaml")
    assert run.code == 3 and "tested.0.held: more than the 1 foretold" in run.err
