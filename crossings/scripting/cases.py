"""Cases, from wherever they come, as problems."""

from __future__ import annotations

from crossings.problem import Problem
from crossings.problem.readable import Settings
from crossings.reading import read_problem
from crossings.reading.scripts import Source, case_given, model_given
from crossings.reading.yaml.overrides import changes_of


def read_case(case: Source, model: Source | None = None, settings: Settings = ()) -> Problem:
    """The problem that a case poses.

    A case is a path, an open file, the text of a file, or its keys and values, sections of which
    may be DataFrames. `model` is another inspection model: a shipped one's name, or likewise.
    `settings` change single values, by path or as `--set` does:
    `{"crossings.rafah.hours_per_day": 12}`, `["crossings.rafah.hours_per_day=12"]`. Raises
    `InputError` with every fault. What a mapping names is seen from the working folder.
    """
    return read_problem(case_given(case), model_given(model), changes_of(settings))
