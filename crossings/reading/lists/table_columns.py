"""The columns that tables of needs, stocks and counts may have, and the names each goes by."""

from __future__ import annotations

EVIDENCE = {
    "low": ("low", "range_low", "minimum", "min"),
    "high": ("high", "range_high", "maximum", "max"),
    "source": ("source",),
    "confidence": ("confidence",),
    "note": ("note", "notes", "comment", "comments", "remarks"),
}
AREA = (
    "area", "area_id", "admin2_code", "admin2_pcode", "adm2_pcode", "pcode", "p_code",
    "admin2_name", "adm2_en", "area_name", "governorate", "district",
)  # fmt: skip
GOOD = ("good", "good_id", "good_name", "item", "commodity")
DAYS = {
    "from": ("from", "start", "reference_period_start", "first_day"),
    "to": ("to", "end", "reference_period_end", "last_day"),
}
NEED = {
    "area": AREA,
    "good": GOOD,
    **DAYS,
    "truckloads_per_day": ("truckloads_per_day", "truckloads_a_day", "trucks_per_day", "need"),
    "tonnes_per_day": ("tonnes_per_day", "tonnes_a_day", "mt_per_day"),
    "tonnes_per_month": ("tonnes_per_month", "tonnes_a_month", "mt_per_month"),
    "people": ("people", "persons", "people_in_need"),
    **EVIDENCE,
}
STOCK = {"area": AREA, "good": GOOD, "truckloads": ("truckloads", "trucks", "stock"), **EVIDENCE}
OBSERVED = {
    "crossing": ("crossing", "crossing_id", "crossing_name"),
    "good": GOOD,
    "category": ("category",),
    **DAYS,
    "stage": ("stage",),
    "truckloads": ("truckloads", "trucks", "collected_truckloads"),
    "open_days": ("open_days",),
    "source": ("source",),
    "note": ("note", "notes", "comment", "comments", "remarks"),
}
WIDE: dict[str, dict[str, tuple[str, ...]]] = {
    "need": {"area": AREA, **DAYS},
    "stock": {"area": AREA},
}
PLAN = {
    "date": ("date", "day"),
    "period": ("period",),
    "leaves": ("leaves",),
    "corridor": ("corridor", "corridor_id", "corridor_name", "origin"),
    "crossing": ("crossing", "crossing_id", "crossing_name"),
    "good": GOOD,
    "area": AREA,
    "regime": ("regime", "regime_id", "regime_name"),
    "stage": ("stage",),
    "truckloads": ("truckloads",),
    **{
        name: (name,)
        for name in (
            "manifested", "presented", "released", "collected",
            "phase", "period_start", "trucks", "tonnes", "pallets", "refused", "intercepted",
            "arrived",
        )
    },
}  # fmt: skip
"""Of a plan; tables of results have more, which follows from the rest."""
"""Of a table with a column for each good."""
ORDER = {
    "crossing": ("crossing", "crossing_id", "crossing_name"),
    "rank": ("rank", "order"),
    "good": GOOD,
    "area": AREA,
    "until_days_of_stock": ("until_days_of_stock", "until_days", "days_of_stock"),
    "regime": ("regime", "regime_id", "regime_name"),
    "waiting_truckloads": ("waiting_truckloads", "waiting"),
    "share_given_out": ("share_given_out", "share_of_need"),
    "note": ("note", "notes", "comment", "comments", "remarks"),
}
"""Of a sheet that says in which order crossings bring what."""
TOTALS = frozenset(
    ("total", "totals", "grand total", "sum", "subtotal", "sub-total", "total general", "المجموع",
     "مجموع", "الإجمالي", "الاجمالي", "إجمالي", "اجمالي", "المجموع الكلي")
)  # fmt: skip
"""What a row that adds others up is called, in small letters."""
OTHER_UNITS = frozenset(
    ("tonnes", "tonne", "tons", "ton", "mt", "kg", "people", "persons", "kits", "pallets", "month",
     "monthly", "months", "week", "weekly", "weeks", "year", "yearly")
)  # fmt: skip
"""Words of a header that tell of another unit than truckloads a day."""
