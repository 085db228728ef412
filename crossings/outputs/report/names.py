"""What the charts of a report are called, in the order of the page."""

from __future__ import annotations

OF_THE_PLAN = (
    "coverage", "least", "weeks", "counts", "funnel", "passage", "opening", "procedures", "map",
)  # fmt: skip
BESIDE_IT = ("models", "frontier")
OF_FUTURES = ("fan", "closures", "winners")
CHART_NAMES = (*OF_THE_PLAN, *BESIDE_IT, *OF_FUTURES)
