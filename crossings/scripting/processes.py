"""Whether a script can have several processes: each of them begins it anew."""

from __future__ import annotations

import sys
from pathlib import Path

from crossings.handed_in import whole

_GUARD = 'if __name__ == "__main__":'


def processes(jobs: int) -> int:
    """So many; `ValueError` says beforehand what the script lacks that would begin them."""
    jobs = whole(jobs, "jobs", 1)
    if jobs > 1:
        _begins_anew()
    return jobs


def _begins_anew() -> None:
    file = getattr(sys.modules["__main__"], "__file__", None)
    if file is None:  # a notebook, or a line typed in: nothing is begun anew
        return
    path = Path(file)
    if not path.is_file():
        text = "processes begin the script anew, and one from standard input cannot be: save it"
        raise ValueError(f"jobs: {text} as a file, what it does below `{_GUARD}`")
    if "__name__" not in path.read_text(encoding="utf-8", errors="replace"):
        text = f"processes begin {path.name} anew: put what it does below `{_GUARD}`"
        raise ValueError(f"jobs: {text}")
