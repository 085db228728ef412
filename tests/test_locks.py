"""What is locked: all that is needed, of one version and digest, and from no place of its own."""

import re
import tomllib

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from places import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ABOUT = PYPROJECT["project"]
ENTRY = re.compile(r"([a-z][^\\\n]*?)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")
RUN = ("build", "parquet", "dask", "images")
LOCKS = {"run": RUN, "test": (*RUN, "test", "check")}
"""Each file, and the extras that it holds beside what the program needs itself."""


def locked(name: str) -> dict[str, list[Requirement]]:
    """What a file holds, by the name of the package; some are there once for each Python."""
    text = (ROOT / "locks" / f"{name}.txt").read_text("utf-8")
    body = "".join(line for line in text.splitlines(True) if not line.startswith("#"))
    assert ENTRY.sub("", body) == "", "a line that is no package with its digests"
    entries: dict[str, list[Requirement]] = {}
    for written, _ in ENTRY.findall(body):
        entry = Requirement(written)
        assert re.fullmatch(r"==[\w.]+", str(entry.specifier)) and entry.url is None
        entries.setdefault(canonicalize_name(entry.name), []).append(entry)
    return entries


def chosen(entries: list[Requirement], python: str) -> str:
    """The version that a Python takes on Linux."""
    at = {**default_environment(), "python_version": python, "python_full_version": f"{python}.0"}
    (one,) = [e for e in entries if e.marker is None or e.marker.evaluate({**at, "extra": ""})]
    return str(one.specifier).removeprefix("==")


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("name", [*LOCKS, "docs"])
def test_what_is_asked_for_is_locked_at_a_version_that_will_do(name: str, python: str) -> None:
    asked = [*ABOUT["dependencies"]] if name in LOCKS else PYPROJECT["dependency-groups"][name]
    for extra in LOCKS.get(name, ()):
        asked += ABOUT["optional-dependencies"][extra]
    entries = locked(name)
    for each in map(Requirement, asked):
        version = chosen(entries[canonicalize_name(each.name)], python)
        assert each.specifier.contains(version), f"{each} is locked at {version}: make lock"


def test_one_version_is_run_and_tested() -> None:
    tested = {name: [*map(str, entries)] for name, entries in locked("test").items()}
    for name, entries in locked("run").items():
        assert [*map(str, entries)] == tested[name]


@pytest.mark.parametrize("name", [*LOCKS, "docs"])
def test_no_place_stands_in_a_lock(name: str) -> None:
    text = (ROOT / "locks" / f"{name}.txt").read_text("utf-8")
    assert "/" not in text and "index-url" not in text and "find-links" not in text
