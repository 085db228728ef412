"""Columns of every table of an answer, as its object has them.

A name with `?` may be null, with `*` it may be missing; `~` stands for a figure and the ends of its
interval, all of which may be null. What a column holds follows from its unit, unless it is said
behind a colon.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crossings.tables.described import DATE, meaning, unit

_LOADS = "tonnes?* pallets?*"
_COLUMNS = {
    "periods": "period phase* start end days",
    "manifests": "period phase* corridor crossing good manifested",
    "flows": f"period phase* crossing good regime presented refused released {_LOADS}",
    "deliveries": f"period phase* crossing good area collected intercepted arrived {_LOADS}",
    "schedule": "date leaves? corridor? crossing regime area? good trucks:whole truckloads "
    f"{_LOADS}",
    "yards": "period phase* crossing good waiting turned_away",
    "platforms": "period phase* crossing good held",
    "under_way": "date corridor? crossing? good area? truckloads",
    "coverage": "period phase* good category area? need met unmet stock? discarded? coverage? "
    f"worst:flag informal?* coverage_with_informal?* {_LOADS}",
    "people": "period phase* good area population people_met",
    "resources": "period phase* site resource used_minutes capacity_minutes? utilisation? "
    "shadow_price?",
    "gates": "period phase* crossing used capacity? utilisation? shadow_price?",
    "corridors": "period phase* corridor good? used capacity? shadow_price?",
    "routes": "period phase* crossing area used capacity? shadow_price?",
    "limits": "period phase* last_period limit crossing? good? area? value? bound shadow_price?",
    "threats": "period phase* expected? detected? undetected? goods_unknown goods",
    "informal": "period phase* channel good area sent interdicted entered undetected? "
    "counts_as_met:flag",
    "diversion": "period phase* good arrived prevented diverted",
    "rebuild": "good backlog_tonnes tonnes_per_day days?",
    "observed": "crossing? good? category? from to stage truckloads_per_day planned_per_day? "
    "truckloads_per_open_day? planned_per_open_day? source?",
    "evidence": "path value:number low?:number high?:number source? confidence? default:flag note?",
    "warnings": "file line column path text",
    "passed": "period phase* last_period limit what corridor? crossing? good? area? resource? unit "
    "value bound beyond",
    "adversary": "reply missed? missed_without? start? crossing? good? regime? places?",
    "guarantee": "at rate value? forgone? forgone_share?",
    "targets": "measure asked? reached? good? area? channels_unknown?:number",
    "units": "budget? site resource supplier? today offered added unit_cost cost",
    "hours": "budget? site resource? today chosen cost",
    "interdiction": "budget? channel today chosen cost",
    "budgets": "budget status measure reached? cost? gap?",
    "levers": "lever kind what crossing? good? step unit set?:any price? value first_quarter? "
    "truckloads_per_day tonnes_per_day? people_met? people_met_of? periods holds_for? "
    "holds_further?:flag unique?:flag",
    "gains": "lever good truckloads_per_day tonnes_per_day? people_met?",
    "unmet": "good category need met unmet",
    "barriers": "good areas? crossing? reason says limit? periods outbid_by? asked_for? used_by?",
    "worst_closures": "kind crossing from to open_days value_lost lost_in_all share",
    "models": "model title status least_served? binds? no_plan? lacking?",
    "figures": "model measure of unit value? difference?",
    "decisions": "model decided futures value~ value_worst_tenth~ need_met~ need_met_worst_tenth~ "
    "short_of_best~",
    "policy_bound": "model futures value~ policy_bound~ foresight~ beyond~ standard_error?",
    "decision_gains": "model good area? as_planned~ as_they_come~ gain~",
    "as_counted": "model crossing? good? category? from to stage source? sends:flag "
    "truckloads_per_day passed_per_day p5 p95 share?",
    "trials": "model title best planned_value mean_value~ wins~ wins_alone~ mean_regret~ "
    "p95_regret~ worst_regret?",
    "outcomes": "model measure of unit futures planned? mean~ p5~ p50~ p95~ worst_tenth~ "
    "goods_unknown?",
    "stock_outs": "model good futures~ median_first_day~ planned_first_day?",
    "closures": "model site days_closed~ value_lost_a_day? low? high?",
    "differences": "model against measure unit mean? low? high? larger~ same~ rough?:flag "
    "not_compared?",
    "rules": "region model futures~ right_there~ quantity? unit? above? up_to? right~ usual_right~",
    "certified": "model scenario value optimum bound?",
    "sweep_points": "point model? status reason? value? need_met? worst_area? undetected_per_day? "
    "mean_value~ best? to_best~",
    "sweep": "point model? measure of unit better planned? mean~ se? p5? p50? p95? worst_tenth?",
    "factors": "factor level:any points with_a_plan value? need_met?",
    "followed": "decided futures value~ need_met~",
    "order": "crossing turn:whole good area? until_days_of_stock?",
    "kept_waiting": "crossing good truckloads",
    "rations": "good area? until_days_of_stock share_given_out",
    "moves": "input unit low? usual? high? at_low?* at_high?* effect~* interaction?* first~* "
    "total~*",
    "boxes": "box futures~ coverage~ density~ chance interest_elsewhere",
    "box_ends": "box input unit above? up_to? coverage_without density_without",
    "guarantees": "model rate value value_kept? met_per_day coverage? exported_per_day",
    "hull": "model undetected_limit_per_day value",
    "mixtures": "first_model first_limit_per_day last_model last_limit_per_day best_at_per_day "
    "share_of_time_last value value_best_alone?",
    "points": "undetected_limit_per_day value undetected_per_day? met_per_day coverage? "
    "exported_per_day diverted_per_day regimes:any missed_at_threat_rates?* missed_at_most?* "
    "missed_at_most_by_regime?* guarantee_rate?* guarantee_forgone?*",
    "segments": "from_limit_per_day to_limit_per_day value_per_load_a_month "
    "met_per_day_per_load_a_month exported_per_day_per_load_a_month",
    "texts": "part what one?:any other?:any",
    "inputs": "path number one? other? difference? share?",
    "changes": "part of measure unit? one? other? difference? share?",
    "today": "date? leaves? corridor? crossing regime? area? good trucks:whole truckloads "
    f"{_LOADS} days_left? worth? next_worth? reason",
    "kept_back": "good area? crossing? waiting? need? unmet? why",
    "tomorrow": "date? leaves? corridor? crossing regime? area? good trucks:whole truckloads "
    f"{_LOADS} days_left? worth? next_worth? reason",
    "flows today": "period crossing good regime presented:number",
    "deliveries today": "period crossing good area collected:number",
    "needs": "good area need met",
    "came": "stage corridor? crossing? good area? meant came difference",
    "fitted": "path before_low? before? before_high? low? median? high? identified:flag left? "
    "effective_draws?:number source stage from to days text",
    "backtest": "source stage crossing? from to open? observed before median? low_50? high_50? "
    "low_80? high_80? low_90? high_90? in_50?:any in_80?:any in_90?:any pit? crps? last? "
    "last_crps? mean? mean_crps? text",
    "backtest_scores": "source stage scored in_50? in_80? in_90? chance_50? chance_80? chance_90? "
    "error? compared crps? last_crps? mean_crps?",
    "counted": "crossing? good? category? from to stage truckloads?:number open_days?:number "
    "source note?",
    "daily": "source date stage crossing? cargo? good? category? trucks? tonnes? "
    "trucks_with_tonnes?",
    "totals": "source from to stage crossing? cargo? good? category? trucks? tonnes? "
    "trucks_with_tonnes?",
    "lists": "source file sheet? sha256 stages:any dated_by? first?:text last?:text rows read "
    "refused elsewhere left_out trucks?",
    "elsewhere": "source crossing rows trucks? file cell row text",
    "refused": "source file cell row text",
    "procedures": "regime stages:any detection:number refusal:number presented_per_day:number",
    "uses": "regime sensor share:number",
    "sensors": "sensor price:number",
    "curve": "detection:number cost:number",
}
TABLES = (*_COLUMNS,)
"""Of which the columns are known."""
_WITH_MORE = ("sweep_points", "sweep")
"""Tables that have a column for each setting besides."""
_KINDS = {
    "text": "string",
    "number": "number",
    "whole": "integer",
    "flag": "boolean",
}
_WHOLE = {"period", "last_period", "phase", "line", "column", "lever", "conflict", "region", "box"}
_NUMBERS = {*_WHOLE, "point", "scenario", "row"}


def rows_of(table: str) -> dict[str, Any]:
    """The schema of a table's rows."""
    columns = dict(_columns(table))
    row: dict[str, Any] = {
        "type": "object",
        "properties": {name: told for name, (told, _) in columns.items()},
        "required": [name for name, (_, optional) in columns.items() if not optional],
    }
    if table in _WITH_MORE:
        row["additionalProperties"] = True
    return {"type": "array", "items": row}


def columns_of(table: str) -> list[str]:
    """Its columns."""
    return [name for name, _ in _columns(table)]


def _columns(table: str) -> Iterator[tuple[str, tuple[dict[str, Any], bool]]]:
    """Each column of a table with its schema, and whether it may be missing."""
    for word in _COLUMNS[table].split():
        marked, _, kind = word.partition(":")
        name = marked.rstrip("?*~")
        marks = marked[len(name) :]
        for each in (name, f"{name}_low", f"{name}_high") if "~" in marks else (name,):
            null = "?" in marks or "~" in marks
            yield each, (_told(table, each, kind, null=null), "*" in marks)


def _told(table: str, column: str, kind: str, *, null: bool) -> dict[str, Any]:
    counted = unit(table, column)
    says = " ".join(filter(None, (meaning(table, column), counted and f"in {counted}")))
    about = {"description": says} if says else {}
    if kind == "any":
        return about
    if counted == DATE:
        held: dict[str, Any] = {"type": "string", "format": "date"}
    elif kind:
        held = {"type": _KINDS[kind]}
    elif column in _NUMBERS:
        held = {"type": "integer"}
    else:
        held = {"type": "number" if counted or meaning(table, column) else "string"}
    return {**held, **about, **({"type": [held["type"], "null"]} if null else {})}
