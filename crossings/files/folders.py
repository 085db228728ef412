"""A folder that takes another's place in one step, with whatever else lay in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path

from crossings import ends

_MOST = 10_000
"""Files that are taken along; a folder that has more is no folder of an answer alone."""
_BEFORE = "{}.before-crossings"
"""What the old folder is called, where it takes two steps and only one of them was made."""
_HERE = -100  # AT_FDCWD
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS


def replaced_whole(folder: Path, made: Path, ours: Collection[str]) -> bool:
    """Put `made` in the place of `folder`, with all that lies there but what is `ours` by name.

    False, and nothing is changed, where that cannot be. `made` lies on the same disk; what it is
    called afterwards is to be thrown away.
    """
    if not folder.exists():
        made.rename(folder)
        return True
    if _in_use(folder) or _more_than(_MOST, folder):
        return False
    try:
        _take_along(folder, made, ours)
        with ends.unbroken():
            if not _exchanged(folder, made):
                _exchanged_in_steps(folder, made, _before(folder))
            _take_later_ones(made, folder, ours)
    except OSError:
        return False
    return True


def restore(folder: Path) -> None:
    """Put the old folder back, where a run was killed between the two steps of an exchange."""
    if _before(folder).is_dir() and not folder.exists():
        _before(folder).rename(folder)


def _before(folder: Path) -> Path:
    return folder.with_name(_BEFORE.format(folder.name))


def _in_use(folder: Path) -> bool:
    """Whether the command runs in it: its shell would be left in a folder that is thrown away."""
    here = Path.cwd()
    return folder == here or folder in here.parents or os.path.ismount(folder)


def _more_than(most: int, folder: Path) -> bool:
    seen = 0
    for _, folders, files in os.walk(folder):
        seen += len(folders) + len(files)
        if seen > most:
            return True
    return False


def _take_along(folder: Path, made: Path, ours: Collection[str]) -> None:
    """Let every other file have a second name in `made`; of folders there is a copy."""

    def left_out(where: str, names: list[str]) -> Collection[str]:
        return set(ours).intersection(names) if where == str(folder) else ()

    shutil.copytree(
        folder, made, symlinks=True, copy_function=os.link, ignore=left_out, dirs_exist_ok=True
    )
    for where, _, _ in os.walk(folder):
        known, copy = Path(where).stat(), made / Path(where).relative_to(folder)
        if (known.st_uid, known.st_gid) != (copy.stat().st_uid, copy.stat().st_gid):
            os.chown(copy, known.st_uid, known.st_gid)


def _take_later_ones(old: Path, folder: Path, ours: Collection[str]) -> None:
    """Take along what somebody wrote into the folder while it was replaced."""
    for where, _, files in os.walk(old):
        within = Path(where).relative_to(old)
        for name in files:
            one, other = old / within / name, folder / within / name
            mine = within == Path() and name in ours
            if not mine and not (other.exists() and one.samefile(other)):
                other.parent.mkdir(parents=True, exist_ok=True)
                one.replace(other)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the system has exchanged two folders, which is one step."""
    import ctypes

    library = ctypes.CDLL(None)
    names = os.fsencode(one), os.fsencode(other)
    if hasattr(library, "renameat2"):
        return bool(library.renameat2(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0)
    if hasattr(library, "renamex_np"):
        return bool(library.renamex_np(names[0], names[1], _EXCHANGE) == 0)
    return False


def _exchanged_in_steps(folder: Path, made: Path, before: Path) -> None:
    """Exchange two folders where the system cannot: killed in between, the old one is `before`."""
    shutil.rmtree(before, ignore_errors=True)
    folder.rename(before)
    try:
        made.rename(folder)
    except OSError:
        before.rename(folder)
        raise
    before.rename(made)
