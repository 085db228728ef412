"""Forms in which an answer leaves the tool; all are made from the same tables."""
