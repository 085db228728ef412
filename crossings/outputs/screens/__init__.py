"""Answers on a terminal, in a planner's words."""
