"""The flows that limits count: families of columns, in truckloads per period.

The letters of the axes: t period, o corridor, c crossing, g good, r regime, a area, b coverage
band, q resource, p pool, w window of several periods.
"""

from __future__ import annotations

from crossings.limits.record import Kind

MANIFESTED = Kind("manifested", "tocg")  # m̂[o,c,g,t] leaves corridor o for crossing c
PRESENTED = Kind("presented", "tcgr")  # x[c,g,r,t] put through inspection under regime r
COLLECTED = Kind("collected", "tcga")  # y[c,g,a,t] leaves crossing c for area a
ARRIVED = Kind("arriving", "tcga")  # the part of y[c,g,a,·] that gets to area a in t; no columns
STOCK = Kind("stock", "tga")  # s[g,a,t] in area a at the end of t
MET = Kind("met", "tgab")  # z[g,a,b,t] need met in band b
EXPORTED = Kind("exported", "tgb")  # z[g,b,t] exports taken in band b
WAITING = Kind("waiting", "tcg")  # w[c,g,t] in the yard of crossing c at the end of t
TURNED_AWAY = Kind("turned_away", "tcg")  # let go, for there is no room in the yard
HELD = Kind("held", "tcg")  # h[c,g,t] on the platform, released, at the end of t
DISCARDED = Kind("discarded", "tga")  # let go, for there is no room or it is too old
LEVELS = (STOCK, WAITING, HELD)
"""What is there at the end of a period; all else passes in it."""
FLOWS = (
    MANIFESTED, PRESENTED, COLLECTED, STOCK, MET, EXPORTED, WAITING, TURNED_AWAY, HELD, DISCARDED
)  # fmt: skip
