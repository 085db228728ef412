"""Inspection designed: the best procedures that sensors allow, and what detection costs."""
