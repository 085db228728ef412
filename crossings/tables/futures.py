"""A batch of futures as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from pandas import DataFrame, concat

from crossings.evaluation.beside import decisions, gains
from crossings.evaluation.beside_counts import beside_counts
from crossings.evaluation.closings import closings
from crossings.evaluation.measures import (
    UNDETECTED,
    Batch,
    Measure,
    Trial,
    stocked_out,
)
from crossings.evaluation.pairs import Pair, pairs, standings, who_is_best
from crossings.evaluation.winners import Verdict
from crossings.plan import goods_unknown
from crossings.problem import Flags
from crossings.statistics import Estimate, mean, quantile, share
from crossings.tables.labelled import framed


def futures_tables(batch: Batch, found: Verdict) -> dict[str, DataFrame]:
    """Every table of a batch by name."""
    told = pairs(batch)
    return {
        "decisions": _decisions(batch),
        "decision_gains": _decision_gains(batch),
        "policy_bound": _policy_bound(batch),
        "trials": _trials(batch, told),
        "outcomes": _outcomes(batch),
        "stock_outs": _stock_outs(batch),
        "closures": _closures(batch),
        "differences": _differences(told),
        "certified": _certified(batch),
        "rules": _rules(found),
        "as_counted": _as_counted(batch),
        "futures": concat([_futures(trial) for trial in batch.trials], ignore_index=True),
    }


def _as_counted(batch: Batch) -> DataFrame:
    """Counts beside what passes, where what is sent is what they imply."""
    rows = [
        (
            trial.model, each.seen.crossing, each.seen.good, each.seen.category,
            each.seen.start.isoformat(), each.seen.end.isoformat(), each.seen.stage,
            each.seen.source, each.sends, each.counted, each.passed.mean(),
            *np.quantile(each.passed, (0.05, 0.95)),
            each.passed.mean() / each.counted if each.counted else np.nan,
        )
        for trial in batch.trials if batch.dispatch == "as-counted"
        for each in beside_counts(
            trial.plan, partial(batch.futures.scenarios, trial.plan.problem), batch.size
        )
    ]  # fmt: skip
    return framed("as_counted", rows)


def _of(flags: Flags) -> Estimate:
    return share(int(flags.sum()), len(flags))


def _decisions(batch: Batch) -> DataFrame:
    """The plan carried out, what was decided as the days came, and the best, side by side."""
    rows = (
        (trial.model, each.decided, each.futures, *(end for found in each.figures for end in found))
        for trial in batch.trials
        for each in decisions(trial)
    )
    return framed("decisions", rows)


def _policy_bound(batch: Batch) -> DataFrame:
    """What the rule earns, what no rule could exceed on average, and the best with foresight."""
    rows = []
    for trial in batch.trials:
        found = trial.policy_bound
        if found is not None:
            told = (found.value, found.bound, found.optimum, found.bound - found.value)
            size = len(found.value)
            error = float(found.bound.std(ddof=1) / np.sqrt(size)) if size > 1 else np.nan
            figures = [end for each in told for end in mean(each)]
            rows.append((trial.model, size, *figures, error))
    return framed("policy_bound", rows)


def _decision_gains(batch: Batch) -> DataFrame:
    rows = [
        (
            trial.model,
            trial.plan.problem.goods[each.good].id,
            trial.plan.problem.areas[each.area].id,
            *each.as_planned,
            *each.as_they_come,
            *each.gain,
        )
        for trial in batch.trials
        for each in gains(trial)
    ]
    return framed("decision_gains", rows)


def _trials(batch: Batch, told: Sequence[Pair]) -> DataFrame:
    """Each model, whether it is best, how often it does best, how far it stays behind the best."""
    best = who_is_best([trial.model for trial in batch.trials], told)
    rows = [
        (
            trial.model,
            trial.plan.problem.model.title,
            best[trial.model],
            trial.plan.objective,
            *mean(trial.outcomes.value),
            *_of(stands.best),
            *_of(stands.alone),
            *mean(stands.regret),
            *quantile(np.sort(stands.regret), 0.95),
            float(stands.regret.max()),
        )
        for trial, stands in zip(batch.trials, standings(batch), strict=True)
    ]
    return framed("trials", rows)


def _outcomes(batch: Batch) -> DataFrame:
    rows = []
    for trial in batch.trials:
        for each in trial.told:
            found = each.spread
            told = (found.mean, found.p5, found.p50, found.p95, found.worst_tenth)
            ends = [end for figure in told for end in figure]
            unknown = goods_unknown(trial.plan.problem) if each.name == UNDETECTED else np.nan
            about = (trial.model, each.name, each.of, each.unit, found.futures, each.planned)
            rows.append((*about, *ends, unknown))
    return framed("outcomes", rows)


def _stock_outs(batch: Batch) -> DataFrame:
    rows = []
    for trial in batch.trials:
        shares = stocked_out(trial.outcomes)
        for g, good in enumerate(trial.plan.problem.goods):
            if good.is_export:
                continue
            days = trial.outcomes.first_stock_out[:, g]
            usual = quantile(np.sort(days[~np.isnan(days)]), 0.5)
            planned = float(trial.foreseen.first_stock_out[0, g])
            rows.append((trial.model, good.id, *shares[g], *usual, planned))
    return framed("stock_outs", rows)


def _closures(batch: Batch) -> DataFrame:
    rows = [
        (trial.model, each.site, *each.days, each.lost_a_day, each.low, each.high)
        for trial in batch.trials
        for each in closings(trial.plan.problem, trial.outcomes)
    ]
    return framed("closures", rows)


def _differences(told: Sequence[Pair]) -> DataFrame:
    """Each figure of all under each model, less the same figure under each later model."""
    rows = []
    for each in told:
        found = each.found
        why = _not_compared({each.model: each.one, each.against: each.other})
        ends = (found.mean, found.low, found.high, *found.wins, *found.ties, found.rough)
        rows.append((each.model, each.against, each.one.name, each.one.unit, *ends, why))
    return framed("differences", rows)


def _not_compared(figures: Mapping[str, Measure]) -> str | None:
    """Why a figure of two models has no difference; None where it has one."""
    both = ~np.any([np.isnan(each.values) for each in figures.values()], axis=0)
    if both.any():
        return None
    lacking = [model for model, each in figures.items() if np.isnan(each.values).all()]
    name = next(iter(figures.values())).name
    said = "unknown" if name == UNDETECTED else "none"
    return f"{said} under {' and '.join(lacking)}" if lacking else "in no future under both"


def _certified(batch: Batch) -> DataFrame:
    """A row for each future that was solved exactly."""
    parts = []
    for trial in batch.trials:
        found = trial.certificate
        if found is not None:
            own = {"value": found.value, "optimum": found.optimum, "bound": found.bound}
            model = np.full(len(found.numbers), trial.model, dtype=object)
            parts.append(DataFrame({"model": model, "scenario": found.numbers, **own}))
    return concat(parts, ignore_index=True) if parts else framed("certified", ())


def _rules(found: Verdict) -> DataFrame:
    """A row for each condition of each part of the futures in which one model is named."""
    rows = [
        (
            number,
            region.model,
            *region.futures,
            *region.right,
            each.feature.name,
            each.feature.unit,
            None if each.below else each.threshold,
            each.threshold if each.below else None,
            *found.right,
            *found.usual_right,
        )
        for number, region in enumerate(found.regions)
        for each in region.conditions
    ]
    return framed("rules", rows)


def _futures(trial: Trial) -> DataFrame:
    """A row for each future."""
    made, problem = trial.outcomes, trial.plan.problem
    columns = {
        "model": np.full(len(made), trial.model, dtype=object),
        "scenario": made.numbers,
        "value": made.value,
        "bound": made.bound,
        "need": made.need.sum(axis=1),
        "met": made.met.sum(axis=1),
        "worst_coverage": made.worst_coverage,
        "most_waiting": made.most_waiting,
        "longest_wait": made.longest_wait,
        "days_to_recover": made.days_to_recover,
        "undetected": made.undetected,
        **{name: made.own[:, m] for m, name in enumerate(trial.own)},
        **{f"met_{good.id}": made.met[:, g] for g, good in enumerate(problem.goods)},
        **{
            f"days_closed_{crossing.id}": made.days_closed[:, c]
            for c, crossing in enumerate(problem.crossings)
        },
        **{
            f"phase_comes_{phase.number}": made.phase_comes[:, h]
            for h, phase in enumerate(problem.uncertainty.phases)
        },
    }
    return DataFrame(columns)
