"""Charts of a plan in many futures: day by day, what hurts most, and which model does best."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from crossings.analysis.frontier import DAYS_A_MONTH
from crossings.evaluation.by_period import QUANTILES, ByPeriod
from crossings.evaluation.closings import closings
from crossings.evaluation.measures import UNDETECTED, Batch, Trial
from crossings.evaluation.winners import verdict
from crossings.outputs.charts.fan import Fan, Spreading, fan
from crossings.outputs.charts.ranges import Bar, ranges
from crossings.outputs.report.drawing import Drawing, drawing, estimate, number, share_within
from crossings.outputs.report.language import Language
from crossings.outputs.report.rules import rules_table
from crossings.problem import Floats
from crossings.statistics import UNTOLD, Estimate
from crossings.tables import estimated, records

_MOST_FANS = 6
_TOLD = [QUANTILES.index(q) for q in (0.05, 0.5, 0.95)]
_MOST_CLOSINGS = 10


def fan_drawing(batch: Batch, spreads: Sequence[ByPeriod], words: Language) -> Drawing:
    """Need met of every model, and trucks waiting for its plan, day by day."""
    alone = len(batch.trials) == 1
    panels, spreads_told = [], []
    for trial, each in zip(batch.trials, spreads, strict=True):
        met = words.say("fan.met" if alone else "fan.met_of", model=trial.model)
        waits = words.say("fan.waiting" if alone else "fan.waiting_of", model=trial.model)
        panels.append(Fan(met, _days(trial, each.met, each.met_spread), "met"))
        spreads_told.append(each.met_spread)
        if trial.by_plan is None:  # else nothing waits for a plan
            panels.append(Fan(waits, _days(trial, each.waiting, each.waiting_spread), "waiting"))
            spreads_told.append(each.waiting_spread)
    data = tuple(panels[:_MOST_FANS])
    rows = (
        (
            each.name, words.day(day.start), number(words, day.planned),
            *(estimate(words, Estimate(*spread[q, t])) for q in _TOLD),
        )
        for each, spread in zip(panels, spreads_told, strict=True)
        for t, day in enumerate(each.days)
    )  # fmt: skip
    columns = "what day outcomes.planned outcomes.p5 outcomes.p50 outcomes.p95"
    made = drawing(words, "fan", partial(fan, data, words), columns, rows)
    key = "fan.futures" if spreads[0].futures < batch.size else "fan.all_futures"
    counts = (words.tick(batch.size), words.tick(spreads[0].futures))
    made = replace(made, says=words.say(key, says=made.says, count=counts[0], looked_at=counts[1]))
    made = replace(made.saying(*_tested(batch, words)), finding=_widest(panels[0].days, words))
    if len(panels) == len(data):
        return made
    return made.saying(words.say("page.more_rows", count=len(panels) - len(data)))


def _widest(days: Sequence[Spreading], words: Language) -> str:
    """When futures of the first plan lie furthest apart, by the half of them in the middle."""
    known = [day for day in days if math.isfinite(day.p75 - day.p25)]
    if not known:
        return ""
    widest = max(known, key=lambda day: float(f"{day.p75 - day.p25:.6g}"))
    low, high, planned = map(words.number, (widest.p25, widest.p75, widest.planned))
    return words.say("fan.found", day=words.day(widest.start), low=low, high=high, planned=planned)


def _tested(batch: Batch, words: Language) -> list[str]:
    """On which counts intervals were tested that had not seen them, or that they were on none."""
    tested = batch.trials[0].plan.problem.tested
    if not tested:
        return [words.say("fan.untested")]
    return [
        words.say(
            "fan.tested", source=each.source, stage=words.term("stage", each.stage),
            span=words.span(each.start, each.end), held=each.held, counts=each.counts,
        )
        for each in tested
    ]  # fmt: skip


def _days(trial: Trial, planned: Floats, spread: Floats) -> tuple[Spreading, ...]:
    periods = trial.plan.problem.periods
    return tuple(
        Spreading(period.start, float(planned[t]), *(float(q) for q in spread[:, t, 0]))
        for t, period in enumerate(periods)
    )


def closures_drawing(batch: Batch, words: Language) -> Drawing:
    """What a day closed costs at each crossing or pool, as a share of the planned value."""
    bars, rows = [], []
    for trial in batch.trials:
        problem, value = trial.plan.problem, trial.plan.objective
        names = {each.id: each.name for each in problem.crossings}
        for each in closings(problem, trial.outcomes) if value > 0 else ():
            resources = problem.resource_names
            closed = [names.get(site) or words.resource(site, resources) for site in each.sites]
            site = words.listed(closed)
            if len(batch.trials) > 1:
                site = words.say("closures.site_of", site=site, model=trial.model)
            lost, days = each.lost_a_day / value, words.number(each.days.value)
            percent = f"{lost:.2%}".replace("-", "−")
            says = words.say("closures.tip", site=site, share=percent, days=days)
            told = words.say("closures.told", share=percent)
            if not math.isnan(lost):
                bars.append(Bar(site, lost, told, says, each.low / value, each.high / value))
            ends = Estimate(lost, each.low / value, each.high / value)
            rows.append((site, share_within(words, ends), estimate(words, each.days)))
    data = tuple(sorted(bars, key=lambda bar: -bar.value)[:_MOST_CLOSINGS])
    found = words.say("closures.found", site=data[0].name, told=data[0].told) if data else ""
    columns = "site share days"
    chart = partial(ranges, "closures", data, words)
    made = drawing(words, "closures", chart, columns, rows, there=bool(data))
    made = replace(made, finding=found)
    if len(bars) == len(data):
        return made
    return made.saying(words.say("page.more_rows", count=len(bars) - len(data)))


def _undetected(outcomes: Sequence[Mapping[str, Any]]) -> dict[str, Estimate]:
    """By model, truckloads of contraband that pass undetected in a month, mean of the futures."""
    rows = {row["model"]: row for row in outcomes if row["measure"] == UNDETECTED}
    means = {model: estimated(row, "mean") for model, row in rows.items()}
    return {
        model: Estimate(*(end * DAYS_A_MONTH for end in mean))
        for model, mean in means.items()
        if math.isfinite(mean.value)
    }


def winners_drawing(batch: Batch, words: Language) -> Drawing:
    """In what share of the futures each model does best."""
    from crossings.tables.futures import futures_tables  # and pandas with it

    tables = futures_tables(batch, verdict(batch))
    trials, missed = records(tables["trials"]), _undetected(records(tables["outcomes"]))
    bars, rows = [], []
    for row in trials:
        won = words.share(row["wins"])
        regret = row["mean_regret"] / row["planned_value"] if row["planned_value"] else 0.0
        beside = missed.get(row["model"], UNTOLD)
        says = words.say(
            "winners.tip", model=row["model"], share=won, regret=words.share(regret),
            undetected=words.number(beside.value),
        )  # fmt: skip
        bars.append(Bar(row["model"], row["wins"], won, says, row["wins_low"], row["wins_high"]))
        wins, behind = estimated(row, "wins"), estimated(row, "mean_regret")
        best = words.say(f"winners.best_{row['best'].replace(' ', '_')}")
        figures = (share_within(words, wins), estimate(words, behind), estimate(words, beside))
        rows.append((row["model"], best, *figures))
    data = tuple(bars)
    columns = "model best share regret undetected"
    chart = partial(ranges, "winners", data, words)
    made = drawing(words, "winners", chart, columns, rows, there=len(bars) > 1)
    most = max(bars, key=lambda bar: bar.value)
    told = {"model": most.name, "share": most.told}
    undetected = missed.get(most.name)
    key = "found" if undetected is None else "found_undetected"
    monthly = words.number(None if undetected is None else undetected.value)
    found = words.say(f"winners.{key}", **told, undetected=monthly)
    made = replace(made, finding=found)
    rules = rules_table(tables.get("rules"), batch.trials[0].plan.problem, words)
    return replace(made, beside=rules) if rules else made.saying(words.say("rules.none"))
