"""Where chunks lie in the folder of a batch.

outcomes/model=joint/part-000001.parquet    what came of the futures of the second chunk
inputs/part-000001.parquet                  what was drawn of them
"""

from __future__ import annotations

OUTCOMES = "outcomes"


def outcomes_of(folder: str) -> str:
    """The folder of a model's outcomes, by the name that it has for the model."""
    return f"{OUTCOMES}/model={folder}"


def part_file(part: int, form: str) -> str:
    """The file of a chunk, by its number."""
    return f"part-{part:06d}.{form}"
