"""The families of columns and rows of the program that are not of flows and limits.

Those stand in `crossings.limits`.
"""

from __future__ import annotations

from typing import NamedTuple

from crossings.limits.flows import COLLECTED, MANIFESTED, PRESENTED
from crossings.limits.record import Kind

LEAST_COVERAGE = Kind("least_coverage", "")  # λ, only of the fairest plan

# Rows, by their number in docs/formulas.md.
RELEASED = Kind("released", "tcg")  # 1
BROUGHT = Kind("brought", "tcg")  # 6
STOCKED = Kind("stock", "tga")  # 7
FRESH = Kind("fresh", "tga")  # 7, of goods that keep for a while
ALL_EXPORTED = Kind("exported", "tg")  # 8
COVERAGE_TARGET = Kind("coverage_target", "")  # 13
WORST_TARGET = Kind("worst_target", "ga")  # 13
INFORMAL_TARGET = Kind("informal_target", "")  # 13
FAIR = Kind("fair", "vga")  # only of the fairest plan, in its windows v: no less than λ
FAIR_EXPORT = Kind("export_fair", "vg")
KEPT = Kind("kept", "vga")  # no less than its own level
KEPT_EXPORT = Kind("export_kept", "vg")

# Of the rest of a plan: stock up to so many days of need, of which each is worth a little.
FIRST_DAYS = Kind("stock_of_first_days", "tga")
NEXT_DAYS = Kind("stock_of_next_days", "tga")
DAYS_OF_STOCK = Kind("days_of_stock", "tga")  # rows: all of them together are no more than stock

# Of the rest of a plan: what is ordered before it leaves its origin, or is presented.
NEW_ORDERS = Kind("new_orders", "tocg")
NEW_AT_CROSSING = Kind("new_orders_at_crossing", "tcg")
WAITS_AT_ORIGIN = Kind("waits_at_origin", "tocg")
WAITS_AT_CROSSING = Kind("ordered_at_crossing", "tcg")
ORDERS = Kind("orders", "tocg")  # rows
ORDERS_AT_CROSSING = Kind("orders_at_crossing", "tcg")

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

# Of a plan of one's own.
BEYOND_MARKET = Kind("beyond_market", "tg")  # exports that nobody takes
GIVEN = Kind("given", "tcg")  # truckloads of several columns together


class Meant(NamedTuple):
    """Rows that say what of a flow passes where, and columns of what they miss."""

    row: Kind
    missed: Kind


MEANT = {
    flow: Meant(Kind(f"meant_{flow.name}", flow.axes), Kind(f"not_as_meant_{flow.name}", flow.axes))
    for flow in (MANIFESTED, PRESENTED, COLLECTED)
}
CLOSED = {
    PRESENTED: (Kind("closed_crossing", "tc"), "crossing_open_days"),
    MANIFESTED: (Kind("closed_corridor", "to"), "corridor_open_days"),
    COLLECTED: (Kind("closed_route", "tca"), "route_open_days"),
}
"""Rows, and columns, of what passes where nothing opens, and the field that counts those days."""


class Followed(NamedTuple):
    """Rows that say what days add up to, and columns of what is short or beyond."""

    row: Kind
    short: Kind
    beyond: Kind


FOLLOWED = {
    flow: Followed(
        *(Kind(f"{word}_{flow.name}", flow.axes) for word in ("followed", "short_of", "beyond"))
    )
    for flow in (MANIFESTED, PRESENTED, COLLECTED)
}
"""Of a plan of longer periods, carried out by days."""
