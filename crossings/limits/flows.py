"""The flows that limits count: families of columns, in truckloads per period.

The letters of the axes: t period, o corridor, c crossing, g good, r regime, a area, b coverage
band, q resource, p pool, w window of several periods.
"""

from __future__ import annotations

from crossings.limits.record import Kind

MANIFESTED = Kind("manifested", "tocg")  # m̂[o,c,g,t] leaves corridor o for crossing c
PRESENTED = Kind("presented", "tcgr")  # x[c,g,r,t] put through inspection under regime r
COLLECTED = Kind("collected", "tcga")  # y[c,g,a,t] leaves crossing c for area a
STOCK = Kind("stock", "tga")  # s[g,a,t] in area a at the end of t
MET = Kind("met", "tgab")  # z[g,a,b,t] need met in band b
EXPORTED = Kind("exported", "tgb")  # z[g,b,t] exports taken in band b
FLOWS = (MANIFESTED, PRESENTED, COLLECTED, STOCK, MET, EXPORTED)
