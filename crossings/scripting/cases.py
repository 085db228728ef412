"""Cases, from wherever they come, as problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from crossings.making import told_names, told_path
from crossings.problem import Problem
from crossings.problem.readable import Settings, Source
from crossings.reading import read_problem, read_under, shipped_models
from crossings.reading.scripts import case_given, model_given
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


def read_models(
    case: Source,
    models: Sequence[Source | None] | Mapping[str, Source | None] | None = None,
    settings: Settings = (),
) -> dict[str, Problem]:
    """The problems that a case poses under several inspection models, by what these are called.

    None among `models` is the case's own; without any, that and every shipped one. A setting of a
    model is made under every model that has what it changes.
    """
    asked: list[Source | None]
    if models is None:
        asked = [None, *shipped_models()]
    else:
        asked = [*models.values()] if isinstance(models, Mapping) else [*models]
    given = [model_given(model) for model in asked]
    read = list(read_under(case_given(case), given, changes_of(settings)))
    if isinstance(models, Mapping):
        return dict(zip(models, read, strict=True))
    return _named([model if isinstance(model, str) else None for model in given], read)


def beside_shipped(problem: Problem, *, alone: bool = False) -> dict[str, Problem]:
    """A problem, and unless it stays alone its case under every shipped model, by their names."""
    reader = problem.reader
    given = [reader.model, *([] if alone else shipped_models())]
    others = [] if alone else [*read_under(reader.case, given, reader.changes)][1:]
    names = [model if isinstance(model, str) else None for model in given]
    return _named(names, [problem, *others])


def _named(asked: Sequence[str | None], read: Sequence[Problem]) -> dict[str, Problem]:
    """What was read, each by the name of its model, once."""
    own = {name: problem.model.sha256 for name, problem in zip(asked, read, strict=True)}
    posed: dict[str, Problem] = {}
    names = told_names(name for name in asked if name is not None)
    for name, problem in zip(asked, read, strict=True):
        called = _name(problem) if name is None else names[name]
        if name is None and own.get(called, problem.model.sha256) != problem.model.sha256:
            # A file that is called as a shipped one, and is another.
            called = told_path(problem.model.path)
        posed.setdefault(called, problem)
    return posed


def _name(problem: Problem) -> str:
    """What the case as it is is called: by its model, a shipped one by its name."""
    if len({phase.model for phase in problem.phases}) > 1:
        return "phased"
    return Path(problem.model.path).stem if problem.model.shipped else told_path(problem.model.path)
