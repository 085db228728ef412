"""What a result says of its making: when, by which command, from which files.

The moment is now, or that of SOURCE_DATE_EPOCH: https://reproducible-builds.org/specs/
source-date-epoch/. Results are passed on, and the folders of a machine bear names of people and
projects: files are told without them.
"""

from __future__ import annotations

import datetime
import os
import re
import shlex
from collections.abc import Iterable
from contextvars import ContextVar
from pathlib import PurePath

PATHS_IN_FULL: ContextVar[bool] = ContextVar("PATHS_IN_FULL", default=False)
"""Whether files are told with their folders all the same."""
_NAME = "SOURCE_DATE_EPOCH"
_SECONDS = re.compile("[0-9]{1,12}")
_PATH_INSIDE = re.compile(r"""(?<=[=,{\[\s"'])(?:/(?!/)|\.\.?/)[^,}\]"']*""")
"""A path within an argument: behind the sign of an option, or in a value written as YAML."""


class MalformedTime(ValueError):  # noqa: N818 - it becomes wrong use of the command line
    """SOURCE_DATE_EPOCH says no moment."""


def time_of_making() -> datetime.datetime:
    """The moment that results bear, to the second; the same for all of them where it is set.

    Raises `MalformedTime` where it is set to no moment.
    """
    said = os.environ.get(_NAME)
    if said is None:
        return datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    try:
        if _SECONDS.fullmatch(said):
            return datetime.datetime.fromtimestamp(int(said), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        pass
    expected = "expected whole seconds since 1970, up to the year 9999"
    raise MalformedTime(f"{_NAME}: {expected}, got {said[:40]!r}")


def told_path(path: str) -> str:
    """A file as results name it: alone, where its path would tell folders of the user's machine.

    A path that stays below the working folder is told as it was given.

    >>> told_path("inputs/gaza.yaml"), told_path("/home/ada/gaza.yaml"), told_path("../gaza.yaml")
    ('inputs/gaza.yaml', 'gaza.yaml', 'gaza.yaml')
    """
    short = PurePath(path).name if not PATHS_IN_FULL.get() and _leads_out(path) else path
    return short.encode("utf-8", "replace").decode()  # a file's name may be no UTF-8


def told_names(paths: Iterable[str]) -> dict[str, str]:
    """What each of several files is called; of those with one name the later ones have a number.

    >>> told_names(["joint", "/home/ada/mine.yaml", "/home/bo/mine.yaml"]).values()
    dict_values(['joint', 'mine.yaml', 'mine.yaml (2)'])
    """
    names: dict[str, str] = {}
    for path in dict.fromkeys(paths):
        name = told_path(path)
        number = 1
        while name in names.values():
            number += 1
            name = f"{told_path(path)} ({number})"
        names[path] = name
    return names


def told_command(arguments: Iterable[str]) -> str:
    """The command as results tell it, to be given to a shell; its paths as `told_path` has them.

    >>> told_command(["optimize", "/home/ada/gaza.yaml", "--set=model=../joint.yaml"])
    'crossings optimize gaza.yaml --set=model=joint.yaml'
    """
    return shlex.join(["crossings", *map(_told_argument, arguments)])


def _told_argument(argument: str) -> str:
    if _leads_out(argument):
        return told_path(argument)
    inside = argument if PATHS_IN_FULL.get() else _PATH_INSIDE.sub(_name_alone, argument)
    return inside.encode("utf-8", "replace").decode()


def _name_alone(found: re.Match[str]) -> str:
    return PurePath(found[0]).name if _leads_out(found[0]) else found[0]


def _leads_out(path: str) -> bool:
    """Whether a path tells of folders outside of the working folder."""
    plain = PurePath(os.path.normpath(path))
    return plain.is_absolute() or plain.parts[:1] == (os.pardir,)
