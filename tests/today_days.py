"""`crossings today` day after day in whole trucks: none lost, limits passed by rounding alone.

python tests/today_days.py --days 200 --dispatch prices
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from crossings import policy
from crossings.allocation import replanning
from crossings.allocation.hindsight import practised_rule
from crossings.evaluation.days import Day, evening, first_state, morning_of, state_at
from crossings.evaluation.decision import Decision
from crossings.evaluation.state import State
from crossings.limits import limits_of, used
from crossings.limits.flows import COLLECTED, MANIFESTED, PRESENTED
from crossings.limits.record import Kind
from crossings.outputs.state_file import state_object, state_text
from crossings.problem import Problem
from crossings.reading import read_problem
from crossings.reading.states import read_state
from crossings.scenarios import Scenarios, sampled
from crossings.schedule.day import NOWHERE, DayLine, whole_day

Entry = dict[str, Any]
Deciding = Callable[[State, Scenarios], Decision]
MOST_TRUCKS = 3.0
"""By which rounding may pass a limit of a day."""
CASE = """\
title: two gates, day after day
horizon: {start: 2024-03-03, periods: DAYS, days_per_period: 1}
model: ./model.yaml
areas: {north: {population: 3000}, south: {population: 5000}, east: {population: 2000}}
goods:
  food: {category: humanitarian, priority: 5, need: 40, stock: {days_of_need: 3}}
  fuel: {category: fuel, priority: 3, need: 15, shelf_life_days: 9, stock: {days_of_need: 1}}
  cement: {category: construction, need: 30}
crossings:
  gate-a: {gate_truckloads_per_day: 45, resources: {bay: 6}, yard_truckloads: 60,
           open_days: [sun, mon, tue, wed, thu, fri]}
  gate-b: {gate_truckloads_per_day: 30, resources: {bay: 4}, platform_truckloads: 8,
           routes: {north: {truckloads_per_day: 14}, east: {transit_days: 1}}}
corridors:
  port: {serves: [gate-a], truckloads_per_day: 50, transit_days: 1}
  land: {serves: [gate-a, gate-b], truckloads_per_day: 45}
uncertainty:
  closures: {gate-a: {open_share: 0.8, mean_closed_days: 2}, gate-b: {open_share: 0.9,
             mean_closed_days: 3}}
  throughput: {"*": {cv: 0.3, persistence: 0.5}}
  supply: {"*": {cv: 0.2}}
"""
MODEL = """\
title: search
regimes: {search: {start: look, stages: {look: {minutes: {bay: 60}}}}}
"""


def written_case(folder: Path, days: int) -> Problem:
    (folder / "case.yaml").write_text(CASE.replace("DAYS", str(days)))
    (folder / "model.yaml").write_text(MODEL)
    return read_problem(str(folder / "case.yaml"))


def deciding(problem: Problem, dispatch: str) -> Deciding:
    """What a rule decides on any morning."""
    if dispatch == "replan":
        program = replanning.RestProgram(problem)
        return lambda state, known: replanning.today(program, state, known)
    rule = practised_rule(problem)
    return lambda state, known: policy.today(rule, state, known)


def facts(problem: Problem, scenarios: Scenarios, t: int) -> Entry:
    """What a dispatcher sees of a day, with the keys of a state file."""
    opened, working = scenarios.open_days[0, t], scenarios.working[0, t]
    usual = problem.crossing_open_days[t]
    return {
        "open": {c.id: float(opened[k]) for k, c in enumerate(problem.crossings) if usual[k]},
        "throughput": {c.id: float(working[k] / opened[k])
                       for k, c in enumerate(problem.crossings) if opened[k]},
        "supply": {o.id: float(scenarios.supply[0, t, k])
                   for k, o in enumerate(problem.corridors)},
    }  # fmt: skip


def as_day(decision: Decision, lines: list[DayLine]) -> Day:
    """What passes where the lines are sent as they are; platforms give what was meant."""
    problem, t, meant = decision.problem, decision.t, decision.day
    manifested, presented = np.zeros_like(meant.manifested), np.zeros_like(meant.presented)
    collected = np.zeros_like(meant.collected)
    for line in lines:
        if line.corridor != NOWHERE:
            kept = 1 - problem.corridor_loss[t, line.corridor]
            manifested[line.corridor, line.crossing, line.good] += line.truckloads / kept
        if line.regime != NOWHERE:
            presented[line.crossing, line.good, line.regime] += line.truckloads
            if line.area != NOWHERE:
                released = line.truckloads * (1 - problem.refusal[t, line.regime])
                collected[line.crossing, line.good, line.area] += released
    there = decision.state.platforms[0] + (presented * (1 - problem.refusal[t])).sum(axis=2)
    for c in np.flatnonzero(problem.platform[t] > 0).tolist():
        taken = meant.collected[c].sum(axis=1)
        share = np.minimum(1.0, np.divide(there[c], taken, out=np.ones_like(taken),
                                          where=taken > 0))  # fmt: skip
        collected[c] = meant.collected[c] * share[:, None]
        rest = np.maximum(there[c] - collected[c].sum(axis=1), 0.0)
        beyond = max(0.0, rest.sum() - problem.platform[t, c])
        for g in np.flatnonzero(rest).tolist():  # what does not fit goes on with the others
            more = min(beyond, rest[g])
            to = meant.collected[c, g] if meant.collected[c, g].any() else problem.reaches[t, c]
            collected[c, g] += more * to / to.sum()
            beyond -= more
    return Day(manifested, presented, collected)


def passed(decision: Decision, day: Day) -> list[str]:
    """Limits of the day that more than rounding passes."""
    problem, t, known = decision.problem, decision.t, decision.known
    flows = {MANIFESTED: day.manifested, PRESENTED: day.presented, COLLECTED: day.collected}

    def flow(kind: Kind) -> Any:
        axes = {"t": len(problem.periods), "o": len(problem.corridors),
                "c": len(problem.crossings), "g": len(problem.goods),
                "r": len(problem.regimes), "a": len(problem.areas)}  # fmt: skip
        made = np.zeros([axes[x] for x in kind.axes if x in axes])
        if kind in flows:
            made[t] = flows[kind]
        return made

    found = []
    days = {"crossing_open_days": known.open_days[0, t], "working": known.working[0, t],
            "supply": known.supply[0, t] * problem.corridor_open_days[t]}  # fmt: skip
    for limit in limits_of(problem):
        if limit.sense != "at most" or limit.spans is not None or not limit.flows & {*flows}:
            continue
        drawn = "" if limit.days is None else limit.days.sampled
        rate = limit.allowed(problem)[t]
        usual = problem.crossing_open_days[t] if limit.days and limit.days.axis == "c" else None
        factor = np.ones(rate.shape[:1])
        if usual is not None:
            of = days["working"] if drawn == "working" else days["crossing_open_days"]
            factor = np.divide(of, usual, out=np.zeros_like(of), where=usual > 0)
        elif drawn == "supply":
            factor = known.supply[0, t]
        allowed = np.where(np.isinf(rate), np.inf, 0.0)
        finite = np.isfinite(rate)
        scaled = np.where(finite, rate, 0.0) * factor.reshape(-1, *[1] * (rate.ndim - 1))
        allowed = np.where(finite, scaled, allowed)
        unit = max(1.0, float(problem.minutes[t].max())) if "q" in limit.axes else 1.0
        over = used(limit, problem, flow)[t] - allowed
        worst = over[np.isfinite(over)].max(initial=-np.inf)
        if worst > MOST_TRUCKS * unit + 1e-6:
            found.append(f"day {t}: {limit.name} passed by {worst:.2f}")
    return found


def lost(decision: Decision, day: Day, after: Any) -> list[str]:
    """Truckloads that are neither where they were, nor where they went."""
    problem, t, state = decision.problem, decision.t, decision.state
    comes = (day.manifested * (1 - problem.corridor_loss[t])[:, None, None]).sum()
    before = state.yards.sum() + state.to_crossings.sum() + comes
    now = after.state.yards.sum() + after.state.to_crossings.sum() + day.presented.sum()
    now += after.turned_away.sum()
    released = (day.presented * (1 - problem.refusal[t])).sum()
    found = []
    late = t + 1 >= len(problem.periods) - 2  # what arrives after the horizon is out of sight
    if abs(before - now) > 1e-6 * max(1.0, before) and not late:
        found.append(f"day {t}: {before - now:+.3f} truckloads before inspection")
    held = state.platforms.sum() + released - day.collected.sum() - after.state.platforms.sum()
    if abs(held) > 1e-6 * max(1.0, released):
        found.append(f"day {t}: {held:+.3f} truckloads at platforms")
    arrives = (day.collected * (1 - problem.route_loss[t])[:, None]).sum()
    had = state.stock.sum() + state.to_areas.sum() + arrives
    has = after.state.stock.sum() + after.state.to_areas.sum() + after.met.sum()
    has += after.discarded.sum()
    if not late and abs(had - has) > 1e-6 * max(1.0, had):
        found.append(f"day {t}: {had - has:+.3f} truckloads in areas")
    return found


def days_in_a_row(folder: Path, days: int, seed: int = 1, dispatch: str = "replan") -> list[str]:
    """What goes wrong in so many days in a row."""
    problem = written_case(folder, days)
    decide, scenarios = deciding(problem, dispatch), sampled(problem, seed, range(1))
    file, found = folder / "state.yaml", []
    morning = morning_of(problem, first_state(problem))
    trucks = 0
    for t in range(days):
        told = state_object(problem, morning, np.ones(len(problem.goods)))
        file.write_text(state_text(told | facts(problem, scenarios, t)))
        read, known = read_state(str(file), problem)
        decision = decide(state_at(problem, read), known)
        meant = decision.day
        lines = whole_day(problem, t, decision.at_crossings, meant.manifested, meant.presented,
                          meant.collected)  # fmt: skip
        day = as_day(decision, lines)
        if (day.presented.sum(axis=2) > decision.at_crossings + _sent(decision, day) + 1e-6).any():
            found.append(f"day {t}: more is inspected than is there")
        after = evening(problem, decision.state, day, decision.meant, known)
        found += [*passed(decision, day), *lost(decision, day, after)]
        trucks += sum(line.trucks for line in lines)
        if t + 1 < days:
            morning = morning_of(problem, after.state)
    if not trucks:
        found.append("nothing was sent")
    return found


def _sent(decision: Decision, day: Day) -> Any:
    """(C, G) What gets to crossings of what sets out on the day."""
    problem, t = decision.problem, decision.t
    same_day = np.where(problem.corridor_transit[t] > 0, 0.0, 1 - problem.corridor_loss[t])
    return (day.manifested * same_day[:, None, None]).sum(axis=0)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--days", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--dispatch", choices=["prices", "replan"], default="prices")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = days_in_a_row(Path(folder), asked.days, asked.seed, asked.dispatch)
    print(
        *found or [f"{asked.days} days: no limit passed but by rounding, no truck lost"], sep="\n"
    )
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
