"""What futures of a batch have in common in which something happens."""

from __future__ import annotations

from crossings.discovery.boxes import Box, boxes
from crossings.discovery.discovered import Discovered, discovered
from crossings.discovery.where import MalformedCondition

__all__ = ["Box", "Discovered", "MalformedCondition", "boxes", "discovered"]
