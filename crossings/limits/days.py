"""The days that limits are for."""

from __future__ import annotations

from crossings.limits.record import Days

WORKED = Days("crossing_open_days", "c", "working", closes_flows=True)
"""Of a crossing's staff and gate: in a scenario each open day at its pace."""
OPEN = Days("crossing_open_days", "c", "open_days", closes_flows=True)
"""Of roads behind a crossing."""
POOLED = Days("pool_open_days", "p", "pool_open_days")
SUPPLIED = Days("corridor_open_days", "o", "supply", multiplies=True, closes_flows=True)
NEEDED = Days("days", "g", "need", multiplies=True)
EVERY = Days("days")
