"""The keys of cases and inspection models: meaning, unit, default, bounds."""
