"""Allocate screened goods over border crossings under inspection capacity."""

__version__ = "0.1.0"
