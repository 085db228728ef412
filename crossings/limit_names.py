"""The limits by the keys that files give them, as results and conflicts name them."""

UNDETECTED = "undetected_threats_per_day"
DETECTION = "detection_rate_at_least"
DIVERTED = "diverted_truckloads_per_day"
COVERAGE = "coverage_at_least"
END_STOCK = "end_days_of_need"
