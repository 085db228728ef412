"""The families of columns and rows of the program, and the right-hand sides of its limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from crossings import capacity
from crossings.allocation.ledger import Kind
from crossings.problem import Floats, Problem

# Columns, in truckloads per period. The letters of the axes: t period, o corridor, c crossing,
# g good, r regime, a area, b coverage band, q resource, p pool, w window of a floor.
MANIFESTED = Kind("manifested", "tocg")  # m̂[o,c,g,t] leaves corridor o for crossing c
PRESENTED = Kind("presented", "tcgr")  # x[c,g,r,t] put through inspection under regime r
COLLECTED = Kind("collected", "tcga")  # y[c,g,a,t] leaves crossing c for area a
STOCK = Kind("stock", "tga")  # s[g,a,t] in area a at the end of t
MET = Kind("met", "tgab")  # z[g,a,b,t] need met in band b
EXPORTED = Kind("exported", "tgb")  # z[g,b,t] exports taken in band b
EVENNESS = Kind("evenness", "g")  # u[g] least coverage of g over the horizon
FLOOR_MISSED = Kind("floor_missed", "wga")  # only where floors may be missed
EXPORT_FLOOR_MISSED = Kind("export_floor_missed", "wg")
END_STOCK_MISSED = Kind("end_stock_missed", "ga")
LEAST_COVERAGE = Kind("least_coverage", "")  # λ, only of the fairest plan
BEYOND = Kind("undetected_beyond", "")  # only where row 9 may be gone beyond, a day
MISSED = (FLOOR_MISSED, EXPORT_FLOOR_MISSED, END_STOCK_MISSED)

# Rows, by their number in docs/formulas.md.
RELEASED = Kind("released", "tcg")  # 1
MINUTES = Kind("minutes", "tcq")  # 2
POOL = Kind("pool", "tp")  # 3
GATE = Kind("gate", "tc")  # 4
ROUTE = Kind("route", "tca")  # 5
BROUGHT = Kind("brought", "tcg")  # 6
CORRIDOR = Kind("corridor", "to")  # 6
CORRIDOR_GOOD = Kind("corridor_good", "tog")  # 6
STOCKED = Kind("stock", "tga")  # 7
END_STOCK = Kind("end_stock", "ga")  # 7, at the last period
ALL_EXPORTED = Kind("exported", "tg")  # 8
UNDETECTED = Kind("undetected", "t")  # 9
DETECTED = Kind("detected", "tg")  # 10
FLOOR = Kind("floor", "wga")  # 11
EXPORT_FLOOR = Kind("export_floor", "wg")  # 11
DIVERTED = Kind("diverted", "t")  # 12
PRICED = (
    MINUTES,
    POOL,
    GATE,
    ROUTE,
    CORRIDOR,
    CORRIDOR_GOOD,
    UNDETECTED,
    DETECTED,
    DIVERTED,
    FLOOR,
    EXPORT_FLOOR,
    END_STOCK,
)
"""Rows whose prices a plan keeps, each under the name of its kind."""
Bounds: TypeAlias = Mapping[Kind, Callable[[Problem], Floats]]
AT_MOST: Bounds = {
    MINUTES: capacity.minutes,
    POOL: capacity.pool,
    GATE: capacity.gate,
    ROUTE: capacity.route,
    CORRIDOR: capacity.corridor,
    CORRIDOR_GOOD: capacity.corridor_good,
    UNDETECTED: capacity.undetected,
    DIVERTED: capacity.diverted,
}
"""What each limit allows: the right-hand sides of its rows."""
AT_LEAST: Bounds = {
    FLOOR: capacity.floor,
    EXPORT_FLOOR: capacity.export_floor,
    END_STOCK: capacity.end_stock,
}
"""What each floor asks for."""
COVERAGE_TARGET = Kind("coverage_target", "")  # 13
WORST_TARGET = Kind("worst_target", "ga")  # 13
INFORMAL_TARGET = Kind("informal_target", "")  # 13
EVEN = Kind("evenness", "ga")  # of the first tie-break
EVEN_EXPORT = Kind("export_evenness", "g")
FAIR = Kind("fair", "ga")  # only of the fairest plan: no less than λ
FAIR_EXPORT = Kind("export_fair", "g")
KEPT = Kind("kept", "ga")  # no less than its own level
KEPT_EXPORT = Kind("export_kept", "g")

# Of `crossings size`; s site, j post, k choice of hours, v supplier, i informal channel, l choice
# of the share stopped there.
HOURS = Kind("hours", "sk")  # 1 where site s works its k-th choice of hours
ADDED = Kind("added", "jk")  # units added to post j, working the k-th choice of hours
BOUGHT = Kind("bought", "jv")  # whole units added to post j by supplier v
LEAST = Kind("least", "")  # least coverage of any inbound good in any area
STOPPED = Kind("stopped", "il")  # 1 where the l-th choice of share is stopped on channel i
SENT = Kind("sent", "til")  # truckloads sent on channel i while that is stopped
ONE_CHOICE = Kind("one_choice", "s")  # 14
AT_WORK = Kind("at_work", "jk")  # 15
SUPPLIED = Kind("supplied", "j")  # 16
CEILING = Kind("ceiling", "j")  # 17
ONE_SHARE = Kind("one_share", "i")  # 18
SENT_UNDER = Kind("sent_under", "til")  # 19
ALL_SENT = Kind("all_sent", "ti")  # 20
LEAST_SERVED = Kind("least_served", "ga")
